package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Bounds of saved questions.
const (
	MaxQuestionsOfGuild = 200
	MaxQuestionText     = 2000 // bytes
)

// Question is one by which a guild's moderators judge a change of its articles.
type Question struct {
	ID      string // made by SaveQuestion
	Guild   string
	Text    string
	Article string // the slug of the only article that it is asked of; "" for all
	Asker   string // who asked it, where it was saved from an answer; "" past retention
	Creator string // who saved it; "" when erased
	At      time.Time
}

// SaveQuestion keeps a question. The same in other letters, of the same article, is
// there once: then the earlier one is returned, and added is false. One without text
// or guild, or that is too long, is an ErrInvalid; one more than a guild may have is
// an ErrFullGuild.
func (s *Store) SaveQuestion(ctx context.Context, q Question) (saved Question, added bool, err error) {
	op := "save a question of guild " + q.Guild
	q.Text = strings.TrimSpace(q.Text)
	if q.Guild == "" || q.Text == "" || len(q.Text) > MaxQuestionText {
		return Question{}, false, fmt.Errorf("%s: %w: %d bytes", op, ErrInvalid, len(q.Text))
	}
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		all, err := selectQuestions(ctx, tx, q.Guild)
		if err != nil {
			return err
		}
		same := func(have Question) bool {
			return have.Article == q.Article && foldedQuestion(have.Text) == foldedQuestion(q.Text)
		}
		if at := slices.IndexFunc(all, same); at >= 0 {
			saved = all[at]
			return nil
		}
		if len(all) >= MaxQuestionsOfGuild {
			return ErrFullGuild
		}
		if q.ID, err = s.newID(); err != nil {
			return err
		}
		q.At = s.stamp(q.At)
		saved, added = q, true
		if _, err = tx.ExecContext(ctx, `INSERT INTO questions (`+questionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			q.ID, q.Guild, q.Text, q.Article, q.Asker, q.Creator, millis(q.At)); err != nil {
			return err
		}
		return writeAudit(ctx, tx, Audit{Guild: q.Guild, By: q.Creator, Action: ActionSaveQuestion, Subject: q.ID, At: s.stamp(time.Time{})})
	})
	if err != nil {
		return Question{}, false, err
	}
	return saved, added, nil
}

// foldedQuestion is a question without case, spaces and the signs at its end.
func foldedQuestion(text string) string {
	folded := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	return strings.TrimRightFunc(folded, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) })
}

// Questions returns the saved questions of a guild, the oldest first.
func (s *Store) Questions(ctx context.Context, guild string) ([]Question, error) {
	var found []Question
	err := s.read(ctx, "read questions of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = selectQuestions(ctx, tx, guild)
		return err
	})
	return found, err
}

func selectQuestions(ctx context.Context, tx *sql.Tx, guild string) ([]Question, error) {
	return collect(ctx, tx, scanQuestion, `SELECT `+questionColumns+` FROM questions WHERE guild = $1 ORDER BY at, id`, guild)
}

// RemoveQuestion forgets a saved question and returns it. One that is not there in
// the guild is an ErrNotFound.
func (s *Store) RemoveQuestion(ctx context.Context, guild, id, by string) (q Question, err error) {
	err = s.write(ctx, "remove question "+id, func(tx *sql.Tx) error {
		q, err = scanQuestion(tx.QueryRowContext(ctx, `DELETE FROM questions WHERE guild = $1 AND id = $2 RETURNING `+questionColumns, guild, id))
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		if err != nil {
			return err
		}
		return writeAudit(ctx, tx, Audit{Guild: guild, By: by, Action: ActionRemoveQuestion, Subject: id, At: s.stamp(time.Time{})})
	})
	if err != nil {
		return Question{}, err
	}
	return q, nil
}

const questionColumns = `id, guild, question, article, asker, creator, at`

func scanQuestion(row scanner) (q Question, err error) {
	var at int64
	err = row.Scan(&q.ID, &q.Guild, &q.Text, &q.Article, &q.Asker, &q.Creator, &at)
	q.At = fromMillis(at)
	return q, err
}

// eraseQuestions deletes the questions that a person asked, and takes their name off
// those that they saved, which are the guild's.
func eraseQuestions(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	asked, err := execRows(ctx, tx, `DELETE FROM questions WHERE asker = $1`, user)
	if err != nil {
		return 0, err
	}
	saved, err := execRows(ctx, tx, `UPDATE questions SET creator = '' WHERE creator = $1`, user)
	return asked + saved, err
}
