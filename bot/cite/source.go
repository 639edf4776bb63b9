package cite

import "rapporteur/bot/corpus"

// Source is a cited sentence with its number in a text. Start and End are byte
// offsets into the text of that version of the article; Quote is what stands
// there, byte for byte.
type Source struct {
	N         int    `json:"n"`
	Article   string `json:"article"`
	Version   int    `json:"version"`
	Paragraph int    `json:"paragraph"` // from 1
	Sentence  int    `json:"sentence"`  // from 1
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Quote     string `json:"quote"`

	article *corpus.Article
}

// Ref is the reference of the cited sentence.
func (s Source) Ref() corpus.Ref {
	return corpus.Ref{Article: s.Article, Version: s.Version, Paragraph: s.Paragraph, Sentence: s.Sentence}
}

// Of is the article that is cited.
func (s Source) Of() *corpus.Article { return s.article }

// Where is the place of the cited sentence in its article.
func (s Source) Where() corpus.Place {
	return corpus.Place{Article: s.article, Passage: s.Paragraph - 1, Sentence: s.Sentence - 1}
}

// Plain is the cited sentence as a reader should see it.
func (s Source) Plain() string { return s.article.Plain(corpus.Span{Start: s.Start, End: s.End}) }

// Numbering gives cited sentences their numbers: from 1, in the order of their
// first use, and the same sentence the same number. The zero value has given
// none.
type Numbering struct {
	sources []Source
	numbers map[corpus.Ref]int
}

// Number is the number of a sentence, a new one if need be.
func (c *Numbering) Number(p corpus.Place) int {
	ref := p.Ref()
	if n, ok := c.numbers[ref]; ok {
		return n
	}
	if c.numbers == nil {
		c.numbers = make(map[corpus.Ref]int)
	}
	n, span := len(c.sources)+1, p.Span()
	c.numbers[ref] = n
	c.sources = append(c.sources, Source{
		N: n, Article: ref.Article, Version: ref.Version, Paragraph: ref.Paragraph, Sentence: ref.Sentence,
		Start: span.Start, End: span.End, Quote: p.Raw(), article: p.Article.Whole(),
	})
	return n
}

// Sources are the numbered sentences in order; empty, not nil, without any.
func (c *Numbering) Sources() []Source {
	return append([]Source{}, c.sources...)
}
