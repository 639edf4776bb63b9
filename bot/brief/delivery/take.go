package delivery

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/store"
)

// Compile reads when a schedule is due. The error is a *schedule.Error, whose
// Advice is for the moderator.
func Compile(s store.Schedule) (*schedule.Schedule, error) {
	spec := schedule.Spec{When: s.When, Zone: s.Zone}
	var err error
	for _, day := range []struct {
		to   *schedule.Date
		text string
	}{{&spec.Start, s.FirstDay}, {&spec.End, s.LastDay}} {
		if day.text == "" {
			continue
		}
		if *day.to, err = schedule.ParseDate(day.text); err != nil {
			return nil, err
		}
	}
	if spec.Quiet, err = schedule.ParseQuiet(s.Quiet); err != nil {
		return nil, err
	}
	return schedule.New(spec)
}

// begun is a schedule whose slots count from now on.
func begun(s store.Schedule, now time.Time) (store.Schedule, error) {
	times, err := Compile(s)
	if err != nil {
		return store.Schedule{}, err
	}
	s.Zone = times.Spec().Zone
	s.Handled = times.Mark(now).Key()
	s.NextDue = nextDue(times, now)
	return s, nil
}

func nextDue(times *schedule.Schedule, after time.Time) time.Time {
	slot, ok := times.Next(after)
	if !ok {
		return time.Time{}
	}
	return slot.At
}

// rules are how a schedule catches up.
func rules(s store.Schedule) schedule.Rules {
	return schedule.Rules{Policy: schedule.Policy(s.Policy), Grace: s.Grace, Most: s.Most}
}

// take records what a due schedule missed and claims what is to be run. A schedule
// that cannot be read any more is paused.
func (r *Runner) take(ctx context.Context, s store.Schedule) ([]store.Run, error) {
	now := r.o.Now()
	times, err := Compile(s)
	if err != nil {
		return nil, r.pause(ctx, s, "Its times cannot be read any more: "+adviceOf(err))
	}
	last, err := schedule.ParseKey(s.Handled)
	if err != nil {
		return nil, r.pause(ctx, s, "Where it stood cannot be read any more: resume it to go on from then.")
	}
	plan := times.Catch(last, now, rules(s))
	taking := store.Taking{Schedule: s, Handled: plan.Handled.Key(), NextDue: nextDue(times, plan.Handled.At)}
	if !taking.NextDue.IsZero() && !taking.NextDue.After(now) {
		taking.NextDue = now.Add(time.Minute) // a release of the tz database moved what was due
	}
	if !plan.Untold.IsZero() {
		taking.Missed = append(taking.Missed, missed(s, plan.Untold,
			fmt.Sprintf("this slot and those of the days after it came more than %d days ago, while nobody looked", int(schedule.Lookback.Hours()/24))))
	}
	for _, step := range plan.Steps {
		if step.Action == schedule.Miss {
			taking.Missed = append(taking.Missed, missed(s, step.Slot, "the bot was away, and "+missReason(s)))
			continue
		}
		key := store.RunKey{Schedule: s.ID, Slot: step.Slot.Key()}
		taking.Claims = append(taking.Claims, store.Run{
			RunKey: key, Owner: r.owner, Due: step.Slot.At, Late: step.Action == schedule.RunLate, Nonce: nonceOf(key), Channel: s.Channel,
		})
	}
	return r.o.Store.Take(ctx, taking, now, r.o.Lease)
}

func missed(s store.Schedule, slot schedule.Slot, why string) store.Run {
	return store.Run{RunKey: store.RunKey{Schedule: s.ID, Slot: slot.Key()}, Due: slot.At, Why: why}
}

// missReason says why the policy did not have a slot run late.
func missReason(s store.Schedule) string {
	switch schedule.Policy(s.Policy) {
	case schedule.Skip:
		return "what was missed is left out"
	case schedule.All:
		return "only the latest of what was missed are posted"
	}
	return "only the latest of what was missed is posted, within " + grace(s).String()
}

func grace(s store.Schedule) time.Duration {
	if s.Grace <= 0 {
		return schedule.DefaultGrace
	}
	return min(s.Grace, schedule.Lookback)
}

// adviceOf is what a moderator is told of an error of package schedule.
func adviceOf(err error) string {
	if e, ok := errors.AsType[*schedule.Error](err); ok {
		return e.Advice()
	}
	return "edit it."
}

// end is an outcome without a post.
type end struct{ state, why string }

// overdue says why a run that somebody abandoned is not gone on with; nil when it
// is. It is the policy's answer of today: one who held it died.
func overdue(s store.Schedule, run store.Run, now time.Time) *end {
	if run.Tries > maxTries {
		return &end{store.RunFailed, fmt.Sprintf("it broke off %d times", run.Tries-1)}
	}
	if s.Paused != "" && !ByHand(run.RunKey) {
		return &end{store.RunSkipped, "the schedule was paused: " + s.Paused}
	}
	from := run.Due
	if !run.Deadline.IsZero() {
		from = run.Deadline // it waited for a moderator until then
	}
	late := now.Sub(from)
	if late <= schedule.OnTime {
		return nil
	}
	allowed := grace(s)
	switch schedule.Policy(s.Policy) {
	case schedule.Skip:
		allowed = schedule.OnTime
	case schedule.All:
		allowed = schedule.Lookback
	default:
		if run.Deadline.IsZero() && !ByHand(run.RunKey) && superseded(s, run, now) {
			return &end{store.RunMissed, "it broke off, and a later slot has come"}
		}
	}
	if late > allowed {
		return &end{store.RunMissed, fmt.Sprintf("it broke off, and %v later it is too late", late.Round(time.Minute))}
	}
	return nil
}

// superseded reports whether a later slot has come.
func superseded(s store.Schedule, run store.Run, now time.Time) bool {
	times, err := Compile(s)
	if err != nil {
		return false
	}
	next, ok := times.Next(run.Due)
	return ok && !next.At.After(now)
}
