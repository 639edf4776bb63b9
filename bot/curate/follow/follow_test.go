package follow

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/ingest/fetch"
	"rapporteur/bot/store"
)

// inTime runs a test on a clock of its own.
func inTime(t *testing.T, f func(*testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

func TestNewEntriesArriveAsDraftsAndNothingIsPublished(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("b", "Second", about(2)), full("a", "First", about(1))))
		s.follows(false)
		s.run()
		later(2 * time.Hour)
		if got := s.drafts(); got != "" {
			t.Errorf("what stood there came: %s", got)
		}
		s.web.put(address, rss(full("d", "Fourth", about(4)), full("c", "Third", about(3)), full("b", "Second, changed", about(22)), full("a", "First", about(1))))
		later(2 * time.Hour)
		if got := s.drafts(); got != "Third, Fourth" {
			t.Errorf("the drafts are %s", got)
		}
		d := s.draftOf("Third")
		text := string(d.Data)
		for _, want := range []string{`title: "Third"`, `author: "Ann Clerk"`, `"1999-03-14"`, `publisher: "Harbour News"`, `url: "https://news.example/c"`, "Quay 3 was mended"} {
			if !strings.Contains(text, want) {
				t.Errorf("the draft lacks %q:\n%s", want, text)
			}
		}
		if !d.Published.Equal(time.Date(1999, 3, 14, 8, 30, 0, 0, time.UTC)) || len(d.Notes) > 0 || d.Slug != "third" || d.Source != "Harbour News" {
			t.Errorf("%+v", d)
		}
		if s.live() != "ferry" {
			t.Errorf("the articles are %s", s.live())
		}
		if got := s.desk.all(); got != guild+": Third Fourth" {
			t.Errorf("the moderators were told\n%s", got)
		}
	})
}

func TestAllThatStandsThereComesWhereAModeratorChoosesSo(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := 55; n > 0; n-- {
			items = append(items, full(fmt.Sprint(n), fmt.Sprint("Entry ", n), about(n)))
		}
		s.web.put(address, rss(items...))
		s.follows(true)
		s.run()
		later(time.Second)
		if got := strings.Count(s.drafts(), "Entry"); got != 25 {
			t.Errorf("%d come at once", got)
		}
		later(time.Hour)
		if got := strings.Count(s.drafts(), "Entry"); got != 55 {
			t.Errorf("%d come in an hour", got)
		}
		if n := strings.Count(s.desk.all(), guild); n != 3 {
			t.Errorf("the moderators were told %d times in 3 looks:\n%s", n, s.desk.all())
		}
	})
}

// feed returns a feed as it stands in the store.
func (s *scene) feed(f store.Feed) store.Feed {
	s.t.Helper()
	return must[store.Feed](s.t)(s.store.Feed(s.t.Context(), f.ID))
}

// dealsWith discards the drafts that have waited longest.
func (s *scene) dealsWith(n int) {
	s.t.Helper()
	for _, d := range must[[]store.FeedDraft](s.t)(s.store.FeedDrafts(s.t.Context(), guild))[:n] {
		ok(s.t, s.store.DropArticleDraft(s.t.Context(), d.ID))
	}
}

func TestWhatIsOverTheBoundWaitsForRoom(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := store.MaxFeedDrafts + 10; n > 0; n-- {
			items = append(items, full(fmt.Sprint(n), fmt.Sprint("Entry ", n), about(n)))
		}
		s.web.put(address, rss(items...))
		f := s.follows(true)
		s.run()
		later(4 * time.Hour)
		f = s.feed(f)
		if got := strings.Count(s.drafts(), "Entry"); got != store.MaxFeedDrafts || f.Waiting != 10 || f.Remaining != 0 || f.Failures != 0 {
			t.Errorf("%d wait, and the feed is %+v", got, f)
		}
		s.dealsWith(20)
		later(2 * time.Hour)
		f = s.feed(f)
		if got := strings.Count(s.drafts(), "Entry"); got != store.MaxFeedDrafts-10 || f.Waiting != 0 {
			t.Errorf("%d wait once there is room, and the feed is %+v", got, f)
		}
		if d := s.draftOf("Entry 110"); !strings.Contains(string(d.Data), "Quay 110 was mended") || len(d.Notes) > 0 {
			t.Errorf("%s, notes %q", d.Data, d.Notes)
		}
	})
}

func TestWhatFallsOutOfItsFeedWhileItWaitsIsNotLost(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := store.MaxFeedDrafts; n > 0; n-- {
			items = append(items, full(fmt.Sprint(n), fmt.Sprint("Entry ", n), about(n)))
		}
		s.web.put(address, rss(items...))
		f := s.follows(true)
		s.run()
		later(4 * time.Hour)
		s.web.put("https://news.example/page", page)
		s.web.put(address, rss(
			item("bare", "No link", "", "<content:encoded><![CDATA["+about(900)+"]]></content:encoded>"),
			full("gone", "No page", about(901)),
			full("page", "Mended", about(902)),
		))
		later(2 * time.Hour)
		s.web.put(address, rss(full("last", "The last", about(903))))
		later(2 * time.Hour)
		if f = s.feed(f); f.Waiting != 4 {
			t.Errorf("%d entries wait", f.Waiting)
		}
		s.dealsWith(50)
		later(2 * time.Hour)
		if f = s.feed(f); f.Waiting != 0 {
			t.Errorf("%d entries wait still", f.Waiting)
		}
		for title, want := range map[string][2]string{ // text, note
			"Mended":   {"nine million crowns", ""},
			"No page":  {"No page", "fallen out of its feed"},
			"No link":  {"No link", "fallen out of its feed"},
			"The last": {"Quay 903", ""},
		} {
			d := s.draftOf(title)
			if notes := strings.Join(d.Notes, "\n"); !strings.Contains(string(d.Data), want[0]) || !strings.Contains(notes, want[1]) || want[1] == "" && notes != "" {
				t.Errorf("%s: %s\nnotes: %s", title, d.Data, notes)
			}
		}
	})
}

func TestWhatCannotEvenWaitIsLeftInTheFeed(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := store.MaxFeedDrafts + store.MaxFeedWaiting + 7; n > 0; n-- {
			items = append(items, full(fmt.Sprint(n), fmt.Sprint("Entry ", n), about(n)))
		}
		s.web.put(address, rss(items...))
		f := s.follows(true)
		s.run()
		later(4 * time.Hour)
		if f = s.feed(f); f.Waiting != store.MaxFeedWaiting || f.Remaining != 7 {
			t.Errorf("%d wait, %d are left in the feed", f.Waiting, f.Remaining)
		}
		s.dealsWith(10)
		later(2 * time.Hour)
		if f = s.feed(f); f.Waiting != store.MaxFeedWaiting-3 || f.Remaining != 0 {
			t.Errorf("%d wait, %d are left in the feed once there is room", f.Waiting, f.Remaining)
		}
	})
}

func TestAFeedThatIsGoneIsPausedAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(false)
		s.web.fail(address, &fetch.Error{Err: fmt.Errorf("%w: %w", fetch.ErrStatus, fetch.ErrGone)})
		before := s.web.asks(address)
		s.run()
		later(48 * time.Hour)
		f = s.feed(f)
		if n := s.web.asks(address) - before; n != 1 || !f.Paused() || f.Failures != 0 {
			t.Errorf("it was asked %d times, and is %+v", n, f)
		}
		if got := s.desk.all(); !strings.HasPrefix(got, "paused: Harbour News: The site says that the feed is gone for good") || strings.Count(got, "paused") != 1 {
			t.Errorf("the moderators were told\n%s", got)
		}
		s.web.fail(address, nil)
		ok(t, s.Look(t.Context(), f))
		later(time.Second)
		if f = s.feed(f); f.Paused() || f.Failure != "" {
			t.Errorf("after a look it is %+v", f)
		}
	})
}

func TestAServerIsLeftAloneForAsLongAsItAsks(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{
		0: time.Hour, time.Minute: time.Hour, 5 * time.Hour: 5 * time.Hour, 1000 * time.Hour: 24 * time.Hour,
	} {
		inTime(t, func(t *testing.T) {
			s := newScene(t)
			s.web.put(address, rss())
			f := s.follows(true)
			s.web.fail(address, &fetch.Error{Err: fetch.ErrBusy, RetryAfter: asked})
			s.run()
			began := time.Now()
			later(time.Second)
			f = s.feed(f)
			if wait := f.Due.Sub(began); f.Failures != 1 || wait < want || wait > want+want/9 {
				t.Errorf("asked for %s, it waits %s", asked, wait)
			}
		})
	}
}

func TestAFeedIsFollowedToItsNewAddressOfTheSameSite(t *testing.T) {
	inTime(t, func(t *testing.T) {
		const there = "https://feeds.news.example/all.xml"
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(true)
		s.web.move(address, there)
		s.web.put(there, rss(full("b", "Second", about(2))))
		s.run()
		later(2 * time.Hour)
		f = s.feed(f)
		if f.Address != there || f.Moved != "" || s.drafts() != "Second" || s.web.asks(there) == 0 || strings.Contains(s.desk.all(), "moved") {
			t.Errorf("%+v, drafts %s, told %s", f, s.drafts(), s.desk.all())
		}
		if a := must[[]store.Audit](t)(s.store.Audits(t.Context(), guild, 1))[0]; a.By != store.Bot || a.Action != store.ActionMoveFeed || !strings.Contains(a.Detail, there) {
			t.Errorf("%+v", a)
		}
	})
}

func TestAFeedThatMovesToAnotherSiteIsReadThereAndModeratorsAreTold(t *testing.T) {
	inTime(t, func(t *testing.T) {
		const there = "https://elsewhere.example/feed"
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(false)
		s.web.move(address, there)
		s.web.put(there, rss(full("b", "Second", about(2)), full("a", "First", about(1))))
		s.run()
		later(6 * time.Hour)
		if f = s.feed(f); f.Address != address || f.Moved != there || s.drafts() != "Second" {
			t.Errorf("%+v, drafts %s", f, s.drafts())
		}
		if got := strings.Count(s.desk.all(), "moved: Harbour News: "+there); got != 1 {
			t.Errorf("the moderators were told %d times:\n%s", got, s.desk.all())
		}
		s.web.move(address, "")
		later(2 * time.Hour)
		if f = s.feed(f); f.Moved != "" {
			t.Errorf("it is back, and is %+v", f)
		}
	})
}

func TestAPageThatCannotBeHadAtTheMomentIsAskedForAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(
			summary("1", "Mended", "https://news.example/quay", "The quay was mended in spring, at last."),
			summary("2", "Never", "https://news.example/never", "The quay is closed again, says the mayor of the town."),
		))
		s.web.fail("https://news.example/quay", &fetch.Error{Err: fetch.ErrSlow})
		s.web.fail("https://news.example/never", &fetch.Error{Err: fetch.ErrUnreachable})
		s.follows(true)
		s.run()
		later(time.Minute)
		if s.drafts() != "" {
			t.Errorf("the drafts are %s", s.drafts())
		}
		s.web.fail("https://news.example/quay", nil)
		s.web.put("https://news.example/quay", page)
		later(2 * time.Hour)
		if d := s.draftOf("Mended"); !strings.Contains(string(d.Data), "nine million crowns") || len(d.Notes) > 0 {
			t.Errorf("%s, notes %q", d.Data, d.Notes)
		}
		if d := s.draftOf("Never"); !strings.Contains(string(d.Data), "says the mayor") || !strings.Contains(strings.Join(d.Notes, ""), "could not be read") {
			t.Errorf("%s, notes %q", d.Data, d.Notes)
		}
		if n := s.web.asks("https://news.example/never"); n != maxTries {
			t.Errorf("it was asked for %d times", n)
		}
	})
}

func TestABusySiteIsAskedForNoFurtherPages(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := range 10 {
			link := fmt.Sprintf("https://news.example/%d", n)
			items = append(items, summary(fmt.Sprint(n), fmt.Sprint("Entry ", n), link, "Something short about a quay."))
			s.web.fail(link, &fetch.Error{Err: fetch.ErrBusy, RetryAfter: 3 * time.Hour})
		}
		s.web.put(address, rss(items...))
		f := s.follows(true)
		s.run()
		began := time.Now()
		later(time.Hour)
		asked := 0
		for n := range 10 {
			asked += s.web.asks(fmt.Sprintf("https://news.example/%d", n))
		}
		if f = s.feed(f); asked != 1 || f.Due.Sub(began) < 3*time.Hour || f.Failures != 0 || f.Waiting != 10 {
			t.Errorf("%d pages were asked for, and the feed is %+v", asked, f)
		}
		later(12 * time.Hour)
		if got := strings.Count(s.drafts(), "Entry"); got != 10 {
			t.Errorf("in the end there are %d drafts", got)
		}
	})
}

func TestPagesAreFetchedWithAPauseBetween(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		var items []string
		for n := range 5 {
			link := fmt.Sprintf("https://news.example/%d", n)
			items = append(items, summary(fmt.Sprint(n), fmt.Sprint("Entry ", n), link, "Something short."))
			s.web.put(link, page)
		}
		s.web.put(address, rss(items...))
		s.follows(true)
		var last time.Time
		s.web.enter = func(string) {
			if since := time.Since(last); since < time.Second {
				t.Errorf("a page is asked for %s after the last", since)
			}
			last = time.Now()
		}
		s.run()
		later(time.Minute)
	})
}

func TestAFeedIsLookedAtAsOftenAsItAsksWithinBounds(t *testing.T) {
	for said, want := range map[string][2]int{ // at least and at most, in six hours
		"":                {6, 6},
		"<ttl>1</ttl>":    {21, 24},
		"<ttl>120</ttl>":  {3, 3},
		"<ttl>9999</ttl>": {1, 1},
	} {
		inTime(t, func(t *testing.T) {
			s := newScene(t)
			changes := 0
			s.web.enter = func(string) { // else what it asks for is not heard
				changes++
				s.web.put(address, rss(said, fmt.Sprintf("<!-- %d -->", changes)))
			}
			s.web.put(address, rss(said))
			s.follows(true)
			before := s.web.asks(address)
			s.run()
			later(time.Second)
			later(6*time.Hour - time.Minute)
			if n := s.web.asks(address) - before - 1; n < want[0]-1 || n > want[1] {
				t.Errorf("with %q it is looked at %d times in six hours", said, n+1)
			}
		})
	}
}

func TestAFeedThatFailsIsTriedMoreSeldomAndThenPaused(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(false)
		s.web.put(address, "<html><body>Out of order.</body></html>")
		before := s.web.asks(address)
		s.run()
		later(25 * time.Hour)
		if n := s.web.asks(address) - before; n != 5 { // after 1/4, 1, 3, 7 and 15 hours
			t.Errorf("it was tried %d times in a day", n)
		}
		later(9 * 24 * time.Hour)
		f = must[store.Feed](t)(s.store.Feed(t.Context(), f.ID))
		if n := s.web.asks(address) - before; n != maxFailures || !f.Paused() {
			t.Errorf("it was tried %d times and is %+v", n, f)
		}
		if got := s.desk.all(); got != "paused: Harbour News: There is no feed at this address, or a broken one. Use the address of an RSS or Atom feed." {
			t.Errorf("the moderators were told\n%s", got)
		}
		s.web.put(address, rss(full("b", "Second", about(2)), full("a", "First", about(1))))
		ok(t, s.Look(t.Context(), f))
		later(time.Second)
		f = must[store.Feed](t)(s.store.Feed(t.Context(), f.ID))
		if s.drafts() != "Second" || f.Paused() || f.Failures != 0 || f.Failure != "" {
			t.Errorf("after a look it is %+v, drafts %s", f, s.drafts())
		}
	})
}

func TestModeratorsAreToldOnceChannelsWorkAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.desk.faulty = true
		s.web.put(address, rss(full("a", "First", about(1))))
		s.follows(true)
		s.run()
		later(time.Hour)
		s.desk.mu.Lock()
		s.desk.faulty, s.desk.broken = false, true
		s.desk.mu.Unlock()
		later(2 * time.Hour)
		s.desk.mu.Lock()
		s.desk.broken = false
		s.desk.mu.Unlock()
		later(24 * time.Hour)
		if got := s.desk.all(); got != guild+": First" {
			t.Errorf("the moderators were told\n%s", got)
		}
	})
}

const page = `<html><head><title>The quay</title><meta name="author" content="Bo Ek"></head><body><article><h1>The quay</h1>` +
	`<p>The quay was mended in March, and the harbour paid nine million crowns for the stones alone.</p>` +
	`<p>Dock workers had asked for that since 2019, when a crane sank in by half a metre.</p></article></body></html>`

func TestThePageOfASummaryIsReadIfItIsOfTheFeedsSites(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put("https://www.news.example/quay", page)
		s.web.put("https://elsewhere.example/quay", page)
		s.web.fail("https://www.news.example/closed", &fetch.Error{Err: fetch.ErrRobots})
		old := summary("old", "Old", "https://news.example/old", "Old news of the harbour, which nobody reads any more.")
		s.web.put(address, rss(old))
		s.follows(false)
		s.web.put(address, rss(
			summary("1", "Mended", "https://www.news.example/quay", "The quay was mended in spring, at last."),
			summary("2", "Closed", "https://www.news.example/closed", "The quay is closed again, says the mayor of the town."),
			summary("3", "Elsewhere", "https://elsewhere.example/quay", "The quay of another town was mended in winter."),
			summary("4", "No link", "", "The quay is for sale, and nobody knows for how much."),
			old,
		))
		s.run()
		later(time.Hour)
		for title, want := range map[string][2]string{ // text, note
			"Mended":    {"nine million crowns", ""},
			"Closed":    {"The quay is closed again", "could not be read"},
			"Elsewhere": {"The quay of another town", "leads to elsewhere.example"},
			"No link":   {"The quay is for sale", "leads to no page"},
		} {
			d := s.draftOf(title)
			notes := strings.Join(d.Notes, "\n")
			if !strings.Contains(string(d.Data), want[0]) || !strings.Contains(notes, want[1]) || want[1] == "" && notes != "" {
				t.Errorf("%s: %s\nnotes: %s", title, d.Data, notes)
			}
		}
		if d := s.draftOf("Mended"); !strings.Contains(string(d.Data), `author: "Bo Ek"`) || !strings.Contains(string(d.Data), `url: "https://www.news.example/quay"`) {
			t.Errorf("%s", d.Data)
		}
		if n := s.web.asks("https://elsewhere.example/quay"); n != 0 {
			t.Errorf("a page of another site was fetched %d times", n)
		}
	})
}

func TestADraftThatIsNearAnArticleSaysSo(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		_, body, _ := strings.Cut(library["ferry.md"], "---\n")
		_, body, _ = strings.Cut(body, "---\n")
		s.web.put(address, rss(full("a", "A ferry", body)))
		s.follows(true, byItself)
		s.run()
		later(time.Minute)
		d := s.draftOf("A ferry")
		if len(d.Near) != 1 || d.Near[0] != "ferry" || !strings.HasPrefix(d.Notes[0], notByItself) || d.ByItself {
			t.Errorf("%+v", d)
		}
	})
}

func TestAFeedPublishesByItselfOnlyWhileSomebodyAllowsIt(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(true, byItself)
		s.run()
		later(time.Minute)
		if s.live() != "ferry first" || s.drafts() != "" {
			t.Errorf("articles %s, drafts %s", s.live(), s.drafts())
		}
		audits := must[[]store.Audit](t)(s.store.Audits(t.Context(), guild, 9))
		if a := audits[0]; a.By != mo || a.Action != store.ActionAddArticle || a.Detail != "version 1: by itself, as they allowed: from the feed “Harbour News”" {
			t.Errorf("%+v", a)
		}
		if got := s.desk.all(); got != guild+": First (published)" {
			t.Errorf("the moderators were told\n%s", got)
		}
		must[bool](t)(s.store.AllowFeed(t.Context(), f.ID, mo, false))
		s.web.put(address, rss(full("b", "Second", about(2)), full("a", "First", about(1))))
		later(2 * time.Hour)
		if s.live() != "ferry first" || s.drafts() != "Second" {
			t.Errorf("articles %s, drafts %s", s.live(), s.drafts())
		}
	})
}

func TestWhatIsRefusedBecomesADraftWithTheReason(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t, func(o *curate.Options) { o.Limits = curate.Limits{Articles: 1} })
		s.web.put(address, rss(
			full("b", "Second", about(2)), full("a", "First", about(1)),
			item("x", "Elsewhere", "https://elsewhere.example/x", "<content:encoded><![CDATA[<p>"+about(9)+"</p>]]></content:encoded>")))
		s.follows(true, byItself, func(f *store.Feed) { f.Sites = []string{"news.example"} })
		s.run()
		later(time.Minute)
		if s.live() != "ferry first" {
			t.Errorf("the articles are %s", s.live())
		}
		for title, why := range map[string]string{"Second": "Withdraw one first", "Elsewhere": "another site"} {
			if d := s.draftOf(title); len(d.Notes) == 0 || !strings.HasPrefix(d.Notes[0], notByItself) || !strings.Contains(d.Notes[0], why) || d.ByItself {
				t.Errorf("%s: %q", title, d.Notes)
			}
		}
	})
}

func TestEntriesOfOneTitleGetNamesOfTheirOwn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		must[*curate.Published](t)(s.keeper.Publish(t.Context(), curate.Change{Guild: guild, File: "week.md", Data: []byte("Of old."), By: mo}))
		must[*curate.Published](t)(s.keeper.Withdraw(t.Context(), guild, "week", mo, "", 1))
		s.web.put(address, rss(full("c", "Week", about(3)), full("b", "Week", about(2)), full("a", "Week", about(1))))
		s.follows(true, byItself)
		s.run()
		later(time.Minute)
		if s.live() != "ferry week-2 week-3 week-4" {
			t.Errorf("the articles are %s", s.live())
		}
	})
}

func TestAnErasedTextDoesNotComeBack(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1))))
		f := s.follows(true, byItself)
		s.run()
		later(time.Minute)
		_, _, err := s.keeper.Purge(t.Context(), guild, "first", mo, "the law", 1)
		ok(t, err)
		ok(t, s.store.UnfollowFeed(t.Context(), f.ID, mo)) // with all that was known of it
		s.follows(true, byItself)
		later(time.Hour)
		if s.live() != "ferry" || s.drafts() != "" {
			t.Errorf("articles %s, drafts %s", s.live(), s.drafts())
		}
	})
}

func TestALookIsStoppedAndGoneOnWith(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(
			summary("1", "One", "https://news.example/1", "Something short about the first quay."),
			summary("2", "Two", "https://news.example/2", "Something short about the second quay.")))
		s.follows(true)
		s.web.enter = func(address string) {
			if strings.HasSuffix(address, "/2") {
				time.Sleep(10 * time.Second)
			}
		}
		s.run()
		later(time.Second)
		s.stop()
		f, is, err := s.store.ClaimFeed(t.Context(), "another", time.Now(), time.Minute)
		if err != nil || !is || len(f.Seen) > 0 {
			t.Errorf("after a stop the feed is not free: %v, %v", is, err)
		}
	})
}

func TestFeedsLeaveHalfOfTheChangesToModerators(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t, func(o *curate.Options) { o.Limits = curate.Limits{Changes: 40} })
		for n := range 20 {
			later(time.Second)
			must[*curate.Published](t)(s.keeper.Publish(t.Context(), curate.Change{Guild: guild, Slug: "same", File: "same.md", Data: fmt.Appendf(nil, "Text %d.", n), By: mo, Saw: n}))
		}
		s.web.put(address, rss(full("a", "First", about(1))))
		s.follows(true, byItself)
		s.run()
		later(time.Minute)
		if d := s.draftOf("First"); d.ByItself || !strings.Contains(d.Notes[0], "left to moderators") {
			t.Errorf("%+v", d)
		}
	})
}

func TestAPurgeReachesDraftsThatSayTheSameAsWhatWasPublishedSince(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss(full("a", "First", about(1)), full("b", "Second", about(2))))
		s.follows(true)
		s.run()
		later(time.Minute)
		must[*curate.Published](t)(s.keeper.Publish(t.Context(), curate.Change{Guild: guild, File: "quay.md", Data: []byte(about(1)), By: mo}))
		ok(t, NoteNear(t.Context(), s.store, s.keeper, guild, "quay"))
		_, _, err := s.keeper.Purge(t.Context(), guild, "quay", mo, "the law", 1)
		ok(t, err)
		if s.drafts() != "Second" {
			t.Errorf("the drafts are %s", s.drafts())
		}
	})
}

// TestWhateverAnEntryHoldsTheFeedGoesOn has entries that are made to do harm, or by
// mistake.
func TestWhateverAnEntryHoldsTheFeedGoesOn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		items := []string{
			full("deep", "Deep", strings.Repeat("<div>", 5000)+about(1)),
			full("script", "Script", "<script>alert(1)</script><style>p{}</style><iframe src=x></iframe>"),
			full("nothing", "", ""),
			full("long", strings.Repeat("long ", 5_000), about(2)),
			full("big", "Big", strings.Repeat(about(3)+"</p><p>", 500)),
			full("hidden", "Hidden \u202e\u200b title", "\u200b"+about(4)),
			full("controls", "../../etc/passwd", "\x01\x02"),
			full("front", "--- title: evil ---", "---\nslug: ferry\n---\n"+about(5)),
			summary("file", "File", "file:///etc/passwd", "The harbour has a new file of its own."),
			summary("script-link", "Link", "javascript:alert(1)", "The harbour has a new link of its own."),
			summary("private", "Private", "http://169.254.169.254/latest", "The harbour has a new wall of its own."),
			"<item></item>", "<item><title/></item>",
			full("plain", "Plain", about(6)),
		}
		s.web.put(address, rss(items...))
		f := s.follows(true, byItself, func(f *store.Feed) { f.Sites = []string{"news.example"} })
		s.run()
		later(time.Hour)
		if got := s.live(); strings.Contains(got, "script") || strings.Contains(got, "entry") {
			t.Errorf("something without a text was published: %s", got)
		}
		f = must[store.Feed](t)(s.store.Feed(t.Context(), f.ID))
		if f.Failures != 0 || f.Remaining != 0 || f.Looked.IsZero() || !strings.Contains(s.live(), "plain") {
			t.Errorf("%+v, articles %s", f, s.live())
		}
		if n := s.web.asks("http://169.254.169.254/latest") + s.web.asks("file:///etc/passwd"); n != 0 {
			t.Error("what a feed leads to was fetched")
		}
		for _, d := range must[[]store.FeedDraft](t)(s.store.FeedDrafts(t.Context(), guild)) {
			if len([]rune(d.Title)) > maxTitle || d.Slug == "" || strings.ContainsAny(d.Slug, "/.") {
				t.Errorf("%+v", d)
			}
		}
		for _, a := range s.keeper.Articles(guild) {
			if strings.Contains(a.Text, "alert(1)") || strings.ContainsAny(a.Title, "\u202e\u200b") {
				t.Errorf("%s: %.200s", a.Slug, a.Text)
			}
		}
		t.Logf("articles: %s; drafts: %.300s", s.live(), s.drafts())
	})
}

func TestAFeedForAllServersPublishesByItselfAtHomeAlone(t *testing.T) {
	for home, want := range map[string]string{guild: "ferry first", "910000000000000002": "ferry", "": "ferry"} {
		inTime(t, func(t *testing.T) {
			s := newScene(t)
			s.o.Home = home
			s.web.put(address, rss(full("a", "First", about(1))))
			s.follows(true, byItself, func(f *store.Feed) { f.Owner = "" })
			s.run()
			later(time.Minute)
			if s.live() != want || (s.drafts() == "First") != (home != guild) {
				t.Errorf("with home %q the articles are %s, the drafts %s", home, s.live(), s.drafts())
			}
		})
	}
}

func TestAFeedIsNotLookedAtAsOftenAsSomebodyPresses(t *testing.T) {
	inTime(t, func(t *testing.T) {
		s := newScene(t)
		s.web.put(address, rss())
		f := s.follows(true)
		s.run()
		later(time.Second)
		before := s.web.asks(address)
		for range 10 {
			f = must[store.Feed](t)(s.store.Feed(t.Context(), f.ID))
			var refused *Error
			if err := s.Look(t.Context(), f); err != nil && !errors.As(err, &refused) {
				t.Error(err)
			}
			later(10 * time.Second)
		}
		if n := s.web.asks(address) - before; n != 1 {
			t.Errorf("it was looked at %d times in 100 seconds", n)
		}
	})
}
