package main

import (
	"context"
	"fmt"
	"time"

	"rapporteur/bot"
)

type briefCommand struct {
	modelFlags
	databaseFlag

	JSON    bool   `name:"json" help:"Print the briefing as one JSON object."`
	Article string `placeholder:"SLUG" help:"Sum this article alone up."`
	Points  int    `placeholder:"N" help:"Make N points, 5 to 8. Default: 6."`
	Words   int    `placeholder:"N" help:"Make as many points as N words hold, leads included. Default: no limit."`
	Since   string `placeholder:"DATE" help:"Tell what is new, changed and withdrawn since a date or time: 2031-05-31 (UTC), 2031-05-31T08:00:00+02:00."`
	Out     string `placeholder:"FILE" help:"Write a page with the cited passages: Markdown (.md, .markdown) or HTML (.html, .htm)."`
}

// Help is the end of the command's help.
func (briefCommand) Help() string {
	return modelHelp + " --since reads what the articles said from the database that serve keeps, and changes nothing; the bot may be running. " +
		"--out writes the whole page or nothing, over a page of that name."
}

func (k *briefCommand) run(ctx context.Context, c *console) (int, error) {
	now := time.Now()
	since, err := k.check(c, now)
	if err != nil {
		return 0, err
	}
	k.configure(c)
	c.config.Database = k.Database
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	o := bot.BriefOptions{Article: k.Article, Points: k.Points, Words: k.Words}
	if k.Since != "" {
		e, err := waiting(c, b, func() (*bot.Edition, error) { return b.Since(ctx, o, since) })
		if err != nil {
			return 0, err
		}
		return k.show(c, e, func() { c.page().edition(e) }, func() *bot.Page { return bot.EditionPage(e, now) })
	}
	briefing, err := waiting(c, b, func() (*bot.Briefing, error) { return b.Brief(ctx, o) })
	if err != nil {
		return 0, err
	}
	return k.show(c, briefing, func() { c.page().briefing(briefing) }, func() *bot.Page { return bot.BriefingPage(briefing, now) })
}

// check refuses what makes no sense, before anything is read.
func (k *briefCommand) check(c *console, now time.Time) (since time.Time, err error) {
	switch {
	case k.Words < 0:
		return since, usagef("--words must be a number of words, not %d.", k.Words)
	case k.Points < 0:
		return since, usagef("--points must be %d to %d, not %d.", bot.MinPoints, bot.MaxPoints, k.Points)
	case k.Out != "" && k.JSON:
		return since, usagef("--json prints and --out writes a page. Leave one of them out.")
	case k.Out != "" && bot.FormatOf(k.Out) == bot.FormatNone:
		return since, usagef("The name of the page says its format: give --out a name that ends in .md or .markdown, .html or .htm, not %q.", k.Out)
	case k.Points > bot.MaxPoints, k.Points > 0 && k.Points < bot.MinPoints:
		c.complain(fmt.Sprintf("A briefing has %d to %d points; the nearest number is used.", bot.MinPoints, bot.MaxPoints))
	}
	if k.Since == "" {
		return since, nil
	}
	since, err = time.Parse(time.DateOnly, k.Since)
	if err != nil {
		since, err = time.Parse(time.RFC3339, k.Since)
	}
	switch {
	case err != nil:
		return since, usagef("--since takes a date such as 2031-05-31, or a time such as 2031-05-31T08:00:00+02:00, not %q.", k.Since)
	case since.After(now):
		return since, usagef("--since must be in the past, and %s is not.", k.Since)
	}
	return since, nil
}

// show prints what was made, or writes its page.
func (k *briefCommand) show(c *console, made any, printed func(), page func() *bot.Page) (int, error) {
	switch {
	case k.JSON:
		return exitOK, c.printJSON(made)
	case k.Out == "":
		printed()
		return exitOK, nil
	}
	data, err := bot.PageBytes(page(), bot.FormatOf(k.Out))
	if err != nil {
		return 0, err
	}
	if err := writeWhole(k.Out, data); err != nil {
		return 0, &outputError{"The page " + k.Out, err}
	}
	fmt.Fprintln(c.stdout, oneLine("The briefing is in "+k.Out+"."))
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
	p.points(b.Points())
	p.timeline(b.Timeline())
	p.positions(b.Positions())
	p.cited(b.Sources(), b.Mode())
}

func (p page) points(points []bot.Point) {
	for _, point := range points {
		p.text(plain, point.Text+" "+bot.Markers(point.Sources), "- ", "  ")
	}
}

func (p page) timeline(events []bot.Event) {
	if len(events) > 0 {
		p.heading("Timeline")
	}
	for _, event := range events {
		p.text(plain, event.Date+": "+event.Text+" "+bot.Markers(event.Sources), "- ", "  ")
	}
}

func (p page) positions(positions []bot.Position) {
	if len(positions) > 0 {
		p.heading("Positions")
	}
	for _, position := range positions {
		p.text(plain, position.Who+": "+position.Text+" "+bot.Markers(position.Sources), "- ", "  ")
	}
}

// cited prints the sources of a briefing.
func (p page) cited(sources []bot.Source, by bot.Mode) {
	if len(sources) > 0 {
		p.heading("Sources")
	}
	if by == bot.Written {
		p.sources(sources) // whose words the reader has not read
	} else {
		p.places(sources)
	}
}

// heading prints the name of a part behind a blank line.
func (p page) heading(text string) {
	p.blank()
	p.line(dim, text)
}
