package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"

	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/store"
)

const (
	// maxTries is how often a run may break off before it fails: a draft that ends
	// its process does not do so for ever.
	maxTries = 25
	// composeTries, composeTime and composeDelay bound the composing of a draft.
	composeTries = 3
	composeTime  = 5 * time.Minute
	composeDelay = 2 * time.Second
)

// deliver brings a run that is ours to its outcome, or to a moderator. The error
// is the store's or the context's: what else goes wrong is an outcome.
func (r *Runner) deliver(ctx context.Context, s store.Schedule, run store.Run) error {
	var stop *end
	if run.Tries > 1 || run.Decider != "" {
		stop = overdue(s, run, r.o.Now())
	}
	// Nothing is posted before the draft is kept.
	unclear := run.State == store.RunPosting && run.Tries > 1
	if run.State == store.RunClaimed {
		if stop != nil {
			return r.finish(ctx, run, *stop)
		}
		goesOn, err := r.draft(ctx, s, &run)
		if err != nil || !goesOn {
			return err
		}
	}
	return r.post(ctx, s, run, unclear, stop)
}

// draft composes and keeps what is going to be posted. goesOn is false when the
// run has its outcome or waits for a moderator.
func (r *Runner) draft(ctx context.Context, s store.Schedule, run *store.Run) (goesOn bool, err error) {
	settings, err := r.o.Store.Settings(ctx, s.Guild)
	if err != nil {
		return false, err
	}
	d, err := r.compose(ctx, s, *run)
	switch {
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case errors.Is(err, errStore):
		return false, err
	case err != nil:
		r.o.Log.Warn("a scheduled briefing could not be composed", "schedule", s.ID, "slot", run.Slot, "error", err)
		return false, r.finish(ctx, *run, end{store.RunFailed, whyNotComposed(err)})
	case d.Nothing && s.NothingNew == store.NothingNewSkip:
		return false, r.finish(ctx, *run, end{store.RunSkipped, "nothing new"})
	}
	var deadline time.Time
	if s.Hold || settings.HoldBriefings {
		deadline = r.o.Now().Add(holdFor(s, r.o.HoldFor))
	}
	if err := r.o.Store.SaveDraft(ctx, run.RunKey, r.owner, d.Draft, deadline); err != nil {
		if errors.Is(err, store.ErrInvalid) {
			return false, r.finish(ctx, *run, end{store.RunFailed, "the draft is empty or too long"})
		}
		return false, err
	}
	run.State, run.Draft, run.Deadline = store.RunPosting, d.Body, deadline
	if deadline.IsZero() {
		return true, nil
	}
	run.State = store.RunHeld
	r.tellHeld(ctx, s, *run)
	r.Changed() // the deadline may be the next moment
	return false, nil
}

func holdFor(s store.Schedule, usual time.Duration) time.Duration {
	if s.HoldFor > 0 {
		return s.HoldFor
	}
	return usual
}

// errStore marks an error of our own store while composing: no fault of the draft.
var errStore = errors.New("the store failed")

// compose has a draft made, trying again when that fails.
func (r *Runner) compose(ctx context.Context, s store.Schedule, run store.Run) (Draft, error) {
	slot, err := slotOf(s, run)
	if err != nil {
		return Draft{}, &Refusal{"the zone of its slot is not known any more"}
	}
	task := Task{Schedule: s, Slot: slot, Nonce: run.Nonce, Late: run.Late}
	last, err := r.o.Store.LastPosted(ctx, s.ID)
	switch {
	case err == nil:
		task.Last = &last
	case !errors.Is(err, store.ErrNotFound):
		return Draft{}, fmt.Errorf("%w: %w", errStore, err)
	}
	policy := retrypolicy.NewBuilder[Draft]().
		HandleIf(func(_ Draft, err error) bool {
			_, refused := errors.AsType[*Refusal](err)
			return err != nil && !refused
		}).
		WithMaxAttempts(composeTries).WithBackoff(composeDelay, 10*composeDelay).ReturnLastFailure().Build()
	return failsafe.With(policy).WithContext(ctx).GetWithExecution(func(failsafe.Execution[Draft]) (Draft, error) {
		ctx, cancel := context.WithTimeout(ctx, composeTime)
		defer cancel()
		return r.o.Composer.Compose(ctx, task)
	})
}

// slotOf is the slot of a run; that of one by hand is the minute in which it was
// asked for.
func slotOf(s store.Schedule, run store.Run) (schedule.Slot, error) {
	if !ByHand(run.RunKey) {
		slot, err := schedule.ParseKey(run.Slot)
		slot.At = run.Due
		return slot, err
	}
	times, err := Compile(s)
	if err != nil {
		return schedule.Slot{}, err
	}
	slot := times.Mark(run.Due)
	slot.At = run.Due
	return slot, nil
}

func whyNotComposed(err error) string {
	if refusal, ok := errors.AsType[*Refusal](err); ok {
		return refusal.Why
	}
	return "it could not be composed; the operator's log says why"
}

func (r *Runner) finish(ctx context.Context, run store.Run, e end) error {
	return r.o.Store.Finish(ctx, run.RunKey, r.owner, e.state, e.why, r.o.Now())
}

// pause pauses a schedule and tells its maker, unless it is paused already.
func (r *Runner) pause(ctx context.Context, s store.Schedule, why string) error {
	paused, err := r.o.Store.PauseSchedule(ctx, s.ID, store.Bot, why)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil && paused {
		r.o.Log.Warn("a schedule was paused", "schedule", s.ID, "guild", s.Guild, "why", why)
		r.notify("that their schedule is paused", s, r.o.Notifier.Paused(ctx, s, why))
	}
	return err
}

func (r *Runner) notify(what string, s store.Schedule, err error) {
	if err != nil {
		r.o.Log.Warn("moderators could not be told "+what, "schedule", s.ID, "error", err)
	}
}
