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

// place is a sentence of an article.
type place struct {
	article           *corpus.Article
	passage, sentence int
}

// evidenceFor finds the sentences that a claim is compared with, best first.
// A passage of one sentence brings the passages around it as its context.
func (a *Answerer) evidenceFor(claim string) ([]cite.Evidence, []place) {
	found := a.index.Search(search.Query{Text: claim})
	var places []place
	for _, s := range found.Sentences[:min(checkSentences, len(found.Sentences))] {
		places = append(places, place{s.Article, s.Passage, s.Sentence})
	}
	evidence := make([]cite.Evidence, len(places))
	for i, p := range places {
		evidence[i] = p.evidence()
	}
	return evidence, places
}

func (p place) evidence() cite.Evidence {
	e := cite.Evidence{Text: p.plain(), Title: p.article.Title}
	e.Before = p.walk(-1, checkBefore)
	slices.Reverse(e.Before)
	e.After = p.walk(+1, checkAfter)
	return e
}

// walk is the text of up to n sentences in a direction, the nearest one first.
func (p place) walk(by, n int) []string {
	var out []string
	for range n {
		next, ok := p.step(by)
		if !ok {
			break
		}
		out = append(out, next.plain())
		p = next
	}
	return out
}

func (p place) span() corpus.Span { return p.article.Passages[p.passage].Sentences[p.sentence] }

func (p place) plain() string { return p.article.Plain(p.span()) }

// step is the next sentence in a direction, -1 or +1, in the same passage or,
// where a passage is a single sentence, in the neighbouring one.
func (p place) step(by int) (place, bool) {
	n := len(p.article.Passages[p.passage].Sentences)
	if k := p.sentence + by; k >= 0 && k < n {
		return place{p.article, p.passage, k}, true
	}
	next := p.passage + by
	if n > 1 || next < 0 || next >= len(p.article.Passages) || len(p.article.Passages[next].Sentences) != 1 {
		return place{}, false
	}
	return place{p.article, next, 0}, true
}

// source is the place as a numbered source.
func (p place) source(n int) Source {
	span := p.span()
	return Source{
		N: n, Article: p.article.Slug, Version: p.article.Version,
		Paragraph: p.passage + 1, Sentence: p.sentence + 1,
		Start: span.Start, End: span.End, Quote: p.article.Raw(span),
		article: p.article,
	}
}
