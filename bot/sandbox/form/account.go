package form

// userEdit is the body of Modify Current User. Each field may be left out,
// though the official schema wants the username: discord.js leaves it out.
func userEdit() shape {
	return newObject("user",
		optional("username", text{least: MinUsername, most: MaxUsername}),
		nullable("avatar", text{verbatim: true}),
		nullable("banner", text{verbatim: true}),
	)
}

// applicationEdit is the body of Edit Current Application.
func applicationEdit() shape {
	return newObject("application",
		nullable("description", text{most: MaxAppDescription}),
		nullable("icon", text{verbatim: true}),
		nullable("cover_image", text{verbatim: true}),
		nullable("flags", anyInteger()),
		nullable("interactions_endpoint_url", webLink(MaxURL)),
		nullable("role_connections_verification_url", webLink(MaxURL)),
		nullable("custom_install_url", webLink(MaxURL)),
		nullable("tags", list{of: text{least: 1, most: MaxTag}, most: MaxTags, distinct: true}),
	)
}
