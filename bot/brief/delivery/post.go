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
	postDelay    = time.Second
	maxPostDelay = time.Minute
	postTime     = time.Minute // of one try
	// sinceMargin is how much before its claim a message of a run is looked for: our
	// clock may have been ahead of Discord's when it was claimed.
	sinceMargin = 24 * time.Hour
)

// errStop ends the tries of a run that is not to be posted any more.
var errStop = errors.New("not to be posted any more")

// post posts a run's draft and records it. Where it is unclear whether it has been
// posted before, it is looked for first. If it does not stand there, and stop is
// not nil, that is its outcome.
func (r *Runner) post(ctx context.Context, s store.Schedule, run store.Run, unclear bool, stop *end) error {
	p := Post{
		Schedule: s, Channel: run.Channel, Nonce: run.Nonce, Slot: run.Slot, Body: run.Draft, Due: run.Due,
		Since: run.At.Add(-sinceMargin),
	}
	message, err := failsafe.With(r.postPolicy()).WithContext(ctx).GetWithExecution(func(failsafe.Execution[string]) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, postTime)
		defer cancel()
		p.Late, _ = r.lateness(run)
		return r.tryPost(ctx, p, &unclear, stop)
	})
	switch {
	case err == nil:
		late, why := r.lateness(run)
		return r.o.Store.Posted(ctx, run.RunKey, r.owner, message, why, late, r.o.Now())
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errStop):
		return r.finish(ctx, run, *stop)
	}
	return r.postFailed(ctx, s, run, err, unclear)
}

// tryPost looks where there is a doubt, and then posts.
func (r *Runner) tryPost(ctx context.Context, p Post, unclear *bool, stop *end) (string, error) {
	if *unclear {
		message, err := r.o.Finder.Find(ctx, p)
		if err != nil || message != "" {
			return message, err
		}
	}
	if stop != nil {
		return "", errStop
	}
	p.Unclear = *unclear
	message, err := r.o.Poster.Post(ctx, p)
	if err != nil && asPostError(err).Kind == Down {
		*unclear = true
	}
	return message, err
}

// asPostError takes what is no *PostError for one of kind Down.
func asPostError(err error) *PostError {
	if e, ok := errors.AsType[*PostError](err); ok {
		return e
	}
	return &PostError{Err: err}
}

// postPolicy tries again for as long as the runner has patience from now on. It
// counts itself: the library's longest duration would have the last tries follow
// each other without a pause.
func (r *Runner) postPolicy() retrypolicy.RetryPolicy[string] {
	begun := time.Now()
	return retrypolicy.NewBuilder[string]().
		HandleIf(func(_ string, err error) bool {
			if err == nil || errors.Is(err, errStop) || time.Since(begun) >= r.o.Patience {
				return false
			}
			kind := asPostError(err).Kind
			return kind == Down || kind == RateLimited
		}).
		WithMaxRetries(-1).ReturnLastFailure().
		WithDelayFunc(func(e failsafe.ExecutionAttempt[string]) time.Duration {
			delay := min(postDelay<<min(max(e.Attempts()-1, 0), 10), maxPostDelay)
			if wait := asPostError(e.LastError()).Wait; wait > delay {
				return min(wait, r.o.Patience)
			}
			return delay
		}).Build()
}

// lateness is whether readers got it later than its slot, and what the log says.
func (r *Runner) lateness(run store.Run) (bool, string) {
	late := r.o.Now().Sub(run.Due)
	if !run.Deadline.IsZero() || !run.Late && late <= schedule.OnTime {
		return false, ""
	}
	return true, fmt.Sprintf("%v after its time: the bot or Discord was away", late.Round(time.Minute))
}

// postFailed records why, and pauses a schedule that would not fare better.
func (r *Runner) postFailed(ctx context.Context, s store.Schedule, run store.Run, err error, unclear bool) error {
	r.o.Log.Warn("a scheduled briefing could not be posted", "schedule", s.ID, "slot", run.Slot, "error", err)
	e := asPostError(err)
	why := e.advice()
	if unclear {
		why += " It may have been posted all the same, and was not posted again."
	}
	if e.pauses() {
		if err := r.pause(ctx, s, e.advice()); err != nil {
			return err
		}
	}
	return r.finish(ctx, run, end{store.RunFailed, why})
}
