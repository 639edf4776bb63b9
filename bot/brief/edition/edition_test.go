package edition_test

import (
	"fmt"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
)

// article parses a version of a Markdown article.
func article(t testing.TB, slug string, version int, front, text string) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(slug+".md", []byte("---\n"+front+"\n---\n\n"+text+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	return a.WithVersion(version)
}

// made is the edition of articles, quoted.
func made(t testing.TB, now, before []*corpus.Article, o edition.Options) *edition.Edition {
	t.Helper()
	p := edition.NewPlan(now, before)
	var b *brief.Briefing
	if len(p.Brief) > 0 {
		var err error
		if b, err = brief.Compose(p.Brief, brief.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	return edition.New(p, b, o)
}

const harbour = "The harbour of Orle has nine cranes and two docks for ships from Tarn. Mayor Ada Lund said on 12 May 2030 that the toll is five crowns.\n\n" +
	"The ferry to Tarn sank in the storm of 2028. Residents of Mill Street complained about the noise of the cranes.\n\n" +
	"The council of Orle bought three new boats from a yard in Tarn."

func TestCorrectionsComeFirstAndCiteBothVersions(t *testing.T) {
	old := article(t, "harbour", 1, "title: The harbour", harbour)
	text := strings.NewReplacer("nine cranes", "eleven cranes", "The ferry to Tarn sank in the storm of 2028. ", "", "bought three new boats", "ordered three new boats",
		"yard in Tarn.", "yard in Tarn. A second lighthouse will stand on the mole by 2031.").Replace(harbour)
	now := article(t, "harbour", 2, "title: The harbour", text)
	added := article(t, "airport", 1, "title: The airport", "The airport of Orle opened in 1961 beside the river. It has two runways and a hall of glass.")
	e := made(t, []*corpus.Article{now, added}, []*corpus.Article{old}, edition.Options{})
	fmt.Println(e.Text())
	for _, s := range e.Sources() {
		fmt.Println(s.N, s.Ref(), s.Quote)
	}
	fmt.Println(e.Questions(), e.Words())
}
