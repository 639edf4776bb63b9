package discord

import (
	"context"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// dated is an archive that knows which versions there were from which moment on.
type dated struct {
	*archive
	from time.Time // of the first versions
	then []*corpus.Article
}

func (d dated) AsOf(_ context.Context, _ string, at time.Time) ([]*corpus.Article, error) {
	if at.Before(d.from) {
		return nil, nil
	}
	return d.then, nil
}

// bridgeAnew are the articles with another price of the bridge and one new sentence.
func bridgeAnew() map[string]string {
	anew := map[string]string{"harbour.md": articles["harbour.md"]}
	anew["bridge.md"] = strings.Replace(articles["bridge.md"], "85 million crowns, the ministry said.",
		"97 million crowns, the ministry said. Two tram lines will cross it.", 1)
	return anew
}

// versioned is a newsroom at 07:50 UTC of 30 November 2026 that has kept versions
// since the day before.
func versioned(t *testing.T) *desked {
	d := scheduling(t, sandbox.Options{}, func(o *Options) {
		kept := dated{archive: o.Past.(*archive), from: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)}
		kept.then = kept.now.Articles()
		o.Past = kept
	})
	return d
}

func TestABriefTellsWhatIsNewSinceADay(t *testing.T) {
	d := versioned(t)
	d.archive.publish(t, bridgeAnew(), map[string]int{"bridge": 2})
	m := d.slash(d.Alice, "brief", world.Options{"since": "2026-11-29"})
	shows(t, m, "Was:", "85 million crowns", "Now:", "97 million crowns", "Two tram lines", "version 2")
	lacks(t, m, "harbour")
	d.stored(m)
	m = d.slash(d.Alice, "brief", world.Options{"since": "2026-11-29", "article": "harbour", "private": true})
	shows(t, m, "Nothing is new")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees it")
	}
	for since, want := range map[string]string{
		"2020-01-01":         "I have no version of these articles",
		"2026-11-30 08:00":   "yet to come",
		"yesterday":          "cannot read “yesterday” as a day",
		"2026-02-30":         "cannot read",
		"@everyone <@1> x":   "cannot read",
		"last":               "No briefing has been posted here yet",
		" 2026-11-29 23:59 ": "97 million",
	} {
		m := d.slash(d.Alice, "brief", world.Options{"since": since})
		shows(t, m, want)
		if m.MentionEveryone || len(m.Mentions) > 0 {
			t.Errorf("%q pings somebody", since)
		}
	}
}

func TestABriefTellsWhatIsNewSinceTheLastBriefing(t *testing.T) {
	d := versioned(t)
	d.due(d.schedule(func(s *store.Schedule) { s.Channel = d.Staff.ID.String() }))
	shows(t, d.slash(d.Alice, "brief", world.Options{"since": "last"}), "Nothing is new") // since that of another channel
	d.due(d.schedule())
	d.archive.publish(t, bridgeAnew(), map[string]int{"bridge": 2})
	shows(t, d.slash(d.Alice, "brief", world.Options{"since": "Last"}), "85 million crowns", "97 million crowns")
	names := strings.Split(d.offered("brief", "since", world.Options{"since": ""}), "\n")
	want := []string{"Since the last briefing", "Since the briefing of 2026-12-01 08:00, UTC", "Since 2026-11-30, 1 day ago"}
	for i, name := range want {
		if i >= len(names) || names[i] != name {
			t.Fatalf("offered %q, want %q first", names, want)
		}
	}
	if got := d.offered("brief", "since", world.Options{"since": "7 days"}); got != "Since 2026-11-24, 7 days ago" {
		t.Errorf("offered %q", got)
	}
}

func TestAPreviewIsForItsModeratorAndMarksWhatIsNew(t *testing.T) {
	d := versioned(t)
	s := d.schedule(func(s *store.Schedule) { s.NothingNew = store.NothingNewSkip })
	of := world.Options{"schedule": s.ID}
	m := d.slash(d.Mo, "briefing preview", of)
	shows(t, m, "what the next one would say now", "None has been posted yet", "Morning briefing", "harbour", "[1]")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees it")
	}
	d.due(s)
	shows(t, d.slash(d.Mo, "briefing preview", of), "Nothing is new", "nothing would be posted")
	d.archive.publish(t, bridgeAnew(), map[string]int{"bridge": 2})
	before := len(d.posts(d.General.ID))
	shows(t, d.slash(d.Mo, "briefing preview", of), "New since <t:", "1 correction and 1 new sentence", "97 million crowns")
	if err := d.Olga.Deny(d.General.ID, d.Bot.Bot.ID, world.EmbedLinks); err != nil {
		t.Fatal(err)
	}
	shows(t, d.slash(d.Mo, "briefing preview", of), "what the next one would say now")
	if got := len(d.posts(d.General.ID)); got != before {
		t.Errorf("%d messages were posted", got-before)
	}
	if _, total, err := d.store.RunsFrom(d.ctx, s.ID, 0, 9); err != nil || total != 1 {
		t.Errorf("%d runs, %v", total, err)
	}
	none := d.schedule(func(s *store.Schedule) { s.Scope, s.Articles = store.ScopeArticles, []string{"gone"} })
	shows(t, d.slash(d.Mo, "briefing preview", world.Options{"schedule": none.ID}), "Nothing could be posted", "gone")
}

func TestARunByHandIsPostedOnce(t *testing.T) {
	d := versioned(t)
	s := d.schedule()
	m := d.slash(d.Mo, "briefing run", world.Options{"schedule": s.ID})
	d.pressTogether(d.Mo, m, "Morning briefing", "Post now", "Post now", "Post now")
	r := d.until(s, store.RunPosted)
	posts := d.posts(d.General.ID)
	if len(posts) != 1 || posts[0].ID.String() != r.Message {
		t.Errorf("%d posts, the run is %+v", len(posts), r)
	}
	shows(t, d.slash(d.Mo, "briefing log", world.Options{"schedule": s.ID}), "posted · by hand", "/"+r.Message)
	d.due(s) // its slot comes all the same
	if got := len(d.posts(d.General.ID)); got != 2 {
		t.Errorf("%d posts", got)
	}
}
