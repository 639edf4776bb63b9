package discord

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
)

// The limits of choices that are offered while a member types.
const (
	maxChoices    = 25
	maxChoiceName = 100 // characters, of the value too
	maxSlug       = 60  // bytes
)

// complete offers choices for the option that is being typed. It never waits
// for the queue: what it does takes a few milliseconds.
func (b *Bot) complete(ctx context.Context, i *discordgo.Interaction) {
	choices, err := b.choices(ctx, i)
	if err != nil {
		b.o.Log.Warn("choices could not be found", "interaction", i.ID, "error", err)
	}
	if choices == nil {
		choices = []*discordgo.ApplicationCommandOptionChoice{}
	}
	err = b.client.Acknowledge(ctx, i, &discordgo.InteractionResponse{
		Type: discordgo.InteractionApplicationCommandAutocompleteResult,
		Data: &discordgo.InteractionResponseData{Choices: choices},
	})
	if err != nil {
		b.o.Log.Warn("choices could not be offered", "interaction", i.ID, "error", err)
	}
}

// choices are those for the option that is being typed.
func (b *Bot) choices(ctx context.Context, i *discordgo.Interaction) (choices, error) {
	data := i.ApplicationCommandData()
	o := optionsOf(data)
	answerer := b.o.Knowledge.For(i.GuildID)
	if data.Name == "briefing" {
		return b.briefingChoices(ctx, i, o, answerer)
	}
	if data.Name == "knowledge" {
		return b.knowledgeChoices(ctx, i, o)
	}
	switch o.focused {
	case "article":
		return articleChoices(answerer, o.text("article")), nil
	case "since":
		return b.sinceChoices(ctx, i, strings.TrimSpace(o.text("since")))
	case "paragraph":
		return paragraphChoices(answerer, o), nil
	case "name":
		return b.nameChoices(i.GuildID, answerer, o.text("name")), nil
	}
	return nil, nil
}

// articleChoices are the articles whose title, author or file name holds what
// was typed.
func articleChoices(answerer *answer.Answerer, typed string) (choices []*discordgo.ApplicationCommandOptionChoice) {
	typed = fold(typed)
	for _, a := range answerer.Articles() {
		if strings.Contains(fold(a.Title), typed) || strings.Contains(fold(a.Slug), typed) || strings.Contains(fold(a.Author), typed) {
			choices = append(choices, choice(a.Name(), shortSlug(a.Slug)))
		}
		if len(choices) == maxChoices {
			break
		}
	}
	return choices
}

// paragraphChoices are paragraphs of the article that was chosen: those whose
// number begins with what was typed, or whose words hold it.
func paragraphChoices(answerer *answer.Answerer, o options) (choices []*discordgo.ApplicationCommandOptionChoice) {
	a := articleOf(answerer, o.text("article"))
	if articles := answerer.Articles(); a == nil && len(articles) == 1 {
		a = articles[0]
	}
	if a == nil {
		return nil
	}
	return paragraphsOf(a, o.typed())
}

func paragraphsOf(a *corpus.Article, typed string) (choices []*discordgo.ApplicationCommandOptionChoice) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	for n, p := range a.Passages {
		words := a.Plain(p.Span)
		if !strings.HasPrefix(strconv.Itoa(n+1), typed) && !strings.Contains(strings.ToLower(words), typed) {
			continue
		}
		choices = append(choices, &discordgo.ApplicationCommandOptionChoice{
			Name: shortened(fmt.Sprintf("¶%d %s", n+1, words), maxChoiceName), Value: n + 1,
		})
		if len(choices) == maxChoices {
			break
		}
	}
	return choices
}

// nameChoices are the names that the articles mention most among those that
// hold what was typed.
func (b *Bot) nameChoices(guild string, answerer *answer.Answerer, typed string) (choices []*discordgo.ApplicationCommandOptionChoice) {
	typed = fold(typed)
	for _, n := range b.namesIn(guild, answerer) {
		if strings.Contains(fold(n.Name), typed) {
			choices = append(choices, choice(n.Name, n.Name))
		}
		if len(choices) == maxChoices {
			break
		}
	}
	return choices
}

// namesIn are the names in what a guild's answerer may answer from, as far as they
// are known.
func (b *Bot) namesIn(guild string, answerer *answer.Answerer) []brief.Name {
	return b.names.of(guild, answerer, func(find func()) error {
		return b.queue.Do("", "", func(context.Context) { find() })
	})
}

func choice(name, value string) *discordgo.ApplicationCommandOptionChoice {
	return &discordgo.ApplicationCommandOptionChoice{Name: shortened(name, maxChoiceName), Value: shortened(value, maxChoiceName)}
}

// typed is what stands in the option that is being typed, a number too.
func (o options) typed() string {
	if v := o.values[o.focused]; v != nil {
		return strings.TrimSuffix(fmt.Sprint(v.Value), "<nil>")
	}
	return ""
}

// shortSlug is a slug as it fits into a choice and a button.
func shortSlug(slug string) string {
	if len(slug) <= maxSlug {
		return slug
	}
	return strings.ToValidUTF8(slug[:maxSlug], "")
}
