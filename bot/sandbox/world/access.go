package world

// guildPermissions is what the member may do in the guild before any channel's
// overwrites (docs: Permissions, base permissions).
func (w *World) guildPermissions(g *guild, user ID) Permissions {
	m := g.members[user]
	if m == nil {
		return 0
	}
	if user == g.OwnerID {
		return AllPermissions
	}
	held := g.role(g.ID).Permissions
	for _, id := range m.Roles {
		if role := g.role(id); role != nil {
			held |= role.Permissions
		}
	}
	if held.Has(Administrator) {
		return AllPermissions
	}
	return held
}

// permissions is what the user may do in the channel. A thread's are those of
// its parent; a private one is seen by its members and by who manages threads.
// In a direct message both may do what messages need.
func (w *World) permissions(user ID, ch *channel) Permissions {
	if ch.Type == DirectChannel {
		return w.directPermissions(user, ch)
	}
	g := w.guilds[ch.GuildID]
	m := g.members[user]
	if m == nil || g.away {
		return 0
	}
	place := ch
	if ch.Type.IsThread() {
		place = w.channels[*ch.ParentID]
	}
	held := w.guildPermissions(g, user)
	if !held.Has(Administrator) {
		held = overwritten(held, place.PermissionOverwrites, g.ID, m)
	}
	if ch.Type == PrivateThread && !held.Has(ManageThreads) && ch.members[user] == nil {
		return 0
	}
	if !held.Has(ViewChannel) {
		return 0
	}
	if until := m.CommunicationDisabledUntil; until != nil && until.After(w.Clock.Now()) && !held.Has(Administrator) {
		held &= timedOut
	}
	return held
}

func (w *World) directPermissions(user ID, ch *channel) Permissions {
	for _, u := range ch.Recipients {
		if u.ID == user {
			return ViewChannel | SendMessages | EmbedLinks | AttachFiles | ReadHistory | AddReactions | UseExternalEmojis |
				MentionEveryone | SendPolls | UseCommands | PinMessages
		}
	}
	return 0
}

// overwritten applies a channel's overwrites in Discord's order: @everyone, then
// all the member's roles together, then the member.
func overwritten(held Permissions, overwrites []Overwrite, everyone ID, m *Member) Permissions {
	var allow, deny Permissions
	var own Overwrite
	for _, o := range overwrites {
		switch {
		case o.Type == ForRole && o.ID == everyone:
			held = held&^o.Deny | o.Allow
		case o.Type == ForMember && o.ID == m.User.ID:
			own = o
		}
	}
	for _, o := range overwrites {
		if o.Type != ForRole || o.ID == everyone {
			continue
		}
		for _, id := range m.Roles {
			if id == o.ID {
				allow |= o.Allow
				deny |= o.Deny
			}
		}
	}
	held = held&^deny | allow
	return held&^own.Deny | own.Allow
}

func (w *World) seesChannel(user ID, ch *channel) bool {
	return w.permissions(user, ch).Has(ViewChannel)
}

// channelFor is the channel with the ID, if the user sees it and holds need in it.
func (w *World) channelFor(by, id ID, need Permissions) (*channel, error) {
	ch := w.channels[id]
	if ch == nil || ch.GuildID != 0 && w.guilds[ch.GuildID].away {
		return nil, ErrUnknownChannel
	}
	held := w.permissions(by, ch)
	if !held.Has(ViewChannel) {
		return nil, ErrMissingAccess
	}
	if !held.Has(need) {
		return nil, ErrMissingPermissions
	}
	return ch, nil
}

// Permissions is what the user may do in the channel.
func (w *World) Permissions(user, channel ID) (Permissions, error) {
	defer w.begin()()
	ch := w.channels[channel]
	if ch == nil {
		return 0, ErrUnknownChannel
	}
	return w.permissions(user, ch), nil
}

// GuildPermissions is what the user may do in the guild before any channel's overwrites.
func (w *World) GuildPermissions(user, guild ID) (Permissions, error) {
	defer w.begin()()
	g, err := w.guildOf(user, guild)
	if err != nil {
		return 0, err
	}
	return w.guildPermissions(g, user), nil
}
