package corpus

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAnArticleIsWithoutWhatIsTakenAndNothingElse(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, _, err := Parse("a.md", []byte(drawText(rt, "words", " ", " ", "\n\n")))
		if err != nil {
			return
		}
		a = a.WithVersion(3)
		taken := make(map[Ref]bool)
		var struck []Place
		for i, p := range a.Passages {
			for k := range p.Sentences {
				if p := (Place{a, i, k}); rapid.Bool().Draw(rt, "taken") {
					struck, taken[p.Ref()] = append(struck, p), true
				}
			}
		}
		struck = append(struck, Place{a, len(a.Passages), 0}, Place{a, 0, -1}, Place{&Article{Slug: "other", Passages: a.Passages}, 0, 0})
		got := a.Without(struck...).WithVersion(4).WithKind(Opinion)
		whole := got.Whole()
		if whole.Version != 4 || whole.Kind != Opinion || whole.Text != a.Text || (got == whole) != (len(taken) == 0) {
			rt.Errorf("whole: %+v", whole)
		}
		for i, p := range a.Passages {
			if got.Passages[i].Span != p.Span || len(got.Passages[i].Sentences) != len(p.Sentences) {
				rt.Fatal("the passages are others")
			}
			for k, span := range p.Sentences {
				place := Place{got, i, k}
				here, ok := got.Sentence(place.Ref())
				was := taken[Place{a, i, k}.Ref()]
				if ok == was || place.Struck() != was || ok && here != span || was && place.Plain() != "" {
					rt.Errorf("%s: %v, taken %v", place.Ref(), here, was)
				}
				if (Place{a, i, k}).Struck() {
					rt.Error("the article itself has changed")
				}
			}
		}
	})
}
