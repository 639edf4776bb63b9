package schedule

import (
	"iter"
	"math/bits"
	"slices"
	"time"
)

const (
	// MinPeriod is the least time by the clock between two slots. Composing takes
	// seconds, and a channel that is posted to more often is muted by its readers.
	MinPeriod = 30 * time.Minute
	// horizon is how many months Next looks ahead: two Februaries with 29 days may
	// be 8 years apart (1896 and 1904, 2096 and 2104).
	horizon = 9 * monthsPerYear
	// maxGapDays is the longest wait of a pattern that New accepts: 8 years with
	// two leap days.
	maxGapDays = 8*365 + 2
	// lastYear is the last year that a slot's key can hold.
	lastYear = 9999
)

// Spec is what a moderator asks for.
type Spec struct {
	When string // "weekdays 8:30", or a cron expression
	Zone string // a name of the tz database, in any case: "Europe/Berlin"
	// Start and End are the first and last local day of the schedule; the zero
	// value is no limit.
	Start, End Date
	Quiet      Quiet // local days on which nothing is due
}

// Schedule tells when slots are due. It is made by New and never changes, so that
// any number of goroutines may use it.
type Schedule struct {
	spec     Spec
	location *time.Location
	days     calendar
	off      calendar // the quiet weekdays
	times    []int    // of a due day, in minutes since midnight, ascending; not empty
}

// New reads what was asked for. The error is an *Error.
func New(spec Spec) (*Schedule, error) {
	zone, location, err := loadZone(spec.Zone)
	if err != nil {
		return nil, err
	}
	spec.Zone = zone
	p, err := parseWhen(spec.When, zone)
	if err != nil {
		return nil, err
	}
	if err := checkDays(spec); err != nil {
		return nil, err
	}
	s := newSource(FieldWhen, spec.When)
	if err := p.check(s, spec.Quiet.Weekdays); err != nil {
		return nil, err
	}
	spec.Quiet = spec.Quiet.canonical()
	return &Schedule{
		spec: spec, location: location, days: p.days, times: p.times,
		off: calendar{months: allMonths, weekdays: spec.Quiet.Weekdays},
	}, nil
}

// checkDays checks start, end and quiet days, as they may come from elsewhere
// than ParseDate.
func checkDays(spec Spec) error {
	for _, d := range []Date{spec.Start, spec.End} {
		if !d.IsZero() && (dateOf(d.number()) != d || d.Year < minYear || d.Year > maxYear) {
			return newSource(FieldDate, d.String()).fault(0, len(d.String()), d.String()+" is not a day that can be used",
				"give a day of the calendar, such as 2027-03-01")
		}
	}
	if !spec.Start.IsZero() && !spec.End.IsZero() && spec.End.number() < spec.Start.number() {
		end := spec.End.String()
		return newSource(FieldDate, end).fault(0, len(end), "the end, "+end+", comes before the start, "+spec.Start.String(),
			"give an end on or after the start")
	}
	return spec.Quiet.check()
}

// Spec is what the schedule was made from, with the zone's name as the tz
// database spells it.
func (s *Schedule) Spec() Spec {
	spec := s.spec
	spec.Quiet.Ranges = slices.Clone(spec.Quiet.Ranges)
	return spec
}

// Location is the schedule's zone.
func (s *Schedule) Location() *time.Location { return s.location }

// Next is the first slot that is due after an instant. ok is false when there is
// none: the end date has passed, or nothing is due within nine years of the
// instant or the start. Slots are of the years 1 to 9999.
func (s *Schedule) Next(after time.Time) (slot Slot, ok bool) {
	switch year := after.UTC().Year(); {
	case year > lastYear:
		return Slot{}, false
	case year < 1:
		after = time.Time{}
	}
	lowest := reading(after, s.location)
	day := int(floorDiv(lowest, secondsPerDay))
	minute := int(lowest-int64(day)*secondsPerDay+59) / 60
	if !s.spec.Start.IsZero() && s.spec.Start.number() > day {
		day, minute = s.spec.Start.number(), 0
	}
	i, _ := slices.BinarySearch(s.times, minute)
	if i == len(s.times) {
		day, i = day+1, 0
	}
	due, ok := s.nextDay(day)
	if !ok {
		return Slot{}, false
	}
	if due != day {
		i = 0
	}
	w := int64(due)*secondsPerDay + int64(s.times[i])*60
	at, exact := instant(w, s.location)
	return Slot{At: at, Local: Local{dateOf(due), s.times[i]}, Zone: s.spec.Zone, Moved: !exact}, true
}

// nextDay is the first day of the schedule from a day on.
func (s *Schedule) nextDay(day int) (int, bool) {
	d := dateOf(day)
	start, length := monthOf(d.Year, d.Month)
	from := d.Day
	for range horizon {
		if d.Year > lastYear {
			return 0, false
		}
		first := weekday(start)
		days := s.days.days(d.Month, first, length) &^ s.off.days(d.Month, first, length)
		for days &= ^uint32(0) << from; days != 0; days &= days - 1 {
			due := start + bits.TrailingZeros32(days) - 1
			if s.spec.Quiet.holds(due) {
				continue
			}
			if !s.spec.End.IsZero() && due > s.spec.End.number() {
				return 0, false
			}
			return due, true
		}
		if d.Month++; d.Month > time.December {
			d.Year, d.Month = d.Year+1, time.January
		}
		start, length = start+length, monthLength(d.Year, d.Month)
		from = 1
	}
	return 0, false
}

// Between gives the slots that are due after one instant, up to and with
// another, in order. A schedule with slots each half hour has 17,500 a year.
func (s *Schedule) Between(after, until time.Time) iter.Seq[Slot] {
	return func(yield func(Slot) bool) {
		for {
			slot, ok := s.Next(after)
			if !ok || slot.At.After(until) || !yield(slot) {
				return
			}
			after = slot.At
		}
	}
}
