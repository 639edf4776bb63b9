package store

import (
	"os"
	"path/filepath"
	"testing"
)

func used(guild, user, command, model string, n int) Tokens {
	return Tokens{
		Guild: guild, User: user, Day: "2026-11-24", Command: command, Model: model, Purpose: "answer",
		Calls: 1, Prompt: 10 * n, Cached: n, Completion: n,
	}
}

func TestTokensAddUp(t *testing.T) {
	s := openNew(t)
	for _, u := range []Tokens{
		used(guildA, "", KindAsk, "large", 1), used(guildA, "", KindAsk, "large", 2), used(guildA, "", KindAsk, "small", 3),
		used(guildB, "", KindCheck, "small", 4), used("", alice, KindAsk, "large", 5), used("", bob, KindAsk, "large", 6),
	} {
		ok(t, s.CountTokens(t.Context(), u))
	}
	late := used(guildA, "", KindAsk, "large", 7)
	late.Day, late.Estimated = "2026-11-25", 1
	ok(t, s.CountTokens(t.Context(), late))

	sum := func(guild, user string, day Day) int {
		return must[int](t)(s.TokensUsed(t.Context(), guild, user, day))
	}
	same(t, []int{sum(guildA, "", "2026-11-24"), sum(guildA, "", "2026-11-25"), sum(guildA, "", "2026-11-26"), sum("", alice, "2026-11-24"), sum("", "", "2026-11-24")},
		[]int{66, 77, 0, 55, 121})
	same(t, must[[]Tokens](t)(s.TokenSums(t.Context(), "2026-11-24")), []Tokens{
		{Command: KindAsk, Model: "large", Calls: 2, Prompt: 110, Cached: 11, Completion: 11},
		{Guild: guildA, Command: KindAsk, Model: "large", Calls: 3, Estimated: 1, Prompt: 100, Cached: 10, Completion: 10},
		{Guild: guildA, Command: KindAsk, Model: "small", Calls: 1, Prompt: 30, Cached: 3, Completion: 3},
		{Guild: guildB, Command: KindCheck, Model: "small", Calls: 1, Prompt: 40, Cached: 4, Completion: 4},
	})
	same(t, len(must[[]Tokens](t)(s.TokenSums(t.Context(), "2026-11-25"))), 1)
	same(t, must[[]Tokens](t)(ReadTokenSums(t.Context(), s.opt.Path, "2026-11-24")),
		must[[]Tokens](t)(s.TokenSums(t.Context(), "2026-11-24")))

	must[Erased](t)(s.Erase(t.Context(), alice))
	same(t, []int{sum("", alice, "2026-11-24"), sum("", "", "2026-11-24")}, []int{0, 121})
	noTraces(t, s, alice)
}

func TestTokensThatMakeNoSenseAreInvalid(t *testing.T) {
	s := openNew(t)
	for _, u := range []Tokens{{Day: "yesterday"}, {Day: "2026-11-24", Prompt: -1}, {}} {
		fails(t, s.CountTokens(t.Context(), u), ErrInvalid)
	}
}

func TestTheTokensOfAFileAreReadWithoutChangingIt(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	path := filepath.Join(t.TempDir(), "r.db")
	_, err := ReadTokenSums(t.Context(), path, "")
	fails(t, err, ErrNotFound)
	makeVersion(t, path, 5)
	before := must[[]byte](t)(os.ReadFile(path))
	same(t, must[[]Tokens](t)(ReadTokenSums(t.Context(), path, "")), []Tokens(nil))
	same(t, must[[]byte](t)(os.ReadFile(path)), before)
	ok(t, openAt(t, path).CountTokens(t.Context(), used(guildA, "", KindAsk, "m", 1)))
	same(t, len(must[[]Tokens](t)(ReadTokenSums(t.Context(), path, ""))), 1)
}
