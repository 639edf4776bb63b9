package world

// ChannelType tells what a channel is (docs: Channel, Types).
type ChannelType int

// The channels that the sandbox has.
const (
	TextChannel        ChannelType = 0
	DirectChannel      ChannelType = 1
	VoiceChannel       ChannelType = 2
	Category           ChannelType = 4
	AnnouncementType   ChannelType = 5
	AnnouncementThread ChannelType = 10
	PublicThread       ChannelType = 11
	PrivateThread      ChannelType = 12
	ForumChannel       ChannelType = 15
)

// IsThread says whether the channel is a thread of another.
func (t ChannelType) IsThread() bool {
	return t == AnnouncementThread || t == PublicThread || t == PrivateThread
}

// Channel is where messages are: a guild's channel, a thread or a direct
// message. Fields of the other kinds are left out of its JSON.
type Channel struct {
	ID                            ID          `json:"id"`
	Type                          ChannelType `json:"type"`
	Flags                         int         `json:"flags"`
	LastMessageID                 *ID         `json:"last_message_id"`
	LastPinTimestamp              *Time       `json:"last_pin_timestamp,omitempty"`
	GuildID                       ID          `json:"guild_id,omitzero"`
	Name                          string      `json:"name,omitzero"`
	ParentID                      *ID         `json:"parent_id,omitempty"`
	RateLimitPerUser              *int        `json:"rate_limit_per_user,omitempty"` // slow mode, seconds
	Topic                         *string     `json:"topic,omitempty"`
	Position                      *int        `json:"position,omitempty"`
	PermissionOverwrites          []Overwrite `json:"permission_overwrites,omitzero"` // empty but not nil in a guild's channel
	NSFW                          *bool       `json:"nsfw,omitempty"`
	DefaultAutoArchiveDuration    *int        `json:"default_auto_archive_duration,omitempty"` // minutes
	DefaultThreadRateLimitPerUser *int        `json:"default_thread_rate_limit_per_user,omitempty"`
	Permissions                   Permissions `json:"permissions,omitzero"` // of the asker, in interactions alone

	// Of a thread.
	OwnerID          ID              `json:"owner_id,omitzero"`
	ThreadMetadata   *ThreadMetadata `json:"thread_metadata,omitempty"`
	MessageCount     *int            `json:"message_count,omitempty"` // without the first message and deleted ones
	MemberCount      *int            `json:"member_count,omitempty"`  // stops at 50
	TotalMessageSent *int            `json:"total_message_sent,omitempty"`
	Member           *ThreadMember   `json:"member,omitempty"` // the reader's own
	AppliedTags      []ID            `json:"applied_tags,omitzero"`
	NewlyCreated     bool            `json:"newly_created,omitzero"` // in THREAD_CREATE alone

	// Of a direct message.
	Recipients []User `json:"recipients,omitzero"`
}

// ThreadMetadata is what a thread has beyond a channel.
type ThreadMetadata struct {
	Archived            bool  `json:"archived"`
	ArchiveTimestamp    Time  `json:"archive_timestamp"` // when archived last changed
	AutoArchiveDuration int   `json:"auto_archive_duration"`
	Locked              bool  `json:"locked"`
	CreateTimestamp     Time  `json:"create_timestamp"`
	Invitable           *bool `json:"invitable,omitempty"` // of private threads
}

// ThreadMember is a user who has joined a thread.
type ThreadMember struct {
	ID            ID      `json:"id"` // the thread's
	UserID        ID      `json:"user_id"`
	JoinTimestamp Time    `json:"join_timestamp"`
	Flags         int     `json:"flags"`
	Member        *Member `json:"member,omitempty"`
}

// OverwriteKind says whether an overwrite is for a role or for a member.
type OverwriteKind int

// The kinds of overwrites.
const (
	ForRole   OverwriteKind = 0
	ForMember OverwriteKind = 1
)

// Overwrite changes, in one channel, what a role or a member may do.
type Overwrite struct {
	ID    ID            `json:"id"`
	Type  OverwriteKind `json:"type"`
	Allow Permissions   `json:"allow"`
	Deny  Permissions   `json:"deny"`
}
