package form

// role is the body of Create Guild Role and of Modify Guild Role.
func role() shape {
	color := integer{0, MaxColor}
	return newObject("role",
		nullable("name", text{least: 1, most: MaxRoleName}),
		nullable("permissions", permissions{}),
		nullable("color", color),
		nullable("colors", newObject("role colors",
			nullable("primary_color", color),
			nullable("secondary_color", color),
			nullable("tertiary_color", color),
		)),
		nullable("hoist", boolean{}),
		nullable("mentionable", boolean{}),
		nullable("icon", text{verbatim: true}),
		nullable("unicode_emoji", text{most: MaxRoleName}),
	)
}

// memberEdit is the body of Modify Guild Member.
func memberEdit() shape {
	return newObject("member edit",
		nullable("nick", text{most: MaxNick}),
		nullable("roles", list{of: snowflake{}, most: MaxRoles, distinct: true}),
		nullable("mute", boolean{}),
		nullable("deaf", boolean{}),
		nullable("channel_id", snowflake{}),
		nullable("communication_disabled_until", moment{}),
		nullable("flags", anyInteger()),
	)
}

// selfMemberEdit is the body of Modify Current Member.
func selfMemberEdit() shape {
	return newObject("self",
		nullable("nick", text{most: MaxNick}),
		nullable("avatar", text{verbatim: true}),
		nullable("banner", text{verbatim: true}),
		nullable("bio", text{most: MaxBio}),
	)
}
