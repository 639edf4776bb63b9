package brief

import (
	"math"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// unit is what may become a point: a sentence, or one that leans together with
// the one before it.
type unit struct {
	sentences []*sentence
	score     float64
}

func (u unit) last() *sentence { return u.sentences[len(u.sentences)-1] }

// The rules of the choice.
const (
	maxOverlap   = 0.6  // two texts that share more of either's weight say the same
	repetition   = 0.5  // what the overlap with the nearest point costs
	crowded      = 0.6  // what another point of the same part of the article leaves
	joinedPrice  = 0.85 // what a unit of two sentences is worth
	maxUnitWords = 60
)

// round is one pass of the choice of points. Each takes what the one before
// left out: what is barred makes a poor point, but a better one than none.
type round struct {
	fit   func(*sentence) bool
	leans bool // a sentence that leans may stand alone
}

var rounds = []round{
	{func(s *sentence) bool { return !s.fitness.barred }, false},
	{func(s *sentence) bool { return !s.fitness.barred || len(s.words) > maxWords }, true},
	{func(s *sentence) bool { return !s.fitness.boilerplate }, true},
}

// points chooses n units, or as many as there are and as a number of words holds.
func (c *composition) points(n, words int) []unit {
	chosen := make([]unit, 0, n)
	taken := make(map[*sentence]bool)
	var said coverage
	for _, r := range rounds {
		units := slices.DeleteFunc(c.units(r, taken), func(u unit) bool { return c.length(u) > words })
		for len(chosen) < n {
			best := c.best(units, chosen, &said, n)
			if best < 0 {
				break
			}
			for _, s := range units[best].sentences {
				said.add(c.vocabulary, s)
				taken[s] = true
			}
			chosen = append(chosen, units[best])
			words -= c.length(units[best])
			units = slices.DeleteFunc(slices.Delete(units, best, best+1), func(u unit) bool { return c.length(u) > words })
		}
		if len(chosen) >= MinPoints {
			break
		}
	}
	slices.SortFunc(chosen, func(a, b unit) int { return byPlace(a.last(), b.last()) })
	return chosen
}

// length is the number of words of a unit as a point, as a reader counts them.
func (c *composition) length(u unit) int { return len(strings.Fields(c.attributed(u))) }

// units lists what may be chosen in a round: fit sentences, and those that lean
// together with the one before, unless that is taken already.
func (c *composition) units(r round, taken map[*sentence]bool) []unit {
	var out []unit
	for _, d := range c.documents {
		for _, s := range d.sentences {
			if s.fitness.hostile || !r.fit(s) {
				continue
			}
			before := s.before()
			switch {
			case !s.fitness.leans:
				out = append(out, unit{[]*sentence{s}, s.value()})
			case before != nil && !taken[before] && before.supports(s, r):
				out = append(out, unit{[]*sentence{before, s}, joinedPrice * (s.value()/leaning + before.value()) / 2})
			case r.leans:
				out = append(out, unit{[]*sentence{s}, s.value()})
			}
		}
	}
	return out
}

// supports reports whether the sentence makes a unit with the one after it.
func (s *sentence) supports(next *sentence, r round) bool {
	return !s.fitness.hostile && !s.fitness.leans && r.fit(s) && len(s.words)+len(next.words) <= maxUnitWords
}

// The values of a point beyond its score.
const (
	substantial = 20  // words; a shorter sentence tells less
	anonymous   = 0.8 // it holds no name and no figure
	advice      = 1.5 // what an opinion article is written for
	reasoned    = 1.5 // a reason that it counts off
)

// value is what a sentence is worth as a point. A cosine does not care how much
// a sentence tells; a reader does.
func (s *sentence) value() float64 {
	v := s.score * math.Sqrt(min(1, float64(len(s.words))/substantial))
	if !s.specific() {
		v *= anonymous
	}
	if s.speaksPersonally() {
		v *= personal
	}
	if s.opinion() && s.recommends() {
		v *= advice
	}
	if s.reason {
		v *= reasoned
	}
	return v
}

// specific reports whether the sentence holds a name or a figure.
func (s *sentence) specific() bool {
	for _, token := range s.tokens {
		if token.Flags&english.Digit != 0 {
			return true
		}
	}
	return s.hasName()
}

// best gives the unit to choose next, -1 if none is left. Articles with fewer
// points go first.
func (c *composition) best(units, chosen []unit, said *coverage, n int) int {
	taken := make(map[*document]int)
	for _, u := range chosen {
		taken[u.last().document]++
	}
	best, value, fewest := -1, 0.0, 0
	for i, u := range units {
		count := taken[u.last().document]
		if best >= 0 && count > fewest {
			continue
		}
		v, ok := worth(u, chosen, said, n)
		if ok && (best < 0 || count < fewest || v > value) {
			best, value, fewest = i, v, count
		}
	}
	return best
}

// worth is a unit's score, less for what has been said and for parts of the
// article that have a point. It reports false for what says nothing new.
func worth(u unit, chosen []unit, said *coverage, n int) (float64, bool) {
	overlap := 0.0
	for _, s := range u.sentences {
		overlap = max(overlap, said.overlap(s))
	}
	if overlap > maxOverlap {
		return 0, false
	}
	v := u.score * (1 - repetition*overlap)
	for _, c := range chosen {
		if slices.ContainsFunc(u.sentences, func(s *sentence) bool { return slices.Contains(c.sentences, s) }) {
			return 0, false
		}
		if c.last().document == u.last().document {
			if c.last().ref.Paragraph == u.last().ref.Paragraph {
				v *= crowded
			}
			if part(c, n) == part(u, n) {
				v *= crowded
			}
		}
	}
	return v, true
}

// part is which of n equal parts of its article a unit stands in.
func part(u unit, n int) int { return u.last().place * n / len(u.last().document.sentences) }

// coverage is what sentences have said, with the other words that a reader
// would take for the same.
type coverage struct{ said []covered }

// covered is one sentence: for each term that it covers, how well (0..1) and
// which weight of the sentence stands behind it.
type covered struct {
	sentence *sentence
	terms    map[int32]cover
	total    float64
}

type cover struct{ degree, weight float64 }

// swapped is how far another word for the same counts as the same word.
const swapped = 0.8

// add adds a sentence.
func (c *coverage) add(v *vocabulary, s *sentence) {
	one := covered{sentence: s, terms: make(map[int32]cover, 4*len(s.terms))}
	for _, t := range s.terms {
		one.total += t.weight * t.weight
		one.terms[t.id] = cover{1, t.weight * t.weight}
	}
	for i := range s.stems {
		for n := 1; n <= english.MaxExpression && i+n <= len(s.stems); n++ {
			for _, thesaurus := range s.document.thesauri {
				thesaurus.Lookup(s.stems[i:i+n], func(variant english.Variant) bool {
					one.swap(v, s, s.stems[i:i+n], variant)
					return true
				})
			}
		}
	}
	c.said = append(c.said, one)
}

// swap notes that a variant of the sentence's expression is covered too.
func (c *covered) swap(v *vocabulary, s *sentence, expression []string, variant english.Variant) {
	if variant.Relation > english.Seat {
		return
	}
	weight := 0.0
	for _, e := range expression {
		if id, ok := v.ids[e]; ok {
			weight += s.weight(id) * s.weight(id)
		}
	}
	for _, t := range variant.Terms {
		if id, ok := v.ids[t]; ok {
			if _, taken := c.terms[id]; !taken {
				c.terms[id] = cover{swapped, weight / float64(len(variant.Terms))}
			}
		}
	}
}

// weight is the weight of a term in the sentence, 0 if it is not there.
func (s *sentence) weight(id int32) float64 {
	for _, t := range s.terms {
		if t.id == id {
			return t.weight
		}
	}
	return 0
}

// overlap is the greatest share of weight, 0..1, that the sentence has in
// common with one that was said, of either of the two.
func (c *coverage) overlap(s *sentence) float64 {
	most := 0.0
	for _, said := range c.said {
		mine, theirs, total := 0.0, 0.0, 0.0
		for _, t := range s.terms {
			total += t.weight * t.weight
			if o, ok := said.terms[t.id]; ok {
				mine += o.degree * t.weight * t.weight
				theirs += o.degree * o.weight
			}
		}
		if total > 0 {
			most = max(most, mine/total)
		}
		if said.total > 0 {
			most = max(most, min(1, theirs/said.total))
		}
		if said.sentence.text == s.text {
			return 1
		}
	}
	return most
}
