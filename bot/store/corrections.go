package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Correction is an answer that cites what a version of an article changed or took
// away.
type Correction struct {
	Answer  string // its id
	Guild   string // whose the article is; "" for what all guilds may read
	Slug    string
	Version int // the version that did it
	At      time.Time
	Told    time.Time // zero while nobody has been told
}

// Uncorrected is an article of which it is not known yet what its changes mean for
// earlier answers.
type Uncorrected struct {
	Guild, Slug string
	From        int // the version up to which it is known; 0 for none
	To          int // the current version
}

// Uncorrected returns all such articles, by guild and slug.
func (s *Store) Uncorrected(ctx context.Context) ([]Uncorrected, error) {
	var found []Uncorrected
	err := s.read(ctx, "read uncorrected articles", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, func(row scanner) (u Uncorrected, err error) {
			err = row.Scan(&u.Guild, &u.Slug, &u.From, &u.To)
			return u, err
		}, `SELECT guild, slug, corrected, version FROM articles WHERE corrected < version ORDER BY guild, slug`)
		return err
	})
	return found, err
}

// citedIn is a condition on answers: posted, and where a guild's article is cited.
const citedIn = `message <> '' AND (guild = $1 OR $1 = '` + AnyGuild + `')`

// CitedRefs returns the references to an article that posted answers hold, each
// once: those of one guild, or of all for an article of guild "".
func (s *Store) CitedRefs(ctx context.Context, guild, slug string) ([]string, error) {
	var refs []string
	low, high := refRange(slug)
	err := s.read(ctx, "read references to article "+slug, func(tx *sql.Tx) (err error) {
		refs, err = collect(ctx, tx, scanString, `SELECT DISTINCT ref FROM citations WHERE ref >= $2 AND ref < $3
			AND answer IN (SELECT id FROM answers WHERE `+citedIn+`) ORDER BY ref`, readers(guild), low, high)
		return err
	})
	return refs, err
}

// readers is the guild in which an article of a guild is cited.
func readers(guild string) string {
	if guild == "" {
		return AnyGuild
	}
	return guild
}

// AnswersWithRefs returns the posted answers that hold any of some references, the
// newest first, at most limit of them, and how many there are. Guild is that of the
// article.
func (s *Store) AnswersWithRefs(ctx context.Context, guild string, refs []string, limit int) (found []Answer, all int, err error) {
	err = s.read(ctx, "read answers with references", func(tx *sql.Tx) error {
		ids, err := answersWith(ctx, tx, guild, refs)
		if err != nil {
			return err
		}
		all = len(ids)
		slices.Reverse(ids)
		for _, id := range ids[:min(all, max(limit, 0))] {
			one, err := selectAnswers(ctx, tx, `WHERE id = $1`, id)
			if err != nil {
				return err
			}
			found = append(found, one...)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return found, all, nil
}

// answersWith are the ids of posted answers that hold any of some references, the
// oldest first.
func answersWith(ctx context.Context, tx *sql.Tx, guild string, refs []string) ([]string, error) {
	at := make(map[string]int64)
	for some := range slices.Chunk(refs, maxDigests) {
		in, args := inList(readers(guild), some)
		found, err := collect(ctx, tx, func(row scanner) (a answerAt, err error) {
			err = row.Scan(&a.id, &a.at)
			return a, err
		}, `SELECT id, at FROM answers WHERE `+citedIn+` AND id IN (SELECT answer FROM citations WHERE ref IN `+in+`)`, args...)
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			at[a.id] = a.at
		}
	}
	return slices.SortedFunc(maps.Keys(at), func(a, b string) int {
		return cmp.Or(cmp.Compare(at[a], at[b]), strings.Compare(a, b))
	}), nil
}

// answerAt is when an answer was given.
type answerAt struct {
	id string
	at int64
}

// AddCorrections notes which posted answers hold references to what a version of an
// article changed, and that it is known for that version. An answer that waits for
// an earlier correction of the article gets this one in its place. It returns how
// many there are; doing it again changes nothing.
func (s *Store) AddCorrections(ctx context.Context, guild, slug string, version int, refs []string) (n int, err error) {
	op := fmt.Sprintf("note what version %d of article %s changed", version, slug)
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		ids, err := answersWith(ctx, tx, guild, refs)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := s.addCorrection(ctx, tx, Correction{Answer: id, Guild: guild, Slug: slug, Version: version}); err != nil {
				return err
			}
		}
		n = len(ids)
		_, err = tx.ExecContext(ctx, `UPDATE articles SET corrected = $3 WHERE guild = $1 AND slug = $2 AND corrected < $3`, guild, slug, version)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (s *Store) addCorrection(ctx context.Context, tx *sql.Tx, c Correction) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM corrections WHERE answer = $1 AND guild = $2 AND slug = $3 AND version < $4 AND told_at = 0`,
		c.Answer, c.Guild, c.Slug, c.Version); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO corrections (answer, guild, slug, version, at, told_at) VALUES ($1, $2, $3, $4, $5, 0)
		ON CONFLICT (answer, guild, slug, version) DO NOTHING`, c.Answer, c.Guild, c.Slug, c.Version, millis(s.stamp(time.Time{})))
	return err
}

// Corrections returns those of which nobody has been told, the oldest first, at most
// limit of them.
func (s *Store) Corrections(ctx context.Context, limit int) ([]Correction, error) {
	var found []Correction
	err := s.read(ctx, "read corrections", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanCorrection, `SELECT answer, guild, slug, version, at, told_at FROM corrections
			WHERE told_at = 0 ORDER BY at, answer, guild, slug, version LIMIT $1`, max(limit, 0))
		return err
	})
	return found, err
}

func scanCorrection(row scanner) (c Correction, err error) {
	var at, told int64
	err = row.Scan(&c.Answer, &c.Guild, &c.Slug, &c.Version, &at, &told)
	c.At, c.Told = fromMillis(at), fromMillis(told)
	return c, err
}

// TellCorrection claims the telling of a correction. It reports true to one caller
// and false to all later ones, so that nobody is told twice, after a restart
// neither.
func (s *Store) TellCorrection(ctx context.Context, c Correction) (mine bool, err error) {
	err = s.write(ctx, "tell a correction of article "+c.Slug, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE corrections SET told_at = $5
			WHERE answer = $1 AND guild = $2 AND slug = $3 AND version = $4 AND told_at = 0`,
			c.Answer, c.Guild, c.Slug, c.Version, millis(s.stamp(time.Time{})))
		mine = n > 0
		return err
	})
	return mine && err == nil, err
}
