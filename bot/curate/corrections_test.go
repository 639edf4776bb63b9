package curate

import (
	"testing"
	"testing/fstest"
	"time"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// answered records an answer that was posted in a guild and cites sentences, as that guild
// reads them.
func (s *scene) answered(guild, message string, refs ...string) string {
	s.t.Helper()
	a := store.Answer{Guild: guild, Channel: "910000000000000001", Message: message, Asker: bob, Question: "Why?", Text: "Because.", Kind: store.KindAsk, Answered: true}
	for i, ref := range refs {
		r := must[corpus.Ref](s.t)(corpus.ParseRef(ref))
		quote := "another guild's"
		if v, err := s.Version(s.t.Context(), guild, r.Article, r.Version); err == nil {
			if span, is := v.Sentence(r); is {
				quote = v.Raw(span)
			}
		}
		a.Citations = append(a.Citations, store.Citation{N: i + 1, Ref: ref, Quote: quote})
	}
	return must[string](s.t)(s.store.RecordAnswer(s.t.Context(), a))
}

// corrections finds what is due, as Run does, and lists it.
func (s *scene) corrections() []Correction {
	s.t.Helper()
	ok(s.t, s.correct(s.t.Context()))
	return must[[]Correction](s.t)(s.Corrections(s.t.Context(), 99))
}

const harbour = "The harbour has 40 berths. It was opened in 1904.\n\nFishing boats lie in the north basin.\n"

// changedHarbour changes the first sentence, keeps the second, and drops the third.
const changedHarbour = "The harbour has 55 berths. It was opened in 1904.\n"

func TestAPreviewShowsWhatReadersWouldSee(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour, "harbour-2.md": harbour})
	first := s.answered(guildA, "1", "harbour@1#p1.s1", "harbour@1#p1.s2", "harbour-2@1#p1.s1")
	s.answered(guildA, "2", "harbour@1#p1.s2")   // stays as it is
	s.answered(guildA, "3", "harbour-2@1#p1.s1") // another article
	second := s.answered(guildB, "4", "harbour@1#p2.s1")
	p := must[*Proposal](t)(s.Propose(t.Context(), Change{Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1}))
	preview := must[*Preview](t)(s.Preview(t.Context(), p))
	var kinds []changes.Kind
	for _, c := range changes.News(preview.Changes) {
		kinds = append(kinds, c.Kind)
	}
	same(t, kinds, []changes.Kind{changes.Changed, changes.Withdrawn})
	same(t, preview.CitedAll, 2)
	got := make(map[string][]string)
	for _, c := range preview.Cited {
		for _, a := range c.Altered {
			got[c.ID] = append(got[c.ID], a.Ref+" "+a.Kind.String()+": "+a.Old+" → "+a.New)
		}
	}
	same(t, got, map[string][]string{
		first:  {"harbour@1#p1.s1 changed: The harbour has 40 berths. → The harbour has 55 berths."},
		second: {"harbour@1#p2.s1 withdrawn: Fishing boats lie in the north basin. → "},
	})
	same(t, s.corrections(), []Correction(nil)) // nothing is public
}

func TestWhoCitesWhatAChangeAltersIsCorrectedOnce(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour})
	id := s.answered(guildA, "1", "harbour@1#p1.s1", "harbour@1#p1.s2")
	s.answered(guildA, "2", "harbour@1#p1.s2")
	s.answered(guildA, "", "harbour@1#p1.s1") // was not posted
	s.put("harbour.md", changedHarbour)       // as an editor on the machine does
	s.look()
	s.restart() // nobody has looked yet
	due := s.corrections()
	if len(due) != 1 {
		t.Fatalf("%+v", due)
	}
	c := due[0]
	same(t, []any{c.Post.ID, c.Article.Version, len(c.Altered), c.Altered[0].New, c.Altered[0].Now[0].String()},
		[]any{id, 2, 1, "The harbour has 55 berths.", "harbour@2#p1.s1"})
	c.Outcome = store.CorrectionPosted
	same(t, must[bool](t)(s.store.TellCorrection(t.Context(), c.Correction)), true)
	same(t, must[bool](t)(s.store.TellCorrection(t.Context(), c.Correction)), false)
	same(t, s.corrections(), []Correction(nil))
	s.restart()
	same(t, s.corrections(), []Correction(nil))
}

func TestACorrectionSaysWhatIsSaidNow(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour})
	s.answered(guildA, "1", "harbour@1#p1.s1")
	publish := func(text string, saw int) {
		s.publish(Change{Slug: "harbour", Data: []byte(text), By: alice, Saw: saw})
	}
	publish("The harbour has 55 berths.\n", 1)
	same(t, len(s.corrections()), 1)
	publish("The harbour has 70 berths.\n", 2)
	due := s.corrections()
	same(t, []any{len(due), due[0].Altered[0].Old, due[0].Altered[0].New},
		[]any{1, "The harbour has 40 berths.", "The harbour has 70 berths."})
	// Who cites the version between is corrected by the change that altered it.
	s.answered(guildA, "2", "harbour@3#p1.s1")
	publish("The harbour has 80 berths.\n", 3)
	same(t, len(s.corrections()), 2)
	publish(harbour, 4) // all as it was: the first answer is right again
	due = s.corrections()
	same(t, []any{len(due), due[0].Post.Message}, []any{1, "2"})
	must[*Published](t)(s.Withdraw(t.Context(), "", "harbour", alice, "", 5))
	for _, c := range s.corrections() {
		if c.Article != nil || c.Altered[0].Kind != changes.Withdrawn || c.Altered[0].New != "" {
			t.Errorf("%+v", c)
		}
	}
}

func TestRunFindsCorrections(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour})
	s.answered(guildA, "1", "harbour@1#p1.s1")
	s.running()
	s.publish(Change{Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1})
	select {
	case <-s.Due():
	case <-time.After(20 * time.Second):
		t.Fatal("none after 20 s")
	}
	same(t, len(must[[]Correction](t)(s.Corrections(t.Context(), 9))), 1)
}

func TestAnAnswerThatIsPostedLateIsCorrected(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour})
	s.publish(Change{Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1})
	same(t, len(s.corrections()), 0)
	s.answered(guildA, "1", "harbour@1#p1.s1") // begun before the change
	same(t, len(s.corrections()), 0)
	s.correctLate(t.Context())
	same(t, len(s.corrections()), 1)
	s.correctLate(t.Context())
	same(t, len(s.corrections()), 1)
}

func TestAnotherProcessesChangeIsWhatACorrectionSays(t *testing.T) {
	s := newScene(t, map[string]string{"harbour.md": harbour})
	s.answered(guildA, "1", "harbour@1#p1.s1")
	other := must[*Keeper](t)(Open(t.Context(), Options{Store: s.store, Files: fstest.MapFS{"harbour.md": {Data: []byte(harbour)}}}))
	_, err := other.Publish(t.Context(), Change{Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1})
	ok(t, err)
	due := s.corrections()
	same(t, []any{len(due), due[0].Altered[0].New}, []any{1, "The harbour has 55 berths."})
}

func TestOneGuildsArticleIsCorrectedThereAlone(t *testing.T) {
	s := newScene(t, nil)
	s.publish(Change{Guild: guildA, Slug: "harbour", Data: []byte(harbour), By: alice})
	s.answered(guildA, "1", "harbour@1#p1.s1")
	s.answered(guildB, "2", "harbour@1#p1.s1")
	s.publish(Change{Guild: guildA, Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1})
	due := s.corrections()
	same(t, []any{len(due), due[0].Post.Guild, due[0].Guild}, []any{1, guildA, guildA})
	_, _, err := s.Purge(t.Context(), guildA, "harbour", alice, "the law", 2)
	ok(t, err)
	same(t, s.corrections(), []Correction(nil))
}

func TestWhatCitesAGuildsOwnArticleIsNotCorrectedByASharedOneOfItsName(t *testing.T) {
	s := newScene(t, nil)
	s.publish(Change{Guild: guildA, Slug: "harbour", Data: []byte("Our own harbour is small."), By: alice})
	own := s.answered(guildA, "1", "harbour@1#p1.s1")
	s.put("harbour.md", harbour) // by the operator, later
	s.look()
	shared := s.answered(guildB, "2", "harbour@1#p1.s1")
	p := must[*Proposal](t)(s.Propose(t.Context(), Change{Slug: "harbour", Data: []byte(changedHarbour), By: alice, Saw: 1}))
	preview := must[*Preview](t)(s.Preview(t.Context(), p))
	same(t, []any{preview.CitedAll, preview.Cited[0].ID}, []any{1, shared})
	s.publish(p.Change)
	due := s.corrections()
	same(t, []any{len(due), due[0].Answer}, []any{1, shared})
	s.publish(Change{Guild: guildA, Slug: "harbour", Data: []byte("Our own harbour is large."), By: alice, Saw: 1})
	var told []string
	for _, c := range s.corrections() {
		told = append(told, c.Answer+" "+c.Altered[0].New)
	}
	same(t, told, []string{shared + " The harbour has 55 berths.", own + " Our own harbour is large."})
}
