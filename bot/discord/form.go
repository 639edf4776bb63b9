package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// former makes the form that a command or a button opens.
type former func(*Bot, context.Context, *call) (*discordgo.InteractionResponseData, error)

// forms is the table of the moderators' buttons that open a form.
func forms() map[button.Action]former {
	return map[button.Action]former{
		button.Details: (*Bot).detailsForm,
	}
}

// submissions is the table of the moderators' forms.
func submissions() map[button.Action]submission {
	return map[button.Action]submission{
		button.Detailed: {update: true, run: (*Bot).detailed},
		button.Written:  {run: (*Bot).written},
		button.Reworded: {run: (*Bot).reworded},
		button.Destroy:  {run: (*Bot).purged},
	}
}

// submission is what a form that was sent does.
type submission struct {
	update bool // changes the message from which it was opened
	run    func(*Bot, context.Context, *call, discordgo.ModalSubmitInteractionData) (result, error)
}

// open opens a moderators' form. A form can only be the first response, within the
// time that Discord gives for one, so that it does not go through the queue.
func (b *Bot) open(ctx context.Context, i *discordgo.Interaction, o options, args []string, makes former) {
	ctx, cancel := context.WithTimeout(ctx, formWithin)
	defer cancel()
	form, err := b.formFor(ctx, i, o, args, makes)
	if err != nil {
		b.refuse(context.WithoutCancel(ctx), i, err)
		return
	}
	r := &discordgo.InteractionResponse{Type: discordgo.InteractionResponseModal, Data: form}
	if err := b.client.Acknowledge(ctx, i, r); err != nil {
		b.o.Log.Error("a form could not be opened", "interaction", i.ID, "error", err)
	}
}

func (b *Bot) formFor(ctx context.Context, i *discordgo.Interaction, o options, args []string, makes former) (*discordgo.InteractionResponseData, error) {
	settings, err := b.settingsOf(ctx, i.GuildID)
	if err != nil {
		return nil, err
	}
	c := &call{Interaction: i, user: userOf(i), options: o, args: args, place: place{settings: settings}}
	if !c.moderates() {
		return nil, errNotModerator
	}
	if err := b.keeps(); err != nil {
		return nil, err
	}
	return makes(b, ctx, c)
}
