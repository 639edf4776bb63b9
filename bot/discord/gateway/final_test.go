package gateway

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// ends waits for the final error of a bot that has not begun.
func (s *scene) ends() *FinalError {
	s.t.Helper()
	err := run(s.t.Context(), s.options, s.timing)
	var final *FinalError
	if !errors.As(err, &final) {
		s.t.Fatalf("Run returned %v\n%s", err, s.log.String())
	}
	return final
}

func (s *scene) application(change func(*world.Application)) {
	s.t.Helper()
	_, err := s.World.UpdateApplication(s.Bot.ID, change)
	s.ok(err)
}

func (s *scene) advises(e *FinalError, code int, words ...string) {
	s.t.Helper()
	if e.Code != code {
		s.t.Errorf("the code is %d, want %d", e.Code, code)
	}
	for _, w := range words {
		if !strings.Contains(e.Advice(), w) {
			s.t.Errorf("%q is not in the advice %q", w, e.Advice())
		}
	}
	if strings.Contains(e.Error()+e.Advice(), s.Bot.Token) {
		s.t.Error("the token is shown")
	}
}

func TestAWrongTokenIsFinal(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.application(func(a *world.Application) { a.Token = "another" })
	s.advises(s.ends(), 401, "token", "Reset Token")
}

// A token that is reset while the bot is connected, with a session to resume.
func TestAResetTokenIsFinal(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	ended := make(chan error, 1)
	go func() { ended <- run(t.Context(), s.options, s.timing) }()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	s.application(func(a *world.Application) { a.Token = "another" })
	s.Gateway.Drop()
	var final *FinalError
	if err := <-ended; !errors.As(err, &final) {
		t.Fatalf("Run returned %v", err)
	}
	s.advises(final, 4004, "token", "Reset Token")
}

func TestTheAdviceNamesTheSwitchThatIsOff(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.options.Intents |= discordgo.IntentGuildMembers
	s.application(func(a *world.Application) { a.Flags &^= world.MessageContentLimited })
	final := s.ends()
	s.advises(final, 4014, "“Message Content Intent”", "Bot → Privileged Gateway Intents", "discord.com/developers")
	if strings.Contains(final.Advice(), "Server Members") {
		t.Errorf("the advice names a switch that is on: %q", final.Advice())
	}
}

func TestCloseCodesThatAreFinalHaveAdvice(t *testing.T) {
	t.Parallel()
	for code := 4000; code <= 4014; code++ {
		s := &supervisor{options: Options{}, shards: 1}
		if code == closeDisallowedIntents {
			continue // it asks; see above
		}
		err := s.final(t.Context(), &closeError{code: code, reason: "why"})
		want := code == 4004 || code >= 4010
		var final *FinalError
		if errors.As(err, &final) != want {
			t.Errorf("%d: %v", code, err)
		} else if want && (final.Advice() == "" || final.Reason != "why") {
			t.Errorf("%d: advice %q", code, final.Advice())
		}
	}
}

func TestIntentsThatDiscordDoesNotKnowAreFinal(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.options.Intents |= 1 << 30
	s.advises(s.ends(), 4013, "update")
}

func TestShardsAreAsManyAsDiscordAsksFor(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.timing.pace = 50 * time.Millisecond
	s.application(func(a *world.Application) { a.Shards = 3 })
	s.begin()
	s.until("ready with three shards", func() bool { return s.count(Ready) == 3 })
	s.answers()
}

func TestTooFewShardsAreFinalWhenTheyWereChosen(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.options.Shards = 1
	s.application(func(a *world.Application) { a.Shards = 3 })
	s.advises(s.ends(), 4011, "number of shards")
}

func TestMoreShardsAreRunWhenDiscordComesToAskForThem(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.timing.pace = 50 * time.Millisecond
	s.begin()
	s.until("ready", func() bool { return s.count(Ready) == 1 })
	s.application(func(a *world.Application) { a.Shards = 2 })
	s.Gateway.InvalidateSessions(false)
	s.until("ready with two shards", func() bool { return s.count(Ready) == 3 })
	s.answers()
}
