package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
)

// Health is the state of the database file.
type Health struct {
	Path     string   // absolute
	Version  int64    // the newest migration that the file has had
	Known    int64    // the newest that this program knows
	Bytes    int64    // of the file
	WALBytes int64    // of the -wal file beside it; 0 when there is none
	Problems []string // what SQLite's quick_check found; none when all is well
	Unpurged bool     // an erasure is done whose bytes are not overwritten yet
}

// Check looks the file over, which takes time in proportion to its size. What
// is wrong inside the file is in Health.Problems; an error means that it could
// not be looked over.
func (s *Store) Check(ctx context.Context) (Health, error) {
	h := Health{Path: s.opt.Path, Known: newest()}
	err := s.read(ctx, "check "+s.opt.Path, func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versionTable).Scan(&h.Version); err != nil {
			return err
		}
		return h.fill(ctx, tx)
	})
	return h, err
}

// fill fills in everything but the versions.
func (h *Health) fill(ctx context.Context, tx *sql.Tx) error {
	problems, err := collect(ctx, tx, scanString, `PRAGMA quick_check`)
	if err != nil {
		return err
	}
	if len(problems) != 1 || problems[0] != "ok" {
		h.Problems = problems
	}
	due, err := purgesDue(ctx, tx)
	if err != nil {
		return err
	}
	h.Unpurged = due > 0
	if h.Bytes, err = sizeOf(h.Path); err != nil {
		return err
	}
	h.WALBytes, err = sizeOf(h.Path + "-wal")
	return err
}

// sizeOf is a file's size, 0 when it is not there.
func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
