package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Vector is what a model of embeddings made of a text.
type Vector struct {
	Digest string // stands for the text
	Body   []byte // as its maker packs it
}

// SaveVectors keeps what a model made of texts, all or none of them. It takes the
// place of what was kept for the same model and digest, and counts as used now.
func (s *Store) SaveVectors(ctx context.Context, model string, vectors []Vector) error {
	return s.write(ctx, "save vectors of "+model, func(tx *sql.Tx) error {
		now := millis(s.opt.Now())
		for _, v := range vectors {
			if v.Digest == "" || len(v.Body) == 0 {
				return fmt.Errorf("%w: a vector without text or numbers", ErrInvalid)
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO vectors (model, digest, body, used) VALUES ($1, $2, $3, $4)
				ON CONFLICT (model, digest) DO UPDATE SET body = excluded.body, used = excluded.used`, model, v.Digest, v.Body, now)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// maxDigests bounds the digests of one statement; engines bound its parameters.
const maxDigests = 500

// Vectors hands each of what is kept of a model for some digests, in no order. Its
// error ends it.
func (s *Store) Vectors(ctx context.Context, model string, digests []string, each func(Vector) error) error {
	return s.read(ctx, "read vectors of "+model, func(tx *sql.Tx) error {
		for some := range slices.Chunk(digests, maxDigests) {
			in, args := inList(model, some)
			found, err := collect(ctx, tx, scanVector, `SELECT digest, body FROM vectors WHERE model = $1 AND digest IN `+in, args...)
			if err != nil {
				return err
			}
			for _, v := range found {
				if err := each(v); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// ExamineVectors is for how many of the digests a database file that nobody here
// has open keeps something of a model. It changes nothing, and its errors are
// those of Examine.
func ExamineVectors(ctx context.Context, path, model string, digests []string) (n int, err error) {
	h, err := examine(ctx, path, func(tx *sql.Tx, h *Health) error {
		if h.Version < vectorsVersion {
			return nil
		}
		for some := range slices.Chunk(digests, maxDigests) {
			in, args := inList(model, some)
			var found int
			if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM vectors WHERE model = $1 AND digest IN `+in, args...).Scan(&found); err != nil {
				return err
			}
			n += found
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("count vectors of %s in %s: %w", model, h.Path, err)
	}
	return n, nil
}

// vectorsVersion is the first version of the database that has the table.
const vectorsVersion = 7

// inList is a list of placeholders from $2 on, and the arguments with it.
func inList(first string, rest []string) (list string, args []any) {
	var b strings.Builder
	args = []any{first}
	for i, value := range rest {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", i+2)
		args = append(args, value)
	}
	return "(" + b.String() + ")", args
}

func scanVector(row scanner) (v Vector, err error) {
	err = row.Scan(&v.Digest, &v.Body)
	return v, err
}

// useGrain is how exactly it is noted when a vector was used, so that a start
// need not write to all of them.
const useGrain = 24 * time.Hour

// UseVectors notes that libraries hold the texts of these digests.
func (s *Store) UseVectors(ctx context.Context, model string, digests []string) error {
	for some := range slices.Chunk(digests, maxDigests) {
		err := s.write(ctx, "note use of vectors of "+model, func(tx *sql.Tx) error {
			now := s.opt.Now()
			in, args := inList(model, some)
			_, err := tx.ExecContext(ctx, fmt.Sprintf(`UPDATE vectors SET used = $%d WHERE model = $1 AND digest IN %s AND used < $%d`,
				len(args)+1, in, len(args)+2), append(args, millis(now), millis(now.Add(-useGrain)))...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// SweepVectors removes what no library has held for so long, of every model, and
// says how many vectors it were.
func (s *Store) SweepVectors(ctx context.Context, unused time.Duration) (n int, err error) {
	err = s.write(ctx, "sweep vectors", func(tx *sql.Tx) error {
		n, err = execRows(ctx, tx, `DELETE FROM vectors WHERE used < $1`, millis(s.opt.Now().Add(-unused)))
		return err
	})
	return n, err
}
