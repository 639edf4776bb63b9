package gateway

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	sandboxed "rapporteur/bot/sandbox/gateway"
)

// running begins the bot and has one interaction handled by do. What Run returns
// comes on the channel.
func (s *scene) running(do func(ctx context.Context)) (stop context.CancelFunc, ended <-chan error) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(s.t.Context())
	begun := make(chan struct{})
	s.options.Handlers.Interaction = func(ctx context.Context, _ *discordgo.Interaction) {
		close(begun)
		do(ctx)
	}
	done := make(chan error, 1)
	go func() { done <- run(ctx, s.options, s.timing) }()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	_, err := s.Alice.Slash(s.General.ID, "ask", nil)
	s.ok(err)
	<-begun
	return cancel, done
}

func TestHandlersFinishWithinTheGrace(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	var at error
	stop, ended := s.running(func(ctx context.Context) {
		time.Sleep(2 * time.Second)
		at = ctx.Err()
	})
	stop()
	if err := <-ended; err != nil || at != nil {
		t.Errorf("Run returned %v; the handler's context ended with %v", err, at)
	}
}

func TestHandlersAreToldWhenTheGraceIsOver(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.options.Grace = 500 * time.Millisecond
	var cause error
	stop, ended := s.running(func(ctx context.Context) {
		<-ctx.Done()
		cause = context.Cause(ctx)
	})
	stop()
	if err := <-ended; err != nil || !errors.Is(cause, errGrace) {
		t.Errorf("Run returned %v; the handler's context ended with %v", err, cause)
	}
}

// The session ends with the bot: Discord shows it as offline at once.
func TestStoppingSaysGoodbye(t *testing.T) {
	t.Parallel()
	s := newScene(t, sandbox.Options{})
	s.stop()
	s.ended <- <-s.ended // for the cleanup
	ctx, cancel := context.WithTimeout(t.Context(), recovery)
	defer cancel()
	for e := range s.World.Events(ctx, 0) {
		if change, ok := e.Data.(sandboxed.SessionEvent); ok && change.Change == sandboxed.SessionEnded {
			return
		}
	}
	t.Error("the session has not ended")
}

func TestStoppingWhileNothingAnswersTakesNoLongerThanASecondOrTwo(t *testing.T) {
	t.Parallel()
	silences := []cruelty{
		{name: "the gateway is mute", do: func(s *scene) { s.Gateway.Mute(100) }},
		{name: "it is refused", do: func(s *scene) { s.Gateway.RefuseConnections(502, 100) }},
		{name: "silent after HELLO", do: func(s *scene) { s.Gateway.SilentAfterHello(100) }},
		{name: "op 7 before READY", do: func(s *scene) { s.Gateway.ReconnectBeforeReady(100) }},
		{name: "nothing moves", do: func(s *scene) { s.Gateway.Stall(true) }},
	}
	together(t, silences, func(c cruelty) string { return c.name }, func(t *testing.T, c cruelty) {
		s := furnish(t, sandbox.Options{})
		c.do(s)
		ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
		defer cancel()
		started := time.Now()
		if err := run(ctx, s.options, s.timing); err != nil {
			t.Error(err)
		}
		if took := time.Since(started); took > 8*time.Second {
			t.Errorf("it took %v", took)
		}
		s.ok(s.Heal())
	})
}

func TestAPanicIsLoggedWithTheInteraction(t *testing.T) {
	t.Parallel()
	s := newScene(t, sandbox.Options{})
	s.locked(func() { s.accident = func() { panic("an accident with " + s.Bot.Token) } })
	p, err := s.Alice.Slash(s.General.ID, "ask", nil)
	s.ok(err)
	s.until("logged", func() bool {
		log := s.log.String()
		return strings.Contains(log, "an accident with [token]") && strings.Contains(log, "interaction="+p.Interaction.ID.String())
	})
	s.locked(func() { s.accident = nil })
	s.answers()
}

// A thousand messages that are handled slowly do not hold up an interaction.
func TestAFloodOfMessagesDelaysNoInteraction(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.options.Grace = time.Millisecond
	s.options.Handlers.Message = func(ctx context.Context, _ *discordgo.Message) { <-ctx.Done() }
	s.begin()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	for range 1000 {
		s.say("flood")
	}
	s.answers() // while every message is still being handled
}
