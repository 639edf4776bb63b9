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

// check refuses what comes too often, never, or once in many years.
func (p pattern) check(s source, off uint8) error {
	r := p.days.reachOf(0)
	fault := func(problem, expected string) error {
		from, to := trimmed(s.text)
		return s.fault(from, to, problem, expected)
	}
	switch {
	case !r.some:
		return fault("there is no such day in any year", "choose a day that the month has, such as “last day of February 9:00”")
	case r.longestGap > maxGapDays:
		return fault(fmt.Sprintf("such a day may be %d years in coming", r.longestGap/365), "choose days that come at least every 8 years")
	}
	if a, b, close := p.tooClose(r.adjacent); close {
		return fault(fmt.Sprintf("two briefings, at %s and %s, are %d minutes apart", clock(a), clock(b), (b-a+minutesPerDay)%minutesPerDay),
			"leave at least 30 minutes between them")
	}
	if off == 0 {
		return nil
	}
	if r := p.days.reachOf(off); !r.some || r.longestGap > maxGapDays {
		quiet := newSource(FieldQuiet, Quiet{Weekdays: off}.String())
		return quiet.fault(0, len(quiet.text), "the quiet weekdays leave no day on which a briefing is due", "leave out one of them, or choose other days")
	}
	return nil
}

// tooClose finds two times of day which are less than MinPeriod apart; adjacent
// tells that days follow one another.
func (p pattern) tooClose(adjacent bool) (a, b int, close bool) {
	least := int(MinPeriod.Minutes())
	for i, t := range p.times[1:] {
		if t-p.times[i] < least {
			return p.times[i], t, true
		}
	}
	first, last := p.times[0], p.times[len(p.times)-1]
	if adjacent && first+minutesPerDay-last < least {
		return last, first, true
	}
	return 0, 0, false
}

// reachOf is reach, which takes a while, or the same by a shorter way where each
// week is alike.
func (c *calendar) reachOf(off uint8) reach {
	week := c.weekdays &^ off
	if c.months != allMonths || week == 0 || c.monthDays != 0 || c.lastDay || c.nth != [7]uint8{} {
		return c.reach(off)
	}
	rotated := week>>1 | week<<6&allWeekdays
	return reach{some: true, adjacent: week&rotated != 0, longestGap: daysPerWeek}
}
