package discord

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// introduce asks Discord who the bot is and what it may read.
func (b *Bot) introduce(ctx context.Context) error {
	app, err := b.client.Application(ctx)
	if err != nil {
		return fmt.Errorf("ask Discord who the bot is: %w", err)
	}
	b.app, b.me = app.ID, app.Bot.ID
	switch b.o.Content {
	case ContentOn:
		b.reads = true
	case ContentAuto:
		b.reads = app.Allowed()&discordgo.IntentMessageContent != 0
	}
	if !b.reads {
		b.o.Log.Info("only messages that mention the bot or answer it are read", "reason", "the Message Content Intent is off")
	}
	return nil
}
