package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/gofrs/flock"
)

// applicationID marks the file as ours: "Rapp" in ASCII, in the header field
// that SQLite has for it (PRAGMA application_id).
const applicationID = 0x52617070

// lockFile keeps other processes from migrating the same file at once; four
// that did collided. The lock is on a file beside the database, which stays:
// removing it would let two processes lock two files of one name. It is
// flock's because the system drops it when a process dies, and because the
// standard library has no lock that works on Windows too.
func lockFile(ctx context.Context, path string, wait time.Duration) (unlock func(), err error) {
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	ok, err := lock.TryLockContext(limited, 20*time.Millisecond)
	if !ok {
		_ = lock.Close()
	}
	switch {
	case ok:
		return func() { _ = lock.Close() }, nil // releases it too
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("%w: another start is migrating it", ErrLocked)
	}
	return nil, fmt.Errorf("lock: %w", err)
}

// inspect refuses a file that is not this program's, or not yet, before
// anything in it is changed. An empty file passes.
func inspect(ctx context.Context, opt Options) error {
	db, err := sql.Open("sqlite", opt.dsn(nil))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = recognize(ctx, db, opt.Path)
	return err
}

// recognize returns the newest migration that a database of this program's has
// had, 0 for an empty one. The error wraps ErrForeign or ErrNewer for others.
func recognize(ctx context.Context, db *sql.DB, path string) (version int64, err error) {
	var id, tables int64
	err = db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_master)`).Scan(&id, &tables)
	switch {
	case err != nil:
		return 0, err
	case tables == 0:
		return 0, nil
	case id != applicationID:
		return 0, ErrForeign
	}
	have, err := versionOf(ctx, db)
	if err != nil {
		return 0, err
	}
	if known := newest(); have > known {
		return have, &NewerError{Path: path, Have: have, Known: known}
	}
	return have, nil
}

// versionOf reads the newest migration that the database has had; 0 for none.
// It asks the table itself, because goose's own question makes the table.
func versionOf(ctx context.Context, db *sql.DB) (int64, error) {
	var there int64
	err := db.QueryRowContext(ctx,
		`SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1`, versionTable).Scan(&there)
	if err != nil || there == 0 {
		return 0, err
	}
	var version int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM `+versionTable).Scan(&version)
	return version, err
}
