package gaps_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rapporteur/bot/curate/gaps"
)

func ask(texts ...string) []gaps.Question {
	out := make([]gaps.Question, len(texts))
	for i, text := range texts {
		out[i] = gaps.Question{ID: fmt.Sprint(i), Text: text}
	}
	return out
}

// TestTheIndexHasItsKnownValues takes the example of Hubert & Arabie's definition
// worked out by hand, and the bounds.
func TestTheIndexHasItsKnownValues(t *testing.T) {
	for _, x := range []struct {
		a, b []int
		want float64
	}{
		{[]int{0, 0, 1, 1}, []int{5, 5, 7, 7}, 1},
		// 6 things, contingency (2 1 | 0 3): pairs 1+3=4, rows 3+3=6, columns 1+6=7,
		// all 15: (4 - 6*7/15) / (6.5 - 6*7/15) = 1.2/3.7.
		{[]int{0, 0, 0, 1, 1, 1}, []int{0, 0, 1, 1, 1, 1}, 1.2 / 3.7},
		{[]int{0, 0, 1, 1}, []int{0, 1, 0, 1}, -.5},
		{[]int{0, 0, 1, 2}, []int{0, 0, 1, 1}, 4. / 7},
		{[]int{0, 1, 2}, []int{0, 1, 2}, 1},
		{[]int{0, 0, 0}, []int{1, 1, 1}, 1},
		{[]int{0, 0, 0}, []int{0, 1, 2}, 0},
		{nil, nil, 1},
	} {
		if got := gaps.AdjustedRand(x.a, x.b); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%v and %v: %.4f, want %.4f", x.a, x.b, got, x.want)
		}
	}
}

func TestOneDecisiveThingPartsQuestions(t *testing.T) {
	for _, pair := range [][2]string{
		{"When did the strike in Lyon begin?", "When did the strike in Lyon end?"},
		{"Who leads the party in Hesse?", "Who leads the party in Saxony?"},
		{"What happened in Peru in 2021?", "What happened in Peru in 2022?"},
		{"Why was the minister arrested?", "When was the minister arrested?"},
		{"How many soldiers were killed in Mali?", "How many soldiers were wounded in Mali?"},
	} {
		if got := gaps.Groups(ask(pair[:]...)); len(got) != 2 {
			t.Errorf("%q are one group", pair)
		}
	}
}

func TestTheLabelIsTheClearestWording(t *testing.T) {
	got := gaps.Groups(ask("visa fee for norway??? pls", "what does a norway visa cost", "How much does a visa for Norway cost?"))
	if len(got) != 1 || got[0].Label.Text != "How much does a visa for Norway cost?" {
		t.Errorf("groups %+v", got)
	}
}

func TestGroupsAreCountedAndTheMostAskedComesFirst(t *testing.T) {
	q := ask("Where is the Darien gap?", "Who won the Tour de Suisse?", "who was the winner of the tour de suisse")
	q[0].Count, q[1].Count = 2, 4
	got := gaps.Groups(append(q, q[0]))
	if len(got) != 2 || got[0].Count != 5 || got[1].Count != 2 || len(got[1].Questions) != 1 {
		t.Errorf("groups %+v", got)
	}
}

// some draws questions of both files and others made of their words.
func some(t *rapid.T, l labelled) []gaps.Question {
	n := rapid.IntRange(1, 40).Draw(t, "n")
	var words []string
	var out []gaps.Question
	for i := range n {
		q := rapid.SampledFrom(l.questions).Draw(t, "question")
		words = append(words, strings.Fields(q.Text)...)
		if rapid.IntRange(0, 3).Draw(t, "mixed") == 0 {
			q.Text = strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 8).Draw(t, "words"), " ")
		}
		q.ID = fmt.Sprint(i)
		out = append(out, q)
	}
	return out
}

func TestTheOrderOfQuestionsDoesNotMatter(t *testing.T) {
	l := readQuestions(t, "tune", "blind")
	rapid.Check(t, func(t *rapid.T) {
		q := some(t, l)
		want := gaps.Groups(q)
		if d := cmp.Diff(want, gaps.Groups(rapid.Permutation(q).Draw(t, "order"))); d != "" {
			t.Fatal(d)
		}
		if d := cmp.Diff(want, gaps.Groups(append(q, q...))); d != "" {
			t.Fatal("asked again:", d)
		}
		n := 0
		for _, g := range want {
			n += len(g.Questions)
			if !slices.Contains(g.Questions, g.Label) {
				t.Fatalf("%+v lacks its label", g)
			}
		}
		if n != len(q) {
			t.Fatalf("%d of %d questions are in groups", n, len(q))
		}
	})
}

func TestPlacingQuestionsOneByOneGivesTheSameGroups(t *testing.T) {
	l := readQuestions(t, "tune", "blind")
	rapid.Check(t, func(t *rapid.T) {
		q := some(t, l)
		var groups []gaps.Group
		for i := range q {
			groups = gaps.Place(groups, q[i])
		}
		want := gaps.Groups(q)
		if d := cmp.Diff(want, groups); d != "" {
			t.Fatal(d)
		}
		again := gaps.Place(groups, q[len(q)/2])
		if d := cmp.Diff(want, again); d != "" {
			t.Fatal("placed again:", d)
		}
	})
}

func TestAnsweredFindsTheGroupsThatAreAnsweredNow(t *testing.T) {
	groups := gaps.Groups(ask("When does Cyprus vote?", "date of the vote in cyprus", "Who owns the Volga dam?", "Why is the Loire dry?"))
	calls := 0
	answers := func(q string) bool {
		calls++
		return strings.Contains(strings.ToLower(q), "date") || strings.Contains(q, "Loire")
	}
	got, looked, err := gaps.Answered(t.Context(), groups, 100, answers)
	if err != nil || looked != len(groups) || len(got) != 2 {
		t.Fatalf("%+v, %d of %d groups, error %v", got, looked, len(groups), err)
	}
	for _, a := range got {
		if !answers(a.Question.Text) {
			t.Errorf("%q is not answered", a.Question.Text)
		}
	}
}

func TestAnsweredKeepsToItsCallsAndGoesOnWhereItStopped(t *testing.T) {
	var q []gaps.Question
	for _, place := range []string{"Lima", "Oslo", "Cairo", "Quito", "Tunis"} {
		q = append(q, gaps.Question{ID: place, Text: "Who is the mayor of " + place + "?"})
	}
	groups := gaps.Groups(q)
	asked := make(map[string]int)
	rounds := 0
	for rest := groups; len(rest) > 0; rounds++ {
		calls := 0
		_, looked, err := gaps.Answered(t.Context(), rest, 2, func(q string) bool { calls++; asked[q]++; return false })
		if err != nil || looked == 0 || calls > 2 {
			t.Fatalf("%d calls, looked at %d, error %v", calls, looked, err)
		}
		rest = rest[looked:]
	}
	if rounds != 3 || len(asked) != 5 {
		t.Errorf("%d rounds, asked %v", rounds, asked)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, looked, err := gaps.Answered(ctx, groups, 100, func(string) bool { t.Error("asked"); return false }); looked != 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("looked at %d, error %v", looked, err)
	}
}

// many makes n questions of members, most of which have been asked in other words.
func many(l labelled, n int) []gaps.Question {
	out := make([]gaps.Question, n)
	places := strings.Fields("Spain Peru Chad Kenya Nepal Oman Laos Cuba Fiji Mali")
	for i := range out {
		text := l.questions[i%len(l.questions)].Text
		if round := i / len(l.questions); round > 0 {
			text = strings.TrimSuffix(text, "?") + " in " + places[round%len(places)] + "?"
		}
		out[i] = gaps.Question{ID: fmt.Sprint(i), Text: text}
	}
	return out
}

// hostile are sets of 1,000 questions, most of them at the limit of their size, that
// are all like one another, nearly like one another or hardly questions.
func hostile() map[string][]gaps.Question {
	l := strings.Fields("war peace treaty minister court border strike budget river dam army vote party leader bank price gas oil")
	out := make(map[string][]gaps.Question)
	for i := range 1000 {
		id := fmt.Sprint(i)
		add := func(name, text string) {
			out[name] = append(out[name], gaps.Question{ID: id, Text: text[:min(len(text), gaps.MaxBytes)]})
		}
		add("alike", "Who won the war for the river treaty of the minister of the border court? "+strings.Repeat(fmt.Sprintf("%d ", i), 400))
		add("one word apart", fmt.Sprintf("who has won the war for the river treaty x%d", i))
		add("mixed", strings.Repeat(l[i%len(l)]+" "+l[i/7%len(l)]+" "+l[i/31%len(l)]+" "+l[i*i%len(l)]+" ", 100))
		light := strings.Fields("get put take make go come will use hold happen new old many much people country")
		few := "war treaty"
		for bit, w := range light {
			if i*37>>bit&1 == 1 {
				few += " " + w
			}
		}
		add("light words apart", few)
		same := ""
		for k, w := range [][2]string{{"start", "begin"}, {"buy", "purchase"}, {"war", "conflict"}, {"big", "large"}, {"help", "assist"}, {"car", "automobile"}, {"answer", "reply"}, {"doctor", "physician"}, {"rich", "wealthy"}, {"hide", "conceal"}} {
			same += w[i>>k&1] + " "
		}
		add("all mean the same", same)
		add("names", strings.Repeat(fmt.Sprintf("Zq%d Xy%d ", i%50, i%41), 200))
		add("signs", strings.Repeat("@everyone \u202e\u200b<@&1> ", 60)+id)
		add("one long word", strings.Repeat("a", 1990)+id)
		add("invalid", "\xff\xfe why \x00"+strings.Repeat("\xc3\x28", i%900))
	}
	return out
}

func TestHostileQuestionsAreGroupedInTime(t *testing.T) {
	if raced {
		t.Skip("time is measured without the race detector")
	}
	for name, q := range hostile() {
		start := time.Now()
		n := 0
		for _, g := range gaps.Groups(q) {
			n += len(g.Questions)
		}
		took := time.Since(start)
		t.Logf("%s: %v", name, took)
		if n != len(q) {
			t.Errorf("%s: %d of %d questions are in groups", name, n, len(q))
		}
		if took > 30*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

func FuzzPlace(f *testing.F) {
	l := readQuestions(f, "tune")
	for _, q := range l.questions[:20] {
		f.Add(q.Text)
	}
	f.Add("\xff?\x00 us us us")
	groups := gaps.Groups(l.questions[:40])
	f.Fuzz(func(t *testing.T, text string) {
		got := gaps.Place(groups, gaps.Question{ID: "new", Text: text})
		n := 0
		for _, g := range got {
			n += len(g.Questions)
		}
		if n != 41 {
			t.Errorf("%q: %d questions", text, n)
		}
	})
}

func TestWhatIsWantedIsReadFromMoreThanTheQuestionWord(t *testing.T) {
	for _, x := range []struct {
		a, b string
		same bool
	}{
		{"When does the rail strike end?", "how long will the train strike last", true},
		{"When will the Lindholm bridge reopen?", "until when is the lindholm bridge closed", true},
		{"How much does the new tram cost?", "price tag of the new tram", true},
		{"Who won the election in Malvia?", "malvian election winner", true},
		{"When does the library open?", "opening of the libary when", true},
		{"Is the Lindholm bridge open?", "lindholm bridge closed?", true},
		{"When does the rail strike end?", "When did the rail strike begin?", false},
		{"Who pays for the library?", "How much did the library cost?", false},
		{"Who is Ingrid Solheim?", "What was Ingrid Solheim's job before?", false},
		{"How high is the Tessaly dam?", "How old is the Tessaly dam?", false},
	} {
		got := gaps.Groups([]gaps.Question{{ID: "a", Text: x.a}, {ID: "b", Text: x.b}})
		if same := len(got) == 1; same != x.same {
			t.Errorf("%q and %q: one question: %v", x.a, x.b, same)
		}
	}
}

func BenchmarkGroups(b *testing.B) {
	l := readQuestions(b, "tune", "blind")
	for _, n := range []int{200, 2000} {
		q := many(l, n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				gaps.Groups(q)
			}
		})
	}
}

func BenchmarkPlace(b *testing.B) {
	q := many(readQuestions(b, "tune", "blind"), 2000)
	groups := gaps.Groups(q[1:])
	for b.Loop() {
		gaps.Place(groups, q[0])
	}
}
