package form

// poll is a poll before it is sent (docs: Poll, Poll Create Request Object).
func poll() shape {
	return newObject("poll",
		required("question", newObject("poll question",
			required("text", text{least: 1, most: MaxPollQuestion}),
			nullable("emoji", pollEmoji()),
		)),
		required("answers", list{of: pollAnswer(), least: 1, most: MaxPollAnswers}),
		nullable("duration", integer{1, MaxPollHours}),
		nullable("allow_multiselect", boolean{}),
		nullable("layout_type", numbers{1}),
	)
}

func pollAnswer() shape {
	return newObject("poll answer",
		required("poll_media", newObject("poll media",
			required("text", text{least: 1, most: MaxPollAnswer}),
			nullable("emoji", pollEmoji()),
		)),
	)
}

func pollEmoji() shape {
	return newObject("poll emoji",
		nullable("id", snowflake{}),
		nullable("name", text{most: MaxEmojiName}),
		nullable("animated", boolean{}),
	)
}
