package render

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Help is what /help tells.
type Help struct {
	Articles, Passages int
	Commands           []HelpCommand
	Reads              bool // the bot may read messages that do not mention it
	Writes             bool // answers are a language model's words
}

// HelpCommand is a command with what it does. Mention is "</ask:id>", which
// Discord makes a link to the command, or "/ask".
type HelpCommand struct{ Mention, Text string }

// mentionsCommand reports whether a text is the mention of a command: the one to
// three words of its name, of letters, figures, _ and -, and its id (docs:
// Reference, Message Formatting).
func mentionsCommand(text string) bool {
	inside, ok := strings.CutPrefix(text, "</")
	inside, ends := strings.CutSuffix(inside, ">")
	name, id, parted := strings.Cut(inside, ":")
	if !ok || !ends || !parted || len(id) < 1 || len(id) > 20 || strings.Trim(id, "0123456789") != "" {
		return false
	}
	words := strings.Split(name, " ")
	return len(words) <= 3 && !slices.ContainsFunc(words, func(w string) bool {
		n := utf8.RuneCountInString(w)
		return n < 1 || n > 32 || strings.ContainsFunc(w, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '_' && r != '-'
		})
	})
}

// wording says who words an answer, and by which rules.
func wording(writes bool) []part {
	if !writes {
		return []part{{gap: "\n", text: "The articles' own: I quote the sentences that come nearest to what was asked, and no language model takes part. They may not answer it: I go by words and do not understand them."}}
	}
	return []part{
		{gap: "\n", line: "- ", text: "A language model's, which is sent sentences of the articles and nothing else to go by. The footer then says “written”."},
		{gap: "\n", line: "- ", text: "Each of its sentences is held against the sentences that it cites: numbers, dates, names, who said it, and whether it says the same or the opposite. What does not pass is left out, and you are told how many sentences that were."},
		{gap: "\n", line: "- ", text: "Where too little passes, or the model cannot be asked, I quote the articles' own sentences that come nearest, which may not answer what was asked, and say why. The footer then says “quoted”."},
	}
}

// Help says what the bot knows, what it will not do and how to ask it.
func (r Renderer) Help(h Help) []Post {
	d := document{title: "What I do"}
	d.parts = append(d.parts,
		part{text: fmt.Sprintf("I answer from %s with %s, and from nothing else.", counted(h.Articles, "article"), counted(h.Passages, "paragraph"))},
		part{gap: " ", text: "Each sentence of an answer has a number, and each number a place in an article that you can read."})
	d.parts = append(d.parts, headed("What I will not do", []part{
		{gap: "\n", line: "- ", text: "Answer from general knowledge. Where the articles do not cover a question I say so, and the moderators see it."},
		{gap: "\n", line: "- ", text: "State as a fact what somebody says. It stays with who said it, and an opinion with its author."},
		{gap: "\n", line: "- ", text: "Call anybody, or link to anything but the articles."},
	})...)
	d.parts = append(d.parts, headed("Whose words an answer has", wording(h.Writes))...)
	var commands []part
	for _, c := range h.Commands {
		mention := c.Mention
		if !mentionsCommand(mention) {
			mention = Escape(shorten(clean(mention), maxMaker))
		}
		commands = append(commands, sentence("\n", "- "+mention+": ", "", c.Text, ""))
	}
	d.parts = append(d.parts, headed("How to ask", commands)...)
	also := "You can also mention me in a message. I cannot read messages that do not mention me."
	if h.Reads {
		also = "You can also mention me in a message, reply to one of mine, or write in a thread that I opened."
	}
	d.parts = append(d.parts, part{gap: "\n\n", text: also})
	return r.posts(d)
}
