package render

import (
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// press is a button to make. Its label says in words what its emoji shows.
type press struct {
	label, emoji string
	style        discordgo.ButtonStyle // zero is the secondary one
	action       button.Action
	args         []string
}

// row is a row of at most five buttons; none when the renderer makes no
// buttons. A button whose arguments do not fit into an id is left out: that is
// the way with articles of very long names, whose passages /sources shows too.
func (r Renderer) row(presses ...press) []discordgo.MessageComponent {
	if r.Buttons == nil {
		return nil
	}
	var buttons []discordgo.MessageComponent
	for _, p := range presses {
		id, err := r.Buttons.ID(p.action, p.args...)
		if err != nil {
			continue
		}
		b := discordgo.Button{Label: shorten(clean(p.label), maxLabel), Style: discordgo.SecondaryButton, CustomID: id}
		if p.style != 0 {
			b.Style = p.style
		}
		if p.emoji != "" {
			b.Emoji = &discordgo.ComponentEmoji{Name: p.emoji}
		}
		buttons = append(buttons, b)
	}
	if len(buttons) == 0 {
		return nil
	}
	return []discordgo.MessageComponent{discordgo.ActionsRow{Components: buttons}}
}

// choices are a row of them, at most five.
func (r Renderer) choices(list []Choice) []discordgo.MessageComponent {
	var presses []press
	for _, c := range list {
		presses = append(presses, c.press())
	}
	return r.row(presses...)
}

// underAnswer are the buttons of a stored answer; without an id there are none.
func (r Renderer) underAnswer(b Beside) []discordgo.MessageComponent {
	quotes := press{label: "Show quotes", action: button.Quotes}
	if b.Article != "" {
		quotes.args = []string{b.ID, b.Article}
	}
	presses := []press{quotes, {label: "Discuss", action: button.Discuss}, helpful, notRight}
	if !b.AsOf.IsZero() { // one would discuss the articles as they are now
		presses = []press{presses[0], helpful, notRight}
	}
	rows := r.about(b.ID, append(presses, b.anew()...)...)
	return append(rows, r.choices(b.More)...)
}

// underKit are those of a discussion kit, which stands in its thread already.
func (r Renderer) underKit(b Beside) []discordgo.MessageComponent {
	return r.about(b.ID, append([]press{{label: "Show quotes", action: button.Quotes}, helpful, notRight}, b.anew()...)...)
}

var (
	helpful  = press{label: "Helpful", emoji: "👍", action: button.Good}
	notRight = press{label: "Not right", emoji: "👎", action: button.Bad}
)

// about is a row of buttons about a stored answer; none without an id.
func (r Renderer) about(id string, presses ...press) []discordgo.MessageComponent {
	if id == "" {
		return nil
	}
	for i := range presses {
		if presses[i].args == nil {
			presses[i].args = []string{id}
		}
	}
	return r.row(presses...)
}

// PageOfSources is the view of a button.Page that turns the pages of Sources.
// Its second argument is the page, from 1.
const PageOfSources = "sources"

// turning are the buttons to the pages before and after one of several; more is
// what else the view needs.
func (r Renderer) turning(view string, page, of int, more ...string) []discordgo.MessageComponent {
	to := func(page int) []string { return append([]string{view, strconv.Itoa(page)}, more...) }
	var presses []press
	if page > 1 {
		presses = append(presses, press{label: "Previous page", action: button.Page, args: to(page - 1)})
	}
	if page < of {
		presses = append(presses, press{label: "Next page", action: button.Page, args: to(page + 1)})
	}
	return r.row(presses...)
}
