package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// MaxPassages is how many passages a library may hold: what the ranking's
// figures (5 ms a question, 150 MB) are measured for.
const MaxPassages = 100_000

// The errors of NewLibrary and With.
var (
	// ErrTooManyPassages means that the articles have more than MaxPassages
	// passages together.
	ErrTooManyPassages = errors.New("too many passages")
	// ErrDuplicate means that two articles have the same slug.
	ErrDuplicate = errors.New("two articles have the same name")
)

// Library is an immutable set of articles, one version each, ordered by slug.
// It may be shared between goroutines. The zero value and nil are empty.
type Library struct {
	articles []*Article // by slug
	passages int
}

// NewLibrary makes a library of articles, which must have different slugs.
func NewLibrary(articles ...*Article) (*Library, error) {
	l := &Library{articles: slices.Clone(articles)}
	slices.SortStableFunc(l.articles, bySlug)
	for i, a := range l.articles {
		if i > 0 && l.articles[i-1].Slug == a.Slug {
			return nil, fmt.Errorf("make library: article %s: %w", a.Slug, ErrDuplicate)
		}
		l.passages += len(a.Passages)
	}
	if l.passages > MaxPassages {
		return nil, fmt.Errorf("make library of %d articles: %w: %d, at most %d", len(articles), ErrTooManyPassages, l.passages, MaxPassages)
	}
	return l, nil
}

func bySlug(a, b *Article) int { return strings.Compare(a.Slug, b.Slug) }

// Articles returns the articles by slug. The slice is the caller's.
func (l *Library) Articles() []*Article {
	if l == nil {
		return nil
	}
	return slices.Clone(l.articles)
}

// Len returns the number of articles.
func (l *Library) Len() int {
	if l == nil {
		return 0
	}
	return len(l.articles)
}

// Passages returns the number of passages of all articles.
func (l *Library) Passages() int {
	if l == nil {
		return 0
	}
	return l.passages
}

// Article returns the article with a slug.
func (l *Library) Article(slug string) (*Article, bool) {
	if l == nil {
		return nil, false
	}
	i, ok := l.find(slug)
	if !ok {
		return nil, false
	}
	return l.articles[i], true
}

func (l *Library) find(slug string) (int, bool) {
	return slices.BinarySearchFunc(l.articles, slug, func(a *Article, slug string) int {
		return strings.Compare(a.Slug, slug)
	})
}

// Resolve returns the article and the span that a reference addresses. It
// reports false for an article that is not in the library, for another version
// of one that is, and for a place that the article does not have.
func (l *Library) Resolve(ref Ref) (*Article, Span, bool) {
	a, ok := l.Article(ref.Article)
	if !ok {
		return nil, Span{}, false
	}
	span, ok := a.Sentence(ref)
	if !ok {
		return nil, Span{}, false
	}
	return a, span, true
}

// With returns a copy of the library that holds a, in place of the article
// with the same slug if there is one.
func (l *Library) With(a *Article) (*Library, error) {
	return NewLibrary(append(l.Without(a.Slug).Articles(), a)...)
}

// Without returns a copy of the library that holds no article with that slug.
// It may be the same library when there was none.
func (l *Library) Without(slug string) *Library {
	if l == nil {
		return &Library{}
	}
	i, ok := l.find(slug)
	if !ok {
		return l
	}
	return &Library{
		articles: slices.Delete(slices.Clone(l.articles), i, i+1),
		passages: l.passages - len(l.articles[i].Passages),
	}
}
