package cite

import (
	"fmt"
	"math"

	"rapporteur/bot/english"
)

// Aspect is one thing in which a claim and a sentence can agree or differ.
type Aspect uint8

// The aspects.
const (
	Wording Aspect = iota // the content words
	Number
	Time
	Name
	Negation
	Direction // an opposite word
	Role      // who did it to whom
	Modality  // a possibility, a plan or a report told as a fact
)

// String is the aspect's name for a reader.
func (a Aspect) String() string {
	return [...]string{"wording", "number", "date", "name", "negation", "direction", "role", "certainty"}[a]
}

// Result says how an aspect came out.
type Result uint8

// The results. An aspect of which neither says anything agrees.
const (
	Agree Result = iota
	Absent
	Differ
)

// Point is the result of one aspect with the reason in words for a reader.
type Point struct {
	Aspect Aspect
	Result Result
	Reason string

	// strength is how sure a difference is, 0..1.
	strength float32
	// from..to are the claim's words that differ; they do not count as missing.
	from, to int
	decides  bool // the difference on which a contradiction rests
}

// numbers compares the quantities.
func (a *alignment) numbers(around ...*Facts) (points []Point, weight, got float32) {
	used := make([]bool, len(a.main.quantities))
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if q.Kind == english.Ordinal {
			a.sameOrdinal(q)
			if p, ok := a.otherOrdinal(q); ok {
				points = append(points, p)
			}
			continue
		}
		w := float32(quantityWeight)
		if q.Value == 1 && q.Kind == english.Count {
			w = lightWeight
		}
		weight += w
		strength, p := a.number(q, used, around)
		got += w * strength
		if p.Result != Agree {
			points = append(points, p)
		}
	}
	return points, weight, got
}

// How surely a quantity is carried that the sentence itself does not state of
// the same thing.
const (
	impliedNumber = .8 // "both", "the third and last"
	aroundNumber  = .6 // by the sentences around it
)

// number is how far the claim's quantity q is carried, and the point in which
// it differs or is left open.
func (a *alignment) number(q *english.Quantity, used []bool, around []*Facts) (float32, Point) {
	strength, at := a.sameNumber(q, used)
	rival, differs := a.otherNumber(q)
	if differs && at >= 0 && q.Kind == english.Count && strength < 1 && rival.strength >= 1 {
		return 0, rival // the number, but of other things
	}
	if p, ok := a.misplaced(q, at); ok {
		return 0, p
	}
	switch {
	case strength > 0:
		return strength, Point{}
	case q.Kind == english.Count && a.hasRank(q.Value):
		return impliedNumber, Point{}
	case knownAround(q, around) && rival.strength < boundRival:
		return aroundNumber, Point{}
	case a.implied(q) && rival.strength < 1:
		return impliedNumber, Point{}
	case differs:
		return 0, rival
	}
	return 0, Point{
		Aspect: Number, Result: Absent, from: q.From, to: q.To,
		Reason: fmt.Sprintf("the article does not say %q there", a.claim.raw(q.From, q.To)),
	}
}

// implied reports whether the sentence may say the count q without the number:
// an article says one of most things.
func (a *alignment) implied(q *english.Quantity) bool {
	return q.Kind == english.Count && (q.Value == 1 || q.Value == 2 && a.main.saysTwo())
}

// boundRival is the strength of another number of the same thing.
const boundRival = .85

// saysTwo reports whether a text speaks of two without the number.
func (f *Facts) saysTwo() bool {
	return f.says("both") || f.says("pair") || f.says("coupl") || f.says("twin") || f.says("between")
}

// sameNumber looks for a quantity of the sentence that carries q.
func (a *alignment) sameNumber(q *english.Quantity, used []bool) (float32, int) {
	best, at := float32(0), -1
	for j := range a.main.quantities {
		e := &a.main.quantities[j]
		if !comparable(q, e) || !carries(q, e) || a.main.words[e.From].negated != a.claim.words[q.From].negated {
			continue
		}
		s := float32(.8)
		if q.Kind != english.Count || a.sameThing(q, e) {
			s = 1
		}
		if !used[j] && s > best {
			best, at = s, j
		}
	}
	if at >= 0 {
		used[at] = true
	}
	return best, at
}

// sameOrdinal lets "23rd" be carried by "twenty-third".
func (a *alignment) sameOrdinal(q *english.Quantity) {
	for j := range a.main.quantities {
		if e := &a.main.quantities[j]; e.Kind == english.Ordinal && e.Value == q.Value {
			for i := q.From; i < q.To; i++ {
				a.carry(i, 1, e.From)
			}
		}
	}
}

// otherOrdinal finds another ordinal before the same word: "the second largest
// city" for "the third largest city".
func (a *alignment) otherOrdinal(q *english.Quantity) (Point, bool) {
	if a.hits[q.From].strength > 0 || q.To >= len(a.claim.words) || a.hits[q.To].at < 0 {
		return Point{}, false
	}
	for j := range a.main.quantities {
		e := &a.main.quantities[j]
		if e.Kind == english.Ordinal && e.Value != q.Value && int(a.hits[q.To].at) == e.To {
			return Point{
				Aspect: Number, Result: Differ, strength: 1, from: q.From, to: q.To,
				Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.From, e.To), a.claim.raw(q.From, q.To)),
			}, true
		}
	}
	return Point{}, false
}

// misplaced reports whether the sentence says the number of the claim's q (its
// quantity at) of something else: in a clause that carries nothing of what the
// claim says around it, or not its subject, while another number stands in one
// that does.
func (a *alignment) misplaced(q *english.Quantity, at int) (Point, bool) {
	if at < 0 || len(a.claim.quantities) == 0 {
		return Point{}, false
	}
	e := &a.main.quantities[at]
	clause := a.claim.words[q.From].clause
	alone := a.carriedBetween(clause, a.main.words[e.From].clause) == 0
	for j := range a.main.quantities {
		o := &a.main.quantities[j]
		there := a.main.words[o.From].clause
		if j == at || there == a.main.words[e.From].clause || !comparable(q, o) || a.claims(o) ||
			q.Kind == english.Count && !a.sameThing(q, o) || !(alone && a.carriedBetween(clause, there) >= 2) && !a.subjectIn(clause, there) {
			continue
		}
		return Point{
			Aspect: Number, Result: Differ, strength: .9, from: q.From, to: q.To,
			Reason: fmt.Sprintf("the article says %s there, the claim says %s", a.main.raw(o.From, o.To), a.claim.raw(q.From, q.To)),
		}, true
	}
	return Point{}, false
}

// subjectIn reports whether the first word of weight of a clause of the claim
// stands in one clause of the sentence and in no other.
func (a *alignment) subjectIn(clause, there int32) bool {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.clause != clause || w.sort != content && w.sort != nameWord || w.light() {
			continue
		}
		if a.hits[i].strength < familyPrefix || a.hits[i].at < 0 {
			return false
		}
		for _, p := range a.main.positions[a.main.words[a.hits[i].at].stem] {
			if a.main.words[p].clause != there {
				return false
			}
		}
		return true
	}
	return false
}

// carriedBetween is the weight of the words of one clause of the claim that one
// clause of the sentence carries.
func (a *alignment) carriedBetween(clause, other int32) float32 {
	var sum float32
	for k := range a.claim.words {
		if at := a.hits[k].at; at >= 0 && a.claim.words[k].clause == clause && a.main.words[at].clause == other {
			sum += a.claim.words[k].weight
		}
	}
	return sum
}

// hasRank reports whether the sentence has the ordinal of a count: "the third and
// last debate" for three debates.
func (a *alignment) hasRank(value float64) bool {
	for j := range a.main.quantities {
		if e := &a.main.quantities[j]; e.Kind == english.Ordinal && e.Value == value {
			return value > 1
		}
	}
	return false
}

func knownAround(q *english.Quantity, around []*Facts) bool {
	for _, f := range around {
		if f == nil {
			continue
		}
		for j := range f.quantities {
			if comparable(q, &f.quantities[j]) && carries(q, &f.quantities[j]) {
				return true
			}
		}
	}
	return false
}

// comparable reports whether two quantities are of one kind.
func comparable(a, b *english.Quantity) bool { return a.Kind == b.Kind && a.Unit == b.Unit }

// How far two numbers may lie apart and still be the same.
const (
	exactTolerance = .002
	aboutTolerance = .06
	// boundReach is how many times "more than 60" may be: 160 is more than 60,
	// but nobody who read 160 would say so.
	boundReach = 2
)

// carries reports whether the evidence e makes the claimed quantity q true.
func carries(q, e *english.Quantity) bool {
	tolerance := exactTolerance
	if q.Bound == english.About || e.Bound == english.About {
		tolerance = aboutTolerance
	}
	if opposedBounds(q, e) {
		return false
	}
	near := func(x, y float64) bool { return math.Abs(x-y) <= tolerance*math.Max(math.Abs(x), math.Abs(y)) }
	switch {
	case near(q.Value, e.Value) && near(q.Last, e.Last):
		return true
	case q.Bound != english.Exactly && q.Bound != english.About && q.Bound == e.Bound:
		return false // "at least nine" is true of "at least fourteen", but nobody says so
	case q.Bound == english.AtLeast && e.Bound != english.AtMost:
		return e.Value >= q.Value*(1-exactTolerance) && e.Value <= boundReach*q.Value
	case q.Bound == english.AtMost && e.Bound != english.AtLeast:
		return e.Last <= q.Value*(1+exactTolerance) && boundReach*e.Last >= q.Value
	case q.Bound == english.About && e.Bound == english.AtLeast:
		return e.Value <= q.Value && q.Value <= e.Value*1.1
	}
	return false
}

// opposedBounds reports whether one of two quantities is at least and the other
// at most what it says.
func opposedBounds(a, b *english.Quantity) bool {
	return a.Bound == english.AtLeast && b.Bound == english.AtMost || a.Bound == english.AtMost && b.Bound == english.AtLeast
}

// phrase is a quantity as written, with the words of its bound.
func (f *Facts) phrase(q *english.Quantity) string {
	from := q.From
	for q.Bound != english.Exactly && from > 0 && boundWords[f.folded(from-1)] {
		from--
	}
	return f.raw(from, q.To)
}

// sameThing reports whether two counts count the same thing: a word beside the
// one carries a word beside the other.
func (a *alignment) sameThing(q, e *english.Quantity) bool {
	return a.share(q.To, q.To+countedWords, e.To, e.To+countedWords) ||
		a.share(q.From-2, q.To+countedWords, e.From-3, e.To+countedWords)
}

// countedWords is how many words after a number may be what it counts.
const countedWords = 4

// share reports whether a word of the claim in from..to is carried by one of
// the sentence in efrom..eto.
func (a *alignment) share(from, to, efrom, eto int) bool {
	for i := max(0, from); i < min(to, len(a.claim.words)); i++ {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord || a.hits[i].at < 0 {
			continue
		}
		at := int(a.hits[i].at)
		if at >= efrom && at < eto {
			return true
		}
		for _, p := range a.main.positions[w.stem] {
			if int(p) >= efrom && int(p) < eto {
				return true
			}
		}
	}
	return false
}

// otherNumber looks for a quantity of the sentence that says otherwise than q.
func (a *alignment) otherNumber(q *english.Quantity) (Point, bool) {
	best := Point{}
	for j := range a.main.quantities {
		e := &a.main.quantities[j]
		if !comparable(q, e) || a.claims(e) {
			continue
		}
		strength := float32(.9)
		if q.Kind == english.Count {
			switch {
			case a.share(q.To, q.To+countedWords, e.To, e.To+countedWords):
				strength = 1
			case a.sameThing(q, e):
				strength = .85
			case q.Value <= 1 || a.main.counts() > len(a.claim.quantities):
				continue
			default:
				strength = .7
			}
		}
		if strength > best.strength {
			best = Point{
				Aspect: Number, Result: Differ, strength: strength, from: q.From, to: q.To,
				Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.phrase(e), a.claim.phrase(q)),
			}
		}
	}
	return best, best.strength > 0
}

// counts is the number of counts that a text states.
func (f *Facts) counts() int {
	n := 0
	for i := range f.quantities {
		if f.quantities[i].Kind == english.Count {
			n++
		}
	}
	return n
}

// claims reports whether another quantity of the claim already says e.
func (a *alignment) claims(e *english.Quantity) bool {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if comparable(q, e) && q.Bound == english.Exactly && carries(q, e) {
			return true
		}
	}
	return false
}

// times compares the dates.
func (a *alignment) times(around ...*Facts) (points []Point, weight, got float32) {
	for k := range a.claim.dates {
		d := &a.claim.dates[k]
		weight += dateWeight
		strength := bestDate(d, a.main.dates)
		if strength == 0 && a.datesOpen() {
			for _, f := range around {
				if f != nil && bestDate(d, f.dates) >= 1 {
					strength = .6
				}
			}
		}
		if e := a.otherVerb(d); e != nil && strength > 0 {
			points = append(points, Point{
				Aspect: Time, Result: Differ, strength: .9, from: d.From, to: d.To,
				Reason: fmt.Sprintf("the article says %s there, the claim says %s", a.main.raw(e.From, e.To), a.claim.raw(d.From, d.To)),
			})
			continue
		}
		got += dateWeight * strength
		if strength > 0 {
			continue
		}
		p := Point{
			Aspect: Time, Result: Absent, from: d.From, to: d.To,
			Reason: fmt.Sprintf("the article does not date it %s", a.claim.raw(d.From, d.To)),
		}
		if e := a.otherDate(d); e != nil && a.central(e.From) {
			p.Result, p.strength = Differ, 1
			p.Reason = fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.From, e.To), a.claim.raw(d.From, d.To))
		}
		points = append(points, p)
	}
	return points, weight, got
}

// central reports whether the sentence that a place of the evidence is in
// carries at least half of what all of it carries, which matters where it is two.
func (a *alignment) central(at int) bool {
	here, all := a.carriedBy(func(p int) bool { return !a.main.sentenceBetween(min(p, at), max(p, at)) })
	return 2*here >= all
}

// sentenceBetween reports whether a sentence ends between words i and j.
func (f *Facts) sentenceBetween(i, j int) bool {
	for k := i; k < j; k++ {
		if f.ends(k) {
			return true
		}
	}
	return false
}

// datesOpen reports whether the sentence names no year but those of the claim,
// so that another sentence may date what it says.
func (a *alignment) datesOpen() bool {
	for j := range a.main.dates {
		if e := &a.main.dates[j]; e.Year != 0 && bestDate(e, a.claim.dates) == 0 {
			return false
		}
	}
	return true
}

func bestDate(d *english.Date, dates []english.Date) float32 {
	best := float32(0)
	for j := range dates {
		best = max(best, dateAgrees(d, &dates[j]))
	}
	return best
}

// dateAgrees is how far e carries the claimed date d: 1 when e says at least
// as much, less when it leaves the day, the month or the year open, 0 when
// they are different times.
func dateAgrees(d, e *english.Date) float32 {
	strength := float32(1)
	switch {
	case d.Year != 0 && e.Year != 0:
		if e.LastYear < d.Year || d.LastYear < e.Year {
			return 0
		}
		if e.Year < d.Year || e.LastYear > d.LastYear {
			strength = .7 // "1956" claimed, "the 1950s" said
		}
	case d.Year != e.Year && d.Month == 0 || e.Month == 0 && e.Year == 0:
		return 0
	case d.Year != 0:
		strength = .75
	}
	switch {
	case d.Month != 0 && e.Month != 0 && d.Month != e.Month, d.Day != 0 && e.Day != 0 && d.Day != e.Day:
		return 0
	case d.Month != 0 && e.Month == 0:
		if e.Year == 0 || d.Year == 0 {
			return 0
		}
		strength *= .6
	case d.Day != 0 && e.Day == 0:
		strength *= .6
	}
	return strength
}

// otherDate is a date that says as much as d and something else, best that of
// the verb that carries d's.
func (a *alignment) otherDate(d *english.Date) *english.Date {
	at := -1
	if i := a.claim.verbOf(d); i >= 0 && a.hits[i].strength >= sameWord {
		at = int(a.hits[i].at)
	}
	var first *english.Date
	for j := range a.main.dates {
		e := &a.main.dates[j]
		if d.Year != 0 && e.Year != 0 || d.Month != 0 && e.Month != 0 {
			if at >= 0 && a.main.verbOf(e) == at {
				return e
			}
			if first == nil {
				first = e
			}
		}
	}
	return first
}
