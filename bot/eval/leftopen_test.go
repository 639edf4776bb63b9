package eval

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// leftOpen holds invented articles, with questions that they answer and questions in the
// same words that they leave open.
const leftOpen = "testdata/leftopen"

func readLeftOpen(t *testing.T, half string) *Set {
	t.Helper()
	library, problems, err := corpus.Load(os.DirFS(filepath.Join(leftOpen, half)))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	set := &Set{Name: half}
	set.AddArticles(library.Articles()...)
	if set.Questions, err = ReadQuestions(filepath.Join(leftOpen, half+".jsonl")); err != nil {
		t.Fatal(err)
	}
	return set
}

func TestQuestionsThatAreLeftOpenAreWellFormed(t *testing.T) {
	for _, half := range []string{"learn", "held-out"} {
		set := readLeftOpen(t, half)
		seen := make(map[string]bool)
		open := 0
		for _, q := range set.Questions {
			at := slices.IndexFunc(set.Articles, func(a *corpus.Article) bool { return a.Slug == q.Article })
			switch {
			case at < 0:
				t.Errorf("%s: no article %q", q.ID, q.Article)
				continue
			case seen[q.ID] || seen[q.Question+q.Article]:
				t.Errorf("%s stands there twice", q.ID)
			case q.Answerable != (len(q.GoldPassages) > 0), q.Answerable != (q.Kind == ""):
				t.Errorf("%s: answerable and not", q.ID)
			}
			seen[q.ID], seen[q.Question+q.Article] = true, true
			if !q.Answerable {
				open++
				continue
			}
			if !stands(set, q, set.Articles[at]) {
				t.Errorf("%s: %q does not stand in %v", q.ID, q.GoldAnswers, q.GoldPassages)
			}
		}
		if 2*open < len(set.Questions) {
			t.Errorf("%s: %d of %d questions are left open", half, open, len(set.Questions))
		}
	}
}

// stands reports whether an answer stands in one of the passages that are said to hold it.
func stands(set *Set, q Question, a *corpus.Article) bool {
	for p := range a.Passages {
		if !slices.Contains(q.GoldPassages, set.ID(a, p)) {
			continue
		}
		for _, answer := range q.GoldAnswers {
			if strings.Contains(a.Raw(a.Passages[p].Span), answer) {
				return true
			}
		}
	}
	return false
}

// TestWhatIsLeftOpenIsHardlyToldFromWhatIsAnswered says what can be expected of
// confidence: it tells whether the articles are about a question, not whether they answer
// it. Whoever changes that changes what the bot says above its quotes.
func TestWhatIsLeftOpenIsHardlyToldFromWhatIsAnswered(t *testing.T) {
	for _, half := range []string{"learn", "held-out"} {
		set := readLeftOpen(t, half)
		lone := make(map[string]*search.Index)
		for _, a := range set.Articles {
			index, err := search.New([]*corpus.Article{a})
			if err != nil {
				t.Fatal(err)
			}
			lone[a.Slug] = index
		}
		var judged []Judged
		for _, q := range set.Questions {
			judged = append(judged, Judged{lone[q.Article].Search(q.Query()).Confidence, q.Answerable})
		}
		auroc := AUROC(judged)
		t.Logf("%s: AUROC %.3f of %d", half, auroc, len(judged))
		if auroc < .5 || auroc > .7 {
			t.Errorf("%s: AUROC %.3f", half, auroc)
		}
	}
}
