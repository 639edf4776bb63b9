package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

const (
	// FeedDraftTime is how long a draft from a feed waits for a moderator.
	FeedDraftTime = 30 * 24 * time.Hour
	// MaxFeedDrafts is how many drafts from feeds may wait in a guild. Further entries
	// wait for their turn; see AwaitEntries.
	MaxFeedDrafts = 100
)

// FeedDraft is a draft that came from a feed. It is all moderators' of its guild: User
// is "".
type FeedDraft struct {
	ArticleDraft
	Feed      string // its id; it may not be followed any more
	Source    string // the feed's title
	Title     string
	Published time.Time // of the entry; zero where the feed does not say
	Notes     []string  // sentences on what a moderator should look at
	Near      []string  // slugs of articles that said nearly the same when it came
	// ByItself means that it is to be published without a moderator or, once Done, was.
	ByItself bool
}

// RoomForDrafts is how many drafts from feeds may still come in a guild.
func (s *Store) RoomForDrafts(ctx context.Context, guild string) (room int, err error) {
	err = s.read(ctx, "count drafts of feeds in guild "+guild, func(tx *sql.Tx) error {
		room, err = s.roomForDrafts(ctx, tx, guild)
		return err
	})
	return room, err
}

func (s *Store) roomForDrafts(ctx context.Context, tx *sql.Tx, guild string) (int, error) {
	var waiting int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM drafts JOIN feed_drafts ON draft = id
		WHERE guild = $1 AND done = 0 AND expires > $2`, guild, millis(s.stamp(time.Time{}))).Scan(&waiting)
	return max(MaxFeedDrafts-waiting, 0), err
}

func (s *Store) insertFeedDraft(ctx context.Context, tx *sql.Tx, d *FeedDraft) error {
	room, err := s.roomForDrafts(ctx, tx, d.Guild)
	switch {
	case err != nil:
		return err
	case room <= 0:
		return ErrFullDrafts
	}
	if d.ID, err = s.newID(); err != nil {
		return err
	}
	notes, err := json.Marshal(append([]string{}, d.Notes...))
	if err != nil {
		return err
	}
	// Those of one look keep the order of their feed.
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM drafts JOIN feed_drafts ON draft = id WHERE feed = $1`, d.Feed).Scan(&last); err != nil {
		return err
	}
	d.At = fromMillis(max(millis(s.stamp(time.Time{})), last+1))
	d.Expires = d.At.Add(FeedDraftTime)
	if _, err := tx.ExecContext(ctx, `INSERT INTO drafts
		(id, guild, person, owner, slug, file, action, saw, version, paragraph, data, why, done, at, expires)
		VALUES ($1, $2, '', $3, $4, $5, $6, 0, 0, 0, $7, $8, 0, $9, $10)`,
		d.ID, d.Guild, d.Owner, d.Slug, d.File, d.Action, d.Data, cutWhy(d.Why), millis(d.At), millis(d.Expires)); err != nil {
		return err
	}
	near := ""
	if len(d.Near) > 0 {
		near = " " + strings.Join(d.Near, " ") + " "
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO feed_drafts (draft, feed, source, title, published, notes, near, by_itself, told)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		d.ID, d.Feed, d.Source, d.Title, millis(d.Published), string(notes), near, bit(d.ByItself))
	return err
}

// feedDraftColumns are in the order of scanFeedDraft. The text is left out, which may be
// long.
const feedDraftColumns = `id, guild, owner, slug, file, action, saw, why, done, at, expires, feed, source, title, published, notes, near, by_itself`

func scanFeedDraft(row scanner) (d FeedDraft, err error) {
	var at, expires, published int64
	var notes, near string
	var byItself int
	err = row.Scan(&d.ID, &d.Guild, &d.Owner, &d.Slug, &d.File, &d.Action, &d.Saw, &d.Why, &d.Done, &at, &expires,
		&d.Feed, &d.Source, &d.Title, &published, &notes, &near, &byItself)
	if err != nil {
		return FeedDraft{}, err
	}
	d.At, d.Expires, d.Published = fromMillis(at), fromMillis(expires), fromMillis(published)
	d.Near, d.ByItself = strings.Fields(near), byItself != 0
	if err := json.Unmarshal([]byte(notes), &d.Notes); err != nil {
		return FeedDraft{}, errors.Join(ErrDamaged, err)
	}
	return d, nil
}

func (s *Store) feedDrafts(ctx context.Context, op, where string, args ...any) (found []FeedDraft, err error) {
	err = s.read(ctx, op, func(tx *sql.Tx) error {
		found, err = collect(ctx, tx, scanFeedDraft, `SELECT `+feedDraftColumns+` FROM drafts JOIN feed_drafts ON draft = id `+where, args...)
		return err
	})
	return found, err
}

// FeedDrafts returns the drafts from feeds that wait in a guild, AnyGuild for all, the
// oldest first, without their text.
func (s *Store) FeedDrafts(ctx context.Context, guild string) ([]FeedDraft, error) {
	return s.feedDrafts(ctx, "read drafts of feeds in guild "+guild,
		`WHERE (guild = $1 OR $1 = '`+AnyGuild+`') AND done = 0 AND expires > $2 ORDER BY at, id`, guild, millis(s.stamp(time.Time{})))
}

// NoteNear notes that a draft from a feed says nearly the same as an article, so that
// EraseArticle reaches it. One that is not there is a no-op.
func (s *Store) NoteNear(ctx context.Context, id, slug string) error {
	return s.write(ctx, "note what draft "+id+" is near to", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE feed_drafts SET near = near || ' ' || $2 || ' ' WHERE draft = $1`, id, slug)
		return err
	})
}

// FeedDraft returns what is known of a draft from a feed, without its text. Any other
// draft, and one that is over, is an ErrNotFound.
func (s *Store) FeedDraft(ctx context.Context, id string) (FeedDraft, error) {
	found, err := s.feedDrafts(ctx, "read draft "+id+" of a feed", `WHERE id = $1 AND expires > $2`, id, millis(s.stamp(time.Time{})))
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("read draft %s of a feed: %w", id, ErrNotFound)
	}
	if err != nil {
		return FeedDraft{}, err
	}
	return found[0], nil
}

// DraftsByThemselves returns the drafts of a feed that are still to be published
// without a moderator, the oldest first, with their text.
func (s *Store) DraftsByThemselves(ctx context.Context, feed string) ([]FeedDraft, error) {
	found, err := s.feedDrafts(ctx, "read drafts of feed "+feed, `WHERE feed = $1 AND by_itself = 1 AND done = 0 AND expires > $2 ORDER BY at, id`,
		feed, millis(s.stamp(time.Time{})))
	for i := range found {
		d, err := s.ArticleDraft(ctx, found[i].ID)
		if err != nil {
			return nil, err
		}
		found[i].ArticleDraft = d
	}
	return found, err
}

// LeaveToModerators has a draft wait for a moderator that was to be published by
// itself, and says why.
func (s *Store) LeaveToModerators(ctx context.Context, id, why string) error {
	return s.write(ctx, "leave draft "+id+" to moderators", func(tx *sql.Tx) error {
		found, err := collect(ctx, tx, scanString, `SELECT notes FROM feed_drafts WHERE draft = $1`, id)
		if err != nil || len(found) == 0 {
			return err
		}
		var notes []string
		if err := json.Unmarshal([]byte(found[0]), &notes); err != nil {
			return errors.Join(ErrDamaged, err)
		}
		text, err := json.Marshal(slices.Insert(notes, 0, why))
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE feed_drafts SET by_itself = 0, notes = $2 WHERE draft = $1`, id, string(text))
		return err
	})
}

// UntoldDrafts returns what came of feeds without the moderators having been told: the
// drafts that wait for one, and what was published by itself; guild after guild.
func (s *Store) UntoldDrafts(ctx context.Context) ([]FeedDraft, error) {
	return s.feedDrafts(ctx, "read new drafts of feeds", `WHERE told = 0 AND (by_itself = 1) = (done > 0) ORDER BY guild, at, id`)
}

// DraftsTold notes that the moderators have been told of drafts.
func (s *Store) DraftsTold(ctx context.Context, ids []string) error {
	return s.write(ctx, "note that drafts were told of", func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `UPDATE feed_drafts SET told = 1 WHERE draft = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// eraseFeedDraftTexts deletes the drafts from feeds that said nearly the same as an
// article.
func eraseFeedDraftTexts(ctx context.Context, tx *sql.Tx, owner, slug string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE id IN (SELECT draft FROM feed_drafts WHERE near LIKE $1 ESCAPE '\')
		AND ($2 = '' OR guild = $2)`, "% "+strings.ReplaceAll(slug, `_`, `\_`)+" %", owner)
	return err
}
