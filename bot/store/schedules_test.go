package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// aSchedule is a full one, without an id.
func aSchedule() Schedule {
	return Schedule{
		Guild: guildA, Channel: channel, Creator: alice, Title: "The week",
		When: "weekdays 8:30", Zone: "Europe/Berlin", FirstDay: "2026-12-01", LastDay: "2027-12-01", Quiet: "2026-12-24",
		Policy: "all", Grace: 2 * time.Hour, Most: 4, Scope: ScopeArticles, Articles: []string{"rift", "raids"},
		Shape: ShapeTimeline, Length: "short", Language: "fr", Role: "77", Thread: true, Poll: true,
		NothingNew: NothingNewSkip, Hold: true, HoldFor: time.Hour, AtDeadline: DeadlineSkip,
		Handled: "2026-11-24T12:00/Europe/Berlin", NextDue: noon.Add(time.Hour),
	}
}

func TestAScheduleComesBackAsItWasMade(t *testing.T) {
	s := openNew(t)
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	same(t, must[Schedule](t)(s.Schedule(t.Context(), c.ID)), c)
	want := aSchedule()
	want.ID, want.Revision, want.At, want.Changed = c.ID, 1, noon, noon
	same(t, c, want)
	same(t, must[[]Schedule](t)(s.Schedules(t.Context(), guildA)), []Schedule{c})
	same(t, len(must[[]Schedule](t)(s.Schedules(t.Context(), guildB))), 0)
	_, err := s.Schedule(t.Context(), "x")
	fails(t, err, ErrNotFound)
}

func TestAScheduleThatMakesNoSenseIsRefused(t *testing.T) {
	s := openNew(t)
	for name, spoil := range map[string]func(*Schedule){
		"no guild":     func(c *Schedule) { c.Guild = "" },
		"no channel":   func(c *Schedule) { c.Channel = "" },
		"scope":        func(c *Schedule) { c.Scope = "some" },
		"shape":        func(c *Schedule) { c.Shape = "round" },
		"no articles":  func(c *Schedule) { c.Articles = nil },
		"no tag":       func(c *Schedule) { c.Scope = ScopeTag },
		"long title":   func(c *Schedule) { c.Title = fmt.Sprintf("%2000s", "x") },
		"negative":     func(c *Schedule) { c.Grace = -1 },
		"at deadline":  func(c *Schedule) { c.AtDeadline = "wait" },
		"many article": func(c *Schedule) { c.Articles = make([]string, 51) },
	} {
		c := aSchedule()
		spoil(&c)
		if _, err := s.CreateSchedule(t.Context(), c); err == nil {
			t.Errorf("%s: accepted", name)
		} else {
			fails(t, err, ErrInvalid)
		}
	}
}

func TestAGuildHasSoManySchedules(t *testing.T) {
	s := openNew(t)
	for range MaxSchedulesOfGuild {
		must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	}
	_, err := s.CreateSchedule(t.Context(), aSchedule())
	fails(t, err, ErrFullGuild)
}

func TestOfTwoWhoChangeAScheduleAtOnceOneIsTold(t *testing.T) {
	s := openNew(t)
	c := must[Schedule](t)(s.CreateSchedule(t.Context(), aSchedule()))
	first, second := c, c
	must[[]Run](t)(s.Take(t.Context(), Taking{Schedule: c, Handled: "moved on", NextDue: noon.Add(2 * time.Hour)}, noon, time.Minute))
	first.Title, first.Guild, first.Creator = "Mine", guildB, bob
	second.Title = "Theirs"
	got := must[Schedule](t)(s.ReplaceSchedule(t.Context(), bob, first))
	same(t, []any{got.Title, got.Guild, got.Creator, got.Revision, got.Handled}, []any{"Mine", guildA, alice, 2, "moved on"})
	_, err := s.ReplaceSchedule(t.Context(), alice, second)
	fails(t, err, ErrChanged)
	same(t, must[Schedule](t)(s.Schedule(t.Context(), c.ID)), got)
	same(t, must[[]Audit](t)(s.Audits(t.Context(), guildA, 1)), []Audit{{
		Guild: guildA, By: bob, Action: ActionChangeSchedule, Subject: c.ID, Detail: `title: "The week" → "Mine"`, At: noon,
	}})
}

func TestAPausedScheduleIsNotDueUntilItIsResumed(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	c := must[Schedule](t)(s.CreateSchedule(ctx, aSchedule()))
	due := func() int { return len(must[[]Schedule](t)(s.DueSchedules(ctx, noon.Add(time.Hour), 9))) }
	same(t, due(), 1)
	same(t, len(must[[]Schedule](t)(s.DueSchedules(ctx, noon.Add(time.Hour-1), 9))), 0)
	same(t, must[bool](t)(s.PauseSchedule(ctx, c.ID, Bot, "the channel is gone")), true)
	same(t, must[bool](t)(s.PauseSchedule(ctx, c.ID, bob, "again")), false)
	same(t, due(), 0)
	// A change does not wake it.
	p := must[Schedule](t)(s.Schedule(ctx, c.ID))
	same(t, p.Paused, "the channel is gone")
	p.NextDue, p.Paused = noon, ""
	must[Schedule](t)(s.ReplaceSchedule(ctx, bob, p))
	same(t, due(), 0)
	same(t, must[bool](t)(s.ResumeSchedule(ctx, c.ID, bob, "k", noon)), true)
	same(t, must[bool](t)(s.ResumeSchedule(ctx, c.ID, bob, "k", noon)), false)
	same(t, due(), 1)
	same(t, must[Schedule](t)(s.Schedule(ctx, c.ID)).Handled, "k")
	ok(t, s.DeleteSchedule(ctx, c.ID, bob))
	fails(t, s.DeleteSchedule(ctx, c.ID, bob), ErrNotFound)
	same(t, len(must[[]Audit](t)(s.Audits(ctx, guildA, 9))), 5)
}

func BenchmarkDueSchedulesOf5000(b *testing.B) {
	s := openNew(b)
	for i := range 5000 {
		c := aSchedule()
		c.Guild, c.NextDue = fmt.Sprint(i/100), noon.Add(time.Duration(i)*time.Minute)
		must[Schedule](b)(s.CreateSchedule(b.Context(), c))
	}
	for b.Loop() {
		if due := must[[]Schedule](b)(s.DueSchedules(b.Context(), noon, 100)); len(due) != 1 {
			b.Fatal(len(due))
		}
		must[time.Time](b)(s.NextMoment(b.Context()))
	}
}

func TestTheSchedulesOfAFileAreReadWithoutChangingIt(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	path := filepath.Join(t.TempDir(), "r.db")
	_, err := ReadSchedules(t.Context(), path)
	fails(t, err, ErrNotFound)
	makeVersion(t, path, 7)
	before := must[[]byte](t)(os.ReadFile(path))
	same(t, must[[]Schedule](t)(ReadSchedules(t.Context(), path)), []Schedule(nil))
	same(t, must[[]byte](t)(os.ReadFile(path)), before)
	c := must[Schedule](t)(openAt(t, path).CreateSchedule(t.Context(), aSchedule()))
	same(t, must[[]Schedule](t)(ReadSchedules(t.Context(), path)), []Schedule{c})
}
