package fetch

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	maxRobots  = 500 << 10 // bytes; RFC 9309 asks for at least this much
	robotsAge  = time.Hour // RFC 9309 allows a day
	maxOrigins = 500       // whose rules are kept
	robotsWait = Timeout / 4
	robotsHops = 5 // redirects; RFC 9309 asks for at least five
)

// manners are what a site asks of the bot; without rules everything is allowed.
type manners struct {
	rules []rule
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
		rules, err := f.fetchRobots(ctx, address)
		if err != nil {
			return err
		}
		known = manners{rules, f.now().Add(robotsAge)}
		f.mu.Lock()
		if len(f.robots) >= maxOrigins {
			clear(f.robots)
		}
		f.robots[origin] = known
		f.mu.Unlock()
	}
	if !allows(known.rules, address.RequestURI()) {
		return refuse(address, ErrRobots, nil, "The site asks programs not to fetch this page (robots.txt). Open it in a browser, save it and add the file, if you may.")
	}
	return nil
}

// fetchRobots fetches the rules of a site for the bot; none where it has none.
func (f *Fetcher) fetchRobots(ctx context.Context, page *url.URL) ([]rule, error) {
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
			return f.rulesOf(address, response)
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

func (f *Fetcher) rulesOf(address *url.URL, response *http.Response) ([]rule, error) {
	switch {
	case response.StatusCode == http.StatusTooManyRequests:
		return nil, f.refuseStatus(address, ErrRobots, response, adviceOn(response.StatusCode))
	case response.StatusCode >= 500:
		return nil, f.refuseStatus(address, ErrRobots, response, "The site is out of order and does not say whether programs may fetch its pages (robots.txt). Try again later.")
	case response.StatusCode != http.StatusOK:
		return nil, nil
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxRobots))
	if err != nil {
		return nil, fmt.Errorf("read robots.txt: %w", err)
	}
	return rulesFor(product, data), nil
}
