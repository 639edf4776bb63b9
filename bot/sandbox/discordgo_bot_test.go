package sandbox_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// The tests of discordgo_*_test.go go through what a bot on discordgo does, with
// the library as it is. Its faults are shown in discordgo_test.go.

// patience is how long a test waits for what should come at once.
const patience = 20 * time.Second

// soon is a context for such waits.
func soon(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	t.Cleanup(cancel)
	return ctx
}

// usual are the intents of a bot that answers commands and mentions.
const usual = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages | discordgo.IntentMessageContent

// online is a session of the scene's bot, connected until the test ends.
func online(t *testing.T, s *sandbox.Server, intents discordgo.Intent, handlers ...any) *discordgo.Session {
	t.Helper()
	dg := bare(t, s)
	dg.Identify.Intents, dg.SyncEvents = intents, true // in order
	for _, h := range handlers {
		dg.AddHandler(h)
	}
	connect(t, dg)
	t.Cleanup(func() { _ = dg.Close() })
	return dg
}

// connect opens the session and waits for READY, and for the first heartbeat: a
// session that is closed before it takes that for a failure, and reconnects.
func connect(t *testing.T, dg *discordgo.Session) {
	t.Helper()
	ready := make(chan struct{}, 1)
	dg.AddHandlerOnce(func(*discordgo.Session, *discordgo.Ready) { ready <- struct{}{} })
	if err := dg.Open(); err != nil {
		t.Fatal(err)
	}
	next(t, ready)
	for beating := false; !beating; runtime.Gosched() {
		dg.RLock()
		beating = dg.DataReady
		dg.RUnlock()
	}
}

// kept hands on the events of a type that a session is told.
func kept[E any]() (<-chan E, func(*discordgo.Session, E)) {
	events := make(chan E, 1000)
	return events, func(_ *discordgo.Session, e E) { events <- e }
}

// next is the next of them.
func next[E any](t *testing.T, events <-chan E) (e E) {
	t.Helper()
	select {
	case e = <-events:
	case <-time.After(patience):
		t.Fatalf("no %T came", e)
	}
	return e
}

// none fails the test when one comes within a moment.
func none[E any](t *testing.T, events <-chan E) {
	t.Helper()
	select {
	case e := <-events:
		t.Errorf("%T came: %+v", e, e)
	case <-time.After(100 * time.Millisecond):
	}
}

// must fails the test when the library says no.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refusedWith fails the test unless Discord refused with the code.
func refusedWith(t *testing.T, err error, code int) {
	t.Helper()
	var refused *discordgo.RESTError
	if !errors.As(err, &refused) || refused.Message == nil || refused.Message.Code != code {
		t.Errorf("the error is %v, want code %d", err, code)
	}
}

// register gives the bot its commands.
func register(t *testing.T, s *sandbox.Server, dg *discordgo.Session, commands ...*discordgo.ApplicationCommand) []*discordgo.ApplicationCommand {
	t.Helper()
	return must(dg.ApplicationCommandBulkOverwrite(s.Bot.ID.String(), "", commands))(t)
}

func question() *discordgo.ApplicationCommand {
	return &discordgo.ApplicationCommand{Name: "ask", Description: "Asks something", Options: []*discordgo.ApplicationCommandOption{
		{Type: discordgo.ApplicationCommandOptionString, Name: "question", Description: "What to ask", Required: true},
	}}
}

// asked registers /ask and has Alice call it.
func asked(t *testing.T, s *sandbox.Server, dg *discordgo.Session) *world.Pending {
	t.Helper()
	register(t, s, dg, question())
	return begun(t)(s.Alice.Slash(s.General.ID, "ask", world.Options{"question": "Why?"}))
}

// deferring is the answer that says that the bot is thinking.
func deferring(flags discordgo.MessageFlags) *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseDeferredChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Flags: flags},
	}
}

// replying is an answer with a message.
func replying(data discordgo.InteractionResponseData) *discordgo.InteractionResponse {
	return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &data}
}

// rowOf is one row of components.
func rowOf(c ...discordgo.MessageComponent) discordgo.MessageComponent {
	return discordgo.ActionsRow{Components: c}
}
