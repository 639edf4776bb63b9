package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"rapporteur/bot/store"
)

// BackupError means that there is no backup.
type BackupError struct {
	Database, File string
	Err            error // wraps one of package store's errors, or is another
}

func (e *BackupError) Error() string {
	return fmt.Sprintf("back up %s to %s: %v", e.Database, e.File, e.Err)
}
func (e *BackupError) Unwrap() error { return e.Err }

// Advice says what to do about it.
func (e *BackupError) Advice() string {
	switch {
	case errors.Is(e.Err, store.ErrExists):
		return e.File + " is there already, and a backup replaces nothing. Choose another name."
	case errors.Is(e.Err, store.ErrNotFound):
		return "There is no database " + e.Database + " to back up. Name the right one with --database."
	case errors.Is(e.Err, fs.ErrNotExist):
		return "The folder " + filepath.Dir(e.File) + " does not exist. Create it, or choose another one."
	case errors.Is(e.Err, store.ErrFull):
		return "There is no room for the backup on its disk. Make room, or choose another disk."
	case errors.Is(e.Err, store.ErrReadOnly):
		return "The backup " + e.File + " could not be written, or the database " + e.Database + " not read: permission is missing."
	}
	return (&StoreError{e.Database, e.Err}).Advice()
}

// Backup writes a copy of the database to a file that is not there yet, and says
// how large it is. A bot may be running meanwhile. The error is that of ctx or a
// *BackupError.
func Backup(ctx context.Context, c Config, file string) (told string, err error) {
	database := cmp.Or(c.Database, DefaultDatabase)
	err = store.BackupFile(ctx, database, file)
	var copied store.Health
	if err == nil {
		copied, err = store.Examine(ctx, file)
	}
	if err != nil {
		return "", &BackupError{database, file, err}
	}
	return fmt.Sprintf("%s is backed up to %s (version %d, %s).", database, file, copied.Version, size(copied.Bytes)), nil
}
