package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// blankText is what a post says whose text was erased.
const blankText = "What stood here cited an article that has been erased. Its text is gone."

// Bounds of posts that are blanked.
const (
	fewBlanked   = 20 // that are read at a time
	maxFollowing = 50 // messages after the first of a post among which its parts are
	// partsWithin is how long after the first the last part of a post is sent at most: a model takes that long.
	partsWithin = 10 * time.Minute
)

// blankPosts takes what was erased out of the bot's own posts, until ctx is done.
func (b *Bot) blankPosts(ctx context.Context) {
	b.keepAt(ctx, b.toBlank, b.o.correcting.look, "what was erased could not be taken out of posts; it is tried again", b.blankAll)
}

// blankAll blanks all posts that are due. One that fails is behind all others the next
// time; those that nobody can blank are told to the staff of their guilds.
func (b *Bot) blankAll(ctx context.Context) error {
	stay := make(map[string][]store.PostedAt) // by guild
	defer func() { b.tellOfStaying(ctx, stay) }()
	for {
		due, err := b.o.Store.ErasedPosts(ctx, fewBlanked)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, p := range due {
			tries, err := b.o.Store.TryErasedPost(ctx, p)
			if errors.Is(err, store.ErrNotFound) {
				continue // another process was faster
			}
			if err != nil {
				return err
			}
			if err := b.blank(ctx, p); err != nil {
				if err := b.postError(ctx, p.Channel, err); ctx.Err() != nil || !lasting(err) && tries < maxTries {
					return err
				}
				b.o.Log.Warn("a post of what was erased cannot be blanked", "channel", p.Channel, "message", p.Message, "error", err)
				stay[p.Guild] = append(stay[p.Guild], p)
			}
			if err := b.o.Store.DoneErasedPost(ctx, p); err != nil {
				return err
			}
			b.pause(ctx)
		}
	}
}

// blank puts a sentence in the place of a post, and deletes its other parts. Doing it
// again changes nothing. A post that somebody has deleted is none any more.
func (b *Bot) blank(ctx context.Context, p store.PostedAt) error {
	say := message(render.Markup(blankText))
	first, err := b.client.Edit(ctx, p.Channel, p.Message, say)
	if errors.Is(err, rest.ErrArchived) {
		open := false
		if _, err = b.client.Session().ChannelEdit(p.Channel, &discordgo.ChannelEdit{Archived: &open}, discordgo.WithContext(ctx)); err == nil {
			first, err = b.client.Edit(ctx, p.Channel, p.Message, say)
		}
	}
	if errors.Is(err, rest.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	return b.deleteParts(ctx, first)
}

// deleteParts deletes the other parts of a post that was too long for one message.
func (b *Bot) deleteParts(ctx context.Context, first *discordgo.Message) error {
	a, err := b.o.Store.AnswerAt(ctx, first.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	after, err := b.client.Session().ChannelMessages(first.ChannelID, maxFollowing, "", first.ID, "", discordgo.WithContext(ctx))
	if errors.Is(err, rest.ErrMissingAccess) || errors.Is(err, rest.ErrMissingPermissions) {
		return nil // without Read Message History there are none
	}
	if err != nil {
		return err
	}
	slices.Reverse(after) // the oldest first
	for _, m := range b.partsOf(first, a.ID, after) {
		if err := b.client.Session().ChannelMessageDelete(m.ChannelID, m.ID, discordgo.WithContext(ctx)); err != nil && !errors.Is(err, rest.ErrGone) {
			return err
		}
	}
	return nil
}

// partsOf are those of the messages after the first one of an answer that are parts of
// the same post. Each is known by something: that it answers the same command; by the
// mark of a scheduled briefing; or as one of those up to that with the answer's buttons,
// which are below the last part.
func (b *Bot) partsOf(first *discordgo.Message, answer string, after []*discordgo.Message) []*discordgo.Message {
	var parts, chain []*discordgo.Message
	ended := answer == ""
	for _, m := range after {
		if !b.mine(m) || m.Timestamp.Sub(first.Timestamp) > partsWithin {
			continue
		}
		mark := marked.FindStringSubmatch(signed(m))
		of, has := b.answerOn(m)
		switch {
		case first.InteractionMetadata != nil:
			if x := m.InteractionMetadata; x != nil && x.OriginalResponseMessageID == first.ID {
				parts = append(parts, m)
			}
		case mark != nil:
			if answer != "" && mark[1] == answer[:min(len(answer), markLength)] {
				parts = append(parts, m)
			}
		case ended || m.InteractionMetadata != nil || m.MessageReference != nil:
		case !has:
			chain = append(chain, m)
		default:
			if ended = true; of == answer {
				parts = append(append(parts, chain...), m)
			}
		}
	}
	return parts
}

// answerOn is the first argument of the buttons below a message; has tells that there
// are some.
func (b *Bot) answerOn(m *discordgo.Message) (id string, has bool) {
	for _, row := range m.Components {
		r, ok := row.(*discordgo.ActionsRow)
		if !ok {
			continue
		}
		for _, c := range r.Components {
			press, ok := c.(*discordgo.Button)
			if !ok {
				continue
			}
			if _, args, err := b.buttons.Parse(press.CustomID); err == nil && len(args) > 0 {
				return args[0], true
			}
		}
	}
	return "", false
}

// tellOfStaying tells the staff which posts they must delete themselves.
func (b *Bot) tellOfStaying(ctx context.Context, stay map[string][]store.PostedAt) {
	for guild, posts := range stay {
		if guild == "" {
			continue // of a direct message nobody but its reader knows
		}
		settings, err := b.settingsOf(ctx, guild)
		if err != nil {
			b.o.Log.Error("the staff could not be told of posts that stay", "guild", guild, "error", err)
			continue
		}
		text := "An article was erased, and I cannot take its text out of these posts of mine. Delete them, please:"
		for _, p := range posts[:min(fewPosts, len(posts))] {
			text += "\n- " + linkTo(p)
		}
		if more := len(posts) - fewPosts; more > 0 {
			text += fmt.Sprintf("\n- and %d more, which the log of the bot names", more)
		}
		b.tellStaff(settings, shortNonce("stay", posts[0].Message), text)
	}
}

// linkTo is a link to a post.
func linkTo(p store.PostedAt) string {
	return fmt.Sprintf("https://discord.com/channels/%s/%s/%s", p.Guild, p.Channel, p.Message)
}
