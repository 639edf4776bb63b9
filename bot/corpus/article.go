package corpus

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind says what sort of text an article is, which decides how its sentences
// are attributed. The zero value means that the article does not say.
type Kind string

// The kinds that front matter may name.
const (
	Report    Kind = "report"
	Opinion   Kind = "opinion"
	Analysis  Kind = "analysis"
	Statement Kind = "statement"
	Reference Kind = "reference"
)

// Meta is an article's front matter, or what an HTML page's head says. Every
// field may be empty; white space inside them is folded.
type Meta struct {
	Title     string
	Author    string
	Publisher string
	Published string // as written, normally a date such as 2025-07-21
	URL       string
	Kind      Kind
	Language  string
	Tags      []string   // what the article is about, in the moderators' words
	Aliases   [][]string // each inner list holds words that mean the same in this article
}

// Article is one parsed version of one knowledge file. It is not changed after
// Parse has returned it, so it may be shared between goroutines.
type Article struct {
	Slug    string // the file's name without folder and extension, in lower case; unique in a library
	Version int    // counts from 1
	Meta
	// Text is the stored text that every span of the article points into:
	// the file's own bytes for Markdown and plain text (front matter included,
	// decoded to UTF-8), the extracted text for HTML.
	Text     string
	Passages []Passage

	Original *Article // what Without made it of; nil for a whole article, see Whole
}

// Passage is one paragraph: the unit of retrieval.
type Passage struct {
	Span
	Section   string // the nearest heading above, without markup; may be empty
	Sentences []Span // in order, not overlapping, inside the passage; at least one. See Article.Without
}

// Span is a half-open range of byte offsets into an article's Text.
type Span struct{ Start, End int }

// Len is the span's length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Raw returns the bytes at a span, exactly as stored.
func (a *Article) Raw(s Span) string { return a.Text[s.Start:s.End] }

// Plain returns the text at a span as a reader should see it: inline markup
// removed and every run of white space, line breaks included, one space.
func (a *Article) Plain(s Span) string { return plain(a.Raw(s)) }

// Sentence returns the span that ref addresses. It reports false when the
// reference is to another article or version, to a place that this article
// does not have, or to a sentence that it is without.
func (a *Article) Sentence(ref Ref) (Span, bool) {
	if ref.Article != a.Slug || ref.Version != a.Version ||
		ref.Paragraph < 1 || ref.Paragraph > len(a.Passages) {
		return Span{}, false
	}
	sentences := a.Passages[ref.Paragraph-1].Sentences
	if ref.Sentence < 1 || ref.Sentence > len(sentences) || sentences[ref.Sentence-1].Len() == 0 {
		return Span{}, false
	}
	return sentences[ref.Sentence-1], true
}

// WithVersion returns a copy of the article as the given version of its slug.
// Text and spans are shared with the original.
func (a *Article) WithVersion(version int) *Article {
	return a.with(func(c *Article) { c.Version = version })
}

// WithKind returns a copy of the article as one of a kind. Text and spans are shared with
// the original.
func (a *Article) WithKind(kind Kind) *Article { return a.with(func(c *Article) { c.Kind = kind }) }

// with is a changed copy, of a changed copy of its Original.
func (a *Article) with(change func(*Article)) *Article {
	c := *a
	change(&c)
	if a.Original != nil {
		c.Original = a.Original.with(change)
	}
	return &c
}

// Without returns a copy of the article for readers to whom some of its sentences are
// no evidence: those keep their numbers, have no text (a span of length 0), and no
// reference leads to them. Text and the passages' spans stay as they are. Places of
// another slug, and those that are not there, are passed over; without any that is,
// it is the article itself.
func (a *Article) Without(struck ...Place) *Article {
	c := *a
	c.Passages, c.Original = slices.Clone(a.Passages), a.Whole()
	own := make([]bool, len(a.Passages)) // the copy has sentences of its own
	some := false
	for _, p := range struck {
		if p.Article.Slug != a.Slug || p.Passage < 0 || p.Passage >= len(own) || p.Sentence < 0 || p.Sentence >= len(a.Passages[p.Passage].Sentences) {
			continue
		}
		passage := &c.Passages[p.Passage]
		if !own[p.Passage] {
			passage.Sentences, own[p.Passage] = slices.Clone(passage.Sentences), true
		}
		passage.Sentences[p.Sentence].End = passage.Sentences[p.Sentence].Start
		some = true
	}
	if !some {
		return a
	}
	return &c
}

// Whole is the article with the sentences that Without took away, or itself.
func (a *Article) Whole() *Article {
	if a.Original != nil {
		return a.Original
	}
	return a
}

// Name is what a reader should see as the article's name: its title, or its
// slug when it has none.
func (a *Article) Name() string {
	if a.Title != "" {
		return a.Title
	}
	return a.Slug
}

// Ref addresses one sentence of one version of one article. Paragraph and
// Sentence count from 1. A reference is stable for ever: a changed article is
// another version.
type Ref struct {
	Article             string
	Version             int
	Paragraph, Sentence int
}

// String gives the form slug@version#p3.s2.
func (r Ref) String() string {
	return fmt.Sprintf("%s@%d#p%d.s%d", r.Article, r.Version, r.Paragraph, r.Sentence)
}

// ParseRef reads the form that Ref.String writes.
func ParseRef(s string) (Ref, error) {
	bad := fmt.Errorf("parse reference %q: want slug@version#p<paragraph>.s<sentence>", s)
	slug, rest, ok := strings.Cut(s, "@")
	if !ok || slug == "" {
		return Ref{}, bad
	}
	version, rest, ok := strings.Cut(rest, "#p")
	if !ok {
		return Ref{}, bad
	}
	paragraph, sentence, ok := strings.Cut(rest, ".s")
	if !ok {
		return Ref{}, bad
	}
	r := Ref{Article: slug}
	for _, f := range []struct {
		to   *int
		text string
	}{{&r.Version, version}, {&r.Paragraph, paragraph}, {&r.Sentence, sentence}} {
		n, err := strconv.Atoi(f.text)
		if err != nil || n < 1 || strconv.Itoa(n) != f.text {
			return Ref{}, bad
		}
		*f.to = n
	}
	return r, nil
}
