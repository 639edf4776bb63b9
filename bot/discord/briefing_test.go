package discord

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/discord/locale"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/store"
)

// planned are options of a briefing, with more.
func (n *newsroom) planned(more world.Options) world.Options {
	o := world.Options{"channel": n.General.ID, "when": "weekdays 08:30", "zone": "Europe/Berlin"}
	for name, value := range more {
		o[name] = value
	}
	return o
}

// shows fails the test unless a message shows all of the texts to a reader, who
// sees no backslashes.
func shows(t testing.TB, m world.Message, texts ...string) {
	t.Helper()
	seen := m.Content
	for _, e := range m.Embeds {
		seen += "\n" + e.Title + "\n" + e.Description
		if e.Footer != nil {
			seen += "\n" + e.Footer.Text
		}
	}
	seen = strings.ReplaceAll(seen, `\`, "")
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			t.Errorf("the message does not show %q:\n%s", text, seen)
		}
	}
}

// pressTogether presses buttons before the bot has seen to any of them, as a
// client may that sends a press again, and waits for what the last shows.
func (n *newsroom) pressTogether(by *world.Person, m world.Message, text string, names ...string) world.Message {
	n.t.Helper()
	gate := make(chan struct{})
	n.shelf.slowBy(func() { <-gate })
	var all []*world.Pending
	for _, name := range names {
		all = append(all, must[*world.Pending](n.t)(by.Click(m, name)))
	}
	n.shelf.slowBy(nil)
	close(gate)
	var last world.Message
	for _, p := range all {
		last = must[world.Message](n.t)(p.ReplyWhere(n.ctx, func(m world.Message) bool { return strings.Contains(read(m), text) }))
	}
	return last
}

// turnsTo presses a button and waits until its message shows the text.
func (n *newsroom) turnsTo(by *world.Person, m world.Message, name, text string) world.Message {
	n.t.Helper()
	p := must[*world.Pending](n.t)(by.Click(m, name))
	return must[world.Message](n.t)(p.ReplyWhere(n.ctx, func(m world.Message) bool { return strings.Contains(read(m), text) }))
}

// plan plans a briefing as Mo and gives it as it is stored.
func (n *newsroom) plan(more world.Options) store.Schedule {
	n.t.Helper()
	n.turnsTo(n.Mo, n.slash(n.Mo, "briefing create", n.planned(more)), "Save", "Saved")
	all := n.schedules()
	return all[len(all)-1]
}

func (n *newsroom) schedules() []store.Schedule {
	n.t.Helper()
	return must[[]store.Schedule](n.t)(n.store.Schedules(n.ctx, n.Guild.ID.String()))
}

func TestABriefingIsShownBackBeforeItIsSaved(t *testing.T) {
	n := open(t)
	m := n.slash(n.Mo, "briefing create", n.planned(world.Options{
		"title": "Morning *news*", "articles": "bridge, harbour", "shape": "timeline", "length": 200, "role": n.Moderators.ID,
		"thread": true, "poll": true, "nothing-new": "skip", "hold": true, "hold-for": 2, "at-deadline": "skip",
		"missed": "all", "from": "2027-01-04", "until": "2027-12-31", "quiet": "2027-05-01",
	}))
	if m.Flags&world.Ephemeral == 0 {
		t.Error("everybody sees what is planned")
	}
	reads(t, m, `Morning \*news\*`)
	shows(t, m, "every weekday at 08:30, Europe/Berlin time, from 2027-01-04 to 2027-12-31, but not on 2027-05-01",
		fmt.Sprintf("<t:%d:F>", time.Date(2027, 1, 4, 7, 30, 0, 0, time.UTC).Unix()),
		fmt.Sprintf("<t:%d:F>", time.Date(2027, 1, 6, 7, 30, 0, 0, time.UTC).Unix()),
		"<#"+n.General.ID.String()+">", "<@&"+n.Moderators.ID.String()+">",
		"“A bridge over the Alm” and “The harbour should stay public”", "as a timeline, about 200 words", "thread for discussion and a poll",
		"When nothing is new: post nothing", "post all that was missed", "Waits 2 hours", "skip it", "none is chosen")
	if len(n.schedules()) != 0 {
		t.Fatal("it is saved before it is confirmed")
	}
	n.turnsTo(n.Mo, m, "Save", "Saved")
	got := n.schedules()
	want := store.Schedule{
		Guild: n.Guild.ID.String(), Channel: n.General.ID.String(), Creator: n.Mo.ID.String(), Title: "Morning *news*",
		When: "weekdays 08:30", Zone: "Europe/Berlin", FirstDay: "2027-01-04", LastDay: "2027-12-31", Quiet: "2027-05-01",
		Policy: "all", Scope: store.ScopeArticles, Articles: []string{"bridge", "harbour"}, Shape: store.ShapeTimeline, Length: "200",
		Role: n.Moderators.ID.String(), Thread: true, Poll: true, NothingNew: store.NothingNewSkip,
		Hold: true, HoldFor: 2 * time.Hour, AtDeadline: store.DeadlineSkip,
	}
	if len(got) != 1 {
		t.Fatalf("saved %+v", got)
	}
	have := got[0]
	have.ID, have.Handled, have.NextDue, have.Revision, have.At, have.Changed = "", "", time.Time{}, 0, time.Time{}, time.Time{}
	if fmt.Sprintf("%+v", have) != fmt.Sprintf("%+v", want) {
		t.Errorf("saved %+v\nwant  %+v", have, want)
	}
	if got[0].NextDue.Unix() != time.Date(2027, 1, 4, 7, 30, 0, 0, time.UTC).Unix() {
		t.Errorf("due at %v", got[0].NextDue)
	}
}

func TestSavingTwiceSavesOneBriefingAndCancellingNone(t *testing.T) {
	n := open(t)
	m := n.slash(n.Mo, "briefing create", n.planned(nil))
	n.pressTogether(n.Mo, m, "Saved", "Save", "Save", "Save")
	if got := len(n.schedules()); got != 1 {
		t.Fatalf("%d are saved", got)
	}
	m = n.slash(n.Mo, "briefing create", n.planned(nil))
	n.turnsTo(n.Mo, m, "Cancel", "Nothing was saved")
	m = n.slash(n.Mo, "briefing create", n.planned(nil))
	n.pressTogether(n.Mo, m, "aved", "Save", "Cancel") // one of them comes first, and both show its outcome
	if got := len(n.schedules()); got > 2 {
		t.Errorf("%d are saved", got)
	}
}

func TestAFormThatARestartLostSaysSo(t *testing.T) {
	n := open(t)
	m := n.slash(n.Mo, "briefing create", n.planned(nil))
	if err := n.stop(); err != nil {
		t.Fatal(err)
	}
	n.start()
	n.turnsTo(n.Mo, m, "Save", "Nothing was saved. Please call the command again.")
	if got := len(n.schedules()); got != 0 {
		t.Errorf("%d are saved", got)
	}
}

func TestWhatCannotBeReadIsShownWithItsPlace(t *testing.T) {
	n := open(t)
	for name, c := range map[string]struct {
		more world.Options
		want []string
	}{
		"a word":            {world.Options{"when": "weekdays att 08:30"}, []string{"**when**", "weekdays att 08:30\n         ^^^\n", "Nothing was saved"}},
		"cron":              {world.Options{"when": "61 8 * * 1"}, []string{"61 8 * * 1\n^^\n"}},
		"a zone":            {world.Options{"zone": "Berlim"}, []string{"**zone**", "Berlim\n^^^^^^\n", "Europe/Berlin"}},
		"a day":             {world.Options{"until": "2027-02-30"}, []string{"**from or until**", "2027-02-30\n^^^^^^^^^^\n"}},
		"an end before now": {world.Options{"until": "2020-02-03"}, []string{"Nothing would be due"}},
		"quiet days":        {world.Options{"quiet": "Sunday, Sonday"}, []string{"**quiet**", "Sunday, Sonday\n        ^^^^^^\n"}},
		"an article":        {world.Options{"articles": "bridge, nosuch"}, []string{"no article called “nosuch”"}},
		"a tag":             {world.Options{"tag": "energy"}, []string{"no tags"}},
		"both":              {world.Options{"tag": "energy", "articles": "bridge"}, []string{"not both"}},
		"everyone":          {world.Options{"role": n.Guild.ID}, []string{"never everyone"}},
		"hostile":           {world.Options{"when": "``` @everyone <@" + n.Bob.ID.String() + "> daily"}, []string{"ˋˋˋ"}},
	} {
		m := n.slash(n.Mo, "briefing create", n.planned(c.more))
		for _, want := range c.want {
			if !strings.Contains(m.Content, want) {
				t.Errorf("%s: it does not show %q:\n%s", name, want, m.Content)
			}
		}
		if m.MentionEveryone || len(m.Mentions)+len(m.MentionRoles)+len(m.Components) > 0 {
			t.Errorf("%s: somebody is pinged, or a button is offered: %+v", name, m)
		}
	}
	if got := len(n.schedules()); got != 0 {
		t.Errorf("%d are saved", got)
	}
}

func TestWhatTheBotLacksInTheChannelIsNamed(t *testing.T) {
	n := open(t)
	if err := n.Olga.Deny(n.General.ID, n.Bot.Bot.ID, world.EmbedLinks|world.CreatePublicThreads); err != nil {
		t.Fatal(err)
	}
	m := n.slash(n.Mo, "briefing create", n.planned(world.Options{"thread": true}))
	reads(t, m, "Embed Links", "Create Public Threads")
	lacks(t, n.slash(n.Mo, "briefing create", n.planned(nil)), "Create Public Threads")
}

func TestOnlyModeratorsPlanAndAreCheckedAgainAtTheButton(t *testing.T) {
	n := open(t)
	if _, err := n.Alice.Slash(n.General.ID, "briefing create", n.planned(nil)); err == nil {
		t.Error("Discord shows the command to everybody")
	}
	m := n.slash(n.Mo, "briefing create", n.planned(nil))
	saved := n.plan(nil)
	drop := n.slash(n.Mo, "briefing delete", world.Options{"schedule": saved.ID})
	post := n.slash(n.Mo, "briefing run", world.Options{"schedule": saved.ID})
	// Mo is no moderator any more.
	if err := n.Olga.TakeRole(n.Guild.ID, n.Mo.ID, n.Moderators.ID); err != nil {
		t.Fatal(err)
	}
	n.pressTogether(n.Mo, m, "Only moderators", "Save", "Cancel")
	n.pressTogether(n.Mo, drop, "Only moderators", "Delete it", "Keep it")
	n.turnsTo(n.Mo, post, "Post now", "Only moderators")
	if got := n.schedules(); len(got) != 1 || got[0].ID != saved.ID {
		t.Errorf("planned are %+v", got)
	}
	if _, of, err := n.store.RunsFrom(n.ctx, saved.ID, 0, 9); err != nil || of != 0 {
		t.Errorf("%d runs, %v", of, err)
	}
}

func TestAnEditChangesWhatIsGivenAndNothingElse(t *testing.T) {
	n := open(t)
	was := n.plan(world.Options{"title": "News", "articles": "bridge", "length": 100, "role": n.Moderators.ID})
	m := n.slash(n.Mo, "briefing edit", world.Options{"schedule": was.ID, "when": "daily 9:00", "articles": "+harbour", "clear": "role"})
	shows(t, m, "when: weekdays 08:30 → daily 9:00", "of: “A bridge over the Alm” → “A bridge over the Alm” and “The harbour should stay public”",
		"role: <@&"+n.Moderators.ID.String()+"> → none", "every day at 09:00")
	lacks(t, m, "length:", "title:", "thread:")
	if n.schedules()[0].When != was.When {
		t.Fatal("it is saved before it is confirmed")
	}
	n.turnsTo(n.Mo, m, "Save", "Saved")
	now := n.schedules()[0]
	want := was
	want.When, want.Articles, want.Role = "daily 9:00", []string{"bridge", "harbour"}, ""
	want.Revision, want.Changed, want.Handled, want.NextDue = now.Revision, now.Changed, now.Handled, now.NextDue
	if fmt.Sprintf("%+v", now) != fmt.Sprintf("%+v", want) {
		t.Errorf("saved %+v\nwant  %+v", now, want)
	}
	m = n.slash(n.Mo, "briefing edit", world.Options{"schedule": "news", "articles": "-bridge"}) // by its title
	shows(t, m, "→ “The harbour should stay public”")
	lacks(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": was.ID}), "[Save]")
	shows(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": was.ID, "articles": "-bridge, harbour"}), "needs an article")
	shows(t, n.slash(n.Mo, "briefing edit", world.Options{"schedule": "another"}), "no briefing called “another”")
}

func TestOfTwoWhoEditTheSecondIsToldWhatChanged(t *testing.T) {
	n := open(t)
	was := n.plan(world.Options{"title": "News"})
	first := n.slash(n.Mo, "briefing edit", world.Options{"schedule": was.ID, "when": "daily 9:00"})
	second := n.slash(n.Olga, "briefing edit", world.Options{"schedule": was.ID, "title": "Daily news"})
	n.turnsTo(n.Mo, first, "Save", "Saved")
	m := n.turnsTo(n.Olga, second, "Save", "Nothing was saved")
	shows(t, m, "when was weekdays 08:30, is daily 9:00", "title: News → Daily news", "every day at 09:00")
	if got := n.schedules()[0]; got.Title != "News" || got.When != "daily 9:00" {
		t.Errorf("it is %+v", got)
	}
	n.turnsTo(n.Olga, m, "Save", "Saved")
	if got := n.schedules()[0]; got.Title != "Daily news" || got.When != "daily 9:00" {
		t.Errorf("it is %+v", got)
	}
	third := n.slash(n.Olga, "briefing edit", world.Options{"schedule": was.ID, "title": "x"})
	n.turnsTo(n.Mo, n.slash(n.Mo, "briefing delete", world.Options{"schedule": was.ID}), "Delete it", "are deleted")
	n.turnsTo(n.Olga, third, "Save", "has been deleted meanwhile")
}

func TestABriefingIsPausedResumedAndDeleted(t *testing.T) {
	n := open(t)
	s := n.plan(world.Options{"title": "News"})
	of := world.Options{"schedule": s.ID}
	shows(t, n.slash(n.Mo, "briefing resume", of), "was not paused")
	shows(t, n.slash(n.Mo, "briefing pause", of), "is paused")
	shows(t, n.slash(n.Mo, "briefing pause", of), "is paused already: a moderator paused it")
	shows(t, n.slash(n.Mo, "briefing list", nil), "News", "Paused", "a moderator paused it")
	if !n.schedules()[0].NextDue.IsZero() {
		t.Error("it is due all the same")
	}
	shows(t, n.slash(n.Mo, "briefing resume", of), "every weekday at 08:30", "<t:")
	if n.schedules()[0].NextDue.IsZero() {
		t.Error("it is not due")
	}
	m := n.slash(n.Mo, "briefing delete", of)
	shows(t, m, "“News”", "log is deleted too")
	n.turnsTo(n.Mo, m, "Keep it", "Nothing was done")
	n.turnsTo(n.Mo, n.slash(n.Mo, "briefing delete", of), "Delete it", "are deleted")
	if got := len(n.schedules()); got != 0 {
		t.Errorf("%d are left", got)
	}
	var did []string
	for _, a := range must[[]store.Audit](t)(n.store.Audits(n.ctx, n.Guild.ID.String(), 9)) {
		did = append(did, a.Action+" "+a.By)
	}
	mo := " " + n.Mo.ID.String()
	want := []string{store.ActionDeleteSchedule + mo, store.ActionResumeSchedule + mo, store.ActionPauseSchedule + mo, store.ActionCreateSchedule + mo}
	if !slices.Equal(did, want) {
		t.Errorf("audit %q, want %q", did, want)
	}
}

func TestTheListHasPages(t *testing.T) {
	n := open(t)
	for i := range 20 {
		_, err := n.store.CreateSchedule(n.ctx, store.Schedule{
			Guild: n.Guild.ID.String(), Channel: n.General.ID.String(), Title: fmt.Sprintf("Number %02d @everyone", i), When: "daily 8:00", Zone: "Asia/Baku",
			NextDue: time.Now().Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	m := n.slash(n.Mo, "briefing list", nil)
	reads(t, m, "Number 00", "Asia/Baku", "next <t:", "20 briefings", "page 1 of 3")
	lacks(t, m, "Number 19")
	m = n.turnsTo(n.Mo, m, "Next page", "page 2 of 3")
	n.turnsTo(n.Mo, m, "Next page", "Number 19")
}

func TestTheLogTellsWhatBecameOfEachSlot(t *testing.T) {
	n := open(t)
	s := n.plan(world.Options{"title": "News"})
	due := time.Date(2026, 6, 1, 6, 30, 0, 0, time.UTC)
	for i, c := range []struct {
		state, why string
		after      time.Duration
	}{
		{store.RunPosted, "", time.Minute},
		{store.RunLate, "3h0m0s after its time: the bot or Discord was away", 3 * time.Hour},
		{store.RunSkipped, "nothing new", 0},
		{store.RunFailed, "Discord did not accept the message. @everyone", 0},
	} {
		key := store.RunKey{Schedule: s.ID, Slot: fmt.Sprint("slot", i)}
		at := due.AddDate(0, 0, i)
		r, ok, err := n.store.Claim(n.ctx, store.Run{RunKey: key, Owner: "me", Due: at, Channel: s.Channel}, at, time.Minute)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if err := n.store.SaveDraft(n.ctx, r.RunKey, "me", store.Draft{Body: "b", Words: 143, Sources: 9}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if c.state == store.RunPosted || c.state == store.RunLate {
			err = n.store.Posted(n.ctx, key, "me", "77", c.why, c.state == store.RunLate, at.Add(c.after))
		} else {
			err = n.store.Finish(n.ctx, key, "me", c.state, c.why, at)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	m := n.slash(n.Mo, "briefing log", world.Options{"schedule": s.ID})
	link := "https://discord.com/channels/" + s.Guild + "/" + s.Channel + "/77"
	shows(t, m, fmt.Sprintf("<t:%d:f>", due.Unix()), "posted", "143 words", "9 sources", link, "3h0m0s after its time: the bot or Discord was away", "skipped",
		"nothing new", "failed", "did not accept", "4 entries")
	for i := range 30 {
		if _, _, err := n.store.QueueRun(n.ctx, store.Run{RunKey: store.RunKey{Schedule: s.ID, Slot: fmt.Sprint("later", i)}, Due: due.AddDate(1, 0, i)}, "", due); err != nil {
			t.Fatal(err)
		}
	}
	m = n.slash(n.Mo, "briefing log", world.Options{"schedule": s.ID})
	lacks(t, m, "143 words")
	for page := range 3 {
		m = n.turnsTo(n.Mo, m, "Next page", fmt.Sprintf("page %d of 4", page+2))
	}
	shows(t, m, "143 words")
}

func TestARunByHandIsAskedForOnce(t *testing.T) {
	n := open(t)
	s := n.plan(world.Options{"title": "News"})
	m := n.slash(n.Mo, "briefing run", world.Options{"schedule": s.ID})
	reads(t, m, "Post “News” in <#"+s.Channel+"> now?")
	n.pressTogether(n.Mo, m, "is being composed", "Post now", "Post now", "Post now")
	runs := must[[]store.Run](t)(n.store.Runs(n.ctx, s.ID, 9))
	if len(runs) != 1 || !delivery.ByHand(runs[0].RunKey) {
		t.Errorf("runs %+v", runs)
	}
	if now := n.schedules()[0]; now.Handled != s.Handled || now.NextDue != s.NextDue {
		t.Errorf("its slots are %+v, were %+v", now, s)
	}
}

func TestAnotherGuildsBriefingIsNotThere(t *testing.T) {
	n := open(t)
	s, err := n.store.CreateSchedule(n.ctx, store.Schedule{Guild: "77", Channel: "78", Title: "Secret", When: "daily 8:00", Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"edit", "pause", "resume", "delete", "run", "log"} {
		reads(t, n.slash(n.Mo, "briefing "+name, world.Options{"schedule": s.ID}), "There is no briefing called")
	}
	lacks(t, n.slash(n.Mo, "briefing list", nil), "Secret")
}

func TestPlanningOffersChoices(t *testing.T) {
	n := furnish(t, sandbox.Options{})
	tagged := map[string]string{"power.md": "---\ntitle: Power lines\ntags: [Energy, Caucasus]\n---\nThe lines were built in 2019.\n"}
	for name, text := range articles {
		tagged[name] = text
	}
	n.shelf.shared = answererOf(t, tagged)
	n.start()
	n.plan(world.Options{"zone": "Asia/Baku", "title": "News"})
	for _, c := range []struct {
		sub, option string
		filled      world.Options
		want        []string // in this order; the first comes first
	}{
		{"create", "when", world.Options{"when": ""}, []string{"every day at 08:30", "every weekday at 18:00"}},
		{"create", "when", world.Options{"when": "mon 9"}, []string{"every Monday at 09:00"}},
		{"create", "when", world.Options{"when": "first mon"}, []string{"on the first Monday of the month at 10:00"}},
		{"create", "zone", world.Options{"zone": ""}, []string{"Asia/Baku", "UTC"}},
		{"create", "zone", world.Options{"zone": "new y"}, []string{"America/New_York"}},
		{"create", "articles", world.Options{"articles": "alm"}, []string{"A bridge over the Alm"}},
		{"create", "articles", world.Options{"articles": "power, alm"}, []string{"power, A bridge over the Alm"}},
		{"edit", "articles", world.Options{"articles": "+alm"}, []string{"+A bridge over the Alm"}},
		{"create", "tag", world.Options{"tag": "ener"}, []string{"Energy"}},
		{"edit", "schedule", world.Options{"schedule": "new"}, []string{"News · every weekday at 08:30"}},
		{"log", "schedule", world.Options{"schedule": ""}, []string{"News · every weekday at 08:30"}},
	} {
		p := must[*world.Pending](t)(n.Mo.Type(n.General.ID, "briefing "+c.sub, c.filled, c.option))
		var names []string
		for _, choice := range must[[]world.Choice](t)(p.Choices(n.ctx)) {
			names = append(names, choice.Name)
		}
		if len(names) < len(c.want) || !slices.Equal(names[:len(c.want)], c.want) {
			t.Errorf("%s %v: offered %q, want %q first", c.sub, c.filled, names, c.want)
		}
	}
}

func TestAGuildHoldsItsBriefings(t *testing.T) {
	n := open(t)
	reads(t, n.slash(n.Mo, "settings", world.Options{"hold-briefings": true}), "wait for a moderator's approval:** all", "There is no staff channel")
	if !must[store.Settings](t)(n.store.Settings(n.ctx, n.Guild.ID.String())).HoldBriefings {
		t.Error("it is not stored")
	}
	reads(t, n.slash(n.Mo, "briefing create", n.planned(nil)), "Waits 4 hours")
	n.slash(n.Mo, "settings", world.Options{"staff": n.Staff.ID})
	lacks(t, n.slash(n.Mo, "briefing create", n.planned(nil)), "none is chosen")
	reads(t, n.slash(n.Mo, "settings", world.Options{"hold-briefings": false}), "those that were planned so")
}

// TestTheCommandsAreWithinDiscordsLimits holds them against what Discord's
// documents say (docs: Application Commands), with the longest of each text's
// languages.
func TestTheCommandsAreWithinDiscordsLimits(t *testing.T) {
	words := must[*locale.Words](t)(locale.Read())
	all := definitions(words)
	if len(all) > 100 {
		t.Errorf("%d commands", len(all))
	}
	for _, d := range all {
		longest := func(text string, more map[discordgo.Locale]string) int {
			n := utf8.RuneCountInString(text)
			if d.Type != discordgo.MessageApplicationCommand && text == "" {
				t.Errorf("%s: something has no description", d.Name)
			}
			for _, other := range more {
				n = max(n, utf8.RuneCountInString(other))
			}
			return n
		}
		total := utf8.RuneCountInString(d.Name)
		if d.DescriptionLocalizations != nil {
			total += longest(d.Description, *d.DescriptionLocalizations)
		}
		var count func([]*discordgo.ApplicationCommandOption)
		count = func(options []*discordgo.ApplicationCommandOption) {
			if len(options) > 25 {
				t.Errorf("%s: %d options beside each other", d.Name, len(options))
			}
			optional := false
			for _, o := range options {
				total += utf8.RuneCountInString(o.Name) + longest(o.Description, o.DescriptionLocalizations)
				if optional && o.Required {
					t.Errorf("%s: the required %s comes after optional ones", d.Name, o.Name)
				}
				optional = optional || !o.Required
				if len(o.Choices) > maxChoices || len(o.Choices) > 0 && o.Autocomplete {
					t.Errorf("%s %s: %d choices", d.Name, o.Name, len(o.Choices))
				}
				for _, c := range o.Choices {
					value, _ := c.Value.(string)
					total += longest(c.Name, c.NameLocalizations) + utf8.RuneCountInString(value)
				}
				count(o.Options)
			}
		}
		count(d.Options)
		if total > 8000 {
			t.Errorf("%s has %d characters, Discord takes 8000", d.Name, total)
		}
		t.Logf("%s: %d characters", d.Name, total)
	}
}
