package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// The roles of a turn.
const (
	RoleUser = "user"
	RoleBot  = "bot"
)

// Turn is one contribution to a conversation in a channel or thread.
type Turn struct {
	Guild   string // "" in direct messages; decides how long the turn is kept
	Channel string // required
	Role    string // RoleUser or RoleBot
	User    string // who wrote it; of a bot's turn, whom it answers
	Text    string
	Answer  string // a bot's turn: the id of the answer, or ""
	At      time.Time
}

// AddTurn adds a turn at the end of its channel's conversation. A turn without
// a channel or with another role is an ErrInvalid.
func (s *Store) AddTurn(ctx context.Context, t Turn) error {
	op := "add turn in channel " + t.Channel
	if t.Channel == "" || (t.Role != RoleUser && t.Role != RoleBot) {
		return fmt.Errorf("%s: %w: role %q", op, ErrInvalid, t.Role)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO turns (guild, channel, role, person, body, answer, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			t.Guild, t.Channel, t.Role, t.User, t.Text, t.Answer, millis(s.stamp(t.At)))
		return err
	})
}

// Turns returns the newest n turns of a channel, oldest first: none for a
// channel that has none, or for n of 0 or less.
func (s *Store) Turns(ctx context.Context, channel string, n int) ([]Turn, error) {
	var turns []Turn
	err := s.read(ctx, "read turns of channel "+channel, func(tx *sql.Tx) (err error) {
		turns, err = collect(ctx, tx, scanTurn, `SELECT guild, channel, role, person, body, answer, at
			FROM turns WHERE channel = $1 ORDER BY id DESC LIMIT $2`, channel, max(n, 0))
		return err
	})
	slices.Reverse(turns)
	return turns, err
}

// Forget deletes a channel's conversation. One that is not there is a no-op.
func (s *Store) Forget(ctx context.Context, channel string) error {
	return s.write(ctx, "forget channel "+channel, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM turns WHERE channel = $1`, channel)
		return err
	})
}

func scanTurn(row scanner) (Turn, error) {
	var t Turn
	var at int64
	err := row.Scan(&t.Guild, &t.Channel, &t.Role, &t.User, &t.Text, &t.Answer, &at)
	t.At = fromMillis(at)
	return t, err
}
