package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Feedback is what one person thinks of one answer.
type Feedback struct {
	Answer  string // its id
	User    string // required
	Good    bool
	Comment string // what was wrong; "" when they did not say
	At      time.Time
}

// Rate stores feedback. A second one by the same person on the same answer
// replaces the first. An unknown answer is an ErrNotFound.
func (s *Store) Rate(ctx context.Context, f Feedback) error {
	op := "rate answer " + f.Answer
	if f.User == "" {
		return fmt.Errorf("%s: %w: nobody rates", op, ErrInvalid)
	}
	return s.write(ctx, op, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO feedback (answer, rater, good, comment, at)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (answer, rater) DO UPDATE
			SET good = excluded.good, comment = excluded.comment, at = excluded.at, done_at = 0`,
			f.Answer, f.User, bit(f.Good), f.Comment, millis(s.stamp(f.At)))
		if orphan(err) {
			return ErrNotFound
		}
		return err
	})
}

// Complaints returns the feedback that is not good on a guild's answers, given
// at or after since and not closed, newest first.
func (s *Store) Complaints(ctx context.Context, guild string, since time.Time) ([]Feedback, error) {
	var found []Feedback
	err := s.read(ctx, "read complaints of guild "+guild, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanFeedback, `SELECT f.answer, f.rater, f.good, f.comment, f.at
			FROM feedback f JOIN answers a ON a.id = f.answer
			WHERE a.guild = $1 AND f.good = 0 AND f.done_at = 0 AND f.at >= $2
			ORDER BY f.at DESC, f.answer, f.rater`, guild, millis(since))
		return err
	})
	return found, err
}

// CloseComplaint takes a complaint off the list and writes an audit row. Closing it
// again is a no-op; one that is not the guild's is an ErrNotFound.
func (s *Store) CloseComplaint(ctx context.Context, guild, answer, user, by string) error {
	return s.write(ctx, "close complaint about answer "+answer, func(tx *sql.Tx) error {
		var done int64
		err := tx.QueryRowContext(ctx, `SELECT f.done_at FROM feedback f JOIN answers a ON a.id = f.answer
			WHERE a.guild = $1 AND f.answer = $2 AND f.rater = $3 AND f.good = 0`, guild, answer, user).Scan(&done)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ErrNotFound
		case err != nil || done > 0:
			return err
		}
		now := s.stamp(time.Time{})
		if _, err := tx.ExecContext(ctx, `UPDATE feedback SET done_at = $3 WHERE answer = $1 AND rater = $2`, answer, user, millis(now)); err != nil {
			return err
		}
		return writeAudit(ctx, tx, Audit{Guild: guild, By: by, Action: ActionCloseComplaint, Subject: answer, At: now})
	})
}

func scanFeedback(row scanner) (Feedback, error) {
	var f Feedback
	var good int
	var at int64
	err := row.Scan(&f.Answer, &f.User, &good, &f.Comment, &at)
	f.Good, f.At = good != 0, fromMillis(at)
	return f, err
}
