package edition_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm/llmtest"
)

const (
	boats       = "The council of Orle bought three new boats from a yard in Tarn."
	boatsInTown = "The council of Orle bought three new boats."
	boote       = "Der Rat von Orle kaufte drei neue Boote."
	docks       = "The harbour of Orle has nine cranes and two docks."
	hafen       = "Der Hafen von Orle hat neun Kräne und zwei Docks."
)

// issued is an edition of the harbour with two points in German, and the article.
func issued(t testing.TB, shape string) (*edition.Edition, library) {
	t.Helper()
	a := article(t, "harbour", 1, "title: The harbour", harbour)
	b, err := brief.Compose(articles(a), brief.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var passages [][]corpus.Place
	for i, p := range a.Passages {
		var passage []corpus.Place
		for k := range p.Sentences {
			passage = append(passage, corpus.Place{Article: a, Passage: i, Sentence: k})
		}
		passages = append(passages, passage)
	}
	sent := cite.NewSent(passages)
	var w brief.Wording
	for text, m := range map[string]cite.Marker{docks: {Passage: 1, Sentence: 1}, boatsInTown: {Passage: 3, Sentence: 1}} {
		v := cite.Verify(cite.Draft{Text: text, Markers: []cite.Marker{m}}, sent)
		if !v.OK {
			t.Fatalf("%q: %q", text, v.Reasons)
		}
		w.Sentences = append(w.Sentences, v.Sentence)
	}
	german := map[string]string{docks: hafen, boatsInTown: boote}
	b = translated(b.Reword(w), func(s string) string { return german[s] })
	e := edition.New(edition.NewPlan(articles(a), nil), b, edition.Options{Shape: shape})
	sound(t, e)
	return e, library{{Article: "harbour", Version: 1}: a}
}

func pointOf(e *edition.Edition, text string) (edition.Line, bool) {
	i := slices.IndexFunc(e.Points(), func(l edition.Line) bool { return l.Text == text })
	if i < 0 {
		return edition.Line{}, false
	}
	return e.Points()[i], true
}

func TestATranslatedPointIsKeptWithWhatCameBackOfIt(t *testing.T) {
	for _, shape := range []string{edition.Points, edition.Narrative} {
		e, all := issued(t, shape)
		for _, e := range []*edition.Edition{e, restored(t, e, all)} {
			first, _ := pointOf(e, hafen)
			second, _ := pointOf(e, boote)
			if first.Back != docks || second.Back != boatsInTown || e.Language() != "de" || e.Mode() != cite.Written {
				t.Errorf("%s: %q, %+v", shape, e.Language(), e.Points())
			}
		}
	}
	if e, _ := issued(t, edition.Timeline); e.Language() != "" {
		t.Error("a timeline is in another language")
	}
}

func TestATranslationIsVerifiedAnewByWhatCameBackOfIt(t *testing.T) {
	e, all := issued(t, "")
	data, err := e.Save()
	if err != nil {
		t.Fatal(err)
	}
	changed := library{{Article: "harbour", Version: 1}: article(t, "harbour", 1, "title: The harbour", edited("bought three", "sold three"))}
	for name, c := range map[string]struct {
		from, to string
		all      library
	}{
		"the article says something else": {"", "", changed},
		"the article is gone":             {"", "", library{}},
		"nothing came back":               {boatsInTown, "", all},
		"another number came back":        {boatsInTown, "The council of Orle bought four new boats.", all},
		"the contrary came back":          {boatsInTown, "The council of Orle did not buy three new boats.", all},
		"another figure stands there":     {boote, "Der Rat von Orle kaufte 3 neue Boote.", all},
		"a name is left out":              {boote, "Der Rat kaufte drei neue Boote.", all},
		"it calls people":                 {boote, boote + " @everyone", all},
		"it leads somewhere":              {boote, boote + " https://evil.invalid", all},
		"it hides something":              {boote, boote + "\u202e", all},
		"it looks like a reference":       {boote, boote + " [3]", all},
		"what came back calls people":     {boatsInTown, boatsInTown + " @here", all},
	} {
		tampered := data
		if c.from != "" {
			tampered = []byte(strings.Replace(string(data), quote(t, c.from), quote(t, c.to), 1))
			if string(tampered) == string(data) {
				t.Fatalf("%s: nothing is changed", name)
			}
		}
		got, lost, err := edition.Restore(tampered, c.all.find)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range got.Points() {
			if strings.Contains(l.Text, "Boote") {
				t.Errorf("%s: %q is shown", name, l.Text)
			}
		}
		if !slices.ContainsFunc(lost, func(l edition.Lost) bool { return strings.Contains(l.Text, "Boote") && l.Why != "" }) {
			t.Errorf("%s: lost %+v", name, lost)
		}
	}
}

func TestNoHostileTranslationIsRestored(t *testing.T) {
	e, all := issued(t, "")
	data, err := e.Save()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range llmtest.Hostile() {
		for _, of := range []string{boote, boatsInTown} {
			tampered := strings.Replace(string(data), quote(t, of), quote(t, text), 1)
			got, _, err := edition.Restore([]byte(tampered), all.find)
			if err != nil {
				continue // it is too large
			}
			if _, ok := pointOf(got, text); ok && text != "" {
				t.Errorf("%.60q is shown", text)
			}
			if _, ok := pointOf(got, boote); ok {
				t.Errorf("%.60q stands for what came back", text)
			}
		}
	}
}

func quote(t testing.TB, s string) string {
	t.Helper()
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAModeratorTakesATranslationOutOrWordsItInTheArticlesLanguage(t *testing.T) {
	e, all := issued(t, "")
	i := slices.IndexFunc(e.Points(), func(l edition.Line) bool { return l.Text == boote })
	line := boote + " " + cite.Markers(e.Points()[i].Sources)
	got, lost := e.Edit(strings.Replace(e.Text(), line, boats+" "+cite.Markers(e.Points()[i].Sources), 1))
	if l, ok := pointOf(got, boats); len(lost) > 0 || !ok || l.Back != "" || got.Language() != "de" {
		t.Errorf("lost %+v: %+v", lost, got.Points())
	}
	restored(t, got, all)
	got, lost = e.Edit(strings.Replace(e.Text(), "kaufte drei", "verkaufte drei", 1))
	if _, ok := pointOf(got, hafen); len(lost) != 1 || !strings.Contains(lost[0].Why, "worded anew in theirs") || !ok {
		t.Errorf("lost %+v: %+v", lost, got.Points())
	}
}

func TestATranslationIsAsWeakAsWhatCameBackOfIt(t *testing.T) {
	e, _ := issued(t, "")
	for _, l := range e.Points() {
		as := edition.Line{Text: l.Back, Sources: l.Sources}
		if l.Back != "" && e.Weak(l) != e.Weak(as) {
			t.Errorf("%q: %v", l.Text, e.Weak(l))
		}
	}
}
