package schedule_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"

	"rapporteur/bot/brief/schedule"
)

// TestWhereRobfigsNextErrs holds the times of robfig/cron, whose parser this
// package uses, against those of this package. A row that no longer differs is a
// reason to look again at why the times are our own.
func TestWhereRobfigsNextErrs(t *testing.T) {
	const hm = "02 15:04 -0700"
	for _, tc := range []struct {
		name, zone, cron string
		from             string // local midnight, in UTC; three days are looked at
		ours, theirs     string
	}{
		{
			"New York, 02:30 in the gap: left out", "America/New_York", "30 2 * * *", "2027-03-13T05:00:00Z",
			"13 02:30 -0500, 14 03:00 -0400, 15 02:30 -0400", "13 02:30 -0500, 15 02:30 -0400",
		},
		{
			"New York, 01:30 in the overlap: twice", "America/New_York", "30 1 * * *", "2027-11-06T04:00:00Z",
			"06 01:30 -0400, 07 01:30 -0400, 08 01:30 -0500", "06 01:30 -0400, 07 01:30 -0400, 07 01:30 -0500, 08 01:30 -0500",
		},
		{
			"Cairo, midnight in the gap: left out", "Africa/Cairo", "0 0 * * *", "2027-04-28T22:00:00Z",
			"29 00:00 +0200, 30 01:00 +0300, 01 00:00 +0300", "29 00:00 +0200, 01 00:00 +0300",
		},
		{
			"Cairo, 23:30 in the overlap: twice", "Africa/Cairo", "30 23 * * *", "2027-10-27T21:00:00Z",
			"28 23:30 +0300, 29 23:30 +0200", "28 23:30 +0300, 28 23:30 +0200, 29 23:30 +0200",
		},
		{
			"Beirut, midnight in the gap: left out", "Asia/Beirut", "0 0 * * *", "2027-03-26T22:00:00Z",
			"27 00:00 +0200, 28 01:00 +0300, 29 00:00 +0300", "27 00:00 +0200, 29 00:00 +0300",
		},
		{
			"Lord Howe, 02:15 in the gap of half an hour: left out", "Australia/Lord_Howe", "15 2 * * *", "2027-10-01T13:30:00Z",
			"02 02:15 +1030, 03 02:30 +1100, 04 02:15 +1100", "02 02:15 +1030, 04 02:15 +1100",
		},
		{
			"Lord Howe, 01:45 in the overlap of half an hour: twice", "Australia/Lord_Howe", "45 1 * * *", "2027-04-02T13:00:00Z",
			"03 01:45 +1100, 04 01:45 +1100, 05 01:45 +1030", "03 01:45 +1100, 04 01:45 +1100, 04 01:45 +1030, 05 01:45 +1030",
		},
		{
			"Troll, 02:15 in the gap of two hours: left out", "Antarctica/Troll", "15 2 * * *", "2027-03-27T00:00:00Z",
			"27 02:15 +0000, 28 03:00 +0200, 29 02:15 +0200", "27 02:15 +0000, 29 02:15 +0200",
		},
		{
			"Casablanca, 02:30 at the end of Ramadan: left out", "Africa/Casablanca", "30 2 * * *", "2027-03-13T00:00:00Z",
			"13 02:30 +0000, 14 03:00 +0100, 15 02:30 +0100", "13 02:30 +0000, 15 02:30 +0100",
		},
		{
			"El Aaiun, 02:30 before Ramadan: twice", "Africa/El_Aaiun", "30 2 * * *", "2027-02-05T23:00:00Z",
			"06 02:30 +0100, 07 02:30 +0100, 08 02:30 +0000", "06 02:30 +0100, 07 02:30 +0100, 07 02:30 +0000, 08 02:30 +0000",
		},
		{
			"Lord Howe, 01:30 before the gap: again an hour later", "Australia/Lord_Howe", "30 1 * * *", "2027-10-01T13:30:00Z",
			"02 01:30 +1030, 03 01:30 +1030, 04 01:30 +1100", "02 01:30 +1030, 03 01:30 +1030, 03 02:30 +1100, 04 01:30 +1100",
		},
		{
			"Gaza, Fridays and Sundays: on a Saturday", "Asia/Gaza", "15 0,2 * * 0,5", "2021-03-25T22:00:00Z",
			"26 00:15 +0200, 26 02:15 +0200, 28 00:15 +0300, 28 02:15 +0300",
			"26 00:15 +0200, 26 02:15 +0200, 27 02:15 +0300, 28 00:15 +0300, 28 02:15 +0300",
		},
		{
			"New York, every hour in the overlap: 25 times", "America/New_York", "0 1 7 11 *", "2027-11-06T04:00:00Z",
			"07 01:00 -0400", "07 01:00 -0400, 07 01:00 -0500",
		},
	} {
		from, err := time.Parse(time.RFC3339, tc.from)
		if err != nil {
			t.Fatal(err)
		}
		s := mustNew(t, tc.cron, tc.zone)
		from = from.Add(-time.Minute)
		until := from.Add(70 * time.Hour)
		var ours []time.Time
		for slot := range s.Between(from, until) {
			ours = append(ours, slot.At)
		}
		show := func(times []time.Time) string {
			var out []string
			for _, at := range times {
				out = append(out, at.In(s.Location()).Format(hm))
			}
			return strings.Join(out, ", ")
		}
		if got := show(ours); got != tc.ours {
			t.Errorf("%s: ours are %s, want %s", tc.name, got, tc.ours)
		}
		if got := show(robfigTimes(t, tc.cron, s.Location(), from, until)); got != tc.theirs {
			t.Errorf("%s: robfig's are %s, want %s", tc.name, got, tc.theirs)
		}
	}
}

// robfigTimes asks robfig's Next.
func robfigTimes(t *testing.T, expression string, loc *time.Location, after, until time.Time) []time.Time {
	t.Helper()
	parsed, err := cron.ParseStandard(expression)
	if err != nil {
		t.Fatal(err)
	}
	parsed.(*cron.SpecSchedule).Location = loc
	var out []time.Time
	for at := after.In(loc); ; {
		next := parsed.Next(at)
		if next.IsZero() || next.After(until) {
			return out
		}
		if !next.After(at) {
			t.Fatalf("%s in %s: robfig's Next stands still at %s", expression, loc, at)
		}
		out = append(out, next.UTC())
		at = next
	}
}

// TestHowOftenRobfigDiffers counts, at each transition from 2020 to 2037 of some
// zones, the slots of five expressions that differ.
func TestHowOftenRobfigDiffers(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	crons := []string{"30 2 * * *", "30 1 * * *", "0 0 * * *", "0 * * * *", "15 0,2 * * 0,5"}
	counts := make(map[string]map[string]int)
	total, changes := 0, 0
	for _, zone := range oddZones {
		for _, expression := range crons {
			s := mustNew(t, expression, zone)
			for _, at := range transitions(s.Location()) {
				changes++
				from, until := at.Add(-36*time.Hour), at.Add(36*time.Hour)
				theirs := robfigTimes(t, expression, s.Location(), from, until)
				for kind, n := range differences(s, theirs, from, until) {
					if counts[kind] == nil {
						counts[kind] = make(map[string]int)
					}
					counts[kind][expression] += n
					total += n
				}
			}
		}
	}
	for _, kind := range []string{"left out", "twice", "elsewhere"} {
		t.Logf("%-10s %v", kind, counts[kind])
	}
	t.Logf("%d differences at %d transitions", total, changes/len(crons))
	if counts["left out"] == nil || counts["twice"] == nil {
		t.Error("robfig's Next errs no longer; see whether our own times are still needed")
	}
}

// differences counts the slots that theirs lack, have twice, or have where none
// of ours is. A slot in a gap that comes together with one behind it is no
// difference.
func differences(s *schedule.Schedule, theirs []time.Time, from, until time.Time) map[string]int {
	out := make(map[string]int)
	ours := make(map[string]int) // local time as it is shown
	var instants []time.Time
	for slot := range s.Between(from, until) {
		instants = append(instants, slot.At)
		ours[slot.At.In(s.Location()).Format("02 15:04")]++
		if !slices.ContainsFunc(theirs, slot.At.Equal) {
			out["left out"]++
		}
	}
	for _, at := range theirs {
		if slices.ContainsFunc(instants, at.Equal) {
			continue
		}
		if ours[at.In(s.Location()).Format("02 15:04")] > 0 {
			out["twice"]++
		} else {
			out["elsewhere"]++
		}
	}
	return out
}

// TestBothAgreeWhereNoClockIsChanged holds the meaning of expressions against
// robfig's, in UTC and in a zone without changes.
func TestBothAgreeWhereNoClockIsChanged(t *testing.T) {
	from := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	until := from.AddDate(2, 0, 0)
	for _, zone := range []string{"UTC", "Asia/Kathmandu"} {
		for _, expression := range []string{
			"0 0 13 * 5", "0 9 */2 * 1", "0 9 1-7 * *", "30 8 * * 1-5", "0 9 29 2 *", "0 */5 * * *", "7,43 */2 * jan-mar sat",
			"0 12 31 * *", "0 0 1-31 * 1", "0 0 * * 0-6", "45 3 ? * 2", "5/40 4 1,2,3 */3 *", "@weekly", "@monthly", "@yearly",
		} {
			s, err := schedule.New(schedule.Spec{When: expression, Zone: zone})
			if err != nil {
				t.Errorf("%s: %v", expression, err)
				continue
			}
			var ours []time.Time
			for slot := range s.Between(from, until) {
				ours = append(ours, slot.At)
			}
			theirs := robfigTimes(t, expression, s.Location(), from, until)
			if !slices.EqualFunc(ours, theirs, time.Time.Equal) {
				t.Errorf("%s in %s: %s", expression, zone, fmt.Sprint(len(ours), " slots, robfig has ", len(theirs)))
			}
		}
	}
}
