package main

import (
	"cmp"
	"math"
	"slices"

	"rapporteur/bot/english"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// plain is BM25 (k1 1.2, b .75) over the stems of each passage with the title
// of its article appended: what the index is compared with.
type plain struct {
	hits   []search.Hit
	length []float64
	counts map[string][]posting
	mean   float64
}

type posting struct {
	doc   int
	count float64
}

func newPlain(set *eval.Set) *plain {
	p := &plain{counts: make(map[string][]posting)}
	for _, a := range set.Articles {
		title := plainTerms(a.Title)
		for i := range a.Passages {
			doc := len(p.hits)
			p.hits = append(p.hits, search.Hit{Article: a, Passage: i})
			terms := append(plainTerms(a.Raw(a.Passages[i].Span)), title...)
			p.length = append(p.length, float64(len(terms)))
			p.mean += float64(len(terms))
			counts := make(map[string]float64)
			for _, t := range terms {
				counts[t]++
			}
			for t, n := range counts {
				p.counts[t] = append(p.counts[t], posting{doc, n})
			}
		}
	}
	p.mean /= float64(max(1, len(p.hits)))
	return p
}

func plainTerms(text string) []string {
	var out []string
	for _, token := range english.AppendTokens(nil, text) {
		word := english.Fold(text, token)
		if english.IsStop(word) {
			continue
		}
		if token.Flags&english.Digit == 0 {
			word = english.Stem(word)
		}
		out = append(out, word)
	}
	return out
}

// rank orders the passages for a question; of its history the last question
// counts .3 and the last answer .1.
func (p *plain) rank(q search.Query) []search.Hit {
	weights := make(map[string]float64)
	var order []string
	add := func(text string, weight float64) {
		for _, t := range plainTerms(text) {
			if weights[t] == 0 {
				order = append(order, t)
			}
			weights[t] += weight
		}
	}
	add(q.Text, 1)
	var asked, answered bool
	for _, turn := range slices.Backward(q.History) {
		switch {
		case turn.Bot && !answered:
			answered = true
			add(turn.Text, .1)
		case !turn.Bot && !asked:
			asked = true
			add(turn.Text, .3)
		}
	}
	scores := make([]float64, len(p.hits))
	for _, t := range order {
		list := p.counts[t]
		n := float64(len(list))
		idf := weights[t] * math.Log(1+(float64(len(p.hits))-n+.5)/(n+.5))
		for _, hit := range list {
			scores[hit.doc] += idf * hit.count * 2.2 / (hit.count + 1.2*(.25+.75*p.length[hit.doc]/p.mean))
		}
	}
	best := make([]int, len(scores))
	for i := range best {
		best[i] = i
	}
	slices.SortStableFunc(best, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	var out []search.Hit
	for _, doc := range best[:min(search.MaxHits, len(best))] {
		out = append(out, p.hits[doc])
	}
	return out
}
