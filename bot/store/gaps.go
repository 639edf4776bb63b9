package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Gap is a question that no article answers. It is open until CloseGap.
type Gap struct {
	ID       string
	Guild    string // "" in direct messages
	Question string // as it was first asked
	Asker    string // who asked first, of those still known; "" when nobody is
	Channel  string // where they asked
	Nearest  []string
	Count    int       // how often it was asked
	At       time.Time // first asked
	LastAt   time.Time // last asked
	ClosedAt time.Time // zero while it is open
	ToldAt   time.Time // when the askers were told of an answer; zero before
	// AnsweredAt is since when the articles answer it; zero as far as is known.
	AnsweredAt time.Time
	Askers     []Asker // everybody who is known to have asked, in that order
	Public     bool    // of RecordGap: everybody in the channel could read it
}

// Asker is somebody who waits for a gap to be closed.
type Asker struct {
	User, Channel string
	At            time.Time // first asked
}

// RecordGap stores a question that nothing answered, and returns it as it is
// now. While it is open, the same question in the same guild, whatever its
// case, punctuation and spacing, counts up the first row: the first wording
// stays, Nearest is the latest. Of g, RecordGap reads Guild, Question, Asker,
// Channel, Nearest, At and Public. A question without a letter or digit is an
// ErrInvalid.
func (s *Store) RecordGap(ctx context.Context, g Gap) (Gap, error) {
	op := "record gap in guild " + g.Guild
	key, ok := alike(g.Question)
	if !ok {
		return Gap{}, fmt.Errorf("%s: %w: empty question", op, ErrInvalid)
	}
	nearest, err := json.Marshal(append([]string{}, g.Nearest...))
	if err != nil {
		return Gap{}, fmt.Errorf("%s: %w", op, err)
	}
	var stored Gap
	err = s.write(ctx, op, func(tx *sql.Tx) error {
		id, err := s.newID()
		if err != nil {
			return err
		}
		at := millis(s.stamp(g.At))
		if err := tx.QueryRowContext(ctx, `INSERT INTO gaps
			(id, guild, question, alike, nearest, count, at, last_at, closed_at, told_at)
			VALUES ($1, $2, $3, $4, $5, 1, $6, $6, 0, 0)
			ON CONFLICT (guild, alike) WHERE closed_at = 0 DO UPDATE
			SET count = gaps.count + 1, nearest = excluded.nearest, last_at = excluded.last_at
			RETURNING id`, id, g.Guild, g.Question, key, string(nearest), at).Scan(&id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO gap_askers (gap, asker, channel, at, shown_to_all)
			VALUES ($1, $2, $3, $4, $5) ON CONFLICT (gap, asker) DO UPDATE
			SET channel = excluded.channel, shown_to_all = 1 WHERE gap_askers.shown_to_all = 0 AND excluded.shown_to_all = 1`,
			id, g.Asker, g.Channel, at, bit(g.Public)); err != nil {
			return err
		}
		stored, err = selectGap(ctx, tx, g.Guild, id)
		return err
	})
	return stored, err
}

// alike digests a question without what people vary: width and composition of
// characters, case, punctuation, spacing. It reports false when nothing is
// left. It is a digest so that the index does not hold the text twice.
func alike(question string) (string, bool) {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(question)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	sum := sha256.Sum256([]byte(strings.Join(words, " ")))
	return hex.EncodeToString(sum[:16]), len(words) > 0
}

// Gap returns one gap of a guild, open or closed. Another guild's is an
// ErrNotFound, like one that is not there.
func (s *Store) Gap(ctx context.Context, guild, id string) (Gap, error) {
	var g Gap
	err := s.read(ctx, "read gap "+id, func(tx *sql.Tx) (err error) {
		g, err = selectGap(ctx, tx, guild, id)
		return err
	})
	return g, err
}

// Gaps returns a guild's open gaps, the most asked first, the latest first
// among equals; at most limit of them.
func (s *Store) Gaps(ctx context.Context, guild string, limit int) ([]Gap, error) {
	var gaps []Gap
	err := s.read(ctx, "read gaps of guild "+guild, func(tx *sql.Tx) (err error) {
		gaps, err = selectGaps(ctx, tx, `WHERE guild = $1 AND closed_at = 0
			ORDER BY count DESC, last_at DESC, id LIMIT $2`, guild, max(limit, 0))
		return err
	})
	return gaps, err
}

// CloseGap takes a gap off the list and writes an audit row. Closing it again
// is a no-op; one that is not the guild's is an ErrNotFound.
func (s *Store) CloseGap(ctx context.Context, guild, id, by string) error {
	return s.write(ctx, "close gap "+id, func(tx *sql.Tx) error {
		g, err := selectGap(ctx, tx, guild, id)
		if err != nil || !g.ClosedAt.IsZero() {
			return err
		}
		now := s.stamp(time.Time{})
		if _, err := tx.ExecContext(ctx, `UPDATE gaps SET closed_at = $2 WHERE id = $1`, id, millis(now)); err != nil {
			return err
		}
		// The question is not copied: it would outlive an erasure here.
		return writeAudit(ctx, tx, Audit{Guild: guild, By: by, Action: ActionCloseGap, Subject: id, At: now})
	})
}

func selectGap(ctx context.Context, tx *sql.Tx, guild, id string) (Gap, error) {
	gaps, err := selectGaps(ctx, tx, `WHERE guild = $1 AND id = $2`, guild, id)
	if err != nil {
		return Gap{}, err
	}
	if len(gaps) == 0 {
		return Gap{}, ErrNotFound
	}
	return gaps[0], nil
}

// selectGaps reads the gaps of a WHERE clause, with their askers.
func selectGaps(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]Gap, error) {
	gaps, err := collect(ctx, tx, scanGap,
		`SELECT id, guild, question, nearest, count, at, last_at, closed_at, told_at, answered_at FROM gaps `+where, args...)
	if err != nil {
		return nil, err
	}
	for i := range gaps {
		g := &gaps[i]
		g.Askers, err = collect(ctx, tx, scanAsker,
			`SELECT asker, channel, at FROM gap_askers WHERE gap = $1 AND asker <> '' ORDER BY at, asker`, g.ID)
		if err != nil {
			return nil, err
		}
		if len(g.Askers) > 0 {
			g.Asker, g.Channel = g.Askers[0].User, g.Askers[0].Channel
		}
	}
	return gaps, nil
}

func scanGap(row scanner) (Gap, error) {
	var g Gap
	var nearest string
	var at, last, closed, told, answered int64
	err := row.Scan(&g.ID, &g.Guild, &g.Question, &nearest, &g.Count, &at, &last, &closed, &told, &answered)
	if err != nil {
		return g, err
	}
	g.At, g.LastAt, g.ClosedAt, g.ToldAt = fromMillis(at), fromMillis(last), fromMillis(closed), fromMillis(told)
	g.AnsweredAt = fromMillis(answered)
	if err := json.Unmarshal([]byte(nearest), &g.Nearest); err != nil {
		return g, errors.Join(ErrDamaged, err)
	}
	return g, nil
}

func scanAsker(row scanner) (Asker, error) {
	var a Asker
	var at int64
	err := row.Scan(&a.User, &a.Channel, &at)
	a.At = fromMillis(at)
	return a, err
}
