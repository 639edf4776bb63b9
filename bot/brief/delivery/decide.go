package delivery

import (
	"context"
	"errors"
	"time"

	"rapporteur/bot/store"
)

// Approve has a held briefing posted. Of many who decide at once one does: the
// others are told false, and the run as it is, with its Decider.
func (r *Runner) Approve(ctx context.Context, key store.RunKey, by string) (store.Run, bool, error) {
	return r.decide(ctx, key, by, true, "")
}

// Skip has a held briefing not posted; as Approve. why may be "".
func (r *Runner) Skip(ctx context.Context, key store.RunKey, by, why string) (store.Run, bool, error) {
	if why == "" {
		why = "a moderator skipped it"
	}
	return r.decide(ctx, key, by, false, why)
}

// Edit puts another draft in the place of the body that a moderator saw, of the same
// versions. The briefing stays held. false means that it is not any more, or that
// another has edited it.
func (r *Runner) Edit(ctx context.Context, key store.RunKey, by, saw string, d store.Draft) (store.Run, bool, error) {
	run, did, err := r.o.Store.EditDraft(ctx, key, by, saw, d)
	if did {
		r.tellDecision(ctx, run)
	}
	return run, did, err
}

func (r *Runner) decide(ctx context.Context, key store.RunKey, by string, post bool, why string) (store.Run, bool, error) {
	run, did, err := r.o.Store.Decide(ctx, key, by, post, why, r.o.Now())
	if did {
		r.Changed()
		r.tellDecision(ctx, run)
	}
	return run, did, err
}

// tellDecision has the moderators see what became of a held run. Its schedule may
// have been deleted since.
func (r *Runner) tellDecision(ctx context.Context, run store.Run) {
	s, err := r.o.Store.Schedule(ctx, run.Schedule)
	if err == nil {
		r.tellHeld(ctx, s, run)
	} else if !errors.Is(err, store.ErrNotFound) {
		r.o.Log.Warn("moderators could not be told of a decision", "schedule", run.Schedule, "error", err)
	}
}

func (r *Runner) tellHeld(ctx context.Context, s store.Schedule, run store.Run) {
	r.notify("of a briefing that waits for them", s, r.o.Notifier.Held(ctx, s, run))
}

// tellLater tells from a worker's place, so that what is due does not wait for it.
func (r *Runner) tellLater(ctx context.Context, tell func(context.Context)) {
	r.jobs.Go(func() {
		select {
		case <-ctx.Done():
			return
		case r.workers <- struct{}{}:
		}
		defer func() { <-r.workers }()
		ctx, cancel := context.WithTimeout(ctx, tellTime)
		defer cancel()
		tell(ctx)
	})
}

// tellTime bounds one telling.
const tellTime = time.Minute

// tellUntold tells of what waits for a moderator whom nobody has asked: the
// process died before it could.
func (r *Runner) tellUntold(ctx context.Context) error {
	untold, err := r.o.Store.UntoldRuns(ctx, batch)
	for _, run := range untold {
		r.tellLater(ctx, func(ctx context.Context) { r.tellDecision(ctx, run) })
	}
	return err
}

// decideOverdue does what was to be done at the deadline.
func (r *Runner) decideOverdue(ctx context.Context) (int, error) {
	held, err := r.o.Store.UndecidedRuns(ctx, r.o.Now(), batch)
	if err != nil {
		return 0, err
	}
	for _, run := range held {
		s, err := r.o.Store.Schedule(ctx, run.Schedule)
		if err == nil {
			err = r.decideLate(ctx, s, run)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return 0, err
		}
	}
	return len(held), nil
}

func (r *Runner) decideLate(ctx context.Context, s store.Schedule, run store.Run) error {
	run, did, err := r.o.Store.Decide(ctx, run.RunKey, store.Bot, s.AtDeadline == store.DeadlinePost, "no moderator approved it in time", r.o.Now())
	if did {
		r.tellLater(ctx, func(ctx context.Context) { r.tellHeld(ctx, s, run) })
	}
	return err
}
