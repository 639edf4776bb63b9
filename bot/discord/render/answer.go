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
// where those stand; or why there is no answer, and what comes nearest. Below it
// stands what the reader should know of how it came about.
func (r Renderer) Answer(reply *answer.Reply, b Beside) []Post {
	if !reply.Answered() {
		return r.refused(reply.Question(), "question", reply.Refusal(), b, reply.Note())
	}
	d := r.told(reply)
	d.footer, d.rows = reply.Footer(), r.underAnswer(b)
	d.parts = append(d.parts, r.otherwise(b.Otherwise)...)
	d.parts = append(d.parts, b.parts(reply.Note(), unverified(reply))...)
	return r.posts(b.dated(d))
}

// Growing shows what has been verified so far of an answer that is being
// written. It reports false while there is nothing to show, and when it would
// take more than one post: then it is shown when it is whole.
func (r Renderer) Growing(reply *answer.Reply) (Post, bool) {
	if !reply.Answered() {
		return Post{}, false
	}
	d := r.told(reply)
	d.footer = "Still writing… " + counted(len(reply.Claims()), "sentence") + " verified so far"
	posts := r.posts(d)
	return posts[0], len(posts) == 1
}

// unverified says how much of what a model wrote is not shown. A quoted answer says
// it in its note.
func unverified(reply *answer.Reply) string {
	n := len(reply.Dropped())
	switch {
	case n == 0 || reply.Mode() == answer.Quoted:
		return ""
	case n == 1:
		return "1 sentence that the model wrote was left out, because it could not be verified."
	}
	return fmt.Sprintf("%d sentences that the model wrote were left out, because they could not be verified.", n)
}

// told is what a reply claims, with its sources.
func (r Renderer) told(reply *answer.Reply) document {
	d := document{title: clean(reply.Question())}
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
	return d
}

// refused shows why there is no answer to a question, or nothing on a topic;
// asked is the one or the other word, notes are what else is to be said.
func (r Renderer) refused(title, asked string, why *answer.Refusal, b Beside, notes ...string) []Post {
	if why == nil {
		why = &answer.Refusal{Message: "The articles do not answer this."}
	}
	d := document{title: clean(title), parts: []part{sentence("", "", "", why.Message, "")}}
	if why.Kind == answer.NotCovered && b.AsOf.IsZero() && !b.Direct {
		who := ""
		if b.Private {
			who = ", though not who asked it,"
		}
		d.parts = append(d.parts, part{gap: "\n", text: "The moderators see this " + asked + who + " among those that the articles leave open."})
	}
	d.parts = append(d.parts, r.nearest(why.Nearest)...)
	d.parts = append(d.parts, b.parts(notes...)...)
	if b.ID != "" {
		d.rows = r.underRefusal(why, b)
	}
	return r.posts(b.dated(d))
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

// underRefusal are the buttons of a stored refusal: one for each of three passages at
// most, and two more. A row has at most five (docs: Components, Action Row).
func (r Renderer) underRefusal(why *answer.Refusal, b Beside) []discordgo.MessageComponent {
	var presses []press
	for i, s := range why.Nearest {
		p := press{
			label:  fmt.Sprintf("Read passage %d (¶%d)", i+1, s.Paragraph),
			action: button.Nearest, args: []string{b.ID, strconv.Itoa(i + 1)},
		}
		if b.Article != "" {
			p.args = append(p.args, b.Article)
		}
		presses = append(presses, p)
	}
	presses = append(presses, b.anew()...)
	if b.Save && (why.Kind == answer.NotCovered || why.Kind == answer.NoArticles) {
		presses = append(presses, saveQuestion(b.ID, b.Article))
	}
	return r.row(presses...)
}
