package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

func TestEachSlotIsPostedOnceAtItsTime(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create()
		s.pass(3*time.Hour + time.Second)
		same(t, s.log(c), []string{"03:00 posted", "02:00 posted", "01:00 posted"})
		for i, m := range s.edge.messages {
			if late := m.at.Sub(time.Date(2000, 1, 1, i+1, 0, 0, 0, time.UTC)); late < 0 || late > time.Second || len(m.nonce) != delivery.NonceLength {
				t.Errorf("message %d is late by %v, nonce %s", i, late, m.nonce)
			}
		}
		r := s.run(c, slot(2))
		same(t, []any{r.Message, r.Words, r.Sources, r.Versions, r.Why, r.Draft}, []any{"921", 3, 1, []store.ArticleVersion{{Article: "rift", Version: 2}}, "", ""})
		if s.edge.seen().tasks[0].Last != nil || s.edge.seen().tasks[2].Last.Slot != slot(2) || s.edge.seen().tasks[2].Last.Versions == nil {
			t.Errorf("the composer was told %+v", s.edge.seen().tasks)
		}
	})
}

func TestWhereThereIsNothingNewItIsSaidOrSkipped(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.compose = func(task delivery.Task, _ int) (delivery.Draft, error) {
			if task.Schedule.NothingNew == store.NothingNewSkip {
				return delivery.Draft{Nothing: true}, nil
			}
			d := draftOf("Nothing is new.")
			d.Nothing = true
			return d, nil
		}
		says := s.create()
		skips := s.create(func(c *store.Schedule) { c.NothingNew = store.NothingNewSkip })
		s.pass(time.Hour + time.Second)
		same(t, s.edge.bodies(), []string{"Nothing is new."})
		same(t, s.log(says), []string{"01:00 posted"})
		same(t, s.run(skips, slot(1)).Why, "nothing new")
	})
}

func TestPostingGoesOnThroughFaultsWithTheSameWords(t *testing.T) {
	for name, fault := range map[string]error{
		"rate limit":  &delivery.PostError{Kind: delivery.RateLimited, Wait: 5 * time.Second},
		"server away": &delivery.PostError{Kind: delivery.Down},
		"unknown":     errors.New("connection reset"),
	} {
		t.Run(name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s *scene) {
				s.edge.before = func(try int) error {
					if try < 5 {
						return fault
					}
					return nil
				}
				c := s.create()
				s.pass(time.Hour + 40*time.Second)
				same(t, s.edge.bodies(), []string{slot(1) + ", draft 1"})
				same(t, []any{s.log(c), s.edge.seen().posts}, []any{[]string{"01:00 posted"}, 5})
			})
		})
	}
}

func TestWhatMayHaveBeenPostedIsLookedForBeforeItIsPostedAgain(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.after = func(int) error { return errors.New("no answer") }
		// The channel is away for longer than it remembers nonces.
		s.edge.find = func(try int) error {
			if try < 15 {
				return &delivery.PostError{Kind: delivery.Down}
			}
			return nil
		}
		c := s.create()
		s.pass(time.Hour + 20*time.Minute)
		same(t, len(s.edge.bodies()), 1)
		same(t, []any{s.edge.seen().posts, s.run(c, slot(1)).Message}, []any{1, "920"})
		same(t, s.log(c), []string{"01:00 late"})
	})
}

func TestPostingEndsWithAReason(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.before = func(int) error { return &delivery.PostError{Kind: delivery.Down} }
		c := s.create(func(c *store.Schedule) { c.When = "daily 01:00" })
		s.pass(2 * time.Hour)
		r := s.run(c, slot(1))
		same(t, r.State, store.RunFailed)
		same(t, r.Why, "Discord could not be reached. It may have been posted all the same, and was not posted again.")
		s.edge.before = func(int) error { return &delivery.PostError{Kind: delivery.Refused, Advice: "Shorten it."} }
		s.pass(24 * time.Hour)
		same(t, s.run(c, "2000-01-02T01:00/UTC").Why, "Shorten it.")
		same(t, len(s.edge.seen().told), 0)
	})
}

func TestAMissingPermissionPausesTheScheduleAndIsToldOnce(t *testing.T) {
	for kind, want := range map[delivery.Kind]string{
		delivery.NoPermission: "Allow the bot to send messages.",
		delivery.NoChannel:    "The channel is gone.",
	} {
		inScene(t, func(t *testing.T, s *scene) {
			s.edge.before = func(int) error {
				e := &delivery.PostError{Kind: kind}
				if kind == delivery.NoPermission {
					e.Advice = want
				}
				return e
			}
			c := s.create()
			s.pass(5 * time.Hour)
			same(t, s.log(c), []string{"01:00 failed"})
			same(t, s.run(c, slot(1)).Why, want)
			same(t, s.edge.seen().told, []string{alice + ": " + want})
			s.edge.before = nil
			same(t, must[bool](t)(s.runner.Resume(t.Context(), c.ID, bob)), true)
			s.pass(time.Hour + time.Second)
			same(t, s.log(c), []string{"06:00 posted", "01:00 failed"}) // what was paused through is no slot
		})
	}
}

func TestAHeldBriefingWaitsForItsDecision(t *testing.T) {
	hold := func(c *store.Schedule) { c.Hold, c.HoldFor, c.When = true, 30*time.Minute, "daily 01:00" }
	key := func(c store.Schedule) store.RunKey { return store.RunKey{Schedule: c.ID, Slot: slot(1)} }
	for name, act := range map[string]struct {
		do      func(*scene, store.Schedule)
		want    string
		why     string
		decider string
		body    string
	}{
		"approved": {func(s *scene, c store.Schedule) {
			_, did, err := s.runner.Approve(s.t.Context(), key(c), bob)
			same(s.t, []any{did, err}, []any{true, nil})
		}, store.RunPosted, "", bob, slot(1) + ", draft 1"},
		"edited": {func(s *scene, c store.Schedule) {
			_, did, err := s.runner.Edit(s.t.Context(), key(c), bob, slot(1)+", draft 1", store.Draft{Body: "Better."})
			same(s.t, []any{did, err}, []any{true, nil})
			_, did, err = s.runner.Approve(s.t.Context(), key(c), bob)
			same(s.t, []any{did, err}, []any{true, nil})
		}, store.RunPosted, "", bob, "Better."},
		"skipped": {func(s *scene, c store.Schedule) {
			_, did, err := s.runner.Skip(s.t.Context(), key(c), bob, "")
			same(s.t, []any{did, err}, []any{true, nil})
		}, store.RunSkipped, "a moderator skipped it", bob, ""},
		"deadline": {func(*scene, store.Schedule) {}, store.RunPosted, "", store.Bot, slot(1) + ", draft 1"},
	} {
		t.Run(name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s *scene) {
				c := s.create(hold)
				s.pass(time.Hour + 20*time.Minute)
				same(t, []any{s.log(c), s.edge.bodies()}, []any{[]string{"01:00 held"}, []string(nil)})
				same(t, s.edge.seen().told, []string{alice + " holds " + slot(1) + ", draft 1"})
				act.do(s, c)
				s.pass(10*time.Minute + time.Second)
				r := s.run(c, slot(1))
				same(t, s.edge.seen().finds, 0) // nobody can have posted it
				same(t, []any{r.State, r.Why, r.Decider, strings.Join(s.edge.bodies(), "|")}, []any{act.want, act.why, act.decider, act.body})
			})
		})
	}
}

func TestADeadlineMaySkipAndAGuildMayHoldAll(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		if err := s.store.SaveSettings(t.Context(), guild, bob, store.Settings{HoldBriefings: true}); err != nil {
			t.Fatal(err)
		}
		c := s.create(func(c *store.Schedule) { c.When, c.AtDeadline = "daily 01:00", store.DeadlineSkip })
		s.pass(5*time.Hour - time.Second)
		same(t, s.log(c), []string{"01:00 held"})
		s.pass(2 * time.Second)
		same(t, s.run(c, slot(1)).Why, "no moderator approved it in time")
	})
}

func TestTwoModeratorsAtOnceHaveOneOutcome(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create(func(c *store.Schedule) { c.Hold = true })
		for hour := 1; hour <= 10; hour++ {
			s.pass(time.Hour)
			key := store.RunKey{Schedule: c.ID, Slot: slot(hour)}
			var approved, skipped bool
			var wg sync.WaitGroup
			wg.Go(func() { _, approved, _ = s.runner.Approve(t.Context(), key, alice) })
			wg.Go(func() { _, skipped, _ = s.runner.Skip(t.Context(), key, bob, "no") })
			wg.Wait()
			s.pass(time.Second)
			r := s.run(c, slot(hour))
			if approved == skipped || approved != (r.State == store.RunPosted) || skipped != (r.State == store.RunSkipped) {
				t.Errorf("approved %v, skipped %v: %s by %s", approved, skipped, r.State, r.Decider)
			}
		}
	})
}

// TestWhatWasMissedIsCaughtUpWithByPolicy stops the bot from 01:30 to 05:30.
func TestWhatWasMissedIsCaughtUpWithByPolicy(t *testing.T) {
	for policy, want := range map[string][]string{
		"":       {"05:00 late", "04:00 missed", "03:00 missed", "02:00 missed", "01:00 posted"},
		"latest": {"05:00 late", "04:00 missed", "03:00 missed", "02:00 missed", "01:00 posted"},
		"skip":   {"05:00 missed", "04:00 missed", "03:00 missed", "02:00 missed", "01:00 posted"},
		"all":    {"05:00 late", "04:00 late", "03:00 late", "02:00 missed", "01:00 posted"},
	} {
		t.Run(policy, func(t *testing.T) {
			inScene(t, func(t *testing.T, s *scene) {
				c := s.create(func(c *store.Schedule) { c.Policy = policy })
				s.pass(90 * time.Minute)
				s.stop()
				s.pass(4 * time.Hour)
				s.start()
				s.pass(time.Minute)
				same(t, s.log(c), want)
				for _, r := range must[[]store.Run](t)(s.store.Runs(t.Context(), c.ID, 9)) {
					if (r.Why == "") != (r.State == store.RunPosted) {
						t.Errorf("%s %s, because %q", r.Slot, r.State, r.Why)
					}
				}
				if n := len(s.edge.seen().tasks); n > 1 && !s.edge.seen().tasks[n-1].Late {
					t.Error("the composer does not know that it is late")
				}
			})
		})
	}
}

func TestARestartGoesOnWithTheSameWords(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.before = func(int) error { return &delivery.PostError{Kind: delivery.RateLimited} }
		c := s.create()
		s.pass(time.Hour + 10*time.Second)
		s.stop()
		same(t, s.log(c), []string{"01:00 posting"})
		s.edge.before = nil
		s.start()
		s.pass(time.Second)
		same(t, []any{s.edge.bodies(), len(s.edge.seen().tasks), s.edge.seen().finds}, []any{[]string{slot(1) + ", draft 1"}, 1, 1})
		same(t, s.log(c), []string{"01:00 posted"})
	})
}

func TestARunWhoseProcessDiedBeforeItsRecordIsFound(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create()
		s.stop()
		s.pass(time.Hour)
		// As a process leaves it that dies after the post: claimed, kept, in the channel.
		key := store.RunKey{Schedule: c.ID, Slot: slot(1)}
		claimed, _, err := s.store.Claim(t.Context(), store.Run{RunKey: key, Owner: "dead", Due: s.now(), Nonce: "n", Channel: channel}, s.now(), time.Minute)
		if err == nil {
			err = s.store.SaveDraft(t.Context(), claimed.RunKey, "dead", draftOf("kept").Draft, time.Time{})
		}
		if err != nil {
			t.Fatal(err)
		}
		s.edge.messages = []message{{"777", "n", "kept", s.now()}}
		s.start()
		s.pass(30 * time.Minute) // past the channel's memory of nonces
		r := s.run(c, slot(1))
		same(t, []any{r.Message, r.State, s.edge.seen().posts}, []any{"777", store.RunPosted, 0})
	})
}

func TestWhereTheChannelCannotBeReadNothingIsPostedTwice(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.after = func(int) error { return errors.New("no answer") }
		s.edge.find = func(int) error {
			return &delivery.PostError{Kind: delivery.NoPermission, Advice: "Allow the bot to read the message history."}
		}
		c := s.create()
		s.pass(2 * time.Hour)
		same(t, []any{s.log(c), len(s.edge.bodies())}, []any{[]string{"01:00 failed"}, 1})
		same(t, s.run(c, slot(1)).Why, "Allow the bot to read the message history. It may have been posted all the same, and was not posted again.")
	})
}

func TestADraftThatEndsItsProcessFailsInTheEnd(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.compose = func(delivery.Task, int) (delivery.Draft, error) { panic("a fault") }
		c := s.create(func(c *store.Schedule) { c.When = "daily 01:00" })
		s.pass(3 * time.Hour)
		r := s.run(c, slot(1))
		same(t, []any{r.State, r.Why, len(s.edge.seen().tasks)}, []any{store.RunFailed, "it broke off 25 times", 25})
	})
}

func TestADraftThatCannotBeComposedFailsWithAReason(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.compose = func(_ delivery.Task, try int) (delivery.Draft, error) {
			switch {
			case try == 1: // 01:00
				return delivery.Draft{}, &delivery.Refusal{Why: "its article is gone"}
			case try <= 4: // 02:00
				return delivery.Draft{}, errors.New("a fault")
			case try <= 6: // 03:00, the third of which comes
				return delivery.Draft{}, errors.New("a fault")
			case try == 8: // 04:00
				return delivery.Draft{}, nil
			}
			return draftOf("At last."), nil
		}
		c := s.create()
		s.pass(4*time.Hour + time.Minute)
		same(t, s.log(c), []string{"04:00 failed", "03:00 posted", "02:00 failed", "01:00 failed"})
		same(t, s.run(c, slot(1)).Why, "its article is gone")
		same(t, s.run(c, slot(2)).Why, "it could not be composed; the operator's log says why")
		same(t, s.run(c, slot(4)).Why, "the draft is empty or too long")
	})
}

func TestAClockThatIsSetPostsNothingTwice(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.asItComes()
		c := s.create(func(c *store.Schedule) { c.Policy = "all" })
		s.pass(3*time.Hour + time.Minute)
		s.setClock(-2 * time.Hour) // 01:01
		s.pass(2 * time.Hour)
		same(t, s.log(c), []string{"03:00 posted", "02:00 posted", "01:00 posted"})
		s.pass(time.Hour) // 04:01
		s.setClock(0)     // 06:01
		s.pass(time.Minute)
		same(t, s.log(c), []string{"06:00 posted", "05:00 late", "04:00 posted", "03:00 posted", "02:00 posted", "01:00 posted"})
		same(t, len(s.edge.bodies()), 6)
		same(t, s.run(c, slot(3)).Why, "The clock was put back afterwards, to 1h59m0s before this slot: nothing comes until it is over.")
		same(t, s.edge.seen().told, []string{alice + ": the clock is behind " + slot(3)})
	})
}

func TestAClockThatWasSetBackWhileNobodyLookedIsToldOnce(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.create()
		c := s.create(func(c *store.Schedule) { c.When = "daily 01:00" })
		s.pass(3*time.Hour + time.Minute)
		s.stop()
		s.setClock(-2*time.Hour - 30*time.Minute) // 00:31, half an hour before 01:00
		for range 2 {
			s.start()
			s.pass(time.Minute)
			s.stop()
		}
		same(t, s.edge.seen().told, []string{alice + ": the clock is behind " + slot(3)})
		same(t, s.run(c, slot(1)).Why, "")
		s.start()
	})
}

func TestModeratorsAreToldWhatBecameOfAHeldBriefing(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create(func(c *store.Schedule) { c.Hold = true })
		s.pass(time.Hour + time.Second)
		key := store.RunKey{Schedule: c.ID, Slot: slot(1)}
		_, edited, err1 := s.runner.Edit(t.Context(), key, bob, slot(1)+", draft 1", store.Draft{Body: "Better."})
		_, skipped, err2 := s.runner.Skip(t.Context(), key, bob, "")
		same(t, []any{edited, skipped, err1, err2}, []any{true, true, nil, nil})
		s.pass(time.Hour)
		must[bool](t)(s.runner.Pause(t.Context(), c.ID, bob, "enough"))
		s.pass(4 * time.Hour)
		same(t, s.edge.seen().told, []string{
			alice + " holds " + slot(1) + ", draft 1", alice + " holds Better.", alice + " is told of skipped by " + bob,
			alice + " holds " + slot(2) + ", draft 2", alice + " is told of posting by " + store.Bot,
		})
	})
}

func TestModeratorsAreAskedWhenTheProcessDiedBeforeItCould(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create(func(c *store.Schedule) { c.Hold = true })
		s.pass(time.Hour + time.Second)
		s.stop()
		s.edge.forget() // nobody noted where they were asked
		s.start()
		s.pass(time.Second)
		same(t, s.edge.seen().told, []string{alice + " holds " + slot(1) + ", draft 1"})
		s.stop()
		if err := s.store.SetGate(t.Context(), store.RunKey{Schedule: c.ID, Slot: slot(1)}, channel, "925"); err != nil {
			t.Fatal(err)
		}
		s.start()
		s.pass(time.Second)
		same(t, len(s.edge.seen().told), 1)
	})
}

func TestAClockThatIsSetBackDuringARunLeavesItToBeGoneOnWith(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.edge.before = func(int) error { return &delivery.PostError{Kind: delivery.RateLimited, Wait: time.Minute} }
		c := s.create()
		s.pass(time.Hour + time.Second)
		s.stop()
		key := store.RunKey{Schedule: c.ID, Slot: slot(1)}
		if _, ok, err := s.store.Claim(t.Context(), store.Run{RunKey: key, Owner: "dead"}, s.now(), time.Minute); !ok || err != nil {
			t.Fatal(ok, err)
		}
		s.edge.before = nil
		s.setClock(-24 * time.Hour) // a lease that would have to be waited for a day
		s.start()
		s.pass(time.Minute)
		same(t, s.log(c), []string{"01:00 posted"})
	})
}

func TestAPostOfAClockThatWasAheadIsFound(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.setClock(20 * time.Hour)
		s.edge.after = func(int) error { return errors.New("no answer") }
		s.edge.find = func(int) error { return &delivery.PostError{Kind: delivery.Down} }
		c := s.create()
		s.pass(time.Hour + time.Second)
		s.stop()
		s.setClock(0)
		s.edge.after, s.edge.find = nil, nil
		s.pass(10 * time.Minute)
		s.start()
		s.pass(time.Minute)
		same(t, []any{s.log(c), s.edge.seen().posts}, []any{[]string{"21:00 posted"}, 1})
	})
}

// TestWhateverFailsNoSlotIsPostedTwice has anything fail at random for a day, with
// restarts and a clock that is set.
func TestWhateverFailsNoSlotIsPostedTwice(t *testing.T) {
	seeds := uint64(4)
	switch {
	case full():
		seeds = 40
	case raced:
		seeds = 1
	}
	for seed := range seeds {
		inScene(t, func(t *testing.T, s *scene) {
			random := rand.New(rand.NewPCG(seed, 1)) // of the edge's calls, under its lock
			kinds := []delivery.Kind{delivery.Down, delivery.Down, delivery.RateLimited, delivery.RateLimited, delivery.Refused}
			fail := func(often int) func(int) error {
				return func(int) error {
					if random.IntN(10) >= often {
						return nil
					}
					return &delivery.PostError{Kind: kinds[random.IntN(len(kinds))], Wait: time.Duration(random.IntN(9)) * time.Minute}
				}
			}
			s.edge.before, s.edge.find = fail(5), fail(5)
			s.edge.after = func(int) error {
				if random.IntN(2) == 0 {
					return nil
				}
				return errors.New("no answer")
			}
			c := s.create(func(c *store.Schedule) { c.When, c.Policy = "every 30 minutes", "all" })
			own := rand.New(rand.NewPCG(seed, 2))
			for range 24 {
				s.pass(time.Duration(own.IntN(3600)) * time.Second)
				s.stop()
				s.pass(time.Duration(own.IntN(1200)) * time.Second)
				if own.IntN(6) == 0 {
					s.setClock(time.Duration(own.IntN(3600)-1800) * time.Second)
				}
				s.start()
			}
			s.edge.mu.Lock()
			s.edge.before, s.edge.find, s.edge.after = nil, nil, nil
			s.edge.mu.Unlock()
			s.pass(2 * time.Hour)
			stands := make(map[string]int)
			for _, m := range s.edge.messages {
				if stands[m.nonce]++; stands[m.nonce] > 1 {
					t.Errorf("seed %d: %q stands twice", seed, m.body)
				}
			}
			runs := must[[]store.Run](t)(s.store.Runs(t.Context(), c.ID, 999))
			for i, r := range runs {
				if posted := r.Message != ""; r.Open() || !posted && r.Why == "" || posted && stands[r.Nonce] != 1 {
					t.Errorf("seed %d: %+v", seed, r)
				}
				if i > 0 && runs[i-1].Due.Sub(r.Due) != 30*time.Minute {
					t.Errorf("seed %d: no run between %s and %s", seed, r.Slot, runs[i-1].Slot)
				}
			}
			if len(runs) < 30 {
				t.Errorf("seed %d: %d runs", seed, len(runs))
			}
		})
	}
}

func TestWhatAnotherProcessChangesIsNoticed(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.asItComes()
		other := delivery.New(s.options()) // which does not run
		c := must[store.Schedule](t)(other.Create(t.Context(), store.Schedule{Guild: guild, Channel: channel, When: "daily 00:30", Zone: "UTC"}))
		s.pass(20 * time.Minute)
		c.When = "21 * * * *"
		must[store.Schedule](t)(other.Replace(t.Context(), bob, c))
		s.pass(time.Minute + time.Second)
		same(t, s.log(c), []string{"00:21 posted"})
		if err := s.runner.Delete(t.Context(), c.ID, bob); err != nil {
			t.Fatal(err)
		}
		s.pass(2 * time.Hour)
		same(t, len(s.edge.bodies()), 1)
	})
}

func TestAScheduleThatCannotBeReadAnyMoreIsPaused(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		s.asItComes()
		c := must[store.Schedule](t)(s.store.CreateSchedule(t.Context(), store.Schedule{
			Guild: guild, Channel: channel, Creator: alice, When: "now and then", Zone: "UTC", Handled: slot(0), NextDue: s.now().Add(time.Minute),
		}))
		s.pass(2 * time.Minute)
		if c = must[store.Schedule](t)(s.store.Schedule(t.Context(), c.ID)); !strings.HasPrefix(c.Paused, "Its times cannot be read any more") || len(s.edge.seen().told) != 1 {
			t.Errorf("%q, told %q", c.Paused, s.edge.seen().told)
		}
	})
}

// TestTwoRunnersOfOneStorePostOnce has both due at once, each hour of two days.
func TestTwoRunnersOfOneStorePostOnce(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		stopFirst := s.stop
		s.start()
		c := s.create()
		s.pass(48*time.Hour + time.Second)
		stopFirst()
		same(t, []int{len(s.edge.bodies()), len(s.log(c)), s.edge.seen().posts}, []int{48, 48, 48})
	})
}

// Test5000SchedulesBeginAtTheirTime measures, in the bubble's time, by how much
// posting begins after a slot, and in the machine's what a quiet hour costs.
func Test5000SchedulesBeginAtTheirTime(t *testing.T) {
	if raced {
		t.Skip("it measures, for minutes under the race detector")
	}
	n := 500
	if full() {
		n = 5000
	}
	inScene(t, func(t *testing.T, s *scene) {
		s.asItComes()
		for i := range n {
			s.create(func(c *store.Schedule) {
				c.Guild, c.When = fmt.Sprint(i/100), fmt.Sprintf("daily %02d:%02d", 1+i%20, i%60)
			})
		}
		s.pass(23 * time.Hour)
		var worst time.Duration
		for _, task := range s.edge.seen().tasks {
			r := must[store.Run](t)(s.store.Run(t.Context(), store.RunKey{Schedule: task.Schedule.ID, Slot: task.Slot.Key()}))
			worst = max(worst, r.At.Sub(r.Due))
		}
		same(t, len(s.edge.bodies()), n)
		if worst > time.Second {
			t.Errorf("begun %v late", worst)
		}
		before := processorTime()
		s.pass(time.Hour)
		t.Logf("%d schedules: begun at most %v late; an hour in which nothing is due takes %v of a processor", n, worst, processorTime()-before)
	})
}

// Test5000SchedulesDueAtOnce measures, by the machine's clock, how long it takes
// until the first and until all are posted that are due at one moment, where
// composing and posting take no time.
func Test5000SchedulesDueAtOnce(t *testing.T) {
	n := 200
	if full() {
		n = 5000
	}
	db := must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: storetest.Path(t)}))
	defer func() { _ = db.Close() }()
	due := time.Now().UTC().Truncate(time.Minute)
	for i := range n {
		must[store.Schedule](t)(db.CreateSchedule(t.Context(), store.Schedule{
			Guild: fmt.Sprint(i / 100), Channel: channel, When: due.Format("daily 15:04"), Zone: "UTC",
			Handled: due.AddDate(0, 0, -1).Format("2006-01-02T15:04/UTC"), NextDue: due,
		}))
	}
	e := new(edge)
	r := delivery.New(delivery.Options{Store: db, Composer: e, Poster: e, Finder: e, Notifier: e, Now: func() time.Time { return due }})
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	begun, used := time.Now(), processorTime()
	running.Go(func() { r.Run(ctx) })
	var first time.Duration
	for len(e.bodies()) < n && time.Since(begun) < 5*time.Minute {
		if first == 0 && len(e.bodies()) > 0 {
			first = time.Since(begun)
		}
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(begun)
	cancel()
	running.Wait()
	same(t, len(e.bodies()), n)
	if full() && first > time.Second { // on a machine that does nothing else
		t.Errorf("the first was posted after %v", first)
	}
	t.Logf("%d at once: the first posted after %v, all after %v, %v of a processor", n, first.Round(time.Millisecond), took.Round(time.Millisecond), (processorTime() - used).Round(time.Millisecond))
}
