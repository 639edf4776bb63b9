package checkup

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

const (
	// pageOfGuilds is "max number of guilds to return (1-200)" (docs: Get Current
	// User Guilds).
	pageOfGuilds = 200
	// maxGuilds bounds how many servers are looked at, three requests each.
	maxGuilds = 100
)

// guilds looks at each server that the bot is in.
func (e *examination) guilds(ctx context.Context) {
	const subject = "servers"
	guilds, err := e.memberships(ctx)
	if err != nil {
		e.unanswered(subject, Look, err)
		return
	}
	for _, g := range guilds {
		e.report.Guilds = append(e.report.Guilds, g.ID)
	}
	if len(guilds) == 0 {
		e.add(Check{subject, Look, "the bot is in none", "Open the invite link below and choose one."})
	}
	for _, g := range guilds[:min(len(guilds), maxGuilds)] {
		if ctx.Err() != nil {
			return
		}
		if err := e.guild(ctx, g.ID, g.Name); err != nil {
			e.unanswered("server “"+g.Name+"”", Look, err)
		}
	}
	if more := len(guilds) - maxGuilds; more > 0 {
		e.ok(subject, fmt.Sprintf("%d more were not looked at", more))
	}
}

func (e *examination) memberships(ctx context.Context) ([]*discordgo.UserGuild, error) {
	var all []*discordgo.UserGuild
	after := ""
	for {
		page, err := e.session().UserGuilds(pageOfGuilds, "", after, false, discordgo.WithContext(ctx))
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < pageOfGuilds {
			return all, nil
		}
		after = page[len(page)-1].ID
	}
}

// guild looks at the text channels of a server.
func (e *examination) guild(ctx context.Context, id, name string) error {
	s, with := e.session(), discordgo.WithContext(ctx)
	guild, err := s.Guild(id, with)
	if err != nil {
		return err
	}
	channels, err := s.GuildChannels(id, with)
	if err != nil {
		return err
	}
	me, err := s.GuildMember(id, e.app.Bot.ID, with)
	if err != nil {
		return err
	}
	now := e.Now()
	if until := me.CommunicationDisabledUntil; until != nil && until.After(now) {
		e.add(Check{
			"server “" + name + "”", Look, "the bot is in a time-out until " + until.UTC().Format("2006-01-02 15:04 UTC"),
			"A moderator can end it; until then the bot may say nothing there.",
		})
		return nil
	}
	e.add(judge(name, places(guild, channels, me, now))...)
	for _, p := range e.Posts {
		if p.Guild == id {
			e.post(p, name, guild, channels, me, now)
		}
	}
	return nil
}

// places are the channels in which members can ask the bot.
func places(guild *discordgo.Guild, channels []*discordgo.Channel, me *discordgo.Member, now time.Time) []place {
	nobody := &discordgo.Member{User: &discordgo.User{}} // with @everyone's rights alone
	var all []place
	for _, ch := range channels {
		if ch.Type != discordgo.ChannelTypeGuildText && ch.Type != discordgo.ChannelTypeGuildNews {
			continue
		}
		all = append(all, place{
			name: ch.Name, lacks: rest.Lacking(guild, ch, me, Permissions(), now),
			private: rest.Lacking(guild, ch, nobody, discordgo.PermissionViewChannel, now) != 0,
		})
	}
	return all
}

// post looks whether something that the bot posts by itself can be posted. That it
// can is not told: a server may have a hundred.
func (e *examination) post(p Post, server string, guild *discordgo.Guild, channels []*discordgo.Channel, me *discordgo.Member, now time.Time) {
	subject := fmt.Sprintf("briefing “%s” in “%s”", p.Name, server)
	i := slices.IndexFunc(channels, func(ch *discordgo.Channel) bool { return ch.ID == p.Channel })
	if i < 0 {
		e.add(Check{subject, Look, "its channel is gone, or the bot does not see it", "A moderator can choose another with /briefing edit, or delete it with /briefing delete."})
		return
	}
	if lacks := rest.Lacking(guild, channels[i], me, p.Needs, now); lacks != 0 {
		e.add(Check{
			subject, Look, fmt.Sprintf("in #%s the bot lacks %s", channels[i].Name, list(lacks)),
			"Give it to the bot under Edit Channel → Permissions. Until then the briefing is paused when it is due, or comes without what needs it.",
		})
	}
}
