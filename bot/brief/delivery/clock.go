package delivery

import (
	"context"
	"fmt"
	"time"

	"rapporteur/bot/store"
)

// setBack is by how much a clock must have been put back to be told of.
const setBack = time.Hour

// setBackMark begins what the log of a run says of it.
const setBackMark = "The clock was put back"

// watchClock looks at the first pass, and when the clock has been put back, for
// slots that were dealt with and are yet to come. They do not come again: that is
// noted with their runs, and moderators are told, by one process.
func (r *Runner) watchClock(ctx context.Context) error {
	now := r.o.Now().Round(0) // without the monotonic reading, which goes on
	back, first := r.seen.Sub(now), r.seen.IsZero()
	if !first && back <= setBack {
		r.seen = now
		return nil
	}
	if !first {
		r.o.Log.Warn("the clock has been put back: slots that were dealt with do not come again", "by", back)
	}
	ahead, err := r.o.Store.RunsAhead(ctx, now.Add(setBack))
	if err != nil {
		return err
	}
	for _, run := range ahead {
		if ByHand(run.RunKey) {
			continue
		}
		if err := r.noteSetBack(ctx, run, now); err != nil {
			return err
		}
	}
	r.seen = now
	return nil
}

func (r *Runner) noteSetBack(ctx context.Context, run store.Run, now time.Time) error {
	noted, err := r.o.Store.NoteRun(ctx, run.RunKey, setBackMark,
		fmt.Sprintf(" afterwards, to %v before this slot: nothing comes until it is over.", run.Due.Sub(now).Round(time.Minute)))
	if err != nil || !noted {
		return err
	}
	r.tellLater(ctx, func(ctx context.Context) {
		s, err := r.o.Store.Schedule(ctx, run.Schedule)
		if err == nil {
			err = r.o.Notifier.SetBack(ctx, s, run)
		}
		r.notify("that the clock was put back", s, err)
	})
	return nil
}
