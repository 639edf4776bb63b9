package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// The kinds of answers.
const (
	KindAsk      = "ask"
	KindDiscuss  = "discuss"
	KindCheck    = "check"
	KindBrief    = "brief"
	KindTimeline = "timeline"
	KindWho      = "who"
	// KindCorrection is what tells under an earlier answer that what it cites has changed.
	KindCorrection = "correction"
)

// AnyGuild stands for every guild, direct messages included, where a method
// says that it takes it. It is no id that Discord gives.
const AnyGuild = "*"

// Answer is what the bot answered, or that it refused.
type Answer struct {
	ID         string // URL-safe; see RecordAnswer
	Guild      string // "" in direct messages
	Channel    string
	Message    string // "" until it is posted
	Asker      string // "" when not known, erased or past retention
	Question   string // "" when erased or past retention
	Text       string
	Mode       string // "quoted" or "written"
	Kind       string // one of the kinds above
	Answered   bool   // false for a refusal
	Public     bool   // everybody in the channel could read it
	Confidence float64
	At         time.Time
	AsOf       time.Time  // of the knowledge that it is from; zero for that of its own time
	Citations  []Citation // in the order of N
}

// Citation is one numbered source of an answer.
type Citation struct {
	N     int    // from 1, each once
	Ref   string // slug@version#p3.s2
	Quote string // the sentence as it was then
}

// RecordAnswer stores an answer with its citations, counts it as a use of its
// kind on its day in UTC, and returns its id. An empty ID is filled with 16 random characters; an ID that is taken is an
// ErrExists, and a citation number that comes twice an ErrInvalid.
func (s *Store) RecordAnswer(ctx context.Context, a Answer) (string, error) {
	op := "record answer"
	if err := checkNumbers(a.Citations); err != nil {
		return "", fmt.Errorf("%s: %w", op, err)
	}
	err := s.write(ctx, op, func(tx *sql.Tx) error {
		if a.ID == "" {
			id, err := s.newID()
			if err != nil {
				return err
			}
			a.ID = id
		}
		if err := s.insertAnswer(ctx, tx, a); err != nil {
			return err
		}
		_, err := addUse(ctx, tx, a.Guild, a.Asker, DayOf(s.stamp(a.At)), a.Kind, 1)
		return err
	})
	if err != nil {
		return "", err
	}
	return a.ID, nil
}

func checkNumbers(citations []Citation) error {
	seen := make(map[int]bool, len(citations))
	for _, c := range citations {
		if c.N < 1 || seen[c.N] || c.Ref == "" {
			return fmt.Errorf("%w: citation %d of %q", ErrInvalid, c.N, c.Ref)
		}
		seen[c.N] = true
	}
	return nil
}

func (s *Store) insertAnswer(ctx context.Context, tx *sql.Tx, a Answer) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO answers
		(id, guild, channel, message, asker, question, reply, mode, kind, answered, confidence, at, shown_to_all, as_of)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		a.ID, a.Guild, a.Channel, a.Message, a.Asker, a.Question, a.Text, a.Mode, a.Kind,
		bit(a.Answered), a.Confidence, millis(s.stamp(a.At)), bit(a.Public), millis(a.AsOf))
	if uniqueViolation(err) {
		return fmt.Errorf("%w: %q", ErrExists, a.ID)
	}
	if err != nil {
		return err
	}
	for _, c := range a.Citations {
		if _, err := tx.ExecContext(ctx, `INSERT INTO citations (answer, n, ref, quote) VALUES ($1, $2, $3, $4)`,
			a.ID, c.N, c.Ref, c.Quote); err != nil {
			return err
		}
	}
	return nil
}

// SetMessage notes where an answer was posted. An unknown id is an ErrNotFound.
func (s *Store) SetMessage(ctx context.Context, id, channel, message string) error {
	return s.write(ctx, "set message of answer "+id, func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE answers SET channel = $2, message = $3 WHERE id = $1`, id, channel, message)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// Answer returns an answer with its citations. An unknown id is an ErrNotFound.
func (s *Store) Answer(ctx context.Context, id string) (Answer, error) {
	return s.oneAnswer(ctx, "read answer "+id, `WHERE id = $1`, id)
}

// AnswerAt returns the answer that was posted as the message, the latest when
// there are several. A message that is none, or "", is an ErrNotFound.
func (s *Store) AnswerAt(ctx context.Context, message string) (Answer, error) {
	return s.oneAnswer(ctx, "read answer of message "+message,
		`WHERE message = $1 AND message <> '' ORDER BY at DESC, id LIMIT 1`, message)
}

func (s *Store) oneAnswer(ctx context.Context, op, where string, arg string) (Answer, error) {
	var found []Answer
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = selectAnswers(ctx, tx, where, arg)
		if err == nil && len(found) == 0 {
			err = ErrNotFound
		}
		return err
	})
	if err != nil {
		return Answer{}, err
	}
	return found[0], nil
}

// AnswersCiting returns the answers that cite a part of the knowledge, newest
// first: "slug" is an article in any version, "slug@2" a version, "slug@2#p3" a
// paragraph and "slug@2#p3.s1" a sentence. Guild may be AnyGuild, for articles
// that belong to all guilds. An empty prefix is an ErrInvalid.
func (s *Store) AnswersCiting(ctx context.Context, guild, prefix string) ([]Answer, error) {
	op := "read answers citing " + prefix
	if prefix == "" {
		return nil, fmt.Errorf("%s: %w: no reference", op, ErrInvalid)
	}
	low, high := refRange(prefix)
	var found []Answer
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = selectAnswers(ctx, tx, `WHERE id IN
			(SELECT answer FROM citations WHERE ref = $1 OR (ref >= $2 AND ref < $3))
			AND (guild = $4 OR $4 = '`+AnyGuild+`')
			ORDER BY at DESC, id`, prefix, low, high, guild)
		return err
	})
	return found, err
}

// refRange bounds the references that continue the prefix by a further part,
// as slug@2 continues to slug@2#p1 but not to slug@21. The next part begins
// with a fixed character, so that the bounds differ in it alone.
func refRange(prefix string) (low, high string) {
	_, version, hasVersion := strings.Cut(prefix, "@")
	_, place, hasPlace := strings.Cut(version, "#")
	next := byte('@')
	switch {
	case hasPlace && strings.Contains(place, "."):
		return prefix, prefix // a sentence has no parts
	case hasPlace:
		next = '.'
	case hasVersion:
		next = '#'
	}
	return prefix + string(next), prefix + string(next+1)
}

// selectAnswers reads the answers of a WHERE clause, with their citations.
func selectAnswers(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]Answer, error) {
	answers, err := collect(ctx, tx, scanAnswer, `SELECT
		id, guild, channel, message, asker, question, reply, mode, kind, answered, confidence, at, shown_to_all, as_of
		FROM answers `+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range answers {
		answers[i].Citations, err = collect(ctx, tx, scanCitation,
			`SELECT n, ref, quote FROM citations WHERE answer = $1 ORDER BY n`, answers[i].ID)
		if err != nil {
			return nil, err
		}
	}
	return answers, nil
}

func scanAnswer(row scanner) (Answer, error) {
	var a Answer
	var answered, public int
	var at, asOf int64
	err := row.Scan(&a.ID, &a.Guild, &a.Channel, &a.Message, &a.Asker, &a.Question, &a.Text,
		&a.Mode, &a.Kind, &answered, &a.Confidence, &at, &public, &asOf)
	a.Answered, a.At, a.AsOf, a.Public = answered != 0, fromMillis(at), fromMillis(asOf), public != 0
	return a, err
}

func scanCitation(row scanner) (Citation, error) {
	var c Citation
	err := row.Scan(&c.N, &c.Ref, &c.Quote)
	return c, err
}
