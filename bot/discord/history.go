package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/store"
)

// How far the bot looks back.
const (
	maxTurns = 12 // of a conversation in its own thread
	maxChain = 6  // messages of a chain of replies
)

// questionOf is the question in a message, with the turns before it. A message
// that is nothing but a mention asks about the message that it answers.
func (b *Bot) questionOf(ctx context.Context, m *discordgo.Message, why address) (string, []answer.Turn, error) {
	if b.said(m) == "" && m.ReferencedMessage != nil && !b.mine(m.ReferencedMessage) {
		text, err := b.textOf(m.ReferencedMessage)
		return text, nil, err
	}
	text, err := b.textOf(m)
	if err != nil {
		return "", nil, err
	}
	if own, err := b.conversation(ctx, m.ChannelID); err != nil || own || why == byDirect {
		if err != nil {
			return "", nil, err
		}
		turns, err := b.turns(ctx, m.ChannelID)
		return text, turns, err
	}
	return text, b.chain(ctx, m), nil
}

func (b *Bot) mine(m *discordgo.Message) bool { return m.Author != nil && m.Author.ID == b.me }

// turns are the latest turns of a conversation.
func (b *Bot) turns(ctx context.Context, channel string) ([]answer.Turn, error) {
	stored, err := b.o.Store.Turns(ctx, channel, maxTurns)
	if err != nil {
		return nil, err
	}
	return turnsFrom(stored), nil
}

func turnsFrom(stored []store.Turn) []answer.Turn {
	turns := make([]answer.Turn, len(stored))
	for i, t := range stored {
		turns[i] = answer.Turn{Bot: t.Role == store.RoleBot, Text: t.Text}
	}
	return turns
}

// chain are the messages that a message answers, one after the other, oldest
// first. What the bot said is looked up in the store, with the question where no
// message holds it. A message that cannot be had ends the chain.
func (b *Bot) chain(ctx context.Context, m *discordgo.Message) []answer.Turn {
	var turns []answer.Turn // newest first
	for range maxChain {
		before := m.ReferencedMessage
		if before == nil && m.MessageReference != nil && m.MessageReference.MessageID != "" {
			found, err := b.client.Session().ChannelMessage(m.ChannelID, m.MessageReference.MessageID, discordgo.WithContext(ctx))
			if err != nil {
				b.o.Log.Debug("a chain of replies ends early", "message", m.ID, "error", err)
				break
			}
			before = found
		}
		if before == nil {
			break
		}
		turns = append(turns, b.turnsOf(ctx, before)...)
		m = before
	}
	slices.Reverse(turns)
	return turns
}

// turnsOf is what one message of a chain says, newest first: for an answer of
// the bot's to a command, the question too.
func (b *Bot) turnsOf(ctx context.Context, m *discordgo.Message) []answer.Turn {
	if !b.mine(m) {
		if text := b.said(m); text != "" {
			return []answer.Turn{{Text: text}}
		}
		return nil
	}
	a, err := b.o.Store.AnswerAt(ctx, m.ID)
	if err != nil {
		return nil // a notice, or an answer that is not stored any more
	}
	turns := []answer.Turn{{Bot: true, Text: a.Text}}
	if m.MessageReference == nil && a.Question != "" {
		turns = append(turns, answer.Turn{Text: a.Question})
	}
	return turns
}
