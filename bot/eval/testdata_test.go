package eval_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/eval"
)

const paraphrases = "testdata/paraphrase"

// libraries are the sets that the questions in everyday words are asked of, by
// name; a set that is not here is left out.
func libraries(t *testing.T) map[string]*eval.Set {
	t.Helper()
	out := make(map[string]*eval.Set)
	library, problems, err := corpus.Load(os.DirFS(filepath.Join(paraphrases, "articles")))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	own := &eval.Set{Name: "own"}
	own.AddArticles(library.Articles()...)
	out["own"] = own
	for _, name := range []string{"squad2", "newwiki", "qamr_wikinews", "clapnq", "time"} {
		set, err := eval.Load(filepath.Join(claimSets, name))
		if err != nil {
			t.Logf("%s is not here, its questions are not checked", name)
			continue
		}
		out[name] = set
	}
	return out
}

// passageTexts are the texts of a set's passages by id.
func passageTexts(set *eval.Set) map[string]string {
	out := make(map[string]string)
	for _, a := range set.Articles {
		for p := range a.Passages {
			out[set.ID(a, p)] = a.Raw(a.Passages[p].Span)
		}
	}
	return out
}

// functionWords carry no content of a question, beside the stop words.
var functionWords = strings.Fields(`after before over under up down out off about any some so than too very just get got
	gets will would can could should may might must cant dont didnt doesnt isnt wont not no yes if then because while more most
	many much own same other each only also even still ever again against between into through during`)

func contentStems(text string) map[string]bool {
	out := make(map[string]bool)
	for _, token := range english.AppendTokens(nil, text) {
		if word := english.Fold(text, token); !english.IsStop(word) && !slices.Contains(functionWords, word) {
			out[english.Stem(word)] = true
		}
	}
	return out
}

// sharedWords is the share of a question's content words that stand in a text.
func sharedWords(question, text string) float64 {
	asked, stands := contentStems(question), contentStems(text)
	n := 0
	for stem := range asked {
		if stands[stem] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(asked)))
}

func TestTheQuestionsInEverydayWordsAreWhatTheyClaimToBe(t *testing.T) {
	sets := libraries(t)
	texts := make(map[string]map[string]string)
	for name, set := range sets {
		texts[name] = passageTexts(set)
	}
	total, far := 0, 0
	ids := make(map[string]bool)
	for _, file := range []string{"open.jsonl", "own.jsonl"} {
		questions, err := eval.ReadQuestions(filepath.Join(paraphrases, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range questions {
			if ids[q.ID] {
				t.Errorf("%s is there twice", q.ID)
			}
			ids[q.ID] = true
			total++
			if texts[q.Set] == nil {
				continue
			}
			text := ""
			for _, id := range q.GoldPassages {
				if texts[q.Set][id] == "" {
					t.Errorf("%s: there is no passage %s", q.ID, id)
				}
				text += texts[q.Set][id] + "\n"
			}
			for _, answer := range q.GoldAnswers {
				if !strings.Contains(text, answer) {
					t.Errorf("%s: the passage does not hold %q", q.ID, answer)
				}
			}
			if sharedWords(q.Question, text) < .2 {
				far++
			}
		}
	}
	if total < 300 {
		t.Errorf("%d questions, want at least 300", total)
	}
	t.Logf("%d questions, %d share fewer than a fifth of their content words with the passage", total, far)
	if len(sets) == 6 && 2*far < total {
		t.Errorf("%d of %d questions share fewer than a fifth of their content words with the passage, want half", far, total)
	}
}

// TestNoTrainingQuestionIsAboutATestPassage keeps the questions to train on
// apart from those to test with.
func TestNoTrainingQuestionIsAboutATestPassage(t *testing.T) {
	held := make(map[string]bool)
	tests, err := eval.ReadQuestions(filepath.Join(paraphrases, "open.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range tests {
		for _, id := range q.GoldPassages {
			held[id] = true
		}
	}
	files, err := filepath.Glob(filepath.Join(paraphrases, "train-*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		questions, err := eval.ReadQuestions(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range questions {
			for _, id := range q.GoldPassages {
				if held[id] {
					t.Errorf("%s: passage %s is one to test with", q.ID, id)
				}
			}
		}
	}
}
