package store

import (
	"context"
	"database/sql"
	"time"
)

// CorrectionList is what the moderators of a guild are told of the corrections that
// a version of an article led to.
type CorrectionList struct {
	Reader  string // whose moderators
	Guild   string // whose the article is
	Slug    string
	Version int
}

// CorrectionLists returns the lists that are due: those of which nobody has told or is
// about to, and no correction is open any more; at most limit of them.
func (s *Store) CorrectionLists(ctx context.Context, limit int) ([]CorrectionList, error) {
	var found []CorrectionList
	err := s.read(ctx, "read lists of corrections", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, func(row scanner) (l CorrectionList, err error) {
			err = row.Scan(&l.Reader, &l.Guild, &l.Slug, &l.Version)
			return l, err
		}, `SELECT l.reader, l.guild, l.slug, l.version FROM correction_lists l WHERE l.told_at = 0 AND l.claimed_at <= $2
			AND NOT EXISTS (SELECT 1 FROM corrections c JOIN answers a ON a.id = c.answer
				WHERE c.guild = l.guild AND c.slug = l.slug AND c.version = l.version AND a.guild = l.reader AND c.told_at = 0)
			ORDER BY l.reader, l.guild, l.slug, l.version LIMIT $1`, max(limit, 0), millis(s.unclaimed()))
		return err
	})
	return found, err
}

// ClaimCorrectionList begins the telling of a list, as ClaimCorrection does.
func (s *Store) ClaimCorrectionList(ctx context.Context, l CorrectionList) (begun time.Time, tries int, mine bool, err error) {
	return s.claim(ctx, "claim a list of corrections of article "+l.Slug,
		`correction_lists SET`, `reader = $3 AND guild = $4 AND slug = $5 AND version = $6`, l.Reader, l.Guild, l.Slug, l.Version)
}

// TellCorrectionList notes that a list was told, or cannot be. Doing it again changes
// nothing.
func (s *Store) TellCorrectionList(ctx context.Context, l CorrectionList) error {
	return s.write(ctx, "tell a list of corrections of article "+l.Slug, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE correction_lists SET told_at = $5
			WHERE reader = $1 AND guild = $2 AND slug = $3 AND version = $4 AND told_at = 0`,
			l.Reader, l.Guild, l.Slug, l.Version, millis(s.stamp(time.Time{})))
		return err
	})
}

// Corrected is a correction with where its answer stands.
type Corrected struct {
	Correction
	Channel, Message string
}

// CorrectionsOf returns the corrections of a list, the newest answers first, at most
// limit of them, and how many there are of each outcome. Those that are needless or
// private are no moderator's business.
func (s *Store) CorrectionsOf(ctx context.Context, l CorrectionList, limit int) (found []Corrected, outcomes map[string]int, err error) {
	const of = ` FROM corrections c JOIN answers a ON a.id = c.answer
		WHERE c.guild = $1 AND c.slug = $2 AND c.version = $3 AND a.guild = $4
		AND c.outcome NOT IN ('', '` + CorrectionNeedless + `', '` + CorrectionPrivate + `')`
	outcomes = make(map[string]int)
	err = s.read(ctx, "read corrections of article "+l.Slug, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, func(row scanner) (c Corrected, err error) {
			var at, told int64
			err = row.Scan(&c.Answer, &c.Guild, &c.Slug, &c.Version, &at, &told, &c.Outcome, &c.Reply, &c.Tries, &c.Channel, &c.Message)
			c.At, c.Told = fromMillis(at), fromMillis(told)
			return c, err
		}, `SELECT `+correctionColumns+`, a.channel, a.message`+of+` ORDER BY a.at DESC, c.answer LIMIT $5`,
			l.Guild, l.Slug, l.Version, l.Reader, max(limit, 0))
		if err != nil {
			return err
		}
		type count struct {
			outcome string
			n       int
		}
		counts, err := collect(ctx, tx, func(row scanner) (c count, err error) {
			err = row.Scan(&c.outcome, &c.n)
			return c, err
		}, `SELECT c.outcome, count(*)`+of+` GROUP BY c.outcome`, l.Guild, l.Slug, l.Version, l.Reader)
		for _, c := range counts {
			outcomes[c.outcome] = c.n
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return found, outcomes, nil
}
