package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// gated is a newsroom in which a briefing waits for a moderator, with the message
// by which they are asked.
func gated(t *testing.T, change ...func(*store.Schedule)) (*desked, store.Schedule, world.Message) {
	d := scheduling(t, sandbox.Options{})
	d.staffed()
	s := d.schedule(append([]func(*store.Schedule){func(s *store.Schedule) { s.Hold, s.HoldFor = true, time.Hour }}, change...)...)
	d.due(s, store.RunHeld)
	return d, s, d.gate(s)
}

// gate waits for the message by which moderators are asked about the latest run.
func (d *desked) gate(s store.Schedule) world.Message {
	d.t.Helper()
	for {
		r := must[[]store.Run](d.t)(d.store.Runs(d.ctx, s.ID, 1))[0]
		if r.GateMessage != "" {
			return d.seen(d.Mo, r.GateChannel, r.GateMessage)
		}
		time.Sleep(time.Millisecond)
	}
}

// seen is a message as it is now.
func (d *desked) seen(by *world.Person, channel, message string) world.Message {
	d.t.Helper()
	return must[world.Message](d.t)(d.World.Message(by.ID, must[world.ID](d.t)(world.ParseID(channel)), must[world.ID](d.t)(world.ParseID(message))))
}

// changed waits until a message shows something.
func (d *desked) changed(by *world.Person, m world.Message, text string) world.Message {
	d.t.Helper()
	for {
		now := d.seen(by, m.ChannelID.String(), m.ID.String())
		if strings.Contains(read(now), text) {
			return now
		}
		if d.ctx.Err() != nil {
			d.t.Fatalf("the message does not come to show %q:\n%s", text, read(now))
		}
		time.Sleep(time.Millisecond)
	}
}

func TestAHeldBriefingAsksTheStaffAndIsPostedWhenApproved(t *testing.T) {
	d, s, m := gated(t)
	r := d.until(s, store.RunHeld)
	if m.ChannelID != d.Staff.ID || len(d.posts(d.General.ID)) != 0 {
		t.Errorf("asked in %v, posted %v", m.ChannelID, d.posts(d.General.ID))
	}
	reads(t, m, "Morning briefing", "waits for a moderator", "it is posted as it stands",
		fmt.Sprintf("<t:%d:R>", r.Deadline.Unix()), "harbour", "[Approve]", "[Edit]", "[Skip]")
	lacks(t, m, "weak", "no. ")
	reads(t, d.click(d.Mo, m, "Approve"), "it is being posted")
	r = d.until(s, store.RunPosted)
	now := d.changed(d.Mo, m, "has approved it")
	reads(t, now, "<@"+d.Mo.ID.String()+">")
	if len(now.Components) > 0 || len(now.Mentions) > 0 {
		t.Errorf("%+v", now)
	}
	if posts := d.posts(d.General.ID); len(posts) != 1 || posts[0].ID.String() != r.Message || r.Decider != d.Mo.ID.String() {
		t.Errorf("%d posts, %+v", len(posts), r)
	}
}

func TestASkippedBriefingIsNotPosted(t *testing.T) {
	d, s, m := gated(t)
	reads(t, d.click(d.Mo, m, "Skip"), "it is not posted")
	d.until(s, store.RunSkipped)
	if now := d.changed(d.Mo, m, "has skipped it"); len(now.Components) > 0 {
		t.Errorf("%+v", now.Components)
	}
	if posts := d.posts(d.General.ID); len(posts) != 0 {
		t.Errorf("%d posts", len(posts))
	}
}

func TestAtTheDeadlineItIsPostedOrSkippedAsChosen(t *testing.T) {
	for choice, want := range map[string]struct{ state, says string }{
		store.DeadlinePost: {store.RunPosted, "nobody decided in time, so that it is posted"},
		store.DeadlineSkip: {store.RunSkipped, "nobody decided in time, so that it is skipped"},
	} {
		t.Run(choice, func(t *testing.T) {
			d, s, m := gated(t, func(s *store.Schedule) { s.AtDeadline = choice })
			d.World.Clock.Advance(time.Hour + time.Second)
			d.until(s, want.state)
			if now := d.changed(d.Mo, m, want.says); len(now.Components) > 0 {
				t.Errorf("%+v", now.Components)
			}
		})
	}
}

func TestOnlyModeratorsDecide(t *testing.T) {
	d, s, m := gated(t)
	// Somebody may see the channel without being a moderator.
	if err := d.Olga.Allow(d.Staff.ID, d.Alice.ID, world.ViewChannel); err != nil {
		t.Fatal(err)
	}
	for _, button := range []string{"Approve", "Skip", "Edit"} {
		reads(t, d.click(d.Alice, m, button), "Only moderators")
	}
	d.until(s, store.RunHeld)
}

func TestOfTwoModeratorsAtOnceTheSecondIsToldWhoseTheOutcomeIs(t *testing.T) {
	d, s, m := gated(t)
	pressed := [2]*world.Pending{must[*world.Pending](t)(d.Mo.Click(m, "Approve")), must[*world.Pending](t)(d.Olga.Click(m, "Skip"))}
	var said [2]world.Message
	for i, p := range pressed {
		said[i] = must[world.Message](t)(p.Reply(d.ctx))
	}
	r := d.until(s, store.RunPosted, store.RunSkipped)
	winner, loser := 0, 1
	if r.Decider == d.Olga.ID.String() {
		winner, loser = 1, 0
	}
	lacks(t, said[winner], "decided already")
	reads(t, said[loser], "decided already", "<@"+r.Decider+">")
}

// form opens the editor of a held briefing and gives its text.
func (d *desked) form(by *world.Person, m world.Message) (*world.OpenModal, string) {
	d.t.Helper()
	modal := must[*world.OpenModal](d.t)(must[*world.Pending](d.t)(by.Click(m, "Edit")).Modal(d.ctx))
	return modal, modal.Components[0].Components[0].Value
}

func (d *desked) submit(modal *world.OpenModal, text string) world.Message {
	d.t.Helper()
	return must[world.Message](d.t)(must[*world.Pending](d.t)(modal.Submit(map[string]string{"text0": text})).Reply(d.ctx))
}

func TestAnEditIsVerifiedAndNothingIsPostedByIt(t *testing.T) {
	d, s, m := gated(t)
	modal, text := d.form(d.Mo, m)
	if !strings.Contains(text, "Points:") || !strings.Contains(text, "[1]") {
		t.Fatalf("the form holds %q", text)
	}
	var kept []string
	broken := ""
	for line := range strings.Lines(text) {
		if broken == "" && strings.Contains(line, "240 million") {
			broken = strings.TrimSpace(strings.Replace(line, "240 million", "940 million", 1))
			line = broken + "\n"
		}
		kept = append(kept, line)
	}
	if broken == "" {
		t.Fatalf("nothing to break in %q", text)
	}
	says := d.submit(modal, strings.Join(kept, ""))
	reads(t, says, "Saved. Nothing is posted yet", "Left out", "940 million")
	now := d.changed(d.Mo, m, "waits for a moderator")
	lacks(t, now, "940 million")
	if len(now.Components) == 0 || len(d.posts(d.General.ID)) != 0 {
		t.Errorf("%d posts", len(d.posts(d.General.ID)))
	}
	d.click(d.Mo, m, "Approve")
	d.until(s, store.RunPosted)
	lacks(t, d.posts(d.General.ID)[0], "940 million")
}

func TestAnEditOfWhatSomebodyElseHasEditedIsGivenBack(t *testing.T) {
	d, _, m := gated(t)
	first, text := d.form(d.Mo, m)
	second, _ := d.form(d.Olga, m)
	lines := strings.Split(text, "\n")
	reads(t, d.submit(first, strings.Join(lines[:len(lines)-1], "\n")), "Saved")
	says := d.submit(second, text)
	reads(t, says, "Another moderator has edited")
	if len(says.Attachments) != 1 {
		t.Errorf("%+v", says.Attachments)
	}
}

func TestAnEditThatLeavesNothingIsNotSaved(t *testing.T) {
	d, s, m := gated(t)
	before := d.until(s, store.RunHeld).Draft
	modal, _ := d.form(d.Mo, m)
	reads(t, d.submit(modal, "Points:\nThe moon is made of cheese. [1]"), "Nothing would be left", "press Skip", "cheese")
	if after := d.until(s, store.RunHeld).Draft; after != before {
		t.Errorf("saved %s", after)
	}
}

func TestAnEditAfterTheDecisionIsGivenBack(t *testing.T) {
	d, _, m := gated(t)
	modal, text := d.form(d.Mo, m)
	d.click(d.Olga, m, "Skip")
	says := d.submit(modal, text)
	reads(t, says, "decided already", "has skipped it")
	if len(says.Attachments) != 1 {
		t.Errorf("%+v", says.Attachments)
	}
}

func TestWithoutAStaffChannelTheMakerDecidesByDirectMessage(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	s := d.schedule(func(s *store.Schedule) { s.Hold = true })
	d.due(s, store.RunHeld)
	m := d.gate(s)
	reads(t, m, "waits for a moderator", "[Approve]")
	// Who is no moderator any more cannot decide.
	if err := d.Olga.TakeRole(d.Guild.ID, d.Mo.ID, d.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	reads(t, d.click(d.Mo, m, "Approve"), "Only moderators")
	if err := d.Olga.GiveRole(d.Guild.ID, d.Mo.ID, d.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	reads(t, d.click(d.Mo, m, "Approve"), "being posted")
	d.until(s, store.RunPosted)
	d.changed(d.Mo, m, "has approved it")
}

func TestALongDraftIsShownInPartAndWhole(t *testing.T) {
	d := scheduling(t, sandbox.Options{})
	d.staffed()
	lines := make([]string, 20)
	for i := range lines {
		lines[i] = fmt.Sprintf("On %d May 2026 the council of Westport sold berth number %d of the old harbour to the company Norden Freight for %d crowns, which the auditors of the city had valued at far less than that only some weeks before.",
			i+1, i+1, 1000+i)
	}
	d.archive.publish(t, map[string]string{"long.md": "---\ntitle: Berths\nkind: report\n---\n" + strings.Join(lines, "\n\n") + "\n"}, nil)
	s := d.schedule(func(s *store.Schedule) { s.Hold, s.Shape = true, store.ShapeTimeline })
	d.due(s, store.RunHeld)
	m := d.gate(s)
	reads(t, m, "first part", "[Show all]", "berth number 1 ")
	lacks(t, m, "berth number 20 ")
	pending := must[*world.Pending](t)(d.Mo.Click(m, "Show all"))
	must[world.Message](t)(pending.Reply(d.ctx))
	reads(t, must[world.Message](t)(pending.Followup(d.ctx, 1)), "Sources")
	modal := must[*world.OpenModal](t)(must[*world.Pending](t)(d.Mo.Click(m, "Edit")).Modal(d.ctx))
	if n := len(modal.Components); n < 2 || n > 5 {
		t.Errorf("a form of %d fields", n)
	}
	// Sent as it stands, it is as it was.
	before := d.until(s, store.RunHeld)
	reads(t, must[world.Message](t)(must[*world.Pending](t)(modal.Submit(nil)).Reply(d.ctx)), "Saved")
	if after := d.until(s, store.RunHeld); after.Draft != before.Draft || after.Words != before.Words {
		t.Errorf("it has changed")
	}
}

func TestAHeldBriefingSurvivesARestart(t *testing.T) {
	d, s, m := gated(t)
	d.restart()
	d.click(d.Mo, m, "Approve")
	d.until(s, store.RunPosted)
	d.changed(d.Mo, m, "has approved it")
}

func TestWhatAnArticleDoesNotSayAnyMoreIsLeftOutWhenABriefingHasWaited(t *testing.T) {
	d, s, m := gated(t)
	changed := strings.Replace(articles["harbour.md"], "240 million", "260 million", 1)
	d.archive.publish(t, map[string]string{"harbour.md": changed}, map[string]int{"harbour": 2})
	d.click(d.Mo, m, "Approve")
	d.until(s, store.RunPosted)
	p := d.posts(d.General.ID)[0]
	reads(t, p, "left out", "any more", "Norden Freight")
	lacks(t, p, "240 million", "ferry", "Alm")
	d.due(s, store.RunHeld)
	reads(t, d.gate(s), "240 million", "260 million", "Article withdrawn")
}

func TestAnErasedArticleIsLeftOutOfWhatWaits(t *testing.T) {
	d, s, m := gated(t)
	d.archive.mu.Lock()
	d.archive.past = slices.DeleteFunc(d.archive.past, func(a *corpus.Article) bool { return a.Slug == "bridge" })
	d.archive.mu.Unlock()
	d.click(d.Mo, m, "Approve")
	d.until(s, store.RunPosted)
	p := d.posts(d.General.ID)[0]
	reads(t, p, "left out", "any more")
	lacks(t, p, "ferry", "Alm")
}
