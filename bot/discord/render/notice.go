package render

import (
	"fmt"
	"time"
)

// Notice is one plain sentence of the bot itself. What is markup in it shows as
// it is written, so it may hold names that people gave; see Markup for one with
// a moment or a command in it. One that is too long is shortened.
func Notice(text string) Post { return Post{Content: shortenEscaped(clean(text), maxContent)} }

// Markup is a sentence of the bot itself in Discord's Markdown, as it stands.
// Whatever in it is not the bot's own must have gone through Escape. One that
// is too long is shortened.
func Markup(text string) Post { return Post{Content: shorten(text, maxContent)} }

// Offer is Markup with at most five buttons below it.
func (r Renderer) Offer(text string, choices ...Choice) Post {
	p := Markup(text)
	p.Components = r.choices(choices)
	return p
}

// Moment is a moment that is the bot's own, never one from an article, as
// Discord shows it to each reader in their own time zone: "in 5 minutes" (docs:
// Reference, Timestamp Styles, R).
func Moment(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }
