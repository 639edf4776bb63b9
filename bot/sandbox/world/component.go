package world

// ComponentType tells what a component is (docs: Components, Types).
type ComponentType int

// The components that the sandbox has.
const (
	ActionRow         ComponentType = 1
	Button            ComponentType = 2
	StringSelect      ComponentType = 3
	TextInput         ComponentType = 4
	UserSelect        ComponentType = 5
	RoleSelect        ComponentType = 6
	MentionableSelect ComponentType = 7
	ChannelSelect     ComponentType = 8
	Label             ComponentType = 18 // around a modal's text input
)

// IsSelect says whether values are chosen in the component.
func (t ComponentType) IsSelect() bool {
	return t == StringSelect || t >= UserSelect && t <= ChannelSelect
}

// ButtonStyle is a button's look; a LinkButton opens an address and tells the bot nothing.
type ButtonStyle int

// The styles of buttons.
const (
	PrimaryButton   ButtonStyle = 1
	SecondaryButton ButtonStyle = 2
	SuccessButton   ButtonStyle = 3
	DangerButton    ButtonStyle = 4
	LinkButton      ButtonStyle = 5
)

// Component is an action row, or what stands in one: a button, a select, or in
// a modal a text input; or in a modal a label around an input. Fields of the
// other kinds are left out of its JSON.
type Component struct {
	Type        ComponentType  `json:"type"`
	ID          int            `json:"id"` // counted within the message when not given
	CustomID    string         `json:"custom_id,omitzero"`
	Components  []Component    `json:"components,omitempty"`
	Component   *Component     `json:"component,omitempty"`  // in a label
	Description string         `json:"description,omitzero"` // of a label
	Style       ButtonStyle    `json:"style,omitzero"`       // of a text input: 1 is a line, 2 a paragraph
	Label       string         `json:"label,omitzero"`
	Emoji       *ButtonEmoji   `json:"emoji,omitempty"`
	URL         string         `json:"url,omitzero"`
	Disabled    bool           `json:"disabled,omitzero"`
	Options     []SelectOption `json:"options,omitempty"`
	Placeholder string         `json:"placeholder,omitzero"`
	MinValues   *int           `json:"min_values,omitempty"`
	MaxValues   *int           `json:"max_values,omitempty"`
	ChannelType []ChannelType  `json:"channel_types,omitempty"`
	MinLength   *int           `json:"min_length,omitempty"`
	MaxLength   *int           `json:"max_length,omitempty"`
	Required    *bool          `json:"required,omitempty"`
	Value       string         `json:"value,omitzero"`
}

// SelectOption is one of the values of a string select.
type SelectOption struct {
	Label       string       `json:"label"`
	Value       string       `json:"value"`
	Description string       `json:"description,omitzero"`
	Emoji       *ButtonEmoji `json:"emoji,omitempty"`
	Default     bool         `json:"default,omitzero"`
}

// ButtonEmoji is an emoji on a button or beside a choice. Unlike that of a
// reaction, a Unicode emoji has no ID here, not even null (docs: Component
// Reference, Button, partial emoji).
type ButtonEmoji struct {
	ID       ID     `json:"id,omitzero"`
	Name     string `json:"name"`
	Animated bool   `json:"animated,omitzero"`
}
