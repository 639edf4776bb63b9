package feed_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/ingest/fetch"
)

// site gives one feed, and keeps the requests.
type site struct {
	page     fetch.Page
	err      error
	requests []fetch.Request
}

func (s *site) Fetch(_ context.Context, r fetch.Request) (*fetch.Page, error) {
	s.requests = append(s.requests, r)
	if s.err != nil {
		return nil, s.err
	}
	page := s.page
	page.NotModified = r.ETag != "" && r.ETag == page.ETag
	return &page, nil
}

func rss(items ...string) []byte {
	return []byte(`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>` +
		`<title>Harbour  News</title><link>https://news.example/</link><language>en-GB</language>` + strings.Join(items, "") + `</channel></rss>`)
}

func item(id string) string {
	return "<item><guid>" + id + "</guid><title>Entry " + id + "</title><link>/" + id + "</link><description>Short " + id + ".</description></item>"
}

const full = `<item><guid>full</guid><title>The &lt;row&gt; &amp; more</title><link>https://news.example/row</link><dc:creator>Ann Clerk</dc:creator>` +
	`<pubDate>Fri, 14 Mar 2031 09:30:00 +0100</pubDate><description>Short.</description>` +
	`<content:encoded><![CDATA[<p>The harbour library reopened on 10 March 2031.</p><script>alert(1)</script><p>It cost nine million.</p>]]></content:encoded></item>`

func follow(t *testing.T, s *site, state feed.State) *feed.News {
	t.Helper()
	news, err := feed.Follow(t.Context(), s, "https://news.example/feed", state)
	if err != nil {
		t.Fatal(err)
	}
	return news
}

func ids(news *feed.News) string {
	var out []string
	for _, e := range news.Entries {
		out = append(out, e.ID)
	}
	return strings.Join(out, " ")
}

func TestEachEntryIsNewOnce(t *testing.T) {
	s := &site{page: fetch.Page{URL: "https://news.example/feed", Data: rss(item("c"), item("b"), item("a")), ETag: "1", LastModified: "then"}}
	news := follow(t, s, feed.State{})
	if ids(news) != "a b c" || news.Title != "Harbour News" || news.Entries[0].URL != "https://news.example/a" || !news.Entries[0].Summary {
		t.Errorf("%q, %+v", ids(news), news)
	}
	again := follow(t, s, news.State)
	if last := s.requests[1]; last.ETag != "1" || last.LastModified != "then" || !last.Feed || len(again.Entries) > 0 || len(again.State.Seen) != 3 {
		t.Errorf("%+v, %+v", last, again)
	}
	s.page.Data, s.page.ETag = rss(item("d"), item("c"), item("b")), "2"
	if news = follow(t, s, again.State); ids(news) != "d" || news.State.ETag != "2" {
		t.Errorf("%q, %+v", ids(news), news.State)
	}
}

func TestAnEntryIsReadLikeAPage(t *testing.T) {
	news := follow(t, &site{page: fetch.Page{Data: rss(full)}}, feed.State{})
	e := news.Entries[0]
	if e.Summary || e.Author != "Ann Clerk" || !e.Published.Equal(time.Date(2031, 3, 14, 8, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", e)
	}
	r := ingest.New(ingest.Options{})
	defer func() { _ = r.Close() }() // it has read no PDF
	name, contentType, data := e.Page()
	f, err := r.ReadFrom(t.Context(), e.URL, name, contentType, data)
	if err != nil {
		t.Fatal(err)
	}
	m := f.Article.Meta
	if m.Title != "The <row> & more" || m.Author != "Ann Clerk" || m.Published != "2031-03-14" || m.Publisher != "Harbour News" || m.URL != "https://news.example/row" || m.Language != "en-GB" {
		t.Errorf("%+v", m)
	}
	if len(f.Article.Passages) != 2 || strings.Contains(string(f.Data), "alert") {
		t.Errorf("%s", f.Data)
	}
}

func TestAtomIsRead(t *testing.T) {
	s := &site{page: fetch.Page{Data: []byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>tag:x,1</id><title>T</title><link href="javascript:alert(1)"/>` +
		`<updated>2031-03-14T09:30:00Z</updated><content type="html">&lt;p&gt;Text.&lt;/p&gt;</content></entry></feed>`)}}
	news := follow(t, s, feed.State{})
	if len(news.Entries) != 1 || news.Entries[0].HTML != "<p>Text.</p>" || news.Entries[0].URL != "" || news.Entries[0].ID != "tag:x,1" {
		t.Errorf("%+v", news)
	}
}

func TestFeedsAreReadHoweverTheyAreWritten(t *testing.T) {
	iso, _ := charset.Lookup("iso-8859-1")
	latin, _ := iso.NewEncoder().String("<rss version='2.0'><channel><title>Caf\u00e9</title><item><title>\u00c9t\u00e9</title><link>https://news.example/1</link></item></channel></rss>")
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(`<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><title>Порт</title><item><title>Открыт</title><link>https://news.example/1</link></item></channel></rss>`)
	for name, test := range map[string]struct{ data, contentType, want string }{
		"RSS 0.91 with a doctype": {
			`<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.example/rss-0.91.dtd">` +
				`<rss version="0.91"><channel><title>Post</title><item><title>Caf&#233; &amp;amp; quay</title><link>https://news.example/1</link></item></channel></rss>`,
			"", "Post: Café & quay | https://news.example/1 |  | ",
		},
		"RDF": {
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Lab</title></channel>` +
				`<item rdf:about="https://news.example/a"><title>Pegel</title><link>https://news.example/a</link><dc:date>2031-05-05T00:30:00+02:00</dc:date><dc:creator>K. Lind</dc:creator></item></rdf:RDF>`,
			"", "Lab: Pegel | https://news.example/a | K. Lind | 2031-05-05",
		},
		"Atom with bases, an author of all, markup in titles": {
			`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://news.example/notes/"><title type="html">Notes &amp;amp; queries</title><author><name>Una Field</name></author>` +
				`<entry xml:base="2031/"><title type="html">On &lt;em&gt;ferries&lt;/em&gt; &amp;amp; fares</title><link href="ferries.html"/><id>1</id><published>2031-05-03T23:30:00-05:00</published></entry></feed>`,
			"", "Notes & queries: On ferries & fares | https://news.example/notes/2031/ferries.html | Una Field | 2031-05-03",
		},
		"names of characters, twice": {
			`<rss version="2.0"><channel><title><![CDATA[Courier &amp; Post]]></title><item><title>&amp;#8220;Quote&amp;#8221; &amp;#8211; a &lt;b&gt; c</title><guid>https://news.example/4</guid><pubDate>Mi, 07 Mai 2031 10:00:00 +0200</pubDate></item></channel></rss>`,
			"", "Courier & Post: “Quote” – a <b> c | https://news.example/4 |  | 2031-05-07",
		},
		"UTF-16":                   {wide, "", "Порт: Открыт | https://news.example/1 |  | "},
		"as the server alone says": {latin, "text/xml; charset=iso-8859-1", "Café: Été | https://news.example/1 |  | "},
	} {
		news := follow(t, &site{page: fetch.Page{URL: "https://news.example/feed", Data: []byte(test.data), ContentType: test.contentType}}, feed.State{})
		if len(news.Entries) != 1 {
			t.Errorf("%s: %+v", name, news)
			continue
		}
		e := news.Entries[0]
		if got := fmt.Sprintf("%s: %s | %s | %s | %s", e.Publisher, e.Title, e.URL, e.Author, e.Meta().Published); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, test.want)
		}
	}
}

func TestWhatWordPressPutsBelowEachEntryIsNoText(t *testing.T) {
	body := `<p>The quay was mended.</p>`
	text := `<item><guid>1</guid><content:encoded><![CDATA[` + body + `<p>The post <a href="https://news.example/1">The quay</a> appeared first on <a href="https://news.example">News</a>.</p>` + "\n" + `]]></content:encoded></item>`
	if e := follow(t, &site{page: fetch.Page{Data: rss(text)}}, feed.State{}).Entries[0]; e.HTML != body {
		t.Errorf("%q", e.HTML)
	}
}

func TestHostileFeedsAreRefusedOrBounded(t *testing.T) {
	for name, data := range map[string]string{
		"a page":   "<html><body>No feed.</body></html>",
		"nothing":  "",
		"deep":     `<rss version="2.0"><channel><item>` + strings.Repeat("<x:a>", 500_000),
		"many":     `<rss version="2.0"><channel>` + strings.Repeat("<item/>", 500_000),
		"json":     `{"version": "https://jsonfeed.org/version/1", "items": ` + strings.Repeat("[", 100_000),
		"entities": `<!DOCTYPE a [<!ENTITY a "bomb"><!ENTITY b "&a;&a;&a;&a;">]><nothing>&b;</nothing>`,
	} {
		_, err := feed.Follow(t.Context(), &site{page: fetch.Page{Data: []byte(data)}}, "https://news.example/feed", feed.State{})
		var refused *feed.Error
		if !errors.Is(err, feed.ErrFeed) || !errors.As(err, &refused) || refused.Advice() == "" {
			t.Errorf("%s: error %v", name, err)
		}
	}
	long := "<item><guid>" + strings.Repeat("g", 100_000) + "</guid></item><item></item><item></item>"
	news := follow(t, &site{page: fetch.Page{Data: rss(long)}}, feed.State{})
	for _, e := range news.Entries {
		if len(e.ID) > 200 {
			t.Errorf("an id of %d bytes", len(e.ID))
		}
	}
	if len(news.Entries) != 2 {
		t.Errorf("%d entries, of which two are the same", len(news.Entries))
	}
}

func TestWhatIsNotFetchedIsTold(t *testing.T) {
	if _, err := feed.Follow(t.Context(), &site{err: &fetch.Error{Err: fetch.ErrRobots}}, "https://news.example/feed", feed.State{}); !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("error %v", err)
	}
}

func TestALookGivesAllThatStandsThere(t *testing.T) {
	var items []string
	for i := range 60 {
		items = append(items, item(fmt.Sprint(i)))
	}
	s := &site{page: fetch.Page{URL: "https://news.example/moved", Data: rss(items...), ETag: "1"}}
	news, err := feed.Look(t.Context(), s, "https://news.example/feed")
	if err != nil {
		t.Fatal(err)
	}
	if len(news.Entries) != 60 || len(news.State.Seen) != 60 || news.State.ETag != "1" || news.Address != "https://news.example/moved" {
		t.Errorf("%d entries, %+v", len(news.Entries), news.State)
	}
}

func TestAPageThatNamesItsFeedIsToldApart(t *testing.T) {
	for page, want := range map[string]string{
		`<html><head><link rel="stylesheet" href="/a"><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>`: "https://news.example/rss.xml",
		`<link rel="alternate" type="application/atom+xml" href="javascript:alert(1)">`:                                         "",
		`<link rel="alternate" type="text/html" href="/de">`:                                                                    "",
	} {
		_, err := feed.Look(t.Context(), &site{page: fetch.Page{URL: "https://news.example/", Data: []byte(page)}}, "https://news.example/")
		var refused *feed.Error
		if !errors.As(err, &refused) {
			t.Fatalf("%s: %v", page, err)
		}
		if named := strings.Contains(refused.Advice(), "names this feed: "+want); named != (want != "") {
			t.Errorf("%s: %s", page, refused.Advice())
		}
	}
}

func TestAFeedSaysHowOftenItWantsToBeLookedAt(t *testing.T) {
	head := `<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>F</title>`
	for said, want := range map[string]time.Duration{
		"":                        0,
		"<ttl>90</ttl>":           90 * time.Minute,
		"<ttl>1</ttl>":            time.Minute,
		"<ttl>-5</ttl>":           0,
		"<ttl>999999999999</ttl>": 24 * time.Hour,
		"<ttl>soon</ttl>":         0,
		"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>": 30 * time.Minute,
		"<sy:updatePeriod>weekly</sy:updatePeriod>":                                           24 * time.Hour,
	} {
		news := follow(t, &site{page: fetch.Page{Data: []byte(head + said + "</channel></rss>")}}, feed.State{})
		if news.Every != want {
			t.Errorf("%s: %s, want %s", said, news.Every, want)
		}
	}
}

// FuzzFollow has whatever a server may send read as a feed, and its entries as pages.
func FuzzFollow(f *testing.F) {
	f.Add(rss(item("a"), item("b"), full))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id><link href="//x/y"/><content type="xhtml"><div>T</div></content></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","title":"J","items":[{"id":"1","content_html":"<p>T</p>"}]}`))
	f.Add([]byte(`<?xml version="1.0" encoding="utf-16"?><rss><channel><ttl>1e9</ttl><item><guid></guid></item></channel></rss>`))
	r := ingest.New(ingest.Options{})
	f.Cleanup(func() { _ = r.Close() }) // it reads no PDF
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &site{page: fetch.Page{URL: "https://news.example/feed", Data: data}}
		news, err := feed.Look(t.Context(), s, "https://news.example/feed")
		if err != nil {
			var refused *feed.Error
			if !errors.As(err, &refused) || refused.Advice() == "" {
				t.Errorf("%v", err)
			}
			return
		}
		again := follow(t, s, news.State)
		if len(again.Entries) > 0 || news.Every < 0 || news.Every > 24*time.Hour {
			t.Errorf("%d entries are new twice; it wants to be looked at every %s", len(again.Entries), news.Every)
		}
		for _, e := range news.Entries[:min(3, len(news.Entries))] {
			name, contentType, page := e.Page()
			var refused *ingest.Error
			if _, err := r.Read(t.Context(), name, contentType, page); err != nil && !errors.As(err, &refused) {
				t.Errorf("%q: %v", e.Title, err)
			}
			if len(e.ID) > 200 || e.URL != "" && !strings.HasPrefix(e.URL, "http") {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestAnEntryThatStandsOnIsNeverNewAgain(t *testing.T) {
	s := &site{}
	var state feed.State
	for i := range feed.MaxSeen + 50 {
		state.Seen = append(state.Seen, fmt.Sprint(i))
	}
	s.page.Data = rss(item("new"), item("0"), item("1"))
	news := follow(t, s, state)
	if ids(news) != "new" || len(news.State.Seen) != feed.MaxSeen {
		t.Errorf("%q is new, %d are remembered", ids(news), len(news.State.Seen))
	}
	if again := follow(t, s, news.State); ids(again) != "" {
		t.Errorf("%q is new again", ids(again))
	}
}
