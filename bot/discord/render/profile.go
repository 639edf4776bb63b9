package render

import (
	"fmt"
	"strings"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
)

// Profile shows everything that the articles say of a person or a body, and
// what they say themselves. For a name that the articles do not have it shows
// those that are spelled much like it. With the id of the stored answer there
// are buttons for it.
func (r Renderer) Profile(p *brief.Profile, id string) []Post {
	if p.Empty() {
		return r.unknownName(p)
	}
	d := document{title: clean(p.Name()), footer: quotedFrom(p.Sources()), rows: r.underAnswer(id)}
	var said []part
	for _, s := range p.Statements() {
		said = append(said, sentence("\n", "- ", "", s.Text, " "+cite.Markers(s.Sources)))
	}
	d.parts = append(headed("What is said of them", said), headed("What they say", positions(p.Positions()))...)
	if p.Left() > 0 {
		d.parts = append(d.parts, part{gap: "\n\n", text: fmt.Sprintf("The articles have more: %d further texts are not shown.", p.Left())})
	}
	d.parts = append(d.parts, r.byArticle(p.Sources())...)
	return r.posts(d)
}

func (r Renderer) unknownName(p *brief.Profile) []Post {
	d := document{title: clean(p.Name()), parts: []part{{text: "The articles say nothing of that name."}}}
	var similar []string
	for _, s := range p.Similar() {
		similar = append(similar, name(s, maxMaker))
	}
	if len(similar) > 0 {
		d.parts = append(d.parts, part{gap: "\n", text: "Names like it: " + strings.Join(similar, " · ")})
	}
	return r.posts(d)
}
