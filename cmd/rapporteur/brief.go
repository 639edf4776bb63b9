package main

import (
	"context"
	"fmt"

	"rapporteur/bot"
)

type briefCommand struct {
	modelFlags

	JSON    bool   `name:"json" help:"Print the briefing as one JSON object."`
	Article string `placeholder:"SLUG" help:"Sum this article alone up."`
	Points  int    `placeholder:"N" help:"Make N points, 5 to 8. Default: 6."`
	Words   int    `placeholder:"N" help:"Make as many points as N words hold, leads included. Default: no limit."`
}

// Help is the end of the command's help.
func (briefCommand) Help() string { return modelHelp }

func (k *briefCommand) run(ctx context.Context, c *console) (int, error) {
	switch {
	case k.Words < 0:
		return 0, usagef("--words must be a number of words, not %d.", k.Words)
	case k.Points < 0:
		return 0, usagef("--points must be %d to %d, not %d.", bot.MinPoints, bot.MaxPoints, k.Points)
	case k.Points > bot.MaxPoints, k.Points > 0 && k.Points < bot.MinPoints:
		c.complain(fmt.Sprintf("A briefing has %d to %d points; the nearest number is used.", bot.MinPoints, bot.MaxPoints))
	}
	k.configure(c)
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	briefing, err := waiting(c, b, func() (*bot.Briefing, error) {
		return b.Brief(ctx, bot.BriefOptions{Article: k.Article, Points: k.Points, Words: k.Words})
	})
	if err != nil {
		return 0, err
	}
	if k.JSON {
		return exitOK, c.printJSON(briefing)
	}
	c.page().briefing(briefing)
	return exitOK, nil
}

// briefing prints a briefing.
func (p page) briefing(b *bot.Briefing) {
	if note := p.note(b.Note(), b.Cause()); note != "" {
		p.text(yellow, note, "", "")
	}
	p.text(bold, b.Title(), "", "")
	p.blank()
	if b.Empty() {
		p.line(plain, "The articles hold no sentence that a briefing could quote.")
	}
	for _, point := range b.Points() {
		p.text(plain, point.Text+" "+bot.Markers(point.Sources), "- ", "  ")
	}
	if len(b.Timeline()) > 0 {
		p.heading("Timeline")
	}
	for _, event := range b.Timeline() {
		p.text(plain, event.Date+": "+event.Text+" "+bot.Markers(event.Sources), "- ", "  ")
	}
	if len(b.Positions()) > 0 {
		p.heading("Positions")
	}
	for _, position := range b.Positions() {
		p.text(plain, position.Who+": "+position.Text+" "+bot.Markers(position.Sources), "- ", "  ")
	}
	if len(b.Sources()) > 0 {
		p.heading("Sources")
	}
	if b.Mode() == bot.Written {
		p.sources(b.Sources()) // whose words the reader has not read
	} else {
		p.places(b.Sources())
	}
}

// heading prints the name of a part behind a blank line.
func (p page) heading(text string) {
	p.blank()
	p.line(dim, text)
}
