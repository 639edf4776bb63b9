package follow

import (
	"testing"
	"time"
)

func TestFailuresAreTriedMoreAndMoreSeldom(t *testing.T) {
	var sum time.Duration
	for failures, want := range []time.Duration{1: time.Hour, 2: 2 * time.Hour, 3: 4 * time.Hour, 4: 8 * time.Hour, 5: 16 * time.Hour, 6: 24 * time.Hour, 9: 24 * time.Hour, 10: 0, 99: 0} {
		if want == 0 && failures < 10 {
			continue
		}
		if got := backoff(failures); got != want {
			t.Errorf("after %d failures %s, want %s", failures, got, want)
		}
	}
	for failures := 1; backoff(failures) > 0; failures++ {
		sum += backoff(failures)
	}
	if days := sum.Hours() / 24; days < 5 || days > 6 {
		t.Errorf("a feed is given up after %.1f days", days)
	}
}

func TestFeedsThatAreDueTogetherAreSpread(t *testing.T) {
	at := time.Date(2031, 3, 14, 8, 0, 0, 0, time.UTC)
	seen := make(map[time.Duration]bool)
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		d := spread(time.Hour, id, at)
		if d < time.Hour || d >= 66*time.Minute {
			t.Errorf("%s is far from an hour", d)
		}
		seen[d.Round(10*time.Second)] = true
	}
	if len(seen) < 6 {
		t.Errorf("eight feeds come at %d moments", len(seen))
	}
	if spread(time.Hour, "a", at) == spread(time.Hour, "a", at.Add(time.Hour)) {
		t.Error("a feed is always as late")
	}
}

func TestWhoStandsBehindAnAddressIsToldByWhatSomebodyRegisters(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.news.example/a":        "news.example",
		"https://feeds.bbci.co.uk/news.xml": "bbci.co.uk",
		"https://ann.blogspot.com/":         "ann.blogspot.com",
		"https://NEWS.example./":            "news.example",
		"http://127.0.0.1:8080/":            "127.0.0.1",
		"http://[::1]/":                     "::1",
		"https://localhost/":                "localhost",
		"https://co.uk/":                    "co.uk",
		"":                                  "",
		"https://a%20b.example/":            "",
	} {
		if got := siteOf(address); got != want {
			t.Errorf("%s is %q, want %q", address, got, want)
		}
	}
}

func TestOneFeedHasOneAddress(t *testing.T) {
	for typed, want := range map[string]string{
		" https://News.Example/Feed?A=b#top ": "https://news.example/Feed?A=b",
		"HTTPS://news.example/feed":           "https://news.example/feed",
		"no address":                          "no%20address",
		"https://news.example/%zz":            "https://news.example/%zz",
	} {
		if got := written(typed); got != want {
			t.Errorf("%q is kept as %q, want %q", typed, got, want)
		}
	}
}
