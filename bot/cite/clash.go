package cite

import "fmt"

// nameClash looks for a name of the sentence that stands where the claim has
// another one.
func (a *alignment) nameClash() (points []Point) {
	for k := range a.claim.names {
		n := a.claim.names[k]
		known := a.matched(k)
		if known && (a.inMain(k) || a.inTitle(k)) {
			if p, ok := a.otherInPlace(k); ok {
				points = append(points, p)
			}
			continue
		}
		p := Point{Aspect: Name, Result: Absent, from: n.from, to: n.to,
			Reason: fmt.Sprintf("the article does not speak of %s there", a.claim.raw(n.from, n.to))}
		for j := range a.main.names {
			s := a.rival(k, j)
			if known {
				s -= knownBefore
			}
			if s > p.strength && s >= looseRival {
				e := a.main.names[j]
				p.Result, p.strength = Differ, s
				p.Reason = fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, e.to), a.claim.raw(n.from, n.to))
			}
		}
		if !known || p.Result == Differ {
			points = append(points, p)
		}
	}
	return points
}

// otherInPlace finds another name right after the preposition and the word
// before it that the claim's name k follows: "directed by Alan Price" where the
// claim has "directed by Nora Byrne", who stands elsewhere.
func (a *alignment) otherInPlace(k int) (Point, bool) {
	n := a.claim.names[k]
	x := a.claim.before(n.from)
	if x < 1 || !anchors[a.claim.folded(x)] || a.hits[x-1].at < 0 || a.hits[x-1].strength < sameWord || a.claim.words[x-1].sort != content {
		return Point{}, false
	}
	for _, e := range a.main.names {
		y := a.main.before(e.from)
		if y < 1 || a.main.folded(y) != a.claim.folded(x) || int(a.hits[x-1].at) != y-1 {
			continue
		}
		for _, m := range a.mentions(k) {
			if int(m) >= e.from && int(m) <= e.to+inList {
				return Point{}, false
			}
		}
		return Point{Aspect: Name, Result: Differ, strength: .9, from: n.from, to: n.to,
			Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, e.to), a.claim.raw(n.from, n.to))}, true
	}
	return Point{}, false
}

// inList is how many words after a name another one may stand in a list with it.
const inList = 10

// inMain reports whether the sentence itself carries a word of the claim's name k.
func (a *alignment) inMain(k int) bool {
	for i := a.claim.names[k].from; i < a.claim.names[k].to; i++ {
		if a.hits[i].at >= 0 {
			return true
		}
	}
	return false
}

// inTitle reports whether the article's title carries the last word of name k.
func (a *alignment) inTitle(k int) bool {
	return a.title != nil && a.title.says(a.claim.words[a.claim.names[k].to-1].stem)
}

// rival is how surely the sentence's name j stands where the claim has name k:
// 0 when it is of another sort or carries something else of the claim.
func (a *alignment) rival(k, j int) float32 {
	n, e := a.claim.names[k], a.main.names[j]
	for at := e.from; at < e.to; at++ {
		if by := int(a.taken[at]); by >= 0 && (by < n.from || by >= n.to) && !titles[a.main.folded(at)] {
			return 0
		}
	}
	if weekdays[a.claim.folded(n.from)] != weekdays[a.main.folded(e.from)] {
		return 0
	}
	place, other := isPlace(a.claim.words[n.to-1].stem), isPlace(a.main.words[e.to-1].stem)
	if place != other && (n.to-n.from > 1 && other || e.to-e.from > 2 && place) {
		return 0
	}
	strength := float32(looseRival)
	if a.title != nil && a.title.says(a.main.words[e.to-1].stem) {
		strength = 0 // what the article is about stands in every sentence
	}
	if strength > 0 && place && other {
		strength = placeRival
	}
	if weekdays[a.claim.folded(n.from)] {
		return 1
	}
	return max(strength, a.sameBefore(n, e), a.sameAfter(n, e))
}

// How surely a name is another's rival without standing beside the same words.
const (
	looseRival = .5
	placeRival = .6
	// knownBefore is taken off when an earlier sentence has the name.
	knownBefore = .15
)

// elsewhere looks for an office, a place or a thing "of" a name that the
// sentence gives to another name: "the governor of Delaware" where the article
// has "New Jersey Governor".
func (a *alignment) elsewhere() (points []Point) {
	for k, n := range a.claim.names {
		head := n.from - 2
		if head < 0 || a.claim.folded(n.from-1) != "of" || !a.matched(k) || a.hits[head].at < 0 || !isPlace(a.claim.words[n.to-1].stem) {
			continue
		}
		at := int(a.hits[head].at)
		other := -1
		for j, e := range a.main.names {
			if a.near(e, at, a.mentions(k)) {
				other = -1
				break
			}
			if (e.to == at || e.from == at+2 && a.main.folded(at+1) == "of") && isPlace(a.main.words[e.to-1].stem) || e.from < at && at < e.to && a.main.placeAt(e.from) {
				other = j
			}
		}
		if other >= 0 {
			e := a.main.names[other]
			points = append(points, Point{Aspect: Name, Result: Differ, strength: .8, from: n.from, to: n.to,
				Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, e.to), a.claim.raw(head, n.to))})
		}
	}
	return points
}

// near reports whether one of the mentions lies in name e and close to word at.
func (a *alignment) near(e name, at int, mentions []int32) bool {
	for _, m := range mentions {
		if int(m) >= e.from && int(m) < e.to && e.from-at <= 4 && at-e.to <= 2 {
			return true
		}
	}
	return false
}

// sameBefore is how surely two names stand in the same place because of what
// comes before them: the same carried word, or the same preposition.
func (a *alignment) sameBefore(n, e name) float32 {
	x, y := a.claim.before(n.from), a.main.before(e.from)
	if x < 0 || y < 0 {
		return 0
	}
	if a.claim.words[x].sort != function {
		if a.hits[x].strength >= sameWord && int(a.hits[x].at) == y {
			return 1
		}
		return 0
	}
	switch {
	case !anchors[a.claim.folded(x)] || a.claim.folded(x) != a.main.folded(y):
		return 0
	case a.share(x-anchorReach, x, y-anchorReach-1, y):
		return 1
	}
	return sameAnchor
}

const (
	// anchorReach is how many words before a preposition may be what it belongs to.
	anchorReach = 3
	// sameAnchor is the strength of the same preposition alone.
	sameAnchor = .6
)

// before is the word before word i but for articles and possessives, or -1.
func (f *Facts) before(i int) int {
	i--
	for i >= 0 && skipped[f.folded(i)] {
		i--
	}
	return i
}

// sameAfter is 1 when the same carried word stands after both names.
func (a *alignment) sameAfter(n, e name) float32 {
	if n.to < len(a.claim.words) && e.to < len(a.main.words) && a.hits[n.to].strength >= sameWord && int(a.hits[n.to].at) == e.to {
		return 1
	}
	return 0
}

// otherWord looks for a missing word after a preposition and a verb that the
// sentence has with another word: "destroyed by a flood", "destroyed by fire".
func (a *alignment) otherWord() (points []Point) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || w.light() || a.hits[i].strength >= .5 {
			continue
		}
		x := a.claim.before(i)
		if x < 1 || a.claim.folded(x) == "to" || !anchors[a.claim.folded(x)] || a.hits[x-1].at < 0 || a.hits[x-1].strength < sameWord {
			continue
		}
		y := int(a.hits[x-1].at) + 1
		if a.main.folded(y) != a.claim.folded(x) {
			continue
		}
		j := y + 1
		for j < len(a.main.words) && skipped[a.main.folded(j)] {
			j++
		}
		if j < len(a.main.words) && a.main.words[j].sort == content && (a.taken[j] < 0 || int(a.taken[j]) == i) {
			points = append(points, Point{Aspect: Wording, Result: Differ, from: i, to: i + 1,
				Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1))})
		}
	}
	return points
}

var weekdays = wordSet(`monday tuesday wednesday thursday friday saturday sunday`)

var (
	skipped = wordSet(`the a an its his her their this`)
	anchors = wordSet(`in at of by from to into with for near on under against via`)
)

// opposite looks for words of the sentence that say the opposite of words of
// the claim. Two words that are both negated and opposed agree.
func (a *alignment) opposite() (points []Point) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		rivals := opposites()[w.key]
		if len(rivals) == 0 || w.sort == numeral || w.sort == nameWord && (a.hits[i].at >= 0 || a.claim.names[w.name].to-a.claim.names[w.name].from > 1) {
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
				points = append(points, Point{Aspect: Direction, Result: Differ, strength: a.oppositeStrength(i, j), from: i, to: i + 1,
					Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1))})
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
		points = append(points, Point{Aspect: Direction, Result: Differ, strength: .8, from: o.from, to: o.to,
			Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(at, at+len(o.terms)), a.claim.raw(o.from, o.to))})
	}
	return points
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
			points = append(points, Point{Aspect: Role, Result: Differ, strength: .9,
				Reason: fmt.Sprintf("the article says %q of %s, the claim of %s", a.claim.folded(m), a.main.raw(j, j+1), a.claim.raw(i, i+1))})
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

// negation compares what is negated in the claim and in the sentence, over the
// words that both have. One full word that only one of them denies is enough.
func (a *alignment) negation() (Point, bool) {
	var same, other float32
	denied := false // by the article
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := a.hits[i].at
		if at < 0 || a.hits[i].strength < sameWord || w.weight <= frameWeight {
			continue
		}
		weight := w.weight
		if w.denied || a.main.words[at].denied {
			weight = max(1, weight)
		} else if w.sort == nameWord {
			continue // a name far from the negation is not what it denies
		}
		if a.hits[i].turned || a.saidAlike(i, int(at)) {
			same += weight
			continue
		}
		if a.hits[i].strength < familyPrefix {
			continue // too loose a match to deny anything
		}
		other += weight
		denied = denied || a.main.words[at].negated
	}
	if other < 1 {
		return Point{}, false
	}
	reason := "the article says what the claim denies"
	if denied {
		reason = "the article denies what the claim says"
	}
	return Point{Aspect: Negation, Result: Differ, strength: .75 + .25*other/(same+other), Reason: reason}, true
}

// saidAlike reports whether some place of the claim's word i in the sentence is
// negated or not as it is in the claim.
func (a *alignment) saidAlike(i, at int) bool {
	negated := a.claim.words[i].negated
	if a.main.words[at].negated == negated {
		return true
	}
	for _, p := range a.main.positions[a.main.words[at].stem] {
		if a.main.words[p].negated == negated {
			return true
		}
	}
	return false
}

// modality reports whether the sentence hedges what the claim states plainly:
// much of what it carries, or something that only a hedged word carries where
// two sentences are taken together.
func (a *alignment) modality(pair bool) (Point, bool) {
	if a.claim.hedges() {
		return Point{}, false
	}
	var plain, hedged, heaviest float32
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := a.hits[i].at
		if at < 0 || w.weight == 0 {
			continue
		}
		if !a.main.words[at].hedged {
			plain += w.weight
			continue
		}
		hedged += w.weight
		if w.sort == content && a.hits[i].strength >= familyPrefix {
			heaviest = max(heaviest, w.weight)
		}
	}
	if hedged > 0 && hedged >= hedgedShare*(plain+hedged) || pair && heaviest >= 1 {
		return Point{Aspect: Modality, Result: Differ, Reason: "the article says so only as a possibility, a plan or a report"}, true
	}
	return Point{}, false
}

// hedgedShare is the share of what is carried from which a hedge bears on the claim.
const hedgedShare = .4

// hedges reports whether the text hedges anything or reports it as said.
func (f *Facts) hedges() bool {
	if f.reported {
		return true
	}
	for i := range f.words {
		if f.words[i].hedged {
			return true
		}
	}
	return false
}
