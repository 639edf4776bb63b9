package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Telling is somebody who asked what the articles answer by now, and who is to be
// told of it.
type Telling struct {
	Gap      string // its id
	Guild    string
	Question string // as the gap has it
	// As is the question that is answered: the same, or one in other words. It is
	// somebody else's and not to be shown.
	As            string
	User, Channel string
	Public        bool      // everybody in the channel could read what they asked
	At            time.Time // when it was decided: what was decided together has one
}

// SetAnswered notes which open gaps of a guild the articles answer now, and which they
// do not. Those that are answered already keep the time since when they are.
func (s *Store) SetAnswered(ctx context.Context, guild string, answered, open []string) error {
	return s.write(ctx, "note which gaps of guild "+guild+" are answered", func(tx *sql.Tx) error {
		now := millis(s.stamp(time.Time{}))
		for _, id := range answered {
			if _, err := tx.ExecContext(ctx, `UPDATE gaps SET answered_at = $3 WHERE guild = $1 AND id = $2 AND answered_at = 0`, guild, id, now); err != nil {
				return err
			}
		}
		for _, id := range open {
			if _, err := tx.ExecContext(ctx, `UPDATE gaps SET answered_at = 0 WHERE guild = $1 AND id = $2 AND answered_at > 0`, guild, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReleaseGaps closes gaps of a guild that ask the same and has their askers told, who
// come in Tellings from now on. as is the one of them whose wording is answered. Those
// that are closed already are passed over. The number of gaps is returned; one audit
// row is written if there is any.
func (s *Store) ReleaseGaps(ctx context.Context, guild string, ids []string, as, by string) (n int, err error) {
	op := "have askers told in guild " + guild
	if by == "" {
		return 0, fmt.Errorf("%s: %w: by nobody", op, ErrInvalid)
	}
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		n = 0
		now := s.stamp(time.Time{})
		for _, id := range ids {
			rows, err := execRows(ctx, tx, `UPDATE gaps SET tell_at = $3, tell_as = $4, closed_at = $3
				WHERE guild = $1 AND id = $2 AND closed_at = 0 AND tell_at = 0`, guild, id, millis(now), as)
			if err != nil {
				return err
			}
			n += rows
		}
		if n == 0 {
			return nil
		}
		return writeAudit(ctx, tx, Audit{Guild: guild, By: by, Action: ActionTellAskers, Subject: as, At: now})
	})
	return n, err
}

// Tellings returns who is to be told, what was decided first coming first, and of that
// by channel; at most limit of them. Who asked not to be told is not among them.
func (s *Store) Tellings(ctx context.Context, limit int) ([]Telling, error) {
	var found []Telling
	err := s.read(ctx, "read who is to be told", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, func(row scanner) (t Telling, err error) {
			var public int
			var at int64
			err = row.Scan(&t.Gap, &t.Guild, &t.Question, &t.As, &t.User, &t.Channel, &public, &at)
			t.Public, t.At = public != 0, fromMillis(at)
			return t, err
		}, `SELECT g.id, g.guild, g.question, coalesce(o.question, g.question), k.asker, k.channel, k.shown_to_all, g.tell_at
			FROM gaps g JOIN gap_askers k ON k.gap = g.id LEFT JOIN gaps o ON o.id = g.tell_as AND o.guild = g.guild
			WHERE g.tell_at > 0 AND g.told_at = 0 AND k.told_at = 0 AND k.asker <> '' AND k.asker NOT IN (SELECT person FROM untold)
			ORDER BY g.tell_at, g.guild, k.channel, k.at, g.id, k.asker LIMIT $1`, max(limit, 0))
		return err
	})
	return found, err
}

// Told notes that askers have been told. When nobody else is to be told of a gap it is
// done with.
func (s *Store) Told(ctx context.Context, told []Telling) error {
	return s.write(ctx, "note who was told", func(tx *sql.Tx) error {
		now := millis(s.stamp(time.Time{}))
		for _, t := range told {
			if _, err := tx.ExecContext(ctx, `UPDATE gap_askers SET told_at = $3 WHERE gap = $1 AND asker = $2`, t.Gap, t.User, now); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE gaps SET told_at = $2 WHERE id = $1 AND told_at = 0 AND NOT EXISTS
				(SELECT 1 FROM gap_askers WHERE gap = $1 AND told_at = 0 AND asker <> '' AND asker NOT IN (SELECT person FROM untold))`,
				t.Gap, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// ReopenGaps has gaps wait again whose askers were to be told, because the articles do
// not answer them after all. Where the same was asked again since, that is the open one.
func (s *Store) ReopenGaps(ctx context.Context, guild string, ids []string) error {
	return s.write(ctx, "reopen gaps of guild "+guild, func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.ExecContext(ctx, `UPDATE gaps SET tell_at = 0, tell_as = '', answered_at = 0,
				closed_at = CASE WHEN EXISTS (SELECT 1 FROM gaps o WHERE o.guild = gaps.guild AND o.alike = gaps.alike AND o.closed_at = 0)
				THEN closed_at ELSE 0 END
				WHERE guild = $1 AND id = $2 AND told_at = 0`, guild, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// TellNever notes that somebody does not want to be told any more, in any guild.
func (s *Store) TellNever(ctx context.Context, user string) error {
	const op = "note who is not to be told" // the id would stay in the log
	if user == "" {
		return fmt.Errorf("%s: %w: nobody", op, ErrInvalid)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO untold (person) VALUES ($1) ON CONFLICT (person) DO NOTHING`, user)
		return err
	})
}

// TellAgain takes TellNever back. What was to be told meanwhile is not told late: only
// what is decided from now on.
func (s *Store) TellAgain(ctx context.Context, user string) error {
	return s.write(ctx, "note who is to be told again", func(tx *sql.Tx) error {
		n, err := eraseUntold(ctx, tx, user)
		if err != nil || n == 0 {
			return err
		}
		now := millis(s.stamp(time.Time{}))
		_, err = tx.ExecContext(ctx, `UPDATE gap_askers SET told_at = $2 WHERE asker = $1 AND told_at = 0 AND gap IN
			(SELECT id FROM gaps WHERE tell_at > 0)`, user, now)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE gaps SET told_at = $2 WHERE tell_at > 0 AND told_at = 0 AND
			EXISTS (SELECT 1 FROM gap_askers WHERE gap = gaps.id AND asker = $1) AND NOT EXISTS
			(SELECT 1 FROM gap_askers WHERE gap = gaps.id AND told_at = 0 AND asker <> '' AND asker NOT IN (SELECT person FROM untold))`, user, now)
		return err
	})
}

// GuildsWithGaps returns the guilds that have open gaps, sorted.
func (s *Store) GuildsWithGaps(ctx context.Context) ([]string, error) {
	var found []string
	err := s.read(ctx, "read which guilds have gaps", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanString, `SELECT DISTINCT guild FROM gaps WHERE closed_at = 0 AND guild <> '' ORDER BY guild`)
		return err
	})
	return found, err
}

// eraseUntold deletes that somebody does not want to be told: nothing is left of which
// they could be.
func eraseUntold(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `DELETE FROM untold WHERE person = $1`, user)
}
