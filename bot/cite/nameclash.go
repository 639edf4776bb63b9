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
		p := Point{
			Aspect: Name, Result: Absent, from: n.from, to: n.to,
			Reason: fmt.Sprintf("the article does not speak of %s there", a.claim.raw(n.from, n.to)),
		}
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
		if known && p.Result != Differ && a.rivalled(k) {
			a.weaken(n)
			known = false
		}
		if !known || p.Result == Differ {
			points = append(points, p)
		}
	}
	return points
}

// rivalled reports whether a name that only the sentences before have is not the
// claim's subject, and the sentence has another one of its sort.
func (a *alignment) rivalled(k int) bool {
	if v := a.claim.firstVerb(); v < 0 || a.claim.names[k].from < v {
		return false
	}
	for j := range a.main.names {
		if a.rival(k, j) >= looseRival {
			return true
		}
	}
	return false
}

// weaken takes back what carries a name.
func (a *alignment) weaken(n name) {
	for i := n.from; i < n.to; i++ {
		a.hits[i].strength = min(a.hits[i].strength, otherName)
	}
}

// otherInPlace finds another name right after the preposition and the word
// before it that the claim's name k follows: "directed by Alan Price" where the
// claim has "directed by Nora Byrne", who stands elsewhere.
func (a *alignment) otherInPlace(k int) (Point, bool) {
	n := a.claim.names[k]
	x := a.claim.before(n.from)
	if x < 1 || !anchors[a.claim.folded(x)] && !orders[a.claim.folded(x)] || a.hits[x-1].at < 0 || a.hits[x-1].strength < sameWord || a.claim.words[x-1].sort != content {
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
		return Point{
			Aspect: Name, Result: Differ, strength: .9, from: n.from, to: n.to,
			Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, e.to), a.claim.raw(n.from, n.to)),
		}, true
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
	if isWeekday(a.claim.folded(n.from)) != isWeekday(a.main.folded(e.from)) {
		return 0
	}
	place, other := a.claim.isPlaceName(n), a.main.isPlaceName(e)
	if a.claim.isEvent(n) != a.main.isEvent(e) {
		return 0
	}
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
	if isWeekday(a.claim.folded(n.from)) {
		return 1
	}
	if strength > 0 && !a.sameSide(n, e) {
		strength = 0
	}
	return max(strength, a.sameBefore(n, e), a.sameAfter(n, e))
}

// sameSide reports whether two names stand on the same side of the claim's
// first verb, so far as the sentence has one for it.
func (a *alignment) sameSide(n, e name) bool {
	v := a.claim.firstVerb()
	if v < 0 || a.claim.words[v].sort != content {
		return true
	}
	at := int(a.hits[v].at)
	return at < 0 || (n.from < v) == (e.from < at)
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
			points = append(points, Point{
				Aspect: Name, Result: Differ, strength: .8, from: n.from, to: n.to,
				Reason: fmt.Sprintf("the article says %s, the claim says %s", a.main.raw(e.from, e.to), a.claim.raw(head, n.to)),
			})
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
			points = append(points, Point{
				Aspect: Wording, Result: Differ, from: i, to: i + 1,
				Reason: fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1)),
			})
		}
	}
	return points
}

var (
	orders  = wordSet(`before after than behind unlike`)
	skipped = wordSet(`the a an its his her their this`)
	anchors = wordSet(`in at of by from to into with for near on under against via`)
)
