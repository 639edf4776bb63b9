package answer

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/corpus"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
)

// means is a Meaning that finds passages of one article, whatever is asked.
type means struct {
	articles []*corpus.Article
	slug     string // none is as if the server were down
	asked    []string
	work     *int // how many pieces of work had begun when it was asked last
	seen     int
}

func (m *means) Embed(_ context.Context, question string) []float32 {
	m.asked = append(m.asked, question)
	if m.work != nil {
		m.seen = *m.work
	}
	if m.slug == "" {
		return nil
	}
	return []float32{1}
}

func (m *means) Nearest(_ []float32, n int, only func(*corpus.Article) bool) []search.Similar {
	var out []search.Similar
	for _, a := range m.articles {
		if a.Slug != m.slug || only != nil && !only(a) {
			continue
		}
		for p := range a.Passages {
			out = append(out, search.Similar{Article: a, Passage: p, Score: .9})
		}
	}
	return out[:min(n, len(out))]
}

func byMeaning(t testing.TB, slug string) (*Answerer, *means) {
	a := answerer(t)
	m := &means{articles: a.Articles(), slug: slug}
	return a.ByMeaning(m), m
}

func nearest(r *Reply) []string {
	if r.Refusal() == nil {
		return nil
	}
	var out []string
	for _, s := range r.Refusal().Nearest {
		out = append(out, s.Of().Slug)
	}
	return out
}

func TestARefusalShowsWhatMeansTheSameInOtherWords(t *testing.T) {
	for _, question := range []string{"Whose television flickered?", "Television?"} {
		plain := ask(t, answerer(t), Question{Text: question})
		if plain.Answered() || slices.Contains(nearest(plain), "storm") {
			t.Fatalf("%s: words alone find it, this shows nothing", question)
		}
		a, _ := byMeaning(t, "storm")
		if got := nearest(ask(t, a, Question{Text: question})); !slices.Contains(got, "storm") {
			t.Errorf("%s: the nearest passages are of %q", question, got)
		}
	}
}

func TestMeaningAloneAnswersNothing(t *testing.T) {
	a, _ := byMeaning(t, "harbour")
	for _, question := range []string{"How long should I boil a soft egg?", "Who won the cup final?", "Was gibt es zum Essen?", "???", "Why?"} {
		if r := ask(t, a, Question{Text: question}); r.Answered() {
			t.Errorf("%s: answered with %+v", question, r.Claims())
		}
	}
}

func TestWithoutVectorsRepliesAreThoseOfWords(t *testing.T) {
	plain := answerer(t)
	down, m := byMeaning(t, "")
	for _, text := range []string{"When will the new bridge open?", "What did the council do?", "Who is the king of Spain?"} {
		q := Question{Text: text}
		want, got := ask(t, plain, q), ask(t, down, q)
		if got.Answered() != want.Answered() || got.Confidence() != want.Confidence() || !cmp.Equal(got.Claims(), want.Claims()) || !cmp.Equal(got.Ranking(), want.Ranking()) {
			t.Errorf("%s: %+v, want %+v", text, got, want)
		}
	}
	if len(m.asked) != 3 {
		t.Errorf("asked for %q", m.asked)
	}
}

func TestAFollowUpIsUnderstoodWithTheQuestionBefore(t *testing.T) {
	a, m := byMeaning(t, "bridge")
	ask(t, a, Question{Text: "What of the cost?", History: []Turn{{Text: "When will the bridge open?"}, {Bot: true, Text: "In 2027."}}})
	if want := []string{"When will the bridge open?\nWhat of the cost?"}; !slices.Equal(m.asked, want) {
		t.Errorf("asked for %q, want %q", m.asked, want)
	}
}

func TestOneArticleIsAllThatMeaningFinds(t *testing.T) {
	a, _ := byMeaning(t, "storm")
	for _, source := range nearest(ask(t, a, Question{Text: "Whose television flickered?", Article: "harbour"})) {
		if source != "harbour" {
			t.Errorf("of %s", source)
		}
	}
}

func TestAPreparedQuestionIsNotAskedForAgain(t *testing.T) {
	a, m := byMeaning(t, "bridge")
	q := a.Prepare(t.Context(), Question{Text: "When will the new bridge open?"})
	ask(t, a, a.Prepare(t.Context(), q))
	if len(m.asked) != 1 {
		t.Errorf("asked for %q", m.asked)
	}
	for _, text := range []string{"", "  "} {
		a.Prepare(t.Context(), Question{Text: text})
	}
	if len(m.asked) != 1 {
		t.Errorf("an empty question is asked for: %q", m.asked)
	}
}

func TestAWriterWaitsForVectorsOutsideOfItsWork(t *testing.T) {
	model := new(llmtest.Scripted)
	model.Say("The new bridge will open in 2027. [1.1]", "NO ANSWER")
	w := writer(t, model)
	work := 0
	m := &means{articles: w.Answerer.Articles(), slug: "bridge", work: &work}
	w.Answerer = w.Answerer.ByMeaning(m)
	w.Work = func(_ context.Context, f func()) error { work++; f(); return nil }
	if _, err := w.Answer(t.Context(), Question{Text: "When will the new bridge open?"}, nil); err != nil {
		t.Fatal(err)
	}
	if len(m.asked) != 1 || m.seen != 0 {
		t.Errorf("asked %d times, after %d pieces of work had begun", len(m.asked), m.seen)
	}
}
