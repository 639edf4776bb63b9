package schedule

import (
	"fmt"
	"math/bits"
)

// timeOfDay is a time as it was said.
type timeOfDay struct {
	minute     int
	pm         bool
	open       bool // "8" or "8:30", which beside "9pm" may be either half of the day
	start, end int
}

// number reads what begins with a number.
func (p *phrase) number() error {
	t := p.peek()
	if p.ordinalHere() {
		return p.ordinals()
	}
	if monthWords[p.ahead(1).text] != 0 && len(t.text) <= 2 {
		if t.number < 1 || t.number > 31 {
			return p.wrong(t, p.quoted(t)+" is not in any month", "write days from 1 to 31")
		}
		p.at++
		p.dayGroup(t).days.monthDays |= 1 << t.number
		return nil
	}
	if unit := p.ahead(1); unit.kind == wordToken && unit.text != "h" {
		if _, isUnit := unitWords[unit.text]; isUnit {
			return p.fault(t.start, unit.end, p.quote(t.start, unit.end)+" is no time of day", "write times like 08:30, and periods like “every 6 hours”")
		}
	}
	return p.time()
}

// bareAt reports whether the number n ahead stands alone, without anything that
// makes it a time or a day.
func (p *phrase) bareAt(n int) bool {
	p.at += n
	defer func() { p.at -= n }()
	return p.peek().kind == numberToken && !p.timeHere() && !p.ordinalHere() && len(p.peek().text) <= 2
}

// timeHere reports whether what follows the number makes it a time: 9:00, 9am, 9h.
func (p *phrase) timeHere() bool {
	switch next := p.ahead(1); next.text {
	case ":", ".":
		return p.ahead(2).kind == numberToken
	case "am", "pm", "h", "o'clock":
		return true
	}
	return false
}

const timeAdvice = "write times like 08:30, 8:30pm or 20:00"

// time reads a time of day, or the limits of a period: "9:00-17:00".
func (p *phrase) time() error {
	first := p.peek()
	bare := p.bareAt(0)
	before := p.ahead(-1)
	_, weekdayBehind := weekdayWords[p.ahead(1).text]
	switch {
	case bare && weekdayBehind && first.number >= 1 && first.number <= 5 && before.text != "at":
		return p.wrong(first, p.quoted(first)+" may be an hour or count the weekday", fmt.Sprintf("write “%s %s” for that day of each month, or “at %d:00”", ordinalText(first.number), capital(p.ahead(1).text), first.number))
	case bare && before.text == "on":
		return p.wrong(first, p.quoted(first)+" may be a day or an hour", fmt.Sprintf("write “%s” for a day of the month, or “at %d:00”", ordinalText(first.number), first.number))
	case p.timesEnd == p.at:
		from, to := p.times[len(p.times)-1].start, p.wordEnd(first)
		return p.fault(from, to, p.quote(from, to)+" may be one time or two", "write times like 08:30, and “and” between two")
	case bare && p.bareDay >= 0 && p.at > p.bareDay && joined(p.tokens[p.bareDay:p.at]):
		return p.wrong(first, p.quoted(first)+" may be a day or an hour", fmt.Sprintf("write “%s” for a day of the month, or “at %d:00”", ordinalText(first.number), first.number))
	}
	t, err := p.timeOfDay()
	if err != nil {
		return err
	}
	if rangers[p.peek().text] && p.isTime(p.ahead(1)) {
		p.at++
		to, err := p.timeOfDay()
		if err != nil {
			return err
		}
		return p.setWindow(t, to, false)
	}
	p.note(true, first)
	p.times = append(p.times, t)
	p.timesEnd = p.at
	return nil
}

// joined reports whether tokens are all joiners.
func joined(tokens []token) bool {
	for _, t := range tokens {
		if !joiners[t.text] {
			return false
		}
	}
	return true
}

func (p *phrase) isTime(t token) bool {
	return t.kind == numberToken || t.text == "noon" || t.text == "midday" || t.text == "midnight"
}

// timeOfDay reads one time.
func (p *phrase) timeOfDay() (timeOfDay, error) {
	t := p.peek()
	out := timeOfDay{start: t.start, end: t.end}
	p.at++
	switch t.text {
	case "noon", "midday":
		out.minute = minutesPerDay / 2
		return out, nil
	case "midnight":
		return out, nil
	}
	hour, minute := t.number, 0
	var err error
	switch next := p.peek(); {
	case len(t.text) > 2:
		if hour, minute, err = p.fourDigits(t); err != nil {
			return out, err
		}
	case next.text == ":" || next.text == "." || next.text == "h":
		p.at++
		if minute, err = p.minutesBehind(t, next); err != nil {
			return out, err
		}
		p.skip("h")
	}
	out.end = p.ahead(-1).end
	if p.peek().text == "o'clock" {
		p.at++
	}
	if half := p.peek(); half.text == "am" || half.text == "pm" {
		p.at++
		out.end, out.pm = half.end, half.text == "pm"
		if hour < 1 || hour > 12 {
			return out, p.fault(out.start, out.end, p.quote(out.start, out.end)+" is no time, as am and pm go with 1 to 12", timeAdvice)
		}
		hour %= 12
		if out.pm {
			hour += 12
		}
	} else {
		out.open = hour >= 1 && hour <= 12 && t.text[0] != '0' && len(t.text) <= 2
	}
	out.minute = hour*60 + minute
	return out, p.checkTime(out, hour, minute)
}

// checkTime refuses hours and minutes that no day has.
func (p *phrase) checkTime(t timeOfDay, hour, minute int) error {
	switch {
	case hour == 24 && minute == 0:
		return p.fault(t.start, t.end, p.quote(t.start, t.end)+" belongs to two days", "write 00:00 of the day which it begins")
	case hour > 23 || minute > 59:
		return p.fault(t.start, t.end, p.quote(t.start, t.end)+" is no time of day", timeAdvice+"; a day of the month is written 15th")
	}
	return nil
}

// skip goes over a word that is glued to what is before it.
func (p *phrase) skip(word string) {
	if t := p.peek(); t.text == word && t.glued {
		p.at++
	}
}

// minutesBehind reads the minutes behind the sign of a time, which "h" need not
// have.
func (p *phrase) minutesBehind(hour, sign token) (int, error) {
	m := p.peek()
	if m.kind == numberToken && m.glued && len(m.text) == 2 {
		p.at++
		return m.number, nil
	}
	if sign.text == "h" && !(m.kind == numberToken && m.glued) {
		return 0, nil
	}
	end := sign.end
	if m.kind == numberToken {
		end = m.end
	}
	return 0, p.fault(hour.start, end, p.quote(hour.start, end)+" has no two digits for the minutes", timeAdvice)
}

// fourDigits reads 0830. What looks like a year is refused.
func (p *phrase) fourDigits(t token) (hour, minute int, err error) {
	hour, minute = t.number/100, t.number%100
	switch {
	case len(t.text) == 4 && p.peek().text == "-":
		return 0, 0, p.wrong(t, "a single date cannot be a schedule", "write days that come again, such as “24 December 9:00”; dates go into the start, the end or the quiet days")
	case len(t.text) == 4 && (hour == 19 || hour == 20):
		return 0, 0, p.wrong(t, p.quoted(t)+" may be a year or a time", fmt.Sprintf("write “%d:%02d” for a time; dates go into the start, the end or the quiet days", hour, minute))
	case len(t.text) != 4:
		return 0, 0, p.wrong(t, p.quoted(t)+" is no time of day", timeAdvice)
	}
	return hour, minute, nil
}

// limits reads "from 9:00 to 17:00", "between 9 and 17", "starting at 2:00".
func (p *phrase) limits(word token) error {
	for windows[p.peek().text] || p.peek().text == "at" || p.peek().text == "on" {
		p.at++
	}
	t := p.peek()
	if !p.isTime(t) || p.ordinalHere() || monthWords[p.ahead(1).text] != 0 {
		if _, isWeekday := weekdayWords[t.text]; isWeekday && word.text == "from" {
			return nil // "from Monday to Friday"
		}
		if monthWords[t.text] != 0 && word.text == "from" && monthWords[p.ahead(2).text] != 0 {
			return nil // "from June to August"
		}
		return p.wrong(t, "behind “"+word.text+"” a time of day is missing", "write “every 2 hours from 9:00 to 17:00”; dates go into the start and the end")
	}
	from, err := p.timeOfDay()
	if err != nil {
		return err
	}
	sep := p.peek()
	if (rangers[sep.text] || word.text == "between" && sep.text == "and") && p.isTime(p.ahead(1)) {
		p.at++
		to, err := p.timeOfDay()
		if err != nil {
			return err
		}
		return p.setWindow(from, to, false)
	}
	return p.setWindow(from, timeOfDay{minute: -1, end: from.end}, word.text != "from" && word.text != "between")
}

// setWindow takes the limits of a period. One that ends at midnight ends with the
// day.
func (p *phrase) setWindow(from, to timeOfDay, phase bool) error {
	if to.minute == 0 && from.minute > 0 {
		to.minute = minutesPerDay - 1
	}
	switch {
	case p.window != nil:
		return p.fault(from.start, to.end, "limits are given twice", "write “every 2 hours from 9:00 to 17:00”, for example")
	case from.open && to.pm || to.open && from.pm:
		return p.fault(from.start, to.end, p.quote(from.start, to.end)+" is unclear", "write am or pm with both times, or neither")
	case to.minute >= 0 && to.minute <= from.minute:
		return p.fault(from.start, to.end, p.quote(from.start, to.end)+" does not end on the day on which it begins", "write the times one by one, or limits within a day")
	}
	p.window = &window{from.minute, to.minute, phase, from.start, to.end}
	return nil
}

// isMinuteList tells "every minute of hour 3" from the period.
func (p *phrase) isMinuteList() bool {
	return p.peek().text == "minute" && p.ahead(1).kind == numberToken
}

// minuteList reads "minute 7 and 37 of hour 3, 5 and 9 to 17".
func (p *phrase) minuteList(word token) error {
	p.at++
	minutes, err := p.numberList(word, 59)
	if err != nil {
		return err
	}
	for p.peek().text == "of" || p.peek().text == "past" || p.peek().text == "in" || p.peek().text == "the" {
		p.at++
	}
	t := p.peek()
	if t.text != "hour" && t.text != "hours" {
		return p.wrong(t, "the hours are missing here", "write “minute 15 of hour 8 to 17”, for example")
	}
	p.at++
	hours, err := p.numberList(t, 23)
	if err != nil {
		return err
	}
	p.list = &word
	for ; hours != 0; hours &= hours - 1 {
		for m := minutes; m != 0; m &= m - 1 {
			p.product = append(p.product, bits.TrailingZeros64(hours)*60+bits.TrailingZeros64(m))
		}
	}
	return nil
}

// numberList reads numbers and ranges up to a limit into bits, as far as they are
// joined.
func (p *phrase) numberList(word token, limit int) (uint64, error) {
	var set uint64
	for {
		t := p.peek()
		if t.kind != numberToken || t.number > limit {
			return 0, p.wrong(t, fmt.Sprintf("behind “%s” a number up to %d is missing", word.text, limit), "write “minute 15 of hour 8 to 17”, for example")
		}
		p.at++
		from, to := t.number, t.number
		if end := p.ahead(1); rangers[p.peek().text] && end.kind == numberToken {
			if end.number > limit || end.number < from {
				return 0, p.fault(t.start, end.end, p.quote(t.start, end.end)+" is no range", fmt.Sprintf("count upwards to at most %d", limit))
			}
			to = end.number
			p.at += 2
		}
		set |= 1<<(to+1) - 1<<from
		n := 0
		for joiners[p.ahead(n).text] {
			n++
		}
		if n == 0 || !p.bareAt(n) || monthWords[p.ahead(n+1).text] != 0 {
			return set, nil
		}
		p.at += n
	}
}

// finishTimes gives the minutes of the day, in any order.
func (p *phrase) finishTimes() ([]int, error) {
	switch {
	case p.half != nil && len(p.times) == 0:
		return nil, p.vague(*p.half)
	case p.count != nil && len(p.times) != countWords[p.count.text]:
		return nil, p.vague(*p.count)
	case p.period.minutes != 0 && p.list != nil:
		return nil, p.wrong(*p.list, "there are both a period and minutes of hours", "write either, or “every 6 hours from 08:00” for where the period begins")
	case p.period.minutes != 0 && len(p.times) > 0:
		return nil, p.fault(p.times[0].start, p.times[0].end, "there are both a period and times of day", "write either, or “every 6 hours from 08:00” for where the period begins")
	case p.period.minutes != 0:
		return p.periodTimes()
	case p.window != nil:
		return nil, p.fault(p.window.start, p.window.end, "how often within these hours is left open", "write “every 2 hours from 9:00 to 17:00”, for example")
	case len(p.times) == 0 && p.list == nil:
		end := len(p.text)
		return nil, p.fault(end, end, "the time of day is missing", "write it behind the days, as in “Mondays 9:00”")
	}
	out := p.product
	for _, t := range p.times {
		minute, err := p.settle(t)
		if err != nil {
			return nil, err
		}
		out = append(out, minute)
	}
	return out, nil
}

// settle gives the minute of a time, in the half of the day that has been named.
func (p *phrase) settle(t timeOfDay) (int, error) {
	const noon = minutesPerDay / 2
	if p.half != nil {
		second := halfWords[p.half.text]
		if second && t.open && t.minute < noon {
			t.minute += noon
		}
		if second != (t.minute >= noon) {
			return 0, p.fault(t.start, t.end, p.quote(t.start, t.end)+" is not in the "+p.half.text, "leave out “"+p.half.text+"”, and "+timeAdvice)
		}
		return t.minute, nil
	}
	for _, other := range p.times {
		if t.open && other.pm {
			return 0, p.fault(t.start, t.end, p.quote(t.start, t.end)+" may be in the morning or the afternoon", "write am or pm with each time, or times up to 23:59")
		}
	}
	return t.minute, nil
}

// setHalf takes one half of the day for all times.
func (p *phrase) setHalf(t token) error {
	if p.half != nil && halfWords[p.half.text] != halfWords[t.text] {
		return p.wrong(t, "both halves of the day are named", "write times, such as 08:00 and 20:00, or 8am and 8pm")
	}
	p.half = &t
	return nil
}

// vague refuses a word that is no time.
func (p *phrase) vague(t token) error {
	return p.wrong(t, p.quoted(t)+" leaves the hour open", "write times, such as 08:00 and 20:00, or 8am and 8pm")
}

// periodTimes are the times of a period: between its limits, or around the clock.
func (p *phrase) periodTimes() ([]int, error) {
	n := p.period.minutes
	from, to := 0, minutesPerDay-1
	if p.window != nil {
		from = p.window.from
	}
	if p.window != nil && p.window.to >= 0 {
		to = p.window.to
	} else {
		if minutesPerDay%n != 0 {
			return nil, p.fault(p.period.start, p.period.end, p.quote(p.period.start, p.period.end)+" does not divide a day, so that the times would differ from day to day",
				dividing(n))
		}
		if p.window != nil && from >= n && !p.window.phase {
			return nil, p.fault(p.window.start, p.window.end, "whether the period goes on after midnight is left open",
				fmt.Sprintf("write “%s starting at %s” for day and night, or “%s from %s to 23:59”", everyText(n), clock(from), everyText(n), clock(from)))
		}
		from %= n
	}
	var out []int
	for t := from; t <= to; t += n {
		out = append(out, t)
	}
	return out, nil
}

// dividing advises which periods near n divide a day.
func dividing(n int) string {
	below, above := n, n
	for below > 0 && (minutesPerDay%below != 0 || n > 60 && below%60 != 0) {
		below--
	}
	for above < minutesPerDay && (minutesPerDay%above != 0 || n > 60 && above%60 != 0) {
		above++
	}
	if below < int(MinPeriod.Minutes()) {
		below = above
	}
	return fmt.Sprintf("write %s or %s, or limits, such as “%s from 08:00 to 20:00”", everyText(below), everyText(above), everyText(n))
}

// everyText is "every 6 hours", "every hour", "every 90 minutes".
func everyText(minutes int) string {
	switch {
	case minutes == 60:
		return "every hour"
	case minutes%60 == 0:
		return fmt.Sprintf("every %d hours", minutes/60)
	}
	return fmt.Sprintf("every %d minutes", minutes)
}
