package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Erasure is of one article, in all its versions.
type Erasure struct {
	Guild, Slug string
	Saw         int // the version that is to be erased with all before
	By, Why     string
	// Repeats reports whether a text repeats what is erased; nil where that need not be
	// looked for.
	Repeats func(text string) bool
	// Vectors are the digests under which vectors of it may be kept, with any model.
	Vectors []string
}

// ErasedArticle counts what EraseArticle did.
type ErasedArticle struct {
	Version  int // the version that says so
	Versions int // lost their text
	Answers  int // lost reply and quotes
	Turns    int // of the bot's that gave those answers; deleted
	Drafts   int // of briefings that are not posted yet; they are composed anew
	// Posts are where those answers stand that all members of a channel can read, the
	// latest first. They and all others are due as ErasedPosts.
	Posts []PostedAt
	// Copies are the other articles of the guild that have, or had, the same file.
	Copies []string
}

// erasing is an erasure that is being done.
type erasing struct {
	ErasedArticle
	rows int // that were changed
}

// EraseArticle removes the text of an article, in all its versions, from
// everywhere that it is kept: the versions with the reasons given for them, what
// answers quote of it, whole replies that cite it, the bot's turns that repeat
// them, drafts of briefings made from it, its vectors, and all saved answers, as they
// do not tell what they cite; and whatever else repeats it in the guild that it was of.
// What was posted on Discord becomes due as ErasedPosts; backups and files are not
// touched. Left are the numbers, files, digests and makers of the versions, a
// last version that says erased, and the audit rows, without the reasons but for
// this one's.
//
// When Saw is not the current version the error is ErrChanged. Then the bytes are
// overwritten, with the errors of Erase: where that cannot be done at once, the counts
// are returned with the error. One that is not there is an ErrNotFound; one that is
// erased already is erased again.
func (s *Store) EraseArticle(ctx context.Context, e Erasure) (ErasedArticle, error) {
	op := "erase article " + e.Slug
	if e.By == "" {
		return ErasedArticle{}, fmt.Errorf("%s: %w: by nobody", op, ErrInvalid)
	}
	return s.erase(ctx, op, func(tx *sql.Tx, done *erasing) error {
		done.Version = e.Saw + 1
		v := Version{Guild: e.Guild, Slug: e.Slug, Version: e.Saw + 1, Action: VersionErased, By: e.By, At: s.stamp(time.Time{})}
		if err := s.insertErased(ctx, tx, v, cutWhy(e.Why)); err != nil {
			return err
		}
		at := millis(v.At)
		if err := eraseVersionsOf(ctx, tx, e, at, done); err != nil {
			return err
		}
		return eraseTold(ctx, tx, e, at, done)
	})
}

// EraseLate removes what has been told of an article since EraseArticle by somebody who
// had begun before. It makes no version. When there is a later one than that of the
// erasure it is a no-op.
func (s *Store) EraseLate(ctx context.Context, e Erasure) (ErasedArticle, error) {
	return s.erase(ctx, "erase what was told late of article "+e.Slug, func(tx *sql.Tx, done *erasing) error {
		var current int
		err := tx.QueryRowContext(ctx, `SELECT version FROM articles WHERE guild = $1 AND slug = $2`, e.Guild, e.Slug).Scan(&current)
		if err != nil || current != e.Saw+1 {
			return err
		}
		return eraseTold(ctx, tx, e, millis(s.stamp(time.Time{})), done)
	})
}

// erase does an erasure, and overwrites the bytes.
func (s *Store) erase(ctx context.Context, op string, do func(*sql.Tx, *erasing) error) (ErasedArticle, error) {
	if err := s.enter(); err != nil {
		return ErasedArticle{}, fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	var done erasing
	err := s.write(ctx, op, func(tx *sql.Tx) error {
		done = erasing{}
		if err := do(tx, &done); err != nil || done.rows == 0 {
			return err
		}
		return markPurge(ctx, tx)
	})
	if err != nil {
		return ErasedArticle{}, err
	}
	if done.rows > 0 {
		if err := s.purge(ctx); err != nil {
			return done.ErasedArticle, fmt.Errorf("%s: %w", op, err)
		}
	}
	return done.ErasedArticle, nil
}

// insertErased writes the version that says so, and the audit row.
func (s *Store) insertErased(ctx context.Context, tx *sql.Tx, v Version, why string) error {
	var current int
	err := tx.QueryRowContext(ctx, `SELECT version, file FROM articles WHERE guild = $1 AND slug = $2`, v.Guild, v.Slug).Scan(&current, &v.File)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ErrNotFound
	case err != nil:
		return err
	case current != v.Version-1:
		return ErrChanged
	}
	if v.At, err = s.nextAt(ctx, tx, v); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE articles SET version = $3, corrected = $3, live = 0 WHERE guild = $1 AND slug = $2`,
		v.Guild, v.Slug, v.Version); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE audit SET detail = '' WHERE guild = $1 AND subject = $2 AND action IN
		('`+ActionAddArticle+`', '`+ActionEditArticle+`', '`+ActionWithdrawArticle+`', '`+ActionRestoreArticle+`')`,
		v.Guild, v.Slug); err != nil {
		return err
	}
	if err := insertVersion(ctx, tx, v); err != nil {
		return err
	}
	return auditVersion(ctx, tx, v, why)
}

// step is a statement of an erasure; n counts its rows where they are told of.
type step struct {
	n     *int
	query string
	args  []any
}

func (done *erasing) exec(ctx context.Context, tx *sql.Tx, steps ...step) error {
	for _, x := range steps {
		n, err := execRows(ctx, tx, x.query, x.args...)
		if err != nil {
			return err
		}
		if done.rows += n; x.n != nil {
			*x.n += n
		}
	}
	return nil
}

// likeSlug is a slug in a pattern with the escape \.
func likeSlug(slug string) string { return strings.ReplaceAll(slug, `_`, `\_`) }

// eraseVersionsOf takes the text out of the versions of an article, and what moderators
// have decided and begun about it.
func eraseVersionsOf(ctx context.Context, tx *sql.Tx, e Erasure, at int64, done *erasing) (err error) {
	if done.Copies, err = collect(ctx, tx, scanString, `SELECT DISTINCT slug FROM versions WHERE guild = $1 AND slug <> $2 AND length(data) > 0
		AND digest IN (SELECT digest FROM versions WHERE guild = $1 AND slug = $2) ORDER BY slug`, e.Guild, e.Slug); err != nil {
		return err
	}
	readers, like := readers(e.Guild), likeSlug(e.Slug)
	if err := done.exec(ctx, tx,
		step{nil, duePosts + `SELECT a.channel, c.reply, a.guild, $3 FROM corrections c JOIN answers a ON a.id = c.answer
			WHERE c.guild = $1 AND c.slug = $2 AND c.reply <> ''` + oncePosted, []any{e.Guild, e.Slug, at}},
		step{&done.Versions, `UPDATE versions SET data = $3 WHERE guild = $1 AND slug = $2 AND length(data) > 0`, []any{e.Guild, e.Slug, []byte{}}},
		step{nil, `UPDATE versions SET why = '' WHERE guild = $1 AND slug = $2`, []any{e.Guild, e.Slug}},
		step{nil, `DELETE FROM corrections WHERE guild = $1 AND slug = $2`, []any{e.Guild, e.Slug}},
		step{nil, `DELETE FROM correction_lists WHERE guild = $1 AND slug = $2`, []any{e.Guild, e.Slug}},
		step{nil, `UPDATE audit SET detail = '' WHERE action = '` + ActionRule + `' AND ` + ofGuild + `
			AND (subject LIKE $2 ESCAPE '\' OR subject LIKE $3 ESCAPE '\')`, []any{readers, like + ` %`, `% ` + like}},
	); err != nil {
		return err
	}
	return errors.Join(eraseRulingsOn(ctx, tx, readers, e.Slug), eraseDraftTexts(ctx, tx, e.Guild, e.Slug))
}

// duePosts is the beginning of a statement that makes posts due, with a query of their
// channel, message, guild and the time, and oncePosted its end.
const (
	duePosts   = `INSERT INTO erased_posts (channel, message, guild, at) `
	oncePosted = ` ON CONFLICT (channel, message) DO NOTHING`
)

// eraseTold takes out what members were told of an article, and what repeats it. What
// belongs to one guild is cited in that guild alone.
func eraseTold(ctx context.Context, tx *sql.Tx, e Erasure, at int64, done *erasing) (err error) {
	const citing = `(SELECT answer FROM citations WHERE ref >= $2 AND ref < $3) AND ` + ofGuild
	readers, like := readers(e.Guild), likeSlug(e.Slug)
	low, high := refRange(e.Slug)
	cited := []any{readers, low, high}
	if done.Posts, err = collect(ctx, tx, scanPostedAt, `SELECT guild, channel, message FROM answers WHERE message <> '' AND guild <> '' AND shown_to_all = 1 AND id IN `+citing+` ORDER BY at DESC, id`, cited...); err != nil {
		return err
	}
	drafted := []any{readers, `%"article":"` + like + `"%`, `%"` + like + `@%`}
	const ofDraft = `schedule IN (SELECT id FROM schedules WHERE ` + ofGuild + `)
			AND (versions LIKE $2 ESCAPE '\' OR draft LIKE $2 ESCAPE '\' OR draft LIKE $3 ESCAPE '\')`
	if err := done.exec(ctx, tx,
		step{nil, duePosts + `SELECT channel, message, guild, $4 FROM answers WHERE message <> '' AND id IN ` + citing + oncePosted, append(cited, at)},
		step{nil, duePosts + `SELECT a.channel, c.reply, a.guild, $4 FROM corrections c JOIN answers a ON a.id = c.answer
			WHERE c.reply <> '' AND a.id IN (SELECT id FROM answers WHERE id IN ` + citing + `)` + oncePosted, append(cited, at)}, // of a ruling
		step{nil, duePosts + `SELECT gate_channel, gate_message, (SELECT guild FROM schedules WHERE id = schedule), $4 FROM runs
			WHERE gate_message <> '' AND ` + ofDraft + oncePosted, append(drafted, at)},
		step{&done.Turns, `DELETE FROM turns WHERE role = '` + RoleBot + `' AND answer IN (SELECT id FROM answers WHERE id IN ` + citing + `)`, cited},
		step{&done.Answers, `UPDATE answers SET reply = '' WHERE reply <> '' AND id IN ` + citing, cited},
		step{nil, `UPDATE citations SET quote = '' WHERE quote <> '' AND ref >= $2 AND ref < $3
			AND answer IN (SELECT id FROM answers WHERE ` + ofGuild + `)`, cited},
		// Open briefings are composed anew. Of what they tell of earlier versions and of
		// articles that are gone, the draft alone says whose it is.
		step{&done.Drafts, `UPDATE runs SET draft = '', state = '` + RunClaimed + `', owner = '', lease = 0, deadline = 0,
			gate_channel = '', gate_message = ''
			WHERE finished_at = 0 AND draft <> '' AND ` + ofDraft, drafted},
		step{nil, `DELETE FROM saved`, nil},
	); err != nil {
		return err
	}
	n, err := eraseRepeats(ctx, tx, e)
	if err != nil {
		return err
	}
	done.rows += n
	for some := range slices.Chunk(e.Vectors, maxDigests) {
		in, args := inList("", some)
		if err := done.exec(ctx, tx, step{nil, `DELETE FROM vectors WHERE model <> $1 AND digest IN ` + in, args}); err != nil {
			return err
		}
	}
	return nil
}

// eraseVersions takes a person off the versions that they made. Those are the
// articles'.
func eraseVersions(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `UPDATE versions SET actor = $2 WHERE actor = $1`, user, erased)
}
