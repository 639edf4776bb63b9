package schedule

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
)

const (
	// fewTimes is how many times of day are listed before minutes and hours are
	// said apart.
	fewTimes = 6
	// leastPeriod is how many times of the same distance are told as a period.
	leastPeriod = 4
	// leastRange is how many numbers or months in a row are told as a range.
	leastRange = 3
)

// Examples are ways of saying when, for an offer to somebody who does not know
// any. Each is as Words says it.
func Examples() []string {
	return []string{
		"every day at 08:30", "every weekday at 18:00", "every Monday and Thursday at 09:00", "every Saturday and Sunday at 10:00",
		"every day at 08:00 and 20:00", "every 6 hours", "every weekday, every 2 hours from 09:00 to 17:00",
		"on the first Monday of the month at 10:00", "on the last Friday of the month at 17:00", "on the 1st and 15th of the month at 09:00",
		"on the last day of the month at 18:00", "on the 1st of January, April, July and October at 09:00",
	}
}

// String is Words with the zone: "every Monday and Thursday at 09:00,
// Europe/Berlin time". New reads that as well.
func (s *Schedule) String() string { return s.Words() + ", " + s.spec.Zone + " time" }

// Words says when slots are due, without start, end and quiet days. It is exact:
// New reads it and comes to the same times.
func (s *Schedule) Words() string { return pattern{s.days, s.times}.words() }

func (p pattern) words() string {
	days, period := p.days.words(), p.period()
	if period == "" {
		return days + " at " + p.timesWords()
	}
	if p.days == everyDay() {
		return period
	}
	return days + ", " + period
}

// words says which days.
func (c calendar) words() string {
	monthly := c.monthlyWords()
	var parts []string
	if left := allWeekdays &^ c.weekdays; left != 0 && single(left) && monthly == "" {
		parts = append(parts, "every day except "+weekdaysWords(left))
	} else if c.weekdays != 0 {
		parts = append(parts, "every "+weekdaysWords(c.weekdays))
	}
	months := monthsWords(c.months)
	switch {
	case monthly != "" && months != "" && c.weekdays == 0:
		return "on " + monthly + " of " + months
	case monthly != "":
		parts = append(parts, "on "+monthly+" of the month")
	}
	out := strings.Join(parts, " and ")
	if months != "" {
		out += " in " + months
	}
	return out
}

func weekdaysWords(set uint8) string {
	switch set {
	case allWeekdays:
		return "day"
	case mondayToFri:
		return "weekday"
	}
	var out []string
	for _, k := range mondayFirst {
		if set&(1<<k) != 0 {
			out = append(out, k.String())
		}
	}
	return list(out)
}

// monthlyWords says which days of a month: "the 1st and 15th and on the last
// Friday".
func (c calendar) monthlyWords() string {
	days := ranges(uint64(c.monthDays), ordinalText)
	if c.lastDay {
		days = append(days, "last day")
	}
	var parts []string
	// Weekdays with the same ordinals are not joined: "first Monday and Tuesday" is
	// heard as one day after the other.
	for _, k := range mondayFirst {
		var nth []string
		for n, word := range []string{"first", "second", "third", "fourth", "fifth", "last"} {
			if c.nth[k]&(1<<(n+1)) != 0 {
				nth = append(nth, word)
			}
		}
		if nth != nil {
			parts = append(parts, "the "+list(nth)+" "+k.String())
		}
	}
	switch {
	case days == nil:
		return list(parts)
	case parts == nil:
		return "the " + list(days)
	}
	// Without the "on" the ordinals would be one list.
	return "the " + list(days) + " and on " + list(parts)
}

// monthsWords says which months; all are "".
func monthsWords(set uint16) string {
	if set == allMonths {
		return ""
	}
	return list(ranges(uint64(set), func(m int) string { return time.Month(m).String() }))
}

// ranges writes numbers in a set, those in a row as "a to b".
func ranges(set uint64, name func(int) string) []string {
	var out []string
	for set != 0 {
		from := bits.TrailingZeros64(set)
		n := bits.TrailingZeros64(^(set >> from))
		if n < leastRange {
			n = 1
			out = append(out, name(from))
		} else {
			out = append(out, name(from)+" to "+name(from+n-1))
		}
		set &^= (1<<n - 1) << from
	}
	return out
}

// period is "every 2 hours from 09:00 to 17:00" where the times are a period, or
// "".
func (p pattern) period() string {
	n := len(p.times)
	if n < leastPeriod {
		return ""
	}
	step, first, last := p.times[1]-p.times[0], p.times[0], p.times[n-1]
	for i := range n - 1 {
		if p.times[i+1]-p.times[i] != step {
			return ""
		}
	}
	out := everyText(step)
	switch {
	case minutesPerDay%step != 0 || first >= step || last+step < minutesPerDay:
		if n == leastPeriod {
			return "" // "at 08:00, 12:00, 16:00 and 20:00" is clearer
		}
		return fmt.Sprintf("%s from %s to %s", out, clock(first), clock(last))
	case first != 0:
		return out + " from " + clock(first)
	}
	return out
}

// timesWords lists the times; many, where each hour has the same minutes, as
// "minute 7 and 37 of hour 3, 5 and 9 to 17".
func (p pattern) timesWords() string {
	var minutes, hours uint64
	for _, t := range p.times {
		minutes |= 1 << (t % 60)
		hours |= 1 << (t / 60)
	}
	product := bits.OnesCount64(minutes)*bits.OnesCount64(hours) == len(p.times)
	if len(p.times) > fewTimes && product {
		number := func(n int) string { return fmt.Sprint(n) }
		return "minute " + list(ranges(minutes, number)) + " of hour " + list(ranges(hours, number))
	}
	out := make([]string, len(p.times))
	for i, t := range p.times {
		out[i] = clock(t)
	}
	return list(out)
}

// list joins with commas and "and".
func list(parts []string) string {
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	last := len(parts) - 1
	return strings.Join(parts[:last], ", ") + " and " + parts[last]
}
