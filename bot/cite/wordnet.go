package cite

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// wordnetText holds what WordNet says of common words. The command in
// bot/cite/train makes it. It has fewer senses than english/lexis, and says apart what
// stands for a verb: what carries a claim by it weighs in itself, while what lexis finds
// near is one feature of many.
//
//go:embed model/wordnet.txt
var wordnetText string

// meanings is what WordNet knows of indexed words.
type meanings struct {
	same, verbs, special, opposed map[string][]string
}

var wordnet = sync.OnceValue(func() *meanings {
	m := &meanings{make(map[string][]string, 8192), make(map[string][]string, 4096), make(map[string][]string, 4096), make(map[string][]string, 1024)}
	for line := range strings.Lines(wordnetText) {
		words := strings.Fields(line)
		if len(words) < 3 {
			continue
		}
		sign, words := words[0], words[1:]
		switch sign {
		case "=":
			pairUp(m.same, words)
		case "v":
			pairUp(m.verbs, words)
		case "/":
			pairUp(m.opposed, words)
		case "<":
			m.special[words[0]] = words[1:]
		}
	}
	return m
})

func pairUp(m map[string][]string, words []string) {
	for _, a := range words {
		for _, b := range words {
			if a != b && !slices.Contains(m[a], b) {
				m[a] = append(m[a], b)
			}
		}
	}
}

// How much of a word another one carries by what WordNet says: it means the same,
// or is something more special.
const (
	meansSame    = .65
	meansSpecial = .55
)

// means is how much of the claimed word a word of an article carries, 0 for none.
// A form of a verb is carried by what stands for the verb only: "closed" is not
// what "next" says, though "close" may be.
func (m *meanings) means(c, s *word) float32 {
	claimed, said := c.stem, s.stem
	switch {
	case opposed(claimed, said):
		return 0
	case slices.Contains(m.verbs[claimed], said), slices.Contains(m.same[claimed], said) && !c.verbForm() && !s.verbForm():
		return meansSame
	case slices.Contains(m.special[claimed], said):
		return meansSpecial
	}
	return 0
}

// verbForm reports whether a word ends as the forms of verbs do.
func (w *word) verbForm() bool {
	return strings.HasSuffix(w.folded, "ed") || strings.HasSuffix(w.folded, "ing") || pastForms[w.folded]
}

// meanings matches words that are still open with words of the sentence that
// carry nothing yet.
func (a *alignment) meanings() {
	table := wordnet()
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || a.hits[i].strength >= meansSpecial || len(table.same[w.stem]) == 0 && len(table.verbs[w.stem]) == 0 && len(table.special[w.stem]) == 0 {
			continue
		}
		for j := range a.main.words {
			v := &a.main.words[j]
			if v.sort != content || a.taken[j] >= 0 && a.claim.words[a.taken[j]].sort != function {
				continue
			}
			if s := table.means(w, v); s > a.hits[i].strength {
				a.carry(i, s, j)
			}
		}
	}
}

// antonym finds a word of the sentence that carries nothing and says the
// opposite of a word of the claim that nothing carries.
func (a *alignment) antonym() (i, j int, ok bool) {
	table := wordnet()
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || a.hits[i].strength >= .5 {
			continue
		}
		for _, o := range table.opposed[w.stem] {
			for _, j := range a.main.positions[o] {
				if a.taken[j] < 0 && a.main.words[j].sort == content && a.main.words[j].negated == w.negated {
					return i, int(j), true
				}
			}
		}
	}
	return 0, 0, false
}
