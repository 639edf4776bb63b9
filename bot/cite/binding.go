package cite

import (
	"fmt"
	"strings"

	"rapporteur/bot/english"
)

// turnedRound looks for "from A to B" in the claim that the sentence has as
// "from B to A".
func (a *alignment) turnedRound() (Point, bool) {
	for _, c := range a.claim.journeys() {
		for _, e := range a.main.journeys() {
			if a.sharesEnd(c.from, c.to, e.to, e.end) && a.sharesEnd(c.to, c.end, e.from, e.to) &&
				!a.sharesEnd(c.from, c.to, e.from, e.to) && !a.sharesEnd(c.to, c.end, e.to, e.end) {
				return Point{
					Aspect: Role, Result: Differ, strength: .9,
					Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(e.from-1, e.end), a.claim.raw(c.from-1, c.end)),
				}, true
			}
		}
	}
	return Point{}, false
}

// journey is "from A to B": A is the words from..to, B those of to..end.
type journey struct{ from, to, end int }

// journeyReach is how many words each end of a journey may have.
const journeyReach = 6

func (f *Facts) journeys() (out []journey) {
	for i := range f.words {
		if f.folded(i) != "from" {
			continue
		}
		for k := i + 2; k < len(f.words) && k <= i+journeyReach && !f.stopBetween(i, k); k++ {
			if w := f.folded(k); w == "to" || w == "into" {
				out = append(out, journey{i + 1, k, min(len(f.words), k+1+journeyReach)})
				break
			}
		}
	}
	return out
}

// sharesEnd reports whether the sentence's words efrom..eto hold a word of
// weight that is the claim's in from..to.
func (a *alignment) sharesEnd(from, to, efrom, eto int) bool {
	for i := from; i < to; i++ {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		for _, p := range a.main.positions[w.stem] {
			if int(p) >= efrom && int(p) < eto {
				return true
			}
		}
		if at := int(a.hits[i].at); at >= efrom && at < eto {
			return true
		}
	}
	return false
}

// otherOwner looks for a noun that the claim gives to one name and the sentence
// to another: "Russia's defeat" where the article has "Sweden's defeat".
func (a *alignment) otherOwner() (points []Point) {
	for k, n := range a.claim.names {
		i := n.to
		if !a.claim.owns(n) || i >= len(a.claim.words) || a.hits[i].at < 0 || a.hits[i].strength < familyPrefix || a.claim.words[i].light() {
			continue
		}
		at := int(a.hits[i].at)
		for j, e := range a.main.names {
			if e.to != at || !a.main.owns(e) || a.stands(k, []int32{int32(j)}) || !a.matched(k) {
				continue
			}
			points = append(points, Point{
				Aspect: Role, Result: Differ, strength: .85,
				Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, at+1), a.claim.raw(n.from, i+1)),
			})
		}
	}
	return points
}

// otherPeople looks for a people's name before a noun that the sentence has
// before another one: "the Russian fleet attacked British fortresses", "the
// British fleet attacked the Russian fortresses".
func (a *alignment) otherPeople() (points []Point) {
	for k, n := range a.claim.names {
		i := n.to
		if i >= len(a.claim.words) || a.claim.words[i].sort != content || a.claim.between(i-1) != " " || !a.claim.isPlaceName(n) || !a.inMain(k) || a.claim.isVerb(i) {
			continue
		}
		at := int(a.hits[i].at)
		if at < 1 || a.hits[i].strength < familyPrefix || a.main.words[at-1].name < 0 || a.main.between(at-1) != " " {
			continue
		}
		j := int(a.main.words[at-1].name)
		e := a.main.names[j]
		if h := a.hits[n.to-1].at; h >= 0 && a.main.words[h].stem == a.main.words[at-1].stem {
			continue // "Mexico" stands there as "Mexican"
		}
		if !a.main.isPlaceName(e) || a.standsFor(n, e) || a.stands(k, []int32{int32(j)}) || j > 0 && e.from-a.main.names[j-1].to == 1 && a.stands(k, []int32{int32(j - 1)}) {
			continue // the second is of "British and French"
		}
		points = append(points, Point{
			Aspect: Role, Result: Differ, strength: .95,
			Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, at+1), a.claim.raw(n.from, i+1)),
		})
	}
	return points
}

// standsFor reports whether the thesaurus has the sentence's name e for the
// claim's name n.
func (a *alignment) standsFor(n, e name) bool {
	for k := range a.claim.options {
		if o := &a.claim.options[k]; o.from == n.from && o.to == n.to && a.main.spells(e.from, o.terms) {
			return true
		}
	}
	return false
}

// owns reports whether a possessive follows a name.
func (f *Facts) owns(n name) bool {
	gap := f.between(n.to - 1)
	return strings.HasPrefix(gap, "'") || strings.HasPrefix(gap, "’") || strings.HasPrefix(gap, " '")
}

// actors are the nouns after a people's name that stand for it: "a French
// force", "Spanish troops".
var actors = wordSet(`force forces troop troops army armies soldier soldiers navy fleet team side government president king queen
	authorities police forces rebels court parliament minister company broadcaster rivals officials army air delegation`)

// events are the last words of names that act on nobody.
var events = wordSet(`war wars revolution battle games olympics crisis treaty act cup championship prize amendment conference
	day election elections uprising rebellion plan agreement accord accords pact age period exhibition festival open final`)

// isEvent reports whether a name is that of an event.
func (f *Facts) isEvent(n name) bool {
	for i := n.from; i < n.to; i++ {
		if events[f.folded(i)] {
			return true
		}
	}
	return false
}

// acts reports whether name k can be somebody who does something.
func (f *Facts) acts(k int) bool { return !events[f.folded(f.names[k].to-1)] }

// verbOf is the verb that a date belongs to: the nearest one before it in its
// sentence, the next one where the date comes first; -1 without one.
func (f *Facts) verbOf(d *english.Date) int {
	for i := d.From - 1; i >= 0 && !f.stopBetween(i, i+1); i-- {
		if f.isVerb(i) {
			return i
		}
	}
	for i := d.To; i < len(f.words) && !f.stopBetween(i-1, i); i++ {
		if f.isVerb(i) {
			return i
		}
	}
	return -1
}

// otherVerb finds another date at the verb to which the claim binds the date d,
// which the sentence has at a different verb: "opened in 1905" of "built in
// 1905 and opened in 1910".
func (a *alignment) otherVerb(d *english.Date) *english.Date {
	i := a.claim.verbOf(d)
	if i < 0 || a.hits[i].at < 0 || a.hits[i].strength < familyPrefix {
		return nil
	}
	at := int(a.hits[i].at)
	var rival *english.Date
	for j := range a.main.dates {
		e := &a.main.dates[j]
		if a.main.verbOf(e) != at {
			continue
		}
		if dateAgrees(d, e) > 0 {
			return nil
		}
		if rival == nil && d.Year != 0 && e.Year != 0 && bestDate(e, a.claim.dates) == 0 {
			rival = e
		}
	}
	return rival
}

// otherComplement looks for what the sentence says is the first, the only or
// the most of something that the claim says something else is: "the most common
// form is A", "the most common form is B".
func (a *alignment) otherComplement() (points []Point) {
	for x := 1; x+1 < len(a.claim.words); x++ {
		if !beForms[a.claim.folded(x)] || !a.singledOut(x) {
			continue
		}
		i := x + 1
		for i < len(a.claim.words) && (skipped[a.claim.folded(i)] || a.claim.words[i].light()) {
			i++
		}
		if i >= len(a.claim.words) || a.claim.words[i].sort != content || a.hits[i].strength >= .5 {
			continue
		}
		for y := 1; y+1 < len(a.main.words); y++ {
			if !beForms[a.main.folded(y)] || a.main.stopBetween(y-1, y) {
				continue
			}
			j := y + 1
			for j < len(a.main.words)-1 && skipped[a.main.folded(j)] {
				j++
			}
			if a.main.words[j].sort == content && (a.taken[j] < 0 || int(a.taken[j]) == i) && a.taken[y-1] >= 0 && int(a.taken[y-1]) < x {
				return append(points, Point{
					Aspect: Name, Result: Differ, strength: .9, from: i, to: i + 1,
					Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(j, j+1), a.claim.raw(i, i+1)),
				})
			}
		}
	}
	return nil
}

// ranks are the words that give a thing its place among others.
var ranks = wordSet(`first second third fourth fifth sixth seventh eighth ninth tenth last only
	eldest oldest youngest largest biggest smallest highest lowest longest shortest earliest latest fastest`)

// otherRank looks for another rank before the same word: "the third son" for
// "the eldest son".
func (a *alignment) otherRank() (points []Point) {
	for i := range len(a.claim.words) - 1 {
		at := int(a.hits[i+1].at)
		if !ranks[a.claim.folded(i)] || a.hits[i].at >= 0 || at < 1 || !ranks[a.main.folded(at-1)] || a.claim.words[i].sort == numeral {
			continue
		}
		points = append(points, Point{
			Aspect: Number, Result: Differ, strength: .85, from: i, to: i + 1,
			Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(at-1, at), a.claim.raw(i, i+1)),
		})
	}
	return points
}

// operandSwapped looks for a word of order or contrast whose object in the
// claim is another one in the sentence, where both stand in both: "unlike A, B
// did", "B, unlike A, did" are the same, "A, unlike B, did" is not.
func (a *alignment) operandSwapped() (Point, bool) {
	for x := range a.claim.words {
		if !orders[a.claim.folded(x)] {
			continue
		}
		i := a.claim.operand(x)
		if i < 0 {
			continue
		}
		for _, y := range a.main.positions[a.claim.words[x].stem] {
			j := a.main.operand(int(y))
			if j < 0 || a.taken[j] < 0 || int(a.taken[j]) == i || a.main.words[j].stem == a.claim.words[i].stem || a.claim.sameName(int(a.taken[j]), i) {
				continue
			}
			if k := int(a.taken[j]); a.hits[i].at >= 0 && a.hits[k].strength >= familyPrefix && !a.claim.stopBetween(min(i, k), max(i, k)) && a.hits[i].strength >= familyPrefix {
				return Point{
					Aspect: Role, Result: Differ, strength: .85,
					Reason: fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(k, k+1), a.claim.raw(i, i+1)),
				}, true
			}
		}
	}
	return Point{}, false
}

// operand is the first name or word of weight right after word x, or -1.
func (f *Facts) operand(x int) int {
	for i := x + 1; i < len(f.words) && i <= x+3; i++ {
		switch w := &f.words[i]; {
		case w.sort == nameWord, w.sort == content && !w.light():
			return i
		case w.sort == numeral, !skipped[w.folded]:
			return -1
		}
	}
	return -1
}

// sameName reports whether two words belong to one name.
func (f *Facts) sameName(i, j int) bool {
	return f.words[i].name >= 0 && f.words[i].name == f.words[j].name
}

// singledOut reports whether the words before word x of the claim, all of which
// the sentence carries, speak of one thing only.
func (a *alignment) singledOut(x int) bool {
	one := false
	for i := range x {
		w := &a.claim.words[i]
		switch {
		case w.folded == "most" || w.folded == "only" || w.folded == "first" || w.folded == "last" || strings.HasSuffix(w.folded, "est") && len(opposites()[w.key]) > 0:
			one = true
		case w.sort == content && !w.light() || w.sort == nameWord:
			if a.hits[i].strength < sameWord {
				return false
			}
		}
	}
	return one
}
