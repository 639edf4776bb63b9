package disagree_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disagree"
	"rapporteur/bot/eval"
)

// ferry are three articles on one thing, of which two disagree in two ways.
func ferry(t testing.TB) []*corpus.Article {
	return []*corpus.Article{
		article(t, "first", "Ferry sinks off Sula", "2025-03-01", "The *ferry* sank off Sula on 1 March. The ferry **carried 210 passengers** when it sank off Sula."),
		article(t, "second", "What we know of the Sula ferry", "2025-03-01", "The ferry carried 160 passengers when it sank off Sula."),
		article(t, "third", "Ports of Sula", "2025-03-02", "The port of Sula was built in 1930."),
	}
}

func TestWhatEachSaysIsMarkedInItsArticle(t *testing.T) {
	all := disagree.Find(ferry(t))
	if len(all) != 1 {
		t.Fatalf("%d disagreements", len(all))
	}
	d := all[0]
	if d.TextA() != "210 passengers" || d.TextB() != "160 passengers" || d.A.Ref().String() != "first@1#p1.s2" || d.B.Ref().String() != "second@1#p1.s1" {
		t.Errorf("%s %q, %s %q", d.A.Ref(), d.TextA(), d.B.Ref(), d.TextB())
	}
	if !slices.Contains(d.Topic, "ferry") || !slices.Contains(d.Topic, "Sula") {
		t.Errorf("topic %q", d.Topic)
	}
}

func TestMarkupInsideWhatIsSaidMarksTheWholeSentence(t *testing.T) {
	a := ferry(t)
	a[1] = article(t, "second", "What we know of the Sula ferry", "2025-03-01", "The ferry carried *160* **passengers** when it sank off Sula.")
	all := disagree.Find(a)
	if len(all) != 1 || all[0].InB != all[0].B.Span() {
		t.Fatalf("%+v", all)
	}
}

func TestTheNewerCountOfWhatGrowsComesFirst(t *testing.T) {
	for _, x := range []struct {
		day, first string
		later      bool
	}{{"2025-05-04", "b", true}, {"2025-05-01", "a", false}, {"2025-04-20", "a", false}} {
		all := disagree.Find([]*corpus.Article{
			article(t, "a", "Storm over Levu", "2025-05-01", "The storm over Levu killed 12 people."),
			article(t, "b", "Levu after the storm", x.day, "The storm over Levu killed 19 people."),
		})
		if len(all) != 1 || all[0].Later != x.later || all[0].A.Article.Slug != x.first {
			t.Errorf("%s: %+v", x.day, all)
		}
	}
}

func TestWhatTwoSpeakersSayIsTheirPosition(t *testing.T) {
	for _, x := range []struct {
		second     string
		attributed bool
	}{
		{"The army said 40 fighters were killed in the raid on Tessa.", true},
		{"The rebels said 40 fighters were killed in the raid on Tessa.", false},
		{"40 fighters were killed in the raid on Tessa.", false},
	} {
		all := disagree.Find([]*corpus.Article{
			article(t, "a", "Raid on Tessa", "2025-05-01", "The rebels said 7 fighters were killed in the raid on Tessa."),
			article(t, "b", "Raid", "2025-05-01", x.second),
		})
		if len(all) != 1 || all[0].Attributed != x.attributed {
			t.Errorf("%s: %+v", x.second, all)
		}
	}
}

func TestAnIndexGivesCounterpartsUntilOneIsRuledToStand(t *testing.T) {
	all := disagree.Find(ferry(t))
	first, second := all[0].A.Ref(), all[0].B.Ref()
	x := disagree.NewIndex(all)
	for _, ref := range []corpus.Ref{first, second} {
		other := x.Of(ref)
		if len(other) != 1 || other[0].Place.Ref() == ref || other[0].Place.Article.Plain(other[0].There) == "" {
			t.Errorf("%s: %+v", ref, other)
		}
	}
	if got := x.Of(corpus.Ref{Article: "first", Version: 2, Paragraph: 1, Sentence: 2}); got != nil {
		t.Errorf("another version has %+v", got)
	}
	ruling := disagree.Ruling{Stands: second, Falls: first}
	x = disagree.NewIndex(all, ruling)
	if x.Of(first) != nil || x.Of(second) != nil {
		t.Error("what is ruled on is still shown")
	}
	if d := cmp.Diff([]corpus.Ref{first}, disagree.Fallen([]disagree.Ruling{ruling, ruling})); d != "" {
		t.Error(d)
	}
	var none *disagree.Index
	if none.Of(first) != nil {
		t.Error("no index has a counterpart")
	}
}

// key is a disagreement as a line, for comparison.
func keys(all []disagree.Disagreement) []string {
	out := make([]string, len(all))
	for i, d := range all {
		out[i] = fmt.Sprint(d.Kind, d.A.Ref(), d.B.Ref(), d.InA, d.InB, d.Topic, d.Attributed, d.Later)
	}
	return out
}

// library draws articles of the sentences of all pairs.
func library(t *rapid.T, sentences []string, parse testing.TB) []*corpus.Article {
	n := rapid.IntRange(1, 8).Draw(t, "articles")
	out := make([]*corpus.Article, n)
	for i := range out {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 1, 8).Draw(t, "sentences"), "\n\n")
		day := fmt.Sprintf("2025-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day"))
		out[i] = article(parse, fmt.Sprint("a", i), fmt.Sprint("Report ", i), day, body)
	}
	return out
}

func sentencesOf(t testing.TB) (out []string) {
	for _, file := range []string{"pairs_tune.txt", "pairs_blind.txt"} {
		for _, c := range readPairs(t, file) {
			for _, a := range c.articles {
				for _, p := range a.Passages {
					for _, s := range p.Sentences {
						out = append(out, a.Plain(s))
					}
				}
			}
		}
	}
	return out
}

func TestNeitherTheOrderOfArticlesNorTheWayTheyCameMatters(t *testing.T) {
	sentences := sentencesOf(t)
	found := 0
	rapid.Check(t, func(r *rapid.T) {
		articles := library(r, sentences, t)
		all := disagree.Find(articles)
		found += len(all)
		want := keys(all)
		mixed := rapid.Permutation(articles).Draw(r, "order")
		if d := cmp.Diff(want, keys(disagree.Find(mixed))); d != "" {
			r.Fatal(d)
		}
		f := disagree.NewFinder()
		for _, a := range mixed {
			f.Put(article(t, a.Slug, "an older version", "2024-01-01", strings.Join(sentences[:5], "\n\n")))
		}
		f.Put(article(t, "gone", "gone", "2025-01-01", strings.Join(sentences[:20], "\n\n")))
		for _, a := range mixed {
			f.Put(a)
		}
		f.Remove("gone")
		f.Remove("never there")
		if d := cmp.Diff(want, keys(f.All())); d != "" {
			r.Fatal("put one by one:", d)
		}
		for _, a := range articles {
			var part []disagree.Disagreement
			for _, d := range all {
				if d.A.Article == a || d.B.Article == a {
					part = append(part, d)
				}
			}
			if d := cmp.Diff(keys(part), keys(disagree.FindFor(a, mixed))); d != "" {
				r.Fatal(a.Slug, d)
			}
		}
	})
	if found == 0 {
		t.Error("no library had a disagreement")
	}
}

func TestWhatIsDeniedDisagreesWithNothing(t *testing.T) {
	said := article(t, "b", "Torvik", "2025-05-30", "The battle for Torvik killed 40 soldiers on Tuesday.")
	for text, want := range map[string]int{
		"The battle for Torvik killed 12 soldiers on Tuesday.":                             1,
		"The army denied that the battle for Torvik killed 12 soldiers on Tuesday.":        0,
		"It is not true that the battle for Torvik killed 12 soldiers on Tuesday.":         0,
		"The battle for Torvik killed 12 soldiers on Tuesday, and nobody claimed victory.": 1,
	} {
		if got := disagree.Find([]*corpus.Article{article(t, "a", "Torvik", "2025-05-30", text), said}); len(got) != want {
			t.Errorf("%q: %d disagreements, want %d", text, len(got), want)
		}
	}
}

func TestAPronounStandsForWhatTheSentenceBeforeTellsOf(t *testing.T) {
	a := article(t, "a", "Skyline", "2025-05-30", "The timber tower in Aarvik was topped out last week. It is 84 metres high.")
	b := article(t, "b", "Living in wood", "2025-05-31", "The timber tower in Aarvik is 91 metres high.")
	got := disagree.Find([]*corpus.Article{a, b})
	if len(got) != 1 || got[0].TextA() != "84 metres" || got[0].TextB() != "91 metres" {
		t.Errorf("%+v", got)
	}
}

func TestAnArticleAgreesWithItself(t *testing.T) {
	sentences := sentencesOf(t)
	rapid.Check(t, func(r *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom(sentences), 1, 3).Draw(r, "sentences"), " ")
		day := "2025-06-03"
		a := article(t, "a", "One", day, body)
		for _, d := range disagree.Find([]*corpus.Article{a, article(t, "b", "One", day, body)}) {
			if d.A.Plain() == d.B.Plain() {
				r.Fatalf("%q disagrees with itself", d.A.Plain())
			}
		}
	})
}

// check holds what every disagreement must be.
func check(t testing.TB, all []disagree.Disagreement) {
	t.Helper()
	for _, d := range all {
		for _, s := range []struct {
			in    corpus.Span
			place corpus.Place
		}{{d.InA, d.A}, {d.InB, d.B}} {
			if whole := s.place.Span(); s.in.Start < whole.Start || s.in.End > whole.End || s.in.Len() <= 0 {
				t.Errorf("%v is not in sentence %v", s.in, whole)
			}
		}
		if d.A == d.B || d.TextA() == d.TextB() {
			t.Errorf("%s says %q and %q", d.A.Ref(), d.TextA(), d.TextB())
		}
	}
}

func FuzzFind(f *testing.F) {
	for _, s := range sentencesOf(f)[:40] {
		f.Add(s, s)
	}
	f.Add("The **ferry** [killed](http://x) 12 \xff people in Kyiv, in Kyiv.", "The ferry killed 1e9 people, 13 people and 12 people in Kyiv")
	f.Fuzz(func(t *testing.T, one, two string) {
		var all []*corpus.Article
		for i, text := range []string{one, two} {
			a, _, err := corpus.Parse(fmt.Sprint("a", i, ".md"), []byte(text))
			if err != nil {
				return
			}
			all = append(all, a)
		}
		check(t, disagree.Find(all))
	})
}

func TestHostileArticlesAreReadInTime(t *testing.T) {
	if raced {
		t.Skip("time is measured without the race detector")
	}
	for name, sentence := range map[string]string{
		"numbers":    "The army killed " + strings.Repeat("12 people and ", 30) + "left.",
		"one number": "The army killed %d people in the raid on Tessa.",
		"names":      strings.Repeat("Aa Bb Cc ", 60) + ".",
		"controls":   strings.Repeat("\u202e12\u200b people were killed ", 15) + ".",
	} {
		var articles []*corpus.Article
		for i := range 20 {
			var b strings.Builder
			for k := range 60 {
				fmt.Fprintln(&b, strings.Replace(sentence, "%d", fmt.Sprint(100*i+k), 1)+"\n")
			}
			articles = append(articles, article(t, fmt.Sprint("a", i), "Raid", "2025-01-01", b.String()))
		}
		start := time.Now()
		all := disagree.Find(articles)
		t.Logf("%s: %d in %v", name, len(all), time.Since(start))
		check(t, all[:min(len(all), 1000)])
		if took := time.Since(start); took > 60*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// openSets is where the question sets are expected, seen from this package.
const openSets = "../../../../shared/eval"

// TestWholeLibrariesHaveFewFalseAlarms counts what is found in the open sets, whose
// articles were not written to disagree. rgb_fact, in which wrong facts were planted,
// is not among them.
func TestWholeLibrariesHaveFewFalseAlarms(t *testing.T) {
	if raced {
		t.Skip("nothing here runs at once, and it takes long under the race detector")
	}
	sentences, found := 0, 0
	for _, name := range []string{"squad2", "clapnq", "cnndm100", "qamr_wikinews", "newwiki"} {
		dir := filepath.Join(openSets, name)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("the open question sets are not in ", openSets)
		}
		set, err := eval.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		all := disagree.Find(set.Articles)
		check(t, all)
		n := 0
		for _, a := range set.Articles {
			for _, p := range a.Passages {
				n += len(p.Sentences)
			}
		}
		if os.Getenv("SHOW") != "" {
			for _, d := range all {
				t.Logf("%s later %v same %v: %q | %q: %s | %s", d.Kind, d.Later, d.A.Article == d.B.Article, d.TextA(), d.TextB(), d.A.Plain(), d.B.Plain())
			}
		}
		t.Logf("%s: %d in %d sentences", name, len(all), n)
		sentences, found = sentences+n, found+len(all)
	}
	if 1000*found > 3*sentences {
		t.Errorf("%d in %d sentences, at most 3 in 1,000 are wanted", found, sentences)
	}
}

// newsroom are the articles of several open sets, which are about a thousand.
func newsroom(b *testing.B) (out []*corpus.Article) {
	for _, name := range []string{"time", "clapnq", "qamr_wikinews", "cnndm100"} {
		set, err := eval.Load(filepath.Join(openSets, name))
		if err != nil {
			b.Skip("the open question sets are not in ", openSets)
		}
		for _, a := range set.Articles {
			c := *a
			c.Slug = name + "-" + a.Slug
			out = append(out, &c)
		}
	}
	return out
}

func BenchmarkFind(b *testing.B) {
	articles := newsroom(b)
	b.Logf("%d articles", len(articles))
	for b.Loop() {
		disagree.Find(articles)
	}
}

func BenchmarkPutOneMore(b *testing.B) {
	articles := newsroom(b)
	f := disagree.NewFinder()
	for _, a := range articles {
		f.Put(a)
	}
	for b.Loop() {
		f.Put(articles[7])
		f.For(articles[7].Slug)
	}
}
