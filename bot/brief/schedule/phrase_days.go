package schedule

import (
	"fmt"
	"time"
)

// dayGroup is the group that days belong to which are said now: a new one if
// months have been said since the last.
func (p *phrase) dayGroup(t token) *group {
	p.note(false, t)
	if n := len(p.groups); n > 0 {
		if g := &p.groups[n-1]; g.monthFirst || g.days.months == 0 {
			g.some = true
			return g
		}
	}
	p.groups = append(p.groups, group{some: true, token: t})
	return &p.groups[len(p.groups)-1]
}

// monthGroup is the group that a month belongs to.
func (p *phrase) monthGroup(t token) *group {
	p.note(false, t)
	if n := len(p.groups); n > 0 {
		if g := &p.groups[n-1]; !g.monthFirst || !g.some {
			return g
		}
	}
	p.groups = append(p.groups, group{monthFirst: true, token: t})
	return &p.groups[len(p.groups)-1]
}

// finishDays joins the groups. Groups whose days and months both differ are no
// one calendar: 1 March and 15 June are not 1 June.
func (p *phrase) finishDays() (calendar, error) {
	var c calendar
	some, sameDays, sameMonths := false, true, true
	for i, g := range p.groups {
		first := p.groups[0]
		days, firstDays := g.days, first.days
		days.months, firstDays.months = 0, 0
		sameDays = sameDays && days == firstDays
		sameMonths = sameMonths && g.days.months == first.days.months
		if i > 0 && !sameDays && !sameMonths {
			return c, p.wrong(g.token, "days and months go together in two ways here", "make a schedule for each of them")
		}
		some = some || g.some
		c = c.union(g.days)
	}
	if err := p.checkCadence(c, some); err != nil {
		return c, err
	}
	switch {
	case p.daily != nil && some:
		return c, p.wrong(*p.daily, p.quoted(*p.daily)+" means all days, and some are named as well", "leave out one of the two")
	case p.except != 0 && some && (c.monthDays != 0 || c.lastDay || c.nth != [7]uint8{}):
		return c, p.wrong(p.without, "exceptions can only be taken from weekdays", "write the weekdays that remain, or use quiet days")
	case !some:
		c.weekdays = allWeekdays
	}
	if c.weekdays &^= p.except; p.except != 0 && c.weekdays == 0 {
		return c, p.wrong(p.without, "the exceptions leave no day", "leave out one of them")
	}
	return c, nil
}

func (c calendar) union(o calendar) calendar {
	c.months |= o.months
	c.monthDays |= o.monthDays
	c.lastDay = c.lastDay || o.lastDay
	c.weekdays |= o.weekdays
	for k := range c.nth {
		c.nth[k] |= o.nth[k]
	}
	return c
}

// checkCadence refuses "monthly" without a day.
func (p *phrase) checkCadence(c calendar, some bool) error {
	if p.cadence == nil || p.daily != nil {
		return nil
	}
	t := *p.cadence
	monthly := cadenceWords[t.text] == cadenceWords["monthly"]
	yearly := cadenceWords[t.text] == cadenceWords["yearly"]
	switch {
	case !some, yearly && c.months == 0, (monthly || yearly) && c.monthDays == 0 && !c.lastDay && c.nth == [7]uint8{}:
		return p.wrong(t, p.quoted(t)+" leaves the day open", "write it, as in “"+cadenceWords[t.text]+"”")
	}
	return nil
}

// weekdayList reads weekdays and their ranges, as far as they are joined:
// "Mon-Wed, Fri". A plural behind a singular begins another list.
func (p *phrase) weekdayList() (set uint8, err error) {
	for {
		one, err := p.weekdayRange()
		if err != nil {
			return 0, err
		}
		set |= one.set
		n := 0
		for joiners[p.ahead(n).text] {
			n++
		}
		if next, ok := weekdayWords[p.ahead(n).text]; !ok || n == 0 || next.plural && !one.plural {
			return set, nil
		}
		p.at += n
	}
}

// weekdayRange reads one weekday or two with all between them, which may wrap
// around the week.
func (p *phrase) weekdayRange() (weekdaySet, error) {
	t := p.peek()
	if t.text == "working" || t.text == "business" {
		if d := p.ahead(1); d.text != "day" && d.text != "days" {
			return weekdaySet{}, p.wrong(t, p.quoted(t)+" needs “days” behind it", "write “weekdays 8:30”, for example")
		}
		p.at += 2
		return weekdaySet{mondayToFri, true}, nil
	}
	from := weekdayWords[t.text]
	p.at++
	if next := p.peek(); from.set == weekend && (next.text == "day" || next.text == "days") {
		p.at++
	}
	to, ok := weekdayWords[p.ahead(1).text]
	if !ok || !rangers[p.peek().text] {
		return from, nil
	}
	if !single(from.set) || !single(to.set) {
		return from, p.wrong(p.ahead(1), "such a range of days is unclear", "write a range like Mon-Fri")
	}
	p.at += 2
	out := weekdaySet{plural: from.plural || to.plural}
	for k := from.set; ; k = next(k) {
		out.set |= k
		if k == to.set {
			return out, nil
		}
	}
}

func single(set uint8) bool { return set&(set-1) == 0 }

// next is the set of the weekday behind that of a set of one.
func next(set uint8) uint8 {
	if set == 1<<time.Saturday {
		return 1 << time.Sunday
	}
	return set << 1
}

// exceptions reads "except Sundays", "but not on weekends".
func (p *phrase) exceptions() error {
	p.without = p.peek()
	for excepts[p.peek().text] || p.peek().text == "on" || p.peek().text == "for" {
		p.at++
	}
	t := p.peek()
	if _, ok := weekdayWords[t.text]; !ok {
		return p.wrong(t, "a weekday is missing here", "write exceptions like “except Sundays”; single dates go into the quiet days")
	}
	set, err := p.weekdayList()
	p.except |= set
	return err
}

// months reads months and their ranges, and a day of the month behind one:
// "January 15".
func (p *phrase) months() error {
	t := p.peek()
	g := p.monthGroup(t)
	p.at++
	m := monthWords[t.text]
	g.days.months |= 1 << m
	if to := monthWords[p.ahead(1).text]; to != 0 && rangers[p.peek().text] {
		p.at += 2
		for ; m != to; m = m%monthsPerYear + 1 {
			g.days.months |= 1 << m
		}
		g.days.months |= 1 << to
		return nil
	}
	number := p.peek()
	if number.kind != numberToken || number.number < 1 || number.number > 31 || p.ordinalHere() || p.timeHere() || len(number.text) > 2 {
		return nil
	}
	if joiners[p.ahead(1).text] && p.ahead(2).kind == numberToken && p.bareAt(2) {
		p.bareDay = p.at + 1
	}
	p.at++
	p.dayGroup(number).days.monthDays |= 1 << number.number
	return nil
}

// ordinalHere reports whether the number next is like "1st".
func (p *phrase) ordinalHere() bool {
	suffix := p.ahead(1)
	return p.peek().kind == numberToken && suffix.glued && (suffix.text == "st" || suffix.text == "nd" || suffix.text == "rd" || suffix.text == "th")
}

// ordinal reads "1st", "first" or "last", as lastOrdinal. One that no month has is
// 0.
func (p *phrase) ordinal() (n int, ok bool) {
	t := p.peek()
	if p.ordinalHere() {
		p.at += 2
		if t.number > 31 {
			return 0, true
		}
		return t.number, true
	}
	if n, ok := ordinalWords[t.text]; ok && t.kind == wordToken {
		p.at++
		return n, true
	}
	return 0, false
}

// ordinals reads a list of ordinals and what they count: weekdays or days of the
// month.
func (p *phrase) ordinals() error {
	first := p.peek()
	set, err := p.ordinalSet()
	if err != nil {
		return err
	}
	end := p.ahead(-1).end
	t := p.peek()
	if days, ok := weekdayWords[t.text]; ok {
		if !single(days.set) {
			return p.fault(first.start, t.end, p.quote(first.start, t.end)+" is not offered, as it names a different day in each month",
				"write a weekday, such as “first Monday 9:00”, or a day, such as “1st 9:00”")
		}
		return p.nthWeekdays(first, end, set)
	}
	if t.text == "working" || t.text == "business" {
		return p.wrong(t, "working days cannot be counted", "write a weekday, such as “first Monday 9:00”, or a day, such as “1st 9:00”")
	}
	if unitWords[t.text] >= 7*minutesPerDay && t.text != "month" && t.kind == wordToken {
		return p.wrong(t, p.quoted(t)+" cannot be counted", "write “first Monday of the month 9:00”, for example")
	}
	isDay := t.text == "day" || t.text == "days"
	if set&(1<<lastOrdinal) != 0 && !isDay && t.text != "of" {
		return p.wrong(t, "“last” needs a weekday or “day” behind it", "write “last Friday 17:00” or “last day of the month 17:00”")
	}
	if isDay {
		p.at++
	}
	g := p.dayGroup(first)
	g.days.lastDay = g.days.lastDay || set&(1<<lastOrdinal) != 0
	g.days.monthDays |= uint32(set & uint64(allMonthDays))
	return nil
}

// ordinalSet reads "1st, 3rd to 5th and last" into bits. "and on the" begins
// other ordinals.
func (p *phrase) ordinalSet() (uint64, error) {
	var set uint64
	for {
		t := p.peek()
		n, _ := p.ordinal()
		last := n
		if rangers[p.peek().text] {
			at := p.at
			p.at++
			if p.peek().text == "the" {
				p.at++
			}
			if to, ok := p.ordinal(); ok {
				last = to
			} else {
				p.at = at
			}
		}
		if n < 1 || last < n || last == lastOrdinal && n != last {
			end := p.ahead(-1).end
			return 0, p.fault(t.start, end, p.quote(t.start, end)+" is not in any month", "count days from 1st to 31st, or write “last day”")
		}
		for i := n; i <= last; i++ {
			set |= 1 << i
		}
		at := p.at
		for joiners[p.peek().text] || p.peek().text == "the" {
			p.at++
		}
		_, isWord := ordinalWords[p.peek().text]
		if at == p.at || !isWord && !p.ordinalHere() {
			p.at = at
			return set, nil
		}
	}
}

// nthWeekdays reads the weekdays behind ordinals. A plural among singulars is
// each week's: "first Monday and Fridays".
func (p *phrase) nthWeekdays(first token, end int, set uint64) error {
	if beyond := set &^ (1<<1 | 1<<2 | 1<<3 | 1<<4 | 1<<5 | 1<<lastOrdinal); beyond != 0 {
		return p.fault(first.start, end, "a month has at most five of each weekday", "count from first to fifth, or write “last Friday”")
	}
	days, err := p.weekdayList()
	if err != nil {
		return err
	}
	bits := uint8(set & (1<<6 - 1))
	if set&(1<<lastOrdinal) != 0 {
		bits |= 1 << nthLast
	}
	g := p.dayGroup(first)
	for k := range g.days.nth {
		if days&(1<<k) != 0 {
			g.days.nth[k] |= bits
		}
	}
	return nil
}

// ordinalText is 1st, 2nd, 3rd, 4th.
func ordinalText(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}
