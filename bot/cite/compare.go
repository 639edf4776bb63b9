package cite

import (
	"slices"
	"strings"
)

// Evidence is a sentence of an article with what stands around it. Only Text
// is needed.
type Evidence struct {
	Text   string
	Title  string   // of the article
	Before []string // the sentences before it, in order, at most maxBefore are read
	After  []string // the sentences after it, in order; at most maxAfter are read
}

// maxBefore is how many sentences before one are read for what its pronouns mean.
const maxBefore = 4

// maxAfter is how many sentences after one are read.
const maxAfter = 2

// reading is a piece of evidence made ready: one sentence or two neighbours,
// with the title and the sentences before.
type reading struct {
	main, title, before *Facts
	after               *Facts // what follows, where a claimed number or date may stand
	pair                bool
}

// Comparison is a claim laid beside a sentence.
type Comparison struct {
	// Points are the aspects that differ or that the sentence leaves open. An
	// aspect that is not there agrees.
	Points []Point
	// Cover is the share of the claim's weight that the sentence carries, 0..1.
	Cover float64
	// Missing are the claim's words that nothing carries, heaviest first.
	Missing []string

	rest      float64 // Cover without the words that differ
	weight    float64 // of all that the claim says
	substance float64 // of what is carried but names
	heavy     float64 // weight of the heaviest missing word
	missing   float64 // weight of all missing words
	// verbless says that nothing carries the claim's first verb of weight.
	verbless bool
	// vague says that the claim has no names and only a loose word for what it
	// begins with is there.
	vague bool
	// instead says which word stands in the place of a missing one, if any does.
	instead string
	clash   *Point // the surest difference, nil without one
}

// Result is how an aspect came out, with the reason when it does not agree.
func (c *Comparison) Result(aspect Aspect) (Result, string) {
	result, reason := Agree, ""
	for _, p := range c.Points {
		if p.Aspect == aspect && p.Result > result {
			result, reason = p.Result, p.Reason
		}
	}
	return result, reason
}

// Compare lays a claim beside one sentence with what stands around it.
func Compare(claim *Claim, e Evidence) Comparison {
	return compare(claim, newReader().single(e))
}

// reader reads texts, each once.
type reader struct {
	seen    map[string]*Facts
	ordered map[string]bool // does it give orders to a model?
}

func newReader() *reader { return &reader{seen: make(map[string]*Facts)} }

func (r *reader) read(text string) *Facts {
	if text == "" {
		return nil
	}
	f, ok := r.seen[text]
	if !ok {
		f = Read(text)
		r.seen[text] = f
	}
	return f
}

func (r *reader) single(e Evidence) *reading {
	main := r.read(e.Text)
	if main == nil {
		main = Read("")
	}
	return &reading{main: main, title: r.read(e.Title), before: r.read(strings.Join(lastOf(e.Before, maxBefore), " ")), after: r.read(strings.Join(firstOf(e.After, maxAfter), " "))}
}

func lastOf(s []string, n int) []string { return s[max(0, len(s)-n):] }

func firstOf(s []string, n int) []string { return s[:min(n, len(s))] }

func compare(claim *Claim, r *reading) Comparison { return newAlignment(claim, r).compare() }

// compare finds the points in which the claim and the reading differ and sums
// what is carried.
func (a *alignment) compare() Comparison {
	r := a.reading
	a.converse()
	directions := a.opposite() // before the sums: it may carry words
	numbers, numberWeight, numberGot := a.numbers(r.before, r.after)
	times, timeWeight, timeGot := a.times(r.before, r.title, r.after)
	c := Comparison{Points: slices.Concat(numbers, times, a.nameClash(), a.elsewhere(), directions, a.prefixed(), a.oppositePhrase(), a.compared(),
		a.otherRank(), a.otherComplement(), a.otherWord(), a.swapped(), a.otherOwner(), a.otherPeople())}
	for _, aspect := range []func() (Point, bool){
		a.operandSwapped, a.exchanged, a.crossed, a.transposed, a.turnedRound, a.thanSwapped, a.negation,
		func() (Point, bool) { return a.modality(r.pair) },
	} {
		if p, ok := aspect(); ok {
			c.Points = append(c.Points, p)
		}
	}
	c.choose(a)
	c.missNumbers(a)
	c.cover(a, numberWeight+timeWeight, numberGot+timeGot)
	c.missFocus(a)
	if len(c.Missing) > 0 {
		c.Points = append(c.Points, Point{Aspect: Wording, Result: Absent, Reason: "the article does not say " + strings.Join(c.Missing, ", ")})
	}
	return c
}

// missNumbers counts the numbers and dates that the sentence does not have as missing.
func (c *Comparison) missNumbers(a *alignment) {
	for _, p := range c.Points {
		if p.Result == Agree || p.decides || p.Aspect != Number && p.Aspect != Time {
			continue
		}
		c.missing += quantityWeight
		c.heavy = max(c.heavy, quantityWeight)
		c.Missing = append(c.Missing, a.claim.raw(p.from, p.to))
	}
}

// decidedNumbers is the weight of the numbers and dates that differ.
func (c *Comparison) decidedNumbers() (weight float32) {
	for _, p := range c.Points {
		if p.decides && (p.Aspect == Number || p.Aspect == Time) {
			weight += quantityWeight
		}
	}
	return weight
}

// cover sums what is carried. weight and got are those of numbers and dates.
func (c *Comparison) cover(a *alignment, weight, got float32) {
	restWeight, restGot, substance := weight-c.decidedNumbers(), got, got
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		s := a.hits[i].strength
		weight += w.weight
		got += w.weight * s
		if w.sort == content {
			substance += w.weight * s
		}
		if c.differs(i) {
			continue
		}
		restWeight += w.weight
		restGot += w.weight * s
		c.miss(a, i)
	}
	c.weight, c.substance = float64(weight), float64(substance)
	c.Cover, c.rest = share(got, weight), share(restGot, restWeight)
}

// miss counts what is missing of the claim's word i.
func (c *Comparison) miss(a *alignment, i int) {
	w, s := &a.claim.words[i], a.hits[i].strength
	lost := w.weight * (1 - s)
	if lost <= 0 {
		return
	}
	c.missing += float64(lost)
	c.heavy = max(c.heavy, float64(lost))
	if s < .5 && !w.light() {
		c.Missing = append(c.Missing, a.claim.raw(i, i+1))
	}
}

// missFocus notes when what the claim begins or ends with, a name or its verb
// is missing.
func (c *Comparison) missFocus(a *alignment) {
	for _, i := range []int{a.focus(), a.subject()} {
		if i >= 0 && a.hits[i].strength < .5 && !c.differs(i) {
			c.heavy = max(c.heavy, focusWeight)
		}
	}
	c.heavy = max(c.heavy, c.lostName(a))
	if i := a.subject(); i >= 0 && len(a.claim.names) == 0 {
		c.vague = a.hits[i].strength < titleWord+.01
	}
	v := a.claim.mainVerb()
	c.verbless = v >= 0 && a.hits[v].strength < .5 && !c.differs(v)
}

// lostName is the weight that the worst carried name of several words lacks.
func (c *Comparison) lostName(a *alignment) float64 {
	worst := float32(0)
	for _, n := range a.claim.names {
		lost := float32(0)
		for i := n.from; i < n.to; i++ {
			if !c.differs(i) {
				lost += a.claim.words[i].weight * (1 - a.hits[i].strength)
			}
		}
		if n.to-n.from > 1 {
			worst = max(worst, lost)
		}
	}
	return float64(worst)
}

// focusWeight is what a claim loses whose first or last content word is
// missing: an English sentence begins with what it is about and ends with what
// is new.
const focusWeight = 1.2

// focus is the last content word of the claim, -1 when a number or a light
// word comes last.
func (a *alignment) focus() int {
	for i := len(a.claim.words) - 1; i >= 0; i-- {
		switch w := &a.claim.words[i]; {
		case w.sort == function:
		case w.sort == numeral || w.light():
			return -1
		default:
			return i
		}
	}
	return -1
}

// subject is the first content word of the claim, -1 when a number or a light
// word comes first.
func (a *alignment) subject() int {
	for i := range a.claim.words {
		switch w := &a.claim.words[i]; {
		case w.sort == function:
		case w.sort != content || w.light():
			return -1
		default:
			return i
		}
	}
	return -1
}

// differs reports whether word i of the claim is one that differs: of the
// difference that decides, or an opposite word.
func (c *Comparison) differs(i int) bool {
	for _, p := range c.Points {
		if p.decides && i >= p.from && i < p.to {
			return true
		}
	}
	return false
}

// choose marks the surest difference and all opposite words as those that
// decide. Whatever else differs counts as missing: a claim that is wrong in
// two things is about something else.
func (c *Comparison) choose(a *alignment) {
	best := -1
	for i := range c.Points {
		p := &c.Points[i]
		if p.Result != Differ || p.Aspect == Modality {
			continue
		}
		p.decides = p.Aspect == Direction
		if p.strength > 0 && a.sameEvent(p) && (best < 0 || p.strength > c.Points[best].strength) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	c.clash = &c.Points[best]
	c.clash.decides = true
	for i := range c.Points { // "the French sculptor Rodin" for "the English sculptor Sykes"
		p := &c.Points[i]
		if p.Result == Differ && p.to > p.from && p.Aspect == c.clash.Aspect && p.from <= c.clash.to+2 && c.clash.from <= p.to+2 {
			p.decides = true
		}
	}
}

// sameEvent reports whether the sentence has the content word that stands
// nearest to what differs: a year in another sentence's event is no difference.
func (a *alignment) sameEvent(p *Point) bool {
	if p.to == p.from || p.Aspect == Direction || p.Aspect == Number && p.strength >= 1 {
		return true
	}
	clause := a.claim.words[p.from].clause
	for i := p.from - 1; i >= 0 && a.claim.words[i].clause == clause; i-- {
		if w := &a.claim.words[i]; w.sort == content && !w.light() {
			return a.hits[i].strength >= sameWord && a.hits[i].at >= 0
		}
	}
	for i := p.to; i < len(a.claim.words) && a.claim.words[i].clause == clause; i++ {
		if w := &a.claim.words[i]; w.sort == content && !w.light() {
			return a.hits[i].strength >= sameWord && a.hits[i].at >= 0
		}
	}
	return true
}

// sameWord is the strength from which a word is taken for the claim's own.
const sameWord = .7

func share(part, whole float32) float64 {
	if whole <= 0 {
		return 0
	}
	return float64(part / whole)
}
