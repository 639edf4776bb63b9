package discord

import (
	"context"
	"fmt"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// present is a Past that knows the knowledge as it is now alone.
type present struct{ Knowledge }

// AsOf gives the articles as they are now.
func (p present) AsOf(_ context.Context, guild string, _ time.Time) ([]*corpus.Article, error) {
	return p.For(guild).Articles(), nil
}

// Since does not know.
func (present) Since(context.Context, string) (time.Time, error) { return time.Time{}, nil }

// Version knows the version that an article has now.
func (p present) Version(_ context.Context, guild, slug string, version int) (*corpus.Article, error) {
	for _, a := range p.For(guild).Articles() {
		if a.Slug == slug && a.Version == version {
			return a, nil
		}
	}
	return nil, fmt.Errorf("version %d of %s: %w", version, slug, store.ErrNotFound)
}
