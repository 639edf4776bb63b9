package discord

import (
	"context"
	"errors"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// quotes shows the cited sentences of an answer, each in its paragraph.
func (b *Bot) quotes(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	quotes, err := b.quotesOf(ctx, c, a.Citations)
	if err != nil {
		return result{}, err
	}
	if len(quotes) == 0 && len(a.Citations) > 0 {
		return notice("What that answer cites has been erased since."), nil
	}
	if len(quotes) == 0 || !a.Answered {
		return notice("That answer cites nothing."), nil
	}
	return b.offerToSave(c, a, arg(c, 1), result{posts: c.render.Quotes(quotes, b.besideQuotes(c, a, quotes)...)}), nil
}

// offerToSave puts the button below what a moderator has opened of an answer, and
// nobody else sees, that saves its question. slug is of the only article that was asked,
// "" for all.
func (b *Bot) offerToSave(c *call, a store.Answer, slug string, shown result) result {
	if c.moderates() && savable(a) && len(shown.posts) > 0 {
		last := &shown.posts[len(shown.posts)-1]
		last.Components = append(last.Components, c.render.SaveQuestion(a.ID, slug)...)
	}
	return shown
}

// quotesOf are citations with the articles that they stand in: in the version that
// was cited, as long as it is kept, and else as far as the present one still says so.
func (b *Bot) quotesOf(ctx context.Context, c *call, citations []store.Citation) ([]render.Quote, error) {
	var quotes []render.Quote
	for _, s := range citations {
		ref, err := corpus.ParseRef(s.Ref)
		if err != nil {
			continue // written by nobody but this program, and it cannot be shown
		}
		if s.Quote == "" {
			continue // erased
		}
		q := render.Quote{N: s.N, Ref: ref, Text: s.Quote}
		now := exactly(c.answerer, ref.Article)
		cited, err := b.o.Past.Version(ctx, c.GuildID, ref.Article, ref.Version)
		switch {
		case err == nil && says(cited, q):
			q.Article, q.Withdrawn = cited, now == nil
			if now != nil && now.Version != ref.Version {
				q.Newer = now.Version
			}
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return nil, err
		case now != nil && says(now, q):
			q.Article = now
		}
		quotes = append(quotes, q)
	}
	return quotes, nil
}

// besideQuotes is what other sentences say instead of those that an answer cites. What
// was from earlier knowledge has it beside the answer alone: it is not of today.
func (b *Bot) besideQuotes(c *call, a store.Answer, quotes []render.Quote) []render.Otherwise {
	if !a.AsOf.IsZero() {
		return nil
	}
	var shown []cited
	for _, q := range quotes {
		if q.Article != nil && says(q.Article, q) {
			shown = append(shown, cited{q.N, corpus.Place{Article: q.Article, Passage: q.Ref.Paragraph - 1, Sentence: q.Ref.Sentence - 1}})
		}
	}
	return b.otherwise(c.GuildID, shown)
}

// says reports whether an article has a quote where the citation says.
func says(a *corpus.Article, q render.Quote) bool {
	span, ok := a.Sentence(q.Ref)
	return ok && a.Raw(span) == q.Text
}

// exactly is the article of a slug, nil when there is none.
func exactly(answerer *answer.Answerer, slug string) *corpus.Article {
	for _, a := range answerer.Articles() {
		if a.Slug == slug {
			return a
		}
	}
	return nil
}

// nearest shows one of the passages that a refusal offered.
func (b *Bot) nearest(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	n, err := strconv.Atoi(arg(c, 1))
	if err != nil {
		return result{}, errOldCommand
	}
	quotes, err := b.quotesOf(ctx, c, a.Citations)
	if err != nil {
		return result{}, err
	}
	for _, q := range quotes {
		if q.N != n {
			continue
		}
		if q.Article == nil || q.Newer > 0 || q.Withdrawn {
			return b.offerToSave(c, a, arg(c, 2), result{posts: c.render.Quotes([]render.Quote{q})}), nil
		}
		shown, err := b.passage(c, q.Article, q.Ref.Paragraph)
		return b.offerToSave(c, a, arg(c, 2), shown), err
	}
	return result{}, store.ErrNotFound
}

// discussAnswer opens a thread for an answer, in which the bot answers on.
func (b *Bot) discussAnswer(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if c.GuildID == "" {
		return result{}, errGuildOnly
	}
	if ephemeral(c.Message) {
		return notice("Only you see that answer. Ask again without “private”, or use " + b.mention("discuss") + ", to talk about it with others."), nil
	}
	ch, err := b.channel(ctx, c.ChannelID)
	switch {
	case errors.Is(err, rest.ErrMissingAccess):
		return result{}, &missingError{"open a thread", []string{"View Channel"}}
	case err != nil:
		return result{}, err
	case ch.IsThread():
		return notice("This is a thread already: just ask on here."), b.converse(ctx, c.ChannelID, askingOf(c, a), a.Text, a.ID)
	case !threadable(ch):
		return notice("Messages of this kind of channel cannot have threads."), nil
	}
	if lacked := lackedForThread(c.AppPermissions); len(lacked) > 0 {
		return result{}, &missingError{"open a thread", lacked}
	}
	return b.threadFor(ctx, c, a, c.Message)
}

// threadFor opens the thread of an answer's message, with the answer as its
// first turns.
func (b *Bot) threadFor(ctx context.Context, c *call, a store.Answer, m *discordgo.Message) (result, error) {
	thread, err := b.openThread(ctx, m.ChannelID, m.ID, a.Question)
	if err != nil {
		return result{}, err
	}
	own, err := b.conversation(ctx, thread)
	if err != nil {
		return result{}, err
	}
	if !own {
		if err := b.converse(ctx, thread, askingOf(c, a), a.Text, a.ID); err != nil {
			return result{}, err
		}
	}
	return notice("Ask on in <#" + thread + ">: I remember what was said there." + b.hint()), nil
}

func askingOf(c *call, a store.Answer) asking {
	return asking{id: c.ID, guild: c.GuildID, channel: c.ChannelID, user: a.Asker, question: answer.Question{Text: a.Question}}
}

// hint tells how to be heard where the bot does not get all messages.
func (b *Bot) hint() string {
	if b.reads {
		return ""
	}
	return " Mention me there, or answer my messages: Discord does not show me others."
}
