package schedule

import (
	"slices"
	"strings"
	"time"
)

// MaxQuiet is the most dates and ranges that quiet days may hold.
const MaxQuiet = 100

// Quiet is the local days on which nothing is due: a slot whose local time falls
// on one is not put off but left out. The zero value is none.
type Quiet struct {
	Weekdays uint8 // bit 0 is Sunday, bit 6 Saturday
	Ranges   []DateRange
}

// DateRange is the days from First to Last, with both.
type DateRange struct{ First, Last Date }

func (r DateRange) String() string {
	if r.First == r.Last {
		return r.First.String()
	}
	return r.First.String() + ".." + r.Last.String()
}

// ParseQuiet reads weekdays, dates and ranges of dates, between commas:
// "Sat, Sunday, weekends, 2026-12-24..2027-01-02, 2027-05-01". Blank text is no
// quiet days. The error is an *Error.
func ParseQuiet(text string) (Quiet, error) {
	var q Quiet
	s := newSource(FieldQuiet, text)
	if strings.TrimSpace(text) == "" {
		return q, nil
	}
	if err := s.checkLength(MaxQuiet * len("2026-12-24..2027-01-02, ")); err != nil {
		return q, err
	}
	for from := 0; from <= len(text); {
		to := len(text)
		if i := strings.IndexAny(text[from:], ",;\n"); i >= 0 {
			to = from + i
		}
		if err := q.add(s, from, to); err != nil {
			return Quiet{}, err
		}
		from = to + 1
	}
	if err := q.check(); err != nil {
		return Quiet{}, err
	}
	return q.canonical(), nil
}

// add reads one entry. An empty one, as after a last comma, is none.
func (q *Quiet) add(s source, from, to int) error {
	from, to = trimmedIn(s.text, from, to)
	entry := strings.ToLower(s.text[from:to])
	if entry == "" {
		return nil
	}
	if days, ok := weekdayWords[entry]; ok {
		q.Weekdays |= days.set
		return nil
	}
	if entry[0] < '0' || entry[0] > '9' {
		return s.fault(from, to, s.quote(from, to)+" is neither a weekday nor a date",
			"write weekdays, dates and ranges, such as “Sunday, 2026-12-24..2027-01-02”")
	}
	first, last := to, from
	for _, sep := range []string{"..", " to ", "–", "—", " - "} {
		if i := strings.Index(entry, sep); i > 0 {
			first, last = from+i, from+i+len(sep)
			break
		}
	}
	if first == to { // one date
		d, err := s.date(from, to)
		q.Ranges = append(q.Ranges, DateRange{d, d})
		return err
	}
	var r DateRange
	var err error
	f1, t1 := trimmedIn(s.text, from, first)
	if r.First, err = s.date(f1, t1); err != nil {
		return err
	}
	f2, t2 := trimmedIn(s.text, last, to)
	if r.Last, err = s.date(f2, t2); err != nil {
		return err
	}
	if r.Last.number() < r.First.number() {
		return s.fault(f2, t2, "the range ends before it begins", "give the earlier date first")
	}
	q.Ranges = append(q.Ranges, r)
	return nil
}

// check checks what ParseQuiet cannot give, and the number of ranges.
func (q Quiet) check() error {
	s := newSource(FieldQuiet, q.String())
	if len(q.Ranges) > MaxQuiet {
		return s.fault(0, 0, "there are more than 100 quiet dates and ranges", "join dates that follow one another into ranges")
	}
	if q.Weekdays&^allWeekdays != 0 {
		return s.fault(0, 0, "a week has seven days", "give weekdays from Sunday to Saturday")
	}
	for _, r := range q.Ranges {
		valid := func(d Date) bool { return d.Year >= minYear && d.Year <= maxYear && dateOf(d.number()) == d }
		if !valid(r.First) || !valid(r.Last) || r.Last.number() < r.First.number() {
			return s.fault(0, 0, r.String()+" is no range of days", "give a first and a last day of the calendar")
		}
	}
	return nil
}

// canonical sorts the ranges and joins those that touch.
func (q Quiet) canonical() Quiet {
	sorted := slices.Clone(q.Ranges)
	slices.SortFunc(sorted, func(a, b DateRange) int { return a.First.number() - b.First.number() })
	joined := sorted[:0]
	for _, r := range sorted {
		if n := len(joined); n > 0 && r.First.number() <= joined[n-1].Last.number()+1 {
			if r.Last.number() > joined[n-1].Last.number() {
				joined[n-1].Last = r.Last
			}
			continue
		}
		joined = append(joined, r)
	}
	q.Ranges = slices.Clip(joined)
	return q
}

// holds reports whether a day is in one of the ranges, which are canonical.
func (q Quiet) holds(day int) bool {
	if len(q.Ranges) == 0 {
		return false
	}
	d := dateOf(day)
	i, found := slices.BinarySearchFunc(q.Ranges, d, func(r DateRange, d Date) int { return compareDates(r.First, d) })
	if found {
		return true
	}
	return i > 0 && compareDates(d, q.Ranges[i-1].Last) <= 0
}

func compareDates(a, b Date) int {
	if a.Year != b.Year {
		return a.Year - b.Year
	}
	if a.Month != b.Month {
		return int(a.Month - b.Month)
	}
	return a.Day - b.Day
}

// String writes quiet days as ParseQuiet reads them: "Saturday, Sunday,
// 2026-12-24..2027-01-02".
func (q Quiet) String() string {
	var out []string
	for _, k := range mondayFirst {
		if q.Weekdays&(1<<k) != 0 {
			out = append(out, k.String())
		}
	}
	for _, r := range q.Ranges {
		out = append(out, r.String())
	}
	return strings.Join(out, ", ")
}

// mondayFirst is the week as it is told.
var mondayFirst = [...]time.Weekday{1, 2, 3, 4, 5, 6, 0}
