package world

// Followup sends a further message by an interaction's token. The first one
// after a deferred reply takes that reply's place, and is seen by whom the
// deferral chose.
func (w *World) Followup(app ID, token string, d Draft) (Message, error) {
	defer w.begin()()
	i, ch, err := w.answered(app, token)
	if err != nil {
		return Message{}, err
	}
	if m := ch.anyMessage(i.original); m != nil && m.Flags&Loading != 0 {
		if err := w.fill(i, ch, m, d); err != nil {
			return Message{}, err
		}
		return w.messageFor(m, app), nil
	}
	m, err := w.composeReply(i, ch, d)
	if err != nil {
		return Message{}, err
	}
	i.attribute(m, ch)
	i.followups = append(i.followups, m.ID)
	w.place(ch, m)
	return w.messageFor(m, app), nil
}

// Reply is a message that was sent by an interaction's token; id 0 is @original,
// which after a deferred update is the message of the component.
func (w *World) Reply(app ID, token string, id ID) (Message, error) {
	defer w.begin()()
	_, _, m, err := w.replyWith(app, token, id)
	if err != nil {
		return Message{}, err
	}
	return w.messageFor(m, app), nil
}

// EditReply edits a message that was sent by an interaction's token; id 0 is
// @original. The edit of a deferred reply is what the bot was thinking about.
func (w *World) EditReply(app ID, token string, id ID, e Edit) (Message, error) {
	defer w.begin()()
	i, ch, m, err := w.replyWith(app, token, id)
	if err != nil {
		return Message{}, err
	}
	if err := w.editReply(i, ch, m, e); err != nil {
		return Message{}, err
	}
	return w.messageFor(m, app), nil
}

// DeleteReply deletes a message that was sent by an interaction's token; id 0 is @original.
func (w *World) DeleteReply(app ID, token string, id ID) error {
	defer w.begin()()
	i, ch, m, err := w.replyWith(app, token, id)
	if err != nil {
		return err
	}
	if m.ID == i.original {
		i.state = Replied // nobody thinks any more
	}
	w.deleteReply(i, ch, m)
	return nil
}

// answered is the interaction with the token, once it has its first answer and
// while the token lives, with its channel.
func (w *World) answered(app ID, token string) (*interaction, *channel, error) {
	i := w.interactionWithToken(token)
	switch {
	case i == nil || !w.Clock.Now().Before(i.created.Add(tokenLifetime)):
		return nil, nil, ErrInvalidWebhookToken
	case i.ApplicationID != app || i.answer == 0 || i.Type == AutocompleteInteraction:
		return nil, nil, ErrUnknownWebhook
	}
	ch := w.channels[i.ChannelID]
	if ch == nil {
		return nil, nil, ErrUnknownChannel
	}
	return i, ch, nil
}

// replyWith is a message that the token may change: @original, a follow-up, or
// a public answer of the application to another interaction in the channel.
func (w *World) replyWith(app ID, token string, id ID) (*interaction, *channel, *Message, error) {
	i, ch, err := w.answered(app, token)
	if err != nil {
		return nil, nil, nil, err
	}
	if id == 0 {
		id = i.original
	}
	m := ch.anyMessage(id)
	if m == nil || !i.owns(m) && (m.Flags&Ephemeral != 0 || m.WebhookID != app) {
		return nil, nil, nil, ErrUnknownMessage
	}
	return i, ch, m, nil
}

// owns says whether the message is the interaction's original or a follow-up of it.
func (i *interaction) owns(m *Message) bool {
	return m.ID == i.original || m.InteractionMetadata != nil && m.InteractionMetadata.ID == i.ID
}
