package answer

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/search"
)

var update = flag.Bool("update", false, "write what is made as the wanted kits")

func kit(t testing.TB, a *Answerer, topic, article string) *Kit {
	t.Helper()
	k, err := a.Discuss(context.Background(), topic, article)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// shippedAnswerer answers from the article that comes with the program.
func shippedAnswerer(t testing.TB) *Answerer {
	t.Helper()
	const name = "../../knowledge/russia-azerbaijan-rift.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a := corpustest.Parse(t, filepath.Base(name), string(data))
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	return New(index)
}

// Each file of testdata/kits.txtar is named for a topic.
func TestKitsOfTheShippedArticle(t *testing.T) {
	const name = "testdata/kits.txtar"
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	a := shippedAnswerer(t)
	for i, f := range archive.Files {
		got := kitText(kit(t, a, f.Name, ""))
		if *update {
			archive.Files[i].Data = []byte(got)
		} else if d := cmp.Diff(string(f.Data), got); d != "" {
			t.Errorf("%s: %s", f.Name, d)
		}
	}
	if *update {
		if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func kitText(k *Kit) string {
	var b strings.Builder
	if r := k.Refusal(); r != nil {
		fmt.Fprintf(&b, "%s: %s\n", r.Kind, r.Message)
		for _, s := range r.Nearest {
			fmt.Fprintf(&b, "near: %s\n", s.Ref())
		}
	}
	for _, side := range k.Sides() {
		for _, c := range side.Claims {
			fmt.Fprintf(&b, "%s: %s %v\n", side.Who, c.Text, c.Sources)
		}
	}
	for _, q := range k.Questions() {
		fmt.Fprintln(&b, q)
	}
	for _, s := range k.Concentration() {
		fmt.Fprintf(&b, "%d from %s\n", s.Sentences, s.Name)
	}
	for _, s := range k.Speakers() {
		fmt.Fprintf(&b, "%d by %s\n", s.Sentences, s.Name)
	}
	return b.String()
}

func TestAKitOfOneViewHasOneSide(t *testing.T) {
	k := kit(t, answerer(t), "the sale of the harbour", "")
	if sides := k.Sides(); len(sides) != 1 || sides[0].Who != "Mayor Ture Holm" || k.Topic() != "the sale of the harbour" {
		t.Error(kitText(k))
	}
}

func TestAKitOfWhatIsNotCoveredIsARefusal(t *testing.T) {
	a := answerer(t)
	empty, err := search.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		answerer       *Answerer
		topic, article string
		want           RefusalKind
	}{
		{a, "penguins of Antarctica", "", NotCovered},
		{a, "the price of the harbour in tulips and penguins", "storm", NotCovered},
		{a, " ", "", NoQuestion},
		{a, "\xff", "", NoQuestion},
		{a, strings.Repeat("harbour ", MaxQuestion/8+1), "", TooLong},
		{a, "the harbour", "no-such", UnknownName},
		{New(empty), "the harbour", "", NoArticles},
	} {
		k := kit(t, c.answerer, c.topic, c.article)
		if r := k.Refusal(); r == nil || r.Kind != c.want || r.Message == "" || len(k.Sides())+len(k.Questions()) > 0 {
			t.Errorf("%.30q: %s", c.topic, kitText(k))
		}
	}
}

func TestAKitOfOneArticleCitesOnlyThat(t *testing.T) {
	k := kit(t, answerer(t), "the new bridge", "bridge")
	if len(k.Sources()) == 0 {
		t.Fatal(kitText(k))
	}
	for _, s := range k.Sources() {
		if s.Article != "bridge" {
			t.Errorf("cites %s", s.Ref())
		}
	}
}

func TestDiscussStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := answerer(t).Discuss(ctx, "the harbour", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("error = %v", err)
	}
}

func TestEveryClaimOfAKitIsASentenceOfAnArticle(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	a := shippedAnswerer(t)
	words := strings.Fields("the raids corridor Baku Moscow should West support energy Armenia war Aliyev lobbying ambassador peace Iran of in not bad")
	rapid.Check(t, func(t *rapid.T) {
		topic := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, "topic"), " ")
		k, err := a.Discuss(context.Background(), topic, "")
		if err != nil {
			t.Fatal(err)
		}
		if (k.Refusal() == nil) != (len(k.Sides()) > 0) {
			t.Fatalf("%q: %s", topic, kitText(k))
		}
		for _, side := range k.Sides() {
			for _, c := range side.Claims {
				if s := k.Sources()[c.Sources[0]-1]; len(c.Sources) != 1 || c.Text != s.Plain() || s.Of().Text[s.Start:s.End] != s.Quote {
					t.Fatalf("%q: %+v", topic, c)
				}
			}
		}
	})
}
