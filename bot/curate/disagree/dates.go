package disagree

import (
	"time"

	"rapporteur/bot/curate/alike"
	"rapporteur/bot/english"
)

// date is a date that a text names, with the year that its article's day gives it.
type date struct {
	english.Date
	clause int
}

// datesOf are the dates of a text, those too that it gives by the day on which it was
// published: "on Tuesday", "yesterday", "3 May".
func datesOf(t *alike.Text, published time.Time, clauses []int) []date {
	var out []date
	for _, d := range t.Dates {
		if d.Year == 0 && !published.IsZero() {
			d.Year = yearOf(&d, published)
			d.LastYear = d.Year
		}
		out = append(out, date{d, clauses[d.From]})
	}
	if published.IsZero() {
		return out
	}
	for i, w := range t.Words {
		if d, ok := relative(t, i, w, published); ok {
			out = append(out, date{d, clauses[i]})
		}
	}
	return out
}

// yearOf is the year that puts a day nearest to the day of publication.
func yearOf(d *english.Date, published time.Time) int {
	best, year := time.Duration(1<<62), published.Year()
	for y := published.Year() - 1; y <= published.Year()+1; y++ {
		off := time.Date(y, time.Month(d.Month), max(1, d.Day), 0, 0, 0, 0, time.UTC).Sub(published).Abs()
		if off < best {
			best, year = off, y
		}
	}
	return year
}

// relative reads the word at i as a day or a year that hangs on the day of publication.
func relative(t *alike.Text, i int, word string, published time.Time) (english.Date, bool) {
	day := func(d time.Time) (english.Date, bool) {
		return english.Date{From: i, To: i + 1, Year: d.Year(), LastYear: d.Year(), Month: int(d.Month()), Day: d.Day()}, true
	}
	before := t.Word(i - 1)
	switch word {
	case "today":
		return day(published)
	case "yesterday":
		return day(published.AddDate(0, 0, -1))
	case "tomorrow":
		return day(published.AddDate(0, 0, 1))
	case "year":
		by, ok := map[string]int{"last": -1, "this": 0, "next": 1}[before]
		return english.Date{From: i - 1, To: i + 1, Year: published.Year() + by, LastYear: published.Year() + by}, ok
	}
	weekday, ok := english.Weekday(word)
	if !ok || i+1 < len(t.Tokens) && t.Word(i+1) == "of" {
		return english.Date{}, false
	}
	by := int(weekday - published.Weekday())
	if ahead := before == "next" || t.Word(i-2) == "will"; ahead && by <= 0 {
		by += 7
	} else if !ahead && by > 0 {
		by -= 7
	}
	return day(published.AddDate(0, 0, by))
}

// conflict reports whether two dates cannot be of one day: what both tell of year,
// month and day is not the same.
func (d *date) conflict(e *date) bool {
	if d.Year == 0 != (e.Year == 0) {
		return false // one of an article without a date of its own
	}
	if d.Year != d.LastYear || e.Year != e.LastYear {
		return false // a century, a decade or a run of years
	}
	if d.Year != e.Year {
		return true
	}
	return d.Month != 0 && e.Month != 0 && (d.Month != e.Month || d.Day != 0 && e.Day != 0 && d.Day != e.Day)
}

var zones = alike.Set(`gmt utc cet cest est edt cst cdt pst pdt bst jst ist msk`)

// zoned reports whether a text names a time zone: "0100 GMT", "9 p.m. local time".
func zoned(t *alike.Text) bool {
	for i, w := range t.Words {
		if zones[w] && t.Tokens[i].Flags&english.Upper != 0 || w == "time" && (t.Word(i-1) == "local" || t.Tokens[i].Flags&english.Capital != 0 && !t.Begins(i)) {
			return true
		}
	}
	return false
}

// limits reports whether a date says until when something lasts, or by when.
func (d *date) limits(t *alike.Text) bool {
	switch t.Word(d.From - 1) {
	case "until", "till", "by", "before":
		return true
	}
	return false
}

// when is the date as a time, the first day of what it tells.
func (d *date) when() time.Time {
	return time.Date(d.Year, time.Month(max(1, d.Month)), max(1, d.Day), 0, 0, 0, 0, time.UTC)
}
