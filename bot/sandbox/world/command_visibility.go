package world

import (
	"cmp"
	"slices"
)

// Where a command can be used, and where an interaction happened (docs:
// Interactions, Context Types).
const (
	guildContext  = 0
	directContext = 1 // a direct message with the bot
)

// guildInstall is the integration type of applications that a guild has added
// (docs: Application, Integration Types). The sandbox knows no other.
const guildInstall = 0

// CommandsFor are the commands that Discord's client shows the user in the
// channel: those that the application is there for, that the context and
// default_member_permissions allow, by application, type and name. A guild's
// command hides a global one of the same name and type.
func (w *World) CommandsFor(user, channel ID) []Command {
	defer w.begin()()
	shown := []Command{}
	ch, err := w.channelFor(user, channel, 0)
	if err != nil {
		return shown
	}
	for _, c := range w.commandsIn(ch, user, func(*Command) bool { return true }) {
		shown = append(shown, *c)
	}
	slices.SortFunc(shown, func(a, b Command) int {
		return cmp.Or(cmp.Compare(a.ApplicationID, b.ApplicationID), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Name, b.Name))
	})
	return shown
}

// commandsIn are the wanted commands that the user can call in the channel.
func (w *World) commandsIn(ch *channel, user ID, wanted func(*Command) bool) []*Command {
	held := w.permissions(user, ch)
	if !held.Has(ViewChannel | UseCommands) {
		return nil
	}
	var found []*Command
	for id, app := range w.applications {
		if !w.isPresent(app, ch) {
			continue
		}
		for _, c := range w.commands[id] {
			if wanted(c) && w.shows(c, ch, held) {
				found = append(found, c)
			}
		}
	}
	return found
}

// isPresent says whether the application's bot is in the channel's guild, or is
// one of the two of a direct message.
func (w *World) isPresent(app *Application, ch *channel) bool {
	if ch.Type == DirectChannel {
		return slices.ContainsFunc(ch.Recipients, func(u User) bool { return u.ID == app.Bot.ID })
	}
	return w.guilds[ch.GuildID].members[app.Bot.ID] != nil
}

// shows says whether somebody who holds these permissions in the channel finds the command there.
func (w *World) shows(c *Command, ch *channel, held Permissions) bool {
	if c.NSFW && !w.isNSFW(ch) {
		return false
	}
	if ch.Type == DirectChannel {
		return c.GuildID == 0 && c.inDirectMessages()
	}
	switch {
	case c.GuildID == 0:
		if c.Contexts != nil && !slices.Contains(c.Contexts, guildContext) {
			return false
		}
		if w.commandNamed(commandScope{c.ApplicationID, ch.GuildID}, c.Name, c.Type) != nil {
			return false
		}
	case c.GuildID != ch.GuildID:
		return false
	}
	need := c.DefaultMemberPermissions
	switch {
	case need == nil:
		return true
	case *need == 0:
		return held.Has(Administrator)
	}
	return held.Has(*need)
}

// isNSFW says whether the channel, or the one that a thread is of, is age-restricted.
func (w *World) isNSFW(ch *channel) bool {
	if ch.Type.IsThread() {
		ch = w.channels[*ch.ParentID]
	}
	return ch.NSFW != nil && *ch.NSFW
}

// inDirectMessages says whether a global command is offered in direct messages with its bot.
func (c *Command) inDirectMessages() bool {
	if c.Contexts != nil {
		return slices.Contains(c.Contexts, directContext)
	}
	return c.DMPermission == nil || *c.DMPermission
}
