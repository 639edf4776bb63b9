package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/store"
)

// publishLeft publishes what a stop kept an earlier look from publishing.
func (r *Runner) publishLeft(ctx context.Context, f store.Feed) error {
	left, err := r.o.Store.DraftsByThemselves(ctx, f.ID)
	if err != nil {
		return err
	}
	for _, d := range left {
		if err := r.o.Store.RenewFeed(ctx, f, r.o.Now(), r.o.Lease); err != nil {
			return err
		}
		if _, err := r.publish(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// publish publishes a draft in the name of the moderator who allows that, if somebody
// still does. Where it is refused the draft waits for a moderator, with the reason.
func (r *Runner) publish(ctx context.Context, d store.FeedDraft) (published bool, err error) {
	f, err := r.o.Store.Feed(ctx, d.Feed)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil // it is not followed any more, and the draft is the moderators'
	case err != nil:
		return false, err
	case f.Allower == "":
		return false, r.o.Store.LeaveToModerators(ctx, d.ID, notByItself+"nobody allows that any more.")
	}
	if f.Owner == "" && f.Guild != r.o.Home {
		return false, r.o.Store.LeaveToModerators(ctx, d.ID, notByItself+"the moderators of this server do not keep the articles of all servers.")
	}
	changes, err := r.o.Store.ChangesBy(ctx, f.Owner, r.o.Now().Add(-time.Hour))
	if err != nil {
		return false, err
	}
	if changes >= r.o.MaxByItself {
		return false, r.o.Store.LeaveToModerators(ctx, d.ID, fmt.Sprintf("%sthere were %d changes in the last hour, and the rest of what may be is left to moderators.", notByItself, changes))
	}
	version, err := r.publishAs(ctx, f.Allower, d.ArticleDraft)
	var refused *curate.RefusedError
	var conflict *curate.ConflictError
	switch {
	case errors.As(err, &refused):
		return false, r.o.Store.LeaveToModerators(ctx, d.ID, notByItself+refused.Message)
	case errors.As(err, &conflict):
		return false, r.o.Store.LeaveToModerators(ctx, d.ID, notByItself+"another article has its name.")
	case err != nil:
		return false, fmt.Errorf("publish draft %s by itself: %w", d.ID, err)
	}
	return true, r.o.Store.FinishArticleDraft(ctx, d.ID, version)
}

// publishAs publishes a draft, once, and returns the version that came of it.
func (r *Runner) publishAs(ctx context.Context, by string, d store.ArticleDraft) (int, error) {
	// It may have been published before a stop, and even been withdrawn since.
	version, err := r.o.Store.KnownDigest(ctx, d.Owner, d.Slug, store.DigestOf(d.Data))
	if err != nil || version > 0 {
		return version, err
	}
	named, _ := Named(r.o.Keeper, d)
	if named.Slug != d.Slug {
		if err := r.o.Store.SaveArticleDraft(ctx, named); err != nil {
			return 0, err
		}
	}
	done, err := r.o.Keeper.Publish(ctx, curate.Change{
		Guild: named.Owner, Slug: named.Slug, File: named.File, Data: named.Data, By: by,
		Why: "by itself, as they allowed: " + d.Why,
	})
	if err != nil {
		return 0, err
	}
	return done.Version.Version, nil
}

// Named is a draft of a new article under a name that no article had before, where
// another article has taken its own since it came. The version is not 0 where that
// article says what the draft does: it is what came of it.
func Named(k *curate.Keeper, d store.ArticleDraft) (named store.ArticleDraft, version int) {
	if d.Saw > 0 {
		return d, 0
	}
	for _, owner := range []string{d.Owner, ""} {
		for _, s := range k.Standing(owner) {
			switch {
			case s.Slug != d.Slug || s.Version == 0:
			case owner == d.Owner && s.Digest == store.DigestOf(d.Data):
				return d, s.Version
			default:
				d.Slug = k.FreshSlug(d.Owner, d.File)
				return d, 0
			}
		}
	}
	return d, 0
}
