package gaps_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"rapporteur/bot/curate/gaps"
)

// labelled are the questions of a file of testdata with the groups they belong to.
type labelled struct {
	questions []gaps.Question
	group     []string
	near      []bool // differs from a group in one decisive thing
}

func readQuestions(t testing.TB, names ...string) (l labelled) {
	t.Helper()
	for _, name := range names {
		text, err := os.ReadFile("testdata/questions_" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		paragraph := 0
		for line := range strings.Lines(string(text)) {
			line = strings.TrimSpace(line)
			group := fmt.Sprintf("%s %d", name, paragraph)
			switch rest, near := strings.CutPrefix(line, "~ "); {
			case strings.HasPrefix(line, "#"):
			case line == "":
				paragraph++
			case near:
				l.add(rest, group+" near "+rest, true)
			default:
				l.add(line, group, false)
			}
		}
	}
	return l
}

func (l *labelled) add(text, group string, near bool) {
	l.questions = append(l.questions, gaps.Question{ID: fmt.Sprint(len(l.questions)), Text: text})
	l.group = append(l.group, group)
	l.near = append(l.near, near)
}

// partition gives each question the label of the group that it came to be in.
func partition(l labelled) []string {
	of := make(map[string]string)
	for _, g := range gaps.Groups(l.questions) {
		for _, q := range g.Questions {
			of[q.ID] = g.Label.ID
		}
	}
	out := make([]string, len(l.questions))
	for i, q := range l.questions {
		out[i] = of[q.ID]
	}
	return out
}

// index is the adjusted Rand index of all questions, and without those that are near.
func index(l labelled) (all, without float64) {
	got := partition(l)
	var a, b []string
	for i := range got {
		if !l.near[i] {
			a, b = append(a, got[i]), append(b, l.group[i])
		}
	}
	return gaps.AdjustedRand(got, l.group), gaps.AdjustedRand(a, b)
}

// TestTheSameQuestionInOtherWordsIsOneGroup measures the grouping on the questions
// that it was tuned on and on those that it was not.
func TestTheSameQuestionInOtherWordsIsOneGroup(t *testing.T) {
	for _, x := range []struct {
		name  string
		files []string
		least float64
	}{
		{"tune", []string{"tune"}, .8},
		{"tune more", []string{"tune_more"}, .8},
		{"blind", []string{"blind"}, .8},
		{"both", []string{"tune", "blind"}, .8},
		{"fresh", []string{"fresh"}, .8},
	} {
		l := readQuestions(t, x.files...)
		all, without := index(l)
		t.Logf("%s: adjusted Rand index %.3f on %d questions, with the near ones; %.3f without", x.name, all, len(l.questions), without)
		if all < x.least || without < x.least {
			t.Errorf("%s: at least %.2f is wanted", x.name, x.least)
		}
	}
}

// TestShowWhatIsGroupedWrongly lists the errors on the half that rules are tuned on.
func TestShowWhatIsGroupedWrongly(t *testing.T) {
	if os.Getenv("SHOW") == "" {
		t.Skip("set SHOW to see the errors on the halves that rules are tuned on")
	}
	l := readQuestions(t, "tune", "tune_more")
	got := partition(l)
	for i := range got {
		for j := range i {
			if (got[i] == got[j]) != (l.group[i] == l.group[j]) {
				t.Logf("together %v: %s | %s", got[i] == got[j], l.questions[i].Text, l.questions[j].Text)
			}
		}
	}
}
