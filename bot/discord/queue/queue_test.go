package queue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/discord/queue"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// busyness is a job of that length.
func busyness(d time.Duration) func(context.Context) {
	return func(context.Context) { time.Sleep(d) }
}

func accept(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused is the wait that was told for a job that was not taken.
func refused(t *testing.T, err error, scope queue.Scope) time.Duration {
	t.Helper()
	var busy *queue.BusyError
	if !errors.As(err, &busy) || busy.Scope != scope {
		t.Fatalf("error %v, want busy for %s", err, scope)
	}
	return busy.Wait
}

func TestEachLimitIsToldByItsScope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 2, Waiting: 3, PerMember: 2, PerGuild: 4}, time.Now)
		accept(t, q.Do("g", "a", busyness(time.Second)))
		accept(t, q.Do("g", "a", busyness(time.Second)))
		refused(t, q.Do("g", "a", nil), queue.Member)
		refused(t, q.Do("other", "a", nil), queue.Member)
		accept(t, q.Do("g", "b", busyness(time.Second)))
		accept(t, q.Do("g", "c", busyness(time.Second)))
		refused(t, q.Do("g", "d", nil), queue.Guild)
		accept(t, q.Do("h", "d", busyness(time.Second)))
		refused(t, q.Do("h", "e", nil), queue.All)
		accept(t, q.Close(t.Context()))
	})
}

func TestDirectMessagesShareNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 1, PerGuild: 1}, time.Now)
		for n := range 5 {
			accept(t, q.Do("", fmt.Sprint(n), busyness(time.Second)))
		}
		accept(t, q.Close(t.Context()))
	})
}

// Whoever comes again after the time that they were told finds room, when jobs
// take as long as those before.
func TestTheWaitThatIsToldIsHonest(t *testing.T) {
	for _, took := range []time.Duration{3 * time.Second, 40 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			q := queue.New(queue.Limits{Workers: 2, Waiting: 2, PerMember: 50}, time.Now)
			for range 30 { // the average is learned
				accept(t, q.Do("g", "m", busyness(took)))
				time.Sleep(took)
				synctest.Wait()
			}
			for range 4 {
				accept(t, q.Do("g", "m", busyness(took)))
			}
			time.Sleep(took / 4)
			wait := refused(t, q.Do("g", "m", nil), queue.All)
			if off := wait - took*3/4; off.Abs() > took/10 {
				t.Errorf("told %v of jobs of %v", wait, took)
			}
			time.Sleep(wait + took/10)
			accept(t, q.Do("g", "m", busyness(0)))
			accept(t, q.Close(t.Context()))
		})
	}
}

func TestAMemberInLineIsToldOfTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 1, PerMember: 1, Typical: 10 * time.Second}, time.Now)
		for n := range 5 {
			accept(t, q.Do("g", fmt.Sprint(n), busyness(10*time.Second)))
		}
		if wait := refused(t, q.Do("g", "4", nil), queue.Member); wait != 50*time.Second {
			t.Errorf("told %v for the last of five jobs of 10 s", wait)
		}
		accept(t, q.Close(t.Context()))
	})
}

func TestAFloodStarvesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 1, Waiting: 1000, PerMember: 500, PerGuild: 1000}, time.Now)
		for range 500 {
			accept(t, q.Do("g", "flooder", busyness(time.Second)))
		}
		start := time.Now()
		var served sync.WaitGroup
		for n := range 5 {
			served.Add(1)
			accept(t, q.Do("g", fmt.Sprint(n), func(context.Context) { served.Done() }))
		}
		served.Wait()
		// The flooder's job that runs, and one more between the others' turns.
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("the others waited %v", took)
		}
		accept(t, q.Close(t.Context()))
	})
}

func TestCloseRunsWhatWasTakenAndTakesNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 2, PerMember: 10}, time.Now)
		done := 0
		var mu sync.Mutex
		for range 10 {
			accept(t, q.Do("g", "m", func(ctx context.Context) {
				time.Sleep(time.Second)
				mu.Lock()
				defer mu.Unlock()
				if ctx.Err() == nil {
					done++
				}
			}))
		}
		closed := make(chan error)
		go func() { closed <- q.Close(t.Context()) }()
		synctest.Wait()
		if err := q.Do("g", "m", nil); !errors.Is(err, queue.ErrStopping) {
			t.Errorf("after Close Do says %v", err)
		}
		accept(t, <-closed)
		if done != 10 {
			t.Errorf("%d of 10 jobs ended well", done)
		}
		accept(t, q.Close(t.Context())) // again is harmless
	})
}

func TestWhatIsNotDoneInTimeIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := queue.New(queue.Limits{Workers: 1, PerMember: 10}, time.Now)
		var causes []error
		for range 5 {
			accept(t, q.Do("g", "m", func(ctx context.Context) {
				select {
				case <-ctx.Done():
					causes = append(causes, context.Cause(ctx))
				case <-time.After(7 * time.Second):
				}
			}))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := q.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close says %v", err)
		}
		if len(causes) != 4 || !errors.Is(causes[0], queue.ErrStopping) || !errors.Is(causes[3], queue.ErrStopping) {
			t.Errorf("the causes are %v; the first job had ended, four had not", causes)
		}
	})
}

func TestAPanicIsLoggedAndCostsNoWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		q := queue.New(queue.Limits{Workers: 1, Log: slog.New(slog.NewTextHandler(&log, nil))}, time.Now)
		accept(t, q.Do("g", "m", func(context.Context) { panic("in a job") }))
		ran := false
		accept(t, q.Do("g", "m", func(context.Context) { ran = true }))
		accept(t, q.Close(t.Context()))
		if !ran || !strings.Contains(log.String(), "in a job") || !strings.Contains(log.String(), "member=m") {
			t.Errorf("ran %v, log %s", ran, &log)
		}
	})
}
