package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// posted records an answer of guild A that cites one reference.
func posted(t testing.TB, s *Store, guild, ref, message string) string {
	t.Helper()
	a := anAnswer()
	a.Guild, a.Message, a.Citations = guild, message, []Citation{{1, ref, "Quote."}}
	return must[string](t)(s.RecordAnswer(t.Context(), a))
}

func TestWhoCitesWhatChangedIsToldOnce(t *testing.T) {
	s := openNew(t)
	ctx := t.Context()
	publish(t, s, aVersion(1, VersionAdded, "One."), aVersion(2, VersionEdited, "Two."))
	same(t, must[[]Uncorrected](t)(s.Uncorrected(ctx)), []Uncorrected{{guildA, "rift", 1, 2}})
	first := posted(t, s, guildA, "rift@1#p1.s1", "1")
	posted(t, s, guildA, "rift@1#p2.s1", "2") // another sentence
	posted(t, s, guildA, "rift@1#p1.s1", "")  // not posted
	refused := anAnswer()
	refused.Answered, refused.Message, refused.Citations = false, "5", []Citation{{1, "rift@1#p1.s1", "Quote."}} // what came nearest
	must[string](t)(s.RecordAnswer(ctx, refused))
	posted(t, s, guildB, "rift@1#p1.s1", "3")   // another guild's article
	posted(t, s, guildA, "rift-2@1#p1.s1", "4") // another article
	same(t, must[[]string](t)(s.CitedRefs(ctx, guildA, "rift")), []string{"rift@1#p1.s1", "rift@1#p2.s1"})
	same(t, must[[]string](t)(s.CitedRefs(ctx, "", "rift-2")), []string{"rift-2@1#p1.s1"})

	refs := []string{"rift@1#p1.s1", "rift@1#p9.s9"}
	answers, all, err := s.AnswersWithRefs(ctx, guildA, refs, 9)
	ok(t, err)
	same(t, []any{len(answers), all, answers[0].ID}, []any{1, 1, first})
	same(t, must[int](t)(s.AddCorrections(ctx, guildA, "rift", 2, refs)), 1)
	same(t, must[int](t)(s.AddCorrections(ctx, guildA, "rift", 2, refs)), 1)
	same(t, must[[]Uncorrected](t)(s.Uncorrected(ctx)), []Uncorrected(nil))
	want := Correction{Answer: first, Guild: guildA, Slug: "rift", Version: 2, At: noon}
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9)), []Correction{want})

	// A later one takes the place of one that nobody was told of.
	publish(t, s, aVersion(3, VersionEdited, "Three."))
	must[int](t)(s.AddCorrections(ctx, guildA, "rift", 3, refs))
	want.Version = 3
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9)), []Correction{want})
	want.Outcome, want.Reply = CorrectionPosted, "7"
	same(t, must[bool](t)(s.TellCorrection(ctx, want)), true)
	same(t, must[bool](t)(s.TellCorrection(ctx, want)), false)
	same(t, must[string](t)(s.CorrectedBy(ctx, "7")), first)
	for _, message := range []string{"", "1"} {
		if _, err := s.CorrectedBy(ctx, message); !errors.Is(err, ErrNotFound) {
			t.Errorf("message %q: %v", message, err)
		}
	}
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9)), []Correction(nil))
	must[int](t)(s.AddCorrections(ctx, guildA, "rift", 3, refs))
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9)), []Correction(nil)) // it was told
}

func TestNobodyIsToldOfAnErasedArticle(t *testing.T) {
	s := openNew(t)
	publish(t, s, aVersion(1, VersionAdded, "One."), aVersion(2, VersionEdited, "Two."))
	posted(t, s, guildA, "rift@1#p1.s1", "1")
	must[int](t)(s.AddCorrections(t.Context(), guildA, "rift", 2, []string{"rift@1#p1.s1"}))
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: guildA, Slug: "rift", Saw: 2, By: bob, Why: ""}))
	same(t, must[[]Correction](t)(s.Corrections(t.Context(), 9)), []Correction(nil))
	same(t, must[[]Uncorrected](t)(s.Uncorrected(t.Context())), []Uncorrected(nil))
}

func TestOfManyAnswersTheNewestAreShown(t *testing.T) {
	s := openNew(t)
	for i := range 5 {
		a := anAnswer()
		a.At, a.Message, a.Citations = noon.Add(time.Duration(i)*time.Hour), "m", []Citation{{1, "rift@1#p1.s1", "Quote."}}
		must[string](t)(s.RecordAnswer(t.Context(), a))
	}
	answers, all, err := s.AnswersWithRefs(t.Context(), "", []string{"rift@1#p1.s1"}, 2)
	ok(t, err)
	same(t, []any{len(answers), all, answers[0].At, answers[1].At}, []any{2, 5, noon.Add(4 * time.Hour), noon.Add(3 * time.Hour)})
}

// dueCorrection notes a correction of a posted answer and returns it.
func dueCorrection(t testing.TB, s *Store, guild, message string) Correction {
	t.Helper()
	id := posted(t, s, guild, "rift@1#p1.s1", message)
	publish(t, s, aVersion(1, VersionAdded, "One."), aVersion(2, VersionEdited, "Two."))
	must[int](t)(s.AddCorrections(t.Context(), guild, "rift", 2, []string{"rift@1#p1.s1"}))
	return Correction{Answer: id, Guild: guild, Slug: "rift", Version: 2}
}

func TestOfTwoWhoBeginACorrectionOneTellsIt(t *testing.T) {
	now := noon
	s := openAt(t, filepath.Join(t.TempDir(), "r.db"), func(o *Options) { o.Now = func() time.Time { return now } })
	ctx := t.Context()
	c := dueCorrection(t, s, guildA, "1")
	begun, tries, mine, err := s.ClaimCorrection(ctx, c)
	ok(t, err)
	same(t, []any{begun, tries, mine}, []any{noon, 1, true})
	_, _, mine, err = s.ClaimCorrection(ctx, c)
	ok(t, err)
	same(t, mine, false)
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9)), []Correction(nil))
	now = now.Add(CorrectionLease) // who began it is gone
	same(t, must[[]Correction](t)(s.Corrections(ctx, 9))[0].Tries, 1)
	begun, tries, mine, err = s.ClaimCorrection(ctx, c)
	ok(t, err)
	same(t, []any{begun, tries, mine}, []any{noon, 2, true})

	list := CorrectionList{guildA, guildA, "rift", 2}
	same(t, must[[]CorrectionList](t)(s.CorrectionLists(ctx, 9)), []CorrectionList(nil))
	c.Outcome, c.Reply = CorrectionPosted, "7"
	same(t, must[bool](t)(s.TellCorrection(ctx, c)), true)
	now = now.Add(time.Hour)
	_, _, mine, err = s.ClaimCorrection(ctx, c)
	ok(t, err)
	same(t, mine, false)
	same(t, must[int](t)(s.CorrectionsPosted(ctx, guildA, c)), 1)
	same(t, must[int](t)(s.CorrectionsPosted(ctx, guildB, c)), 0)

	same(t, must[[]CorrectionList](t)(s.CorrectionLists(ctx, 9)), []CorrectionList{list})
	_, _, mine, err = s.ClaimCorrectionList(ctx, list)
	ok(t, err)
	same(t, mine, true)
	same(t, must[[]CorrectionList](t)(s.CorrectionLists(ctx, 9)), []CorrectionList(nil))
	found, outcomes, err := s.CorrectionsOf(ctx, list, 9)
	ok(t, err)
	same(t, []any{len(found), found[0].Reply, found[0].Message, outcomes[CorrectionPosted]}, []any{1, "7", "1", 1})
	ok(t, s.TellCorrectionList(ctx, list))
	now = now.Add(time.Hour)
	same(t, must[[]CorrectionList](t)(s.CorrectionLists(ctx, 9)), []CorrectionList(nil))
}

func TestAnAnswerFromAnEarlierDayIsNotCorrected(t *testing.T) {
	s := openNew(t)
	a := anAnswer()
	a.Message, a.AsOf, a.Citations = "1", noon.AddDate(0, 0, -9), []Citation{{1, "rift@1#p1.s1", "Quote."}}
	id := must[string](t)(s.RecordAnswer(t.Context(), a))
	same(t, must[Answer](t)(s.Answer(t.Context(), id)).AsOf, a.AsOf)
	same(t, must[[]string](t)(s.CitedRefs(t.Context(), guildA, "rift")), []string(nil))
	same(t, must[int](t)(s.AddCorrections(t.Context(), guildA, "rift", 2, []string{"rift@1#p1.s1"})), 0)
}
