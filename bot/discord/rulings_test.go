package discord

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
	"rapporteur/prompts"
)

// rules has Mo rule that one of two sentences stands, and returns what he reads then.
func (l *library) rules(saying string) world.Message {
	l.t.Helper()
	m := l.disagreeing()
	side := "1: A stands"
	owner, _ := l.keeper.Shelf(l.Guild.ID.String())
	if t, ok := l.t.(*testing.T); ok && !strings.Contains(caseOn(t, l, owner), saying) {
		side = "1: B stands"
	}
	return l.sends(l.opens(m, side), map[string]string{whyInput: "The minutes."})
}

// saying asks the bot for all that rests on what is said of the sale.
func (l *library) saying() map[string]world.Message {
	l.t.Helper()
	claim := must[world.Message](l.t)(l.Bob.Say(l.General.ID, "The sale of the harbour is worth 240 million crowns."))
	all := map[string]world.Message{
		"ask":      l.ask(aboutTheSale),
		"brief":    l.slash(l.Alice, "brief", nil),
		"timeline": l.slash(l.Alice, "timeline", nil),
		"discuss":  l.kit("the sale of the harbour"),
		"who":      l.slash(l.Alice, "who", world.Options{"name": "Norden Freight"}),
		"check":    must[world.Message](l.t)(must[*world.Pending](l.t)(l.Alice.Menu(claim, "Check against the articles")).Reply(l.ctx)),
		"mention":  l.say(l.Alice, l.General.ID, l.mentioning(aboutTheSale)),
	}
	return all
}

// kit opens a discussion and returns the kit that it begins with.
func (l *library) kit(topic string) world.Message {
	l.t.Helper()
	m := l.slash(l.Alice, "discuss", world.Options{"topic": topic})
	return must[world.Message](l.t)(l.Alice.AwaitThread(l.ctx, m, func(m world.Message) bool { return m.Type == world.DefaultMessage && m.Author.ID == l.Bot.Bot.ID }))
}

func TestARulingTakesEffectInItsGuildAloneUntilItIsTakenBack(t *testing.T) {
	l := reviewed(t, councilSays)
	elsewhere := must[world.Guild](t)(l.secondGuild())
	channel := must[world.Channel](t)(l.World.AddChannel(l.Olga.ID, elsewhere.ID, world.Channel{Name: "talk"}))
	there := func() world.Message {
		return l.slashIn(channel.ID, l.Bob, "ask", world.Options{"question": aboutTheSale})
	}
	m := l.rules("310")
	reads(t, m, "Ruled: “What the council sold” stands", "From now on answers, checks, discussions and briefings here go by it")
	for name, m := range l.saying() {
		if strings.Contains(read(m), "> The sale is worth 240") || name != "check" && strings.Contains(read(m), "240") {
			t.Errorf("%s: %s", name, read(m))
		}
		switch name {
		case "ask", "mention", "brief":
			reads(t, m, "The sale is worth 310 million crowns. [")
			lacks(t, m, "Said otherwise")
		case "check":
			reads(t, m, "Contradicted")
		}
	}
	reads(t, there(), "worth 240 million", "Said otherwise")
	// Whoever asks for the article gets what it says, and what stands instead.
	reads(t, l.slash(l.Alice, "ask", world.Options{"question": aboutTheSale, "article": "the-harbour-should-stay-public"}),
		"worth 240 million crowns", "The moderators have ruled that “310 million crowns” stands instead")
	reads(t, l.slash(l.Alice, "sources", world.Options{"article": "the-harbour-should-stay-public", "paragraph": 1}),
		"worth 240 million crowns", "This passage says “240 million crowns”, of 2025-04-10. The moderators have ruled")
	reads(t, l.click(l.Mo, m, "Undo"), "taken back")
	reads(t, l.ask(aboutTheSale), "worth 240 million", "Said otherwise", "310 million")
}

func TestWhoModeratesNoMoreSendsNoFormThatTheyHaveOpened(t *testing.T) {
	l := reviewed(t, councilSays)
	form := l.opens(l.disagreeing(), "1: A stands")
	if err := l.Olga.TakeRole(l.Guild.ID, l.Mo.ID, l.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	reads(t, l.sends(form, map[string]string{whyInput: "Out of spite."}), "Only moderators")
	if all := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String())); len(all) > 0 {
		t.Errorf("%+v", all)
	}
}

// correctingRulings has the bot tell under earlier posts what has fallen since.
func correctingRulings(o *Options) {
	o.Corrections = o.Curator
	o.correcting = correcting{every: time.Millisecond, look: 20 * time.Millisecond}
}

func TestPostsThatCiteWhatFellAreToldOnceWhatStands(t *testing.T) {
	l := reviewed(t, councilSays, correctingRulings)
	if err := l.store.SaveSettings(l.ctx, l.Guild.ID.String(), l.Mo.ID.String(), store.Settings{Staff: l.Staff.ID.String()}); err != nil {
		t.Fatal(err)
	}
	elsewhere := must[world.Guild](t)(l.secondGuild())
	channel := must[world.Channel](t)(l.World.AddChannel(l.Olga.ID, elsewhere.ID, world.Channel{Name: "talk"}))
	l.stored(l.slashIn(channel.ID, l.Bob, "ask", world.Options{"question": aboutTheSale}))
	post := l.ask(aboutTheSale)
	l.stored(post)
	corrected := func() (found []world.Message) {
		for _, m := range must[[]world.Message](t)(l.World.Messages(l.Olga.ID, l.General.ID, world.Page{Limit: 100})) {
			if len(m.Embeds) > 0 && m.Embeds[0].Title == "Correction" {
				found = append(found, m)
			}
		}
		return found
	}
	m := l.rules("310")
	reads(t, m, "Earlier posts that cite it: 1. They get a reply that says what stands instead.")
	list := must[world.Message](t)(l.Olga.Await(l.ctx, l.Staff.ID, func(m world.Message) bool { return strings.Contains(m.Content, "fell by a ruling") }))
	reads(t, list, "**1 post** cites a sentence that fell by a ruling of yours: 1 corrected in a reply", "/"+post.ID.String())
	told := corrected()
	if len(told) != 1 || told[0].MessageReference.MessageID != post.ID {
		t.Fatalf("%d replies", len(told))
	}
	reads(t, told[0], "the moderators have ruled since that another sentence stands", "**Cited above:** The sale is worth 240 million crowns.",
		"**Stands instead:** The sale is worth 310 million crowns.", "What the council sold", "[Ask again]")
	again := l.click(l.Bob, told[0], "Ask again")
	reads(t, again, "310 million")
	l.stored(again)

	// Taken back and made again, it is told under what came between alone.
	l.click(l.Mo, m, "Undo")
	between := l.ask(aboutTheSale)
	l.stored(between)
	l.rules("310")
	for len(corrected()) < 2 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := l.stop(); err != nil {
		t.Fatal(err)
	}
	l.start(l.curated, correctingRulings, func(o *Options) { // it looks at the latest rulings again
		o.review = reviewPace{every: time.Hour, settle: time.Millisecond}
	})
	time.Sleep(200 * time.Millisecond)
	told = corrected()
	if len(told) != 2 || told[0].MessageReference.MessageID != between.ID {
		t.Errorf("%d replies", len(told))
	}
	for _, m := range must[[]world.Message](t)(l.World.Messages(l.Olga.ID, channel.ID, world.Page{Limit: 100})) {
		lacks(t, m, "Stands instead")
	}
}

func TestARulingIsNotToldWhereCorrectionsAreOffOrItIsTakenBack(t *testing.T) {
	l := reviewed(t, councilSays, correctingRulings)
	if err := l.store.SaveSettings(l.ctx, l.Guild.ID.String(), l.Mo.ID.String(), store.Settings{NoCorrections: true}); err != nil {
		t.Fatal(err)
	}
	l.stored(l.ask(aboutTheSale))
	reads(t, l.rules("310"), "Earlier posts that cite it: 1. They get no reply")
	r := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String()))[0]
	other := r
	other.Stands, other.Falls = r.Falls, r.Stands
	if n := must[int](t)(l.keeper.Fell(l.ctx, other)); n != 0 { // nobody was told of that one
		t.Errorf("%d posts cite it", n)
	}
	time.Sleep(200 * time.Millisecond)
	for _, m := range must[[]world.Message](t)(l.World.Messages(l.Olga.ID, l.General.ID, world.Page{Limit: 100})) {
		lacks(t, m, "Stands instead")
	}
}

func TestAnAnswerAsOfADayGoesByTheRulingsOfThatDay(t *testing.T) {
	l := reviewed(t, councilSays)
	today := time.Now().UTC().Format(time.DateOnly)
	asOf := func() world.Message {
		return l.slash(l.Alice, "ask", world.Options{"question": aboutTheSale, "as-of": today})
	}
	reads(t, asOf(), "worth 240 million", "Said otherwise", "310 million")
	l.rules("310")
	m := asOf()
	reads(t, m, "worth 310 million")
	lacks(t, m, "240 million", "Said otherwise")
	r := must[[]store.Ruling](t)(l.store.Rulings(l.ctx, l.Guild.ID.String()))[0]
	r.At = time.Now().Add(time.Hour) // as if it were made later
	if err := l.store.Rule(l.ctx, r); err != nil {
		t.Fatal(err)
	}
	reads(t, asOf(), "worth 240 million", "The moderators have ruled that “310 million crowns” stands instead")
}

var mayorSays = map[string]string{"talks.md": `---
title: A talk with the mayor
published: 2025-06-01
---
Mayor Ture Holm says that the sale will pay for five schools.
`}

func TestEveryReplyThatCitesADisputedSentenceShowsTheOther(t *testing.T) {
	l := reviewed(t, mayorSays)
	l.disagreeing()
	claim := must[world.Message](t)(l.Bob.Say(l.General.ID, "Mayor Ture Holm says that the sale will pay for two schools."))
	answer := l.ask("How many schools will the sale pay for?")
	for name, m := range map[string]world.Message{
		"ask":     answer,
		"quotes":  l.click(l.Alice, answer, "Show quotes"),
		"discuss": l.kit("the schools that the sale pays for"),
		"who":     l.slash(l.Alice, "who", world.Options{"name": "Ture Holm"}),
		"check":   must[world.Message](t)(must[*world.Pending](t)(l.Alice.Menu(claim, "Check against the articles")).Reply(l.ctx)),
		"sources": l.slash(l.Alice, "sources", world.Options{"article": "a-talk-with-the-mayor", "paragraph": 1}),
		"as-of":   l.slash(l.Alice, "ask", world.Options{"question": "How many schools will the sale pay for?", "as-of": time.Now().UTC().Format(time.DateOnly)}),
		"held":    l.held(l.plan(world.Options{"hold": true})),
	} {
		if shown := read(m); !strings.Contains(shown, "two schools") || !strings.Contains(shown, "five schools") {
			t.Errorf("%s does not show both: %s", name, shown)
		} else if !strings.Contains(shown, "Said otherwise") {
			t.Errorf("%s does not say that they disagree: %s", name, shown)
		}
	}
}

// held has a briefing composed that waits for Mo, and returns what asks him.
func (l *library) held(s store.Schedule) world.Message {
	l.t.Helper()
	l.turnsTo(l.Mo, l.slash(l.Mo, "briefing run", world.Options{"schedule": s.ID}), "Post now", "is being composed")
	for {
		runs := must[[]store.Run](l.t)(l.store.Runs(l.ctx, s.ID, 1))
		if len(runs) > 0 && runs[0].GateMessage != "" {
			id := func(text string) world.ID { return must[world.ID](l.t)(world.ParseID(text)) }
			return must[world.Message](l.t)(l.World.Message(l.Mo.ID, id(runs[0].GateChannel), id(runs[0].GateMessage)))
		}
		time.Sleep(time.Millisecond)
	}
}

func TestADraftThatWaitsLosesWhatFellSince(t *testing.T) {
	l := reviewed(t, councilSays)
	l.disagreeing()
	m := l.held(l.plan(world.Options{"hold": true}))
	reads(t, m, "worth 310 million", "Said otherwise", "Other sentences say otherwise than it does: 1")
	l.rules("240")
	l.click(l.Mo, m, "Approve")
	posted := must[world.Message](t)(l.Alice.Await(l.ctx, l.General.ID, func(m world.Message) bool { return strings.Contains(read(m), "· no. ") }))
	lacks(t, posted, "310")
	reads(t, posted, "left out")
}

// ofTheSale finds what a prompt has of the sale.
var ofTheSale = regexp.MustCompile(`\[(\d+\.\d+)\] The sale is worth (\d+) million crowns`)

func TestAWrittenAnswerFromBeforeARulingComesBackWithItsUndoing(t *testing.T) {
	model := new(llmtest.Scripted)
	model.Script(func(r llm.Request) (string, error) {
		m := ofTheSale.FindStringSubmatch(r.Messages[len(r.Messages)-1].Text)
		if m == nil {
			return "", errors.New("nothing is sent of the sale")
		}
		by := map[string]string{"240": "Ada Lind writes that the sale", "310": "The sale"}[m[2]]
		return fmt.Sprintf("%s is worth %s million crowns. [%s]", by, m[2], m[1]), nil
	})
	set := must[*prompts.Set](t)(prompts.Load(nil))
	l := reviewed(t, councilSays, func(o *Options) {
		w := &answer.Writer{Model: model, Prompts: set, Secret: bytes.Repeat([]byte{7}, 16)}
		o.Desk = desk.New(desk.Options{Writer: w, Store: o.Store, Log: o.Log})
	})
	l.disagreeing()
	first := "310"
	if strings.Contains(read(l.ask(aboutTheSale)), "is worth 240 million crowns. [1]") {
		first = "240"
	}
	second := map[string]string{"310": "240", "240": "310"}[first]
	reads(t, l.ask(aboutTheSale), "Answered before", first+" million")
	m := l.rules(second)
	after := l.ask(aboutTheSale)
	reads(t, after, second+" million crowns. [1]", "written")
	lacks(t, after, first+" million", "Answered before")
	if n := len(model.Requests()); n != 2 {
		t.Errorf("the model was asked %d times", n)
	}
	reads(t, l.click(l.Mo, m, "Undo"), "taken back")
	reads(t, l.ask(aboutTheSale), "Answered before", first+" million crowns. [1]", "Said otherwise")
}

// BenchmarkRuledKnowledge is what a question pays for the rulings of its guild before
// it is answered.
func BenchmarkRuledKnowledge(b *testing.B) {
	of := answererOf(b, articles)
	harbour := of.Articles()[1]
	sentence := func(k int) disputes.Sentence {
		return disputes.SentenceAt(corpus.Place{Article: harbour, Sentence: k})
	}
	k := &ruledKnowledge{Knowledge: &shelf{shared: of}, docket: disputes.New(), guilds: make(map[string]*ruledAnswerer)}
	k.docket.Rule("ruled", []disputes.Ruling{{Stands: sentence(0), Falls: sentence(1)}})
	if k.For("ruled") == of || k.For("") != of {
		b.Fatal("a ruling has no effect, or one on all")
	}
	for name, knowledge := range map[string]Knowledge{"without": k.Knowledge, "no rulings": k, "ruled": ruledOnly{k}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				knowledge.For("")
			}
		})
	}
}

// ruledOnly asks for the guild with a ruling, whoever is asked for.
type ruledOnly struct{ *ruledKnowledge }

func (k ruledOnly) For(string) *answer.Answerer { return k.ruledKnowledge.For("ruled") }
