package feed

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/rss"
	"golang.org/x/net/html"

	"rapporteur/bot/ingest/fetch"
)

// ttlKey is where translator leaves the ttl of an RSS feed.
const ttlKey = "ttl"

// translator is gofeed's, which passes over the ttl of RSS.
type translator struct{ gofeed.DefaultRSSTranslator }

// Translate is for gofeed.
func (t *translator) Translate(feed any) (*gofeed.Feed, error) {
	out, err := t.DefaultRSSTranslator.Translate(feed)
	if err != nil {
		return nil, fmt.Errorf("translate feed: %w", err)
	}
	if from, ok := feed.(*rss.Feed); ok && from.TTL != "" {
		out.Custom = map[string]string{ttlKey: from.TTL}
	}
	return out, nil
}

// maxEvery bounds how seldom a feed may want to be looked at.
const maxEvery = 24 * time.Hour

// periods are those of sy:updatePeriod (RDF Site Summary 1.0 Modules: Syndication).
var periods = map[string]time.Duration{
	"hourly": time.Hour, "daily": maxEvery, "weekly": maxEvery, "monthly": maxEvery, "yearly": maxEvery,
}

// everyOf is how often a feed wants to be looked at: by the ttl of RSS 2.0, in minutes,
// or by the period and frequency of its syndication module.
func everyOf(parsed *gofeed.Feed) time.Duration {
	if minutes, err := strconv.Atoi(strings.TrimSpace(parsed.Custom[ttlKey])); err == nil && minutes > 0 {
		return min(time.Duration(min(minutes, int(maxEvery.Minutes())))*time.Minute, maxEvery)
	}
	said := func(name string) string {
		if values := parsed.Extensions["sy"][name]; len(values) > 0 {
			return strings.ToLower(strings.TrimSpace(values[0].Value))
		}
		return ""
	}
	every := periods[said("updatePeriod")]
	if often, err := strconv.Atoi(said("updateFrequency")); err == nil && often > 1 {
		every /= time.Duration(often)
	}
	return every
}

// namedIn is the address of the first feed that a page of the web names; "" for none.
func namedIn(page *fetch.Page) string {
	base, err := url.Parse(page.URL)
	if err != nil {
		return ""
	}
	z := html.NewTokenizer(io.LimitReader(bytes.NewReader(page.Data), fetch.MaxBytes))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			if named := feedLink(z.Token(), base); named != "" {
				return named
			}
		}
	}
}

// feedLink is where <link rel="alternate" type="application/rss+xml" href="…"> leads.
func feedLink(t html.Token, base *url.URL) string {
	attr := make(map[string]string)
	for _, a := range t.Attr {
		attr[a.Key] = a.Val
	}
	if t.Data != "link" || !slices.Contains(strings.Fields(strings.ToLower(attr["rel"])), "alternate") {
		return ""
	}
	switch strings.ToLower(strings.TrimSpace(attr["type"])) {
	case "application/rss+xml", "application/atom+xml":
		return linkOf(attr["href"], base)
	}
	return ""
}
