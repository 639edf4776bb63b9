package main

import (
	"cmp"
	"context"
	"fmt"

	"rapporteur/bot"
)

type doctorCommand struct {
	embeddingsFlags
	discordFlags
	modelFlags
	pricesFlag
	budgetFlag
	quotaFlags
	JSON bool `name:"json" help:"Print the checks as one JSON object."`
}

// Help is the end of the command's help.
func (doctorCommand) Help() string {
	return "Asks Discord, reads the files and changes nothing; the bot may be running. Exit code: 0 all well, 1 something to look at, 4 the bot cannot run."
}

func (d *doctorCommand) run(ctx context.Context, c *console) (int, error) {
	found, err := d.examine(ctx, c)
	if err != nil {
		return 0, err
	}
	if d.JSON {
		return checkupCode(found.State), c.printJSON(found)
	}
	c.page().checkup(found)
	return checkupCode(found.State), nil
}

func (d *doctorCommand) examine(ctx context.Context, c *console) (*bot.Checkup, error) {
	checks := c.settings.checks(knownKeys())
	if c.settings.broken != nil {
		return bot.NewCheckup(checks, ""), nil // what else there is would be about other settings
	}
	d.modelFlags.configure(c)
	c.config = d.embeddingsFlags.fill(c.config, c.settings)
	config, err := d.config(c.config)
	if err := cmp.Or(err, d.budgetFlag.check()); err != nil {
		return nil, err
	}
	config.Prices, config.DailyTokens = d.Prices.known, d.DailyTokens
	defer c.wait("Looking things over")()
	return bot.Doctor(ctx, d.quotaFlags.fill(config), checks...)
}

func checkupCode(s bot.CheckState) int {
	switch s {
	case bot.CheckOK:
		return exitOK
	case bot.CheckLook:
		return exitRefused
	}
	return exitInternal
}

// checkup prints a line for each check, and below it what to do.
func (p page) checkup(found *bot.Checkup) {
	numbers := make(map[bot.CheckState]int)
	for _, check := range found.Checks {
		numbers[check.State]++
		p.text(stateStyle(check.State), check.Subject+": "+check.Finding, fmt.Sprintf("%-6s", check.State), "      ")
		p.text(plain, check.Advice, "      ", "      ")
	}
	p.blank()
	switch found.State {
	case bot.CheckOK:
		p.line(plain, "All is well.")
	case bot.CheckLook:
		p.line(plain, fmt.Sprintf("The bot can run. To look at: %d.", numbers[bot.CheckLook]))
	default:
		p.line(plain, fmt.Sprintf("The bot cannot run. Bad: %d, to look at: %d.", numbers[bot.CheckBad], numbers[bot.CheckLook]))
	}
	if found.Invite != "" {
		p.line(plain, "Invite link: "+safe(found.Invite))
	}
}

func stateStyle(s bot.CheckState) style {
	switch s {
	case bot.CheckOK:
		return plain
	case bot.CheckLook:
		return yellow
	}
	return red
}
