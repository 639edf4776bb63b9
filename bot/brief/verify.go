package brief

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
)

// errUnverified means that a briefing says something that its sources do not.
// It is a fault of this package; such a briefing never leaves it.
var errUnverified = errors.New("text and source differ")

// verify checks a finished briefing against the articles alone, by its
// references: every quote is the sentence at its reference, and every text is
// its sources' display forms, behind an attribution at most.
func (b *Briefing) verify(articles []*corpus.Article) error {
	bySlug := make(map[string]*corpus.Article, len(articles))
	for _, a := range articles {
		bySlug[a.Slug] = a
	}
	plain := make([]string, len(b.sources))
	for i, s := range b.sources {
		a := bySlug[s.Article]
		if a == nil {
			return fmt.Errorf("source %d, %s: %w", s.N, s.Ref(), errUnverified)
		}
		span, ok := a.Sentence(s.Ref())
		if !ok || s.N != i+1 || span != (corpus.Span{Start: s.Start, End: s.End}) || a.Raw(span) != s.Quote {
			return fmt.Errorf("source %d, %s: %w", s.N, s.Ref(), errUnverified)
		}
		plain[i] = a.Plain(span)
	}
	texts := make([]Point, 0, len(b.points)+len(b.timeline)+len(b.positions))
	texts = append(texts, b.points...)
	for _, e := range b.timeline {
		texts = append(texts, Point{Text: e.Text, Sources: e.Sources})
	}
	for _, p := range b.positions {
		texts = append(texts, Point{Text: p.Text, Sources: p.Sources})
	}
	for _, t := range texts {
		if !t.quotes(plain) {
			return fmt.Errorf("%q: %w", t.Text, errUnverified)
		}
	}
	return nil
}

// quotes reports whether the text is that of its sources, whose display forms
// are given, by itself or behind an attribution and in quotation marks.
func (p Point) quotes(plain []string) bool {
	if len(p.Sources) == 0 || slices.Min(p.Sources) < 1 || slices.Max(p.Sources) > len(plain) {
		return false
	}
	quoted := make([]string, len(p.Sources))
	for i, n := range p.Sources {
		quoted[i] = plain[n-1]
	}
	text := strings.Join(quoted, " ")
	lead, found := strings.CutSuffix(p.Text, openQuote+text+closeQuote)
	return p.Text == text || found && strings.HasSuffix(lead, ": ")
}
