package store

import (
	"fmt"
	"testing"
	"time"
)

func aDraft(id string) ArticleDraft {
	return ArticleDraft{
		ID: id, Guild: guildA, User: alice, Owner: guildA, Slug: "rift", File: "rift.md", Action: "publish",
		Saw: 2, Version: 3, Paragraph: 4, Data: []byte("The text."), Why: "a slip",
	}
}

func TestADraftWaitsAWeekAndIsTakenBackByItsID(t *testing.T) {
	now := noon
	s := openAt(t, openNew(t).opt.Path)
	s.opt.Now = func() time.Time { return now }
	want := aDraft("1")
	ok(t, s.SaveArticleDraft(t.Context(), want))
	want.At, want.Expires = noon, noon.Add(DraftTime)
	same(t, must[ArticleDraft](t)(s.ArticleDraft(t.Context(), "1")), want)

	ok(t, s.FinishArticleDraft(t.Context(), "1", 5))
	done := must[ArticleDraft](t)(s.ArticleDraft(t.Context(), "1"))
	same(t, []any{done.Done, len(done.Data)}, []any{5, 0})

	again := aDraft("1")
	again.Saw, again.Data = 5, []byte("Another.")
	now = noon.Add(time.Hour)
	ok(t, s.SaveArticleDraft(t.Context(), again))
	got := must[ArticleDraft](t)(s.ArticleDraft(t.Context(), "1"))
	same(t, []any{got.Saw, string(got.Data), got.Done, got.Expires}, []any{5, "Another.", 0, now.Add(DraftTime)})

	now = got.Expires
	_, err := s.ArticleDraft(t.Context(), "1")
	fails(t, err, ErrNotFound)
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{Drafts: 1})
	same(t, must[Swept](t)(s.Sweep(t.Context())), Swept{})
	fails(t, s.SaveArticleDraft(t.Context(), ArticleDraft{ID: "2"}), ErrInvalid)
}

func TestOfTooManyDraftsTheOldestGoes(t *testing.T) {
	s := openNew(t)
	for i := range maxDrafts + 3 {
		ok(t, s.SaveArticleDraft(t.Context(), aDraft(fmt.Sprint(100+i))))
	}
	other := aDraft("1")
	other.User = bob
	ok(t, s.SaveArticleDraft(t.Context(), other))
	for i, want := range []error{ErrNotFound, ErrNotFound, ErrNotFound, nil} {
		if _, err := s.ArticleDraft(t.Context(), fmt.Sprint(100+i)); want == nil {
			ok(t, err)
		} else {
			fails(t, err, want)
		}
	}
	must[ArticleDraft](t)(s.ArticleDraft(t.Context(), "1"))
	ok(t, s.DropArticleDraft(t.Context(), "1"))
	ok(t, s.DropArticleDraft(t.Context(), "1"))
	_, err := s.ArticleDraft(t.Context(), "1")
	fails(t, err, ErrNotFound)
}

func TestDraftsGoWithTheirMakerAndTheirArticle(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."))
	for id, slug := range map[string]string{"1": "rift", "2": "", "3": "harbour"} {
		d := aDraft(id)
		d.Slug, d.User = slug, bob
		ok(t, s.SaveArticleDraft(t.Context(), d))
	}
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 1, By: bob, Why: "the law"}))
	for _, id := range []string{"1", "2"} {
		_, err := s.ArticleDraft(t.Context(), id)
		fails(t, err, ErrNotFound)
	}
	must[ArticleDraft](t)(s.ArticleDraft(t.Context(), "3"))
	same(t, must[Erased](t)(s.Erase(t.Context(), bob)).Drafts, 1)
	_, err := s.ArticleDraft(t.Context(), "3")
	fails(t, err, ErrNotFound)
}

func TestAuditsComeInPages(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."))
	publish(t, s, aVersion(2, VersionEdited, "Two."))
	shared := aVersion(1, VersionAdded, "For all.")
	shared.Guild, shared.File = "", "rift.md"
	publish(t, s, shared)
	for _, c := range []struct {
		shared        bool
		offset, limit int
		want          []string
		of            int
	}{
		{false, 0, 1, []string{ActionEditArticle}, 2},
		{false, 1, 9, []string{ActionAddArticle}, 2},
		{true, 0, 2, []string{ActionAddArticle, ActionEditArticle}, 3},
		{true, 3, 2, nil, 3},
	} {
		found, of, err := s.AuditsFrom(t.Context(), guildA, c.shared, c.offset, c.limit)
		ok(t, err)
		var got []string
		for _, a := range found {
			got = append(got, a.Action)
		}
		same(t, got, c.want)
		same(t, of, c.of)
	}
}
