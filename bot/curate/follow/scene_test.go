package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/curate"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	guild   = "910000000000000001"
	mo      = "100000000000000001"
	address = "https://news.example/feed"
)

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// web gives pages and feeds, and counts who asks for what.
type web struct {
	mu    sync.Mutex
	pages map[string]string
	fails map[string]error
	moves map[string]string // for good
	asked map[string]int
	// enter is called before a page is given; nil is not.
	enter func(address string)
}

func newWeb() *web {
	return &web{pages: make(map[string]string), fails: make(map[string]error), moves: make(map[string]string), asked: make(map[string]int)}
}

func (w *web) put(address, page string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pages[address] = page
}

func (w *web) fail(address string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fails[address] = err
}

// move has an address lead to another for good, "" to none.
func (w *web) move(from, to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.moves[from] = to
}

func (w *web) asks(address string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[address]
}

func (w *web) Fetch(ctx context.Context, r fetch.Request) (*fetch.Page, error) {
	w.mu.Lock()
	w.asked[r.URL]++
	at, moved := r.URL, w.moves[r.URL]
	if moved != "" {
		at = moved
	}
	page, is := w.pages[at]
	err, enter := w.fails[r.URL], w.enter
	w.mu.Unlock()
	if enter != nil {
		enter(r.URL)
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, err
	case !is:
		return nil, &fetch.Error{Host: "news.example", Err: fetch.ErrStatus}
	}
	etag := store.DigestOf([]byte(page))
	return &fetch.Page{URL: at, Moved: moved, Name: "page.html", ContentType: "text/html; charset=utf-8", Data: []byte(page), ETag: etag, NotModified: etag == r.ETag}, nil
}

// files reads what the web gives.
type files struct {
	*ingest.Reader
	web *web
}

func (f files) Fetch(ctx context.Context, address string) (*ingest.File, error) {
	page, err := f.web.Fetch(ctx, fetch.Request{URL: address})
	if err != nil {
		return nil, err
	}
	return f.ReadFrom(ctx, page.URL, page.Name, page.ContentType, page.Data)
}

// desk keeps what moderators are told.
type desk struct {
	mu     sync.Mutex
	told   []string
	broken bool
	faulty bool // panics
}

func (d *desk) tell(text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.faulty {
		panic("a fault of the test")
	}
	if d.broken {
		return errors.New("the channel cannot be reached")
	}
	d.told = append(d.told, text)
	return nil
}

func (d *desk) Arrived(_ context.Context, guild string, came []store.FeedDraft) error {
	text := guild + ":"
	for _, c := range came {
		text += " " + c.Title
		if c.ByItself {
			text += " (published)"
		}
	}
	return d.tell(text)
}

func (d *desk) Paused(_ context.Context, f store.Feed) error {
	return d.tell("paused: " + f.Title + ": " + f.Failure)
}

func (d *desk) Moved(_ context.Context, f store.Feed) error {
	return d.tell("moved: " + f.Title + ": " + f.Moved)
}

func (d *desk) all() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.told, "\n")
}

// scene is a store with articles, a web and a runner that is not running yet.
type scene struct {
	*Runner
	t      testing.TB
	store  *store.Store
	keeper *curate.Keeper
	web    *web
	desk   *desk
	stop   func()
}

// library are the articles of a scene.
var library = map[string]string{
	"ferry.md": "---\ntitle: The ferry\n---\nThe ferry over the Alm has carried cars since the old bridge was closed in 2019, and it sails every twenty minutes from six in the morning.\n",
}

func newScene(t testing.TB, change ...func(*curate.Options)) *scene {
	t.Helper()
	w := newWeb()
	s := &scene{t: t, web: w, desk: new(desk), stop: func() {}}
	s.store = must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: storetest.Path(t)}))
	t.Cleanup(func() { ok(t, s.store.Close()) })
	fsys := fstest.MapFS{}
	for name, text := range library {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	o := curate.Options{Store: s.store, Files: fsys}
	for _, f := range change {
		f(&o)
	}
	s.keeper = must[*curate.Keeper](t)(curate.Open(t.Context(), o))
	s.Runner = New(Options{
		Store: s.store, Keeper: s.keeper, Feeds: w, Reader: files{ingest.New(ingest.Options{}), w}, Notifier: s.desk, MaxSleep: 6 * time.Hour,
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	return s
}

// run runs the runner until the test or stop ends it.
func (s *scene) run() {
	ctx, cancel := context.WithCancel(s.t.Context())
	done := make(chan struct{})
	go func() {
		s.Runner.Run(ctx)
		close(done)
	}()
	s.stop = sync.OnceFunc(func() {
		cancel()
		<-done
	})
	s.t.Cleanup(s.stop)
}

// follows follows the feed at the address as a moderator does who takes only what comes
// from now on, or all.
func (s *scene) follows(all bool, change ...func(*store.Feed)) store.Feed {
	s.t.Helper()
	found := must[*Found](s.t)(s.Find(s.t.Context(), address))
	f := store.Feed{Guild: guild, Owner: guild, Address: found.Address, Title: found.Title, Sites: found.Sites, By: mo}
	if !all {
		f.Seen, f.ETag = found.State.Seen, found.State.ETag
	}
	for _, c := range change {
		c(&f)
	}
	return must[store.Feed](s.t)(s.Follow(s.t.Context(), f))
}

func byItself(f *store.Feed) { f.Allower = mo }

// drafts are the titles of those that wait.
func (s *scene) drafts() string {
	s.t.Helper()
	var out []string
	for _, d := range must[[]store.FeedDraft](s.t)(s.store.FeedDrafts(s.t.Context(), guild)) {
		out = append(out, d.Title)
	}
	return strings.Join(out, ", ")
}

// draftOf is the one of a title, with its text.
func (s *scene) draftOf(title string) store.FeedDraft {
	s.t.Helper()
	for _, d := range must[[]store.FeedDraft](s.t)(s.store.FeedDrafts(s.t.Context(), guild)) {
		if d.Title == title {
			d.ArticleDraft = must[store.ArticleDraft](s.t)(s.store.ArticleDraft(s.t.Context(), d.ID))
			return d
		}
	}
	s.t.Fatalf("no draft %q waits, but %s", title, s.drafts())
	return store.FeedDraft{}
}

// live are the slugs of the articles that the guild reads.
func (s *scene) live() string {
	names := make(map[string]bool)
	for _, a := range s.keeper.Articles(guild) {
		names[a.Slug] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), " ")
}

// rss is a feed of items.
func rss(items ...string) string {
	return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>` +
		`<title>Harbour News</title><link>https://news.example/</link><language>en</language>` + strings.Join(items, "") + `</channel></rss>`
}

// full is an item with its text.
func full(id, title, text string) string {
	return item(id, title, "https://news.example/"+id, "<content:encoded><![CDATA[<p>"+text+"</p>]]></content:encoded>")
}

// summary is an item with no more than a summary.
func summary(id, title, link, text string) string {
	return item(id, title, link, "<description>"+text+"</description>")
}

func item(id, title, link, text string) string {
	return "<item><guid>" + id + "</guid><title>" + title + "</title><link>" + link + "</link><dc:creator>Ann Clerk</dc:creator><pubDate>Sun, 14 Mar 1999 09:30:00 +0100</pubDate>" + text + "</item>"
}

// about is a text of its own for a number.
func about(n int) string {
	return fmt.Sprintf("Quay %d was mended in %d. The work cost %d crowns, the harbour said on Monday, and took %d weeks longer than planned.", n, 2000+n, 1000*n, n+2)
}

// later lets time go by.
func later(d time.Duration) { time.Sleep(d) }
