package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// defaultLockWait is Options.LockWait when it is zero.
	defaultLockWait = 10 * time.Second
	// readConnections bounds the readers that run at once. In WAL mode a reader
	// waits for nobody, so that a handful serves hundreds of questions a second.
	readConnections = 4
)

// Options say where the store is and what it takes from outside.
type Options struct {
	// Path is the database file. It and its folder are made when they are not
	// there, readable by their owner alone. Required.
	Path string
	// Log receives what an operator should know; never an id of a person.
	// Nil discards.
	Log *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Rand is where ids of answers and gaps come from; nil is crypto/rand.
	// It is read by one goroutine at a time.
	Rand io.Reader
	// LockWait is how long to wait for a lock that another process holds
	// before failing with ErrLocked; zero is 10 s.
	LockWait time.Duration
	// MaxPages is how many pages of 4096 bytes the file may have; zero is
	// SQLite's own limit. It is for tests of a full disk.
	MaxPages int
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.LockWait == 0 {
		o.LockWait = defaultLockWait
	}
	return o
}

// Store is an open database. Make one with Open.
type Store struct {
	opt     Options
	writer  *sql.DB // one connection: SQLite has one writer at a time anyway
	readers *sql.DB // connections that cannot write

	mu      sync.RWMutex // guards closed, and running against Close
	closed  bool
	running sync.WaitGroup // calls in progress
}

// Open opens the database, makes it when it is not there, and brings it to this
// program's version. Where the file or its folder is at fault the error wraps
// ErrReadOnly, ErrFull, ErrNotDatabase, ErrForeign, ErrDamaged, ErrNewer or
// ErrLocked, and the file has not been changed.
func Open(ctx context.Context, opt Options) (*Store, error) {
	opt = opt.withDefaults()
	op := "open store " + opt.Path
	if opt.Path == "" {
		return nil, fmt.Errorf("open store: %w: no path", ErrInvalid)
	}
	path, err := filepath.Abs(opt.Path)
	if err != nil {
		return nil, wrap(ctx, op, err)
	}
	opt.Path = path
	s := &Store{opt: opt}
	if err := s.open(ctx); err != nil {
		return nil, wrap(ctx, op, errors.Join(err, s.closePools()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := touch(s.opt.Path); err != nil {
		return err
	}
	unlock, err := lockFile(ctx, s.opt.Path, s.opt.LockWait)
	if err != nil {
		return err
	}
	defer unlock()
	if err := inspect(ctx, s.opt); err != nil {
		return err
	}
	s.writer = openDB(s.opt.writeDSN())
	s.writer.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writer, s.opt.Log); err != nil {
		return err
	}
	s.readers = openDB(s.opt.readDSN())
	s.readers.SetMaxOpenConns(readConnections)
	s.readers.SetMaxIdleConns(readConnections)
	s.readers.SetConnMaxIdleTime(5 * time.Minute) // each keeps a page cache
	if err := s.readers.PingContext(ctx); err != nil {
		return err
	}
	return s.finishPurge(ctx)
}

// touch makes the folder and the file. The engine would make the file too, but
// readable by everybody, and it opens silently for reading what it cannot write.
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn is the address of the file with settings for each connection, in the
// driver's form. The path is escaped, as it may have '?', '#' or '%' in it.
func (o Options) dsn(extra url.Values, pragmas ...string) string {
	q := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", o.LockWait.Milliseconds())}}
	q["_pragma"] = append(q["_pragma"], pragmas...)
	for k, v := range extra {
		q[k] = v
	}
	path := filepath.ToSlash(o.Path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… in the form of a file URI
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

func (o Options) writeDSN() string {
	pragmas := []string{
		"journal_mode(WAL)",
		"synchronous(NORMAL)", // with WAL: a power cut may lose the last commits, never the file
		"foreign_keys(1)",
		"secure_delete(ON)", // what is deleted is overwritten with zeros
	}
	if o.MaxPages > 0 {
		pragmas = append(pragmas, fmt.Sprintf("max_page_count(%d)", o.MaxPages))
	}
	return o.dsn(url.Values{"_txlock": {"immediate"}}, pragmas...)
}

func (o Options) readDSN() string { return o.dsn(nil, "query_only(1)") }

// Close waits for the calls in progress, then closes the file. Closing twice is
// a no-op.
func (s *Store) Close() error {
	s.mu.Lock()
	was := s.closed
	s.closed = true
	s.mu.Unlock()
	if was {
		return nil
	}
	s.running.Wait()
	if err := s.closePools(); err != nil {
		return fmt.Errorf("close store %s: %w", s.opt.Path, err)
	}
	return nil
}

// closePools closes the writer last: the last connection folds the -wal file
// into the database, which a reader may not do.
func (s *Store) closePools() error {
	var first error
	for _, db := range []*sql.DB{s.readers, s.writer} {
		if db == nil {
			continue
		}
		if err := db.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
