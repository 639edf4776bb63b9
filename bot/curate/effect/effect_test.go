package effect

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

const (
	bridge = "The new bridge over the Alm will open in 2027. It will cost 85 million crowns, the ministry said.\n"
	mill   = "The mill of Orle grinds the grain of forty farms.\n"
)

// answerer answers from texts by slug, all in a version.
func answerer(t testing.TB, version int, texts map[string]string) *answer.Answerer {
	t.Helper()
	var articles []*corpus.Article
	for slug, text := range texts {
		a, _, err := corpus.Parse(slug+".md", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, a.WithVersion(version))
	}
	index, err := search.New(articles)
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

var questions = []Question{
	{Text: "When will the new bridge over the Alm open?"},
	{Text: "How many farms does the mill of Orle grind for?"},
	{Text: "Who painted the ceiling of the opera in Kelm?"},
}

func of(t *testing.T, before, after *answer.Answerer) Effect {
	t.Helper()
	e, err := Of(t.Context(), before, after, questions)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// changed are the questions whose answers are others, by their numbers.
func changed(e Effect) string {
	var out []string
	for _, o := range e.Changed() {
		for i, q := range questions {
			if q == o.Question {
				out = append(out, fmt.Sprint(i))
			}
		}
	}
	return strings.Join(out, " ")
}

func TestAnAnswerInOtherWordsIsChanged(t *testing.T) {
	before := answerer(t, 1, map[string]string{"bridge": bridge, "mill": mill})
	after := answerer(t, 2, map[string]string{"bridge": strings.Replace(bridge, "2027", "2029", 1), "mill": mill})
	e := of(t, before, after)
	if changed(e) != "0" || e.ScoreBefore() != e.ScoreAfter() || e.Left != 0 {
		t.Errorf("changed %q, %v → %v", changed(e), e.ScoreBefore(), e.ScoreAfter())
	}
	o := e.Changed()[0]
	if !strings.Contains(o.Before.Claims()[0].Text, "2027") || !strings.Contains(o.After.Claims()[0].Text, "2029") {
		t.Errorf("%v → %v", o.Before.Claims(), o.After.Claims())
	}
}

func TestAnotherVersionOrPlaceOfTheSameSentenceIsNoChange(t *testing.T) {
	before := answerer(t, 1, map[string]string{"bridge": bridge, "mill": mill})
	after := answerer(t, 7, map[string]string{"bridge": "The ferry rests.\n\n" + bridge, "mill": mill})
	if e := of(t, before, after); changed(e) != "" {
		t.Errorf("changed %q", changed(e))
	}
}

func TestTheScoreIsTheShareAnswered(t *testing.T) {
	all := answerer(t, 1, map[string]string{"bridge": bridge, "mill": mill})
	less := answerer(t, 1, map[string]string{"bridge": bridge})
	e := of(t, all, less)
	if changed(e) != "1" || e.ScoreBefore() != 2./3 || e.ScoreAfter() != 1./3 {
		t.Errorf("changed %q, %v → %v", changed(e), e.ScoreBefore(), e.ScoreAfter())
	}
	if e = of(t, less, all); changed(e) != "1" || e.ScoreAfter() != 2./3 {
		t.Errorf("changed %q, %v → %v", changed(e), e.ScoreBefore(), e.ScoreAfter())
	}
	if none := (Effect{}); none.ScoreBefore() != 0 || none.Changed() != nil {
		t.Error("no questions have a score")
	}
}

func TestWhatIsLostComesFirst(t *testing.T) {
	before := answerer(t, 1, map[string]string{"bridge": bridge, "mill": mill})
	after := answerer(t, 2, map[string]string{"bridge": strings.Replace(bridge, "2027", "2029", 1)})
	if e := of(t, before, after); changed(e) != "1 0" {
		t.Errorf("changed %q", changed(e))
	}
}

func TestAQuestionOfOneArticleIsAskedOfIt(t *testing.T) {
	both := answerer(t, 1, map[string]string{"bridge": bridge, "mill": mill})
	e, err := Of(t.Context(), both, both, []Question{{Text: questions[0].Text, Article: "bridge"}, {Text: questions[0].Text, Article: "mill"}})
	if err != nil || !e.Outcomes[0].After.Answered() || e.Outcomes[1].After.Answered() {
		t.Errorf("%v %v", e, err)
	}
}

func TestNumberAndTimeAreBounded(t *testing.T) {
	a := answerer(t, 1, map[string]string{"mill": mill})
	many := make([]Question, MaxQuestions+7)
	for i := range many {
		many[i].Text = fmt.Sprintf("Who owns field number %d?", i)
	}
	e, err := Of(t.Context(), a, a, many)
	if err != nil || len(e.Outcomes) != MaxQuestions || e.Left != 7 {
		t.Errorf("%d asked, %d left: %v", len(e.Outcomes), e.Left, err)
	}
	over, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	if e, err = Of(over, a, a, many); err != nil || e.Left != len(many) {
		t.Errorf("%d left: %v", e.Left, err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = Of(gone, a, a, many); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWithoutAChangeNothingChanges(t *testing.T) {
	texts := map[string]string{"bridge": bridge, "mill": mill}
	before, after := answerer(t, 1, texts), answerer(t, 9, texts)
	rapid.Check(t, func(t *rapid.T) {
		asked := append([]Question{}, questions...)
		for _, text := range rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "questions") {
			asked = append(asked, Question{Text: text})
		}
		e, err := Of(context.Background(), before, after, asked)
		if err != nil || len(e.Outcomes) != len(asked) || len(e.Changed()) > 0 || e.ScoreBefore() != e.ScoreAfter() {
			t.Fatalf("%v %v", e.Changed(), err)
		}
	})
}
