package discord

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// The shape of the threads that the bot opens.
const (
	maxThreadName = 100  // characters, says Discord
	archiveAfter  = 1440 // minutes without a message: a day
)

// needsOfThread are the permissions for opening a thread and talking in it.
var needsOfThread = []struct {
	bit  int64
	name string // as Discord's client shows it
}{
	{discordgo.PermissionCreatePublicThreads, "Create Public Threads"},
	{discordgo.PermissionSendMessagesInThreads, "Send Messages in Threads"},
}

// lackedForThread are the names of the permissions that the bot lacks for a
// thread, where it has those.
func lackedForThread(permissions int64) (names []string) {
	for _, n := range needsOfThread {
		if permissions&n.bit == 0 {
			names = append(names, n.name)
		}
	}
	return names
}

// threadable reports whether messages of a channel can have threads.
func threadable(ch *discordgo.Channel) bool {
	return ch.Type == discordgo.ChannelTypeGuildText || ch.Type == discordgo.ChannelTypeGuildNews
}

// openThread opens the thread of a message, or finds the one that it has. A
// message's thread has the message's id.
func (b *Bot) openThread(ctx context.Context, channel, message, name string) (thread string, err error) {
	_, err = b.client.Session().MessageThreadStartComplex(channel, message, &discordgo.ThreadStart{
		Name: threadName(name), AutoArchiveDuration: archiveAfter,
	}, discordgo.WithContext(ctx))
	if err == nil {
		return message, nil
	}
	// The answer may have been lost after the thread was made, or somebody may
	// have opened one by hand.
	if _, found := b.client.Session().Channel(message, discordgo.WithContext(ctx)); found == nil {
		return message, nil
	}
	return "", fmt.Errorf("open a thread: %w", err)
}

func threadName(name string) string {
	if name == "" {
		name = "Discussion"
	}
	return shortened(name, maxThreadName)
}

// continueInThread opens a thread for an answer and notes its first turns.
func (b *Bot) continueInThread(ctx context.Context, asked asking, reply *answer.Reply, id string, m *discordgo.Message) error {
	ch, err := b.channel(ctx, m.ChannelID)
	if err != nil || !threadable(ch) {
		return err
	}
	thread, err := b.openThread(ctx, m.ChannelID, m.ID, asked.question.Text)
	if err != nil {
		return err
	}
	return b.converse(ctx, thread, asked, replyText(reply), id)
}

// converse notes a question and its answer as turns of a thread, which makes it
// a conversation of the bot's.
func (b *Bot) converse(ctx context.Context, thread string, asked asking, said, id string) error {
	b.threads.Set(thread, true)
	now := b.o.Now()
	var err error
	if asked.question.Text != "" {
		err = b.o.Store.AddTurn(ctx, store.Turn{
			Guild: asked.guild, Channel: thread, Role: store.RoleUser, User: asked.user, Text: asked.question.Text, At: now,
		})
	}
	return errors.Join(err, b.o.Store.AddTurn(ctx, store.Turn{
		Guild: asked.guild, Channel: thread, Role: store.RoleBot, User: asked.user, Text: said, Answer: id, At: now,
	}))
}

// conversation reports whether a channel is a conversation of the bot's.
func (b *Bot) conversation(ctx context.Context, channel string) (bool, error) {
	if own, ok := b.threads.GetIfPresent(channel); ok {
		return own, nil
	}
	turns, err := b.o.Store.Turns(ctx, channel, 1)
	if err != nil {
		return false, err
	}
	b.threads.Set(channel, len(turns) > 0)
	return len(turns) > 0, nil
}

// discuss answers /discuss: a thread with a kit of quotes and questions.
func (b *Bot) discuss(ctx context.Context, c *call) (result, error) {
	slug, err := c.slug()
	if err != nil {
		return result{}, err
	}
	return b.discussTopic(ctx, c, c.options.text("topic"), slug)
}

// discussTopic opens a discussion of a topic, from one article if its slug is
// given.
func (b *Bot) discussTopic(ctx context.Context, c *call, topic, slug string) (result, error) {
	asked := c.asking(answer.Question{Text: topic})
	kit, note, err := b.o.Desk.Discuss(ctx, b.visit(asked, c.place, store.KindDiscuss), topic, slug)
	if err != nil {
		return result{}, err
	}
	if refusal := kit.Refusal(); refusal != nil {
		b.noteGap(ctx, asked, refusal)
	}
	said := kitText(kit)
	id := b.store(ctx, store.Answer{
		Guild: c.GuildID, Channel: c.ChannelID, Asker: c.user.ID, Question: topic, Text: said,
		Mode: string(kit.Mode()), Kind: store.KindDiscuss, Answered: kit.Refusal() == nil, Public: !c.private, Confidence: 1, Citations: citations(kit.Sources()),
	})
	posts := c.render.Kit(kit, b.withOtherwise(beside(note, id, slug), c.GuildID, kit.Sources()))
	if kit.Refusal() != nil {
		return result{posts: posts, answer: id}, nil
	}
	return b.discussed(ctx, c, asked, posts, said, id)
}

// discussed shows a kit in a thread where one can be opened, else in place,
// saying why.
func (b *Bot) discussed(ctx context.Context, c *call, asked asking, posts []render.Post, said, id string) (result, error) {
	inPlace := result{posts: posts, answer: id}
	if c.GuildID == "" || c.settings.Threads == store.ThreadsNever {
		return inPlace, nil
	}
	ch, err := b.channel(ctx, c.ChannelID)
	if errors.Is(err, rest.ErrMissingAccess) || err == nil && !threadable(ch) {
		if err == nil && ch.IsThread() {
			inPlace.then = func(*discordgo.Message) error { return b.converse(ctx, c.ChannelID, asked, said, id) }
		}
		return inPlace, nil
	}
	if err != nil {
		return result{}, err
	}
	if lacked := lackedForThread(c.AppPermissions); len(lacked) > 0 {
		text, _ := explanation(&missingError{"open a thread", lacked})
		inPlace.posts = append([]render.Post{render.Markup(text)}, posts...)
		return inPlace, nil
	}
	return result{
		posts: []render.Post{render.Markup("Discussion: **" + plainName(asked.question.Text) + "**")},
		then: func(m *discordgo.Message) error {
			return b.startDiscussion(ctx, c, asked, posts, said, id, m)
		},
	}, nil
}

// startDiscussion opens the thread of a discussion and puts the kit into it.
// Where that fails the kit is shown beside the message, so that it is not lost.
func (b *Bot) startDiscussion(ctx context.Context, c *call, asked asking, posts []render.Post, said, id string, m *discordgo.Message) error {
	thread, err := b.openThread(ctx, m.ChannelID, m.ID, asked.question.Text)
	if err == nil {
		err = b.speak(ctx, thread, m.ID, posts, id)
	}
	if err != nil {
		text := b.explain(c.ID, err)
		_, showErr := b.show(ctx, c.Interaction, task{}, append([]render.Post{render.Markup(text)}, posts...))
		return errors.Join(err, showErr)
	}
	if !b.reads {
		hint := render.Markup("Mention me or answer my messages to ask on: Discord does not show me other messages here.")
		if err := b.speak(ctx, thread, m.ID+"h", []render.Post{hint}, ""); err != nil {
			return err
		}
	}
	return b.converse(ctx, thread, asked, said, id)
}

// kitText is what a discussion kit said.
func kitText(k *answer.Kit) string {
	if refusal := k.Refusal(); refusal != nil {
		return refusal.Message
	}
	var t transcript
	for _, s := range k.Sides() {
		t.line(s.Who + ":")
		t.claims(s.Claims)
	}
	for _, q := range k.Questions() {
		t.line(q)
	}
	return t.String()
}
