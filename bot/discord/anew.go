package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/store"
)

// anew answers once more what an answer was given to before, for whoever presses
// the button: an answer of its own.
func (b *Bot) anew(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if !a.AsOf.IsZero() {
		zone, err := b.zoneOf(ctx, c.GuildID)
		if err != nil {
			return result{}, err
		}
		if err := b.setBack(ctx, c, a.AsOf.In(zone)); err != nil {
			return result{}, err
		}
	}
	slug := arg(c, 1)
	if slug != "" {
		article := articleOf(c.answerer, slug)
		if article == nil {
			return result{}, &unknownArticleError{slug}
		}
		slug = article.Slug
	}
	c.fresh = true
	switch {
	case a.Kind == store.KindBrief:
		return b.composed(ctx, c, slug, b.briefing())
	case a.Kind == store.KindTimeline:
		return b.composed(ctx, c, slug, b.datedEvents())
	case a.Question == "": // erased, or past its retention
		return result{}, store.ErrNotFound
	case a.Kind == store.KindDiscuss:
		return b.discussTopic(ctx, c, a.Question, slug)
	case a.Kind == store.KindCheck:
		return b.checkText(ctx, c, a.Question)
	case a.Kind == store.KindWho:
		return b.thought(ctx, func() (result, error) {
			return b.whoIs(ctx, c, a.Question, brief.AboutOptions{Statements: shownOfName})
		})
	}
	turns, err := b.before(ctx, c, a)
	if err != nil {
		return result{}, err
	}
	return b.answerCall(ctx, c, answer.Question{Text: a.Question, Article: slug, History: turns})
}

// before are the turns that an answer was given after, as far as they are still
// there.
func (b *Bot) before(ctx context.Context, c *call, a store.Answer) ([]answer.Turn, error) {
	own, err := b.conversation(ctx, c.ChannelID)
	if err != nil {
		return nil, err
	}
	if !own {
		return b.beforeMessage(ctx, c.Message), nil
	}
	stored, err := b.o.Store.Turns(ctx, c.ChannelID, 2*maxTurns)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(stored, func(t store.Turn) bool { return t.Answer == a.ID })
	if at < 0 {
		return nil, nil // the answer to a command, which knows nothing of the turns
	}
	if at > 0 && stored[at-1].Role == store.RoleUser {
		at--
	}
	return turnsFrom(stored[max(0, at-maxTurns):at]), nil
}

// beforeMessage is the chain of replies before the message that m answers.
func (b *Bot) beforeMessage(ctx context.Context, m *discordgo.Message) []answer.Turn {
	if m.MessageReference == nil || m.MessageReference.MessageID == "" {
		return nil
	}
	question, err := b.client.Session().ChannelMessage(m.ChannelID, m.MessageReference.MessageID, discordgo.WithContext(ctx))
	if err != nil || b.mine(question) {
		return nil
	}
	return b.chain(ctx, question)
}
