// Package queue runs work in bounded numbers: so many jobs at once, so many
// waiting, and of those no more than a member and a guild may have. Whoever is
// turned away is told how long it will take. It knows nothing of Discord: guilds
// and members are names to it.
//
// # Fairness
//
// Members take turns. So the next job of somebody waits for at most one job of
// everybody else, however much one of them has in line or how often they come.
package queue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// ErrStopping is why a job's context ends when the queue is closed before the
// job is done, and what Do answers from then on.
var ErrStopping = errors.New("the queue is stopping")

// Limits of a queue. Zero, or less, is the default that a field names.
type Limits struct {
	Workers   int // jobs that run at once; 4
	Waiting   int // jobs in line; 100
	PerMember int // jobs of one member, running or in line; 3
	PerGuild  int // jobs of one guild, running or in line; 50. Guild "" has no limit of its own

	// Typical is how long a job is thought to take until one has been measured; 1 s.
	Typical time.Duration
	// Log is told of jobs that panic, and that Close waits for some no longer;
	// slog.Default when nil.
	Log *slog.Logger
}

func (l Limits) withDefaults() Limits {
	l.Workers = cmp.Or(max(l.Workers, 0), 4)
	l.Waiting = cmp.Or(max(l.Waiting, 0), 100)
	l.PerMember = cmp.Or(max(l.PerMember, 0), 3)
	l.PerGuild = cmp.Or(max(l.PerGuild, 0), 50)
	l.Typical = cmp.Or(max(l.Typical, 0), time.Second)
	l.Log = cmp.Or(l.Log, slog.Default())
	return l
}

// Scope is whose limit a job has met.
type Scope string

// The scopes.
const (
	Member Scope = "member"
	Guild  Scope = "guild"
	All    Scope = "all"
)

// BusyError says that a job was not taken. Nothing of it is kept.
type BusyError struct {
	Scope Scope
	Wait  time.Duration // until there is room, as things look; at least a second
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("busy: the limit of %s is reached; room in about %v", e.Scope, e.Wait.Round(time.Second))
}

// job is a piece of work with whose it is.
type job struct {
	guild, member string
	run           func(context.Context)
	started       time.Time // zero while it waits
}

// Queue takes jobs from any goroutine. Make one with New; Close ends it.
type Queue struct {
	limits  Limits
	now     func() time.Time
	ctx     context.Context // of every job
	cancel  context.CancelCauseFunc
	workers sync.WaitGroup

	mu      sync.Mutex
	closed  bool
	line    *turns
	running map[*job]bool
	members map[string]int // jobs, running or in line
	guilds  map[string]int
	average time.Duration // of how long jobs take
}

// New is a queue without work. It has no goroutine while there is none.
func New(l Limits, now func() time.Time) *Queue {
	q := &Queue{limits: l.withDefaults(), now: now, line: newTurns(), running: make(map[*job]bool), members: make(map[string]int), guilds: make(map[string]int)}
	q.average = q.limits.Typical
	q.ctx, q.cancel = context.WithCancelCause(context.Background())
	return q
}

// Do has the job run as soon as it is its turn, and returns at once. The guild
// is "" for a direct message. The error is a *BusyError or ErrStopping; without
// one the job will be run, after Close too. A job must return soon after its
// context ends.
func (q *Queue) Do(guild, member string, run func(ctx context.Context)) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrStopping
	}
	if err := q.room(guild, member); err != nil {
		return err
	}
	j := &job{guild: guild, member: member, run: run}
	q.members[member]++
	q.guilds[guild]++
	if len(q.running) < q.limits.Workers {
		q.start(j)
		q.workers.Go(func() { q.work(j) })
		return nil
	}
	q.line.add(j)
	return nil
}

// room is why the job cannot be taken, if it cannot.
func (q *Queue) room(guild, member string) error {
	switch {
	case q.members[member] >= q.limits.PerMember:
		return &BusyError{Member, q.untilFree(func(j *job) bool { return j.member == member })}
	case guild != "" && q.guilds[guild] >= q.limits.PerGuild:
		return &BusyError{Guild, q.untilFree(func(j *job) bool { return j.guild == guild })}
	case len(q.running) >= q.limits.Workers && q.line.waiting >= q.limits.Waiting:
		return &BusyError{All, q.untilFree(func(*job) bool { return true })}
	}
	return nil
}

// start makes the job a running one, under the lock.
func (q *Queue) start(j *job) {
	j.started = q.now()
	q.running[j] = true
}

// work runs the job, and then what is in line until nothing is.
func (q *Queue) work(j *job) {
	for j != nil {
		q.run(j)
		j = q.next(j)
	}
}

// run runs the job. One that panics is a job that is done.
func (q *Queue) run(j *job) {
	defer func() {
		if v := recover(); v != nil {
			q.limits.Log.Error("queue: a job panicked", "guild", j.guild, "member", j.member, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
		}
	}()
	j.run(q.ctx)
}

// next takes the done job off the books and gives the one whose turn it is, nil
// when none is in line.
func (q *Queue) next(done *job) *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.running, done)
	decrease(q.members, done.member)
	decrease(q.guilds, done.guild)
	q.measure(q.now().Sub(done.started))
	j := q.line.take()
	if j != nil {
		q.start(j)
	}
	return j
}

func decrease(counts map[string]int, key string) {
	if counts[key]--; counts[key] == 0 {
		delete(counts, key)
	}
}

// Close takes no more work and waits until all that was taken is done. When ctx
// ends first, the contexts of the jobs end with ErrStopping as their cause,
// those of jobs still in line included: they run, so that each can say what has
// become of it. Close waits for them and returns why ctx ended.
func (q *Queue) Close(ctx context.Context) error {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	done := make(chan struct{})
	go func() {
		q.workers.Wait()
		close(done)
	}()
	defer q.cancel(ErrStopping)
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	q.cancel(ErrStopping)
	q.limits.Log.Warn("queue: jobs take too long to be waited for; their contexts have ended")
	<-done
	return fmt.Errorf("close the queue: %w", context.Cause(ctx))
}
