package follow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/ingest/near"
	"rapporteur/bot/store"
)

// ActionPublish is the Action of the drafts: confirming one makes it public.
const ActionPublish = "publish"

// shelf is what a new article may be near to.
type shelf struct {
	there *near.Index
	added []*corpus.Article // since it was made
}

func newShelf(articles []*corpus.Article) *shelf { return &shelf{there: near.NewIndex(articles)} }

func (s *shelf) add(a *corpus.Article) { s.added = append(s.added, a) }

// maxNear is how many articles that say nearly the same are pointed out.
const maxNear = 3

// near are the articles that say nearly the same, the closest first.
func (s *shelf) near(a *corpus.Article) []*corpus.Article {
	var out []*corpus.Article
	for _, m := range append(near.NewIndex(s.added).Find(a, maxNear), s.there.Find(a, maxNear)...) {
		out = append(out, m.Article)
	}
	return out[:min(len(out), maxNear)]
}

// reading is an entry as a file.
type reading struct {
	*ingest.File
	notes []string // for a moderator, before the file's own warnings
	// doubt says why a moderator should see it before it is public; "" where nothing
	// speaks against that.
	doubt string
}

// laterError means that the page of an entry cannot be had at the moment.
type laterError struct{ error }

func (e *laterError) Unwrap() error { return e.error }

// draft makes a draft of an entry; nil where nothing can be read of it. The error is
// that of ctx, of a reader that is not available, or a *laterError.
func (r *Runner) draft(ctx context.Context, f store.Feed, e turn, shelf *shelf) (*store.FeedDraft, *corpus.Article, error) {
	got, err := r.read(ctx, f, e)
	if err != nil {
		return nil, nil, err
	}
	if got.File == nil {
		r.o.Log.Warn("an entry of a feed has nothing to be read", "feed", f.ID, "entry", e.ID)
		return nil, nil, nil
	}
	d := &store.FeedDraft{
		ArticleDraft: store.ArticleDraft{
			Slug: r.o.Keeper.FreshSlug(f.Owner, got.Name), File: got.Name, Action: ActionPublish, Data: got.Data,
			Why: "from the feed “" + cut(f.Title, maxTitle) + "”",
		},
		Title: cut(got.Article.Name(), maxTitle), Published: e.Published, Notes: append(got.notes, got.Warnings...),
	}
	doubts := []string{got.doubt, errorIn(got.File)}
	for _, a := range shelf.near(got.Article) {
		d.Near = append(d.Near, a.Slug)
	}
	if len(d.Near) > 0 {
		doubts = append(doubts, "there is an article that says nearly the same.")
	}
	if doubt := cmp.Or(doubts...); f.Allower != "" && doubt != "" {
		d.Notes = slices.Insert(d.Notes, 0, notByItself+doubt)
	} else {
		d.ByItself = f.Allower != ""
	}
	return d, got.Article, nil
}

// notByItself begins the note of a draft that was not published although a moderator
// has allowed its feed to.
const notByItself = "Not published by itself: "

// errorIn is the first error that lint finds in a file, "" for none.
func errorIn(f *ingest.File) string {
	for _, p := range corpus.LintFile(f.Name, f.Data) {
		if p.Severity == corpus.Error {
			return p.Message
		}
	}
	return ""
}

// read reads the page of an entry where the feed gives no more than a summary, or
// nothing that can be read, and else what the feed gives.
func (r *Runner) read(ctx context.Context, f store.Feed, e turn) (reading, error) {
	own := e.URL != "" && slices.Contains(f.Sites, siteOf(e.URL))
	given, bare, err := r.given(ctx, e.Entry)
	if err != nil {
		return reading{}, err
	}
	if !own || !e.Summary && !bare {
		got := ofFeed(f, e.Entry, given, bare)
		if e.fellOut {
			got.notes = append(got.notes, fellOut)
		}
		return got, nil
	}
	page, err := r.page(ctx, f, e.Entry)
	passing, is := errors.AsType[*fetch.Error](err)
	switch {
	case err == nil:
		return reading{File: page}, nil
	case !refused(err):
		return reading{}, err
	case is && passing.Passing() && e.tries+1 < maxTries:
		return reading{}, &laterError{err}
	case e.fellOut:
		return reading{File: given, doubt: "its page could not be read.", notes: []string{
			"The page of the entry could not be read. " + sentence(err) + " " + fellOut,
		}}, nil
	}
	return reading{File: given, doubt: "its page could not be read.", notes: []string{
		"The page of the entry could not be read. " + sentence(err) + " " + whatIsGiven(bare),
	}}, nil
}

// fellOut is said of an entry of which a feed gives no more than its title any more.
const fellOut = "The entry waited for room, and has fallen out of its feed meanwhile: this is its title alone."

// ofFeed is an entry with the text that the feed gives, and what is to be said of that.
func ofFeed(f store.Feed, e feed.Entry, given *ingest.File, bare bool) reading {
	got := reading{File: given}
	switch site := siteOf(e.URL); {
	case site != "" && !slices.Contains(f.Sites, site):
		got.doubt = "it leads to another site than the feed's."
		note := fmt.Sprintf("The entry leads to %s, which is none of the feed's sites (%s). Look whether the text is from there.", site, strings.Join(f.Sites, ", "))
		if e.Summary || bare {
			note += " Its page was not fetched. " + whatIsGiven(bare)
		}
		got.notes = []string{note}
	case e.Summary || bare:
		got.doubt = "the feed gives no more than a summary."
		got.notes = []string{"The entry leads to no page. " + whatIsGiven(bare)}
	}
	return got
}

func whatIsGiven(bare bool) string {
	if bare {
		return "The feed gives nothing else that can be read: this is its title alone."
	}
	return "This is the summary that the feed gives."
}

// refused reports whether an error is about what was to be read, and not about who
// reads.
func refused(err error) bool {
	var advised interface{ Advice() string }
	return errors.As(err, &advised) && !errors.Is(err, ingest.ErrUnavailable)
}

// breathe waits a moment before a page is fetched, so that a look is no burden to a site.
func (r *Runner) breathe(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.o.After(r.o.PageEvery):
		return nil
	}
}

// page fetches the page of an entry. What it does not say of itself is taken from the
// entry. The error is refused where it is not to be had.
func (r *Runner) page(ctx context.Context, f store.Feed, e feed.Entry) (*ingest.File, error) {
	if err := r.breathe(ctx); err != nil {
		return nil, err
	}
	file, err := r.o.Reader.Fetch(ctx, e.URL)
	if err != nil {
		return nil, err
	}
	m := file.Article.Meta
	if site := siteOf(m.URL); !slices.Contains(f.Sites, site) {
		return nil, &Error{fmt.Sprintf("It leads on to %s, which is none of the feed's sites.", site)}
	}
	if words(file.Article) < len(strings.Fields(e.HTML))/2 {
		return nil, &Error{"It says less than the feed does."}
	}
	from := e.Meta()
	m.Title, m.Author, m.Publisher = cut(cmp.Or(e.Title, m.Title), maxTitle), cmp.Or(m.Author, cut(from.Author, maxTitle)), cmp.Or(m.Publisher, cut(from.Publisher, maxTitle))
	m.Published, m.Language = cmp.Or(m.Published, from.Published), cmp.Or(m.Language, from.Language)
	if with, err := file.WithMeta(m); err == nil {
		return with, nil
	}
	return file, nil // what the entry says of it cannot be used
}

func words(a *corpus.Article) (n int) {
	for _, p := range a.Passages {
		n += len(strings.Fields(a.Plain(p.Span)))
	}
	return n
}

// given reads what the feed gives of an entry: its text or, bare, where that has none
// its title; nil where that has nothing either.
func (r *Runner) given(ctx context.Context, e feed.Entry) (file *ingest.File, bare bool, err error) {
	if e.Title == "" {
		e.Title = "Entry of " + cmp.Or(e.Publisher, "a feed")
	}
	name, contentType, data := e.Page()
	file, err = r.o.Reader.Read(ctx, name, contentType, data)
	if err == nil || !refused(err) {
		return file, false, err
	}
	e.HTML = "<p>" + html.EscapeString(e.Title) + "</p>"
	name, contentType, data = e.Page()
	if file, err = r.o.Reader.Read(ctx, name, contentType, data); err != nil && refused(err) {
		return nil, true, nil
	}
	return file, true, err
}
