package changes

import (
	"slices"

	"rapporteur/bot/english"
)

// comparison is what is left of two wordings once what they share is struck out.
type comparison struct {
	old, new         []word
	oldLeft, newLeft []bool // by word: the other side has nothing for it
	shared           float64
}

// likeness is the share of both wordings' weight that they have in common, 0..1.
func (c *comparison) likeness() float64 {
	total := 0.0
	for _, side := range [][]word{c.old, c.new} {
		for i := range side {
			total += side[i].weight
		}
	}
	if total == 0 {
		return 0
	}
	return c.shared / total
}

// strike compares two wordings as bags of words, and by the expressions that the
// thesauri know.
func strike(before, after wording) *comparison {
	c := &comparison{old: before.words, new: after.words, oldLeft: make([]bool, len(before.words)), newLeft: make([]bool, len(after.words))}
	free := make(map[string][]int, len(c.new))
	for j := len(c.new) - 1; j >= 0; j-- {
		free[c.new[j].term] = append(free[c.new[j].term], j)
		c.newLeft[j] = true
	}
	for i := range c.old {
		at := free[c.old[i].term]
		if len(at) == 0 {
			c.oldLeft[i] = true
			continue
		}
		j := at[len(at)-1]
		free[c.old[i].term] = at[:len(at)-1]
		c.newLeft[j] = false
		c.shared += c.old[i].weight + c.new[j].weight
	}
	c.expressions(before, c.new, c.oldLeft, c.newLeft)
	c.expressions(after, c.old, c.newLeft, c.oldLeft)
	if before.two || after.two {
		c.repeated(c.old, c.new, c.oldLeft)
		c.repeated(c.new, c.old, c.newLeft)
	}
	c.misspelt()
	return c
}

// repeated strikes out what a side has more often than the other: two sentences
// name twice what one names once. How often it is negated or hedged is no matter of
// wording.
func (c *comparison) repeated(side, other []word, left []bool) {
	has := make(map[string]bool, len(other))
	for i := range other {
		has[other[i].term] = true
	}
	for i := range side {
		if left[i] && has[side[i].term] && side[i].class != negation && side[i].class != hedge {
			left[i] = false
			c.shared += side[i].weight
		}
	}
}

// expressions strikes out expressions of a side for which a variant stands on the
// other side, where both hold words that are left.
func (c *comparison) expressions(side wording, other []word, left, otherLeft []bool) {
	open := make(map[string]bool)
	for j := range other {
		if otherLeft[j] && other[j].lookup != "" {
			open[other[j].lookup] = true
		}
	}
	for _, s := range side.swaps {
		if !anySaid(side.words[s.from:s.to], left[s.from:s.to]) || !slices.ContainsFunc(s.variant, func(term string) bool { return open[term] }) {
			continue
		}
		if at, ok := find(other, s.variant, otherLeft); ok {
			c.take(side.words[s.from:s.to], left[s.from:s.to])
			c.take(other[at:at+len(s.variant)], otherLeft[at:at+len(s.variant)])
		}
	}
}

// anySaid reports whether a word that says something is left.
func anySaid(words []word, left []bool) bool {
	for i := range words {
		if left[i] && (words[i].class == content || words[i].class == name) {
			return true
		}
	}
	return false
}

func (c *comparison) take(words []word, left []bool) {
	for i := range words {
		if left[i] {
			left[i] = false
			c.shared += words[i].weight
		}
	}
}

// find gives where an expression stands with a word that is left.
func find(in []word, expression []string, left []bool) (int, bool) {
	for at := 0; at+len(expression) <= len(in); at++ {
		k := 0
		for k < len(expression) && in[at+k].lookup == expression[k] {
			k++
		}
		if k == len(expression) && slices.Contains(left[at:at+k], true) {
			return at, true
		}
	}
	return 0, false
}

// leastTypo is the length from which a word may be a slip of another.
const leastTypo = 6

// misspelt strikes out words of which one is a slip of the keyboard for the other:
// nearly equal, and only one of the two is a word.
func (c *comparison) misspelt() {
	known := english.Default()
	for i := range c.old {
		for j := range c.new {
			if !c.oldLeft[i] || !c.newLeft[j] {
				continue
			}
			a, b := &c.old[i], &c.new[j]
			if a.class == content && b.class == content && len(a.folded) >= leastTypo &&
				english.Distance(a.folded, b.folded) <= 1 && known.Knows(a.folded) != known.Knows(b.folded) {
				c.take(c.old[i:i+1], c.oldLeft[i:i+1])
				c.take(c.new[j:j+1], c.newLeft[j:j+1])
			}
		}
	}
}
