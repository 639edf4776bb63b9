package discord

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// reviewed is a library in which nobody waits long for what follows from a change.
// more are articles beside the usual ones.
func reviewed(t *testing.T, more map[string]string, change ...func(*Options)) *library {
	t.Helper()
	changes := make(chan struct{}, 1)
	l := furnished(t, func(o *curate.Options) {
		for name, text := range more {
			if err := os.WriteFile(filepath.Join(o.Folder, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		o.Changed = func() {
			select {
			case changes <- struct{}{}:
			default:
			}
		}
	})
	l.start(append([]func(*Options){l.curated, func(o *Options) {
		o.Changes = changes
		o.review = reviewPace{every: time.Hour, settle: time.Millisecond, tell: time.Millisecond, retry: time.Millisecond}
	}}, change...)...)
	return l
}

// reviews calls /knowledge review until it shows a text.
func (l *library) reviews(text string) world.Message {
	l.t.Helper()
	return l.reviewsOf(nil, text)
}

// disagreeing is the review of two articles that give another number, with nothing else
// that waits before it.
func (l *library) disagreeing() world.Message {
	l.t.Helper()
	return l.reviewsOf(world.Options{"waiting": waitingDisagreements}, "Another number in two places")
}

func (l *library) reviewsOf(o world.Options, text string) world.Message {
	l.t.Helper()
	for {
		m := l.know("review", o)
		if strings.Contains(read(m), text) {
			return m
		}
		if l.ctx.Err() != nil {
			l.t.Fatalf("the review never shows %q:\n%s", text, read(m))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// opens presses a button that opens a form.
func (l *library) opens(m world.Message, name string) *world.OpenModal {
	l.t.Helper()
	return must[*world.OpenModal](l.t)(must[*world.Pending](l.t)(l.Mo.Click(m, name)).Modal(l.ctx))
}

const aboutSchools = "How many schools will the council build?"

// told are the messages in the general channel that tell of an answer.
func (l *library) told() []world.Message {
	l.t.Helper()
	return slices.DeleteFunc(l.everything(), func(m world.Message) bool { return !strings.Contains(read(m), "Do not tell me again") })
}

func (l *library) writesOfSchools(m world.Message) {
	l.t.Helper()
	form := l.opens(m, "1: Write what is missing")
	m = l.sends(form, map[string]string{titleInput: "Two schools for Westport", bodyInput: "The council will build two schools in Westport by 2028.\n\nThey will cost 61 million crowns."})
	l.press(m, "Publish", "Published")
}

func TestWhatAnArticleAnswersIsToldWhereItWasAskedOnceAModeratorSaysSo(t *testing.T) {
	l := reviewed(t, nil)
	l.ask(aboutSchools)
	l.slash(l.Bob, "ask", world.Options{"question": "how many schools will the council build", "private": true})
	m := l.know("review", nil)
	reads(t, m, "Not answered, asked 2 times", "first asked in <#"+l.General.ID.String()+">, last asked", aboutSchools, "[1: Look again]", "[1: Not for us]")
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees what waits")
	}
	reads(t, l.click(l.Mo, m, "1: Look again"), "still do not answer")
	l.writesOfSchools(m)
	m = l.reviews("Answered by now, asked 2 times")
	if told := l.told(); len(told) > 0 {
		t.Errorf("told before a moderator has decided: %s", read(told[0]))
	}
	reads(t, l.click(l.Mo, m, "1: Look again"), "will build two schools", "Nobody who asked has been told yet")
	reads(t, l.click(l.Mo, m, "1: Tell those who asked"), "2 people")
	reads(t, l.click(l.Mo, m, "1: Tell those who asked"), "somebody has dealt with it")

	shown := must[world.Message](t)(l.Alice.Await(l.ctx, l.General.ID, func(m world.Message) bool { return strings.Contains(read(m), "Now they do") }))
	reads(t, shown, aboutSchools, "will build two schools", "This was asked here", "[Do not tell me again]", "[Show quotes]")
	direct := must[world.Channel](t)(l.World.OpenDirect(l.Bob.ID, l.Bot.Bot.ID))
	shown = must[world.Message](t)(l.Bob.Await(l.ctx, direct.ID, func(m world.Message) bool { return strings.Contains(read(m), "Now they do") }))
	reads(t, shown, "You asked this", "will build two schools")
	for {
		due := must[[]store.Telling](t)(l.store.Tellings(l.ctx, 9))
		if len(due) == 0 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if told := l.told(); len(told) != 1 || len(told[0].Mentions) > 0 {
		t.Errorf("told %d times in the channel", len(told))
	}
	lacks(t, l.know("review", nil), aboutSchools)
	reads(t, l.know("log", nil), "had those told who asked")
}

func TestAskersAreToldByThemselvesWhereTheSettingsSaySo(t *testing.T) {
	l := reviewed(t, nil)
	reads(t, l.slash(l.Mo, "settings", world.Options{"tell-askers": true}), "by itself")
	l.ask(aboutSchools)
	l.writesOfSchools(l.know("review", nil))
	shown := must[world.Message](t)(l.Alice.Await(l.ctx, l.General.ID, func(m world.Message) bool { return strings.Contains(read(m), "Now they do") }))
	reads(t, l.click(l.Alice, shown, "Do not tell me again"), "I will not tell you any more")
	gap := must[store.Gap](t)(l.store.RecordGap(l.ctx, store.Gap{Guild: l.Guild.ID.String(), Question: "What will the schools cost?", Asker: l.Alice.ID.String(), Channel: l.General.ID.String(), Public: true}))
	must[int](t)(l.store.ReleaseGaps(l.ctx, gap.Guild, []string{gap.ID}, gap.ID, l.Mo.ID.String()))
	if due := must[[]store.Telling](t)(l.store.Tellings(l.ctx, 9)); len(due) > 0 {
		t.Errorf("%+v", due)
	}
	off := l.slash(l.Alice, "privacy show", nil)
	reads(t, off, "1 question", "/privacy export", "You are not told when an article answers", "[Tell me again]")
	l.turns(off, "Tell me again", "I will tell you again")
	reads(t, l.slash(l.Alice, "privacy show", nil), "You may be told when an article answers", "[Do not tell me]")
	if due := must[[]store.Telling](t)(l.store.Tellings(l.ctx, 9)); len(due) > 0 {
		t.Errorf("told late: %+v", due)
	}
}

func TestWhoWasToBeToldBeforeAStopIsToldAfterIt(t *testing.T) {
	changes := make(chan struct{}, 1)
	l := furnished(t)
	guild := l.Guild.ID.String()
	ask := func(question string) store.Gap {
		g := must[store.Gap](t)(l.store.RecordGap(l.ctx, store.Gap{Guild: guild, Question: question, Asker: l.Alice.ID.String(), Channel: l.General.ID.String(), Public: true}))
		must[int](t)(l.store.ReleaseGaps(l.ctx, guild, []string{g.ID}, g.ID, l.Mo.ID.String()))
		return g
	}
	ask("When was the old bridge over the Alm closed?")
	not := ask("Who painted the town hall of Eastwick?")
	l.start(l.curated, func(o *Options) {
		o.Changes, o.review = changes, reviewPace{every: time.Hour, tell: time.Millisecond}
	})
	shown := must[world.Message](t)(l.Alice.Await(l.ctx, l.General.ID, func(m world.Message) bool { return strings.Contains(read(m), "Now they do") }))
	reads(t, shown, "closed in 2019")
	for { // what is not answered after all is open again
		g := must[store.Gap](t)(l.store.Gap(l.ctx, guild, not.ID))
		if g.ClosedAt.IsZero() {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if told := l.told(); len(told) != 1 {
		t.Errorf("told %d times", len(told))
	}
}

func TestAQuestionThatIsNotForUsGoesInAllItsWords(t *testing.T) {
	l := reviewed(t, nil)
	l.ask("How many schools will the council build?")
	l.ask("How many schools is the council going to build?")
	m := l.know("review", world.Options{"waiting": "questions"})
	reads(t, m, "asked 2 times", "Also:")
	l.click(l.Mo, m, "1: Not for us")
	reads(t, l.know("review", world.Options{"waiting": "questions"}), "Nothing of that kind waits")
}

var councilSays = map[string]string{"council.md": `---
title: What the council sold
url: https://westport.example/council
published: 2025-05-03
---
Westport's council voted in March 2025 to sell the harbour to Norden Freight. The sale is worth 310 million crowns.
`}

const aboutTheSale = "How much is the sale of the harbour worth?"

func TestArticlesThatDisagreeAreShownWithBothSidesUntilAModeratorRules(t *testing.T) {
	l := reviewed(t, councilSays)
	m := l.disagreeing()
	reads(t, m, "240 million", "310 million", "The harbour should stay public", "What the council sold", "[1: A stands]", "[1: B stands]", "[1: Both]")
	inHarbour := world.Options{"question": aboutTheSale, "article": "the-harbour-should-stay-public"}
	inCouncil := world.Options{"question": aboutTheSale, "article": "what-the-council-sold"}
	reads(t, l.slash(l.Alice, "ask", inHarbour), "worth 240 million", "Said otherwise", "What the council sold", "2025-05-03", "worth 310 million")
	reads(t, l.slash(l.Alice, "ask", inCouncil), "worth 310 million", "Said otherwise", "worth 240 million")

	side := "1: A stands"
	if owner, _ := l.keeper.Shelf(l.Guild.ID.String()); !strings.Contains(caseOn(t, l, owner), "310") {
		side = "1: B stands"
	}
	reads(t, l.sends(l.opens(m, side), map[string]string{whyInput: "The council's own minutes."}), "Ruled: “What the council sold” stands", "[Undo]")
	lacks(t, l.slash(l.Alice, "ask", inCouncil), "Said otherwise", "240 million")
	reads(t, l.slash(l.Alice, "ask", inHarbour), "The moderators have ruled", "310 million")
	reads(t, l.know("log", nil), "ruled which of two sentences stands", "The council's own minutes.")
	lacks(t, l.know("review", nil), "Another number")

	r := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String()))
	if len(r) != 1 || r[0].By != l.Mo.ID.String() || !strings.HasPrefix(r[0].Stands.Slug, "council") {
		t.Errorf("%+v", r)
	}
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	l.start(l.curated, func(o *Options) { o.review.every = time.Hour })
	for !strings.Contains(read(l.slash(l.Alice, "ask", inHarbour)), "ruled") {
		if l.ctx.Err() != nil {
			t.Fatal("the ruling is forgotten after a restart")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// caseOn is what the sentence A of the only case says.
func caseOn(t *testing.T, l *library, owner string) string {
	t.Helper()
	d := disputes.New()
	if err := d.Update(l.ctx, owner, l.keeper.Articles(l.Guild.ID.String())); err != nil {
		t.Fatal(err)
	}
	open := d.Open(owner, "")
	if len(open) != 1 {
		t.Fatalf("%d cases", len(open))
	}
	return open[0].TextA()
}

func TestBriefingsShowBothSidesToo(t *testing.T) {
	l := reviewed(t, councilSays)
	l.disagreeing()
	for _, article := range []string{"the-harbour-should-stay-public", "what-the-council-sold"} {
		reads(t, l.slash(l.Alice, "brief", world.Options{"article": article}), "Said otherwise", "240 million", "310 million")
	}
	s := l.plan(nil)
	l.turnsTo(l.Mo, l.slash(l.Mo, "briefing run", world.Options{"schedule": s.ID}), "Post now", "is being composed")
	shown := must[world.Message](t)(l.Alice.Await(l.ctx, l.General.ID, func(m world.Message) bool { return strings.Contains(read(m), "· no. ") }))
	reads(t, shown, "Said otherwise")
}

func TestARulingIsUndone(t *testing.T) {
	l := reviewed(t, councilSays)
	m := l.disagreeing()
	m = l.sends(l.opens(m, "1: Both"), map[string]string{whyInput: "With and without the cranes."})
	reads(t, m, "Ruled: both stand")
	inHarbour := world.Options{"question": aboutTheSale, "article": "the-harbour-should-stay-public"}
	lacks(t, l.slash(l.Alice, "ask", inHarbour), "Said otherwise")
	reads(t, l.click(l.Mo, m, "Undo"), "taken back")
	reads(t, l.slash(l.Alice, "ask", inHarbour), "Said otherwise")
	l.disagreeing()
}

func TestComplaintsAndDraftsWaitUntilTheyAreDealtWith(t *testing.T) {
	l := reviewed(t, nil)
	reads(t, l.know("review", nil), "Nothing waits")
	a := l.stored(l.ask(aboutBridge))
	if err := l.store.Rate(l.ctx, store.Feedback{Answer: a.ID, User: l.Alice.ID.String(), Comment: "The year is [wrong](https://evil.example) @everyone"}); err != nil {
		t.Fatal(err)
	}
	l.know("add", world.Options{"file": file("schools.md", school)})
	m := l.know("review", nil)
	reads(t, m, "Complaint about an answer", "The year is", "Draft of an article", "two-schools-for-westport", "[1: Done]", "[2: Show]")
	lacks(t, m, "](https://evil.example)")
	reads(t, l.click(l.Mo, m, "2: Show"), "Publish “Two schools for Westport”?")
	reads(t, l.click(l.Mo, m, "1: Done"), "off the list")
	lacks(t, l.know("review", nil), "Complaint")
	if err := l.Olga.TakeRole(l.Guild.ID, l.Mo.ID, l.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	reads(t, l.click(l.Mo, m, "1: Done"), "Only moderators")
}

func TestWhatWaitsHasPages(t *testing.T) {
	l := reviewed(t, nil)
	for _, q := range []string{
		"Who painted the mural at the station?", "When does the museum open on Sundays?", "Why was the theatre closed?",
		"Where can I park a caravan?", "How deep is lake Orrin?",
	} {
		must[store.Gap](t)(l.store.RecordGap(l.ctx, store.Gap{Guild: l.Guild.ID.String(), Question: q, Asker: l.Alice.ID.String(), Channel: l.General.ID.String(), Public: true}))
	}
	m := l.know("review", nil)
	reads(t, m, "page 1 of 2", "[4: Not for us]")
	lacks(t, m, "[5: Not for us]")
	m = l.press(m, "Next page", "page 2 of 2")
	reads(t, m, "[5: Not for us]", "[Previous page]")
}

func TestRulingsAreListedAndTakenBackAlsoWhenASentenceHasChangedSince(t *testing.T) {
	l := reviewed(t, councilSays)
	reads(t, l.know("review", world.Options{"waiting": "rulings"}), "Nothing of that kind waits")
	reads(t, l.rules("310"), "taken back later under /knowledge review, waiting: rulings")
	lacks(t, l.know("review", nil), "Ruled:")
	m := l.know("review", world.Options{"waiting": "rulings"})
	reads(t, m, "Rulings", "“What the council sold” stands over “The harbour should stay public”", "The minutes.",
		"Stands", "310 million", "Falls", "240 million", l.Mo.ID.String(), "[1: Undo]")
	reads(t, l.click(l.Mo, m, "1: Undo"), "taken back. Answers show both sides again")
	reads(t, l.click(l.Mo, m, "1: Undo"), "somebody has taken it back")

	l.rules("310")
	l.press(l.know("remove", world.Options{"article": "council", "why": "Superseded."}), "Withdraw it", "Withdrawn")
	m = l.know("review", world.Options{"waiting": "rulings"})
	reads(t, m, "not in force: a sentence has changed since")
	reads(t, l.click(l.Mo, m, "1: Undo"), "was not in force")
	if all := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String())); len(all) > 0 {
		t.Errorf("%+v", all)
	}
}

func TestOfTwoModeratorsWhoRuleAtOnceTheSecondIsToldOfTheFirst(t *testing.T) {
	l := reviewed(t, councilSays)
	m := l.disagreeing()
	first, second := l.opens(m, "1: A stands"), l.opens(m, "1: B stands")
	reads(t, l.sends(first, map[string]string{whyInput: "The minutes."}), "Ruled:")
	reads(t, l.sends(second, map[string]string{whyInput: "The paper."}), "Another ruling was made on it meanwhile", "stands over", "Nothing was changed")
	if all := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String())); len(all) != 1 || all[0].Why != "The minutes." {
		t.Errorf("%+v", all)
	}
}

// answeredBy waits until a question is noted as answered, and takes it off the list.
func (l *library) answeredBy(gap store.Gap) {
	l.t.Helper()
	for must[store.Gap](l.t)(l.store.Gap(l.ctx, gap.Guild, gap.ID)).AnsweredAt.IsZero() {
		if l.ctx.Err() != nil {
			l.t.Fatal("the open question is not asked again")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err := l.store.CloseGap(l.ctx, gap.Guild, gap.ID, l.Mo.ID.String()); err != nil {
		l.t.Fatal(err)
	}
}

func TestOpenQuestionsAreAskedAgainAfterARulingAndAfterItsUndoing(t *testing.T) {
	l := reviewed(t, councilSays)
	open := func(question string) store.Gap {
		return must[store.Gap](t)(l.store.RecordGap(l.ctx, store.Gap{Guild: l.Guild.ID.String(), Question: question, Asker: l.Alice.ID.String(), Channel: l.General.ID.String(), Public: true}))
	}
	l.disagreeing()
	g := open("When was the old bridge over the Alm closed?")
	m := l.rules("310")
	l.answeredBy(g)
	g = open(aboutTheSale)
	l.click(l.Mo, m, "Undo")
	l.answeredBy(g)
}

func TestWhoAskedInPrivateAndLeftTheServerIsNotTold(t *testing.T) {
	l := reviewed(t, nil)
	l.slash(l.Bob, "ask", world.Options{"question": aboutSchools, "private": true})
	l.writesOfSchools(l.know("review", nil))
	m := l.reviews("Answered by now")
	if err := l.Bob.Leave(l.Guild.ID); err != nil {
		t.Fatal(err)
	}
	l.click(l.Mo, m, "1: Tell those who asked")
	for len(must[[]store.Telling](t)(l.store.Tellings(l.ctx, 9))) > 0 {
		time.Sleep(time.Millisecond)
	}
	direct := must[world.Channel](t)(l.World.OpenDirect(l.Bob.ID, l.Bot.Bot.ID))
	if got := must[[]world.Message](t)(l.World.Messages(l.Bob.ID, direct.ID, world.Page{})); len(got) > 0 {
		t.Errorf("told what the articles of a server say that he has left: %s", read(got[0]))
	}
}

func TestOfMoreThanAThousandQuestionsThoseAskedMostAreListed(t *testing.T) {
	if raced {
		t.Skip("it takes long under the race detector, and nothing here runs at once but what other tests run")
	}
	l := reviewed(t, nil)
	topics := []string{"museum", "theatre", "harbour", "lake", "station", "library", "bakery", "airport", "market", "school"}
	for i := range maxGaps + 5 {
		q := fmt.Sprintf("Who painted picture %d in the %s of Zorn%c%c?", i, topics[i%10], 'a'+i%26, 'a'+i/26%26)
		must[store.Gap](t)(l.store.RecordGap(l.ctx, store.Gap{Guild: l.Guild.ID.String(), Question: q, Asker: l.Alice.ID.String(), Channel: l.General.ID.String(), Public: true}))
	}
	m := l.know("review", world.Options{"waiting": "questions"})
	reads(t, m, "the 1000 that were asked most are listed", "page 1 of 2", "[Next page]")
	l.press(m, "Next page", "page 2 of 2")
}
