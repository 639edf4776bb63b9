package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/store"
)

// settingsOf are the settings of a guild; those of direct messages are the
// defaults.
func (b *Bot) settingsOf(ctx context.Context, guild string) (store.Settings, error) {
	if guild == "" {
		return store.Settings{}, nil
	}
	return b.o.Store.Settings(ctx, guild)
}

// moderates reports whether the member may do what moderators do. Discord hides
// the commands from others; this is what decides.
func (c *call) moderates() bool {
	if c.Member == nil {
		return false
	}
	if c.Member.Permissions&(discordgo.PermissionManageGuild|discordgo.PermissionAdministrator) != 0 {
		return true
	}
	return c.settings.Moderators != "" && slices.Contains(c.Member.Roles, c.settings.Moderators)
}

// allowed reports, by its error, whether the bot may be asked in the channel.
// Moderators' commands, privacy and help work everywhere.
func (b *Bot) allowed(ctx context.Context, c *call) error {
	if c.Type != discordgo.InteractionApplicationCommand {
		return nil
	}
	switch c.ApplicationCommandData().Name {
	case "settings", "briefing", "knowledge", "privacy", "help":
		return nil
	}
	return b.allowedIn(ctx, c.settings, c.ChannelID)
}

// allowedIn reports, by an *elsewhereError, whether the bot may be asked in a
// channel, or in a thread of it.
func (b *Bot) allowedIn(ctx context.Context, s store.Settings, channel string) error {
	if len(s.Channels) == 0 || slices.Contains(s.Channels, channel) {
		return nil
	}
	ch, err := b.channel(ctx, channel)
	if err != nil {
		return err
	}
	if ch.IsThread() && slices.Contains(s.Channels, ch.ParentID) {
		return nil
	}
	return &elsewhereError{s.Channels}
}

// channel is a channel or thread, as Discord described it within the last
// minute.
func (b *Bot) channel(ctx context.Context, id string) (*discordgo.Channel, error) {
	if ch, ok := b.channels.GetIfPresent(id); ok {
		return ch, nil
	}
	ch, err := b.client.Session().Channel(id, discordgo.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	b.channels.Set(id, ch)
	return ch, nil
}
