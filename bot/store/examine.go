package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// Examine looks a database file over that nobody here has open, as Check does:
// nothing is made, migrated or changed, and a bot may be using it meanwhile. An
// empty file has Version 0.
//
// When there is no file the error wraps ErrNotFound if Open could make it, and
// ErrReadOnly if not. When Open could not use the file that is there, the error
// is what Open's would be, but for ErrLocked and ErrFull, which only writing
// shows.
func Examine(ctx context.Context, path string) (Health, error) {
	return examine(ctx, path, func(tx *sql.Tx, h *Health) error { return h.fill(ctx, tx) })
}

// examine opens a file as Examine does and has it looked into. The version is
// filled in already.
func examine(ctx context.Context, path string, look func(*sql.Tx, *Health) error) (Health, error) {
	op := "examine store " + path
	if path == "" {
		return Health{}, fmt.Errorf("examine store: %w: no path", ErrInvalid)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return Health{}, fmt.Errorf("%s: %w", op, err)
	}
	h := Health{Path: absolute, Known: newest()}
	err = wrap(ctx, op, h.examine(ctx, look))
	return h, err
}

func (h *Health) examine(ctx context.Context, look func(*sql.Tx, *Health) error) error {
	switch info, err := os.Stat(h.Path); {
	case errors.Is(err, fs.ErrNotExist):
		if err := makeable(h.Path); err != nil {
			return err
		}
		return ErrNotFound
	case err != nil:
		return err
	case info.IsDir():
		return ErrNotDatabase
	}
	// The folder too: SQLite makes files beside the database.
	for _, needed := range []string{h.Path, filepath.Dir(h.Path)} {
		if err := writable(needed); err != nil {
			return err
		}
	}
	opt := Options{Path: h.Path}.withDefaults()
	db, err := sql.Open("sqlite", opt.examineDSN())
	if err != nil {
		return err
	}
	defer db.Close()
	if h.Version, err = recognize(ctx, db, h.Path); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	return errors.Join(look(tx, h), rollback(tx))
}

// makeable reports whether Open could make a file that is not there: whether the
// nearest folder that is there can be written.
func makeable(path string) error {
	for folder := filepath.Dir(path); ; folder = filepath.Dir(folder) {
		_, err := os.Stat(folder)
		if !errors.Is(err, fs.ErrNotExist) || folder == filepath.Dir(folder) {
			return cmp.Or(err, writable(folder))
		}
	}
}

// examineDSN is for a connection that makes no file beside the database. One
// without a -wal file is used by nobody and complete in itself; where there is
// one, its -shm file is there too, and a reader makes neither.
func (o Options) examineDSN() string {
	extra := url.Values{"mode": {"ro"}}
	if _, err := os.Stat(o.Path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		extra.Set("immutable", "1")
	}
	return o.dsn(extra, "query_only(1)")
}
