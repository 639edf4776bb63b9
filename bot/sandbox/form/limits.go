package form

// MaxBody is the longest body that is read, in bytes (docs: Reference,
// Uploading Files: "The maximum request size when sending a message is 25 MiB").
const MaxBody = 25 << 20

// Limits of messages (docs: Message, Create Message). Texts are counted in
// code points.
const (
	MaxContent              = 2000      // "Message contents (up to 2000 characters)"; the schema of Create Message says 4,000
	MaxEmbeds               = 10        // "Up to 10 rich embeds"
	MaxNonce                = 25        // "Can be used to verify a message was sent (up to 25 characters)"
	MaxAttachmentText       = 1024      // "Description for the file (max 1024 characters)", and the schema for names
	MaxAttachments          = 10        // files of one message
	MaxMentions             = 100       // "Array of role_ids to mention (Max size of 100)", the same for users
	MaxURL                  = 2048      // of an address; stated by the schemas alone
	MaxColor                = 1<<24 - 1 // "color code of the embed", 24 bits
	MaxWebhookUsername      = 80        // "Webhook names can be up to 80 characters"
	MinBulkDelete           = 2         // "An array of message ids to delete (2-100)"
	MaxBulkDelete           = 100
	MaxPollQuestion         = 300 // "The maximum text length for the question is 300 characters"
	MaxPollAnswer           = 55  // "and 55 characters for any answer"; the schema says 300
	MaxPollAnswers          = 10  // "Each of the answers available in the poll, up to 10"
	MaxPollHours            = 768 // "Number of hours the poll should be open for, up to 32 days"
	MaxEmojiName            = 32  // stated by the schemas alone
	MaxWebhookThreadName    = 100
	maxStickersOfTheSandbox = 0 // "IDs of up to 3 stickers": the sandbox's guilds have none
)

// Limits of embeds (docs: Message, Embed Limits). "Additionally, the combined
// sum of characters in all title, description, field.name, field.value,
// footer.text, and author.name fields across all embeds attached to a message
// must not exceed 6000 characters."
const (
	MaxEmbedTitle       = 256  // "title: 256 characters"
	MaxEmbedDescription = 4096 // "description: 4096 characters"
	MaxEmbedFields      = 25   // "fields: Up to 25 field objects"
	MaxFieldName        = 256  // "field.name: 256 characters"
	MaxFieldValue       = 1024 // "field.value: 1024 characters"
	MaxFooterText       = 2048 // "footer.text: 2048 characters"
	MaxAuthorName       = 256  // "author.name: 256 characters"
	MaxEmbedTotal       = 6000
)

// Limits of components (docs: Components, Component Reference).
const (
	MaxRows              = 5    // "messages can have up to 5 action rows"
	MaxRowWidth          = 5    // "An Action Row can contain up to 5 buttons" or "a single select component"
	MaxCustomID          = 100  // "custom_id: 1-100 characters"
	MaxButtonLabel       = 80   // "Text that appears on the button; max 80 characters"
	MaxButtonURL         = 512  // "URL for link-style buttons; max 512 characters"
	MaxSelectOptions     = 25   // "Specified choices in a select menu; max 25"
	MaxSelectOptionText  = 100  // "max 100 characters": an option's label, value and description
	MaxSelectPlaceholder = 150  // "Placeholder text if nothing is selected or default; max 150 characters"
	MaxSelectValues      = 25   // "Minimum number of items that must be chosen; min 0, max 25", and maximum "min 1, max 25"
	MaxModalTitle        = 45   // "Title of the popup modal, max 45 characters"
	MaxModalRows         = 5    // "Between 1 and 5 (inclusive) components that make up the modal"
	MaxInputLabel        = 45   // "Label text for the text input; max 45 characters"
	MaxInputPlaceholder  = 100  // "Custom placeholder text if the input is empty; max 100 characters"
	MaxInputText         = 4000 // "Pre-filled value for this text input; max 4000 characters", its min_length and max_length too
	MaxLabelDescription  = 100  // "Optional description text for the label; max 100 characters"
	MaxChoices           = 25   // "autocomplete choices (max of 25 choices)", of an option's choices too
)

// Limits of application commands (docs: Application Commands, Application
// Command Object; Slash Commands).
const (
	MaxCommands           = 130       // 100 slash commands, 15 user and 15 message ones; the schema's bound
	MaxCommandName        = 32        // "1-32 character name"
	MaxCommandDescription = 100       // "1-100 character description for CHAT_INPUT commands"
	MaxCommandOptions     = 25        // "parameters for the command, max of 25"
	MaxChoiceName         = 100       // "1-100 character choice name"
	MaxChoiceValue        = 100       // "up to 100 characters if string"; the schema says 6,000
	MaxOptionLength       = 6000      // "minimum allowed length (minimum of 0, maximum of 6000)"
	MaxCommandTotal       = 8000      // "8000 characters for combined name, description, and value properties for each command, its options (including subcommands and groups), and choices"
	MaxWholeValue         = 1<<53 - 1 // INTEGER: "any integer between -2^53+1 and 2^53-1"
)

// Limits of channels, threads and guilds (docs: Channel, Guild, User).
const (
	MaxChannelName     = 100   // "1-100 character channel name", of threads too
	MaxTopic           = 1024  // "0-1024 character channel topic"; forums have 4,096, the schema's bound
	MaxSlowMode        = 21600 // "amount of seconds a user has to wait before sending another message (0-21600)"
	MinBitrate         = 8000  // "the bitrate (in bits) of the voice or stage channel; min 8000"
	MaxOverwrites      = 500   // of the sandbox: the documentation bounds a guild's roles at 250
	MaxRoleName        = 100   // "name of the role, max 100 characters"
	MaxRoles           = 350   // of a member; stated by the schema alone
	MaxNick            = 32    // "value to set user's nickname to", Usernames and Nicknames: "1 and 32 characters"
	MaxBio             = 190   // stated by the schema alone
	MinUsername        = 2     // "Usernames must be between 2 and 32 characters long"
	MaxUsername        = 32
	MaxTags            = 5 // "List of tags describing the content and functionality of the app. Max of 5 tags"
	MaxTag             = 20
	MaxAppDescription  = 400
	archiveAfterAnHour = 60 // "can be set to: 60, 1440, 4320, 10080" minutes
	archiveAfterADay   = 1440
	archiveAfter3Days  = 4320
	archiveAfterAWeek  = 10080
)

// Flags of messages (docs: Message, Message Flags).
const (
	SuppressEmbeds        = 1 << 2
	Ephemeral             = 1 << 6
	SuppressNotifications = 1 << 12
	IsComponentsV2        = 1 << 15
	documentedFlags       = 1<<9 - 1 | 1<<12 | 1<<13 | 1<<14 // all but IsComponentsV2
)
