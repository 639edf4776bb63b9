package discord

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// application is what Discord tells of the bot's application (docs: Application
// Resource, Get Current Application).
type application struct {
	ID    string `json:"id"`
	Flags int    `json:"flags"`
	Bot   struct {
		ID string `json:"id"`
	} `json:"bot"`
}

// The flags of an application that may read the content of messages: the second
// is the first for one that is in fewer than 100 servers (docs: Application
// Flags).
const (
	contentFlag        = 1 << 18
	contentFlagLimited = 1 << 19
)

// introduce asks Discord who the bot is and what it may read.
func (b *Bot) introduce(ctx context.Context) error {
	url := discordgo.EndpointAPI + "applications/@me"
	body, err := b.client.Session().RequestWithBucketID("GET", url, nil, url, discordgo.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("ask Discord who the bot is: %w", err)
	}
	var app application
	if err := json.Unmarshal(body, &app); err != nil || app.ID == "" || app.Bot.ID == "" {
		return fmt.Errorf("ask Discord who the bot is: an answer that is no application: %w", err)
	}
	b.app, b.me = app.ID, app.Bot.ID
	switch b.o.Content {
	case ContentOn:
		b.reads = true
	case ContentAuto:
		b.reads = app.Flags&(contentFlag|contentFlagLimited) != 0
	}
	if !b.reads {
		b.o.Log.Info("only messages that mention the bot or answer it are read", "reason", "the Message Content Intent is off")
	}
	return nil
}
