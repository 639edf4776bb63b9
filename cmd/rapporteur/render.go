package main

import (
	"fmt"
	"strings"

	"rapporteur/bot"
)

// page prints texts of the bot for a person. It keeps nothing of an article's
// control characters.
type page struct{ c *console }

func (c *console) page() page { return page{c} }

// style is an SGR sequence of ANSI X3.64.
type style string

const (
	plain  style = ""
	bold   style = "\x1b[1m"
	dim    style = "\x1b[2m"
	red    style = "\x1b[31m"
	green  style = "\x1b[32m"
	yellow style = "\x1b[33m"
	reset  style = "\x1b[0m"
)

// text prints a text in lines of the terminal's width; see wrap.
func (p page) text(s style, text, first, rest string) {
	for _, line := range wrap(safe(text), p.c.width, first, rest) {
		p.line(s, line)
	}
}

// line prints one line that is safe already.
func (p page) line(s style, line string) {
	if p.c.color && s != plain {
		line = string(s) + line + string(reset)
	}
	fmt.Fprintln(p.c.stdout, line)
}

func (p page) blank() { fmt.Fprintln(p.c.stdout) }

// reply prints an answer or a refusal.
func (p page) reply(r *bot.Reply) {
	if note := p.note(r.Note(), r.Cause()); note != "" {
		p.text(yellow, note, "", "")
	}
	if !r.Answered() {
		p.refusal(r.Refusal())
		return
	}
	p.text(plain, r.Lead(), "", "")
	for _, claim := range r.Claims() {
		p.text(plain, claim.Text+" "+bot.Markers(claim.Sources), "", "")
	}
	p.heading("Sources")
	if r.Mode() == bot.Written {
		p.sources(r.Sources()) // whose words the reader has not read
	} else {
		p.places(r.Sources())
	}
	p.blank()
	p.line(dim, r.Footer())
}

// note is what a model did not write, and how to find out more.
func (p page) note(note string, cause error) string {
	if note != "" && cause != nil && !p.c.verbose {
		note += " Run it with --verbose to see what happened."
	}
	return note
}

// source prints a source behind its mark, as "title, ¶3 · “quote”".
func (p page) source(mark string, s bot.Source) {
	p.text(dim, fmt.Sprintf("%s · “%s”", s.Place(), s.Plain()), mark, strings.Repeat(" ", len(mark)))
}

// places prints where sources stand whose sentences the reader has just read,
// an article a paragraph: "[1] title, ¶3 · [2] ¶5".
func (p page) places(sources []bot.Source) {
	var line strings.Builder
	for i, s := range sources {
		if i > 0 && s.Article == sources[i-1].Article {
			fmt.Fprintf(&line, " · [%d] ¶%d", s.N, s.Paragraph)
			continue
		}
		if i > 0 {
			p.text(dim, line.String(), "", "    ")
			line.Reset()
		}
		fmt.Fprintf(&line, "[%d] %s", s.N, s.Place())
	}
	if line.Len() > 0 {
		p.text(dim, line.String(), "", "    ")
	}
}

// sources prints sources with their numbers.
func (p page) sources(sources []bot.Source) {
	for _, s := range sources {
		p.source(fmt.Sprintf("[%d] ", s.N), s)
	}
}

// count is a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// refusal prints why there is no answer, and what comes nearest.
func (p page) refusal(r *bot.Refusal) {
	if r == nil {
		p.text(plain, "The articles do not answer this.", "", "")
		return
	}
	p.text(plain, r.Message, "", "")
	if len(r.Nearest) == 0 {
		return
	}
	p.heading("Nearest passages")
	for _, s := range r.Nearest {
		p.source("- ", s)
	}
}

// finding prints the verdict on a claim.
func (p page) finding(f *bot.Finding) {
	s := yellow
	switch f.Verdict {
	case bot.Supported:
		s = green
	case bot.Contradicted:
		s = red
	}
	if note := p.note(f.Note, f.Cause()); note != "" {
		p.text(yellow, note, "", "")
	}
	p.line(s, f.Verdict.Label())
	p.text(plain, f.Why, "", "")
	if f.English != "" {
		p.text(plain, "Checked in English: “"+f.English+"”", "", "")
	}
	if len(f.Says) > 0 {
		p.heading("What the articles say")
	}
	for _, claim := range f.Says {
		p.text(plain, claim.Text+" "+bot.Markers(claim.Sources), "", "")
	}
	if len(f.Sources) > 0 {
		p.blank()
		p.sources(f.Sources)
	}
}
