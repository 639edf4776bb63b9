package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// purgeLimit bounds a purge. VACUUM rewrites the file at some 100 MB a second.
const purgeLimit = 5 * time.Minute

// markPurge notes, in the transaction that deletes, that bytes have to be
// overwritten. The note is the header's user_version field, which SQLite leaves
// to its users and rolls back like any row: after a crash between the deletion
// and the purge, Open finds it. It counts, so that a purge does not strike out
// the note of a deletion that came while it ran.
func markPurge(ctx context.Context, tx *sql.Tx) error {
	due, err := purgesDue(ctx, tx)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d`, due+1))
	return err
}

// purgesDue is how many deletions are noted whose bytes are not overwritten.
func purgesDue(ctx context.Context, tx *sql.Tx) (n int, err error) {
	err = tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&n)
	return n, err
}

// purge overwrites what was deleted. secure_delete has put zeros over deleted
// rows, but a row that once moved within a page leaves a copy in the page's
// free part, and the -wal file holds pages as they were. So the file is written
// anew without free space, folded back, and the -wal file cut to nothing.
//
// The caller's cancellation does not stop it: the rows are gone by then, and
// half a purge is none.
func (s *Store) purge(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), purgeLimit)
	defer cancel()
	var due int
	err := s.transact(ctx, s.readers, "look for a purge", func(tx *sql.Tx) (err error) {
		due, err = purgesDue(ctx, tx)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := s.writer.ExecContext(ctx, `VACUUM`); err != nil {
		return wrap(ctx, "overwrite what was deleted", err)
	}
	if err := s.truncateWAL(ctx); err != nil {
		return err
	}
	return s.transact(ctx, s.writer, "note that the purge is done", func(tx *sql.Tx) error {
		now, err := purgesDue(ctx, tx)
		if err != nil || now != due {
			return err
		}
		_, err = tx.ExecContext(ctx, `PRAGMA user_version = 0`)
		return err
	})
}

// truncateWAL folds the -wal file into the database and cuts it to nothing. The
// engine waits Options.LockWait for those who read an older state; our own
// reads are short, so that it is another process that keeps it from finishing.
func (s *Store) truncateWAL(ctx context.Context) error {
	const op = "fold the -wal file"
	var busy, frames, folded int
	err := s.writer.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &folded)
	if err != nil {
		return wrap(ctx, op, err)
	}
	if busy != 0 {
		return fmt.Errorf("%s: %w: somebody reads an older state", op, ErrLocked)
	}
	return nil
}

// finishPurge does a purge that a crash or another process kept from finishing.
// That somebody reads at the moment is no reason not to open.
func (s *Store) finishPurge(ctx context.Context) error {
	var due int
	err := s.read(ctx, "look for an unfinished purge", func(tx *sql.Tx) (err error) {
		due, err = purgesDue(ctx, tx)
		return err
	})
	if err != nil || due == 0 {
		return err
	}
	if err := s.purge(ctx); err != nil {
		s.opt.Log.Warn("what was erased is not overwritten yet; it is tried again at the next sweep", "error", err)
	}
	return nil
}
