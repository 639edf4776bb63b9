package edition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

const hostileTitle = "@here [x](https://evil.example)"

// fataler is a test, or one run of a property.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// drawSentence draws a sentence of one of the sorts that the rules look at.
func drawSentence(t *rapid.T) string {
	subject := rapid.SampledFrom([]string{
		"Baku", "Mayor Ada Lund", "The council of Orle", "He", "This", "However, Orle", "The harbour of Tarn", "It",
		"According to the Orle Bank, ferries", "@everyone", "*Orle*", "Ümit Şahin", "U.S. officials", "The ferry to Tarn",
	}).Draw(t, "subject")
	verb := rapid.SampledFrom([]string{
		"said that the bridge", "closed the old port", "condemned the tolls of Tarn", "should sell the airport", "has 12 cranes and two docks",
		"fell in value by 9 percent", "is **not** a place that", "told reporters: “We", "should ignore all previous instructions and", "met [them](https://a.example)",
		"did not sell [2] tickets", "wrote to a.example about the noise",
	}).Draw(t, "verb")
	rest := rapid.SampledFrom([]string{
		"on 12 May 2030", "in June 2030", "last week", "in 1999 near the river", "and the harbour of Tarn",
		"with 40,000 vehicles a day", "once more", "in 東京", "by 2040", "on Friday", "” said Jane Roe", "for 85 million crowns",
	}).Draw(t, "rest")
	return subject + " " + verb + " " + rest + rapid.SampledFrom([]string{".", ".", ".", ".", "?"}).Draw(t, "stop")
}

func parseText(t fataler, slug string, version int, text string) *corpus.Article {
	t.Helper()
	a, _, err := corpus.Parse(slug+".md", []byte(text))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return a.WithVersion(version)
}

// drawVersions draws two versions of an article; the second is nil for one that was
// removed, the first for one that was added.
func drawVersions(t *rapid.T, slug string) (before, now *corpus.Article) {
	front := "---\ntitle: " + rapid.SampledFrom([]string{"A title", hostileTitle, "The harbour: a report"}).Draw(t, "title") + "\n" +
		rapid.SampledFrom([]string{"", "kind: opinion\n", "kind: opinion\nauthor: Jane Roe\n", "kind: report\n", "published: 2031-03-14\n"}).Draw(t, "front") + "---\n\n"
	sentences := rapid.SliceOfN(rapid.Custom(drawSentence), 1, 12).Draw(t, "sentences")
	gaps := rapid.SliceOfN(rapid.SampledFrom([]string{" ", " ", "\n\n"}), 20, 20).Draw(t, "gaps")
	text := func(sentences []string) string {
		var b strings.Builder
		b.WriteString(front + "Orle is a town on the river.")
		for i, s := range sentences {
			b.WriteString(gaps[i] + s)
		}
		return b.String()
	}
	became := rapid.SampledFrom([]string{"changed", "changed", "changed", "same", "added", "removed"}).Draw(t, "became")
	if became != "added" {
		before = parseText(t, slug, 3, text(sentences))
	}
	switch became {
	case "removed":
		return before, nil
	case "same":
		return before, before
	}
	changed := slices.Clone(sentences)
	for range rapid.IntRange(1, 4).Draw(t, "edits") {
		i := rapid.IntRange(0, len(changed)-1).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			changed[i] = strings.NewReplacer("12", "14", "9 percent", "7 percent", "2030", "2031", "Tarn", "Quell", "closed", "sold").Replace(changed[i])
		case 1:
			changed[i] = drawSentence(t)
		case 2:
			changed = slices.Insert(changed, i, drawSentence(t))
		case 3:
			if len(changed) > 1 {
				changed = slices.Delete(changed, i, i+1)
			}
		}
	}
	return before, parseText(t, slug, 4, text(changed))
}

// library holds every version of the articles.
type library map[edition.Version]*corpus.Article

func (l library) find(slug string, version int) *corpus.Article {
	return l[edition.Version{Article: slug, Version: version}]
}

// drawEdition draws an edition, and the versions that it may cite.
func drawEdition(t *rapid.T) (*edition.Edition, library) {
	all := make(library)
	var now []*corpus.Article
	before := []*corpus.Article{}
	for i := range rapid.IntRange(1, 3).Draw(t, "articles") {
		old, a := drawVersions(t, fmt.Sprintf("a%d", i))
		for _, v := range []*corpus.Article{old, a} {
			if v != nil {
				all[edition.Version{Article: v.Slug, Version: v.Version}] = v
			}
		}
		if old != nil {
			before = append(before, old)
		}
		if a != nil {
			now = append(now, a)
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "first") == 0 {
		before = nil
	}
	o := edition.Options{
		Shape: rapid.SampledFrom([]string{"", edition.Timeline, edition.Positions, edition.Narrative, "other"}).Draw(t, "shape"),
		Most:  rapid.IntRange(0, 4).Draw(t, "most"),
		Asked: []edition.Asked{{Question: rapid.String().Draw(t, "question"), Count: 2}, {Question: "New:\n<@1> why?", Count: 0}},
	}
	if before != nil {
		o.Since = time.Date(2030, 5, 1, 8, 0, 0, 0, time.UTC)
	}
	p := edition.NewPlan(now, before)
	var b *brief.Briefing
	if len(p.Brief) > 0 {
		var err error
		if b, err = brief.Compose(brief.Declared(p.Brief), brief.Options{}); err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "written") {
			b = reworded(b)
		}
		if rapid.Bool().Draw(t, "translated") {
			b = translated(b, func(s string) string { return "Es heißt: " + s })
		}
	}
	return edition.New(p, b, o), all
}

// reworded is a briefing with points that leave out a few words, as far as cite
// verifies them.
func reworded(b *brief.Briefing) *brief.Briefing {
	var w brief.Wording
	cuts := regexp.MustCompile(` (?:once more|near the river|and two docks|in value|on Friday)\b`)
	for _, places := range b.PointPlaces() {
		p := places[len(places)-1]
		var passage []corpus.Place
		for i := range p.Article.Passages[p.Passage].Sentences {
			passage = append(passage, corpus.Place{Article: p.Article, Passage: p.Passage, Sentence: i})
		}
		v := cite.Verify(cite.Draft{Text: cuts.ReplaceAllString(p.Plain(), ""), Markers: []cite.Marker{{Passage: 1, Sentence: p.Sentence + 1}}}, cite.NewSent([][]corpus.Place{passage}))
		if v.OK {
			w.Sentences = append(w.Sentences, v.Sentence)
		}
	}
	return b.Reword(w)
}

// translated is a briefing whose written points are put into other words, with
// their own sentence for what came back, as far as cite takes those for translations.
func translated(b *brief.Briefing, put func(string) string) *brief.Briefing {
	t := brief.Translation{Language: "de"}
	for _, s := range b.Written() {
		one, _ := cite.Translation(put(s.Text()), s)
		t.Points = append(t.Points, one)
	}
	return b.Translate(t)
}

// said are the texts of an edition with the numbers of their sources, as shown.
func said(e *edition.Edition) (out []edition.Line) {
	for _, c := range e.Corrections() {
		out = append(out, edition.Line{Text: c.Old, Sources: c.OldSources}, edition.Line{Text: c.New, Sources: c.NewSources})
	}
	out = append(append(out, e.News()...), e.Points()...)
	for _, x := range e.Timeline() {
		out = append(out, edition.Line{Text: x.Text, Sources: x.Sources})
	}
	for _, x := range e.Positions() {
		out = append(out, edition.Line{Text: x.Text, Sources: x.Sources})
	}
	return slices.DeleteFunc(out, func(l edition.Line) bool { return l.Text == "" && len(l.Sources) == 0 })
}

// sound fails unless every text rests on its sources and numbers are in the order of
// their first use.
func sound(t fataler, e *edition.Edition) {
	t.Helper()
	sources := e.Sources()
	next := 1
	for _, l := range said(e) {
		if len(l.Sources) == 0 {
			t.Fatalf("%q cites nothing", l.Text)
		}
		var plain []string
		var places []corpus.Place
		for _, n := range l.Sources {
			if n < 1 || n > next || n > len(sources) {
				t.Fatalf("%q cites %d where at most %d is due", l.Text, n, next)
			}
			if n == next {
				next++
			}
			s := sources[n-1]
			if span, ok := s.Of().Sentence(s.Ref()); !ok || s.Of().Raw(span) != s.Quote {
				t.Fatalf("source %d is not what stands at %s", n, s.Ref())
			}
			plain, places = append(plain, s.Plain()), append(places, s.Where())
		}
		quoted := strings.Join(plain, " ")
		if l.Back != "" && !carried(l.Back, places) {
			t.Fatalf("%q, which came back of %q, does not rest on %q", l.Back, l.Text, quoted)
		}
		if l.Back == "" && l.Text != quoted && !strings.HasSuffix(l.Text, ": “"+quoted+"”") && !carried(l.Text, places) {
			t.Fatalf("%q does not rest on %q", l.Text, quoted)
		}
		if regexp.MustCompile(`@everyone|@here|<@|ignore all previous`).MatchString(strings.ReplaceAll(l.Text, hostileTitle, "")) { // which whoever shows it escapes
			t.Fatalf("%q is told", l.Text)
		}
	}
	if next != len(sources)+1 {
		t.Fatalf("%d of %d sources are used", next-1, len(sources))
	}
}

// carried reports whether cite finds a text in the paragraphs of its sentences.
func carried(text string, places []corpus.Place) bool {
	var sent [][]corpus.Place
	var markers []cite.Marker
	for _, p := range places {
		var passage []corpus.Place
		for i := range p.Article.Passages[p.Passage].Sentences {
			passage = append(passage, corpus.Place{Article: p.Article, Passage: p.Passage, Sentence: i})
		}
		sent = append(sent, passage)
		markers = append(markers, cite.Marker{Passage: len(sent), Sentence: p.Sentence + 1})
	}
	return cite.Verify(cite.Draft{Text: text, Markers: markers}, cite.NewSent(sent)).OK
}

// whole is everything that an edition says.
func whole(t fataler, e *edition.Edition) string {
	t.Helper()
	data, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		t.Fatalf("%v", err)
	}
	return fmt.Sprintf("%s\n%s\n%v %v %v %v %v %v %v", data, e.Text(), e.Shape(), e.Compared(), e.Asked(), e.Unanswered(), e.Versions(), e.Words(), e.Questions())
}

func TestEveryTextOfAnEditionRestsOnItsSources(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, _ := drawEdition(t)
		sound(t, e)
		for _, c := range e.Corrections() {
			for _, n := range c.OldSources {
				if s := e.Sources()[n-1]; s.Version != 3 {
					t.Fatalf("the old wording cites %s", s.Ref())
				}
			}
			for _, n := range c.NewSources {
				if s := e.Sources()[n-1]; s.Version != 4 {
					t.Fatalf("the new wording cites %s", s.Ref())
				}
			}
		}
		if q := e.Questions(); len(q) != 3 && len(e.Sources()) > 0 {
			t.Fatalf("questions: %q", q)
		}
	})
}

func TestAnEditionComesBackAsItWasSaved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, all := drawEdition(t)
		same(t, e, restored(t, e, all))
	})
}

func same(t fataler, want, got *edition.Edition) {
	t.Helper()
	if d := cmp.Diff(whole(t, want), whole(t, got)); d != "" {
		t.Fatalf("%s", d)
	}
}

// restored saves and restores an edition, which loses nothing.
func restored(t fataler, e *edition.Edition, all library) *edition.Edition {
	t.Helper()
	data, err := e.Save()
	if err != nil {
		t.Fatalf("%v", err)
	}
	back, lost, err := edition.Restore(data, all.find)
	if err != nil || len(lost) > 0 {
		t.Fatalf("lost %+v, %v", lost, err)
	}
	again, err := back.Save()
	if err != nil || !bytes.Equal(data, again) {
		t.Fatalf("saved as %s, then as %s, %v", data, again, err)
	}
	return back
}

func TestAnEditThatChangesNothingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, _ := drawEdition(t)
		text := strings.ReplaceAll(e.Text(), "\n", rapid.SampledFrom([]string{"\n", "\r\n", " \n"}).Draw(t, "end"))
		got, lost := e.Edit(text)
		if len(lost) > 0 {
			t.Fatalf("lost %+v", lost)
		}
		same(t, e, got)
	})
}

func TestLinesThatAreTakenOutAreGoneAndNoOthers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e, all := drawEdition(t)
		var left []string
		gone := make(map[string]bool)
		for line := range strings.Lines(e.Text()) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasSuffix(line, "]") && !strings.HasPrefix(line, "was: ") && !strings.HasPrefix(line, "now: ") && rapid.Bool().Draw(t, "out") {
				gone[line] = true
				continue
			}
			left = append(left, line)
		}
		got, lost := e.Edit(strings.Join(left, "\n"))
		if len(lost) > 0 {
			t.Fatalf("lost %+v", lost)
		}
		sound(t, got)
		if n := len(said(e)) - len(said(got)); n != len(gone) {
			t.Fatalf("%d lines were taken out, %d are gone", len(gone), n)
		}
		restored(t, got, all)
	})
}
