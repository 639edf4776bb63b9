package brief_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
)

// worded is a briefing of two points that a model worded, and the quoted one.
func worded(t testing.TB) (b, quoted *brief.Briefing) {
	t.Helper()
	a := corpustest.Parse(t, "orle.md", "The council of Orle bought three new boats from a yard in Tarn.\n\nThe harbour of Orle has nine cranes and two docks for ships.\n")
	quoted = compose(t, []*corpus.Article{a}, brief.Options{})
	if len(quoted.Points()) != 2 {
		t.Fatalf("%+v", quoted.Points())
	}
	var passages [][]corpus.Place
	for i := range a.Passages {
		passages = append(passages, []corpus.Place{{Article: a, Passage: i}})
	}
	var w brief.Wording
	for i, text := range []string{"The council of Orle bought three new boats.", "The harbour of Orle has nine cranes."} {
		v := cite.Verify(cite.Draft{Text: text, Markers: []cite.Marker{{Passage: i + 1, Sentence: 1}}}, cite.NewSent(passages))
		if !v.OK {
			t.Fatalf("%q: %q", text, v.Reasons)
		}
		w.Sentences = append(w.Sentences, v.Sentence)
	}
	return quoted.Reword(w), quoted
}

// put are German texts for the written points of a briefing.
func put(t testing.TB, b *brief.Briefing, texts ...string) (out []cite.Translated) {
	t.Helper()
	for i, s := range b.Written() {
		one, why := cite.Translation(texts[i], s)
		if why != "" {
			t.Fatal(why)
		}
		out = append(out, one)
	}
	return out
}

func TestATranslationThatRestsOnAnotherPointIsNotTaken(t *testing.T) {
	b, _ := worded(t)
	points := put(t, b, "Der Rat von Orle kaufte drei neue Boote.", "Der Hafen von Orle hat neun Kräne.")
	got := b.Translate(brief.Translation{Language: "de", Points: points})
	for i, p := range got.Points() {
		if p.Text != points[i].Text() || p.Back != b.Points()[i].Text || !slices.Equal(p.Sources, b.Points()[i].Sources) || got.Language() != "de" || got.Note() != "" {
			t.Errorf("%+v, note %q", p, got.Note())
		}
	}
	slices.Reverse(points)
	cause := errors.New("cause")
	for _, points := range [][]cite.Translated{points, nil, make([]cite.Translated, 5)} {
		got := b.Translate(brief.Translation{Language: "de", Points: points, Cause: cause})
		for i, p := range got.Points() {
			if p.Text != b.Points()[i].Text || p.Back != "" {
				t.Errorf("%+v", p)
			}
		}
		if got.Language() != "" || !strings.HasPrefix(got.Note(), "2 of 2 points are in the articles' language") || !errors.Is(got.Cause(), cause) {
			t.Errorf("%q, note %q, cause %v", got.Language(), got.Note(), got.Cause())
		}
	}
	if b.Language() != "" || b.Points()[0].Back != "" {
		t.Error("the briefing itself is changed")
	}
}

func TestAQuotedBriefingIsNotTranslated(t *testing.T) {
	b, quoted := worded(t)
	points := put(t, b, "Der Rat von Orle kaufte drei neue Boote.", "Der Hafen von Orle hat neun Kräne.")
	if got := quoted.Translate(brief.Translation{Language: "de", Points: points}); got.Points()[0].Back != "" || got.Language() != "" || got.Note() != "" {
		t.Errorf("%+v, note %q", got.Points(), got.Note())
	}
}
