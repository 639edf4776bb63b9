package discord

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
)

// spot is where the answer to one question grows.
type spot interface {
	// grow shows an answer that is not whole yet, in the place of what was shown
	// before. It is called by one goroutine at a time.
	grow(ctx context.Context, p render.Post) error
}

// interactionSpot is the reply to an interaction.
type interactionSpot struct {
	b *Bot
	i *discordgo.Interaction
}

func (s *interactionSpot) grow(ctx context.Context, p render.Post) error {
	_, err := s.b.client.EditReply(ctx, s.i, edit(p))
	return err
}

// messageSpot is a reply to a message.
type messageSpot struct {
	b     *Bot
	m     *discordgo.Message
	typed func()             // ends the sign that the bot is typing
	sent  *discordgo.Message // what has grown so far; nil before the first
	// failed says that sending the first failed. Discord may have it all the same.
	failed bool
}

func (s *messageSpot) grow(ctx context.Context, p render.Post) error {
	switch {
	case s.failed:
		return nil // it is shown when it is whole
	case s.sent != nil:
		_, err := s.b.client.Edit(ctx, s.sent.ChannelID, s.sent.ID, message(p))
		return err
	}
	sent, err := s.send(ctx, p, 0)
	s.sent, s.failed = sent, err != nil
	return err
}

// anewPart tells the nonce of an answer that is sent once more from those of its
// parts.
const anewPart = 50

func (s *messageSpot) end(ctx context.Context, posts []render.Post) (first *discordgo.Message, err error) {
	for n, p := range posts {
		if n == 0 {
			first, err = s.whole(ctx, p)
		} else {
			_, err = s.send(ctx, p, n)
		}
		if err != nil {
			return first, fmt.Errorf("send part %d of %d: %w", n+1, len(posts), err)
		}
	}
	return first, nil
}

// whole shows the first part of the whole answer.
func (s *messageSpot) whole(ctx context.Context, p render.Post) (*discordgo.Message, error) {
	if s.sent == nil {
		sent, err := s.send(ctx, p, 0)
		if err != nil || !s.failed {
			return sent, err
		}
		s.sent = sent // by its nonce it may be the one whose sending seemed to fail
	}
	edited, err := s.b.client.Edit(ctx, s.sent.ChannelID, s.sent.ID, message(p))
	if err == nil || ctx.Err() != nil {
		return edited, err
	}
	// Somebody has deleted it, or Discord does not let it be changed.
	s.b.o.Log.Warn("an answer that grew is sent once more", "message", s.m.ID, "error", err)
	sent, err := s.send(ctx, p, anewPart)
	if err != nil {
		return nil, err
	}
	if err := s.b.client.Session().ChannelMessageDelete(s.sent.ChannelID, s.sent.ID, discordgo.WithContext(ctx)); err != nil && !errors.Is(err, rest.ErrGone) {
		s.b.o.Log.Warn("a part of an answer is left standing", "message", s.sent.ID, "error", err)
	}
	return sent, nil
}

// send sends one part as a message, the first as a reply.
func (s *messageSpot) send(ctx context.Context, p render.Post, part int) (*discordgo.Message, error) {
	m := message(p)
	if part == 0 || part == anewPart {
		m.Reference = &discordgo.MessageReference{MessageID: s.m.ID, ChannelID: s.m.ChannelID, GuildID: s.m.GuildID, FailIfNotExists: new(bool)}
	}
	sent, err := s.b.client.Send(ctx, s.m.ChannelID, nonce(s.m.ID, part), m)
	if err == nil {
		s.typed()
	}
	return sent, err
}
