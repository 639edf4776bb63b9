package world

import "slices"

// maxPins is how many messages a channel may pin (error 30003; 50 before 2025).
const maxPins = 250

// PinsEvent is the data of CHANNEL_PINS_UPDATE.
type PinsEvent struct {
	GuildID          ID    `json:"guild_id,omitzero"`
	ChannelID        ID    `json:"channel_id"`
	LastPinTimestamp *Time `json:"last_pin_timestamp"`
}

// Pin pins a message, and a notice says who did. A pinned one stays as it is.
func (w *World) Pin(by, channel, message ID) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, PinMessages)
	switch {
	case err != nil:
		return err
	case m.Type.isSystem():
		return ErrSystemMessage
	case m.Pinned:
		return nil
	case len(ch.pins) >= maxPins:
		return ErrMaxPins
	}
	m.Pinned = true
	ch.pins = append(ch.pins, m.ID)
	now := w.now()
	ch.LastPinTimestamp = &now
	w.tellMessage("MESSAGE_UPDATE", ch, m)
	w.tellPins(by, ch)
	note := w.notice(by, ch, PinnedNotice)
	note.MessageReference = &MessageReference{MessageID: m.ID, ChannelID: ch.ID, GuildID: ch.GuildID}
	w.place(ch, note)
	return nil
}

// Unpin takes a message from the pins; one that is not pinned stays as it is.
func (w *World) Unpin(by, channel, message ID) error {
	defer w.begin()()
	ch, m, err := w.openMessageOf(by, channel, message, PinMessages)
	if err != nil || !m.Pinned {
		return err
	}
	m.Pinned = false
	w.tellMessage("MESSAGE_UPDATE", ch, m)
	w.dropPin(by, ch, m.ID)
	return nil
}

// Pins are the pinned messages, the latest pinned first. Who may not read the
// history gets none.
func (w *World) Pins(by, channel ID) ([]Message, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return nil, err
	}
	pinned := []Message{}
	if !w.permissions(by, ch).Has(ReadHistory) {
		return pinned, nil
	}
	for _, id := range slices.Backward(ch.pins) {
		pinned = append(pinned, w.messageFor(ch.message(id), by))
	}
	return pinned, nil
}

func (w *World) dropPin(by ID, ch *channel, id ID) {
	ch.pins = slices.DeleteFunc(ch.pins, func(x ID) bool { return x == id })
	w.tellPins(by, ch)
}

func (w *World) tellPins(by ID, ch *channel) {
	w.dispatch("CHANNEL_PINS_UPDATE", ch, by, PinsEvent{ch.GuildID, ch.ID, ch.LastPinTimestamp})
}
