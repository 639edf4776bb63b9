package brief

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"rapporteur/bot/english"
)

// date is a date expression of a sentence, as precise as it is written.
type date struct {
	year, month, day int // 0 is unknown
	decade           bool
	extent                // its tokens
	relative         bool // needs the article's date to be known: last week, Thursday
}

// String gives 2025-06-14, 2024-12, 2023 or 1990s; "" without a year.
func (d date) String() string {
	switch {
	case d.year == 0:
		return ""
	case d.decade:
		return fmt.Sprintf("%04ds", d.year)
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// later reports whether the date begins later than t.
func (d date) later(t time.Time) bool {
	month, day := max(d.month, 1), max(d.day, 1)
	return time.Date(d.year, time.Month(month), day, 0, 0, 0, 0, time.UTC).After(t)
}

func isWeekday(word string) bool {
	_, ok := english.Weekday(word)
	return ok
}

// publishedOn reads an article's date of publication; false when it has none
// that is exact to the day.
func publishedOn(published string) (time.Time, bool) {
	if len(published) > 10 {
		published = published[:10]
	}
	t, err := time.Parse(time.DateOnly, published)
	return t, err == nil
}

// dates lists the date expressions of a sentence, in order.
func (s *sentence) dates() []date {
	var out []date
	for i := 0; i < len(s.words); {
		d, ok := s.dateAt(i)
		if !ok {
			i++
			continue
		}
		out = append(out, d)
		i = d.to
	}
	return out
}

// dateAt reads the date expression that begins at token i.
func (s *sentence) dateAt(i int) (date, bool) {
	for _, read := range []func(int) (date, bool){s.isoDate, s.dayFirst, s.monthFirst, s.yearAlone, s.relativeDate} {
		if d, ok := read(i); ok {
			return d, true
		}
	}
	return date{}, false
}

// isoDate reads 2025-06-14.
func (s *sentence) isoDate(i int) (date, bool) {
	y, m, d := s.yearOf(i), s.number(i+1, 12), s.number(i+2, 31)
	if y == 0 || m == 0 || d == 0 || s.between(i) != "-" || s.between(i+1) != "-" {
		return date{}, false
	}
	return date{year: y, month: m, day: d, extent: extent{i, i + 3}}, true
}

// dayFirst reads 14 June [2025].
func (s *sentence) dayFirst(i int) (date, bool) {
	day, month := s.number(i, 31), s.month(i+1)
	if day == 0 || month == 0 || !s.adjoins(i) {
		return date{}, false
	}
	d := date{month: month, day: day, extent: extent{i, i + 2}}
	s.addYear(&d)
	return d, true
}

// monthFirst reads June [14][, 2025].
func (s *sentence) monthFirst(i int) (date, bool) {
	month := s.month(i)
	if month == 0 {
		return date{}, false
	}
	d := date{month: month, extent: extent{i, i + 1}}
	if day := s.number(i+1, 31); day > 0 && s.near(i) {
		d.day, d.to = day, i+2
	}
	s.addYear(&d)
	return d, true
}

// addYear takes the year behind a month or day.
func (s *sentence) addYear(d *date) {
	i := d.to
	if s.word(i) == "of" {
		i++
	}
	if gap := s.between(d.to - 1); i < len(s.words) && (s.near(d.to-1) || gap == ", ") {
		if year := s.yearOf(i); year > 0 {
			d.year, d.to = year, i+1
		}
	}
}

// near reports whether space, or the point of an abbreviation, stands behind i.
func (s *sentence) near(i int) bool {
	gap := strings.TrimSpace(s.between(i))
	return gap == "" || gap == "."
}

// seasons and parts of a year come before "of" and the year.
var seasons = set(`spring summer autumn fall winter end beginning start middle course first second half quarter early late mid`)

// yearAlone reads 2023, the autumn of 2022, the 1990s.
func (s *sentence) yearAlone(i int) (date, bool) {
	word := s.word(i)
	if len(word) == 5 && word[4] == 's' && word[3] == '0' {
		if y, err := strconv.Atoi(word[:4]); err == nil && y >= 1500 && y < 2100 {
			return date{year: y, decade: true, extent: extent{i, i + 1}}, true
		}
	}
	year := s.yearOf(i)
	if year == 0 {
		return date{}, false
	}
	from := i
	if s.word(i-1) == "of" && seasons[s.word(i-2)] {
		from = i - 2
	} else if seasons[s.word(i-1)] {
		from = i - 1
	}
	for from > 0 && (s.word(from-1) == "the" || seasons[s.word(from-1)]) {
		from--
	}
	return date{year: year, extent: extent{from, i + 1}}, true
}

// relativeDate reads what counts from the day of publication.
func (s *sentence) relativeDate(i int) (date, bool) {
	d := date{relative: true, extent: extent{i, i + 1}}
	word := s.word(i)
	switch {
	case isWeekday(word) && s.capital(i), word == "yesterday":
		return d, true
	case word == "last" || word == "this":
		switch s.word(i + 1) {
		case "year", "month", "week":
			d.to = i + 2
			return d, true
		}
	}
	return date{}, false
}

// number reads token i as a number of 1..most; 0 when it is none. "14th" is 14.
func (s *sentence) number(i, most int) int {
	w := s.word(i)
	for _, end := range []string{"st", "nd", "rd", "th"} {
		w = strings.TrimSuffix(w, end)
	}
	if len(w) == 0 || len(w) > 2 || i >= len(s.tokens) || s.tokens[i].Flags&english.Digit == 0 {
		return 0
	}
	if n, err := strconv.Atoi(w); err == nil && n >= 1 && n <= most {
		return n
	}
	return 0
}

// yearOf reads token i as a year; 0 when it is none. "1,999" is none.
func (s *sentence) yearOf(i int) int {
	if i < 0 || i >= len(s.tokens) || s.tokens[i].End-s.tokens[i].Start != 4 {
		return 0
	}
	if n, err := strconv.Atoi(s.words[i]); err == nil && n >= 1500 && n < 2200 {
		return n
	}
	return 0
}

// month reads token i as a month; 0 when it is none. Months have a capital,
// which tells May and March from the verbs, where the text has capitals at all.
func (s *sentence) month(i int) int {
	if !s.capital(i) {
		return 0
	}
	return int(english.Month(s.words[i]))
}

// resolve completes a date by the day of publication: the latest such day that
// is not after it. It reports false for a date that cannot be told.
func (s *sentence) resolve(d date, published time.Time, known bool) (date, bool) {
	switch {
	case d.relative && !known:
		return d, false
	case d.relative:
		return s.resolveRelative(d, published)
	case d.year == 0 && known:
		d.year = published.Year()
		if d.later(published) {
			d.year--
		}
	}
	return d, true
}

func (s *sentence) resolveRelative(d date, published time.Time) (date, bool) {
	word, unit := s.word(d.from), s.word(d.from+1)
	weekday, isWeekday := english.Weekday(word)
	switch {
	case word == "yesterday":
		return d.on(published.AddDate(0, 0, -1)), true
	case isWeekday:
		back := (int(published.Weekday()) - int(weekday) + 7) % 7
		return d.on(published.AddDate(0, 0, -back)), true
	case unit == "year":
		d.year = published.Year()
		if word == "last" {
			d.year--
		}
		return d, true
	case unit == "month":
		t := time.Date(published.Year(), published.Month(), 1, 0, 0, 0, 0, time.UTC)
		if word == "last" {
			t = t.AddDate(0, -1, 0)
		}
		d.year, d.month = t.Year(), int(t.Month())
		return d, true
	}
	return d.inWeek(published, word == "last")
}

// on is the date with a day's figures.
func (d date) on(t time.Time) date {
	d.year, d.month, d.day = t.Year(), int(t.Month()), t.Day()
	return d
}

// inWeek is the month, or else the year, that the whole week of publication, or
// the one before it, lies in.
func (d date) inWeek(published time.Time, last bool) (date, bool) {
	monday := published.AddDate(0, 0, -(int(published.Weekday())+6)%7)
	if last {
		monday = monday.AddDate(0, 0, -7)
	}
	sunday := monday.AddDate(0, 0, 6)
	if monday.Year() != sunday.Year() {
		return d, false
	}
	d.year = monday.Year()
	if monday.Month() == sunday.Month() {
		d.month = int(monday.Month())
	}
	return d, true
}
