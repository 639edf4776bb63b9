package store

import (
	"bytes"
	"slices"
	"testing"
	"time"
)

var (
	grown = Sentence{"harbour", "d1"}
	older = Sentence{"council", "d2"}
)

func TestTheLatestRulingOnTwoSentencesCounts(t *testing.T) {
	s := openNew(t)
	r := Ruling{Guild: guildA, Stands: grown, Falls: older, By: bob, Why: "It is newer.", At: noon.Add(-time.Hour)}
	ok(t, s.Rule(t.Context(), r))
	same(t, must[[]Ruling](t)(s.Rulings(t.Context(), guildA)), []Ruling{r})
	same(t, must[[]Ruling](t)(s.Rulings(t.Context(), guildB)), []Ruling(nil))
	same(t, must[[]string](t)(s.GuildsWithRulings(t.Context())), []string{guildA})

	turned := Ruling{Guild: guildA, Stands: older, Falls: grown, By: alice, At: noon}
	ok(t, s.Rule(t.Context(), turned))
	same(t, must[[]Ruling](t)(s.Rulings(t.Context(), guildA)), []Ruling{turned})
	r.By = bob
	ok(t, s.Unrule(t.Context(), r)) // whichever stands
	ok(t, s.Unrule(t.Context(), r))
	same(t, must[[]Ruling](t)(s.Rulings(t.Context(), guildA)), []Ruling(nil))
	var did []string
	for _, a := range must[[]Audit](t)(s.Audits(t.Context(), guildA, 9)) {
		did = append(did, a.By+" "+a.Action+" "+a.Subject+" "+a.Detail)
	}
	same(t, did, []string{
		bob + " take ruling back harbour over council ", alice + " rule council over harbour ", bob + " rule harbour over council It is newer.",
	})
	for _, bad := range []Ruling{{Stands: grown, Falls: older, By: bob}, {Guild: guildA, Stands: grown, Falls: grown, By: bob}, {Guild: guildA, Stands: grown, Falls: older}} {
		fails(t, s.Rule(t.Context(), bad), ErrInvalid)
	}
}

func TestARulingOutlivesItsMakerAndNotItsArticle(t *testing.T) {
	s := openNew(t)
	publish(t, s, Version{Slug: "harbour", Version: 1, File: "harbour.md", Data: []byte("One."), Action: VersionAdded, By: bob})
	ok(t, s.Rule(t.Context(), Ruling{Guild: guildA, Stands: grown, Falls: older, By: alice, Why: "Ask <@" + alice + ">."}))
	ok(t, s.TellNever(t.Context(), alice))
	data := must[[]byte](t)(s.Export(t.Context(), alice))
	for _, want := range []string{`"stands": "harbour"`, `"not_told_of_answers": true`} {
		if !bytes.Contains(data, []byte(want)) {
			t.Errorf("no %s in\n%s", want, data)
		}
	}
	done := must[Erased](t)(s.Erase(t.Context(), alice))
	same(t, []int{done.Rulings, done.Untold, done.Audits}, []int{1, 1, 1})
	noTraces(t, s, alice)
	r := must[[]Ruling](t)(s.Rulings(t.Context(), guildA))[0]
	same(t, []string{r.By, r.Why}, []string{"erased", "Ask <@erased>."})
	must[ErasedArticle](t)(s.EraseArticle(t.Context(), Erasure{Guild: "", Slug: "harbour", Saw: 1, By: bob, Why: ""}))
	same(t, must[[]Ruling](t)(s.Rulings(t.Context(), guildA)), []Ruling(nil))
}

func TestAComplaintIsClosedUntilItIsMadeAgain(t *testing.T) {
	s := openNew(t)
	id := must[string](t)(s.RecordAnswer(t.Context(), anAnswer()))
	ok(t, s.Rate(t.Context(), Feedback{Answer: id, User: alice, Comment: "No."}))
	fails(t, s.CloseComplaint(t.Context(), guildB, id, alice, bob), ErrNotFound)
	ok(t, s.CloseComplaint(t.Context(), guildA, id, alice, bob))
	ok(t, s.CloseComplaint(t.Context(), guildA, id, alice, bob))
	same(t, len(must[[]Feedback](t)(s.Complaints(t.Context(), guildA, time.Time{}))), 0)
	same(t, len(must[[]Audit](t)(s.Audits(t.Context(), guildA, 9))), 1)
	ok(t, s.Rate(t.Context(), Feedback{Answer: id, User: alice, Comment: "Still no."}))
	same(t, len(must[[]Feedback](t)(s.Complaints(t.Context(), guildA, time.Time{}))), 1)
}

// asked records that somebody asked what nothing answers.
func asked(t *testing.T, s *Store, question, user string, public bool) Gap {
	t.Helper()
	return must[Gap](t)(s.RecordGap(t.Context(), Gap{Guild: guildA, Question: question, Asker: user, Channel: channel, Public: public}))
}

func TestAskersAreToldOnceEachAndAfterAStopTheRest(t *testing.T) {
	s := openNew(t)
	g := asked(t, s, "Who?", alice, true)
	asked(t, s, "Who?", bob, false)
	h := asked(t, s, "Whoever?", bob, true)
	same(t, must[[]string](t)(s.GuildsWithGaps(t.Context())), []string{guildA})
	ok(t, s.SetAnswered(t.Context(), guildA, []string{g.ID, h.ID}, nil))
	ok(t, s.SetAnswered(t.Context(), guildA, nil, []string{h.ID}))
	same(t, must[Gap](t)(s.Gap(t.Context(), guildA, g.ID)).AnsweredAt, noon)
	same(t, must[Gap](t)(s.Gap(t.Context(), guildA, h.ID)).AnsweredAt.IsZero(), true)
	same(t, len(must[[]Telling](t)(s.Tellings(t.Context(), 9))), 0) // nobody has decided

	same(t, must[int](t)(s.ReleaseGaps(t.Context(), guildB, []string{g.ID}, g.ID, bob)), 0)
	same(t, must[int](t)(s.ReleaseGaps(t.Context(), guildA, []string{g.ID, h.ID}, h.ID, bob)), 2)
	same(t, must[int](t)(s.ReleaseGaps(t.Context(), guildA, []string{g.ID, h.ID}, h.ID, bob)), 0)
	same(t, len(must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))), 0)
	due := must[[]Telling](t)(s.Tellings(t.Context(), 9))
	var got []Telling
	for _, d := range due {
		d.At = time.Time{}
		got = append(got, d)
	}
	want := []Telling{
		{g.ID, guildA, "Who?", "Whoever?", alice, channel, true, time.Time{}},
		{g.ID, guildA, "Who?", "Whoever?", bob, channel, false, time.Time{}},
		{h.ID, guildA, "Whoever?", "Whoever?", bob, channel, true, time.Time{}},
	}
	same(t, len(got), 3)
	for _, w := range want {
		found := false
		for _, g := range got {
			found = found || g == w
		}
		if !found {
			t.Errorf("no %+v in %+v", w, got)
		}
	}
	ok(t, s.Told(t.Context(), due[:1]))
	same(t, len(must[[]Telling](t)(s.Tellings(t.Context(), 9))), 2)
	ok(t, s.TellNever(t.Context(), due[1].User))
	ok(t, s.TellNever(t.Context(), due[1].User))
	ok(t, s.Told(t.Context(), due[:1]))
	for _, left := range must[[]Telling](t)(s.Tellings(t.Context(), 9)) {
		if left.User == due[1].User {
			t.Errorf("%+v asked not to be told", left)
		}
	}
}

// TestWhoIsToldAgainIsToldOfWhatComesAndNotOfWhatWas goes from one who is told through a
// time in which they are not to one in which they are.
func TestWhoIsToldAgainIsToldOfWhatComesAndNotOfWhatWas(t *testing.T) {
	s := openNew(t)
	release := func(g Gap) {
		t.Helper()
		same(t, must[int](t)(s.ReleaseGaps(t.Context(), guildA, []string{g.ID}, g.ID, bob)), 1)
	}
	ok(t, s.TellNever(t.Context(), alice))
	release(asked(t, s, "Who?", alice, true))
	both := asked(t, s, "When?", alice, true)
	asked(t, s, "When?", bob, true)
	release(both)
	open := asked(t, s, "Where?", alice, true)
	ok(t, s.TellAgain(t.Context(), alice))
	ok(t, s.TellAgain(t.Context(), alice))
	due := must[[]Telling](t)(s.Tellings(t.Context(), 9))
	same(t, []any{len(due), due[0].User, due[0].Gap}, []any{1, bob, both.ID})
	release(open)
	due = slices.DeleteFunc(must[[]Telling](t)(s.Tellings(t.Context(), 9)), func(d Telling) bool { return d.User != alice })
	same(t, []any{len(due), due[0].Gap}, []any{1, open.ID})
	same(t, bytes.Contains(must[[]byte](t)(s.Export(t.Context(), alice)), []byte(`"not_told_of_answers": false`)), true)
}

func TestAGapThatIsNotAnsweredAfterAllIsOpenAgain(t *testing.T) {
	s := openNew(t)
	g := asked(t, s, "Who?", alice, true)
	must[int](t)(s.ReleaseGaps(t.Context(), guildA, []string{g.ID}, g.ID, bob))
	ok(t, s.ReopenGaps(t.Context(), guildA, []string{g.ID}))
	same(t, must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))[0].ID, g.ID)
	must[int](t)(s.ReleaseGaps(t.Context(), guildA, []string{g.ID}, g.ID, bob))
	again := asked(t, s, "who", bob, true)
	ok(t, s.ReopenGaps(t.Context(), guildA, []string{g.ID})) // it was asked again meanwhile
	open := must[[]Gap](t)(s.Gaps(t.Context(), guildA, 9))
	same(t, len(open), 1)
	same(t, open[0].ID, again.ID)
}
