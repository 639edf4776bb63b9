package answer

import (
	"slices"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// checkSentences is how many of the best sentences are laid beside a claim.
const checkSentences = 12

// How many sentences before and after one are given with it.
const (
	checkBefore = 5
	checkAfter  = 3
)

// Evidence finds what a sentence is compared with, best first: the best
// sentences for itself and, where it is part of a longer claim, those for all
// of the claim, which says what its pronouns mean.
func (a *Answerer) Evidence(sentence, claim string) ([]cite.Evidence, []corpus.Place) {
	places := a.find(nil, sentence)
	if sentence != claim {
		places = a.find(places, claim)
	}
	evidence := make([]cite.Evidence, len(places))
	for i, p := range places {
		evidence[i] = around(p)
	}
	return evidence, places
}

// find appends the best sentences for a text that are not there yet.
func (a *Answerer) find(places []corpus.Place, text string) []corpus.Place {
	found := a.index.Search(search.Query{Text: text}).Sentences
	for _, s := range found[:min(checkSentences, len(found))] {
		if p := (corpus.Place{Article: s.Article, Passage: s.Passage, Sentence: s.Sentence}); !slices.Contains(places, p) {
			places = append(places, p)
		}
	}
	return places
}

// around is a sentence with what stands around it.
func around(p corpus.Place) cite.Evidence {
	before := walk(p, -1, checkBefore)
	slices.Reverse(before)
	return cite.Evidence{Text: p.Plain(), Title: p.Article.Title, Before: before, After: walk(p, +1, checkAfter)}
}

// walk is the text of up to n sentences in a direction, the nearest one first.
func walk(p corpus.Place, by, n int) []string {
	var out []string
	for range n {
		next, ok := step(p, by)
		if !ok {
			break
		}
		out = append(out, next.Plain())
		p = next
	}
	return out
}

// step is the next sentence in a direction, -1 or +1: in the same passage or,
// where passages are single sentences, in the neighbouring one.
func step(p corpus.Place, by int) (corpus.Place, bool) {
	n := len(p.Article.Passages[p.Passage].Sentences)
	if k := p.Sentence + by; k >= 0 && k < n {
		p.Sentence = k
		return p, !p.Struck()
	}
	next := p.Passage + by
	if n > 1 || next < 0 || next >= len(p.Article.Passages) || len(p.Article.Passages[next].Sentences) != 1 {
		return corpus.Place{}, false
	}
	p = corpus.Place{Article: p.Article, Passage: next}
	return p, !p.Struck()
}

// deciding are the sentences on which a judgement rests, in reading order.
func deciding(j cite.Judgement, places []corpus.Place) []corpus.Place {
	if j.Candidate < 0 {
		return nil
	}
	out := []corpus.Place{places[j.Candidate]}
	if j.Pair == 0 {
		return out
	}
	if next, ok := step(out[0], j.Pair); ok {
		out = append(out, next)
	}
	if j.Pair < 0 {
		slices.Reverse(out)
	}
	return out
}
