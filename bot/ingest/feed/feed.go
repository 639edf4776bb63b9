// Package feed reads RSS and Atom feeds and tells which entries are new. It keeps
// nothing: what was seen before is handed in and out as a [State], which the
// caller stores beside the feed's address.
package feed

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html/charset"

	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/fetch"
)

const (
	// MaxSeen is how many ids of entries a State keeps, beyond those that stand in
	// the feed; the oldest are forgotten first.
	MaxSeen   = 2000
	maxDepth  = 64      // open elements: gofeed goes down by calling itself
	maxTokens = 400_000 // tags and texts of a feed
)

// ErrFeed means that what is at the address is no feed, or a broken one.
var ErrFeed = errors.New("not a feed")

// Error says why a feed could not be read. What fetch refuses comes as its own
// error.
type Error struct {
	Err    error
	advice string
}

func (e *Error) Error() string { return fmt.Sprintf("read feed: %v", e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// Advice says in sentences, to the moderator who gave the address, what is wrong
// and what to do.
func (e *Error) Advice() string { return e.advice }

// State is what must be remembered of a feed. The zero value is that of one which
// was never fetched.
type State struct {
	ETag, LastModified string
	Seen               []string // ids of entries, those that came last at the end
}

// News are the entries that are new.
type News struct {
	Title   string  // of the feed
	Address string  // where the feed stood, redirects followed; "" when it has not changed
	Moved   string  // where it stands from now on, if the server says so; see fetch.Page
	Entries []Entry // the oldest first, as they stand in the feed from below
	State   State   // to be handed in the next time, once the entries are stored
	// Every is how often the feed wants to be looked at; 0 when it does not say.
	Every time.Duration
}

// Entry is one entry of a feed.
type Entry struct {
	ID, Title, Author, URL string
	Published              time.Time // zero where the feed does not say
	Dated                  string    // the same as it stands in the feed, whose day is that of its place
	Language               string    // of the feed
	Publisher              string    // the feed's title
	HTML                   string    // the content
	// Summary means that the feed gives no more than a summary, so that the page
	// itself should be fetched.
	Summary bool
}

// Fetcher fetches feeds; a *fetch.Fetcher is one.
type Fetcher interface {
	Fetch(ctx context.Context, r fetch.Request) (*fetch.Page, error)
}

// Follow fetches a feed, if it has changed, and gives the entries that state has
// not seen. The error is an *Error, or one of fetch.
func Follow(ctx context.Context, f Fetcher, address string, state State) (*News, error) {
	page, err := f.Fetch(ctx, fetch.Request{URL: address, ETag: state.ETag, LastModified: state.LastModified, Feed: true})
	if err != nil {
		return nil, fmt.Errorf("follow feed: %w", err)
	}
	if page.NotModified {
		return &News{State: state, Moved: page.Moved}, nil
	}
	return newsOf(page, state)
}

// Look fetches a feed and gives all entries that stand there. The errors are those of
// Follow; where a page of the web names its feed, the advice does too.
func Look(ctx context.Context, f Fetcher, address string) (*News, error) {
	page, err := f.Fetch(ctx, fetch.Request{URL: address, Feed: true})
	if err != nil {
		return nil, fmt.Errorf("look at feed: %w", err)
	}
	news, err := newsOf(page, State{})
	if refused := (*Error)(nil); errors.As(err, &refused) {
		if named := namedIn(page); named != "" {
			refused.advice = "That is a page, not a feed. The page names this feed: " + named
		}
	}
	return news, err
}

func newsOf(page *fetch.Page, state State) (*News, error) {
	parsed, err := Parse(inUTF8(page))
	if err != nil {
		return nil, err
	}
	news := pick(parsed, page.URL, state)
	news.Address, news.Moved, news.Every = page.URL, page.Moved, everyOf(parsed)
	news.State.ETag, news.State.LastModified = page.ETag, page.LastModified
	return news, nil
}

// Parse reads a feed. The error is an *Error.
func Parse(data []byte) (*gofeed.Feed, error) {
	if err := fits(data); err != nil {
		return nil, &Error{fmt.Errorf("%w: %w", ErrFeed, err), "There is no feed at this address, or a broken one. Use the address of an RSS or Atom feed."}
	}
	parser := gofeed.NewParser()
	parser.RSSTranslator = &translator{}
	feed, err := parser.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, &Error{fmt.Errorf("%w: %w", ErrFeed, err), "There is no feed at this address, or a broken one. Use the address of an RSS or Atom feed."}
	}
	return feed, nil
}

// fits looks through a feed's tags before anything is built of them.
func fits(data []byte) error {
	if len(data) > fetch.MaxBytes {
		return fmt.Errorf("%d bytes", len(data))
	}
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	depth, n := 0, 0
	// What is broken is left to gofeed, which mends some of it.
	for token, err := d.RawToken(); err == nil; token, err = d.RawToken() {
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if n++; depth > maxDepth || n > maxTokens {
			return fmt.Errorf("%d open elements, %d tokens", depth, n)
		}
	}
	return nil
}

// pick takes the entries that are new.
func pick(parsed *gofeed.Feed, address string, state State) *News {
	news := &News{Title: plain(parsed.Title)}
	seen := make(map[string]bool, len(state.Seen))
	for _, id := range state.Seen {
		seen[id] = true
	}
	news.State.Seen = state.Seen
	base, _ := url.Parse(cmp.Or(parsed.Link, address)) // nil where it is broken
	standing := make(map[string]bool)
	for _, item := range slices.Backward(parsed.Items) {
		if item == nil {
			continue
		}
		e := entryOf(parsed, item, base)
		standing[e.ID] = true
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		news.Entries = append(news.Entries, e)
		news.State.Seen = append(news.State.Seen[:len(news.State.Seen):len(news.State.Seen)], e.ID)
	}
	news.State.Seen = bounded(news.State.Seen, standing)
	return news
}

// bounded lets go of the oldest ids where there are too many, but of none that stands in
// the feed: it would be new again.
func bounded(seen []string, standing map[string]bool) []string {
	over := len(seen) - max(MaxSeen, 2*len(standing))
	if over <= 0 {
		return seen
	}
	var kept []string
	for _, id := range seen {
		if over > 0 && !standing[id] {
			over--
			continue
		}
		kept = append(kept, id)
	}
	return kept
}

func entryOf(parsed *gofeed.Feed, item *gofeed.Item, base *url.URL) Entry {
	e := Entry{
		Title: plain(item.Title), URL: cmp.Or(linkOf(item.Link, base), linkOf(item.GUID, nil)), Language: fold(parsed.Language), Publisher: plain(parsed.Title),
		HTML: promotion.ReplaceAllString(item.Content, ""), Dated: cmp.Or(item.Published, item.Updated),
	}
	if strings.TrimSpace(e.HTML) == "" {
		e.HTML, e.Summary = item.Description, true
	}
	for _, at := range []*time.Time{item.PublishedParsed, item.UpdatedParsed} {
		if at != nil && e.Published.IsZero() {
			e.Published = at.UTC()
		}
	}
	people := item.Authors
	if len(people) == 0 && parsed.FeedType == "atom" {
		people = parsed.Authors // RFC 4287, 4.2.1
	}
	var authors []string
	for _, person := range people {
		if person != nil && person.Name != "" {
			authors = append(authors, plain(person.Name))
		}
	}
	e.Author = strings.Join(authors, ", ")
	e.ID = idOf(item, e)
	return e
}

// idOf is what tells an entry from others: what the feed says, else its address,
// else its title and content. Long ones are hashed.
func idOf(item *gofeed.Item, e Entry) string {
	id := cmp.Or(strings.TrimSpace(item.GUID), e.URL)
	if id == "" || len(id) > 200 {
		sum := sha256.Sum256([]byte(id + "\x00" + e.Title + "\x00" + e.HTML))
		if id != "" {
			sum = sha256.Sum256([]byte(id))
		}
		return hex.EncodeToString(sum[:])
	}
	return id
}

// linkOf is a link as a web address, "" where it is none.
func linkOf(link string, base *url.URL) string {
	link = strings.TrimSpace(link)
	to, err := url.Parse(link)
	if err != nil || link == "" {
		return ""
	}
	if base != nil {
		to = base.ResolveReference(to)
	}
	if to.Scheme != "http" && to.Scheme != "https" || to.Host == "" || to.User != nil {
		return ""
	}
	return to.String()
}

func fold(text string) string { return strings.Join(strings.Fields(text), " ") }

// Meta is what the feed says of the entry.
func (e Entry) Meta() corpus.Meta {
	return corpus.Meta{Title: e.Title, Author: e.Author, Publisher: e.Publisher, Published: e.day(), URL: e.URL, Language: e.Language}
}

// day is the entry's date, on the calendar of the place where it appeared; "" where the
// feed does not say.
func (e Entry) day() string {
	if day, ok := ingest.Date(e.Dated); ok {
		return day
	}
	if e.Published.IsZero() {
		return ""
	}
	return e.Published.Format(time.DateOnly)
}

// Page is the entry as a page, to be read like any other: a name, a content type
// and the page.
func (e Entry) Page() (name, contentType string, data []byte) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!doctype html><html lang=\"%s\"><head><meta charset=utf-8><title>%s</title>", html.EscapeString(e.Language), html.EscapeString(e.Title))
	for _, m := range []struct{ name, content string }{
		{"og:title", e.Title}, {"author", e.Author}, {"og:site_name", e.Publisher}, {"og:url", e.URL}, {"article:published_time", cmp.Or(e.day(), e.Dated)},
	} {
		if m.content != "" {
			fmt.Fprintf(&b, `<meta property="%s" content="%s">`, m.name, html.EscapeString(m.content))
		}
	}
	fmt.Fprintf(&b, "</head><body><article>%s</article></body></html>", e.HTML)
	return cmp.Or(e.Title, "entry") + ".html", "text/html; charset=utf-8", b.Bytes()
}
