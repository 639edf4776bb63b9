package schedule_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/brief/schedule"
)

func TestTheListOfZonesIsThatOfTheTzDatabase(t *testing.T) {
	files := tzdata(t)
	delete(files, "Factory") // a machine whose zone was never set
	for _, name := range schedule.Zones() {
		if _, ok := files[name]; !ok {
			t.Errorf("%s is not in the tz database", name)
		}
		delete(files, name)
	}
	for name := range files {
		t.Errorf("%s is not in zones.txt", name)
	}
	if !slices.IsSorted(schedule.Zones()) {
		t.Error("zones.txt is not in order")
	}
}

func TestEveryZoneIsLoadedAndFoundByItsName(t *testing.T) {
	for _, name := range schedule.Zones() {
		s, err := schedule.New(schedule.Spec{When: "noon", Zone: strings.ToLower(name)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if s.Spec().Zone != name || s.Location().String() != name {
			t.Errorf("%s comes to %s, %s", name, s.Spec().Zone, s.Location())
		}
		if found := schedule.SearchZones(name); len(found) == 0 || found[0] != name {
			t.Errorf("a search for %s gives %v", name, found)
		}
	}
}

func TestAZoneIsFoundByWhatPeopleCallIt(t *testing.T) {
	for query, want := range map[string]string{
		"berlin": "Europe/Berlin", "Berl": "Europe/Berlin", "new york": "America/New_York", "new_york": "America/New_York", "utc": "UTC", "cet": "CET",
		"são paulo": "America/Sao_Paulo", "sao paulo": "America/Sao_Paulo", "munich": "Europe/Berlin", "MÜNCHEN": "Europe/Berlin", "zürich": "Europe/Zurich",
		"beijing": "Asia/Shanghai", "mumbai": "Asia/Kolkata", "san francisco": "America/Los_Angeles", "pst": "America/Los_Angeles", "cest": "Europe/Berlin",
		"gmt": "GMT", "baku": "Asia/Baku", "azerbaijan": "Asia/Baku", "armenia": "Asia/Yerevan", "tbilisi": "Asia/Tbilisi", "buenos": "America/Argentina/Buenos_Aires",
		"europe/b": "Europe/Belgrade", "  lord   howe ": "Australia/Lord_Howe", "kiev": "Europe/Kyiv", "türkiye": "Europe/Istanbul", "york": "America/New_York",
		"us/eastern": "US/Eastern", "japan": "Japan", "uk": "Europe/London", "": "UTC", "india": "Asia/Kolkata", "troll": "Antarctica/Troll",
	} {
		found := schedule.SearchZones(query)
		if len(found) == 0 || found[0] != want {
			t.Errorf("%q gives %v, want %s first", query, found[:min(3, len(found))], want)
		}
	}
	if found := schedule.SearchZones("cet"); !slices.Contains(found, "Europe/Berlin") {
		t.Errorf("cet does not offer Europe/Berlin: %v", found)
	}
}

func TestASearchForZonesIsBounded(t *testing.T) {
	for _, query := range []string{"a", "e", "/", "america", strings.Repeat("a", 100_000), "\xff", "local", "zzz"} {
		found := schedule.SearchZones(query)
		if len(found) > schedule.MaxZones {
			t.Errorf("%.10q gives %d", query, len(found))
		}
		sorted := slices.Clone(found)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(found) {
			t.Errorf("%.10q gives a zone twice", query)
		}
	}
	if found := schedule.SearchZones("zzz"); len(found) != 0 {
		t.Errorf("zzz gives %v", found)
	}
}

func TestWhatIsNoZoneIsRefusedWithAdvice(t *testing.T) {
	for zone, want := range map[string]string{
		"":              "The time zone is missing. Name one, such as Europe/Berlin or UTC.",
		"  ":            "The time zone is missing. Name one, such as Europe/Berlin or UTC.",
		"Local":         "“Local” is not a time zone. Name a city or a zone, such as Europe/Berlin or UTC.",
		"Berlin":        "“Berlin” is not a time zone. Did you mean “Europe/Berlin”?",
		"../etc/passwd": "“../etc/passwd” is not a time zone. Name a city or a zone, such as Europe/Berlin or UTC.",
		"UTC+3":         "“UTC+3” is not a time zone. Name a city or a zone, such as Europe/Berlin or UTC.",
	} {
		_, err := schedule.New(schedule.Spec{When: "noon", Zone: zone})
		if got := advice(err); got != want {
			t.Errorf("%q: %s", zone, got)
		}
	}
}

func BenchmarkSearchZones(b *testing.B) {
	for b.Loop() {
		for _, q := range []string{"n", "new", "new york", "zz"} {
			schedule.SearchZones(q)
		}
	}
}

// many are schedules of all sorts in all zones.
func many(tb testing.TB, n int) []*schedule.Schedule {
	tb.Helper()
	whens := []string{
		"weekdays 8:30", "daily 08:30 and 20:00", "first Monday 10:00", "every 30 minutes", "0 9 29 2 *", "last Friday of the month 17:00",
		"0 0 13 * 5", "1st and 15th 9:00", "every 6 hours", "1 January 0:00",
	}
	zones := schedule.Zones()
	out := make([]*schedule.Schedule, n)
	for i := range out {
		out[i] = mustNew(tb, whens[i%len(whens)], zones[i/len(whens)%len(zones)])
	}
	return out
}

// BenchmarkNext5000 computes the next slots of 5,000 schedules.
func BenchmarkNext5000(b *testing.B) {
	schedules := many(b, 5000)
	after := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range schedules {
			if _, ok := s.Next(after); !ok {
				b.Fatal(s.Words())
			}
		}
	}
}

func TestNextAllocatesNothing(t *testing.T) {
	after := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	for _, s := range many(t, 200) {
		if n := testing.AllocsPerRun(10, func() { s.Next(after) }); n > 0 {
			t.Errorf("%s: %v allocations", s, n)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for _, when := range []string{"weekdays 8:30", "first Monday 10:00", "30 8 * * 1-5", "0 9 29 2 *"} {
		b.Run(when, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				mustNew(b, when, "Europe/Berlin")
			}
		})
	}
}

func BenchmarkCatchAfterAYear(b *testing.B) {
	s := mustNew(b, "every 30 minutes", "Europe/Berlin")
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	last := s.Mark(now.AddDate(-1, 0, 0))
	for b.Loop() {
		s.Catch(last, now, schedule.Rules{})
	}
}
