package english

import (
	"strconv"
	"strings"
)

// Date is a time that a text names: a day, a month, a year, a decade, a
// century or a run of years. Fields that the text does not give are 0.
type Date struct {
	From, To int // half-open range of indexes into the tokens
	// Year is the first year, negative before Christ; LastYear is the last one,
	// equal to Year but for decades, centuries and runs.
	Year, LastYear int
	Month, Day     int // 1..12 and 1..31
}

// The years that four digits are taken for without another sign.
const (
	firstPlainYear = 1000
	lastPlainYear  = 2199
)

// AppendDates appends the dates of text to dst, in order. tokens are those of
// AppendTokens, words their folded forms. A number of four digits is a year unless it counts something
// ("1554 hectares"); other numbers are years only with AD, BC, CE or BCE.
func AppendDates(dst []Date, text string, tokens []Token, words []string) []Date {
	r := dateReader{text: text, tokens: tokens, words: words}
	for i := 0; i < len(tokens); {
		if d, ok := r.read(i); ok {
			d.From = i
			dst = append(dst, d)
			i = d.To
			continue
		}
		i++
	}
	return dst
}

type dateReader struct {
	text   string
	tokens []Token
	words  []string
}

// word is the folded word at i, "" outside.
func (r *dateReader) word(i int) string {
	if i < 0 || i >= len(r.words) {
		return ""
	}
	return r.words[i]
}

// read reads the date that begins at token i.
func (r *dateReader) read(i int) (Date, bool) {
	for _, form := range []func(int) (Date, bool){
		r.iso, r.dayMonth, r.monthDay, r.century, r.decade, r.years,
	} {
		if d, ok := form(i); ok {
			return d, true
		}
	}
	return Date{}, false
}

// iso reads 2025-07-21.
func (r *dateReader) iso(i int) (Date, bool) {
	if i+2 >= len(r.tokens) || r.between(i) != "-" || r.between(i+1) != "-" {
		return Date{}, false
	}
	y, m, d := plainNumber(r.word(i)), plainNumber(r.word(i+1)), plainNumber(r.word(i+2))
	if len(r.word(i)) != 4 || m < 1 || m > 12 || d < 1 || d > 31 {
		return Date{}, false
	}
	return Date{To: i + 3, Year: y, LastYear: y, Month: m, Day: d}, true
}

// dayMonth reads "1 April 1963", "1st of April" and "the 1st of April".
func (r *dateReader) dayMonth(i int) (Date, bool) {
	day := dayOfMonth(r.word(i))
	at := i + 1
	if r.word(at) == "of" {
		at++
	}
	month := r.month(at)
	if day == 0 || month == 0 {
		return Date{}, false
	}
	d := Date{To: at + 1, Month: month, Day: day}
	r.addYear(&d)
	return d, true
}

// monthDay reads "April 1, 1963", "April 1963" and "April".
func (r *dateReader) monthDay(i int) (Date, bool) {
	month := r.month(i)
	if month == 0 {
		return Date{}, false
	}
	d := Date{To: i + 1, Month: month}
	if day := dayOfMonth(r.word(i + 1)); day > 0 {
		d.Day = day
		d.To++
	}
	r.addYear(&d)
	return d, true
}

// addYear takes the year that follows a day or a month, as in "March of 1733".
func (r *dateReader) addYear(d *Date) {
	at := d.To
	if r.word(at) == "of" {
		at++
	}
	if y := plainYear(r.word(at)); y > 0 {
		d.Year, d.LastYear, d.To = y, y, at+1
	}
}

// month is the month that token i names, 0 when it names none. "May" and
// "March" are names of months only where a capital and their neighbours say so.
func (r *dateReader) month(i int) int {
	m := int(Month(r.word(i)))
	if m == 0 || r.tokens[i].Flags&Capital == 0 {
		return 0
	}
	switch r.word(i) {
	case "may", "march", "mar", "jan", "august":
		next, before := r.word(i+1), r.word(i-1)
		if dayOfMonth(next) > 0 || plainYear(next) > 0 || dayOfMonth(before) > 0 || next == "of" {
			return m
		}
		switch before {
		case "in", "since", "until", "by", "of", "last", "next", "early", "late", "mid", "from", "to", "and", "during", "this":
			return m
		}
		return 0
	}
	return m
}

// century reads "19th century", "the eighteenth century BC", "twenty-first century" and the first half
// of "18th and 19th century".
func (r *dateReader) century(i int) (Date, bool) {
	n, at := r.ordinal(i)
	if n < 1 || n > 30 {
		return Date{}, false
	}
	if (r.word(at) == "and" || r.word(at) == "or" || r.word(at) == "to") && ordinalOf(r.word(at+1)) > 0 && isCentury(r.word(at+2)) {
		return Date{To: at, Year: 100*n - 100, LastYear: 100*n - 1}, true
	}
	if !isCentury(r.word(at)) {
		return Date{}, false
	}
	if era := r.word(at + 1); era == "bc" || era == "bce" {
		return Date{To: at + 2, Year: -100 * n, LastYear: -100*n + 99}, true
	}
	return Date{To: at + 1, Year: 100*n - 100, LastYear: 100*n - 1}, true
}

func isCentury(word string) bool { return word == "century" || word == "centuries" }

// decade reads "1950s".
func (r *dateReader) decade(i int) (Date, bool) {
	digits, ok := strings.CutSuffix(r.word(i), "s")
	if !ok || len(digits) != 4 || digits[3] != '0' {
		return Date{}, false
	}
	y := plainYear(digits)
	if y == 0 {
		return Date{}, false
	}
	if digits[2:] == "00" {
		return Date{To: i + 1, Year: y, LastYear: y + 99}, true
	}
	return Date{To: i + 1, Year: y, LastYear: y + 9}, true
}

// years reads "1963", "AD 301", "44 BC", "1073–1074" and "1939–45".
func (r *dateReader) years(i int) (Date, bool) {
	if w := r.word(i); w == "ad" || w == "ce" {
		if y := plainNumber(r.word(i + 1)); y > 0 && y <= lastPlainYear && r.tokens[i].Flags&Upper != 0 {
			return Date{To: i + 2, Year: y, LastYear: y}, true
		}
		return Date{}, false
	}
	y := plainNumber(r.word(i))
	if y <= 0 {
		return Date{}, false
	}
	switch r.word(i + 1) {
	case "bc", "bce":
		return Date{To: i + 2, Year: -y, LastYear: -y}, true
	case "ad", "ce":
		if y <= lastPlainYear && r.tokens[i+1].Flags&Upper != 0 {
			return Date{To: i + 2, Year: y, LastYear: y}, true
		}
	}
	if r.earlyYear(i, y) {
		return Date{To: i + 1, Year: y, LastYear: y}, true
	}
	if plainYear(r.word(i)) == 0 || strings.Contains(r.raw(i), ",") || r.counts(i) {
		return Date{}, false
	}
	d := Date{To: i + 1, Year: y, LastYear: y}
	if last := r.rangeEnd(i, y); last > 0 {
		d.LastYear, d.To = last, i+2
	}
	return d, true
}

// earlyYear reports whether the three digits at token i are a year: "in 506 the
// synod met", but not "in 506 houses".
func (r *dateReader) earlyYear(i, y int) bool {
	if y < 100 || y > 999 || r.word(i-1) != "in" || len(r.raw(i)) != 3 {
		return false
	}
	next := r.word(i + 1)
	return next == "" || strings.TrimSpace(r.between(i)) != "" && r.between(i) != "-" && r.between(i) != "–" || IsStop(next) && next != "of" && next != "to" && next != "and" && next != "or" && next != "out"
}

// rangeEnd is the last year of a run that begins with year y at token i.
func (r *dateReader) rangeEnd(i, y int) int {
	if i+1 >= len(r.tokens) {
		return 0
	}
	switch strings.TrimSpace(r.between(i)) {
	case "-", "–", "—":
	default:
		return 0
	}
	last := plainNumber(r.word(i + 1))
	if n := len(r.word(i + 1)); n == 2 {
		last += y / 100 * 100
	} else if n != 4 {
		return 0
	}
	if last < y || last > lastPlainYear {
		return 0
	}
	return last
}

// counts reports whether the number at token i counts what follows it.
func (r *dateReader) counts(i int) bool {
	if start := r.tokens[i].Start; start > 0 && strings.ContainsRune("$€£¥.:/", rune(r.text[start-1])) ||
		strings.HasSuffix(r.text[:r.tokens[i].Start], "£") || strings.HasSuffix(r.text[:r.tokens[i].Start], "€") {
		return true
	}
	next := r.word(i + 1)
	if next == "" {
		return false
	}
	if next == "%" || scales()[next] > 0 {
		return true
	}
	if next == "to" || next == "and" || next == "or" {
		if _, ok := Measure(r.word(i + 3)); ok && plainNumber(r.word(i+2)) > 0 {
			return true // "2000 to 4000 m"
		}
	}
	if strings.TrimSpace(r.between(i)) != "" {
		return false
	}
	if _, ok := Measure(next); ok {
		return true
	}
	switch r.word(i - 1) {
	case "in", "since", "by", "of", "from", "until", "till", "to", "between", "and", "early", "late", "mid", "year", "during", "before", "after", "through", "circa", "c", "around", "the":
		return false
	}
	round := strings.HasSuffix(r.word(i), "00")
	return round && r.tokens[i+1].Flags&Capital == 0 && !IsStop(next) && (strings.HasSuffix(next, "s") || next == "people" || next == "men")
}

func (r *dateReader) raw(i int) string { return r.text[r.tokens[i].Start:r.tokens[i].End] }

// between is the text between tokens i and i+1.
func (r *dateReader) between(i int) string {
	if i < 0 || i+1 >= len(r.tokens) {
		return ""
	}
	return r.text[r.tokens[i].End:r.tokens[i+1].Start]
}

// plainNumber reads up to six digits; 0 for anything else.
func plainNumber(word string) int {
	if word == "" || len(word) > 6 {
		return 0
	}
	for i := range len(word) {
		if word[i] < '0' || word[i] > '9' {
			return 0
		}
	}
	n, _ := strconv.Atoi(word)
	return n
}

func plainYear(word string) int {
	if len(word) != 4 {
		return 0
	}
	if y := plainNumber(word); y >= firstPlainYear && y <= lastPlainYear {
		return y
	}
	return 0
}

// dayOfMonth reads "1", "1st" or "31"; 0 for anything else.
func dayOfMonth(word string) int {
	for _, ending := range []string{"st", "nd", "rd", "th"} {
		if rest, ok := strings.CutSuffix(word, ending); ok {
			word = rest
			break
		}
	}
	if n := plainNumber(word); n >= 1 && n <= 31 && len(word) <= 2 {
		return n
	}
	return 0
}
