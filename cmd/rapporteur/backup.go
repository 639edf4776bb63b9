package main

import (
	"context"
	"fmt"

	"rapporteur/bot"
)

type backupCommand struct {
	databaseFlag
	File string `arg:"" help:"The file to write. It must not be there yet."`
}

// Help is the end of the command's help.
func (backupCommand) Help() string {
	return "The copy is complete or not there at all, and the bot may go on meanwhile. It holds what members erase afterwards, so delete old backups. Exit code: 0 backed up, 4 not, and why."
}

func (b *backupCommand) run(ctx context.Context, c *console) (int, error) {
	config := c.config
	config.Database = b.Database
	stop := c.wait("Backing up")
	told, err := bot.Backup(ctx, config, b.File)
	stop()
	if err != nil {
		return 0, err
	}
	fmt.Fprintln(c.stdout, oneLine(told))
	return exitOK, nil
}
