package discord

import (
	"context"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/discord/render"
)

// What begins the nonces of what stands below a briefing, behind that of the
// briefing.
const (
	lackPart   = 70
	threadPart = 80
	pollPart   = 90
)

// below opens a thread with questions and a poll below a briefing that is posted,
// as its schedule wants. The briefing stands there: what fails here is for the log,
// and a missing permission for the moderator.
func (b scheduled) below(ctx context.Context, p delivery.Post, e *edition.Edition, first string, there standing) {
	if e.Empty() {
		return // there is nothing to discuss
	}
	for i, x := range []struct {
		wanted bool
		what   string
		needs  int64
		do     func() error
	}{
		{
			p.Schedule.Thread, "open a thread below", discordgo.PermissionCreatePublicThreads | discordgo.PermissionSendMessagesInThreads,
			func() error { return b.threadBelow(ctx, p, e, first) },
		},
		{
			p.Schedule.Poll && !there.poll, "post a poll below", discordgo.PermissionSendPolls,
			func() error { return b.pollBelow(ctx, p, e) },
		},
	} {
		if !x.wanted {
			continue
		}
		lacked, err := b.client.Missing(ctx, p.Channel, x.needs)
		if err == nil && len(lacked) > 0 {
			err = b.tellMaker(ctx, p.Schedule, nonce(p.Nonce, lackPart+i), fmt.Sprintf(
				"I may not %s the briefing **%s** in <#%s>. Somebody who manages the server can give me the permission %s there, or switch it off with /briefing edit.",
				x.what, plainName(titleOf(p.Schedule)), p.Channel, andList(lacked)))
		} else if err == nil {
			err = x.do()
		}
		if err != nil {
			b.o.Log.Error("what belongs below a briefing is missing", "schedule", p.Schedule.ID, "slot", p.Slot, "what", x.what, "error", err)
		}
	}
}

// threadBelow opens the thread of a briefing and puts questions into it, unless they
// are there.
func (b scheduled) threadBelow(ctx context.Context, p delivery.Post, e *edition.Edition, first string) error {
	ch, err := b.channel(ctx, p.Channel)
	if err != nil || !threadable(ch) {
		return err
	}
	wall, _ := wallOf(p)
	thread, err := b.openThread(ctx, p.Channel, first, titleOf(p.Schedule)+", "+wall.Format("2 January 2006"))
	if err != nil {
		return err
	}
	if p.Unclear {
		said, err := b.client.Session().ChannelMessages(thread, pageOfMessages, "", first, "", discordgo.WithContext(ctx))
		if err != nil {
			return err
		}
		for _, m := range said {
			if b.mine(m) && m.Type == discordgo.MessageTypeDefault {
				return nil
			}
		}
	}
	for i, post := range (render.Renderer{Plain: true}).Questions(e) {
		if _, err := b.client.Send(ctx, thread, nonce(p.Nonce, threadPart+i), message(post)); err != nil {
			return err
		}
	}
	return nil
}

// pollBelow posts a poll about a briefing.
func (b scheduled) pollBelow(ctx context.Context, p delivery.Post, e *edition.Edition) error {
	content, poll := (render.Renderer{}).Poll(e, signature(p)+" · "+pollWord)
	if poll == nil {
		b.o.Log.Info("a briefing has nothing that a poll could ask about", "schedule", p.Schedule.ID, "slot", p.Slot)
		return nil
	}
	_, err := b.client.Send(ctx, p.Channel, nonce(p.Nonce, pollPart), &discordgo.MessageSend{Content: content, Poll: poll})
	if err != nil {
		return fmt.Errorf("post a poll: %w", err)
	}
	return nil
}
