package store

import (
	"testing"
	"time"
)

func TestWhereModeratorsWereAskedIsKept(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	r := held(t, s, c, "slot", "b")
	same(t, must[[]Run](t)(s.UntoldRuns(ctx, 9)), []Run{r})
	ok(t, s.SetGate(ctx, r.RunKey, "915", "925"))
	same(t, len(must[[]Run](t)(s.UntoldRuns(ctx, 9))), 0)
	r.GateChannel, r.GateMessage = "915", "925"
	same(t, must[Run](t)(s.RunOfNonce(ctx, c.ID, "n")), r)
	_, err := s.RunOfNonce(ctx, c.ID, "")
	fails(t, err, ErrNotFound)
	_, err = s.RunOfNonce(ctx, "x", "n")
	fails(t, err, ErrNotFound)
	fails(t, s.SetGate(ctx, RunKey{c.ID, "x"}, "915", "925"), ErrNotFound)
}

func TestRunsAheadAreTheLatestOfSchedulesThatAreNotPaused(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	runs, paused := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule())), must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	for _, c := range []Schedule{runs, paused} {
		claimed(t, s, c, "1", noon.Add(time.Hour))
		claimed(t, s, c, "2", noon.Add(2*time.Hour))
	}
	must[bool](t)(s.PauseSchedule(ctx, paused.ID, bob, "why"))
	ahead := must[[]Run](t)(s.RunsAhead(ctx, noon.Add(30*time.Minute)))
	if len(ahead) != 1 || ahead[0].Schedule != runs.ID || ahead[0].Slot != "2" {
		t.Errorf("%+v", ahead)
	}
	same(t, len(must[[]Run](t)(s.RunsAhead(ctx, noon.Add(2*time.Hour)))), 0)
}

func TestANoteIsAddedOnce(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	r := claimed(t, s, c, "1", noon)
	ok(t, s.Finish(ctx, r.RunKey, "me", RunSkipped, "nothing new", noon))
	for i, want := range []bool{true, false} {
		if got := must[bool](t)(s.NoteRun(ctx, r.RunKey, "The clock went back", [...]string{" by 2h.", " by 3h."}[i])); got != want {
			t.Errorf("note %d: %v", i, got)
		}
	}
	same(t, must[Run](t)(s.Run(ctx, r.RunKey)).Why, "nothing new. The clock went back by 2h.")
	same(t, must[bool](t)(s.NoteRun(ctx, RunKey{c.ID, "x"}, "a", "b")), false)
}
