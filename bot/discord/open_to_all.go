package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"
)

// openToAll reports whether everybody in a guild can read a channel, so that what
// is asked there may be told elsewhere. The staff's channel, private threads, and
// channels that cannot be asked for are not open.
func (b *Bot) openToAll(ctx context.Context, guild, staff, id string) bool {
	ch, err := b.channel(ctx, id)
	if err == nil && ch.IsThread() {
		if ch.Type == discordgo.ChannelTypeGuildPrivateThread {
			return false
		}
		ch, err = b.channel(ctx, ch.ParentID)
	}
	if err != nil {
		b.o.Log.Debug("whether a channel is open to all is not known", "channel", id, "error", err)
		return false
	}
	if ch.ID == staff || ch.GuildID != guild {
		return false
	}
	for _, o := range ch.PermissionOverwrites {
		if o.ID == guild && o.Deny&discordgo.PermissionViewChannel != 0 { // @everyone's role has the guild's ID
			return false
		}
	}
	return true
}
