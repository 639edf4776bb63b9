package edition

import (
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Weak reports whether a line of the edition is in a model's words and was accepted
// narrowly, so that a moderator should compare it with its sources. What the
// articles say themselves is not weak. Of a translation it is what came back of it
// that is looked at.
func (e *Edition) Weak(l Line) bool {
	if e.mode != cite.Written {
		return false
	}
	var named []corpus.Place
	for _, n := range l.Sources {
		if n < 1 || n > len(e.sources) {
			return true
		}
		named = append(named, e.sources[n-1].Where())
	}
	v, says := newVerifier(), l.Text
	if l.Back != "" {
		says = l.Back
	}
	if v.telling.IsTold(says, named) {
		return false
	}
	sent, markers, _ := v.send(named)
	return cite.Weak(cite.Draft{Text: says, Markers: markers}, cite.NewSent(sent))
}
