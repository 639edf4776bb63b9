package follow

import (
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/ingest/near"
	"rapporteur/bot/store"
)

// erasedVersions is how many versions of an article, the latest, drafts are compared
// with.
const erasedVersions = 20

// NoteNear notes which drafts from feeds say nearly the same as an article, in any of
// its latest versions, so that erasing it reaches them: what was noted when they came
// does not tell of articles that were published since. owner is whose article it is.
func NoteNear(ctx context.Context, s *store.Store, k *curate.Keeper, owner, slug string) error {
	wrap := func(err error) error { return fmt.Errorf("find drafts near article %s: %w", slug, err) }
	versions, err := k.History(ctx, owner, slug)
	if err != nil {
		return wrap(err)
	}
	var texts []*corpus.Article
	for _, v := range versions[:min(len(versions), erasedVersions)] {
		a, err := k.Version(ctx, owner, slug, v.Version)
		if errors.Is(err, store.ErrNotFound) {
			continue // it withdraws
		}
		if err != nil {
			return wrap(err)
		}
		texts = append(texts, a)
	}
	readers := owner
	if owner == "" {
		readers = store.AnyGuild
	}
	drafts, err := s.FeedDrafts(ctx, readers)
	if err != nil {
		return wrap(err)
	}
	index := near.NewIndex(texts)
	for _, found := range drafts {
		d, err := s.ArticleDraft(ctx, found.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue // it has been dealt with meanwhile
		}
		if err != nil {
			return wrap(err)
		}
		if a, _, err := corpus.Parse(d.File, d.Data); err == nil && len(index.Find(a, 1)) > 0 {
			if err := s.NoteNear(ctx, d.ID, slug); err != nil {
				return wrap(err)
			}
		}
	}
	return nil
}
