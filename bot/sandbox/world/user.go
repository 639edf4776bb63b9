package world

// User is an account, of a person or of a bot.
type User struct {
	ID            ID        `json:"id"`
	Username      string    `json:"username"`
	Discriminator string    `json:"discriminator"` // "0" for people; bots keep four digits
	GlobalName    *string   `json:"global_name"`
	Avatar        *string   `json:"avatar"`
	Bot           bool      `json:"bot,omitzero"`
	PublicFlags   int       `json:"public_flags"`
	Flags         int       `json:"flags"`
	PrimaryGuild  *struct{} `json:"primary_guild"`
}

// Name is what others see: the display name, or the username without one.
func (u User) Name() string {
	if u.GlobalName != nil {
		return *u.GlobalName
	}
	return u.Username
}

// Application is a bot's registration in the developer portal.
type Application struct {
	ID          ID
	Name        string
	Description string
	Token       string // of its bot
	PublicKey   string // hex
	Bot         User
	Owner       ID
	Flags       ApplicationFlags
	// Shards is the number of shards that GET /gateway/bot recommends; Identify
	// without sharding is refused with 4011 while it is above one.
	Shards int
}

// ApplicationFlags are the switches of the portal (docs: Application, Flags).
type ApplicationFlags int

// The privileged intents: Limited for bots in fewer than a hundred guilds, the
// others for those that Discord has verified.
const (
	Presence              ApplicationFlags = 1 << 12
	PresenceLimited       ApplicationFlags = 1 << 13
	GuildMembers          ApplicationFlags = 1 << 14
	GuildMembersLimited   ApplicationFlags = 1 << 15
	MessageContent        ApplicationFlags = 1 << 18
	MessageContentLimited ApplicationFlags = 1 << 19
)

// readsContent says whether the application may read what does not concern it.
func (a *Application) readsContent() bool { return a.Flags&(MessageContent|MessageContentLimited) != 0 }
