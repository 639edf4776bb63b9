package schedule_test

import (
	"archive/zip"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/brief/schedule"
)

// everyZone has TestEachLocalTimeComesOnceInEveryZone take all zones rather than
// a tenth.
var everyZone = flag.Bool("everyzone", false, "walk around the transitions of all zones")

// TestMain has the tests use the tz database that comes with Go, so that what they
// expect does not hang on the machine's. The machine's may hold the same changes
// in another form; ZONEINFO=/usr/share/zoneinfo has it tested.
func TestMain(m *testing.M) {
	if os.Getenv("ZONEINFO") == "" {
		_ = os.Setenv("ZONEINFO", goZones())
	}
	os.Exit(m.Run())
}

// goZones is the file of the zones that come with Go.
func goZones() string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return ""
	}
	return filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip")
}

// tzdata reads the zones that come with Go: name to the bytes of its file.
func tzdata(t testing.TB) map[string]string {
	t.Helper()
	r, err := zip.OpenReader(goZones())
	if err != nil {
		t.Skipf("the zones that come with Go cannot be read: %v", err)
	}
	defer func() { _ = r.Close() }()
	out := make(map[string]string)
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		_ = rc.Close()
		out[f.Name] = string(data)
	}
	return out
}

// transitions are the instants at which a zone's offset changes from 2020 to 2037.
func transitions(loc *time.Location) []time.Time {
	var out []time.Time
	end := time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
	for at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC); ; {
		_, next := at.In(loc).ZoneBounds()
		if !next.IsZero() && !next.After(at) { // the last day of a leap year
			next = at.Truncate(time.Hour).Add(time.Hour)
		}
		if next.IsZero() || !next.Before(end) {
			return out
		}
		_, before := next.Add(-time.Second).In(loc).Zone()
		_, after := next.In(loc).Zone()
		if before != after {
			out = append(out, next)
		}
		at = next
	}
}

// expression is what to ask for, with a rule of its own for the local times
// that it means.
type expression struct {
	when string
	due  func(y int, m time.Month, d, hour, minute int, w time.Weekday) bool
}

var expressions = []expression{
	{"30 2 * * *", func(_ int, _ time.Month, _, h, m int, _ time.Weekday) bool { return h == 2 && m == 30 }},
	{"30 1 * * *", func(_ int, _ time.Month, _, h, m int, _ time.Weekday) bool { return h == 1 && m == 30 }},
	{"midnight", func(_ int, _ time.Month, _, h, m int, _ time.Weekday) bool { return h == 0 && m == 0 }},
	{"every 30 minutes", func(_ int, _ time.Month, _, _, m int, _ time.Weekday) bool { return m%30 == 0 }},
	{"hourly", func(_ int, _ time.Month, _, _, m int, _ time.Weekday) bool { return m == 0 }},
	{"every 6 hours", func(_ int, _ time.Month, _, h, m int, _ time.Weekday) bool { return h%6 == 0 && m == 0 }},
	{"15 0,1,2,3 13-31 * 0,5", func(_ int, _ time.Month, d, h, m int, w time.Weekday) bool {
		return h < 4 && m == 15 && (d >= 13 || w == time.Sunday || w == time.Friday)
	}},
	{"Sat-Sun and Fridays at 00:45, 02:05, 03:00 and 23:30", func(_ int, _ time.Month, _, h, m int, w time.Weekday) bool {
		at := h*60 + m
		return (w == time.Saturday || w == time.Sunday || w == time.Friday) && (at == 45 || at == 125 || at == 180 || at == 1410)
	}},
}

// reading is what clocks show during one minute, as a number that sorts.
type reading struct {
	wall int64 // minutes since 1970 as if it were UTC
	at   time.Time
}

// walk reads the clock each minute.
func walk(loc *time.Location, from, until time.Time) []reading {
	out := make([]reading, 0, int(until.Sub(from).Minutes()))
	for at := from; at.Before(until); at = at.Add(time.Minute) {
		_, offset := at.In(loc).Zone()
		out = append(out, reading{(at.Unix() + int64(offset)) / 60, at})
	}
	return out
}

// firstShown gives for each minute of some local days when clocks first show it,
// or if they never do, when they first show a later one.
func firstShown(readings []reading, firstDay, lastDay time.Time) []time.Time {
	first := firstDay.Unix() / 60
	out := make([]time.Time, lastDay.Unix()/60-first)
	for _, r := range readings {
		if i := r.wall - first; i >= 0 && i < int64(len(out)) && out[i].IsZero() {
			out[i] = r.at
		}
	}
	for i := range out {
		if out[i].IsZero() {
			later := slices.IndexFunc(readings, func(r reading) bool { return r.wall > first+int64(i) })
			out[i] = readings[later].at
		}
	}
	return out
}

// expected is when each local time of the days is due.
func expected(e expression, shown []time.Time, firstDay time.Time) []time.Time {
	var out []time.Time
	for n := range len(shown) / 1440 {
		day := firstDay.AddDate(0, 0, n)
		y, m, d := day.Date()
		w := day.Weekday()
		for minute := range 1440 {
			if e.due(y, m, d, minute/60, minute%60, w) {
				out = append(out, shown[n*1440+minute])
			}
		}
	}
	return slices.CompactFunc(out, time.Time.Equal) // what a gap swallowed comes once
}

// around gives the local days before, of and behind a transition, in UTC
// clothing, and instants well outside them.
func around(loc *time.Location, at time.Time) (firstDay, lastDay, from, until time.Time) {
	y, m, d := at.Add(-time.Second).In(loc).Date()
	firstDay = time.Date(y, m, d-1, 0, 0, 0, 0, time.UTC)
	lastDay = firstDay.AddDate(0, 0, 4)
	return firstDay, lastDay, firstDay.Add(-30 * time.Hour), lastDay.Add(30 * time.Hour)
}

// TestEachLocalTimeComesOnceInEveryZone compares with clocks that are read each
// minute around each transition from 2020 to 2037:
//
//	go test ./bot/brief/schedule -run EveryZone -everyzone
//
// takes all zones, in some 25 s of a processor; without the flag it is a tenth and
// those with odd changes, with -short only the latter.
func TestEachLocalTimeComesOnceInEveryZone(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	files := tzdata(t)
	seen := make(map[string]bool) // names of the same zone have the same file
	changes, slots, names := 0, 0, 0
	for n, name := range schedule.Zones() {
		tenth := n%10 == 0 && !testing.Short()
		if !*everyZone && !tenth && !slices.Contains(oddZones, name) || seen[files[name]] {
			continue
		}
		seen[files[name]] = true
		names++
		schedules := make([]*schedule.Schedule, len(expressions))
		for i, e := range expressions {
			schedules[i] = mustNew(t, e.when, name)
		}
		loc := schedules[0].Location()
		changes += len(transitions(loc))
		for _, at := range transitions(loc) {
			firstDay, lastDay, from, until := around(loc, at)
			shown := firstShown(walk(loc, from, until), firstDay, lastDay)
			for i, e := range expressions {
				s := schedules[i]
				want := expected(e, shown, firstDay)
				slots += len(want)
				if err := compare(s, want, firstDay, lastDay, from, until); err != nil {
					t.Fatalf("%s, %s around %s: %v", name, e.when, at, err)
				}
			}
		}
	}
	t.Logf("%d zones, %d transitions, %d slots", names, changes, slots)
	if changes == 0 || slots < 1000 {
		t.Fatal("too little was compared")
	}
}

// oddZones have changes of clocks that others do not have.
var oddZones = []string{
	"America/New_York", "Africa/Cairo", "Asia/Beirut", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca",
	"Africa/El_Aaiun", "Asia/Gaza", "America/Asuncion", "America/Santiago", "America/Scoresbysund", "Pacific/Norfolk", "Europe/Dublin",
}

// compare holds the slots of some local days against the instants wanted.
func compare(s *schedule.Schedule, want []time.Time, firstDay, lastDay, from, until time.Time) error {
	i := 0
	previous := from
	for slot := range s.Between(from, until) {
		d := slot.Local.Date
		day := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
		if day.Before(firstDay) || !day.Before(lastDay) {
			continue
		}
		if i >= len(want) || !slot.At.Equal(want[i]) {
			return fmt.Errorf("slot %d, %s, comes at %s; want %v", i, slot.Key(), slot.At, want[min(i, len(want)-1):min(i+1, len(want))])
		}
		if !slot.At.After(previous) {
			return fmt.Errorf("slot %s does not come after %s", slot.Key(), previous)
		}
		local := slot.At.In(s.Location())
		shown := schedule.Local{Date: schedule.Date{Year: local.Year(), Month: local.Month(), Day: local.Day()}, Minute: local.Hour()*60 + local.Minute()}
		if slot.Moved == (shown == slot.Local) {
			return fmt.Errorf("slot %s at %s: Moved is %v", slot.Key(), local, slot.Moved)
		}
		// From whichever instant before it, it is the next.
		for _, step := range []time.Duration{time.Nanosecond, time.Second, 59 * time.Second} {
			if near := slot.At.Add(-step); near.After(previous) {
				if again, ok := s.Next(near); !ok || again != slot {
					return fmt.Errorf("%s before %s the next slot is %s", step, slot.Key(), again.Key())
				}
			}
		}
		previous = slot.At
		i++
	}
	if i != len(want) {
		return fmt.Errorf("%d slots, want %d; missing from %s", i, len(want), want[i])
	}
	return nil
}

func mustNew(t testing.TB, when, zone string) *schedule.Schedule {
	t.Helper()
	s, err := schedule.New(schedule.Spec{When: when, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAWholeDaySkippedComesAtItsEnd takes the changes of the date line, which lie
// outside the years above: Apia had no 30 December 2011, Kwajalein no 21 August
// 1993.
func TestAWholeDaySkippedComesAtItsEnd(t *testing.T) {
	for _, tc := range []struct {
		zone, when string
		after      time.Time
		want       []string // local time, and when it came
	}{
		{"Pacific/Apia", "daily 8:30", time.Date(2011, 12, 29, 0, 0, 0, 0, time.UTC), []string{
			"2011-12-29T08:30 2011-12-29T18:30Z", "2011-12-30T08:30 2011-12-30T10:00Z", "2011-12-31T08:30 2011-12-30T18:30Z",
		}},
		{"Pacific/Kwajalein", "daily 8:30", time.Date(1993, 8, 20, 12, 30, 0, 0, time.UTC), []string{
			"1993-08-20T08:30 1993-08-20T20:30Z", "1993-08-21T08:30 1993-08-21T12:00Z", "1993-08-22T08:30 1993-08-21T20:30Z",
		}},
	} {
		s := mustNew(t, tc.when, tc.zone)
		at := tc.after
		for _, want := range tc.want {
			slot, ok := s.Next(at)
			if got := slot.Local.String() + " " + slot.At.Format("2006-01-02T15:04Z"); !ok || got != want {
				t.Errorf("%s: %s, want %s", tc.zone, got, want)
			}
			at = slot.At
		}
	}
}

// TestTheLastDayOfALeapYearEnds takes the days on which ZoneBounds gives an end
// that has passed.
func TestTheLastDayOfALeapYearEnds(t *testing.T) {
	for _, zone := range schedule.Zones() {
		s := mustNew(t, "every 6 hours", zone)
		for _, year := range []int{2024, 2028, 2096, 2104} {
			from := time.Date(year, 12, 30, 0, 0, 0, 0, s.Location())
			i := 0
			for slot := range s.Between(from, from.AddDate(0, 0, 4)) {
				i++
				if want := from.Add(time.Duration(i) * 6 * time.Hour); !slot.At.Equal(want) || slot.Moved {
					t.Fatalf("%s: slot %d is %s at %s, want %s", zone, i, slot.Key(), slot.At, want)
				}
			}
			if i != 16 {
				t.Fatalf("%s: %d slots", zone, i)
			}
		}
	}
}
