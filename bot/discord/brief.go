package discord

import (
	"context"
	"errors"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/desk"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// brief answers /brief.
func (b *Bot) brief(ctx context.Context, c *call) (result, error) {
	slug, err := c.slug()
	if err != nil {
		return result{}, err
	}
	if c.options.has("since") {
		return b.briefSince(ctx, c, slug)
	}
	return b.composed(ctx, c, slug, b.briefing())
}

// briefing shows and remembers the whole of a briefing.
func (b *Bot) briefing() composing {
	return composing{store.KindBrief, render.Renderer.Briefing, (*brief.Briefing).Sources, func(d *brief.Briefing, t *transcript) {
		t.line(d.Title())
		t.points(d.Points())
		t.events(d.Timeline())
		t.positions(d.Positions())
	}, b.o.Desk}
}

// timeline answers /timeline.
func (b *Bot) timeline(ctx context.Context, c *call) (result, error) {
	slug, err := c.slug()
	if err != nil {
		return result{}, err
	}
	return b.composed(ctx, c, slug, b.datedEvents())
}

// datedEvents shows and remembers the timeline of a briefing, which quotes: a model
// would word what is not shown.
func (b *Bot) datedEvents() composing {
	return composing{store.KindTimeline, render.Renderer.Timeline, render.TimelineSources, func(d *brief.Briefing, t *transcript) {
		t.line(d.Title())
		t.events(d.Timeline())
	}, desk.New(desk.Options{Log: b.o.Log})}
}

// composing is what is done with a briefing: shown and remembered as a whole, or
// a part of it.
type composing struct {
	kind    string
	show    func(render.Renderer, *brief.Briefing, render.Beside) []render.Post
	sources func(*brief.Briefing) []cite.Source
	write   func(*brief.Briefing, *transcript)
	desk    *desk.Desk
}

// composed answers with a briefing of all articles, or of the one of a slug.
func (b *Bot) composed(ctx context.Context, c *call, slug string, how composing) (result, error) {
	articles := c.answerer.Quotable()
	if slug != "" { // who asks for an article gets all of it
		articles = []*corpus.Article{articleOf(c.answerer, slug)}
	}
	visit := b.visit(c.asking(answer.Question{Article: slug}), c.place, how.kind)
	d, note, err := how.desk.Brief(ctx, visit, articles, brief.Options{})
	if errors.Is(err, brief.ErrNoArticles) {
		return notice("There are no articles yet. A moderator can add some."), nil
	}
	if err != nil {
		return result{}, err
	}
	var t transcript
	how.write(d, &t)
	id := b.told(ctx, c, d.Mode(), how.kind, slug, t.String(), how.sources(d))
	return result{posts: how.show(c.render, d, b.withOtherwise(beside(note, id, slug), c.GuildID, how.sources(d))), answer: id}, nil
}

// told stores what was told without a question of its own.
func (b *Bot) told(ctx context.Context, c *call, mode answer.Mode, kind, question, text string, sources []cite.Source) string {
	return b.store(ctx, store.Answer{
		Guild: c.GuildID, Channel: c.ChannelID, Asker: c.user.ID, Question: question, Text: text,
		Mode: string(mode), Kind: kind, Answered: len(sources) > 0, Public: !c.private, Confidence: 1, Citations: citations(sources),
	})
}

// shownOfName is how many statements /who shows where others read along; a
// button shows the rest to whoever wants it.
const shownOfName = 8

// who answers /who.
func (b *Bot) who(ctx context.Context, c *call) (result, error) {
	return b.whoIs(ctx, c, c.options.text("name"), brief.AboutOptions{Statements: shownOfName})
}

// all shows the whole of a profile to the member who asks for it.
func (b *Bot) all(ctx context.Context, c *call) (result, error) {
	a, err := b.answerOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if a.Kind != store.KindWho || a.Question == "" {
		return result{}, store.ErrNotFound
	}
	return b.whoIs(ctx, c, a.Question, brief.AboutOptions{})
}

func (b *Bot) whoIs(ctx context.Context, c *call, name string, o brief.AboutOptions) (result, error) {
	p, err := brief.About(c.answerer.Quotable(), name, o)
	switch {
	case errors.Is(err, brief.ErrNoArticles):
		return notice("There are no articles yet. A moderator can add some."), nil
	case errors.Is(err, brief.ErrNoName):
		return notice("That is no name that I could look up. Write the name of a person, a country or an organisation."), nil
	case err != nil:
		return result{}, err
	}
	var t transcript
	t.line(p.Name())
	t.points(p.Statements())
	t.positions(p.Positions())
	id := b.told(ctx, c, answer.Quoted, store.KindWho, name, t.String(), p.Sources())
	return result{posts: c.render.Profile(p, b.withOtherwise(render.Beside{ID: id}, c.GuildID, p.Sources())), answer: id}, nil
}
