package schedule

import (
	"math/bits"
	"time"
)

// calendar is a set of days: those in one of the months that are one of the days
// of the month, or one of the weekdays, or such as the first Monday. It is what
// every way of saying days comes to. Two of the same days may still differ: all
// days of the month against all of the week; see canonical.
type calendar struct {
	months    uint16   // bits 1 to 12
	monthDays uint32   // bits 1 to 31
	lastDay   bool     // the last day of the month
	weekdays  uint8    // bits 0, Sunday, to 6
	nth       [7]uint8 // for each weekday: bits 1 to 5 for the first to the fifth, bit 6 for the last
}

const (
	allMonths    uint16 = 1<<13 - 2
	allMonthDays uint32 = 1<<32 - 2
	allWeekdays  uint8  = 1<<7 - 1
	mondayToFri  uint8  = 1<<6 - 2
	weekend      uint8  = 1<<0 | 1<<6
	nthLast             = 6
)

// everyDay is the calendar of all days.
func everyDay() calendar { return calendar{months: allMonths, weekdays: allWeekdays} }

// canonical gives the one form of calendars with the same days, as far as one
// part swallows another.
func (c calendar) canonical() calendar {
	if c.months == 0 {
		c.months = allMonths
	}
	const firstFour, fifth, last = 1<<1 | 1<<2 | 1<<3 | 1<<4, 1 << 5, 1 << nthLast
	for k := range c.nth {
		if c.nth[k]&firstFour == firstFour && c.nth[k]&(fifth|last) != 0 {
			c.weekdays |= 1 << k
		}
		if c.weekdays&(1<<k) != 0 {
			c.nth[k] = 0
		}
		if c.nth[k]&(1<<4|fifth) == 1<<4|fifth {
			c.nth[k] &^= last
		}
	}
	if c.monthDays == allMonthDays || c.weekdays == allWeekdays {
		return calendar{months: c.months, weekdays: allWeekdays}
	}
	if c.monthDays&(15<<28) == 15<<28 {
		c.lastDay = false // the 28th to the 31st hold it in any month
	}
	return c
}

// weeks has the bits of a weekday's days, when the first falls on bit 0.
const weeks uint32 = 1<<0 | 1<<7 | 1<<14 | 1<<21 | 1<<28

// days are the days of a month, in bits 1 to 31. first is the weekday of the
// month's first day and length the number of its days.
func (c *calendar) days(month time.Month, first time.Weekday, length int) uint32 {
	if c.months&(1<<month) == 0 {
		return 0
	}
	valid := uint32(1)<<(length+1) - 2 // length 31 wraps to all bits but the lowest
	out := c.monthDays
	if c.lastDay {
		out |= 1 << length
	}
	for k := range c.nth {
		if c.weekdays&(1<<k) == 0 && c.nth[k] == 0 {
			continue
		}
		day := 1 + (k-int(first)+daysPerWeek)%daysPerWeek
		all := weeks << day & valid
		if c.weekdays&(1<<k) != 0 {
			out |= all
			continue
		}
		for n := 1; n <= 5; n++ {
			if c.nth[k]&(1<<n) != 0 {
				out |= 1 << (day + (n-1)*daysPerWeek) & all
			}
		}
		if c.nth[k]&(1<<nthLast) != 0 {
			out |= 1 << (bits.Len32(all) - 1)
		}
	}
	return out & valid
}

// monthOf gives the day number of a month's first day and the number of its days.
func monthOf(year int, month time.Month) (first, length int) {
	return Date{year, month, 1}.number(), monthLength(year, month)
}

func monthLength(year int, month time.Month) int {
	switch month {
	case time.April, time.June, time.September, time.November:
		return 30
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// reach tells how densely the days of a calendar lie.
type reach struct {
	some       bool // there are any
	adjacent   bool // two follow one another
	longestGap int  // most days from one to the next
}

// cycle is the number of years after which the Gregorian calendar repeats,
// weekdays and all.
const cycle = 400

// reach looks at a whole cycle, without the weekdays in off.
func (c *calendar) reach(off uint8) reach {
	var r reach
	first, previous := 0, 0
	start := Date{2000, time.January, 1}.number()
	for year := 2000; year < 2000+cycle; year++ {
		for month := time.January; month <= time.December; month++ {
			length := monthLength(year, month)
			days := c.days(month, weekday(start), length)
			if off != 0 {
				quiet := calendar{months: allMonths, weekdays: off}
				days &^= quiet.days(month, weekday(start), length)
			}
			for ; days != 0; days &= days - 1 {
				day := start + bits.TrailingZeros32(days) - 1
				if !r.some {
					first, r.some = day, true
				} else {
					r.longestGap = max(r.longestGap, day-previous)
					r.adjacent = r.adjacent || day == previous+1
				}
				previous = day
			}
			start += length
		}
	}
	if r.some {
		const cycleDays = 146097
		wrap := first + cycleDays - previous
		r.longestGap = max(r.longestGap, wrap)
		r.adjacent = r.adjacent || wrap == 1
	}
	return r
}
