package edition_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand"
	"os"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
)

// benchmarkEdition measures an edition from two lists of articles on: their
// comparison, the briefing of what was added, and the rest.
func benchmarkEdition(b *testing.B, now, before []*corpus.Article) {
	b.ReportAllocs()
	for b.Loop() {
		p := edition.NewPlan(now, before)
		var body *brief.Briefing
		if len(p.Brief) > 0 {
			var err error
			if body, err = brief.Compose(p.Brief, brief.Options{}); err != nil {
				b.Fatal(err)
			}
		}
		if e := edition.New(p, body, edition.Options{}); e.Nothing() {
			b.Fatal("nothing is told")
		}
	}
}

// BenchmarkOneArticle is an edition of an article of 1,200 words of which three
// sentences were changed, one withdrawn and one added.
func BenchmarkOneArticle(b *testing.B) {
	data, err := os.ReadFile("../../../../shared/article.txt")
	if errors.Is(err, fs.ErrNotExist) {
		b.Skip("the article is not there: no ../shared/article.txt")
	}
	if err != nil {
		b.Fatal(err)
	}
	before := parseText(b, "article", 1, string(data))
	benchmarkEdition(b, articles(parseText(b, "article", 2, editedText(before, 1))), articles(before))
}

// BenchmarkHundredArticles is the same of a hundred articles of 60 sentences each.
func BenchmarkHundredArticles(b *testing.B) {
	var now, before []*corpus.Article
	for i := range 100 {
		old := parseText(b, fmt.Sprintf("a%d", i), 1, madeUp(i, 60))
		before = append(before, old)
		now = append(now, parseText(b, old.Slug, 2, editedText(old, i)))
	}
	benchmarkEdition(b, now, before)
}

// editedText is an article's text with three sentences changed, one withdrawn and
// one added.
func editedText(a *corpus.Article, seed int) string {
	var places []corpus.Place
	for i, p := range a.Passages {
		for k := range p.Sentences {
			places = append(places, corpus.Place{Article: a, Passage: i, Sentence: k})
		}
	}
	random := rand.New(rand.NewSource(int64(seed)))
	random.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
	text := a.Text
	for i, p := range places[:5] {
		raw := p.Raw()
		words := strings.Fields(raw)
		switch i {
		case 3:
			text = strings.Replace(text, raw, "", 1)
		case 4:
			text = strings.Replace(text, raw, raw+fmt.Sprintf(" The town of Quell paid %d crowns for the new bridge.", seed+90), 1)
		default:
			words[len(words)/2] = fmt.Sprint(70 + seed)
			text = strings.Replace(text, raw, strings.Join(words, " "), 1)
		}
	}
	return text
}

// madeUp is a text of so many sentences of 12 to 20 words, five in a paragraph.
func madeUp(seed, sentences int) string {
	random := rand.New(rand.NewSource(int64(seed)))
	syllables := []string{"ba", "ke", "lo", "mi", "ru", "sta", "ten", "vo", "dar", "fel", "gor", "nim"}
	word := func() string {
		var w strings.Builder
		for range 2 + random.Intn(3) {
			w.WriteString(syllables[random.Intn(len(syllables))])
		}
		return w.String()
	}
	var b strings.Builder
	for i := range sentences {
		fmt.Fprintf(&b, "The council of %s", strings.ToUpper(word()[:1])+word())
		for range 10 + random.Intn(9) {
			b.WriteString(" " + word())
		}
		b.WriteString(". ")
		if i%5 == 4 {
			b.WriteString("\n\n")
		}
	}
	return b.String()
}

// BenchmarkRestore and BenchmarkEdit are of an edition with every part.
func BenchmarkRestore(b *testing.B) {
	e, all := full(b, "")
	data, err := e.Save()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, lost, err := edition.Restore(data, all.find); err != nil || len(lost) > 0 {
			b.Fatal(lost, err)
		}
	}
}

func BenchmarkEdit(b *testing.B) {
	e, _ := full(b, "")
	text := strings.Replace(e.Text(), "A second lighthouse will stand on the mole by 2031.", "By 2031 a second lighthouse will stand on the mole.", 1)
	for b.Loop() {
		if _, lost := e.Edit(text); len(lost) > 0 {
			b.Fatal(lost)
		}
	}
}
