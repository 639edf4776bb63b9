package form

import "math"

// channelCreate is the body of Create Guild Channel.
func channelCreate() shape {
	return newObject("channel", append(channelFields(),
		required("name", channelName()),
		nullable("type", numbers{0, 2, 4, 5, 15}), // text, voice, category, announcement, forum
	)...)
}

// channelEdit is the body of Modify Channel. It does not tell whether the
// channel is a thread: it has the fields of both.
func channelEdit() shape {
	return newObject("channel edit", append(channelFields(),
		optional("name", channelName()),
		nullable("type", numbers{0, 5}), // only these two turn into each other
		nullable("flags", anyInteger()),
		nullable("archived", boolean{}),
		nullable("locked", boolean{}),
		nullable("invitable", boolean{}),
		nullable("auto_archive_duration", archiveDuration()),
	)...)
}

func channelFields() []field {
	return []field{
		nullable("topic", text{most: MaxTopic}),
		nullable("position", integer{0, math.MaxInt32}),
		nullable("nsfw", boolean{}),
		nullable("parent_id", snowflake{}),
		nullable("permission_overwrites", list{of: overwrite(), most: MaxOverwrites}),
		nullable("rate_limit_per_user", slowMode()),
		nullable("default_auto_archive_duration", archiveDuration()),
		nullable("default_thread_rate_limit_per_user", slowMode()),
		nullable("bitrate", integer{MinBitrate, math.MaxInt32}),
		nullable("user_limit", integer{0, math.MaxInt32}),
	}
}

func channelName() shape { return text{least: 1, most: MaxChannelName} }

// slowMode is in seconds.
func slowMode() shape { return integer{0, MaxSlowMode} }

// archiveDuration is in minutes.
func archiveDuration() shape {
	return numbers{archiveAfterAnHour, archiveAfterADay, archiveAfter3Days, archiveAfterAWeek}
}

func overwrite() shape {
	return newObject("overwrite", append(overwriteFields(), required("id", snowflake{}))...)
}

// overwriteSet is the body of Edit Channel Permissions; the path has the ID.
func overwriteSet() shape { return newObject("overwrite set", overwriteFields()...) }

func overwriteFields() []field {
	return []field{
		nullable("type", numbers{0, 1}), // of a role, of a member
		nullable("allow", permissions{}),
		nullable("deny", permissions{}),
	}
}

// threadFromMessage is the body of Start Thread from Message.
func threadFromMessage() shape { return newObject("thread from message", threadFields()...) }

// threadCreate is the body of Start Thread without Message. Threads of forums
// come with a message, which the sandbox has not.
func threadCreate() shape {
	return newObject("thread", append(threadFields(),
		nullable("type", numbers{10, 11, 12}), // announcement, public, private
		nullable("invitable", boolean{}),
	)...)
}

func threadFields() []field {
	return []field{
		required("name", channelName()),
		nullable("auto_archive_duration", archiveDuration()),
		nullable("rate_limit_per_user", slowMode()),
	}
}

// directCreate is the body of Create DM.
func directCreate() shape { return newObject("direct", required("recipient_id", snowflake{})) }
