package discord

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
)

// Discord gives back the nonce of a message to the session that sent it alone, so
// that after a restart nothing but what a post says tells it from others: each part
// ends with the mark of its slot.

// markLength is how much of a nonce a mark shows: 60 bits.
const markLength = 10

// markOf is what readers see of a nonce.
func markOf(nonce string) string { return "no. " + nonce[:min(len(nonce), markLength)] }

// pollWord ends the mark of a poll.
const pollWord = "poll"

// marked matches the end of a signature.
var marked = regexp.MustCompile(`· no\. ([A-Za-z0-9_-]{10})(?: · (\d+)/(\d+)| · (` + pollWord + `))?$`)

// standing is what of a briefing stands in its channel.
type standing struct {
	parts map[int]string // message ids by part, from 1
	of    int            // how many parts there are
	poll  bool
}

// whole reports whether all parts stand there.
func (s standing) whole() bool { return s.of > 0 && len(s.parts) >= s.of }

// note takes a message into account.
func (s *standing) note(m *discordgo.Message, nonce string) {
	found := marked.FindStringSubmatch(signed(m))
	if found == nil || found[1] != nonce[:min(len(nonce), markLength)] {
		return
	}
	part, of := 1, 1
	if found[4] == pollWord {
		s.poll = true
		return
	}
	if found[2] != "" {
		part, _ = strconv.Atoi(found[2])
		of, _ = strconv.Atoi(found[3])
	}
	if s.parts == nil {
		s.parts = make(map[int]string)
	}
	s.parts[part], s.of = m.ID, max(s.of, of)
}

// signed is the line of a message on which its signature stands: an embed's footer,
// or the last line of the text, without what Discord does not show.
func signed(m *discordgo.Message) string {
	if len(m.Embeds) > 0 {
		if footer := m.Embeds[0].Footer; footer != nil {
			return footer.Text
		}
		return ""
	}
	line := m.Content[strings.LastIndexByte(m.Content, '\n')+1:]
	if !strings.HasPrefix(line, "-# ") {
		return ""
	}
	return strings.ReplaceAll(line, `\`, "")
}

// The bounds of looking through a channel.
const (
	pageOfMessages = 100 // as many as Discord gives
	maxPages       = 60
)

// errManyMessages means that a channel has more new messages than are looked at.
var errManyMessages = errors.New("the channel has too many messages to look through")

// standing looks through a channel's messages since a time, the newest first. The
// error is a *delivery.PostError; where the channel cannot be read nothing is known.
func (b scheduled) standing(ctx context.Context, p delivery.Post) (found standing, err error) {
	const needs = discordgo.PermissionViewChannel | discordgo.PermissionReadMessageHistory
	// Without Read Message History Discord answers with no messages.
	missing, err := b.client.Missing(ctx, p.Channel, needs)
	if err != nil {
		return standing{}, b.postError(ctx, p.Channel, err)
	}
	if len(missing) > 0 {
		return standing{}, lacking(missing, nil)
	}
	before := ""
	for range maxPages {
		page, err := b.client.Session().ChannelMessages(p.Channel, pageOfMessages, before, "", "", discordgo.WithContext(ctx))
		if err != nil {
			return standing{}, b.postError(ctx, p.Channel, err)
		}
		for _, m := range page {
			if m.Timestamp.Before(p.Since) {
				return found, nil
			}
			if b.mine(m) {
				found.note(m, p.Nonce)
			}
		}
		if len(page) < pageOfMessages || found.whole() {
			return found, nil
		}
		before = page[len(page)-1].ID
	}
	return standing{}, &delivery.PostError{
		Kind: delivery.Down, Err: errManyMessages,
		Advice: "Whether it was posted already could not be found out: the channel has too many new messages.",
	}
}

// Find looks for a scheduled briefing in its channel. What belongs below one that
// stands there is completed.
func (b scheduled) Find(ctx context.Context, p delivery.Post) (string, error) {
	there, err := b.standing(ctx, p)
	if err != nil || !there.whole() {
		return "", err
	}
	p.Unclear = true
	if e, _, err := b.restored(ctx, p.Schedule.Guild, p.Body); err == nil {
		b.rememberBriefing(ctx, p, e, there.parts[1])
		b.below(ctx, p, e, there.parts[1], there)
	} else {
		b.o.Log.Warn("nothing is opened below a briefing", "schedule", p.Schedule.ID, "error", err)
	}
	return there.parts[1], nil
}
