// Package schedule says when a briefing is due. It is pure: no clock, no store,
// no Discord.
//
// New reads what a moderator typed, in plain words ("weekdays 8:30", "last
// Friday of the month 17:00", "every 6 hours") or as a cron expression ("30 8 * *
// 1-5"), with a zone of the tz database. Words says it back, exactly, so that it
// can be read again and comes to the same schedule. Next and Between give the
// slots; Catch decides which slots are run and which have been missed.
//
// # What a slot is
//
// A schedule names times of day on days of a calendar: nominal local times. Each
// is due at the first instant at which a clock in the zone shows that time or a
// later one. That is
//
//   - the instant itself, on all days but those on which clocks are changed;
//   - the first instant after the gap, when clocks are put forward over it
//     (02:30 in New York in March comes at 03:00; midnight in Beirut at 01:00);
//   - its first occurrence, when clocks are put back and show it twice.
//
// Hence each local day's time comes exactly once, and slots stay in the order of
// their nominal times. Times that fall on one instant, because a gap swallowed
// both, are one slot, named by the earlier.
//
// # What comes every few hours
//
// "every 6 hours" means the same local times each day, here 00:00, 06:00, 12:00
// and 18:00, not 6 hours of elapsed time: a reader expects the noon briefing at
// noon in summer as in winter. So a period must divide the day, or be given its
// limits ("every 5 hours from 08:00 to 23:00"). On the night on which clocks are
// put back an hourly briefing pauses for two hours, rather than to post twice
// what the log calls 02:00; on the one on which they are put forward it comes 23
// times.
//
// # Cron
//
// An expression has five fields, with names, lists, ranges and steps, and 7 for
// Sunday as well as 0. If both the day of the month and the weekday are
// restricted, a day need be in one of them only: "0 0 13 * 5" is each 13th and
// each Friday, which Words says. A step as in */2 restricts.
//
// # What cannot be said
//
// Two slots are at least MinPeriod apart by the clock. A pattern which comes
// never (30 February), or is years in coming, is refused, and so are seconds,
// @every and @reboot. Every error is an *Error, whose Advice is a sentence for
// the moderator, with the place of the fault in what was typed.
package schedule
