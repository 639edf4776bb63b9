package cite

import (
	"slices"
	"strings"
	"time"

	"rapporteur/bot/english"
)

// A news report says "on Friday" and "last year"; who answers from it later has
// to say when that was. The day on which the article was published tells.

// published is the day on which an article appeared; it reports false when the
// article does not say so.
func published(written string) (time.Time, bool) {
	if len(written) < len(time.DateOnly) {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, written[:len(time.DateOnly)])
	return day, err == nil
}

func isWeekday(word string) bool {
	_, ok := english.Weekday(word)
	return ok
}

// dated is a text with the dates that it means when it says "yesterday" on a day.
func (f *Facts) dated(day time.Time) *Facts {
	r := relativeDates{f: f, day: day}
	for i := range f.words {
		r.read(i)
	}
	r.readMonths()
	if len(r.found) == 0 {
		return f
	}
	out := *f
	out.dates = append(slices.Clip(f.dates), r.found...)
	return &out
}

type relativeDates struct {
	f     *Facts
	day   time.Time
	found []english.Date
}

func (r *relativeDates) add(from, to int, day time.Time) {
	r.found = append(r.found, english.Date{From: from, To: to, Year: day.Year(), LastYear: day.Year(), Month: int(day.Month()), Day: day.Day()})
}

func (r *relativeDates) addMonth(from, to int, day time.Time) {
	r.found = append(r.found, english.Date{From: from, To: to, Year: day.Year(), LastYear: day.Year(), Month: int(day.Month())})
}

func (r *relativeDates) addYear(from, to, year int) {
	r.found = append(r.found, english.Date{From: from, To: to, Year: year, LastYear: year})
}

// read takes what begins at word i.
func (r *relativeDates) read(i int) {
	word, before := r.f.folded(i), r.f.folded(i-1)
	switch word {
	case "today", "tonight":
		r.add(i, i+1, r.day)
	case "yesterday":
		r.add(i, i+1, r.day.AddDate(0, 0, -1))
	case "tomorrow":
		r.add(i, i+1, r.day.AddDate(0, 0, 1))
	case "year":
		if by, ok := steps[before]; ok {
			r.addYear(i-1, i+1, r.day.Year()+by)
		} else if before == "the" {
			r.addYear(i-1, i+1, r.day.Year()) // "the first nine months of the year"
		}
	case "month":
		if by, ok := steps[before]; ok {
			r.addMonth(i-1, i+1, time.Date(r.day.Year(), r.day.Month()+time.Month(by), 1, 0, 0, 0, 0, time.UTC))
		} else if before == "the" {
			r.addMonth(i-1, i+1, r.day)
		}
	default:
		if weekday, ok := english.Weekday(word); ok {
			r.add(i, i+1, r.nearest(weekday, before == "next" || before != "last" && r.ahead(i)))
		}
	}
}

// steps are the words before "year" and "month" that say which.
var steps = map[string]int{"last": -1, "this": 0, "next": 1, "current": 0, "previous": -1, "coming": 1}

// nearest is the next such day, or the last one.
func (r *relativeDates) nearest(weekday time.Weekday, ahead bool) time.Time {
	by := int(weekday - r.day.Weekday())
	switch {
	case ahead && by <= 0:
		by += 7
	case !ahead && by > 0:
		by -= 7
	}
	return r.day.AddDate(0, 0, by)
}

// aheadWords say that what a clause tells is still to come.
var aheadWords = wordSet(`will shall may could might would next due scheduled expected plans planned resume`)

// ahead reports whether what the clause of word i tells is still to come.
func (r *relativeDates) ahead(i int) bool {
	for k := range r.f.words {
		if r.f.words[k].clause == r.f.words[i].clause && aheadWords[r.f.folded(k)] {
			return true
		}
	}
	return false
}

// readMonths gives the year to days and months that are named without one.
func (r *relativeDates) readMonths() {
	for _, d := range r.f.dates {
		if d.Month == 0 || d.Year != 0 {
			continue
		}
		year := r.day.Year()
		first := time.Date(year, time.Month(d.Month), max(1, d.Day), 0, 0, 0, 0, time.UTC)
		switch ahead := r.ahead(d.From); {
		case ahead && first.AddDate(0, 1, 0).Before(r.day):
			year++
		case !ahead && first.After(r.day):
			year--
		}
		d.Year, d.LastYear = year, year
		r.found = append(r.found, d)
	}
}

// sameDay reports whether words from..to of a text are part of a date that
// another text has, be it in other words.
func (f *Facts) sameDay(i int, dates []english.Date) bool {
	for k := range f.dates {
		if d := &f.dates[k]; i >= d.From && i < d.To {
			return bestDate(d, dates) >= 1
		}
	}
	return false
}

// currency mends "300,000 US dollars", which the reader of numbers takes apart.
var currency = strings.NewReplacer(" US dollars", " dollars", " U.S. dollars", " dollars")
