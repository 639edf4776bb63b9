package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/brief/schedule"
)

func utc(text string) time.Time {
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return at
}

// told writes a plan's steps as "2027-03-01T08:30 run late".
func told(p schedule.Plan) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, s.Slot.Local.String()+" "+string(s.Action))
	}
	return strings.Join(out, ", ")
}

func TestWhatWasMissed(t *testing.T) {
	for _, tc := range []struct {
		name, when, last, now string
		rules                 schedule.Rules
		want                  string
	}{
		{"nothing is due yet", "daily 8:30", "2027-03-01 09:00", "2027-03-02 08:29", schedule.Rules{}, ""},
		{"on the minute", "daily 8:30", "2027-03-01 09:00", "2027-03-02 08:30", schedule.Rules{}, "2027-03-02T08:30 run"},
		{"after a restart", "daily 8:30", "2027-03-01 09:00", "2027-03-02 08:35", schedule.Rules{Policy: schedule.Skip}, "2027-03-02T08:30 run"},
		{"latest within the grace", "daily 8:30", "2027-03-01 09:00", "2027-03-02 14:30", schedule.Rules{}, "2027-03-02T08:30 run late"},
		{"latest beyond the grace", "daily 8:30", "2027-03-01 09:00", "2027-03-02 14:31", schedule.Rules{}, "2027-03-02T08:30 miss"},
		{"a grace of a day", "daily 8:30", "2027-03-01 09:00", "2027-03-02 20:00", schedule.Rules{Grace: 24 * time.Hour}, "2027-03-02T08:30 run late"},
		{
			"only the latest", "daily 8:30", "2027-03-01 09:00", "2027-03-04 10:00",
			schedule.Rules{},
			"2027-03-02T08:30 miss, 2027-03-03T08:30 miss, 2027-03-04T08:30 run late",
		},
		{"what is on time makes the latest", "every hour", "2027-03-01 09:00", "2027-03-01 11:02", schedule.Rules{}, "2027-03-01T10:00 miss, 2027-03-01T11:00 run"},
		{"skip", "daily 8:30", "2027-03-01 09:00", "2027-03-03 08:36", schedule.Rules{Policy: schedule.Skip}, "2027-03-02T08:30 miss, 2027-03-03T08:30 miss"},
		{
			"all, three at most", "daily 8:30", "2027-03-01 09:00", "2027-03-06 08:31",
			schedule.Rules{Policy: schedule.All},
			"2027-03-02T08:30 miss, 2027-03-03T08:30 miss, 2027-03-04T08:30 run late, 2027-03-05T08:30 run late, 2027-03-06T08:30 run",
		},
		{"all, one", "daily 8:30", "2027-03-01 09:00", "2027-03-03 10:00", schedule.Rules{Policy: schedule.All, Most: 1}, "2027-03-02T08:30 miss, 2027-03-03T08:30 run late"},
	} {
		s := mustNew(t, tc.when, "UTC")
		plan := s.Catch(s.Mark(utc(tc.last)), utc(tc.now), tc.rules)
		if got := told(plan); got != tc.want {
			t.Errorf("%s: %s; want %s", tc.name, got, tc.want)
		}
		if again := s.Catch(plan.Handled, utc(tc.now), tc.rules); len(again.Steps) > 0 {
			t.Errorf("%s: asked again it gives %s", tc.name, told(again))
		}
	}
}

func TestANewScheduleRunsNothingOld(t *testing.T) {
	s := mustNew(t, "every hour", "Asia/Baku")
	now := utc("2027-03-01 09:30")
	plan := s.Catch(schedule.Slot{}, now, schedule.Rules{Policy: schedule.All})
	if len(plan.Steps) != 0 || plan.Handled != s.Mark(now) {
		t.Fatalf("%+v", plan)
	}
	next := s.Catch(plan.Handled, now.Add(31*time.Minute), schedule.Rules{})
	if got := told(next); got != "2027-03-01T14:00 run" {
		t.Error(got)
	}
}

func TestAnOutageOfAYearIsToldInBounds(t *testing.T) {
	s := mustNew(t, "every 30 minutes", "Europe/Berlin")
	last, now := s.Mark(utc("2026-01-01 00:10")), utc("2027-03-01 00:01")
	plan := s.Catch(last, now, schedule.Rules{})
	if n := len(plan.Steps); n != 45*48 {
		t.Errorf("%d steps", n)
	}
	if plan.Untold.Key() != "2026-01-01T01:30/Europe/Berlin" {
		t.Errorf("untold from %q", plan.Untold.Key())
	}
	if last := plan.Steps[len(plan.Steps)-1]; last.Action != schedule.Run || last.Slot != plan.Handled {
		t.Errorf("%+v", last)
	}
	// A slot of a year ago with none since is told as well.
	yearly := mustNew(t, "1 May 9:00", "UTC")
	plan = yearly.Catch(yearly.Mark(utc("2026-01-01 00:00")), now, schedule.Rules{})
	if len(plan.Steps) != 0 || plan.Untold.Key() != "2026-05-01T09:00/UTC" {
		t.Errorf("%+v", plan)
	}
	if again := yearly.Catch(plan.Handled, now, schedule.Rules{}); !again.Untold.IsZero() {
		t.Errorf("%s is told twice", again.Untold.Key())
	}
}

func TestAChangedTzDatabaseRepeatsNoSlot(t *testing.T) {
	// Clocks were an hour ahead of what this release knows: the slot was handled
	// an hour before it would be due now.
	s := mustNew(t, "daily 8:30", "Europe/Berlin")
	last, err := schedule.ParseKey("2027-03-02T08:30/Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	last.At = last.At.Add(-time.Hour)
	for _, now := range []time.Time{last.At.Add(time.Minute), last.At.Add(time.Hour), last.At.Add(20 * time.Hour)} {
		if plan := s.Catch(last, now, schedule.Rules{}); len(plan.Steps) != 0 {
			t.Errorf("at %s: %s", now, told(plan))
		}
	}
	// Or an hour behind: the next slot is not lost.
	last.At = last.At.Add(2 * time.Hour)
	if got := told(s.Catch(last, utc("2027-03-03 07:30"), schedule.Rules{})); got != "2027-03-03T08:30 run" {
		t.Error(got)
	}
}

func TestAChangedZoneGoesByTheInstant(t *testing.T) {
	berlin, york := mustNew(t, "daily 8:30", "Europe/Berlin"), mustNew(t, "daily 8:30", "America/New_York")
	last, _ := berlin.Next(utc("2027-03-02 00:00"))
	if got := told(york.Catch(last, utc("2027-03-02 13:30"), schedule.Rules{})); got != "2027-03-02T08:30 run" {
		t.Errorf("the same day's briefing in New York: %s", got)
	}
}

func TestAClockFarAheadIsTold(t *testing.T) {
	s := mustNew(t, "daily 8:30", "UTC")
	last := s.Mark(utc("2030-01-01 00:00"))
	plan := s.Catch(last, utc("2027-01-01 12:00"), schedule.Rules{})
	if len(plan.Steps) != 0 || plan.Ahead < 2*365*24*time.Hour || plan.Handled != last {
		t.Errorf("%+v", plan)
	}
}

// TestNoSlotIsHandledTwiceHoweverTheClockGoes moves the clock forth and back,
// through changes of clocks and restarts from what was saved, and looks at what
// was run and missed: each slot once at most, in order, and none left out up to
// the last.
func TestNoSlotIsHandledTwiceHoweverTheClockGoes(t *testing.T) {
	whens := []string{"every 30 minutes", "every hour", "30 2 * * *", "daily 1:30 and 2:30", "Sundays 0:00", "every 6 hours"}
	zones := []string{"America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Cairo", "UTC"}
	policies := []schedule.Policy{"", schedule.Latest, schedule.Skip, schedule.All}
	rapid.Check(t, func(t *rapid.T) {
		s, err := schedule.New(schedule.Spec{When: rapid.SampledFrom(whens).Draw(t, "when"), Zone: rapid.SampledFrom(zones).Draw(t, "zone")})
		if err != nil {
			t.Fatal(err)
		}
		rules := schedule.Rules{Policy: rapid.SampledFrom(policies).Draw(t, "policy"), Most: rapid.IntRange(0, 4).Draw(t, "most")}
		now := time.Date(2027, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"), 0, 7, 0, 0, time.UTC)
		last := s.Mark(now)
		begun, latest := now, now
		var handled []schedule.Slot
		for range rapid.IntRange(1, 20).Draw(t, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(-3*60, 24*60).Draw(t, "minutes")) * time.Minute)
			if now.After(latest) {
				latest = now
			}
			plan := s.Catch(last, now, rules)
			run := 0
			for _, step := range plan.Steps {
				handled = append(handled, step.Slot)
				late := now.Sub(step.Slot.At)
				if late < 0 || (step.Action == schedule.Run) != (late <= schedule.OnTime) {
					t.Fatalf("%s: %s, %s late", step.Slot.Key(), step.Action, late)
				}
				if step.Action == schedule.RunLate {
					run++
				}
			}
			if limit := map[schedule.Policy]int{"": 1, schedule.Latest: 1, schedule.All: 4}[rules.Policy]; run > limit {
				t.Fatalf("%d late ones are run", run)
			}
			if key := plan.Handled.Key(); rapid.Bool().Draw(t, "restart") { // what is left after a restart
				if last, err = schedule.ParseKey(key); err != nil {
					t.Fatal(err)
				}
			} else {
				last = plan.Handled
			}
		}
		want := slices.Collect(s.Between(begun, latest))
		if !slices.Equal(handled, want) {
			t.Fatalf("handled %s\nwant %s", keys(handled), keys(want))
		}
	})
}

func keys(slots []schedule.Slot) string {
	var out []string
	for _, s := range slots {
		out = append(out, s.Key())
	}
	return fmt.Sprint(out)
}

func TestStepsMayBeSavedOneByOne(t *testing.T) {
	s := mustNew(t, "every hour", "Europe/Berlin")
	last, now := s.Mark(utc("2027-03-27 22:10")), utc("2027-03-28 04:02")
	rules := schedule.Rules{Policy: schedule.All}
	whole := s.Catch(last, now, rules)
	for i, step := range whole.Steps {
		rest := s.Catch(step.Slot, now, rules)
		if !slices.Equal(rest.Steps, whole.Steps[i+1:]) {
			t.Errorf("behind %s: %s", step.Slot.Key(), told(rest))
		}
	}
	if len(whole.Steps) != 6 {
		t.Errorf("%s", told(whole))
	}
}
