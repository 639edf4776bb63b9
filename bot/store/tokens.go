package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Tokens is what calls of language models used, in tokens.
type Tokens struct {
	Guild   string // "" for direct messages
	User    string // of direct messages, whose limit is each person's; else ""
	Day     Day    // in UTC
	Command string // what was asked for, such as KindAsk
	Model   string
	Purpose string // of the calls, such as "answer" or "rewrite"

	Calls      int // also those that failed
	Estimated  int // of Calls: those that the server did not count, so that these are guesses
	Prompt     int
	Cached     int // of Prompt
	Completion int
}

// Sum is what a budget is held against.
func (t Tokens) Sum() int { return t.Prompt + t.Completion }

func (t Tokens) check() error {
	if _, err := time.Parse(time.DateOnly, string(t.Day)); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if min(t.Calls, t.Estimated, t.Prompt, t.Cached, t.Completion) < 0 {
		return fmt.Errorf("%w: %+v", ErrInvalid, t)
	}
	return nil
}

// CountTokens adds to what was used. Numbers below zero are an ErrInvalid, and so
// is what is no day.
func (s *Store) CountTokens(ctx context.Context, t Tokens) error {
	op := "count tokens of guild " + t.Guild
	if err := t.check(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO tokens
			(guild, day, person, command, model, purpose, calls, estimated, prompt, cached, completion)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`+addTokens,
			t.Guild, string(t.Day), t.User, t.Command, t.Model, t.Purpose, t.Calls, t.Estimated, t.Prompt, t.Cached, t.Completion)
		return err
	})
}

// addTokens ends an INSERT into tokens.
const addTokens = ` ON CONFLICT (guild, day, person, command, model, purpose) DO UPDATE SET
	calls = tokens.calls + excluded.calls, estimated = tokens.estimated + excluded.estimated,
	prompt = tokens.prompt + excluded.prompt, cached = tokens.cached + excluded.cached,
	completion = tokens.completion + excluded.completion`

// TokensUsed is what a guild used on a day; with a user, what that person used of
// the guild's, which is counted in direct messages alone.
func (s *Store) TokensUsed(ctx context.Context, guild, user string, day Day) (int, error) {
	var sum int
	err := s.read(ctx, "read tokens of guild "+guild, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT coalesce(sum(prompt + completion), 0) FROM tokens
			WHERE guild = $1 AND day = $2 AND (person = $3 OR $3 = '')`, guild, string(day), user).Scan(&sum)
	})
	return sum, err
}

// TokenSums are what was used since a day, for each guild, command and model,
// without persons, purposes and days.
func (s *Store) TokenSums(ctx context.Context, since Day) ([]Tokens, error) {
	var sums []Tokens
	err := s.read(ctx, "read tokens", func(tx *sql.Tx) (err error) {
		sums, err = selectTokenSums(ctx, tx, since)
		return err
	})
	return sums, err
}

func selectTokenSums(ctx context.Context, tx *sql.Tx, since Day) ([]Tokens, error) {
	return collect(ctx, tx, scanTokenSum, `SELECT guild, command, model,
		sum(calls), sum(estimated), sum(prompt), sum(cached), sum(completion) FROM tokens
		WHERE day >= $1 GROUP BY guild, command, model ORDER BY guild, command, model`, string(since))
}

func scanTokenSum(row scanner) (t Tokens, err error) {
	err = row.Scan(&t.Guild, &t.Command, &t.Model, &t.Calls, &t.Estimated, &t.Prompt, &t.Cached, &t.Completion)
	return t, err
}

// tokensVersion is the migration that made the table.
const tokensVersion = 6

// ReadTokenSums is TokenSums of a database file that nobody here has open: nothing
// is made, migrated or changed, and a bot may be using it meanwhile. One that an
// earlier program made has no sums. The errors are those of Examine.
func ReadTokenSums(ctx context.Context, path string, since Day) (sums []Tokens, err error) {
	err = readFile(ctx, "read tokens of store "+path, path, tokensVersion, func(tx *sql.Tx) (err error) {
		sums, err = selectTokenSums(ctx, tx, since)
		return err
	})
	return sums, err
}

// eraseTokens keeps what was used, without the name.
func eraseTokens(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO tokens
		(guild, day, person, command, model, purpose, calls, estimated, prompt, cached, completion)
		SELECT guild, day, '', command, model, purpose, calls, estimated, prompt, cached, completion
		FROM tokens WHERE person = $1`+addTokens, user)
	if err != nil {
		return 0, err
	}
	return execRows(ctx, tx, `DELETE FROM tokens WHERE person = $1`, user)
}
