package edition

import (
	"fmt"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// The headings of Text, and what begins the lines of corrections.
const (
	headCorrections = "Corrections:"
	headNews        = "New:"
	headPoints      = "Points:"
	headTimeline    = "Timeline:"
	headPositions   = "Positions:"
	headAsked       = "Often asked:"
	headUnanswered  = "Unanswered:"

	leadWas       = "was: "
	leadNow       = "now: "
	leadWithdrawn = "withdrawn: "
	leadRemoved   = "removed: "
)

// Text is the edition for a moderator to edit: parts under headings, a line for each
// text with its [n] at the end, and two for old and new wording. An empty line
// divides the paragraphs of a narrative.
func (e *Edition) Text() string {
	var corrections []string
	for _, c := range e.corrections {
		corrections = append(corrections, e.linesOf(c)...)
	}
	return e.parts(corrections)
}

// TextOfNow is Text without corrections: what the edition says of the articles as they
// were when it was made, and nothing of what they said before.
func (e *Edition) TextOfNow() string { return e.parts(nil) }

func (e *Edition) parts(corrections []string) string {
	var parts []string
	part := func(head string, lines []string) {
		if len(lines) > 0 {
			parts = append(parts, head+"\n"+strings.Join(lines, "\n"))
		}
	}
	part(headCorrections, corrections)
	part(headNews, e.marked(e.news))
	var lines []string
	for i, p := range e.body.paragraphs {
		if i > 0 && e.shape == Narrative {
			lines = append(lines, "")
		}
		lines = append(lines, e.marked(p)...)
	}
	part(headPoints, lines)
	lines = nil
	for _, x := range e.body.timeline {
		lines = append(lines, x.date+": "+e.mark(x.text))
	}
	part(headTimeline, lines)
	lines = nil
	for _, x := range e.body.positions {
		lines = append(lines, x.who+": "+e.mark(x.text))
	}
	part(headPositions, lines)
	part(headAsked, askedLines(e.asked))
	part(headUnanswered, askedLines(e.unanswered))
	return strings.Join(parts, "\n\n")
}

// linesOf are the lines of a correction.
func (e *Edition) linesOf(c correction) []string {
	switch c.kind {
	case Changed:
		return []string{leadWas + e.mark(c.old), leadNow + e.mark(c.new)}
	case Withdrawn:
		return []string{leadWithdrawn + e.mark(c.old)}
	}
	line := leadRemoved + corpus.Visible(c.article.Name())
	if c.old.says != "" {
		line += ": " + e.mark(c.old)
	}
	return []string{line}
}

func (e *Edition) mark(t text) string { return t.says + " " + cite.Markers(e.numbersOf(t)) }

func (e *Edition) marked(texts []text) []string {
	var out []string
	for _, t := range texts {
		out = append(out, e.mark(t))
	}
	return out
}

func askedLines(questions []Asked) []string {
	var out []string
	for _, q := range questions {
		out = append(out, fmt.Sprintf("(%d) %s", q.Count, q.Question))
	}
	return out
}
