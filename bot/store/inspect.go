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
	var id, tables int64
	err = db.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT count(*) FROM sqlite_master)`).Scan(&id, &tables)
	switch {
	case err != nil:
		return err
	case tables == 0:
		return nil
	case id != applicationID:
		return ErrForeign
	}
	have, err := versionOf(ctx, db)
	if err != nil {
		return err
	}
	if known := newest(); have > known {
		return &NewerError{Path: opt.Path, Have: have, Known: known}
	}
	return nil
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
