package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/answer"
)

// showing is what was shown, when.
type showing struct {
	at    time.Time // when it was done
	reply *answer.Reply
}

// shower notes what is shown, and takes a time for each.
type shower struct {
	takes  time.Duration
	fails  error
	faulty bool
	shown  []showing
}

func (s *shower) show(_ context.Context, r *answer.Reply) error {
	time.Sleep(s.takes)
	s.shown = append(s.shown, showing{time.Now(), r})
	if s.faulty {
		panic("a fault of the test")
	}
	return s.fails
}

var usualPace = pace{growAfter, growEvery}

func (s *shower) grow(t *testing.T) *growth {
	return newGrowth(t.Context(), usualPace, slog.New(slog.DiscardHandler), s.show)
}

func states(n int) []*answer.Reply {
	out := make([]*answer.Reply, n)
	for i := range out {
		out[i] = new(answer.Reply)
	}
	return out
}

func TestAnAnswerGrowsOnceASecondAndTheLatestStateWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(shower)
		g := s.grow(t)
		began := time.Now()
		all := states(30)
		for _, r := range all {
			g.tell(r)
			time.Sleep(100 * time.Millisecond)
		}
		g.stop()
		g.rest(t.Context())
		var at []time.Duration
		for _, x := range s.shown {
			at = append(at, x.at.Sub(began))
		}
		want := []time.Duration{250 * time.Millisecond, 1250 * time.Millisecond, 2250 * time.Millisecond}
		if !slices.Equal(at, want) || s.shown[0].reply != all[2] || s.shown[1].reply != all[12] || s.shown[2].reply != all[22] {
			t.Errorf("shown at %v", at)
		}
		if whole := time.Since(began); whole != 3250*time.Millisecond {
			t.Errorf("the whole answer may come after %v", whole)
		}
	})
}

func TestAnAnswerThatIsWholeAtOnceDoesNotGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := new(shower)
		g := s.grow(t)
		began := time.Now()
		g.tell(new(answer.Reply))
		time.Sleep(200 * time.Millisecond)
		g.stop()
		g.rest(t.Context())
		if len(s.shown) > 0 || time.Since(began) > 200*time.Millisecond {
			t.Errorf("shown %d times; the whole answer waits for %v", len(s.shown), time.Since(began))
		}
	})
}

func TestWhatGrowsIsShownToItsEndBeforeTheWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shower{takes: 3 * time.Second} // Discord is slow
		g := s.grow(t)
		g.tell(new(answer.Reply))
		time.Sleep(time.Second)
		g.tell(new(answer.Reply))
		g.stop()
		if len(s.shown) != 1 {
			t.Errorf("shown %d times when the whole answer is", len(s.shown))
		}
		time.Sleep(time.Minute)
		if len(s.shown) != 1 {
			t.Error("something is shown after the whole answer")
		}
	})
}

func TestAShowingThatFailsIsNotTheEnd(t *testing.T) {
	for name, s := range map[string]*shower{"an error": {fails: errors.New("500")}, "a fault": {faulty: true}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := s.grow(t)
				for range 3 {
					g.tell(new(answer.Reply))
					time.Sleep(2 * time.Second)
				}
				g.stop()
				if len(s.shown) != 3 {
					t.Errorf("shown %d times", len(s.shown))
				}
			})
		})
	}
}

func TestTheEndOfItsContextEndsTheGrowth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := new(shower)
		g := newGrowth(ctx, usualPace, slog.New(slog.DiscardHandler), s.show)
		g.tell(new(answer.Reply))
		time.Sleep(time.Second)
		cancel()
		began := time.Now()
		g.tell(new(answer.Reply))
		g.stop()
		g.rest(ctx)
		if len(s.shown) != 1 || time.Since(began) > 0 {
			t.Errorf("shown %d times, waited %v", len(s.shown), time.Since(began))
		}
	})
}

func TestWhateverItIsToldAnAnswerGrowsInOrderAndInTime(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := &shower{takes: time.Duration(rapid.IntRange(0, 3000).Draw(r, "takes")) * time.Millisecond}
		pauses := rapid.SliceOfN(rapid.IntRange(0, 2500), 0, 20).Draw(r, "pauses")
		problem := ""
		synctest.Test(t, func(t *testing.T) {
			all := states(len(pauses))
			g := s.grow(t)
			for i, ms := range pauses {
				g.tell(all[i])
				time.Sleep(time.Duration(ms) * time.Millisecond)
			}
			g.stop()
			g.rest(t.Context())
			problem = s.problem(all, time.Now())
		})
		if problem != "" {
			r.Fatalf("%s", problem)
		}
	})
}

// problem says what is wrong with what was shown, when the whole answer comes at
// that time.
func (s *shower) problem(all []*answer.Reply, whole time.Time) string {
	last, before := -1, time.Time{}
	for _, x := range s.shown {
		at := slices.Index(all, x.reply)
		if at <= last {
			return fmt.Sprintf("state %d is shown after %d", at, last)
		}
		if pause := x.at.Add(-s.takes).Sub(before); !before.IsZero() && pause < growEvery {
			return fmt.Sprintf("shown %v after the one before", pause)
		}
		last, before = at, x.at
	}
	if pause := whole.Sub(before); !before.IsZero() && pause < growEvery {
		return fmt.Sprintf("the whole answer comes %v after a part of it", pause)
	}
	return ""
}
