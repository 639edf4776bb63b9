package changes_test

import (
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

var (
	verbose = flag.Bool("edits", false, "print the edits of the even documents that are taken for something else")
	seed    = flag.Int64("seed", 1, "of the edits of the open sets' even documents; that of the odd ones is one more")
)

// Each file of testdata holds two versions of an article and their changes.
func TestChangesOfOwnArticles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no files:", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			part := make(map[string]string)
			for _, f := range archive.Files {
				part[f.Name] = string(f.Data)
			}
			var got strings.Builder
			for _, c := range changes.Between(corpustest.Parse(t, "a.md", part["before"]), corpustest.Parse(t, "a.md", part["after"])) {
				got.WriteString(written(c) + "\n")
			}
			if diff := cmp.Diff(part["want"], got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// written is a change as the test files write it.
func written(c changes.Change) string {
	out := c.Kind.String()
	for i, a := range c.Aspects {
		out += []string{" ", ","}[min(i, 1)] + a.String()
	}
	for _, p := range c.Old {
		out += fmt.Sprintf(" p%d.s%d", p.Passage+1, p.Sentence+1)
	}
	if len(c.Old) > 0 && len(c.New) > 0 {
		out += " >"
	}
	for _, p := range c.New {
		out += fmt.Sprintf(" p%d.s%d", p.Passage+1, p.Sentence+1)
	}
	return out
}

func TestASentenceThatMovedIsNoNews(t *testing.T) {
	before := "The first car came over the pass in May. Snow fell in the valley. The inn has nine rooms.\n\nA bear was seen by the lake."
	after := "Snow fell in the valley. The inn has nine rooms.\n\nA bear was seen by the lake. The first car came over the pass in May."
	got := changes.Between(corpustest.Parse(t, "a.md", before), corpustest.Parse(t, "a.md", after))
	if news := changes.News(got); len(news) > 0 {
		t.Errorf("news: %v", news)
	}
	if last := got[len(got)-1]; last.Kind != changes.Moved || last.NewText() != "The first car came over the pass in May." {
		t.Errorf("last change is %s: %s", last.Kind, last.NewText())
	}
}

func TestWithoutAVersionAllIsNewOrWithdrawn(t *testing.T) {
	a := corpustest.Parse(t, "a.md", "Snow fell. The inn has nine rooms.")
	for _, c := range changes.Between(nil, a) {
		if c.Kind != changes.New || len(c.Old) != 0 {
			t.Errorf("%+v", c)
		}
	}
	for _, c := range changes.Between(a, nil) {
		if c.Kind != changes.Withdrawn || len(c.New) != 0 {
			t.Errorf("%+v", c)
		}
	}
	if got := changes.Between(nil, nil); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestAliasesOfAnArticleAreTheSame(t *testing.T) {
	front := "---\naliases:\n  - [the Veil, Brack works]\n---\n\n"
	got := changes.Between(corpustest.Parse(t, "a.md", front+"Smoke rose over the Brack works at noon."), corpustest.Parse(t, "a.md", front+"Smoke rose over the Veil at noon."))
	if len(got) != 1 || got[0].Kind != changes.Reworded {
		t.Errorf("%v", got)
	}
}

func TestSetsTellAddedRemovedRenamedAndChangedArticles(t *testing.T) {
	ferry, inn := "The ferry sails at noon. It costs four thalers. Dogs pay half.", "The inn has nine rooms. Breakfast is at eight."
	before := []*corpus.Article{
		corpustest.Parse(t, "ferry.md", ferry), corpustest.Parse(t, "inn.md", inn), corpustest.Parse(t, "bear.md", "A bear was seen by the lake."), nil,
		corpustest.Parse(t, "old-name.md", "The mill turns again. Flour is cheap. Bread is dear."),
	}
	after := []*corpus.Article{
		corpustest.Parse(t, "inn.md", inn), corpustest.Parse(t, "ferry.md", strings.Replace(ferry, "four", "five", 1)), corpustest.Parse(t, "snow.md", "Snow fell in the valley."),
		corpustest.Parse(t, "new-name.md", "The mill turns again. Flour is cheap. Bread is dear."),
	}
	s := changes.Sets(before, after)
	if len(s.Added) != 1 || s.Added[0].Slug != "snow" || len(s.Removed) != 1 || s.Removed[0].Slug != "bear" {
		t.Errorf("added %v, removed %v", s.Added, s.Removed)
	}
	if len(s.Articles) != 2 {
		t.Fatalf("%d articles changed", len(s.Articles))
	}
	if a := s.Articles[0]; a.New.Slug != "ferry" || len(changes.News(a.Changes)) != 1 || a.Changes[1].Kind != changes.Changed {
		t.Errorf("ferry: %v", a.Changes)
	}
	if a := s.Articles[1]; a.Old.Slug != "old-name" || a.New.Slug != "new-name" || len(changes.News(a.Changes)) != 0 {
		t.Errorf("renamed: %v", a.Changes)
	}
}

func TestDifferencesAreTheWordsThatDiffer(t *testing.T) {
	for _, c := range []struct{ before, after, old, new string }{
		{"It costs 40 thalers, they say.", "It costs 46 thalers, they say.", "40", "46"},
		{"It costs $5m.", "It costs £5m.", "$5m", "£5m"},
		{"The dam is safe.", "The dam is not safe.", "", "not"},
		{"The old red dam is safe.", "The dam is said to be safe", "old red|.", "said to be"},
		{"“Yes”, she said.", "“No”, she said.", "Yes", "No"},
		{"", "All is new.", "", "All is new."},
		{"Same.", "Same.", "", ""},
	} {
		olds, news := changes.Differences(c.before, c.after)
		if got := cut(c.before, olds); got != c.old {
			t.Errorf("%q to %q: old %q, want %q", c.before, c.after, got, c.old)
		}
		if got := cut(c.after, news); got != c.new {
			t.Errorf("%q to %q: new %q, want %q", c.before, c.after, got, c.new)
		}
	}
}

func cut(text string, spans []corpus.Span) string {
	var out []string
	for _, s := range spans {
		out = append(out, text[s.Start:s.End])
	}
	return strings.Join(out, "|")
}

// drawnText draws an article of few different sentences, so that they repeat, move
// and come close to each other.
func drawnText(t *rapid.T, label string) string {
	sentence := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"The ferry", "Orle", "Mayor Ada Lund", "In May 2031 the dam", "東京"}).Draw(t, "subject") +
			rapid.SampledFrom([]string{" is", " is not", " may be", " rose by 5%,", " has **40** boats and"}).Draw(t, "verb") +
			rapid.SampledFrom([]string{" late", " in Tarn", " @everyone", " \xff", " near the lake; it is cold"}).Draw(t, "rest") + "."
	})
	return strings.Join(rapid.SliceOfN(sentence, 1, 30).Draw(t, label), rapid.SampledFrom([]string{" ", "\n\n"}).Draw(t, "gap"))
}

func TestEverySentenceStandsInOneChange(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	rapid.Check(t, func(t *rapid.T) {
		var versions [2]*corpus.Article
		for i := range versions {
			a := corpustest.Parse(t, "a.md", drawnText(t, fmt.Sprint("version ", i)))
			versions[i] = a.WithVersion(i + 1)
		}
		got := changes.Between(versions[0], versions[1])
		count := make(map[corpus.Ref]int)
		for _, c := range got {
			if len(c.Old)+len(c.New) == 0 || len(c.Old) > 2 || len(c.New) > 2 || len(c.Old)+len(c.New) > 3 {
				t.Fatalf("change of %d and %d sentences", len(c.Old), len(c.New))
			}
			if (c.Kind == changes.Changed) != (len(c.Aspects) > 0) {
				t.Fatalf("%s with aspects %v", c.Kind, c.Aspects)
			}
			for _, p := range append(append([]corpus.Place{}, c.Old...), c.New...) {
				count[p.Ref()]++
			}
			olds, news := changes.Differences(c.OldText(), c.NewText())
			checkSpans(t, c.OldText(), olds)
			checkSpans(t, c.NewText(), news)
		}
		for _, a := range versions {
			for _, p := range places(a) {
				if count[p.Ref()] != 1 {
					t.Fatalf("%s stands in %d changes", p.Ref(), count[p.Ref()])
				}
			}
		}
		for _, c := range changes.Between(versions[0], versions[0]) {
			if c.Kind != changes.Same {
				t.Fatalf("of a version with itself: %s %q", c.Kind, c.OldText())
			}
		}
	})
}

func checkSpans(t *rapid.T, text string, spans []corpus.Span) {
	last := 0
	for _, s := range spans {
		if s.Start < last || s.End <= s.Start || s.End > len(text) || strings.TrimSpace(text[s.Start:s.End]) != text[s.Start:s.End] {
			t.Fatalf("span %v of %q", s, text)
		}
		last = s.End
	}
}

// What is done is bounded by the number of sentences and of their words, whatever
// stands in an article: without a bound each of these breaks one.
func TestTheWorkIsBounded(t *testing.T) {
	const (
		longest     = 400 // words of a sentence that are read; two neighbours have twice as many
		postings    = 64  // sentences that a word leads to
		comparisons = 20  // of a sentence, with each candidate alone and beside its neighbours
	)
	for _, c := range []struct {
		name   string
		before func(i int) string
		after  func(i int) string
		n, m   int
	}{
		{"each sentence with another figure", figured(0), figured(7), 600, 600},
		{"sentences of another text", worded("a"), worded("b"), 600, 600},
		{"one sentence again and again", constant("The ferry sails at noon."), constant("The ferry sails at noon."), 600, 599},
		{"one sentence again and again, changed", constant("The ferry sails at noon."), constant("The ferry sails at one."), 600, 600},
		{"nearly the same again and again", figured(0), figured(9000), 600, 600},
		{"each with the words of sixty", blocks("noon"), blocks("one"), 600, 600},
		{"long sentences of few words", long("ferry "), long("noon "), 30, 30},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after := article(t, c.n, c.before), article(t, c.m, c.after)
			w := changes.WorkOf(before, after)
			t.Logf("%+v", w)
			if w.Read > longest*w.Sentences || w.Met > postings*w.Read || w.Compared > comparisons*w.Sentences || w.Words > 2*longest*longest*w.Compared {
				t.Error("more than the limits allow")
			}
		})
	}
}

func article(t testing.TB, n int, sentence func(i int) string) *corpus.Article {
	var text strings.Builder
	for i := range n {
		text.WriteString(sentence(i))
		text.WriteString([]string{" ", "\n\n"}[min(1, i%5/4)])
	}
	return corpustest.Parse(t, "a.md", text.String())
}

func constant(text string) func(int) string { return func(int) string { return text } }

func figured(by int) func(int) string {
	return func(i int) string {
		return fmt.Sprintf("On some day the ferry to Tarn carried %d people and a dog.", 100+i+by)
	}
}

func worded(by string) func(int) string {
	return func(i int) string {
		return fmt.Sprintf("The %s%dx boat of %s%dy sold every k%dz in %s%dq with no w%dv.", by, i%97, by, i%89, i%83, by, i%79, i%73)
	}
}

// blocks has sixty sentences each share all their words but one.
func blocks(end string) func(int) string {
	return func(i int) string {
		return fmt.Sprintf("The b%dx boat of c%dy sold every d%dz at %s for %d crowns.", i/60, i/60, i/60, end, 1000+i)
	}
}

func long(word string) func(int) string {
	return func(i int) string {
		return fmt.Sprintf("On day %d the ", i) + strings.Repeat(word+"sails and ", 450) + "ends."
	}
}

// The goal is less than a second.
func BenchmarkArticleOf2000ChangedSentences(b *testing.B) { benchmark(b, figured(0), figured(9000)) }
func BenchmarkArticleOf2000OtherSentences(b *testing.B)   { benchmark(b, worded("a"), worded("b")) }

func benchmark(b *testing.B, before, after func(int) string) {
	x, y := article(b, 2000, before), article(b, 2000, after)
	b.ReportAllocs()
	for b.Loop() {
		changes.Between(x, y)
	}
}
