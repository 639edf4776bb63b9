package fetch_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/ingest/fetch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve serves a site on loopback and makes a fetcher that may reach it.
func serve(t *testing.T, pages map[string]http.HandlerFunc) (*fetch.Fetcher, string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page := pages[r.URL.Path]; page != nil {
			page(w, r)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(server.Close)
	own := netip.MustParseAddrPort(server.Listener.Addr().String())
	return fetch.New(fetch.Options{
		Contact: "https://bot.example/about", Ports: []uint16{own.Port()}, Allowed: []netip.Prefix{netip.PrefixFrom(own.Addr(), 32)},
	}), server.URL
}

func text(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	}
}

func to(location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(http.StatusMovedPermanently)
	}
}

func TestAPageIsFetchedAndTheBotSaysWhoItIs(t *testing.T) {
	var agent atomic.Value
	f, site := serve(t, map[string]http.HandlerFunc{
		"/old": to("/news/the-row.php?id=3#top"),
		"/news/the-row.php": func(w http.ResponseWriter, r *http.Request) {
			agent.Store(r.UserAgent())
			w.Header().Set("ETag", `"1"`)
			text("text/html; charset=utf-8", "<p>Text.")(w, r)
		},
	})
	page, err := f.Fetch(t.Context(), fetch.Request{URL: " " + site + "/old#part "})
	if err != nil {
		t.Fatal(err)
	}
	if page.URL != site+"/news/the-row.php?id=3" || page.Name != "the-row.html" || string(page.Data) != "<p>Text." || page.ETag != `"1"` {
		t.Errorf("%+v", page)
	}
	if agent.Load() != "Rapporteur (+https://bot.example/about)" {
		t.Errorf("user agent %q", agent.Load())
	}
}

func TestNothingIsFetchedAgainThatHasNotChanged(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") != `"1"` || r.Header.Get("If-Modified-Since") == "" {
			t.Errorf("headers %v", r.Header)
		}
		w.WriteHeader(http.StatusNotModified)
	}})
	page, err := f.Fetch(t.Context(), fetch.Request{URL: site, ETag: `"1"`, LastModified: "Fri, 14 Mar 2031 09:30:00 GMT"})
	if err != nil || !page.NotModified {
		t.Errorf("%+v, %v", page, err)
	}
}

func TestEveryRefusalSaysWhatToDo(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(make([]byte, 30<<20)) // to memory
	_ = z.Close()
	f, site := serve(t, map[string]http.HandlerFunc{
		"/image": text("image/png", "x"),
		"/feed":  text("application/rss+xml; charset=utf-8", "<rss/>"),
		"/loop":  to("/loop"),
		"/file":  to("file:///etc/passwd"),
		"/user":  to("http://me:secret@127.0.0.1/"),
		"/large": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			for range 60 {
				_, _ = w.Write(bytes.Repeat([]byte("a"), 100_000))
			}
		},
		"/bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		},
		"/headers": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("a", 1<<20))
		},
		"/cut": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "short")
		},
		"/secret":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"/broken":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"/robots.txt":  text("text/plain", "\ufeffDisallow: /first\nUser-agent: *\nDisallow: /private\nCrawl-delay: often\nSitemap: ::\n\nUser-agent: rapporteur\nDisallow: /bots"),
		"/bots/page":   text("text/plain", "Text."),
		"/leads-there": to("/bots/page"),
	})
	for address, want := range map[string]error{
		site + "/image": fetch.ErrType, site + "/feed": fetch.ErrType, site + "/loop": fetch.ErrRedirects, site + "/file": fetch.ErrAddress, site + "/user": fetch.ErrAddress,
		site + "/large": fetch.ErrTooLarge, site + "/bomb": fetch.ErrTooLarge, site + "/headers": fetch.ErrUnreachable, site + "/cut": fetch.ErrUnreachable,
		site + "/secret": fetch.ErrStatus, site + "/broken": fetch.ErrStatus, site + "/none": fetch.ErrStatus,
		site + "/bots/page": fetch.ErrRobots, site + "/leads-there": fetch.ErrRobots,
		"ftp://example.org/": fetch.ErrAddress, "file:///etc/passwd": fetch.ErrAddress, "example.org": fetch.ErrAddress, "https://": fetch.ErrAddress, "javascript:alert(1)": fetch.ErrAddress,
		"http://me:secret@example.org/": fetch.ErrAddress, "http://example.org:22/": fetch.ErrPort, "http://127.0.0.1:1/": fetch.ErrPort, "https://x/" + strings.Repeat("a", 3000): fetch.ErrAddress,
	} {
		_, err := f.Fetch(t.Context(), fetch.Request{URL: address})
		var refused *fetch.Error
		if !errors.Is(err, want) || !errors.As(err, &refused) || !strings.HasSuffix(refused.Advice(), ".") {
			t.Errorf("%.60s: error %v, want %v", address, err, want)
		}
	}
}

func TestRobotsTxtIsFetchedOnceAnHour(t *testing.T) {
	asked, now := 0, time.Date(2031, 3, 14, 9, 0, 0, 0, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
		}
		text("text/plain", "Text.")(w, r)
	}))
	defer server.Close()
	own := netip.MustParseAddrPort(server.Listener.Addr().String())
	f := fetch.New(fetch.Options{Ports: []uint16{own.Port()}, Allowed: []netip.Prefix{netip.PrefixFrom(own.Addr(), 32)}, Now: func() time.Time { return now }})
	for _, want := range []int{1, 1, 2} {
		if _, err := f.Fetch(t.Context(), fetch.Request{URL: server.URL}); err != nil {
			t.Fatal(err)
		}
		if asked != want {
			t.Errorf("asked %d times, want %d", asked, want)
		}
		now = now.Add(40 * time.Minute)
	}
}

func TestASiteWhoseRobotsTxtIsBrokenIsLeftAlone(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{
		"/": text("text/plain", "Text."), "/robots.txt": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
	})
	if _, err := f.Fetch(t.Context(), fetch.Request{URL: site}); !errors.Is(err, fetch.ErrRobots) {
		t.Errorf("error %v", err)
	}
}

func TestACancelledFetchIsNotRefused(t *testing.T) {
	f, site := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Fetch(ctx, fetch.Request{URL: site}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestASlowSiteIsGivenUp(t *testing.T) {
	release := make(chan struct{})
	f, site := serve(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { <-release }})
	defer close(release)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := f.Fetch(ctx, fetch.Request{URL: site}); !errors.Is(err, fetch.ErrSlow) {
		t.Errorf("error %v", err)
	}
}

func TestAServerSaysHowLongItWantsToBeLeftAlone(t *testing.T) {
	now := time.Date(2031, 3, 14, 9, 0, 0, 0, time.UTC)
	for said, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "-5": 0, "soon": 0, "Fri, 14 Mar 2031 10:30:00 GMT": 90 * time.Minute, "Fri, 14 Mar 2030 10:30:00 GMT": 0,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Retry-After", said)
			w.WriteHeader(http.StatusTooManyRequests)
		}))
		own := netip.MustParseAddrPort(server.Listener.Addr().String())
		f := fetch.New(fetch.Options{Ports: []uint16{own.Port()}, Allowed: []netip.Prefix{netip.PrefixFrom(own.Addr(), 32)}, Now: func() time.Time { return now }})
		_, err := f.Fetch(t.Context(), fetch.Request{URL: server.URL})
		server.Close()
		var refused *fetch.Error
		if !errors.As(err, &refused) || refused.RetryAfter != want || !refused.Passing() || !errors.Is(err, fetch.ErrBusy) {
			t.Errorf("%q: %v, %v", said, err, refused)
		}
	}
}

func TestWhatIsGoneForGoodIsToldFromWhatIsNotThere(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{"/gone": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }})
	for path, gone := range map[string]bool{"/gone": true, "/never": false} {
		_, err := f.Fetch(t.Context(), fetch.Request{URL: site + path})
		var refused *fetch.Error
		if !errors.As(err, &refused) || !errors.Is(err, fetch.ErrStatus) || errors.Is(err, fetch.ErrGone) != gone || refused.Passing() {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestADownloadHasTheNameThatItsServerGives(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{"/download.php": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="`+r.URL.Query().Get("name")+`"`)
		text("application/force-download", "%PDF-1.7")(w, r)
	}})
	for name, want := range map[string]string{"The%20barrier.pdf": "The barrier.pdf", "..%2F..%2Fetc%2Fpasswd": "passwd", "": "download"} {
		page, err := f.Fetch(t.Context(), fetch.Request{URL: site + "/download.php?name=" + name})
		if err != nil || page.Name != want {
			t.Errorf("%q: %+v, %v", name, page, err)
		}
	}
}

func TestABodyThatDripsIsGivenUp(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("a"))
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := f.Fetch(ctx, fetch.Request{URL: site}); !errors.Is(err, fetch.ErrSlow) {
		t.Errorf("error %v", err)
	}
}

func TestNothingIsCarriedFromOneSiteToTheNext(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{
		"/from": func(w http.ResponseWriter, _ *http.Request) {
			http.SetCookie(w, &http.Cookie{Name: "who", Value: "you"})
			w.Header().Set("Location", "/to")
			w.WriteHeader(http.StatusFound)
		},
		"/to": func(w http.ResponseWriter, r *http.Request) {
			for _, name := range []string{"Cookie", "Referer", "Authorization"} {
				if r.Header.Get(name) != "" {
					t.Errorf("it is sent %s: %s", name, r.Header.Get(name))
				}
			}
			text("text/plain", "Text.")(w, r)
		},
	})
	for range 2 {
		if _, err := f.Fetch(t.Context(), fetch.Request{URL: site + "/from"}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestARedirectForGoodIsTold(t *testing.T) {
	leads := func(status int, location string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(status)
		}
	}
	f, site := serve(t, map[string]http.HandlerFunc{
		"/a": leads(301, "/b"), "/b": leads(308, "/page"), "/page": text("text/plain", "Text."),
		"/then": leads(301, "/now"), "/now": leads(302, "/page"), "/later": leads(307, "/a"),
	})
	for path, want := range map[string]string{"/page": "", "/a": site + "/page", "/b": site + "/page", "/then": site + "/now", "/now": "", "/later": ""} {
		page, err := f.Fetch(t.Context(), fetch.Request{URL: site + path})
		if err != nil || page.Moved != want || page.URL != site+"/page" {
			t.Errorf("%s: %+v, %v", path, page, err)
		}
	}
}

func TestASiteWithoutTimeForItsRobotsTxtIsLeftAlone(t *testing.T) {
	f, site := serve(t, map[string]http.HandlerFunc{
		"/": text("text/plain", "Text."), "/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "60")
			w.WriteHeader(http.StatusTooManyRequests)
		},
	})
	_, err := f.Fetch(t.Context(), fetch.Request{URL: site})
	var refused *fetch.Error
	if !errors.Is(err, fetch.ErrRobots) || !errors.As(err, &refused) || refused.RetryAfter != time.Minute {
		t.Errorf("error %v", err)
	}
}
