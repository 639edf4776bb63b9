package world

import (
	"slices"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// maxReactions is how many different emoji a message may carry (error 30010 names it).
const maxReactions = 20

// ReactionEvent is the data of MESSAGE_REACTION_ADD and MESSAGE_REACTION_REMOVE.
// Member and MessageAuthorID are told of an added one.
type ReactionEvent struct {
	UserID          ID      `json:"user_id"`
	ChannelID       ID      `json:"channel_id"`
	MessageID       ID      `json:"message_id"`
	GuildID         ID      `json:"guild_id,omitzero"`
	Member          *Member `json:"member,omitempty"`
	MessageAuthorID ID      `json:"message_author_id,omitzero"`
	Emoji           Emoji   `json:"emoji"`
	Burst           bool    `json:"burst"`
	Type            int     `json:"type"` // 0: not a burst
}

// ReactionsGone is the data of MESSAGE_REACTION_REMOVE_ALL, and with an emoji
// of MESSAGE_REACTION_REMOVE_EMOJI.
type ReactionsGone struct {
	ChannelID ID     `json:"channel_id"`
	MessageID ID     `json:"message_id"`
	GuildID   ID     `json:"guild_id,omitzero"`
	Emoji     *Emoji `json:"emoji,omitempty"`
}

// React puts a Unicode emoji under a message. To join those who have put it
// there already, one need not be allowed to add reactions.
func (w *World) React(by, channel, message ID, emoji string) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, ReadHistory)
	if err != nil {
		return err
	}
	if !isEmoji(emoji) {
		return ErrUnknownEmoji
	}
	i := m.reaction(emoji)
	switch {
	case i >= 0 && slices.Contains(m.Reactions[i].users, by):
		return nil
	case i < 0 && !w.permissions(by, ch).Has(AddReactions):
		return ErrMissingPermissions
	case i < 0 && len(m.Reactions) >= maxReactions:
		return ErrMaxReactions
	}
	reactions := slices.Clone(m.Reactions)
	if i < 0 {
		i = len(reactions)
		reactions = append(reactions, Reaction{Emoji: Emoji{Name: emoji}, BurstColors: []string{}})
	}
	reactions[i] = reactions[i].of(append(slices.Clone(reactions[i].users), by))
	m.Reactions = reactions
	w.dispatch("MESSAGE_REACTION_ADD", ch, by, ReactionEvent{
		UserID: by, ChannelID: ch.ID, MessageID: m.ID, GuildID: ch.GuildID, Member: w.memberIn(ch, by),
		MessageAuthorID: m.Author.ID, Emoji: reactions[i].Emoji,
	})
	return nil
}

// Unreact takes a user's emoji back; another's only for those who manage messages.
func (w *World) Unreact(by, channel, message ID, emoji string, user ID) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, ReadHistory)
	if err != nil {
		return err
	}
	if by != user && !w.permissions(by, ch).Has(ManageMessages) {
		return ErrMissingPermissions
	}
	if !isEmoji(emoji) {
		return ErrUnknownEmoji
	}
	i := m.reaction(emoji)
	if i < 0 || !slices.Contains(m.Reactions[i].users, user) {
		return nil
	}
	gone := m.Reactions[i].Emoji
	reactions := slices.Clone(m.Reactions)
	left := slices.DeleteFunc(slices.Clone(reactions[i].users), func(id ID) bool { return id == user })
	reactions[i] = reactions[i].of(left)
	if len(left) == 0 {
		reactions = slices.Delete(reactions, i, i+1)
	}
	m.Reactions = reactions
	w.dispatch("MESSAGE_REACTION_REMOVE", ch, by, ReactionEvent{
		UserID: user, ChannelID: ch.ID, MessageID: m.ID, GuildID: ch.GuildID, Emoji: gone,
	})
	return nil
}

// ClearReactions takes away everybody's reactions, or those with the emoji.
func (w *World) ClearReactions(by, channel, message ID, emoji string) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, ManageMessages)
	if err != nil {
		return err
	}
	gone := ReactionsGone{ChannelID: ch.ID, MessageID: m.ID, GuildID: ch.GuildID}
	if emoji == "" {
		m.Reactions = nil
		w.dispatch("MESSAGE_REACTION_REMOVE_ALL", ch, by, gone)
		return nil
	}
	i := m.reaction(emoji)
	if i < 0 {
		return ErrUnknownEmoji
	}
	gone.Emoji = &Emoji{Name: m.Reactions[i].Emoji.Name}
	m.Reactions = slices.Delete(slices.Clone(m.Reactions), i, i+1)
	w.dispatch("MESSAGE_REACTION_REMOVE_EMOJI", ch, by, gone)
	return nil
}

// Reactors are up to limit users with IDs above after who put the emoji there, by rising ID.
func (w *World) Reactors(by, channel, message ID, emoji string, after ID, limit int) ([]User, error) {
	defer w.begin()()
	_, m, err := w.messageOf(by, channel, message, ReadHistory)
	if err != nil {
		return nil, err
	}
	if !isEmoji(emoji) {
		return nil, ErrUnknownEmoji
	}
	if i := m.reaction(emoji); i >= 0 {
		return w.usersAfter(m.Reactions[i].users, after, limit), nil
	}
	return []User{}, nil
}

// usersAfter is a page of users by rising ID.
func (w *World) usersAfter(ids []ID, after ID, limit int) []User {
	users := []User{}
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if id > after && len(users) < limit {
			users = append(users, *w.users[id])
		}
	}
	return users
}

// reaction is where the emoji stands among the message's reactions, or -1.
func (m *Message) reaction(emoji string) int {
	return slices.IndexFunc(m.Reactions, func(r Reaction) bool { return plain(r.Emoji.Name) == plain(emoji) })
}

// of is the reaction with other users.
func (r Reaction) of(users []ID) Reaction {
	r.users, r.Count, r.CountDetails.Normal = users, len(users), len(users)
	return r
}

// reactionsFor marks those that the user has a part in.
func reactionsFor(reactions []Reaction, user ID) []Reaction {
	seen := slices.Clone(reactions)
	for i, r := range seen {
		seen[i].Me = slices.Contains(r.users, user)
	}
	return seen
}

// plain is an emoji without the selector that asks for its coloured form, which
// some clients leave out.
func plain(emoji string) string { return strings.ReplaceAll(emoji, "\ufe0f", "") }

// keycap ends an emoji such as 1️⃣, which begins with a digit.
const keycap = '\u20e3'

// isEmoji says whether the text is one Unicode emoji: a single grapheme cluster
// that begins with a pictograph, or a keycap.
func isEmoji(text string) bool {
	cluster, rest, _, _ := uniseg.FirstGraphemeClusterInString(text, -1)
	if cluster == "" || rest != "" {
		return false
	}
	runes := []rune(cluster)
	return unicode.Is(pictographs, runes[0]) || runes[len(runes)-1] == keycap && strings.ContainsRune("0123456789#*", runes[0])
}

// pictographs are the blocks in which Unicode's emoji are. They hold a few
// symbols besides, which Discord would refuse.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x00a9, 0x00a9, 1},
		{0x00ae, 0x00ae, 1},
		{0x203c, 0x203c, 1},
		{0x2049, 0x2049, 1},
		{0x2122, 0x2122, 1},
		{0x2139, 0x2139, 1},
		{0x2194, 0x21aa, 1},
		{0x231a, 0x23ff, 1},
		{0x24c2, 0x24c2, 1},
		{0x25aa, 0x25fe, 1},
		{0x2600, 0x27bf, 1},
		{0x2934, 0x2935, 1},
		{0x2b05, 0x2b55, 1},
		{0x3030, 0x3030, 1},
		{0x303d, 0x303d, 1},
		{0x3297, 0x3297, 1},
		{0x3299, 0x3299, 1},
	},
	R32:         []unicode.Range32{{0x1f004, 0x1faff, 1}},
	LatinOffset: 2,
}
