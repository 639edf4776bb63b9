package bot

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/curate"
	"rapporteur/bot/store"
)

// shelf is a folder of articles with the database of a bot that serves it.
type shelf struct {
	folder, path string
	now          time.Time
	fixed        bool // the folder cannot be written
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	dir := t.TempDir()
	s := &shelf{folder: filepath.Join(dir, "kb"), path: filepath.Join(dir, "r.db"), now: monday}
	if err := os.Mkdir(s.folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *shelf) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.folder, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// serve has the bot take over what is in the folder, an hour later each time.
func (s *shelf) serve(t *testing.T, then func(*curate.Keeper)) {
	t.Helper()
	s.now = s.now.Add(time.Hour)
	now := func() time.Time { // files must stand still
		s.now = s.now.Add(time.Millisecond)
		return s.now
	}
	kept, err := store.Open(t.Context(), store.Options{Path: s.path, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	o := curate.Options{Store: kept, Folder: s.folder, Quiet: time.Nanosecond, Now: now}
	if s.fixed {
		o.Folder, o.Files = "", os.DirFS(s.folder)
	}
	k, err := curate.Open(t.Context(), o)
	if err == nil && then != nil {
		then(k)
	}
	if err := errors.Join(err, kept.Close()); err != nil {
		t.Fatal(err)
	}
}

func (s *shelf) since(t *testing.T, o BriefOptions, at time.Time) (*Edition, error) {
	t.Helper()
	b, err := New(t.Context(), Config{Knowledge: s.folder, Database: s.path})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	return b.Since(t.Context(), o, at)
}

const (
	pier  = "---\ntitle: The pier\n---\n\nThe pier of Orle is 90 metres long and open to all. The pier was built in 1903 by a yard in Tarn.\n"
	mill  = "---\ntitle: The mill\n---\n\nThe mill of Orle grinds the grain of forty farms.\n"
	tower = "---\ntitle: The tower\n---\n\nThe tower of Orle was opened on 3 May 2025 by the mayor of Tarn.\n"
)

func TestSinceTellsWhatTheDatabaseAndTheFolderHaveNow(t *testing.T) {
	s := newShelf(t)
	s.write(t, "pier.md", pier)
	s.write(t, "mill.md", mill)
	s.serve(t, nil)
	first := s.now
	s.write(t, "pier.md", strings.Replace(pier, "90 metres", "95 metres", 1))
	s.serve(t, nil)
	second := s.now
	// What follows, the database does not have yet.
	s.write(t, "pier.md", strings.Replace(pier, "90 metres", "99 metres", 1))
	s.write(t, "tower.md", tower)
	if err := os.Remove(filepath.Join(s.folder, "mill.md")); err != nil {
		t.Fatal(err)
	}

	want := "Corrections:\nremoved: The mill: The mill of Orle grinds the grain of forty farms. [1]\n" +
		"was: The pier of Orle is 90 metres long and open to all. [2]\nnow: The pier of Orle is 99 metres long and open to all. [3]\n\n" +
		"Points:\nThe tower of Orle was opened on 3 May 2025 by the mayor of Tarn. [4]\n\n" +
		"Timeline:\n2025-05-03: The tower of Orle was opened on 3 May 2025 by the mayor of Tarn. [4]"
	e, err := s.since(t, BriefOptions{}, first)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, e.Text()); d != "" {
		t.Error(d)
	}
	var versions []int
	for _, source := range e.Sources() {
		versions = append(versions, source.Version)
	}
	if d := cmp.Diff([]int{1, 1, 3, 1}, versions); d != "" {
		t.Error(d)
	}
	if e, err = s.since(t, BriefOptions{Article: "PIER"}, second); err != nil || !strings.HasPrefix(e.Text(), "Corrections:\nwas: The pier of Orle is 95 metres") || strings.Contains(e.Text(), "mill") {
		t.Errorf("of one article since later: %v, %v", e.Text(), err)
	}
	s.serve(t, nil) // which makes them the versions that they were counted as
	if again, err := s.since(t, BriefOptions{}, first); err != nil || again.Text() != want || again.Sources()[2].Version != 3 {
		t.Errorf("%s, %v", again.Text(), err)
	}
	if e, err = s.since(t, BriefOptions{}, s.now); err != nil || !e.Nothing() {
		t.Errorf("since now: %s, %v", e.Text(), err)
	}
}

func TestSinceCountsWhatCouldNotBeWrittenToTheFolder(t *testing.T) {
	s := newShelf(t)
	s.fixed = true
	s.write(t, "pier.md", pier)
	s.serve(t, nil)
	first := s.now
	s.serve(t, func(k *curate.Keeper) {
		for _, c := range []curate.Change{
			{Slug: "pier", Data: []byte(strings.Replace(pier, "90 metres", "95 metres", 1)), By: "5", Saw: 1},
			{File: "tower.md", Data: []byte(tower), By: "5"},
		} {
			if _, err := k.Publish(t.Context(), c); err != nil {
				t.Error(err)
			}
		}
	})
	e, err := s.since(t, BriefOptions{}, first)
	if err != nil || !strings.Contains(e.Text(), "now: The pier of Orle is 95 metres") || !strings.Contains(e.Text(), "The tower of Orle was opened") {
		t.Errorf("%s, %v", e.Text(), err)
	}
}

func TestSinceSaysWhatToDoWithoutAPast(t *testing.T) {
	s := newShelf(t)
	s.write(t, "pier.md", pier)
	var missing *StoreError
	if _, err := s.since(t, BriefOptions{}, monday); !errors.As(err, &missing) || !strings.Contains(missing.Advice(), "is not there") {
		t.Errorf("without a database: %v", err)
	}
	kept, err := store.Open(t.Context(), store.Options{Path: s.path})
	if err == nil {
		err = kept.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	var past *NoPastError
	if _, err := s.since(t, BriefOptions{}, monday); !errors.As(err, &past) || !strings.Contains(past.Advice(), "no version of an article yet") {
		t.Errorf("without versions: %v", err)
	}
	s.serve(t, nil)
	if _, err := s.since(t, BriefOptions{}, s.now.Add(-time.Minute)); !errors.As(err, &past) || !strings.Contains(past.Advice(), "since 2026-11-24T00:30:01Z") {
		t.Errorf("too early: %v", err)
	}
	if _, err := s.since(t, BriefOptions{}, time.Date(2026, 11, 24, 0, 30, 1, 0, time.UTC)); err != nil {
		t.Errorf("at the time that the advice names: %v", err)
	}
	var unknown *UnknownArticleError
	if _, err := s.since(t, BriefOptions{Article: "boat"}, s.now); !errors.As(err, &unknown) {
		t.Errorf("of an unknown article: %v", err)
	}
}

func TestTheJSONOfAnEditionHasTheShapeOfABriefingWithWhatIsNew(t *testing.T) {
	s := newShelf(t)
	s.write(t, "pier.md", pier)
	s.serve(t, nil)
	e, err := s.since(t, BriefOptions{}, s.now.Add(time.Second).Truncate(time.Second))
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"title":"The pier","since":"2026-11-24T00:30:01Z","nothing":true,"corrections":[],"news":[],"points":[],"timeline":[],"positions":[],"sources":[],"left":0,"mode":"quoted"}`
	if string(got) != want {
		t.Errorf("got %s", got)
	}
}
