package corpus

// Place is a sentence of an article by its indexes, which count from 0.
type Place struct {
	Article           *Article
	Passage, Sentence int
}

// Span is the sentence's range in the article's text.
func (p Place) Span() Span { return p.Article.Passages[p.Passage].Sentences[p.Sentence] }

// Struck reports whether the article is one without this sentence.
func (p Place) Struck() bool { return p.Span().Len() == 0 }

// Raw is the sentence as stored.
func (p Place) Raw() string { return p.Article.Raw(p.Span()) }

// Plain is the sentence as a reader should see it.
func (p Place) Plain() string { return p.Article.Plain(p.Span()) }

// Ref is the sentence's reference, which counts from 1.
func (p Place) Ref() Ref {
	return Ref{Article: p.Article.Slug, Version: p.Article.Version, Paragraph: p.Passage + 1, Sentence: p.Sentence + 1}
}
