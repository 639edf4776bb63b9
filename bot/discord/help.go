package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/locale"
	"rapporteur/bot/discord/render"
)

// help answers /help.
func (b *Bot) help(_ context.Context, c *call) (result, error) {
	tag := c.options.text("language")
	if tag == "" {
		tag = locale.TagOf(c.Locale)
	}
	if tag == locale.English && !c.options.has("language") && c.settings.Language != "" {
		tag = c.settings.Language
	}
	articles := c.answerer.Articles()
	h := render.Help{Articles: len(articles), Reads: b.reads, Writes: b.o.Desk.Writes()}
	for _, a := range articles {
		h.Passages += len(a.Passages)
	}
	for _, entry := range b.commands {
		if entry.moderators && !c.moderates() || entry.guildOnly && c.GuildID == "" {
			continue
		}
		h.Commands = append(h.Commands, b.helpOn(entry, tag))
	}
	return result{posts: c.render.Help(h)}, nil
}

// helpOn are the lines of /help on one command, with its subcommands each by
// itself.
func (b *Bot) helpOn(c command, tag string) render.HelpCommand {
	if c.kind == discordgo.MessageApplicationCommand {
		return render.HelpCommand{Mention: "Message menu", Text: b.words.In(tag, c.name)}
	}
	h := render.HelpCommand{Mention: b.mention(c.name), Text: b.words.In(tag, c.name)}
	if len(c.options) > 0 && c.options[0].Type == discordgo.ApplicationCommandOptionSubCommand {
		h.Mention = "/" + c.name
	}
	return h
}
