package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/store"
)

const (
	// maxLook is how long a look may take; entries that are not reached come with the
	// next.
	maxLook = 5 * time.Minute
	// noteWithin is for what is noted of a look when the bot stops.
	noteWithin = 5 * time.Second
)

// unreadError means that the feed itself could not be read.
type unreadError struct{ error }

func (e *unreadError) Unwrap() error { return e.error }

// look looks at a claimed feed, and notes what came of it. Where that cannot be noted
// the lease ends, and it is looked at again.
func (r *Runner) look(ctx context.Context, f store.Feed) {
	err := r.take(ctx, f)
	var unread *unreadError
	switch {
	case err == nil:
	case errors.Is(err, store.ErrTaken):
		r.o.Log.Warn("a feed was taken by another process meanwhile", "feed", f.ID)
	case ctx.Err() != nil:
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteWithin)
		defer cancel()
		if err := r.o.Store.ReleaseFeed(ctx, f); err != nil {
			r.o.Log.Error("a feed is left to its lease", "feed", f.ID, "error", err)
		}
	case errors.As(err, &unread):
		r.failed(ctx, f, unread)
	default:
		r.o.Log.Error("a feed could not be dealt with; it is tried again", "feed", f.ID, "error", err)
	}
}

// failed notes that a feed could not be read.
func (r *Runner) failed(ctx context.Context, f store.Feed, why error) {
	now := r.o.Now()
	var due time.Time
	if wait := backoff(f.Failures + 1); wait > 0 {
		due = now.Add(spread(wait, f.ID, now))
	}
	r.o.Log.Info("a feed could not be read", "feed", f.ID, "failures", f.Failures+1, "paused", due.IsZero(), "error", why)
	if err := r.o.Store.FeedFailed(ctx, f, sentence(why), due); err != nil {
		r.o.Log.Error("that a feed failed could not be noted", "feed", f.ID, "error", err)
	}
}

// take reads a feed and makes drafts of what is new.
func (r *Runner) take(ctx context.Context, f store.Feed) error {
	began := r.o.Now()
	if err := r.publishLeft(ctx, f); err != nil {
		return err
	}
	room, err := r.o.Store.RoomForDrafts(ctx, f.Guild)
	if err != nil {
		return err
	}
	if room == 0 { // no need to ask for what would be left there
		now := r.o.Now()
		return r.o.Store.FeedLooked(ctx, f, now, now.Add(spread(usual, f.ID, now)), nil)
	}
	news, err := feed.Follow(ctx, r.o.Feeds, f.Address, feed.State{ETag: f.ETag, LastModified: f.LastModified, Seen: f.Seen})
	if err != nil {
		return &unreadError{err}
	}
	left, full, err := r.takeAll(ctx, f, news.Entries, began)
	if err != nil {
		return err
	}
	next := f
	next.ETag, next.LastModified, next.Remaining = news.State.ETag, news.State.LastModified, left+news.More
	if next.Remaining > 0 { // else they would not come before the feed changes
		next.ETag, next.LastModified = "", ""
	}
	now := r.o.Now()
	wait := every(news.Every)
	if next.Remaining > 0 && !full {
		wait = least
	}
	return r.o.Store.FeedLooked(ctx, next, now, now.Add(spread(wait, f.ID, now)), forgotten(f.Seen, news.State.Seen))
}

// takeAll deals with entries, and says how many it left, and whether for want of room.
func (r *Runner) takeAll(ctx context.Context, f store.Feed, entries []feed.Entry, began time.Time) (left int, full bool, err error) {
	var shelf *shelf // what is there already; made once it is needed
	for i, e := range entries {
		now := r.o.Now()
		if now.Sub(began) > maxLook {
			return len(entries) - i, false, nil
		}
		if err := r.o.Store.RenewFeed(ctx, f, now, r.o.Lease); err != nil {
			return 0, false, err
		}
		if shelf == nil {
			shelf = newShelf(r.o.Keeper.Articles(f.Guild))
		}
		err := r.takeEntry(ctx, f, e, shelf)
		if errors.Is(err, store.ErrFullDrafts) {
			return len(entries) - i, true, nil
		}
		if err != nil {
			return 0, false, fmt.Errorf("take entry %d: %w", i+1, err)
		}
	}
	return 0, false, nil
}

// takeEntry makes a draft of an entry and, where that is allowed, publishes it.
func (r *Runner) takeEntry(ctx context.Context, f store.Feed, e feed.Entry, shelf *shelf) error {
	d, a, err := r.draft(ctx, f, e, shelf)
	if err != nil {
		return err
	}
	if d != nil {
		erased, err := r.o.Store.ErasedDigest(ctx, f.Owner, store.DigestOf(d.Data))
		if err != nil {
			return err
		}
		if erased {
			d = nil // the law keeps it out, whatever its feed says
		}
	}
	kept, err := r.o.Store.KeepEntry(ctx, f, e.ID, d, r.o.Now(), r.o.Lease)
	if err != nil || !kept {
		return err
	}
	if !d.ByItself {
		return nil
	}
	published, err := r.publish(ctx, *d)
	if published {
		shelf.add(a)
	}
	return err
}

// forgotten are the ids that need not be remembered any more.
func forgotten(was, now []string) (out []string) {
	if len(was) <= len(now) && slices.Equal(was, now[:len(was)]) {
		return nil
	}
	kept := make(map[string]bool, len(now))
	for _, id := range now {
		kept[id] = true
	}
	for _, id := range was {
		if !kept[id] {
			out = append(out, id)
		}
	}
	return out
}
