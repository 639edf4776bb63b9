package cite

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// Where a draft goes along with the article word by word, one word more or less
// is told from another wording: what stands between two words that both have in
// the same order. A small word there turns the statement around and leaves no
// other trace, so rules look at it rather than the model.

// seam is what stands between two words that a claim has in the order of the
// sentence: words from up to to of the claim, and start up to end of the sentence.
// One of the two, or both, is not empty.
type seam struct{ from, to, start, end int }

// The bounds of a seam in words, of the claim and of the sentence.
const (
	seamClaimed = 4
	seamSaid    = 5
)

// What a word counts that stands in both, in the longest row of them.
const (
	rowFunction = 2
	rowWeighty  = 5
)

// turnsSeam reports whether a text has a word for which seams are looked at.
func (f *Facts) turnsSeam() bool {
	for i := range f.words {
		if w := f.folded(i); negators[w] || weaknesses[w] || shares[w] || totals[allOf][w] {
			return true
		}
	}
	return false
}

// longestRow is the heaviest row of words that claim and sentence have in one order: for
// each word of the claim its place in the sentence, or -1.
func (a *alignment) longestRow() []int {
	n, m := len(a.claim.words), len(a.main.words)
	best := make([]int32, (n+1)*(m+1)) // of the words from i and from j
	at := func(i, j int) *int32 { return &best[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			b := max(*at(i+1, j), *at(i, j+1))
			if w := a.rowWeight(i, j); w > 0 {
				b = max(b, *at(i+1, j+1)+w)
			}
			*at(i, j) = b
		}
	}
	out := slices.Repeat([]int{-1}, n)
	for i, j := 0, 0; i < n && j < m; {
		switch w := a.rowWeight(i, j); {
		case w > 0 && *at(i, j) == *at(i+1, j+1)+w:
			out[i] = j
			i, j = i+1, j+1
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
	return out
}

// rowWeight is what word i of the claim counts as word j of the sentence, 0 where
// it is another one.
func (a *alignment) rowWeight(i, j int) int32 {
	w, v := &a.claim.words[i], &a.main.words[j]
	switch {
	case w.stem != v.stem && (int(a.hits[i].at) != j || a.hits[i].strength < meansSpecial || a.hits[i].turned):
		return 0
	case w.sort == function:
		return rowFunction
	}
	return rowWeighty
}

// seams are the places where the row of a claim and a sentence has something
// between two of its words, one of which, or its neighbour, is of weight.
func (a *alignment) seams() (out []seam) {
	a.row = a.longestRow()
	row := a.row
	weighty := func(i, step int) bool {
		for k := 0; k < 2 && i >= 0 && i < len(row) && row[i] >= 0; k, i = k+1, i+step {
			if a.claim.words[i].sort != function {
				return true
			}
		}
		return false
	}
	last := -1
	for i, j := range row {
		if j < 0 {
			continue
		}
		if last >= 0 {
			s := seam{last + 1, i, row[last] + 1, j}
			if (s.to > s.from || s.end > s.start) && s.to-s.from <= seamClaimed && s.end-s.start <= seamSaid &&
				(weighty(last, -1) || weighty(i, 1)) && !a.main.sentenceBetween(row[last], j) {
				out = append(out, s)
			}
		}
		last = i
	}
	return out
}

// turnedSeam says what the claim adds, leaves out or exchanges between words that
// it has in common with the article.
func (a *alignment) turnedSeam() string {
	if !a.claim.turnsSeam() && !a.main.turnsSeam() {
		return ""
	}
	for _, s := range a.seams() {
		for _, check := range []func(seam) string{a.seamHedge, a.seamDenial, a.seamTotal} {
			if reason := check(s); reason != "" {
				return reason
			}
		}
	}
	return ""
}

// seamHedge says which hedge is left out, with nothing of the kind in its place or
// right beside it.
func (a *alignment) seamHedge(s seam) string {
	for k := max(0, s.from-1); k < min(s.to+1, len(a.claim.words)); k++ {
		if w := a.claim.folded(k); possible[w] || awaited[w] {
			return ""
		}
	}
	for j := s.start; j < s.end; j++ {
		w := a.main.folded(j)
		mayNot := modals[w] && s.from == s.to && w != "would" && w != "should"
		if (a.main.hedgeOf(j) > 0 || mayNot) && !negators[a.main.folded(j-1)] && a.main.words[j].clause == a.main.words[s.end].clause {
			return fmt.Sprintf("the article says %q, the claim leaves that out", a.main.raw(j, j+1))
		}
	}
	return ""
}

// seamDenial says that only one of the two denies there, or one of them once more,
// and that the other one has no denial of its own nearby.
func (a *alignment) seamDenial(s seam) string {
	claimed, said := a.claim.seamDenials(s.from, s.to), a.main.seamDenials(s.start, s.end)
	switch {
	case claimed < 0 || said < 0 || claimed == said:
		return ""
	case claimed > said && !a.main.deniesBeside(s.start, s.end, func(j int) bool { return slices.Contains(a.row, j) }):
		return "the claim denies what the article does not"
	case claimed < said && !a.claim.deniesBeside(s.from, s.to, func(i int) bool { return a.row[i] >= 0 && a.claim.words[i].stem == a.main.words[a.row[i]].stem }):
		return "the article denies what the claim says"
	}
	return ""
}

// deniesBeside reports whether a text denies in some way near two places, with a
// word that the other one has not.
func (f *Facts) deniesBeside(from, to int, common func(int) bool) bool {
	for k := max(0, from-denialReach); k < len(f.words) && k < to+denialReach; k++ {
		w := f.folded(k)
		if f.sentenceBetween(min(k, from), max(k, from)) {
			continue
		}
		if (k < from || k >= to) && (negators[w] || denials[w] || refusals[w] || absences[w]) && !common(k) {
			return true
		}
	}
	return false
}

// seamDenials is how often a text denies between two places, -1 where a word of
// weight, or one that may deny, stands there as well.
func (f *Facts) seamDenials(from, to int) int {
	n := 0
	for k := from; k < to; k++ {
		w := &f.words[k]
		switch {
		case negators[w.folded]:
			n++
			if w.folded == "without" || w.folded == "unless" || w.folded == "except" || w.folded == "instead" || w.folded == "rather" || f.idle(k) {
				return -1
			}
		case w.sort != function && !w.light(), denials[w.folded], refusals[w.folded], absences[w.folded], w.folded == "only", w.folded == "any", w.folded == "but":
			return -1
		}
	}
	return n
}

// seamTotal says that the claim is of all where the article is of some.
func (a *alignment) seamTotal(s seam) string {
	total := -1
	for k := s.from; k < s.to; k++ {
		w := a.claim.folded(k)
		if exceptions[w] {
			return ""
		}
		if totals[allOf][w] && w != "any" || w == "entire" || w == "entirely" {
			total = k
		}
	}
	for j := s.start; j < s.end; j++ {
		w := a.main.folded(j)
		switch {
		case totals[allOf][w] || totals[wholly][w]:
			return ""
		case !shares[w] || w == "most" && a.main.comparesAt(j):
			continue
		case total >= 0:
			return fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(total, total+1))
		}
	}
	return ""
}

// atAll says that the claim has an "at all" without a denial or a condition, as
// what is put in the place of "at most".
func (a *alignment) atAll() string {
	for i := range a.claim.words {
		if a.claim.folded(i) == "at" && a.claim.folded(i+1) == "all" && !a.claim.words[i].negated && !a.claim.denies() && !a.claim.says("if") && !a.claim.says("whether") && a.claim.words[i+1].flags&english.Capital == 0 {
			if next := i + 2; next == len(a.claim.words) || a.claim.words[next].sort != content || a.main.says("most") {
				return "the article does not say \"at all\""
			}
		}
	}
	return ""
}

// deniedTwice says that the claim denies a denial which the article has but once.
func (a *alignment) deniedTwice() string {
	if at := a.claim.doubleDenial(); at >= 0 && a.main.doubleDenial() < 0 {
		return fmt.Sprintf("the article does not deny twice as %q does", a.claim.raw(at, min(at+doubleReach+1, len(a.claim.words))))
	}
	return ""
}

// doubleReach is how many words after a denial another one denies it.
const doubleReach = 3

// doubleDenial is the first denial of a text that another one follows in its
// clause, -1 without one.
func (f *Facts) doubleDenial() int {
	plain := func(k int) bool {
		w := f.folded(k)
		return (w == "not" || w == "no" || w == "never" || w == "none" || w == "nobody" || w == "nothing" || w == "cannot") && !f.idle(k)
	}
	for i := range f.words {
		for k := i + 1; plain(i) && k <= i+doubleReach && k < len(f.words) && f.words[k].clause == f.words[i].clause; k++ {
			if plain(k) {
				return i
			}
		}
	}
	return -1
}

// localDenial says that the claim denies of a word what the article says of it
// without a denial nearby.
func (a *alignment) localDenial() string {
	for k := range a.claim.words {
		if w := a.claim.folded(k); w != "not" && w != "never" && w != "no" && w != "cannot" || a.claim.idle(k) {
			continue
		}
		i := a.claim.deniedAfter(k)
		if i < 0 || i-k > localReach || a.hits[i].at < 0 || a.hits[i].turned || a.hits[i].strength < meansSpecial || a.main.deniesBy(int(a.hits[i].at)) {
			continue
		}
		return "the claim denies what the article does not"
	}
	return ""
}

// localReach is how many words from a denial what it denies stands.
const localReach = 3

// deniesBy reports whether something near word j denies in some way, in its clause
// or within a few words.
func (f *Facts) deniesBy(j int) bool {
	if f.words[j].negated {
		return true
	}
	for k := max(0, j-denialReach); k < len(f.words) && k <= j+denialReach; k++ {
		w := f.folded(k)
		if !negators[w] && !denials[w] && !refusals[w] && !absences[w] && w != "only" && w != "too" && w != "less" && w != "fewer" && w != "but" && !opposedPrefix(w) {
			continue
		}
		if f.words[k].clause == f.words[j].clause || max(k-j, j-k) <= localReach {
			return true
		}
	}
	return false
}

// opposedPrefix reports whether a word may deny by how it begins.
func opposedPrefix(w string) bool {
	return len(w) > 5 && (strings.HasPrefix(w, "un") || strings.HasPrefix(w, "dis") || strings.HasPrefix(w, "in") || strings.HasPrefix(w, "im"))
}
