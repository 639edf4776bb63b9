package brief_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

func TestNamesJoinsWhatOneIsCalled(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []brief.Name
	}{
		{
			"last names, titles and possessives", "President Ada Lund met Tarn Keller, an engineer. Lund's rival is Keller. Keller said that Lund smiled.",
			[]brief.Name{{Name: "Ada Lund", Mentions: 3}, {Name: "Tarn Keller", Mentions: 3}},
		},
		{
			"a country, its people and its capital", "France closed the port. Paris said that French ships may leave. The ships are in Marseille.",
			[]brief.Name{{Name: "France", Mentions: 3}},
		},
		{
			"a body and its initials", "The Orle Water Board (OWB) met. OWB engineers stayed away.",
			[]brief.Name{{Name: "Orle Water Board", Mentions: 3}},
		},
		{
			"known initials", "The World Health Organization warned. The WHO also asked for help.",
			[]brief.Name{{Name: "World Health Organization", Mentions: 2}},
		},
		{
			"a last name that is an office", "Foreign Minister Julie Bishop called. They thanked Bishop.",
			[]brief.Name{{Name: "Julie Bishop", Mentions: 2}},
		},
		{
			"an office with a country in it", "Australian Prime Minister Tony Abbott flew home.",
			[]brief.Name{{Name: "Australian", Mentions: 1}, {Name: "Tony Abbott", Mentions: 1}},
		},
		{
			"joined institutions", "The National Search and Rescue Agency works. The Bank for Trade of Orle does not.",
			[]brief.Name{{Name: "Bank for Trade of Orle", Mentions: 1}, {Name: "National Search and Rescue Agency", Mentions: 1}},
		},
		{
			"a seat of two", "The European Union paid. Brussels waits.",
			[]brief.Name{{Name: "European Union", Mentions: 2}},
		},
		{
			"a capital as a place", "The march began in London. Ada Keane, an engineer, lives in London.",
			[]brief.Name{{Name: "Ada Keane", Mentions: 1}},
		},
		{
			"no names", "Monday was warm. In May the Old Bridge fell. If Any of This Matters, say so. The South Caucasus and Europe wait.",
			[]brief.Name{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, brief.Names([]*corpus.Article{corpustest.Parse(t, "a.txt", c.text)})); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestALastNameIsJoinedAcrossArticles(t *testing.T) {
	articles := []*corpus.Article{
		corpustest.Parse(t, "a.txt", "Mayor Ada Lund opened the dam."),
		corpustest.Parse(t, "b.txt", "Mayor Lund fell into the river."),
	}
	if d := cmp.Diff([]brief.Name{{Name: "Ada Lund", Mentions: 2}}, brief.Names(articles)); d != "" {
		t.Error(d)
	}
}

// The names of the shipped article, listed by reading it. Putin, who is named
// once and without anything that tells a person from a place, is not found.
func TestNamesOfTheShippedArticle(t *testing.T) {
	want := []string{
		"Azerbaijan", "Russia", "United States", "Armenia", "Turkey", "Ukraine", "European Union", "Iran", "London", "Israel",
		"Ilham Aliyev", "Nikol Pashinyan", "Bahruz Samadov", "Kaja Kallas", "Ursula von der Leyen",
		"NATO", "Collective Security Treaty Organization", "Congress", "Azerbaijan Airlines", "Atlantic Council",
		"Caspian Policy Center", "Foundation for Defense of Democracies", "Hudson Institute",
	}
	var got []string
	for _, n := range brief.Names(load(t, shipped)) {
		got = append(got, n.Name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestNamesOfNothing(t *testing.T) {
	if got := brief.Names(nil); got == nil || len(got) != 0 {
		t.Errorf("names of no article = %#v", got)
	}
}

// 1,000 articles of 50 sentences: a list for each change of a library.
func BenchmarkNames1000Articles(b *testing.B) {
	a := load(b, shipped)[0]
	articles := make([]*corpus.Article, 1000)
	for i := range articles {
		articles[i] = a
	}
	b.ReportAllocs()
	for b.Loop() {
		brief.Names(articles)
	}
}
