package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/prompts"
)

func writer(t testing.TB, m llm.Model) *Writer {
	t.Helper()
	set, err := prompts.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Writer{Answerer: answerer(t), Model: m, Prompts: set, Secret: []byte("0123456789abcdef")}
}

// written asks, and checks what holds of every reply, also on the way.
func written(t testing.TB, w *Writer, q Question) *Reply {
	t.Helper()
	seen := 0
	r, err := w.Answer(t.Context(), q, func(so *Reply) {
		seen++
		onlyVerified(t, so)
	})
	if err != nil {
		t.Fatal(err)
	}
	onlyVerified(t, r)
	if r.Mode() == Written && seen < len(r.Claims()) {
		t.Errorf("%d claims, told of %d", len(r.Claims()), seen)
	}
	return r
}

// onlyVerified fails for a claim that is neither a sentence of an article nor
// verified against its sources, by themselves.
func onlyVerified(t testing.TB, r *Reply) {
	t.Helper()
	if r.Answered() == (r.Refusal() != nil) {
		t.Errorf("answered %v with refusal %+v", r.Answered(), r.Refusal())
	}
	for _, s := range r.Sources() {
		if span, ok := s.Of().Sentence(s.Ref()); !ok || s.Of().Raw(span) != s.Quote {
			t.Errorf("source %+v does not hold", s)
		}
	}
	for _, c := range r.Claims() {
		if len(c.Sources) == 0 {
			t.Errorf("%q has no source", c.Text)
			continue
		}
		if r.Mode() == Quoted {
			if s := r.Sources()[c.Sources[0]-1]; s.Plain() != c.Text {
				t.Errorf("%q is not the sentence %q", c.Text, s.Quote)
			}
			continue
		}
		carried(t, r.Sources(), c)
	}
}

// carried fails for a claim that its sources do not carry, by themselves. Of a
// translation it is the English sentence that is looked at.
func carried(t testing.TB, sources []Source, c Claim) {
	t.Helper()
	text := c.Text
	if c.English != "" {
		text = c.English
	}
	var passages [][]corpus.Place
	var markers []cite.Marker
	for _, n := range c.Sources {
		s := sources[n-1]
		passages = append(passages, placesOf(s.Of(), s.Paragraph-1))
		markers = append(markers, cite.Marker{Passage: len(passages), Sentence: s.Sentence})
	}
	if v := cite.Verify(cite.Draft{Text: text, Markers: markers}, cite.NewSent(passages)); !v.OK {
		t.Errorf("%q is shown: %q", text, v.Reasons)
	}
	if shown := c.Text + text; strings.ContainsAny(shown, "@<>`*[]\n") || strings.Contains(shown, "://") {
		t.Errorf("%q is no plain text", c.Text)
	}
}

const bridgeQuestion = "When was the old bridge closed?"

func TestAVerifiedDraftIsTheAnswer(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The old bridge over the Alm was closed in 2019. [1.1] According to the transport ministry, a ferry has carried cars across the river since then. [2.1]")
	r := written(t, writer(t, m), Question{Text: bridgeQuestion})
	if r.Mode() != Written || len(r.Claims()) != 2 || len(r.Sources()) != 2 || r.Note() != "" || len(m.Requests()) != 1 {
		t.Errorf("%s", marshal(t, r))
	}
	if got := r.Footer(); got != "2 of 2 sentences verified · 1 article, version 1 · written" {
		t.Error(got)
	}
}

func TestWhatFailsIsRepairedOnceThenDropped(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The old bridge was closed in 2018. [1.1] Engineers found cracks in three pillars. [1.1] The mayor resigned. [1.1]",
		"The old bridge was closed in 2019. [1.1] The mayor left office. [1.1]")
	r := written(t, writer(t, m), Question{Text: bridgeQuestion})
	var texts []string
	for _, c := range r.Claims() {
		texts = append(texts, c.Text)
	}
	if want := []string{"The old bridge was closed in 2019.", "Engineers found cracks in three pillars."}; !slices.Equal(texts, want) {
		t.Errorf("claims %q", texts)
	}
	if d := r.Dropped(); len(d) != 1 || d[0].Text != "The mayor left office." || d[0].Why == "" || r.Footer() != "2 of 3 sentences verified · 1 article, version 1 · written" {
		t.Errorf("dropped %+v, %s", d, r.Footer())
	}
	asked := m.Requests()
	if len(asked) != 2 || !strings.Contains(asked[1].Messages[len(asked[1].Messages)-1].Text, "the article says 2019, the claim says 2018") {
		t.Errorf("%d requests; the repair does not give the reason", len(asked))
	}
}

func TestARepairThatFailsLosesNothingVerified(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("The old bridge was closed in 2018. [1.1] Engineers found cracks in three pillars. [1.1]")
	m.Fail("The old bridge was closed in 2019. [1.1] And", &llm.Error{Kind: llm.ErrTruncated})
	r := written(t, writer(t, m), Question{Text: bridgeQuestion})
	if r.Mode() != Written || len(r.Claims()) != 1 || len(r.Dropped()) != 1 || !errors.Is(r.Cause(), llm.ErrTruncated) {
		t.Errorf("%s", marshal(t, r))
	}
}

func TestTooLittleThatHoldsIsQuotedInstead(t *testing.T) {
	for draft, note := range map[string]string{
		"The mayor resigned. [1.1]": "nothing that the model wrote",
		"Engineers found cracks in three pillars. [1.1] The mayor resigned. [1.1] Ships sank. [1.1] Trees fell. [1.1]": "only 1 of the 4",
	} {
		m := new(llmtest.Scripted)
		m.Say(draft, draft)
		r := written(t, writer(t, m), Question{Text: bridgeQuestion})
		if r.Mode() != Quoted || !r.Answered() || !strings.Contains(r.Note(), note) || len(r.Dropped()) == 0 || r.Cause() != nil {
			t.Errorf("%s", marshal(t, r))
		}
	}
}

func TestAModelMayRefuse(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say(prompts.Refusal, prompts.Refusal)
	w := writer(t, m)
	for _, question := range []string{bridgeQuestion, "Which striker scored the goals for Westport in the cup final?"} {
		if r := written(t, w, Question{Text: question}); r.Answered() || r.Refusal().Kind != NotCovered || len(r.Refusal().Nearest) == 0 {
			t.Errorf("%s: %s", question, marshal(t, r))
		}
	}
}

func TestNoModelIsAskedWhereThereIsNothingToAnswerFrom(t *testing.T) {
	m := new(llmtest.Scripted) // fails the answer when asked
	w := writer(t, m)
	w.ArticleBudget = 1
	for _, q := range []Question{
		{Text: "Which striker scored the goals for Westport in the cup final?"},
		{Text: ""},
		{Text: strings.Repeat("why ", MaxQuestion)},
		{Text: "bridge", Article: "nowhere"},
	} {
		if r := written(t, w, q); r.Answered() || r.Cause() != nil {
			t.Errorf("%.20q: %s", q.Text, marshal(t, r))
		}
	}
	if n := len(m.Requests()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}

func TestAFollowUpIsRewrittenAndTheRewritingSearched(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("What will the new bridge over the Alm cost?", "The ministry said that the new bridge will open in 2027 and will cost 85 million crowns. [1.3]")
	w := writer(t, m)
	w.ArticleBudget = 1
	r := written(t, w, Question{Text: "And the other one?", History: []Turn{{Text: bridgeQuestion}, {Bot: true, Text: "The old bridge over the Alm was closed in 2019."}}})
	if r.Mode() != Written || r.Sources()[0].Article != "bridge" || r.Sources()[0].Paragraph != 3 {
		t.Errorf("%s", marshal(t, r))
	}
	asked := m.Requests()
	if len(asked) != 2 || asked[0].Purpose != "rewrite" || !strings.Contains(asked[1].Messages[1].Text, ".1] The new bridge will open") {
		t.Errorf("asked %d times", len(asked))
	}
}

func TestWhatAServerCanKeepStaysTheSame(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
	w := writer(t, m)
	written(t, w, Question{Text: bridgeQuestion})
	written(t, w, Question{Text: "How many people lost power in the storm?"})
	other := writer(t, m)
	other.Secret = []byte("another secret of sixteen bytes")
	written(t, other, Question{Text: bridgeQuestion})
	var system, material [3]string
	for i, r := range m.Requests() {
		system[i] = r.Messages[0].Text
		material[i], _, _ = strings.Cut(r.Messages[1].Text, " the question\n")
	}
	if system[0] != system[1] || material[0] != material[1] {
		t.Error("another question changes what comes before it")
	}
	if system[0] == system[2] {
		t.Error("the boundary does not hang on the secret")
	}
}

func TestALargeLibrarySendsItsBestPassagesWithinTheirBudget(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
	w := writer(t, m)
	w.Answerer = shippedAnswerer(t)
	w.ArticleBudget = 1
	written(t, w, Question{Text: "How many years did Bahruz Samadov get?"})
	asked := m.Requests()
	if len(asked) != 1 {
		t.Fatalf("asked %d times", len(asked))
	}
	text := asked[0].Messages[1].Text
	if n := new(llm.Calibration).Tokens(len(text)); n > passageBudget+100 || strings.Count(text, " passage ") < 3 || !strings.Contains(text, "Samadov") {
		t.Errorf("%d tokens, %d passages", n, strings.Count(text, " passage "))
	}
}

// mostPrompt is how large a prompt may be for the size of the articles in it.
const mostPrompt = 1.35

func TestAPromptIsHardlyLargerThanItsArticle(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say(prompts.Refusal)
	w := writer(t, m)
	w.Answerer = shippedAnswerer(t)
	written(t, w, Question{Text: "How many years did Bahruz Samadov get?"})
	size, article := 0, 0
	for _, message := range m.Requests()[0].Messages {
		size += len(message.Text)
	}
	for _, p := range w.Answerer.Articles()[0].Passages {
		article += p.Len()
	}
	t.Logf("%d bytes for %d, %.3f times as many", size, article, float64(size)/float64(article))
	if float64(size) > mostPrompt*float64(article) {
		t.Errorf("a prompt of %d bytes for an article of %d", size, article)
	}
}

func TestTheProcessorsSlotIsNotHeldWhileAModelIsWaitedFor(t *testing.T) {
	held, turns := false, 0
	m := new(llmtest.Scripted)
	m.Script(func(r llm.Request) (string, error) {
		if held {
			t.Errorf("held while asked for %s", r.Purpose)
		}
		return "The old bridge over the Alm was closed in 2019. [1.1] The mayor resigned. [1.1]", nil
	})
	w := writer(t, m)
	w.Work = func(_ context.Context, f func()) error {
		held = true
		f()
		held = false
		turns++
		return nil
	}
	if _, err := w.Answer(t.Context(), Question{Text: bridgeQuestion}, func(*Reply) {
		if held {
			t.Error("held while progress is told")
		}
	}); err != nil || turns < 3 {
		t.Errorf("%v, %d turns", err, turns)
	}
	busy := errors.New("busy")
	w.Work = func(context.Context, func()) error { return busy }
	if _, err := w.Answer(t.Context(), Question{Text: bridgeQuestion}, nil); !errors.Is(err, busy) {
		t.Errorf("error %v", err)
	}
	if _, err := w.CheckEach(t.Context(), wrongYear); !errors.Is(err, busy) {
		t.Errorf("check: error %v", err)
	}
	if _, err := w.Brief(t.Context(), w.Answerer.Articles(), brief.Options{}); !errors.Is(err, busy) {
		t.Errorf("brief: error %v", err)
	}
	if _, err := w.Discuss(t.Context(), harbour, ""); !errors.Is(err, busy) {
		t.Errorf("discuss: error %v", err)
	}
}

func TestAContextThatEndsIsTheOnlyErrorOfAWriter(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { cancel(); return "The bridge", nil })
	if _, err := writer(t, m).Answer(ctx, Question{Text: bridgeQuestion}, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNothingUnverifiedIsVisibleWhateverAServerDoes(t *testing.T) {
	const (
		good = "The old bridge over the Alm was closed in 2019. [1.1] Engineers found cracks in three pillars. [1.1]"
		bad  = "The old bridge over the Alm was closed in 1999. [1.1] The mayor was arrested. [1.2] The old bridge over the Alm was closed in 2019. [1.1]"
	)
	for _, text := range []string{good, bad} {
		misbehaving(t, text, nil, func(t *testing.T, w *Writer, want error) {
			r := written(t, w, Question{Text: bridgeQuestion})
			if !r.Answered() {
				t.Errorf("refused: %+v", r.Refusal())
			}
			if want == nil && r.Mode() != Written || want != nil && (r.Mode() != Quoted || !errors.Is(r.Cause(), want) || r.Note() == "") {
				t.Errorf("%s, cause %v, note %q", r.Mode(), r.Cause(), r.Note())
			}
		})
	}
}

// underRace is how many misbehaviours there are for each that is tried under the
// race detector. What is without end is never one: it is mostly verified, again and
// again.
const underRace = 5

// misbehaving runs a test with a writer whose server says the first texts and
// then does each of the things that servers do instead of saying a text. want is
// the kind of error in which that must end, nil for none.
func misbehaving(t *testing.T, text string, first []string, test func(t *testing.T, w *Writer, want error)) {
	t.Helper()
	for i, c := range llmtest.Misbehaviours(text) {
		if raced && (i%underRace > 0 || c.Reply.Endless) {
			continue
		}
		t.Run(c.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.StartInMemory(t)
				for _, text := range first {
					s.Reply(llmtest.Say(text))
				}
				c.Set(s, text)
				client, err := openai.New(openai.Options{BaseURL: s.URL, Key: llmtest.Key, Model: llmtest.Model, Transport: s.Transport()})
				if err != nil {
					t.Fatal(err)
				}
				defer client.Close()
				want := c.Want
				if c.Reply.Endless {
					want = nil // a loop is left before it ends
				}
				test(t, writer(t, client), want)
			})
		})
	}
}

func TestHostileDraftsAreNotShown(t *testing.T) {
	for i, text := range llmtest.Hostile() {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			m := new(llmtest.Scripted)
			m.Script(func(llm.Request) (string, error) { return text, nil })
			if r := written(t, writer(t, m), Question{Text: bridgeQuestion}); r.Mode() != Quoted || !r.Answered() || r.Note() == "" {
				t.Errorf("%s", marshal(t, r))
			}
		})
	}
}
