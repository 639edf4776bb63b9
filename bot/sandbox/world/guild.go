package world

// Guild is a Discord server. Its owner may do anything in it.
type Guild struct {
	ID                          ID        `json:"id"`
	Name                        string    `json:"name"`
	Icon                        *string   `json:"icon"`
	Description                 *string   `json:"description"`
	HomeHeader                  *string   `json:"home_header"`
	Splash                      *string   `json:"splash"`
	DiscoverySplash             *string   `json:"discovery_splash"`
	Features                    []string  `json:"features"`
	Banner                      *string   `json:"banner"`
	OwnerID                     ID        `json:"owner_id"`
	ApplicationID               *ID       `json:"application_id"`
	Region                      string    `json:"region"`
	AFKChannelID                *ID       `json:"afk_channel_id"`
	AFKTimeout                  int       `json:"afk_timeout"`
	SystemChannelID             *ID       `json:"system_channel_id"`
	SystemChannelFlags          int       `json:"system_channel_flags"`
	WidgetEnabled               bool      `json:"widget_enabled"`
	WidgetChannelID             *ID       `json:"widget_channel_id"`
	VerificationLevel           int       `json:"verification_level"`
	Roles                       []Role    `json:"roles"`
	DefaultMessageNotifications int       `json:"default_message_notifications"`
	MFALevel                    int       `json:"mfa_level"`
	ExplicitContentFilter       int       `json:"explicit_content_filter"`
	MaxPresences                *int      `json:"max_presences"`
	MaxMembers                  int       `json:"max_members"`
	MaxStageVideoChannelUsers   int       `json:"max_stage_video_channel_users"`
	MaxVideoChannelUsers        int       `json:"max_video_channel_users"`
	VanityURLCode               *string   `json:"vanity_url_code"`
	PremiumTier                 int       `json:"premium_tier"`
	PremiumSubscriptionCount    int       `json:"premium_subscription_count"`
	PreferredLocale             string    `json:"preferred_locale"`
	RulesChannelID              *ID       `json:"rules_channel_id"`
	SafetyAlertsChannelID       *ID       `json:"safety_alerts_channel_id"`
	PublicUpdatesChannelID      *ID       `json:"public_updates_channel_id"`
	PremiumProgressBarEnabled   bool      `json:"premium_progress_bar_enabled"`
	NSFW                        bool      `json:"nsfw"`
	NSFWLevel                   int       `json:"nsfw_level"`
	Emojis                      []Emoji   `json:"emojis"`
	Stickers                    []Emoji   `json:"stickers"` // the sandbox has none
	IncidentsData               *struct{} `json:"incidents_data"`
}

// Role is a set of permissions that members hold. The role whose ID is the
// guild's is @everyone.
type Role struct {
	ID           ID          `json:"id"`
	Name         string      `json:"name"`
	Permissions  Permissions `json:"permissions"`
	Position     int         `json:"position"`
	Color        int         `json:"color"`
	Colors       RoleColors  `json:"colors"`
	Hoist        bool        `json:"hoist"`
	Managed      bool        `json:"managed"` // made for a bot, and held by it alone
	Mentionable  bool        `json:"mentionable"`
	Icon         *string     `json:"icon"`
	UnicodeEmoji *string     `json:"unicode_emoji"`
	Tags         *RoleTags   `json:"tags,omitempty"`
	Flags        int         `json:"flags"`
}

// RoleColors are the colours of a role's name; all but the first need a boost.
type RoleColors struct {
	Primary   int  `json:"primary_color"`
	Secondary *int `json:"secondary_color"`
	Tertiary  *int `json:"tertiary_color"`
}

// RoleTags says whose role a managed role is.
type RoleTags struct {
	BotID ID `json:"bot_id,omitzero"`
}

// Member is a user in a guild.
type Member struct {
	User                       *User        `json:"user,omitempty"`
	Nick                       *string      `json:"nick"`
	Avatar                     *string      `json:"avatar"`
	Banner                     *string      `json:"banner"`
	Roles                      []ID         `json:"roles"` // without @everyone
	JoinedAt                   Time         `json:"joined_at"`
	PremiumSince               *Time        `json:"premium_since"`
	CommunicationDisabledUntil *Time        `json:"communication_disabled_until"`
	Flags                      int          `json:"flags"`
	Pending                    bool         `json:"pending"`
	Mute                       bool         `json:"mute"`
	Deaf                       bool         `json:"deaf"`
	Permissions                *Permissions `json:"permissions,omitempty"` // in interactions alone
}

// Emoji is one that may be put under a message. The sandbox knows Unicode
// emoji, whose ID is null.
type Emoji struct {
	ID       *ID    `json:"id"`
	Name     string `json:"name"`
	Animated bool   `json:"animated,omitzero"`
}
