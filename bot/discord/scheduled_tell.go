package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// errNobodyToTell means that a schedule's maker is not known and its guild has no
// staff channel.
var errNobodyToTell = errors.New("its maker is not known, and there is no staff channel")

// Paused tells the maker of a schedule that it is paused, and how it goes on.
func (b scheduled) Paused(ctx context.Context, s store.Schedule, why string) error {
	text := fmt.Sprintf("I paused the briefing **%s** for <#%s>, and nothing is posted until it is resumed.\n%s\nWhen that is mended, resume it with /briefing resume.",
		plainName(titleOf(s)), s.Channel, render.Escape(why))
	return b.tellMaker(ctx, s, s.ID+".p"+strconv.FormatInt(int64(s.Revision), 36), text)
}

// SetBack tells the maker of a schedule that slots do not come again.
func (b scheduled) SetBack(ctx context.Context, s store.Schedule, r store.Run) error {
	text := fmt.Sprintf("The clock of the machine that I run on was put back. The briefing **%s** for <#%s> was already dealt with up to <t:%d:f>, "+
		"so that nothing is posted twice: the next one comes after that. If the clock was wrong before and is right now, and you do not want to wait, "+
		"pause the briefing and resume it: its times count from then on.",
		plainName(titleOf(s)), s.Channel, r.Due.Unix())
	return b.tellMaker(ctx, s, s.ID+".c", text)
}

// tellMaker tells the maker of a schedule something by a direct message or, where
// that cannot be, in the staff channel.
func (b *Bot) tellMaker(ctx context.Context, s store.Schedule, nonce, text string) error {
	failed := errNobodyToTell
	if s.Creator != "" {
		_, failed = b.sendDirect(ctx, s.Creator, nonce, render.Markup(text))
		if failed == nil {
			return nil
		}
		b.o.Log.Info("the maker of a schedule takes no direct messages", "schedule", s.ID, "error", failed)
	}
	settings, err := b.settingsOf(ctx, s.Guild)
	if err != nil {
		return err
	}
	if settings.Staff == "" {
		return failed
	}
	_, err = b.client.Send(ctx, settings.Staff, nonce, message(render.Markup(text)))
	return err
}

// sendDirect sends somebody a direct message.
func (b *Bot) sendDirect(ctx context.Context, user, nonce string, p render.Post) (*discordgo.Message, error) {
	direct, err := b.client.Session().UserChannelCreate(user, discordgo.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("open a direct channel: %w", err)
	}
	return b.client.Send(ctx, direct.ID, nonce, message(p))
}

var _ delivery.Notifier = scheduled{}
