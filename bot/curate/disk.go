package curate

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// disk is the folder of articles, or files that cannot be written. Only who holds
// Keeper.mu uses it.
type disk struct {
	folder string // "" for files that cannot be written
	fsys   fs.FS
	quiet  time.Duration
	now    func() time.Time
	seen   map[string]*sight
	begun  bool // the folder has been looked at
}

func newDisk(o Options) *disk {
	d := &disk{folder: o.Folder, fsys: o.Files, quiet: o.Quiet, now: o.Now, seen: make(map[string]*sight)}
	if d.folder != "" {
		d.fsys = os.DirFS(d.folder) // follows the folder's links each time
	}
	return d
}

// String is for an operator.
func (d *disk) String() string { return cmp.Or(d.folder, "the program itself") }

// writes reports whether there is a folder to write to.
func (d *disk) writes() bool { return d.folder != "" }

// stamp is what changes with a file. The zero value is a file that is not there.
type stamp struct {
	size int64
	mod  time.Time
	id   any // what tells a file from another of its name, where the system does
}

func (s stamp) same(o stamp) bool {
	return s.size == o.size && s.mod.Equal(o.mod) && s.id == o.id
}

// sight is what is known of a file.
type sight struct {
	stamp stamp
	there bool
	since time.Time // since when it has been seen like that; zero for long

	digest string // of what was read; "" before
	read   stamp  // when it was read
	racy   bool   // it may have changed since without a new stamp
	tried  *state // in which nothing could be made of it
	told   string // why
}

// racyFor is how young a file may be when it is read for its time not to tell of a
// change right after, on file systems that count in seconds or two.
const racyFor = 3 * time.Second

// look lists the article files and notes which have changed since. The error is
// that of the folder itself.
func (d *disk) look() (names []string, problems []corpus.Problem, err error) {
	names, problems, err = corpus.Files(d.fsys)
	if err != nil {
		return nil, problems, err
	}
	now := d.now()
	present := make(map[string]bool, len(names))
	for _, name := range names {
		if to, is := d.leadsAway(name); is {
			problems = append(problems, corpus.Problem{
				File: name, Severity: corpus.Error,
				Message: fmt.Sprintf("The file is a link to %s, which is no article by its name, and is not read. Link to a file whose name ends in .md, .txt or .html.", to),
			})
			continue
		}
		info, err := fs.Stat(d.fsys, name)
		switch {
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			present[name] = true // nobody knows; what was known of it stays
			continue
		case err != nil, !info.Mode().IsRegular():
			continue // gone since, a link that leads nowhere, or a pipe
		}
		present[name] = true
		at := stamp{info.Size(), info.ModTime(), fileID(info)}
		s := d.seen[name]
		switch {
		case s == nil:
			s = &sight{stamp: at, since: now}
			if !d.begun && now.Sub(at.mod) > d.quiet {
				s.since = time.Time{}
			}
			d.seen[name] = s
		case !s.there || !s.stamp.same(at):
			s.stamp, s.since = at, now
		}
		s.there = true
	}
	for name, s := range d.seen {
		if s.there && !present[name] {
			s.there, s.since = false, now
		}
	}
	d.begun = true
	return names, problems, nil
}

// leadsAway is where a link leads that is no article's file: what somebody puts into a
// folder that others write to, a repository for instance, must not make an article of
// the bot's own secrets.
func (d *disk) leadsAway(name string) (to string, is bool) {
	if !d.writes() {
		return "", false
	}
	if info, err := os.Lstat(d.path(name)); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	target, err := filepath.EvalSymlinks(d.path(name))
	if err != nil { // it leads nowhere
		return "", false
	}
	to = filepath.Base(target)
	return to, !corpus.IsFile(to)
}

// missing notes a file that ought to be there and is not.
func (d *disk) missing(name string) *sight {
	s := d.seen[name]
	if s == nil {
		s = &sight{since: d.now()}
		d.seen[name] = s
	}
	return s
}

// writingFor is how long a file that some process has open for writing is waited for
// after it has changed: who writes may be held up for longer than Options.Quiet, and some
// file systems say of every file that it is written.
const writingFor = time.Minute

// settled reports whether a file has stood still for long enough.
func (d *disk) settled(name string, s *sight) bool {
	now := d.now()
	if now.Sub(s.since) < d.quiet {
		return false
	}
	young := min(now.Sub(s.since), now.Sub(s.stamp.mod).Abs()) < writingFor
	return !young || !s.there || !d.writes() || !beingWritten(d.path(name))
}

// errUnsettled means that a file changed while it was read.
var errUnsettled = errors.New("the file is being changed")

// digestOf is the digest of a file that stands still, which is read only if it has
// changed since. data is nil when it was not read.
func (d *disk) digestOf(name string, s *sight) (digest string, data []byte, err error) {
	if s.digest != "" && !s.racy && s.read.same(s.stamp) {
		return s.digest, nil, nil
	}
	data, err = d.readStill(name, s)
	return s.digest, data, err
}

// readStill reads a file. The error is errUnsettled when it changed meanwhile.
func (d *disk) readStill(name string, s *sight) ([]byte, error) {
	data, err := corpus.ReadFile(d.fsys, name)
	if err != nil && !errors.Is(err, corpus.ErrTooLarge) {
		return nil, err
	}
	info, statErr := fs.Stat(d.fsys, name)
	if statErr != nil {
		return nil, errUnsettled
	}
	at := stamp{info.Size(), info.ModTime(), fileID(info)}
	if !at.same(s.stamp) {
		s.stamp, s.since = at, d.now()
		return nil, errUnsettled
	}
	if err != nil {
		return nil, err
	}
	digest := store.DigestOf(data)
	if digest != s.digest {
		s.tried = nil
	}
	age := d.now().Sub(at.mod)
	s.digest, s.read, s.racy = digest, at, d.writes() && age < racyFor
	return data, nil
}

// unwritable says why a file could not be written, for a moderator.
func unwritable(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write article file %s: %w", name, err)
}
