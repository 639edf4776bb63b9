package search

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// derivedWeight is what a match of a derived word is worth: "strikers" for
// "strike", "Orundi" for "Orund".
const derivedWeight = .6

// minDerived is the length of the shortest stem from which words are derived.
const minDerived = 4

// maxDerived bounds how many words that begin with a stem are looked at.
const maxDerived = 64

// endings that turn a stem into another word of its family, as they stand
// after stemming.
var endings = wordSet(`r er or n an ian i ish es y ist ism al ic s d ship hood ment ness less ful
	ation ion iv abl iti iz is ag eri ri ese ite at ant ent anc enc th`)

// sortTerms orders the terms that words may be derived from or to.
func (s *segment) sortTerms() {
	for id := 1; id < len(s.terms); id++ {
		if s.terms[id].isWord() && len(s.names[id]) >= minDerived {
			s.sorted = append(s.sorted, uint32(id))
		}
	}
	slices.SortFunc(s.sorted, func(a, b uint32) int { return cmp.Compare(s.names[a], s.names[b]) })
}

// derived returns the words of the library that are derived from name, or that
// name is derived from.
func (st *stats) derived(name string) []variant {
	if len(name) < minDerived || lightWords[name] {
		return nil
	}
	var out []variant
	add := func(other string) {
		if !slices.ContainsFunc(out, func(v variant) bool { return v.names[0] == other }) {
			out = append(out, variant{names: []string{other}, weight: derivedWeight, relation: english.Family})
		}
	}
	for _, s := range st.segments {
		at, _ := slices.BinarySearchFunc(s.sorted, name, func(id uint32, name string) int {
			return cmp.Compare(s.names[id], name)
		})
		for _, id := range s.sorted[at:min(len(s.sorted), at+maxDerived)] {
			rest, ok := strings.CutPrefix(s.names[id], name)
			if !ok {
				break
			}
			if endings[rest] {
				add(s.names[id])
			}
		}
		for n := minDerived; n < len(name); n++ {
			if id, ok := s.byName[name[:n]]; ok && endings[name[n:]] && s.terms[id].isWord() {
				add(name[:n])
			}
		}
	}
	return out
}
