package store

import (
	"context"
	"database/sql"
	"time"
)

// articlesMigration is the one that made the tables of articles and versions.
const articlesMigration = 9

// Past is what a database knows of the articles that all guilds may read.
type Past struct {
	// Since is when the first version was made; zero when there is none.
	Since time.Time
	// Then are the versions of a time, with their data, by slug. What was withdrawn
	// then, or erased since, is not among them.
	Then []Version
	// Now are the latest versions, by slug, with the data of those that are live.
	Now []Current
}

// Current is the latest version of an article.
type Current struct {
	Version
	Live    bool // false once it is withdrawn or erased
	Written bool // the file on disk was last known to have it
}

// ReadPast reads the past of a database file as of a time, as ReadTokenSums reads
// its file. One that an earlier program made has none.
func ReadPast(ctx context.Context, path string, at time.Time) (p Past, err error) {
	err = readFile(ctx, "read past of store "+path, path, articlesMigration, func(tx *sql.Tx) error {
		var first int64
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(min(at), 0) FROM versions WHERE guild = ''`).Scan(&first); err != nil {
			return err
		}
		p.Since = fromMillis(first)
		p.Then, err = collect(ctx, tx, func(row scanner) (v Version, err error) {
			var data []byte
			v, err = scanVersion(row, &data)
			v.Data = data
			return v, err
		}, `SELECT `+versionColumns+`, data FROM versions WHERE guild = '' AND at <= $1 AND length(data) > 0
			AND NOT EXISTS (SELECT 1 FROM versions later WHERE later.guild = '' AND later.slug = versions.slug
				AND later.version > versions.version AND later.at <= $1)
			ORDER BY slug`, millis(at))
		if err != nil {
			return err
		}
		p.Now, err = collect(ctx, tx, scanCurrent, `SELECT v.guild, v.slug, v.version, v.file, v.digest, v.action, v.actor, v.why, v.at,
			v.data, a.live, a.written = a.version
			FROM articles a JOIN versions v ON v.guild = a.guild AND v.slug = a.slug AND v.version = a.version
			WHERE a.guild = '' ORDER BY a.slug`)
		return err
	})
	return p, err
}

func scanCurrent(row scanner) (c Current, err error) {
	var data []byte
	c.Version, err = scanVersion(row, &data, &c.Live, &c.Written)
	c.Data = data
	return c, err
}

// ReadLive hands each the current versions of the articles that a database file has, with
// their data, by guild and slug. It reads the file as ReadTokenSums reads its own, and the
// error of each ends it. One that an earlier program made has none.
func ReadLive(ctx context.Context, path string, each func(Version) error) error {
	return readFile(ctx, "read articles of store "+path, path, articlesMigration, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT v.guild, v.slug, v.version, v.file, v.digest, v.action, v.actor, v.why, v.at, v.data
			FROM articles a JOIN versions v ON v.guild = a.guild AND v.slug = a.slug AND v.version = a.version
			WHERE a.live = 1 ORDER BY a.guild, a.slug`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var data []byte
			v, err := scanVersion(rows, &data)
			if err != nil {
				return err
			}
			v.Data = data
			if err := each(v); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}
