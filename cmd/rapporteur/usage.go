package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"rapporteur/bot"
)

type usageCommand struct {
	databaseFlag
	pricesFlag
	Days int  `placeholder:"N" default:"30" help:"How many days, today among them. Default: 30."`
	JSON bool `name:"json" help:"Print it as one JSON object."`
}

// Help is the end of the command's help.
func (usageCommand) Help() string {
	return "Counts what the bot on Discord had language models do; ask and chat are not counted. Days are those of UTC. Reads the database and changes nothing; the bot may be running. Exit code: 0 done, 4 the database could not be read."
}

// maxDays bounds --days: a hundred years, as long as anything is kept.
const maxDays = 36500

func (u *usageCommand) run(ctx context.Context, c *console) (int, error) {
	if u.Days < 1 || u.Days > maxDays {
		return 0, usagef("The number of days is %d; it must be from 1 to %d.", u.Days, maxDays)
	}
	config := c.config
	config.Database, config.Prices = u.Database, u.Prices.known
	found, err := bot.ReadUsage(ctx, config, u.Days, time.Now())
	if err != nil {
		return 0, err
	}
	if u.JSON {
		return exitOK, c.printJSON(found)
	}
	c.page().usage(found)
	return exitOK, nil
}

// usage prints what models used.
func (p page) usage(u *bot.Usage) {
	if len(u.Rows) == 0 {
		p.line(plain, fmt.Sprintf("No language model was used since %s (UTC).", u.Since))
		return
	}
	rows := [][]string{{"SERVER", "COMMAND", "MODEL", "CALLS", "PROMPT", "CACHED", "ANSWER", "COST"}}
	for _, r := range u.Rows {
		guild := r.Guild
		if guild == "" {
			guild = "(direct messages)"
		}
		rows = append(rows, usageRow(guild, orDash(oneLine(r.Command)), orDash(oneLine(r.Model)), r))
	}
	rows = append(rows, usageRow("all since "+u.Since, "", "", u.Total))
	for i, line := range table(rows) {
		s := plain
		if i == 0 {
			s = dim
		}
		p.line(s, strings.TrimRight(line, " "))
	}
	if u.Total.Estimated > 0 {
		p.text(dim, fmt.Sprintf("Of %s the server did not count the tokens: they are estimated.", count(u.Total.Estimated, "call")), "", "")
	}
	if len(u.Unpriced) > 0 {
		p.text(yellow, "No price is known for "+oneLine(list(u.Unpriced))+", whose cost is left out. Set RAPPORTEUR_MODEL_PRICES.", "", "")
	}
}

func usageRow(guild, command, model string, r bot.UsageRow) []string {
	cost := "-"
	if r.Dollars != nil {
		cost = fmt.Sprintf("$%.4f", *r.Dollars)
	}
	return []string{guild, command, model, strconv.Itoa(r.Calls), strconv.Itoa(r.Prompt), strconv.Itoa(r.Cached), strconv.Itoa(r.Completion), cost}
}
