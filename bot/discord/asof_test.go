package discord

import (
	"bytes"
	"testing"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/sandbox/world"
	"rapporteur/prompts"
)

// asOf asks about the sale as of a day.
func (k *curated) asOf(day string) world.Message {
	k.t.Helper()
	return k.slash(k.Alice, "ask", world.Options{"question": aboutSale, "as-of": day})
}

func TestAskAsOfAnswersFromTheKnowledgeOfThatDay(t *testing.T) {
	k := curating(t)
	first := k.World.Clock.Now().UTC()
	k.World.Clock.Advance(72 * time.Hour)
	k.publish("240 million", "260 million")
	then := first.Format(time.DateOnly)
	m := k.asOf(then)
	reads(t, m, "As of "+first.Format("2 January 2006"), "240 million", "[Show quotes]")
	lacks(t, m, "260 million", "[Discuss]")
	a := k.stored(m)
	if a.AsOf.Format(time.DateOnly) != then || a.Citations[0].Ref != "harbour@1#p1.s2" {
		t.Errorf("%+v", a)
	}
	reads(t, k.click(k.Alice, m, "Show quotes"), "240 million", "This is version 1, which the answer cites.")

	today := k.World.Clock.Now().UTC().Format(time.DateOnly)
	m = k.asOf(today)
	reads(t, m, "As of ", "260 million")
	m = k.ask(aboutSale)
	reads(t, m, "260 million")
	lacks(t, m, "As of")
}

func TestAskAsOfSaysSinceWhenThereIsKnowledge(t *testing.T) {
	k := curating(t)
	now := k.World.Clock.Now().UTC()
	reads(t, k.asOf(now.AddDate(0, 0, -1).Format(time.DateOnly)), "I know the articles since <t:")
	reads(t, k.asOf(now.AddDate(0, 0, 1).Format(time.DateOnly)), "yet to come")
	reads(t, k.asOf("yesterday"), "I cannot read “yesterday” as a day")
	reads(t, k.asOf("2026-02-30"), "I cannot read")
}

func TestARefusalAsOfADayIsNoGap(t *testing.T) {
	k := curating(t)
	today := k.World.Clock.Now().UTC().Format(time.DateOnly)
	m := k.slash(k.Alice, "ask", world.Options{"question": "Who painted the ceiling of the opera in Kelm?", "as-of": today})
	reads(t, m, "As of ")
	lacks(t, m, "The moderators see this")
	if gaps := must[int](t)(k.gaps()); gaps != 0 {
		t.Errorf("%d gaps", gaps)
	}
}

func (k *curated) gaps() (int, error) {
	all, err := k.store.Gaps(k.ctx, k.Guild.ID.String(), 9)
	return len(all), err
}

// TestWrittenAnswersOfTwoDaysAreNotMixed asks one question of two days' knowledge: what
// was written of one is not given again for the other.
func TestWrittenAnswersOfTwoDaysAreNotMixed(t *testing.T) {
	s := llmtest.Start(t)
	set := must[*prompts.Set](t)(prompts.Load(nil))
	k := curating(t, func(o *Options) {
		w := &answer.Writer{Model: clientOf(t, s, openai.Options{}), Prompts: set, Secret: bytes.Repeat([]byte{7}, 16)}
		o.Desk = desk.New(desk.Options{Writer: w, Store: o.Store, Now: o.Now, Log: o.Log})
	})
	first := k.World.Clock.Now().UTC().Format(time.DateOnly)
	s.Say("Ada Lind writes that the sale is worth 240 million crowns. [4.2]")
	reads(t, k.ask(aboutSale), "240 million")
	k.World.Clock.Advance(72 * time.Hour)
	k.publish("240 million", "260 million")
	s.Say("Ada Lind writes that the sale is worth 260 million crowns. [4.2]")
	m := k.ask(aboutSale)
	reads(t, m, "260 million")
	lacks(t, m, "240 million", "As of")
	s.Say("Ada Lind writes that the sale is worth 240 million crowns. [4.2]")
	m = k.asOf(first)
	reads(t, m, "240 million", "As of ")
	lacks(t, m, "260 million")
	if a := k.stored(m); a.Mode != string(answer.Written) || a.AsOf.IsZero() {
		t.Errorf("an answer of an earlier day is not written: %+v", a)
	}
	s.Say("Ada Lind writes that the sale is worth 260 million crowns. [4.2]") // what the articles say today
	m = k.slash(k.Alice, "ask", world.Options{"question": "How much is the sale of the harbour worth to the town?", "as-of": first})
	lacks(t, m, "260 million") // is no answer of that day
}
