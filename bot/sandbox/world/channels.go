package world

import (
	"cmp"
	"slices"
)

// AddChannel makes a channel of the guild. What spec leaves out is Discord's
// choice: the last position, no slow mode, not age-restricted.
func (w *World) AddChannel(by, guild ID, spec Channel) (Channel, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return Channel{}, err
	}
	if !w.guildPermissions(g, by).Has(ManageChannels) {
		return Channel{}, ErrMissingPermissions
	}
	position, never, slow := len(g.channels), false, 0
	ch := &channel{Channel: Channel{
		ID: w.newID(), Type: spec.Type, GuildID: guild, Name: spec.Name, Topic: spec.Topic, ParentID: spec.ParentID,
		Position: cmp.Or(spec.Position, &position), NSFW: cmp.Or(spec.NSFW, &never), RateLimitPerUser: cmp.Or(spec.RateLimitPerUser, &slow),
		DefaultAutoArchiveDuration: spec.DefaultAutoArchiveDuration, DefaultThreadRateLimitPerUser: spec.DefaultThreadRateLimitPerUser,
		PermissionOverwrites: slices.Clone(spec.PermissionOverwrites),
	}}
	if ch.PermissionOverwrites == nil {
		ch.PermissionOverwrites = []Overwrite{}
	}
	w.channels[ch.ID] = ch
	g.channels = append(g.channels, ch.ID)
	w.dispatch("CHANNEL_CREATE", ch, by, ch.Channel)
	return ch.Channel, nil
}

// Channel is the channel or thread with the ID, for one who sees it.
func (w *World) Channel(by, id ID) (Channel, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, id, 0)
	if err != nil {
		return Channel{}, err
	}
	return w.threadFor(ch, by), nil
}

// Channels are the guild's channels without threads, by position.
func (w *World) Channels(by, guild ID) ([]Channel, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return nil, err
	}
	channels := []Channel{}
	for _, id := range g.channels {
		channels = append(channels, w.channels[id].Channel)
	}
	slices.SortStableFunc(channels, func(a, b Channel) int { return cmp.Compare(*a.Position, *b.Position) })
	return channels, nil
}

// UpdateChannel changes a channel or a thread. A thread's owner may rename and
// archive it; what a manager locked, only a manager opens.
func (w *World) UpdateChannel(by, id ID, change func(*Channel)) (Channel, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, id, 0)
	if err != nil {
		return Channel{}, err
	}
	changed := ch.Channel
	if ch.ThreadMetadata != nil {
		metadata := *ch.ThreadMetadata
		changed.ThreadMetadata = &metadata
	}
	change(&changed)
	changed.ID, changed.Type, changed.GuildID = ch.ID, ch.Type, ch.GuildID
	if err := w.mayUpdate(by, ch, &changed); err != nil {
		return Channel{}, err
	}
	kind := "CHANNEL_UPDATE"
	if ch.Type.IsThread() {
		kind = "THREAD_UPDATE"
		if changed.ThreadMetadata.Archived != ch.ThreadMetadata.Archived {
			changed.ThreadMetadata.ArchiveTimestamp = w.now()
		}
	}
	ch.Channel = changed
	if ch.Type.IsThread() && !ch.ThreadMetadata.Archived {
		w.archiveWhenSilent(ch)
	}
	w.dispatch(kind, ch, by, ch.Channel)
	return w.threadFor(ch, by), nil
}

func (w *World) mayUpdate(by ID, ch *channel, changed *Channel) error {
	held := w.permissions(by, ch)
	switch {
	case ch.Type == DirectChannel:
		return ErrChannelType
	case !ch.Type.IsThread():
		if !held.Has(ManageChannels) {
			return ErrMissingPermissions
		}
		return nil
	case held.Has(ManageThreads):
		return nil
	}
	was, will := ch.ThreadMetadata, changed.ThreadMetadata
	switch {
	case will.Locked != was.Locked, ch.OwnerID != by && (ch.Name != changed.Name || will.Archived != was.Archived && will.Archived):
		return ErrMissingPermissions
	case was.Archived && was.Locked:
		return ErrThreadLocked
	case was.Archived && will.Archived:
		return ErrArchivedThread
	case was.Archived && !held.Has(SendInThreads):
		return ErrMissingPermissions
	}
	return nil
}

// DeleteChannel deletes a channel with its threads, or a thread; for a direct
// message it closes it, which leaves its messages.
func (w *World) DeleteChannel(by, id ID) (Channel, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, id, 0)
	if err != nil || ch.Type == DirectChannel {
		return w.direct(ch), err
	}
	need := ManageChannels
	if ch.Type.IsThread() {
		need = ManageThreads
	}
	if !w.permissions(by, ch).Has(need) {
		return Channel{}, ErrMissingPermissions
	}
	if ch.Type.IsThread() {
		w.deleteThread(by, ch)
		return ch.Channel, nil
	}
	g := w.guilds[ch.GuildID]
	for _, thread := range slices.Clone(g.threads) {
		if *w.channels[thread].ParentID == id {
			w.deleteThread(by, w.channels[thread])
		}
	}
	w.dispatch("CHANNEL_DELETE", ch, by, ch.Channel)
	g.channels = slices.DeleteFunc(g.channels, func(c ID) bool { return c == id })
	delete(w.channels, id)
	return ch.Channel, nil
}

func (w *World) direct(ch *channel) Channel {
	if ch == nil {
		return Channel{}
	}
	return ch.Channel
}

// SetOverwrite sets what a role or a member may do in a channel.
func (w *World) SetOverwrite(by, id ID, o Overwrite) error {
	return w.changeOverwrites(by, id, func(g *guild, all []Overwrite) ([]Overwrite, error) {
		if o.Type == ForRole && g.role(o.ID) == nil {
			return nil, ErrUnknownRole
		}
		if o.Type == ForMember && g.members[o.ID] == nil {
			return nil, ErrUnknownMember
		}
		all = slices.DeleteFunc(all, func(x Overwrite) bool { return x.ID == o.ID })
		return append(all, o), nil
	})
}

// ClearOverwrite takes away what was set for a role or a member.
func (w *World) ClearOverwrite(by, id, target ID) error {
	return w.changeOverwrites(by, id, func(_ *guild, all []Overwrite) ([]Overwrite, error) {
		left := slices.DeleteFunc(all, func(x Overwrite) bool { return x.ID == target })
		if len(left) == len(all) {
			return nil, ErrUnknownOverwrite
		}
		return left, nil
	})
}

// changeOverwrites tells of the change before and after it, so that both who
// loses sight of the channel and who gains it learn of it.
func (w *World) changeOverwrites(by, id ID, change func(*guild, []Overwrite) ([]Overwrite, error)) error {
	defer w.begin()()
	ch, err := w.channelFor(by, id, ManageRoles)
	if err != nil {
		return err
	}
	if ch.Type.IsThread() || ch.Type == DirectChannel {
		return ErrChannelType
	}
	all, err := change(w.guilds[ch.GuildID], slices.Clone(ch.PermissionOverwrites))
	if err != nil {
		return err
	}
	saw := make(map[ID]bool)
	for _, app := range w.applications {
		saw[app.ID] = w.seesChannel(app.Bot.ID, ch)
	}
	ch.PermissionOverwrites = all
	w.log.add(Event{At: w.now(), Kind: "CHANNEL_UPDATE", GuildID: ch.GuildID, ChannelID: id, By: by, Data: ch.Channel})
	for _, app := range w.applications {
		if saw[app.ID] || w.seesChannel(app.Bot.ID, ch) {
			w.deliverTo(app.ID, ch.GuildID, "CHANNEL_UPDATE", ch.Channel)
		}
	}
	return nil
}

// OpenDirect is the direct channel of two users, made at its first use.
func (w *World) OpenDirect(by, other ID) (Channel, error) {
	defer w.begin()()
	a, b := w.users[by], w.users[other]
	switch {
	case a == nil || b == nil:
		return Channel{}, ErrUnknownUser
	case by == other || a.Bot && b.Bot:
		return Channel{}, ErrCannotDM
	}
	pair := [2]ID{min(by, other), max(by, other)}
	if id, ok := w.directs[pair]; ok {
		return w.directFor(w.channels[id], by), nil
	}
	ch := &channel{Channel: Channel{ID: w.newID(), Type: DirectChannel, Recipients: []User{*a, *b}}}
	w.channels[ch.ID] = ch
	w.directs[pair] = ch.ID
	return w.directFor(ch, by), nil
}

// directFor is a direct channel as one of the two sees it: with the other as recipient.
func (w *World) directFor(ch *channel, user ID) Channel {
	seen := ch.Channel
	seen.Recipients = slices.DeleteFunc(slices.Clone(ch.Recipients), func(u User) bool { return u.ID == user })
	return seen
}
