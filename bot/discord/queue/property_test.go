package queue_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/discord/queue"
)

// books are kept beside a queue. Under synctest one goroutine runs at a time
// only in between waits, so a mutex of one token guards them.
type books struct {
	lock     chan struct{}
	now      map[string]int // running or in line, by "all", "member m", "guild g"
	running  int
	taken    int
	done     int
	exceeded []string
	order    []string // members, as their jobs began
}

func (b *books) locked(do func()) {
	b.lock <- struct{}{}
	do()
	<-b.lock
}

// TestLimitsHoldAndWhatIsTakenIsRun has members of guilds ask at random times
// for work of random lengths.
func TestLimitsHoldAndWhatIsTakenIsRun(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		limits := queue.Limits{
			Workers: rapid.IntRange(1, 4).Draw(r, "workers"), Waiting: rapid.IntRange(1, 6).Draw(r, "waiting"),
			PerMember: rapid.IntRange(1, 4).Draw(r, "per member"), PerGuild: rapid.IntRange(1, 6).Draw(r, "per guild"),
		}
		type ask struct {
			guild, member string
			after, took   time.Duration
		}
		asks := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) ask {
			return ask{
				rapid.SampledFrom([]string{"", "g", "h"}).Draw(r, "guild"), rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(r, "member"),
				time.Duration(rapid.IntRange(0, 3000).Draw(r, "after")) * time.Millisecond,
				time.Duration(rapid.IntRange(0, 5000).Draw(r, "took")) * time.Millisecond,
			}
		}), 1, 60).Draw(r, "asks")
		cut := time.Duration(rapid.IntRange(0, 20_000).Draw(r, "cut")) * time.Millisecond
		b := &books{lock: make(chan struct{}, 1), now: make(map[string]int)}
		synctest.Test(t, func(t *testing.T) {
			q := queue.New(limits, time.Now)
			for _, a := range asks {
				time.Sleep(a.after)
				synctest.Wait()
				b.ask(q, limits, a.guild, a.member, a.took)
			}
			ctx, cancel := context.WithTimeout(t.Context(), cut)
			defer cancel()
			_ = q.Close(ctx) // whether it was in time is not the question
		})
		if len(b.exceeded) > 0 || b.done != b.taken || b.running != 0 {
			r.Fatalf("%v; %d jobs taken, %d done, %d running", b.exceeded, b.taken, b.done, b.running)
		}
	})
}

// ask asks for work, and holds the queue's yes or no against the books.
func (b *books) ask(q *queue.Queue, l queue.Limits, guild, member string, took time.Duration) {
	keys := []string{"all", "member " + member, "guild " + guild}
	var before map[string]int
	b.locked(func() {
		before = map[string]int{}
		for _, k := range keys {
			before[k] = b.now[k]
		}
	})
	full := before["all"] >= l.Workers+l.Waiting || before["member "+member] >= l.PerMember || guild != "" && before["guild "+guild] >= l.PerGuild
	err := q.Do(guild, member, func(ctx context.Context) {
		b.locked(func() {
			if b.running++; b.running > l.Workers {
				b.exceeded = append(b.exceeded, fmt.Sprint(b.running, " jobs run"))
			}
		})
		select {
		case <-ctx.Done():
		case <-time.After(took):
		}
		b.locked(func() {
			b.running--
			b.done++
			for _, k := range keys {
				b.now[k]--
			}
		})
	})
	var busy *queue.BusyError
	b.locked(func() {
		switch {
		case err == nil && full:
			b.exceeded = append(b.exceeded, fmt.Sprint("taken when full: ", before))
		case err != nil && !full:
			b.exceeded = append(b.exceeded, fmt.Sprint("refused when there is room: ", before, err))
		case err != nil && (!errors.As(err, &busy) || busy.Wait < time.Second):
			b.exceeded = append(b.exceeded, err.Error())
		}
		if err == nil {
			b.taken++
			for _, k := range keys {
				b.now[k]++
			}
		}
	})
}

// TestNobodyWaitsForMoreThanOneJobOfEach: while somebody's oldest job is in line,
// no other member begins two.
func TestNobodyWaitsForMoreThanOneJobOfEach(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		members := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 2, 40).Draw(r, "who asks")
		b := &books{lock: make(chan struct{}, 1)}
		synctest.Test(t, func(t *testing.T) {
			q := queue.New(queue.Limits{Workers: 1, Waiting: 100, PerMember: 100, PerGuild: 200}, time.Now)
			accept(t, q.Do("g", "first", busyness(time.Second)))
			for n, m := range members {
				accept(t, q.Do("g", m, func(context.Context) {
					b.locked(func() { b.order = append(b.order, m) })
					time.Sleep(time.Duration(n%3) * time.Second)
				}))
			}
			accept(t, q.Close(t.Context()))
		})
		left := make(map[string]int)
		for _, m := range members {
			left[m]++
		}
		since := make(map[string]map[string]int) // for each who waits, the jobs of others that began
		for _, began := range b.order {
			left[began]--
			delete(since, began)
			for other, n := range left {
				if other == began || n == 0 {
					continue
				}
				if since[other] == nil {
					since[other] = make(map[string]int)
				}
				if since[other][began]++; since[other][began] > 1 {
					r.Fatalf("%s began twice while %s waited: %v", began, other, b.order)
				}
			}
		}
	})
}
