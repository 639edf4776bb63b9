package delivery

import (
	"context"
	"errors"

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

// Edit puts another body in the place of that which a moderator saw. The briefing
// stays held. false means that it is not any more, or that another has edited it.
func (r *Runner) Edit(ctx context.Context, key store.RunKey, by, saw, body string) (store.Run, bool, error) {
	return r.o.Store.EditDraft(ctx, key, by, saw, body)
}

func (r *Runner) decide(ctx context.Context, key store.RunKey, by string, post bool, why string) (store.Run, bool, error) {
	run, did, err := r.o.Store.Decide(ctx, key, by, post, why, r.o.Now())
	if did {
		r.Changed()
	}
	return run, did, err
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
			_, _, err = r.o.Store.Decide(ctx, run.RunKey, store.Bot, s.AtDeadline == store.DeadlinePost, "no moderator approved it in time", r.o.Now())
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return 0, err
		}
	}
	return len(held), nil
}
