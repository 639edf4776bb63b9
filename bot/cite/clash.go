package cite

import "fmt"

// nameClash looks for a name of the sentence that stands where the claim has
// another one.
func (a *alignment) nameClash() (points []Point) {
	for k := range a.claim.names {
		n := a.claim.names[k]
		known := a.matched(k)
		if known && (a.inMain(k) || a.inTitle(k)) {
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
		if a.taken[at] >= 0 {
			return 0
		}
	}
	place, other := isPlace(a.claim.words[n.to-1].stem), isPlace(a.main.words[e.to-1].stem)
	if place != other && (n.to-n.from > 1 && other || e.to-e.from > 2 && place) {
		return 0
	}
	strength := float32(looseRival)
	if place && other {
		strength = placeRival
	}
	if a.sameBefore(n, e) || a.sameAfter(n, e) {
		strength = 1
	}
	return strength
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

// sameBefore reports whether the same preposition or the same carried word
// stands before both names.
func (a *alignment) sameBefore(n, e name) bool {
	x, y := n.from-1, e.from-1
	for x >= 0 && skipped[a.claim.folded(x)] {
		x--
	}
	for y >= 0 && skipped[a.main.folded(y)] {
		y--
	}
	if x < 0 || y < 0 {
		return false
	}
	if a.claim.words[x].sort == function {
		return anchors[a.claim.folded(x)] && a.claim.folded(x) == a.main.folded(y)
	}
	return a.hits[x].strength >= familyPrefix && int(a.hits[x].at) == y
}

// sameAfter reports whether the same carried word stands after both names.
func (a *alignment) sameAfter(n, e name) bool {
	if n.to >= len(a.claim.words) || e.to >= len(a.main.words) {
		return false
	}
	return a.hits[n.to].strength >= familyPrefix && int(a.hits[n.to].at) == e.to
}

var (
	skipped = wordSet(`the a an its his her their this`)
	anchors = wordSet(`in at of by from to into with for near on under against via`)
)

// opposite looks for words of the sentence that say the opposite of words of
// the claim. Two words that are both negated and opposed agree.
func (a *alignment) opposite() (points []Point) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		rivals := opposites()[w.stem]
		if len(rivals) == 0 || w.sort == nameWord && a.hits[i].at >= 0 || a.claim.words[i].sort == numeral || a.hits[i].strength >= familyPrefix && a.hits[i].at >= 0 || a.main.says(w.stem) {
			continue
		}
		for j := range a.main.words {
			v := &a.main.words[j]
			if !rivals[v.stem] || a.claim.says(v.stem) || v.sort == numeral {
				continue
			}
			if w.sort == function && !a.sameNeighbour(i, j) {
				continue
			}
			if w.sort != function && w.negated != v.negated {
				a.carry(i, .85, j)
				v = nil
			} else {
				points = append(points, Point{Aspect: Direction, Result: Differ, strength: a.oppositeStrength(i, j), from: i, to: i + 1,
					Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1))})
			}
			break
		}
	}
	return points
}

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
		if !degrees[a.claim.folded(m)] {
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

var degrees = wordSet(`more less fewer most least higher lower larger smaller greater better worse faster slower longer shorter older younger`)

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

// sameNeighbour reports whether a word soon after i is carried by one soon after j.
func (a *alignment) sameNeighbour(i, j int) bool { return a.share(i+1, i+4, j+1, j+5) }

// negation compares what is negated in the claim and in the sentence, over the
// words that both have: in all of the claim, and clause by clause.
func (a *alignment) negation() (Point, bool) {
	var whole balance
	clauses := make(map[int32]*balance)
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := a.hits[i].at
		if w.sort != content || at < 0 || a.hits[i].strength < .7 || w.weight <= frameWeight {
			continue
		}
		b := clauses[w.clause]
		if b == nil {
			b = new(balance)
			clauses[w.clause] = b
		}
		differs := a.main.words[at].negated != w.negated
		b.add(w.weight, differs)
		whole.add(w.weight, differs)
	}
	strength := whole.flipped(1)
	for _, b := range clauses {
		strength = max(strength, .9*b.flipped(1.9))
	}
	if strength == 0 {
		return Point{}, false
	}
	reason := "the article denies what the claim says"
	if !a.main.negates() {
		reason = "the article says what the claim denies"
	}
	return Point{Aspect: Negation, Result: Differ, strength: strength, Reason: reason}, true
}

// balance is the weight of words that are negated alike and otherwise.
type balance struct{ same, other float32 }

func (b *balance) add(weight float32, differs bool) {
	if differs {
		b.other += weight
	} else {
		b.same += weight
	}
}

// flipped is how surely a statement is denied, 0 when less than weight is.
func (b *balance) flipped(weight float32) float32 {
	if b.other < weight || b.other < b.same {
		return 0
	}
	return .6 + .4*b.other/(b.same+b.other)
}

func (f *Facts) negates() bool {
	for i := range f.words {
		if f.words[i].negated {
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
		if w.sort == content {
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
