package world

import (
	"fmt"
	"slices"
	"strings"
)

// Callback is a bot's first answer to an interaction.
type Callback struct {
	Type    CallbackType
	Draft   *Draft   // of a reply; of a deferred one its flags alone count
	Edit    *Edit    // of an update of the component's message
	Choices []Choice // of autocomplete
	Modal   *Modal
}

// CallbackResult is the body of the answer to a callback.
type CallbackResult struct {
	Interaction InteractionState  `json:"interaction"`
	Resource    *CallbackResource `json:"resource,omitempty"` // of a reply and of an update
}

// InteractionState is what Discord tells a bot of an interaction that it has
// just answered. The response message is that of a reply, deferred or not.
type InteractionState struct {
	ID                       ID              `json:"id"`
	Type                     InteractionType `json:"type"`
	ResponseMessageID        ID              `json:"response_message_id,omitzero"`
	ResponseMessageLoading   *bool           `json:"response_message_loading,omitempty"`
	ResponseMessageEphemeral *bool           `json:"response_message_ephemeral,omitempty"`
	ChannelID                ID              `json:"channel_id,omitzero"`
	GuildID                  ID              `json:"guild_id,omitzero"`
}

// CallbackResource is the message that a callback made or changed.
type CallbackResource struct {
	Type    CallbackType `json:"type"`
	Message *Message     `json:"message,omitempty"`
}

// Respond is a bot's first answer. It fails with ErrUnknownInteraction when it
// comes later than 3 s after the interaction, and with ErrAcknowledged when it
// is not the first. A refused answer leaves the interaction unanswered.
func (w *World) Respond(id ID, token string, c Callback) (CallbackResult, error) {
	defer w.begin()()
	i := w.interactions[id]
	switch {
	case i == nil || i.Token != token || i.state == Failed:
		return CallbackResult{}, ErrUnknownInteraction
	case i.answer != 0:
		return CallbackResult{}, ErrAcknowledged
	}
	if err := i.allows(c.Type); err != nil {
		return CallbackResult{}, err
	}
	ch := w.channels[i.ChannelID]
	if ch == nil {
		return CallbackResult{}, ErrUnknownChannel
	}
	m, err := w.respond(i, ch, c)
	if err != nil {
		return CallbackResult{}, err
	}
	i.answer, i.answeredAt = c.Type, w.Clock.Now()
	w.logAnswer(InteractionAnswered, i)
	return w.callbackResult(i, m), nil
}

// allows refuses callbacks that do not fit the interaction. Purchases and
// activities are switched on for no application of the sandbox.
func (i *interaction) allows(callback CallbackType) error {
	var fitting []CallbackType
	switch {
	case i.Type == AutocompleteInteraction:
		fitting = []CallbackType{AutocompleteCallback}
	case i.Type == CommandInteraction:
		fitting = []CallbackType{ReplyCallback, DeferReplyCallback, ModalCallback}
	case i.Type == ComponentInteraction:
		fitting = []CallbackType{ReplyCallback, DeferReplyCallback, DeferUpdateCallback, UpdateMessageCallback, ModalCallback}
	case i.source != 0: // a modal that a component opened
		fitting = []CallbackType{ReplyCallback, DeferReplyCallback, DeferUpdateCallback, UpdateMessageCallback}
	default:
		fitting = []CallbackType{ReplyCallback, DeferReplyCallback}
	}
	if slices.Contains(fitting, callback) {
		return nil
	}
	var numbers []string
	for _, c := range fitting {
		numbers = append(numbers, fmt.Sprint(int(c)))
	}
	return invalidField("BASE_TYPE_CHOICES", "Value must be one of {"+strings.Join(numbers, ", ")+"}.", "type")
}

// respond does what the callback asks for. The message is the one that was made
// or changed, if any.
func (w *World) respond(i *interaction, ch *channel, c Callback) (*Message, error) {
	var m *Message
	var err error
	state := Replied
	switch c.Type {
	case ReplyCallback:
		m, err = w.firstReply(i, ch, c.Draft)
	case DeferReplyCallback:
		m, state = w.deferReply(i, ch, c.Draft), Deferred
	case UpdateMessageCallback:
		m, err = w.updateSource(i, ch, c.Edit)
	case DeferUpdateCallback:
		i.original = i.source
	case AutocompleteCallback:
		i.choices = c.Choices
	case ModalCallback:
		err = i.open(c.Modal)
	}
	if err != nil {
		return nil, err
	}
	if m != nil {
		i.original = m.ID
	}
	i.state = state
	return m, nil
}

func (w *World) firstReply(i *interaction, ch *channel, d *Draft) (*Message, error) {
	if d == nil {
		d = &Draft{}
	}
	m, err := w.composeReply(i, ch, *d)
	if err != nil {
		return nil, err
	}
	i.attribute(m, ch)
	w.place(ch, m)
	return m, nil
}

// deferReply places the message that says that the bot is thinking.
func (w *World) deferReply(i *interaction, ch *channel, d *Draft) *Message {
	m := w.notice(w.applications[i.ApplicationID].Bot.ID, ch, CommandMessage)
	m.Flags = Loading
	if d != nil {
		m.Flags |= d.Flags & Ephemeral
	}
	i.attribute(m, ch)
	w.place(ch, m)
	return m
}

// updateSource edits the message on which the component stands.
func (w *World) updateSource(i *interaction, ch *channel, e *Edit) (*Message, error) {
	m := ch.anyMessage(i.source)
	if m == nil {
		return nil, ErrUnknownMessage
	}
	if e == nil {
		e = &Edit{}
	}
	return m, w.editReply(i, ch, m, *e)
}

func (w *World) callbackResult(i *interaction, m *Message) CallbackResult {
	result := CallbackResult{Interaction: InteractionState{ID: i.ID, Type: i.Type, ChannelID: i.ChannelID, GuildID: i.GuildID}}
	if m == nil {
		return result
	}
	if i.answer == ReplyCallback || i.answer == DeferReplyCallback {
		loading, ephemeral := m.Flags&Loading != 0, m.Flags&Ephemeral != 0
		result.Interaction.ResponseMessageID = m.ID
		result.Interaction.ResponseMessageLoading = &loading
		result.Interaction.ResponseMessageEphemeral = &ephemeral
	}
	if i.answer != DeferReplyCallback {
		seen := w.messageFor(m, i.ApplicationID)
		result.Resource = &CallbackResource{Type: i.answer, Message: &seen}
	}
	return result
}
