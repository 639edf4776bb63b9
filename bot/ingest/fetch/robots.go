package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/temoto/robotstxt"
)

const (
	maxRobots   = 500 << 10 // bytes; RFC 9309 asks for at least this much
	robotsAge   = time.Hour // RFC 9309 allows a day
	maxOrigins  = 500       // whose rules are kept
	robotsWait  = Timeout / 4
	robotsHops  = 5 // redirects; RFC 9309 asks for at least five
	robotsAgent = product
)

// rules are what a site asks of programs.
type rules struct {
	group *robotstxt.Group // nil: everything is allowed
	until time.Time
}

// permitted asks the site's robots.txt whether a page may be fetched. Where a site
// has none, everything may be; where it cannot be read because the server is out
// of order, nothing may be, as RFC 9309 says.
func (f *Fetcher) permitted(ctx context.Context, address *url.URL) error {
	origin := address.Scheme + "://" + address.Host
	f.mu.Lock()
	known, ok := f.robots[origin]
	f.mu.Unlock()
	if !ok || f.now().After(known.until) {
		group, err := f.fetchRobots(ctx, address)
		if err != nil {
			return err
		}
		known = rules{group, f.now().Add(robotsAge)}
		f.mu.Lock()
		if len(f.robots) >= maxOrigins {
			clear(f.robots)
		}
		f.robots[origin] = known
		f.mu.Unlock()
	}
	if known.group != nil && !known.group.Test(address.RequestURI()) {
		return refuse(address, ErrRobots, nil, "The site asks programs not to fetch this page (robots.txt). Open it in a browser, save it and add the file, if you may.")
	}
	return nil
}

// fetchRobots fetches the rules of a site. The result is nil where it has none.
func (f *Fetcher) fetchRobots(ctx context.Context, page *url.URL) (*robotstxt.Group, error) {
	ctx, cancel := context.WithTimeout(ctx, robotsWait)
	defer cancel()
	address := &url.URL{Scheme: page.Scheme, Host: page.Host, Path: "/robots.txt"}
	for range robotsHops + 1 {
		response, err := f.get(ctx, address, Request{})
		if err != nil {
			return nil, err
		}
		next := response.Header.Get("Location")
		if !redirects(response.StatusCode) || next == "" {
			defer response.Body.Close() // what was read is whole
			return groupOf(address, response)
		}
		response.Body.Close() // nothing of it is wanted
		to, err := address.Parse(next)
		if err != nil {
			return nil, nil
		}
		if address, err = f.parse(to.String()); err != nil {
			return nil, nil // it leads nowhere: there are no rules
		}
	}
	return nil, nil
}

func groupOf(address *url.URL, response *http.Response) (*robotstxt.Group, error) {
	switch {
	case response.StatusCode >= 500:
		return nil, refuse(address, ErrRobots, fmt.Errorf("robots.txt: %s", response.Status), "The site is out of order and does not say whether programs may fetch its pages (robots.txt). Try again later.")
	case response.StatusCode != http.StatusOK:
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxRobots))
	if err != nil {
		return nil, fmt.Errorf("read robots.txt: %w", err)
	}
	return parseRobots(data), nil
}

// parseRobots reads the rules for the bot; nil where there are none. Lines that are
// no rules are left out before, since one that is broken would cost all of them.
func parseRobots(data []byte) *robotstxt.Group {
	var kept []byte
	began := false
	for line := range bytes.Lines(bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))) {
		key, _, ok := bytes.Cut(bytes.ToLower(line), []byte(":"))
		switch key := string(bytes.TrimSpace(key)); {
		case ok && key == "user-agent":
			began = true
			kept = append(kept, line...)
		case ok && began && (key == "allow" || key == "disallow"):
			kept = append(kept, line...)
		}
	}
	if parsed, err := robotstxt.FromBytes(kept); err == nil {
		return parsed.FindGroup(robotsAgent)
	}
	return nil
}
