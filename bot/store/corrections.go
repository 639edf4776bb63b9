package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
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
	Told    time.Time // zero while it is open
	Outcome string    // one of those below; "" while it is open
	Reply   string    // the message that tells it, if it was posted
	Tries   int       // how often somebody has begun to tell it
}

// What becomes of a correction.
const (
	CorrectionPosted   = "posted"   // in a reply
	CorrectionListed   = "listed"   // to the moderators alone: there are too many
	CorrectionOff      = "off"      // the guild wants no replies
	CorrectionPrivate  = "private"  // only one member could see the answer
	CorrectionGone     = "gone"     // the post was deleted
	CorrectionFailed   = "failed"   // Discord does not let it be told
	CorrectionNeedless = "needless" // what was said is said again
)

// CorrectionLease is how long one who has begun to tell a correction is waited for.
const CorrectionLease = 2 * time.Minute

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

// citedIn is a condition on answers: posted, from the knowledge of its time, and where
// a guild's article is cited. A refusal says nothing that could be wrong: what it
// shows comes nearest, and is about something else.
const citedIn = `message <> '' AND answered = 1 AND as_of = 0 AND (guild = $1 OR $1 = '` + AnyGuild + `')`

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
// an earlier correction of the article gets this one in its place, and one that has a
// later one keeps that. It returns how many there are; doing it again changes nothing.
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
	_, err := tx.ExecContext(ctx, `INSERT INTO corrections (answer, guild, slug, version, at, told_at) SELECT $1, $2, $3, $4, $5, 0
		WHERE NOT EXISTS (SELECT 1 FROM corrections WHERE answer = $1 AND guild = $2 AND slug = $3 AND version > $4)
		ON CONFLICT (answer, guild, slug, version) DO NOTHING`, c.Answer, c.Guild, c.Slug, c.Version, millis(s.stamp(time.Time{})))
	return err
}

// correctionColumns are in the order of scanCorrection.
const correctionColumns = `c.answer, c.guild, c.slug, c.version, c.at, c.told_at, c.outcome, c.reply, c.tries`

// Corrections returns those that nobody has told or is about to, by article and
// version, of each the newest answers first, at most limit of them.
func (s *Store) Corrections(ctx context.Context, limit int) ([]Correction, error) {
	var found []Correction
	err := s.read(ctx, "read corrections", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanCorrection, `SELECT `+correctionColumns+` FROM corrections c JOIN answers a ON a.id = c.answer
			WHERE c.told_at = 0 AND c.claimed_at <= $2
			ORDER BY c.guild, c.slug, c.version, a.at DESC, c.answer LIMIT $1`, max(limit, 0), millis(s.unclaimed()))
		return err
	})
	return found, err
}

// unclaimed is up to when what somebody has begun is not waited for any more.
func (s *Store) unclaimed() time.Time { return s.opt.Now().Add(-CorrectionLease) }

func scanCorrection(row scanner) (c Correction, err error) {
	var at, told int64
	err = row.Scan(&c.Answer, &c.Guild, &c.Slug, &c.Version, &at, &told, &c.Outcome, &c.Reply, &c.Tries)
	c.At, c.Told = fromMillis(at), fromMillis(told)
	return c, err
}

// ClaimCorrection begins the telling of a correction, for CorrectionLease. It reports
// true to one caller at a time, and never once it is told. Begun is when somebody
// first began, and tries how often anybody has, this time too: from the second on it
// may stand there already.
func (s *Store) ClaimCorrection(ctx context.Context, c Correction) (begun time.Time, tries int, mine bool, err error) {
	return s.claim(ctx, "claim a correction of article "+c.Slug,
		`corrections SET`, `answer = $3 AND guild = $4 AND slug = $5 AND version = $6`, c.Answer, c.Guild, c.Slug, c.Version)
}

func (s *Store) claim(ctx context.Context, op, table, where string, args ...any) (begun time.Time, tries int, mine bool, err error) {
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		var first int64
		now := millis(s.stamp(time.Time{}))
		err := tx.QueryRowContext(ctx, `UPDATE `+table+` claimed_at = $1, tries = tries + 1,
			begun_at = CASE WHEN begun_at = 0 THEN $1 ELSE begun_at END
			WHERE told_at = 0 AND claimed_at <= $2 AND `+where+` RETURNING begun_at, tries`,
			append([]any{now, millis(s.unclaimed())}, args...)...).Scan(&first, &tries)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		begun, mine = fromMillis(first), err == nil
		return err
	})
	if err != nil {
		return time.Time{}, 0, false, err
	}
	return begun, tries, mine, nil
}

// TellCorrection notes what became of a correction, its Outcome and Reply, and that
// the moderators of the answer's guild are due a list, unless it is needless or was
// private. It reports true to one caller and false to all later ones.
func (s *Store) TellCorrection(ctx context.Context, c Correction) (mine bool, err error) {
	err = s.write(ctx, "tell a correction of article "+c.Slug, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE corrections SET told_at = $5, outcome = $6, reply = $7
			WHERE answer = $1 AND guild = $2 AND slug = $3 AND version = $4 AND told_at = 0`,
			c.Answer, c.Guild, c.Slug, c.Version, millis(s.stamp(time.Time{})), c.Outcome, c.Reply)
		mine = n > 0
		if err != nil || !mine || c.Outcome == CorrectionNeedless || c.Outcome == CorrectionPrivate {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO correction_lists (reader, guild, slug, version)
			SELECT guild, $2, $3, $4 FROM answers WHERE id = $1
			ON CONFLICT (reader, guild, slug, version) DO NOTHING`, c.Answer, c.Guild, c.Slug, c.Version)
		return err
	})
	return mine && err == nil, err
}

// CorrectedBy is the id of the answer under which a message of the bot's tells a
// correction. The error is ErrNotFound where it tells none.
func (s *Store) CorrectedBy(ctx context.Context, message string) (id string, err error) {
	err = s.read(ctx, "read what message "+message+" corrects", func(tx *sql.Tx) error {
		return oneRow(tx.QueryRowContext(ctx, `SELECT answer FROM corrections WHERE reply = $1 AND reply <> ''`, message), &id)
	})
	return id, err
}

// CorrectionsPosted is how many replies a guild got because of a version of an article.
func (s *Store) CorrectionsPosted(ctx context.Context, reader string, c Correction) (n int, err error) {
	err = s.read(ctx, "count corrections of article "+c.Slug, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM corrections c JOIN answers a ON a.id = c.answer
			WHERE c.guild = $1 AND c.slug = $2 AND c.version = $3 AND a.guild = $4 AND c.outcome = '`+CorrectionPosted+`'`,
			c.Guild, c.Slug, c.Version, reader).Scan(&n)
	})
	return n, err
}
