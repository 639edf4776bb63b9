package render

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// Plan is a scheduled briefing as moderators see it. Its texts may be as hostile as
// any; Channel and Role are ids, and shown only if they are.
type Plan struct {
	Title    string
	When     string      // in words, with the zone
	Next     []time.Time // when it comes next; none when it does not
	Channel  string
	Role     string   // that is notified; "" for none
	Details  []string // what it says and how, a clause each
	Paused   string   // why it is paused, "" while it runs
	Missing  []string // permissions that the bot lacks in the channel
	Warnings []string // sentences on what else would go wrong
}

// Proposal is a plan to be confirmed.
type Proposal struct {
	Heading string // "Save this briefing?"
	Note    string // a sentence of the bot's own before it; "" for none
	Changes []Change
	Plan    Plan
	// Confirm and Cancel are the labels of the buttons; ID is their argument.
	// Without Confirm there are none.
	Confirm, Cancel string
	ID              string
}

// Change is what is changed of a plan. "" is none. With a Sigil, From and To are
// ids of channels or roles.
type Change struct{ Name, From, To, Sigil string }

// What begins the mention of a channel and of a role (docs: Reference, Message
// Formatting).
const (
	ChannelSigil = "#"
	RoleSigil    = "@&"
)

func (c Change) part() part {
	side := func(s string) string {
		switch {
		case c.Sigil != "" && mention(c.Sigil, s) != "":
			return mention(c.Sigil, s)
		case s == "":
			return "none"
		}
		return Escape(shorten(clean(s), maxReason))
	}
	return part{gap: "\n", line: "- ", text: Escape(c.Name) + ": " + side(c.From) + " → " + side(c.To)}
}

// Proposal shows a plan that is not saved yet, with what it changes.
func (r Renderer) Proposal(p Proposal) []Post {
	d := document{title: clean(p.Heading)}
	if p.Note != "" {
		d.parts = append(d.parts, sentence("\n", "", "", p.Note, ""))
	}
	for _, change := range p.Changes {
		d.parts = append(d.parts, change.part())
	}
	gap := "\n"
	if len(d.parts) > 0 {
		gap = "\n\n"
	}
	d.parts = append(d.parts, p.Plan.parts(gap)...)
	if p.Confirm != "" {
		d.rows = r.row(
			press{label: p.Confirm, style: discordgo.SuccessButton, action: button.Save, args: []string{p.ID}},
			press{label: p.Cancel, action: button.Cancel, args: []string{p.ID}})
	}
	return r.posts(d)
}

// parts are the whole of a plan; gap stands before its title.
func (p Plan) parts(gap string) []part {
	parts := []part{sentence(gap, "", "**", p.Title, "")}
	parts = append(parts, sentence("\n", "- When: ", "", p.When, ""))
	parts = append(parts, p.next()...)
	where := "Where: " + p.where()
	if role := mention(RoleSigil, p.Role); role != "" {
		where += ", notifies " + role
	}
	parts = append(parts, part{gap: "\n", line: "- ", text: where})
	for _, detail := range p.Details {
		parts = append(parts, sentence("\n", "- ", "", detail, ""))
	}
	if p.Paused != "" {
		parts = append(parts, sentence("\n", "- Paused: ", "", p.Paused, ""))
	}
	return append(parts, p.troubles()...)
}

func (p Plan) where() string {
	if channel := mention(ChannelSigil, p.Channel); channel != "" {
		return channel
	}
	return "a channel that is not known"
}

// troubles say what keeps a plan from working.
func (p Plan) troubles() []part {
	var parts []part
	if len(p.Missing) > 0 {
		parts = append(parts, sentence("\n", "", "", "In that channel I lack: "+strings.Join(p.Missing, ", ")+
			". Give it to me under Edit Channel → Permissions; without it the briefing is paused when it is due, or comes without what needs it.", ""))
	}
	for _, warning := range p.Warnings {
		parts = append(parts, sentence("\n", "", "", warning, ""))
	}
	if len(parts) > 0 {
		parts[0].gap, parts[0].text = "\n\n", "**Look at this.** "+parts[0].text
	}
	return parts
}

// next are the next times in each reader's own zone, the first also as how far off
// it is.
func (p Plan) next() []part {
	var parts []part
	for i, t := range p.Next {
		x := part{gap: "\n", line: "  - ", text: fmt.Sprintf("<t:%d:F>", t.Unix())}
		if i == 0 {
			parts = append(parts, part{gap: "\n", line: "- ", text: "Next:"})
			x.tail = " (" + Moment(t) + ")"
		}
		parts = append(parts, x)
	}
	return parts
}

// mention is that of a channel or role; "" for what is no id.
func mention(sigil, id string) string {
	if _, err := strconv.ParseUint(id, 10, 64); err != nil {
		return ""
	}
	return "<" + sigil + id + ">"
}

// PageOfPlans is the view of a button.Page that turns the pages of Plans, and
// PageOfRuns that of Runs, whose third argument is the schedule.
const (
	PageOfPlans = "plans"
	PageOfRuns  = "runs"
)

// plansOnPage is how many plans a page lists.
const plansOnPage = 8

// Plans lists plans. Page counts from 1; one that is not there gives the nearest.
func (r Renderer) Plans(plans []Plan, page int) []Post {
	if len(plans) == 0 {
		return r.nothing("Briefings", "No briefing is planned in this server.")
	}
	page, of := within(page, len(plans), plansOnPage)
	first := (page - 1) * plansOnPage
	d := document{title: "Briefings", footer: counted(len(plans), "briefing")}
	for i, p := range plans[first:min(first+plansOnPage, len(plans))] {
		d.parts = append(d.parts, sentence("\n", fmt.Sprintf("**%d.** ", first+i+1), "**", p.Title, " in "+p.where()))
		next := "nothing is due any more"
		if len(p.Next) > 0 {
			next = "next " + Moment(p.Next[0])
		}
		if p.Paused == "" {
			d.parts = append(d.parts, sentence("\n", "", "", p.When, " · "+next))
		} else {
			d.parts = append(d.parts, sentence("\n", "", "", p.When, ""), sentence("\n", "", "**", "Paused", ": "+Escape(shorten(clean(p.Paused), maxReason))))
		}
	}
	if of > 1 {
		d.footer += fmt.Sprintf(" · page %d of %d", page, of)
		d.rows = r.turning(PageOfPlans, page, of)
	}
	return r.posts(d)
}

// maxReason bounds reasons in lists, in units.
const maxReason = 300

// within is the page that is shown of n things, and how many pages there are.
func within(page, n, onPage int) (shown, of int) {
	of = max(1, (n+onPage-1)/onPage)
	return min(max(page, 1), of), of
}

// Question is to be confirmed. Text is markup.
type Question struct {
	Text            string
	Danger          bool
	Confirm, Cancel string // labels
	Yes, No         button.Action
	With            []string // the arguments of Yes; No has the first
}

// Question asks a moderator before something is done.
func (r Renderer) Question(q Question) []Post {
	p := Markup(q.Text)
	style := discordgo.SuccessButton
	if q.Danger {
		style = discordgo.DangerButton
	}
	p.Components = r.row(press{label: q.Confirm, style: style, action: q.Yes, args: q.With}, press{label: q.Cancel, action: q.No, args: q.With[:1]})
	return []Post{p}
}

// String says a change in words, as text.
func (c Change) String() string {
	if c.Sigil != "" {
		return c.Name + " is another"
	}
	side := func(s string) string {
		if s == "" {
			return "none"
		}
		return s
	}
	return c.Name + " was " + side(c.From) + ", is " + side(c.To)
}
