package discord

import (
	"context"
	"slices"
	"strconv"

	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/render"
)

// sources answers /sources: the list of articles, the beginning of one, or one
// of its paragraphs.
func (b *Bot) sources(_ context.Context, c *call) (result, error) {
	if !c.options.has("article") {
		articles := c.answerer.Articles()
		if c.options.has("paragraph") && len(articles) == 1 {
			return b.passage(c, articles[0], c.options.number("paragraph"))
		}
		return result{posts: c.render.Sources(articles, 1)}, nil
	}
	a, err := c.article("article")
	if err != nil {
		return result{}, err
	}
	return b.passage(c, a, max(1, c.options.number("paragraph")))
}

// passage shows a paragraph, with what other sentences say instead of its own.
func (b *Bot) passage(c *call, a *corpus.Article, paragraph int) (result, error) {
	if paragraph < 1 || paragraph > len(a.Passages) {
		return notice("“" + plainName(a.Name()) + "” has " + strconv.Itoa(len(a.Passages)) + " paragraphs. Choose one of them."), nil
	}
	var shown []cited
	for k := range a.Passages[paragraph-1].Sentences {
		shown = append(shown, cited{place: corpus.Place{Article: a, Passage: paragraph - 1, Sentence: k}})
	}
	return result{posts: c.render.Passage(a, paragraph, b.otherwise(c.GuildID, shown)...)}, nil
}

// page turns to another page of a list.
func (b *Bot) page(ctx context.Context, c *call) (result, error) {
	n, err := strconv.Atoi(arg(c, 1))
	if err != nil {
		return result{}, errOldCommand
	}
	switch view := arg(c, 0); {
	case view == render.PageOfSources:
		return result{posts: c.render.Sources(c.answerer.Articles(), n)}, nil
	case !slices.Contains(moderatorsPages, view):
		return result{}, errOldCommand
	case !c.moderates():
		return result{}, errNotModerator
	case view == render.PageOfKept, view == render.PageOfPast, view == render.PageOfAudit:
		return b.pageOfKnowledge(ctx, c, view, n)
	case view == render.PageOfWaiting:
		return b.pageOfWaiting(ctx, c, arg(c, 2), n)
	case view == render.PageOfPlans:
		return b.pageOfBriefings(ctx, c, n)
	case view == render.PageOfQuestions:
		return b.pageOfQuestions(ctx, c, n)
	case view == render.PageOfFeeds:
		return b.pageOfFeeds(ctx, c, n)
	}
	s, err := b.scheduleOf(ctx, c, arg(c, 2))
	if err != nil {
		return result{}, err
	}
	return b.pageOfLog(ctx, c, s, n)
}

// moderatorsPages are the lists that moderators alone see.
var moderatorsPages = []string{render.PageOfPlans, render.PageOfRuns, render.PageOfKept, render.PageOfPast, render.PageOfAudit, render.PageOfWaiting, render.PageOfQuestions, render.PageOfFeeds}

// pageOfKnowledge turns to another page of what /knowledge lists.
func (b *Bot) pageOfKnowledge(ctx context.Context, c *call, view string, n int) (result, error) {
	if err := b.keeps(); err != nil {
		return result{}, err
	}
	switch view {
	case render.PageOfKept:
		return b.pageOfKept(ctx, c, n)
	case render.PageOfAudit:
		return b.pageOfAudit(ctx, c, n)
	}
	s, err := b.pressedArticle(c, arg(c, 2), arg(c, 3))
	if err != nil {
		return result{}, err
	}
	return b.pageOfPast(ctx, c, s, n)
}

// turned shows another paragraph of an article.
func (b *Bot) turned(_ context.Context, c *call) (result, error) {
	a := articleOf(c.answerer, arg(c, 0))
	if a == nil {
		return result{}, &unknownArticleError{arg(c, 0)}
	}
	n, err := strconv.Atoi(arg(c, 2))
	if err != nil {
		return result{}, errOldCommand
	}
	return b.passage(c, a, min(max(n, 1), len(a.Passages)))
}

// arg is an argument of the button that was pressed, "" beyond the last.
func arg(c *call, n int) string {
	if n < len(c.args) {
		return c.args[n]
	}
	return ""
}
