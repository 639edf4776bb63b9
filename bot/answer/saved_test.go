package answer

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

const savedDraft = "The old bridge over the Alm was closed in 2019. [1.1] According to the transport ministry, a ferry has carried cars across the river since then. [2.1]"

// saved is a reply as it comes back from where it was kept.
func saved(t testing.TB, r *Reply) Saved {
	t.Helper()
	s, ok := r.Save()
	if !ok {
		t.Fatalf("not kept: %s", marshal(t, r))
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back Saved
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

func again(t testing.TB, w *Writer, q Question, s Saved) *Reply {
	t.Helper()
	r, err := w.Again(t.Context(), q, s)
	if err != nil {
		t.Fatal(err)
	}
	if r != nil {
		onlyVerified(t, r)
	}
	return r
}

func TestASavedAnswerComesBackToTheLetter(t *testing.T) {
	m := new(llmtest.Scripted)
	for _, draft := range []string{savedDraft, "The old bridge was closed in 2019. [1.1] The mayor resigned. [1.1]", prompts.Refusal} {
		m.Say(draft)
		m.Script(func(llm.Request) (string, error) { return "It says nothing of the kind.", nil })
		w := writer(t, m)
		q := Question{Text: bridgeQuestion}
		r := written(t, w, q)
		got := again(t, w, q, saved(t, r))
		if got == nil || !got.Same(r) {
			t.Errorf("%s came back as %s", marshal(t, r), marshal(t, got))
			continue
		}
		if other := got.To("when?"); other.Question() != "when?" || got.Question() != q.Text || other.Same(r) {
			t.Errorf("to another question: %s", marshal(t, other))
		}
	}
}

func TestWhatIsNoWholeWrittenAnswerIsNotKept(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Fail("The old bridge", &llm.Error{Kind: llm.ErrTruncated})
	w := writer(t, m)
	quoted := written(t, w, Question{Text: bridgeQuestion})
	m.Say("The mayor resigned. [1.1]", "The mayor left. [1.1]")
	nothing := written(t, w, Question{Text: bridgeQuestion})
	for _, r := range []*Reply{quoted, nothing, ask(t, w.Answerer, Question{Text: bridgeQuestion}), ask(t, w.Answerer, Question{Text: " "})} {
		if s, ok := r.Save(); ok {
			t.Errorf("%s is kept as %+v", marshal(t, r), s)
		}
	}
}

func TestASavedAnswerIsNotGivenFromChangedArticles(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say(savedDraft)
	w := writer(t, m)
	q := Question{Text: bridgeQuestion}
	s := saved(t, written(t, w, q))
	for name, change := range map[string]func(*corpus.Article) *corpus.Article{
		"another version": func(a *corpus.Article) *corpus.Article { return a.WithVersion(2) },
		"another year under the same version": func(a *corpus.Article) *corpus.Article {
			return corpustest.Parse(t, "bridge.txt", strings.Replace(a.Text, "2019", "2009", 1))
		},
		"fewer sentences": func(*corpus.Article) *corpus.Article {
			return corpustest.Parse(t, "bridge.txt", "The new bridge will open in 2027.\n")
		},
		"removed": func(*corpus.Article) *corpus.Article {
			return corpustest.Parse(t, "tunnel.txt", "A tunnel is planned.\n")
		},
	} {
		var articles []*corpus.Article
		for _, a := range w.Answerer.Articles() {
			if a.Slug == "bridge" {
				a = change(a)
			}
			articles = append(articles, a)
		}
		index, err := search.New(articles)
		if err != nil {
			t.Fatal(err)
		}
		today := *w
		today.Answerer = New(index)
		if r := again(t, &today, q, s); r != nil {
			t.Errorf("%s: %s", name, marshal(t, r))
		}
	}
}

func TestWhateverIsInTheStoreOnlyVerifiedSentencesAreShown(t *testing.T) {
	w := writer(t, new(llmtest.Scripted))
	texts := []string{
		"The old bridge over the Alm was closed in 2019.", "The old bridge over the Alm was closed in 2018.", "Hello @everyone.",
		"The old bridge was not closed.", "See [here](https://example.com).", "It was closed.", "", "\x00", strings.Repeat("bridge ", 400),
		"The new bridge will cost 85 million crowns, the ministry said.",
	}
	refs := []string{"bridge@1#p1.s1", "bridge@1#p2.s1", "bridge@1#p3.s1", "bridge@2#p1.s1", "bridge@1#p9.s1", "storm@1#p1.s1", "no reference", "bridge@1#p0.s0", ""}
	shown := 0
	rapid.Check(t, func(rt *rapid.T) {
		var s Saved
		for range rapid.IntRange(0, 3).Draw(rt, "claims") {
			if rapid.Bool().Draw(rt, "true") {
				s.Claims = append(s.Claims, SavedClaim{texts[0], refs[:1]})
				continue
			}
			s.Claims = append(s.Claims, SavedClaim{rapid.SampledFrom(texts).Draw(rt, "text"), rapid.SliceOfN(rapid.SampledFrom(refs[:3]), 0, 2).Draw(rt, "refs")})
		}
		if rapid.Bool().Draw(rt, "tampered") && len(s.Claims) > 0 {
			s.Claims[0].Refs = append(slices.Clone(s.Claims[0].Refs), rapid.SampledFrom(refs).Draw(rt, "ref"))
		}
		if rapid.IntRange(0, 3).Draw(rt, "refusal") == 0 {
			s.Refusal = &SavedRefusal{"No.", rapid.SliceOfN(rapid.SampledFrom(refs), 0, 3).Draw(rt, "nearest")}
		}
		if r := again(t, w, Question{Text: bridgeQuestion}, s); r != nil && r.Answered() {
			shown++
		}
	})
	if shown == 0 {
		t.Error("nothing was ever shown: the test shows nothing")
	}
}

func TestVerifyingAgainIsWorkThatMayBeRefused(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say(savedDraft)
	w := writer(t, m)
	s := saved(t, written(t, w, Question{Text: bridgeQuestion}))
	busy := errors.New("busy")
	w.Work = func(context.Context, func()) error { return busy }
	if r, err := w.Again(t.Context(), Question{Text: bridgeQuestion}, s); r != nil || !errors.Is(err, busy) {
		t.Errorf("%v, %v", r, err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := w.Again(ended, Question{}, s); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func BenchmarkAgain(b *testing.B) {
	m := new(llmtest.Scripted)
	m.Say(savedDraft)
	w := writer(b, m)
	q := Question{Text: bridgeQuestion}
	s := saved(b, written(b, w, q))
	b.ReportAllocs()
	for b.Loop() {
		if r, err := w.Again(b.Context(), q, s); r == nil || err != nil {
			b.Fatal(r, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(s.Claims)), "µs/sentence")
}
