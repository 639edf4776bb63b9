package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func waitingIDs(t *testing.T, s *Store, f Feed) string {
	t.Helper()
	var ids []string
	for _, w := range must[[]WaitingEntry](t)(s.WaitingEntries(t.Context(), f.ID)) {
		ids = append(ids, fmt.Sprintf("%s:%d", w.ID, w.Tries))
	}
	return strings.Join(ids, " ")
}

func TestEntriesWaitForTheirTurnOnceEach(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one") // a and b are dealt with
	long := strings.Repeat("é", 5000)
	entries := []WaitingEntry{{ID: "c", Title: "The quay", URL: "https://news.example/c", Published: noon}, {ID: "a"}, {ID: "d", Title: long, URL: long}, {ID: "c"}}
	same(t, must[int](t)(s.AwaitEntries(t.Context(), f, entries)), 0)
	same(t, must[int](t)(s.AwaitEntries(t.Context(), f, entries)), 0)
	ok(t, s.EntryTried(t.Context(), f, "c"))
	ok(t, s.EntryTried(t.Context(), f, "never"))
	same(t, waitingIDs(t, s, f), "c:1 d:0")
	all := must[[]WaitingEntry](t)(s.WaitingEntries(t.Context(), f.ID))
	same(t, all[0], WaitingEntry{ID: "c", Title: "The quay", URL: "https://news.example/c", Published: noon, Tries: 1})
	same(t, []any{len([]rune(all[1].Title)), all[1].URL}, []any{maxWaitingText, ""})
	same(t, must[Feed](t)(s.Feed(t.Context(), f.ID)).Waiting, 2)

	same(t, keep(t, s, f, "c", "Text."), true)
	same(t, must[bool](t)(s.KeepEntry(t.Context(), f, "d", nil, *now, time.Minute)), false)
	same(t, waitingIDs(t, s, f), "")
	same(t, must[int](t)(s.AwaitEntries(t.Context(), f, entries)), 0)
	same(t, waitingIDs(t, s, f), "")
}

func TestNoMoreEntriesWaitThanMay(t *testing.T) {
	s, _ := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	var entries []WaitingEntry
	for i := range MaxFeedWaiting + 7 {
		entries = append(entries, WaitingEntry{ID: fmt.Sprint(i)})
	}
	same(t, must[int](t)(s.AwaitEntries(t.Context(), f, entries)), 7)
	keep(t, s, f, "0", "Text.")
	same(t, must[int](t)(s.AwaitEntries(t.Context(), f, entries)), 6)
	ok(t, s.UnfollowFeed(t.Context(), f.ID, bob))
	same(t, waitingIDs(t, s, f), "")
}

func TestWhatWaitsIsTheClaimantsMatter(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	first := claimFeed(t, s, "one")
	*now = noon.Add(time.Minute)
	claimFeed(t, s, "two")
	_, err := s.AwaitEntries(t.Context(), first, []WaitingEntry{{ID: "c"}})
	fails(t, err, ErrTaken)
	fails(t, s.EntryTried(t.Context(), first, "c"), ErrTaken)
	fails(t, s.FeedGone(t.Context(), first, "It is gone."), ErrTaken)
	same(t, waitingIDs(t, s, first), "")
}

func TestAFeedThatIsGoneRestsUntilSomebodyLooks(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	ok(t, s.FeedGone(t.Context(), f, "It is gone."))
	gone := must[[]Feed](t)(s.UntoldPauses(t.Context()))
	same(t, []any{len(gone), gone[0].Failures, gone[0].Failure}, []any{1, 0, "It is gone."})
	ok(t, s.LookAtFeed(t.Context(), f.ID, *now))
	f = claimFeed(t, s, "one")

	// Who asks for a look while there is one gets another.
	*now = now.Add(time.Second)
	ok(t, s.LookAtFeed(t.Context(), f.ID, *now))
	ok(t, s.FeedGone(t.Context(), f, "It is gone."))
	claimFeed(t, s, "one")
}

func TestWhereAFeedHasMovedIsToldOnce(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	looked := func(moved, address string) Feed {
		t.Helper()
		*now = now.Add(2 * time.Hour)
		f := claimFeed(t, s, "one")
		f.Moved, f.Address = moved, address
		ok(t, s.FeedLooked(t.Context(), f, *now, now.Add(time.Hour), nil))
		return must[Feed](t)(s.Feed(t.Context(), f.ID))
	}
	f := looked("https://elsewhere.example/feed", aFeed().Address)
	same(t, must[[]Feed](t)(s.UntoldMoves(t.Context()))[0].Moved, "https://elsewhere.example/feed")
	ok(t, s.MoveTold(t.Context(), f))
	looked("https://elsewhere.example/feed", aFeed().Address)
	same(t, len(must[[]Feed](t)(s.UntoldMoves(t.Context()))), 0)
	looked("https://other.example/feed", aFeed().Address)
	same(t, len(must[[]Feed](t)(s.UntoldMoves(t.Context()))), 1)

	f = looked("", "https://news.example/new")
	same(t, []string{f.Moved, f.Address}, []string{"", "https://news.example/new"})
	same(t, actions(t, s)[0], "bot take a feed's new address")
	same(t, len(must[[]Feed](t)(s.UntoldMoves(t.Context()))), 0)
	other := aFeed()
	other.Address, other.Due = "https://news.example/other", noon.Add(40*time.Hour)
	must[Feed](t)(s.FollowFeed(t.Context(), other))
	same(t, looked("", other.Address).Address, "https://news.example/new") // which the guild follows by itself
}
