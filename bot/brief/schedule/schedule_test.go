package schedule_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/brief/schedule"
)

// advice is what a moderator would read of an error.
func advice(err error) string {
	var e *schedule.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Advice()
}

func day(t testing.TB, text string) schedule.Date {
	t.Helper()
	d, err := schedule.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func quiet(t testing.TB, text string) schedule.Quiet {
	t.Helper()
	q, err := schedule.ParseQuiet(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// local lists the local times of slots.
func local(s *schedule.Schedule, after, until time.Time) string {
	var out []string
	for slot := range s.Between(after, until) {
		out = append(out, slot.Local.String())
	}
	return strings.Join(out, " ")
}

func TestStartAndEndAreLocalDaysWithBoth(t *testing.T) {
	s, err := schedule.New(schedule.Spec{
		When: "daily 0:00 and 23:30", Zone: "Pacific/Auckland", Start: day(t, "2027-03-02"), End: day(t, "2027-03-03"),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := local(s, utc("2026-01-01 00:00"), utc("2028-01-01 00:00"))
	if want := "2027-03-02T00:00 2027-03-02T23:30 2027-03-03T00:00 2027-03-03T23:30"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if slot, ok := s.Next(utc("2027-03-03 10:30")); ok {
		t.Errorf("after the end comes %s", slot.Key())
	}
}

func TestQuietDaysAreLeftOut(t *testing.T) {
	s, err := schedule.New(schedule.Spec{
		When: "daily 9:00", Zone: "Europe/Berlin", Quiet: quiet(t, "Sundays, 2026-12-24..2026-12-26; 2026-12-25 to 2027-01-01, 2027-01-05"),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := local(s, utc("2026-12-22 12:00"), utc("2027-01-07 12:00"))
	if want := "2026-12-23T09:00 2027-01-02T09:00 2027-01-04T09:00 2027-01-06T09:00 2027-01-07T09:00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := s.Spec().Quiet.String(); got != "Sunday, 2026-12-24..2027-01-01, 2027-01-05" {
		t.Error(got)
	}
}

func TestQuietDaysRoundTripAndBadOnesAreRefused(t *testing.T) {
	for _, text := range []string{"", "Saturday, Sunday", "Monday, 2027-01-01", "2027-01-01..2027-01-31, 2027-03-01"} {
		if got := quiet(t, text).String(); got != text {
			t.Errorf("%q comes to %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"Sunday, Xmas":              "“Xmas” is neither a weekday nor a date (character 9). Write weekdays, dates and ranges, such as “Sunday, 2026-12-24..2027-01-02”.",
		"2027-02-30":                "“2027-02-30” is not in the calendar. A date is written as year, month and day, such as 2027-03-01.",
		"2027-02-03..2027-02-01":    "The range ends before it begins (character 13). Give the earlier date first.",
		"1.2.2027":                  "“1.2.2027” is no date. A date is written as year, month and day, such as 2027-03-01.",
		strings.Repeat("su,", 5000): "This is too long (character 2401). Use at most 2400 characters.",
	} {
		_, err := schedule.ParseQuiet(text)
		if got := advice(err); got != want {
			t.Errorf("%.30q: %s", text, got)
		}
	}
}

func TestQuietWeekdaysMustLeaveADay(t *testing.T) {
	for _, when := range []string{"Mondays 9:00", "first Monday 9:00", "0 9 * * 1"} {
		_, err := schedule.New(schedule.Spec{When: when, Zone: "UTC", Quiet: quiet(t, "Monday")})
		if got := advice(err); !strings.HasPrefix(got, "The quiet weekdays leave no day on which a briefing is due.") {
			t.Errorf("%s: %s", when, got)
		}
	}
	if _, err := schedule.New(schedule.Spec{When: "1 January 9:00", Zone: "UTC", Quiet: quiet(t, "weekends")}); err != nil {
		t.Error(err)
	}
}

func TestTheEndMayNotComeBeforeTheStart(t *testing.T) {
	_, err := schedule.New(schedule.Spec{When: "noon", Zone: "UTC", Start: day(t, "2027-03-02"), End: day(t, "2027-03-01")})
	if got := advice(err); got != "The end, 2027-03-01, comes before the start, 2027-03-02. Give an end on or after the start." {
		t.Error(got)
	}
	_, err = schedule.New(schedule.Spec{When: "noon", Zone: "UTC", End: schedule.Date{Year: 2027, Month: 13, Day: 1}})
	if err == nil {
		t.Error("a thirteenth month is taken")
	}
}

func TestALeapDayIsWaitedForEightYears(t *testing.T) {
	s := mustNew(t, "29 February 9:00", "Europe/Berlin")
	slot, ok := s.Next(utc("2096-03-01 00:00"))
	if !ok || slot.Local.String() != "2104-02-29T09:00" {
		t.Errorf("%s, %v", slot.Key(), ok)
	}
}

func TestNothingWithinNineYearsIsTheEnd(t *testing.T) {
	s, err := schedule.New(schedule.Spec{When: "daily 9:00", Zone: "UTC", Quiet: quiet(t, "2027-01-01..2037-12-31")})
	if err != nil {
		t.Fatal(err)
	}
	if slot, ok := s.Next(utc("2027-01-01 00:00")); ok {
		t.Errorf("comes %s", slot.Key())
	}
	if slot, ok := s.Next(utc("2037-01-01 00:00")); !ok || slot.Local.String() != "2038-01-01T09:00" {
		t.Errorf("comes %s, %v", slot.Key(), ok)
	}
	late, err := schedule.New(schedule.Spec{When: "daily 9:00", Zone: "UTC", Start: day(t, "2090-01-01")})
	if err != nil {
		t.Fatal(err)
	}
	if slot, ok := late.Next(utc("2027-01-01 00:00")); !ok || slot.Local.String() != "2090-01-01T09:00" {
		t.Errorf("comes %s, %v", slot.Key(), ok)
	}
}

func TestAnyInstantMayBeAskedFrom(t *testing.T) {
	s := mustNew(t, "daily 9:00", "America/New_York")
	for _, at := range []time.Time{{}, time.Unix(-1<<40, 0), time.Unix(1<<37, 5), time.Unix(1<<40, 0), time.Unix(-1, 999), time.Unix(1<<62, 0), time.Unix(-1<<62, 0)} {
		if slot, ok := s.Next(at); ok && (!slot.At.After(at) || len(slot.Local.String()) != len("2027-01-01T09:00")) {
			t.Errorf("after %s comes %s", at, slot.Key())
		}
	}
}

func TestKeys(t *testing.T) {
	s := mustNew(t, "daily 2:30", "Europe/Berlin")
	slot, _ := s.Next(utc("2027-03-27 12:00"))
	if slot.Key() != "2027-03-28T02:30/Europe/Berlin" || !slot.Moved || !slot.At.Equal(utc("2027-03-28 01:00")) {
		t.Errorf("%+v", slot)
	}
	for _, key := range []string{"", "2027-03-28T02:30", "2027-03-28T02:30/Local", "2027-03-28T2:30/UTC", "2027-02-30T02:30/UTC", "2027-03-28T24:00/UTC", "x"} {
		if slot, err := schedule.ParseKey(key); err == nil {
			t.Errorf("%q is %+v", key, slot)
		}
	}
}

func TestASlotsKeyIsItsOwn(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	for _, zone := range oddZones[:4] {
		seen := make(map[string]bool)
		for slot := range mustNew(t, "every 30 minutes", zone).Between(utc("2027-01-01 00:00"), utc("2028-01-01 00:00")) {
			if seen[slot.Key()] {
				t.Fatalf("%s comes twice", slot.Key())
			}
			seen[slot.Key()] = true
		}
	}
}

func TestBetweenStopsWhenItIsTold(t *testing.T) {
	s := mustNew(t, "hourly", "UTC")
	var got []schedule.Slot
	for slot := range s.Between(utc("2027-01-01 00:00"), utc("2027-01-01 09:00")) {
		if got = append(got, slot); len(got) == 2 {
			break
		}
	}
	if len(got) != 2 || got[1].Local.Minute != 120 {
		t.Errorf("%v", got)
	}
	all := slices.Collect(s.Between(utc("2027-01-01 00:00"), utc("2027-01-01 09:00")))
	if len(all) != 9 || all[0].Local.Minute != 60 || all[8].Local.Minute != 540 {
		t.Errorf("after the first instant, up to and with the second: %v", keys(all))
	}
}
