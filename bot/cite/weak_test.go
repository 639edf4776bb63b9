package cite_test

import (
	"testing"

	"rapporteur/bot/cite"
)

func TestWhatIsBrokenIsWeakMoreOften(t *testing.T) {
	if raced {
		t.Skip("nothing in it is concurrent")
	}
	var broken, faithful tally
	for _, set := range tuneSets {
		for _, article := range readTunePairs(t, set.file) {
			sent := cite.NewSent(article.passages)
			for _, c := range article.pairs {
				if !cite.Verify(c.draft, sent).OK {
					continue
				}
				to := &broken
				if c.way == "faithful" {
					to = &faithful
				}
				to.add("accepted, weak", cite.Weak(c.draft, sent))
			}
		}
	}
	b, f := broken.total(), faithful.total()
	t.Logf("broken:\n%vfaithful:\n%v", &broken, &faithful)
	if b.accepted*f.pairs <= f.accepted*b.pairs {
		t.Error("faithful ones are weak as often")
	}
}

func TestACopyIsNotWeak(t *testing.T) {
	eachPairSet(t, func(t *testing.T, _ pairSet, articles []draftedArticle) {
		for _, a := range articles {
			if a.missing || len(a.passages) == 0 {
				continue
			}
			sent := cite.NewSent(a.passages)
			for i, passage := range a.passages {
				for j, place := range passage {
					d := cite.Draft{Text: place.Plain(), Markers: []cite.Marker{{Passage: i + 1, Sentence: j + 1}}}
					if cite.Verify(d, sent).OK && cite.Weak(d, sent) {
						t.Errorf("%q is weak", d.Text)
					}
				}
			}
		}
	})
}
