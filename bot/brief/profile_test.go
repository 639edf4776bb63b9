package brief_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

const shipped = "../../knowledge/russia-azerbaijan-rift.md"

// Each file of testdata/shipped/profiles.txtar is named for what is asked.
func TestProfilesOfTheShippedArticle(t *testing.T) {
	articles := load(t, shipped)
	golden(t, "testdata/shipped/profiles.txtar", func(name string) string {
		return profileText(about(t, articles, name))
	})
}

func profileText(p *brief.Profile) string {
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\n", p.Name())
	for _, s := range p.Similar() {
		fmt.Fprintf(&b, "similar: %s\n", s)
	}
	for _, s := range p.Statements() {
		fmt.Fprintf(&b, "of them: %s %v\n", s.Text, s.Sources)
	}
	for _, s := range p.Positions() {
		fmt.Fprintf(&b, "%s: %s %v\n", s.Who, s.Text, s.Sources)
	}
	for _, s := range p.Sources() {
		fmt.Fprintf(&b, "[%d] %s\n", s.N, s.Ref())
	}
	return b.String()
}

// golden compares what got gives for the name of each file of an archive with
// the file's text.
func golden(t *testing.T, name string, got func(string) string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range archive.Files {
		text := got(f.Name)
		if *update {
			archive.Files[i].Data = []byte(text)
		} else if d := cmp.Diff(string(f.Data), text); d != "" {
			t.Errorf("%s: %s", f.Name, d)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func about(t testing.TB, articles []*corpus.Article, name string) *brief.Profile {
	t.Helper()
	p, err := brief.About(articles, name, brief.AboutOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const dam = `Mayor Ada Lund of Orle opened the dam in May. She called it a promise kept. The Orle Water Board built it.

Critics of Lund say that the dam is too dear. The board (OWB) says that it cost 12 million crowns. It was paid by the state.

"The dam will hold," said Ada Lund. Tarn Keller, the engineer who drew it, died in 2019.
`

func TestAProfileHoldsWhatIsSaidOfThemAndWhatTheySay(t *testing.T) {
	articles := []*corpus.Article{corpustest.Parse(t, "dam.txt", dam)}
	for _, c := range []struct {
		ask, name string
		of, own   []string
	}{
		{
			"lund", "Ada Lund",
			[]string{"Mayor Ada Lund of Orle opened the dam in May.", "Critics of Lund say that the dam is too dear."},
			[]string{"Mayor Ada Lund of Orle opened the dam in May. She called it a promise kept.", `"The dam will hold," said Ada Lund.`},
		},
		{
			"the Orle Water Board", "Orle Water Board",
			[]string{"The Orle Water Board built it."},
			nil,
		},
		{
			"Keller", "Tarn Keller",
			[]string{"Tarn Keller, the engineer who drew it, died in 2019."},
			nil,
		},
	} {
		p := about(t, articles, c.ask)
		var of, own []string
		for _, s := range p.Statements() {
			of = append(of, s.Text)
		}
		for _, s := range p.Positions() {
			own = append(own, s.Text)
		}
		if p.Name() != c.name || !slices.Equal(of, c.of) || !slices.Equal(own, c.own) {
			t.Errorf("%s: %s", c.ask, profileText(p))
		}
	}
}

func TestAnUnknownNameGivesTheNearestOnes(t *testing.T) {
	articles := load(t, shipped)
	for ask, want := range map[string][]string{
		"Alyev":          {"Ilham Aliyev"},
		"Kaya Kallas":    {"Kaja Kallas"},
		"Zebediah Quark": nil,
	} {
		p := about(t, articles, ask)
		if !p.Empty() || p.Name() != ask {
			t.Errorf("%s: %s", ask, profileText(p))
		}
		if d := cmp.Diff(want, p.Similar()); d != "" {
			t.Errorf("%s: %s", ask, d)
		}
	}
}

func TestTheSameOfTwoArticlesIsSaidOnce(t *testing.T) {
	const told = "Mayor Ada Lund opened the new dam of Orle on the river Alm in May."
	articles := []*corpus.Article{
		corpustest.Parse(t, "a.txt", told+" Lund wore a hat."),
		corpustest.Parse(t, "b.txt", told+" Lund fell into the river."),
	}
	p := about(t, articles, "Ada Lund")
	if n := len(p.Statements()); n != 3 {
		t.Errorf("%d statements: %s", n, profileText(p))
	}
}

func TestWhatAnAuthorArguesIsTheAuthorsPosition(t *testing.T) {
	a := corpustest.Parse(t, "a.md", "---\ntitle: T\nauthor: Jane Roe\nkind: opinion\n---\n\nThe city of Orle should close its airport for good.\n\nThe airport opened in 1961 beside the river.\n")
	p := about(t, []*corpus.Article{a}, "Roe")
	if got := p.Positions(); len(got) != 1 || got[0].Who != "Jane Roe" || len(p.Statements()) != 0 {
		t.Error(profileText(p))
	}
}

func TestAProfileNeedsAName(t *testing.T) {
	articles := []*corpus.Article{corpustest.Parse(t, "dam.txt", dam)}
	for _, c := range []struct {
		articles []*corpus.Article
		name     string
		want     error
	}{
		{articles, " ", brief.ErrNoName},
		{articles, "\xff?!", brief.ErrNoName},
		{articles, strings.Repeat("a", brief.MaxAskedName+1), brief.ErrNoName},
		{nil, "Lund", brief.ErrNoArticles},
		{append(articles, articles...), "Lund", corpus.ErrDuplicate},
	} {
		if _, err := brief.About(c.articles, c.name, brief.AboutOptions{}); !errors.Is(err, c.want) {
			t.Errorf("About(%d articles, %q): %v, want %v", len(c.articles), c.name, err, c.want)
		}
	}
}

func TestEveryTextOfAProfileIsCitedByteForByte(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	rapid.Check(t, func(t *rapid.T) {
		articles := drawArticles(t)
		library, err := corpus.NewLibrary(articles...)
		if err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom([]string{"Lund", "Baku", "council of Orle", "Orle", "Şahin", "Roe", "Tarn", "U.S.", "everyone", "Orle Bank"}).Draw(t, "name")
		p, err := brief.About(articles, name, brief.AboutOptions{})
		if err != nil {
			t.Fatal(err)
		}
		texts := p.Statements()
		for _, o := range p.Positions() {
			texts = append(texts, brief.Point{Text: o.Text, Sources: o.Sources})
		}
		used := make(map[int]bool)
		for _, text := range texts {
			for _, n := range text.Sources {
				used[n] = true
				s := p.Sources()[n-1]
				a, span, ok := library.Resolve(s.Ref())
				if !ok || a.Raw(span) != s.Quote || strings.Contains(s.Quote, "@everyone") || !strings.Contains(text.Text, a.Plain(span)) {
					t.Fatalf("%q cites %+v", text.Text, s)
				}
			}
			if len(text.Sources) == 0 {
				t.Fatalf("%q cites nothing", text.Text)
			}
		}
		if len(used) != len(p.Sources()) || p.Empty() != (len(texts) == 0) {
			t.Fatalf("%d of %d sources are used", len(used), len(p.Sources()))
		}
	})
}
