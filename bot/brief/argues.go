package brief

import (
	"slices"

	"rapporteur/bot/corpus"
)

// The sentences that say what ought to be done by which an article that does not say
// its kind is known as one that argues: so many, and one of so many of its sentences.
const (
	leastAdvice = 3
	adviceShare = 15
)

// argues reports whether an article is an opinion: it says so or, where it says no
// kind, its author keeps telling what ought to be done. What others recommend in it
// does not count. A report taken for an opinion is only attributed to its author; an
// opinion taken for a report would be told as fact.
func (d *document) argues() bool {
	if d.article.Kind != "" {
		return d.article.Kind == corpus.Opinion
	}
	n := 0
	for _, s := range d.sentences {
		if s.recommends() && !s.statement().found && !s.question() && !s.brokenQuote() {
			n++
		}
	}
	return n >= leastAdvice && n*adviceShare >= len(d.sentences)
}

// Declared gives the articles with the kind that a briefing takes them for: of one
// that argues and does not say so, a copy that says it is an opinion. So a model's
// sentences about it are verified as those about any opinion.
func Declared(articles []*corpus.Article) []*corpus.Article {
	out := slices.Clone(articles)
	v := newVocabulary()
	for i, a := range out {
		if a == nil || a.Kind != "" || !readArticle(a, maxRead, v).argues() {
			continue
		}
		out[i] = a.WithKind(corpus.Opinion)
	}
	return out
}
