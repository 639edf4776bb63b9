package schedule

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/robfig/cron/v3"
	"pgregory.net/rapid"
)

// roundTrip fails unless the words of a schedule are read as the same.
func roundTrip(t interface{ Fatalf(string, ...any) }, s *Schedule) {
	for _, words := range []string{s.Words(), s.String()} {
		again, err := New(Spec{When: words, Zone: s.spec.Zone})
		if err != nil {
			t.Fatalf("%q comes to %q, which is not read: %v", s.spec.When, words, err)
			return
		}
		if !(pattern{again.days, again.times}).equal(pattern{s.days, s.times}) {
			t.Fatalf("%q comes to %q, which comes to %q", s.spec.When, words, again.Words())
		}
	}
}

// drawField draws a field of a cron expression.
func drawField(t *rapid.T, label string, from, to int) string {
	number := rapid.IntRange(from, to)
	item := func() string {
		switch rapid.IntRange(0, 5).Draw(t, label) {
		case 0, 1:
			return fmt.Sprint(number.Draw(t, label))
		case 2:
			a := number.Draw(t, label)
			return fmt.Sprintf("%d-%d", a, rapid.IntRange(a, to).Draw(t, label))
		case 3:
			a := number.Draw(t, label)
			return fmt.Sprintf("%d-%d/%d", a, rapid.IntRange(a, to).Draw(t, label), rapid.IntRange(1, to-from).Draw(t, label))
		case 4:
			return fmt.Sprintf("*/%d", rapid.IntRange(1, to-from).Draw(t, label))
		}
		return "*"
	}
	items := []string{item()}
	for rapid.IntRange(0, 2).Draw(t, label+" more") == 0 {
		items = append(items, item())
	}
	return strings.Join(items, ",")
}

func TestWordsOfACronExpressionComeToTheSameTimes(t *testing.T) {
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		minute := fmt.Sprint(rapid.IntRange(0, 59).Draw(t, "minute"))
		if rapid.IntRange(0, 4).Draw(t, "two minutes") == 0 {
			m := rapid.IntRange(0, 29).Draw(t, "first minute")
			minute = fmt.Sprintf("%d,%d", m, m+30)
		}
		expression := strings.Join([]string{
			minute, drawField(t, "hour", 0, 23), drawField(t, "day", 1, 31), drawField(t, "month", 1, 12), drawField(t, "weekday", 0, 6),
		}, " ")
		s, err := New(Spec{When: expression, Zone: "UTC"})
		if err != nil {
			checkError(t, expression, err)
			return
		}
		read++
		roundTrip(t, s)
		checkDays400(t, s, expression)
	})
	if read == 0 {
		t.Error("no expression was read")
	}
}

// checkDays400 holds the days of a schedule against robfig's reading of the
// expression, on 400 days and by its own rule for days.
func checkDays400(t *rapid.T, s *Schedule, expression string) {
	parsed, err := cron.ParseStandard(expression)
	if err != nil {
		t.Fatalf("robfig refuses %q: %v", expression, err)
	}
	spec := parsed.(*cron.SpecSchedule)
	const star = 1 << 63
	for n := range 400 {
		day := time.Date(2027, 1, 1+n, 0, 0, 0, 0, time.UTC)
		inMonth, inWeek := spec.Dom&(1<<day.Day()) != 0, spec.Dow&(1<<day.Weekday()) != 0
		want := inMonth || inWeek
		if spec.Dom&star != 0 || spec.Dow&star != 0 {
			want = inMonth && inWeek
		}
		want = want && spec.Month&(1<<day.Month()) != 0
		number := Date{day.Year(), day.Month(), day.Day()}.number()
		due, ok := s.nextDay(number)
		if (ok && due == number) != want {
			t.Fatalf("%q: %s is due: %v, want %v", expression, day.Format(time.DateOnly), !want, want)
		}
	}
}

func TestWordsOfAnyCalendarComeToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar{
			months:    rapid.SampledFrom([]uint16{allMonths, allMonths, 1 << 2, 1<<1 | 1<<7, 1<<3 | 1<<4 | 1<<5 | 1<<12}).Draw(t, "months"),
			monthDays: rapid.SampledFrom([]uint32{0, 0, 1 << 1, 1<<1 | 1<<15, 15 << 28, 1<<22 | 1<<23 | 1<<31, 127 << 1}).Draw(t, "month days"),
			lastDay:   rapid.Bool().Draw(t, "last day"),
			weekdays:  rapid.SampledFrom([]uint8{0, 0, 1 << 1, mondayToFri, weekend, allWeekdays, allWeekdays &^ 1, 1<<1 | 1<<4}).Draw(t, "weekdays"),
		}
		for k := range c.nth {
			c.nth[k] = rapid.SampledFrom([]uint8{0, 0, 0, 1 << 1, 1<<1 | 1<<3, 1 << nthLast, 1<<2 | 1<<nthLast, 1 << 5, 1<<4 | 1<<5}).Draw(t, "nth")
		}
		if c.monthDays == 0 && c.weekdays == 0 && c.nth == [7]uint8{} {
			c.lastDay = true
		}
		minutes := rapid.SliceOfNDistinct(rapid.IntRange(0, 47), 1, 48, rapid.ID).Draw(t, "times")
		slices.Sort(minutes)
		p := pattern{days: c.canonical()}
		shift := rapid.SampledFrom([]int{0, 7, 29}).Draw(t, "shift")
		for _, m := range minutes {
			p.times = append(p.times, m*30+shift)
		}
		s, err := New(Spec{When: p.words(), Zone: "Asia/Baku"})
		if err != nil {
			var e *Error
			r := p.days.reach(0)
			if errors.As(err, &e) && (!r.some || r.longestGap > maxGapDays) {
				return
			}
			t.Fatalf("%q is not read: %v", p.words(), err)
		}
		if !(pattern{s.days, s.times}).equal(p) {
			t.Fatalf("%+v is %q, which comes to %+v", p, p.words(), pattern{s.days, s.times})
		}
		roundTrip(t, s)
	})
}

// TestCanonicalCalendarsHaveTheSameDays takes all months of 28 years, in which
// each comes with each weekday first.
func TestCanonicalCalendarsHaveTheSameDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar{
			months:    rapid.Uint16Range(1, 1<<12-1).Draw(t, "months") << 1,
			monthDays: rapid.SampledFrom([]uint32{0, allMonthDays, 15 << 28, 7 << 29}).Draw(t, "month days"),
			lastDay:   rapid.Bool().Draw(t, "last day"),
			weekdays:  rapid.Uint8Range(0, allWeekdays).Draw(t, "weekdays"),
		}
		for k := range c.nth {
			c.nth[k] = rapid.Uint8Range(0, 1<<6-1).Draw(t, "nth") << 1
		}
		plain := c.canonical()
		for year := 2000; year < 2028; year++ {
			for m := time.January; m <= time.December; m++ {
				start, length := monthOf(year, m)
				if a, b := c.days(m, weekday(start), length), plain.days(m, weekday(start), length); a != b {
					t.Fatalf("%d-%d: %b and canonical %b", year, m, a, b)
				}
			}
		}
	})
}

// TestDaysOfAMonthAreThoseOfTheCalendar holds the bits against time's calendar.
func TestDaysOfAMonthAreThoseOfTheCalendar(t *testing.T) {
	c := calendar{months: allMonths &^ (1 << 8), monthDays: 1<<13 | 1<<30, lastDay: true, weekdays: 1 << 2}
	c.nth[1] = 1<<1 | 1<<5
	c.nth[5] = 1 << nthLast
	for day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2030; day = day.AddDate(0, 0, 1) {
		inWeek := (day.Day()-1)/7 + 1
		last := day.AddDate(0, 0, 7).Month() != day.Month()
		want := day.Month() != time.August && (day.Day() == 13 || day.Day() == 30 || day.AddDate(0, 0, 1).Day() == 1 ||
			day.Weekday() == time.Tuesday || day.Weekday() == time.Monday && (inWeek == 1 || inWeek == 5) || day.Weekday() == time.Friday && last)
		start, length := monthOf(day.Year(), day.Month())
		if got := c.days(day.Month(), weekday(start), length)&(1<<day.Day()) != 0; got != want {
			t.Fatalf("%s: %v, want %v", day.Format(time.DateOnly), got, want)
		}
	}
}

// checkError checks that an error points into the text and says something.
func checkError(t interface{ Fatalf(string, ...any) }, text string, err error) {
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%q: %T is no *Error", text, err)
		return
	}
	if e.Field == FieldWhen && e.Text != text {
		t.Fatalf("%q: the error is about %q", text, e.Text)
	}
	if e.Start < 0 || e.End < e.Start || e.End > len(e.Text) || e.Column != utf8.RuneCountInString(e.Text[:e.Start])+1 {
		t.Fatalf("%q: the error is at [%d, %d), column %d", text, e.Start, e.End, e.Column)
	}
	if e.Problem == "" || e.Expected == "" || len(e.Advice()) > 600 || !utf8.ValidString(e.Advice()) {
		t.Fatalf("%q: the advice is %q", text, e.Advice())
	}
}

func FuzzNew(f *testing.F) {
	for _, text := range []string{
		"weekdays 8:30", "first Monday 10:00", "every 6 hours from 02:00 to 22:00", "1st and 15th of March 9am", "30 8 * * 1-5",
		"0 0 29 2 *", "@daily", "every second Monday", "minute 7 and 37 of hour 3 to 9", "last day of the month noon", "Fri-Mon except Sat 9.30 p.m.",
		"daily 8:30, Europe/Berlin time", "0 9,, * *", "1-7/2 * * * 5-7", "January 1 and July 1 at 9h30", "🦊 9:00", "\xff", "half-hourly",
	} {
		f.Add(text, "Europe/Berlin")
	}
	f.Fuzz(func(t *testing.T, when, zone string) {
		begun := time.Now()
		s, err := New(Spec{When: when, Zone: zone})
		if took := time.Since(begun); took > 20*time.Second { // it takes milliseconds
			t.Fatalf("%q took %s", when, took)
		}
		if err != nil {
			checkError(t, when, err)
			return
		}
		roundTrip(t, s)
		after := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
		slot, ok := s.Next(after)
		if !ok || !slot.At.After(after) || !slices.Contains(s.times, slot.Local.Minute) {
			t.Fatalf("%q: the next slot is %v, %v", when, slot, ok)
		}
		back, err := ParseKey(slot.Key())
		if err != nil || back != slot {
			t.Fatalf("%q: key %s is %v, %v", when, slot.Key(), back, err)
		}
	})
}

func TestWhatComesEachYearDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := calendar{
			months:    rapid.Uint16Range(1, 1<<12-1).Draw(t, "months") << 1,
			monthDays: rapid.SampledFrom([]uint32{0, 0, 1 << 13, 1 << 28, 1 << 29, 1 << 31}).Draw(t, "month days"),
			lastDay:   rapid.IntRange(0, 4).Draw(t, "last day") == 0,
			weekdays:  rapid.SampledFrom([]uint8{0, 0, 1, 1 << 4}).Draw(t, "weekdays"),
		}
		k := rapid.IntRange(0, 6).Draw(t, "weekday")
		c.nth[k] = rapid.SampledFrom([]uint8{0, 1 << 1, 1 << 4, 1 << 5, 1 << nthLast}).Draw(t, "nth")
		off := rapid.SampledFrom([]uint8{0, 1, 1 << 4, 1 << 3, allWeekdays}).Draw(t, "off")
		if r := c.reach(off); c.eachYear(off) && (!r.some || r.longestGap > 2*366) {
			t.Fatalf("%+v without %b: %+v", c, off, r)
		}
	})
}

func FuzzParseQuiet(f *testing.F) {
	for _, text := range []string{"Sat, Sunday", "2026-12-24..2027-01-02, 2027-05-01", "2027-01-01 to 2027-01-03;weekends,", "2027-01-01–2027-01-02", "é..", "2027-02-30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := ParseQuiet(text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		again, err := ParseQuiet(q.String())
		if err != nil || again.Weekdays != q.Weekdays || !slices.Equal(again.Ranges, q.Ranges) {
			t.Fatalf("%q comes to %q, and that to %q, %v", text, q, again, err)
		}
	})
}

func FuzzParseKey(f *testing.F) {
	for _, key := range []string{"2027-03-28T02:30/Europe/Berlin", "2027-03-28T02:30/utc", "0001-01-01T00:00/Asia/Baku", "T/"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		slot, err := ParseKey(key)
		if err != nil {
			return
		}
		if again, err := ParseKey(slot.Key()); err != nil || again != slot {
			t.Fatalf("%q is %s, and that %s, %v", key, slot.Key(), again.Key(), err)
		}
	})
}

func TestTheLongestWordsMayBeTyped(t *testing.T) {
	c := calendar{lastDay: true}
	for d := 1; d <= 31; d += 2 {
		c.monthDays |= 1 << d
	}
	for m := 1; m <= 12; m += 2 {
		c.months |= 1 << m
	}
	for k := range c.nth {
		c.nth[k] = 1<<2 | 1<<3 | 1<<5 | 1<<nthLast
	}
	p := pattern{days: c.canonical()}
	for m := range 47 {
		p.times = append(p.times, m*30+m/24) // neither a period nor a product
	}
	s, err := New(Spec{When: p.words(), Zone: "America/Argentina/ComodRivadavia"})
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Words()) < 700 {
		t.Errorf("only %d bytes: %s", len(s.Words()), s.Words())
	}
	roundTrip(t, s)
}
