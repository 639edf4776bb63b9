package form

import (
	"encoding/json"
	"slices"
)

// messageCreate is the body of Create Message.
func messageCreate() shape {
	return newObject("message", slices.Concat(messageFields(SuppressEmbeds|SuppressNotifications), []field{
		nullable("poll", poll()),
		nullable("tts", boolean{}),
		nullable("nonce", nonce{}),
		nullable("enforce_nonce", boolean{}),
		nullable("message_reference", messageReference()),
		nullable("sticker_ids", noStickers()),
	})...).where(messageRules()...)
}

// messageEdit is the body of Edit Message. It may repeat flags that the message
// has: only SUPPRESS_EMBEDS changes.
func messageEdit() shape {
	return newObject("message edit", append(messageFields(documentedFlags), nullable("sticker_ids", noStickers()))...).
		where(messageRules()...)
}

// webhookCreate is the body of Execute Webhook, by which follow-ups are sent.
func webhookCreate() shape {
	return newObject("webhook message", slices.Concat(messageFields(SuppressEmbeds|SuppressNotifications|Ephemeral), []field{
		nullable("poll", poll()),
		nullable("tts", boolean{}),
		nullable("username", text{least: 1, most: MaxWebhookUsername}),
		nullable("avatar_url", webLink(MaxURL)),
		nullable("thread_name", text{most: MaxWebhookThreadName}),
	})...).where(messageRules()...)
}

// webhookEdit is the body of Edit Webhook Message and of Edit Original
// Interaction Response. A deferred reply gets its poll by it.
func webhookEdit() shape {
	return newObject("webhook edit", append(messageFields(documentedFlags), nullable("poll", poll()))...).
		where(messageRules()...)
}

// messageFields are the fields of every message, with the flags that may be set.
func messageFields(settable flags) []field {
	return []field{
		nullable("content", text{most: MaxContent}),
		nullable("embeds", list{of: embed(), most: MaxEmbeds}),
		nullable("allowed_mentions", allowedMentions()),
		nullable("components", list{of: messageRow(), most: MaxRows}),
		nullable("attachments", list{of: attachment(), most: MaxAttachments}),
		nullable("flags", settable),
	}
}

func messageRules() []rule { return []rule{embedsFit, componentsDiffer} }

func noStickers() shape { return list{of: snowflake{}, most: maxStickersOfTheSandbox} }

// nonce is an integer or a short string.
type nonce struct{}

func (nonce) check(c *checker, v any) {
	if _, ok := v.(json.Number); ok {
		anyInteger().check(c, v)
		return
	}
	text{most: MaxNonce, verbatim: true}.check(c, v)
}

func messageReference() shape {
	return newObject("message reference",
		required("message_id", snowflake{}),
		nullable("channel_id", snowflake{}),
		nullable("guild_id", snowflake{}),
		nullable("fail_if_not_exists", boolean{}),
		nullable("type", numbers{0}),
	)
}

func attachment() shape {
	return newObject("attachment",
		required("id", snowflake{}),
		nullable("filename", text{least: 1, most: MaxAttachmentText}),
		nullable("title", text{most: MaxAttachmentText}),
		nullable("description", text{most: MaxAttachmentText}),
	)
}

// allowedMentions says whom a message pings (docs: Message, Allowed Mentions
// Object). A null parse, which discordgo sends for a nil slice, names nobody.
func allowedMentions() shape {
	ids := list{of: snowflake{}, most: MaxMentions, distinct: true, nullableItems: true}
	return newObject("allowed mentions",
		nullable("parse", list{of: words{"users", "roles", "everyone"}, most: -1, distinct: true, nullableItems: true}),
		nullable("users", ids),
		nullable("roles", ids),
		nullable("replied_user", boolean{}),
	).where(mentionsExclusive)
}

// mentionsExclusive refuses a list of ids beside the word that allows them all.
func mentionsExclusive(c *checker, o map[string]any) {
	for _, kind := range []string{"users", "roles"} {
		if len(listOf(o, kind)) > 0 && slices.Contains(listOf(o, "parse"), any(kind)) {
			c.fail("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", `parse:["`+kind+`"] and `+kind+`: [ids...] are mutually exclusive.`)
		}
	}
}

// bulkDelete is the body of Bulk Delete Messages.
func bulkDelete() shape {
	return newObject("bulk delete",
		required("messages", list{of: snowflake{}, least: MinBulkDelete, most: MaxBulkDelete, distinct: true}),
	)
}
