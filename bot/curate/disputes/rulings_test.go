package disputes_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
)

// slugs are those of the articles of places.
func slugs(places []corpus.Place) (out []string) {
	for _, p := range places {
		out = append(out, p.Article.Slug)
	}
	return out
}

func over(stands, falls *corpus.Article) disputes.Ruling {
	return disputes.Ruling{Stands: disputes.SentenceAt(first(stands)), Falls: disputes.SentenceAt(first(falls))}
}

// told are articles, each of which tells the same otherwise.
func told(t testing.TB) (all []*corpus.Article) {
	t.Helper()
	for i, slug := range []string{"a", "b", "c", "d"} {
		all = append(all, article(t, slug, fmt.Sprintf("Westport sold the harbour for %d million crowns.\n", 240+i), 1))
	}
	return all
}

func TestWithoutARulingNothingFalls(t *testing.T) {
	d := disputes.New()
	all := told(t)
	if d.Rulings("g") != nil || d.Rulings("g").Fallen(all, time.Time{}).Any() {
		t.Error("something fell")
	}
	r := over(all[0], all[1])
	r.Both = true
	d.Rule("g", []disputes.Ruling{r})
	if d.Rulings("g") != nil {
		t.Error("both stand, and something fell")
	}
	d.Rule("g", []disputes.Ruling{over(all[0], all[1])})
	if by := d.Rulings("g"); by == nil || by != d.Rulings("g") || d.Rulings("another") != nil {
		t.Error("the rulings are not one guild's")
	}
	d.Rule("g", nil)
	if d.Rulings("g") != nil {
		t.Error("what was taken back holds")
	}
}

func TestWhatFellStandsBehindTheLastThatStands(t *testing.T) {
	d := disputes.New()
	all := told(t)
	a, b, c := all[0], all[1], all[2]
	d.Rule("g", []disputes.Ruling{over(a, b), over(b, c)})
	f := d.Rulings("g").Fallen(all, time.Time{})
	for _, x := range []*corpus.Article{b, c} {
		if got := slugs(f.Instead(first(x))); !slices.Equal(got, []string{"a"}) {
			t.Errorf("instead of %s: %v", x.Slug, got)
		}
	}
	if got := f.Instead(first(a)); got != nil {
		t.Error(got)
	}
	// A circle contradicts itself: nothing falls by it.
	d.Rule("g", []disputes.Ruling{over(a, b), over(b, c), over(c, a)})
	if f := d.Rulings("g").Fallen(all, time.Time{}); f.Any() {
		t.Error("something fell by rulings in a circle")
	}
	// One that is ruled over a circle ends it.
	d.Rule("g", []disputes.Ruling{over(a, b), over(b, c), over(c, a), over(all[3], a)})
	f = d.Rulings("g").Fallen(all, time.Time{})
	for _, x := range []*corpus.Article{a, b, c} {
		if got := slugs(f.Instead(first(x))); !slices.Equal(got, []string{"d"}) {
			t.Errorf("instead of %s: %v", x.Slug, got)
		}
	}
}

func TestARulingStrikesAsLongAsBothSentencesStandInWhateverVersion(t *testing.T) {
	d := disputes.New()
	all := told(t)
	a, b := all[0], all[1]
	r := over(a, b)
	r.At = time.UnixMilli(5000)
	d.Rule("g", []disputes.Ruling{r})
	by := d.Rulings("g")
	later := b.WithVersion(7)
	struck, touched := by.Fallen([]*corpus.Article{a, later}, time.Time{}).Strike([]*corpus.Article{a, later, b})
	if struck[0] != a || len(touched) != 2 || struck[1].Whole() != later || struck[2].Whole() != b {
		t.Errorf("%v", touched)
	}
	if p := (corpus.Place{Article: struck[1]}); !p.Struck() {
		t.Error("it is not struck")
	}
	if by.Fallen([]*corpus.Article{b}, time.Time{}).Any() {
		t.Error("what stands is withdrawn, and the other one fell")
	}
	if by.Fallen(all, time.UnixMilli(4999)).Any() || !by.Fallen(all, time.UnixMilli(5000)).Any() {
		t.Error("a ruling holds from when it was made")
	}
}

func TestOfRandomRulingsNoneLeavesNothingStanding(t *testing.T) {
	all := told(t)
	rapid.Check(t, func(rt *rapid.T) {
		var rulings []disputes.Ruling
		for i := range all {
			for k := range i {
				switch rapid.IntRange(0, 2).Draw(rt, "ruled") {
				case 1:
					rulings = append(rulings, over(all[i], all[k]))
				case 2:
					rulings = append(rulings, over(all[k], all[i]))
				}
			}
		}
		d := disputes.New()
		d.Rule("g", rulings)
		f := d.Rulings("g").Fallen(all, time.Time{})
		fell := 0
		for _, a := range all {
			instead := f.Instead(first(a))
			if len(instead) > 0 {
				fell++
			}
			for _, p := range instead {
				if f.Instead(p) != nil {
					rt.Errorf("%s fell, and %s, which fell, stands instead", a.Slug, p.Article.Slug)
				}
			}
		}
		if fell == len(all) {
			rt.Error("everything fell")
		}
		if _, touched := f.Strike(all); len(touched) != fell {
			rt.Errorf("%d fell, %d are struck", fell, len(touched))
		}
	})
}
