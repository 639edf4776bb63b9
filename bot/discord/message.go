package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// message handles what somebody writes: a mention of the bot, an answer to it,
// a message in one of its threads, a direct message. It is called in a goroutine
// of its own; most messages are none of these.
func (b *Bot) message(ctx context.Context, m *discordgo.Message) {
	if m.Author == nil || m.Author.Bot || m.WebhookID != "" ||
		m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return
	}
	why, err := b.addressed(ctx, m)
	if err != nil {
		b.o.Log.Error("a message could not be looked at", "message", m.ID, "error", err)
	}
	if why == notAddressed || why == byThread && m.Content == "" {
		return
	}
	s := &messageSpot{b: b, m: m, typed: b.typist.wait(m.ChannelID)}
	err = b.queue.Do(m.GuildID, m.Author.ID, func(ctx context.Context) {
		defer s.typed()
		b.answerMessage(ctx, s, why)
	})
	if err != nil {
		s.typed()
		text, _ := explanation(err)
		b.tell(ctx, s, text)
	}
}

// address is how a message came to be the bot's.
type address int

const (
	notAddressed address = iota
	byMention            // a mention, or an answer to a message of the bot's
	byThread             // written in one of the bot's threads
	byDirect             // a direct message
)

func (b *Bot) addressed(ctx context.Context, m *discordgo.Message) (address, error) {
	if m.GuildID == "" {
		return byDirect, nil
	}
	for _, u := range m.Mentions {
		if u != nil && u.ID == b.me {
			return byMention, nil
		}
	}
	if r := m.ReferencedMessage; r != nil && r.Author != nil && r.Author.ID == b.me && m.Content != "" {
		return byMention, nil
	}
	own, err := b.conversation(ctx, m.ChannelID)
	if own {
		return byThread, err
	}
	return notAddressed, err
}

// answerMessage answers a message that is the bot's, in a reply to it.
func (b *Bot) answerMessage(ctx context.Context, s *messageSpot, why address) {
	m := s.m
	defer func() {
		if fault := recover(); fault != nil {
			b.o.Log.Error("panic", "message", m.ID, "fault", fmt.Sprint(fault), "stack", stack())
			b.tell(context.WithoutCancel(ctx), s, b.explain(m.ID, errFault))
		}
	}()
	r, err := b.considered(ctx, s, why)
	if err != nil && stopping(ctx) {
		err = queue.ErrStopping
	}
	if err != nil {
		b.tell(ctx, s, b.explain(m.ID, err))
		return
	}
	ctx, cancel := b.telling(ctx)
	defer cancel()
	first, err := s.end(ctx, r.posts)
	if err != nil {
		b.unanswered(ctx, m, err)
		return
	}
	b.posted(ctx, m.ID, r, first)
}

// considered is what the bot has to say to a message.
func (b *Bot) considered(ctx context.Context, s *messageSpot, why address) (result, error) {
	m := s.m
	settings, err := b.settingsOf(ctx, m.GuildID)
	if err != nil {
		return result{}, err
	}
	if err := b.allowedIn(ctx, settings, m.ChannelID); err != nil {
		return result{}, err
	}
	text, history, err := b.questionOf(ctx, m, why)
	if errors.Is(err, errNoText) {
		return notice("Ask me something about the articles, in words. " + b.mention("help") + " tells what I know."), nil
	}
	if err != nil {
		return result{}, err
	}
	asked := asking{
		id: m.ID, guild: m.GuildID, channel: m.ChannelID, user: m.Author.ID, question: answer.Question{Text: text, History: history},
		private: m.GuildID == "",
	}
	p := place{answerer: b.o.Knowledge.For(m.GuildID), settings: settings, render: b.rendererIn(ctx, m), spot: s}
	reply, r, err := b.answer(ctx, p, asked)
	if err != nil {
		return result{}, err
	}
	own, err := b.conversation(ctx, m.ChannelID)
	switch {
	case err != nil:
		return result{}, err
	case own || why == byDirect:
		r.then = func(*discordgo.Message) error { return b.converse(ctx, m.ChannelID, asked, replyText(reply), r.answer) }
	case reply.Answered() && settings.Threads == store.ThreadsAlways:
		id := r.answer
		r.then = func(first *discordgo.Message) error { return b.continueInThread(ctx, asked, reply, id, first) }
	}
	return r, nil
}

// rendererIn is the renderer for the channel of a message. Where the bot may
// not embed links, an embed would vanish without a word.
func (b *Bot) rendererIn(ctx context.Context, m *discordgo.Message) render.Renderer {
	if m.GuildID == "" {
		return b.rendererFor(discordgo.PermissionEmbedLinks)
	}
	missing, err := b.client.Missing(ctx, m.ChannelID, discordgo.PermissionEmbedLinks)
	if err != nil || len(missing) > 0 {
		return b.rendererFor(0)
	}
	return b.rendererFor(discordgo.PermissionEmbedLinks)
}

// speak sends posts to a thread; subject and the number of each make the nonce.
func (b *Bot) speak(ctx context.Context, thread, subject string, posts []render.Post, id string) error {
	for n, p := range posts {
		sent, err := b.client.Send(ctx, thread, nonce(subject, n), message(p))
		if err != nil {
			return fmt.Errorf("send part %d of %d: %w", n+1, len(posts), err)
		}
		if n == 0 && id != "" {
			if err := b.o.Store.SetMessage(ctx, id, thread, sent.ID); err != nil {
				b.o.Log.Error("where an answer stands could not be stored", "error", err)
			}
		}
	}
	return nil
}

// nonce makes repeated sending of one part harmless. An id has 20 digits at
// most, so that it has no more than Discord's 25 characters.
func nonce(subject string, part int) string { return subject + "." + strconv.Itoa(part) }

func message(p render.Post) *discordgo.MessageSend {
	return &discordgo.MessageSend{Content: p.Content, Embeds: p.Embeds, Components: p.Components, Files: p.Files}
}

// tell answers a message with one sentence, as far as that can be done.
func (b *Bot) tell(ctx context.Context, s *messageSpot, text string) {
	ctx, cancel := b.telling(ctx)
	defer cancel()
	if _, err := s.end(ctx, []render.Post{render.Markup(text)}); err != nil {
		b.unanswered(ctx, s.m, err)
	}
}

// unanswered deals with a message that could not be answered where it stands:
// its author is told in a direct message which permission is missing.
func (b *Bot) unanswered(ctx context.Context, m *discordgo.Message, err error) {
	b.o.Log.Error("a message could not be answered", "message", m.ID, "channel", m.ChannelID, "error", err)
	if m.GuildID == "" || !errors.Is(err, rest.ErrMissingPermissions) && !errors.Is(err, rest.ErrMissingAccess) {
		return
	}
	missing, err := b.client.Missing(ctx, m.ChannelID, needsOfReply)
	if err != nil || len(missing) == 0 {
		missing = []string{"View Channel", "Send Messages"}
	}
	direct, err := b.client.Session().UserChannelCreate(m.Author.ID, discordgo.WithContext(ctx))
	if err == nil {
		text := fmt.Sprintf("You asked me something in <#%s>, and I may not answer there. Somebody who manages the server can give me %s.",
			m.ChannelID, andList(missing))
		_, err = b.client.Send(ctx, direct.ID, nonce(m.ID, 0), message(render.Markup(text)))
	}
	if err != nil {
		b.o.Log.Error("the author of a message could not be told", "message", m.ID, "error", err)
	}
}

// needsOfReply are the permissions for answering in a channel.
const needsOfReply = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages | discordgo.PermissionReadMessageHistory
