package rest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// self is the bot's own user ID, asked for once.
type self struct {
	mu sync.Mutex
	id string
}

// Self is the bot's own user ID.
func (c *Client) Self(ctx context.Context) (string, error) {
	c.self.mu.Lock()
	id := c.self.id
	c.self.mu.Unlock()
	if id != "" {
		return id, nil
	}
	user, err := c.Session().User("@me", discordgo.WithContext(ctx))
	if err != nil {
		return "", fmt.Errorf("ask who the bot is: %w", bare(err))
	}
	c.self.mu.Lock()
	defer c.self.mu.Unlock()
	c.self.id = user.ID
	return user.ID, nil
}

// Missing is what of the wanted permissions the bot lacks in a channel or thread,
// named as Discord's client names them, in the order of its settings. In a thread,
// which has no overwrites of its own, those of its channel count, and Send
// Messages in Threads in the place of Send Messages. In a direct message nothing
// is missing. Where the bot cannot even see the channel, View Channel is all that
// is named: without it no other counts.
func (c *Client) Missing(ctx context.Context, channel string, wanted int64) (missing []string, err error) {
	have, thread, err := c.permissions(ctx, channel)
	switch {
	case errors.Is(err, ErrMissingAccess):
		return Names(discordgo.PermissionViewChannel), nil
	case err != nil:
		return nil, fmt.Errorf("permissions in channel %s: %w", channel, err)
	case have&discordgo.PermissionViewChannel == 0:
		return Names(discordgo.PermissionViewChannel), nil
	}
	if thread && wanted&discordgo.PermissionSendMessages != 0 {
		wanted = wanted&^discordgo.PermissionSendMessages | discordgo.PermissionSendMessagesInThreads
	}
	return Names(wanted &^ have), nil
}

// Lacking is what of the wanted permissions a member lacks in a channel that is
// no thread, from what Discord tells of guild, channel and member. In a channel
// that they cannot see it is View Channel alone.
func Lacking(guild *discordgo.Guild, channel *discordgo.Channel, member *discordgo.Member, wanted int64, now time.Time) int64 {
	have := effective(guild, channel, member.User.ID, member, now)
	if have&discordgo.PermissionViewChannel == 0 {
		return discordgo.PermissionViewChannel
	}
	return wanted &^ have
}

// Member is a member of a guild with what their roles let them do in it, as Discord
// tells of it in an interaction there. Channels' overwrites are not among that.
func (c *Client) Member(ctx context.Context, guild, user string) (*discordgo.Member, error) {
	s, with := c.Session(), discordgo.WithContext(ctx)
	g, err := s.Guild(guild, with)
	if err != nil {
		return nil, fmt.Errorf("ask for guild %s: %w", guild, bare(err))
	}
	member, err := s.GuildMember(guild, user, with)
	if err != nil {
		return nil, fmt.Errorf("ask for a member of guild %s: %w", guild, bare(err))
	}
	member.Permissions = effective(g, &discordgo.Channel{}, user, member, time.Now())
	return member, nil
}

// permissions is what the bot may do in a channel.
func (c *Client) permissions(ctx context.Context, id string) (have int64, thread bool, err error) {
	s, with := c.Session(), discordgo.WithContext(ctx)
	channel, err := s.Channel(id, with)
	if err != nil {
		return 0, false, bare(err)
	}
	if channel.GuildID == "" {
		return -1, false, nil
	}
	if thread = channel.IsThread(); thread {
		if channel, err = s.Channel(channel.ParentID, with); err != nil {
			return 0, true, bare(err)
		}
	}
	guild, err := s.Guild(channel.GuildID, with)
	if err != nil {
		return 0, thread, bare(err)
	}
	me, err := c.Self(ctx)
	if err != nil {
		return 0, thread, err
	}
	member, err := s.GuildMember(guild.ID, me, with)
	if err != nil {
		return 0, thread, bare(err)
	}
	return effective(guild, channel, me, member, time.Now()), thread, nil
}

// timedOut is all that is left to a member in a time-out (docs: Topics,
// Permissions, Permissions for Timed Out Members).
const timedOut = discordgo.PermissionViewChannel | discordgo.PermissionReadMessageHistory

// effective is what a member may do in a channel, by Discord's algorithm (docs:
// Topics, Permissions, Permission Overwrites): the roles' permissions, then the
// channel's overwrites of @everyone, of the roles together, and of the member.
// The library's own lets an administrator's overwrites take rights away.
func effective(guild *discordgo.Guild, channel *discordgo.Channel, user string, member *discordgo.Member, now time.Time) int64 {
	if guild.OwnerID == user {
		return -1
	}
	holds := map[string]bool{guild.ID: true} // @everyone's role has the guild's ID
	for _, id := range member.Roles {
		holds[id] = true
	}
	var have int64
	for _, role := range guild.Roles {
		if holds[role.ID] {
			have |= role.Permissions
		}
	}
	if have&discordgo.PermissionAdministrator != 0 {
		return -1
	}
	var everyone, roles, own discordgo.PermissionOverwrite
	for _, o := range channel.PermissionOverwrites {
		switch {
		case o.ID == guild.ID:
			everyone = *o
		case o.Type == discordgo.PermissionOverwriteTypeMember && o.ID == user:
			own = *o
		case o.Type == discordgo.PermissionOverwriteTypeRole && holds[o.ID]:
			roles.Deny |= o.Deny
			roles.Allow |= o.Allow
		}
	}
	for _, o := range []discordgo.PermissionOverwrite{everyone, roles, own} {
		have = have&^o.Deny | o.Allow
	}
	if until := member.CommunicationDisabledUntil; until != nil && until.After(now) {
		have &= timedOut
	}
	return have
}
