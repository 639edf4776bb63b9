package world

// InteractionType tells what a person did (docs: Interactions, Types).
type InteractionType int

// The types of interactions that reach a bot over the gateway.
const (
	CommandInteraction      InteractionType = 2
	ComponentInteraction    InteractionType = 3
	AutocompleteInteraction InteractionType = 4
	ModalInteraction        InteractionType = 5
)

// CallbackType is a bot's first answer to an interaction (docs: Interaction Callback Types).
type CallbackType int

// The callbacks.
const (
	ReplyCallback          CallbackType = 4
	DeferReplyCallback     CallbackType = 5
	DeferUpdateCallback    CallbackType = 6
	UpdateMessageCallback  CallbackType = 7
	AutocompleteCallback   CallbackType = 8
	ModalCallback          CallbackType = 9
	PremiumCallback        CallbackType = 10
	LaunchActivityCallback CallbackType = 12
)

// Interaction is what a bot is told of a command, a click, a choice, a modal
// that was sent or a value that is being typed.
type Interaction struct {
	ID             ID               `json:"id"`
	ApplicationID  ID               `json:"application_id"`
	Type           InteractionType  `json:"type"`
	Token          string           `json:"token"`
	Version        int              `json:"version"` // 1
	Data           *InteractionData `json:"data,omitempty"`
	GuildID        ID               `json:"guild_id,omitzero"`
	Guild          *PartialGuild    `json:"guild,omitempty"`
	ChannelID      ID               `json:"channel_id"`
	Channel        *Channel         `json:"channel"`
	Member         *Member          `json:"member,omitempty"`  // in a guild, with permissions
	User           *User            `json:"user,omitempty"`    // in a direct message
	Message        *Message         `json:"message,omitempty"` // on which the component stands
	AppPermissions Permissions      `json:"app_permissions"`
	Locale         string           `json:"locale"`
	GuildLocale    string           `json:"guild_locale,omitzero"`
	Entitlements   []struct{}       `json:"entitlements"`
	// Context is where it happened: 0 guild, 1 direct message with the bot.
	Context                      int           `json:"context"`
	AuthorizingIntegrationOwners map[string]ID `json:"authorizing_integration_owners"`
	AttachmentSizeLimit          int           `json:"attachment_size_limit"` // bytes
}

// PartialGuild is what an interaction tells of its guild.
type PartialGuild struct {
	ID       ID       `json:"id"`
	Locale   string   `json:"locale"`
	Features []string `json:"features"`
}

// InteractionData is what was called, pressed or filled in. Fields of the other
// types of interactions are left out of its JSON.
type InteractionData struct {
	// Of commands.
	ID       ID            `json:"id,omitzero"`
	Name     string        `json:"name,omitzero"`
	Type     CommandType   `json:"type,omitzero"`
	GuildID  ID            `json:"guild_id,omitzero"` // of a guild's command
	Options  []OptionValue `json:"options,omitempty"`
	TargetID ID            `json:"target_id,omitzero"` // of a menu
	Resolved *Resolved     `json:"resolved,omitempty"`

	// Of components and modals.
	CustomID      string         `json:"custom_id,omitzero"`
	ComponentType ComponentType  `json:"component_type,omitzero"`
	Values        []string       `json:"values,omitzero"` // of a select: not nil
	Components    []SubmittedRow `json:"components,omitempty"`
}

// OptionValue is an option as a member filled it in, or the subcommand called.
type OptionValue struct {
	Name    string        `json:"name"`
	Type    OptionType    `json:"type"`
	Value   any           `json:"value,omitempty"` // a string, a float64, a bool, or an ID
	Options []OptionValue `json:"options,omitempty"`
	Focused bool          `json:"focused,omitzero"` // being typed now
}

// Resolved holds what the ids among the options and the target stand for.
type Resolved struct {
	Users       map[ID]User       `json:"users,omitempty"`
	Members     map[ID]Member     `json:"members,omitempty"` // without user, deaf and mute
	Roles       map[ID]Role       `json:"roles,omitempty"`
	Channels    map[ID]Channel    `json:"channels,omitempty"`
	Messages    map[ID]Message    `json:"messages,omitempty"`
	Attachments map[ID]Attachment `json:"attachments,omitempty"`
}
