package curate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"rapporteur/bot/corpus"
	"rapporteur/bot/logtest"
	"rapporteur/bot/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Ids as Discord gives them.
const (
	guildA = "900000000000000001"
	guildB = "900000000000000002"
	alice  = "100000000000000001"
	bob    = "200000000000000002"
)

// scene is a keeper with its store and folder, and what it logged.
type scene struct {
	*Keeper
	t      testing.TB
	folder string
	store  *store.Store
	path   string
	log    *logtest.Log
}

// testQuiet keeps the tests short.
const testQuiet = 5 * time.Millisecond

func newScene(t testing.TB, files map[string]string, change ...func(*Options)) *scene {
	t.Helper()
	s := &scene{t: t, folder: t.TempDir(), path: filepath.Join(t.TempDir(), "r.db"), log: new(logtest.Log)}
	for name, text := range files {
		s.put(name, text)
	}
	s.start(change...)
	return s
}

// start opens store and keeper.
func (s *scene) start(change ...func(*Options)) {
	s.t.Helper()
	var err error
	if s.store, err = store.Open(context.Background(), store.Options{Path: s.path}); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = s.store.Close() })
	o := Options{Store: s.store, Folder: s.folder, Quiet: testQuiet, Log: slog.New(slog.NewTextHandler(s.log, nil))}
	for _, c := range change {
		c(&o)
	}
	if s.Keeper, err = Open(context.Background(), o); err != nil {
		s.t.Fatal(err)
	}
}

// restart is what a new process finds.
func (s *scene) restart(change ...func(*Options)) {
	s.t.Helper()
	ok(s.t, s.store.Close())
	s.start(change...)
}

func (s *scene) file(name string) string { return filepath.Join(s.folder, filepath.FromSlash(name)) }

// put writes a file that has stood still for a minute.
func (s *scene) put(name, text string) {
	s.t.Helper()
	ok(s.t, os.MkdirAll(filepath.Dir(s.file(name)), 0o755))
	ok(s.t, os.WriteFile(s.file(name), []byte(text), 0o644))
	then := time.Now().Add(-time.Minute)
	ok(s.t, os.Chtimes(s.file(name), then, then))
}

func (s *scene) remove(name string) {
	s.t.Helper()
	ok(s.t, os.Remove(s.file(name)))
}

// look has the keeper take over what is on disk, once all of it stands still.
func (s *scene) look() {
	s.t.Helper()
	for range 100 {
		s.mu.Lock()
		settled, err := s.sync(s.t.Context(), false)
		s.mu.Unlock()
		ok(s.t, err)
		if settled {
			return
		}
		time.Sleep(testQuiet)
	}
	s.t.Fatal("the folder does not come to rest")
}

// onDisk is what a file holds, "" when it is not there.
func (s *scene) onDisk(name string) string {
	s.t.Helper()
	data, err := os.ReadFile(s.file(name))
	if !errors.Is(err, fs.ErrNotExist) {
		ok(s.t, err)
	}
	return string(data)
}

// reads lists what a guild may read: slug@version and text.
func (s *scene) reads(guild string) []string {
	out := []string{}
	for _, a := range s.Articles(guild) {
		out = append(out, described(a))
	}
	return out
}

func described(a *corpus.Article) string {
	return fmt.Sprintf("%s@%d %s", a.Slug, a.Version, strings.TrimSpace(a.Text))
}

// history lists the versions of an article, oldest first: what and by whom.
func (s *scene) history(guild, slug string) []string {
	s.t.Helper()
	var out []string
	for _, v := range must[[]store.Version](s.t)(s.History(s.t.Context(), guild, slug)) {
		out = append(out, v.Action+" by "+v.By)
	}
	slices.Reverse(out)
	return out
}

// agrees checks that memory, store and folder say the same.
func (s *scene) agrees() {
	s.t.Helper()
	for _, a := range must[[]store.Article](s.t)(s.store.Articles(context.Background())) {
		h := s.current.Load().held[key{a.Guild, a.Slug}]
		if h.Article != a {
			s.t.Errorf("in memory %+v, in the store %+v", h.Article, a)
		}
		text := s.onDisk(a.File)
		switch {
		case a.Written != a.Version:
			s.t.Errorf("%s is at version %d, and its file at %d", a.Slug, a.Version, a.Written)
		case a.Live && store.DigestOf([]byte(text)) != a.Digest:
			s.t.Errorf("%s holds %q", a.File, text)
		case a.Live && (h.article == nil || h.article.Version != a.Version):
			s.t.Errorf("%s is not read", a.Slug)
		}
	}
	parts, err := filepath.Glob(filepath.Join(s.folder, ".*"))
	ok(s.t, err)
	if len(parts) > 0 {
		s.t.Errorf("left over: %v", parts)
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		ok(t, err)
		return v
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func fails(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

func TestTheFolderIsReadAsTheCommandLineReadsIt(t *testing.T) {
	files := map[string]string{
		"pier.md": "The pier is red.", "old/pier.md": "The pier was grey.", "README.md": "Not an article.",
		"guilds/" + guildA + "/pier.md": "Our pier is blue.", "guilds/" + guildA + "/dock.txt": "The dock is deep.", "notes/x.pdf": "no",
	}
	s := newScene(t, files)
	shelves, _, err := corpus.LoadShelves(os.DirFS(s.folder))
	ok(t, err)
	for _, guild := range []string{"", guildA, guildB} {
		var want []string
		for _, a := range shelves.For(guild).Articles() {
			want = append(want, described(a))
		}
		same(t, s.reads(guild), want)
	}
	if s.Index("") != s.Index(guildB) || s.Index("") == s.Index(guildA) {
		t.Error("who has no articles of their own read the shared ones, the others more")
	}
	same(t, s.Guilds(), []string{guildA})
	s.agrees()
	s.restart()
	same(t, s.history("", "pier"), []string{"added by disk"})
	s.agrees()
}

func TestWhatIsOnDiskBecomesVersions(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red.", "dock.md": "The dock is deep."})
	s.put("pier.md", "The pier is blue.")
	s.put("mill.md", "The mill stands still.")
	s.remove("dock.md")
	s.look()
	same(t, s.reads(""), []string{"mill@1 The mill stands still.", "pier@2 The pier is blue."})
	same(t, s.history("", "dock"), []string{"added by disk", "withdrawn by disk"})
	s.put("dock.md", "The dock is deep.") // comes back
	s.put("pier.md", "The pier is red.")  // and an earlier text
	s.restart()
	same(t, s.reads(""), []string{"dock@3 The dock is deep.", "mill@1 The mill stands still.", "pier@3 The pier is red."})
	s.agrees()
}

func TestAMovedFileIsTheSameArticle(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	s.remove("pier.md")
	s.put("sights/pier.md", "The pier is red.")
	s.look()
	same(t, s.reads(""), []string{"pier@2 The pier is red."})
	// What takes its former place is another.
	s.put("pier.md", "Another pier.")
	s.look()
	same(t, s.reads(""), []string{"pier@2 The pier is red."}) // a file in no folder has no other name
	if !strings.Contains(s.log.String(), "has the same name") {
		t.Errorf("nobody is told: %s", s.log)
	}
	s.agrees()
}

func TestAFileThatCannotBeUsedLeavesTheVersionBefore(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red."})
	s.put("pier.md", "---\n---\n")
	s.look()
	s.look()
	same(t, s.reads(""), []string{"pier@1 The pier is red."})
	if n := strings.Count(s.log.String(), "holds no text"); n != 1 {
		t.Errorf("told %d times:\n%s", n, s.log)
	}
	s.put("pier.md", "The pier is blue.")
	s.look()
	same(t, s.reads(""), []string{"pier@2 The pier is blue."})
}

func TestAFolderThatIsEmptyAtOnceIsTakenForNotMounted(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red.", "dock.md": "The dock is deep."})
	s.remove("pier.md")
	s.remove("dock.md")
	s.look()
	s.restart()
	same(t, len(s.reads("")), 2)
	if !strings.Contains(s.log.String(), "not mounted") {
		t.Errorf("nobody is told: %s", s.log)
	}
	s.put("pier.md", "The pier is red.")
	s.look()
	same(t, s.reads(""), []string{"pier@1 The pier is red."})
}

func TestEarlierVersionsAndTimesCanBeRead(t *testing.T) {
	s := newScene(t, map[string]string{"pier.md": "The pier is red.", "guilds/" + guildA + "/dock.md": "The dock is deep."})
	ctx := t.Context()
	var then []time.Time
	pause := func() { // times have milliseconds
		time.Sleep(2 * time.Millisecond)
		then = append(then, time.Now())
		time.Sleep(2 * time.Millisecond)
	}
	pause()
	s.put("pier.md", "The pier is blue.")
	s.look()
	pause()
	s.remove("pier.md")
	s.look()
	for i, want := range [][]string{
		{"dock@1 The dock is deep.", "pier@1 The pier is red."},
		{"dock@1 The dock is deep.", "pier@2 The pier is blue."},
	} {
		var got []string
		for _, a := range must[[]*corpus.Article](t)(s.AsOf(ctx, guildA, then[i])) {
			got = append(got, described(a))
		}
		same(t, got, want)
	}
	same(t, len(must[[]*corpus.Article](t)(s.AsOf(ctx, guildB, then[1]))), 1)
	same(t, len(must[[]*corpus.Article](t)(s.AsOf(ctx, guildB, time.Now()))), 0)
	same(t, len(must[[]*corpus.Article](t)(s.AsOf(ctx, guildA, then[0].Add(-time.Hour)))), 0)
	same(t, described(must[*corpus.Article](t)(s.Version(ctx, guildA, "pier", 1))), "pier@1 The pier is red.")
	same(t, described(must[*corpus.Article](t)(s.Version(ctx, guildA, "dock", 1))), "dock@1 The dock is deep.")
	for _, missing := range []place{{guildB, "dock", 1}, {"", "pier", 3}, {"", "pier", 4}, {"", "mill", 1}} {
		_, err := s.Version(ctx, missing.guild, missing.slug, missing.version)
		fails(t, err, store.ErrNotFound)
	}
	a, b := must[*corpus.Article](t)(s.Version(ctx, "", "pier", 1)), must[*corpus.Article](t)(s.Version(ctx, "", "pier", 1))
	if a != b {
		t.Error("a version is parsed each time")
	}
}

// faulty is a folder whose subfolder cannot be read for a while.
type faulty struct {
	fs.FS
	broken *atomic.Bool
}

func (f faulty) Open(name string) (fs.File, error) {
	if f.broken.Load() && name == "sights" {
		return nil, fs.ErrPermission
	}
	return f.FS.Open(name)
}

func TestWhatCannotBeLookedAtIsNotTakenForGone(t *testing.T) {
	s := newScene(t, map[string]string{"sights/pier.md": "The pier is red.", "dock.md": "The dock is deep."})
	var broken atomic.Bool
	broken.Store(true)
	s.disk.fsys = faulty{s.disk.fsys, &broken}
	s.look()
	s.look()
	same(t, s.reads(""), []string{"dock@1 The dock is deep.", "pier@1 The pier is red."})
	if n := strings.Count(s.log.String(), "may not read this"); n != 1 {
		t.Errorf("told %d times: %s", n, s.log)
	}
	broken.Store(false)
	s.remove("sights/pier.md")
	s.look()
	same(t, s.reads(""), []string{"dock@1 The dock is deep."})
}
