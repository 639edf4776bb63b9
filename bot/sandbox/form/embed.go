package form

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// embed is a rich embed (docs: Message, Embed Object).
func embed() shape {
	return newObject("embed",
		nullable("type", text{}),
		nullable("title", text{most: MaxEmbedTitle}),
		nullable("description", text{most: MaxEmbedDescription}),
		nullable("url", webLink(MaxURL)),
		nullable("timestamp", moment{}),
		nullable("color", integer{0, MaxColor}),
		nullable("footer", newObject("embed footer",
			nullable("text", text{most: MaxFooterText}),
			nullable("icon_url", pictureLink()),
		)),
		nullable("image", embedPicture()),
		nullable("thumbnail", embedPicture()),
		nullable("author", newObject("embed author",
			nullable("name", text{most: MaxAuthorName}),
			nullable("url", webLink(MaxURL)),
			nullable("icon_url", pictureLink()),
		)),
		nullable("fields", list{of: embedField(), most: MaxEmbedFields}),
	).where(embedNotEmpty)
}

func embedPicture() shape {
	return newObject("embed picture", nullable("url", pictureLink()))
}

func embedField() shape {
	return newObject("embed field",
		required("name", text{filled: true, most: MaxFieldName}),
		required("value", text{filled: true, most: MaxFieldValue}),
		nullable("inline", boolean{}),
	)
}

// embedNotEmpty refuses an embed with nothing to show. Discord asks for the
// description then.
func embedNotEmpty(c *checker, o map[string]any) {
	footer, _ := o["footer"].(map[string]any)
	author, _ := o["author"].(map[string]any)
	image, _ := o["image"].(map[string]any)
	thumbnail, _ := o["thumbnail"].(map[string]any)
	text := textOf(o, "title") + textOf(o, "description") + textOf(footer, "text") + textOf(author, "name") +
		textOf(image, "url") + textOf(thumbnail, "url")
	if strings.TrimSpace(text) == "" && len(listOf(o, "fields")) == 0 {
		c.missing("description")
	}
}

// embedsFit bounds the characters of all embeds of a message together.
func embedsFit(c *checker, o map[string]any) {
	total := 0
	for _, e := range objectsOf(o, "embeds") {
		total += embedSize(e)
	}
	if total > MaxEmbedTotal {
		c.failAt("MAX_EMBED_SIZE_EXCEEDED", fmt.Sprintf("Embed size exceeds maximum size of %d", MaxEmbedTotal), "embeds")
	}
}

func embedSize(e map[string]any) int {
	footer, _ := e["footer"].(map[string]any)
	author, _ := e["author"].(map[string]any)
	size := size(e, "title") + size(e, "description") + size(footer, "text") + size(author, "name")
	for _, f := range objectsOf(e, "fields") {
		size += sizeOfField(f)
	}
	return size
}

func sizeOfField(f map[string]any) int { return size(f, "name") + size(f, "value") }

// size is the length of a text as Discord keeps it.
func size(o map[string]any, name string) int {
	return utf8.RuneCountInString(strings.TrimSpace(textOf(o, name)))
}
