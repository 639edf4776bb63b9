package curate

import (
	"context"
	"io/fs"
	"path"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Run takes over what changes in the folder, and finds the answers that cite what
// has changed, until ctx is done, and then returns. It is called once. Changes are
// seen at once where the system announces them, and else at the next look: mounted
// volumes often announce nothing.
func (k *Keeper) Run(ctx context.Context) {
	var jobs sync.WaitGroup
	defer jobs.Wait()
	jobs.Go(func() { k.correctAll(ctx) })
	k.watchFolder(ctx)
}

// correctAll finds corrections now, after each change, and once more a while later.
func (k *Keeper) correctAll(ctx context.Context) {
	late := time.NewTimer(lateAnswers)
	defer late.Stop()
	for {
		if err := k.correct(ctx); err != nil && ctx.Err() == nil {
			k.o.Log.Error("it could not be found out which answers cite what has changed; it is tried again at the next change", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-k.changed:
			late.Reset(lateAnswers)
		case <-late.C:
			k.correctLate(ctx)
			k.purgeLate(ctx)
		}
	}
}

// watchFolder takes over what changes in the folder.
func (k *Keeper) watchFolder(ctx context.Context) {
	if !k.disk.writes() {
		<-ctx.Done()
		return
	}
	w := newWatch(k)
	defer w.close()
	poll := time.NewTicker(k.o.Poll)
	defer poll.Stop()
	quiet := time.NewTimer(0) // what Open has left
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.events():
			quiet.Reset(k.o.Quiet) // until nothing has come for so long
			continue
		case err := <-w.errors():
			w.failed(err)
			continue
		case <-poll.C:
		case <-quiet.C:
		}
		w.follow()
		if !k.take(ctx) {
			quiet.Reset(k.o.Quiet)
		}
	}
}

// patience is how many times Options.Quiet a file that goes on changing keeps the
// others from being taken over.
const patience = 10

// take looks at the folder once. It reports whether all stood still.
func (k *Keeper) take(ctx context.Context) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	eager := !k.restless.IsZero() && k.o.Now().Sub(k.restless) > patience*k.o.Quiet
	settled, err := k.sync(ctx, eager)
	switch {
	case settled || eager:
		k.restless = time.Time{}
	case k.restless.IsZero():
		k.restless = k.o.Now()
	}
	if err == nil || ctx.Err() != nil {
		k.failing = false
		return settled || ctx.Err() != nil
	}
	if !k.failing {
		k.o.Log.Error("the folder of articles could not be looked at; the articles stay as they are, and it is tried again",
			"folder", k.disk.String(), "error", err)
	}
	k.failing = true
	return true // until the next poll
}

// watch is told by the system when something in the folder changes. It watches
// folders, not files: a file that is saved by renaming another into its place takes
// its watch with it.
type watch struct {
	k       *Keeper
	watcher *fsnotify.Watcher // nil where the system has none to give
	told    bool
}

func newWatch(k *Keeper) *watch {
	w := &watch{k: k}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		w.failed(err)
		return w
	}
	w.watcher = watcher
	w.follow()
	return w
}

func (w *watch) close() {
	if w.watcher != nil {
		_ = w.watcher.Close() // nothing was written
	}
}

func (w *watch) events() chan fsnotify.Event {
	if w.watcher == nil {
		return nil
	}
	return w.watcher.Events
}

func (w *watch) errors() chan error {
	if w.watcher == nil {
		return nil
	}
	return w.watcher.Errors
}

// failed tells once that changes are seen later than they could be.
func (w *watch) failed(err error) {
	if !w.told {
		w.k.o.Log.Warn("the system does not announce all changes in the folder of articles; it is looked at every so often",
			"every", w.k.o.Poll, "error", err)
	}
	w.told = true
}

// follow watches all folders that there are now. Watching one twice is a no-op, and
// the watch of one that is gone ends by itself.
func (w *watch) follow() {
	if w.watcher == nil {
		return
	}
	_ = fs.WalkDir(w.k.disk.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // told of when the articles are read
		case !d.IsDir():
			return nil
		case name != "." && hidden(path.Base(name)):
			return fs.SkipDir
		}
		if err := w.watcher.Add(w.k.disk.path(name)); err != nil {
			w.failed(err)
		}
		return nil
	})
}

// hidden reports whether there are no articles in a folder of that name. What a
// link in another folder leads to there, as Kubernetes mounts files, is announced
// in that folder, where the link to the newest is replaced.
func hidden(name string) bool { return name[0] == '.' || name[0] == '_' }
