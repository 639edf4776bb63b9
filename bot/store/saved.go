package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Bounds of saved answers.
const (
	MaxSaved        = 10_000   // of all guilds; the oldest go
	MaxSavedOfGuild = 500      // so that no guild drives out the others'
	MaxSavedBytes   = 64 << 10 // of one
)

// Saved is an answer to be given again.
type Saved struct {
	Guild  string // "" for direct messages
	Digest string // stands for the question and all that the answer depends on
	Body   string
	At     time.Time
}

// SaveAnswer keeps an answer, in the place of an earlier one of that digest. The
// oldest of more than the bounds go. One that is larger than MaxSavedBytes, or has
// no digest, is an ErrInvalid.
func (s *Store) SaveAnswer(ctx context.Context, a Saved) error {
	op := "save an answer of guild " + a.Guild
	if a.Digest == "" || len(a.Body) > MaxSavedBytes {
		return fmt.Errorf("%s: %w: digest %q, %d bytes", op, ErrInvalid, a.Digest, len(a.Body))
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO saved (guild, digest, body, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (guild, digest) DO UPDATE SET body = excluded.body, at = excluded.at`,
			a.Guild, a.Digest, a.Body, millis(s.stamp(a.At)))
		if err != nil {
			return err
		}
		return boundSaved(ctx, tx, a.Guild)
	})
}

// boundSaved lets the oldest go. A row is as old as it is, since one that is
// given often was still written from the articles of its day.
func boundSaved(ctx context.Context, tx *sql.Tx, guild string) error {
	var own, all int
	err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM saved WHERE guild = $1), (SELECT count(*) FROM saved)`, guild).Scan(&own, &all)
	if err != nil {
		return err
	}
	if n := own - MaxSavedOfGuild; n > 0 {
		if _, err := tx.ExecContext(ctx, `DELETE FROM saved WHERE guild = $1 AND digest IN
			(SELECT digest FROM saved WHERE guild = $1 ORDER BY at, digest LIMIT $2)`, guild, n); err != nil {
			return err
		}
		all -= n
	}
	if n := all - MaxSaved; n > 0 {
		_, err = tx.ExecContext(ctx, `DELETE FROM saved WHERE EXISTS
			(SELECT 1 FROM (SELECT guild, digest FROM saved ORDER BY at, guild, digest LIMIT $1) o
			WHERE o.guild = saved.guild AND o.digest = saved.digest)`, n)
	}
	return err
}

// SavedAnswer is the answer of a digest in a guild. One that is not there, or is
// older than the guild's retention, is an ErrNotFound.
func (s *Store) SavedAnswer(ctx context.Context, guild, digest string) (Saved, error) {
	found := Saved{Guild: guild, Digest: digest}
	err := s.read(ctx, "read a saved answer of guild "+guild, func(tx *sql.Tx) error {
		settings, err := selectSettings(ctx, tx, guild)
		if err != nil {
			return err
		}
		var at int64
		err = tx.QueryRowContext(ctx, `SELECT body, at FROM saved WHERE guild = $1 AND digest = $2 AND at >= $3`,
			guild, digest, millis(s.opt.Now().Add(-settings.Retention()))).Scan(&found.Body, &at)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		found.At = fromMillis(at)
		return err
	})
	if err != nil {
		return Saved{}, err
	}
	return found, nil
}

// eraseSaved deletes all saved answers. Whose question one is to is not known, so
// that this alone leaves none of a person's; what is lost can be written again.
func eraseSaved(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM saved`)
	return err
}
