package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErasedArticle counts what EraseArticle did.
type ErasedArticle struct {
	Version  int // the version that says so
	Versions int // lost their text
	Answers  int // lost reply and quotes
	Turns    int // of the bot's that gave those answers; deleted
	Drafts   int // of briefings that are not posted yet; they are composed anew
}

// EraseArticle removes the text of an article, in all its versions, from
// everywhere that it is kept: the versions with the reasons given for them, what
// answers quote of it, whole replies that cite it, the bot's turns that repeat
// them, drafts of briefings made from it, and all saved answers, as they do not
// tell what they cite. What was posted on Discord is not touched, nor are backups
// and files. Left are the numbers, files, digests and makers of the versions, a
// last version that says erased, and the audit rows, without the reasons but for
// this one's, why.
//
// saw is the version that is to be erased with all before; when it is not the
// current one the error is ErrChanged. Then the bytes are overwritten, with the
// errors of Erase: where that cannot be done at once, the counts are returned with
// the error. One that is not there is an ErrNotFound; one that is erased already
// is erased again, which is of use where an answer came later.
func (s *Store) EraseArticle(ctx context.Context, guild, slug string, saw int, by, why string) (ErasedArticle, error) {
	op := "erase article " + slug
	if by == "" {
		return ErasedArticle{}, fmt.Errorf("%s: %w: by nobody", op, ErrInvalid)
	}
	if err := s.enter(); err != nil {
		return ErasedArticle{}, fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	var done ErasedArticle
	err := s.write(ctx, op, func(tx *sql.Tx) (err error) {
		done = ErasedArticle{Version: saw + 1}
		v := Version{Guild: guild, Slug: slug, Version: saw + 1, Action: VersionErased, By: by, At: s.stamp(time.Time{})}
		if err := s.insertErased(ctx, tx, v, cutWhy(why)); err != nil {
			return err
		}
		return s.eraseText(ctx, tx, v, &done)
	})
	if err != nil {
		return ErasedArticle{}, err
	}
	if err := s.purge(ctx); err != nil {
		return done, fmt.Errorf("%s: %w", op, err)
	}
	return done, nil
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

// eraseText goes through the tables in which text of the article may stand.
func (s *Store) eraseText(ctx context.Context, tx *sql.Tx, v Version, done *ErasedArticle) (err error) {
	if done.Versions, err = execRows(ctx, tx, `UPDATE versions SET data = $3, why = '' WHERE guild = $1 AND slug = $2 AND length(data) > 0`,
		v.Guild, v.Slug, []byte{}); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `UPDATE versions SET why = '' WHERE guild = $1 AND slug = $2`, v.Guild, v.Slug); err != nil {
		return err
	}
	// What belongs to one guild is cited in that guild alone.
	guild := v.Guild
	if guild == "" {
		guild = AnyGuild
	}
	low, high := refRange(v.Slug)
	const citing = `(SELECT answer FROM citations WHERE ref >= $1 AND ref < $2) AND (guild = $3 OR $3 = '` + AnyGuild + `')`
	if done.Turns, err = execRows(ctx, tx, `DELETE FROM turns WHERE role = '`+RoleBot+`' AND answer IN
		(SELECT id FROM answers WHERE id IN `+citing+`)`, low, high, guild); err != nil {
		return err
	}
	if done.Answers, err = execRows(ctx, tx, `UPDATE answers SET reply = '' WHERE reply <> '' AND id IN `+citing, low, high, guild); err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `UPDATE citations SET quote = '' WHERE ref >= $1 AND ref < $2
		AND answer IN (SELECT id FROM answers WHERE guild = $3 OR $3 = '`+AnyGuild+`')`, low, high, guild); err != nil {
		return err
	}
	for _, table := range []string{"corrections", "correction_lists"} {
		if _, err = tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE guild = $1 AND slug = $2`, v.Guild, v.Slug); err != nil {
			return err
		}
	}
	if done.Drafts, err = eraseDrafts(ctx, tx, guild, v.Slug); err != nil {
		return err
	}
	if err := eraseRulingsOn(ctx, tx, guild, v.Slug); err != nil {
		return err
	}
	if err := eraseDraftTexts(ctx, tx, v.Guild, v.Slug); err != nil {
		return err
	}
	if err := eraseSaved(ctx, tx); err != nil {
		return err
	}
	return markPurge(ctx, tx)
}

// eraseDrafts has the open briefings that were made from an article composed anew.
func eraseDrafts(ctx context.Context, tx *sql.Tx, guild, slug string) (int, error) {
	made := `%"article":"` + strings.ReplaceAll(slug, `_`, `\_`) + `"%`
	return execRows(ctx, tx, `UPDATE runs SET draft = '', state = '`+RunClaimed+`', owner = '', lease = 0, deadline = 0,
		gate_channel = '', gate_message = ''
		WHERE finished_at = 0 AND draft <> '' AND versions LIKE $1 ESCAPE '\'
		AND schedule IN (SELECT id FROM schedules WHERE guild = $2 OR $2 = '`+AnyGuild+`')`, made, guild)
}

// eraseVersions takes a person off the versions that they made. Those are the
// articles'.
func eraseVersions(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `UPDATE versions SET actor = $2 WHERE actor = $1`, user, erased)
}
