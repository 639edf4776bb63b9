package cite

import (
	"fmt"
	"strings"
)

// exchanged looks for a verb that both texts have, with what stands before it
// in the claim standing only after it in the sentence and the other way round:
// "the players beat the squad", "the squad beat the players". It sees common
// nouns as well, which swapped does not.
func (a *alignment) exchanged() (Point, bool) {
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		if at < 0 || a.hits[i].turned || suffers[a.claim.folded(i)] || a.hits[i].strength < sameWord || !a.claim.isVerb(i) || !a.main.isVerb(at) || ergative[a.claim.words[i].stem] {
			continue
		}
		subject := a.claim.subjectOf(i)
		if subject < 0 || a.hits[subject].at < 0 || a.hits[subject].strength < sameWord {
			continue
		}
		claimPassive, mainPassive := a.claim.passiveVoice(i), a.main.passiveVoice(at)
		turned := claimPassive != mainPassive
		if turned && a.hits[i].strength < familyPrefix {
			continue
		}
		if a.sides(subject, at) != objectSide(turned) || !turned && !a.main.directly(at, int(a.hits[subject].at)) {
			continue
		}
		if k := a.crossing(i, at, turned); k >= 0 {
			return Point{
				Aspect: Role, Result: Differ, strength: .85,
				Reason: fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(subject, subject+1), a.claim.raw(k, k+1)),
			}, true
		}
	}
	return Point{}, false
}

// side says on which sides of a verb a word stands.
type side uint8

const (
	noSide side = iota
	leftSide
	rightSide
	bothSides
)

// objectSide is the right side, or the left one where the voice is turned.
func objectSide(turned bool) side {
	if turned {
		return leftSide
	}
	return rightSide
}

// sides says where the sentence has the claim's word k about the verb at a
// place, within its sentence.
func (a *alignment) sides(k, at int) side {
	out := noSide
	add := func(p int) {
		switch {
		case a.main.stopBetween(min(p, at), max(p, at)):
		case p < at:
			out |= leftSide
		case p > at:
			out |= rightSide
		}
	}
	if p := int(a.hits[k].at); p >= 0 && a.hits[k].strength >= sameWord {
		add(p)
	}
	for _, p := range a.main.positions[a.claim.words[k].stem] {
		add(int(p))
	}
	return out
}

// crossing is a word of the claim's object, after the verb i, that the sentence
// has only on the subject's side of its verb, or -1.
func (a *alignment) crossing(i, at int, turned bool) int {
	for k := i + 1; k < len(a.claim.words) && k <= i+objectReach && !a.claim.stopBetween(i, k) && a.claim.words[k].clause == a.claim.words[i].clause; k++ {
		w := &a.claim.words[k]
		if w.sort != nameWord && (w.sort != content || w.light()) || w.name >= 0 && !a.claim.acts(int(w.name)) {
			continue
		}
		if a.sides(k, at) == objectSide(!turned) {
			return k
		}
	}
	return -1
}

// objectReach is how many words after a verb its object may reach.
const objectReach = 9

// subjectOf is the last name or word of weight before the verb at word i, past
// its auxiliaries, or -1.
func (f *Facts) subjectOf(i int) int {
	for k := i - 1; k >= 0 && k >= i-subjectReach && f.words[k].clause == f.words[i].clause; k-- {
		switch w := &f.words[k]; {
		case w.sort == nameWord, w.sort == content && !strings.HasSuffix(w.folded, "ly"):
			return f.subjectHead(k)
		case w.sort == numeral, anchors[w.folded] && w.folded != "to", w.folded == "and", pronouns[w.folded]:
			return -1
		}
	}
	return -1
}

// subjectHead is the word before a preposition where word k hangs on one: "the
// king" of "the king of Spain".
func (f *Facts) subjectHead(k int) int {
	for j := k - 1; j > 0 && j >= k-3; j-- {
		if anchors[f.folded(j)] && (f.words[j-1].sort == content || f.words[j-1].sort == nameWord) {
			return j - 1
		}
	}
	return k
}

// subjectReach is how many words may stand between a verb and its subject.
const subjectReach = 6

// passiveVoice reports whether a form of "be" makes the verb at word i passive.
func (f *Facts) passiveVoice(i int) bool {
	return f.passiveAt(i) || f.folded(i+1) == "by" && (strings.HasSuffix(f.words[i].folded, "ed") || pastForms[f.words[i].folded])
}

// directly reports whether no preposition but "of" stands between the verb at a
// place and a later word.
func (f *Facts) directly(at, place int) bool {
	return f.together(at+1, place)
}

// ergative are verbs whose subject may as well be their object: "the treaty
// ended the war", "the war ended with the treaty".
var ergative = wordSet(`end begin start open close increas decreas chang grow move break continu stop develop improv
	spread split unit merg combin mix turn meet marri share found includ contain follow`)
