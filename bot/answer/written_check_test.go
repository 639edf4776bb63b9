package answer

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/prompts"
)

const wrongYear = "The old bridge over the Alm was closed in 2018."

// checked has a claim checked, alone and as a message, and checks what holds of
// every finding: a verdict that is no more lenient than the code's, and nothing
// said that is not carried.
func checked(t testing.TB, w *Writer, claim string) (alone, of *Finding) {
	t.Helper()
	alone, err := w.Check(t.Context(), claim)
	if err != nil {
		t.Fatal(err)
	}
	each, err := w.CheckEach(t.Context(), claim)
	if err != nil || len(each) != 1 {
		t.Fatalf("%v, %d findings", err, len(each))
	}
	for _, f := range []*Finding{alone, each[0]} {
		code, err := w.Answerer.Check(context.Background(), f.wording())
		if err != nil {
			t.Fatal(err)
		}
		if f.Verdict != code.Verdict && (code.Verdict != Supported || f.Verdict != Uncovered) {
			t.Errorf("%s, the code says %s", f.Verdict, code.Verdict)
		}
		for _, c := range f.Says {
			if len(c.Sources) == 1 && c.Text == f.Sources[c.Sources[0]-1].Plain() {
				continue // their own sentence
			}
			carried(t, f.Sources, c)
		}
		for i, s := range f.Sources {
			if s.N != i+1 {
				t.Errorf("source %d has the number %d", i+1, s.N)
			}
		}
	}
	return alone, each[0]
}

func TestWhatTheArticlesSayStandsBesideAVerdict(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) {
		return "The old bridge over the Alm was closed in 2019. [1.1] The mayor resigned. [1.1]", nil
	})
	for claim, verdict := range map[string]Verdict{wrongYear: Contradicted, "The old crossing is no longer in use.": Uncovered} {
		alone, of := checked(t, writer(t, m), claim)
		for _, f := range []*Finding{alone, of} {
			if f.Verdict != verdict || len(f.Says) != 1 || f.Says[0].Text != "The old bridge over the Alm was closed in 2019." || f.Note != "" {
				t.Errorf("%s: %s", claim, marshal(t, f))
			}
		}
	}
	m = new(llmtest.Scripted)
	if alone, _ := checked(t, writer(t, m), "The old bridge over the Alm was closed in 2019."); alone.Verdict != Supported || len(m.Requests()) != 0 {
		t.Errorf("%s, asked %d times", marshal(t, alone), len(m.Requests()))
	}
}

func TestALargeLibraryIsSearchedForEachClaim(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
	w := writer(t, m)
	w.ArticleBudget = 1
	findings, err := w.CheckEach(t.Context(), wrongYear+" The storm of January 2024 left 9,000 people without power. Penguins quaff absinthe.")
	if err != nil || len(findings) != 3 {
		t.Fatal(err, len(findings))
	}
	for _, r := range m.Requests() {
		about, _, _ := strings.Cut(r.Messages[1].Text, "\n")
		if !strings.Contains(about, "bridge") && !strings.Contains(about, "storm") {
			t.Errorf("the first passage is of %q", about)
		}
	}
	if n := len(m.Requests()); n != 2 {
		t.Errorf("asked %d times; there is nothing about penguins", n)
	}
}

func TestASecondLookCanTakeASupportBackAndGiveNone(t *testing.T) {
	for _, c := range []struct {
		claim, opinion string
		want           Verdict
	}{
		{"The old bridge over the Alm was closed in 2019.", "yes", Supported},
		{"The old bridge over the Alm was closed in 2019.", "perhaps", Supported},
		{"The old bridge over the Alm was closed in 2019.", "no", Uncovered},
		{wrongYear, "yes", Contradicted},
		{wrongYear, "no", Contradicted},
		{"The mayor resigned.", "yes", Uncovered},
	} {
		m, small := new(llmtest.Scripted), new(llmtest.Scripted)
		m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
		small.Script(func(llm.Request) (string, error) { return c.opinion, nil })
		w := writer(t, m)
		w.Small, w.SecondOpinion = small, true
		alone, of := checked(t, w, c.claim)
		for _, f := range []*Finding{alone, of} {
			if f.Verdict != c.want {
				t.Errorf("%q of %q: %s", c.opinion, c.claim, marshal(t, f))
			}
			if c.want == Uncovered && c.opinion == "no" && (f.Why != secondLookWhy || len(f.Says) != 1 || len(f.Sources) != 1) {
				t.Errorf("taken back: %s", marshal(t, f))
			}
		}
	}
}

func TestAModelIsToldWhomAPronounStandsFor(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
	w := writer(t, m)
	findings, err := w.CheckEach(t.Context(), "The old bridge was closed in 2019. It was closed in 2018.")
	asked := m.Requests()
	if err != nil || len(findings) != 2 || len(asked) != 1 || !strings.Contains(asked[0].Messages[1].Text, "about this: The old bridge was closed in 2018") {
		t.Errorf("%v, %d findings, %d requests", err, len(findings), len(asked))
	}
}

func TestAClaimIsCheckedInTheEnglishThatIsShown(t *testing.T) {
	const german = "Die alte Brücke über die Alm wurde 2019 geschlossen."
	m, small := new(llmtest.Scripted), new(llmtest.Scripted)
	small.Script(func(llm.Request) (string, error) { return "1. The old bridge over the Alm was closed in 2019.", nil })
	w := writer(t, m)
	w.Small, w.Translate = small, true
	alone, of := checked(t, w, german)
	for _, f := range []*Finding{alone, of} {
		if f.Verdict != Supported || f.Claim != german || f.English != "The old bridge over the Alm was closed in 2019." {
			t.Errorf("%s", marshal(t, f))
		}
	}
	m.Script(func(llm.Request) (string, error) { return prompts.Refusal, nil })
	for _, said := range []string{"1. The old bridge over the Alm was closed in 2018.", "The old bridge was closed in 2019.", german, "1. @everyone 2019", "2. The bridge was closed in 2019."} {
		small.Script(func(llm.Request) (string, error) { return said, nil })
		for _, f := range []*Finding{first(checked(t, w, german))} {
			if f.English != "" || f.Verdict != Uncovered {
				t.Errorf("%q: %s", said, marshal(t, f))
			}
		}
	}
	w.Translate = false
	asked := len(small.Requests())
	if f := first(checked(t, w, german)); f.English != "" || len(small.Requests()) != asked {
		t.Errorf("translated, unasked: %s", marshal(t, f))
	}
}

func first(f, _ *Finding) *Finding { return f }

func TestNothingUnverifiedIsSaidOfAClaimWhateverAServerDoes(t *testing.T) {
	for _, text := range []string{
		"The old bridge over the Alm was closed in 2019. [1.1] Engineers found cracks in three pillars. [1.1]",
		"The old bridge over the Alm was closed in 1999. [1.1] The mayor was arrested. [1.2] The old bridge over the Alm was closed in 2019. [1.1]",
	} {
		misbehaving(t, text, nil, func(t *testing.T, w *Writer, want error) {
			w.SecondOpinion, w.Translate = true, true
			alone, _ := checked(t, w, wrongYear)
			if alone.Verdict != Contradicted || want == nil && len(alone.Says) == 0 || want != nil && (len(alone.Says) > 0 || !errors.Is(alone.Cause(), want) || alone.Note == "") {
				t.Errorf("cause %v, %s", alone.Cause(), marshal(t, alone))
			}
		})
	}
}

func TestHostileTextIsNotSaidOfAClaim(t *testing.T) {
	for _, text := range llmtest.Hostile() {
		m := new(llmtest.Scripted)
		m.Script(func(llm.Request) (string, error) { return text, nil })
		w := writer(t, m)
		w.SecondOpinion, w.Translate = true, true
		if f := first(checked(t, w, wrongYear)); len(f.Says) > 0 || f.Verdict != Contradicted {
			t.Errorf("%.60q: %s", text, marshal(t, f))
		}
	}
}

func TestWhatIsNoClaimIsPutToNoModel(t *testing.T) {
	m := new(llmtest.Scripted)
	w := writer(t, m)
	w.SecondOpinion, w.Translate = true, true
	for _, text := range []string{"", "Who closed the bridge?", strings.Repeat("The bridge was closed. ", 200), strings.Repeat("x", MaxQuestion+1)} {
		if f, err := w.Check(t.Context(), text); err != nil || f.Verdict != Uncovered && f.Verdict != Contradicted {
			t.Errorf("%.20q: %v %s", text, err, marshal(t, f))
		}
	}
	if n := len(m.Requests()); n != 0 {
		t.Errorf("asked %d times", n)
	}
}
