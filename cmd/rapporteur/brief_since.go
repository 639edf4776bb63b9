package main

import (
	"fmt"
	"strings"

	"rapporteur/bot"
)

// edition prints what is new.
func (p page) edition(e *bot.Edition) {
	if note := p.note(e.Note(), e.Cause()); note != "" {
		p.text(yellow, note, "", "")
	}
	p.text(bold, e.Title(), "", "")
	p.line(dim, "What is new since "+e.Since().Format("2 January 2006, 15:04 MST"))
	switch {
	case e.Nothing():
		p.blank()
		p.line(plain, "Nothing is new, nothing was changed and nothing was withdrawn.")
	case e.Empty():
		p.blank()
		p.line(plain, "The articles hold no sentence that a briefing could quote.")
	}
	p.corrections(e.Corrections())
	if news := e.News(); len(news) > 0 {
		p.heading("New")
		p.points(news)
	}
	if points := e.Points(); len(points) > 0 {
		p.heading("Articles that were added")
		p.points(points)
	}
	p.timeline(e.Timeline())
	p.positions(e.Positions())
	if corrections, news := e.Left(); corrections+news > 0 {
		p.blank()
		p.line(dim, fmt.Sprintf("Not shown: %s, %s.", count(corrections, "correction"), count(news, "new sentence")))
	}
	p.cited(e.Sources(), e.Mode())
}

// corrections prints what was changed and withdrawn, old and new wording under each
// other.
func (p page) corrections(all []bot.Correction) {
	if len(all) > 0 {
		p.heading("Corrections")
	}
	for _, c := range all {
		head := c.Name + " · " + string(c.Kind)
		var aspects []string
		for _, a := range c.Aspects {
			aspects = append(aspects, a.String())
		}
		if len(aspects) > 0 {
			head += " (" + strings.Join(aspects, ", ") + ")"
		}
		p.text(plain, head, "- ", "  ")
		if c.Old != "" {
			p.text(plain, c.Old+" "+bot.Markers(c.OldSources), "  was: ", "       ")
		}
		if c.New != "" {
			p.text(plain, c.New+" "+bot.Markers(c.NewSources), "  now: ", "       ")
		}
	}
}
