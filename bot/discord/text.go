package discord

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/discord/render"
)

// textOf is what a message says: its own words, or else those of its embeds.
func (b *Bot) textOf(m *discordgo.Message) (string, error) {
	text := b.said(m)
	if text == "" {
		for _, e := range m.Embeds {
			text = strings.TrimSpace(text + "\n" + e.Title + "\n" + e.Description)
		}
	}
	if text == "" {
		return "", errNoText
	}
	if len(text) > answer.MaxQuestion {
		text = strings.ToValidUTF8(text[:answer.MaxQuestion], "")
	}
	return text, nil
}

// said are a message's own words: the bot's mention is left out, other people's
// are their names, and what else Discord would draw is left out too.
func (b *Bot) said(m *discordgo.Message) string {
	text := mentioned.ReplaceAllStringFunc(m.Content, func(markup string) string {
		id := strings.Trim(markup, "<@!>")
		for _, u := range m.Mentions {
			if u != nil && u.ID == id && id != b.me {
				return u.DisplayName()
			}
		}
		return ""
	})
	text = drawn.ReplaceAllString(text, " ")
	return strings.Join(strings.Fields(text), " ")
}

var (
	mentioned = regexp.MustCompile(`<@!?\d+>`)
	// drawn is a role, channel, command, timestamp or emoji of a server.
	drawn = regexp.MustCompile(`<(?:@&|#|t:|/[^:>]+:|a?:\w+:)[^>]*>`)
)

// fold makes names comparable: case and everything but letters and digits gone.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

// plainName is a name from outside as it can stand in a sentence of the bot's.
func plainName(name string) string { return render.Escape(shortened(name, maxShown)) }

// maxShown is how much of a name is shown in a sentence, in characters.
const maxShown = 100

// shortened is text of at most that many characters, with a sign where it goes
// on.
func shortened(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}
