package discord

import (
	"context"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
	"rapporteur/bot/store"
)

// praise notes that somebody found an answer helpful.
func (b *Bot) praise(ctx context.Context, c *call) (result, error) {
	if _, err := b.answerOf(ctx, c); err != nil {
		return result{}, err
	}
	if err := b.o.Store.Rate(ctx, store.Feedback{Answer: arg(c, 0), User: c.user.ID, Good: true, At: b.o.Now()}); err != nil {
		return result{}, err
	}
	return notice("Thank you, that is noted."), nil
}

// The form for a complaint.
const (
	commentInput = "comment"
	maxComment   = 1000
)

// askWhatWasWrong opens the form for a complaint. A form can only be the first
// response to a press, so that nothing is looked up before; the complaint counts
// once the form is sent.
func (b *Bot) askWhatWasWrong(ctx context.Context, i *discordgo.Interaction, args []string) {
	id, err := b.buttons.ID(button.Comment, args...)
	if err != nil {
		b.refuse(ctx, i, err)
		return
	}
	err = b.client.Acknowledge(ctx, i, &discordgo.InteractionResponse{
		Type: discordgo.InteractionResponseModal,
		Data: &discordgo.InteractionResponseData{
			CustomID: id, Title: "What was wrong?",
			Components: []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{discordgo.TextInput{
				CustomID: commentInput, Label: "The moderators read this", Style: discordgo.TextInputParagraph,
				Placeholder: "The date is wrong; it does not answer the question; …", MaxLength: maxComment,
			}}}},
		},
	})
	if err != nil {
		b.o.Log.Error("a form could not be opened", "interaction", i.ID, "error", err)
	}
}

// complain notes what somebody found wrong with an answer.
func (b *Bot) complain(ctx context.Context, c *call, comment string) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	comment = strings.TrimSpace(comment)
	if err := b.o.Store.Rate(ctx, store.Feedback{Answer: a.ID, User: c.user.ID, Comment: comment, At: b.o.Now()}); err != nil {
		return result{}, err
	}
	r := notice("Thank you. That is noted.")
	if c.GuildID != "" {
		r = notice("Thank you. The moderators will see what you wrote.")
		b.tellStaff(c.settings, c.ID, complaintText(a, comment), settled(a.ID, c.user.ID))
	}
	return r, nil
}

// answerOf is the stored answer that a button belongs to.
func (b *Bot) answerOf(ctx context.Context, c *call) (store.Answer, error) {
	a, err := b.o.Store.Answer(ctx, arg(c, 0))
	if err == nil && a.Guild != c.GuildID {
		err = errOtherGuild
	}
	return a, err
}
