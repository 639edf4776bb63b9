package bot

import (
	"context"
	"fmt"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// Briefing is what the articles come to, with sources; the others are its parts.
type (
	Briefing = brief.Briefing
	Point    = brief.Point
	Event    = brief.Event
	Position = brief.Position
)

// The numbers of points of a briefing.
const (
	MinPoints = brief.MinPoints
	MaxPoints = brief.MaxPoints
)

// BriefOptions say what a briefing is about. The zero value is one about all
// articles.
type BriefOptions struct {
	Article string // the slug of the only article; "" for all
	Points  int    // MinPoints to MaxPoints, else the nearer of them; 0 for the usual number
	Words   int    // the most words of the points together; 0 for no limit
}

// Brief sums articles up, in the words of the language model where there is one. The error is that of ctx, an *UnknownArticleError,
// or that of composing.
func (b *Bot) Brief(ctx context.Context, o BriefOptions) (*Briefing, error) {
	articles := b.library.Articles()
	slug, err := b.slug(o.Article)
	if err != nil {
		return nil, fmt.Errorf("brief: %w", err)
	}
	if a, ok := b.library.Article(slug); ok {
		articles = []*corpus.Article{a}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	briefing, err := b.brief(ctx, articles, brief.Options{Points: o.Points, Words: o.Words})
	if err != nil {
		return nil, fmt.Errorf("brief: %w", err)
	}
	return briefing, nil
}
