package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The errors that an edge of the program tells apart.
var (
	// ErrNotFound means that there is no record of that id.
	ErrNotFound = errors.New("not found")
	// ErrExists means that something of that name is already there.
	ErrExists = errors.New("already exists")
	// ErrInvalid means that a record lacks what it needs or contradicts itself.
	ErrInvalid = errors.New("invalid")
	// ErrChanged means that another has changed the record since it was read.
	ErrChanged = errors.New("changed by another")
	// ErrTaken means that a run is not, or no more, that of who works on it.
	ErrTaken = errors.New("taken by another")
	// ErrFullGuild means that a guild has as many schedules as it may.
	ErrFullGuild = errors.New("no more schedules in this guild")
	// ErrClosed means that the store has been closed.
	ErrClosed = errors.New("store is closed")
	// ErrReadOnly means that the file or its folder cannot be written.
	ErrReadOnly = errors.New("cannot be written")
	// ErrFull means that the disk, or the quota, has no room left.
	ErrFull = errors.New("disk is full")
	// ErrLocked means that another process kept the file locked for longer
	// than Options.LockWait.
	ErrLocked = errors.New("locked by another process")
	// ErrNotDatabase means that the file is no SQLite database.
	ErrNotDatabase = errors.New("not a database")
	// ErrForeign means that the file is the database of another program.
	ErrForeign = errors.New("database of another program")
	// ErrDamaged means that the database contradicts itself: restore a backup.
	ErrDamaged = errors.New("database is damaged")
	// ErrNewer means that a newer program made the database. See NewerError.
	ErrNewer = errors.New("database is of a newer version")
)

// NewerError means that the database has migrations that this program does not
// know. errors.Is(err, ErrNewer) holds.
type NewerError struct {
	Path  string
	Have  int64 // the database's version
	Known int64 // the newest version that this program knows
}

func (e *NewerError) Error() string {
	return fmt.Sprintf("%s has version %d, this program knows up to version %d", e.Path, e.Have, e.Known)
}

// Is makes the error an ErrNewer.
func (e *NewerError) Is(target error) bool { return target == ErrNewer }

// wrap says what was being done when err happened, and adds the sentinel that
// the engine's or the system's code stands for. It keeps nil.
func wrap(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	// An interrupted statement has the engine's own error, which hides that it
	// was the caller who wanted it.
	if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
		return fmt.Errorf("%s: %w: %w", op, cause, err)
	}
	if kind := kindOf(err); kind != nil && !errors.Is(err, kind) {
		return fmt.Errorf("%s: %w: %w", op, kind, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}

// kindOf is the sentinel for an error of the engine or of the file system, or
// nil.
func kindOf(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return kindOfCode(e.Code())
	}
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrFull
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return ErrReadOnly
	case errors.Is(err, syscall.EISDIR):
		return ErrNotDatabase
	}
	return nil
}

// kindOfCode maps a result code of SQLite, whose low byte is the primary code
// (https://www.sqlite.org/rescode.html).
func kindOfCode(code int) error {
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return ErrReadOnly
	case sqlite3.SQLITE_CANTOPEN:
		// The file itself was opened by us before, so it is the -wal or the
		// -shm file that the folder does not let the engine make.
		return ErrReadOnly
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrLocked
	case sqlite3.SQLITE_NOTADB:
		return ErrNotDatabase
	case sqlite3.SQLITE_CORRUPT:
		return ErrDamaged
	}
	return nil
}

// uniqueViolation reports whether err is that of a second row with one key.
func uniqueViolation(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY || e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE)
}

// orphan reports whether err is that of a row whose owner is not there.
func orphan(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY
}

// engineRolledBack reports whether a rollback failed because the engine had
// done it already ("cannot rollback - no transaction is active").
func engineRolledBack(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code() == sqlite3.SQLITE_ERROR
}
