package world

import "slices"

// resolver collects what the ids of an interaction stand for, as the person who
// acts sees it.
type resolver struct {
	world    *World
	ch       *channel
	by       ID
	resolved Resolved
}

// result is nil when nothing was resolved.
func (r *resolver) result() *Resolved {
	v := r.resolved
	if len(v.Users)+len(v.Members)+len(v.Roles)+len(v.Channels)+len(v.Messages)+len(v.Attachments) == 0 {
		return nil
	}
	return &v
}

// user resolves a user, and in a guild the member that they are.
func (r *resolver) user(id ID) bool {
	u := r.world.users[id]
	if u == nil {
		return false
	}
	put(&r.resolved.Users, id, *u)
	if g := r.world.guilds[r.ch.GuildID]; g != nil && g.members[id] != nil {
		m := *g.members[id]
		held := r.world.permissions(id, r.ch)
		m.User, m.Permissions = nil, &held
		put(&r.resolved.Members, id, m)
	}
	return true
}

func (r *resolver) role(id ID) bool {
	g := r.world.guilds[r.ch.GuildID]
	if g == nil || g.role(id) == nil {
		return false
	}
	put(&r.resolved.Roles, id, *g.role(id))
	return true
}

// channel resolves a channel of the guild that the person sees, of one of the types if any are given.
func (r *resolver) channel(id ID, types []ChannelType) bool {
	ch := r.world.channels[id]
	if ch == nil || r.ch.GuildID == 0 || ch.GuildID != r.ch.GuildID || !r.world.seesChannel(r.by, ch) {
		return false
	}
	if len(types) > 0 && !slices.Contains(types, ch.Type) {
		return false
	}
	put(&r.resolved.Channels, id, r.world.partialChannel(ch, r.by))
	return true
}

// message resolves a message of the channel, whole: the target of a menu is
// shown to bots without the message content intent too.
func (r *resolver) message(m *Message) {
	put(&r.resolved.Messages, m.ID, r.world.messageFor(m, r.by))
}

// attachment resolves a file that the client has uploaded.
func (r *resolver) attachment(option string, given any) (any, error) {
	a, ok := given.(Attachment)
	if !ok {
		return nil, cannotSend("option %q is not a file: %v", option, given)
	}
	put(&r.resolved.Attachments, a.ID, a)
	return a.ID, nil
}

// partialChannel is a channel as interactions tell of it: without overwrites,
// and with what the person may do there.
func (w *World) partialChannel(ch *channel, user ID) Channel {
	seen := w.threadFor(ch, user)
	seen.PermissionOverwrites = nil
	seen.Permissions = w.permissions(user, ch)
	return seen
}

// put writes into a map that is made at its first use.
func put[V any](m *map[ID]V, id ID, v V) {
	if *m == nil {
		*m = make(map[ID]V)
	}
	(*m)[id] = v
}
