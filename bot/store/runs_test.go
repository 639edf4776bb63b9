package store

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func claimed(t testing.TB, s *Store, c Schedule, slot string, due time.Time) Run {
	t.Helper()
	r, got, err := s.Claim(t.Context(), Run{RunKey: RunKey{c.ID, slot}, Owner: "me", Due: due, Channel: c.Channel, Nonce: "n"}, noon, time.Minute)
	ok(t, err)
	if !got {
		t.Fatalf("slot %s is another's", slot)
	}
	return r
}

func held(t testing.TB, s *Store, c Schedule, slot, body string) Run {
	t.Helper()
	r := claimed(t, s, c, slot, noon)
	ok(t, s.SaveDraft(t.Context(), r.RunKey, "me", Draft{Body: body, Words: 3, Sources: 1}, noon.Add(time.Hour)))
	return must[Run](t)(s.Run(t.Context(), r.RunKey))
}

func TestARunGoesFromItsClaimToItsMessage(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	r := claimed(t, s, c, "slot", noon)
	want := Run{
		RunKey: RunKey{c.ID, "slot"}, State: RunClaimed, Owner: "me", Lease: noon.Add(time.Minute), Tries: 1,
		Nonce: "n", Channel: channel, Due: noon, At: noon,
	}
	same(t, r, want)
	versions := []ArticleVersion{{"rift", 2}}
	ok(t, s.SaveDraft(ctx, r.RunKey, "me", Draft{Body: "b", Words: 30, Sources: 4, Versions: versions}, time.Time{}))
	want.State, want.Draft, want.Words, want.Sources, want.Versions = RunPosting, "b", 30, 4, versions
	same(t, must[Run](t)(s.Run(ctx, r.RunKey)), want)
	_, err := s.LastPosted(ctx, c.ID)
	fails(t, err, ErrNotFound)
	ok(t, s.Posted(ctx, r.RunKey, "me", "920", "", false, noon.Add(time.Second)))
	want.State, want.Draft, want.Owner, want.Lease, want.Message, want.Finished = RunPosted, "", "", time.Time{}, "920", noon.Add(time.Second)
	same(t, must[[]Run](t)(s.Runs(ctx, c.ID, 9)), []Run{want})
	same(t, must[Run](t)(s.LastPosted(ctx, c.ID)), want)
	_, got, err := s.Claim(ctx, r, noon.Add(time.Hour), time.Minute)
	ok(t, err)
	same(t, got, false)
}

func TestAnAbandonedRunIsAnothersWithItsDraft(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	r := claimed(t, s, c, "slot", noon)
	ok(t, s.SaveDraft(ctx, r.RunKey, "me", Draft{Body: "b"}, time.Time{}))
	ok(t, s.Renew(ctx, r.RunKey, "me", noon.Add(2*time.Minute)))
	other := r
	other.Owner = "other"
	for _, step := range []struct {
		now  time.Duration
		want bool
	}{{2 * time.Minute, false}, {2*time.Minute + time.Millisecond, true}} {
		same(t, len(must[[]Run](t)(s.AbandonedRuns(ctx, noon.Add(step.now), 9))) == 1, step.want)
		got, is, err := s.Claim(ctx, other, noon.Add(step.now), time.Minute)
		ok(t, err)
		same(t, is, step.want)
		if is {
			same(t, []any{got.Draft, got.State, got.Tries}, []any{"b", RunPosting, 2})
		}
	}
	fails(t, s.Renew(ctx, r.RunKey, "me", noon), ErrTaken)
	fails(t, s.Posted(ctx, r.RunKey, "me", "1", "", false, noon), ErrTaken)
	fails(t, s.Finish(ctx, r.RunKey, "me", RunFailed, "why", noon), ErrTaken)
	ok(t, s.Release(ctx, r.RunKey, "other"))
	same(t, len(must[[]Run](t)(s.AbandonedRuns(ctx, noon, 9))), 1)
}

func TestALeaseThatAClockAheadGaveIsOver(t *testing.T) {
	s := openNew(t)
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	r := claimed(t, s, c, "slot", noon)
	same(t, len(must[[]Run](t)(s.AbandonedRuns(t.Context(), noon.Add(-MaxLease), 9))), 1)
	_, got, err := s.Claim(t.Context(), r, noon.Add(-MaxLease), time.Minute)
	ok(t, err)
	same(t, got, true)
	_, _, err = s.Claim(t.Context(), r, noon, MaxLease+1)
	fails(t, err, ErrInvalid)
	r.Schedule = "gone"
	_, _, err = s.Claim(t.Context(), r, noon, time.Minute)
	fails(t, err, ErrNotFound)
}

func TestTheSlotsOfAScheduleAreTakenOnce(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	taking := Taking{
		Schedule: c, Handled: "two", NextDue: noon.Add(2 * time.Hour),
		Missed: []Run{{RunKey: RunKey{c.ID, "one"}, Due: noon, Why: "nobody looked"}},
		Claims: []Run{{RunKey: RunKey{c.ID, "two"}, Due: noon.Add(time.Hour), Owner: "me"}},
	}
	same(t, len(must[[]Run](t)(s.Take(ctx, taking, noon, time.Minute))), 1)
	_, err := s.Take(ctx, taking, noon, time.Minute)
	fails(t, err, ErrChanged)
	runs := must[[]Run](t)(s.Runs(ctx, c.ID, 9))
	same(t, []string{runs[0].State, runs[1].State, runs[1].Why}, []string{RunClaimed, RunMissed, "nobody looked"})
	same(t, must[time.Time](t)(s.NextMoment(ctx)), noon.Add(time.Minute+time.Millisecond)) // the lease's end
	c = must[Schedule](t)(s.Schedule(ctx, c.ID))
	must[bool](t)(s.PauseSchedule(ctx, c.ID, bob, "holidays"))
	taking.Schedule = c
	_, err = s.Take(ctx, taking, noon, time.Minute)
	fails(t, err, ErrChanged)
}

func TestOfManyWhoDecideOneDoes(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	for i := range 20 {
		r := held(t, s, c, fmt.Sprint(i), "b")
		var wg sync.WaitGroup
		won := make([]bool, 4)
		for j := range won {
			wg.Go(func() {
				_, did, err := s.Decide(ctx, r.RunKey, fmt.Sprint(j), j%2 == 0, "not today", noon)
				if err != nil {
					t.Error(err)
				}
				won[j] = did
			})
		}
		wg.Wait()
		got := must[Run](t)(s.Run(ctx, r.RunKey))
		for j, did := range won {
			if did != (got.Decider == fmt.Sprint(j)) {
				t.Errorf("%v, decided by %s", won, got.Decider)
			}
		}
		if want := map[bool]string{true: RunPosting, false: RunSkipped}[won[0] || won[2]]; got.State != want {
			t.Errorf("%s, want %s", got.State, want)
		}
	}
}

func TestAnEditIsOfWhatItsEditorSaw(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	r := held(t, s, c, "slot", "first")
	edit := func(saw, body string) (Run, bool) {
		r, did, err := s.EditDraft(ctx, r.RunKey, bob, saw, Draft{Body: body})
		ok(t, err)
		return r, did
	}
	_, did := edit("first", "second")
	same(t, did, true)
	got, did := edit("first", "third")
	same(t, did, false)
	same(t, []string{got.Draft, got.State}, []string{"second", RunHeld})
	_, _, err := s.EditDraft(ctx, r.RunKey, bob, "second", Draft{})
	fails(t, err, ErrInvalid)
	same(t, len(must[[]Run](t)(s.UndecidedRuns(ctx, noon.Add(time.Hour), 9))), 1)
	same(t, len(must[[]Run](t)(s.UndecidedRuns(ctx, noon.Add(time.Hour-1), 9))), 0)
}

// TestOwnersTakeTurns lets owners do anything in any order, and looks whether one
// alone at a time has the run, and whether its words and outcome stay.
func TestOwnersTakeTurns(t *testing.T) {
	s := openNew(t)
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		key := RunKey{c.ID, fmt.Sprint(n)}
		now, owner, lease, draft, done := noon, "", time.Time{}, "", ""
		for range rapid.IntRange(1, 30).Draw(r, "steps") {
			who := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(r, "who")
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(r, "seconds")) * time.Second)
			var err error
			mine := who == owner && done == ""
			switch rapid.IntRange(0, 4).Draw(r, "what") {
			case 0:
				_, got, err := s.Claim(t.Context(), Run{RunKey: key, Owner: who}, now, time.Minute)
				if free := done == "" && now.After(lease); err != nil || got != free {
					r.Fatalf("%s claims: %v, %v; free %v", who, got, err, free)
				}
				if got {
					owner, lease = who, now.Add(time.Minute)
				}
				continue
			case 1:
				if err = s.Renew(t.Context(), key, who, now.Add(time.Minute)); mine {
					lease = now.Add(time.Minute)
				}
			case 2:
				err = s.SaveDraft(t.Context(), key, who, Draft{Body: fmt.Sprint("by ", who)}, time.Time{})
				mine = mine && draft == ""
				if mine {
					draft = fmt.Sprint("by ", who)
				}
			case 3:
				if err = s.Posted(t.Context(), key, who, "m"+who, "", false, now); mine {
					done = "m" + who
				}
			case 4:
				if err = s.Release(t.Context(), key, who); mine {
					owner, lease = "", time.Time{}
				}
			}
			if (err == nil) != mine {
				r.Fatalf("%s: %v, though it is %s's until %v; now %v", who, err, owner, lease, now)
			}
			if got, err := s.Run(t.Context(), key); err == nil && (got.Message != done || done == "" && got.Draft != draft) {
				r.Fatalf("%+v, want %q, %q", got, done, draft)
			}
		}
	})
}

// TestHandlesShareSlots has four handles claim the same slots.
func TestHandlesShareSlots(t *testing.T) {
	const slots = 100
	path := emptyFile(t)
	c := must[Schedule](t)(openAt(t, path).CreateSchedule(t.Context(), aSchedule()))
	wins := make([]int, 4)
	var wg sync.WaitGroup
	for i := range wins {
		s := openAt(t, path, func(o *Options) { o.Rand = strings.NewReader("") })
		wg.Go(func() {
			for slot := range slots {
				_, got, err := s.Claim(t.Context(), Run{RunKey: RunKey{c.ID, fmt.Sprint(slot)}, Owner: fmt.Sprint(i)}, noon, time.Minute)
				if err != nil {
					t.Error(err)
				}
				if got {
					wins[i]++
				}
			}
		})
	}
	wg.Wait()
	if sum := wins[0] + wins[1] + wins[2] + wins[3]; sum != slots {
		t.Errorf("%v", wins)
	}
}

func TestALogIsReadInPages(t *testing.T) {
	s := openNew(t)
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	for i := range 7 {
		r := Run{RunKey: RunKey{c.ID, fmt.Sprint(i)}, Due: noon.Add(time.Duration(i) * time.Hour)}
		_, ok, err := s.QueueRun(t.Context(), r, bob, noon)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
	}
	page, of, err := s.RunsFrom(t.Context(), c.ID, 3, 2)
	ok(t, err)
	same(t, []any{of, len(page), page[0].Slot, page[1].Slot}, []any{7, 2, "3", "2"})
	_, _, err = s.QueueRun(t.Context(), Run{RunKey: RunKey{Schedule: c.ID}}, bob, noon)
	fails(t, err, ErrInvalid)
	_, _, err = s.QueueRun(t.Context(), Run{RunKey: RunKey{"gone", "1"}}, bob, noon)
	fails(t, err, ErrNotFound)
}
