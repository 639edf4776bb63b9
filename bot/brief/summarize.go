package brief

import (
	"cmp"
	"math"
	"slices"

	"rapporteur/bot/corpus"
)

// Summarize gives the sentences that sum an article up best, at most n, in the
// order of the text. It ranks as Compose does; it is what evaluation measures.
func Summarize(a *corpus.Article, n int) []corpus.Ref { return summarize(a, n, fitted) }

func summarize(a *corpus.Article, n int, w weights) []corpus.Ref {
	d := readArticle(a, maxRead, newVocabulary())
	d.prepare(w)
	left := slices.DeleteFunc(slices.Clone(d.sentences), func(s *sentence) bool { return s.fitness.hostile })
	var chosen []*sentence
	for len(chosen) < n && len(left) > 0 {
		best, value := 0, math.Inf(-1)
		for i, s := range left {
			if v := s.score - w.redundancy*nearest(s, chosen); v > value {
				best, value = i, v
			}
		}
		chosen = append(chosen, left[best])
		left = slices.Delete(left, best, best+1)
	}
	slices.SortFunc(chosen, func(a, b *sentence) int { return cmp.Compare(a.place, b.place) })
	refs := make([]corpus.Ref, len(chosen))
	for i, s := range chosen {
		refs[i] = s.ref
	}
	return refs
}

// nearest is the similarity of a sentence to the most similar of others.
func nearest(s *sentence, others []*sentence) float64 {
	most := 0.0
	for _, o := range others {
		most = max(most, similarity(s, o))
	}
	return most
}
