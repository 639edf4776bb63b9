package world

import "unicode/utf8"

// maxTextInput is the length of a text input that sets none, in characters
// (docs: Components, Text Input).
const maxTextInput = 4000

// Modal is a form that a bot opens on a person's screen: rows, or labels, with a text input each.
type Modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []Component `json:"components"`
}

// open puts a modal on the person's screen.
func (i *interaction) open(m *Modal) error {
	if m == nil {
		return invalidField("BASE_TYPE_REQUIRED", "This field is required", "data")
	}
	i.modal = &Modal{CustomID: m.CustomID, Title: m.Title, Components: numbered(m.Components)}
	return nil
}

// SubmittedRow is a row of a modal as it was sent, or a label with its one input.
type SubmittedRow struct {
	Type       ComponentType    `json:"type"`
	ID         int              `json:"id"`
	Components []SubmittedInput `json:"components,omitempty"`
	Component  *SubmittedInput  `json:"component,omitempty"`
}

// SubmittedInput is a text input with what the person wrote; empty when they wrote nothing.
type SubmittedInput struct {
	Type     ComponentType `json:"type"`
	ID       int           `json:"id"`
	CustomID string        `json:"custom_id"`
	Value    string        `json:"value"`
}

// SubmitModal has a person send the modal that their interaction was answered
// with, once. An input that values does not name is sent as it stands.
func (w *World) SubmitModal(by, id ID, values map[string]string) (Interaction, error) {
	defer w.begin()()
	opener := w.interactions[id]
	if opener == nil || opener.user.ID != by {
		return Interaction{}, ErrUnknownInteraction
	}
	if opener.modal == nil {
		return Interaction{}, cannotSend("there is no open modal")
	}
	ch, err := w.channelFor(by, opener.ChannelID, 0)
	if err != nil {
		return Interaction{}, err
	}
	app := w.applications[opener.ApplicationID]
	if !w.isPresent(app, ch) {
		return Interaction{}, cannotSend("the modal's application is not here")
	}
	rows, err := opener.modal.filledIn(values)
	if err != nil {
		return Interaction{}, err
	}
	i := w.newInteraction(ModalInteraction, app, by, ch)
	i.Data = &InteractionData{CustomID: opener.modal.CustomID, Components: rows}
	i.metadata.TriggeringInteractionMetadata = opener.metadata
	i.source, i.Message = opener.source, opener.Message
	if m := ch.anyMessage(i.source); m != nil {
		i.Message = w.messageIn(m, by)
	}
	opener.modal = nil
	return w.send(i), nil
}

// filledIn is the modal's rows with the values by custom id.
func (m *Modal) filledIn(values map[string]string) ([]SubmittedRow, error) {
	var rows []SubmittedRow
	known := 0
	for _, row := range m.Components {
		sent := SubmittedRow{Type: row.Type, ID: row.ID}
		for _, input := range row.inputs() {
			value, given := values[input.CustomID]
			if given {
				known++
			} else {
				value = input.Value
			}
			if err := input.accepts(value); err != nil {
				return nil, err
			}
			sent.Components = append(sent.Components, SubmittedInput{Type: input.Type, ID: input.ID, CustomID: input.CustomID, Value: value})
		}
		if row.Component != nil {
			sent.Component, sent.Components = &sent.Components[0], nil
		}
		rows = append(rows, sent)
	}
	if known < len(values) {
		return nil, cannotSend("the modal %q has no such input: %v", m.CustomID, values)
	}
	return rows, nil
}

// inputs are those of a row, or the one of a label.
func (c Component) inputs() []Component {
	if c.Component != nil {
		return []Component{*c.Component}
	}
	return c.Components
}

// accepts says whether the client sends the value of a text input.
func (c Component) accepts(value string) error {
	required := c.Required == nil || *c.Required
	length := utf8.RuneCountInString(value)
	if length == 0 {
		if required {
			return cannotSend("input %q is required", c.CustomID)
		}
		return nil
	}
	least, most := 0, maxTextInput
	if c.MinLength != nil {
		least = *c.MinLength
	}
	if c.MaxLength != nil {
		most = *c.MaxLength
	}
	if length < least || length > most {
		return cannotSend("input %q has %d characters, not %d to %d", c.CustomID, length, least, most)
	}
	return nil
}
