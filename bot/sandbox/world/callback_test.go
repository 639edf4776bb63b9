package world_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/sandbox/world"
)

func TestAnAnswerHasThreeSeconds(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	d.Clock.Advance(3*time.Second - time.Millisecond)
	d.reply(i, world.Draft{Content: "Just in time"})
	if v := d.view(i); v.State != world.Replied || v.AnsweredAfter != 3*time.Second-time.Millisecond {
		t.Errorf("got %+v", v)
	}

	late := d.call("ask", nil)
	d.Clock.Advance(3 * time.Second)
	if v := d.view(late); v.State != world.Failed {
		t.Errorf("nobody answered: state %v", v.State)
	}
	_, err := d.Respond(late.ID, late.Token, world.Callback{Type: world.DeferReplyCallback})
	if !errors.Is(err, world.ErrUnknownInteraction) {
		t.Errorf("answered late: %v", err)
	}
	if _, err := d.Followup(d.Bot.ID, late.Token, world.Draft{Content: "Sorry"}); !errors.Is(err, world.ErrUnknownWebhook) {
		t.Errorf("followed up an answer that never was: %v", err)
	}
}

func TestAnswersAndFailuresAreLoggedForThePerson(t *testing.T) {
	d := newDesk(t, slash("ask"))
	answered := d.call("ask", nil)
	d.reply(answered, world.Draft{Content: "Yes", Flags: world.Ephemeral})
	failed := d.call("ask", nil)
	d.Clock.Advance(3 * time.Second)
	for e := range d.Events(t.Context(), 0) {
		a, ok := e.Data.(world.Answered)
		if !ok {
			continue
		}
		if e.To != d.Alice.ID || e.By != d.Bot.Bot.ID {
			t.Errorf("%s by %v to %v", e.Kind, e.By, e.To)
		}
		if e.Kind == world.InteractionAnswered && a.InteractionID == answered.ID && a.Callback == world.ReplyCallback {
			continue
		}
		if e.Kind != world.InteractionFailed || a.InteractionID != failed.ID || a.AfterMS != 3000 {
			t.Errorf("%s: %+v", e.Kind, a)
		}
		break
	}
}

func TestTheFirstAnswerIsTheOnlyOne(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	if _, err := d.Respond(i.ID, i.Token+"x", world.Callback{Type: world.DeferReplyCallback}); !errors.Is(err, world.ErrUnknownInteraction) {
		t.Errorf("with a wrong token: %v", err)
	}
	d.respond(i, world.Callback{Type: world.DeferReplyCallback})
	d.Clock.Advance(time.Minute)
	_, err := d.Respond(i.ID, i.Token, world.Callback{Type: world.ReplyCallback, Draft: &world.Draft{Content: "Again"}})
	if !errors.Is(err, world.ErrAcknowledged) {
		t.Errorf("got %v", err)
	}
}

func TestARefusedAnswerLeavesTheInteractionUnanswered(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	if _, err := d.Respond(i.ID, i.Token, world.Callback{Type: world.ReplyCallback, Draft: &world.Draft{}}); !errors.Is(err, world.ErrEmptyMessage) {
		t.Errorf("got %v", err)
	}
	d.reply(i, world.Draft{Content: "Now"})
}

func TestWhichCallbacksFitWhichInteractions(t *testing.T) {
	d := newDesk(t, slash("ask", world.Option{Type: world.StringOption, Name: "text", Autocomplete: true}))
	m := d.reply(d.call("ask", nil), buttons("Well?"))
	press := func() world.Interaction {
		i, err := d.Press(d.Alice.ID, d.General.ID, m.ID, "yes", nil)
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	modal := func(i world.Interaction) world.Interaction {
		d.respond(i, world.Callback{Type: world.ModalCallback, Modal: form()})
		sent, err := d.SubmitModal(d.Alice.ID, i.ID, map[string]string{"title": "T"})
		if err != nil {
			t.Fatal(err)
		}
		return sent
	}
	text := "text"
	for _, c := range []struct {
		name string
		make func() world.Interaction
		fit  string
	}{
		{"a command", func() world.Interaction { return d.call("ask", nil) }, "[4 5 9]"},
		{"a component", press, "[4 5 6 7 9]"},
		{"autocomplete", func() world.Interaction {
			i, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "ask", Focused: "text"})
			if err != nil {
				t.Fatal(err)
			}
			return i
		}, "[8]"},
		{"a command's modal", func() world.Interaction { return modal(d.call("ask", nil)) }, "[4 5]"},
		{"a component's modal", func() world.Interaction { return modal(press()) }, "[4 5 6 7]"},
	} {
		var fit []world.CallbackType
		for callback := range world.CallbackType(14) {
			i := c.make()
			_, err := d.Respond(i.ID, i.Token, world.Callback{
				Type: callback, Draft: &world.Draft{Content: text}, Edit: &world.Edit{Content: &text}, Modal: form(),
			})
			switch {
			case err == nil:
				fit = append(fit, callback)
			case !errors.Is(err, &world.Error{Status: 400, Code: 50035}):
				t.Errorf("%s, callback %d: %v", c.name, callback, err)
			}
		}
		if got := fmt.Sprint(fit); got != c.fit {
			t.Errorf("%s is answered by %s, want %s", c.name, got, c.fit)
		}
	}
}

func TestAReplySaysWhatItAnswers(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	m := d.reply(i, buttons("Well?"))
	if m.Type != world.CommandMessage || m.WebhookID != d.Bot.ID || m.ApplicationID != d.Bot.ID || m.Author.ID != d.Bot.Bot.ID ||
		m.Interaction.Name != "ask" || m.InteractionMetadata.ID != i.ID || m.InteractionMetadata.User.ID != d.Alice.ID {
		t.Errorf("to a command: %+v", m)
	}
	press, err := d.Press(d.Bob.ID, d.General.ID, m.ID, "yes", nil)
	if err != nil {
		t.Fatal(err)
	}
	r := d.reply(press, world.Draft{Content: "Pressed"})
	if r.Type != world.ReplyMessage || r.MessageReference.MessageID != m.ID || r.Interaction != nil || r.InteractionMetadata.InteractedMessageID != m.ID {
		t.Errorf("to a button: %+v", r)
	}
}

func TestCallbackResultOnTheWire(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	result := d.respond(i, world.Callback{Type: world.DeferReplyCallback, Draft: &world.Draft{Flags: world.Ephemeral}})
	data, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf(`{"interaction":{"id":"%s","type":2,"response_message_id":"%s","response_message_loading":true,`+
		`"response_message_ephemeral":true,"channel_id":"%s","guild_id":"%s"}}`, i.ID, d.view(i).Original.ID, d.General.ID, d.guild)
	if string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

func TestRepliesNeedNeitherSightNorSpeechButEmbedsNeedTheirPermission(t *testing.T) {
	d := newDesk(t, slash("ask"))
	if err := d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.ViewChannel|world.SendMessages); err != nil {
		t.Fatal(err)
	}
	draft := world.Draft{Content: "Blind", Embeds: []world.Embed{{Title: "Card"}}}
	if m := d.reply(d.call("ask", nil), draft); len(m.Embeds) != 1 {
		t.Errorf("blind: %d embeds", len(m.Embeds))
	}
	if err := d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.EmbedLinks); err != nil {
		t.Fatal(err)
	}
	if m := d.reply(d.call("ask", nil), draft); len(m.Embeds) != 0 || m.Content != "Blind" {
		t.Errorf("without Embed Links: %+v", m)
	}
}

func TestManyInteractionsAtOnce(t *testing.T) {
	d := newDesk(t, slash("ask"))
	d.Clock.Start()
	calls := make(chan world.Interaction, 200) // all of them: the world may not be kept waiting
	d.OnDispatch(func(x world.Dispatch) {
		if i, ok := x.Data.(world.Interaction); ok {
			calls <- i
		}
	})
	const people, each = 8, 25
	var group sync.WaitGroup
	for range people {
		group.Go(func() {
			for range each {
				i := <-calls
				if _, err := d.Respond(i.ID, i.Token, world.Callback{Type: world.DeferReplyCallback}); err != nil {
					t.Error(err)
				}
				if _, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: "Yes"}); err != nil {
					t.Error(err)
				}
			}
		})
		group.Go(func() {
			for range each {
				if _, err := d.Call(d.Alice.ID, d.General.ID, world.Call{Name: "ask"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
