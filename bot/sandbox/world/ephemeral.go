package world

import (
	"cmp"
	"slices"
)

// privateAt is where the ephemeral message with the ID stands among the channel's.
func (ch *channel) privateAt(id ID) (int, bool) {
	return slices.BinarySearchFunc(ch.private, id, func(m *Message, id ID) int { return cmp.Compare(m.ID, id) })
}

// anyMessage is the message with the ID, be it ephemeral; nil when there is none.
func (ch *channel) anyMessage(id ID) *Message {
	if m := ch.message(id); m != nil {
		return m
	}
	if n, ok := ch.privateAt(id); ok {
		return ch.private[n]
	}
	return nil
}

// visible is the message with the ID, if it is not an ephemeral one of somebody else's.
func (ch *channel) visible(id, user ID) *Message {
	m := ch.anyMessage(id)
	if m != nil && m.Flags&Ephemeral != 0 && m.InteractionMetadata.User.ID != user {
		return nil
	}
	return m
}

// deleteReply deletes a message, with the application as who did it. No gateway
// hears of an ephemeral one: the log alone has it, for its reader.
func (w *World) deleteReply(i *interaction, ch *channel, m *Message) {
	if m.Flags&Ephemeral == 0 {
		w.erase(i.ApplicationID, ch, m)
		return
	}
	if n, ok := ch.privateAt(m.ID); ok {
		ch.private = slices.Delete(ch.private, n, n+1)
	}
	for _, a := range m.Attachments {
		delete(w.files, a.ID)
	}
	w.log.add(Event{
		At: w.now(), Kind: "MESSAGE_DELETE", GuildID: ch.GuildID, ChannelID: ch.ID, By: i.ApplicationID,
		To: m.InteractionMetadata.User.ID, Data: MessageGone{m.ID, ch.ID, ch.GuildID},
	})
}
