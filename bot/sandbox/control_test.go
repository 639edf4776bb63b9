package sandbox_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

// call sends a request to the control API and decodes its answer.
func call[T any](t *testing.T, s *sandbox.Server, method, path, body string) (v T, status int) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+"/sandbox/"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 0 && json.Unmarshal(data, &v) != nil {
		t.Fatalf("%s %s: %s", method, path, data)
	}
	return v, resp.StatusCode
}

// answering opens a session whose bot answers every command, and returns it.
func answering(t *testing.T, s *sandbox.Server, text string) *discordgo.Session {
	t.Helper()
	dg := bare(t, s)
	ask := world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, ask); err != nil {
		t.Fatal(err)
	}
	dg.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		_ = dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Content: text},
		})
	})
	connect(t, dg)
	t.Cleanup(func() { _ = dg.Close() })
	return dg
}

func TestAProgramActsAsAMember(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	answering(t, s, "Nobody did.")
	started, status := call[struct{ Interaction world.ID }](t, s, "POST", "people/alice/slash", `{"channel":"general","name":"ask"}`)
	if status != http.StatusOK {
		t.Fatal("status ", status)
	}
	view, _ := call[struct {
		State    string
		Original struct{ Content string }
		Took     *float64 `json:"answered_after_ms"`
	}](t, s, "GET", "interactions/"+started.Interaction.String()+"?wait=5s", "")
	if view.State != "replied" || view.Original.Content != "Nobody did." || view.Took == nil {
		t.Errorf("the interaction is %+v", view)
	}
	offered, _ := call[[]struct{ Name string }](t, s, "GET", "people/bob/commands?channel=general", "")
	if len(offered) != 1 || offered[0].Name != "ask" {
		t.Errorf("Bob is offered %v", offered)
	}
	seen, _ := call[[]struct{ Content string }](t, s, "GET", "people/bob/see?channel=general", "")
	if len(seen) != 1 || seen[0].Content != "Nobody did." {
		t.Errorf("Bob sees %v", seen)
	}
}

func TestControlSaysWhatWasWrong(t *testing.T) {
	s := sandboxtest.Start(t)
	for _, c := range []struct {
		path, body string
		status     int
		says       string
	}{
		{"people/alice/say", `{"channel":"staff","content":"hello"}`, http.StatusForbidden, "Missing Access"},
		{"people/alice/say", `{"channel":"nowhere","content":"hello"}`, http.StatusNotFound, "Unknown Channel"},
		{"people/zoe/say", `{"channel":"general","content":"hello"}`, http.StatusNotFound, `user "zoe": 404: Unknown User`},
		{"people/alice/fly", `{}`, http.StatusBadRequest, `nobody can "fly"; people can allow, archive`},
		{"people/alice/say", ``, http.StatusNotFound, "Unknown Channel"},
		{"people/olga/give-role", `{"user":"bob","role":"Kings"}`, http.StatusNotFound, `role "Kings"`},
		{"people/mo/give-role", `{"user":"bob","role":"Moderators"}`, http.StatusForbidden, "Missing Permissions"},
		{"people/olga/deny", `{"channel":"general","user":"bob","permissions":["FLY"]}`, http.StatusBadRequest, `no permission "FLY"`},
		{"people/olga/time-out", `{"user":"bob","for":"long"}`, http.StatusBadRequest, "duration"},
		{"people", `{"username":"alice"}`, http.StatusBadRequest, "alice already"},
		{"people", `{"username":"Zoe!"}`, http.StatusBadRequest, `"Zoe!" is not`},
		{"people", `{"username":"z"}`, http.StatusBadRequest, `"z" is not`},
		{"people", ``, http.StatusBadRequest, `"" is not`},
		{"person", ``, http.StatusNotFound, "POST /sandbox/person: nothing is here"},
		{"people/alice/say", `{"chanel":"general"}`, http.StatusBadRequest, "unknown field"},
		{"people/alice/slash", `{"channel":"general","name":"none"}`, http.StatusBadRequest, "no command"},
		{"clock", `{"advance":"soon"}`, http.StatusBadRequest, "duration"},
		{"faults", `{"kind":"plague"}`, http.StatusBadRequest, `no fault "plague"; there are close, drop`},
	} {
		got, status := call[struct{ Error string }](t, s, "POST", c.path, c.body)
		if status != c.status || !strings.Contains(got.Error, c.says) {
			t.Errorf("%s %s: %d %q", c.path, c.body, status, got.Error)
		}
	}
}

func TestModeratorsActByControl(t *testing.T) {
	s := sandboxtest.Start(t)
	do := func(path, body string) {
		t.Helper()
		if got, status := call[struct{ Error string }](t, s, "POST", path, body); status >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d %s", path, body, status, got.Error)
		}
	}
	holds := func(who world.ID, where world.ID, what world.Permissions, want bool) {
		t.Helper()
		if held, err := s.World.Permissions(who, where); err != nil || held.Has(what) != want {
			t.Errorf("%s holds %b, %v", who, held, err)
		}
	}
	do("people", `{"username":"zoe","name":"Zoe"}`)
	members, err := s.World.Members(s.Olga.ID, s.Guild.ID, 0, "zoe", 1)
	if err != nil || len(members) != 1 {
		t.Fatal(members, err)
	}
	id := members[0].User.ID
	do("people/olga/give-role", `{"user":"zoe","role":"Moderators"}`)
	holds(id, s.General.ID, world.ManageMessages, true)
	do("people/olga/change-role", `{"role":"Moderators","permissions":["MANAGE_GUILD","KICK_MEMBERS"]}`)
	holds(id, s.General.ID, world.ManageMessages, false)
	do("people/olga/deny", `{"channel":"general","user":"Rapporteur","permissions":["EMBED_LINKS","SEND_MESSAGES"]}`)
	holds(s.Bot.ID, s.General.ID, world.EmbedLinks, false)
	do("people/olga/allow", `{"channel":"general","user":"Rapporteur","permissions":"16384"}`)
	holds(s.Bot.ID, s.General.ID, world.EmbedLinks, true)
	do("people/olga/time-out", `{"user":"zoe","for":"10m"}`)
	holds(id, s.General.ID, world.SendMessages, false)
	do("people/olga/time-out", `{"user":"zoe"}`)
	holds(id, s.General.ID, world.SendMessages, true)
	do("people/olga/take-role", `{"user":"zoe","role":"Moderators"}`)
	do("people/mo/kick", `{"user":"zoe"}`)
	holds(id, s.General.ID, world.ViewChannel, false)
}

func TestThePortalHasItsSwitches(t *testing.T) {
	s := sandboxtest.Start(t)
	type switches struct {
		Members bool `json:"guild_members"`
		Content bool `json:"message_content"`
		Shards  int
	}
	if got, _ := call[switches](t, s, "POST", "portal", `{"message_content":false,"shards":2}`); got != (switches{true, false, 2}) {
		t.Errorf("the switches stand at %+v", got)
	}
	if got, _ := call[switches](t, s, "POST", "portal", `{"message_content":true}`); got != (switches{true, true, 2}) {
		t.Errorf("the switches stand at %+v", got)
	}
	call[any](t, s, "POST", "people/alice/speak", `{"locale":"de"}`)
	call[any](t, s, "POST", "people/alice/take-direct", `{"on":false}`)
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}); err != nil {
		t.Fatal(err)
	}
	if p := begun(t)(s.Alice.Slash(s.General.ID, "ask", nil)); p.Interaction.Locale != "de" {
		t.Errorf("Alice's client speaks %q", p.Interaction.Locale)
	}
	direct := must(s.World.OpenDirect(s.Bot.ID, s.Alice.ID))(t)
	_, err := bare(t, s).ChannelMessageSend(direct.ID.String(), "hello")
	refusedWith(t, err, discordgo.ErrCodeCannotSendMessagesToThisUser)
}

func TestPagesOfOtherSitesMayNotControl(t *testing.T) {
	s := sandboxtest.Start(t)
	for _, change := range []func(*http.Request){
		func(r *http.Request) { r.Header.Set("Origin", "https://example.org") },
		func(r *http.Request) { r.Host = "example.org" },
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/sandbox/", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		change(r)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Errorf("status %s", resp.Status)
		}
	}
}

func TestEventsStreamWhatHappens(t *testing.T) {
	s := sandboxtest.Start(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/sandbox/events", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := s.Alice.Say(s.General.ID, "hello"); err != nil {
		t.Fatal(err)
	}
	for scanner := bufio.NewScanner(resp.Body); scanner.Scan(); {
		data, ok := strings.CutPrefix(scanner.Text(), "data: ")
		if !ok {
			continue
		}
		var e struct {
			Kind string
			By   world.ID
			Data struct{ Content string }
		}
		if err := json.Unmarshal([]byte(data), &e); err != nil || e.Kind != "MESSAGE_CREATE" || e.By != s.Alice.ID || e.Data.Content != "hello" {
			t.Errorf("%s, %v", data, err)
		}
		return
	}
	t.Error("the stream ended")
}

func TestClockIsMovedByControl(t *testing.T) {
	s := sandboxtest.Start(t, sandbox.Options{Start: time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)})
	call[any](t, s, "POST", "clock", `{"running":false}`)
	got, _ := call[struct{ Now time.Time }](t, s, "POST", "clock", `{"advance":"15m"}`)
	if at := time.Date(2026, 11, 1, 8, 15, 0, 0, time.UTC); got.Now.Before(at) || got.Now.After(at.Add(time.Minute)) {
		t.Errorf("the clock shows %v", got.Now)
	}
}

func TestFaultsAreInflictedAndHealedByControl(t *testing.T) {
	s := sandboxtest.Start(t)
	dg := bare(t, s)
	if _, status := call[any](t, s, "POST", "faults", `{"kind":"http","status":503,"html":true}`); status != http.StatusNoContent {
		t.Fatal("status ", status)
	}
	if _, err := dg.User("@me"); err == nil {
		t.Error("no error")
	}
	call[any](t, s, "DELETE", "faults", "")
	if _, err := dg.User("@me"); err != nil {
		t.Error(err)
	}
}
