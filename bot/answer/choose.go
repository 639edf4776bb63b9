package answer

import (
	"cmp"
	"math"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// How far a further sentence's log-odds may lie below the best one's for it to
// be quoted too: farther when it stands in the same paragraph. On the open
// sets a sentence inside these bounds is one that answers in about a quarter
// of the cases; beyond them hardly any is.
const (
	besideGap    = 1.0
	elsewhereGap = .5
)

// choose picks one to MaxClaims sentences from the ranked ones, in an order
// that reads well: the best sentence's paragraph first, and each paragraph in
// its own order. A sentence that leans on the one before brings it along.
func choose(ranked []search.Evidence) []corpus.Place {
	var chosen []corpus.Place
	best := ranked[0]
	for i, e := range ranked {
		p := corpus.Place{Article: e.Article, Passage: e.Passage, Sentence: e.Sentence}
		if i > 0 && !worth(e, best) || slices.Contains(chosen, p) {
			continue
		}
		if need, ok := withContext(p, chosen); ok && len(chosen)+len(need) <= MaxClaims {
			chosen = append(chosen, need...)
		}
		if len(chosen) >= MaxClaims {
			break
		}
	}
	first := make(map[paragraph]int)
	for i, p := range chosen {
		if _, ok := first[paragraphOf(p)]; !ok {
			first[paragraphOf(p)] = i
		}
	}
	slices.SortStableFunc(chosen, func(a, b corpus.Place) int {
		return cmp.Or(cmp.Compare(first[paragraphOf(a)], first[paragraphOf(b)]), cmp.Compare(a.Sentence, b.Sentence))
	})
	return chosen
}

// worth reports whether a sentence adds to an answer that begins with best.
func worth(e, best search.Evidence) bool {
	gap := logOdds(best.Score) - logOdds(e.Score)
	if e.Article == best.Article && e.Passage == best.Passage {
		return gap <= besideGap
	}
	return gap <= elsewhereGap
}

func logOdds(p float64) float64 {
	const nearest = 1e-9 // to 0 and 1
	p = min(max(p, nearest), 1-nearest)
	return math.Log(p / (1 - p))
}

// withContext is a sentence with those before it that it leans on and that are
// not chosen yet, in order. It reports false where the article is without one of them.
func withContext(p corpus.Place, chosen []corpus.Place) ([]corpus.Place, bool) {
	need := []corpus.Place{p}
	for leans(p) && len(need) < MaxClaims {
		p.Sentence--
		if p.Struck() {
			return nil, false
		}
		if slices.Contains(chosen, p) {
			break
		}
		need = slices.Insert(need, 0, p)
	}
	return need, true
}

// paragraph identifies the paragraph of a sentence.
type paragraph struct {
	slug    string
	passage int
}

func paragraphOf(p corpus.Place) paragraph { return paragraph{p.Article.Slug, p.Passage} }
