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
	"rapporteur/bot/corpus/corpustest"
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
			b := compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", fmt.Sprintf(text, c.author))}, brief.Options{})
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
		many = append(many, corpustest.Parse(t, fmt.Sprintf("a%d.md", i), fmt.Sprintf("---\ntitle: The long title of article number %d\n---\n\nThe text is here.\n", i)))
	}
	for _, c := range []struct {
		articles []*corpus.Article
		want     string
	}{
		{many[:1], "The long title of article number 0"},
		{many[:2], "Briefing: The long title of article number 0; The long title of article number 1"},
		{many, "Briefing: 9 articles"},
		{[]*corpus.Article{corpustest.Parse(t, "plain-note.md", "The text is here.\n")}, "plain-note"},
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
	a := corpustest.Parse(t, "a.md", "The text is here.\n")
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
	b := compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", "---\ntitle: T\n---\n\n@everyone come here now.\n")}, brief.Options{})
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
		out = append(out, corpustest.Parse(t, filepath.Base(name), string(data)))
	}
	return out
}

func TestPointsFitTheWordsAskedFor(t *testing.T) {
	articles := load(t, "../eval/testdata/paraphrase/articles/dam.md")
	for _, words := range []int{1, 40, 80, 150, 400} {
		n := 0
		points := compose(t, articles, brief.Options{Words: words}).Points()
		for _, p := range points {
			n += len(strings.Fields(p.Text))
		}
		if n > words {
			t.Errorf("%d words asked for, got %d", words, n)
		}
		if words >= 80 && n < words/2 && len(points) < brief.MaxPoints {
			t.Errorf("only %d of %d words are used", n, words)
		}
	}
}

func TestReasonsThatAnArgumentCountsOffAreTold(t *testing.T) {
	text := "---\nkind: %s\n---\n\nThe harbour of Orle has nine cranes and two docks for ships from Tarn.\n\nThe council of Orle met in May to hear the builders and the pilots.\n\n" +
		"Closing the harbour would be a mistake for three reasons.\n\nFirst, the cranes of Orle feed four hundred families in the old town.\n\n" +
		"Second, the road to Tarn is shut in every winter by snow.\n\nThird, no other harbour takes the grain of the valley farms.\n\nGulls nest on the roofs of the docks and nobody minds them much.\n"
	count := func(kind string) int {
		b := compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", fmt.Sprintf(text, kind))}, brief.Options{Points: brief.MinPoints})
		n := 0
		for _, p := range b.Points() {
			if strings.Contains(p.Text, "First, ") || strings.Contains(p.Text, "Second, ") || strings.Contains(p.Text, "Third, ") {
				n++
			}
		}
		return n
	}
	if got := count("opinion"); got < 2 {
		t.Errorf("%d of 3 reasons are told", got)
	}
	text = strings.Replace(text, "Third, no other", "Third, it is the only", 1)
	if b := compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", fmt.Sprintf(text, "opinion"))}, brief.Options{}); slices.ContainsFunc(b.Points(), func(p brief.Point) bool {
		return len(p.Sources) == 1 && strings.Contains(p.Text, "Third, it")
	}) {
		t.Error("a reason with a pronoun stands alone")
	}
	if got := count("report"); got >= 2 {
		t.Errorf("%d sentences that lean on others are told of a report", got)
	}
}

func TestAnArticleThatKeepsAdvisingIsAttributedWithoutAKind(t *testing.T) {
	text := "The city of Orle should close the old airport of Orle for good.\n\nThe Orle airport opened in 1961 beside the river.\n\n" +
		"Orle must not wait for Tarn to build a new airport.\n\nThe council ought to vote on the airport this spring.\n"
	for _, p := range compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", text)}, brief.Options{}).Points() {
		if !strings.HasPrefix(p.Text, "The author ") {
			t.Errorf("told as fact: %q", p.Text)
		}
	}
	said := strings.NewReplacer("The city", "Mayor Ada Lund says that the city", "Orle must", "Ada Lund said that Orle must", "The council", "Ada Lund told reporters that the council").Replace(text)
	for _, p := range compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", said)}, brief.Options{}).Points() {
		if strings.HasPrefix(p.Text, "The author ") {
			t.Errorf("a report is taken for an opinion: %q", p.Text)
		}
	}
}

func TestASpeakerInAnAsideDoesNotAttributeTheSentence(t *testing.T) {
	text := "---\nkind: opinion\n---\n\nThe speech of Ada Lund in May — in which she demanded a vote — changed the town of Orle.\n\n" +
		"The old harbour — Ada Lund said in May — will be closed by the town of Orle.\n"
	points := compose(t, []*corpus.Article{corpustest.Parse(t, "a.md", text)}, brief.Options{}).Points()
	if len(points) != 2 || !strings.HasPrefix(points[0].Text, "The author writes: “The speech") || !strings.HasPrefix(points[1].Text, "The old harbour") {
		t.Errorf("points = %+v", points)
	}
}
