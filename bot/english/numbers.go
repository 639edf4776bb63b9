package english

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

// QuantityKind says what a number does in its sentence.
type QuantityKind uint8

// The kinds of quantities.
const (
	Count   QuantityKind = iota // a bare number or a count of things
	Percent                     // a share; Value is in per cent, fractions included
	Money                       // an amount; Unit is the currency
	Ordinal                     // a place in a row
	Amount                      // a measure; Value is in the base unit of its dimension
)

// Bound says how a quantity limits the true value.
type Bound uint8

// The bounds.
const (
	Exactly Bound = iota
	About
	AtLeast // "more than", "over", "at least"
	AtMost  // "fewer than", "under", "up to"
)

// Quantity is a number that a text states. Dates are not quantities.
type Quantity struct {
	From, To int // half-open range of indexes into the tokens, with scale and unit of measure
	Value    float64
	Last     float64 // the upper end of a range; equal to Value if there is none
	Kind     QuantityKind
	Bound    Bound
	// Unit is the dimension of an Amount ("length"), the currency of Money
	// ("dollar"), and "" for the rest.
	Unit string
}

var (
	smallNumbers = sync.OnceValue(func() map[string]float64 {
		m := make(map[string]float64, 32)
		for i, w := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
			m[w] = float64(i)
		}
		for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
			m[w] = float64(20 + 10*i)
		}
		return m
	})
	scales = sync.OnceValue(func() map[string]float64 {
		return map[string]float64{
			"hundred": 100, "hundreds": 0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
			"dozen": 12, "mn": 1e6, "bn": 1e9, "mln": 1e6,
		}
	})
	ordinals = sync.OnceValue(func() map[string]int {
		m := make(map[string]int, 40)
		for i, w := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth") {
			m[w] = i + 1
		}
		for i, w := range strings.Fields("thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth") {
			m[w] = 30 + 10*i
		}
		return m
	})
	fractions = sync.OnceValue(func() map[string]float64 {
		return map[string]float64{
			"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5,
			"sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "eighths": 8, "ninth": 9, "tenth": 10, "tenths": 10,
		}
	})
	measures = sync.OnceValue(readMeasures)
)

// UnitOfMeasure is a dimension and how many of its base units one unit is.
type UnitOfMeasure struct {
	Dimension string
	Factor    float64
}

// Measure looks up a folded word as a unit of measure: metre, km, hectares.
func Measure(word string) (UnitOfMeasure, bool) {
	u, ok := measures()[word]
	return u, ok
}

// readMeasures gives the units by name. Factors are to metres, kilograms,
// square metres, litres, metres a second, seconds and watts.
func readMeasures() map[string]UnitOfMeasure {
	m := make(map[string]UnitOfMeasure, 128)
	add := func(dimension string, factor float64, names string) {
		for name := range strings.FieldsSeq(names) {
			m[name] = UnitOfMeasure{dimension, factor}
		}
	}
	add("length", .001, "mm millimetre millimetres millimeter millimeters")
	add("length", .01, "cm centimetre centimetres centimeter centimeters")
	add("length", 1, "m metre metres meter meters")
	add("length", 1000, "km kilometre kilometres kilometer kilometers")
	add("length", 1609.344, "mile miles mi")
	add("length", .3048, "foot feet ft")
	add("length", .0254, "inch inches")
	add("length", .9144, "yard yards")
	add("length", 1852, "nmi")
	add("mass", .001, "g gram grams gramme grammes")
	add("mass", 1, "kg kilogram kilograms kilo kilos")
	add("mass", 1000, "tonne tonnes")
	add("mass", 907.185, "ton tons")
	add("mass", .4536, "lb lbs")
	add("mass", .02835, "ounce ounces oz")
	add("area", 1e4, "hectare hectares ha")
	add("area", 4046.86, "acre acres")
	add("area", 1e6, "km2")
	add("volume", 1, "litre litres liter liters")
	add("volume", 3.785, "gallon gallons")
	add("volume", 158.987, "barrel barrels")
	add("speed", .44704, "mph")
	add("speed", .27778, "kmh kph")
	add("time", 1, "second seconds")
	add("time", 60, "minute minutes")
	add("time", 3600, "hour hours")
	add("time", 86400, "day days")
	add("time", 604800, "week weeks fortnight")
	add("time", 2629746, "month months")
	add("time", 31556952, "year years")
	add("time", 315569520, "decade decades")
	add("time", 3155695200, "century centuries")
	add("power", 1e3, "kw kilowatt kilowatts")
	add("power", 1e6, "mw megawatt megawatts")
	add("power", 1e9, "gw gigawatt gigawatts")
	add("temperature", 1, "degree degrees fahrenheit celsius centigrade")
	return m
}

// currencies maps the words for money to a currency; cents and pence are their own.
func currency(word string) string {
	switch word {
	case "dollar", "dollars", "usd":
		return "dollar"
	case "euro", "euros", "eur":
		return "euro"
	case "pounds", "sterling", "gbp":
		return "pound"
	case "pence", "penny", "pennies":
		return "penny"
	case "cent", "cents":
		return "cent"
	case "yen", "yuan", "rupee", "rouble", "ruble", "franc", "mark", "peso", "lira", "krona", "won":
		return word
	case "rupees", "roubles", "rubles", "francs", "marks", "pesos":
		return strings.TrimSuffix(word, "s")
	}
	return ""
}

// AppendQuantities appends the quantities of text to dst, in order. tokens are
// those of AppendTokens, words their folded forms and dates those of
// AppendDates, whose tokens are passed over. "One" is a quantity only where it counts: before a noun or a scale.
func AppendQuantities(dst []Quantity, text string, tokens []Token, words []string, dates []Date) []Quantity {
	r := numberReader{dateReader{text: text, tokens: tokens, words: words}}
	for i := 0; i < len(tokens); {
		if len(dates) > 0 && dates[0].From <= i {
			i = max(i, dates[0].To)
			dates = dates[1:]
			continue
		}
		q, ok := r.read(i)
		if !ok {
			i++
			continue
		}
		q.From = i
		r.span(&q)
		r.unit(&q)
		if q.Bound == Exactly {
			q.Bound = r.bound(i)
		}
		dst = append(dst, q)
		i = q.To
	}
	return dst
}

type numberReader struct{ dateReader }

// read reads the number that begins at token i, without its unit.
func (r *numberReader) read(i int) (Quantity, bool) {
	if q, ok := r.clock(i); ok {
		return q, true
	}
	if q, ok := r.fraction(i); ok {
		return q, true
	}
	if r.word(i) == "single" && r.word(i-1) == "a" && !IsStop(r.word(i+1)) && r.between(i) == " " {
		return Quantity{To: i + 1, Value: 1, Last: 1}, true
	}
	if n, to := r.ordinal(i); n > 0 {
		return Quantity{To: to, Value: float64(n), Last: float64(n), Kind: Ordinal}, true
	}
	v, to := r.cardinal(i)
	if to == i {
		return Quantity{}, false
	}
	return Quantity{To: to, Value: v, Last: v}, true
}

// clock reads "10:30" as minutes after midnight, an Amount of "clock"; "3:32"
// may be a time that a race took.
func (r *numberReader) clock(i int) (Quantity, bool) {
	if r.between(i) != ":" || r.between(i-1) == ":" || r.between(i+1) == ":" || len(r.word(i)) != 2 || len(r.word(i+1)) != 2 {
		return Quantity{}, false
	}
	hours, err := strconv.Atoi(r.word(i))
	minutes, err2 := strconv.Atoi(r.word(i + 1))
	if err != nil || err2 != nil || hours < 0 || hours > 24 || minutes < 0 || minutes > 59 {
		return Quantity{}, false
	}
	v := float64(60*hours + minutes)
	return Quantity{To: i + 2, Value: v, Last: v, Kind: Amount, Unit: "clock"}, true
}

// fraction reads "half", "a third of", "two thirds", "one-fifth", "twice as".
func (r *numberReader) fraction(i int) (Quantity, bool) {
	over, at := 1.0, i
	switch w := r.word(i); {
	case r.halfMore(i) || w == "half" && r.halfMore(i-1):
		return Quantity{}, false
	case w == "half" && r.word(i+1) != "a":
		return Quantity{To: i + 1, Value: 50, Last: 50, Kind: Percent}, true
	case (w == "twice" || w == "double" || w == "thrice") && r.word(i+1) == "as":
		v := 200.0
		if w == "thrice" {
			v = 300
		}
		return Quantity{To: i + 1, Value: v, Last: v, Kind: Percent}, true
	case w == "a":
		at++
	case smallNumbers()[w] > 0:
		over, at = smallNumbers()[w], at+1
	default:
		return Quantity{}, false
	}
	under := fractions()[r.word(at)]
	if under == 0 || over >= under || under != 2 && r.word(i) == "a" && !r.partOf(at+1) {
		return Quantity{}, false
	}
	v := 100 * over / under
	return Quantity{To: at + 1, Value: v, Last: v, Kind: Percent}, true
}

// halfMore reports whether "a half" at token i is half of what stands before it more: "a
// day and a half", "one and a half days".
func (r *numberReader) halfMore(i int) bool {
	if r.word(i) != "a" || r.word(i+1) != "half" || r.word(i-1) != "and" {
		return false
	}
	_, unit := Measure(r.word(i - 2))
	return unit || r.word(i-2) == "one" || smallNumbers()[r.word(i-2)] > 0
}

// partOf reports whether what follows "a third" at token i shows that it is a
// share and not the third of a row.
func (r *numberReader) partOf(i int) bool {
	switch r.word(i) {
	case "", "of", "in", "from", "to", "by", "and", "or", "since", "as", "last", "this", "more", "less", "during", "between":
		return true
	}
	return strings.ContainsAny(r.between(i-1), ".,;")
}

// cardinal reads digits and number words with their scales: "28,000",
// "1.5 million", "twenty-eight thousand", "a hundred". to is i when there is
// no number.
func (r *numberReader) cardinal(i int) (value float64, to int) {
	var total, part float64
	at := i
	for ; at < len(r.tokens); at++ {
		w := r.word(at)
		if v, ok := r.digits(at); ok {
			if at > i {
				break
			}
			part = v
			continue
		}
		if v, ok := smallNumbers()[w]; ok {
			if at > i && !r.continues(at, part, v) {
				break
			}
			if w == "one" && at == i && !r.oneCounts(at) {
				break
			}
			part += v
			continue
		}
		s := scales()[w]
		if s == 0 || at == i && !r.scaleAlone(at) {
			if w == "and" && at > i && part >= 100 && smallNumbers()[r.word(at+1)] > 0 && scales()[r.word(at-1)] > 0 {
				continue
			}
			break
		}
		if part == 0 {
			part = 1
		}
		if s == 100 || s == 12 {
			part *= s
			continue
		}
		total += part * s
		part = 0
	}
	return total + part, at
}

// continues reports whether a small number v may follow part in one number.
func (r *numberReader) continues(at int, part, v float64) bool {
	if _, digits := r.digits(at - 1); digits {
		return false
	}
	tens := math.Mod(part, 100)
	return v > 0 && (tens == 0 || v < 10 && tens >= 20 && math.Mod(tens, 10) == 0)
}

// scaleAlone reports whether a scale at the start of a number is one: "a
// million", "a dozen".
func (r *numberReader) scaleAlone(at int) bool {
	return r.word(at-1) == "a" || r.word(at-1) == "per"
}

// oneCounts reports whether "one" at a token counts something.
func (r *numberReader) oneCounts(at int) bool {
	next := r.word(at + 1)
	if scales()[next] > 0 || r.word(at-1) == "only" {
		return true
	}
	return next != "" && !IsStop(next) && strings.TrimSpace(r.between(at)) == ""
}

// digits reads a token of digits with commas and a point.
func (r *numberReader) digits(at int) (float64, bool) {
	t := r.tokens[at]
	if t.Flags&Digit == 0 || r.partOfTime(at) || r.partOfName(at) {
		return 0, false
	}
	v, err := strconv.ParseFloat(r.word(at), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) || v > 1e18 {
		return 0, false
	}
	return v, true
}

// partOfTime reports whether a colon joins the token to another number, as in 3:32.
func (r *numberReader) partOfTime(at int) bool {
	return r.between(at-1) == ":" || r.between(at) == ":"
}

// partOfName reports whether a hyphen joins the token to capitals, as in B-52.
func (r *numberReader) partOfName(at int) bool {
	return r.between(at-1) == "-" && r.tokens[at-1].Flags&Digit == 0 && r.tokens[at-1].Flags&(Upper|Capital) != 0
}

// span takes the second number of "30 to 40", "30-40" and "between 30 and 40".
func (r *numberReader) span(q *Quantity) {
	if q.Kind != Count || q.To >= len(r.tokens) {
		return
	}
	at := q.To
	switch {
	case r.word(at) == "to", r.word(at) == "and" && r.word(q.From-1) == "between":
		at++
	default:
		switch r.between(q.To - 1) {
		case "-", "–", "—":
		default:
			return
		}
	}
	if at >= len(r.tokens) {
		return
	}
	if v, to := r.cardinal(at); to > at && v > q.Value {
		q.Last, q.To = v, to
	}
}

// unit takes the sign or the unit after a number: per cent, money or measure.
func (r *numberReader) unit(q *Quantity) {
	if q.Kind == Ordinal || q.Kind == Percent || q.Unit != "" {
		return
	}
	next := r.word(q.To)
	switch {
	case next == "%" || next == "percent" || next == "percentage":
		q.Kind, q.To = Percent, q.To+1
	case next == "per" && r.word(q.To+1) == "cent":
		q.Kind, q.To = Percent, q.To+2
	case r.sign(q.From) != "":
		q.Kind, q.Unit = Money, r.sign(q.From)
	case currency(next) != "":
		q.Kind, q.Unit, q.To = Money, currency(next), q.To+1
	default:
		r.measure(q)
	}
}

// sign is the currency whose sign stands before token i.
func (r *numberReader) sign(i int) string {
	before := strings.TrimRight(r.text[:r.tokens[i].Start], " ")
	for sign, name := range map[string]string{"$": "dollar", "€": "euro", "£": "pound", "¥": "yen"} {
		if strings.HasSuffix(before, sign) {
			return name
		}
	}
	return ""
}

// measure takes a unit of measure: "215 km", "26 km / h", "8 square miles".
func (r *numberReader) measure(q *Quantity) {
	at, square := q.To, false
	if w := r.word(at); w == "square" || w == "sq" {
		at, square = at+1, true
	}
	u, ok := Measure(r.word(at))
	if !ok && at < len(r.tokens) && r.scale(at) {
		u, ok = UnitOfMeasure{"temperature", 1}, true
	}
	if !ok {
		return
	}
	if u.Dimension == "temperature" {
		if at+1 < len(r.tokens) && r.scale(at+1) {
			at++
		}
		if w := r.word(at); w == "f" || w == "fahrenheit" {
			q.Value, q.Last = celsius(q.Value), celsius(q.Last)
		}
	}
	if square {
		if u.Dimension != "length" {
			return
		}
		u = UnitOfMeasure{"area", u.Factor * u.Factor}
	}
	if per := r.perHour(at); per > 0 && u.Dimension == "length" {
		u, at = UnitOfMeasure{"speed", u.Factor / 3600}, at+per
	}
	if u.Dimension == "time" && r.word(at+1) == "old" {
		q.To = at + 2 // an age is a count of years: "at 70", "70 years old"
		return
	}
	q.Kind, q.Unit = Amount, u.Dimension
	q.Value *= u.Factor
	q.Last *= u.Factor
	q.To = at + 1
}

// celsius is a temperature in degrees Fahrenheit in those of Celsius.
func celsius(f float64) float64 { return (f - 32) / 1.8 }

// scale reports whether the token is a scale of temperature: F, C, Fahrenheit.
func (r *numberReader) scale(at int) bool {
	switch r.word(at) {
	case "f", "c":
		return r.tokens[at].Flags&Capital != 0
	case "fahrenheit", "celsius", "centigrade":
		return true
	}
	return false
}

// perHour is the number of tokens of "/ h", "per hour" or "an hour" after token at.
func (r *numberReader) perHour(at int) int {
	switch w := r.word(at + 1); {
	case w == "h" && strings.TrimSpace(r.between(at)) == "/":
		return 1
	case (w == "per" || w == "an") && r.word(at+2) == "hour":
		return 2
	}
	return 0
}

// bound reads the words before a number.
func (r *numberReader) bound(i int) Bound {
	if w := r.word(i - 1); w == "a" || w == "the" || r.sign(i) != "" && (w == "us" || w == "u.s") {
		i--
	}
	switch last, two := r.word(i-1), r.word(i-2); last {
	case "about", "around", "roughly", "approximately", "some", "nearly", "almost", "circa", "c", "estimated":
		return About
	case "than":
		return r.boundThan(i)
	case "over", "exceeding", "above", "least":
		return AtLeast
	case "under", "below", "most":
		return AtMost
	case "to":
		if two == "up" {
			return AtMost
		}
		if two == "close" {
			return About
		}
	}
	return Exactly
}

// boundThan reads "more than" and "no less than" before token i.
func (r *numberReader) boundThan(i int) Bound {
	bound := Exactly
	switch r.word(i - 2) {
	case "more", "greater", "higher", "larger", "better", "longer":
		bound = AtLeast
	case "less", "fewer", "lower", "smaller", "under", "shorter":
		bound = AtMost
	}
	if before := r.word(i - 3); bound != Exactly && (before == "no" || before == "not") {
		return AtLeast + AtMost - bound
	}
	return bound
}

// ordinal reads "third", "3rd", "thirtieth" and "twenty-third" at token i and
// gives the token after it; 0 for anything else.
func (r *dateReader) ordinal(i int) (n, to int) {
	if n := ordinalOf(r.word(i)); n > 0 {
		return n, i + 1
	}
	tens := int(smallNumbers()[r.word(i)])
	if tens < 20 {
		return 0, i
	}
	if ones := ordinals()[r.word(i+1)]; ones > 0 && ones < 10 && (r.between(i) == "-" || r.between(i) == " ") {
		return tens + ones, i + 2
	}
	return 0, i
}

// ordinalOf reads "third", "3rd", "21st"; 0 for anything else.
func ordinalOf(word string) int {
	if n := ordinals()[word]; n > 0 {
		return n
	}
	if len(word) < 3 || word[0] < '0' || word[0] > '9' {
		return 0
	}
	switch word[len(word)-2:] {
	case "st", "nd", "rd", "th":
		return plainNumber(word[:len(word)-2])
	}
	return 0
}
