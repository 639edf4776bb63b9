package world

// composeReply makes a message of an interaction's answer and places it nowhere.
// A bot may answer where it can neither see nor write; embeds that it may not
// send are dropped without a word, as Discord does.
func (w *World) composeReply(i *interaction, ch *channel, d Draft) (*Message, error) {
	app := w.applications[i.ApplicationID]
	held := w.replyPermissions(app, ch)
	if !held.Has(EmbedLinks) {
		d.Embeds = nil
	}
	d.Reference = nil
	d.AllowedMentions = usersUnlessSaid(d.AllowedMentions)
	d.Flags &^= Loading
	return w.compose(w.users[app.Bot.ID], ch, d, held)
}

// usersUnlessSaid is what answers to interactions may ping: of what they do not
// say themselves, users alone (docs: Message, Allowed Mentions Object).
func usersUnlessSaid(said *AllowedMentions) *AllowedMentions {
	if said != nil {
		return said
	}
	return &AllowedMentions{Parse: []string{"users"}}
}

// replyPermissions is what the application may do in answers to interactions.
func (w *World) replyPermissions(app *Application, ch *channel) Permissions {
	return w.appPermissions(app, ch) | ViewChannel | SendMessages | SendInThreads | ReadHistory
}

// attribute says on a message that it answers the interaction. The first answer
// to a component is a reply to the component's message; what follows the first
// answer is a reply to that.
func (i *interaction) attribute(m *Message, ch *channel) {
	m.ApplicationID, m.WebhookID = i.ApplicationID, i.ApplicationID
	metadata := *i.metadata
	m.InteractionMetadata = &metadata
	if i.Type == CommandInteraction {
		m.Interaction = &MessageInteraction{ID: i.ID, Type: i.Type, Name: i.Data.fullName(), User: *i.user}
	}
	answers := i.source
	if i.answer != 0 {
		metadata.OriginalResponseMessageID = i.original
		answers = i.original
	}
	referenced := ch.anyMessage(answers)
	switch {
	case referenced != nil:
		m.Type = ReplyMessage
		m.MessageReference = &MessageReference{MessageID: referenced.ID, ChannelID: ch.ID, GuildID: ch.GuildID}
	case i.answer != 0 || i.source != 0:
		m.Type = DefaultMessage
	case i.Type == CommandInteraction && i.Data.Type != SlashCommand:
		m.Type = MenuMessage
	default:
		m.Type = CommandMessage
	}
}

// editReply changes a message by an interaction's token, and tells of it.
func (w *World) editReply(i *interaction, ch *channel, m *Message, e Edit) error {
	held := w.replyPermissions(w.applications[i.ApplicationID], ch)
	if e.Embeds != nil && !held.Has(EmbedLinks) {
		e.Embeds = &[]Embed{}
	}
	e.AllowedMentions = usersUnlessSaid(e.AllowedMentions)
	if err := w.apply(ch, m, e, held); err != nil {
		return err
	}
	w.loaded(i, m)
	w.tellMessage("MESSAGE_UPDATE", ch, m)
	return nil
}

// fill puts a message in the place of the one that says that the bot is
// thinking, which lends it its ID and decides who sees it.
func (w *World) fill(i *interaction, ch *channel, m *Message, d Draft) error {
	d.Flags = d.Flags&^Ephemeral | m.Flags&Ephemeral
	filled, err := w.composeReply(i, ch, d)
	if err != nil {
		return err
	}
	filled.ID, filled.Timestamp, filled.Type, filled.Position = m.ID, m.Timestamp, m.Type, m.Position
	filled.ApplicationID, filled.WebhookID = m.ApplicationID, m.WebhookID
	filled.Interaction, filled.InteractionMetadata = m.Interaction, m.InteractionMetadata
	filled.MessageReference = m.MessageReference
	filled.Reactions, filled.Thread, filled.Pinned = m.Reactions, m.Thread, m.Pinned
	filled.Flags |= m.Flags & (HasThread | Loading)
	*m = *filled
	if m.Poll != nil {
		w.endOnTime(ch, m, m.Poll)
	}
	w.loaded(i, m)
	w.tellMessage("MESSAGE_UPDATE", ch, m)
	return nil
}

// loaded ends the thinking. What is filled in for the first time is not marked as edited.
func (w *World) loaded(i *interaction, m *Message) {
	if m.Flags&Loading == 0 {
		return
	}
	m.Flags &^= Loading
	m.EditedTimestamp = nil
	if m.ID == i.original {
		i.state = Replied
	}
}
