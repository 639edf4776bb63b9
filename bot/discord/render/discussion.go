package render

import (
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/edition"
)

// Limits of polls (docs: Resources, Poll, Poll Create Request Object and Poll Media
// Object).
const (
	maxPollQuestion = 300 // "The maximum length of text is 300 for the question"
	maxPollAnswer   = 55  // "and 55 for any answer"
	maxPollAnswers  = 10  // "up to 10"
	pollHours       = 24
)

// Questions are what a discussion of an edition begins with, in plain text; none of
// one that says nothing.
func (r Renderer) Questions(e *edition.Edition) []Post {
	questions := e.Questions()
	if len(questions) == 0 {
		return nil
	}
	d := document{parts: []part{{text: "Questions to begin with:"}}}
	for i, q := range questions {
		d.parts = append(d.parts, sentence("\n", fmt.Sprintf("%d. ", i+1), "", q, ""))
	}
	d.parts = append(d.parts, part{gap: "\n", text: "-# Mention me to ask what the articles say."})
	return Renderer{Plain: true}.posts(d)
}

// Poll asks which of several things matters most: who takes a position, where two
// or more do, else what the briefing says, by its numbers. There is none of an
// edition that has not two of either. signature stands above it.
func (r Renderer) Poll(e *edition.Edition, signature string) (content string, poll *discordgo.Poll) {
	question, answers := "Whose position would you like to discuss?", holders(e)
	if len(answers) < 2 {
		question, answers = "Which of these matters most to you?", statements(e)
	}
	if len(answers) < 2 {
		return "", nil
	}
	poll = &discordgo.Poll{Question: discordgo.PollMedia{Text: shorten(question, maxPollQuestion)}, Duration: pollHours}
	for _, a := range answers[:min(len(answers), maxPollAnswers)] {
		poll.Answers = append(poll.Answers, discordgo.PollAnswer{Media: &discordgo.PollMedia{Text: a}})
	}
	return "-# " + Escape(signature), poll
}

func holders(e *edition.Edition) []string {
	var out []string
	for _, p := range e.Positions() {
		if who := shorten(clean(p.Who), maxPollAnswer); who != "" && !slices.Contains(out, who) {
			out = append(out, who)
		}
	}
	return out
}

// statements are the points and the news, each with the number by which it is found
// above.
func statements(e *edition.Edition) []string {
	var out []string
	for _, l := range slices.Concat(e.Points(), e.News()) {
		text := clean(l.Text)
		if len(l.Sources) > 0 {
			text = fmt.Sprintf("[%d] %s", l.Sources[0], text)
		}
		if text = shorten(text, maxPollAnswer); !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
