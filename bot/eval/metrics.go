package eval

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// Ranking is how well passages were ranked: the share of questions whose gold
// passage came first and among the first five, and the mean reciprocal rank
// among ten.
type Ranking struct {
	Questions int     `json:"questions"`
	R1        float64 `json:"r@1"`
	R5        float64 `json:"r@5"`
	MRR       float64 `json:"mrr@10"`
}

// Add counts one question whose gold passage came at rank, from 1; 0 is not found.
func (r *Ranking) Add(rank int) {
	n := float64(r.Questions)
	r.Questions++
	hit := func(mean *float64, v float64) { *mean = (*mean*n + v) / (n + 1) }
	hit(&r.R1, within(rank, 1))
	hit(&r.R5, within(rank, 5))
	reciprocal := 0.0
	if rank >= 1 && rank <= 10 {
		reciprocal = 1 / float64(rank)
	}
	hit(&r.MRR, reciprocal)
}

func within(rank, n int) float64 {
	if rank >= 1 && rank <= n {
		return 1
	}
	return 0
}

// Hits is the share of questions whose right sentence came first and among
// the first three.
type Hits struct {
	Questions int     `json:"questions"`
	Hit1      float64 `json:"hit@1"`
	Hit3      float64 `json:"hit@3"`
}

// Add counts one question whose right sentence came at rank, from 1; 0 is not found.
func (h *Hits) Add(rank int) {
	n := float64(h.Questions)
	h.Questions++
	h.Hit1 = (h.Hit1*n + within(rank, 1)) / (n + 1)
	h.Hit3 = (h.Hit3*n + within(rank, 3)) / (n + 1)
}

// PassageRank is the place of the first gold passage, from 1; 0 when none is
// there. Sets that judge whole documents are ranked by document.
func (s *Set) PassageRank(q *Question, hits []search.Hit) int {
	if len(q.GoldPassages) > 0 {
		for i, h := range hits {
			if slices.Contains(q.GoldPassages, s.ID(h.Article, h.Passage)) {
				return i + 1
			}
		}
		return 0
	}
	rank := 0
	seen := make(map[*corpus.Article]bool)
	for _, h := range hits {
		if seen[h.Article] {
			continue
		}
		seen[h.Article] = true
		rank++
		if slices.Contains(q.GoldDocuments, h.Article.Slug) {
			return rank
		}
	}
	return 0
}

// RightSentence reports whether a sentence is one that the question's gold
// asks for: a selected sentence where the set selects, else one of the gold
// passage that holds a gold answer.
func (s *Set) RightSentence(q *Question, a *corpus.Article, passage, sentence int) bool {
	if !slices.Contains(q.GoldPassages, s.ID(a, passage)) {
		return false
	}
	text := a.Raw(a.Passages[passage].Sentences[sentence])
	if len(q.GoldSentences) > 0 {
		for _, list := range q.GoldSentences {
			for _, gold := range list {
				if strings.TrimSpace(gold) == text {
					return true
				}
			}
		}
		return false
	}
	for _, gold := range q.GoldAnswers {
		if gold != "" && strings.Contains(strings.ToLower(text), strings.ToLower(gold)) {
			return true
		}
	}
	return false
}

// SentenceRank is the place of the first right sentence, from 1; 0 when none
// is there.
func (s *Set) SentenceRank(q *Question, sentences []search.Evidence) int {
	for i, e := range sentences {
		if s.RightSentence(q, e.Article, e.Passage, e.Sentence) {
			return i + 1
		}
	}
	return 0
}

// Judged is a confidence and whether the question was answerable.
type Judged struct {
	Confidence float64
	Answerable bool
}

// AUROC is the probability that an answerable question got a higher
// confidence than one that is not, ties counting half. It is 0 without both.
func AUROC(judged []Judged) float64 {
	sorted := slices.Clone(judged)
	slices.SortFunc(sorted, func(a, b Judged) int { return cmp.Compare(a.Confidence, b.Confidence) })
	var positives, negatives, wins float64
	for i := 0; i < len(sorted); {
		j := i
		var pos, neg float64
		for ; j < len(sorted) && sorted[j].Confidence == sorted[i].Confidence; j++ {
			if sorted[j].Answerable {
				pos++
			} else {
				neg++
			}
		}
		wins += pos*negatives + pos*neg/2
		positives += pos
		negatives += neg
		i = j
	}
	if positives == 0 || negatives == 0 {
		return 0
	}
	return wins / (positives * negatives)
}
