package brief

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Translation is what a model translated of a briefing.
type Translation struct {
	Language string            // the tag of the language that it is in
	Points   []cite.Translated // by point; the zero value leaves one as it is
	Cause    error             // why the model failed, for the operator; nil if it did not
}

// Written are the model's sentences among the points, by point; the zero value
// stands for a point that is quoted.
func (b *Briefing) Written() []cite.Verified {
	out := make([]cite.Verified, len(b.points))
	copy(out, b.written)
	return out
}

// Language is the tag of the language that points with a Back are in; "" if there
// are none.
func (b *Briefing) Language() string { return b.language }

// Translate is the briefing with translations in the place of points that a model
// worded. One is taken only if what came back of it rests on sentences that its
// point rests on. All others, those that are quoted among them, stay in the
// articles' language, as timeline and positions do; the note says how many of those
// that a model worded do. A limit of words counts those in the articles' language.
func (b *Briefing) Translate(t Translation) *Briefing {
	out := *b
	out.points = b.Points()
	left := 0
	for i, s := range b.Written() {
		switch {
		case s.Text() == "":
		case i < len(t.Points) && standsFor(t.Points[i], s):
			out.points[i].Text, out.points[i].Back = t.Points[i].Text(), t.Points[i].Back().Text()
			out.language = t.Language
		default:
			left++
		}
	}
	if left > 0 {
		out.note = strings.TrimSpace(out.note + " " + untranslatedNote(left, len(out.points)))
	}
	if out.cause == nil {
		out.cause = t.Cause
	}
	return &out
}

// standsFor reports whether a translation may be shown for a sentence.
func standsFor(t cite.Translated, s cite.Verified) bool {
	return t.Text() != "" && !slices.ContainsFunc(t.Back().Places(), func(p corpus.Place) bool { return !s.RestsOn(p) })
}

// untranslatedNote says how many written points stay as they were worded.
func untranslatedNote(left, all int) string {
	return fmt.Sprintf("%d of %d points are in the articles' language, because no translation of them could be verified.", left, all)
}
