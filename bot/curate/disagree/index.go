package disagree

import (
	"slices"

	"rapporteur/bot/corpus"
)

// Ruling says which of two places stands. Later code stores one for each that a
// moderator makes.
type Ruling struct{ Stands, Falls corpus.Ref }

// Index finds what must be shown beside a cited place. The zero value and nil find
// nothing. It is not changed once it is made, so many goroutines may use it.
type Index struct{ by map[corpus.Ref][]Counterpart }

// Counterpart is a place that says otherwise than the one asked for.
type Counterpart struct {
	Place corpus.Place
	// Here and There are what the place asked for and this one say.
	Here, There corpus.Span
	Kind        Kind
	Attributed  bool // positions of different speakers
	// Newer says that this place is the newer one of a pair whose days may explain
	// the difference, Older that it is the older one.
	Newer, Older bool
}

// NewIndex indexes disagreements by both of their places. A pair that a ruling is
// about is left out; so it stays when the ruling's places no longer disagree, since
// what is ruled on is one version of each.
func NewIndex(all []Disagreement, rulings ...Ruling) *Index {
	ruled := make(map[Ruling]bool, 2*len(rulings))
	for _, r := range rulings {
		ruled[r], ruled[Ruling{r.Falls, r.Stands}] = true, true
	}
	x := &Index{by: make(map[corpus.Ref][]Counterpart)}
	for _, d := range all {
		a, b := d.A.Ref(), d.B.Ref()
		if ruled[Ruling{a, b}] {
			continue
		}
		x.by[a] = append(x.by[a], Counterpart{d.B, d.InA, d.InB, d.Kind, d.Attributed, false, d.Later})
		x.by[b] = append(x.by[b], Counterpart{d.A, d.InB, d.InA, d.Kind, d.Attributed, d.Later, false})
	}
	return x
}

// Of returns the counterparts of a place, in the order of the disagreements; none
// for another version of the sentence. It takes the same time however many there are
// in all. The slice must not be changed.
func (x *Index) Of(ref corpus.Ref) []Counterpart {
	if x == nil {
		return nil
	}
	return x.by[ref]
}

// Fallen are the places that rulings say do not stand, sorted: answers should rest
// on others. A place that one ruling says stands and another does not has fallen.
func Fallen(rulings []Ruling) []corpus.Ref {
	out := make([]corpus.Ref, 0, len(rulings))
	for _, r := range rulings {
		out = append(out, r.Falls)
	}
	slices.SortFunc(out, compareRefs)
	return slices.Compact(out)
}
