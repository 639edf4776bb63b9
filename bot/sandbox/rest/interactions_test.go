package rest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

// ask calls the command that the bot has.
func (s *site) ask(t testing.TB) world.Interaction {
	t.Helper()
	i, err := s.world.Call(s.member.ID, s.channel, world.Call{Name: "ask"})
	must(t, err)
	return i
}

func openWithCommand(t testing.TB, o rest.Options) *site {
	t.Helper()
	s := open(t, o)
	_, err := s.world.SetCommands(s.bot.ID, 0, []world.Command{{Type: world.SlashCommand, Name: "ask", Description: "Ask."}})
	must(t, err)
	return s
}

func callback(i world.Interaction) string {
	return fmt.Sprintf("/interactions/%d/%s/callback", i.ID, i.Token)
}

func TestAnInteractionIsAnsweredOnce(t *testing.T) {
	s := openWithCommand(t, rest.Options{})
	i := s.ask(t)
	if g := s.do(t, "POST", callback(i), `{"type":5,"data":{"flags":64}}`); g.status != 204 {
		t.Fatalf("first: %d %s", g.status, g.body)
	}
	if g := s.do(t, "POST", callback(i), `{"type":5}`); g.refusal() != "400 40060" {
		t.Errorf("second: %d %s", g.status, g.body)
	}
	if g := s.do(t, "POST", strings.Replace(callback(i), i.Token, "wrong", 1), `{"type":5}`); g.refusal() != "404 10062" {
		t.Errorf("wrong token: %d %s", g.status, g.body)
	}
	if g := s.do(t, "POST", callback(s.ask(t))+"?with_response=true", `{"type":5}`); g.status != 200 || !strings.Contains(g.body, `"response_message_loading":true`) {
		t.Errorf("with response: %d %s", g.status, g.body)
	}
}

func TestCallbacksNeedNoToken(t *testing.T) {
	applications := make(chan world.ID, 1)
	s := openWithCommand(t, rest.Options{Observe: func(x rest.Exchange) { applications <- x.Application }})
	r := s.request(t, "POST", "/api/v10"+callback(s.ask(t)), `{"type":9,"data":{"custom_id":"m","title":"More","components":[{"type":1,"components":[{"type":4,"custom_id":"t","label":"Text","style":1}]}]}}`)
	r.Header.Del("Authorization")
	if g := s.send(t, r); g.status != 204 {
		t.Errorf("%d %s", g.status, g.body)
	}
	if asked := <-applications; asked != s.bot.ID {
		t.Errorf("the exchange is of application %d, want %d", asked, s.bot.ID)
	}
}

func TestRepliesAreReadEditedAndDeleted(t *testing.T) {
	s := openWithCommand(t, rest.Options{NoRateLimits: true})
	i := s.ask(t)
	if g := s.do(t, "POST", callback(i), `{"type":4,"data":{"content":"One moment."}}`); g.status != 204 {
		t.Fatalf("callback: %d %s", g.status, g.body)
	}
	webhook := fmt.Sprintf("/webhooks/{app}/%s", i.Token)
	more := read[world.Message](t, s.do(t, "POST", webhook, `{"content":"More."}`), 200)
	for _, step := range []struct {
		request, body string
		status        int
		says          string
	}{
		{"GET /messages/@original", "", 200, "One moment."},
		{"PATCH /messages/@original", `{"content":"There."}`, 200, "There."},
		{"GET /messages/{more}", "", 200, "More."},
		{"PATCH /messages/{more}", `{"content":"Even more."}`, 200, "Even more."},
		{"DELETE /messages/{more}", "", 204, ""},
		{"DELETE /messages/@original", "", 204, ""},
		{"GET /messages/@original", "", 404, "10008"},
		{"PATCH /messages/none", `{}`, 400, "50035"},
	} {
		method, path, _ := strings.Cut(strings.ReplaceAll(step.request, "{more}", more.ID.String()), " ")
		r := s.request(t, method, "/api/v9"+webhook+path, step.body)
		r.Header.Del("Authorization")
		if g := s.send(t, r); g.status != step.status || !strings.Contains(g.body, step.says) {
			t.Errorf("%s: %d %s, want %d with %q", step.request, g.status, g.body, step.status, step.says)
		}
	}
}

func BenchmarkInteractionCallback(b *testing.B) {
	w := world.New(world.NewClock(clockStart), "http://cdn.invalid")
	defer w.Close()
	owner := w.AddPerson("olga", "Olga")
	bot := w.AddApplication("press", owner.ID)
	guild := w.AddGuild("The Newsroom", owner.ID)
	_, err := w.Join(guild.ID, bot.ID, world.Administrator)
	must(b, err)
	channel, err := w.AddChannel(owner.ID, guild.ID, world.Channel{Name: "general"})
	must(b, err)
	_, err = w.SetCommands(bot.ID, 0, []world.Command{{Type: world.SlashCommand, Name: "ask", Description: "Ask."}})
	must(b, err)
	api := rest.New(w, rest.Options{})
	defer api.Close()
	for b.Loop() {
		b.StopTimer()
		i, err := w.Call(owner.ID, channel.ID, world.Call{Name: "ask"})
		must(b, err)
		r := httptest.NewRequest(http.MethodPost, "/api/v10"+callback(i), strings.NewReader(`{"type":5}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
		answer := httptest.NewRecorder()
		b.StartTimer()
		api.ServeHTTP(answer, r)
		if answer.Code != http.StatusNoContent {
			b.Fatal(answer.Code, answer.Body)
		}
	}
}
