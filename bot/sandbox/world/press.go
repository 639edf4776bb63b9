package world

import "slices"

// Press has a person press a button, with nil values, or choose values in a
// select, on a message that they see. Values of a select of users, roles or
// channels are ids. A link button is refused: the bot would not hear of it.
func (w *World) Press(by, channel, message ID, customID string, values []string) (Interaction, error) {
	defer w.begin()()
	ch, err := w.channelFor(by, channel, 0)
	if err != nil {
		return Interaction{}, err
	}
	m := ch.visible(message, by)
	if m == nil {
		return Interaction{}, ErrUnknownMessage
	}
	c, err := pressable(m, customID)
	if err != nil {
		return Interaction{}, err
	}
	app := w.applications[m.Author.ID]
	if app == nil || !w.isPresent(app, ch) {
		return Interaction{}, cannotSend("the message's application is not here")
	}
	data := &InteractionData{CustomID: customID, ComponentType: c.Type}
	if c.Type.IsSelect() {
		r := &resolver{world: w, ch: ch, by: by}
		if err := r.choose(c, values); err != nil {
			return Interaction{}, err
		}
		data.Values, data.Resolved = append([]string{}, values...), r.result()
	}
	i := w.newInteraction(ComponentInteraction, app, by, ch)
	i.Data, i.source = data, m.ID
	i.Message = w.messageIn(m, by)
	i.metadata.InteractedMessageID = m.ID
	return w.send(i), nil
}

// messageIn is the message as an interaction tells of it: with its content for
// every bot, and without the message that it refers to.
func (w *World) messageIn(m *Message, by ID) *Message {
	seen := w.messageFor(m, by)
	seen.ReferencedMessage = nil
	return &seen
}

// pressable is the message's component with the custom id, if it can be used.
func pressable(m *Message, customID string) (Component, error) {
	c, ok := componentIn(m.Components, customID)
	switch {
	case !ok:
		return c, cannotSend("the message has no component %q", customID)
	case c.Disabled:
		return c, cannotSend("component %q is disabled", customID)
	case c.Type == Button && c.Style == LinkButton:
		return c, cannotSend("a link button tells the bot nothing")
	}
	return c, nil
}

// componentIn finds the button or select with the custom id. A link button,
// which has none, is found by its address.
func componentIn(components []Component, customID string) (Component, bool) {
	for _, c := range components {
		if c.Type == Button && c.Style == LinkButton && (customID == "" || c.URL == customID) || c.CustomID != "" && c.CustomID == customID {
			return c, true
		}
		if found, ok := componentIn(c.Components, customID); ok {
			return found, true
		}
	}
	return Component{}, false
}

// choose checks the values of a select and resolves their ids.
func (r *resolver) choose(c Component, values []string) error {
	least, most := 1, 1 // docs: Components, String Select
	if c.MinValues != nil {
		least = *c.MinValues
	}
	if c.MaxValues != nil {
		most = *c.MaxValues
	}
	if len(values) < least || len(values) > most {
		return cannotSend("select %q takes %d to %d values, not %d", c.CustomID, least, most, len(values))
	}
	for n, v := range values {
		if slices.Contains(values[:n], v) || !r.offers(c, v) {
			return cannotSend("select %q does not offer %q", c.CustomID, v)
		}
	}
	return nil
}

func (r *resolver) offers(c Component, value string) bool {
	if c.Type == StringSelect {
		return slices.ContainsFunc(c.Options, func(o SelectOption) bool { return o.Value == value })
	}
	id, err := ParseID(value)
	if err != nil {
		return false
	}
	switch c.Type {
	case UserSelect:
		return r.user(id)
	case RoleSelect:
		return r.role(id)
	case MentionableSelect:
		return r.user(id) || r.role(id)
	case ChannelSelect:
		return r.channel(id, c.ChannelType)
	}
	return false
}
