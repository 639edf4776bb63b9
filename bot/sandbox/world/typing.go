package world

// TypingEvent is the data of TYPING_START.
type TypingEvent struct {
	ChannelID ID      `json:"channel_id"`
	GuildID   ID      `json:"guild_id,omitzero"`
	UserID    ID      `json:"user_id"`
	Timestamp int64   `json:"timestamp"` // Unix seconds
	Member    *Member `json:"member,omitempty"`
}

// Type shows for ten seconds that the user is writing.
func (w *World) Type(by, channel ID) error {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return err
	}
	if !w.permissions(by, ch).Has(ch.speaking()) {
		return ErrMissingPermissions
	}
	w.dispatch("TYPING_START", ch, by, TypingEvent{
		ChannelID: ch.ID, GuildID: ch.GuildID, UserID: by, Timestamp: w.now().Unix(), Member: w.memberIn(ch, by),
	})
	return nil
}

// memberIn is a copy of the user's membership of the channel's guild; nil
// without one, and in a direct message.
func (w *World) memberIn(ch *channel, user ID) *Member {
	g := w.guilds[ch.GuildID]
	if g == nil || g.members[user] == nil {
		return nil
	}
	m := *g.members[user]
	return &m
}
