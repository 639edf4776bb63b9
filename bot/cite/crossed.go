package cite

import "fmt"

// contrasts part what is said of one from what is said of another.
var contrasts = wordSet(`while whereas but`)

// crossed looks for a claim whose subject the sentence has only on one side of
// a contrast and another word of weight only on the other side, where each side
// has a subject of its own: "B used a bow" of "A used a bow, while B used a
// sling".
func (a *alignment) crossed() (Point, bool) {
	s := a.claim.topic()
	if s < 0 || a.hits[s].at < 0 || a.hits[s].strength < sameWord {
		return Point{}, false
	}
	for x := 1; x+1 < len(a.main.words); x++ {
		if !contrasts[a.main.folded(x)] || a.main.sentenceBegins(x) {
			continue
		}
		home := a.sides(s, x)
		if home != leftSide && home != rightSide || home == leftSide && !a.main.ownSubject(x) {
			continue
		}
		for i := s + 1; i < len(a.claim.words); i++ {
			w := &a.claim.words[i]
			if w.sort != content || w.light() || a.hits[i].strength < familyPrefix || a.hits[i].at < 0 || a.claim.stopBetween(s, i) {
				continue
			}
			if at := a.sides(i, x); at == bothSides || at == home || at == noSide {
				continue
			}
			return Point{
				Aspect: Role, Result: Differ, strength: .8,
				Reason: fmt.Sprintf("the article does not say %q of %s", a.claim.raw(i, i+1), a.claim.raw(s, s+1)),
			}, true
		}
	}
	return Point{}, false
}

// topic is the name that a claim begins with, its last word, or -1.
func (f *Facts) topic() int {
	if len(f.names) == 0 {
		return -1
	}
	n := f.names[0]
	if v := f.firstVerb(); v >= 0 && n.to > v || n.from > 1 || f.owns(n) || f.modifies(0) && !f.isVerb(n.to) {
		return -1
	}
	return n.to - 1
}

// ownSubject reports whether a name or a noun, not a pronoun, follows word x
// before a verb does.
func (f *Facts) ownSubject(x int) bool {
	for i := x + 1; i < len(f.words) && i <= x+subjectReach; i++ {
		switch w := &f.words[i]; {
		case pronouns[w.folded], f.isVerb(i), beForms[w.folded]:
			return false
		case w.sort == nameWord:
			return true
		}
	}
	return false
}
