package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// What a version did to its article.
const (
	VersionAdded     = "added" // the first, and one after a withdrawal
	VersionEdited    = "edited"
	VersionWithdrawn = "withdrawn" // without text
	VersionRestored  = "restored"  // an earlier one's text
	VersionErased    = "erased"    // the text of all earlier ones is gone
)

// Disk stands as who made a version for somebody who changed a file on disk.
const Disk = "disk"

// Version is one version of an article.
type Version struct {
	Guild   string // "" for what all guilds may read
	Slug    string
	Version int    // from 1
	File    string // its path in the folder of articles
	Data    []byte // the file; none in what withdraws, and once it is erased
	Digest  string // DigestOf the file, also once it is erased; "" in what withdraws
	Action  string
	By      string // a person's id, Disk, Bot or "erased"
	Why     string // in words; may be empty
	At      time.Time
}

// DigestOf stands for the bytes of a file: two files with one digest are alike.
func DigestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Article is where an article stands.
type Article struct {
	Guild, Slug string
	Version     int    // the current one
	File        string // of the current version
	Digest      string // of the current version; "" when it is not live
	Live        bool   // false once it is withdrawn or erased
	Written     int    // the version that the file on disk was last known to have; 0 for none
}

// check refuses what makes no version.
func (v *Version) check() error {
	texts := v.Action == VersionAdded || v.Action == VersionEdited || v.Action == VersionRestored
	switch {
	case v.Slug == "" || v.File == "" || v.By == "" || v.Version < 1:
		return fmt.Errorf("%w: a version without name, number, file or maker", ErrInvalid)
	case !texts && v.Action != VersionWithdrawn:
		return fmt.Errorf("%w: action %q", ErrInvalid, v.Action)
	case texts != (len(v.Data) > 0):
		return fmt.Errorf("%w: %s with %d bytes", ErrInvalid, v.Action, len(v.Data))
	case v.Version == 1 && v.Action != VersionAdded:
		return fmt.Errorf("%w: the first version is %s", ErrInvalid, v.Action)
	}
	return nil
}

// PublishVersions makes versions the current ones of their articles, all of them
// or none, each with an audit row. The number of each must be the next one of its
// article: when it is not, because another was quicker, the error is ErrChanged. A
// file that belongs to another article is an ErrExists. No version is earlier than
// the one before, whatever the clock says. Digest is filled in, and At by the clock
// when it is zero. Those by Disk count as written.
func (s *Store) PublishVersions(ctx context.Context, versions ...Version) ([]Version, error) {
	var done []Version
	err := s.write(ctx, "publish versions", func(tx *sql.Tx) error {
		done = done[:0]
		now := s.stamp(time.Time{}) // one for all: they are one change
		for _, v := range versions {
			if v.At.IsZero() {
				v.At = now
			}
			op := fmt.Sprintf("version %d of article %s", v.Version, v.Slug)
			if err := v.check(); err != nil {
				return fmt.Errorf("%s: %w", op, err)
			}
			v, err := s.publishVersion(ctx, tx, v)
			if err != nil {
				return fmt.Errorf("%s: %w", op, err)
			}
			done = append(done, v)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

func (s *Store) publishVersion(ctx context.Context, tx *sql.Tx, v Version) (Version, error) {
	at, err := s.nextAt(ctx, tx, v)
	if err != nil {
		return v, err
	}
	v.At, v.Why, v.Digest = at, cutWhy(v.Why), ""
	if len(v.Data) > 0 {
		v.Digest = DigestOf(v.Data)
	}
	if err := moveArticle(ctx, tx, v); err != nil {
		return v, err
	}
	if err := insertVersion(ctx, tx, v); err != nil {
		return v, err
	}
	return v, auditVersion(ctx, tx, v, v.Why)
}

// nextAt is when a version is made: not before the one that it follows.
func (s *Store) nextAt(ctx context.Context, tx *sql.Tx, v Version) (time.Time, error) {
	var last int64
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM versions WHERE guild = $1 AND slug = $2`, v.Guild, v.Slug).Scan(&last)
	at := s.stamp(v.At)
	if last > millis(at) {
		at = fromMillis(last)
	}
	return at, err
}

// moveArticle sets the pointer to the current version, from the version before.
func moveArticle(ctx context.Context, tx *sql.Tx, v Version) error {
	live, written := bit(len(v.Data) > 0), 0
	if v.By == Disk {
		written = v.Version
	}
	if v.Version == 1 {
		n, err := execRows(ctx, tx, `INSERT INTO articles (guild, slug, version, file, live, written, corrected)
			VALUES ($1, $2, 1, $3, $4, $5, 1) ON CONFLICT (guild, slug) DO NOTHING`, v.Guild, v.Slug, v.File, live, written)
		return moved(n, err)
	}
	// What withdraws must have something to withdraw.
	n, err := execRows(ctx, tx, `UPDATE articles SET version = $3, file = $4, live = $5, written = CASE WHEN $6 > 0 THEN $6 ELSE written END
		WHERE guild = $1 AND slug = $2 AND version = $3 - 1 AND (live = 1 OR $5 = 1)`,
		v.Guild, v.Slug, v.Version, v.File, live, written)
	return moved(n, err)
}

func moved(n int, err error) error {
	switch {
	case uniqueViolation(err):
		return ErrExists
	case err == nil && n == 0:
		return ErrChanged
	}
	return err
}

func insertVersion(ctx context.Context, tx *sql.Tx, v Version) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO versions (guild, slug, version, file, data, digest, action, actor, why, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		v.Guild, v.Slug, v.Version, v.File, append([]byte{}, v.Data...), v.Digest, v.Action, v.By, v.Why, millis(v.At))
	return err
}

// versionActions are the actions of the audit rows.
var versionActions = map[string]string{
	VersionAdded: ActionAddArticle, VersionEdited: ActionEditArticle, VersionWithdrawn: ActionWithdrawArticle,
	VersionRestored: ActionRestoreArticle, VersionErased: ActionEraseArticle,
}

func auditVersion(ctx context.Context, tx *sql.Tx, v Version, why string) error {
	detail := fmt.Sprintf("version %d", v.Version)
	if why != "" {
		detail += ": " + why
	}
	return writeAudit(ctx, tx, Audit{
		Guild: v.Guild, By: v.By, Action: versionActions[v.Action], Subject: v.Slug, Detail: detail, At: v.At,
	})
}

// NoteWritten notes that the file on disk has a version now, or that it is gone
// where the version withdraws. A version that is not the current one is an
// ErrChanged.
func (s *Store) NoteWritten(ctx context.Context, guild, slug string, version int) error {
	return s.write(ctx, "note that article "+slug+" is written", func(tx *sql.Tx) error {
		return moved(execRows(ctx, tx, `UPDATE articles SET written = $3 WHERE guild = $1 AND slug = $2 AND version = $3`,
			guild, slug, version))
	})
}

// Articles returns where all articles of all guilds stand, by guild and slug.
func (s *Store) Articles(ctx context.Context) ([]Article, error) {
	var found []Article
	err := s.read(ctx, "read articles", func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, scanArticle, `SELECT a.guild, a.slug, a.version, a.file, v.digest, a.live, a.written
			FROM articles a JOIN versions v ON v.guild = a.guild AND v.slug = a.slug AND v.version = a.version
			ORDER BY a.guild, a.slug`)
		return err
	})
	return found, err
}

func scanArticle(row scanner) (a Article, err error) {
	var live int
	err = row.Scan(&a.Guild, &a.Slug, &a.Version, &a.File, &a.Digest, &live, &a.Written)
	a.Live = live != 0
	return a, err
}

// Version returns a version with its data, which is empty in one that withdraws
// and in one that is erased. One that is not there is an ErrNotFound.
func (s *Store) Version(ctx context.Context, guild, slug string, version int) (v Version, err error) {
	var data []byte
	err = s.read(ctx, fmt.Sprintf("read version %d of article %s", version, slug), func(tx *sql.Tx) (err error) {
		row := tx.QueryRowContext(ctx, `SELECT `+versionColumns+`, data FROM versions
			WHERE guild = $1 AND slug = $2 AND version = $3`, guild, slug, version)
		v, err = scanVersion(row, &data)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNotFound
		}
		return err
	})
	if err != nil {
		return Version{}, err
	}
	if len(data) > 0 {
		v.Data = data
	}
	return v, nil
}

// Versions returns the versions of an article, the newest first, without their
// data. An article that is not there has none.
func (s *Store) Versions(ctx context.Context, guild, slug string) ([]Version, error) {
	return s.versions(ctx, "read versions of article "+slug,
		`WHERE guild = $1 AND slug = $2 ORDER BY version DESC`, guild, slug)
}

// VersionsAt returns the version that each article had at a time of those that a
// guild may read, by guild and slug, without their data. Those that were withdrawn
// or erased then are among them.
func (s *Store) VersionsAt(ctx context.Context, guild string, at time.Time) ([]Version, error) {
	return s.versions(ctx, "read versions at a time", `WHERE guild IN ('', $1) AND at <= $2
		AND NOT EXISTS (SELECT 1 FROM versions later WHERE later.guild = versions.guild AND later.slug = versions.slug
			AND later.version > versions.version AND later.at <= $2)
		ORDER BY guild, slug`, guild, millis(at))
}

// FirstVersionAt is when the first version was made of what a guild may read; zero
// when there is none.
func (s *Store) FirstVersionAt(ctx context.Context, guild string) (at time.Time, err error) {
	err = s.read(ctx, "read the first version of guild "+guild, func(tx *sql.Tx) error {
		var first int64
		err := tx.QueryRowContext(ctx, `SELECT coalesce(min(at), 0) FROM versions WHERE guild IN ('', $1)`, guild).Scan(&first)
		at = fromMillis(first)
		return err
	})
	return at, err
}

// KnownDigest says which version of an article has a digest, the newest if there
// are several; 0 for none.
func (s *Store) KnownDigest(ctx context.Context, guild, slug, digest string) (version int, err error) {
	err = s.read(ctx, "look for a digest of article "+slug, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM versions
			WHERE guild = $1 AND slug = $2 AND digest = $3`, guild, slug, digest).Scan(&version)
	})
	return version, err
}

// IsVersion reports whether a digest is that of any version, in any guild.
func (s *Store) IsVersion(ctx context.Context, digest string) (is bool, err error) {
	err = s.read(ctx, "look for a digest", func(tx *sql.Tx) error {
		var n int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM versions WHERE digest = $1 AND digest <> ''`, digest).Scan(&n)
		is = n > 0
		return err
	})
	return is, err
}

// ErasedDigest reports whether a file of that digest was erased, in a guild or for
// all.
func (s *Store) ErasedDigest(ctx context.Context, guild, digest string) (erased bool, err error) {
	err = s.read(ctx, "look for an erased digest", func(tx *sql.Tx) error {
		var n int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM versions
			WHERE guild IN ('', $1) AND digest = $2 AND digest <> '' AND length(data) = 0`, guild, digest).Scan(&n)
		erased = n > 0
		return err
	})
	return erased, err
}

// ChangesBy counts the changes that people made in a guild after a time. All that is
// published at once is one: an import, however many articles come with it.
func (s *Store) ChangesBy(ctx context.Context, guild string, after time.Time) (n int, err error) {
	err = s.read(ctx, "count changes of guild "+guild, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT DISTINCT actor, at FROM versions
			WHERE guild = $1 AND at > $2 AND actor NOT IN ('`+Disk+`', '`+Bot+`')) AS changes`, guild, millis(after)).Scan(&n)
	})
	return n, err
}

// versionColumns are in the order of scanVersion.
const versionColumns = `guild, slug, version, file, digest, action, actor, why, at`

func (s *Store) versions(ctx context.Context, op, where string, args ...any) ([]Version, error) {
	var found []Version
	err := s.read(ctx, op, func(tx *sql.Tx) (err error) {
		found, err = collect(ctx, tx, func(row scanner) (Version, error) { return scanVersion(row) },
			`SELECT `+versionColumns+` FROM versions `+where, args...)
		return err
	})
	return found, err
}

func scanVersion(row scanner, more ...any) (v Version, err error) {
	var at int64
	err = row.Scan(append([]any{&v.Guild, &v.Slug, &v.Version, &v.File, &v.Digest, &v.Action, &v.By, &v.Why, &at}, more...)...)
	v.At = fromMillis(at)
	return v, err
}
