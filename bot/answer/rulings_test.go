package answer

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
)

var portTexts = map[string]string{
	"council": `---
title: The council of Westport
published: 2025-04-10
---
Westport sold the harbour to Norden Freight for 240 million crowns after a vote of 12 to 3. It was paid in two parts. The dockers of Westport walked out in April.

The mayor of Westport welcomed the dockers at the town hall in May.
`,
	"ledger": `---
title: The ledger of Westport
published: 2025-04-12
---
Westport sold the harbour to Norden Freight for 310 million crowns.

The auditors of Westport found a gap of 30 million crowns in the ledger.
`,
}

// placeSaying is the sentence of an answerer's articles that holds a text.
func placeSaying(t testing.TB, a *Answerer, text string) corpus.Place {
	t.Helper()
	for _, article := range a.Articles() {
		for i := range article.Passages {
			for _, p := range placesOf(article, i) {
				if strings.Contains(p.Plain(), text) {
					return p
				}
			}
		}
	}
	t.Fatalf("no sentence says %q", text)
	return corpus.Place{}
}

// without is an answerer by the ruling that one sentence stands over another.
func without(t testing.TB, a *Answerer, stands, falls corpus.Place) *Answerer {
	t.Helper()
	ruled, err := a.Without([]*corpus.Article{falls.Article.Without(falls)}, func(p corpus.Place) []corpus.Place {
		if p.Ref() == falls.Ref() {
			return []corpus.Place{stands}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ruled
}

func port(t testing.TB) (whole, ruled *Answerer) {
	t.Helper()
	whole = answererOf(t, portTexts)
	return whole, without(t, whole, placeSaying(t, whole, "310 million"), placeSaying(t, whole, "240 million"))
}

// answererOf answers from texts by slug.
func answererOf(t testing.TB, texts map[string]string) *Answerer {
	t.Helper()
	var articles []*corpus.Article
	for slug, text := range texts {
		articles = append(articles, corpustest.Parse(t, slug+".md", text).WithVersion(1))
	}
	a, err := From(articles)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func said(r *Reply) string {
	var b strings.Builder
	for _, c := range r.Claims() {
		fmt.Fprintf(&b, "%s\n", c.Text)
	}
	return b.String()
}

func asked(t testing.TB, a *Answerer, q Question) *Reply {
	t.Helper()
	r, err := a.Answer(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	onlyVerified(t, r)
	return r
}

func TestWhatStandsAnswersInTheSteadOfWhatFell(t *testing.T) {
	whole, ruled := port(t)
	for _, q := range []string{"For how much did Westport sell the harbour?", "Who bought the harbour?", "What was the harbour sold for?"} {
		if r := asked(t, ruled, Question{Text: q}); !strings.Contains(said(r), "310 million") || strings.Contains(said(r), "240 million") || r.Note() != "" {
			t.Errorf("%s\n%s%s", q, said(r), r.Note())
		}
	}
	if r := asked(t, whole, Question{Text: "How did the council vote on the harbour?"}); !strings.Contains(said(r), "240 million") || r.Note() != "" {
		t.Errorf("who has not ruled is answered by other articles: %s%s", said(r), r.Note())
	}
	// With the rulings the other way round it is the other sentence.
	other := without(t, whole, placeSaying(t, whole, "240 million"), placeSaying(t, whole, "310 million"))
	if r := asked(t, other, Question{Text: "For how much did Westport sell the harbour?"}); strings.Contains(said(r), "310") || !strings.Contains(said(r), "240") {
		t.Error(said(r))
	}
}

func TestWhatFellIsQuotedBehindWhatStandsWhereNothingElseAnswers(t *testing.T) {
	_, ruled := port(t)
	r := asked(t, ruled, Question{Text: "How did the council vote on the harbour?"})
	if stands, falls, ok := strings.Cut(said(r), "\n"); !ok || !strings.Contains(stands, "310") || !strings.Contains(falls, "12 to 3") || r.Note() != fellNote {
		t.Errorf("%s%s", said(r), r.Note())
	}
	// A sentence that nobody understands without what fell does not answer by itself.
	if r := asked(t, ruled, Question{Text: "Was it paid in parts?"}); r.Note() != fellNote {
		t.Errorf("%s%s", said(r), r.Note())
	}
	if r := asked(t, ruled, Question{Text: "Who painted the ceiling of the opera in Kelm?"}); r.Answered() {
		t.Error(said(r))
	}
}

func TestWhoAsksForAnArticleGetsAllOfIt(t *testing.T) {
	_, ruled := port(t)
	r := asked(t, ruled, Question{Text: "For how much did Westport sell the harbour?", Article: "council"})
	if !strings.Contains(said(r), "240 million") || r.Note() != "" {
		t.Errorf("%s%s", said(r), r.Note())
	}
	kit, err := ruled.Discuss(t.Context(), "the sale of the harbour", "council")
	if err != nil || kit == nil {
		t.Error(err)
	}
}

func TestAClaimIsNotSupportedByWhatFell(t *testing.T) {
	whole, ruled := port(t)
	for claim, want := range map[string]Verdict{
		"Westport sold the harbour for 240 million crowns.": Contradicted,
		"Westport sold the harbour for 310 million crowns.": Supported,
		"The council voted 12 to 3 to sell the harbour.":    Uncovered,
		"The harbour was paid in two parts.":                Uncovered,
	} {
		f, err := ruled.Check(t.Context(), claim)
		if err != nil || f.Verdict != want || want == Uncovered && f.Why != fellWhy {
			t.Errorf("%s: %s, %s, %v", claim, f.Verdict, f.Why, err)
		}
		each, err := ruled.CheckEach(t.Context(), claim)
		if err != nil || len(each) != 1 || each[0].Verdict != want {
			t.Errorf("%s: %+v, %v", claim, each[0], err)
		}
	}
	if f, err := whole.Check(t.Context(), "Westport sold the harbour to Norden Freight for 240 million crowns after a vote of 12 to 3."); err != nil || f.Verdict != Supported {
		t.Errorf("%+v %v", f, err)
	}
}

func TestAModelIsNotSentWhatFell(t *testing.T) {
	_, ruled := port(t)
	model := new(llmtest.Scripted)
	w := writer(t, model)
	w.Answerer = ruled
	q := Question{Text: "For how much did Westport sell the harbour?"}
	// The first sentence names one that was not sent, the second writes what fell under one
	// that stands, the third is right.
	model.Say("Westport sold the harbour to Norden Freight for 240 million crowns after a vote of 12 to 3. [1.1] "+
		"Westport sold the harbour to Norden Freight for 240 million crowns. [3.1] "+
		"Westport sold the harbour to Norden Freight for 310 million crowns. [3.1]", "")
	r := written(t, w, q)
	if r.Mode() != Written || strings.Contains(said(r), "240") || !strings.Contains(said(r), "310") || len(r.Dropped()) != 2 {
		t.Errorf("%s", marshal(t, r))
	}
	prompt := fmt.Sprint(model.Requests()[0].Messages)
	if strings.Contains(prompt, "240 million") || !strings.Contains(prompt, "[1.2]") || !strings.Contains(prompt, "310 million") {
		t.Error(prompt)
	}
	saved, ok := r.Save()
	if !ok {
		t.Fatal("it cannot be kept")
	}
	if again, err := w.Again(t.Context(), q, saved); err != nil || again == nil {
		t.Errorf("%v %v", again, err)
	}
	saved.Claims = []SavedClaim{{Text: "Westport sold the harbour to Norden Freight for 240 million crowns after a vote of 12 to 3.", Refs: []string{"council@1#p1.s1"}}}
	if again, err := w.Again(t.Context(), q, saved); err != nil || again != nil {
		t.Errorf("what fell is said again: %v %v", again, err)
	}
	// Where the model finds nothing that answers, what fell is quoted.
	model.Say("NOT COVERED")
	r = written(t, w, Question{Text: "How did the council vote on the harbour?"})
	if r.Mode() != Quoted || !strings.Contains(r.Note(), fellNote) || !strings.Contains(said(r), "12 to 3") {
		t.Errorf("%s", marshal(t, r))
	}
}

func TestASecondLookIsNotTakenAtWhatFell(t *testing.T) {
	_, ruled := port(t)
	model := new(llmtest.Scripted)
	w := writer(t, model)
	w.Answerer, w.SecondOpinion = ruled, true
	model.Say("yes")
	f, err := w.Check(t.Context(), "The dockers of Westport walked out in April.")
	if err != nil || f.Verdict != Supported || len(model.Requests()) != 1 {
		t.Fatalf("%+v %v", f, err)
	}
	if prompt := fmt.Sprint(model.Requests()[0].Messages); strings.Contains(prompt, "240 million") || !strings.Contains(prompt, "two parts") {
		t.Error(prompt)
	}
}

func TestNoBriefingOrKitTellsWhatFell(t *testing.T) {
	_, ruled := port(t)
	b, err := brief.Compose(ruled.Quotable(), brief.Options{})
	if err != nil || len(b.Points()) == 0 {
		t.Fatal(b, err)
	}
	for _, s := range b.Sources() {
		if strings.Contains(s.Quote, "240") || strings.Contains(s.Quote, "two parts") {
			t.Errorf("the briefing cites %s", s.Quote)
		}
	}
	for _, a := range ruled.Articles() {
		if a.Whole() != a {
			t.Errorf("%s is shown without a sentence", a.Slug)
		}
	}
}

// meant finds by meaning one passage, whatever is asked.
type meant struct{ at search.Similar }

func (meant) Embed(context.Context, string) []float32 { return []float32{1} }

func (m meant) Nearest([]float32, int, func(*corpus.Article) bool) []search.Similar {
	return []search.Similar{m.at}
}

func TestAPassageIsFoundByMeaningAlsoWhereASentenceOfItFell(t *testing.T) {
	whole, _ := port(t)
	falls := placeSaying(t, whole, "240 million")
	by := whole.ByMeaning(meant{search.Similar{Article: falls.Article, Passage: 1}})
	r := asked(t, without(t, by, placeSaying(t, whole, "310 million"), falls), Question{Text: "zyzzyva?"})
	if near := r.Refusal().Nearest; len(near) != 1 || near[0].Paragraph != 2 {
		t.Errorf("%+v", near)
	}
}

// statements are what random articles are made of: of each there are several figures.
var statements = []string{
	"Westport sold the harbour to Norden Freight for %d million crowns.",
	"The new bridge over the Alm will cost %d million crowns.",
	"The mill of Orle grinds the grain of %d farms.",
	"It took %d days.",
	"Dock workers of Westport want a guarantee of %d jobs.",
}

func TestNoReplyRestsOnWhatFellUnlessNothingElseAnswers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		texts := make(map[string]string)
		for i := range rapid.IntRange(2, 4).Draw(rt, "articles") {
			var b strings.Builder
			for range rapid.IntRange(1, 4).Draw(rt, "sentences") {
				fmt.Fprintf(&b, rapid.SampledFrom(statements).Draw(rt, "statement")+"%s", rapid.IntRange(2, 99).Draw(rt, "figure"), rapid.SampledFrom([]string{" ", "\n\n"}).Draw(rt, "gap"))
			}
			texts[fmt.Sprintf("a%d", i)] = b.String()
		}
		whole := answererOf(t, texts)
		var all []corpus.Place
		for _, a := range whole.Articles() {
			for i := range a.Passages {
				all = append(all, placesOf(a, i)...)
			}
		}
		fell := make(map[corpus.Ref]bool)
		var struck []*corpus.Article
		stands := all[rapid.IntRange(0, len(all)-1).Draw(rt, "stands")]
		for _, a := range whole.Articles() {
			var of []corpus.Place
			for _, p := range all {
				if p.Article == a && p != stands && rapid.Bool().Draw(rt, "falls") {
					of, fell[p.Ref()] = append(of, p), true
				}
			}
			if c := a.Without(of...); c != a {
				struck = append(struck, c)
			}
		}
		ruled, err := whole.Without(struck, func(p corpus.Place) []corpus.Place {
			if fell[p.Ref()] {
				return []corpus.Place{stands}
			}
			return nil
		})
		if err != nil {
			rt.Fatal(err)
		}
		question := rapid.SampledFrom([]string{
			"How much was the harbour of Westport sold for?", "What will the bridge cost?", "How many farms does the mill grind for?", "How long did it take?", "How many jobs?",
			"Westport sold the harbour", "",
		}).Draw(rt, "question")
		r, err := ruled.Answer(t.Context(), Question{Text: question})
		if err != nil {
			rt.Fatal(err)
		}
		onlyVerified(t, r)
		falls := 0
		for _, s := range append(r.Sources(), nearestOf(r)...) {
			if fell[s.Ref()] {
				falls++
			}
		}
		if falls > 0 && (r.Note() != fellNote || r.Sources()[0].Ref() != stands.Ref()) {
			rt.Errorf("%s cites what fell: %s", question, said(r))
		}
		if falls > 0 { // what stands alone does not answer it
			if r, err := New(ruled.index).Answer(t.Context(), Question{Text: question}); err != nil || r.Answered() {
				rt.Errorf("%s: what stands answers it: %s %v", question, said(r), err)
			}
		}
		b, err := brief.Compose(ruled.Quotable(), brief.Options{})
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range b.Sources() {
			if fell[s.Ref()] || s.Quote == "" {
				rt.Errorf("a briefing cites what fell: %q", s.Quote)
			}
		}
		claim := rapid.SampledFrom(all).Draw(rt, "claim")
		f, err := ruled.Check(t.Context(), claim.Plain())
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range f.Sources {
			if fell[s.Ref()] {
				rt.Errorf("%s: %s by what fell: %s", f.Claim, f.Verdict, s.Quote)
			}
		}
	})
}

func nearestOf(r *Reply) []Source {
	if r.Refusal() == nil {
		return nil
	}
	return r.Refusal().Nearest
}

// BenchmarkRulings answers a question of a library of 2,000 articles as it is, and with
// rulings of which the question meets some.
func BenchmarkRulings(b *testing.B) {
	texts := make(map[string]string)
	for i := range 2000 {
		texts[fmt.Sprintf("a%04d", i)] = fmt.Sprintf("The council of Town%d met in May. Town%d sold its harbour for %d million crowns.\n\nThe mill of Town%d grinds grain. It is old.\n", i%500, i%500, i, i%500)
	}
	whole := answererOf(b, texts)
	made := func(n int) *Answerer {
		var struck []*corpus.Article
		fell := make(map[corpus.Ref]bool)
		all := whole.Articles()
		for _, a := range all[:n] {
			p := corpus.Place{Article: a, Sentence: 1}
			struck, fell[p.Ref()] = append(struck, a.Without(p)), true
		}
		out, err := whole.Without(struck, func(p corpus.Place) []corpus.Place {
			if fell[p.Ref()] {
				return []corpus.Place{{Article: all[len(all)-1], Sentence: 1}}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
	ask := func(a *Answerer) func(*testing.B) {
		return func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := a.Answer(b.Context(), Question{Text: fmt.Sprintf("For how much did Town%d sell its harbour?", i%40)}); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("none", ask(whole))
	b.Run("50", ask(made(50)))
	b.Run("making 50", func(b *testing.B) {
		for b.Loop() {
			made(50)
		}
	})
}
