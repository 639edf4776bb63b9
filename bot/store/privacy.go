package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// Erased counts what Erase did.
type Erased struct {
	Answers  int // lost asker and question
	Turns    int // deleted: theirs, and the bot's turns that answered them
	Feedback int // deleted
	Gaps     int // lost them as asker; deleted where nobody else asked
	Uses     int // deleted; their sums stay, without a name
	Tokens   int // the same
	Audits   int // name nobody now
	// Schedules lost them as maker, and their runs as who decided; they are the guild's.
	Schedules int
	Versions  int // of articles; name nobody now
	Questions int // saved ones: deleted that they asked; those that they saved name nobody now
	Drafts    int // of articles; deleted
	Rulings   int // on articles that disagree; name nobody now
	Feeds     int // that they followed or allowed; name nobody now
	Untold    int // that they do not want to be told; deleted
	Mentions  int // texts of others that held their id, and hold "erased" now
}

// Erase removes every trace of a person, in every guild. Answers and audit rows
// stay without them, because they tell others what the bot said and what was
// changed; citations and quotes stay, because they are the articles'. All saved
// answers go, everybody's, as they do not tell whose they are.
//
// Then the bytes are overwritten: the person's id and questions are in none of
// the database's files any more. That takes time in proportion to the file's
// size, in which nobody writes. When it cannot be done because another process
// reads (ErrLocked) or the disk is full (ErrFull), the counts are returned with
// the error, no method shows the person any more, and Sweep or the next Open
// overwrites. An error with counts of zero means that nothing was removed; on
// a disk without any room the deletion itself fails. Backups are not touched.
//
// Somebody of whom nothing is stored gives zeros. User "" is an ErrInvalid.
func (s *Store) Erase(ctx context.Context, user string) (Erased, error) {
	const op = "erase a person" // the id would stay in the log
	if user == "" {
		return Erased{}, fmt.Errorf("%s: %w: nobody", op, ErrInvalid)
	}
	if err := s.enter(); err != nil {
		return Erased{}, fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	var done Erased
	err := s.write(ctx, op, func(tx *sql.Tx) (err error) {
		if done, err = s.eraseRows(ctx, tx, user); err != nil {
			return err
		}
		return markPurge(ctx, tx)
	})
	if err != nil {
		return Erased{}, err
	}
	if err := s.purge(ctx); err != nil {
		return done, fmt.Errorf("%s: %w", op, err)
	}
	return done, nil
}

// eraseRows goes table by table. Turns come before answers, which say whose
// they are until they are erased themselves.
func (s *Store) eraseRows(ctx context.Context, tx *sql.Tx, user string) (done Erased, err error) {
	for _, step := range []struct {
		count *int
		do    func(context.Context, *sql.Tx, string) (int, error)
	}{
		{&done.Turns, eraseTurns},
		{&done.Answers, eraseAnswers},
		{&done.Feedback, eraseFeedback},
		{&done.Gaps, eraseGaps},
		{&done.Uses, eraseUses},
		{&done.Tokens, eraseTokens},
		{&done.Audits, eraseAudits},
		{&done.Schedules, eraseSchedules},
		{&done.Versions, eraseVersions},
		{&done.Questions, eraseQuestions},
		{&done.Drafts, eraseDraftsOf},
		{&done.Rulings, eraseRulers},
		{&done.Untold, eraseUntold},
		{&done.Feeds, s.eraseFeeds},
		{&done.Mentions, eraseMentions},
	} {
		if *step.count, err = step.do(ctx, tx, user); err != nil {
			return Erased{}, err
		}
	}
	return done, eraseSaved(ctx, tx)
}

func eraseTurns(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `DELETE FROM turns WHERE person = $1
		OR answer IN (SELECT id FROM answers WHERE asker = $1)`, user)
}

func eraseAnswers(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return anonymise(ctx, tx, `asker = $1`, user)
}

func eraseFeedback(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `DELETE FROM feedback WHERE rater = $1`, user)
}

// eraseGaps deletes a gap that only this person asked: its question is theirs.
func eraseGaps(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	alone, err := execRows(ctx, tx, `DELETE FROM gaps
		WHERE id IN (SELECT gap FROM gap_askers WHERE asker = $1)
		AND id NOT IN (SELECT gap FROM gap_askers WHERE asker <> $1)`, user)
	if err != nil {
		return 0, err
	}
	n, err := execRows(ctx, tx, `DELETE FROM gap_askers WHERE asker = $1`, user)
	return alone + n, err
}

// eraseUses keeps what a guild has used: nobody's erasure refills its budget.
func eraseUses(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	_, err := tx.ExecContext(ctx, `INSERT INTO usage (guild, day, person, kind, n)
		SELECT guild, day, '', kind, n FROM usage WHERE person = $1
		ON CONFLICT (guild, day, person, kind) DO UPDATE SET n = usage.n + excluded.n`, user)
	if err != nil {
		return 0, err
	}
	return execRows(ctx, tx, `DELETE FROM usage WHERE person = $1`, user)
}

func eraseAudits(ctx context.Context, tx *sql.Tx, user string) (int, error) {
	return execRows(ctx, tx, `UPDATE audit SET actor = $2 WHERE actor = $1`, user, erased)
}

// anonymise takes the asker and the question off the answers of a condition,
// and says how many there were. A reply may repeat the question, and that of a
// check repeats what was checked in parts: there the reply goes too. The
// channel of a direct message stands for the person.
func anonymise(ctx context.Context, tx *sql.Tx, where string, args ...any) (int, error) {
	answers, err := collect(ctx, tx, scanPersonal,
		`SELECT id, guild, channel, message, kind, question, reply FROM answers WHERE `+where, args...)
	if err != nil {
		return 0, err
	}
	for _, a := range answers {
		if a.Guild == "" {
			a.Channel, a.Message = "", ""
		}
		if a.Kind == KindCheck {
			a.Text = ""
		}
		if _, err := tx.ExecContext(ctx, `UPDATE answers
			SET asker = '', question = '', channel = $2, message = $3, reply = $4 WHERE id = $1`,
			a.ID, a.Channel, a.Message, withoutQuestion(a.Text, a.Question)); err != nil {
			return 0, err
		}
	}
	return len(answers), nil
}

func scanPersonal(row scanner) (Answer, error) {
	var a Answer
	err := row.Scan(&a.ID, &a.Guild, &a.Channel, &a.Message, &a.Kind, &a.Question, &a.Text)
	return a, err
}

// shortQuestion is the length in bytes below which a question is not looked for
// in its reply: it would be a word, which tells nothing of who asked.
const shortQuestion = 12

func withoutQuestion(reply, question string) string {
	if len(question) < shortQuestion {
		return reply
	}
	return strings.ReplaceAll(reply, question, "…")
}
