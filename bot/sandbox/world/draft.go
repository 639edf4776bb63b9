package world

import "encoding/json"

// Draft is a message before it is sent. Its JSON is the body of Create Message,
// of a webhook's, and of a reply to an interaction.
type Draft struct {
	Content         string            `json:"content"`
	Nonce           json.RawMessage   `json:"nonce"`
	EnforceNonce    bool              `json:"enforce_nonce"`
	TTS             bool              `json:"tts"`
	Embeds          []Embed           `json:"embeds"`
	Components      []Component       `json:"components"`
	AllowedMentions *AllowedMentions  `json:"allowed_mentions"` // nil: all that the content names
	Reference       *DraftReference   `json:"message_reference"`
	Flags           MessageFlags      `json:"flags"`
	Attachments     []DraftAttachment `json:"attachments"`
	Poll            *DraftPoll        `json:"poll"`
	Files           []File            `json:"-"` // the files of a multipart request
}

// DraftReference names the message that is replied to.
type DraftReference struct {
	MessageID       ID    `json:"message_id"`
	ChannelID       ID    `json:"channel_id"`
	GuildID         ID    `json:"guild_id"`
	FailIfNotExists *bool `json:"fail_if_not_exists"` // nil is true
}

// DraftAttachment tells more of a file sent along: its ID is the file's number.
// In an edit it names an attachment that is kept.
type DraftAttachment struct {
	ID          ID     `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description"`
}

// DraftPoll is a poll before it is sent. Duration is in hours, 24 when zero.
type DraftPoll struct {
	Question PollMedia `json:"question"`
	Answers  []struct {
		PollMedia PollMedia `json:"poll_media"`
	} `json:"answers"`
	Duration         int  `json:"duration"`
	AllowMultiselect bool `json:"allow_multiselect"`
	LayoutType       int  `json:"layout_type"`
}

// AllowedMentions says whom a message may ping (docs: Allowed Mentions). Parse
// holds "users", "roles" and "everyone"; what it does not name must be listed.
type AllowedMentions struct {
	Parse       []string `json:"parse"`
	Roles       []ID     `json:"roles"`
	Users       []ID     `json:"users"`
	RepliedUser bool     `json:"replied_user"`
}

// File is a file as it is sent.
type File struct {
	Number      int // n of files[n]
	Name        string
	ContentType string
	Data        []byte
}

// Edit is what changes in a message; a nil field stays as it is. Its JSON is
// the body of Edit Message, and of edits of replies to interactions.
type Edit struct {
	Content         *string            `json:"content"`
	Embeds          *[]Embed           `json:"embeds"`
	Components      *[]Component       `json:"components"`
	AllowedMentions *AllowedMentions   `json:"allowed_mentions"`
	Flags           *MessageFlags      `json:"flags"`
	Attachments     *[]DraftAttachment `json:"attachments"` // those kept, and the numbers of Files
	Poll            *DraftPoll         `json:"poll"`        // in the edit of a deferred reply
	Files           []File             `json:"-"`
}
