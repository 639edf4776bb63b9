package near_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/ingest/near"
)

func article(t testing.TB, slug, text string) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(slug+".txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

const row = `The harbour library reopened on 10 March 2031 after four years of work. The council says that it cost nine million.

Masons came in spring and carpenters in summer. The readers had waited longer than anybody had told them to.

The clerk counted the bills twice over the winter and found no fault with any of them, as she told the reading club.`

// elsewhere has no run of words twice.
const elsewhere = "Zebras graze where lions sleep while herons watch and wait beside rivers that nobody named until some hunter drew maps for kings who " +
	"paid him badly in salt and beads and promises that were kept only by accident or by fear of ghosts in which both sides believed with all " +
	"their hearts, though neither had seen one. Later a ship came with tools and letters, and its captain asked for water, wood, two goats and a " +
	"pilot who knew the reefs, of which there were many more than his chart had shown him on that coast."

func TestACopyAndItsChangesAreFound(t *testing.T) {
	old := article(t, "row", row)
	other := article(t, "ferry", "The ferry to the islands sails twice a day in summer. In winter it lies at the quay, and people wait for the ice to go.")
	library := near.NewIndex([]*corpus.Article{other, old})
	for name, test := range map[string]struct {
		text string
		kind near.Kind
	}{
		"copy":    {strings.ToUpper(row), near.Same},
		"version": {strings.Replace(row, "nine", "twelve", 1), near.Version},
		"part":    {strings.Split(row, "\n\n")[2], near.Part},
		"whole":   {row + "\n\n" + elsewhere, near.Whole},
	} {
		found := library.Find(article(t, "new", test.text), 5)
		if len(found) != 1 || found[0].Article != old || found[0].Kind != test.kind {
			t.Errorf("%s: %+v", name, found)
		}
	}
	changed := article(t, "new", strings.Replace(row, "nine", "twelve", 1))
	news := changes.News(library.Find(changed, 1)[0].Changes(changed))
	if len(news) != 1 || !strings.Contains(news[0].NewText(), "twelve million") || !strings.Contains(news[0].OldText(), "nine million") {
		t.Errorf("changes %v", news)
	}
	if found := library.Find(article(t, "new", "Something else altogether, which nobody has written about so far."), 5); len(found) > 0 {
		t.Errorf("found %+v", found)
	}
}

// openArticles are the articles of two open sets: TIME's of 1963, many of which
// are on the same matters, and CNN's.
func openArticles(t *testing.T) []*corpus.Article {
	t.Helper()
	var out []*corpus.Article
	for _, set := range []string{"time", "cnndm100"} {
		file, err := os.Open(filepath.Join("..", "..", "..", "..", "shared", "eval", set, "documents.jsonl"))
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the open sets are not here: ../shared/eval")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		lines.Buffer(nil, 10<<20)
		for lines.Scan() {
			var doc struct {
				ID       string
				Passages []struct{ Text string }
			}
			if err := json.Unmarshal(lines.Bytes(), &doc); err != nil {
				t.Fatal(err)
			}
			var texts []string
			for _, p := range doc.Passages {
				texts = append(texts, p.Text)
			}
			out = append(out, article(t, set+doc.ID, strings.Join(texts, "\n\n")))
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// edits make another version of an article's sentences, as editors do.
var edits = map[string]func(*rand.Rand, []string) []string{
	"copy": func(_ *rand.Rand, s []string) []string { return s },
	"a tenth of the words replaced": func(r *rand.Rand, s []string) []string {
		return eachWord(s, func(w string) string {
			if r.IntN(10) == 0 {
				return fmt.Sprintf("word%d", r.IntN(5000))
			}
			return w
		})
	},
	"a fifth of the words dropped": func(r *rand.Rand, s []string) []string {
		return eachWord(s, func(w string) string {
			if r.IntN(5) == 0 {
				return ""
			}
			return w
		})
	},
	"a quarter of the words replaced": func(r *rand.Rand, s []string) []string {
		return eachWord(s, func(w string) string {
			if r.IntN(4) == 0 {
				return fmt.Sprintf("word%d", r.IntN(5000))
			}
			return w
		})
	},
	"all numbers changed": func(r *rand.Rand, s []string) []string {
		return eachWord(s, func(w string) string {
			if strings.ContainsAny(w, "0123456789") {
				return fmt.Sprint(r.IntN(1000))
			}
			return w
		})
	},
	"half of the sentences left out": func(r *rand.Rand, s []string) []string {
		return slices.DeleteFunc(slices.Clone(s), func(string) bool { return r.IntN(2) == 0 })
	},
	"the first third alone": func(_ *rand.Rand, s []string) []string { return s[:max(1, len(s)/3)] },
	"the sentences shuffled": func(r *rand.Rand, s []string) []string {
		s = slices.Clone(s)
		r.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		return s
	},
}

func eachWord(sentences []string, change func(string) string) []string {
	out := make([]string, len(sentences))
	for i, s := range sentences {
		words := strings.Fields(s)
		for j := range words {
			words[j] = change(words[j])
		}
		out[i] = strings.Join(words, " ")
	}
	return out
}

// TestEditedCopiesAreFoundAndOthersAreNot measures both on the open sets. Each
// edit is tried on every sixth article, against all; and every sixth article is
// looked for itself, which should find no other.
func TestEditedCopiesAreFoundAndOthersAreNot(t *testing.T) {
	if raced {
		t.Skip("computes alone, and for long")
	}
	all := openArticles(t)
	index := near.NewIndex(all)
	r := rand.New(rand.NewPCG(1, 2))
	tried, right, found := 0, 0, 0
	for _, name := range slices.Sorted(maps.Keys(edits)) {
		n, hit := 0, 0
		for i := 0; i < len(all); i += 6 {
			var sentences []string
			for _, p := range all[i].Passages {
				for _, s := range p.Sentences {
					sentences = append(sentences, all[i].Plain(s))
				}
			}
			text := strings.TrimSpace(strings.Join(edits[name](r, sentences), "\n"))
			if len(strings.Fields(text)) < 20 {
				continue
			}
			n++
			for _, m := range index.Find(article(t, "new", text), 5) {
				found++
				if m.Article == all[i] {
					hit++
				}
			}
		}
		t.Logf("%s: %d of %d found", name, hit, n)
		tried, right = tried+n, right+hit
	}
	mistaken := 0
	for i := 0; i < len(all); i += 6 {
		for _, m := range index.Find(all[i], 5) {
			if m.Article != all[i] {
				mistaken++
				t.Logf("%s is like %s: %.2f, %.2f", all[i].Slug, m.Article.Slug, m.OfNew, m.OfOld)
			}
		}
	}
	precision, recall := float64(right)/float64(found), float64(right)/float64(tried)
	t.Logf("%d articles: precision %.3f, recall %.3f; %d others found for %d articles", len(all), precision, recall, mistaken, (len(all)+5)/6)
	if precision < 0.97 || recall < 0.97 {
		t.Errorf("precision %.3f, recall %.3f, want .97 each", precision, recall)
	}
}

func TestAThousandArticlesAreLookedThroughInAMoment(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var library []*corpus.Article
	for i := range 1000 {
		words := make([]string, 600)
		for j := range words {
			words[j] = fmt.Sprintf("w%d", r.IntN(20_000))
		}
		library = append(library, article(t, fmt.Sprint(i), strings.Join(words, " ")+"."))
	}
	index := near.NewIndex(library)
	began := time.Now()
	if found := index.Find(library[7], 3); len(found) != 1 {
		t.Errorf("found %d", len(found))
	}
	took := time.Since(began)
	t.Logf("%v", took)
	if took > 20*time.Second { // it takes some ten milliseconds
		t.Errorf("took %v", took)
	}
}
