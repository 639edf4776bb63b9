package search_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/search"
)

// river is an article of one sentence a passage.
func river(t testing.TB) *corpus.Article {
	t.Helper()
	a := corpustest.Parse(t, "river.md", `---
title: The river
---

The old bridge over the Alm was closed in 2019.

The old bridge over the Rem was closed in 2021.

A storm left 3,000 people without power.

The ferry costs two crowns.
`)
	return a
}

func indexOf(t testing.TB, articles ...*corpus.Article) *search.Index {
	t.Helper()
	index, err := search.New(articles)
	if err != nil {
		t.Fatal(err)
	}
	return index
}

func passages(r search.Result) []int {
	var out []int
	for _, h := range r.Passages {
		out = append(out, h.Passage)
	}
	return out
}

func TestASimilarPassageThatWordsDoNotFindIsAmongTheHits(t *testing.T) {
	a := river(t)
	index := indexOf(t, a)
	for _, text := range []string{"What does the ferry cost?", "Whose television stayed off?", "?!"} {
		q := search.Query{Text: text}
		if slices.Contains(passages(index.Search(q)), 2) {
			t.Fatalf("%s: words find it, this shows nothing", text)
		}
		q.Similar = []search.Similar{{Article: a, Passage: 2, Score: .8}}
		found := index.Search(q)
		if !slices.Contains(passages(found), 2) {
			t.Errorf("%s: %v", text, passages(found))
		}
	}
}

func TestWhatIsSimilarDecidesWhereWordsDoNot(t *testing.T) {
	a := river(t)
	index := indexOf(t, a)
	for first := range 2 {
		q := search.Query{Text: "When was the old bridge closed?", Similar: []search.Similar{{Article: a, Passage: first, Score: .9}}}
		if got := passages(index.Search(q)); got[0] != first {
			t.Errorf("similar to %d: %v", first, got)
		}
	}
}

func TestALeadInWordsIsNotLostToWhatIsSimilar(t *testing.T) {
	a := river(t)
	q := search.Query{Text: "What does the ferry cost?", Similar: []search.Similar{{Article: a, Passage: 2, Score: .9}}}
	if got := passages(indexOf(t, a).Search(q)); got[0] != 3 {
		t.Errorf("%v", got)
	}
}

func TestWhatIsSimilarLeavesConfidenceToWords(t *testing.T) {
	a := river(t)
	index := indexOf(t, a)
	for _, text := range []string{"What does the ferry cost?", "How long should an egg boil?", "Who closed the theatre?"} {
		want := index.Search(search.Query{Text: text}).Confidence
		for p := range a.Passages {
			q := search.Query{Text: text, Similar: []search.Similar{{Article: a, Passage: p, Score: 1}}}
			if got := index.Search(q).Confidence; got != want {
				t.Errorf("%s: %v, want %v", text, got, want)
			}
		}
	}
}

func TestSimilarPassagesOfArticlesThatAreGoneArePassedOver(t *testing.T) {
	old := river(t)
	index := indexOf(t, old)
	q := search.Query{Text: "What does the ferry cost?"}
	want := func() search.Result { return index.Search(q) }
	similar := []search.Similar{{Article: old, Passage: 2, Score: 1}, {Article: old, Passage: 99, Score: .9}, {Article: old, Passage: -1, Score: .8}}
	if err := index.Put(river(t).WithVersion(2)); err != nil {
		t.Fatal(err)
	}
	before := want()
	after := index.Search(search.Query{Text: q.Text, Similar: similar})
	if diff := gocmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
}

// TestWhateverIsSaidToBeSimilarHitsAreSound holds for lists that make no sense.
func TestWhateverIsSaidToBeSimilarHitsAreSound(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	articles := []*corpus.Article{river(t), drawn("b", 60, func() string { return "The ferry and the bridge were closed by a storm." })}
	stranger := drawn("stranger", 3, func() string { return "A bridge." })
	index := indexOf(t, articles...)
	rapid.Check(t, func(t *rapid.T) {
		q := search.Query{Text: rapid.SampledFrom([]string{"What does the ferry cost?", "Who closed the bridge?", "eggs", "", "Why?"}).Draw(t, "question")}
		if rapid.Bool().Draw(t, "one article") {
			q.Only = func(a *corpus.Article) bool { return a == articles[0] }
		}
		plain := index.Search(q)
		for range rapid.IntRange(0, 60).Draw(t, "similar") {
			q.Similar = append(q.Similar, search.Similar{
				Article: rapid.SampledFrom([]*corpus.Article{articles[0], articles[1], stranger, nil}).Draw(t, "article"),
				Passage: rapid.IntRange(-2, 70).Draw(t, "passage"), Score: rapid.Float64().Draw(t, "score"),
			})
		}
		found := index.Search(q)
		seen := make(map[search.Hit]bool)
		for _, h := range found.Passages {
			if q.Only != nil && !q.Only(h.Article) || h.Article == stranger || h.Passage < 0 || h.Passage >= len(h.Article.Passages) {
				t.Fatalf("a hit %+v", h)
			}
			if math.IsNaN(h.Score) || seen[search.Hit{Article: h.Article, Passage: h.Passage}] {
				t.Fatalf("a hit %+v", h)
			}
			seen[search.Hit{Article: h.Article, Passage: h.Passage}] = true
		}
		if len(found.Passages) > search.MaxHits || !slices.IsSortedFunc(found.Passages, func(a, b search.Hit) int { return cmp.Compare(b.Score, a.Score) }) {
			t.Fatalf("hits %+v", found.Passages)
		}
		for _, e := range found.Sentences {
			if e.Sentence >= len(e.Article.Passages[e.Passage].Sentences) || math.IsNaN(e.Score) {
				t.Fatalf("evidence %+v", e)
			}
		}
		if found.Confidence != plain.Confidence || len(q.Similar) == 0 && !gocmp.Equal(found, plain) {
			t.Fatalf("%+v without and %+v with what is similar", plain, found)
		}
	})
}
