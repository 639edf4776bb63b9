package gaps

import (
	"slices"

	"rapporteur/bot/curate/alike"
)

// The thresholds, fitted on testdata/questions_tune.txt.
const (
	// sameQuestion is the mean likeness from which two groups are one.
	sameQuestion = .4
	// leastLikeness is what counts as no likeness at all.
	leastLikeness = .4
	// looseAsks is what likeness loses where what is wanted is told differently.
	looseAsks = .85
	// bothLeft is the weight that both questions may have left over.
	bothLeft = .9
	// maxSwapped is how many words of a question may be other words for the same.
	maxSwapped = 4
	// kinStrength is how far a word stands for another one of its kin.
	kinStrength = .8
	// insideShare is what a word is worth for an expression that holds it.
	insideShare = .65
	// spelt is how far a name stands for another spelling of it, and an expression for
	// its words one by one.
	spelt = .9
	// carried is the strength from which a term counts as there.
	carried = .5
)

// likeness is how far two questions are the same one in other words, 0..1; 0
// where they differ in what is wanted, in a name, in a number or a date.
func likeness(r *alike.Reader, a, b *reading) float32 {
	if a.sense == b.sense {
		return 1
	}
	factor := agree(a.asks, b.asks)
	if factor == 0 || a.content == 0 || b.content == 0 {
		return 0
	}
	got, ok := sameValues(a.values, b.values)
	if !ok {
		return 0
	}
	m, ok := match(r, a, b)
	if !ok || m.nameA && m.nameB || min(m.leftA, m.leftB) >= bothLeft {
		return 0
	}
	if (factor < 1 || a.asks == thing) && (a.bare() && m.leftB >= bothLeft || b.bare() && m.leftA >= bothLeft) {
		return 0
	}
	s := factor * (m.shared + 2*valueWeight*got) / (a.weight + b.weight)
	if s < leastLikeness {
		return 0
	}
	return s
}

// bare reports whether a question speaks of names only: who somebody is is not what
// somebody's job was.
func (q *reading) bare() bool {
	return len(q.values) == 0 && !slices.ContainsFunc(q.terms, func(x term) bool { return !x.name && x.weight > lightWeight })
}

// sameValues is how many numbers and dates two questions have in common; it
// reports false where each has one that the other lacks.
func sameValues(a, b []value) (got float32, ok bool) {
	used := make([]bool, len(b))
	for _, v := range a {
		for j, w := range b {
			if !used[j] && v == w {
				used[j] = true
				got++
				break
			}
		}
	}
	return got, int(got) == len(a) || int(got) == len(b)
}

// matching is what two questions have in common, both sides counted, and what
// each has left over.
type matching struct {
	shared       float32
	leftA, leftB float32 // weight of what is not light
	nameA, nameB bool    // a name is left over
}

// match reports false where too many words differ, and where a term of one is the
// opposite of one of the other.
func match(r *alike.Reader, a, b *reading) (m matching, ok bool) {
	var gotA, gotB [maxTerms]float32
	equal := 0
	for i := range a.terms {
		for j := range b.terms {
			if a.terms[i].id == b.terms[j].id {
				gotA[i], gotB[j] = alike.Same, alike.Same
				equal++
			}
		}
	}
	if min(len(a.terms), len(b.terms))-equal > maxSwapped {
		return m, false
	}
	for i := range a.terms {
		for j := range b.terms {
			if gotA[i] == alike.Same && gotB[j] == alike.Same {
				continue
			}
			s := strength(r, &a.terms[i], &b.terms[j])
			gotA[i], gotB[j] = max(gotA[i], s), max(gotB[j], s)
		}
	}
	spellOut(r, a, b, gotA[:], gotB[:])
	spellOut(r, b, a, gotB[:], gotA[:])
	m.leftA, m.nameA = m.side(a, gotA[:])
	m.leftB, m.nameB = m.side(b, gotB[:])
	return m, !opposed(r, a, b, gotA[:], gotB[:])
}

// spellOut finds the words of b's expressions one by one among a's terms: "strike" and
// "rail" for "train strike".
func spellOut(r *alike.Reader, a, b *reading, gotA, gotB []float32) {
	for j := range b.terms {
		words := b.terms[j].words
		at := make([]int, 0, len(words))
		for _, w := range words {
			i := slices.IndexFunc(a.terms, func(x term) bool {
				return x.key == w || x.kin&kinOf()[w] != 0 || r.Strength(x.key, w) >= alike.Linked
			})
			if i < 0 || slices.Contains(at, i) {
				break
			}
			at = append(at, i)
		}
		if len(words) < 2 || len(at) < len(words) {
			continue
		}
		gotB[j] = max(gotB[j], spelt)
		for _, i := range at {
			gotA[i] = max(gotA[i], spelt)
		}
	}
}

// opposed reports whether terms that are left over are opposites.
func opposed(r *alike.Reader, a, b *reading, gotA, gotB []float32) bool {
	for i := range a.terms {
		for j := range b.terms {
			if gotA[i] < carried && gotB[j] < carried && r.Opposed(a.terms[i].key, b.terms[j].key) {
				return true
			}
		}
	}
	return false
}

func strength(r *alike.Reader, a, b *term) float32 {
	switch {
	case a.id == b.id:
		return alike.Same
	case len(a.words)+len(b.words) == 0 && (a.unknown || b.unknown):
		if (a.unknown && b.unknown || a.name != b.name) && sameName(a.key, b.key) {
			return spelt
		}
		return 0
	case a.kin&b.kin != 0:
		return max(kinStrength, r.Between(a.id, b.id))
	}
	return max(r.Between(a.id, b.id), inside(r, a, b), inside(r, b, a))
}

// inside is how far a term stands for an expression of which it is a word, or like
// one: "leads" and "opposition" for "opposition leader".
func inside(r *alike.Reader, a, b *term) (best float32) {
	if len(a.words) > 0 || len(b.words) == 0 {
		return 0
	}
	for _, w := range b.words {
		s := r.Strength(a.key, w)
		if a.kin&kinOf()[w] != 0 {
			s = max(s, kinStrength)
		}
		best = max(best, insideShare*s)
	}
	return best
}

func (m *matching) side(q *reading, got []float32) (left float32, name bool) {
	for i, x := range q.terms {
		m.shared += x.weight * got[i]
		if got[i] < carried && x.weight > lightWeight {
			left += x.weight
			name = name || x.name
		}
	}
	return left, name
}
