package schedule

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/robfig/cron/v3"
)

// cronParser reads expressions of five fields. Nothing else of its package is
// used: its Next leaves out times in a gap and doubles those in an overlap.
var cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// cronField is what may stand in one field.
type cronField struct {
	name     string
	unit     string // of a step
	min, max int
	names    map[string]int
}

var cronFields = [5]cronField{
	{"minute", "minutes", 0, 59, nil},
	{"hour", "hours", 0, 23, nil},
	{"day of the month", "days", 1, 31, nil},
	{"month", "months", 1, 12, cronMonths()},
	{"weekday", "days", 0, 7, cronWeekdays()}, // 0 and 7 are Sunday
}

func cronMonths() map[string]int {
	out := make(map[string]int)
	for name, m := range monthWords {
		out[name] = int(m)
	}
	return out
}

func cronWeekdays() map[string]int {
	out := make(map[string]int)
	for name, w := range weekdayWords {
		if single(w.set) && !w.plural {
			out[name] = bits.TrailingZeros8(w.set)
		}
	}
	return out
}

// looksLikeCron tells a cron expression from plain words: it begins with @, has a
// field with a star, or two fields of numbers.
func looksLikeCron(fields []cronSpan) bool {
	if len(fields) == 0 {
		return false
	}
	first := fields[0].text
	if first[0] == '@' || strings.HasPrefix(first, "TZ=") || strings.HasPrefix(first, "CRON_TZ=") {
		return true
	}
	for _, f := range fields {
		if strings.ContainsAny(f.text, "*?") && strings.Trim(f.text, "*?0123456789-,/") == "" {
			return true
		}
	}
	return len(fields) > 1 && numeric(first) && numeric(fields[1].text)
}

// numeric reports whether a field is of numbers, ranges, steps and lists, and
// does not end like a word before a comma.
func numeric(field string) bool {
	return strings.Trim(field, "0123456789-,/") == "" && !strings.HasSuffix(field, ",") && field[0] >= '0' && field[0] <= '9'
}

// cronSpan is a field of an expression, or a part of one, with its place.
type cronSpan struct {
	text       string
	start, end int
}

// spans splits the bytes [from, to) at characters that sep tells.
func (s source) spans(from, to int, sep func(rune) bool, keepEmpty bool) []cronSpan {
	var out []cronSpan
	start := from
	add := func(end int) {
		if end > start || keepEmpty {
			out = append(out, cronSpan{s.text[start:end], start, end})
		}
	}
	for i, r := range s.text[from:to] {
		if sep(r) {
			add(from + i)
			start = from + i + len(string(r))
		}
	}
	add(to)
	return out
}

func (s source) cronFault(f cronSpan, problem, expected string) error {
	return s.fault(f.start, f.end, problem, expected)
}

const cronShape = "a cron expression is minute, hour, day of the month, month and weekday, such as “30 8 * * 1-5”"

// parseCron reads a cron expression.
func parseCron(s source, fields []cronSpan) (pattern, error) {
	first := fields[0]
	if first.text[0] == '@' {
		return parseMacro(s, fields)
	}
	if strings.Contains(first.text, "=") {
		return pattern{}, s.cronFault(first, "the zone does not belong into the expression", "put it into the field for the zone")
	}
	if len(fields) != len(cronFields) {
		end := len(s.text)
		switch {
		case len(fields) == len(cronFields)+1:
			return pattern{}, s.cronFault(first, "there are six fields, and seconds are not offered", "leave out the first field: "+cronShape)
		case len(fields) > len(cronFields):
			extra := fields[len(cronFields)]
			return pattern{}, s.fault(extra.start, end, fmt.Sprintf("there are %d fields instead of five", len(fields)), cronShape)
		}
		return pattern{}, s.fault(end, end, fmt.Sprintf("there are %d fields instead of five", len(fields)), cronShape)
	}
	plain := make([]string, len(fields))
	for i, f := range fields {
		text, err := s.cronField(f, cronFields[i])
		if err != nil {
			return pattern{}, err
		}
		plain[i] = text
	}
	return patternOf(s, strings.Join(plain, " "))
}

// patternOf has the parser read what has been checked.
func patternOf(s source, expression string) (pattern, error) {
	parsed, err := cronParser.Parse(expression)
	spec, ok := parsed.(*cron.SpecSchedule)
	if err != nil || !ok {
		from, to := trimmed(s.text)
		return pattern{}, s.fault(from, to, s.quote(from, to)+" is no cron expression", cronShape)
	}
	const star = 1 << 63
	days := calendar{months: uint16(spec.Month) & allMonths}
	everyMonthDay, everyWeekday := spec.Dom&star != 0, spec.Dow&star != 0
	// With a star in one field the other decides; with none in either, a day need
	// be in one of them only. To the parser */2 is no star.
	if !everyMonthDay || everyWeekday {
		days.monthDays = uint32(spec.Dom) & allMonthDays
	}
	if !everyWeekday || everyMonthDay {
		days.weekdays = uint8(spec.Dow) & allWeekdays
	}
	var out []int
	for h := spec.Hour &^ star; h != 0; h &= h - 1 {
		for m := spec.Minute &^ star; m != 0; m &= m - 1 {
			out = append(out, bits.TrailingZeros64(h)*60+bits.TrailingZeros64(m))
		}
	}
	return pattern{days.canonical(), out}, nil
}

// parseMacro reads @daily and its like.
func parseMacro(s source, fields []cronSpan) (pattern, error) {
	f := fields[0]
	name := strings.ToLower(f.text)
	switch name {
	case "@every":
		return pattern{}, s.cronFault(f, "@every counts from the start of the program and drifts", "write “every 6 hours”, which comes at the same times each day")
	case "@reboot":
		return pattern{}, s.cronFault(f, "@reboot is no time", "write days and times; what is missed while the bot is down is made up for")
	case "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually":
	default:
		return pattern{}, s.cronFault(f, s.quote(f.start, f.end)+" is not known", "write @hourly, @daily, @weekly, @monthly or @yearly, or plain words like “daily 8:30”")
	}
	if len(fields) > 1 {
		return pattern{}, s.fault(fields[1].start, len(s.text), "nothing may stand behind "+name, "write days and times in plain words, such as “daily 8:30”")
	}
	return patternOf(s, name)
}

// cronField checks one field and gives it in numbers, without what the parser
// does not know: 7 for Sunday, and names other than those of three letters.
func (s source) cronField(f cronSpan, field cronField) (string, error) {
	quartz := strings.Contains(f.text, "#") || strings.ContainsAny(f.text, "LWlw") &&
		(field.names == nil || strings.Trim(f.text, "0123456789lL") == "")
	if quartz {
		return "", s.cronFault(f, "L, W and # are not offered", "write plain words, such as “last Friday of the month 17:00” or “first Monday 10:00”")
	}
	var parts []string
	for _, item := range s.spans(f.start, f.end, func(r rune) bool { return r == ',' }, true) {
		text, err := s.cronItem(item, field)
		if err != nil {
			return "", err
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ","), nil
}

// cronItem checks "*", "5", "1-5", "*/10", "1-30/2" or "5/10".
func (s source) cronItem(item cronSpan, field cronField) (string, error) {
	if item.text == "" {
		return "", s.cronFault(item, "between two commas something is missing", field.expects())
	}
	halves := s.spans(item.start, item.end, func(r rune) bool { return r == '/' }, true)
	if len(halves) > 2 {
		return "", s.cronFault(halves[2], "there is a second “/”", field.expects())
	}
	step, hasStep := 1, len(halves) == 2
	if hasStep {
		var err error
		if step, err = s.cronStep(halves[1], field); err != nil {
			return "", err
		}
	}
	if base := halves[0]; base.text == "*" || base.text == "?" {
		if !hasStep {
			return "*", nil
		}
		return fmt.Sprintf("*/%d", step), nil
	}
	ends := s.spans(halves[0].start, halves[0].end, func(r rune) bool { return r == '-' }, true)
	if len(ends) > 2 {
		return "", s.cronFault(ends[2], "there is a second “-”", field.expects())
	}
	low, err := s.cronNumber(ends[0], field)
	if err != nil {
		return "", err
	}
	high := low
	switch {
	case len(ends) == 2:
		if high, err = s.cronNumber(ends[1], field); err != nil {
			return "", err
		}
		if high == 0 && field.max == 7 && low > 0 {
			high = 7 // Fri-Sun
		}
		if high < low {
			return "", s.cronFault(halves[0], s.quote(halves[0].start, halves[0].end)+" ends before it begins",
				fmt.Sprintf("count upwards, or write two ranges: “%d-%d,%d-%d”", low, field.last(), field.min, high))
		}
	case hasStep:
		high = field.last()
	}
	return listed(low, high, step, field), nil
}

// last is the highest number that no other stands for.
func (f cronField) last() int {
	if f.max == 7 {
		return 6
	}
	return f.max
}

// listed writes a range out where 7 is in it, which is 0.
func listed(low, high, step int, field cronField) string {
	if field.max != 7 || high < 7 {
		return fmt.Sprintf("%d-%d/%d", low, high, step)
	}
	var out []string
	for k := low; k <= high; k += step {
		out = append(out, strconv.Itoa(k%daysPerWeek))
	}
	return strings.Join(out, ",")
}

// cronStep reads what stands behind the "/".
func (s source) cronStep(f cronSpan, field cronField) (int, error) {
	step, err := strconv.ParseUint(f.text, 10, 16)
	size := field.last() - field.min + 1
	switch {
	case err != nil || step == 0:
		return 0, s.cronFault(f, "behind “/” a number from 1 is missing", field.expects())
	case int(step) >= size:
		return 0, s.cronFault(f, fmt.Sprintf("a step of %d %s never comes, as the %s starts anew before", step, field.unit, field.name),
			"write a smaller step, or plain words like “every 90 minutes”")
	}
	return int(step), nil
}

// cronNumber reads a number or a name of a field.
func (s source) cronNumber(f cronSpan, field cronField) (int, error) {
	if n, ok := field.names[strings.ToLower(f.text)]; ok {
		return n, nil
	}
	n, err := strconv.ParseUint(f.text, 10, 16)
	if f.text == "" {
		return 0, s.cronFault(f, "a number is missing in the "+field.name, field.expects())
	}
	if err != nil {
		return 0, s.cronFault(f, s.quote(f.start, f.end)+" is no "+field.name, field.expects())
	}
	if int(n) < field.min || int(n) > field.max {
		return 0, s.cronFault(f, fmt.Sprintf("%d is no %s", n, field.name), field.expects())
	}
	return int(n), nil
}

// expects says what the field may hold.
func (f cronField) expects() string {
	names := ""
	switch {
	case f.max == 7:
		names = ", or SUN to SAT"
	case f.names != nil:
		names = ", or JAN to DEC"
	}
	return fmt.Sprintf("the %s is a number from %d to %d%s, a range like 1-5, a step like */2, or several between commas",
		f.name, f.min, f.max, names)
}

// parseWhen reads plain words or a cron expression. The words may end with the
// name of the zone, as String writes them.
func parseWhen(text, zone string) (pattern, error) {
	s := newSource(FieldWhen, text)
	if err := s.check(); err != nil {
		return pattern{}, err
	}
	fields := s.spans(0, len(text), isSpace, false)
	if len(fields) == 0 {
		return pattern{}, s.fault(0, len(text), "it is left open when a briefing is due", "write days and times, such as “weekdays 8:30” or “first Monday 10:00”")
	}
	if looksLikeCron(fields) {
		return parseCron(s, fields)
	}
	until, err := s.withoutZone(fields, zone)
	if err != nil {
		return pattern{}, err
	}
	return parsePhrase(s, until)
}

func isSpace(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '\u202f'
}

// withoutZone gives where the words end before a zone: "daily 8:30, Europe/Berlin
// time". Another zone than the schedule's is an error.
func (s source) withoutZone(fields []cronSpan, zone string) (int, error) {
	n := len(fields)
	if n > 1 && strings.EqualFold(strings.TrimSuffix(fields[n-1].text, "."), "time") {
		n--
	}
	last := fields[n-1]
	name := findZone(strings.TrimSuffix(last.text, "."))
	if n == 1 || name == "" {
		return len(s.text), nil
	}
	if name != zone {
		return 0, s.cronFault(last, "the zone here is "+name+", and in its own field "+zone, "leave the zone out here")
	}
	return last.start, nil
}
