package cite

import (
	"fmt"
	"strings"
)

// opposite looks for words of the sentence that say the opposite of words of
// the claim. Two words that are both negated and opposed agree.
func (a *alignment) opposite() (points []Point) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		rivals := opposites()[w.key]
		if len(rivals) == 0 || a.hits[i].turned || w.sort == numeral || w.sort == nameWord && (a.hits[i].at >= 0 || a.claim.names[w.name].to-a.claim.names[w.name].from > 1) {
			continue
		}
		said := a.hits[i].strength >= familyPrefix && a.hits[i].at >= 0 || a.main.says(w.stem)
		for j := range a.main.words {
			v := &a.main.words[j]
			if !rivals[v.key] || a.claim.says(v.stem) || v.sort == numeral || said && !a.elsewhereSaid(i, j) {
				continue
			}
			if w.sort == function && !a.sameNeighbour(i, j) {
				continue
			}
			if w.sort != function && w.negated != v.negated {
				a.carry(i, turnedShare, j)
				a.hits[i].turned = true
			} else {
				points = append(points, Point{
					Aspect: Direction, Result: Differ, strength: a.oppositeStrength(i, j), from: i, to: i + 1,
					Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1)),
				})
			}
			break
		}
	}
	return points
}

// oppositePhrase looks for phrases of the sentence that say the opposite of a
// word that it does not have.
func (a *alignment) oppositePhrase() (points []Point) {
	for _, o := range a.claim.turns {
		if a.hits[o.from].strength >= sameWord {
			continue
		}
		at, ok := a.main.find(o.terms)
		if !ok || a.main.words[at].negated != a.claim.words[o.from].negated {
			continue
		}
		points = append(points, Point{
			Aspect: Direction, Result: Differ, strength: .8, from: o.from, to: o.to,
			Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(at, at+len(o.terms)), a.claim.raw(o.from, o.to)),
		})
	}
	return points
}

// prefixed looks for words of which one is the other with a prefix that denies
// it: "controversial" and "uncontroversial".
func (a *alignment) prefixed() (points []Point) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || a.hits[i].strength >= sameWord {
			continue
		}
		for j := range a.main.words {
			v := &a.main.words[j]
			if v.sort != content || !denies(w.stem, v.stem) && !denies(v.stem, w.stem) {
				continue
			}
			if w.negated != v.negated {
				a.carry(i, turnedShare, j)
				a.hits[i].turned = true
			} else {
				points = append(points, Point{
					Aspect: Direction, Result: Differ, strength: .9, from: i, to: i + 1,
					Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1)),
				})
			}
			break
		}
	}
	return points
}

// denies reports whether a stem is another one with a prefix that denies it.
func denies(long, short string) bool {
	if len(long) < len(short)+2 || len(long) > len(short)+3 || !strings.HasSuffix(long, short) {
		return false
	}
	switch long[:len(long)-len(short)] {
	case "un", "non", "dis":
		return len(short) >= 4
	case "in", "im", "il", "ir":
		return len(short) >= 6
	}
	return false
}

// turnedShare is how much of a word its denied opposite carries.
const turnedShare = .85

// oppositeStrength is lower for words that stand beside nothing in common.
func (a *alignment) oppositeStrength(i, j int) float32 {
	if a.hits[i].strength >= .85 {
		return .5
	}
	if a.share(i-4, i+5, j-5, j+6) {
		return 1
	}
	return .7
}

// says reports whether a stem stands in the text.
func (f *Facts) says(stem string) bool { return len(f.positions[stem]) > 0 }

// compared looks for two opposed words that the claim and the sentence both
// have, one of which comes before the same word of degree in the claim and the
// other one in the sentence: "the windward sides get more", "the leeward
// sides get more".
func (a *alignment) compared() (points []Point) {
	for m := range a.claim.words {
		if degrees[a.claim.folded(m)] == 0 {
			continue
		}
		i := a.claim.opposedBefore(m, a.claim.Facts, a.main)
		if i < 0 {
			continue
		}
		for _, at := range a.main.positions[a.claim.words[m].stem] {
			j := a.main.opposedBefore(int(at), a.claim.Facts, a.main)
			if j < 0 || !opposed(a.claim.words[i].stem, a.main.words[j].stem) {
				continue
			}
			points = append(points, Point{
				Aspect: Role, Result: Differ, strength: .9,
				Reason: fmt.Sprintf("the article says %q of %s, the claim of %s", a.claim.folded(m), a.main.raw(j, j+1), a.claim.raw(i, i+1)),
			})
			return points
		}
	}
	return nil
}

// degrees are the words of comparison: +1 for more and -1 for less.
var degrees = func() map[string]int {
	m := make(map[string]int)
	for w := range wordSet(`more most higher larger greater better faster longer older bigger stronger heavier taller richer`) {
		m[w] = 1
	}
	for w := range wordSet(`less fewer least lower smaller worse slower shorter younger weaker lighter poorer`) {
		m[w] = -1
	}
	return m
}()

// thanSwapped compares "A more than B" in the claim and in the sentence.
func (a *alignment) thanSwapped() (Point, bool) {
	i, up := a.claim.comparison()
	j, otherUp := a.main.comparison()
	if i < 0 || j < 0 || up == 0 || otherUp == 0 {
		return Point{}, false
	}
	var leftToRight, rightToLeft, kept int
	for k := range a.claim.words {
		at := int(a.hits[k].at)
		if at < 0 || a.claim.words[k].weight == 0 || a.claim.stopBetween(min(i, k), max(i, k)) || a.main.stopBetween(min(j, at), max(j, at)) {
			continue
		}
		switch {
		case k < i && at > j:
			leftToRight++
		case k > i && k <= i+thanReach && at < j:
			rightToLeft++
		case k > i && k <= i+thanReach && at > j:
			kept++
		}
	}
	swapped := rightToLeft > 0 && leftToRight > 0 && kept == 0
	if !swapped || up != otherUp {
		return Point{}, false
	}
	return Point{Aspect: Role, Result: Differ, strength: .9, Reason: "the article compares the two the other way round"}, true
}

// thanReach is how many words after "than" are what is compared with.
const thanReach = 4

// comparison is the place of a "than" that compares two things and the
// direction of the comparison, -1 and 0 without one.
func (f *Facts) comparison() (at, up int) {
	for i := range f.words {
		if f.folded(i) != "than" || i+1 < len(f.words) && f.words[i+1].sort == numeral {
			continue
		}
		for k := i - 1; k >= 0 && k > i-8; k-- {
			if d := degrees[f.folded(k)]; d != 0 {
				return i, d
			}
		}
	}
	return -1, 0
}

// opposedBefore is the nearest word before word m in its sentence of which
// both texts also have the opposite, or -1.
func (f *Facts) opposedBefore(m int, texts ...*Facts) int {
	for i := m - 1; i >= 0 && !f.stopBetween(i, m); i-- {
		both := len(opposites()[f.words[i].stem]) > 0 && f.words[i].sort != function
		for _, t := range texts {
			both = both && t.says(f.words[i].stem) && t.saysOpposite(f.words[i].stem)
		}
		if both {
			return i
		}
	}
	return -1
}

func (f *Facts) saysOpposite(stem string) bool {
	for other := range opposites()[stem] {
		if f.says(other) {
			return true
		}
	}
	return false
}

// sameNeighbour reports whether a word soon after i is carried by one soon after j,
// or the words just before both are the same.
func (a *alignment) sameNeighbour(i, j int) bool {
	return a.share(i+1, i+4, j+1, j+5) || a.share(i-1, i, j-1, j)
}

// elsewhereSaid reports whether the claim's word i, which the sentence has,
// stands there in a clause that carries little else of the claim, while its
// opposite at j stands in one that carries more: "schools stayed open" where the article
// has "schools stayed closed, but hospitals remained open".
func (a *alignment) elsewhereSaid(i, j int) bool {
	at := a.hits[i].at
	if at < 0 || a.claim.words[i].sort == function {
		return false
	}
	here, there := a.main.words[at].clause, a.main.words[j].clause
	return here != there && a.carriedIn(there, i) >= a.carriedIn(here, i)+1
}

// carriedIn is the weight of the claim's words but word i that a clause of the
// sentence carries.
func (a *alignment) carriedIn(clause int32, i int) float32 {
	var sum float32
	for k := range a.claim.words {
		if at := a.hits[k].at; k != i && at >= 0 && a.main.words[at].clause == clause {
			sum += a.claim.words[k].weight
		}
	}
	return sum
}
