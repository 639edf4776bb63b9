package discord

import (
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// feedDraftsWaiting are the drafts from feeds, which any moderator can deal with.
func (b *Bot) feedDraftsWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	all, err := b.o.Store.FeedDrafts(ctx, c.GuildID)
	if err != nil {
		return nil, err
	}
	var out []render.Waiting
	for _, d := range all {
		w := render.Waiting{
			What: "New from the feed “" + d.Source + "”", Text: d.Title,
			Facts: fmt.Sprintf("%s, came %s, deleted %s", render.Escape(dayOf(d.Published)), render.Moment(d.At), render.Moment(d.Expires)),
			Choices: []render.Choice{
				{Label: "Show", Do: button.Draft, With: []string{d.ID}, Main: true},
				{Label: "Discard", Do: button.FeedDrop, With: []string{d.ID}},
			},
		}
		if len(d.Near) > 0 {
			w.What += ", near an article that is there"
			w.Facts += " · near " + plainName(d.Near[0])
		}
		if len(d.Notes) > 0 {
			w.Facts += " · " + quoted(d.Notes[0])
		}
		out = append(out, w)
	}
	return out, nil
}

// cameFrom says from which feed a draft came, and what was noted when it did; nothing
// of a moderator's own.
func (b *Bot) cameFrom(ctx context.Context, d store.ArticleDraft) (from string, notes []string, err error) {
	if d.User != "" {
		return "", nil, nil
	}
	f, err := b.o.Store.FeedDraft(ctx, d.ID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil, errNoDraft
	}
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("It came from the feed “%s” (%s).", f.Source, dayOf(f.Published)), f.Notes, nil
}

// namedAnew gives a draft from a feed another name, where another article has taken its
// own since it came. Where that article is what came of the draft, that is noted.
func (b *Bot) namedAnew(ctx context.Context, d store.ArticleDraft) (store.ArticleDraft, error) {
	if d.User != "" || d.Done > 0 {
		return d, nil
	}
	named, version := follow.Named(b.o.Curator, d)
	var err error
	switch {
	case version > 0:
		named.Done, err = version, b.o.Store.FinishArticleDraft(ctx, d.ID, version)
	case named.Slug != d.Slug:
		err = b.o.Store.SaveArticleDraft(ctx, named)
	}
	if errors.Is(err, store.ErrNotFound) {
		err = errNoDraft // another has discarded it
	}
	return named, err
}

// dropFeedDraft discards a draft of the list.
func (b *Bot) dropFeedDraft(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	switch {
	case err != nil:
		return result{}, err
	case d.User != "":
		return result{}, errNoDraft
	case d.Done > 0:
		return b.outcome(c, d, nil), nil
	}
	f, err := b.o.Store.FeedDraft(ctx, d.ID)
	if err != nil {
		return result{}, err
	}
	if err := b.o.Store.DropArticleDraft(ctx, d.ID); err != nil {
		return result{}, err
	}
	return notice("“" + plainName(f.Title) + "” is discarded. It does not come again from its feed."), nil
}
