package delivery_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/store"
)

func TestARunByHandIsPostedOnceHoweverOftenItIsAskedFor(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		stopFirst := s.stop
		s.start() // a second process
		c := s.create()
		s.pass(90 * time.Minute)
		var asked atomic.Int64
		var pressing sync.WaitGroup
		for range 10 {
			pressing.Go(func() {
				_, first, err := s.runner.RunNow(t.Context(), c.ID, bob, "request")
				if err != nil {
					t.Error(err)
				}
				if first {
					asked.Add(1)
				}
			})
		}
		pressing.Wait()
		s.pass(time.Minute)
		same(t, asked.Load(), 1)
		same(t, len(s.edge.bodies()), 2)
		r := must[[]store.Run](t)(s.store.Runs(t.Context(), c.ID, 1))[0]
		same(t, []any{delivery.ByHand(r.RunKey), r.State, r.Tries, r.Why}, []any{true, store.RunPosted, 1, ""})
		same(t, s.edge.seen().tasks[1].Slot.Key(), "2000-01-01T01:30/UTC")
		s.pass(40 * time.Minute) // its slots come as ever, and know what was posted
		same(t, len(s.edge.bodies()), 3)
		same(t, s.edge.seen().tasks[2].Last.Slot, r.Slot)
		audits := must[[]store.Audit](t)(s.store.Audits(t.Context(), guild, 9))
		same(t, []string{audits[0].Action, audits[0].By, audits[0].Subject}, []string{store.ActionRunBriefing, bob, c.ID})
		stopFirst()
	})
}

func TestAPausedScheduleIsRunByHandThroughARestart(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create()
		must[bool](t)(s.runner.Pause(t.Context(), c.ID, bob, "holidays"))
		s.stop() // nobody delivers
		if _, did, err := s.runner.RunNow(t.Context(), c.ID, bob, "request"); err != nil || !did {
			t.Fatal(did, err)
		}
		r := must[[]store.Run](t)(s.store.Runs(t.Context(), c.ID, 1))[0]
		// Another process has it, and dies.
		r.Owner = "another"
		if _, ok, err := s.store.Claim(t.Context(), r, s.now(), time.Minute); err != nil || !ok {
			t.Fatal(ok, err)
		}
		s.pass(3 * time.Minute)
		s.start()
		s.pass(time.Second)
		same(t, len(s.edge.bodies()), 1)
		same(t, must[store.Run](t)(s.store.Run(t.Context(), r.RunKey)).State, store.RunPosted)
		if must[store.Schedule](t)(s.store.Schedule(t.Context(), c.ID)).Paused == "" {
			t.Error("it goes on")
		}
	})
}

func TestARunByHandOfADeletedScheduleIsRefused(t *testing.T) {
	inScene(t, func(t *testing.T, s *scene) {
		c := s.create()
		if err := s.runner.Delete(t.Context(), c.ID, bob); err != nil {
			t.Fatal(err)
		}
		if _, did, err := s.runner.RunNow(t.Context(), c.ID, bob, "request"); err == nil || did {
			t.Errorf("%v, %v", did, err)
		}
	})
}
