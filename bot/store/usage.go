package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Day is a calendar day as "2026-11-24". Which zone it is in is the caller's
// choice, the same at each call.
type Day string

// DayOf is the day of a time, in the time's own zone.
func DayOf(t time.Time) Day { return Day(t.Format(time.DateOnly)) }

// Use is how much of one kind somebody used on a day.
type Use struct {
	User string // "" for people who have been erased, all together
	Kind string // the caller's word: "ask", "tokens"
	N    int
}

// CountUse adds n, which is not negative, to what a person used of a kind on a
// day, and returns the sum. With n of 0 it reads the sum.
func (s *Store) CountUse(ctx context.Context, guild, user string, day Day, kind string, n int) (int, error) {
	op := fmt.Sprintf("count use of %s in guild %s", kind, guild)
	if _, err := time.Parse(time.DateOnly, string(day)); err != nil {
		return 0, fmt.Errorf("%s: %w: %w", op, ErrInvalid, err)
	}
	if n < 0 {
		return 0, fmt.Errorf("%s: %w: %d", op, ErrInvalid, n)
	}
	var sum int
	err := s.write(ctx, op, func(tx *sql.Tx) (err error) {
		sum, err = addUse(ctx, tx, guild, user, day, kind, n)
		return err
	})
	return sum, err
}

func addUse(ctx context.Context, tx *sql.Tx, guild, user string, day Day, kind string, n int) (sum int, err error) {
	err = tx.QueryRowContext(ctx, `INSERT INTO usage (guild, day, person, kind, n)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (guild, day, person, kind) DO UPDATE SET n = usage.n + excluded.n
		RETURNING n`, guild, string(day), user, kind, n).Scan(&sum)
	return sum, err
}

// Uses returns what was used in a guild on a day, by person and kind. Its sum
// over a kind is what a guild's budget is held against: it stays the same when
// a person is erased.
func (s *Store) Uses(ctx context.Context, guild string, day Day) ([]Use, error) {
	var uses []Use
	err := s.read(ctx, "read uses of guild "+guild, func(tx *sql.Tx) (err error) {
		uses, err = collect(ctx, tx, scanUse, `SELECT person, kind, n FROM usage
			WHERE guild = $1 AND day = $2 AND n > 0 ORDER BY person, kind`, guild, string(day))
		return err
	})
	return uses, err
}

func scanUse(row scanner) (Use, error) {
	var u Use
	err := row.Scan(&u.User, &u.Kind, &u.N)
	return u, err
}
