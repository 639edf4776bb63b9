package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func aFeed() Feed {
	return Feed{
		Guild: guildA, Owner: guildA, Address: "https://news.example/feed", Title: "Harbour News", Sites: []string{"news.example"}, By: alice,
		Seen: []string{"b", "a"},
	}
}

func aFeedDraft(text string) *FeedDraft {
	return &FeedDraft{
		ArticleDraft: ArticleDraft{Slug: "row", File: "row.md", Action: "publish", Data: []byte(text), Why: "from a feed"},
		Title:        "The row", Published: noon, Notes: []string{"Look."}, Near: []string{"rift", "other"},
	}
}

// clocked is a store at noon, on a clock that is moved.
func clocked(t *testing.T) (*Store, *time.Time) {
	t.Helper()
	now := noon
	s := openAt(t, openNew(t).opt.Path)
	s.opt.Now = func() time.Time { return now }
	return s, &now
}

// claimFeed claims the one that is due.
func claimFeed(t *testing.T, s *Store, who string) Feed {
	t.Helper()
	f, is, err := s.ClaimFeed(t.Context(), who, s.opt.Now(), time.Minute)
	ok(t, err)
	if !is {
		t.Fatal("no feed is due")
	}
	return f
}

func keep(t *testing.T, s *Store, f Feed, entry, text string) bool {
	t.Helper()
	return must[bool](t)(s.KeepEntry(t.Context(), f, entry, aFeedDraft(text), s.opt.Now(), time.Minute))
}

func actions(t *testing.T, s *Store) (out []string) {
	t.Helper()
	for _, a := range must[[]Audit](t)(s.Audits(t.Context(), guildA, 99)) {
		out = append(out, a.By+" "+a.Action)
	}
	return out
}

func TestAFeedIsFollowedOnceInAGuildAndNotWithoutEnd(t *testing.T) {
	s, _ := clocked(t)
	f := must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	want := aFeed()
	want.ID, want.Seen, want.Due, want.At = f.ID, nil, noon, noon
	same(t, must[[]Feed](t)(s.Feeds(t.Context(), guildA)), []Feed{want})
	_, err := s.FollowFeed(t.Context(), aFeed())
	fails(t, err, ErrExists)
	elsewhere := aFeed()
	elsewhere.Guild, elsewhere.Owner = guildB, ""
	must[Feed](t)(s.FollowFeed(t.Context(), elsewhere))
	foreign := aFeed()
	foreign.Owner = guildB
	_, err = s.FollowFeed(t.Context(), foreign)
	fails(t, err, ErrInvalid)
	for i := range MaxFeedsOfGuild {
		other := aFeed()
		other.Address += fmt.Sprint(i)
		_, err := s.FollowFeed(t.Context(), other)
		if i < MaxFeedsOfGuild-1 {
			ok(t, err)
		} else {
			fails(t, err, ErrFullGuild)
		}
	}
}

func TestWhatIsDoneWithAFeedIsAudited(t *testing.T) {
	s, _ := clocked(t)
	f := must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	same(t, must[bool](t)(s.AllowFeed(t.Context(), f.ID, bob, true)), true)
	same(t, must[bool](t)(s.AllowFeed(t.Context(), f.ID, alice, true)), false)
	same(t, must[Feed](t)(s.Feed(t.Context(), f.ID)).Allower, bob)
	same(t, must[bool](t)(s.AllowFeed(t.Context(), f.ID, alice, false)), true)
	ok(t, s.UnfollowFeed(t.Context(), f.ID, bob))
	fails(t, s.UnfollowFeed(t.Context(), f.ID, bob), ErrNotFound)
	_, err := s.AllowFeed(t.Context(), f.ID, bob, true)
	fails(t, err, ErrNotFound)
	same(t, actions(t, s), []string{bob + " unfollow feed", alice + " leave feed to moderators", bob + " publish feed by itself", alice + " follow feed"})
}

func TestAFeedIsOneClaimantsUntilTheLeaseEnds(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	first := claimFeed(t, s, "one")
	same(t, first.Seen, []string{"b", "a"})
	_, is, err := s.ClaimFeed(t.Context(), "two", *now, time.Minute)
	ok(t, err)
	same(t, is, false)
	same(t, must[time.Time](t)(s.NextFeed(t.Context())), noon.Add(time.Minute))

	*now = noon.Add(time.Minute) // the first has died
	second := claimFeed(t, s, "two")
	_, err = s.KeepEntry(t.Context(), first, "c", aFeedDraft("Late."), *now, time.Minute)
	fails(t, err, ErrTaken)
	same(t, keep(t, s, second, "c", "Text."), true)
	fails(t, s.FeedLooked(t.Context(), first, *now, *now, nil), ErrTaken)
	fails(t, s.FeedFailed(t.Context(), first, "", *now), ErrTaken)
	ok(t, s.ReleaseFeed(t.Context(), first))
	ok(t, s.RenewFeed(t.Context(), second, *now, time.Minute))
	ok(t, s.ReleaseFeed(t.Context(), second))
	same(t, claimFeed(t, s, "three").Seen, []string{"b", "a", "c"})
}

func TestAnEntryMakesOneDraftWhoeverBringsIt(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	same(t, keep(t, s, f, "c", "Text."), true)
	same(t, keep(t, s, f, "c", "Changed later."), false) // the same id
	same(t, keep(t, s, f, "d", "Text."), false)          // the same text
	same(t, must[bool](t)(s.KeepEntry(t.Context(), f, "e", nil, *now, time.Minute)), false)
	drafts := must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA))
	same(t, len(drafts), 1)
	want := *aFeedDraft("")
	want.ID, want.Guild, want.Owner, want.Data, want.At, want.Expires = drafts[0].ID, guildA, guildA, nil, noon, noon.Add(FeedDraftTime)
	want.Feed, want.Source = f.ID, f.Title
	same(t, drafts[0], want)
	d := must[ArticleDraft](t)(s.ArticleDraft(t.Context(), drafts[0].ID))
	same(t, []any{d.User, string(d.Data)}, []any{"", "Text."})
	same(t, len(must[[]ArticleDraft](t)(s.ArticleDrafts(t.Context(), guildA, "publish", 9))), 0)

	f.ETag, f.Remaining = `"2"`, 3
	ok(t, s.FeedLooked(t.Context(), f, *now, noon.Add(time.Hour), []string{"b"}))
	*now = noon.Add(time.Hour)
	f = claimFeed(t, s, "one")
	same(t, f.Seen, []string{"a", "c", "d", "e"})
	same(t, []any{f.ETag, f.Remaining, f.Looked}, []any{`"2"`, 3, noon})
}

func TestADraftOfAFeedIsChangedInItsTimeAndNeverComesBack(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	keep(t, s, claimFeed(t, s, "one"), "c", "Text.")
	found := must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA))[0]
	d := must[ArticleDraft](t)(s.ArticleDraft(t.Context(), found.ID))
	*now = noon.Add(20 * 24 * time.Hour)
	d.Data, d.Slug = []byte("Better."), "better"
	ok(t, s.SaveArticleDraft(t.Context(), d))
	got := must[ArticleDraft](t)(s.ArticleDraft(t.Context(), found.ID))
	same(t, []any{got.User, string(got.Data), got.Slug, got.Expires}, []any{"", "Better.", "better", noon.Add(FeedDraftTime)})
	ok(t, s.DropArticleDraft(t.Context(), d.ID))
	fails(t, s.SaveArticleDraft(t.Context(), d), ErrNotFound) // another has discarded it
	_, err := s.FeedDraft(t.Context(), d.ID)
	fails(t, err, ErrNotFound)
}

func TestTooManyDraftsOfFeedsAreLeftInTheFeed(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	for i := range MaxFeedDrafts {
		same(t, keep(t, s, f, fmt.Sprint(i), fmt.Sprint(i)), true)
	}
	_, err := s.KeepEntry(t.Context(), f, "over", aFeedDraft("Over."), *now, time.Minute)
	fails(t, err, ErrFullDrafts)
	all := must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA))
	ok(t, s.FinishArticleDraft(t.Context(), all[0].ID, 1))
	same(t, keep(t, s, f, "over", "Over."), true)
	*now = noon.Add(FeedDraftTime + time.Second)
	same(t, must[Swept](t)(s.Sweep(t.Context())).Drafts, MaxFeedDrafts+1)
	same(t, len(must[[]FeedDraft](t)(s.UntoldDrafts(t.Context()))), 0)
}

func TestWhatIsPublishedByItselfIsToldApart(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	for _, entry := range []string{"c", "d", "e"} {
		d := aFeedDraft(entry)
		d.ByItself = true
		must[bool](t)(s.KeepEntry(t.Context(), f, entry, d, *now, time.Minute))
	}
	waiting := must[[]FeedDraft](t)(s.DraftsByThemselves(t.Context(), f.ID))
	same(t, []any{len(waiting), string(waiting[0].Data)}, []any{3, "c"})
	same(t, len(must[[]FeedDraft](t)(s.UntoldDrafts(t.Context()))), 0)
	ok(t, s.FinishArticleDraft(t.Context(), waiting[0].ID, 1))
	ok(t, s.LeaveToModerators(t.Context(), waiting[1].ID, "Refused."))
	same(t, keep(t, s, f, "f", "By hand."), true) // a moderator publishes that at once, and need not be told
	for _, d := range must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA)) {
		if !d.ByItself && len(d.Notes) == 1 {
			ok(t, s.FinishArticleDraft(t.Context(), d.ID, 1))
		}
	}
	same(t, must[FeedDraft](t)(s.FeedDraft(t.Context(), waiting[1].ID)).Notes, []string{"Refused.", "Look."})
	untold := must[[]FeedDraft](t)(s.UntoldDrafts(t.Context()))
	same(t, len(untold), 2)
	ok(t, s.DraftsTold(t.Context(), []string{untold[0].ID, untold[1].ID}))
	same(t, len(must[[]FeedDraft](t)(s.UntoldDrafts(t.Context()))), 0)
	ok(t, s.UnfollowFeed(t.Context(), f.ID, bob)) // what it has not published stays
	same(t, len(must[[]FeedDraft](t)(s.DraftsByThemselves(t.Context(), f.ID))), 0)
	same(t, len(must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA))), 2)
	same(t, len(must[[]FeedDraft](t)(s.UntoldDrafts(t.Context()))), 1)
}

func TestAFeedThatFailsIsPausedUntilSomebodyLooks(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	ok(t, s.FeedFailed(t.Context(), claimFeed(t, s, "one"), "It is broken.", noon.Add(time.Hour)))
	*now = noon.Add(time.Hour)
	f := claimFeed(t, s, "one")
	same(t, []any{f.Failures, f.Failure, f.Paused()}, []any{1, "It is broken.", false})
	same(t, len(must[[]Feed](t)(s.UntoldPauses(t.Context()))), 0)
	ok(t, s.FeedFailed(t.Context(), f, "Still.", time.Time{}))
	same(t, must[[]Feed](t)(s.UntoldPauses(t.Context()))[0].Failures, 2)
	same(t, must[time.Time](t)(s.NextFeed(t.Context())), time.Time{})
	ok(t, s.PauseTold(t.Context(), f.ID))
	same(t, len(must[[]Feed](t)(s.UntoldPauses(t.Context()))), 0)
	ok(t, s.LookAtFeed(t.Context(), f.ID, *now))
	f = claimFeed(t, s, "one")
	same(t, []any{f.Failures, f.Paused()}, []any{0, false})

	// Who asks for a look while there is one gets another, also when that one fails.
	*now = now.Add(time.Second)
	ok(t, s.LookAtFeed(t.Context(), f.ID, *now))
	ok(t, s.FeedFailed(t.Context(), f, "Still.", time.Time{}))
	same(t, claimFeed(t, s, "one").Failures, 1)
	fails(t, s.LookAtFeed(t.Context(), "gone", *now), ErrNotFound)
}

func TestTheFeedsOfAGuildRestUntilSomebodyLooks(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	elsewhere := aFeed()
	elsewhere.Guild, elsewhere.Owner = guildB, guildB
	must[Feed](t)(s.FollowFeed(t.Context(), elsewhere))
	paused := func() Feed { return must[[]Feed](t)(s.Feeds(t.Context(), guildA))[0] }
	rests := func(when string) {
		t.Helper()
		f := paused()
		same(t, []any{when, f.Paused(), f.Failures, f.Failure}, []any{when, true, 0, "The bot was away."})
		same(t, len(must[[]Feed](t)(s.UntoldPauses(t.Context()))), 0)
	}
	ok(t, s.PauseFeedsOf(t.Context(), guildA, "The bot was away."))
	rests("at once")
	same(t, claimFeed(t, s, "one").Guild, guildB)

	for name, note := range map[string]func(Feed) error{
		"a look that comes to its end": func(f Feed) error { return s.FeedLooked(t.Context(), f, *now, now.Add(time.Hour), nil) },
		"one that fails":               func(f Feed) error { return s.FeedFailed(t.Context(), f, "It is broken.", now.Add(time.Hour)) },
	} {
		ok(t, s.LookAtFeed(t.Context(), paused().ID, *now))
		f := claimFeed(t, s, "one")
		same(t, f.Guild, guildA)
		ok(t, s.PauseFeedsOf(t.Context(), guildA, "The bot was away."))
		ok(t, note(f))
		rests(name)
	}
	ok(t, s.LookAtFeed(t.Context(), paused().ID, *now))
	same(t, claimFeed(t, s, "one").Guild, guildA)
}

func TestErasureTakesAPersonOffTheirFeedsAndWhatTheyAllowed(t *testing.T) {
	s, _ := clocked(t)
	mine := aFeed()
	mine.Allower, mine.Title = alice, "Of <@"+alice+">"
	mine = must[Feed](t)(s.FollowFeed(t.Context(), mine))
	bobs := aFeed()
	bobs.Address, bobs.By, bobs.Allower = "https://news.example/other", bob, bob
	must[Feed](t)(s.FollowFeed(t.Context(), bobs))
	if data := string(must[[]byte](t)(s.Export(t.Context(), alice))); !strings.Contains(data, mine.Address) || strings.Contains(data, bobs.Address) || !strings.Contains(data, `"published_by_itself": true`) {
		t.Error(data)
	}
	same(t, must[Erased](t)(s.Erase(t.Context(), alice)).Feeds, 1)
	noTraces(t, s, alice)
	got := must[Feed](t)(s.Feed(t.Context(), mine.ID))
	same(t, []string{got.By, got.Allower, got.Title}, []string{"", "", "Of <@erased>"})
	same(t, actions(t, s)[0], "bot leave feed to moderators")
	same(t, must[[]Feed](t)(s.Feeds(t.Context(), guildA))[1].Allower, bob)
	ok(t, s.DeleteGuild(t.Context(), guildA))
	same(t, len(must[[]Feed](t)(s.Feeds(t.Context(), guildA))), 0)
	noTraces(t, s, "news.example")
}

func TestALegalErasureReachesTheDraftsOfFeeds(t *testing.T) {
	s, now := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	publish(t, s, aVersion(1, VersionAdded, "The secret of the article."))
	f := claimFeed(t, s, "one")
	keep(t, s, f, "near", "The secret of the article, nearly.")
	d := aFeedDraft("Another matter.")
	d.Near = nil
	must[bool](t)(s.KeepEntry(t.Context(), f, "far", d, *now, time.Minute))
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 1, By: bob, Why: "the law"}))
	noTraces(t, s, "secret of the article")
	same(t, len(must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), guildA))), 1)
}

func TestFeedsAreReadFromAFileThatABotUses(t *testing.T) {
	s, _ := clocked(t)
	f := must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	same(t, must[[]Feed](t)(ReadFeeds(t.Context(), s.opt.Path))[0].ID, f.ID)
}

func TestAFeedThatWasDueWhenTheClockWasAheadIsDue(t *testing.T) {
	s, now := clocked(t)
	f := aFeed()
	f.Due = noon.Add(365 * 24 * time.Hour)
	must[Feed](t)(s.FollowFeed(t.Context(), f))
	claimFeed(t, s, "one")
	*now = now.Add(-2 * MaxLease) // the clock is put right while one is at it
	claimFeed(t, s, "two")
}

func TestALegalErasureReachesDraftsThatTurnOutToBeNear(t *testing.T) {
	s, _ := clocked(t)
	must[Feed](t)(s.FollowFeed(t.Context(), aFeed()))
	f := claimFeed(t, s, "one")
	keep(t, s, f, "c", "Told here too.")
	publish(t, s, aVersion(1, VersionAdded, "Told."))
	shared := aVersion(1, VersionAdded, "For all.")
	shared.Guild, shared.Slug, shared.File = "", "later_on", "later_on.md"
	publish(t, s, shared)
	d := must[[]FeedDraft](t)(s.FeedDrafts(t.Context(), AnyGuild))[0]
	ok(t, s.NoteNear(t.Context(), d.ID, "later_on"))
	ok(t, s.NoteNear(t.Context(), "gone", "later_on"))
	same(t, must[int](t)(s.RoomForDrafts(t.Context(), guildA)), MaxFeedDrafts-1)
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: "", Slug: "later_on", Saw: 1, By: bob, Why: "the law"}))
	noTraces(t, s, "Told here too")
	same(t, must[int](t)(s.RoomForDrafts(t.Context(), guildA)), MaxFeedDrafts)
}
