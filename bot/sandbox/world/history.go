package world

import (
	"cmp"
	"slices"
)

const (
	// defaultPage and maxPage bound how many messages one page holds (docs:
	// Message, Get Channel Messages).
	defaultPage = 50
	maxPage     = 100
)

// Page is a stretch of a channel's history: before, after or around a message,
// which need not exist; without any of them the newest messages. Limit is 50
// when zero and 100 at most.
type Page struct {
	Before, After, Around ID
	Limit                 int
}

// Messages are the page's messages, the newest first. Who may not read the
// history gets none, as on Discord.
func (w *World) Messages(by, channel ID, p Page) ([]Message, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return nil, err
	}
	if !w.permissions(by, ch).Has(ReadHistory) {
		return []Message{}, nil
	}
	stretch := ch.stretch(p)
	messages := make([]Message, 0, len(stretch))
	for _, m := range slices.Backward(stretch) {
		messages = append(messages, w.rememberedFor(m, by))
	}
	return messages, nil
}

// Message is one message of a channel.
func (w *World) Message(by, channel, id ID) (Message, error) {
	defer w.begin()()
	_, m, err := w.messageOf(by, channel, id, ReadHistory)
	if err != nil {
		return Message{}, err
	}
	return w.rememberedFor(m, by), nil
}

// rememberedFor is a message as the history tells of it: the nonce is for the answer
// to its sending and for the event alone.
func (w *World) rememberedFor(m *Message, by ID) Message {
	seen := w.messageFor(m, by)
	seen.Nonce = nil
	return seen
}

// messageOf is a message and its channel, if the user holds need there.
func (w *World) messageOf(by, channel, id ID, need Permissions) (*channel, *Message, error) {
	ch, err := w.channelFor(by, channel, need)
	if err != nil {
		return nil, nil, err
	}
	m := ch.message(id)
	if m == nil {
		return nil, nil, ErrUnknownMessage
	}
	return ch, m, nil
}

// openMessageOf is messageOf for changes, which an archived thread refuses.
func (w *World) openMessageOf(by, channel, id ID, need Permissions) (*channel, *Message, error) {
	ch, m, err := w.messageOf(by, channel, id, need)
	if err == nil && ch.archived() {
		return nil, nil, ErrArchivedThread
	}
	return ch, m, err
}

// stretch is the page's part of the history, the oldest first.
func (ch *channel) stretch(p Page) []*Message {
	if p.Limit <= 0 {
		p.Limit = defaultPage
	}
	p.Limit = min(p.Limit, maxPage)
	var from int
	switch {
	case p.Around != 0:
		from = ch.position(p.Around) - p.Limit/2
	case p.Before != 0:
		from = ch.position(p.Before) - p.Limit
	case p.After != 0:
		from = ch.position(p.After + 1)
	default:
		from = len(ch.messages) - p.Limit
	}
	to := from + p.Limit
	return ch.messages[max(from, 0):min(max(to, 0), len(ch.messages))]
}

// position is where the message with the ID stands, or would stand.
func (ch *channel) position(id ID) int {
	if n := len(ch.messages); n == 0 || ch.messages[n-1].ID < id {
		return n // what is said now comes last
	}
	i, _ := slices.BinarySearchFunc(ch.messages, id, func(m *Message, id ID) int { return cmp.Compare(m.ID, id) })
	return i
}

// message is the channel's message with the ID, or nil. Ephemeral ones are not found.
func (ch *channel) message(id ID) *Message {
	if i := ch.position(id); i < len(ch.messages) && ch.messages[i].ID == id {
		return ch.messages[i]
	}
	return nil
}

func (ch *channel) archived() bool { return ch.ThreadMetadata != nil && ch.ThreadMetadata.Archived }
