package discord

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/queue"
	"rapporteur/bot/discord/render"
)

// interaction handles one interaction, which is acknowledged before anything
// is worked on. It is called in a goroutine of its own.
func (b *Bot) interaction(ctx context.Context, i *discordgo.Interaction) {
	if userOf(i) == nil {
		b.o.Log.Warn("an interaction of nobody", "interaction", i.ID)
		return
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		b.command(ctx, i)
	case discordgo.InteractionApplicationCommandAutocomplete:
		b.complete(ctx, i)
	case discordgo.InteractionMessageComponent:
		b.pressed(ctx, i)
	case discordgo.InteractionModalSubmit:
		b.submitted(ctx, i)
	}
}

// command handles a slash command or an entry of a message's menu.
func (b *Bot) command(ctx context.Context, i *discordgo.Interaction) {
	data := i.ApplicationCommandData()
	c, ok := b.commandNamed(data)
	if !ok {
		b.refuse(ctx, i, errOldCommand)
		return
	}
	o := optionsOf(data)
	if c.form != nil {
		if makes := c.form(o); makes != nil {
			b.open(ctx, i, o, nil, makes)
			return
		}
	}
	t := task{private: c.private(o), visits: c.visits, run: func(ctx context.Context, call *call) (result, error) {
		call.options = o
		if c.moderators && !call.moderates() {
			return result{}, errNotModerator
		}
		return c.run(b, ctx, call)
	}}
	b.do(ctx, i, t)
}

// task is what an interaction asks for.
type task struct {
	private bool // only the member sees the result
	// update changes the message of the button that was pressed, instead of
	// posting another.
	update bool
	// visits the desk, which has the processor's work done in a place of its own
	// and may wait for a language model between.
	visits bool
	run    func(context.Context, *call) (result, error)
}

// do acknowledges an interaction and works on it in the queue's time. The
// acknowledgement does not wait for the work, and the work not for a place in
// the line that others hold: where there is none the member is told so.
func (b *Bot) do(ctx context.Context, i *discordgo.Interaction, t task) {
	acknowledged := make(chan error, 1)
	err := b.queue.Do(i.GuildID, userOf(i).ID, func(ctx context.Context) {
		// A question whose acknowledgement failed has nowhere to be answered.
		if <-acknowledged == nil {
			b.work(ctx, i, t)
		}
	})
	if err != nil {
		b.refuse(ctx, i, err)
		return
	}
	err = b.client.Acknowledge(ctx, i, t.acknowledgement())
	if err != nil {
		b.o.Log.Error("an interaction could not be acknowledged", "interaction", i.ID, "error", err)
	}
	acknowledged <- err
}

func (t task) acknowledgement() *discordgo.InteractionResponse {
	if t.update {
		return &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredMessageUpdate}
	}
	r := &discordgo.InteractionResponse{Type: discordgo.InteractionResponseDeferredChannelMessageWithSource}
	if t.private {
		r.Data = &discordgo.InteractionResponseData{
			Flags: discordgo.MessageFlagsEphemeral, Components: []discordgo.MessageComponent{}, Embeds: []*discordgo.MessageEmbed{},
		}
	}
	return r
}

// work does the task and shows what came of it: the result, or in words why
// there is none.
func (b *Bot) work(ctx context.Context, i *discordgo.Interaction, t task) {
	defer b.recovered(i, t)
	r, err := b.attempt(ctx, i, t)
	if err != nil && stopping(ctx) {
		err = queue.ErrStopping
	}
	if err != nil {
		r = notice(b.explain(i.ID, err))
		t.update = false
	}
	// What was acknowledged is answered, even when the bot is stopping.
	ctx, cancel := b.telling(ctx)
	defer cancel()
	first, err := b.show(ctx, i, t, r.posts)
	if err != nil {
		b.o.Log.Error("an answer could not be shown", "interaction", i.ID, "error", err)
		return
	}
	b.posted(ctx, i.ID, r, first)
}

// attempt prepares the call and runs the task.
func (b *Bot) attempt(ctx context.Context, i *discordgo.Interaction, t task) (result, error) {
	settings, err := b.settingsOf(ctx, i.GuildID)
	if err != nil {
		return result{}, err
	}
	c := &call{
		Interaction: i, user: userOf(i), private: t.private,
		place: place{answerer: b.o.Knowledge.For(i.GuildID), settings: settings, render: b.rendererFor(i.AppPermissions), spot: &interactionSpot{b, i}},
	}
	if err := b.allowed(ctx, c); err != nil {
		return result{}, err
	}
	if t.visits {
		return t.run(ctx, c)
	}
	return b.thought(ctx, func() (result, error) { return t.run(ctx, c) })
}

// thought is the result of what takes the processor's time.
func (b *Bot) thought(ctx context.Context, work func() (result, error)) (r result, err error) {
	if ended := b.think(ctx, func() { r, err = work() }); ended != nil {
		return result{}, ended
	}
	return r, err
}

// think does what takes the processor's time, when one of the places for that is
// free. There is one fewer than processors, so that there is always one for
// acknowledgements. The error is that of ctx, and then nothing was done.
func (b *Bot) think(ctx context.Context, work func()) error {
	select {
	case b.thinking <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.thinking }()
	work()
	return nil
}

// show sends the posts as the answer to an interaction and returns the first.
func (b *Bot) show(ctx context.Context, i *discordgo.Interaction, t task, posts []render.Post) (*discordgo.Message, error) {
	if len(posts) == 0 {
		return nil, nil // an update that changes nothing
	}
	shown := edit(posts[0])
	if t.update && len(posts[0].Files) == 0 { // what was attached belongs to what stood there
		shown.Attachments = new([]*discordgo.MessageAttachment{})
	}
	first, err := b.client.EditReply(ctx, i, shown)
	if err != nil {
		return nil, fmt.Errorf("show the answer: %w", err)
	}
	for n, p := range posts[1:] {
		if _, err := b.client.FollowUp(ctx, i, followUp(p, t.private)); err != nil {
			return first, fmt.Errorf("show part %d of %d: %w", n+2, len(posts), err)
		}
	}
	return first, nil
}

func edit(p render.Post) *discordgo.WebhookEdit {
	embeds, components := p.Embeds, p.Components
	if embeds == nil {
		embeds = []*discordgo.MessageEmbed{}
	}
	if components == nil {
		components = []discordgo.MessageComponent{}
	}
	return &discordgo.WebhookEdit{Content: &p.Content, Embeds: &embeds, Components: &components, Files: p.Files}
}

func followUp(p render.Post, private bool) *discordgo.WebhookParams {
	params := &discordgo.WebhookParams{Content: p.Content, Embeds: p.Embeds, Components: p.Components, Files: p.Files}
	if private {
		params.Flags = discordgo.MessageFlagsEphemeral
	}
	return params
}

// posted notes where an answer can be seen and does what comes after it. The
// member has the answer already: what fails here is for the log alone.
func (b *Bot) posted(ctx context.Context, subject string, r result, first *discordgo.Message) {
	if first == nil {
		return
	}
	if r.answer != "" {
		if err := b.o.Store.SetMessage(ctx, r.answer, first.ChannelID, first.ID); err != nil {
			b.o.Log.Error("where an answer stands could not be stored", "interaction", subject, "error", err)
		}
	}
	if r.then != nil {
		if err := r.then(first); err != nil {
			b.o.Log.Error("what follows an answer failed", "interaction", subject, "error", err)
		}
	}
}

// refuse answers an interaction that is not worked on, for the member alone.
func (b *Bot) refuse(ctx context.Context, i *discordgo.Interaction, why error) {
	r := &discordgo.InteractionResponse{Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{
		Content: b.explain(i.ID, why), Flags: discordgo.MessageFlagsEphemeral,
		Components: []discordgo.MessageComponent{}, Embeds: []*discordgo.MessageEmbed{},
	}}
	if err := b.client.Acknowledge(ctx, i, r); err != nil {
		b.o.Log.Error("a refusal could not be shown", "interaction", i.ID, "error", err)
	}
}

// recovered tells a member whose question met a fault of the program.
func (b *Bot) recovered(i *discordgo.Interaction, t task) {
	fault := recover()
	if fault == nil {
		return
	}
	b.o.Log.Error("panic", "interaction", i.ID, "fault", fmt.Sprint(fault), "stack", stack())
	ctx, cancel := context.WithTimeout(context.Background(), tellingTime)
	defer cancel()
	if _, err := b.show(ctx, i, t, notice(b.explain(i.ID, errFault)).posts); err != nil {
		b.o.Log.Error("a fault could not be told", "interaction", i.ID, "error", err)
	}
}

// telling is the context for showing a result. It outlives that of the work
// where that has ended, so that whoever waits is told.
func (b *Bot) telling(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() == nil {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(context.WithoutCancel(ctx), tellingTime)
}

// stopping reports whether a context ended because the bot stops.
func stopping(ctx context.Context) bool { return errors.Is(context.Cause(ctx), queue.ErrStopping) }
