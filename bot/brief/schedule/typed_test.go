package schedule_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/brief/schedule"
)

func TestWhatIsTypedIsShownBackInWords(t *testing.T) {
	for typed, want := range map[string]string{
		// times
		"daily 08:30": "every day at 08:30", "every day at 8:30": "every day at 08:30", "at 8": "every day at 08:00", "8": "every day at 08:00",
		"12": "every day at 12:00", "12am": "every day at 00:00", "12 p.m.": "every day at 12:00", "noon": "every day at 12:00", "midnight": "every day at 00:00",
		"8.30": "every day at 08:30", "8h30": "every day at 08:30", "20h": "every day at 20:00", "0830": "every day at 08:30", "8:30 PM": "every day at 20:30",
		"daily 8:00 and 20:00": "every day at 08:00 and 20:00", "8am & 9pm": "every day at 08:00 and 21:00", "once a day at 9 o'clock": "every day at 09:00",
		"every morning at 8": "every day at 08:00", "every evening at 8": "every day at 20:00", "Fridays 6:30 in the evening": "every Friday at 18:30",
		// weekdays
		"weekdays 18:00": "every weekday at 18:00", "weekends 10:00": "every Saturday and Sunday at 10:00", "working days 9": "every weekday at 09:00",
		"Mondays and Thursdays 9am": "every Monday and Thursday at 09:00", "Mon, Wed, Fri 07:15": "every Monday, Wednesday and Friday at 07:15",
		"Every  MONDAY;  THURSDAY at 9 A.M. & 5 P.M.": "every Monday and Thursday at 09:00 and 17:00", "7:15 on Mon., Wed. and Fri.": "every Monday, Wednesday and Friday at 07:15",
		"from Monday to Friday at 9:00": "every weekday at 09:00", "Fri-Mon 9:00": "every Monday, Friday, Saturday and Sunday at 09:00",
		"weekly on Monday 9:00": "every Monday at 09:00", "daily except Sundays 9:00": "every day except Sunday at 09:00", "every day but not on weekends 7 pm": "every weekday at 19:00",
		"Mondays 9:00 and Thursdays 9:00": "every Monday and Thursday at 09:00", "Mondays at 8:00 and Thursdays": "every Monday and Thursday at 08:00",
		"Mondays 23:45 and 0:00": "every Monday at 00:00 and 23:45",
		// days of the month
		"first Monday 10:00": "on the first Monday of the month at 10:00", "last Friday of the month 17:00": "on the last Friday of the month at 17:00",
		"first and third Monday and last Friday 10:00": "on the first and third Monday and the last Friday of the month at 10:00",
		"every second Monday of the month 9:00":        "on the second Monday of the month at 09:00",
		"1st and 15th 9:00":                            "on the 1st and 15th of the month at 09:00", "last day of the month 18:00": "on the last day of the month at 18:00",
		"1st-7th 10:00": "on the 1st to 7th of the month at 10:00", "monthly on the 1st 9:00": "on the 1st of the month at 09:00",
		"first Monday and Fridays 9:00": "every Friday and on the first Monday of the month at 09:00",
		"Fridays and the 13th 9:00":     "every Friday and on the 13th of the month at 09:00",
		// months
		"1 January 9:00": "on the 1st of January at 09:00", "January 1 and July 1 at 9:00": "on the 1st of January and July at 09:00",
		"yearly on 1 March noon": "on the 1st of March at 12:00", "29 February 9:00": "on the 29th of February at 09:00", "may 9 9:00": "on the 9th of May at 09:00",
		"Mondays in June to August 9:00": "every Monday in June to August at 09:00", "May 9:00": "every day in May at 09:00",
		// periods
		"every 6 hours": "every 6 hours", "hourly": "every hour", "every 30 minutes": "every 30 minutes", "half-hourly": "every 30 minutes", "every half an hour": "every 30 minutes",
		"every 90 min": "every 90 minutes", "every 1 hour 30 minutes": "every 90 minutes", "every six hours": "every 6 hours", "every 6h starting 8:00": "every 6 hours from 02:00", "hourly at :15": "every hour from 00:15", "twice a day at 8 and 20": "every day at 08:00 and 20:00",
		"every 6 hours from 12:00 to midnight":   "every day at 12:00 and 18:00",
		"every 2 hours from 9 to 17 on weekdays": "every weekday, every 2 hours from 09:00 to 17:00", "weekdays every hour 9-17": "every weekday, every hour from 09:00 to 17:00",
		"every hour between 9am and 5pm": "every hour from 09:00 to 17:00", "every 5 hours from 8:00 to 23:00": "every day at 08:00, 13:00, 18:00 and 23:00",
		"every 24 hours from 7:00": "every day at 07:00", "every 12 hours": "every day at 00:00 and 12:00",
		// cron
		"@daily": "every day at 00:00", "@Weekly": "every Sunday at 00:00", "@hourly": "every hour", "@yearly": "on the 1st of January at 00:00",
		"30 8 * * 1-5": "every weekday at 08:30", "0 0 13 * 5": "every Friday and on the 13th of the month at 00:00", "0 9 * * 7": "every Sunday at 09:00",
		"0 9 * * fri-sun": "every Friday, Saturday and Sunday at 09:00", "*/30 9-17 * * mon-fri": "every weekday, every 30 minutes from 09:00 to 17:30",
		"0 9 * * monday,Thursday": "every Monday and Thursday at 09:00", "0 */5 * * *": "every 5 hours from 00:00 to 20:00",
		"15 3 1,15 jan,mar-jun *": "on the 1st and 15th of January and March to June at 03:15",
		"7,43 */2 * * *":          "every day at minute 7 and 43 of hour 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 22",
		"0 9 1-7 * 1":             "every Monday and on the 1st to 7th of the month at 09:00", "0 12 ? * 2": "every Tuesday at 12:00",
		// with the zone, as it is shown
		"daily 8:30, Europe/Berlin time": "every day at 08:30", "Mondays 9:00 europe/berlin": "every Monday at 09:00",
	} {
		s, err := schedule.New(schedule.Spec{When: typed, Zone: "Europe/Berlin"})
		if err != nil {
			t.Errorf("%q: %v", typed, err)
			continue
		}
		if got := s.Words(); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	s := mustNew(t, "Mondays and Thursdays 9am", "europe/berlin")
	if got := s.String(); got != "every Monday and Thursday at 09:00, Europe/Berlin time" {
		t.Error(got)
	}
}

func TestExamplesAreAsTheyAreShownBack(t *testing.T) {
	for _, example := range schedule.Examples() {
		if got := mustNew(t, example, "UTC").Words(); got != example {
			t.Errorf("%q is shown as %q", example, got)
		}
	}
}

// TestWhatIsWrongIsShownWithItsPlace gives what is typed with the faulty part in
// brackets, and what the moderator reads.
func TestWhatIsWrongIsShownWithItsPlace(t *testing.T) {
	const date = "; dates go into the start, the end or the quiet days."
	const fortnight = " For every two weeks take “1st and 3rd Monday 9:00”, for every two days the weekdays, such as “Mon, Wed, Fri 9:00”."
	for typed, want := range map[string]string{
		"[]":                                      "It is left open when a briefing is due. Write days and times, such as “weekdays 8:30” or “first Monday 10:00”.",
		"[Mondey] 9:00":                           "“Mondey” is not a word that a schedule can hold. Did you mean “Monday”?",
		"Mondays[]":                               "The time of day is missing. Write it behind the days, as in “Mondays 9:00”.",
		"Mondays at [25:00]":                      "“25:00” is no time of day (character 12). Write times like 08:30, 8:30pm or 20:00; a day of the month is written 15th.",
		"Mondays [24:00]":                         "“24:00” belongs to two days (character 9). Write 00:00 of the day which it begins.",
		"at [13pm]":                               "“13pm” is no time, as am and pm go with 1 to 12 (character 4). Write times like 08:30, 8:30pm or 20:00.",
		"[2030]":                                  "“2030” may be a year or a time. Write “20:30” for a time" + date,
		"[2026]-12-24 9:00":                       "A single date cannot be a schedule. Write days that come again, such as “24 December 9:00”" + date,
		"[8] and 9pm":                             "“8” may be in the morning or the afternoon. Write am or pm with each time, or times up to 23:59.",
		"Mondays [9 15]":                          "“9 15” may be one time or two (character 9). Write times like 08:30, and “and” between two.",
		"on [15] at 9:00":                         "“15” may be a day or an hour (character 4). Write “15th” for a day of the month, or “at 15:00”.",
		"January 1 and [15] at 9":                 "“15” may be a day or an hour (character 15). Write “15th” for a day of the month, or “at 15:00”.",
		"[9 to 17]":                               "How often within these hours is left open. Write “every 2 hours from 9:00 to 17:00”, for example.",
		"hourly [22:00-6:00]":                     "“22:00-6:00” does not end on the day on which it begins (character 8). Write the times one by one, or limits within a day.",
		"every 6 hours at [8]":                    "There are both a period and times of day (character 18). Write either, or “every 6 hours from 08:00” for where the period begins.",
		"[every 5 hours]":                         "“every 5 hours” does not divide a day, so that the times would differ from day to day. Write every 4 hours or every 6 hours, or limits, such as “every 5 hours from 08:00 to 20:00”.",
		"[every 10 minutes]":                      "“every 10 minutes” is too often. Leave at least 30 minutes between two briefings.",
		"every 6 hours from [8]":                  "Whether the period goes on after midnight is left open (character 20). Write “every 6 hours starting at 08:00” for day and night, or “every 6 hours from 08:00 to 23:59”.",
		"[twice] a day at 8":                      "“twice” leaves the hour open. Write times, such as 08:00 and 20:00, or 8am and 8pm.",
		"every [1.5] hours":                       "“1.5” is no whole number (character 7). Write the period in minutes, such as “every 90 minutes”.",
		"[1] Monday 9:00":                         "“1” may be an hour or count the weekday. Write “1st Monday” for that day of each month, or “at 1:00”.",
		"[01.02. 9:00]":                           "“01.02. 9:00” may be one time or two. Write times like 08:30, and “and” between two.",
		"[until] 17:00":                           "“until” goes with a period, and with times of day. Write “every 2 hours from 9:00 to 17:00”; dates go into the start and the end.",
		"every hour on the [hour]":                "“hour” needs “every” and a number before it (character 19). Write “every 6 hours”, or “every hour from 00:15”.",
		"1st 9:00 [except] Sundays":               "Exceptions can only be taken from weekdays (character 10). Write the weekdays that remain, or use quiet days.",
		"every [30 seconds]":                      "Seconds are not offered (character 7). Leave at least 30 minutes between two briefings.",
		"every [other] Monday 9":                  "Every other day or week cannot be scheduled (character 7)." + fortnight,
		"every [second Monday] 9":                 "“second Monday” may be every so many weeks or a day of each month (character 7). Write “2nd Monday of the month”; periods of weeks are not offered.",
		"every [2 weeks]":                         "“2 weeks” cannot be a period, as none is longer than a day (character 7)." + fortnight,
		"[first weekday] 9:00":                    "“first weekday” is not offered, as it names a different day in each month. Write a weekday, such as “first Monday 9:00”, or a day, such as “1st 9:00”.",
		"[sixth] Monday 9:00":                     "A month has at most five of each weekday. Count from first to fifth, or write “last Friday”.",
		"[32nd] 9:00":                             "“32nd” is not in any month. Count days from 1st to 31st, or write “last day”.",
		"[monthly] 9:00":                          "“monthly” leaves the day open. Write it, as in “1st of the month at 09:00”.",
		"1 March and [15] June 9h":                "Days and months go together in two ways here (character 13). Make a schedule for each of them.",
		"Mondays 9:00 and [Thursdays] 17:00":      "Days have times of their own here (character 18). Make a schedule for each time.",
		"9:00 on Mondays and [noon] on Thursdays": "Days have times of their own here (character 21). Make a schedule for each time.",
		"daily 8:30[?]":                           "“?” has no meaning here (character 11). Write days and times, such as “Mondays and Thursdays 9:00”.",
		"[daily] on Mondays 9:00":                 "“daily” means all days, and some are named as well. Leave out one of the two.",
		"[30 February 9:00]":                      "There is no such day in any year. Choose a day that the month has, such as “last day of February 9:00”.",
		"[fifth Sun of Feb 9:00]":                 "Such a day may be 40 years in coming. Choose days that come at least every 8 years.",
		"[9:00 and 9:10]":                         "Two briefings, at 09:00 and 09:10, are less than 30 minutes apart. Leave at least 30 minutes between them.",
		"[daily 23:45 and 0:00]":                  "Two briefings, at 23:45 and 00:00, are less than 30 minutes apart. Leave at least 30 minutes between them.",
		"[8am] in the evening":                    "“8am” is not in the evening. Leave out “evening”, and write times like 08:30, 8:30pm or 20:00.",
		"mornings and [evenings] at 8":            "Both halves of the day are named (character 14). Write times, such as 08:00 and 20:00, or 8am and 8pm.",
		"[nights]":                                "“nights” leaves the hour open. Write times, such as 08:00 and 20:00, or 8am and 8pm.",
		"[morning]":                               "“morning” leaves the hour open. Write times, such as 08:00 and 20:00, or 8am and 8pm.",
		"daily 8:30 [Berlin]":                     "“Berlin” is a time zone (character 12). Put it into the field for the zone.",
		"daily 8:30 [Asia/Baku]":                  "The zone here is Asia/Baku, and in its own field Europe/Berlin (character 12). Leave the zone out here.",
		"daily [@]everyone 9:00":                  "“@” has no meaning here (character 7). Write days and times, such as “Mondays and Thursdays 9:00”.",
		"[\xff] 9:00":                             "This holds a byte that is no text. Type it anew.",
		// cron
		"[0] 30 8 * * *":      "There are six fields, and seconds are not offered. Leave out the first field: a cron expression is minute, hour, day of the month, month and weekday, such as “30 8 * * 1-5”.",
		"0 9 * *[]":           "There are 4 fields instead of five. A cron expression is minute, hour, day of the month, month and weekday, such as “30 8 * * 1-5”.",
		"0 [25] * * *":        "25 is no hour (character 3). The hour is a number from 0 to 23, a range like 1-5, a step like */2, or several between commas.",
		"0 9 * * 1,[tusday]":  "“tusday” is no weekday (character 11). The weekday is a number from 0 to 7, or SUN to SAT, a range like 1-5, a step like */2, or several between commas.",
		"0 9 * * [fri-mon]":   "“fri-mon” ends before it begins (character 9). Count upwards, or write two ranges: “5-6,0-1”.",
		"0 9,[],10 * * *":     "Between two commas something is missing (character 5). The hour is a number from 0 to 23, a range like 1-5, a step like */2, or several between commas.",
		"*/[90] * * * *":      "A step of 90 minutes never comes, as the minute starts anew before (character 3). Write a smaller step, or plain words like “every 90 minutes”.",
		"0 9 * * [5L]":        "L, W and # are not offered (character 9). Write plain words, such as “last Friday of the month 17:00” or “first Monday 10:00”.",
		"0 9 * * [wed#2]":     "L, W and # are not offered (character 9). Write plain words, such as “last Friday of the month 17:00” or “first Monday 10:00”.",
		"[*/10 * * * *]":      "Two briefings, at 00:00 and 00:10, are less than 30 minutes apart. Leave at least 30 minutes between them.",
		"[0 0 30 2 *]":        "There is no such day in any year. Choose a day that the month has, such as “last day of February 9:00”.",
		"[@every] 5h":         "@every counts from the start of the program and drifts. Write “every 6 hours”, which comes at the same times each day.",
		"[@reboot]":           "@reboot is no time. Write days and times; what is missed while the bot is down is made up for.",
		"[TZ=UTC] 30 8 * * *": "The zone does not belong into the expression. Put it into the field for the zone.",
		"[TZ=UTC]":            "The zone does not belong into the expression. Put it into the field for the zone.",
	} {
		open, end := strings.Index(typed, "["), strings.Index(typed, "]")-1
		text := strings.Replace(strings.Replace(typed, "[", "", 1), "]", "", 1)
		_, err := schedule.New(schedule.Spec{When: text, Zone: "Europe/Berlin"})
		var e *schedule.Error
		if !errors.As(err, &e) {
			t.Errorf("%q is taken", text)
			continue
		}
		if e.Start != open || e.End != end {
			t.Errorf("%q: the fault is at [%d, %d), want [%d, %d)", text, e.Start, e.End, open, end)
		}
		if got := e.Advice(); got != want {
			t.Errorf("%q: %s\nwant %s", text, got, want)
		}
	}
}

func TestAPlaceIsToldInBytesAndCharacters(t *testing.T) {
	_, err := schedule.New(schedule.Spec{When: "täglich 9:00", Zone: "UTC"})
	var e *schedule.Error
	if !errors.As(err, &e) || e.Start != 0 || e.End != len("täglich") || e.Column != 1 {
		t.Errorf("%+v", e)
	}
	_, err = schedule.New(schedule.Spec{When: "9:00 – – x", Zone: "UTC"})
	if !errors.As(err, &e) || e.Start != len("9:00 ") || e.Column != 6 {
		t.Errorf("%+v", e)
	}
	_, err = schedule.New(schedule.Spec{When: "9:00–10:00 every hour ☂", Zone: "UTC"})
	if !errors.As(err, &e) || e.Start != len("9:00–10:00 every hour ") || e.Column != 23 {
		t.Errorf("%+v", e)
	}
}

func TestLongTextIsRefusedFast(t *testing.T) {
	for _, text := range []string{strings.Repeat("Monday ", 100_000), strings.Repeat("a", 399), strings.Repeat("1,", 199) + "*", strings.Repeat("(", 399)} {
		begun := time.Now()
		if _, err := schedule.New(schedule.Spec{When: text, Zone: "UTC"}); err == nil {
			t.Errorf("%.20q is taken", text)
		}
		if took := time.Since(begun); took > 20*time.Second { // it takes milliseconds
			t.Errorf("%.20q took %s", text, took)
		}
	}
}
