package search

import (
	"cmp"
	"slices"

	"rapporteur/bot/english"
)

// Limits that keep the time of a question bounded, whatever it holds.
const (
	maxQuestionTokens = 96
	maxConcepts       = 32
	maxVariants       = 40
)

// concept is one content word of a question with everything that may stand
// for it in a passage.
type concept struct {
	token    questionToken
	idf      float32 // weight of the concept: rarity, times how much the word is worth
	rarity   float32 // idf of the word alone
	found    bool    // the word itself stands in the library
	history  bool    // comes from an earlier turn, not from the question
	variants []variant
}

// variant is an expression that stands for a concept. The word itself comes
// first with weight 1; a slip of the keyboard is repaired by a variant.
type variant struct {
	names    []string // as indexed; more than one is a phrase
	weight   float32  // 0..1: how much a match of it is worth
	idf      float32  // of its rarest content word
	relation english.Relation
}

// relationWeight is how much a match of a variant is worth beside the word
// itself, by relation. Chosen on the development half of the paraphrased
// questions; see train.
var relationWeight = [...]float32{
	english.Exact:    1,
	english.Initials: .95,
	english.Demonym:  .95,
	english.Family:   .85,
	english.Same:     .8,
	english.Seat:     .75,
	english.Office:   .5,
	english.Related:  .3,
	english.Region:   .35,
}

// twoSteps is the discount for a variant that is reached through a word of the
// same family: arrest, detention → detain.
const twoSteps = .85

// expander collects the variants of a question's concepts.
type expander struct {
	stats       *stats
	thesauruses []*english.Thesaurus
}

// concepts turns the tokens of a question into concepts, at most maxConcepts.
func (e *expander) concepts(tokens []questionToken, weight float32, history bool) []concept {
	var out []concept
	at := make([]int, len(tokens)) // token to concept, -1 for stop words
	for i, t := range tokens {
		at[i] = -1
		if t.stop || len(out) == maxConcepts {
			continue
		}
		if k := slices.IndexFunc(out, func(c concept) bool { return c.token.name == t.name }); k >= 0 {
			at[i] = k
			continue
		}
		at[i] = len(out)
		c := concept{token: t, history: history}
		c.variants = append(c.variants, variant{names: []string{t.name}, weight: 1, relation: english.Exact})
		c.found = e.stats.docsWith(t.name) > 0
		if t.flags&english.Upper != 0 || !c.found {
			e.take(&c, e.stats.spelledOut(t.word)...)
		}
		out = append(out, c)
	}
	e.expand(tokens, at, out)
	e.abbreviated(tokens, at, out)
	for i := range out {
		e.finish(&out[i], weight)
	}
	return out
}

// expand looks every expression of the question up and gives its variants to
// the concepts that it covers.
func (e *expander) expand(tokens []questionToken, at []int, out []concept) {
	names := make([]string, len(tokens))
	for i, t := range tokens {
		names[i] = t.name
	}
	for i := range tokens {
		for n := 1; n <= english.MaxExpression && i+n <= len(tokens); n++ {
			if n == 1 && at[i] < 0 {
				continue
			}
			e.lookup(names[i:i+n], func(v variant) {
				for k := i; k < i+n; k++ {
					if at[k] >= 0 {
						e.take(&out[at[k]], v)
					}
				}
			})
		}
	}
}

// lookup calls add for the variants of one expression, those of its family
// included.
func (e *expander) lookup(names []string, add func(variant)) {
	for _, t := range e.thesauruses {
		senses := t.Senses(names)
		if senses == 0 {
			continue
		}
		discount := senseDiscount(senses)
		t.Lookup(names, func(v english.Variant) bool {
			weight := relationWeight[v.Relation]
			if v.Relation >= english.Same {
				if len(names) == 1 && lightWords[names[0]] {
					return true
				}
				weight *= discount
			}
			add(variant{names: v.Terms, weight: weight, relation: v.Relation})
			if v.Relation == english.Family {
				t.Lookup(v.Terms, func(w english.Variant) bool {
					if w.Relation != english.Family {
						add(variant{names: w.Terms, weight: twoSteps * discount * relationWeight[w.Relation], relation: w.Relation})
					}
					return true
				})
			}
			return true
		})
	}
}

// senseDiscount is what is left of a variant's weight when its word stands in
// so many groups, of which the question means one.
func senseDiscount(groups int) float32 { return 1 / (1 + .06*float32(max(0, groups-2))) }

// take adds the variants that the library holds to a concept.
func (e *expander) take(c *concept, variants ...variant) {
	for _, v := range variants {
		if k := c.variant(v.names); k >= 0 {
			v.idf = c.variants[k].idf
			c.variants[k].confirm(v)
		} else if v.idf = e.idf(v.names); v.idf > 0 {
			c.variants = append(c.variants, v)
		}
	}
}

// variant is the index of the variant with the given names, -1 for none.
func (c *concept) variant(names []string) int {
	for i := range c.variants {
		if slices.Equal(c.variants[i].names, names) {
			return i
		}
	}
	return -1
}

// finish repairs a word that nothing knows, keeps the best variants, and weighs
// the concept.
func (e *expander) finish(c *concept, weight float32) {
	if !c.found && c.token.flags&english.Digit == 0 && !e.known(c.token.word) {
		e.take(c, e.stats.repair(c.token.word)...)
	}
	if c.token.flags&english.Digit == 0 {
		e.take(c, e.stats.derived(c.token.name)...)
	}
	slices.SortStableFunc(c.variants[1:], func(a, b variant) int { return cmp.Compare(b.weight, a.weight) })
	c.variants = c.variants[:min(len(c.variants), maxVariants)]
	c.rarity = e.rarity(c)
	e.temper(c)
	c.idf = c.rarity * weight
	switch {
	case frameWords[c.token.word]:
		c.idf *= .4
	case lightWords[c.token.name]:
		c.idf *= .5
	}
}

// confirm takes up that another group holds v's expression too: two words that
// meet in several groups are closer than two that meet in one.
func (v *variant) confirm(again variant) {
	if v.relation == english.Exact {
		return
	}
	if again.weight > v.weight {
		*v, again = again, *v
	}
	v.weight = min(.95, v.weight+.25*again.weight*(1-v.weight))
}

// temper lowers the weight of variants that are commoner than the word they
// stand for: "say" is little evidence of "state".
func (e *expander) temper(c *concept) {
	for i := range c.variants[1:] {
		v := &c.variants[1+i]
		if v.relation != english.Exact && c.rarity > 0 {
			v.weight *= min(1, v.idf/c.rarity)
		}
	}
}

func (e *expander) known(word string) bool {
	for _, t := range e.thesauruses {
		if t.Knows(word) {
			return true
		}
	}
	return false
}

// idf is that of the rarest content word of an expression, 0 when the library
// lacks one of them.
func (e *expander) idf(names []string) float32 {
	var best float32
	for _, n := range names {
		if len(names) > 1 && english.IsStop(n) {
			continue
		}
		docs := e.stats.docsWith(n)
		if docs == 0 {
			return 0
		}
		best = max(best, e.stats.idf(n, docs))
	}
	return best
}

// rarity is the inverse document frequency of a concept. A word that the
// library does not hold is as rare as what stands for it, so that one foreign
// word cannot outweigh the rest of the question.
func (e *expander) rarity(c *concept) float32 {
	if c.found || len(c.variants) == 1 {
		return e.stats.idf(c.token.name, e.stats.docsWith(c.token.name))
	}
	best := float32(0)
	for _, v := range c.variants[1:] {
		best = max(best, v.weight*v.idf)
	}
	return best
}
