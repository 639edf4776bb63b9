package world_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"rapporteur/bot/sandbox/world"
)

// deferred is a command whose answer is put off.
func (d *desk) deferred(flags world.MessageFlags) world.Interaction {
	d.t.Helper()
	i := d.call("ask", nil)
	d.respond(i, world.Callback{Type: world.DeferReplyCallback, Draft: &world.Draft{Flags: flags}})
	return i
}

func TestADeferredReplyIsFilledByAnEdit(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.deferred(0)
	if v := d.view(i); v.State != world.Deferred || v.Original.Flags != world.Loading || v.Original.Content != "" {
		t.Fatalf("deferred: %+v", v)
	}
	text := "Found it"
	m, err := d.EditReply(d.Bot.ID, i.Token, 0, world.Edit{Content: &text})
	if err != nil || m.Flags != 0 || m.Content != text {
		t.Fatalf("got %+v, %v", m, err)
	}
	if v := d.view(i); v.State != world.Replied || v.Original.ID != m.ID {
		t.Errorf("filled: %+v", v)
	}
	if got := d.kinds()[len(d.kinds())-2:]; !slices.Equal(got, []string{"MESSAGE_CREATE", "MESSAGE_UPDATE"}) {
		t.Errorf("the gateway told %v", got)
	}
}

func TestTheFirstFollowupFillsADeferredReply(t *testing.T) {
	d := newDesk(t, slash("ask"))
	for _, flags := range []world.MessageFlags{0, world.Ephemeral} {
		i := d.deferred(flags)
		original := d.view(i).Original.ID
		// The flags of the follow-up do not matter: the deferral chose who sees it.
		m, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: "First", Flags: flags ^ world.Ephemeral})
		if err != nil || m.ID != original || m.Flags != flags || m.Type != world.CommandMessage {
			t.Errorf("first: %+v, %v", m, err)
		}
		second, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: "Second", Flags: flags ^ world.Ephemeral})
		if err != nil || second.ID == original || second.Flags != flags^world.Ephemeral || second.MessageReference.MessageID != original ||
			second.InteractionMetadata.OriginalResponseMessageID != original {
			t.Errorf("second: %+v, %v", second, err)
		}
		if v := d.view(i); v.State != world.Replied || len(v.Followups) != 1 {
			t.Errorf("got %+v", v)
		}
	}
}

func TestATokenLivesFifteenMinutes(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	d.reply(i, world.Draft{Content: "Yes"})
	text := "Edited"
	d.Clock.Advance(15*time.Minute - time.Millisecond)
	if _, err := d.EditReply(d.Bot.ID, i.Token, 0, world.Edit{Content: &text}); err != nil {
		t.Errorf("just in time: %v", err)
	}
	d.Clock.Advance(time.Millisecond)
	if _, err := d.EditReply(d.Bot.ID, i.Token, 0, world.Edit{Content: &text}); !errors.Is(err, world.ErrInvalidWebhookToken) {
		t.Errorf("edited late: %v", err)
	}
	if _, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: text}); !errors.Is(err, world.ErrInvalidWebhookToken) {
		t.Errorf("followed up late: %v", err)
	}
	d.Clock.Advance(time.Hour)
	if _, err := d.InteractionView(i.ID); !errors.Is(err, world.ErrUnknownInteraction) {
		t.Errorf("not forgotten: %v", err)
	}
}

func TestTokensThatOpenNothing(t *testing.T) {
	d := newDesk(t, slash("ask"))
	other := d.AddApplication("Other", d.Olga.ID)
	i := d.call("ask", nil)
	if _, err := d.Reply(d.Bot.ID, i.Token, 0); !errors.Is(err, world.ErrUnknownWebhook) {
		t.Errorf("before the answer: %v", err)
	}
	d.reply(i, world.Draft{Content: "Yes"})
	if _, err := d.Reply(other.ID, i.Token, 0); !errors.Is(err, world.ErrUnknownWebhook) {
		t.Errorf("another application: %v", err)
	}
	for _, token := range []string{"", "x", "aW50ZXJhY3Rpb246", i.Token[:40], i.Token + "A"} {
		if _, err := d.Reply(d.Bot.ID, token, 0); !errors.Is(err, world.ErrInvalidWebhookToken) {
			t.Errorf("token %q: %v", token, err)
		}
	}
}

func TestAnInteractionWithAModalHasNoOriginal(t *testing.T) {
	d := newDesk(t, slash("ask"))
	i := d.call("ask", nil)
	d.respond(i, world.Callback{Type: world.ModalCallback, Modal: form()})
	if _, err := d.Reply(d.Bot.ID, i.Token, 0); !errors.Is(err, world.ErrUnknownMessage) {
		t.Errorf("got %v", err)
	}
}

func TestADeferredUpdateHasTheComponentsMessageAsOriginal(t *testing.T) {
	d := newDesk(t, slash("ask"))
	said, err := d.CreateMessage(d.Bot.Bot.ID, d.General.ID, buttons("Well?"))
	if err != nil {
		t.Fatal(err)
	}
	i, err := d.Press(d.Alice.ID, d.General.ID, said.ID, "yes", nil)
	if err != nil {
		t.Fatal(err)
	}
	d.respond(i, world.Callback{Type: world.DeferUpdateCallback})
	text := "Done"
	if m, err := d.EditReply(d.Bot.ID, i.Token, 0, world.Edit{Content: &text}); err != nil || m.ID != said.ID || m.EditedTimestamp == nil {
		t.Errorf("got %+v, %v", m, err)
	}
	if m, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: "And"}); err != nil || m.ID == said.ID || m.MessageReference.MessageID != said.ID {
		t.Errorf("got %+v, %v", m, err)
	}
}

func TestWhichMessagesATokenReaches(t *testing.T) {
	d := newDesk(t, slash("ask"))
	first, second := d.call("ask", nil), d.call("ask", nil)
	public := d.reply(first, world.Draft{Content: "Public"})
	d.reply(second, world.Draft{Content: "Mine"})
	secret, err := d.Followup(d.Bot.ID, first.Token, world.Draft{Content: "Secret", Flags: world.Ephemeral})
	if err != nil {
		t.Fatal(err)
	}
	said, err := d.Alice.Say(d.General.ID, "Hello")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		token string
		id    world.ID
		want  error
	}{
		{"its own ephemeral follow-up", first.Token, secret.ID, nil},
		{"another's ephemeral follow-up", second.Token, secret.ID, world.ErrUnknownMessage},
		{"another's public answer", second.Token, public.ID, nil},
		{"a message of a person", second.Token, said.ID, world.ErrUnknownMessage},
	} {
		if _, err := d.Reply(d.Bot.ID, c.token, c.id); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestDeletedRepliesAreGone(t *testing.T) {
	d := newDesk(t, slash("ask"))
	for _, flags := range []world.MessageFlags{0, world.Ephemeral} {
		i := d.deferred(flags)
		if err := d.DeleteReply(d.Bot.ID, i.Token, 0); err != nil {
			t.Fatal(err)
		}
		text := "Edited"
		if _, err := d.EditReply(d.Bot.ID, i.Token, 0, world.Edit{Content: &text}); !errors.Is(err, world.ErrUnknownMessage) {
			t.Errorf("edit: %v", err)
		}
		if v := d.view(i); v.Original != nil || v.State != world.Replied {
			t.Errorf("got %+v", v)
		}
		if m, err := d.Followup(d.Bot.ID, i.Token, world.Draft{Content: "Anew"}); err != nil || m.MessageReference != nil {
			t.Errorf("follow-up: %+v, %v", m, err)
		}
	}
}

func BenchmarkCommandAndReply(b *testing.B) {
	w := world.New(world.NewClock(time.Time{}), "http://cdn.test")
	defer w.Close()
	s, err := w.Furnish("Rapporteur")
	if err != nil {
		b.Fatal(err)
	}
	if _, err := w.SetCommands(s.Bot.ID, s.Guild.ID, []world.Command{slash("ask")}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		i, err := w.Call(s.Alice.ID, s.General.ID, world.Call{Name: "ask"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Respond(i.ID, i.Token, world.Callback{Type: world.ReplyCallback, Draft: &world.Draft{Content: "Yes"}}); err != nil {
			b.Fatal(err)
		}
	}
}
