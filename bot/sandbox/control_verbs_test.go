package sandbox_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

// hand acts through the control API and notes what it has used.
type hand struct {
	t    *testing.T
	s    *sandbox.Server
	used map[string]bool
}

// acted is what a verb answers with: a message, a thread or an interaction.
type acted struct {
	Error       string
	ID          world.ID
	Interaction world.ID
	Attachments []struct{ URL string }
}

func (h *hand) act(who, verb, body string, args ...any) acted {
	h.t.Helper()
	h.used[verb] = true
	got, status := call[acted](h.t, h.s, "POST", "people/"+who+"/"+verb, fmt.Sprintf(body, args...))
	if status >= http.StatusBadRequest {
		h.t.Fatalf("%s: %s %d %s", verb, fmt.Sprintf(body, args...), status, got.Error)
	}
	return got
}

// outcome is an interaction once it is answered.
type outcome struct {
	State    string
	Original world.ID
	Modal    struct {
		CustomID string `json:"custom_id"`
	}
	Choices []struct{ Name string }
}

func (h *hand) outcome(a acted) (o outcome) {
	h.t.Helper()
	view, _ := call[struct {
		outcome
		Original struct{ ID world.ID }
	}](h.t, h.s, "GET", "interactions/"+a.Interaction.String()+"?wait=5s", "")
	view.outcome.Original = view.Original.ID
	if view.State != "replied" {
		h.t.Errorf("the interaction is %s", view.State)
	}
	return view.outcome
}

func TestEveryVerbIsOneOfTheControlAPI(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	b := startGoBot(t, s, make(chan struct{}, 1))
	t.Cleanup(func() { _ = b.session.Close() })
	h := &hand{t, s, make(map[string]bool)}
	scene, _ := call[struct {
		Token       string
		Application world.ID `json:"application_id"`
		Channels    []struct{ Name string }
		People      map[string]world.ID
	}](t, s, "GET", "", "")
	if scene.Token != s.Bot.Token || scene.Application != s.Bot.ID || len(scene.Channels) != 2 || scene.People["alice"] != s.Alice.ID {
		t.Errorf("the scene is %+v", scene)
	}

	said := h.act("alice", "say", `{"channel":"general","content":"three little words","files":[{"name":"a.txt","data":%q}]}`, base64.StdEncoding.EncodeToString([]byte("forty-two")))
	if text := download(t, said.Attachments[0].URL); text != "forty-two" {
		t.Errorf("the file holds %q", text)
	}
	h.act("alice", "edit", `{"channel":"general","message":%q,"content":"four little words now"}`, said.ID)
	h.act("bob", "reply", `{"channel":"general","message":%q,"content":"so?"}`, said.ID)
	quiet := h.act("bob", "reply", `{"channel":"general","message":%q,"content":"so?","quiet":true}`, said.ID)
	if pings := must(s.Alice.Pings(s.General.ID))(t); len(pings) != 1 {
		t.Errorf("Alice is pinged %d times", len(pings))
	}
	h.act("mo", "delete", `{"channel":"general","message":%q}`, quiet.ID)
	h.act("bob", "react", `{"channel":"general","message":%q,"emoji":"👍"}`, said.ID)
	h.act("bob", "unreact", `{"channel":"general","message":%q,"emoji":"👍"}`, said.ID)
	h.act("alice", "write", `{"user":"bob","content":"in private"}`)

	h.outcome(h.act("alice", "slash", `{"channel":"general","name":"ask","options":{"question":"Who?"}}`))
	must(s.Alice.Await(soon(t), s.General.ID, func(m world.Message) bool { return m.Content == "Here is the file." }))(t)
	if o := h.outcome(h.act("alice", "type", `{"channel":"general","name":"ask","options":{"article":"ri"},"focused":"article"}`)); len(o.Choices) != 2 {
		t.Errorf("the choices are %v", o.Choices)
	}
	h.outcome(h.act("alice", "menu", `{"channel":"general","message":%q,"name":"Count the words"}`, said.ID))
	form := h.act("alice", "slash", `{"channel":"general","name":"form"}`)
	if o := h.outcome(form); o.Modal.CustomID != "form" {
		t.Errorf("the modal is %+v", o.Modal)
	}
	h.outcome(h.act("alice", "submit", `{"interaction":%q,"inputs":{"reason":"because"}}`, form.Interaction))
	panel := h.outcome(h.act("alice", "slash", `{"channel":"general","name":"panel"}`))
	h.outcome(h.act("alice", "choose", `{"channel":"general","message":%q,"component":"Pick","values":["The river"]}`, panel.Original))
	must(s.Alice.Await(soon(t), s.General.ID, func(m world.Message) bool { return m.Content == "Picked The river" }))(t)
	h.outcome(h.act("alice", "click", `{"channel":"general","message":%q,"component":"Press"}`, panel.Original))
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, world.Command{Name: "Who", Type: world.UserMenu}); err != nil {
		t.Fatal(err)
	}
	h.act("alice", "user-menu", `{"channel":"general","user":"bob","name":"Who"}`)

	poll := must(s.World.CreateMessage(s.Bot.ID, s.General.ID, world.Draft{Poll: &world.DraftPoll{
		Question: world.PollMedia{Text: "Well?"}, Answers: []struct {
			PollMedia world.PollMedia `json:"poll_media"`
		}{{world.PollMedia{Text: "Yes"}}, {world.PollMedia{Text: "No"}}},
	}}))(t)
	h.act("alice", "vote", `{"channel":"general","message":%q,"answers":[2]}`, poll.ID)

	thread := h.act("alice", "open-thread", `{"channel":"general","message":%q,"name":"a talk"}`, said.ID)
	h.act("bob", "say", `{"channel":"a talk","content":"in the thread"}`)
	h.act("mo", "lock", `{"channel":"a talk","on":true}`)
	h.act("mo", "archive", `{"channel":%q,"on":true}`, thread.ID)

	h.act("alice", "speak", `{"locale":"de"}`)
	h.act("alice", "take-direct", `{"on":false}`)
	h.act("mo", "time-out", `{"user":"bob","for":"10m"}`)
	h.act("olga", "give-role", `{"user":"bob","role":"Moderators"}`)
	h.act("olga", "take-role", `{"user":"bob","role":"Moderators"}`)
	h.act("olga", "change-role", `{"role":"Moderators","permissions":["KICK_MEMBERS"]}`)
	h.act("olga", "allow", `{"channel":"general","role":"Moderators","permissions":["MANAGE_MESSAGES"]}`)
	h.act("olga", "deny", `{"channel":"general","user":"bob","permissions":"2048"}`)
	h.act("bob", "leave", ``)
	h.act(s.Bob.ID.String(), "join", ``) // who is no member is called by ID
	h.act("olga", "kick", `{"user":"Rapporteur"}`)
	h.act("olga", "invite", `{"user":%q,"permissions":["VIEW_CHANNEL"]}`, s.Bot.ID)
	h.act("olga", "delete-channel", `{"channel":"general"}`)
	if _, err := s.World.Channel(s.Olga.ID, thread.ID); err == nil {
		t.Error("the thread outlives its channel")
	}
	for _, verb := range sandbox.Verbs() {
		if !h.used[verb] {
			t.Errorf("nobody did %q", verb)
		}
	}
}

// Each cruelty is taken and healed, and the bot comes back after all of them.
func TestEveryCrueltyIsOneOfTheControlAPI(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	answering(t, s, "Still here.")
	m := must(s.Alice.Say(s.General.ID, "hello"))(t)
	more := map[string]string{
		"http": `"status":502,"html":true,"times":1,"route":"GET /users/@me","after":1,"delay":"1ms"`, "close": `"code":4000,"reason":"Unknown error."`,
		"stall": `"on":true`, "lose-acks": `"on":true`, "outage": `"on":true`, "invalidate": `"on":true`, "garbage": `"text":"{\"op\":77}"`,
		"refuse-connections": `"status":502`, "message-gone": fmt.Sprintf(`"channel":%q,"message":%q`, s.General.ID, m.ID), "mute": `"times":1`,
	}
	for _, kind := range sandbox.Cruelties() {
		body := `{"kind":"` + kind + `"`
		if more[kind] != "" {
			body += "," + more[kind]
		}
		if got, status := call[acted](t, s, "POST", "faults", body+"}"); status != http.StatusNoContent {
			t.Errorf("%s: %d %s", kind, status, got.Error)
		}
		call[any](t, s, "DELETE", "faults", "")
	}
	if _, err := s.World.Message(s.Alice.ID, s.General.ID, m.ID); err == nil {
		t.Error("the message is still there")
	}
	for range 100 { // what is asked for while the bot is away is lost
		p := begun(t)(s.Alice.Slash(s.General.ID, "ask", nil))
		if v, err := p.Answer(soon(t)); err == nil && v.State == world.Replied {
			return
		}
	}
	t.Error("the bot did not come back")
}

func TestTheReadmeTellsOfEveryVerbAndCruelty(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range slices.Concat(sandbox.Verbs(), sandbox.Cruelties()) {
		if !strings.Contains(string(readme), "`"+word+"`") {
			t.Errorf("README.md does not tell of %q", word)
		}
	}
}
