package schedule

import "time"

// Policy says what becomes of slots that came while nobody looked.
type Policy string

const (
	// Latest runs the latest of them, if it is not older than the grace period. It
	// is the policy of the zero value.
	Latest Policy = "latest"
	// Skip runs none.
	Skip Policy = "skip"
	// All runs as many of the latest as Rules.Most, up to Lookback old.
	All Policy = "all"
)

const (
	// OnTime is how long after its instant a slot is still on time: a restart
	// takes no longer.
	OnTime = 5 * time.Minute
	// DefaultGrace and DefaultMost stand for zeros in Rules.
	DefaultGrace = 6 * time.Hour
	DefaultMost  = 3
	// MaxMost bounds Rules.Most: a channel is not flooded after a long pause.
	MaxMost = 10
	// Lookback is how far back slots are told one by one.
	Lookback = 45 * 24 * time.Hour
)

// Rules say how to catch up. The zero value runs the latest slot of the last six
// hours.
type Rules struct {
	Policy Policy        // "", and any other, is Latest
	Grace  time.Duration // of Latest; 0 is DefaultGrace, at most Lookback
	Most   int           // of All; 0 is DefaultMost, at most MaxMost
}

// Step is what to do about a slot.
type Step struct {
	Slot   Slot
	Action Action
}

// Action is what becomes of a slot.
type Action string

// The actions. A slot that is run late says so to its readers.
const (
	Run     Action = "run"
	RunLate Action = "run late"
	Miss    Action = "miss"
)

// Plan is what to do at some moment.
type Plan struct {
	Steps []Step // oldest first
	// Handled is the last slot once the steps have been taken, for the next Catch.
	// It may be saved after each of them, as the step's slot.
	Handled Slot
	// Untold is the first of the slots that were missed more than Lookback ago and
	// are in no step; a zero Slot if there are none.
	Untold Slot
	// Ahead is how far Handled lies in the future: the clock has been put back, or
	// was wrong when slots were handled. Nothing is due until it has caught up; if
	// it is days, somebody should be told.
	Ahead time.Duration
}

// Mark is a slot that stands for "all up to t has been handled": for a schedule
// that is new, changed, or goes on after a pause. It is none of the schedule's
// own, but has a key like them.
func (s *Schedule) Mark(t time.Time) Slot {
	shown := reading(t, s.location) - 1
	return Slot{At: t.UTC(), Local: localOf(shown), Zone: s.spec.Zone}
}

// Catch says what to do now about the slots behind the last one that was handled.
// It depends on slots alone: whatever the clock does, a slot at or before last is
// not given again, and with the same last and now comes the same plan. Within one
// zone slots are compared by their local time, so that a new release of the tz
// database repeats none. A zero last runs nothing and only begins: Handled is
// Mark(now).
func (s *Schedule) Catch(last Slot, now time.Time, rules Rules) Plan {
	if last.IsZero() {
		return Plan{Handled: s.Mark(now)}
	}
	after := last.At
	if last.Zone == s.spec.Zone {
		after, _ = instant(last.Local.wall(), s.location)
	}
	plan := Plan{Handled: last, Ahead: max(0, after.Sub(now))}
	if floor := now.Add(-Lookback); after.Before(floor) {
		if first, ok := s.Next(after); ok && !first.At.After(floor) {
			plan.Untold = first
			plan.Handled = s.Mark(floor)
		}
		after = floor
	}
	for slot := range s.Between(after, now) {
		plan.Steps = append(plan.Steps, Step{slot, Miss})
		plan.Handled = slot
	}
	rules.choose(plan.Steps, now)
	return plan
}

// choose says which of the steps are run.
func (r Rules) choose(steps []Step, now time.Time) {
	run := 0
	for i := len(steps) - 1; i >= 0; i-- {
		late := now.Sub(steps[i].Slot.At)
		switch {
		case late <= OnTime:
			steps[i].Action = Run
		case r.allows(late, run):
			steps[i].Action = RunLate
		default:
			return
		}
		run++
	}
}

// allows reports whether a slot is run so late, when run later ones are.
func (r Rules) allows(late time.Duration, run int) bool {
	switch r.Policy {
	case Skip:
		return false
	case All:
		most := r.Most
		if most <= 0 {
			most = DefaultMost
		}
		return run < min(most, MaxMost)
	}
	grace := r.Grace
	if grace <= 0 {
		grace = DefaultGrace
	}
	return run == 0 && late <= min(grace, Lookback)
}
