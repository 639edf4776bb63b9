package schedule

import (
	"strings"
	"time"
)

// weekdaySet is what a word for weekdays means.
type weekdaySet struct {
	set    uint8
	plural bool // "Mondays": each week, even after "first"
}

var weekdayWords = func() map[string]weekdaySet {
	out := map[string]weekdaySet{
		"weekday": {mondayToFri, false}, "weekdays": {mondayToFri, true},
		"workday": {mondayToFri, false}, "workdays": {mondayToFri, true},
		"weekend": {weekend, false}, "weekends": {weekend, true},
	}
	short := [7][]string{
		{"sun", "su"},
		{"mon", "mo"},
		{"tue", "tues", "tu"},
		{"wed", "weds", "we"},
		{"thu", "thur", "thurs", "th"},
		{"fri", "fr"},
		{"sat", "sa"},
	}
	for k, words := range short {
		name := strings.ToLower(time.Weekday(k).String())
		for _, w := range append(words, name) {
			out[w] = weekdaySet{1 << k, false}
		}
		out[name+"s"] = weekdaySet{1 << k, true}
		out[name+"'s"] = weekdaySet{1 << k, true}
	}
	return out
}()

var monthWords = func() map[string]time.Month {
	out := map[string]time.Month{"sept": time.September}
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		out[name], out[name[:3]] = m, m
	}
	return out
}()

// lastOrdinal stands for "last" among ordinals.
const lastOrdinal = 32

var ordinalWords = func() map[string]int {
	out := map[string]int{"last": lastOrdinal}
	for i, w := range strings.Fields(`first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
		thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth`) {
		out[w] = i + 1
	}
	out["thirtieth"] = 30
	return out
}()

// unitWords are units of time, in minutes. Those of days and more are larger
// than a day's; seconds are 0.
var unitWords = map[string]int{
	"s": 0, "sec": 0, "secs": 0, "second": 0, "seconds": 0,
	"m": 1, "min": 1, "mins": 1, "minute": 1, "minutes": 1,
	"h": 60, "hr": 60, "hrs": 60, "hour": 60, "hours": 60,
	"day": minutesPerDay, "days": minutesPerDay, "week": 7 * minutesPerDay, "weeks": 7 * minutesPerDay,
	"month": 30 * minutesPerDay, "months": 30 * minutesPerDay, "year": 365 * minutesPerDay, "years": 365 * minutesPerDay,
	"fortnight": 14 * minutesPerDay,
}

// cadenceWords say how often, and leave open on which day: an example of how to
// say it.
var cadenceWords = map[string]string{
	"weekly": "every Monday at 09:00", "week": "every Monday at 09:00", "monthly": "1st of the month at 09:00", "month": "1st of the month at 09:00",
	"yearly": "1 March at 09:00", "annually": "1 March at 09:00", "year": "1 March at 09:00",
}

var numberWords = map[string]int{
	"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}

// countWords say how many times of day there are.
var countWords = map[string]int{"twice": 2, "thrice": 3}

// vagueWords name a part of the day: the hour must be said.
var vagueWords = set("night nights nightly tonight times lunch breakfast")

// halfWords name a half of the day, which hours like "8" are in; true is the
// second.
var halfWords = map[string]bool{
	"morning": false, "mornings": false, "afternoon": true, "afternoons": true, "evening": true, "evenings": true,
}

// otherWords name days that no rule here gives.
var otherWords = set("today tomorrow yesterday now next soon bimonthly quarterly christmas easter ramadan holiday holidays")

var (
	joiners = set("and or , ; & +")
	rangers = set("to - through thru till until")
	fillers = set("at on in of the a an time o'clock clock and or , ; & + always once please post send run briefing")
	excepts = set("except excluding without but not")
	windows = set("from between starting beginning start")
)

func set(words string) map[string]bool {
	out := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

// nearest is the known word that a misspelt one is likely meant to be, or "".
func nearest(word string) string {
	limit := 1
	if len(word) > 4 {
		limit = 2
	}
	best, at := "", limit+1
	consider := func(w string) {
		if d := distance(word, w, limit); len(w) > 2 && (d < at || d == at && w < best) {
			best, at = w, d
		}
	}
	for w := range weekdayWords {
		consider(w)
	}
	for w := range monthWords {
		consider(w)
	}
	for w := range ordinalWords {
		consider(w)
	}
	for _, w := range []string{"every", "daily", "hourly", "noon", "midnight", "hours", "minutes", "except", "between", "month", "monthly", "weekly", "working"} {
		consider(w)
	}
	if at > limit {
		return ""
	}
	if _, day := weekdayWords[best]; day || monthWords[best] != 0 {
		if !strings.HasPrefix(best, "week") && !strings.HasPrefix(best, "work") {
			return capital(best)
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with the next
// to turn one word into another (optimal string alignment); more than limit is
// limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], limit+1)
}
