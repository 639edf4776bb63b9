package main

import (
	"cmp"
	"math"
	"slices"

	"rapporteur/bot/english/lexis"
)

// link leads from one entry to another.
type link struct {
	to     int // place in the vocabulary
	kind   lexis.Kind
	weight float64
}

// Limits of what is kept.
const (
	// leastWeight is the weight of the weakest link.
	leastWeight = .04
	// mostSpecial is how many words of one kind an entry may lead down to.
	mostSpecial = 24
	// mostGeneral is how many meanings may lie below one that another leads up to
	// by two steps: "thing" is a word for nearly all.
	mostGeneral = 1200
	// indirect is what an opposite by way of another word is worth.
	indirect = .6
	// alike is what a similar adjective passes on of its own opposites.
	alike = .5
)

// linker collects the links between the entries of a vocabulary.
type linker struct {
	w        *wordnet
	place    map[string]int       // by key
	meanings map[string][]meaning // by key
	share    map[string]map[string]float64
	links    []map[target]float64 // by entry
	below    map[string]int       // by synset: how many lie below it
}

type target struct {
	to   int
	kind lexis.Kind
}

// linksOf are the links of every entry, sorted by the other one, then kind.
func linksOf(w *wordnet, v *vocabulary) [][]link {
	l := &linker{w: w, place: make(map[string]int), meanings: w.meanings(), below: make(map[string]int)}
	l.share = make(map[string]map[string]float64)
	for i, key := range v.keys {
		l.place[key] = i
		for _, m := range l.meanings[key] {
			if l.share[m.name] == nil {
				l.share[m.name] = make(map[string]float64)
			}
			l.share[m.name][key] = m.share
		}
	}
	l.links = make([]map[target]float64, len(v.keys))
	for i := range l.links {
		l.links[i] = make(map[target]float64)
	}
	l.countBelow()
	for _, name := range w.names {
		l.synset(name)
	}
	return l.sorted()
}

// countBelow counts the meanings below each.
func (l *linker) countBelow() {
	for _, name := range l.w.names {
		seen := map[string]bool{name: true}
		for queue := []string{name}; len(queue) > 0; queue = queue[1:] {
			for _, up := range l.up(queue[0]) {
				if !seen[up] {
					seen[up] = true
					l.below[up]++
					queue = append(queue, up)
				}
			}
		}
	}
}

// up are the meanings one step more general.
func (l *linker) up(name string) []string {
	return l.along(name, "@", "@i")
}

// along are the meanings that a whole meaning points to by any of the symbols.
func (l *linker) along(name string, symbols ...string) []string {
	var out []string
	for _, p := range l.w.synsets[name].pointers {
		if slices.Contains(symbols, p.symbol) {
			out = append(out, p.to)
		}
	}
	return out
}

// all adds links from every word of one meaning to every word of another.
func (l *linker) all(from, to string, kind lexis.Kind, worth float64) {
	for a, p := range l.share[from] {
		for b, q := range l.share[to] {
			l.add(a, b, kind, worth*math.Sqrt(p*q))
		}
	}
}

func (l *linker) add(a, b string, kind lexis.Kind, weight float64) {
	i, known := l.place[a]
	j, too := l.place[b]
	if known && too && i != j {
		l.links[i][target{j, kind}] += weight
	}
}

// words adds a link from one word to another, and back when WordNet has its
// pointer on one side only; between all words of both meanings when the pointer
// names none.
func (l *linker) words(from string, p pointer, kind lexis.Kind, back bool) {
	if p.from == 0 || p.at == 0 {
		l.all(from, p.to, kind, 1)
		if back {
			l.all(p.to, from, kind, 1)
		}
		return
	}
	a, b := l.w.synsets[from].lemmas[p.from-1].key, l.w.synsets[p.to].lemmas[p.at-1].key
	weight := math.Sqrt(l.share[from][a] * l.share[p.to][b])
	l.add(a, b, kind, weight)
	if back {
		l.add(b, a, kind, weight)
	}
}

// synset adds the links that begin at a meaning.
func (l *linker) synset(name string) {
	l.all(name, name, lexis.Synonym, 1)
	for _, p := range l.w.synsets[name].pointers {
		switch p.symbol {
		case "+":
			l.words(name, p, lexis.Derived, false)
		case "\\", "<": // an adjective's noun, an adjective's verb
			l.words(name, p, lexis.Derived, true)
		case "&", "$":
			l.all(name, p.to, lexis.Similar, 1)
		case "!":
			l.words(name, p, lexis.Antonym, false)
			l.opposites(name, p.to)
		}
	}
	for _, up := range l.up(name) {
		l.all(name, up, lexis.General, 1)
		l.all(up, name, lexis.Special, 1)
		for _, upper := range l.up(up) {
			if l.below[upper] <= mostGeneral {
				l.all(name, upper, lexis.Broad, 1)
			}
		}
	}
}

// opposites links the words around two opposite meanings: those that share them,
// and the adjectives similar to them.
func (l *linker) opposites(a, b string) {
	l.all(a, b, lexis.Opposite, indirect)
	for _, near := range l.along(a, "&") {
		l.all(near, b, lexis.Opposite, indirect*alike)
		l.all(b, near, lexis.Opposite, indirect*alike)
	}
}

// sorted are the links worth keeping.
func (l *linker) sorted() [][]link {
	out := make([][]link, len(l.links))
	for i, all := range l.links {
		special := 0
		var list []link
		for t, weight := range all {
			if weight >= leastWeight {
				list = append(list, link{t.to, t.kind, min(1, weight)})
			}
		}
		slices.SortFunc(list, func(a, b link) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.to, b.to), cmp.Compare(a.kind, b.kind))
		})
		list = slices.DeleteFunc(list, func(k link) bool {
			if k.kind == lexis.Special {
				special++
			}
			return k.kind == lexis.Special && special > mostSpecial
		})
		slices.SortFunc(list, func(a, b link) int {
			return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.kind, b.kind))
		})
		out[i] = list
	}
	return out
}

// kept are the links that are worth their bytes: all that take part in the
// vectors, less the weakest, and the weaker of those that lead up or down.
func kept(links [][]link) [][]link {
	out := make([][]link, len(links))
	for i, row := range links {
		for _, l := range row {
			if l.weight >= leastKept[l.kind] {
				out[i] = append(out[i], l)
			}
		}
	}
	return out
}

// leastKept is the weight of the weakest link of each kind that is stored.
var leastKept = map[lexis.Kind]float64{
	lexis.Synonym: .06, lexis.Similar: .08, lexis.Derived: .06, lexis.Antonym: .04, lexis.Opposite: .06,
	lexis.General: .08, lexis.Broad: .1, lexis.Special: .1,
}
