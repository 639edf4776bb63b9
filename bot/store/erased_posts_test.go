package store

import (
	"errors"
	"slices"
	"testing"
)

func TestAllPostsOfAnErasedArticleAreDueOnce(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	publish(t, s, aVersion(1, VersionAdded, "One."), aVersion(2, VersionEdited, "Two."))
	posted(t, s, guildA, "rift@1#p1.s1", "1")
	posted(t, s, guildA, "rift@1#p1.s1", "")   // was never shown
	posted(t, s, guildA, "other@1#p1.s1", "2") // cites another
	posted(t, s, guildB, "rift@1#p1.s1", "3")  // in a guild that has another of that name
	must[int](t)(s.AddCorrections(ctx, guildA, "rift", 2, []string{"rift@1#p1.s1"}))
	c := must[[]Correction](t)(s.Corrections(ctx, 9))[0]
	c.Outcome, c.Reply = CorrectionPosted, "4"
	must[bool](t)(s.TellCorrection(ctx, c))

	must[int](t)(s.AddCorrections(ctx, guildA, "ruling/1", 1, []string{"rift@1#p1.s1"})) // shows it too
	c = must[[]Correction](t)(s.Corrections(ctx, 9))[0]
	c.Outcome, c.Reply = CorrectionPosted, "6"
	must[bool](t)(s.TellCorrection(ctx, c))

	e := Erasure{Guild: guildA, Slug: "rift", Saw: 2, By: alice}
	must[ErasedArticle](t)(s.EraseArticle(ctx, e))
	channel := anAnswer().Channel
	due := must[[]PostedAt](t)(s.ErasedPosts(ctx, 9))
	slices.SortFunc(due, func(a, b PostedAt) int { return int(a.Message[0]) - int(b.Message[0]) })
	same(t, due, []PostedAt{{guildA, channel, "1"}, {guildA, channel, "4"}, {guildA, channel, "6"}})

	same(t, must[int](t)(s.TryErasedPost(ctx, due[0])), 1)
	same(t, must[[]PostedAt](t)(s.ErasedPosts(ctx, 2)), due[1:]) // what was not tried goes first
	for _, p := range due {
		ok(t, s.DoneErasedPost(ctx, p))
	}
	if _, err := s.TryErasedPost(ctx, due[0]); !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	posted(t, s, guildA, "rift@1#p1.s1", "5") // by somebody who had begun before
	must[ErasedArticle](t)(s.EraseLate(ctx, e))
	same(t, must[[]PostedAt](t)(s.ErasedPosts(ctx, 9)), []PostedAt{{guildA, channel, "5"}})
}
