package store

import (
	"testing"
	"time"
)

func TestASweepKeepsToEachGuildsRetention(t *testing.T) {
	s := openNew(t)
	ok(t, s.SaveSettings(t.Context(), guildB, bob, Settings{RetentionDays: 10}))
	ids := make(map[string]string)
	at := noon.Add(-11 * 24 * time.Hour)
	for _, guild := range []string{guildA, guildB} {
		a := anAnswer()
		a.Guild, a.At = guild, at
		ids[guild] = must[string](t)(s.RecordAnswer(t.Context(), a))
		ok(t, s.AddTurn(t.Context(), Turn{Guild: guild, Channel: guild, Role: RoleUser, User: alice, Text: "x", At: at}))
		ok(t, s.Rate(t.Context(), Feedback{Answer: ids[guild], User: bob, At: at}))
		must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guild, Question: "Old?", Asker: alice, At: at}))
		must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guild, Question: "Live?", Asker: alice, At: at}))
		must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guild, Question: "Live?", Asker: bob}))
		must[int](t)(s.CountUse(t.Context(), guild, alice, DayOf(at), "ask", 1))
		ok(t, s.CountTokens(t.Context(), Tokens{Guild: guild, Day: DayOf(at), Calls: 1}))
		ok(t, s.SaveAnswer(t.Context(), Saved{Guild: guild, Digest: "d", At: at}))
		ok(t, s.AddTurn(t.Context(), Turn{Guild: guild, Channel: guild, Role: RoleUser, User: alice, Text: "young"}))
		c := aSchedule()
		c.Guild = guild
		c = must[Schedule](t)(s.CreateSchedule(t.Context(), c))
		for i, slot := range []string{"first", "last posted"} {
			r := claimed(t, s, c, slot, at.Add(time.Duration(i)*time.Millisecond))
			ok(t, s.SaveDraft(t.Context(), r.RunKey, "me", Draft{Body: "b"}, time.Time{}))
			ok(t, s.Posted(t.Context(), r.RunKey, "me", "920", "", false, at))
		}
		ok(t, s.Finish(t.Context(), claimed(t, s, c, "later", at).RunKey, "me", RunFailed, "no channel", at))
		claimed(t, s, c, "open", at)
	}
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{Answers: 1, Turns: 1, Feedback: 1, Gaps: 1, Askers: 1, Uses: 1, Tokens: 1, Saved: 1, Runs: 2})
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{})

	kept := must[Answer](t)(s.Answer(t.Context(), ids[guildA]))
	same(t, kept.Asker, alice)
	swept := must[Answer](t)(s.Answer(t.Context(), ids[guildB]))
	same(t, []string{swept.Asker, swept.Question, swept.Text}, []string{"", "", anAnswer().Text})
	same(t, len(swept.Citations), 3)
	same(t, len(must[[]Turn](t)(s.Turns(t.Context(), guildB, 9))), 1)
	same(t, len(must[[]Audit](t)(s.Audits(t.Context(), guildB, 9))), 2)
}

func TestASweepCountsExactlyToTheMillisecond(t *testing.T) {
	s := openNew(t)
	limit := noon.Add(-Settings{}.Retention())
	ok(t, s.AddTurn(t.Context(), Turn{Channel: channel, Role: RoleUser, Text: "at the limit", At: limit}))
	ok(t, s.AddTurn(t.Context(), Turn{Channel: channel, Role: RoleUser, Text: "past it", At: limit.Add(-time.Millisecond)}))
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{Turns: 1})
	same(t, must[[]Turn](t)(s.Turns(t.Context(), channel, 9))[0].Text, "at the limit")
}
