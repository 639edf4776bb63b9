package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup writes a copy of the database as of now to path, without keeping
// anybody from reading or writing meanwhile. It is complete or not there at
// all, and readable by its owner alone. When something of that name is there
// the error wraps ErrExists. A backup keeps what Erase removes afterwards.
func (s *Store) Backup(ctx context.Context, path string) error {
	op := "back up to " + path
	if err := s.enter(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	return wrap(ctx, op, s.opt.backup(ctx, path))
}

// BackupFile is Backup of a database that nobody here has open: it neither makes
// nor migrates the file, and a bot may be using it. When there is no database
// the error wraps ErrNotFound, and when the file is another program's one of the
// errors of Open. One that a newer version of this program made is backed up.
func BackupFile(ctx context.Context, database, path string) error {
	op := fmt.Sprintf("back up %s to %s", database, path)
	absolute, err := filepath.Abs(database)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	opt := Options{Path: absolute}.withDefaults()
	switch info, err := os.Stat(absolute); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", op, ErrNotFound)
	case err != nil:
		return wrap(ctx, op, err)
	case info.IsDir():
		return fmt.Errorf("%s: %w", op, ErrNotDatabase)
	}
	if err := inspect(ctx, opt); err != nil && !errors.Is(err, ErrNewer) {
		return wrap(ctx, op, err)
	}
	return wrap(ctx, op, opt.backup(ctx, path))
}

func (o Options) backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return ErrExists
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".backup-*") // mode 0700
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	copied := filepath.Join(folder, "copy.db")
	if err := o.copyTo(ctx, copied); err != nil {
		return err
	}
	if err := secure(copied); err != nil {
		return err
	}
	return place(copied, path)
}

// copyTo has a connection of its own: a reader's may not write even to another
// file, and the writer's is for writers.
func (o Options) copyTo(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", o.dsn(nil))
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path)
	return err
}

// secure narrows a file's permissions and puts its bytes on the disk.
func secure(path string) error {
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// place gives a finished file its name, unless that is taken. A hard link
// refuses a taken name in one step; where the file system has none, a look
// and a rename must do.
func place(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrExists, err)
		}
		return nil
	}
	if _, err := os.Lstat(to); err == nil {
		return ErrExists
	}
	return os.Rename(from, to)
}
