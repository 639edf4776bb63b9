package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/discord/button"
)

// Profile shows everything that the articles say of a person or a body, and
// what they say themselves. For a name that the articles do not have it shows
// those that are spelled much like it. With the id of the stored answer there
// are buttons for it, one of them to see all where the profile is not all.
func (r Renderer) Profile(p *brief.Profile, b Beside) []Post {
	if p.Empty() {
		return r.unknownName(p)
	}
	d := document{title: clean(p.Name()), footer: quotedFrom(p.Sources()), rows: r.underProfile(p, b.ID)}
	var said []part
	for _, s := range p.Statements() {
		said = append(said, sentence("\n", "- ", "", s.Text, " "+cite.Markers(s.Sources)))
	}
	d.parts = append(headed("What is said of them", said), headed("What they say", positions(p.Positions()))...)
	if p.Left() > 0 {
		d.parts = append(d.parts, part{gap: "\n\n", text: fmt.Sprintf("The articles say more: %d further statements are not shown here.", p.Left())})
	}
	d.parts = append(d.parts, r.byArticle(p.Sources())...)
	d.parts = append(d.parts, r.otherwise(b.Otherwise)...)
	return r.posts(d)
}

func (r Renderer) underProfile(p *brief.Profile, id string) []discordgo.MessageComponent {
	if p.Left() == 0 {
		return r.underAnswer(Beside{ID: id})
	}
	return r.about(id, press{label: "Show all", action: button.All}, press{label: "Show quotes", action: button.Quotes}, helpful, notRight)
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
