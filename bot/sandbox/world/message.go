package world

import "encoding/json"

// MessageType tells what a message is (docs: Message, Types).
type MessageType int

// The messages that the sandbox writes.
const (
	DefaultMessage       MessageType = 0
	PinnedNotice         MessageType = 6
	UserJoinNotice       MessageType = 7
	ThreadCreatedNotice  MessageType = 18
	ReplyMessage         MessageType = 19
	CommandMessage       MessageType = 20 // answers a slash command
	ThreadStarterMessage MessageType = 21
	MenuMessage          MessageType = 23 // answers a user or message menu
	PollResultNotice     MessageType = 46
)

// MessageFlags are bits of a message (docs: Message, Flags).
type MessageFlags int

// The flags that the sandbox knows.
const (
	SuppressEmbeds        MessageFlags = 1 << 2
	HasThread             MessageFlags = 1 << 5
	Ephemeral             MessageFlags = 1 << 6
	Loading               MessageFlags = 1 << 7
	SuppressNotifications MessageFlags = 1 << 12
	IsComponentsV2        MessageFlags = 1 << 15
)

// Message is one message of a channel.
type Message struct {
	ID              ID           `json:"id"`
	ChannelID       ID           `json:"channel_id"`
	Type            MessageType  `json:"type"`
	Content         string       `json:"content"`
	Author          User         `json:"author"`
	Mentions        []User       `json:"mentions"`
	MentionRoles    []ID         `json:"mention_roles"`
	MentionEveryone bool         `json:"mention_everyone"`
	Attachments     []Attachment `json:"attachments"`
	Embeds          []Embed      `json:"embeds"`
	Components      []Component  `json:"components"`
	Timestamp       Time         `json:"timestamp"`
	EditedTimestamp *Time        `json:"edited_timestamp"`
	Flags           MessageFlags `json:"flags"`
	Pinned          bool         `json:"pinned"`
	TTS             bool         `json:"tts"`

	Nonce               json.RawMessage      `json:"nonce,omitempty"` // as it was sent: a string or a number
	ApplicationID       ID                   `json:"application_id,omitzero"`
	WebhookID           ID                   `json:"webhook_id,omitzero"` // the application's, on answers to interactions
	MessageReference    *MessageReference    `json:"message_reference,omitempty"`
	ReferencedMessage   *Referenced          `json:"referenced_message,omitempty"`
	Thread              *Channel             `json:"thread,omitempty"`
	Reactions           []Reaction           `json:"reactions,omitempty"`
	Poll                *Poll                `json:"poll,omitempty"`
	Position            *int                 `json:"position,omitempty"` // in a thread
	Interaction         *MessageInteraction  `json:"interaction,omitempty"`
	InteractionMetadata *InteractionMetadata `json:"interaction_metadata,omitempty"`
}

// MessageReference points from a reply, or from a thread's first message, to another message.
type MessageReference struct {
	Type      int `json:"type"`
	MessageID ID  `json:"message_id,omitzero"`
	ChannelID ID  `json:"channel_id"`
	GuildID   ID  `json:"guild_id,omitzero"`
}

// Referenced is the message that a reply or a thread's first message points to.
// Without one it is null on the wire: the message has been deleted meanwhile.
type Referenced struct{ *Message }

// MarshalJSON writes the message, or null.
func (r Referenced) MarshalJSON() ([]byte, error) { return json.Marshal(r.Message) }

// MessageInteraction is the older, shorter form of InteractionMetadata, on answers to commands.
type MessageInteraction struct {
	ID   ID              `json:"id"`
	Type InteractionType `json:"type"`
	Name string          `json:"name"`
	User User            `json:"user"`
}

// InteractionMetadata says which interaction a message answers.
type InteractionMetadata struct {
	ID                            ID                   `json:"id"`
	Type                          InteractionType      `json:"type"`
	User                          User                 `json:"user"`
	AuthorizingIntegrationOwners  map[string]ID        `json:"authorizing_integration_owners"`
	OriginalResponseMessageID     ID                   `json:"original_response_message_id,omitzero"`
	InteractedMessageID           ID                   `json:"interacted_message_id,omitzero"`            // of a component
	TargetMessageID               ID                   `json:"target_message_id,omitzero"`                // of a message menu
	TargetUser                    *User                `json:"target_user,omitempty"`                     // of a user menu
	TriggeringInteractionMetadata *InteractionMetadata `json:"triggering_interaction_metadata,omitempty"` // of a modal
}

// Attachment is a file of a message. Its address is signed and expires, as Discord's do.
type Attachment struct {
	ID          ID      `json:"id"`
	Filename    string  `json:"filename"`
	Title       *string `json:"title,omitempty"`
	Description string  `json:"description,omitzero"`
	ContentType string  `json:"content_type,omitzero"`
	Size        int     `json:"size"` // bytes
	URL         string  `json:"url"`
	ProxyURL    string  `json:"proxy_url"`
	Width       int     `json:"width,omitzero"` // pixels, of images
	Height      int     `json:"height,omitzero"`
	Ephemeral   bool    `json:"ephemeral,omitzero"`
}

// Embed is a card under a message's text.
type Embed struct {
	Type        string       `json:"type"` // "rich" for what bots send
	Title       string       `json:"title,omitzero"`
	Description string       `json:"description,omitzero"`
	URL         string       `json:"url,omitzero"`
	Timestamp   string       `json:"timestamp,omitzero"` // ISO 8601
	Color       *int         `json:"color,omitempty"`
	Footer      *EmbedFooter `json:"footer,omitempty"`
	Image       *EmbedImage  `json:"image,omitempty"`
	Thumbnail   *EmbedImage  `json:"thumbnail,omitempty"`
	Author      *EmbedAuthor `json:"author,omitempty"`
	Fields      []EmbedField `json:"fields,omitempty"`
}

// EmbedFooter is the small line at an embed's end.
type EmbedFooter struct {
	Text         string `json:"text"`
	IconURL      string `json:"icon_url,omitzero"`
	ProxyIconURL string `json:"proxy_icon_url,omitzero"`
}

// EmbedImage is a picture of an embed.
type EmbedImage struct {
	URL      string `json:"url,omitzero"`
	ProxyURL string `json:"proxy_url,omitzero"`
	Width    int    `json:"width,omitzero"`
	Height   int    `json:"height,omitzero"`
}

// EmbedAuthor is the small line at an embed's head.
type EmbedAuthor struct {
	Name         string `json:"name"`
	URL          string `json:"url,omitzero"`
	IconURL      string `json:"icon_url,omitzero"`
	ProxyIconURL string `json:"proxy_icon_url,omitzero"`
}

// EmbedField is a small headed paragraph of an embed.
type EmbedField struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Inline bool   `json:"inline"`
}

// Reaction counts one emoji under a message.
type Reaction struct {
	Emoji        Emoji          `json:"emoji"`
	Count        int            `json:"count"`
	CountDetails ReactionCounts `json:"count_details"`
	BurstColors  []string       `json:"burst_colors"`
	MeBurst      bool           `json:"me_burst"`
	Me           bool           `json:"me"` // the reader is among them

	users []ID // in the order in which they reacted
}

// ReactionCounts splits a reaction's count.
type ReactionCounts struct {
	Burst  int `json:"burst"`
	Normal int `json:"normal"`
}

// Poll is a question with answers that members vote on.
type Poll struct {
	Question         PollMedia    `json:"question"`
	Answers          []PollAnswer `json:"answers"`
	Expiry           Time         `json:"expiry"`
	AllowMultiselect bool         `json:"allow_multiselect"`
	LayoutType       int          `json:"layout_type"`
	Results          PollResults  `json:"results"`

	votes map[int][]ID // voters by answer
}

// PollMedia is a poll's question, or the text of an answer.
type PollMedia struct {
	Text  string `json:"text,omitzero"`
	Emoji *Emoji `json:"emoji,omitempty"`
}

// PollAnswer is one answer; its AnswerID counts from 1.
type PollAnswer struct {
	AnswerID  int       `json:"answer_id"`
	PollMedia PollMedia `json:"poll_media"`
}

// PollResults counts the votes.
type PollResults struct {
	IsFinalized  bool        `json:"is_finalized"`
	AnswerCounts []PollCount `json:"answer_counts"`
}

// PollCount counts the votes of one answer.
type PollCount struct {
	ID      int  `json:"id"`
	Count   int  `json:"count"`
	MeVoted bool `json:"me_voted"`
}
