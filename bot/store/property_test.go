package store

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"
)

// TestNothingIsExportedOrFoundAfterErasure lets three people do anything in any
// order, erases one, and looks.
func TestNothingIsExportedOrFoundAfterErasure(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	people := []string{alice, bob, "1000000000000000017"} // the last begins like the first
	migrated := must[[]byte](t)(empty())
	rapid.Check(t, func(r *rapid.T) {
		folder, err := os.MkdirTemp("", "store-property-")
		ok(t, err)
		defer os.RemoveAll(folder)
		path := filepath.Join(folder, "r.db")
		ok(t, os.WriteFile(path, migrated, 0o600))
		s := openAt(t, path)
		defer func() { _ = s.Close() }()
		var ids []string
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			ids = act(t, r, s, people, ids)
		}
		who := rapid.SampledFrom(people[1:]).Draw(r, "erased")
		must[Erased](t)(s.Erase(t.Context(), who))
		var e Exported
		ok(t, json.Unmarshal(must[[]byte](t)(s.Export(t.Context(), who)), &e))
		if !e.empty() {
			r.Fatalf("%+v", e)
		}
		noTraces(t, s, who)
	})
}

// act does one thing as one of the people, and returns the answers so far.
func act(t *testing.T, r *rapid.T, s *Store, people, ids []string) []string {
	ctx := t.Context()
	user := rapid.SampledFrom(people).Draw(r, "user")
	guild := rapid.SampledFrom([]string{guildA, guildB, ""}).Draw(r, "guild")
	text := rapid.SampledFrom([]string{"Why?", "Who is <@" + user + ">?", user, "<@!" + people[0] + "><@" + people[1] + ">"}).Draw(r, "text") +
		" " + rapid.StringN(0, 40, -1).Draw(r, "more") // a digit right behind an id makes another's of it
	switch rapid.IntRange(0, 9).Draw(r, "what") {
	case 0, 1:
		kind := rapid.SampledFrom([]string{KindAsk, KindCheck}).Draw(r, "kind")
		id := must[string](t)(s.RecordAnswer(ctx, Answer{
			Guild: guild, Asker: user, Question: text, Text: text, Kind: kind,
			Citations: []Citation{{1, "a@1#p1.s1", "Quote."}},
		}))
		return append(ids, id)
	case 2:
		ok(t, s.AddTurn(ctx, Turn{Guild: guild, Channel: channel, Role: RoleUser, User: user, Text: text}))
	case 3:
		if len(ids) > 0 {
			ok(t, s.Rate(ctx, Feedback{Answer: rapid.SampledFrom(ids).Draw(r, "rated"), User: user, Comment: text}))
		}
	case 4:
		must[Gap](t)(s.RecordGap(ctx, Gap{Guild: guild, Question: "Q " + text, Asker: user}))
	case 5:
		must[int](t)(s.CountUse(ctx, guild, user, DayOf(noon), "ask", 1))
	case 6:
		ok(t, s.SaveSettings(ctx, guild, user, Settings{Language: text}))
	case 7:
		ok(t, s.Forget(ctx, channel))
	case 9:
		n := len(must[[]Version](t)(s.Versions(ctx, guild, "rift")))
		publish(t, s, Version{Guild: guild, Slug: "rift", Version: n + 1, File: guild + ".md", Data: []byte("One."), Action: VersionAdded, By: user, Why: text})
	case 8:
		actOnSchedule(t, s, Schedule{
			Guild: guild + "0", Channel: text, Creator: user, Title: text, When: "daily 8:00", Zone: "UTC",
			Scope: ScopeArticles, Articles: []string{text}, Tag: text, Language: text, Length: text, Role: user,
		}, user, text)
	}
	return ids
}

// actOnSchedule makes a schedule, holds a briefing of it, decides, and pauses.
func actOnSchedule(t *testing.T, s *Store, c Schedule, user, text string) {
	ctx := t.Context()
	c = must[Schedule](t)(s.CreateSchedule(ctx, c))
	r := held(t, s, c, "slot", text)
	_, decided, err := s.Decide(ctx, r.RunKey, user, len(text)%2 == 0, text, noon)
	ok(t, err)
	same(t, decided, true)
	must[bool](t)(s.PauseSchedule(ctx, c.ID, user, text))
}
