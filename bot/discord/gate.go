package discord

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/edition"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// gatePart tells the nonce of what moderators are asked from those of the briefing.
const gatePart = 60

// Held asks moderators about a briefing that waits for them, in the staff channel
// or its maker alone where there is none. The one message shows the draft as it is
// and, after a decision, the outcome.
func (b scheduled) Held(ctx context.Context, s store.Schedule, r store.Run) error {
	if r.State != store.RunHeld {
		if r.GateMessage == "" {
			return nil // nobody was asked
		}
		return b.showGate(ctx, r, render.Markup(outcomeText(s, r)))
	}
	e, lost, err := b.restored(ctx, s.Guild, r.Draft)
	if err != nil {
		return err
	}
	h := b.heldOf(s, r, e, lost)
	if r.GateMessage != "" {
		return b.showGate(ctx, r, b.gateRenderer(ctx, r.GateChannel).Held(h))
	}
	sent, err := b.askModerators(ctx, s, r, h)
	if err != nil {
		return err
	}
	return b.o.Store.SetGate(ctx, r.RunKey, sent.ChannelID, sent.ID)
}

// heldOf is a run that waits, as moderators see it.
func (b *Bot) heldOf(s store.Schedule, r store.Run, e *edition.Edition, lost []edition.Lost) render.Held {
	return render.Held{
		Title: titleOf(s), Channel: r.Channel, Deadline: r.Deadline, Post: s.AtDeadline == store.DeadlinePost,
		Edition: e, Lost: lost, Weak: e.Weak, Args: []string{s.ID, r.Nonce},
		Otherwise: b.otherwise(s.Guild, citedBy(e.Sources())),
	}
}

// gateRenderer is that for the channel in which moderators are asked.
func (b *Bot) gateRenderer(ctx context.Context, channel string) render.Renderer {
	return b.rendererIn(ctx, &discordgo.Message{ChannelID: channel, GuildID: "?"})
}

// askModerators sends the question, and gives the message.
func (b scheduled) askModerators(ctx context.Context, s store.Schedule, r store.Run, h render.Held) (*discordgo.Message, error) {
	settings, err := b.settingsOf(ctx, s.Guild)
	if err != nil {
		return nil, err
	}
	id := nonce(r.Nonce, gatePart)
	failed := errNobodyToTell
	if settings.Staff != "" {
		sent, err := b.client.Send(ctx, settings.Staff, id, message(b.gateRenderer(ctx, settings.Staff).Held(h)))
		if err == nil {
			return sent, nil
		}
		failed = err
		b.o.Log.Warn("the staff channel could not be asked about a briefing; its maker is", "channel", settings.Staff, "error", err)
	}
	if s.Creator == "" {
		return nil, failed
	}
	return b.sendDirect(ctx, s.Creator, id, b.rendererFor(discordgo.PermissionEmbedLinks).Held(h))
}

// showGate has the message by which moderators were asked show something else. One
// that cannot be changed, which may be with old ones, is answered.
func (b scheduled) showGate(ctx context.Context, r store.Run, p render.Post) error {
	_, err := b.client.Edit(ctx, r.GateChannel, r.GateMessage, message(p))
	if err == nil || ctx.Err() != nil || errors.Is(err, rest.ErrGone) {
		return err
	}
	b.o.Log.Warn("what moderators were asked cannot be changed; it is answered", "message", r.GateMessage, "error", err)
	m := message(p)
	m.Reference = &discordgo.MessageReference{MessageID: r.GateMessage, ChannelID: r.GateChannel, FailIfNotExists: new(bool)}
	_, err = b.client.Send(ctx, r.GateChannel, "", m)
	return err
}

// outcomeText says what became of a briefing that was held.
func outcomeText(s store.Schedule, r store.Run) string {
	text := fmt.Sprintf("The briefing **%s** for <#%s>: %s.", plainName(titleOf(s)), r.Channel, decisionText(r))
	if r.Message != "" {
		text += fmt.Sprintf(" It stands at https://discord.com/channels/%s/%s/%s", s.Guild, r.Channel, r.Message)
	}
	return text
}

// decisionText is a clause that says who decided what.
func decisionText(r store.Run) string {
	did := "skipped"
	switch r.State {
	case store.RunHeld:
		return "it still waits"
	case store.RunPosting, store.RunPosted, store.RunLate:
		did = "approved"
	case store.RunFailed, store.RunMissed:
		return "it was not posted: " + render.Escape(r.Why)
	}
	switch {
	case r.Decider != store.Bot && r.Decider != "" && isDigits(r.Decider):
		return fmt.Sprintf("<@%s> has %s it", r.Decider, did)
	case r.Decider != store.Bot:
		return "a moderator has " + did + " it"
	case did == "approved":
		return "nobody decided in time, so that it is posted"
	}
	return "nobody decided in time, so that it is skipped"
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
