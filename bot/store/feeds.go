package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Bounds of feeds.
const (
	MaxFeedsOfGuild = 20
	maxFeedText     = 2000 // bytes of any one text of a feed
)

// Feed is a feed (RSS, Atom) whose entries a guild's moderators follow. Guild, Address
// and By are required of a new one.
type Feed struct {
	ID      string // made by FollowFeed
	Guild   string // whose moderators follow it, and get its drafts
	Owner   string // whose articles come of it; "" for what all guilds may read
	Address string
	Title   string
	Sites   []string // hosts that its entries may lead to
	By      string   // who followed it; "" when erased
	// Allower is the moderator who has its entries published by themselves; "" leaves
	// them drafts.
	Allower            string
	ETag, LastModified string
	Seen               []string  // ids of entries, those that came last at the end; of ClaimFeed alone
	Due                time.Time // when it is looked at next; zero while it is paused
	Looked             time.Time // when a look last came to its end
	Failures           int       // looks that failed, since one did not
	Failure            string    // why the last one did, in a sentence for moderators
	Waiting            int       // entries that wait for their turn
	Remaining          int       // entries that the last look left in the feed for want of room to wait
	// Moved is where the feed says that it stands from now on, at another site; "" for
	// nowhere else.
	Moved    string
	Claimant string // who looks at it; of ClaimFeed alone
	At       time.Time
}

// Paused reports whether a feed is not looked at any more: because that failed too
// often or, without Failures, for another reason, which Failure says.
func (f Feed) Paused() bool { return f.Due.IsZero() }

func (f *Feed) check() error {
	sites := strings.Join(f.Sites, " ")
	switch {
	case f.Guild == "" || f.Address == "" || f.By == "":
		return fmt.Errorf("%w: a feed without guild, address or who follows it", ErrInvalid)
	case f.Owner != "" && f.Owner != f.Guild:
		return fmt.Errorf("%w: a feed for the articles of another guild", ErrInvalid)
	case max(len(f.Address), len(f.Title), len(sites)) > maxFeedText:
		return fmt.Errorf("%w: a text of more than %d bytes", ErrInvalid, maxFeedText)
	}
	return nil
}

// feedColumns are in the order of scanFeed.
const feedColumns = `id, guild, owner, address, title, sites, creator, allower, etag, modified, due, looked_at,
	failures, failure, remaining, moved, claimant, at, (SELECT count(*) FROM feed_waiting WHERE feed = feeds.id)`

func scanFeed(row scanner) (f Feed, err error) {
	var sites string
	var due, looked, at int64
	err = row.Scan(&f.ID, &f.Guild, &f.Owner, &f.Address, &f.Title, &sites, &f.By, &f.Allower, &f.ETag, &f.LastModified, &due, &looked,
		&f.Failures, &f.Failure, &f.Remaining, &f.Moved, &f.Claimant, &at, &f.Waiting)
	f.Sites = strings.Fields(sites)
	f.Due, f.Looked, f.At = fromMillis(due), fromMillis(looked), fromMillis(at)
	return f, err
}

// FollowFeed keeps a new feed, with the entries in Seen as dealt with, and returns it
// as it is kept: due at once where Due is zero. One whose address the guild follows
// already is an ErrExists, one more than MaxFeedsOfGuild an ErrFullGuild.
func (s *Store) FollowFeed(ctx context.Context, f Feed) (Feed, error) {
	op := "follow a feed in guild " + f.Guild
	if err := f.check(); err != nil {
		return Feed{}, fmt.Errorf("%s: %w", op, err)
	}
	err := s.write(ctx, op, func(tx *sql.Tx) (err error) {
		var have, same int
		if err := tx.QueryRowContext(ctx, `SELECT count(*), count(CASE WHEN address = $2 THEN 1 END) FROM feeds WHERE guild = $1`,
			f.Guild, f.Address).Scan(&have, &same); err != nil {
			return err
		}
		switch {
		case same > 0:
			return ErrExists
		case have >= MaxFeedsOfGuild:
			return ErrFullGuild
		}
		if f.ID, err = s.newID(); err != nil {
			return err
		}
		f.At = s.stamp(f.At)
		if f.Due.IsZero() {
			f.Due = f.At
		}
		f.Due = s.stamp(f.Due)
		if _, err := tx.ExecContext(ctx, `INSERT INTO feeds (id, guild, owner, address, title, sites, creator, allower, etag, modified,
			due, looked_at, failures, failure, remaining, claimant, lease, pause_told, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, '', 0, '', 0, 0, $12)`,
			f.ID, f.Guild, f.Owner, f.Address, f.Title, strings.Join(f.Sites, " "), f.By, f.Allower, f.ETag, f.LastModified,
			millis(f.Due), millis(f.At)); err != nil {
			return err
		}
		for n, entry := range f.Seen {
			if _, err := tx.ExecContext(ctx, `INSERT INTO feed_entries (feed, entry, digest, n) VALUES ($1, $2, '', $3)
				ON CONFLICT (feed, entry) DO NOTHING`, f.ID, entry, n+1); err != nil {
				return err
			}
		}
		if err := s.auditFeed(ctx, tx, f, f.By, ActionFollowFeed); err != nil || f.Allower == "" {
			return err
		}
		return s.auditFeed(ctx, tx, f, f.Allower, ActionFeedByItself)
	})
	if err != nil {
		return Feed{}, err
	}
	f.Seen = nil
	return f, nil
}

func (s *Store) auditFeed(ctx context.Context, tx *sql.Tx, f Feed, by, action string) error {
	return writeAudit(ctx, tx, Audit{Guild: f.Guild, By: by, Action: action, Subject: f.ID, Detail: cutWhy(f.Title + ", " + f.Address), At: s.stamp(time.Time{})})
}

// Feed returns a feed; one that is not followed is an ErrNotFound.
func (s *Store) Feed(ctx context.Context, id string) (f Feed, err error) {
	err = s.read(ctx, "read feed "+id, func(tx *sql.Tx) error {
		f, err = selectFeed(ctx, tx, id)
		return err
	})
	return f, err
}

func selectFeed(ctx context.Context, tx *sql.Tx, id string) (Feed, error) {
	f, err := scanFeed(tx.QueryRowContext(ctx, `SELECT `+feedColumns+` FROM feeds WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return f, err
}

// Feeds returns the feeds of a guild, those that are followed longest first.
func (s *Store) Feeds(ctx context.Context, guild string) ([]Feed, error) {
	return s.feeds(ctx, "read feeds of guild "+guild, `WHERE guild = $1 ORDER BY at, id`, guild)
}

func (s *Store) feeds(ctx context.Context, op, where string, args ...any) (found []Feed, err error) {
	err = s.read(ctx, op, func(tx *sql.Tx) error {
		found, err = collect(ctx, tx, scanFeed, `SELECT `+feedColumns+` FROM feeds `+where, args...)
		return err
	})
	return found, err
}

// feedsVersion is the migration that made the table what it is.
const feedsVersion = 17

// ReadFeeds reads the feeds of all guilds from a database file that nobody here has
// open, as ReadSchedules does.
func ReadFeeds(ctx context.Context, path string) (found []Feed, err error) {
	err = readFile(ctx, "read feeds of store "+path, path, feedsVersion, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanFeed, `SELECT `+feedColumns+` FROM feeds ORDER BY guild, at, id`)
		return err
	})
	return found, err
}

// UnfollowFeed forgets a feed, with what waits of it. Its drafts stay, and wait for a
// moderator. One that is not followed is an ErrNotFound.
func (s *Store) UnfollowFeed(ctx context.Context, id, by string) error {
	return s.write(ctx, "unfollow feed "+id, func(tx *sql.Tx) error {
		f, err := selectFeed(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE feed_drafts SET by_itself = 0 WHERE feed = $1
			AND draft IN (SELECT id FROM drafts WHERE done = 0)`, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM feeds WHERE id = $1`, id); err != nil {
			return err
		}
		return s.auditFeed(ctx, tx, f, by, ActionUnfollowFeed)
	})
}

// AllowFeed has the entries of a feed published by themselves, on the word of the
// moderator by, or leaves them drafts again. It is false where that was so already.
func (s *Store) AllowFeed(ctx context.Context, id, by string, byItself bool) (changed bool, err error) {
	err = s.write(ctx, "change feed "+id, func(tx *sql.Tx) error {
		f, err := selectFeed(ctx, tx, id)
		if err != nil {
			return err
		}
		if changed = (f.Allower != "") != byItself; !changed {
			return nil
		}
		action := ActionFeedDrafts
		if f.Allower = ""; byItself {
			action, f.Allower = ActionFeedByItself, by
		}
		if _, err := tx.ExecContext(ctx, `UPDATE feeds SET allower = $2 WHERE id = $1`, id, f.Allower); err != nil {
			return err
		}
		return s.auditFeed(ctx, tx, f, by, action)
	})
	return changed, err
}

// LookAtFeed makes a feed due now, also one that is paused.
func (s *Store) LookAtFeed(ctx context.Context, id string, now time.Time) error {
	return s.write(ctx, "have feed "+id+" looked at", func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE feeds SET due = $2, failures = CASE WHEN due = 0 THEN 0 ELSE failures END, pause_told = 0 WHERE id = $1`,
			id, millis(now))
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// PauseFeedsOf has none of a guild's feeds looked at before somebody asks for it. why is
// a sentence for moderators; they are not told otherwise.
func (s *Store) PauseFeedsOf(ctx context.Context, guild, why string) error {
	return s.write(ctx, "pause the feeds of guild "+guild, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE feeds SET due = 0, failures = 0, failure = $2, pause_told = 1 WHERE guild = $1 AND due > 0`, guild, cutWhy(why))
		return err
	})
}

// eraseFeeds takes a person off the feeds that they followed. What they let publish
// by itself does so no more: nobody stands behind it.
func (s *Store) eraseFeeds(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	allowed, err := collect(ctx, tx, scanFeed, `SELECT `+feedColumns+` FROM feeds WHERE allower = $1`, user)
	if err != nil {
		return 0, err
	}
	for _, f := range allowed {
		a := Audit{Guild: f.Guild, By: Bot, Action: ActionFeedDrafts, Subject: f.ID, Detail: "whoever allowed it was erased", At: s.stamp(time.Time{})}
		if err := writeAudit(ctx, tx, a); err != nil {
			return 0, err
		}
	}
	return execRows(ctx, tx, `UPDATE feeds SET creator = CASE WHEN creator = $1 THEN '' ELSE creator END,
		allower = CASE WHEN allower = $1 THEN '' ELSE allower END WHERE creator = $1 OR allower = $1`, user)
}
