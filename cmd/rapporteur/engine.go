package main

import (
	"context"
	"fmt"

	"rapporteur/bot"
)

// engineCommand is run by other commands, in a process of its own.
type engineCommand struct {
	Folder string `arg:"" help:"Where the machine code is kept."`
}

// run prints the reason of an error as it is: it is for the log of who runs this.
func (e *engineCommand) run(ctx context.Context, c *console) (int, error) {
	if err := bot.CompileEngine(ctx, e.Folder); err != nil {
		fmt.Fprintln(c.stderr, err)
		return exitInternal, nil
	}
	return exitOK, nil
}
