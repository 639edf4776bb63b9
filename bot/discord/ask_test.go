package discord

import (
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

const (
	aboutBridge  = "When was the old bridge closed?"
	aboutHarbour = "How much is the sale of the harbour worth?"
	aboutNothing = "Which striker scored the goals in the cup final?"
)

func TestAnAnswerQuotesItsSourcesForAll(t *testing.T) {
	n := open(t)
	m := n.ask(aboutHarbour)
	reads(t, m, aboutHarbour, "Ada Lind", "240 million crowns", "[1]", "The harbour should stay public", "¶1", "quoted", "Show quotes", "Discuss")
	if m.Flags&world.Ephemeral != 0 {
		t.Error("only one person sees the answer")
	}
	a := n.stored(m)
	if a.Asker != n.Alice.ID.String() || a.Question != aboutHarbour || a.Guild != n.Guild.ID.String() || len(a.Citations) == 0 || !a.Answered {
		t.Errorf("stored %+v", a)
	}
}

func TestAPrivateAnswerIsSeenByWhoAskedAlone(t *testing.T) {
	n := open(t)
	m := n.slash(n.Alice, "ask", world.Options{"question": aboutBridge, "private": true})
	reads(t, m, "closed in 2019")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees the answer")
	}
}

func TestARefusalOffersTheNearestPassagesAndNotesTheGap(t *testing.T) {
	n := open(t)
	m := n.ask(aboutNothing)
	lacks(t, m, "Show quotes")
	gaps := must[[]store.Gap](t)(n.store.Gaps(n.ctx, n.Guild.ID.String(), 9))
	if len(gaps) != 1 || gaps[0].Question != aboutNothing || gaps[0].Asker != n.Alice.ID.String() {
		t.Errorf("gaps %+v", gaps)
	}
	// Whoever wants to read on presses the button of a passage.
	var near string
	for _, row := range m.Components {
		for _, c := range row.Components {
			near = c.CustomID
			break
		}
	}
	if near == "" {
		t.Fatalf("no passage is offered:\n%s", read(m))
	}
	p := n.click(n.Bob, m, near)
	reads(t, p, "¶")
	if p.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees what Bob opened")
	}
}

func TestTheArticleOptionLimitsTheAnswer(t *testing.T) {
	n := open(t)
	m := n.slash(n.Alice, "ask", world.Options{"question": aboutBridge, "article": "bridge"})
	reads(t, m, "closed in 2019")
	m = n.slash(n.Alice, "ask", world.Options{"question": aboutBridge, "article": "no such thing @everyone"})
	reads(t, m, "There is no article called")
	if m.MentionEveryone {
		t.Error("everybody was called")
	}
}

func TestQuotesAreShownInTheirParagraph(t *testing.T) {
	n := open(t)
	q := n.click(n.Bob, n.ask(aboutHarbour), "Show quotes")
	reads(t, q, "**The sale is worth 240 million crowns.**", "Westport's council voted", "Ada Lind", "2025-04-10", "https://westport.example/harbour")
	if q.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees the quotes")
	}
}

func TestAQuoteOfAChangedArticleIsShownAsItWas(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	n.shelf.shared = answererOf(t, map[string]string{"bridge.md": "The bridge was closed in 2020, it turned out.\n"})
	q := n.click(n.Alice, m, "Show quotes")
	reads(t, q, "closed in 2019 after engineers found cracks")
	lacks(t, q, "it turned out")
}

func TestButtonsWorkAfterARestart(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	if err := n.stop(); err != nil {
		t.Fatal(err)
	}
	n.start()
	reads(t, n.click(n.Alice, m, "Show quotes"), "closed in 2019")
}

func TestButtonsWorkWhenTheQuestionIsPastItsRetention(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	var later atomic.Int64 // how far the clock has moved on
	now := func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	old := must[*store.Store](t)(store.Open(n.ctx, store.Options{Path: filepath.Join(t.TempDir(), "old.db"), Now: now}))
	t.Cleanup(func() {
		if err := old.Close(); err != nil {
			t.Error(err)
		}
	})
	n.start(func(o *Options) { o.Store, o.Now = old, now })
	m := n.ask(aboutBridge)
	later.Store(int64(500 * 24 * time.Hour))
	swept := must[store.Swept](t)(old.Sweep(n.ctx))
	if swept.Answers != 1 {
		t.Errorf("swept %+v", swept)
	}
	reads(t, n.click(n.Alice, m, "Show quotes"), "closed in 2019")
	reads(t, n.click(n.Alice, m, "Discuss"), "<#"+m.ID.String()+">")
}

func TestAnAnswerThatIsNoLongerStoredSaysSo(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	if err := n.store.DeleteGuild(n.ctx, n.Guild.ID.String()); err != nil {
		t.Fatal(err)
	}
	reads(t, n.click(n.Alice, m, "Show quotes"), "no longer stored")
}

func TestAnAnswerWhoseArticleWasErasedSaysSo(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	must[[]store.Version](t)(n.store.PublishVersions(n.ctx, store.Version{
		Slug: "bridge", Version: 1, File: "bridge.md", Data: []byte("The bridge was closed."), Action: store.VersionAdded, By: store.Disk,
	}))
	must[store.ErasedArticle](t)(n.store.EraseArticle(n.ctx, store.Erasure{Guild: "", Slug: "bridge", Saw: 1, By: n.Alice.ID.String(), Why: "a court's order"}))
	q := n.click(n.Alice, m, "Show quotes")
	reads(t, q, "has been erased since")
	lacks(t, q, "closed in 2019")
}

func TestFeedbackReachesTheModerators(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	reads(t, n.click(n.Bob, m, "👍"), "Thank you")
	p := must[*world.Pending](t)(n.Alice.Click(m, "👎"))
	form := must[*world.OpenModal](t)(p.Modal(n.ctx))
	sent := must[*world.Pending](t)(form.Submit(map[string]string{commentInput: "The year is wrong."}))
	reads(t, must[world.Message](t)(sent.Reply(n.ctx)), "Thank you")
	a := n.stored(m)
	complaints := must[[]store.Feedback](t)(n.store.Complaints(n.ctx, n.Guild.ID.String(), a.At))
	if len(complaints) != 1 || complaints[0].Comment != "The year is wrong." || complaints[0].User != n.Alice.ID.String() || complaints[0].Answer != a.ID {
		t.Errorf("complaints %+v", complaints)
	}
}

func TestAButtonThatTheBotDidNotMakeIsRefused(t *testing.T) {
	n := open(t)
	m := n.ask(aboutBridge)
	if err := n.stop(); err != nil {
		t.Fatal(err)
	}
	// Another installation has another key.
	other := furnish(t, sandbox.Options{})
	n.start(func(o *Options) { o.Store = other.store })
	reads(t, n.click(n.Alice, m, "Show quotes"), "not made by me")
}
