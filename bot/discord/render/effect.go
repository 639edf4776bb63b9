package render

import (
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
)

// Effect is what a change of articles, before it is public, does to what the
// moderators of a guild go by.
type Effect struct {
	// Asked are the saved questions that were asked; Before and After of them are
	// answered before the change and after it. Left were not asked.
	Asked, Before, After, Left int
	// Outcomes are the questions whose answers are others after the change.
	Outcomes []Outcome
	// Posts are earlier posts that cite what changes, PostsAll is how many there are in
	// all, and Told says what becomes of them.
	Posts    []CitingPost
	PostsAll int
	Told     string
	// Waiting are drafts of briefings that cite what changes, Briefings those that are of
	// the articles by choice; by their titles.
	Waiting, Briefings []string
}

// Outcome is a question with its answers before and after a change.
type Outcome struct {
	Question      string
	Before, After *answer.Reply
}

// CitingPost is where a post stands that cites what changes.
type CitingPost struct {
	What string // in the bot's words: "a briefing"
	Link string // to the message on Discord
}

const (
	maxOutcomes    = 5
	maxOutcome     = 500 // units of each answer
	maxCitingPosts = 5
	maxTitles      = 5
)

// effect shows what a change does: each answer that it changes before and after, one
// below the other, with where it stands; then what cites what it changes.
func (r Renderer) effect(e Effect) []part {
	var out []part
	if e.Asked+e.Left > 0 {
		out = append(out, headed("Saved questions", r.outcomes(e))...)
	}
	var cites []part
	if e.PostsAll > 0 {
		cites = append(cites, sentence("\n", "", "", fmt.Sprintf("Earlier posts that cite what this changes: %d. %s", e.PostsAll, e.Told), ""))
		for _, p := range e.Posts[:min(maxCitingPosts, len(e.Posts))] {
			cites = append(cites, part{gap: "\n", line: "- ", text: Escape(p.What) + ": " + p.Link})
		}
	}
	if len(e.Waiting) > 0 {
		cites = append(cites, part{gap: "\n", text: "Drafts of briefings that wait, and lose what they cite of this: " + titles(e.Waiting) + "."})
	}
	if len(e.Briefings) > 0 {
		cites = append(cites, part{gap: "\n", text: "Scheduled briefings that are of this by choice: " + titles(e.Briefings) + "."})
	}
	return append(out, headed("What cites this", cites)...)
}

func (r Renderer) outcomes(e Effect) []part {
	out := []part{{gap: "\n", text: fmt.Sprintf("Answered: **%d of %d now, %d of %d after this**.", e.Before, e.Asked, e.After, e.Asked)}}
	for _, o := range e.Outcomes[:min(maxOutcomes, len(e.Outcomes))] {
		out = append(out, sentence("\n", "", "**", "“"+shorten(clean(o.Question), maxQuestion)+"”", ""))
		out = append(out, r.answeredAt("Before", o.Before)...)
		out = append(out, r.answeredAt("After", o.After)...)
	}
	if more := len(e.Outcomes) - maxOutcomes; more > 0 {
		out = append(out, part{gap: "\n", text: fmt.Sprintf("*…and %s changed: all are in the file.*", counted(more, "more answer"))})
	}
	if len(e.Outcomes) == 0 && e.Asked > 0 {
		out = append(out, part{gap: "\n", text: "No answer is another one after this."})
	}
	if e.Left > 0 {
		out = append(out, part{gap: "\n", text: fmt.Sprintf("Not asked: %d. There was no time.", e.Left)})
	}
	return out
}

// answeredAt is how a question is answered at one time, with where each sentence stands.
func (r Renderer) answeredAt(when string, reply *answer.Reply) []part {
	line := "> *" + when + ":* "
	if !reply.Answered() {
		return []part{{gap: "\n", line: line, text: "not answered"}}
	}
	var out []part
	sources := reply.Sources()
	for i, c := range reply.Claims() {
		var places []string
		for _, n := range c.Sources {
			places = append(places, r.place(sources[n-1].Of(), sources[n-1].Paragraph))
		}
		x := sentence("\n", "> ", "", "“"+shorten(clean(c.Text), maxOutcome)+"”", " ("+strings.Join(places, "; ")+")")
		if i == 0 {
			x.line = line
		}
		out = append(out, x)
	}
	return out
}

// titles lists names, a few of them.
func titles(all []string) string {
	var out []string
	for _, t := range all[:min(maxTitles, len(all))] {
		out = append(out, "“"+name(t, maxName)+"”")
	}
	if more := len(all) - maxTitles; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}

// file is all that an effect changes, where that is more than is shown; nil where it is not.
func (e Effect) file() *discordgo.File {
	if len(e.Outcomes) <= maxOutcomes && len(e.Posts) <= maxCitingPosts {
		return nil
	}
	var b strings.Builder
	if e.Asked > 0 {
		fmt.Fprintf(&b, "Saved questions that are answered: %d of %d now, %d of %d after this change.\nAnswers that it changes: %d\n", e.Before, e.Asked, e.After, e.Asked, len(e.Outcomes))
	}
	for i, o := range e.Outcomes {
		fmt.Fprintf(&b, "\n%d. %s\n   Before: %s\n   After:  %s\n", i+1, clean(o.Question), inWords(o.Before), inWords(o.After))
	}
	if len(e.Posts) > 0 {
		fmt.Fprintf(&b, "\nEarlier posts that cite what this changes: %d\n", e.PostsAll)
	}
	for _, p := range e.Posts {
		fmt.Fprintf(&b, "- %s: %s\n", p.What, p.Link)
	}
	return &discordgo.File{Name: "effect.txt", ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(b.String())}
}

// inWords is an answer in a line of plain text.
func inWords(reply *answer.Reply) string {
	if !reply.Answered() {
		return "not answered"
	}
	var out []string
	sources := reply.Sources()
	for _, c := range reply.Claims() {
		var places []string
		for _, n := range c.Sources {
			places = append(places, fmt.Sprintf("%s, ¶%d", clean(sources[n-1].Of().Name()), sources[n-1].Paragraph))
		}
		out = append(out, fmt.Sprintf("“%s” (%s)", clean(c.Text), strings.Join(places, "; ")))
	}
	return strings.Join(out, " ")
}
