package world_test

import (
	"encoding/json"
	"errors"
	"testing"

	"rapporteur/bot/sandbox/spec"
	"rapporteur/bot/sandbox/world"
)

// specified holds answers against the official document.
type specified struct {
	t *testing.T
	*spec.Spec
}

func (s specified) answer(what, method, route string, body any) {
	s.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.Check(method, route, 200, "", nil, "application/json", data); err != nil {
		s.t.Errorf("%s: %v\n%s", what, err, data)
	}
}

func TestAnswersAreAsSpecified(t *testing.T) {
	official, err := spec.Load()
	if errors.Is(err, spec.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s := specified{t, official}
	const (
		commands = "/applications/{application_id}/guilds/{guild_id}/commands"
		callback = "/interactions/{interaction_id}/{interaction_token}/callback"
		webhook  = "/webhooks/{webhook_id}/{webhook_token}"
		original = webhook + "/messages/@original"
	)
	d := newDesk(t, slash("ask", world.Option{Type: world.UserOption, Name: "who", Description: "Whom"}), world.Command{Type: world.MessageMenu, Name: "Check"})
	all, err := d.Commands(d.Bot.ID, d.guild)
	if err != nil {
		t.Fatal(err)
	}
	s.answer("commands", "GET", commands, all)

	i := d.call("ask", map[string]any{"who": d.Bob.ID})
	result := d.respond(i, world.Callback{Type: world.ReplyCallback, Draft: &world.Draft{Content: "Well?", Components: buttons("").Components}})
	s.answer("reply", "POST", callback, result)
	s.answer("deferred", "POST", callback, d.respond(d.call("ask", nil), world.Callback{Type: world.DeferReplyCallback}))

	press, err := d.Press(d.Bob.ID, d.General.ID, result.Resource.Message.ID, "yes", nil)
	if err != nil {
		t.Fatal(err)
	}
	s.answer("modal", "POST", callback, d.respond(press, world.Callback{Type: world.ModalCallback, Modal: form()}))
	sent, err := d.SubmitModal(d.Bob.ID, press.ID, map[string]string{"title": "T"})
	if err != nil {
		t.Fatal(err)
	}
	text := "Done"
	update := d.respond(sent, world.Callback{Type: world.UpdateMessageCallback, Edit: &world.Edit{Content: &text}})
	s.answer("update", "POST", callback, update)
	m, err := d.Followup(d.Bot.ID, sent.Token, world.Draft{Content: "And", Flags: world.Ephemeral})
	if err != nil {
		t.Fatal(err)
	}
	s.answer("follow-up", "POST", webhook, m)
	if m, err = d.Reply(d.Bot.ID, sent.Token, 0); err != nil {
		t.Fatal(err)
	}
	s.answer("original", "GET", original, m)
}
