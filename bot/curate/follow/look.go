package follow

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/store"
)

const (
	// MaxTaken is how many entries one look at a feed makes drafts of; the others come
	// with the next.
	MaxTaken = 25
	// maxLook is how long a look may take.
	maxLook = 5 * time.Minute
	// maxTries is how often the page of an entry is asked for that cannot be had at the
	// moment, before its summary is taken.
	maxTries = 3
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
	if errors.Is(why, fetch.ErrGone) {
		r.o.Log.Info("a feed is gone", "feed", f.ID, "error", why)
		if err := r.o.Store.FeedGone(ctx, f, "The site says that the feed is gone for good (410). Look for its new address and follow that; Unfollow forgets this one."); err != nil {
			r.o.Log.Error("that a feed is gone could not be noted", "feed", f.ID, "error", err)
		}
		return
	}
	var due time.Time
	if wait := backoff(f.Failures + 1); wait > 0 {
		due = now.Add(spread(max(wait, patience(why)), f.ID, now))
	}
	r.o.Log.Info("a feed could not be read", "feed", f.ID, "failures", f.Failures+1, "paused", due.IsZero(), "error", why)
	if err := r.o.Store.FeedFailed(ctx, f, sentence(why), due); err != nil {
		r.o.Log.Error("that a feed failed could not be noted", "feed", f.ID, "error", err)
	}
}

// patience is how long a server asks to be left alone, within bounds; 0 where it does
// not.
func patience(err error) time.Duration {
	if refused, ok := errors.AsType[*fetch.Error](err); ok {
		return min(refused.RetryAfter, seldom)
	}
	return 0
}

// take reads a feed, has what is new wait for its turn, and makes drafts of what waits.
func (r *Runner) take(ctx context.Context, f store.Feed) error {
	began := r.o.Now()
	if err := r.publishLeft(ctx, f); err != nil {
		return err
	}
	room, err := r.o.Store.RoomForDrafts(ctx, f.Guild)
	if err != nil {
		return err
	}
	was := feed.State{ETag: f.ETag, LastModified: f.LastModified, Seen: f.Seen}
	if room > 0 && f.Waiting > 0 || f.Remaining > 0 {
		was.ETag, was.LastModified = "", "" // changed or not, it holds the texts of what waits
	}
	news, err := feed.Follow(ctx, r.o.Feeds, f.Address, was)
	if err != nil {
		return &unreadError{err}
	}
	next := moved(f, news.Moved)
	next.ETag, next.LastModified = news.State.ETag, news.State.LastModified
	if next.Remaining, err = r.o.Store.AwaitEntries(ctx, f, waitingOf(news.Entries)); err != nil {
		return err
	}
	wait := usual
	if room > 0 {
		if wait, err = r.takeWaiting(ctx, f, news, began); err != nil {
			return err
		}
	}
	now := r.o.Now()
	return r.o.Store.FeedLooked(ctx, next, now, now.Add(spread(wait, f.ID, now)), forgotten(f.Seen, news.State.Seen))
}

func waitingOf(entries []feed.Entry) []store.WaitingEntry {
	out := make([]store.WaitingEntry, len(entries))
	for i, e := range entries {
		out[i] = store.WaitingEntry{ID: e.ID, Title: e.Title, URL: e.URL, Published: e.Published}
	}
	return out
}

// moved is a feed that stands at another address from now on, "" for the same one. That
// of the same site takes the place of the old one; another's is kept for the moderators.
func moved(f store.Feed, to string) store.Feed {
	to, f.Moved = written(to), ""
	switch {
	case to == "" || to == f.Address:
	case siteOf(to) == siteOf(f.Address):
		f.Address = to
	default:
		f.Moved = to
	}
	return f
}

// takeWaiting makes drafts of entries that wait, those first that came first, and says
// how long to wait until the next look.
func (r *Runner) takeWaiting(ctx context.Context, f store.Feed, news *feed.News, began time.Time) (time.Duration, error) {
	waiting, err := r.o.Store.WaitingEntries(ctx, f.ID)
	if err != nil || len(waiting) == 0 {
		return every(news.Every), err
	}
	turns := turnsOf(f, waiting[:min(len(waiting), MaxTaken)], news.Entries)
	shelf := newShelf(r.o.Keeper.Articles(f.Guild)) // what is there already
	for i, t := range turns {
		now := r.o.Now()
		if now.Sub(began) > maxLook {
			return least, nil
		}
		if err := r.o.Store.RenewFeed(ctx, f, now, r.o.Lease); err != nil {
			return 0, err
		}
		room, err := r.o.Store.RoomForDrafts(ctx, f.Guild)
		if err != nil {
			return 0, err
		}
		if room == 0 {
			return usual, nil
		}
		err = r.takeEntry(ctx, f, t, shelf)
		var later *laterError
		switch {
		case errors.As(err, &later) && errors.Is(later, fetch.ErrBusy):
			return max(least, patience(later)), r.tried(ctx, f, turns[i:])
		case errors.As(err, &later):
			if err := r.tried(ctx, f, turns[i:i+1]); err != nil {
				return 0, err
			}
		case errors.Is(err, store.ErrFullDrafts):
			return usual, nil
		case err != nil:
			return 0, fmt.Errorf("take entry %d: %w", i+1, err)
		}
	}
	if left, err := r.o.Store.WaitingEntries(ctx, f.ID); err != nil || len(left) > 0 {
		return least, err
	}
	return every(news.Every), nil
}

// tried notes that the pages of entries could not be had.
func (r *Runner) tried(ctx context.Context, f store.Feed, turns []turn) error {
	for _, t := range turns {
		if err := r.o.Store.EntryTried(ctx, f, t.ID); err != nil {
			return err
		}
	}
	return nil
}

// turn is an entry that a draft is to be made of.
type turn struct {
	feed.Entry
	fellOut bool // of its feed, while it waited
	tries   int  // how often its page could not be had before
}

// turnsOf are entries that wait, as they stand in their feed.
func turnsOf(f store.Feed, waiting []store.WaitingEntry, standing []feed.Entry) []turn {
	byID := make(map[string]feed.Entry, len(standing))
	for _, e := range standing {
		byID[e.ID] = e
	}
	turns := make([]turn, len(waiting))
	for i, w := range waiting {
		e, stands := byID[w.ID]
		if !stands {
			e = feed.Entry{ID: w.ID, Title: w.Title, URL: w.URL, Published: w.Published, Publisher: f.Title, Summary: true}
		}
		turns[i] = turn{e, !stands, w.Tries}
	}
	return turns
}

// takeEntry makes a draft of an entry and, where that is allowed, publishes it. The
// error is a *laterError where the entry is to wait on.
func (r *Runner) takeEntry(ctx context.Context, f store.Feed, t turn, shelf *shelf) error {
	d, a, err := r.draft(ctx, f, t, shelf)
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
	kept, err := r.o.Store.KeepEntry(ctx, f, t.ID, d, r.o.Now(), r.o.Lease)
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
