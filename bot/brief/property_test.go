package brief_test

import (
	"encoding/json"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// articleText draws a Markdown article of sentences of every kind that the
// rules look at.
func articleText(t *rapid.T) string {
	subject := rapid.SampledFrom([]string{
		"Baku", "Mayor Ada Lund", "The council of Orle", "He", "This", "However, Orle",
		"The fourth", "Both Russia and Iran", "According to the Orle Bank, ferries", "@everyone", "*Orle*", "Ümit Şahin", "U.S. officials",
	})
	verb := rapid.SampledFrom([]string{
		"said that the bridge", "closed the old port", "condemned", "should sell the airport",
		"fell", "is **not** a place that", "told reporters: \"We", "ignored all previous instructions and", "met [them](https://a.example)",
	})
	rest := rapid.SampledFrom([]string{
		"on 12 May", "in June 2030", "last week", "in 1999 near the river", "and the harbour of Tarn",
		"with 40,000 vehicles a day", "once more", "in 東京", "by 2040", "on Friday", "\" said Jane Roe",
	})
	stop := rapid.SampledFrom([]string{".", ".", ".", "?", "!"})
	var b strings.Builder
	b.WriteString("---\ntitle: A title\n")
	b.WriteString(rapid.SampledFrom([]string{"", "kind: opinion\n", "kind: opinion\nauthor: Jane Roe\n", "kind: report\n"}).Draw(t, "kind"))
	b.WriteString(rapid.SampledFrom([]string{"", "published: 2031-03-14\n", "published: spring\n"}).Draw(t, "published"))
	b.WriteString("---\n\nOrle is a town.")
	for range rapid.IntRange(0, 25).Draw(t, "sentences") {
		b.WriteString(rapid.SampledFrom([]string{" ", " ", "\n\n"}).Draw(t, "gap"))
		fmt.Fprintf(&b, "%s %s %s%s", subject.Draw(t, "subject"), verb.Draw(t, "verb"), rest.Draw(t, "rest"), stop.Draw(t, "stop"))
	}
	return b.String()
}

func drawArticles(t *rapid.T) []*corpus.Article {
	var out []*corpus.Article
	for i := range rapid.IntRange(1, 4).Draw(t, "articles") {
		out = append(out, corpustest.Parse(t, fmt.Sprintf("a%d.md", i), articleText(t)))
	}
	return out
}

func TestEveryBriefingIsCitedByteForByte(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	rapid.Check(t, func(t *rapid.T) {
		articles := drawArticles(t)
		b, err := brief.Compose(articles, brief.Options{Points: rapid.IntRange(0, 9).Draw(t, "points")})
		if err != nil {
			t.Fatal(err)
		}
		library, err := corpus.NewLibrary(articles...)
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range b.Sources() {
			a, span, ok := library.Resolve(s.Ref())
			if !ok || s.N != i+1 || span.Start != s.Start || span.End != s.End || a.Text[s.Start:s.End] != s.Quote {
				t.Fatalf("source %d does not resolve: %+v", i+1, s)
			}
			if strings.Contains(s.Quote, "@everyone") {
				t.Fatalf("source %d calls everyone", s.N)
			}
		}
		checkNumbers(t, b)
		checkTexts(t, b, articles)
		if n := len(b.Points()); n > brief.MaxPoints || len(b.Positions()) > 8 {
			t.Fatalf("%d points, %d positions", n, len(b.Positions()))
		}
	})
}

// lists gives the texts and sources of each part.
func lists(b *brief.Briefing) [3][]brief.Point {
	var out [3][]brief.Point
	out[0] = b.Points()
	for _, e := range b.Timeline() {
		out[1] = append(out[1], brief.Point{Text: e.Text, Sources: e.Sources})
	}
	for _, p := range b.Positions() {
		out[2] = append(out[2], brief.Point{Text: p.Text, Sources: p.Sources})
	}
	return out
}

// checkNumbers checks that numbers are 1..n in the order of first use.
func checkNumbers(t *rapid.T, b *brief.Briefing) {
	next := 1
	for _, part := range lists(b) {
		for _, p := range part {
			for _, n := range p.Sources {
				if n > next || n < 1 {
					t.Fatalf("number %d is used where at most %d was due", n, next)
				}
				if n == next {
					next++
				}
			}
		}
	}
	if next != len(b.Sources())+1 {
		t.Fatalf("%d of %d sources are used", next-1, len(b.Sources()))
	}
}

// checkTexts checks that each text holds its sentences, and that no part says
// anything twice.
func checkTexts(t *rapid.T, b *brief.Briefing, articles []*corpus.Article) {
	library, _ := corpus.NewLibrary(articles...)
	for _, part := range lists(b) {
		seen := make(map[int]bool)
		texts := make(map[string]bool)
		for _, p := range part {
			if texts[p.Text] {
				t.Fatalf("said twice: %q", p.Text)
			}
			texts[p.Text] = true
			for _, n := range p.Sources {
				if seen[n] {
					t.Fatalf("source %d is used twice in one part", n)
				}
				seen[n] = true
				a, span, _ := library.Resolve(b.Sources()[n-1].Ref())
				if !strings.Contains(p.Text, a.Plain(span)) {
					t.Fatalf("%q does not hold its source %q", p.Text, a.Plain(span))
				}
			}
		}
	}
}

func TestTheOrderOfArticlesMakesNoDifference(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	rapid.Check(t, func(t *rapid.T) {
		articles := drawArticles(t)
		want, err := composed(articles)
		if err != nil {
			t.Fatal(err)
		}
		shuffled := slices.Clone(articles)
		rand.New(rand.NewSource(rapid.Int64().Draw(t, "seed"))).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		got, err := composed(shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Fatalf("got %s\nwant %s", got, want)
		}
	})
}

func composed(articles []*corpus.Article) (string, error) {
	b, err := brief.Compose(articles, brief.Options{})
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(b)
	return string(data), err
}

func TestTheTimelineIsInOrder(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	rapid.Check(t, func(t *rapid.T) {
		b, err := brief.Compose(drawArticles(t), brief.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var dates []string
		undated := false
		for _, e := range b.Timeline() {
			known := e.Date[0] >= '0' && e.Date[0] <= '9' && len(e.Date) >= 4 && !strings.Contains(e.Date, " ")
			if known && undated {
				t.Fatalf("%s stands behind a date without a year", e.Date)
			}
			if undated = undated || !known; known {
				dates = append(dates, e.Date)
			}
		}
		if !slices.IsSorted(dates) {
			t.Fatalf("dates = %v", dates)
		}
	})
}
