package answer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

const (
	harbour      = "the sale of the harbour"
	goodQuestion = "What evidence would help a reader to judge the sale?\nWhat would each side have to show?\nWhose view of the sale is missing from these quotations?"
	badQuestions = "Did the mayor lie about the sale?\nWhy was the harbour sold for 240 million crowns?\nWhat would the mayor say to @everyone about the sale?\nWhat would happen after the fraud?"
)

// discussed makes a kit, and checks what holds of every one.
func discussed(t testing.TB, w *Writer) *Kit {
	t.Helper()
	k, err := w.Discuss(t.Context(), harbour, "")
	if err != nil {
		t.Fatal(err)
	}
	fixed := kit(t, w.Answerer, harbour, "")
	var quoted []string
	for i, side := range k.Sides() {
		if side.Who != fixed.Sides()[i].Who {
			t.Errorf("side %q", side.Who)
		}
		quoted = append(quoted, side.Who)
		for _, c := range side.Claims {
			quoted = append(quoted, c.Text)
			if s := k.Sources()[c.Sources[0]-1]; c.Text != s.Plain() {
				t.Errorf("%q is not the sentence %q", c.Text, s.Quote)
			}
		}
	}
	if len(k.Questions()) != kitQuestions {
		t.Errorf("questions %q", k.Questions())
	}
	if k.Mode() == Quoted && !slices.Equal(k.Questions(), fixed.Questions()) {
		t.Errorf("quoted, with %q", k.Questions())
	}
	for _, q := range k.Questions() {
		if k.Mode() == Written && brief.Unfit(q, quoted) != "" {
			t.Errorf("asks %q", q)
		}
	}
	return k
}

func TestAKitsQuestionsMayBeWritten(t *testing.T) {
	m := new(llmtest.Scripted)
	m.Say("Here are three questions:\n1. " + strings.ReplaceAll(goodQuestion, "\n", "\n2. "))
	if k := discussed(t, writer(t, m)); k.Mode() != Written || !slices.Equal(k.Questions(), strings.Split(goodQuestion, "\n")) || k.Note() != "" {
		t.Errorf("%s, %q, note %q", k.Mode(), k.Questions(), k.Note())
	}
}

func TestQuestionsThatStateSomethingAreReplaced(t *testing.T) {
	first, _, _ := strings.Cut(goodQuestion, "\n")
	for _, said := range append(llmtest.Hostile(), badQuestions, first, first+"\n"+first+"\n"+first, "") {
		m := new(llmtest.Scripted)
		m.Say(said)
		if k := discussed(t, writer(t, m)); k.Mode() != Quoted || !strings.HasPrefix(k.Note(), fixedQuestion) || k.Cause() != nil {
			t.Errorf("%.80q: %s, %q, note %q", said, k.Mode(), k.Questions(), k.Note())
		}
	}
}

func TestAKitIsMadeWhateverAServerDoes(t *testing.T) {
	for _, text := range []string{goodQuestion, badQuestions} {
		misbehaving(t, text, nil, func(t *testing.T, w *Writer, want error) {
			k := discussed(t, w)
			if want != nil && (k.Mode() != Quoted || k.Note() == "" || k.Cause() == nil) {
				t.Errorf("%s, note %q, cause %v", k.Mode(), k.Note(), k.Cause())
			}
			if want != nil && !errors.Is(k.Cause(), want) && !errors.Is(k.Cause(), llm.ErrTruncated) {
				t.Errorf("cause %v, want %v", k.Cause(), want)
			}
		})
	}
}

func TestNoModelIsAskedForAKitThatRefuses(t *testing.T) {
	m := new(llmtest.Scripted)
	if k, err := writer(t, m).Discuss(t.Context(), "penguins of Antarctica", ""); err != nil || k.Refusal() == nil || len(m.Requests()) > 0 {
		t.Errorf("%v, %+v, %d requests", err, k, len(m.Requests()))
	}
}
