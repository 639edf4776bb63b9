package brief_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

var update = flag.Bool("update", false, "write what is composed as the wanted briefings")

// Each folder of testdata/briefings holds articles and the briefing that they give.
func TestComposeGivesTheBriefingOfTheArticles(t *testing.T) {
	for _, dir := range glob(t, "testdata/briefings/*") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var got strings.Builder
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			if err := e.Encode(compose(t, load(t, filepath.Join(dir, "*.md")), brief.Options{})); err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(dir, "want.json")
			if *update {
				if err := os.WriteFile(name, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if got.String() != string(want) {
				t.Errorf("briefing differs from %s; got:\n%s", name, got.String())
			}
		})
	}
}

func TestOpinionIsAttributedToItsAuthor(t *testing.T) {
	text := "---\ntitle: T\nkind: opinion\n%s---\n\nThe city of Orle should close the old airport of Orle for good.\n\n" +
		"The Orle airport opened in 1961 beside the river.\n\nMayor Ada Lund says that the airport of Orle makes money every year.\n"
	for _, c := range []struct{ name, author, lead string }{
		{"without a name", "", "The author argues: “"},
		{"by one", "author: Jane Roe\n", "Jane Roe argues: “"},
		{"by two", "author: Jane Roe and Jim Poe\n", "Jane Roe and Jim Poe argue: “"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := compose(t, []*corpus.Article{parse(t, "a.md", fmt.Sprintf(text, c.author))}, brief.Options{})
			points := b.Points()
			if len(points) != 3 || !strings.HasPrefix(points[0].Text, c.lead) || !strings.HasSuffix(points[0].Text, "for good.”") {
				t.Fatalf("points = %+v", points)
			}
			if !strings.Contains(points[1].Text, " write") {
				t.Errorf("a fact is told as %q", points[1].Text)
			}
			if points[2].Text != "Mayor Ada Lund says that the airport of Orle makes money every year." {
				t.Errorf("what the article attributes is told as %q", points[2].Text)
			}
		})
	}
}

func TestReportHasNoLead(t *testing.T) {
	b := compose(t, load(t, "testdata/briefings/report/*.md"), brief.Options{})
	for _, p := range b.Points() {
		if strings.Contains(p.Text, "argues: “") || strings.Contains(p.Text, "writes: “") {
			t.Errorf("point of a report has a lead: %q", p.Text)
		}
	}
}

func TestHostileSentencesAreNeverUsed(t *testing.T) {
	b := compose(t, load(t, "testdata/briefings/hostile/*.md"), brief.Options{Points: brief.MaxPoints})
	for _, s := range b.Sources() {
		for _, bad := range []string{"@everyone", "previous instructions", "javascript:", "evil.example"} {
			if strings.Contains(s.Quote, bad) {
				t.Errorf("source %d quotes %q", s.N, s.Quote)
			}
		}
	}
	if len(b.Points()) < brief.MinPoints {
		t.Errorf("%d points are left of an article with enough others", len(b.Points()))
	}
}

func TestTitleNamesTheArticles(t *testing.T) {
	var many []*corpus.Article
	for i := range 9 {
		many = append(many, parse(t, fmt.Sprintf("a%d.md", i), fmt.Sprintf("---\ntitle: The long title of article number %d\n---\n\nThe text is here.\n", i)))
	}
	for _, c := range []struct {
		articles []*corpus.Article
		want     string
	}{
		{many[:1], "The long title of article number 0"},
		{many[:2], "Briefing: The long title of article number 0; The long title of article number 1"},
		{many, "Briefing: 9 articles"},
		{[]*corpus.Article{parse(t, "plain-note.md", "The text is here.\n")}, "plain-note"},
	} {
		if got := compose(t, c.articles, brief.Options{}).Title(); got != c.want {
			t.Errorf("title = %q, want %q", got, c.want)
		}
	}
}

func TestPointsAreAsManyAsAskedFor(t *testing.T) {
	articles := load(t, "../eval/testdata/paraphrase/articles/dam.md")
	for asked, want := range map[int]int{0: 6, 1: 5, 5: 5, 7: 7, 8: 8, 99: 8} {
		if got := len(compose(t, articles, brief.Options{Points: asked}).Points()); got != want {
			t.Errorf("%d points asked for: got %d, want %d", asked, got, want)
		}
	}
}

func TestEveryArticleHasAPointBeforeAnyHasTwo(t *testing.T) {
	articles := load(t, "../eval/testdata/paraphrase/articles/*.md")
	b := compose(t, articles, brief.Options{})
	count := make(map[string]int)
	for _, p := range b.Points() {
		count[b.Sources()[p.Sources[0]-1].Article]++
	}
	for _, a := range articles {
		if count[a.Slug] != 2 {
			t.Errorf("%s has %d of 6 points", a.Slug, count[a.Slug])
		}
	}
}

func TestTheSameNewsOfTwoArticlesIsOnePoint(t *testing.T) {
	b := compose(t, load(t, "testdata/briefings/several/*.md"), brief.Options{})
	n := 0
	for _, p := range b.Points() {
		if strings.Contains(p.Text, "8 January") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("the cancelled ferry is told %d times", n)
	}
}

func TestComposeRefusesWhatItCannotBrief(t *testing.T) {
	a := parse(t, "a.md", "The text is here.\n")
	for _, c := range []struct {
		articles []*corpus.Article
		want     error
	}{
		{nil, brief.ErrNoArticles},
		{[]*corpus.Article{nil}, brief.ErrNoArticles},
		{[]*corpus.Article{a, a}, corpus.ErrDuplicate},
	} {
		if _, err := brief.Compose(c.articles, brief.Options{}); !errors.Is(err, c.want) {
			t.Errorf("Compose of %v: %v, want %v", c.articles, err, c.want)
		}
	}
}

func TestAnArticleWithoutUsableSentencesGivesEmptyLists(t *testing.T) {
	b := compose(t, []*corpus.Article{parse(t, "a.md", "---\ntitle: T\n---\n\n@everyone come here now.\n")}, brief.Options{})
	got, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"title":"T","points":[],"timeline":[],"positions":[],"sources":[],"mode":"quoted"}`; string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSummarizeGivesSentencesInTheirOrder(t *testing.T) {
	a := load(t, "testdata/briefings/report/*.md")[0]
	refs := brief.Summarize(a, 3)
	if len(refs) != 3 || !slices.IsSortedFunc(refs, func(x, y corpus.Ref) int { return strings.Compare(x.String(), y.String()) }) {
		t.Errorf("refs = %v", refs)
	}
	if all := brief.Summarize(a, 1000); len(all) == 0 || len(all) > 40 {
		t.Errorf("%d sentences for more than there are", len(all))
	}
	if none := brief.Summarize(&corpus.Article{Slug: "empty", Version: 1}, 3); len(none) != 0 {
		t.Errorf("refs of an empty article = %v", none)
	}
}

func compose(t testing.TB, articles []*corpus.Article, o brief.Options) *brief.Briefing {
	t.Helper()
	b, err := brief.Compose(articles, o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t testing.TB, name, text string) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return files
}

func load(t testing.TB, pattern string) []*corpus.Article {
	t.Helper()
	var out []*corpus.Article
	for _, name := range glob(t, pattern) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, parse(t, filepath.Base(name), string(data)))
	}
	return out
}
