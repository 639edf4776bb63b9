package answer

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

const (
	germanQuestion = "Wann wurde die alte Brücke geschlossen?"
	germanYear     = "Die alte Brücke über die Alm wurde 2019 geschlossen."
	germanCracks   = "Ingenieure fanden Risse in drei Pfeilern."
	englishYear    = "The old bridge over the Alm was closed in 2019."
	englishCracks  = "Engineers found cracks in three pillars."
)

// interpreter scripts models: what they say for each purpose. A purpose that is
// missing fails.
type interpreter map[string]string

func (i interpreter) say(r llm.Request) (string, error) {
	if text, ok := i[r.Purpose]; ok {
		return text, nil
	}
	return "", &llm.Error{Kind: llm.ErrUnreachable, Op: r.Purpose}
}

// honest are models that translate as they should.
func honest() interpreter {
	return interpreter{
		"rewrite":        bridgeQuestion,
		"answer":         englishYear + " [1.1] " + englishCracks + " [1.1]",
		"translate":      "1. " + germanYear + "\n2. " + germanCracks,
		"translate back": "1. " + englishYear + "\n2. " + englishCracks,
	}
}

func translating(t testing.TB, i interpreter) (*Writer, *llmtest.Scripted) {
	t.Helper()
	m := new(llmtest.Scripted)
	m.Script(i.say)
	w := writer(t, m)
	w.Translate = true
	return w, m
}

func textsOf(r *Reply) (out []string) {
	for _, c := range r.Claims() {
		out = append(out, c.Text)
	}
	return out
}

func TestAnAnswerIsTranslatedAndItsWayBackVerified(t *testing.T) {
	w, m := translating(t, honest())
	r := written(t, w, Question{Text: germanQuestion})
	if !slices.Equal(textsOf(r), []string{germanYear, germanCracks}) || r.Claims()[0].English != englishYear || r.Note() != "" || r.Question() != germanQuestion {
		t.Errorf("%s", marshal(t, r))
	}
	var purposes []string
	for _, q := range m.Requests() {
		purposes = append(purposes, q.Purpose)
		whole := q.Messages[0].Text + q.Messages[len(q.Messages)-1].Text
		if q.Purpose == "translate back" && (strings.Contains(whole, "closed in 2019") || !strings.Contains(whole, germanYear)) {
			t.Error("the way back is not blind")
		}
	}
	if !slices.Equal(purposes, []string{"rewrite", "answer", "translate", "translate back"}) {
		t.Errorf("asked for %q", purposes)
	}
}

func TestASentenceWhoseTranslationDoesNotHoldIsShownInEnglish(t *testing.T) {
	for name, change := range map[string]interpreter{
		"another year":                  {"translate": "1. Die alte Brücke über die Alm wurde 2018 geschlossen.\n2. " + germanCracks},
		"another year, on the way back": {"translate back": "1. The old bridge over the Alm was closed in 2018.\n2. " + englishCracks},
		"more than was said":            {"translate back": "1. The old bridge over the Alm was closed in 2019 because the mayor was drunk.\n2. " + englishCracks},
		"the contrary":                  {"translate back": "1. The old bridge over the Alm was not closed in 2019.\n2. " + englishCracks},
		"a view":                        {"translate back": "1. I think the old bridge over the Alm was rightly closed in 2019.\n2. " + englishCracks},
		"a lost name":                   {"translate": "1. Die alte Brücke wurde 2019 geschlossen.\n2. " + germanCracks},
		"nothing for it":                {"translate": "2. " + germanCracks},
		"two for it":                    {"translate": "1. " + germanYear + "\n1. Der Bürgermeister trat zurück.\n2. " + germanCracks},
		"a link":                        {"translate": "1. " + germanYear + " https://evil.invalid\n2. " + germanCracks},
		"a mention":                     {"translate": "1. @everyone " + germanYear + "\n2. " + germanCracks},
		"no way back":                   {"translate back": "2. " + englishCracks},
		"the German, as the way back":   {"translate back": "1. " + germanYear + "\n2. " + englishCracks},
		"what another sentence says":    {"translate back": "1. A ferry has carried cars across the river since then, according to the transport ministry.\n2. " + englishCracks},
	} {
		i := honest()
		for purpose, text := range change {
			i[purpose] = text
		}
		w, _ := translating(t, i)
		r := written(t, w, Question{Text: germanQuestion})
		if !slices.Equal(textsOf(r), []string{englishYear, germanCracks}) || !strings.HasPrefix(r.Note(), "1 of 2 sentences are in English") {
			t.Errorf("%s: %q, note %q", name, textsOf(r), r.Note())
		}
	}
}

func TestATranslationThatFailsLeavesTheEnglishAnswer(t *testing.T) {
	for _, purpose := range []string{"translate", "translate back"} {
		i := honest()
		delete(i, purpose)
		w, _ := translating(t, i)
		r := written(t, w, Question{Text: germanQuestion})
		if !slices.Equal(textsOf(r), []string{englishYear, englishCracks}) || r.Note() != noTranslation || !errors.Is(r.Cause(), llm.ErrUnreachable) {
			t.Errorf("%s: %s, cause %v", purpose, marshal(t, r), r.Cause())
		}
	}
}

func TestWithoutTranslationAForeignQuestionIsAnsweredInEnglish(t *testing.T) {
	w, m := translating(t, honest())
	w.Translate = false
	r := written(t, w, Question{Text: germanQuestion})
	if !slices.Equal(textsOf(r), []string{englishYear, englishCracks}) || r.Note() != onlyEnglish || len(m.Requests()) != 2 {
		t.Errorf("%d requests, %s", len(m.Requests()), marshal(t, r))
	}
	if text := m.Requests()[1].Messages[0].Text; !strings.Contains(text, "Write in this language: English.") {
		t.Error("the model is not told to write English")
	}
}

func TestALanguageThatIsSetIsAnsweredIn(t *testing.T) {
	w, _ := translating(t, honest())
	w.Language = "de"
	if r := written(t, w, Question{Text: bridgeQuestion}); !slices.Equal(textsOf(r), []string{germanYear, germanCracks}) {
		t.Errorf("%s", marshal(t, r))
	}
	w.Language = "en-US"
	if r := written(t, w, Question{Text: germanQuestion}); !slices.Equal(textsOf(r), []string{englishYear, englishCracks}) || r.Note() != "" {
		t.Errorf("%s", marshal(t, r))
	}
}

func TestAForeignQuestionThatCannotBePutInEnglishIsQuoted(t *testing.T) {
	i := honest()
	delete(i, "rewrite")
	w, _ := translating(t, i)
	r := written(t, w, Question{Text: "Wann wurde die alte Brücke, the old bridge, geschlossen?"})
	if r.Mode() != Quoted || !errors.Is(r.Cause(), llm.ErrUnreachable) || !strings.Contains(r.Note(), "the model could not be reached") {
		t.Errorf("%s", marshal(t, r))
	}
}

func TestAForeignQuestionForTheBotsViewGetsTheArticlesViews(t *testing.T) {
	i := honest()
	i["rewrite"] = "Who is right about the raids in Yekaterinburg?"
	w, m := translating(t, i)
	w.Answerer = shippedAnswerer(t)
	r, err := w.Answer(t.Context(), Question{Text: "Wer hat recht bei den Razzien in Jekaterinburg?"}, nil)
	if err != nil || !strings.HasPrefix(r.Lead(), noView) || len(m.Requests()) != 1 {
		t.Errorf("%v, %d requests, %s", err, len(m.Requests()), marshal(t, r))
	}
}

func TestAnotherScriptHasItsNamesCheckedOnTheWayBack(t *testing.T) {
	const russian = "Старый мост через Альм был закрыт в 2019 году."
	i := interpreter{
		"rewrite": bridgeQuestion, "answer": englishYear + " [1.1]",
		"translate": "1. " + russian, "translate back": "1. " + englishYear,
	}
	w, _ := translating(t, i)
	question := Question{Text: "Когда закрыли старый мост и почему?"}
	if r := written(t, w, question); !slices.Equal(textsOf(r), []string{russian}) {
		t.Errorf("%s", marshal(t, r))
	}
	i["translate back"] = "1. The old bridge was closed in 2019."
	if r := written(t, w, question); !slices.Equal(textsOf(r), []string{englishYear}) {
		t.Errorf("a name is lost: %s", marshal(t, r))
	}
}

// What the way back cannot see is told in Writer.Translate.
func TestOnlyAModelThatLiesBothWaysIsBelieved(t *testing.T) {
	i := honest()
	i["translate"] = "1. Die alte Brücke über die Alm wurde 2019 gesprengt.\n2. " + germanCracks
	w, _ := translating(t, i)
	if r := written(t, w, Question{Text: germanQuestion}); r.Claims()[0].English != englishYear {
		t.Errorf("the English is not kept beside the translation: %s", marshal(t, r))
	}
}

func TestNothingUntranslatedIsVisibleWhateverAServerDoes(t *testing.T) {
	first := []string{bridgeQuestion, honest()["answer"]}
	misbehaving(t, honest()["translate"], first, func(t *testing.T, w *Writer, want error) {
		w.Translate = true
		r := written(t, w, Question{Text: germanQuestion}) // the way back comes in German
		if !slices.Equal(textsOf(r), []string{englishYear, englishCracks}) || r.Note() != noTranslation || want != nil && !errors.Is(r.Cause(), want) {
			t.Errorf("cause %v, %s", r.Cause(), marshal(t, r))
		}
	})
	misbehaving(t, honest()["translate back"], append(first, honest()["translate"]), func(t *testing.T, w *Writer, want error) {
		w.Translate = true
		r := written(t, w, Question{Text: germanQuestion})
		if translated := r.Claims()[0].English != ""; translated != (r.Cause() == nil) || want != nil && !errors.Is(r.Cause(), want) {
			t.Errorf("cause %v, %s", r.Cause(), marshal(t, r))
		}
	})
}

func TestHostileTranslationsAreNotShown(t *testing.T) {
	for _, text := range llmtest.Hostile() {
		for _, purpose := range []string{"translate", "translate back"} {
			i := honest()
			i[purpose] = "1. " + text
			w, _ := translating(t, i)
			if r := written(t, w, Question{Text: germanQuestion}); !slices.Equal(textsOf(r), []string{englishYear, englishCracks}) {
				t.Errorf("%s %.60q: %q", purpose, text, textsOf(r))
			}
		}
	}
}

func TestArticlesInTheAskersLanguageNeedNoEnglish(t *testing.T) {
	a := corpustest.Parse(t, "bruecke.md", "---\ntitle: Die Brücke\nlanguage: de\n---\nDie alte Brücke über die Alm wurde 2019 geschlossen.\n")
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	w, m := translating(t, interpreter{"answer": germanYear + " [1.1]"})
	w.Answerer = New(index)
	r := written(t, w, Question{Text: germanQuestion})
	if !slices.Equal(textsOf(r), []string{germanYear}) || len(m.Requests()) != 1 || r.Note() != "" {
		t.Errorf("%d requests, %s", len(m.Requests()), marshal(t, r))
	}
}

func TestAFalsePremiseIsCorrectedWithACitation(t *testing.T) {
	const text = "The council did not sell the harbour. Mayor Ture Holm did not resign in May. The lighthouse was painted in 2020.\n"
	a := corpustest.Parse(t, "council.txt", text)
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	for question, correction := range map[string]string{
		"Why did Mayor Ture Holm resign in May?":     "Mayor Ture Holm did not resign in May.",
		"Who bought the harbour from the council?":   "The council did not sell the harbour.",
		"Which lighthouse was painted blue in 2021?": "The lighthouse was painted in 2020.",
	} {
		m := new(llmtest.Scripted)
		m.Script(func(llm.Request) (string, error) {
			for i, s := range []string{"The council did", "Mayor Ture", "The lighthouse"} {
				if strings.HasPrefix(correction, s) {
					return correction + " [1." + string(rune('1'+i)) + "]", nil
				}
			}
			return prompts.Refusal, nil
		})
		w := writer(t, m)
		w.Answerer = New(index)
		if r := written(t, w, Question{Text: question}); r.Mode() != Written || !slices.Equal(textsOf(r), []string{correction}) {
			t.Errorf("%s: %s", question, marshal(t, r))
		}
	}
}

func FuzzNumberedLines(f *testing.F) {
	for _, text := range append(llmtest.Hostile(), honest()["translate"], "1) a\r\n2: b\n2. c\n999. d") {
		f.Add("1. " + text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for n, line := range numberedLines(text) {
			if n < 0 || n > 999 || line == "" || len(line) > maxTranslated || strings.ContainsAny(line, "@<>`\n*[]") || strings.Contains(line, "://") {
				t.Errorf("%d: %q is taken for a line of plain text", n, line)
			}
		}
	})
}
