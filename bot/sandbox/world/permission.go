package world

import "strconv"

// Permissions is a set of permission bits (docs: Topics, Permissions).
// On the wire it is a decimal in a string.
type Permissions uint64

// The permissions that the sandbox checks, and those that members commonly hold.
const (
	CreateInvite         Permissions = 1 << 0
	KickMembers          Permissions = 1 << 1
	BanMembers           Permissions = 1 << 2
	Administrator        Permissions = 1 << 3
	ManageChannels       Permissions = 1 << 4
	ManageGuild          Permissions = 1 << 5
	AddReactions         Permissions = 1 << 6
	ViewChannel          Permissions = 1 << 10
	SendMessages         Permissions = 1 << 11
	SendTTS              Permissions = 1 << 12
	ManageMessages       Permissions = 1 << 13
	EmbedLinks           Permissions = 1 << 14
	AttachFiles          Permissions = 1 << 15
	ReadHistory          Permissions = 1 << 16
	MentionEveryone      Permissions = 1 << 17
	UseExternalEmojis    Permissions = 1 << 18
	ChangeNickname       Permissions = 1 << 26
	ManageNicknames      Permissions = 1 << 27
	ManageRoles          Permissions = 1 << 28
	ManageWebhooks       Permissions = 1 << 29
	UseCommands          Permissions = 1 << 31
	ManageThreads        Permissions = 1 << 34
	CreatePublicThreads  Permissions = 1 << 35
	CreatePrivateThreads Permissions = 1 << 36
	SendInThreads        Permissions = 1 << 38
	ModerateMembers      Permissions = 1 << 40
	SendPolls            Permissions = 1 << 49
	UseExternalApps      Permissions = 1 << 50
	PinMessages          Permissions = 1 << 51

	// AllPermissions is what an owner and an administrator hold.
	AllPermissions Permissions = 1<<53 - 1
	// EveryonePermissions is what @everyone holds in a new guild.
	EveryonePermissions = CreateInvite | AddReactions | ViewChannel | SendMessages | SendTTS | EmbedLinks | AttachFiles |
		ReadHistory | MentionEveryone | UseExternalEmojis | ChangeNickname | UseCommands | CreatePublicThreads |
		CreatePrivateThreads | SendInThreads | SendPolls | UseExternalApps
	// timedOut is all that is left to a member in a time-out.
	timedOut = ViewChannel | ReadHistory
)

// Has says whether all of want is in the set.
func (p Permissions) Has(want Permissions) bool { return p&want == want }

func (p Permissions) String() string { return strconv.FormatUint(uint64(p), 10) }

// MarshalText writes the set as Discord does.
func (p Permissions) MarshalText() ([]byte, error) {
	return strconv.AppendUint(nil, uint64(p), 10), nil
}

// UnmarshalText is the reverse of MarshalText.
func (p *Permissions) UnmarshalText(text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, 64)
	*p = Permissions(n)
	return err
}

// UnmarshalJSON reads the set from a string or a number; null leaves it as it is.
func (p *Permissions) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	text := string(data)
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	return p.UnmarshalText([]byte(text))
}
