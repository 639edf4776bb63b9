package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// KeyBytes is the length of a key.
const KeyBytes = 32

// Key returns the random key of that name, KeyBytes long. The first call makes
// it; every later one, after a restart and in another process too, returns the
// same. A backup holds it.
func (s *Store) Key(ctx context.Context, name string) ([]byte, error) {
	var key []byte
	err := s.write(ctx, "read key "+name, func(tx *sql.Tx) (err error) {
		key, err = selectKey(ctx, tx, name)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		key = make([]byte, KeyBytes)
		if _, err := io.ReadFull(s.opt.Rand, key); err != nil {
			return fmt.Errorf("make a key: %w", err)
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO keys (name, bytes) VALUES ($1, $2)`, name, hex.EncodeToString(key))
		return err
	})
	if err != nil {
		return nil, err
	}
	return key, nil
}

func selectKey(ctx context.Context, tx *sql.Tx, name string) ([]byte, error) {
	var text string
	if err := tx.QueryRowContext(ctx, `SELECT bytes FROM keys WHERE name = $1`, name).Scan(&text); err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(text)
	if err == nil && len(key) != KeyBytes {
		err = fmt.Errorf("a key of %d bytes", len(key))
	}
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	return key, nil
}
