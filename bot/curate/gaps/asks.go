package gaps

import (
	"slices"
	"strings"

	"rapporteur/bot/curate/alike"
)

// asks is a set of what a question wants to know.
type asks uint16

const (
	person asks = 1 << iota
	moment
	place
	reason
	number
	duration
	manner
	whether
	thing
	ending  // when something is over, until when it lasts
	price   // what something costs
	opinion // what somebody says or thinks of something
)

// element is a place of a pattern: one of some words, which may be missing.
type element struct {
	words    []string
	optional bool
}

// pattern is a run of words that tells what a question wants.
type pattern struct {
	elements []element
	asks     asks
	speaks   string // the key of what the words speak of too, "" for none: "how tall" of height
}

// patterns are tried at every word; the longest that fits is taken. Words parted
// by "|" are alternatives, those behind "?" may be missing.
var patterns = compile([]patternList{
	{moment, `?from|since when ?on; ?on|in|at|until|since|from|by what|which ?is|was|are ?the date|day|year|month|time;
		?start|end|starting|opening date ?of; ?the day|year of`, ""},
	{ending, `until|till|by when; until|till|by what|which day|date|time; ?what|when ?is ?the deadline ?for|to; ?what|when ?is ?the last day|date ?for|to|of`, ""},
	{ending | duration, `how long will|does|do|is|are; how much longer`, ""},
	{duration, `how long; how many|much years|months|days|weeks|hours|time; ?what ?is|was ?the length|duration|distance of; duration`, ""},
	{reason, `why; how come; ?for what|which ?is|was|are|were ?the reason|reasons|cause|causes ?for|of|behind|why|that;
		reason|reasons|causes ?for|of|behind|why; cause of; what caused|causes|triggered; what led|leads to; what made; because of what; for what`, ""},
	{number, `how high|tall`, "height"},
	{number, `how old; ?what|which ?is age ?is|of`, "age"},
	{number, `how strong`, "strength"},
	{price, `how expensive|pricey|costly|dear; how much does|do|did it|they|that|this cost; ?what ?is|was|are|were ?the price|cost|costs|fee ?tag ?of|for`, ""},
	{person, `where does|do|is|will ?the money`, "pay"},
	{whether, `is|are|was it ?still legal|allowed|permitted|forbidden|ok|okay ?to; am|are i|we|you|people allowed|permitted ?to; can|may|could i|we|you|one|people;
		is|was it true ?that`, ""},
	{number, `?by how many|much|far; how big|large|low|deep|wide|fast; ?what|which ?is|was|are|were ?the number|amount|sum|percentage of;
		what|which number|amount|sum|percentage|share; ?total number|amount of`, ""},
	{person, `who ?is|was; whose; ?by|to whom; ?what|which ?is|was ?the name|names of; ?to|by which|what person|people|company|politician|man|woman|firm|party`, ""},
	{place, `where ?is|was|are; ?in|at|to|through|from what|which country|countries|city|cities|place|town|region|state|states;
		?what ?is|was ?the location|place|venue of; location|venue; date and place ?of`, ""},
	{moment, `date and place ?of`, ""},
	{manner, `how ?do|does|did|can|to; in what|which way`, ""},
	{thing, `what ?is|was|are|were ?in; which; ?what ?is|are ?the list|contents|content of`, ""},
})

// patternList holds patterns for one want, parted by semicolons.
type patternList struct {
	asks   asks
	lines  string
	speaks string
}

// compile reads lists of patterns.
func compile(lists []patternList) (out []pattern) {
	for _, l := range lists {
		for line := range strings.SplitSeq(l.lines, ";") {
			p := pattern{asks: l.asks, speaks: l.speaks}
			for word := range strings.FieldsSeq(line) {
				alternatives, optional := strings.CutPrefix(word, "?")
				p.elements = append(p.elements, element{strings.Split(alternatives, "|"), optional})
			}
			out = append(out, p)
		}
	}
	return out
}

// at is how many words from word i on the pattern takes, 0 when it does not fit.
func (p *pattern) at(t *alike.Text, i int) int {
	n := 0
	for _, e := range p.elements {
		switch word := t.Word(i + n); {
		case e.fits(word):
			n++
		case !e.optional:
			return 0
		}
	}
	return n
}

func (e *element) fits(word string) bool {
	for _, w := range e.words {
		if w == word {
			return true
		}
	}
	return false
}

// maxWords is how far into a question what it wants is looked for.
const maxWords = 80

// readAsks finds what a question wants and marks the words that say so.
func (q *reading) readAsks(t *alike.Text) (used []bool) {
	used = make([]bool, len(t.Words)+1)
	for i := 0; i < min(len(t.Words), maxWords); i++ {
		longest, found, speaks := 0, asks(0), ""
		for k := range patterns {
			switch n := patterns[k].at(t, i); {
			case n > longest:
				longest, found, speaks = n, patterns[k].asks, patterns[k].speaks
			case n > 0 && n == longest:
				found |= patterns[k].asks
			}
		}
		q.asks |= found
		if speaks != "" {
			q.speaks = append(q.speaks, speaks)
		}
		for k := range longest {
			used[i+k] = true
		}
		i += max(0, longest-1)
	}
	q.settle(t)
	q.refine(t, used)
	q.settleByNouns(t)
	return used
}

// settle leaves what is meant of what several words say: "does anyone know when"
// asks when, "what is X in prison for" asks why.
func (q *reading) settle(t *alike.Text) {
	n := len(t.Words)
	if q.asks&thing != 0 && t.Word(n-1) == "for" {
		q.asks = q.asks&^thing | reason
	}
	for _, weak := range []asks{whether, thing, manner} {
		if q.asks&^weak != 0 {
			q.asks &^= weak
		}
	}
}

// settleByNouns tells what is wanted by what a question speaks of, and by its first
// word, where nothing else tells.
func (q *reading) settleByNouns(t *alike.Text) {
	if q.asks == number && slices.ContainsFunc(t.Terms, func(x alike.Term) bool { return nouns()[x.Key] == number }) {
		q.speaks = nil // "how high is the turnout" is of no height
	}
	if q.asks&^thing != 0 {
		return
	}
	for _, x := range t.Terms {
		if a := nouns()[x.Key]; a != 0 {
			q.asks = a
		}
	}
	if q.asks == 0 && len(t.Words) > 0 && auxiliaries[t.Words[0]] {
		q.asks = whether
	}
}

// agree is how well two sets of what is wanted go together, 0 to 1.
func agree(a, b asks) float32 {
	if a == b {
		return 1
	}
	if a == 0 || b == 0 || a&b != 0 {
		return looseAsks
	}
	for _, pair := range kindred {
		if a&pair[0] != 0 && b&pair[1] != 0 || a&pair[1] != 0 && b&pair[0] != 0 {
			return looseAsks
		}
	}
	return 0
}

// kindred are pairs of wants of which one may be asked in the words of the other.
var kindred = [][2]asks{{thing, manner}, {thing, place}, {thing, number}, {thing, person}, {reason, manner}, {whether, opinion}}
