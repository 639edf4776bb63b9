package curate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// mostRetries bounds how often a sync begins anew because another process was
// quicker.
const mostRetries = 5

// sync brings store, folder and memory into line. It reports whether all files
// stood still. While one does not nothing is taken over, so that what belongs
// together comes together; where eager, only that one is left for later. Keeper.mu
// is held.
func (k *Keeper) sync(ctx context.Context, eager bool) (settled bool, err error) {
	for range mostRetries {
		settled, err = k.syncOnce(ctx, eager)
		if !errors.Is(err, store.ErrChanged) {
			return settled, err
		}
		if err := k.reload(ctx); err != nil {
			return false, err
		}
	}
	return settled, err
}

func (k *Keeper) syncOnce(ctx context.Context, eager bool) (settled bool, err error) {
	names, problems, err := k.disk.look()
	if err != nil {
		return false, err
	}
	vanished := k.state().vanished(names)
	if vanished && !k.lost {
		k.o.Log.Error("the folder of articles is empty: it is taken for one that is not mounted, and its articles are kept; withdraw them one by one if that is meant",
			"folder", k.disk.String())
	}
	if k.lost = vanished; vanished {
		return true, nil
	}
	s := newSyncing(ctx, k)
	for _, p := range problems {
		s.unread = append(s.unread, p.File)
	}
	k.mend(k.notTold(problems)...)
	for _, name := range names {
		if err := s.file(name); err != nil {
			return false, err
		}
	}
	if err := s.gone(); err != nil {
		return false, err
	}
	if s.unsettled && !eager {
		k.mend(s.problems...)
		return false, nil
	}
	for _, c := range s.fresh {
		if err := s.place(c); err != nil {
			return false, err
		}
	}
	if err := s.publish(); err != nil {
		return false, err
	}
	k.mend(s.problems...)
	return !s.unsettled, k.finish(ctx)
}

// notTold are the problems of folders that were not there at the last look.
func (k *Keeper) notTold(problems []corpus.Problem) []corpus.Problem {
	out := slices.DeleteFunc(slices.Clone(problems), func(p corpus.Problem) bool { return slices.Contains(k.unread, p) })
	k.unread = problems
	return out
}

func (k *Keeper) state() *state { return k.current.Load() }

// vanished reports whether a folder has lost all its articles at once, which is how
// a volume looks that is not mounted.
func (s *state) vanished(names []string) bool {
	written := 0
	for _, h := range s.held {
		if h.Live && !h.pending() {
			written++
		}
	}
	return len(names) == 0 && written > 1
}

// syncing is one look at the folder, and what comes of it.
type syncing struct {
	ctx context.Context
	k   *Keeper
	was *state

	unread    []string // folders and files that could not be looked at
	unsettled bool
	fresh     []freshFile // files of no article
	adrift    map[key]held
	leftover  map[string]key // files of pending articles that are to go
	passages  passages
	taken     map[key]string // slugs that are taken by a file

	withdrawn, versions []store.Version
	articles            map[key]*corpus.Article
	noted               []held
	problems            []corpus.Problem
}

// freshFile is a file that belongs to no article yet.
type freshFile struct {
	name string
	data []byte
}

func newSyncing(ctx context.Context, k *Keeper) *syncing {
	s := &syncing{
		ctx: ctx, k: k, was: k.state(), adrift: make(map[key]held), passages: k.state().passages(),
		taken: make(map[key]string), articles: make(map[key]*corpus.Article),
	}
	for _, h := range s.was.held {
		if h.Live {
			s.taken[h.key()] = h.File
		}
	}
	return s
}

// file looks at one file of the folder.
func (s *syncing) file(name string) error {
	seen := s.k.disk.seen[name]
	if seen == nil || !seen.there {
		return nil
	}
	if !s.k.disk.settled(name, seen) {
		s.unsettled = true
		return nil
	}
	digest, data, err := s.k.disk.digestOf(name, seen)
	switch {
	case errors.Is(err, errUnsettled):
		s.unsettled = true
		return nil
	case err != nil:
		s.unusable(seen, corpus.ProblemOf(name, err))
		return nil
	}
	owner, owned := s.was.files[name]
	if !owned {
		return s.unowned(name, seen, data)
	}
	h := s.was.held[owner]
	if digest == h.Digest {
		seen.told = ""
		if h.pending() {
			s.noted = append(s.noted, h)
		}
		return nil
	}
	return s.edited(h, seen, data)
}

// unusable tells of a file of which nothing can be made, once for each reason.
func (s *syncing) unusable(seen *sight, problems ...corpus.Problem) {
	seen.tried = s.was
	if told := fmt.Sprint(seen.digest, problems); told != seen.told {
		seen.told = told
		s.problems = append(s.problems, problems...)
	}
}

// data are the bytes of a file, which is read if it was not; false when it does not
// stand still.
func (s *syncing) data(name string, seen *sight, data []byte) ([]byte, bool) {
	if data != nil {
		return data, true
	}
	data, err := s.k.disk.readStill(name, seen)
	s.unsettled = s.unsettled || err != nil
	return data, err == nil
}

// edited takes over what somebody made of an article's file, unless it is the text
// of a version that the current one is to replace there.
func (s *syncing) edited(h held, seen *sight, data []byte) error {
	if h.pending() {
		known, err := s.k.o.Store.KnownDigest(s.ctx, h.Guild, h.Slug, seen.digest)
		if err != nil {
			return err
		}
		if known > 0 || !s.k.disk.writes() {
			return nil // finish writes it
		}
		s.k.o.Log.Warn("a file was edited before a change could be written to it; both are kept, and what is on disk is current",
			"file", h.File, "article", h.Slug, "version", h.Version)
	}
	if seen.tried == s.was {
		return nil
	}
	data, ok := s.data(h.File, seen, data)
	if !ok {
		return nil
	}
	a, problems, err := corpus.Parse(h.File, data)
	if err != nil {
		s.unusable(seen, append(problems, corpus.ProblemOf(h.File, err))...)
		s.k.o.Log.Warn("a changed file cannot be used; the version before stays",
			"file", h.File, "article", h.Slug, "version", h.Version)
		return nil
	}
	v := store.Version{Guild: h.Guild, Slug: h.Slug, Version: h.Version + 1, File: h.File, Data: data, Action: store.VersionEdited, By: store.Disk}
	s.add(v, a, seen, problems)
	return nil
}

// add plans a version, if its article has room.
func (s *syncing) add(v store.Version, a *corpus.Article, seen *sight, problems []corpus.Problem) bool {
	grows := len(a.Passages)
	if old := s.was.held[key{v.Guild, v.Slug}].article; old != nil {
		grows -= len(old.Passages)
	}
	if !s.passages.fit(v.Guild, grows) {
		s.unusable(seen, tooMany(v.File))
		return false
	}
	s.passages[v.Guild] += grows
	a.Slug = v.Slug
	s.articles[key{v.Guild, v.Slug}] = a.WithVersion(v.Version)
	s.versions = append(s.versions, v)
	s.problems = append(s.problems, problems...)
	return true
}

func tooMany(file string) corpus.Problem {
	return corpus.Problem{
		File: file, Severity: corpus.Error,
		Message: fmt.Sprintf("The article was not loaded: with it there would be more than %d paragraphs. Remove some articles.", corpus.MaxPassages),
	}
}

// unowned is a file that belongs to no article. It is a new one, unless it is to go
// or was erased.
func (s *syncing) unowned(name string, seen *sight, data []byte) error {
	if seen.tried == s.was {
		return nil
	}
	of, err := s.leftovers()
	if err != nil {
		return err
	}
	if owner, ok := of[name]; ok {
		known, err := s.k.o.Store.KnownDigest(s.ctx, owner.guild, owner.slug, seen.digest)
		if err != nil || known > 0 || !s.k.disk.writes() {
			return err // finish removes it, where it can
		}
	}
	erased, err := s.k.o.Store.ErasedDigest(s.ctx, corpus.GuildOf(name), seen.digest)
	if err != nil {
		return err
	}
	if erased {
		s.unusable(seen, corpus.Problem{
			File: name, Severity: corpus.Error,
			Message: "This text was erased for good and is not loaded again. Remove the file.",
		})
		return nil
	}
	if data, ok := s.data(name, seen, data); ok {
		s.fresh = append(s.fresh, freshFile{name, data})
	}
	return nil
}

// leftovers are the files that pending articles have had.
func (s *syncing) leftovers() (map[string]key, error) {
	if s.leftover != nil {
		return s.leftover, nil
	}
	s.leftover = make(map[string]key)
	for _, h := range s.was.held {
		if !h.pending() {
			continue
		}
		versions, err := s.k.o.Store.Versions(s.ctx, h.Guild, h.Slug)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			s.leftover[v.File] = h.key()
		}
	}
	return s.leftover, nil
}

// gone finds the articles whose files are there no more.
func (s *syncing) gone() error {
	for _, h := range s.was.sorted() {
		if !h.Live || h.pending() {
			continue
		}
		seen := s.k.disk.missing(h.File)
		if seen.there || slices.ContainsFunc(s.unread, func(folder string) bool { return strings.HasPrefix(h.File, folder+"/") }) {
			continue
		}
		if !s.k.disk.settled(h.File, seen) && s.k.disk.writes() {
			s.unsettled = true
			continue
		}
		s.adrift[h.key()] = h
		delete(s.taken, h.key())
	}
	return nil
}

// place finds the article that a new file is: one whose file is gone, or another.
func (s *syncing) place(f freshFile) error {
	seen := s.k.disk.seen[f.name]
	a, problems, err := corpus.Parse(f.name, f.data)
	if err != nil {
		s.unusable(seen, append(problems, corpus.ProblemOf(f.name, err))...)
		return nil
	}
	guild := corpus.GuildOf(f.name)
	var other, slug string
	for _, slug = range corpus.Slugs(f.name) {
		if other = s.taken[key{guild, slug}]; other == "" && guild != "" {
			other = s.taken[key{"", slug}]
		}
		if other == "" {
			break
		}
	}
	if other != "" {
		s.unusable(seen, corpus.DuplicateOf(f.name, other, slug))
		return nil
	}
	id := key{guild, slug}
	had := s.was.held[id]
	v := store.Version{Guild: guild, Slug: slug, Version: had.Version + 1, File: f.name, Data: f.data, Action: store.VersionAdded, By: store.Disk}
	if _, moves := s.adrift[id]; moves {
		v.Action, v.Why = store.VersionEdited, "moved from "+had.File
	}
	if s.add(v, a, seen, problems) {
		s.taken[id] = f.name
		delete(s.adrift, id)
	}
	return nil
}

// publish makes everything that was found public, at once.
func (s *syncing) publish() error {
	for _, h := range s.was.sorted() {
		if _, ok := s.adrift[h.key()]; ok {
			s.withdrawn = append(s.withdrawn, store.Version{
				Guild: h.Guild, Slug: h.Slug, Version: h.Version + 1, File: h.File, Action: store.VersionWithdrawn, By: store.Disk,
			})
		}
	}
	var changes []held
	if versions := slices.Concat(s.withdrawn, s.versions); len(versions) > 0 {
		// Withdrawals first, as they give names of files free.
		done, err := s.k.o.Store.PublishVersions(s.ctx, versions...)
		if err != nil {
			return err
		}
		for _, v := range done {
			changes = append(changes, heldOf(v, s.articles[key{v.Guild, v.Slug}], v.Version))
		}
		s.k.report(done)
	}
	for _, h := range s.noted {
		if err := s.k.o.Store.NoteWritten(s.ctx, h.Guild, h.Slug, h.Version); err != nil {
			return err
		}
		h.Written = h.Version
		changes = append(changes, h)
	}
	return s.k.swap(changes)
}

// mostReported bounds how many articles the log names of one look at the folder.
const mostReported = 20

// report tells an operator what was taken over from disk.
func (k *Keeper) report(done []store.Version) {
	for _, v := range done[:min(len(done), mostReported)] {
		k.o.Log.Info("an article was changed on disk", "article", v.Slug, "guild", v.Guild, "version", v.Version, "action", v.Action)
	}
	if n := len(done) - mostReported; n > 0 {
		k.o.Log.Info("more articles were changed on disk", "articles", n)
	}
}

// heldOf is an article of which a version has been published. written is the
// version that its file has.
func heldOf(v store.Version, a *corpus.Article, written int) held {
	return held{
		Article: store.Article{
			Guild: v.Guild, Slug: v.Slug, Version: v.Version, File: v.File, Digest: v.Digest, Live: v.Digest != "", Written: written,
		},
		article: a,
	}
}

// finish writes and removes the files of what is pending.
func (k *Keeper) finish(ctx context.Context) error {
	if !k.disk.writes() {
		return nil
	}
	for _, h := range k.state().sorted() {
		if !h.pending() || ctx.Err() != nil {
			continue
		}
		if err := k.settle(ctx, h); err != nil && !errors.Is(err, errUnsettled) {
			k.unwritten(h, err)
		}
	}
	return ctx.Err()
}

// unwritten tells once that a file could not be written.
func (k *Keeper) unwritten(h held, err error) {
	if k.told[h.key()] == h.Version {
		return
	}
	k.told[h.key()] = h.Version
	k.o.Log.Error("a file could not be written; the change stands in the database, and it is tried again",
		"file", h.File, "article", h.Slug, "version", h.Version, "error", err)
}

// settle brings the files of a pending article into line with its current version,
// and notes that. A file with bytes that no version had is somebody's edit: it is
// left alone, and the error is errUnsettled.
func (k *Keeper) settle(ctx context.Context, h held) error {
	versions, err := k.o.Store.Versions(ctx, h.Guild, h.Slug)
	if err != nil {
		return err
	}
	digests, files := make(map[string]bool), make(map[string]bool)
	for _, v := range versions {
		digests[v.Digest], files[v.File] = true, true
	}
	known := func(digest string) bool { return digests[digest] }
	if h.Live {
		delete(files, h.File)
		if err := k.settleFile(ctx, h, known); err != nil {
			return err
		}
	}
	for name := range files {
		if _, another := k.state().files[name]; another {
			continue
		}
		err := k.disk.remove(name, known)
		if err != nil && !errors.Is(err, errUnsettled) { // that is another's new file
			return unwritable(name, err)
		}
	}
	if err := k.o.Store.NoteWritten(ctx, h.Guild, h.Slug, h.Version); err != nil {
		return err
	}
	h.Written = h.Version
	return k.swap([]held{h})
}

// settleFile writes the file of the current version.
func (k *Keeper) settleFile(ctx context.Context, h held, known known) error {
	digest, err := digestOf(k.disk.path(h.File))
	if err != nil || digest == h.Digest {
		return unwritable(h.File, err)
	}
	v, err := k.o.Store.Version(ctx, h.Guild, h.Slug, h.Version)
	if err != nil {
		return err
	}
	return unwritable(h.File, k.disk.write(h.File, v.Data, known))
}
