package discord

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// typed notes when a typist said that the bot is at work, since began.
func typed(began time.Time, at *[]time.Duration) *typist {
	return newTypist(func(context.Context, string) error {
		*at = append(*at, time.Since(began))
		return errors.New("nobody sees it")
	}, slog.New(slog.DiscardHandler))
}

func TestTypingIsShownUntilNobodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		k := typed(time.Now(), &at)
		first, second := k.wait("1"), k.wait("1")
		time.Sleep(10 * time.Second)
		first()
		first()
		time.Sleep(10 * time.Second)
		second()
		k.close()
		time.Sleep(time.Minute)
		if want := []time.Duration{typeAfter, typeAfter + typeEvery, typeAfter + 2*typeEvery}; !slices.Equal(at, want) {
			t.Errorf("typed at %v", at)
		}
	})
}

func TestAnAnswerThatIsThereAtOnceNeedsNoTyping(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		k := typed(time.Now(), &at)
		done := k.wait("1")
		time.Sleep(100 * time.Millisecond)
		done()
		k.close()
		if len(at) > 0 || len(k.waiting) > 0 {
			t.Errorf("typed at %v; %d wait", at, len(k.waiting))
		}
	})
}
