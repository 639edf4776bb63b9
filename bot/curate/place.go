package curate

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// What is written lies beside its place first. The names begin with a dot, so that
// nobody takes the files for articles, and with asideMark and a further mark:
//
//	part.…   ours, perhaps not whole: of no use after a crash
//	held.…   on its way into or out of the place of the file that the rest names.
//	         It may be what somebody has saved there in that very moment.
const (
	asideMark = ".rapporteur-"
	partMark  = asideMark + "part."
	heldMark  = asideMark + "held."
)

// known reports whether bytes of a digest are those of a version, so that nothing is
// lost when they are replaced.
type known func(digest string) bool

// write puts a file in its place at once, or not at all: whoever reads sees the
// bytes of before or these, also after a crash. Bytes that are not known are left
// there, also when they come in the last moment, and the error is errUnsettled; on
// systems that cannot exchange two files that moment is some 50 µs long. Where the
// name is a link, what it leads to is replaced.
func (d *disk) write(name string, data []byte, is known) error {
	path := d.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
		if info, err := os.Stat(path); err == nil {
			mode = info.Mode().Perm()
		}
	}
	part := beside(path, partMark)
	if err := writeWhole(part, data, mode); err != nil {
		return errors.Join(err, removed(os.Remove(part)))
	}
	held := beside(path, heldMark)
	if err := os.Rename(part, held); err != nil {
		return errors.Join(err, removed(os.Remove(part)))
	}
	if err := put(held, path, is); err != nil {
		return errors.Join(err, removed(os.Remove(held)))
	}
	return syncFolder(filepath.Dir(path))
}

// path is where a file is, for the system.
func (d *disk) path(name string) string { return filepath.Join(d.folder, filepath.FromSlash(name)) }

// beside is a name in the folder of a file.
func beside(path, mark string) string {
	return filepath.Join(filepath.Dir(path), mark+filepath.Base(path))
}

func writeWhole(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
}

// removed is the error of a removal, none for what was not there.
func removed(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// put moves what is held into its place. What was there is gone if it is known, and
// else still there.
func put(held, path string, is known) error {
	digest, err := digestOf(path)
	switch {
	case err != nil:
		return err
	case digest == "":
		done, err := moveTo(held, path)
		if errors.Is(err, fs.ErrExist) {
			return errUnsettled
		}
		if done || err != nil {
			return err
		}
		return os.Rename(held, path)
	case !is(digest):
		return errUnsettled
	}
	done, err := exchange(held, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errUnsettled // gone since
	case err != nil:
		return err
	case !done:
		return os.Rename(held, path)
	}
	digest, err = digestOf(held)
	if err == nil && is(digest) {
		return os.Remove(held)
	}
	if _, back := exchange(held, path); back != nil {
		return errors.Join(err, back)
	}
	return errors.Join(err, errUnsettled)
}

// digestOf is the digest of a file as it is this moment; "" when there is none.
func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	data, err := io.ReadAll(io.LimitReader(f, corpus.MaxFileBytes+1)) // no version is larger
	return store.DigestOf(data), errors.Join(err, f.Close())
}

// remove removes a file whose bytes are known; others are left, and the error is
// errUnsettled. One that is not there is a no-op.
func (d *disk) remove(name string, is known) error {
	path := d.path(name)
	digest, err := digestOf(path)
	switch {
	case err != nil:
		return err
	case digest == "":
		return nil
	case !is(digest):
		return errUnsettled
	}
	held := beside(path, heldMark)
	done, err := moveTo(path, held)
	switch {
	case err != nil:
		return removed(err)
	case !done:
		return removed(os.Remove(path))
	}
	if digest, err = digestOf(held); err == nil && is(digest) {
		if err := os.Remove(held); err != nil {
			return err
		}
		return syncFolder(filepath.Dir(path))
	}
	if _, back := moveTo(held, path); back != nil && !errors.Is(back, fs.ErrExist) {
		return errors.Join(err, back)
	}
	return errors.Join(err, errUnsettled)
}

// syncFolder makes a new or removed name outlast a power cut, where the system can.
func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	_ = f.Sync() // not every file system knows it for folders
	return f.Close()
}

// clearAway clears away what a crash has left beside the files. What was held and is
// no version is somebody's edit, and goes back to its place. If somebody has saved
// anything else there since, it becomes the version before that.
func (k *Keeper) clearAway(ctx context.Context) error {
	if !k.disk.writes() {
		return nil
	}
	return filepath.WalkDir(k.disk.folder, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // told of when the articles are read
		case e.IsDir() && path != k.disk.folder && hidden(e.Name()):
			return fs.SkipDir
		case !e.Type().IsRegular():
			return nil
		case strings.HasPrefix(e.Name(), partMark):
			return os.Remove(path)
		case strings.HasPrefix(e.Name(), heldMark):
			return k.recoverHeld(ctx, path)
		}
		return nil
	})
}

func (k *Keeper) recoverHeld(ctx context.Context, path string) error {
	place := filepath.Join(filepath.Dir(path), strings.TrimPrefix(filepath.Base(path), heldMark))
	mine, err := digestOf(path)
	if err != nil {
		return err
	}
	there, err := digestOf(place)
	if err != nil {
		return err
	}
	version, err := k.o.Store.IsVersion(ctx, mine)
	if err != nil {
		return err
	}
	if version {
		return os.Remove(path)
	}
	replaceable := there == ""
	if !replaceable {
		if replaceable, err = k.o.Store.IsVersion(ctx, there); err != nil {
			return err
		}
	}
	if replaceable {
		return os.Rename(path, place)
	}
	kept, err := k.keepEarlier(ctx, path, place)
	if err != nil {
		return err
	}
	if !kept {
		k.o.Log.Error("a file was saved twice while the bot stopped; the earlier text cannot be used and lies beside it", "file", place, "earlier", path)
		return nil
	}
	return os.Remove(path)
}

// keepEarlier makes a version of what somebody had saved in a file before they saved
// what is there now, and which nobody has read. It reports false where that cannot be an
// article's, or another process is at it.
func (k *Keeper) keepEarlier(ctx context.Context, path, place string) (bool, error) {
	h, is := k.heldIn(place)
	if !is {
		return false, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	a, _, err := corpus.Parse(h.File, data)
	if err != nil || k.room(h.Guild, a, h.article) != nil {
		return false, nil //nolint:nilerr // it is no article; who saved it is told where it lies
	}
	v := store.Version{
		Guild: h.Guild, Slug: h.Slug, Version: h.Version + 1, File: h.File, Data: data, Action: store.VersionEdited, By: store.Disk,
		Why: "saved while the bot stopped, and replaced since",
	}
	if !h.Live {
		v.Action = store.VersionAdded
	}
	done, err := k.o.Store.PublishVersions(ctx, v)
	if errors.Is(err, store.ErrChanged) {
		return false, k.reload(ctx)
	}
	if err != nil {
		return false, err
	}
	a.Slug = h.Slug
	return true, k.swap([]held{heldOf(done[0], a.WithVersion(v.Version), v.Version)})
}

// heldIn is the article whose file lies at a path.
func (k *Keeper) heldIn(path string) (held, bool) {
	for _, h := range k.state().sorted() {
		if k.disk.path(h.File) == path {
			return h, true
		}
	}
	return held{}, false
}
