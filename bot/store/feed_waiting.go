package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

const (
	// MaxFeedWaiting is how many entries of a feed may wait for their turn. Further
	// ones are left in the feed.
	MaxFeedWaiting = 500
	// maxWaitingText is the longest title, in characters, or address, in bytes, of one
	// that is kept.
	maxWaitingText = 1000
)

// WaitingEntry is an entry of a feed that no draft has been made of yet.
type WaitingEntry struct {
	ID, Title string
	URL       string    // "" for none
	Published time.Time // zero where the feed does not say
	Tries     int       // how often its page could not be had
}

// scanWaiting is for waitingColumns.
func scanWaiting(row scanner) (w WaitingEntry, err error) {
	var published int64
	err = row.Scan(&w.ID, &w.Title, &w.URL, &published, &w.Tries)
	w.Published = fromMillis(published)
	return w, err
}

// AwaitEntries has entries of a claimed feed wait for their turn, in their order, and
// says how many were left for want of room. Those that wait or were dealt with already
// are passed over. A title that is too long is cut, and such an address left out. When
// another has the feed by now the error is ErrTaken.
func (s *Store) AwaitEntries(ctx context.Context, f Feed, entries []WaitingEntry) (left int, err error) {
	err = s.write(ctx, "have entries of feed "+f.ID+" wait", func(tx *sql.Tx) error {
		if err := changeClaimed(ctx, tx, f, "claimant = claimant"); err != nil {
			return err
		}
		left = 0
		var waiting, last int
		if err := tx.QueryRowContext(ctx, `SELECT count(*), coalesce(max(n), 0) FROM feed_waiting WHERE feed = $1`, f.ID).Scan(&waiting, &last); err != nil {
			return err
		}
		for _, w := range entries {
			var known int
			if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM feed_waiting WHERE feed = $1 AND entry = $2)
				+ (SELECT count(*) FROM feed_entries WHERE feed = $1 AND entry = $2)`, f.ID, w.ID).Scan(&known); err != nil {
				return err
			}
			switch {
			case known > 0:
				continue
			case waiting >= MaxFeedWaiting:
				left++
				continue
			}
			if len(w.URL) > maxWaitingText {
				w.URL = ""
			}
			title := []rune(w.Title)
			waiting++
			last++
			if _, err := tx.ExecContext(ctx, `INSERT INTO feed_waiting (feed, entry, title, url, published, n, tries) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
				f.ID, w.ID, string(title[:min(len(title), maxWaitingText)]), w.URL, millis(w.Published), last); err != nil {
				return err
			}
		}
		return nil
	})
	return left, err
}

// WaitingEntries returns the entries of a feed that wait for their turn, those that
// came first before the others.
func (s *Store) WaitingEntries(ctx context.Context, feed string) (found []WaitingEntry, err error) {
	err = s.read(ctx, "read what waits of feed "+feed, func(tx *sql.Tx) error {
		found, err = collect(ctx, tx, scanWaiting, `SELECT entry, title, url, published, tries FROM feed_waiting WHERE feed = $1 ORDER BY n`, feed)
		return err
	})
	return found, err
}

// EntryTried notes that the page of an entry that waits could not be had. One that does
// not wait is a no-op. When another has the feed by now the error is ErrTaken.
func (s *Store) EntryTried(ctx context.Context, f Feed, entry string) error {
	return s.write(ctx, fmt.Sprintf("note a try of entry %q of feed %s", entry, f.ID), func(tx *sql.Tx) error {
		if err := changeClaimed(ctx, tx, f, "claimant = claimant"); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE feed_waiting SET tries = tries + 1 WHERE feed = $1 AND entry = $2`, f.ID, entry)
		return err
	})
}
