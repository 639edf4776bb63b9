package delivery

import (
	"context"
	"slices"
	"strings"

	"rapporteur/bot/store"
)

// Create begins a schedule: its slots count from now on. The error is a
// *schedule.Error where its times are at fault, or that of store.CreateSchedule.
func (r *Runner) Create(ctx context.Context, s store.Schedule) (store.Schedule, error) {
	s, err := begun(s, r.o.Now())
	if err != nil {
		return store.Schedule{}, err
	}
	defer r.Changed()
	return r.o.Store.CreateSchedule(ctx, s)
}

// Replace changes a schedule, which the caller made from what the store returned.
// Where it changes when the schedule is due, slots count from now on. The errors
// are those of Create and store.ReplaceSchedule: ErrChanged when another was
// quicker.
func (r *Runner) Replace(ctx context.Context, by string, s store.Schedule) (store.Schedule, error) {
	have, err := r.o.Store.Schedule(ctx, s.ID)
	if err != nil {
		return store.Schedule{}, err
	}
	if !slices.Equal(have.Times(), s.Times()) {
		if s, err = begun(s, r.o.Now()); err != nil {
			return store.Schedule{}, err
		}
	}
	defer r.Changed()
	return r.o.Store.ReplaceSchedule(ctx, by, s)
}

// Pause pauses a schedule. What is being composed or posted is still posted.
func (r *Runner) Pause(ctx context.Context, id, by, why string) (bool, error) {
	return r.o.Store.PauseSchedule(ctx, id, by, why)
}

// Resume lets a paused schedule go on: its slots count from now on. It is false
// for one that was not paused.
func (r *Runner) Resume(ctx context.Context, id, by string) (bool, error) {
	s, err := r.o.Store.Schedule(ctx, id)
	if err != nil {
		return false, err
	}
	if s, err = begun(s, r.o.Now()); err != nil {
		return false, err
	}
	defer r.Changed()
	return r.o.Store.ResumeSchedule(ctx, id, by, s.Handled, s.NextDue)
}

// Delete deletes a schedule with the log of its runs.
func (r *Runner) Delete(ctx context.Context, id, by string) error {
	return r.o.Store.DeleteSchedule(ctx, id, by)
}

// handPrefix begins the key of a run by hand, which is none of a slot.
const handPrefix = "hand/"

// ByHand reports whether a run was asked for by a moderator, and is of no slot.
func ByHand(key store.RunKey) bool { return strings.HasPrefix(key.Slot, handPrefix) }

// RunNow has a schedule's briefing posted now, beside its slots and also while it
// is paused. request names what asked for it: the same one again posts nothing
// more, and the answer is false with the run as it is. It is composed, held, posted
// and recorded as that of a slot is.
func (r *Runner) RunNow(ctx context.Context, id, by, request string) (store.Run, bool, error) {
	s, err := r.o.Store.Schedule(ctx, id)
	if err != nil {
		return store.Run{}, false, err
	}
	defer r.Changed()
	now, key := r.o.Now(), store.RunKey{Schedule: id, Slot: handPrefix + request}
	return r.o.Store.QueueRun(ctx, store.Run{RunKey: key, Due: now, Nonce: nonceOf(key), Channel: s.Channel}, by, now)
}
