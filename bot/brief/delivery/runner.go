package delivery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"rapporteur/bot/store"
)

// Options of a runner. Store, Composer, Poster, Finder and Notifier are required.
type Options struct {
	Store    *store.Store
	Composer Composer
	Poster   Poster
	Finder   Finder
	Notifier Notifier

	// Now and After are the clock; nil is that of package time.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
	// Lease is for how long a run is its process's without a sign of life, and so
	// how long after a crash another goes on; zero is a minute, at most
	// store.MaxLease.
	Lease time.Duration
	// Workers is how many schedules are worked on at once; zero is 8.
	Workers int
	// MaxSleep is how long what other processes change may go unnoticed; zero is
	// 30 s.
	MaxSleep time.Duration
	// Patience is how long posting is tried; zero is half an hour.
	Patience time.Duration
	// HoldFor is how long a briefing waits for a moderator where its schedule does
	// not say; zero is DefaultHold.
	HoldFor time.Duration
	// Log is told what an operator should know; nil discards.
	Log *slog.Logger
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Workers <= 0 {
		o.Workers = 8
	}
	for _, d := range []struct {
		value *time.Duration
		zero  time.Duration
	}{{&o.Lease, time.Minute}, {&o.MaxSleep, 30 * time.Second}, {&o.Patience, 30 * time.Minute}, {&o.HoldFor, DefaultHold}} {
		if *d.value <= 0 {
			*d.value = d.zero
		}
	}
	o.Lease = min(o.Lease, store.MaxLease)
	return o
}

// DefaultHold is how long a briefing waits for a moderator where nobody says.
const DefaultHold = 4 * time.Hour

const (
	batch = 100 // of schedules or runs that are read at once
	// faultWait is how long to wait when the store fails.
	faultWait = 5 * time.Second
)

// Runner delivers. Any number of processes may run one on the same store.
type Runner struct {
	o       Options
	owner   string
	poke    chan struct{}
	workers chan struct{}
	jobs    sync.WaitGroup
	seen    time.Time // the clock at the last pass, of Run's goroutine
}

// New is a runner. It does nothing before Run.
func New(o Options) *Runner {
	o = o.withDefaults()
	return &Runner{o: o, owner: rand.Text(), poke: make(chan struct{}, 1), workers: make(chan struct{}, o.Workers)}
}

// Changed tells the runner that schedules or decisions have changed. The runner's
// own methods do so themselves.
func (r *Runner) Changed() {
	select {
	case r.poke <- struct{}{}:
	default: // it will look anyway
	}
}

// Run delivers until the context ends, and returns when nothing of it runs any
// more. What was begun is left for the next start. It must be called once.
func (r *Runner) Run(ctx context.Context) {
	defer r.jobs.Wait()
	if err := r.tellUntold(ctx); err != nil && ctx.Err() == nil {
		r.o.Log.Error("moderators may not know what waits for them", "error", err)
	}
	for ctx.Err() == nil {
		wait, err := r.pass(ctx)
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("scheduled briefings cannot be looked after", "error", err, "again_in", faultWait)
			wait = faultWait
		}
		select {
		case <-ctx.Done():
		case <-r.poke:
		case <-r.o.After(wait):
		}
	}
}

// pass begins everything that is due and says how long to sleep.
func (r *Runner) pass(ctx context.Context) (time.Duration, error) {
	for {
		begun := 0
		failed := r.watchClock(ctx)
		for _, look := range []func(context.Context) (int, error){r.takeDue, r.decideOverdue, r.resume} {
			n, err := look(ctx)
			begun, failed = begun+n, errors.Join(failed, err)
		}
		if failed != nil {
			return 0, failed
		}
		if begun == 0 {
			break
		}
	}
	next, err := r.o.Store.NextMoment(ctx)
	if err != nil {
		return 0, err
	}
	if next.IsZero() {
		return r.o.MaxSleep, nil
	}
	return min(max(next.Sub(r.o.Now()), 0), r.o.MaxSleep), nil
}

// takeDue deals with schedules that are due.
func (r *Runner) takeDue(ctx context.Context) (int, error) {
	due, err := r.o.Store.DueSchedules(ctx, r.o.Now(), batch)
	if err != nil {
		return 0, err
	}
	var failed error
	for _, s := range due {
		err := r.begin(ctx, func() ([]store.Run, error) { return r.take(ctx, s) }, s)
		if errors.Is(err, store.ErrChanged) {
			continue // by another process, or a moderator
		}
		failed = errors.Join(failed, err)
	}
	return len(due), failed
}

// resume goes on with runs whose owners are gone, and with approved ones.
func (r *Runner) resume(ctx context.Context) (int, error) {
	left, err := r.o.Store.AbandonedRuns(ctx, r.o.Now(), batch)
	if err != nil {
		return 0, err
	}
	for _, run := range left {
		s, err := r.o.Store.Schedule(ctx, run.Schedule)
		if errors.Is(err, store.ErrNotFound) {
			continue // deleted, and its runs with it
		}
		if err != nil {
			return 0, err
		}
		err = r.begin(ctx, func() ([]store.Run, error) {
			run.Owner = r.owner
			got, ok, err := r.o.Store.Claim(ctx, run, r.o.Now(), r.o.Lease)
			if err != nil || !ok {
				return nil, err
			}
			return []store.Run{got}, nil
		}, s)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return 0, err
		}
	}
	return len(left), nil
}

// begin waits for a worker, has runs claimed and hands them to it. Nothing is
// claimed that nobody works on.
func (r *Runner) begin(ctx context.Context, claim func() ([]store.Run, error), s store.Schedule) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case r.workers <- struct{}{}:
	}
	runs, err := claim()
	if err != nil || len(runs) == 0 {
		<-r.workers
		return err
	}
	r.jobs.Go(func() {
		defer func() { <-r.workers }()
		r.work(ctx, s, runs)
	})
	return nil
}

// work delivers the runs of one schedule, one after the other and keeping all.
func (r *Runner) work(ctx context.Context, s store.Schedule, runs []store.Run) {
	var keeping sync.WaitGroup
	defer keeping.Wait()
	kept := make([]context.Context, len(runs))
	stops := make([]context.CancelCauseFunc, len(runs))
	for i, run := range runs {
		kept[i], stops[i] = context.WithCancelCause(ctx)
		keeping.Go(func() { r.keep(kept[i], run, stops[i]) })
	}
	for i, run := range runs {
		err := r.guarded(kept[i], s, run)
		stops[i](nil)
		switch {
		case err == nil:
		case errors.Is(err, store.ErrTaken) || errors.Is(context.Cause(kept[i]), store.ErrTaken):
			r.o.Log.Info("another process delivers the briefing", "schedule", run.Schedule, "slot", run.Slot)
		case ctx.Err() != nil:
			r.letGo(ctx, run)
		default: // its lease ends, and it is tried again
			r.o.Log.Error("a scheduled briefing broke off", "schedule", run.Schedule, "slot", run.Slot, "error", err)
		}
	}
}

// keep renews a run's lease until the context ends. A run that is another's is
// left.
func (r *Runner) keep(ctx context.Context, run store.Run, stop context.CancelCauseFunc) {
	until := run.Lease
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.o.After(r.o.Lease / 3):
		}
		now := r.o.Now()
		err := r.o.Store.Renew(ctx, run.RunKey, r.owner, now.Add(r.o.Lease))
		switch {
		case err == nil:
			until = now.Add(r.o.Lease)
		case errors.Is(err, store.ErrTaken), !now.Before(until):
			stop(fmt.Errorf("%w: %w", store.ErrTaken, err))
			return
		}
	}
}

// letGo has the next start go on at once.
func (r *Runner) letGo(ctx context.Context, run store.Run) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if err := r.o.Store.Release(ctx, run.RunKey, r.owner); err != nil && !errors.Is(err, store.ErrTaken) {
		r.o.Log.Warn("a briefing that was begun waits for its lease", "schedule", run.Schedule, "slot", run.Slot, "error", err)
	}
}

// guarded delivers, and makes an error of a panic.
func (r *Runner) guarded(ctx context.Context, s store.Schedule, run store.Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return r.deliver(ctx, s, run)
}
