package store

import (
	"context"
	"database/sql"
)

// PostedAt is where a message of the bot's stands. Guild is "" in direct messages.
type PostedAt struct{ Guild, Channel, Message string }

// ErasedPosts returns the posts that still show what was erased, those that were tried
// least often first, at most limit of them.
func (s *Store) ErasedPosts(ctx context.Context, limit int) ([]PostedAt, error) {
	var found []PostedAt
	err := s.read(ctx, "read posts of what was erased", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanPostedAt, `SELECT guild, channel, message FROM erased_posts WHERE done_at = 0
			ORDER BY tries, at, channel, message LIMIT $1`, max(limit, 0))
		return err
	})
	return found, err
}

func scanPostedAt(row scanner) (p PostedAt, err error) {
	err = row.Scan(&p.Guild, &p.Channel, &p.Message)
	return p, err
}

// TryErasedPost notes that somebody tries to take the text out of a post, and returns
// how often that was tried, this time too. A post that is done is an ErrNotFound.
func (s *Store) TryErasedPost(ctx context.Context, p PostedAt) (tries int, err error) {
	err = s.write(ctx, "try to blank message "+p.Message, func(tx *sql.Tx) error {
		return oneRow(tx.QueryRowContext(ctx, `UPDATE erased_posts SET tries = tries + 1
			WHERE channel = $1 AND message = $2 AND done_at = 0 RETURNING tries`, p.Channel, p.Message), &tries)
	})
	return tries, err
}

// DoneErasedPost notes that a post shows the text no more, or that nothing can be done.
func (s *Store) DoneErasedPost(ctx context.Context, p PostedAt) error {
	return s.write(ctx, "note the blank message "+p.Message, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE erased_posts SET done_at = $3 WHERE channel = $1 AND message = $2`,
			p.Channel, p.Message, millis(s.opt.Now()))
		return err
	})
}
