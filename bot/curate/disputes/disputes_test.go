package disputes_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
)

func article(t testing.TB, slug, text string, version int) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(slug+".md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a.Slug = slug
	return a.WithVersion(version)
}

const (
	sale  = "---\ntitle: The harbour\npublished: 2025-04-10\n---\nWestport sold the harbour to Norden Freight for 240 million crowns.\n"
	other = "---\ntitle: The council\npublished: 2025-04-12\n---\nWestport sold the harbour to Norden Freight for 310 million crowns.\n"
	apart = "---\ntitle: Herons\n---\nThe heron nests in April near the old mill.\n"
)

func update(t testing.TB, d *disputes.Docket, owner string, articles ...*corpus.Article) {
	t.Helper()
	if err := d.Update(t.Context(), owner, articles); err != nil {
		t.Fatal(err)
	}
}

func first(a *corpus.Article) corpus.Place { return corpus.Place{Article: a} }

func TestBothSidesAreShownUntilModeratorsRule(t *testing.T) {
	d := disputes.New()
	a, b, c := article(t, "harbour", sale, 1), article(t, "council", other, 1), article(t, "herons", apart, 1)
	if got := d.Of("", "g", first(a)); got != nil {
		t.Errorf("before anything was read: %v", got)
	}
	update(t, d, "", a, b, c)
	got := d.Of("", "g", first(a))
	if len(got) != 1 || got[0].Place.Article != b || got[0].Falls {
		t.Fatalf("%+v", got)
	}
	if back := d.Of("", "g", first(b)); len(back) != 1 || back[0].Place.Article != a {
		t.Errorf("%+v", back)
	}
	if got := d.Of("", "g", first(c)); got != nil {
		t.Errorf("%+v", got)
	}
	open := d.Open("", "g")
	if len(open) != 1 {
		t.Fatalf("%+v", open)
	}
	stands, falls := disputes.SentenceAt(first(b)), disputes.SentenceAt(first(a))
	d.Rule("g", []disputes.Ruling{{Stands: stands, Falls: falls}})
	if got := d.Of("", "g", first(a)); len(got) != 1 || !got[0].Falls {
		t.Errorf("beside what falls: %+v", got)
	}
	if got := d.Of("", "g", first(b)); got != nil {
		t.Errorf("beside what stands: %+v", got)
	}
	if got := d.Open("", "g"); got != nil {
		t.Errorf("%+v", got)
	}
	if got := d.Open("", "another"); len(got) != 1 {
		t.Errorf("another guild goes by its own rulings: %+v", got)
	}
	d.Rule("g", []disputes.Ruling{{Stands: falls, Falls: stands, Both: true}})
	if got := append(d.Of("", "g", first(a)), d.Of("", "g", first(b))...); got != nil {
		t.Errorf("both stand: %+v", got)
	}
	if c, ok := d.Case("", open[0].ID); !ok || c.ID != open[0].ID {
		t.Errorf("%+v", c)
	}
}

func TestARulingHoldsAsLongAsBothSentencesStand(t *testing.T) {
	d := disputes.New()
	a, b := article(t, "harbour", sale, 1), article(t, "council", other, 1)
	update(t, d, "", a, b)
	id := d.Open("", "g")[0].ID
	d.Rule("g", []disputes.Ruling{{Stands: disputes.SentenceAt(first(a)), Falls: disputes.SentenceAt(first(b))}})

	longer := article(t, "council", other+"\nThe mayor was content.\n", 2)
	update(t, d, "", a, longer)
	if got := d.Open("", "g"); got != nil {
		t.Errorf("another version with the same sentence: %+v", got)
	}
	if got := d.Of("", "g", first(longer)); len(got) != 1 || !got[0].Falls {
		t.Errorf("%+v", got)
	}
	if got := d.Of("", "g", first(b)); got != nil {
		t.Errorf("the earlier version is not there any more: %+v", got)
	}
	reworded := article(t, "council", "---\ntitle: The council\n---\nWestport sold the harbour to Norden Freight for 320 million crowns.\n", 3)
	update(t, d, "", a, reworded)
	open := d.Open("", "g")
	if len(open) != 1 || open[0].ID == id {
		t.Errorf("%+v", open)
	}
	update(t, d, "", a)
	if got := d.Open("", "g"); got != nil {
		t.Errorf("one of the articles is withdrawn: %+v", got)
	}
}

func TestManyChangesFindWhatOneByOneFinds(t *testing.T) {
	var all []*corpus.Article
	places := []string{
		"Aldern", "Brackwater", "Corm", "Dunmere", "Eastry", "Fallow", "Gorse", "Hythe", "Ilford", "Jarrow", "Kelso", "Lorne", "Marlow", "Norham", "Oban",
		"Penrith", "Quorn", "Rothes", "Selby", "Tain", "Ullapool", "Ventnor", "Wick", "Yarm", "Zeal",
	}
	for _, p := range places {
		all = append(all,
			article(t, "a-"+p, "The lighthouse of "+p+" was built in 1850 by the harbour board.\n", 1),
			article(t, "b-"+p, "The lighthouse of "+p+" was built in 1873 by the harbour board.\n", 1))
	}
	at, single := disputes.New(), disputes.New()
	update(t, at, "", all...)
	for i := range all {
		update(t, single, "", all[:i+1]...)
	}
	ids := func(d *disputes.Docket) (out []string) {
		for _, c := range d.Open("", "") {
			out = append(out, c.ID)
		}
		slices.Sort(out)
		return out
	}
	if got, want := ids(single), ids(at); len(want) != len(places) || !slices.Equal(got, want) {
		t.Errorf("one by one %d, at once %d, of %d", len(got), len(want), len(places))
	}
}

func TestAnUpdateThatIsStoppedGoesOn(t *testing.T) {
	d := disputes.New()
	a, b := article(t, "harbour", sale, 1), article(t, "council", other, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Update(ctx, "", []*corpus.Article{a, b}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	update(t, d, "", a, b)
	if got := d.Open("", "g"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	d.Forget("")
	if got := append(d.Owners(), "none")[0]; got != "none" || d.Open("", "g") != nil {
		t.Error(got)
	}
}

func TestWhoAsksDuringAnUpdateSeesTheStateBeforeOrAfter(t *testing.T) {
	d := disputes.New()
	a, b := article(t, "harbour", sale, 1), article(t, "council", other, 1)
	stands, falls := disputes.SentenceAt(first(a)), disputes.SentenceAt(first(b))
	update(t, d, "", a, b)
	done := make(chan struct{})
	var askers sync.WaitGroup
	for range 8 {
		askers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if got := d.Of("", "g", first(a)); len(got) > 1 {
					t.Errorf("%+v", got)
					return
				}
				d.Open("", "g")
			}
		})
	}
	for i := range 200 {
		update(t, d, "", a)
		update(t, d, "", a, b)
		d.Rule("g", []disputes.Ruling{{Stands: stands, Falls: falls, Both: i%2 == 0}})
	}
	close(done)
	askers.Wait()
}

func BenchmarkOf(b *testing.B) {
	d := disputes.New()
	x, y := article(b, "harbour", sale, 1), article(b, "council", other, 1)
	update(b, d, "", x, y)
	for b.Loop() {
		if len(d.Of("", "g", first(x))) != 1 {
			b.Fatal("not found")
		}
	}
}
