package main

import (
	"context"

	"rapporteur/bot"
)

type checkCommand struct {
	modelFlags

	Claim []string `arg:"" optional:"" help:"The claim."`
	JSON  bool     `name:"json" help:"Print the verdict as one JSON object."`
	Batch string   `placeholder:"FILE" help:"Check the claims of a file, - for stdin: one {\"id\",\"claim\"} a line, one JSON verdict a line."`
}

// Help is the end of the command's help.
func (checkCommand) Help() string {
	return modelHelp + " Exit code: 0 supported, 1 not covered, 3 contradicted, 2 bad input. A batch gives 0, or 2 if one of its lines was broken; the others are checked."
}

func (k *checkCommand) run(ctx context.Context, c *console) (int, error) {
	claim, err := words(k.Claim, k.Batch, "claim")
	if err != nil {
		return 0, err
	}
	k.configure(c)
	if k.Batch != "" {
		return c.batch(ctx, k.Batch, "", "Checking", (*bot.Bot).CheckBatch)
	}
	b, err := c.open(ctx)
	if err != nil {
		return 0, err
	}
	defer b.Close()
	finding, err := waiting(c, b, func() (*bot.Finding, error) { return b.Check(ctx, claim) })
	if err != nil {
		return 0, err
	}
	code := verdictCode(finding.Verdict)
	if k.JSON {
		return code, c.printJSON(bot.Checked{ID: onlyID, Finding: finding})
	}
	c.page().finding(finding)
	return code, nil
}

func verdictCode(v bot.Verdict) int {
	switch v {
	case bot.Supported:
		return exitOK
	case bot.Contradicted:
		return exitContradicted
	}
	return exitRefused
}
