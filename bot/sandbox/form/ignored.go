package form

// ignoredFields are the fields of an object that client libraries send and that
// Discord drops, or that it takes and the sandbox has no use for. They are not
// looked at. discordgo is v0.29, discord.js 14.28.
func ignoredFields(title string) []string {
	switch title {
	case "message edit":
		// discord.js sends the same body as for a new message; discordgo's
		// MessageEdit has two fields without a JSON name.
		return []string{"tts", "enforce_nonce", "nonce", "ID", "Channel"}
	case "webhook message", "webhook edit", "callback message":
		// discord.js sends the same body as for a new message.
		return []string{"tts", "enforce_nonce", "nonce"}
	case "embed":
		// What Discord fills in itself. Bots send back embeds that they read:
		// discordgo's MessageEmbed and discord.js's Embed keep all of it.
		return []string{"provider", "video", "content_scan_version", "flags"}
	case "embed picture":
		// As above. The official schemas know all but proxy_url, content_type and flags.
		return []string{"proxy_url", "width", "height", "content_type", "placeholder", "placeholder_version", "is_animated", "description", "flags"}
	case "embed author", "embed footer":
		// As above.
		return []string{"proxy_icon_url"}
	case "attachment":
		// An edit names the attachments it keeps: discordgo sends its whole
		// MessageAttachment, discord.js the fields of its own Attachment class.
		return []string{
			"url", "proxy_url", "content_type", "width", "height", "size", "ephemeral", "flags",
			"attachment", "name", "proxyURL", "contentType", "duration",
			"duration_secs", "waveform", "is_spoiler", "is_remix",
		}
	case "emoji":
		// Both libraries send it; the schema of a component's emoji lacks it.
		return []string{"animated"}
	case "modal":
		// discordgo has one struct for the data of all callbacks.
		return []string{"tts", "content", "embeds", "flags", "allowed_mentions"}
	case "autocomplete":
		// As above.
		return []string{"tts", "content", "components", "embeds", "flags", "allowed_mentions"}
	case "command", "command edit":
		// discordgo's ApplicationCommand is also what Discord answers with, and
		// still has the field that default_member_permissions replaced.
		return []string{"id", "application_id", "guild_id", "version", "default_permission"}
	case "channel edit":
		// discord.js has it; it works in the bulk route for positions alone.
		return []string{"lock_permissions"}
	case "overwrite set":
		// Both libraries repeat the ID that the path has.
		return []string{"id"}
	case "thread from message":
		// Both libraries have one body for all new threads.
		return []string{"type", "invitable"}
	case "thread":
		// discordgo's ThreadStart.
		return []string{"applied_tags"}
	case "member edit":
		// discord.js sends the caller's options as they are.
		return []string{"communicationDisabledUntil", "reason"}
	}
	return nil
}
