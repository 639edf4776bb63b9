package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// openToAll reports whether everybody in a guild can read a channel, so that what
// is asked there may be told elsewhere. The staff's channel, private threads, and
// channels that cannot be asked for are not open.
func (b *Bot) openToAll(ctx context.Context, guild *discordgo.Guild, staff, id string) bool {
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
	if ch.ID == staff || ch.GuildID != guild.ID {
		return false
	}
	nobody := &discordgo.Member{User: &discordgo.User{}} // in particular: it has no role but @everyone's
	return rest.Lacking(guild, ch, nobody, discordgo.PermissionViewChannel, b.o.Now()) == 0
}
