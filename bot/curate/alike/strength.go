package alike

import (
	"strings"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
)

// How far a term may stand for another, by what links them.
const (
	Same    = 1
	family  = .95 // of one root
	synonym = .8  // a reader would accept the swap
	office  = .75
	partOf  = .7 // one of the words of an expression
	Linked  = .7 // WordNet has them for the same
	seat    = .6 // a capital for its government
	near    = .55
)

// The links of WordNet from which two words are taken for the same, and the
// nearness of vectors.
const (
	leastLink    = .12
	leastNear    = .8
	leastOpposed = .15
)

// ID is the number of a key in this reader.
func (r *Reader) ID(key string) int32 {
	id, ok := r.ids[key]
	if !ok {
		id = int32(len(r.keys))
		r.ids[key], r.keys = id, append(r.keys, key)
	}
	return id
}

// Strength is how far the terms of two keys may stand for each other, 0..1: 1 for
// the same key, 0 for what nothing links. It is symmetrical.
func (r *Reader) Strength(a, b string) float32 { return r.Between(r.ID(a), r.ID(b)) }

// Between is Strength for the numbers of two keys.
func (r *Reader) Between(a, b int32) float32 {
	if a == b {
		return Same
	}
	pair := uint64(uint32(min(a, b)))<<32 | uint64(uint32(max(a, b)))
	if s, ok := r.pairs[pair]; ok {
		return s
	}
	s := r.strength(r.keys[min(a, b)], r.keys[max(a, b)])
	r.pairs[pair] = s
	return s
}

func (r *Reader) strength(a, b string) float32 {
	if a == "" || b == "" {
		return 0
	}
	x, y := strings.Fields(a), strings.Fields(b)
	return max(strength(a, b, x, y), r.wordwise(x, y))
}

func strength(a, b string, x, y []string) float32 {
	best := max(variant(x, y), variant(y, x))
	if best >= synonym {
		return best
	}
	w, v := lexis.Find(a), lexis.Find(b)
	l := lexis.Between(w, v)
	if w == 0 || v == 0 || l.Opposed() >= leastOpposed {
		return max(best, part(x, y), part(y, x))
	}
	switch {
	case max(l[lexis.Synonym], l[lexis.Derived], l[lexis.Similar]) >= leastLink:
		best = max(best, Linked)
	case lexis.Similarity(w, v) >= leastNear:
		best = max(best, near)
	}
	return max(best, part(x, y), part(y, x))
}

// variant is how far the thesaurus lets y stand for x.
func variant(x, y []string) (best float32) {
	english.Default().Lookup(x, func(v english.Variant) bool {
		if s := relation(v.Relation); s > best && equal(v.Terms, y) {
			best = s
		}
		return best < Same
	})
	return best
}

func relation(r english.Relation) float32 {
	switch r {
	case english.Exact, english.Initials, english.Demonym:
		return Same
	case english.Family:
		return family
	case english.Same:
		return synonym
	case english.Office:
		return office
	case english.Seat:
		return seat
	}
	return 0
}

// part is how far an expression stands for a longer one that ends or begins with
// it: "talks" for "peace talks", "nuclear power" for "nuclear power plant".
func part(x, y []string) float32 {
	if len(x) >= len(y) || !equal(x, y[len(y)-len(x):]) && (len(x) == 1 || !equal(x, y[:len(x)])) {
		return 0
	}
	return partOf
}

// wordwise is how far two expressions of several words stand for each other word by
// word: "nuclear power" for "nuclear energy".
func (r *Reader) wordwise(x, y []string) float32 {
	if len(x) != len(y) || len(x) == 1 {
		return 0
	}
	least := float32(Same)
	for i := range x {
		least = min(least, r.Strength(x[i], y[i]))
	}
	if least < Linked {
		return 0
	}
	return least
}

func equal(x, y []string) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}

// Opposed reports whether the terms of two keys are opposites.
func (r *Reader) Opposed(a, b string) bool {
	w, v := r.entry(a), r.entry(b)
	if w == 0 || v == 0 {
		return false
	}
	l := lexis.Between(w, v)
	return l.Opposed() >= leastOpposed
}

// entry is the entry of the lexis for a key.
func (r *Reader) entry(key string) lexis.Word {
	w, ok := r.entries[key]
	if !ok {
		w = lexis.Find(key)
		r.entries[key] = w
	}
	return w
}

// Known reports whether a key is of words of the language, so that it is no name
// that somebody wrote in small letters.
func Known(key string) bool {
	if lexis.Find(key) != 0 || strings.Contains(key, " ") {
		return true
	}
	return english.Default().Senses([]string{key}) > 0
}

// Key is the key of a number that ID gave.
func (r *Reader) Key(id int32) string { return r.keys[id] }
