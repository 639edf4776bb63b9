package rest

import "rapporteur/bot/sandbox/form"

// route is one method of one path.
type route struct {
	method string
	path   string // as the official document writes it
	handle func(*call) (answer, error)
	bucket bucket
	shape  form.Shape // of the body; with form.Anything none is read
	open   bool       // asks for no token, and the global limit does not count it

	names []string // of the path's wildcards
	hash  string   // the bucket's name on the wire
}

// routes are all that the API answers.
func routes() []route {
	all := []route{
		{method: "GET", path: "/gateway", handle: gateway, bucket: reading, open: true},
		{method: "GET", path: "/gateway/bot", handle: gatewayBot, bucket: reading},

		{method: "GET", path: "/users/@me", handle: self, bucket: reading},
		{method: "PATCH", path: "/users/@me", handle: editSelf, bucket: selfEdits, shape: form.UserEdit},
		{method: "GET", path: "/users/{user_id}", handle: user, bucket: reading},
		{method: "GET", path: "/users/@me/guilds", handle: ownGuilds, bucket: reading},
		{method: "DELETE", path: "/users/@me/guilds/{guild_id}", handle: leaveGuild, bucket: guildEdits},
		{method: "POST", path: "/users/@me/channels", handle: openDirect, bucket: opening, shape: form.DirectCreate},

		{method: "GET", path: "/applications/@me", handle: application, bucket: reading},
		{method: "PATCH", path: "/applications/@me", handle: editApplication, bucket: selfEdits, shape: form.ApplicationEdit},
		{method: "GET", path: "/oauth2/applications/@me", handle: application, bucket: reading},
	}
	for _, more := range [][]route{
		commandRoutes("/applications/{application_id}/commands"),
		commandRoutes("/applications/{application_id}/guilds/{guild_id}/commands"),
		permissionRoutes(), channelRoutes(), messageRoutes(), threadRoutes(), guildRoutes(), interactionRoutes(),
	} {
		all = append(all, more...)
	}
	for i := range all {
		all[i].hash = all[i].bucket.hash()
	}
	return all
}

// commandRoutes are the same for global commands and for a guild's.
func commandRoutes(base string) []route {
	return []route{
		{method: "GET", path: base, handle: listCommands, bucket: reading},
		{method: "PUT", path: base, handle: setCommands, bucket: commandLists, shape: form.CommandList},
		{method: "POST", path: base, handle: addCommand, bucket: commandEdits, shape: form.CommandCreate},
		{method: "GET", path: base + "/{command_id}", handle: getCommand, bucket: reading},
		{method: "PATCH", path: base + "/{command_id}", handle: editCommand, bucket: commandEdits, shape: form.CommandEdit},
		{method: "DELETE", path: base + "/{command_id}", handle: deleteCommand, bucket: commandEdits},
	}
}

func permissionRoutes() []route {
	const base = "/applications/{application_id}/guilds/{guild_id}/commands"
	return []route{
		{method: "GET", path: base + "/permissions", handle: commandsPermissions, bucket: reading},
		{method: "GET", path: base + "/{command_id}/permissions", handle: commandPermissions, bucket: reading},
	}
}

func channelRoutes() []route {
	const channel = "/channels/{channel_id}"
	return []route{
		{method: "GET", path: channel, handle: getChannel, bucket: reading},
		{method: "PATCH", path: channel, handle: editChannel, bucket: channelEdits, shape: form.ChannelEdit},
		{method: "DELETE", path: channel, handle: deleteChannel, bucket: channelEdits},
		{method: "PUT", path: channel + "/permissions/{overwrite_id}", handle: setOverwrite, bucket: overwriting, shape: form.OverwriteSet},
		{method: "DELETE", path: channel + "/permissions/{overwrite_id}", handle: clearOverwrite, bucket: overwriting},
		{method: "POST", path: channel + "/typing", handle: startTyping, bucket: typing},
	}
}

func messageRoutes() []route {
	const (
		messages  = "/channels/{channel_id}/messages"
		message   = messages + "/{message_id}"
		reactions = message + "/reactions"
		emoji     = reactions + "/{emoji_name}"
		poll      = "/channels/{channel_id}/polls/{message_id}"
	)
	return []route{
		{method: "GET", path: messages, handle: listMessages, bucket: reading},
		{method: "POST", path: messages, handle: createMessage, bucket: creating, shape: form.MessageCreate},
		{method: "POST", path: messages + "/bulk-delete", handle: deleteMessages, bucket: bulkDeleting, shape: form.BulkDelete},
		{method: "GET", path: message, handle: getMessage, bucket: reading},
		{method: "PATCH", path: message, handle: editMessage, bucket: editing, shape: form.MessageEdit},
		{method: "DELETE", path: message, handle: deleteMessage, bucket: deleting},

		{method: "DELETE", path: reactions, handle: clearReactions, bucket: reacting},
		{method: "GET", path: emoji, handle: listReactors, bucket: reading},
		{method: "DELETE", path: emoji, handle: clearReactions, bucket: reacting},
		{method: "PUT", path: emoji + "/@me", handle: react, bucket: reacting},
		{method: "DELETE", path: emoji + "/@me", handle: unreact, bucket: reacting},
		{method: "DELETE", path: emoji + "/{user_id}", handle: unreact, bucket: reacting},

		{method: "GET", path: messages + "/pins", handle: listPins, bucket: reading},
		{method: "PUT", path: messages + "/pins/{message_id}", handle: pin, bucket: pinning},
		{method: "DELETE", path: messages + "/pins/{message_id}", handle: unpin, bucket: pinning},
		{method: "GET", path: "/channels/{channel_id}/pins", handle: listOldPins, bucket: reading},
		{method: "PUT", path: "/channels/{channel_id}/pins/{message_id}", handle: pin, bucket: pinning},
		{method: "DELETE", path: "/channels/{channel_id}/pins/{message_id}", handle: unpin, bucket: pinning},

		{method: "GET", path: poll + "/answers/{answer_id}", handle: listVoters, bucket: reading},
		{method: "POST", path: poll + "/expire", handle: endPoll, bucket: polling},
	}
}

func threadRoutes() []route {
	const (
		channel = "/channels/{channel_id}"
		members = channel + "/thread-members"
	)
	return []route{
		{method: "POST", path: channel + "/messages/{message_id}/threads", handle: startThread, bucket: threading, shape: form.ThreadFromMessage},
		{method: "POST", path: channel + "/threads", handle: startThread, bucket: threading, shape: form.ThreadCreate},
		{method: "GET", path: channel + "/threads/archived/public", handle: publicArchive, bucket: reading},
		{method: "GET", path: channel + "/threads/archived/private", handle: privateArchive, bucket: reading},
		{method: "GET", path: members, handle: listThreadMembers, bucket: reading},
		{method: "PUT", path: members + "/@me", handle: joinThread, bucket: threadJoining},
		{method: "DELETE", path: members + "/@me", handle: leaveThread, bucket: threadJoining},
		{method: "GET", path: members + "/{user_id}", handle: getThreadMember, bucket: reading},
		{method: "PUT", path: members + "/{user_id}", handle: joinThread, bucket: threadJoining},
		{method: "DELETE", path: members + "/{user_id}", handle: leaveThread, bucket: threadJoining},
	}
}

func guildRoutes() []route {
	const (
		guild   = "/guilds/{guild_id}"
		members = guild + "/members"
		roles   = guild + "/roles"
	)
	return []route{
		{method: "GET", path: guild, handle: getGuild, bucket: reading},
		{method: "GET", path: guild + "/channels", handle: listChannels, bucket: reading},
		{method: "POST", path: guild + "/channels", handle: createChannel, bucket: guildEdits, shape: form.ChannelCreate},
		{method: "GET", path: guild + "/threads/active", handle: activeThreads, bucket: reading},

		{method: "GET", path: members, handle: listMembers, bucket: reading},
		{method: "GET", path: members + "/search", handle: searchMembers, bucket: reading},
		{method: "PATCH", path: members + "/@me", handle: editSelfMember, bucket: memberEdits, shape: form.SelfMemberEdit},
		{method: "GET", path: members + "/{user_id}", handle: getMember, bucket: reading},
		{method: "PATCH", path: members + "/{user_id}", handle: editMember, bucket: memberEdits, shape: form.MemberEdit},
		{method: "DELETE", path: members + "/{user_id}", handle: kickMember, bucket: memberEdits},
		{method: "PUT", path: members + "/{user_id}/roles/{role_id}", handle: giveRole, bucket: memberEdits},
		{method: "DELETE", path: members + "/{user_id}/roles/{role_id}", handle: takeRole, bucket: memberEdits},

		{method: "GET", path: roles, handle: listRoles, bucket: reading},
		{method: "POST", path: roles, handle: createRole, bucket: guildEdits, shape: form.RoleCreate},
		{method: "GET", path: roles + "/{role_id}", handle: getRole, bucket: reading},
		{method: "PATCH", path: roles + "/{role_id}", handle: editRole, bucket: guildEdits, shape: form.RoleEdit},
		{method: "DELETE", path: roles + "/{role_id}", handle: deleteRole, bucket: guildEdits},
	}
}

func interactionRoutes() []route {
	const (
		callback = "/interactions/{interaction_id}/{interaction_token}/callback"
		webhook  = "/webhooks/{webhook_id}/{webhook_token}"
		original = webhook + "/messages/@original"
		message  = webhook + "/messages/{message_id}"
	)
	return []route{
		{method: "POST", path: callback, handle: respond, bucket: answering, shape: form.InteractionCallback, open: true},
		{method: "POST", path: webhook, handle: followUp, bucket: following, shape: form.WebhookCreate, open: true},
		{method: "GET", path: original, handle: getReply, bucket: following, open: true},
		{method: "PATCH", path: original, handle: editReply, bucket: following, shape: form.WebhookEdit, open: true},
		{method: "DELETE", path: original, handle: deleteReply, bucket: following, open: true},
		{method: "GET", path: message, handle: getReply, bucket: following, open: true},
		{method: "PATCH", path: message, handle: editReply, bucket: following, shape: form.WebhookEdit, open: true},
		{method: "DELETE", path: message, handle: deleteReply, bucket: following, open: true},
	}
}
