package follow

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"

	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/store"
)

const (
	// maxStanding is how many entries a feed may have when it is followed.
	maxStanding = 5000
	maxSites    = 5   // of a feed; those that most entries lead to
	maxTitle    = 200 // characters of a feed's or an entry's title
	maxSite     = 253 // bytes; RFC 1035 allows no longer name
)

// Error says why a feed cannot be followed or looked at.
type Error struct{ advice string }

func (e *Error) Error() string { return "feed is not taken: " + e.advice }

// Advice says it in sentences to the moderator, with what to do.
func (e *Error) Advice() string { return e.advice }

// Found is what stands at an address.
type Found struct {
	Address string
	Title   string
	// Entries are those that stand there, the newest last.
	Entries []feed.Entry
	// Sites are the hosts that they lead to, the feed's own first.
	Sites []string
	State feed.State // with all entries as seen
}

// Find looks at a feed that is not followed yet. The error is an *Error, or one of
// packages feed and fetch.
func (r *Runner) Find(ctx context.Context, address string) (*Found, error) {
	address = written(address)
	news, err := feed.Look(ctx, r.o.Feeds, address)
	if err != nil {
		return nil, fmt.Errorf("find feed: %w", err)
	}
	if n := len(news.Entries); n > maxStanding {
		return nil, &Error{fmt.Sprintf("The feed holds %d entries, more than %d. Follow a shorter one, such as that of one section.", n, maxStanding)}
	}
	return &Found{
		Address: address, Title: cut(cmp.Or(news.Title, siteOf(address)), maxTitle), Entries: news.Entries,
		Sites: sitesOf(address, news.Entries), State: news.State,
	}, nil
}

// written is an address as it is kept, so that one feed is followed once: without what
// no server sees, and its host in lower case.
func written(address string) string {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil {
		return address // fetch says what is wrong with it
	}
	u.Host, u.Fragment, u.RawFragment = strings.ToLower(u.Host), "", ""
	return u.String()
}

// Follow follows a feed from now on. The errors are those of store.FollowFeed.
func (r *Runner) Follow(ctx context.Context, f store.Feed) (store.Feed, error) {
	if len(f.Seen) > 0 && f.Due.IsZero() {
		now := r.o.Now()
		f.Due = now.Add(spread(least, f.Address, now)) // nothing is new yet
	}
	defer r.Changed()
	return r.o.Store.FollowFeed(ctx, f)
}

// Look has a feed looked at now, also one that is paused. The error is an *Error where
// that has just been done, or that of store.LookAtFeed.
func (r *Runner) Look(ctx context.Context, f store.Feed) error {
	now := r.o.Now()
	if since := now.Sub(f.Looked); since >= 0 && since < r.o.LookEvery {
		return &Error{"I have looked at it less than a minute ago."}
	}
	defer r.Changed()
	return r.o.Store.LookAtFeed(ctx, f.ID, now)
}

// sitesOf are the sites that entries lead to: the feed's own, then those of most.
func sitesOf(address string, entries []feed.Entry) []string {
	count := make(map[string]int)
	for _, e := range entries {
		if site := siteOf(e.URL); site != "" {
			count[site]++
		}
	}
	own := siteOf(address)
	delete(count, own)
	var others []string
	for site := range count {
		others = append(others, site)
	}
	slices.SortFunc(others, func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b))
	})
	return append([]string{own}, others[:min(len(others), maxSites-1)]...)
}

// siteOf is who stands behind an address: the part of its host that somebody
// registers, westport.example of www.news.westport.example (publicsuffix.org); the
// host itself where there is none, "" where the address has none.
func siteOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if len(host) > maxSite || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' }) {
		return ""
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	if site, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return site
	}
	return host
}

// cut is text of at most most characters.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}

// sentence says why a look failed, for moderators.
func sentence(err error) string {
	var advised interface {
		error
		Advice() string
	}
	if errors.As(err, &advised) {
		return advised.Advice()
	}
	return "The feed could not be read."
}
