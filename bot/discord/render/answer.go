package render

import (
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/discord/button"
)

// Answer shows a reply: what it claims, each sentence with its numbers, and
// where those stand; or why there is no answer, and what comes nearest. With
// the id of the stored answer there are buttons for it.
func (r Renderer) Answer(reply *answer.Reply, id string) []Post {
	if !reply.Answered() {
		return r.refused(reply.Question(), "question", reply.Refusal(), id)
	}
	d := document{title: clean(reply.Question()), footer: reply.Footer(), rows: r.underAnswer(id)}
	if reply.Lead() != "" {
		d.parts = append(d.parts, sentence("", "", "", reply.Lead(), ""))
	}
	line := ""
	if reply.Mode() == answer.Quoted {
		line = "> " // the claims are the articles' own words
	}
	for _, c := range reply.Claims() {
		d.parts = append(d.parts, sentence("\n", line, "", c.Text, " "+cite.Markers(c.Sources)))
	}
	d.parts = append(d.parts, r.listed(reply.Sources())...)
	return r.posts(d)
}

// refused shows why there is no answer to a question, or nothing on a topic;
// asked is the one or the other word.
func (r Renderer) refused(title, asked string, why *answer.Refusal, id string) []Post {
	if why == nil {
		why = &answer.Refusal{Message: "The articles do not answer this."}
	}
	d := document{title: clean(title), parts: []part{sentence("", "", "", why.Message, "")}}
	if why.Kind == answer.NotCovered {
		d.parts = append(d.parts, part{gap: "\n", text: "The moderators see this " + asked + " among those that the articles leave open."})
	}
	d.parts = append(d.parts, r.nearest(why.Nearest)...)
	if id != "" {
		d.rows = r.nearestButtons(why.Nearest, id)
	}
	return r.posts(d)
}

// nearest lists passages, each with the number that its button has.
func (r Renderer) nearest(sources []cite.Source) []part {
	var out []part
	for i, s := range sources {
		out = append(out,
			part{gap: "\n", line: fmt.Sprintf("**%d.** ", i+1), text: r.place(s.Of(), s.Paragraph)},
			sentence("\n", "> ", "", "“"+s.Plain()+"”", ""))
	}
	return headed("Nearest passages", out)
}

func (r Renderer) nearestButtons(sources []cite.Source, id string) []discordgo.MessageComponent {
	var presses []press
	for i, s := range sources {
		presses = append(presses, press{
			label:  fmt.Sprintf("Read passage %d (¶%d)", i+1, s.Paragraph),
			action: button.Nearest, args: []string{id, strconv.Itoa(i + 1)},
		})
	}
	return r.row(presses...)
}
