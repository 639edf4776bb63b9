package schedule

import (
	"fmt"
	"slices"
)

// pattern is what any way of saying when comes to.
type pattern struct {
	days  calendar // canonical
	times []int    // of each of the days, in minutes since midnight, ascending
}

func (p pattern) equal(o pattern) bool { return p.days == o.days && slices.Equal(p.times, o.times) }

// check refuses what comes too often, never, or once in many years. It looks
// through the calendar only if it must.
func (p pattern) check(s source, off uint8) error {
	from, to := trimmed(s.text)
	var r reach
	if !p.days.eachYear(0) || p.aroundMidnight() {
		if r = p.days.reach(0); !r.some {
			return s.fault(from, to, "there is no such day in any year", "choose a day that the month has, such as “last day of February 9:00”")
		}
		if r.longestGap > maxGapDays {
			return s.fault(from, to, fmt.Sprintf("such a day may be %d years in coming", r.longestGap/365), "choose days that come at least every 8 years")
		}
	}
	if a, b, close := p.tooClose(r.adjacent); close {
		return s.fault(from, to, fmt.Sprintf("two briefings, at %s and %s, are less than 30 minutes apart", clock(a), clock(b)),
			"leave at least 30 minutes between them")
	}
	if off == 0 || p.days.eachYear(off) {
		return nil
	}
	if r := p.days.reach(off); !r.some || r.longestGap > maxGapDays {
		quiet := newSource(FieldQuiet, Quiet{Weekdays: off}.String())
		return quiet.fault(0, len(quiet.text), "the quiet weekdays leave no day on which a briefing is due", "leave out one of them, or choose other days")
	}
	return nil
}

// eachYear reports whether each year surely has one of the days that is not one
// of the weekdays in off. False is no answer.
func (c *calendar) eachYear(off uint8) bool {
	const inAnyMonth = uint32(1)<<29 - 2
	const inAnyMonthNth = 1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<nthLast
	if c.weekdays&^off != 0 || off == 0 && (c.lastDay || c.monthDays&inAnyMonth != 0) {
		return true
	}
	for k, n := range c.nth {
		if n&inAnyMonthNth != 0 && off&(1<<k) == 0 {
			return true
		}
	}
	return false
}

// aroundMidnight reports whether the last time of a day is too close to the first
// of another.
func (p pattern) aroundMidnight() bool {
	return p.times[0]+minutesPerDay-p.times[len(p.times)-1] < int(MinPeriod.Minutes())
}

// tooClose finds two times of day which are less than MinPeriod apart; adjacent
// tells that days follow one another.
func (p pattern) tooClose(adjacent bool) (a, b int, close bool) {
	for i, t := range p.times[1:] {
		if t-p.times[i] < int(MinPeriod.Minutes()) {
			return p.times[i], t, true
		}
	}
	if adjacent && p.aroundMidnight() {
		return p.times[len(p.times)-1], p.times[0], true
	}
	return 0, 0, false
}
