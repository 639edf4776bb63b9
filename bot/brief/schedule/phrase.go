package schedule

import (
	"fmt"
	"slices"
)

// phrase reads a schedule in plain words. Its parts come in any order: days,
// months, times or a period with its limits.
type phrase struct {
	source
	tokens []token
	at     int

	daily   *token // "daily", "every day"
	cadence *token // "monthly", "weekly", which leave the day open
	groups  []group
	except  uint8 // weekdays
	without token // "except"
	bareDay int   // the index behind "January 15", else -1

	times    []timeOfDay
	timesEnd int     // the index behind the last time
	half     *token  // "morning", "evening"
	count    *token  // "twice"
	period   period  // "every 2 hours"
	window   *window // "from 9:00 to 17:00"
	product  []int   // "minute 7 and 37 of hour 3 and 4", multiplied
	list     *token  // where the product was said
	turns    []turn  // days and times as they took turns
}

// turn is where the words go over to days, or to times.
type turn struct {
	times bool
	token token
}

// note notes that days or times are said at a token.
func (p *phrase) note(times bool, t token) {
	if n := len(p.turns); n == 0 || p.turns[n-1].times != times {
		p.turns = append(p.turns, turn{times, t})
	}
}

// group is days with the months that were said with them: "1st of March".
type group struct {
	days       calendar // whose months are those said, or none
	some       bool     // days were said
	monthFirst bool
	token      token
}

type period struct {
	minutes    int // 0 is none
	start, end int
}

// window limits a period. to is -1 if only its start was said. phase tells that
// the start was one of many times: "starting at 8:00".
type window struct {
	from, to   int
	phase      bool
	start, end int
}

// parsePhrase reads the text up to a byte.
func parsePhrase(s source, until int) (pattern, error) {
	tokens, err := s.lex(until)
	if err != nil {
		return pattern{}, err
	}
	p := &phrase{source: s, tokens: tokens, bareDay: -1, timesEnd: -1}
	for p.peek().kind != endToken {
		if err := p.step(); err != nil {
			return pattern{}, err
		}
	}
	return p.finish()
}

func (p *phrase) peek() token { return p.ahead(0) }

// ahead is the token n behind the next; before the first and behind the last
// there are end tokens.
func (p *phrase) ahead(n int) token {
	if i := p.at + n; i >= 0 && i < len(p.tokens) {
		return p.tokens[i]
	}
	end := p.tokens[len(p.tokens)-1]
	return token{kind: endToken, start: end.start, end: end.end}
}

// wrong is an error at a token.
func (p *phrase) wrong(t token, problem, expected string) error {
	return p.fault(t.start, t.end, problem, expected)
}

func (p *phrase) quoted(t token) string { return p.quote(t.start, t.end) }

func (p *phrase) step() error {
	t := p.peek()
	switch {
	case t.kind == numberToken:
		return p.number()
	case t.kind == wordToken:
		return p.wordStep(t)
	case joiners[t.text]:
		p.at++
		return nil
	case t.text == ":" && p.ahead(1).kind == numberToken && p.ahead(1).glued && p.ahead(1).number < 60: // "hourly at :15"
		m := p.ahead(1)
		p.at += 2
		return p.setWindow(timeOfDay{minute: m.number, start: t.start, end: m.end}, timeOfDay{minute: -1, end: m.end}, true)
	}
	return p.wrong(t, p.quoted(t)+" has nothing to join here", "write times like 08:30, and ranges like Mon-Fri")
}

// wordStep reads what begins with a word.
func (p *phrase) wordStep(t token) error {
	_, isWeekday := weekdayWords[t.text]
	_, isOrdinal := ordinalWords[t.text]
	_, isHalf := halfWords[t.text]
	switch {
	case t.text == "every" || t.text == "each":
		p.at++
		return p.every(t)
	case t.text == "day" || t.text == "days" || t.text == "daily" || t.text == "everyday":
		p.at++
		p.daily = &t
		return nil
	case t.text == "hourly":
		p.at++
		return p.setPeriod(60, t.start, t.end)
	case t.text == "half":
		return p.halfHour(t)
	case isWeekday || t.text == "working" || t.text == "business":
		set, err := p.weekdayList()
		if err != nil {
			return err
		}
		g := p.dayGroup(t)
		g.days.weekdays |= set
		return nil
	case isOrdinal:
		return p.ordinals()
	case monthWords[t.text] != 0:
		return p.months()
	case t.text == "noon" || t.text == "midday" || t.text == "midnight":
		return p.time()
	case excepts[t.text]:
		return p.exceptions()
	case windows[t.text]:
		return p.limits(t)
	case t.text == "minute" || t.text == "minutes":
		return p.minuteList(t)
	case isHalf:
		p.at++
		return p.setHalf(t)
	case countWords[t.text] != 0:
		p.at++
		p.count = &t
		return nil
	case cadenceWords[t.text] != "":
		p.at++
		p.cadence = &t
		return nil
	case fillers[t.text]:
		p.at++
		return nil
	}
	return p.unknown(t)
}

// unknown says what a word could have been.
func (p *phrase) unknown(t token) error {
	switch {
	case vagueWords[t.text]:
		return p.vague(t)
	case otherWords[t.text]:
		return p.wrong(t, p.quoted(t)+" is not something that a schedule can hold", "write days that come again, such as “Mondays 9:00” or “1st and 15th 9:00”")
	case t.text == "other" || t.text == "alternate" || t.text == "fortnightly" || t.text == "biweekly":
		return p.wrong(t, "every other day or week cannot be scheduled", everyOtherAdvice)
	case rangers[t.text]:
		return p.wrong(t, p.quoted(t)+" goes with a period, and with times of day", "write “every 2 hours from 9:00 to 17:00”; dates go into the start and the end")
	}
	if _, isUnit := unitWords[t.text]; isUnit {
		return p.wrong(t, p.quoted(t)+" needs “every” and a number before it", "write “every 6 hours”, or “every hour from 00:15”")
	}
	if to := p.wordEnd(t); meansZone(p.text[t.start:to]) {
		return p.fault(t.start, to, p.quote(t.start, to)+" is a time zone", "put it into the field for the zone")
	}
	if w := nearest(t.text); w != "" {
		return p.wrong(t, p.quoted(t)+" is not a word that a schedule can hold", "did you mean “"+w+"”?")
	}
	return p.wrong(t, p.quoted(t)+" is not a word that a schedule can hold",
		"write days and times, such as “weekdays 8:30”, “first Monday 10:00” or “every 6 hours”")
}

const everyOtherAdvice = "for every two weeks take “1st and 3rd Monday 9:00”, for every two days the weekdays, such as “Mon, Wed, Fri 9:00”"

// wordEnd is where the white space, or what lex leaves out, behind a token begins.
func (p *phrase) wordEnd(t token) int {
	end := t.end
	for _, next := range p.tokens {
		if next.kind != endToken && next.start == end && next.glued {
			end = next.end
		}
	}
	return end
}

// every reads what follows "every".
func (p *phrase) every(word token) error {
	t := p.peek()
	switch t.text {
	case "other", "alternate":
		return p.wrong(t, "every other day or week cannot be scheduled", everyOtherAdvice)
	case "hour", "hours", "minute", "minutes", "min":
		if p.isMinuteList() {
			return nil
		}
		p.at++
		return p.setPeriod(unitWords[t.text], word.start, t.end)
	case "half":
		return p.halfHour(t)
	case "quarter":
		return p.wrong(t, "a quarter of an hour is too short a period", "leave at least 30 minutes between two briefings")
	case "second", "seconds":
		if next := p.ahead(1); next.kind == endToken {
			return p.wrong(t, "seconds are not offered", "leave at least 30 minutes between two briefings")
		}
	}
	if n, isWord := numberWords[t.text]; t.kind == numberToken || isWord {
		if !isWord {
			n = t.number
		}
		if unit := p.ahead(1); unit.kind == wordToken {
			if _, isUnit := unitWords[unit.text]; isUnit {
				return p.numberedPeriod(word, n)
			}
		}
		if _, isUnit := unitWords[p.ahead(3).text]; isUnit && p.ahead(1).text == "." {
			return p.fault(t.start, p.ahead(2).end, p.quote(t.start, p.ahead(2).end)+" is no whole number", "write the period in minutes, such as “every 90 minutes”")
		}
		if isWord {
			return p.wrong(p.ahead(1), p.quoted(t)+" needs hours or minutes behind it", "write “every 6 hours”, for example")
		}
	}
	return p.everyNth()
}

// everyNth refuses "every second Monday", which may mean two things, and "every
// third day".
func (p *phrase) everyNth() error {
	start := p.at
	t := p.peek()
	n, ok := p.ordinal()
	behind := p.peek()
	end := p.at
	p.at = start
	if !ok || n < 2 || n == lastOrdinal {
		return nil
	}
	if minutes, isUnit := unitWords[behind.text]; isUnit && behind.kind == wordToken && behind.text != "second" {
		advice := everyOtherAdvice
		if minutes < minutesPerDay {
			advice = fmt.Sprintf("write “every %d %s”", n, plural(behind.text))
		}
		return p.fault(t.start, behind.end, p.quote(t.start, behind.end)+" cannot be scheduled", advice)
	}
	if _, isWeekday := weekdayWords[behind.text]; !isWeekday {
		return nil
	}
	for _, later := range p.tokens[end:] {
		if later.text == "month" || later.text == "monthly" || monthWords[later.text] != 0 {
			return nil
		}
	}
	return p.fault(t.start, behind.end, p.quote(t.start, behind.end)+" may be every so many weeks or a day of each month",
		fmt.Sprintf("write “%s %s of the month”; periods of weeks are not offered", ordinalText(n), capital(behind.text)))
}

func plural(unit string) string {
	if unit == "hour" || unit == "minute" {
		return unit + "s"
	}
	return unit
}

// numberedPeriod reads "6 hours", "90 min" or "1 hour 30 minutes" behind "every".
func (p *phrase) numberedPeriod(word token, n int) error {
	number, unit := p.peek(), p.ahead(1)
	p.at += 2
	minutes := unitWords[unit.text]
	switch {
	case minutes == 0:
		return p.fault(number.start, unit.end, "seconds are not offered", "leave at least 30 minutes between two briefings")
	case minutes == minutesPerDay && n == 1:
		p.daily = &unit
		return nil
	case minutes >= minutesPerDay:
		return p.fault(number.start, unit.end, p.quote(number.start, unit.end)+" cannot be a period, as none is longer than a day", everyOtherAdvice)
	}
	total, end := n*minutes, unit.end
	for joiners[p.peek().text] && p.ahead(1).kind == numberToken && unitWords[p.ahead(2).text] == 1 {
		p.at++
	}
	if more := p.ahead(1); minutes == 60 && p.peek().kind == numberToken && more.kind == wordToken && unitWords[more.text] == 1 {
		total, end = total+p.peek().number, more.end
		p.at += 2
	}
	return p.setPeriod(total, word.start, end)
}

// halfHour reads "half hour", "half an hour", "half-hourly".
func (p *phrase) halfHour(t token) error {
	p.at++
	for w := p.peek(); w.text == "-" || w.text == "an"; w = p.peek() {
		p.at++
	}
	if w := p.peek(); w.text != "hour" && w.text != "hourly" {
		return p.wrong(t, p.quoted(t)+" needs “hour” behind it", "write periods like “every 90 minutes”, and times like 08:30")
	}
	end := p.peek().end
	p.at++
	return p.setPeriod(30, t.start, end)
}

func (p *phrase) setPeriod(minutes, start, end int) error {
	if p.period.minutes != 0 {
		return p.fault(start, end, "a second period is given", "give one, such as “every 6 hours”")
	}
	if minutes < int(MinPeriod.Minutes()) {
		return p.fault(start, end, p.quote(start, end)+" is too often", "leave at least 30 minutes between two briefings")
	}
	if minutes > minutesPerDay {
		return p.fault(start, end, p.quote(start, end)+" is longer than a day", "write days and times, such as “Mon, Wed, Fri 9:00”")
	}
	p.period = period{minutes, start, end}
	return nil
}

// finish puts the parts together.
func (p *phrase) finish() (pattern, error) {
	days, err := p.finishDays()
	if err != nil {
		return pattern{}, err
	}
	times, err := p.finishTimes()
	if err != nil {
		return pattern{}, err
	}
	slices.Sort(times)
	if len(p.turns) > 3 && times[0] != times[len(times)-1] { // "Mondays 9:00 and Thursdays 17:00"
		return pattern{}, p.wrong(p.turns[2].token, "days have times of their own here", "make a schedule for each time")
	}
	return pattern{days.canonical(), slices.Compact(times)}, nil
}
