package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// check answers the entry "Check against the articles" of a message's menu.
func (b *Bot) check(ctx context.Context, c *call) (result, error) {
	m, err := target(c)
	if err != nil {
		return result{}, err
	}
	text, err := b.textOf(m)
	if err != nil {
		return result{}, err
	}
	return b.checkText(ctx, c, text)
}

// checkText checks each sentence of a text.
func (b *Bot) checkText(ctx context.Context, c *call, text string) (result, error) {
	visit := b.visit(c.asking(answer.Question{Text: text}), c.place, store.KindCheck)
	findings, note, err := b.o.Desk.CheckEach(ctx, visit, text)
	if err != nil {
		return result{}, err
	}
	var t transcript
	mode := answer.Quoted
	for _, f := range findings {
		t.line(string(f.Verdict) + ": " + f.Claim)
		if len(f.Says) > 0 {
			t.claims(f.Says)
			mode = answer.Written
		}
	}
	sources := render.FindingSources(findings)
	id := b.told(ctx, c, mode, store.KindCheck, text, t.String(), sources)
	return result{posts: c.render.Findings(findings, text, b.withOtherwise(beside(note, id, ""), c.GuildID, sources)), answer: id}, nil
}

// target is the message that a menu was opened on.
func target(c *call) (*discordgo.Message, error) {
	data := c.ApplicationCommandData()
	if data.Resolved == nil || data.Resolved.Messages[data.TargetID] == nil {
		return nil, errNoText
	}
	return data.Resolved.Messages[data.TargetID], nil
}
