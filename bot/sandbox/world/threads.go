package world

import (
	"cmp"
	"slices"
	"time"
)

// ThreadMembersEvent is the data of THREAD_MEMBERS_UPDATE.
type ThreadMembersEvent struct {
	ID               ID             `json:"id"`
	GuildID          ID             `json:"guild_id"`
	MemberCount      int            `json:"member_count"`
	AddedMembers     []ThreadMember `json:"added_members,omitempty"`
	RemovedMemberIDs []ID           `json:"removed_member_ids,omitempty"`
}

// ThreadGone is the data of THREAD_DELETE.
type ThreadGone struct {
	ID       ID          `json:"id"`
	GuildID  ID          `json:"guild_id"`
	ParentID ID          `json:"parent_id"`
	Type     ChannelType `json:"type"`
}

// ThreadSpec is what a new thread is made of.
type ThreadSpec struct {
	Name                string
	Type                ChannelType // without a message; 0 is PrivateThread, as Discord has it for history's sake
	AutoArchiveDuration int         // minutes; 0 is the channel's default
	RateLimitPerUser    int         // seconds
	Invitable           *bool       // of private threads
}

// StartThread opens a thread in a channel, from a message of it or, with a zero
// message, from nothing. A thread from a message has the message's ID.
func (w *World) StartThread(by, parent, message ID, spec ThreadSpec) (Channel, error) {
	defer w.begin()()
	ch, m, err := w.threadGround(by, parent, message, spec.Type)
	if err != nil {
		return Channel{}, err
	}
	id := message
	switch {
	case m == nil:
		id = w.newID()
	case ch.Type == AnnouncementType:
		spec.Type = AnnouncementThread
	default:
		spec.Type = PublicThread
	}
	t := w.newThread(by, ch, id, spec)
	g := w.guilds[ch.GuildID]
	w.channels[id] = t
	g.threads = append(g.threads, id)
	w.archiveWhenSilent(t)
	w.joinThread(t, by)
	created := w.threadFor(t, by)
	created.NewlyCreated = true
	w.dispatch("THREAD_CREATE", t, by, created)
	w.noteThread(by, ch, t, m)
	return w.threadFor(t, by), nil
}

// threadGround is the channel, and the message if one is given, if the user may
// open a thread of that type there.
func (w *World) threadGround(by, parent, message ID, kind ChannelType) (*channel, *Message, error) {
	need := CreatePublicThreads
	if message == 0 && (kind == PrivateThread || kind == 0) {
		need = CreatePrivateThreads
	}
	ch, err := w.channelFor(by, parent, need)
	if err != nil {
		return nil, nil, err
	}
	if ch.Type != TextChannel && ch.Type != AnnouncementType {
		return nil, nil, ErrChannelType
	}
	if message == 0 {
		return ch, nil, nil
	}
	m := ch.message(message)
	switch {
	case m == nil:
		return nil, nil, ErrUnknownMessage
	case w.channels[message] != nil:
		return nil, nil, ErrThreadExists
	}
	return ch, m, nil
}

func (w *World) newThread(by ID, parent *channel, id ID, spec ThreadSpec) *channel {
	if spec.Type == 0 {
		spec.Type = PrivateThread
	}
	if spec.AutoArchiveDuration == 0 {
		spec.AutoArchiveDuration = int((3 * 24 * time.Hour).Minutes())
		if parent.DefaultAutoArchiveDuration != nil {
			spec.AutoArchiveDuration = *parent.DefaultAutoArchiveDuration
		}
	}
	invitable := spec.Invitable
	if invitable == nil && spec.Type == PrivateThread {
		yes := true
		invitable = &yes
	}
	var none [3]int
	return &channel{
		Channel: Channel{
			ID: id, Type: spec.Type, GuildID: parent.GuildID, Name: spec.Name, ParentID: new(parent.ID), OwnerID: by,
			RateLimitPerUser: &spec.RateLimitPerUser,
			ThreadMetadata: &ThreadMetadata{
				ArchiveTimestamp: w.now(), CreateTimestamp: w.now(), AutoArchiveDuration: spec.AutoArchiveDuration, Invitable: invitable,
			},
			MessageCount: &none[0], MemberCount: &none[1], TotalMessageSent: &none[2],
		},
		members: make(map[ID]*ThreadMember),
	}
}

// threadFor is a channel as the user sees it: a thread with their membership, a
// direct channel with the other.
func (w *World) threadFor(ch *channel, user ID) Channel {
	seen := ch.Channel
	switch {
	case ch.Type == DirectChannel:
		return w.directFor(ch, user)
	case ch.Type.IsThread():
		if m := ch.members[user]; m != nil {
			own := *m
			seen.Member = &own
		}
	}
	return seen
}

// Threads are the guild's active threads that the user sees, the newest first,
// with the user's own memberships.
func (w *World) Threads(by, guild ID) ([]Channel, []ThreadMember, error) {
	defer w.begin()()
	g, err := w.guildOf(by, guild)
	if err != nil {
		return nil, nil, err
	}
	threads, members := w.threadsWhere(by, g, func(t *channel) bool { return !t.ThreadMetadata.Archived })
	return threads, members, nil
}

// ArchivedThreads are a channel's archived threads, the latest archived first;
// private ones for those who manage threads.
func (w *World) ArchivedThreads(by, parent ID, private bool) ([]Channel, []ThreadMember, error) {
	defer w.begin()()
	need := ReadHistory
	if private {
		need |= ManageThreads
	}
	ch, err := w.channelFor(by, parent, need)
	if err != nil {
		return nil, nil, err
	}
	threads, members := w.threadsWhere(by, w.guilds[ch.GuildID], func(t *channel) bool {
		return *t.ParentID == parent && t.ThreadMetadata.Archived && (t.Type == PrivateThread) == private
	})
	slices.SortStableFunc(threads, func(a, b Channel) int {
		return b.ThreadMetadata.ArchiveTimestamp.Compare(a.ThreadMetadata.ArchiveTimestamp.Time)
	})
	return threads, members, nil
}

func (w *World) threadsWhere(by ID, g *guild, wanted func(*channel) bool) ([]Channel, []ThreadMember) {
	threads, members := []Channel{}, []ThreadMember{}
	for _, id := range slices.Backward(g.threads) {
		t := w.channels[id]
		if !wanted(t) || !w.seesChannel(by, t) {
			continue
		}
		threads = append(threads, w.threadFor(t, by))
		if m := t.members[by]; m != nil {
			members = append(members, *m)
		}
	}
	return threads, members
}

// JoinThread puts a user into a thread; by may be the user.
func (w *World) JoinThread(by, thread, user ID) error {
	defer w.begin()()
	t, err := w.openThread(by, thread)
	if err != nil {
		return err
	}
	if w.guilds[t.GuildID].members[user] == nil {
		return ErrUnknownMember
	}
	if by != user && !w.permissions(by, t).Has(SendInThreads) {
		return ErrMissingPermissions
	}
	w.joinThread(t, user)
	return nil
}

// openThread is the thread with the ID, if it is not archived and the user sees it.
func (w *World) openThread(by, thread ID) (*channel, error) {
	t, err := w.channelFor(by, thread, 0)
	switch {
	case err != nil:
		return nil, err
	case !t.Type.IsThread():
		return nil, ErrChannelType
	case t.ThreadMetadata.Archived:
		return nil, ErrArchivedThread
	}
	return t, nil
}

// joinThread does nothing for one who is in it.
func (w *World) joinThread(t *channel, user ID) {
	if t.members[user] != nil {
		return
	}
	m := &ThreadMember{ID: t.ID, UserID: user, JoinTimestamp: w.now()}
	t.members[user] = m
	w.countMembers(t)
	event := ThreadMembersEvent{ID: t.ID, GuildID: t.GuildID, MemberCount: *t.MemberCount, AddedMembers: []ThreadMember{*m}}
	w.dispatch("THREAD_MEMBERS_UPDATE", t, user, event)
}

// LeaveThread takes a user out of a thread; by may be the user, or one who manages threads.
func (w *World) LeaveThread(by, thread, user ID) error {
	defer w.begin()()
	t, err := w.openThread(by, thread)
	if err != nil {
		return err
	}
	if by != user && !w.permissions(by, t).Has(ManageThreads) {
		return ErrMissingPermissions
	}
	if t.members[user] == nil {
		return ErrUnknownMember
	}
	delete(t.members, user)
	w.countMembers(t)
	w.dispatch("THREAD_MEMBERS_UPDATE", t, by, ThreadMembersEvent{ID: thread, GuildID: t.GuildID, MemberCount: *t.MemberCount, RemovedMemberIDs: []ID{user}})
	return nil
}

// ThreadMembers are who has joined a thread, by rising ID.
func (w *World) ThreadMembers(by, thread ID) ([]ThreadMember, error) {
	defer w.begin()()
	t, err := w.channelFor(by, thread, 0)
	if err != nil {
		return nil, err
	}
	members := []ThreadMember{}
	for _, m := range t.members {
		members = append(members, *m)
	}
	slices.SortFunc(members, func(a, b ThreadMember) int { return cmp.Compare(a.UserID, b.UserID) })
	return members, nil
}

// countMembers stops at 50, as Discord does.
func (w *World) countMembers(t *channel) {
	n := min(len(t.members), 50)
	t.MemberCount = &n
}

func (w *World) deleteThread(by ID, t *channel) {
	g := w.guilds[t.GuildID]
	w.dispatch("THREAD_DELETE", t, by, ThreadGone{t.ID, t.GuildID, *t.ParentID, t.Type})
	g.threads = slices.DeleteFunc(g.threads, func(id ID) bool { return id == t.ID })
	delete(w.channels, t.ID)
}

// lastActivity is when the thread was last spoken in, or opened again.
func (ch *channel) lastActivity() time.Time {
	last := ch.ThreadMetadata.ArchiveTimestamp.Time
	if ch.LastMessageID != nil && ch.LastMessageID.Time().After(last) {
		last = ch.LastMessageID.Time()
	}
	return last
}

func (ch *channel) silentAt() time.Time {
	return ch.lastActivity().Add(time.Duration(ch.ThreadMetadata.AutoArchiveDuration) * time.Minute)
}

// archiveWhenSilent looks at the thread when it will have been silent for long
// enough, and again later if it has been spoken in by then.
func (w *World) archiveWhenSilent(t *channel) {
	w.at(t.silentAt(), func() {
		switch {
		case w.channels[t.ID] != t || t.ThreadMetadata.Archived:
		case w.Clock.Now().Before(t.silentAt()):
			w.archiveWhenSilent(t)
		default:
			w.setArchived(t, true, 0)
		}
	})
}

// setArchived archives a thread, or opens it again as a new message does.
func (w *World) setArchived(t *channel, archived bool, by ID) {
	metadata := *t.ThreadMetadata
	metadata.Archived, metadata.ArchiveTimestamp = archived, w.now()
	t.ThreadMetadata = &metadata
	if !archived {
		w.archiveWhenSilent(t)
	}
	w.dispatch("THREAD_UPDATE", t, by, t.Channel)
}
