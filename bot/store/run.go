package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"time"
)

// enter counts a call in, so that Close waits for it. The caller must call
// s.running.Done when it is over.
func (s *Store) enter() error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return ErrClosed
	}
	s.running.Add(1)
	return nil
}

// write runs fn in a transaction that nobody else writes beside. All of fn
// happens or, when it fails or ctx ends, nothing of it.
func (s *Store) write(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	return s.run(ctx, s.writer, op, fn)
}

// read runs fn on one state of the database.
func (s *Store) read(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	return s.run(ctx, s.readers, op, fn)
}

func (s *Store) run(ctx context.Context, db *sql.DB, op string, fn func(*sql.Tx) error) error {
	if err := s.enter(); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	defer s.running.Done()
	return s.transact(ctx, db, op, fn)
}

// transact is run for a caller that has entered already.
func (s *Store) transact(ctx context.Context, db *sql.DB, op string, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return wrap(ctx, op, err)
	}
	if err := fn(tx); err != nil {
		return wrap(ctx, op, errors.Join(err, rollback(tx)))
	}
	return wrap(ctx, op, tx.Commit())
}

// rollback ends a failed transaction. The engine has ended it itself when the
// disk was full, and database/sql when the context ended: neither is an error.
func rollback(tx *sql.Tx) error {
	err := tx.Rollback()
	if errors.Is(err, sql.ErrTxDone) || engineRolledBack(err) {
		return nil
	}
	return err
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, tx *sql.Tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// scanner is a row, alone or among others.
type scanner interface{ Scan(...any) error }

// scanString reads a row of one text.
func scanString(row scanner) (string, error) {
	var s string
	err := row.Scan(&s)
	return s, err
}

// oneRow scans a row; where there is none the error is ErrNotFound.
func oneRow(row *sql.Row, to ...any) error {
	err := row.Scan(to...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// execRows runs a statement and says how many rows it touched.
func execRows(ctx context.Context, tx *sql.Tx, query string, args ...any) (int, error) {
	result, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// newID returns 96 random bits in 16 characters of A-Z a-z 0-9 - _. It is
// called inside a writing transaction only, so that the source is read by one
// goroutine at a time.
func (s *Store) newID() (string, error) {
	var b [12]byte
	if _, err := io.ReadFull(s.opt.Rand, b[:]); err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// stamp is a record's time, or now when it has none.
func (s *Store) stamp(t time.Time) time.Time {
	if t.IsZero() {
		t = s.opt.Now()
	}
	return fromMillis(t.UnixMilli())
}

// millis is a time as it is stored: 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// bit is a truth as it is stored.
func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
