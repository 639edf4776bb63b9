// Package fetch gets pages of the web for moderators, and nothing from the
// network that the bot itself stands in.
//
// What an address means is decided when a connection is made: the address that
// a name was resolved to is checked then, by the one function that every
// connection goes through, those of redirects and of robots.txt too. So it does
// not matter what a resolver answers, or whether it answers twice differently.
// Only the ranges that IANA has for the internet are reached, on the ports of
// the web, without proxy, cookies or credentials.
package fetch

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

const (
	// MaxBytes is the largest body that is fetched: as large as an article may be.
	MaxBytes = 5 << 20
	// Timeout is how long a page may take, with redirects and robots.txt.
	Timeout = 20 * time.Second
	// MaxRedirects is how many redirects are followed.
	MaxRedirects = 5
	maxAddress   = 2000     // bytes of an address
	maxHeaders   = 64 << 10 // bytes of a response's headers
	product      = "Rapporteur"
)

// Options say how a Fetcher works. The zero value is usable.
type Options struct {
	// Contact is the address of a page that tells webmasters whose bot this is;
	// "" leaves it out of the user agent.
	Contact string
	// Resolver resolves names; nil is the system's.
	Resolver *net.Resolver
	// Ports are those that may be connected to; nil is 80 and 443.
	Ports []uint16
	// Allowed are addresses that may be reached although they are not of the
	// internet: a wiki of the bot's own network, or the server of a test.
	Allowed []netip.Prefix
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Fetcher fetches pages. It may be used by many goroutines, keeps no connection
// open and needs no closing.
type Fetcher struct {
	client   *http.Client
	agent    string
	ports    []uint16
	now      func() time.Time
	guard    *ssrf.Guardian
	dialling func(address string) error // for tests: told of every address that passed

	mu     sync.Mutex
	robots map[string]manners // by origin
}

// New makes a fetcher.
func New(o Options) *Fetcher {
	f := &Fetcher{agent: product, ports: o.Ports, now: o.Now, robots: make(map[string]manners)}
	if o.Contact != "" {
		f.agent = fmt.Sprintf("%s (+%s)", product, o.Contact)
	}
	if f.ports == nil {
		f.ports = []uint16{80, 443}
	}
	if f.now == nil {
		f.now = time.Now
	}
	var v4, v6 []netip.Prefix
	for _, p := range o.Allowed {
		if p.Addr().Is4() {
			v4 = append(v4, p)
		} else {
			v6 = append(v6, p)
		}
	}
	f.guard = ssrf.New(ssrf.WithPorts(f.ports...), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	dialer := &net.Dialer{Timeout: Timeout / 2, Resolver: o.Resolver, Control: f.control}
	f.client = &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil,
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true, // each request is checked by a dial of its own
			MaxResponseHeaderBytes: maxHeaders,
			TLSHandshakeTimeout:    Timeout / 2,
			ForceAttemptHTTP2:      true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return f
}

// control is called with the address that is about to be connected to.
func (f *Fetcher) control(network, address string, c syscall.RawConn) error {
	if err := f.guard.Safe(network, address, c); err != nil {
		return err
	}
	if f.dialling != nil {
		return f.dialling(address)
	}
	return nil
}

// Request is what to fetch. Only the address is needed.
type Request struct {
	URL string
	// ETag and LastModified are those of the last answer: if nothing has changed
	// since, the page comes back without content.
	ETag, LastModified string
	// Feed asks for RSS or Atom instead of a page.
	Feed bool
}

// Page is what was fetched.
type Page struct {
	// URL is where the page stood, redirects followed.
	URL string
	// Moved is where it stands from now on, by redirects that are for good (301, 308);
	// "" where there were none.
	Moved string
	// Name is the last part of the address, with the extension of the content
	// type; ContentType is what the server says.
	Name, ContentType  string
	Data               []byte
	ETag, LastModified string
	// NotModified means that nothing has changed since the last answer, and that
	// Data is empty.
	NotModified bool
}

// Fetch fetches a page. The error is an *Error, or that of ctx when it was
// cancelled.
func (f *Fetcher) Fetch(ctx context.Context, r Request) (*Page, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	address, err := f.parse(r.URL)
	if err != nil {
		return nil, err
	}
	moved, forGood := "", true
	for range MaxRedirects + 1 {
		if err := f.permitted(ctx, address); err != nil {
			return nil, explained(address, err)
		}
		response, err := f.get(ctx, address, r)
		if err != nil {
			return nil, explained(address, err)
		}
		next := response.Header.Get("Location")
		if !redirects(response.StatusCode) || next == "" {
			page, err := f.pageOf(address, response, r.Feed)
			response.Body.Close() // what was read is whole
			if err != nil {
				return nil, explained(address, err)
			}
			page.Moved = moved
			return page, nil
		}
		response.Body.Close() // nothing of it is wanted
		to, err := address.Parse(next)
		if err != nil {
			return nil, refuse(address, ErrAddress, err, "The page leads on to an address that cannot be read. Open it in a browser and use the address where it ends.")
		}
		if address, err = f.parse(to.String()); err != nil {
			return nil, err
		}
		// What comes behind a redirect that may change does not last either.
		if forGood = forGood && permanent(response.StatusCode); forGood {
			moved = address.String()
		}
	}
	return nil, refuse(address, ErrRedirects, nil, fmt.Sprintf("The page leads on more than %d times. Open it in a browser and use the address where it ends.", MaxRedirects))
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func permanent(status int) bool {
	return status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
}

func (f *Fetcher) get(ctx context.Context, address *url.URL, r Request) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("User-Agent", f.agent)
	request.Header.Set("Accept", "text/html, application/pdf, text/plain, text/markdown, */*;q=0.5")
	if r.Feed {
		request.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5")
	}
	if r.ETag != "" {
		request.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		request.Header.Set("If-Modified-Since", r.LastModified)
	}
	response, err := f.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("get: %w", err)
	}
	return response, nil
}

// pageOf reads a response.
func (f *Fetcher) pageOf(address *url.URL, response *http.Response, feed bool) (*Page, error) {
	h := response.Header
	page := &Page{URL: address.String(), ContentType: h.Get("Content-Type"), ETag: h.Get("ETag"), LastModified: h.Get("Last-Modified")}
	switch {
	case response.StatusCode == http.StatusNotModified:
		page.NotModified = true
		return page, nil
	case response.StatusCode != http.StatusOK:
		return nil, f.refuseStatus(address, ErrStatus, response, adviceOn(response.StatusCode))
	case response.ContentLength > MaxBytes:
		return nil, tooLarge(address)
	}
	disposition := h.Get("Content-Disposition")
	extension, ok := extensionOf(page.ContentType, cmp.Or(fileIn(disposition), address.Path))
	if !ok && !feed && isFeed(page.ContentType) {
		return nil, refuse(address, ErrType, fmt.Errorf("content type %q", page.ContentType), "There is a feed at this address, and no page. Feeds are not added but followed: use /knowledge follow.")
	}
	if !ok && !feed {
		return nil, refuse(address, ErrType, fmt.Errorf("content type %q", page.ContentType), fmt.Sprintf("There is no text at this address, but %s. Use the address of a page, a PDF or a Word document.", kindOf(page.ContentType)))
	}
	page.Name = nameOf(disposition, address) + extension
	data, err := io.ReadAll(io.LimitReader(response.Body, MaxBytes+1))
	switch {
	case len(data) > MaxBytes:
		return nil, tooLarge(address)
	case err != nil:
		return nil, fmt.Errorf("read page: %w", err)
	}
	page.Data = data
	return page, nil
}

// parse reads an address, and refuses what no page of the web has.
func (f *Fetcher) parse(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	address, err := url.Parse(text)
	switch {
	case len(text) > maxAddress:
		return nil, refuse(nil, ErrAddress, nil, fmt.Sprintf("The address is longer than %d characters. Use a shorter one.", maxAddress))
	case err != nil, address.Host == "" && address.Scheme != "file", address.Opaque != "":
		return nil, refuse(nil, ErrAddress, nil, "This is not a web address. Write it in full, with https://.")
	case address.Scheme != "http" && address.Scheme != "https":
		return nil, refuse(nil, ErrAddress, nil, "Only pages of the web can be fetched. Use an address that begins with https:// or http://.")
	case address.User != nil:
		return nil, refuse(nil, ErrAddress, nil, "The address holds a name or a password. Use one without: it would be stored, and shown to members.")
	case number(address.Hostname()):
		return nil, refuse(address, ErrPrivate, nil, "The address is a number in disguise. Use the site's name.")
	case !f.portAllowed(address):
		return nil, refuse(address, ErrPort, nil, "Only the usual ports of the web, 80 and 443, are fetched from. Use an address without a port.")
	}
	address.Fragment, address.RawFragment = "", ""
	return address, nil
}

func (f *Fetcher) portAllowed(address *url.URL) bool {
	port := address.Port()
	if port == "" {
		return true
	}
	for _, p := range f.ports {
		if fmt.Sprint(p) == port {
			return true
		}
	}
	return false
}

// number reports whether a host is an IPv4 address in a form that browsers
// understand, but that is none of the usual one: 2130706433, 0x7f.1, 0177.0.0.1.
func number(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false // in the usual form, it is checked when it is connected to
	}
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	hex, isHex := strings.CutPrefix(strings.ToLower(last), "0x")
	return last != "" && strings.Trim(last, "0123456789") == "" || isHex && strings.Trim(hex, "0123456789abcdef") == ""
}
