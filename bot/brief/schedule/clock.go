package schedule

import "time"

// A wall is what a clock on the wall shows, date and time, in seconds since
// 1970-01-01 00:00 as if it hung in UTC. In one zone there is no wall in a gap,
// and the same comes twice in an overlap.

// reading is the lowest wall whose instant lies behind t. It is above all that
// clocks in the zone have shown up to t: after they were put back, what they show
// again is not lower than what they showed before.
func reading(t time.Time, loc *time.Location) int64 {
	lowest := wallAt(t, loc) + 1
	for start, _ := t.In(loc).ZoneBounds(); !start.IsZero() && t.Sub(start) <= widest; {
		before := start.Add(-time.Second)
		lowest = max(lowest, wallAt(before, loc)+1)
		start, _ = before.In(loc).ZoneBounds()
	}
	return lowest
}

// widest is more than any zone is off UTC, and more than clocks were ever put
// back: a day, where a place moved to the other side of the date line.
const widest = 25 * time.Hour

// wallAt is what clocks show at t, to the second below.
func wallAt(t time.Time, loc *time.Location) int64 {
	_, offset := t.In(loc).Zone()
	return t.Unix() + int64(offset)
}

// instant is the first instant at which clocks in the zone show w or more.
// exact is false if they never show w, which lies in a gap.
func instant(w int64, loc *time.Location) (at time.Time, exact bool) {
	// Here clocks show less than w, and have never shown more.
	at = time.Unix(w, 0).Add(-widest).In(loc)
	for {
		_, offset := at.Zone()
		end, ok := periodEnd(at)
		due := time.Unix(w-int64(offset), 0)
		if !ok || due.Before(end) {
			if due.Before(at) {
				return at.UTC(), false
			}
			return due.UTC(), true
		}
		at = end
	}
}

// periodEnd is an instant behind t up to which the offset surely stays. ok is
// false if it stays for ever.
//
// On 31 December of a leap year, where offsets come from a zone's rule rather than
// its list of changes, ZoneBounds gives an end that has passed: it counts 365 days
// (time.tzset in Go 1.26). Then it goes on by quarters of an hour, on which
// clocks are changed.
func periodEnd(t time.Time) (end time.Time, ok bool) {
	_, end = t.ZoneBounds()
	if end.IsZero() {
		return end, false
	}
	if !end.After(t) {
		const quarter = 15 * time.Minute
		end = t.Truncate(quarter).Add(quarter)
	}
	return end, true
}
