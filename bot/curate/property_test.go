package curate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/logtest"
	"rapporteur/bot/store"
)

// TestWhateverIsDoneFolderStoreAndMemoryAgree lets moderators and editors do anything
// in any order, with restarts, and compares with what the command line would read.
func TestWhateverIsDoneFolderStoreAndMemoryAgree(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	blank := filepath.Join(t.TempDir(), "r.db")
	ok(t, must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: blank})).Close())
	migrated := must[[]byte](t)(os.ReadFile(blank)) // making one each time would take most of the time
	rapid.Check(t, func(r *rapid.T) {
		root := must[string](t)(os.MkdirTemp("", "curate-property-"))
		defer os.RemoveAll(root)
		s := &scene{t: t, folder: filepath.Join(root, "articles"), path: filepath.Join(root, "r.db"), log: new(logtest.Log)}
		ok(t, os.WriteFile(s.path, migrated, 0o600))
		s.put("always.md", "This one stays, so that the folder is never empty.")
		s.start()
		defer func() { ok(t, s.store.Close()) }()
		var texts []string
		for n := range rapid.IntRange(1, 15).Draw(r, "steps") {
			text := fmt.Sprintf("This is the text of step %d.", n)
			if s.act(r, text) {
				texts = append(texts, text)
			}
			s.look()
			s.agrees()
			s.readsTheFolder()
		}
		for _, text := range texts {
			if !must[bool](t)(s.store.IsVersion(t.Context(), store.DigestOf([]byte(text)))) {
				r.Errorf("%q is no version", text)
			}
		}
		if t.Failed() {
			r.FailNow() // so that rapid shows the steps
		}
	})
}

// act does one thing to an article, and reports whether a text was written.
func (s *scene) act(r *rapid.T, text string) (wrote bool) {
	guild := rapid.SampledFrom([]string{"", guildA}).Draw(r, "guild")
	slug := rapid.SampledFrom([]string{"pier", "dock"}).Draw(r, "slug")
	if guild != "" {
		slug = "our-" + slug
	}
	h := s.state().held[key{guild, slug}]
	file := filepath.ToSlash(filepath.Join(corpus.FolderOf(guild), slug+".md"))
	if h.Live {
		file = h.File
	}
	ctx := s.t.Context()
	var err error
	switch rapid.SampledFrom([]string{"publish", "format", "withdraw", "restore", "save", "delete", "move", "restart"}).Draw(r, "what") {
	case "publish":
		_, err = s.Publish(ctx, Change{Guild: guild, Slug: slug, Data: []byte(text), By: alice, Saw: h.Version})
		wrote = true
	case "format":
		ext := rapid.SampledFrom([]string{".md", ".txt"}).Draw(r, "format")
		_, err = s.Publish(ctx, Change{Guild: guild, Slug: slug, File: "x" + ext, Data: []byte(text), By: alice, Saw: h.Version})
		wrote = true
	case "withdraw":
		_, err = s.Withdraw(ctx, guild, slug, alice, "", h.Version)
	case "restore":
		_, err = s.Restore(ctx, guild, slug, rapid.IntRange(1, max(1, h.Version)).Draw(r, "version"), alice, "", h.Version)
	case "save":
		s.put(file, text)
		wrote = true
	case "delete":
		_ = os.Remove(s.file(file)) // if it is there
	case "move":
		if h.Live {
			folder := rapid.SampledFrom([]string{"old", "new"}).Draw(r, "folder")
			to := filepath.Join(s.file(corpus.FolderOf(guild)), folder, filepath.Base(file))
			ok(s.t, os.MkdirAll(filepath.Dir(to), 0o755))
			ok(s.t, os.Rename(s.file(file), to))
		}
	case "restart":
		s.restart()
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.As(err, new(*RefusedError)) {
		r.Fatal(err)
	}
	return wrote
}

// readsTheFolder checks that the keeper reads what the command line would.
func (s *scene) readsTheFolder() {
	s.t.Helper()
	shelves, _, err := corpus.LoadShelves(os.DirFS(s.folder))
	ok(s.t, err)
	for _, guild := range []string{"", guildA, guildB} {
		var want, got []string
		for _, a := range shelves.For(guild).Articles() {
			want = append(want, a.Slug+" "+a.Text)
		}
		for _, a := range s.Articles(guild) {
			got = append(got, a.Slug+" "+a.Text)
		}
		same(s.t, got, want)
	}
}
