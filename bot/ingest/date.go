package ingest

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rapporteur/bot/ingest/prose"
)

// Why a text is not taken for a date.
var (
	errNoDate   = errors.New("no date")
	errTwoDates = errors.New("two dates")
)

const (
	// maxDate is the longest text in bytes that is read as a date: the longest month
	// and weekday with a time and a zone have some sixty.
	maxDate = 100
	// The years that four digits are taken for.
	firstYear, lastYear = 1000, 2199
)

// machineDates are the forms in which programs write a day, those apart that begin
// with year-month-day.
var machineDates = []string{
	time.RFC1123, time.RFC1123Z, time.RFC850, time.RFC822, time.RFC822Z, time.ANSIC, time.UnixDate, time.RubyDate,
	"Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04:05 -0700", "20060102", "20060102T150405Z", "20060102T150405Z0700", "20060102150405",
}

// Date reads a date as people and programs write them: with numbers, year first or
// last, or with the name of the month in any language that the bot speaks. It gives
// year-month-day, or year-month or the year alone where no more is said; false for
// what is no date, and for what may be two, such as 3/4/2031.
func Date(text string) (string, bool) {
	date, err := dateOf(text)
	return date, err == nil
}

// dateOf is Date; the error is errNoDate or errTwoDates.
func dateOf(text string) (string, error) {
	text = strings.TrimPrefix(prose.Clean(text), "D:") // PDF's mark of a date
	if text == "" || len(text) > maxDate {
		return "", errNoDate
	}
	for _, layout := range machineDates {
		if at, err := time.Parse(layout, text); err == nil {
			return isoDate(at.Year(), int(at.Month()), at.Day())
		}
	}
	parts := dateParts(text)
	if parts == nil {
		return "", errNoDate
	}
	return parts.date()
}

// isoDate is a date in its form, without what is 0.
func isoDate(year, month, day int) (string, error) {
	switch {
	case year < firstYear || year > lastYear || month < 0 || month > 12 || day < 0:
		return "", errNoDate
	case month == 0:
		return strconv.Itoa(year), nil
	case day == 0:
		return fmt.Sprintf("%d-%02d", year, month), nil
	}
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if at.Day() != day {
		return "", errNoDate // 31 June
	}
	return at.Format(time.DateOnly), nil
}

// dateText is what a date consists of: its numbers in their order, and the month if
// it is named.
type dateText struct {
	numbers []dateNumber
	month   int
	dots    bool // the numbers are parted by dots
}

type dateNumber struct{ value, digits int }

// date puts the parts together.
func (d *dateText) date() (string, error) {
	year := -1
	for i, n := range d.numbers {
		switch {
		case n.digits == 4 && year < 0:
			year = i
		case n.digits > 2:
			return "", errNoDate
		}
	}
	if year < 0 {
		return "", errNoDate
	}
	var rest []int
	for i, n := range d.numbers {
		if i != year {
			rest = append(rest, n.value)
		}
	}
	if d.month > 0 {
		return d.named(year, rest)
	}
	y := d.numbers[year].value
	switch {
	case len(rest) == 0:
		return isoDate(y, 0, 0)
	case len(rest) == 1 && rest[0] > 0:
		return isoDate(y, rest[0], 0)
	case len(rest) != 2 || year == 1 || rest[0] == 0 || rest[1] == 0:
		return "", errNoDate
	case year == 0:
		return isoDate(y, rest[0], rest[1])
	case rest[0] > 12 || d.dots || rest[0] == rest[1]: // the day comes first
		return isoDate(y, rest[1], rest[0])
	case rest[1] > 12:
		return isoDate(y, rest[0], rest[1])
	}
	return "", errTwoDates
}

// named is a date whose month is named, with the numbers beside the year.
func (d *dateText) named(year int, rest []int) (string, error) {
	y := d.numbers[year].value
	switch {
	case len(rest) == 0:
		return isoDate(y, d.month, 0)
	case len(rest) == 1 && rest[0] > 0:
		return isoDate(y, d.month, rest[0])
	}
	return "", errNoDate
}

// dateParts takes a text apart; nil when something in it belongs to no date. A time
// of day and a zone behind the date are passed over.
func dateParts(text string) *dateText {
	text = timeOfDay.ReplaceAllString(text, " ")
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",.․;/-+–()'’", r)
	})
	d := &dateText{dots: strings.Count(text, ".") > 1 && !strings.ContainsAny(text, "/-")}
	for _, word := range words {
		if !d.take(folded(word)) {
			return nil
		}
	}
	return d
}

// take takes one word of a date, and reports whether it belongs to one.
func (d *dateText) take(word string) bool {
	digits := len(word) - len(strings.TrimLeft(word, "0123456789"))
	if digits > 0 {
		if digits > 4 || len(d.numbers) == 3 || digits < len(word) && !dateWords()[word[digits:]] {
			return false
		}
		n, err := strconv.Atoi(word[:digits])
		d.numbers = append(d.numbers, dateNumber{n, digits})
		return err == nil
	}
	if month := monthNames()[word]; month > 0 {
		if d.month > 0 && d.month != month { // "mar. 14 mars": Tuesday is a short March too
			return false
		}
		d.month = month
		return true
	}
	return dateWords()[word]
}

// timeOfDay is a time, with half of the day and zone: "T09:30:00+01:00", "9:30 pm
// CET", "09:30:00 GMT+0100 (Central European Standard Time)".
var timeOfDay = regexp.MustCompile(`(?:T|\b)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:\s?[AaPp]\.?[Mm]\b\.?)?` +
	`(?:\s?[A-Z]{1,5}\b)?(?:\s?[+-]\d{1,2}(?::?\d{2})?)?(?:\s?[A-Z]{1,5}\b)?(?:\s?\([^()]*\))?`)

// folded is a word in small letters without the marks on them, so that "Août",
// "AOUT" and "août" are one.
func folded(word string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case r == 'ı': // Turkish: its capital is I, whose small letter is i elsewhere
			b.WriteByte('i')
		case !unicode.Is(unicode.Mn, r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// monthNames are the months in the languages of the bot, full and short, in the
// cases in which they stand in dates.
var monthNames = sync.OnceValue(func() map[string]int {
	names := make(map[string]int)
	for i, month := range []string{
		"january jan januar jänner enero ene janvier janv yanvar yan ocak oca январь января янв հունվար հունվարի հնվ",
		"february feb februar febrer feber febrero février févr fév fevral fev şubat şub февраль февраля фев февр փետրվար փետրվարի փտվ",
		"march mar märz maerz mär mrz marzo mars mart март марта мар մարտ մարտի մրտ",
		"april apr abril abr avril avr aprel nisan nis апрель апреля апр ապրիլ ապրիլի ապր",
		"may mai mayo mayıs май мая մայիս մայիսի մյս",
		"june jun juni junio juin iyun haziran haz июнь июня июн հունիս հունիսի հնս",
		"july jul juli julio juillet juil iyul temmuz tem июль июля июл հուլիս հուլիսի հլս",
		"august aug agosto ago août avqust avq ağustos ağu август августа авг օգոստոս օգոստոսի օգս",
		"september sept sep septiembre setiembre set septembre sentyabr sent eylül eyl сентябрь сентября сен сент սեպտեմբեր սեպտեմբերի սեպ",
		"october oct oktober okt octubre octobre oktyabr ekim eki октябрь октября окт հոկտեմբեր հոկտեմբերի հոկ",
		"november nov noviembre novembre noyabr noy kasım kas ноябрь ноября ноя нояб նոյեմբեր նոյեմբերի նոյ",
		"december dec dezember dez diciembre dic décembre déc dekabr dek aralık ara декабрь декабря дек դեկտեմբեր դեկտեմբերի դեկ",
	} {
		for name := range strings.FieldsSeq(month) {
			names[folded(name)] = i + 1
		}
	}
	return names
})

// dateWords are what may stand in a date beside numbers and month: weekdays, endings
// of ordinal numbers, words for "of", "the" and "year", zones.
var dateWords = sync.OnceValue(func() map[string]bool {
	words := make(map[string]bool)
	for _, list := range []string{
		"monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun st nd rd th the of on at in",
		"montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so am den der vom um uhr",
		"lunes martes miércoles jueves viernes sábado domingo lun mié jue vie sáb dom de del el a las º",
		"lundi mardi mercredi jeudi vendredi samedi dimanche mer jeu ven sam dim er le à d",
		"bazar ertəsi çərşənbə axşamı cümə şənbə il ci cı cu cü",
		"pazartesi salı çarşamba perşembe cuma cumartesi pazar yılı",
		"понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс г год года в",
		"երկուշաբթի երեքշաբթի չորեքշաբթի հինգշաբթի ուրբաթ շաբաթ կիրակի թ թվական թվականի ին",
		"z utc gmt",
	} {
		for word := range strings.FieldsSeq(list) {
			words[folded(word)] = true
		}
	}
	return words
})

// NoDate says in words that a text cannot be read as a date, and how to write one.
func NoDate(text string) string {
	what := "which is none"
	if _, err := dateOf(text); errors.Is(err, errTwoDates) {
		what = "which may be two"
	}
	shown := []rune(prose.Clean(text))
	if len(shown) > maxShown {
		shown = append(shown[:maxShown-1], '…')
	}
	return fmt.Sprintf("“%s” was given as the date, %s. Write it as year-month-day, such as 2031-03-14, or as 2031-03 or 2031 if no more is known.", string(shown), what)
}

// maxShown is how many characters are shown of what is no date.
const maxShown = 60

// inFuture reports whether a date lies after a time, wherever on earth.
func inFuture(date string, now time.Time) bool {
	const easternmost = 14 * time.Hour // Kiritimati is that far ahead of UTC
	return date > now.UTC().Add(easternmost).Format(time.DateOnly)[:min(len(date), len(time.DateOnly))]
}
