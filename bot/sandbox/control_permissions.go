package sandbox

import (
	"encoding/json"
	"fmt"

	"rapporteur/bot/sandbox/world"
)

// permissionsInput is a set of permissions as somebody writes it by hand: Discord's
// decimal, or a list of Discord's names.
type permissionsInput world.Permissions

// UnmarshalJSON reads either.
func (p *permissionsInput) UnmarshalJSON(data []byte) error {
	var names []string
	if json.Unmarshal(data, &names) != nil {
		return (*world.Permissions)(p).UnmarshalJSON(data)
	}
	for _, name := range names {
		bit, ok := permissionNames()[name]
		if !ok {
			return fmt.Errorf("there is no permission %q; there are %s", name, listed(permissionNames()))
		}
		*p |= permissionsInput(bit)
	}
	return nil
}

// permissionNames are Discord's own (docs: Topics, Permissions), of those that
// the sandbox checks.
func permissionNames() map[string]world.Permissions {
	return map[string]world.Permissions{
		"ADMINISTRATOR": world.Administrator, "MANAGE_GUILD": world.ManageGuild, "MANAGE_ROLES": world.ManageRoles,
		"MANAGE_CHANNELS": world.ManageChannels, "KICK_MEMBERS": world.KickMembers, "MODERATE_MEMBERS": world.ModerateMembers,
		"MANAGE_NICKNAMES": world.ManageNicknames, "CHANGE_NICKNAME": world.ChangeNickname,
		"VIEW_CHANNEL": world.ViewChannel, "SEND_MESSAGES": world.SendMessages, "SEND_TTS_MESSAGES": world.SendTTS,
		"SEND_MESSAGES_IN_THREADS": world.SendInThreads, "CREATE_PUBLIC_THREADS": world.CreatePublicThreads,
		"CREATE_PRIVATE_THREADS": world.CreatePrivateThreads, "MANAGE_THREADS": world.ManageThreads,
		"MANAGE_MESSAGES": world.ManageMessages, "PIN_MESSAGES": world.PinMessages, "EMBED_LINKS": world.EmbedLinks,
		"ATTACH_FILES": world.AttachFiles, "READ_MESSAGE_HISTORY": world.ReadHistory, "MENTION_EVERYONE": world.MentionEveryone,
		"ADD_REACTIONS": world.AddReactions, "USE_EXTERNAL_EMOJIS": world.UseExternalEmojis, "SEND_POLLS": world.SendPolls,
		"USE_APPLICATION_COMMANDS": world.UseCommands,
	}
}
