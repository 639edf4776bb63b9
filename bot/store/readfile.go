package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
)

// readFile reads from a database file that nobody here has open: nothing is made,
// migrated or changed, and a bot may be using it meanwhile. One that an earlier
// program made, without the migration that read needs, is not read. The errors are
// those of Examine.
func readFile(ctx context.Context, op, path string, migration int64, read func(*sql.Tx) error) error {
	h, err := Examine(ctx, path)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	if h.Version < migration {
		return nil
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	db, err := sql.Open("sqlite", Options{Path: absolute}.withDefaults().examineDSN())
	if err != nil {
		return wrap(ctx, op, err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return wrap(ctx, op, err)
	}
	return wrap(ctx, op, errors.Join(read(tx), rollback(tx)))
}
