package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"
)

// SetGate notes by which message moderators were asked about a run. A run that is
// not there is an ErrNotFound.
func (s *Store) SetGate(ctx context.Context, key RunKey, channel, message string) error {
	return s.write(ctx, "note where slot "+key.Slot+" of schedule "+key.Schedule+" waits", func(tx *sql.Tx) error {
		n, err := execRows(ctx, tx, `UPDATE runs SET gate_channel = $3, gate_message = $4 WHERE schedule = $1 AND slot = $2`,
			key.Schedule, key.Slot, channel, message)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// RunOfNonce returns the run of a schedule that has a nonce. One that is not there
// is an ErrNotFound.
func (s *Store) RunOfNonce(ctx context.Context, schedule, nonce string) (Run, error) {
	found, err := s.runs(ctx, "read the run of a nonce of schedule "+schedule, `WHERE schedule = $1 AND nonce = $2 AND nonce <> '' LIMIT 1`, schedule, nonce)
	if err == nil && len(found) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Run{}, err
	}
	return found[0], nil
}

// UntoldRuns returns held runs about which no moderator has been asked, at most
// limit of them.
func (s *Store) UntoldRuns(ctx context.Context, limit int) ([]Run, error) {
	return s.runs(ctx, "read untold runs", `WHERE finished_at = 0 AND state = '`+RunHeld+`' AND gate_message = ''
		ORDER BY deadline, slot, schedule LIMIT $1`, max(limit, 0))
}

// RunsAhead returns, of each schedule that is not paused, the run of the latest slot
// that was due after a time, if there is one. After now means that the clock has
// been put back since.
func (s *Store) RunsAhead(ctx context.Context, after time.Time) ([]Run, error) {
	return s.runs(ctx, "read runs of later slots", `WHERE due > $1
		AND schedule IN (SELECT id FROM schedules WHERE paused = '')
		AND NOT EXISTS (SELECT 1 FROM runs l WHERE l.schedule = runs.schedule AND l.due > runs.due)
		ORDER BY due, slot, schedule`, millis(after))
}

// NoteRun adds a sentence to why a run came out as it did. It reports true to one
// caller, and false where a sentence that begins with the same mark stands there.
func (s *Store) NoteRun(ctx context.Context, key RunKey, mark, rest string) (noted bool, err error) {
	err = s.write(ctx, "note on slot "+key.Slot+" of schedule "+key.Schedule, func(tx *sql.Tx) error {
		r, err := selectRun(ctx, tx, key)
		if err != nil || strings.Contains(r.Why, mark) {
			return err
		}
		note := mark + rest
		if r.Why != "" {
			note = strings.TrimRight(r.Why, ".") + ". " + note
		}
		_, err = tx.ExecContext(ctx, `UPDATE runs SET why = $3 WHERE schedule = $1 AND slot = $2`, key.Schedule, key.Slot, cutWhy(note))
		noted = err == nil
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return false, nil // deleted since
	}
	return noted && err == nil, err
}
