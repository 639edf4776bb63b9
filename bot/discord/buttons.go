package discord

import (
	"context"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
)

// pressable is what a button does.
type pressable struct {
	public     bool // everybody sees the result
	moderators bool // for moderators alone
	update     bool // changes the message that it stands on
	visits     bool // goes to the desk
	run        func(*Bot, context.Context, *call) (result, error)
}

// pressables is the table of buttons. An action that has left the table is
// answered with what to do instead, for ever.
func pressables() map[button.Action]pressable {
	return map[button.Action]pressable{
		button.Quotes:  {run: (*Bot).quotes},
		button.Nearest: {run: (*Bot).nearest},
		button.Discuss: {run: (*Bot).discussAnswer},
		button.Good:    {run: (*Bot).praise},
		button.All:     {run: (*Bot).all},
		button.Anew:    {public: true, visits: true, run: (*Bot).anew},
		button.Page:    {update: true, run: (*Bot).page},
		button.Passage: {update: true, run: (*Bot).turned},
		button.Erase:   {update: true, run: (*Bot).erase},
		button.Keep:    {update: true, run: (*Bot).keep},

		button.SaveQuestion: {moderators: true, run: (*Bot).saveAnswered},

		// A decision is told to the moderator alone; the message changes for all.
		button.Approve: {visits: true, run: (*Bot).approve},
		button.Skip:    {visits: true, run: (*Bot).skip},
		button.Whole:   {visits: true, run: (*Bot).whole},

		button.Save:   {moderators: true, update: true, visits: true, run: (*Bot).saveBriefing},
		button.Cancel: {moderators: true, update: true, run: (*Bot).cancelBriefing},
		button.Drop:   {moderators: true, update: true, run: (*Bot).dropBriefing},
		button.Spare:  {moderators: true, update: true, run: (*Bot).spareBriefing},
		button.Post:   {moderators: true, update: true, run: (*Bot).postBriefing},

		button.Publish: {moderators: true, update: true, run: (*Bot).publishDraft},
		button.Compare: {moderators: true, update: true, run: (*Bot).compare},
		button.Discard: {moderators: true, update: true, run: (*Bot).discardDraft},
		button.Undo:    {moderators: true, update: true, run: (*Bot).undoDraft},
		button.Version: {moderators: true, run: (*Bot).pressedVersion},

		button.Gap:      {moderators: true, visits: true, run: (*Bot).pressedGap},
		button.Settle:   {moderators: true, run: (*Bot).settleComplaint},
		button.Draft:    {moderators: true, run: (*Bot).showDraft},
		button.Unrule:   {moderators: true, run: (*Bot).unrule},
		button.TellNone: {run: (*Bot).tellNone},
		button.TellMe:   {update: true, run: (*Bot).tellMe},

		button.Follow:   {moderators: true, update: true, run: (*Bot).follow},
		button.Feed:     {moderators: true, run: (*Bot).pressedFeed},
		button.FeedSure: {moderators: true, update: true, run: (*Bot).sureOfFeed},
		button.FeedDrop: {moderators: true, run: (*Bot).dropFeedDraft},
	}
}

// pressed handles a button.
func (b *Bot) pressed(ctx context.Context, i *discordgo.Interaction) {
	action, args, err := b.buttons.Parse(i.MessageComponentData().CustomID)
	if err != nil {
		b.refuse(ctx, i, err)
		return
	}
	switch action {
	case button.Bad:
		b.askWhatWasWrong(ctx, i, args)
		return
	case button.Edit:
		b.openEditor(ctx, i, args)
		return
	}
	if makes := forms()[action]; makes != nil {
		b.open(ctx, i, options{}, args, makes)
		return
	}
	p, ok := pressables()[action]
	if !ok {
		b.refuse(ctx, i, errOldCommand)
		return
	}
	b.do(ctx, i, task{
		private: !p.public || ephemeral(i.Message),
		visits:  p.visits,
		// On a message that all see, turning pages would turn everybody's.
		update: p.update && ephemeral(i.Message),
		run: func(ctx context.Context, c *call) (result, error) {
			c.args = args
			if p.moderators && !c.moderates() {
				return result{}, errNotModerator
			}
			return p.run(b, ctx, c)
		},
	})
}

// ephemeral reports whether only one member sees a message.
func ephemeral(m *discordgo.Message) bool {
	return m != nil && m.Flags&discordgo.MessageFlagsEphemeral != 0
}

// submitted handles a form that was sent.
func (b *Bot) submitted(ctx context.Context, i *discordgo.Interaction) {
	data := i.ModalSubmitData()
	action, args, err := b.buttons.Parse(data.CustomID)
	if err != nil {
		b.refuse(ctx, i, err)
		return
	}
	t := task{private: true}
	switch action {
	case button.Comment:
		t.run = func(ctx context.Context, c *call) (result, error) {
			c.args = args
			return b.complain(ctx, c, input(data, commentInput))
		}
	case button.Edited:
		t.visits = true
		t.run = func(ctx context.Context, c *call) (result, error) {
			c.args = args
			return b.edited(ctx, c, data)
		}
	default:
		s, ok := submissions()[action]
		if !ok {
			b.refuse(ctx, i, errOldCommand)
			return
		}
		t.update = s.update && ephemeral(i.Message)
		t.run = func(ctx context.Context, c *call) (result, error) {
			c.args = args
			switch { // again: who opened it may not be one any more
			case !c.moderates():
				return result{}, errNotModerator
			case b.keeps() != nil:
				return result{}, b.keeps()
			}
			return s.run(b, ctx, c, data)
		}
	}
	b.do(ctx, i, t)
}

// input is what was written into a field of a form.
func input(data discordgo.ModalSubmitInteractionData, id string) string {
	for _, row := range data.Components {
		r, ok := row.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range r.Components {
			if field, ok := c.(*discordgo.TextInput); ok && field.CustomID == id {
				return field.Value
			}
		}
	}
	return ""
}
