package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrFullDrafts means that a guild has as many drafts of feeds as may wait.
var ErrFullDrafts = errors.New("no more drafts of feeds in this guild")

// maxFeedWait bounds for how long a feed is left alone. One that is due later than that
// from now was given its time when the clock was ahead, and is due.
const maxFeedWait = 48 * time.Hour

// ClaimFeed gives the feed that has been due longest to a claimant, with its Seen: until
// lease from now nobody else gets it. It is false when none is due that is free.
func (s *Store) ClaimFeed(ctx context.Context, claimant string, now time.Time, lease time.Duration) (f Feed, ok bool, err error) {
	if claimant == "" || lease <= 0 || lease > MaxLease {
		return Feed{}, false, fmt.Errorf("claim a feed: %w: by %q for %s", ErrInvalid, claimant, lease)
	}
	err = s.write(ctx, "claim a feed", func(tx *sql.Tx) error {
		// A lease that ends in a far future was given when the clock was ahead.
		f, err = scanFeed(tx.QueryRowContext(ctx, `SELECT `+feedColumns+` FROM feeds
			WHERE due > 0 AND (due <= $1 OR due > $3) AND (lease <= $1 OR lease > $2) ORDER BY due, id LIMIT 1`,
			millis(now), millis(now.Add(MaxLease)), millis(now.Add(maxFeedWait))))
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		f.Claimant, ok = claimant, true
		if _, err := tx.ExecContext(ctx, `UPDATE feeds SET claimant = $2, lease = $3 WHERE id = $1`, f.ID, claimant, millis(now.Add(lease))); err != nil {
			return err
		}
		f.Seen, err = collect(ctx, tx, scanString, `SELECT entry FROM feed_entries WHERE feed = $1 ORDER BY n`, f.ID)
		return err
	})
	if err != nil {
		return Feed{}, false, err
	}
	return f, ok, nil
}

// changeClaimed changes a feed that its claimant still has; else the error is ErrTaken. args
// are from $3 on.
func changeClaimed(ctx context.Context, tx *sql.Tx, f Feed, set string, args ...any) error {
	n, err := execRows(ctx, tx, `UPDATE feeds SET `+set+` WHERE id = $1 AND claimant = $2 AND claimant <> ''`,
		append([]any{f.ID, f.Claimant}, args...)...)
	if err == nil && n == 0 {
		err = ErrTaken
	}
	return err
}

// KeepEntry keeps what came of an entry of a claimed feed, a draft or nothing, notes
// that the entry is dealt with, so that it waits no more, and renews the lease: all of
// it or nothing. It is
// false where the feed had that entry, or the same text under another id, already;
// then no draft is kept. When another has the feed by now the error is ErrTaken, when
// MaxFeedDrafts of the guild wait an ErrFullDrafts.
func (s *Store) KeepEntry(ctx context.Context, f Feed, entry string, d *FeedDraft, now time.Time, lease time.Duration) (kept bool, err error) {
	op := "keep an entry of feed " + f.ID
	if d != nil {
		d.Guild, d.Owner, d.Feed, d.Source, d.User = f.Guild, f.Owner, f.ID, f.Title, ""
		if d.Action == "" || len(d.Data) == 0 {
			return false, fmt.Errorf("%s: %w: a draft without action or text", op, ErrInvalid)
		}
	}
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		if err := changeClaimed(ctx, tx, f, "lease = $3", millis(now.Add(lease))); err != nil {
			return err
		}
		digest := ""
		if d != nil {
			digest = DigestOf(d.Data)
		}
		var same, other int
		if err := tx.QueryRowContext(ctx, `SELECT count(CASE WHEN entry = $2 THEN 1 END), count(CASE WHEN digest = $3 AND digest <> '' THEN 1 END)
			FROM feed_entries WHERE feed = $1`, f.ID, entry, digest).Scan(&same, &other); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM feed_waiting WHERE feed = $1 AND entry = $2`, f.ID, entry); err != nil || same > 0 {
			return err
		}
		if kept = d != nil && other == 0; kept {
			if err := s.insertFeedDraft(ctx, tx, d); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO feed_entries (feed, entry, digest, n)
			SELECT $1, $2, $3, coalesce(max(n), 0) + 1 FROM feed_entries WHERE feed = $1`, f.ID, entry, digest)
		return err
	})
	if err != nil {
		return false, err
	}
	return kept, nil
}

// RenewFeed renews the lease of a claimed feed; the error is that of KeepEntry.
func (s *Store) RenewFeed(ctx context.Context, f Feed, now time.Time, lease time.Duration) error {
	return s.write(ctx, "renew the lease of feed "+f.ID, func(tx *sql.Tx) error {
		return changeClaimed(ctx, tx, f, "lease = $3", millis(now.Add(lease)))
	})
}

// ReleaseFeed gives a claimed feed back, as due as it was. One that another has is a
// no-op.
func (s *Store) ReleaseFeed(ctx context.Context, f Feed) error {
	return s.write(ctx, "release feed "+f.ID, func(tx *sql.Tx) error {
		err := changeClaimed(ctx, tx, f, "claimant = '', lease = 0")
		if errors.Is(err, ErrTaken) {
			return nil
		}
		return err
	})
}

// FeedLooked notes that a look at a claimed feed came to its end: ETag, LastModified,
// Remaining, Moved and Address of f, when it is due next, and which entries need not be
// remembered any more. An address under which the guild follows it already is not taken. A look that somebody asked for meanwhile stays due, and a feed that was
// paused meanwhile stays so.
func (s *Store) FeedLooked(ctx context.Context, f Feed, now, due time.Time, forget []string) error {
	return s.write(ctx, "note a look at feed "+f.ID, func(tx *sql.Tx) error {
		for _, entry := range forget {
			if _, err := tx.ExecContext(ctx, `DELETE FROM feed_entries WHERE feed = $1 AND entry = $2`, f.ID, entry); err != nil {
				return err
			}
		}
		if err := s.moveFeed(ctx, tx, f); err != nil {
			return err
		}
		return changeClaimed(ctx, tx, f, `etag = $3, modified = $4, remaining = $5, looked_at = $6, failures = 0, failure = CASE WHEN due = 0 THEN failure ELSE '' END,
			moved = $9, moved_told = CASE WHEN moved = $9 THEN moved_told ELSE 0 END,
			claimant = '', lease = 0, pause_told = CASE WHEN due = 0 THEN pause_told ELSE 0 END, due = CASE WHEN due = 0 OR due > $8 THEN due ELSE $7 END`,
			f.ETag, f.LastModified, f.Remaining, millis(now), millis(due), millis(f.Due), f.Moved)
	})
}

// moveFeed gives a claimed feed its address, if it has another and none of the guild's
// feeds has that.
func (s *Store) moveFeed(ctx context.Context, tx *sql.Tx, f Feed) error {
	n, err := execRows(ctx, tx, `UPDATE feeds SET address = $3 WHERE id = $1 AND claimant = $2 AND address <> $3
		AND NOT EXISTS (SELECT 1 FROM feeds AS other WHERE other.guild = feeds.guild AND other.address = $3)`, f.ID, f.Claimant, f.Address)
	if err != nil || n == 0 {
		return err
	}
	return s.auditFeed(ctx, tx, f, Bot, ActionMoveFeed)
}

// FeedGone pauses a claimed feed that is gone for good. why says so, in a sentence for
// moderators.
func (s *Store) FeedGone(ctx context.Context, f Feed, why string) error {
	return s.write(ctx, "note that feed "+f.ID+" is gone", func(tx *sql.Tx) error {
		return changeClaimed(ctx, tx, f, `failure = CASE WHEN due = 0 THEN failure ELSE $3 END, failures = 0, claimant = '', lease = 0,
			due = CASE WHEN due > $4 THEN due ELSE 0 END`, cutWhy(why), millis(f.Due))
	})
}

// FeedFailed notes that a look at a claimed feed failed, why, and when it is tried
// again; a zero due pauses the feed.
func (s *Store) FeedFailed(ctx context.Context, f Feed, why string, due time.Time) error {
	return s.write(ctx, "note a failed look at feed "+f.ID, func(tx *sql.Tx) error {
		return changeClaimed(ctx, tx, f, `failures = CASE WHEN due = 0 THEN failures ELSE failures + 1 END, failure = CASE WHEN due = 0 THEN failure ELSE $3 END, claimant = '', lease = 0,
			due = CASE WHEN due = 0 OR due > $5 THEN due ELSE $4 END`, cutWhy(why), millis(due), millis(f.Due))
	})
}

// NextFeed is when a feed can be claimed next; zero when none is looked at.
func (s *Store) NextFeed(ctx context.Context) (next time.Time, err error) {
	err = s.read(ctx, "look for the next feed", func(tx *sql.Tx) error {
		var at int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(min(CASE WHEN lease > due THEN lease ELSE due END), 0) FROM feeds WHERE due > 0`).Scan(&at)
		next = fromMillis(at)
		return err
	})
	return next, err
}

// UntoldPauses returns the feeds that are paused without the moderators having been
// told.
func (s *Store) UntoldPauses(ctx context.Context) ([]Feed, error) {
	return s.feeds(ctx, "read feeds that are paused", `WHERE due = 0 AND pause_told = 0 ORDER BY id`)
}

// UntoldMoves returns the feeds that have moved to another site without the moderators
// having been told.
func (s *Store) UntoldMoves(ctx context.Context) ([]Feed, error) {
	return s.feeds(ctx, "read feeds that have moved", `WHERE moved <> '' AND moved_told = 0 ORDER BY id`)
}

// MoveTold notes that the moderators have been told where a feed has moved.
func (s *Store) MoveTold(ctx context.Context, f Feed) error {
	return s.write(ctx, "note that the move of feed "+f.ID+" was told", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE feeds SET moved_told = 1 WHERE id = $1 AND moved = $2`, f.ID, f.Moved)
		return err
	})
}

// PauseTold notes that the moderators have been told of a feed that is paused.
func (s *Store) PauseTold(ctx context.Context, id string) error {
	return s.write(ctx, "note that the pause of feed "+id+" was told", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE feeds SET pause_told = 1 WHERE id = $1 AND due = 0`, id)
		return err
	})
}
