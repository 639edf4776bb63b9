package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ArticleDraft is a change of an article that a moderator has been shown and not
// confirmed yet.
type ArticleDraft struct {
	ID     string // of the interaction by which it was made
	Guild  string // where it was made
	User   string // the moderator's id; "" for what came from a feed, which is all moderators'
	Owner  string // the guild whose article it is; "" for what all guilds may read
	Slug   string // "" where it is of several articles
	File   string // the name under which the text was given
	Action string // what confirming it does, in the words of whoever made it
	Saw    int    // the version of the article that the moderator started from
	// Version is the version that the draft is about, and Paragraph the paragraph,
	// from 1; 0 for none.
	Version, Paragraph int
	Data               []byte // what is to be published; may be empty
	Why                string // in the moderator's words; may be empty
	Done               int    // the version that came of it; 0 while it waits
	At, Expires        time.Time
}

const (
	// DraftTime is how long a draft waits, and how long what came of it can be
	// undone by its button.
	DraftTime = 7 * 24 * time.Hour
	// maxDrafts is how many drafts a moderator may have in a guild. The oldest goes.
	maxDrafts = 20
)

// SaveArticleDraft keeps a draft until DraftTime from now, in the place of an earlier one
// of its ID. The moderator's oldest goes when there are too many. One without a User
// came from a feed, and is changed alone, in the time that it has: where it is not
// there any more the error is ErrNotFound.
func (s *Store) SaveArticleDraft(ctx context.Context, d ArticleDraft) error {
	op := "save draft " + d.ID
	if d.ID == "" || d.Guild == "" || d.Action == "" {
		return fmt.Errorf("%s: %w: a draft without id, guild or action", op, ErrInvalid)
	}
	if d.User == "" {
		return s.changeDraft(ctx, op, d)
	}
	now := s.stamp(time.Time{})
	return s.write(ctx, op, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO drafts
			(id, guild, person, owner, slug, file, action, saw, version, paragraph, data, why, done, at, expires)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			ON CONFLICT (id) DO UPDATE SET owner = excluded.owner, slug = excluded.slug, file = excluded.file, action = excluded.action,
				saw = excluded.saw, version = excluded.version, paragraph = excluded.paragraph, data = excluded.data, why = excluded.why,
				done = excluded.done, expires = excluded.expires`,
			d.ID, d.Guild, d.User, d.Owner, d.Slug, d.File, d.Action, d.Saw, d.Version, d.Paragraph,
			append([]byte{}, d.Data...), cutWhy(d.Why), d.Done, millis(now), millis(now.Add(DraftTime))); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE guild = $1 AND person = $2 AND id NOT IN
			(SELECT id FROM drafts WHERE guild = $1 AND person = $2 ORDER BY at DESC, id DESC LIMIT $3)`, d.Guild, d.User, maxDrafts)
		return err
	})
}

func (s *Store) changeDraft(ctx context.Context, op string, d ArticleDraft) error {
	return s.write(ctx, op, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE drafts SET slug = $2, file = $3, action = $4, saw = $5, version = $6, paragraph = $7, data = $8,
			why = $9, done = $10 WHERE id = $1 AND person = ''`,
			d.ID, d.Slug, d.File, d.Action, d.Saw, d.Version, d.Paragraph, append([]byte{}, d.Data...), cutWhy(d.Why), d.Done)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// ArticleDraft returns a draft. One that is not there, or over, is an ErrNotFound.
func (s *Store) ArticleDraft(ctx context.Context, id string) (d ArticleDraft, err error) {
	err = s.read(ctx, "read draft "+id, func(tx *sql.Tx) error {
		d, err = scanDraft(tx.QueryRowContext(ctx, `SELECT id, guild, person, owner, slug, file, action, saw, version, paragraph, data, why, done, at, expires
			FROM drafts WHERE id = $1 AND expires > $2`, id, millis(s.stamp(time.Time{}))))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	return d, err
}

func scanDraft(row scanner) (d ArticleDraft, err error) {
	var at, expires int64
	err = row.Scan(&d.ID, &d.Guild, &d.User, &d.Owner, &d.Slug, &d.File, &d.Action, &d.Saw, &d.Version, &d.Paragraph,
		&d.Data, &d.Why, &d.Done, &at, &expires)
	d.At, d.Expires = fromMillis(at), fromMillis(expires)
	return d, err
}

// FinishArticleDraft notes the version that came of a draft, and lets go of its text. One
// that is not there is a no-op.
func (s *Store) FinishArticleDraft(ctx context.Context, id string, version int) error {
	return s.write(ctx, "finish draft "+id, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE drafts SET done = $2, data = $3 WHERE id = $1`, id, version, []byte{})
		return err
	})
}

// DropArticleDraft deletes a draft. One that is not there is a no-op.
func (s *Store) DropArticleDraft(ctx context.Context, id string) error {
	return s.write(ctx, "drop draft "+id, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE id = $1`, id)
		return err
	})
}

// sweepDrafts deletes drafts that are over.
func (s *Store) sweepDrafts(ctx context.Context) (n int, err error) {
	err = s.write(ctx, "sweep drafts", func(tx *sql.Tx) error {
		n, err = execRows(ctx, tx, `DELETE FROM drafts WHERE expires <= $1`, millis(s.stamp(time.Time{})))
		return err
	})
	return n, err
}

// eraseDraftsOf deletes a person's drafts.
func eraseDraftsOf(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `DELETE FROM drafts WHERE person = $1`, user)
}

// eraseDraftTexts deletes the drafts that may hold text of an article.
func eraseDraftTexts(ctx context.Context, tx *sql.Tx, owner, slug string) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM drafts WHERE owner = $1 AND slug IN ($2, '')`, owner, slug); err != nil {
		return err
	}
	return eraseFeedDraftTexts(ctx, tx, owner, slug)
}

// ArticleDrafts returns the drafts of a guild's moderators by what confirming them does
// that wait, the oldest first; at most limit of them. FeedDrafts returns the others.
func (s *Store) ArticleDrafts(ctx context.Context, guild, action string, limit int) ([]ArticleDraft, error) {
	var found []ArticleDraft
	err := s.read(ctx, "read drafts of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanDraft, `SELECT id, guild, person, owner, slug, file, action, saw, version, paragraph, data, why, done, at, expires
			FROM drafts WHERE guild = $1 AND action = $2 AND person <> '' AND done = 0 AND expires > $3 ORDER BY at, id LIMIT $4`,
			guild, action, millis(s.stamp(time.Time{})), max(limit, 0))
		return err
	})
	return found, err
}
