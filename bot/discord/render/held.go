package render

import (
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/discord/button"
)

// Held is a briefing that waits for a moderator.
type Held struct {
	Title    string
	Channel  string // where it is going to be posted
	Deadline time.Time
	Post     bool // what happens at the deadline
	Edition  *edition.Edition
	Lost     []edition.Lost // what the articles do not say any more
	Weak     func(edition.Line) bool
	Args     []string // of its buttons
	// Otherwise is what other sentences say instead of those that it cites.
	Otherwise []Otherwise
}

// The room for a preview in one message, in units: an embed's description, or text
// where there are no embeds. Head, title and footer stand beside it.
const (
	maxHeldEmbed = 4000
	maxHeldPlain = 1300
)

// Held is one message: what waits, until when and what happens then, a preview and
// the buttons that decide. A preview that is longer than the message has its first
// part and a button that shows all.
func (r Renderer) Held(h Held) Post {
	limit := maxHeldEmbed
	if r.Plain {
		limit = maxHeldPlain
	}
	shown := Renderer{Plain: r.Plain}
	pages := paginate(shown.preview(h), limit)
	whole := len(pages) == 1
	presses := []press{
		{label: "Approve", action: button.Approve, args: h.Args},
		{label: "Edit", action: button.Edit, args: h.Args},
		{label: "Skip", action: button.Skip, args: h.Args},
	}
	p := Post{Content: r.heldHead(h, whole)}
	if !whole {
		presses = append(presses, press{label: "Show all", action: button.Whole, args: h.Args})
	}
	p.Components = r.row(presses...)
	if r.Plain {
		p.Content += "\n\n" + pages[0]
		return p
	}
	p.Embeds = []*discordgo.MessageEmbed{{
		Title: shortenEscaped(clean(h.Title), maxTitle), Description: pages[0], Color: accent,
		Footer: &discordgo.MessageEmbedFooter{Text: citedFrom(h.Edition.Sources(), h.Edition.Mode())},
	}}
	return p
}

// Preview is all of a briefing that waits.
func (r Renderer) Preview(h Held) []Post {
	return r.posts(document{title: clean(h.Title), parts: Renderer{Plain: r.Plain}.preview(h), footer: citedFrom(h.Edition.Sources(), h.Edition.Mode())})
}

func (r Renderer) preview(h Held) []part {
	out := editionBody(h.Edition, EditionOptions{Weak: h.Weak})
	if len(h.Edition.Sources()) > 0 {
		out = append(out, r.byVersion(h.Edition.Sources())...)
	}
	out = append(out, r.otherwise(h.Otherwise)...)
	return append(out, Beside{}.parts(h.Edition.Note(), lostText(len(h.Lost)))...)
}

func (r Renderer) heldHead(h Held, whole bool) string {
	outcome := "it is skipped"
	if h.Post {
		outcome = "it is posted as it stands"
	}
	text := fmt.Sprintf("The briefing **%s** for <#%s> waits for a moderator. If nobody decides by %s (%s), %s.",
		name(h.Title, maxName), h.Channel, full(h.Deadline), Moment(h.Deadline), outcome)
	weak := 0
	for _, l := range h.Edition.Points() {
		if h.Weak != nil && h.Weak(l) {
			weak++
		}
	}
	switch {
	case weak == 1:
		text += "\nOne sentence is marked as weak: its words are not close to those of its source."
	case weak > 1:
		text += fmt.Sprintf("\n%d sentences are marked as weak: their words are not close to those of their sources.", weak)
	}
	if n := len(h.Otherwise); n > 0 {
		text += fmt.Sprintf("\nOther sentences say otherwise than it does: %d. They stand at its end.", n)
	}
	if !whole {
		text += "\nThis is the first part of it."
	}
	return text
}

// Lost lists lines that lost their citation, with the reasons, below a sentence.
func (r Renderer) Lost(head string, lost []edition.Lost) []Post {
	d := document{parts: []part{{text: head}}}
	for _, l := range lost {
		d.parts = append(d.parts, sentence("\n", "- ", "", l.Text, " — *"+Escape(shorten(clean(l.Why), maxName))+"*"))
	}
	return Renderer{Plain: true}.posts(d)
}
