package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Sentence is one of an article by its text, whatever the version.
type Sentence struct {
	Slug   string
	Digest string // of its text
}

// Ruling says which of two sentences that give different things stands in a guild.
type Ruling struct {
	Guild         string
	Stands, Falls Sentence
	Both          bool   // both stand; then it does not matter which is which
	By            string // a moderator's id, or "erased"
	Why           string
	At            time.Time
}

// Rule stores a ruling, in the place of an earlier one on the same two sentences, and
// writes an audit row. A ruling without guild, moderator or sentences is an
// ErrInvalid.
func (s *Store) Rule(ctx context.Context, r Ruling) error {
	op := "rule in guild " + r.Guild
	if r.Guild == "" || r.By == "" || r.Stands.Digest == "" || r.Falls.Digest == "" || r.Stands == r.Falls {
		return fmt.Errorf("%s: %w: a ruling without guild, moderator or two sentences", op, ErrInvalid)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		if _, err := deleteRuling(ctx, tx, r); err != nil {
			return err
		}
		r.At, r.Why = s.stamp(r.At), cutWhy(r.Why)
		if _, err := tx.ExecContext(ctx, `INSERT INTO rulings (guild, stands, stands_digest, falls, falls_digest, two, ruler, why, at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			r.Guild, r.Stands.Slug, r.Stands.Digest, r.Falls.Slug, r.Falls.Digest, bit(r.Both), r.By, r.Why, millis(r.At)); err != nil {
			return err
		}
		return writeAudit(ctx, tx, Audit{Guild: r.Guild, By: r.By, Action: ActionRule, Subject: r.subject(), Detail: r.Why, At: r.At})
	})
}

// Unrule takes a ruling on two sentences back and writes an audit row. One that is
// not there is a no-op.
func (s *Store) Unrule(ctx context.Context, r Ruling) error {
	return s.write(ctx, "take a ruling back in guild "+r.Guild, func(tx *sql.Tx) error {
		n, err := deleteRuling(ctx, tx, r)
		if err != nil || n == 0 {
			return err
		}
		return writeAudit(ctx, tx, Audit{Guild: r.Guild, By: r.By, Action: ActionUnrule, Subject: r.subject(), At: s.stamp(time.Time{})})
	})
}

// subject names the articles: which one stands is said first.
func (r Ruling) subject() string {
	if r.Both {
		return r.Stands.Slug + " and " + r.Falls.Slug
	}
	return r.Stands.Slug + " over " + r.Falls.Slug
}

func deleteRuling(ctx context.Context, tx *sql.Tx, r Ruling) (int, error) {
	return execRows(ctx, tx, `DELETE FROM rulings WHERE guild = $1 AND
		(stands = $2 AND stands_digest = $3 AND falls = $4 AND falls_digest = $5
		OR stands = $4 AND stands_digest = $5 AND falls = $2 AND falls_digest = $3)`,
		r.Guild, r.Stands.Slug, r.Stands.Digest, r.Falls.Slug, r.Falls.Digest)
}

// Rulings returns a guild's rulings, the oldest first.
func (s *Store) Rulings(ctx context.Context, guild string) ([]Ruling, error) {
	var found []Ruling
	err := s.read(ctx, "read rulings of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanRuling, `SELECT guild, stands, stands_digest, falls, falls_digest, two, ruler, why, at
			FROM rulings WHERE guild = $1 ORDER BY at, stands, falls`, guild)
		return err
	})
	return found, err
}

// GuildsWithRulings returns the guilds that have any, sorted.
func (s *Store) GuildsWithRulings(ctx context.Context) ([]string, error) {
	var found []string
	err := s.read(ctx, "read which guilds have rulings", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanString, `SELECT DISTINCT guild FROM rulings ORDER BY guild`)
		return err
	})
	return found, err
}

func scanRuling(row scanner) (r Ruling, err error) {
	var two int
	var at int64
	err = row.Scan(&r.Guild, &r.Stands.Slug, &r.Stands.Digest, &r.Falls.Slug, &r.Falls.Digest, &two, &r.By, &r.Why, &at)
	r.Both, r.At = two != 0, fromMillis(at)
	return r, err
}

// eraseRulers takes a person off the rulings that they made. Those are the guild's.
func eraseRulers(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `UPDATE rulings SET ruler = $2 WHERE ruler = $1`, user, erased)
}

// eraseRulingsOn deletes the rulings on an article, by whose digests its sentences
// could be guessed.
func eraseRulingsOn(ctx context.Context, tx *sql.Tx, guild, slug string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM rulings WHERE (stands = $2 OR falls = $2) AND (guild = $1 OR $1 = '`+AnyGuild+`')`, guild, slug)
	return err
}
