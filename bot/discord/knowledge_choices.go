package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/curate"
)

// knowledgeChoices are what a moderator is offered while they fill in /knowledge;
// others are offered nothing.
func (b *Bot) knowledgeChoices(ctx context.Context, i *discordgo.Interaction, o options) (choices, error) {
	settings, err := b.settingsOf(ctx, i.GuildID)
	if err != nil {
		return nil, err
	}
	c := &call{Interaction: i, options: o, place: place{settings: settings}}
	switch {
	case !c.moderates():
		return nil, nil
	case o.group == questionsGroup && o.focused == "article":
		return articleChoices(b.o.Knowledge.For(i.GuildID), o.text("article")), nil
	case o.group == questionsGroup:
		return b.questionChoices(ctx, i.GuildID, o.text("question"))
	case b.keeps() != nil:
		return nil, nil //nolint:nilerr // there is nothing to be chosen; the command itself says why
	}
	if o.focused == "article" {
		return keptChoices(b.keptFor(i.GuildID), o), nil
	}
	s, err := b.named(c, false)
	if unknown := (*unknownArticleError)(nil); errors.As(err, &unknown) {
		return nil, nil // nothing is chosen yet
	}
	if err != nil {
		return nil, err
	}
	return b.choicesAbout(ctx, i.GuildID, s, o)
}

// choicesAbout are what is offered once an article is chosen.
func (b *Bot) choicesAbout(ctx context.Context, guild string, s curate.Standing, o options) (choices, error) {
	if o.focused != "paragraph" {
		return b.versionChoices(ctx, guild, s, o.typed())
	}
	if s.Now == nil {
		return nil, nil
	}
	return paragraphsOf(s.Now, o.typed()), nil
}

// keptChoices are the articles whose name or title holds what was typed: those that
// are there now, and for what is about history the others too.
func keptChoices(all []curate.Standing, o options) (out choices) {
	past := o.subcommand != "show" && o.subcommand != "edit" && o.subcommand != "remove"
	typed := fold(o.text("article"))
	for _, s := range all {
		name := nameOf(s)
		if s.Now == nil {
			name += " (withdrawn)"
		}
		if (past || s.Now != nil) && (strings.Contains(fold(name), typed) || strings.Contains(fold(s.Slug), typed)) {
			out = append(out, choice(name, shortSlug(s.Slug)))
		}
		if len(out) == maxChoices {
			break
		}
	}
	return out
}

// versionChoices are the versions of an article, the newest first.
func (b *Bot) versionChoices(ctx context.Context, guild string, s curate.Standing, typed string) (out choices, err error) {
	all, err := b.o.Curator.History(ctx, s.Guild, s.Slug)
	if err != nil {
		return nil, err
	}
	for _, v := range all {
		if !strings.HasPrefix(strconv.Itoa(v.Version), typed) {
			continue
		}
		name := fmt.Sprintf("Version %d, %s on %s", v.Version, actionWords[v.Action], v.At.UTC().Format("2006-01-02"))
		if v = b.toldIn(guild, v); v.Why != "" {
			name += ": " + v.Why
		}
		out = append(out, &discordgo.ApplicationCommandOptionChoice{Name: shortened(name, maxChoiceName), Value: v.Version})
		if len(out) == maxChoices {
			break
		}
	}
	return out, nil
}
