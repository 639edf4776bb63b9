package cite

import (
	"fmt"

	"rapporteur/bot/english"
)

// What rose did not fall: the words beside a number say which way it went, and
// those before a time what came first.

// ways are the words for up (1) and down (-1).
var changeWays = func() map[string]int {
	m := make(map[string]int)
	for w := range wordSet(`rise rises rose risen rising increase increases increased increasing grow grows grew grown growth more higher up gain gains
		gained climb climbs climbed jump jumped surge surged soar soared profit profits surplus larger bigger longer stronger faster extra
		additional add added above over exceeds raise raised expand expanded won doubled warmer older`) {
		m[w] = 1
	}
	for w := range wordSet(`fall falls fell fallen falling drop drops dropped dropping decline declines declined decrease decreases decreased less fewer
		lower down loss losses lose loses lost deficit shrink shrinks shrank shrunk reduce reduced reduction cut cuts smaller shorter weaker slower
		plunged plummeted slump slumped sank below under contracted halved colder younger cheaper`) {
		m[w] = -1
	}
	return m
}()

// changeReach is how many words from a number the word for its way may stand.
const changeReach = 6

// wayAt is the way that a number goes: that of the nearest word for one in its
// sentence, 0 without one or where two are as near.
func (f *Facts) wayAt(q *english.Quantity) int {
	nearest, way := changeReach+1, 0
	for k := max(0, q.From-changeReach); k < len(f.words) && k < q.To+changeReach; k++ {
		w, ok := changeWays[f.folded(k)]
		if !ok || k >= q.From && k < q.To || f.words[k].negated || f.bounds(k) || f.sentenceParts(min(k, q.From), max(k, q.From)) {
			continue
		}
		d := q.From - k
		if k >= q.To {
			d = k - q.To + 1
		}
		switch {
		case d < nearest:
			nearest, way = d, w
		case d == nearest && w != way:
			way = 0
		}
	}
	return way
}

// bounds reports whether the word at k is part of a number's bound, as in "more
// than 300", or of "up to".
func (f *Facts) bounds(k int) bool {
	switch f.folded(k) {
	case "over", "under", "above", "below", "up", "down":
		return f.words[k].sort == function && k+1 < len(f.words) && f.words[k+1].sort == numeral || f.folded(k+1) == "to"
	}
	return f.folded(k+1) == "than" && f.words[min(k+2, len(f.words)-1)].sort == numeral
}

// turnedChange says of which number the claim says that it went up where the
// article says that it went down, or the other way round.
func (a *alignment) turnedChange() string {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		claimed := a.claim.wayAt(q)
		if claimed == 0 || q.Kind == english.Ordinal {
			continue
		}
		turned := false
		for j := range a.main.quantities {
			e := &a.main.quantities[j]
			if !comparable(q, e) || q.Value != e.Value {
				continue
			}
			said := a.main.wayAt(e)
			if said != -claimed {
				turned = false
				break
			}
			turned = true
		}
		if turned {
			return fmt.Sprintf("the article has it the other way round than %q", a.claim.raw(max(0, q.From-2), min(q.To+2, len(a.claim.words))))
		}
	}
	return ""
}

var (
	earlier = wordSet(`before until till prior`)
	later   = wordSet(`after following since once`)
)

// turnedOrder says of which event the claim has "before" where the article has
// "after", or the other way round.
func (a *alignment) turnedOrder() string {
	for x := range a.claim.words {
		w := a.claim.folded(x)
		if !earlier[w] && !later[w] || w == "since" || w == "once" {
			continue
		}
		i := a.claim.operandOf(x)
		if i < 0 {
			continue
		}
		at := int(a.hits[i].at)
		if a.claim.words[i].sort == numeral {
			at = a.quantityAt(i)
		}
		if at < 0 {
			continue
		}
		for k := at - 1; k >= 0 && k >= at-orderReach && !a.main.sentenceParts(k, at); k-- {
			said := a.main.folded(k)
			if earlier[said] && earlier[w] || later[said] && later[w] {
				break
			}
			if earlier[said] || later[said] {
				return fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(k, at+1), a.claim.raw(x, i+1))
			}
		}
	}
	return ""
}

// orderReach is how many words "after" may stand before what it is after.
const orderReach = 4

// operandOf is the first word of weight, number or name after word x, -1 when it
// is far.
func (f *Facts) operandOf(x int) int {
	for i := x + 1; i < len(f.words) && i <= x+orderReach; i++ {
		if w := &f.words[i]; w.sort == numeral || w.sort == nameWord || w.sort == content && !w.light() {
			return i
		}
	}
	return -1
}

// speaksTo says that the claim addresses its reader, which the article does not.
func (a *alignment) speaksTo() string {
	for i := range a.claim.words {
		switch a.claim.folded(i) {
		case "you", "your", "yours", "yourself":
			if !a.main.says("you") && !a.main.says("your") && a.hits[i].at < 0 {
				return "it speaks to the reader; write what the sentences say"
			}
		}
	}
	return ""
}
