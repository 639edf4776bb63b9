package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
)

// versionTable is where goose notes what has been applied.
const versionTable = "migrations"

// The migrations, numbered from 1. One that has been released is never edited:
// databases that had it would differ from new ones. There is no way down; the
// way back is a backup.
//
//go:embed migrations/*.sql
var embedded embed.FS

// migrate brings the database to the newest version, each step in its own
// transaction.
func migrate(ctx context.Context, db *sql.DB, log *slog.Logger) error {
	return migrateTo(ctx, db, log, newest())
}

func migrateTo(ctx context.Context, db *sql.DB, log *slog.Logger, version int64) error {
	if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	steps, err := p.UpTo(ctx, version)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	for _, step := range steps {
		log.Info("database migrated", "version", step.Source.Version, "took", step.Duration)
	}
	return nil
}

// provider is goose without its package-level registry. Closing it would close
// db, so nobody does.
func provider(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(embedded, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, folder,
		goose.WithDisableGlobalRegistry(true), goose.WithTableName(versionTable))
}

// newest is the newest migration that this program knows.
func newest() int64 {
	numbers := migrations()
	return numbers[len(numbers)-1]
}

// migrations are the numbers of those that are embedded, from the lowest on.
func migrations() []int64 {
	names, err := fs.Glob(embedded, "migrations/*.sql")
	if err != nil { // only a malformed pattern
		panic(err)
	}
	numbers := make([]int64, len(names))
	for i, name := range names {
		if numbers[i], err = goose.NumericComponent(name); err != nil {
			panic(err) // a test sees to the names
		}
	}
	return numbers
}
