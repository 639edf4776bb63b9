package schedule

import (
	"fmt"
	"strconv"
	"time"
)

// Date is a day of the calendar, in no zone. The zero value is no day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// minYear and maxYear bound the years of dates: others are slips of the hand.
const minYear, maxYear = 2000, 2199

// ParseDate reads YYYY-MM-DD, of the years 2000 to 2199. The error is an *Error.
func ParseDate(text string) (Date, error) {
	s := newSource(FieldDate, text)
	if err := s.check(); err != nil {
		return Date{}, err
	}
	from, to := trimmed(text)
	return s.date(from, to)
}

// date reads the date that stands at [from, to).
func (s source) date(from, to int) (Date, error) {
	const form = "2006-01-02"
	text := s.text[from:to]
	fault := func(problem string) (Date, error) {
		return Date{}, s.fault(from, to, problem, "a date is written as year, month and day, such as 2027-03-01")
	}
	if len(text) != len(form) || text[4] != '-' || text[7] != '-' {
		return fault(s.quote(from, to) + " is no date")
	}
	year, err1 := strconv.ParseUint(text[:4], 10, 16)
	month, err2 := strconv.ParseUint(text[5:7], 10, 8)
	day, err3 := strconv.ParseUint(text[8:], 10, 8)
	if err1 != nil || err2 != nil || err3 != nil {
		return fault(s.quote(from, to) + " is no date")
	}
	d := Date{int(year), time.Month(month), int(day)}
	if year < minYear || year > maxYear {
		return fault(fmt.Sprintf("the year %d is not between %d and %d", year, minYear, maxYear))
	}
	if dateOf(d.number()) != d {
		return fault(s.quote(from, to) + " is not in the calendar")
	}
	return d, nil
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d == Date{} }

// String is YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

const (
	secondsPerDay  = 86400
	minutesPerDay  = 1440
	daysPerWeek    = 7
	monthsPerYear  = 12
	firstDayOfWeek = 4 // 1 January 1970, day number 0, was a Thursday
)

// number counts days since 1970-01-01.
func (d Date) number() int {
	return int(floorDiv(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

func dateOf(number int) Date {
	y, m, d := time.Unix(int64(number)*secondsPerDay, 0).UTC().Date()
	return Date{y, m, d}
}

// weekday is that of a day number.
func weekday(number int) time.Weekday {
	return time.Weekday(((number+firstDayOfWeek)%daysPerWeek + daysPerWeek) % daysPerWeek)
}

// floorDiv divides and rounds down, also below zero.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
