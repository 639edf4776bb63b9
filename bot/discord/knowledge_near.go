package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/ingest/near"
	"rapporteur/bot/store"
)

// maxNear is how many articles that say nearly the same are pointed out.
const maxNear = 3

// pointOutNear adds the articles that say nearly the same as the new one of a draft, and
// a button that compares it with the nearest that is kept in the same place.
func (b *Bot) pointOutNear(c *call, d store.ArticleDraft, a *corpus.Article, review *render.Review) {
	kept := make(map[string]bool) // what the draft could be a version of
	for _, s := range b.o.Curator.Standing(d.Owner) {
		kept[s.Slug] = s.Live
	}
	offered := false
	for _, m := range b.near(c.GuildID, d.Slug, a) {
		review.Near = append(review.Near, render.Near{Article: m.Article, How: howNear(m)})
		if slug := m.Article.Slug; kept[slug] && !offered {
			offered = true
			review.Choices = slices.Insert(review.Choices, 1, render.Choice{
				Label: "Compare with “" + m.Article.Name() + "”", Do: button.Compare, With: []string{d.ID, shortSlug(slug)},
			})
		}
	}
}

// near are the articles that a guild reads and that say nearly the same as a new one.
func (b *Bot) near(guild, slug string, a *corpus.Article) []near.Match {
	var others []*corpus.Article
	for _, other := range b.o.Curator.Articles(guild) {
		if other.Slug != slug {
			others = append(others, other)
		}
	}
	return near.NewIndex(others).Find(a, maxNear)
}

func howNear(m near.Match) string {
	switch m.Kind {
	case near.Same:
		return "it says the same, word for word"
	case near.Part:
		return fmt.Sprintf("the new article is a part of it (%.0f %% of the new text)", 100*m.OfNew)
	case near.Whole:
		return fmt.Sprintf("it is a part of the new article (%.0f %% of its text)", 100*m.OfOld)
	}
	return fmt.Sprintf("%.0f %% of the new text stands there, and %.0f %% of its text in the new one", 100*m.OfNew, 100*m.OfOld)
}

// compare shows the draft of a new article as a change of one that is there, which it
// becomes if it is published then; or, where the button names none, as a new one again.
func (b *Bot) compare(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	switch {
	case err != nil:
		return result{}, err
	case d.Done > 0:
		return b.outcome(c, d, nil), nil
	case d.Action != draftPublish:
		return result{}, errNoDraft
	}
	if arg(c, 1) == "" {
		d.Slug, d.Saw = b.o.Curator.FreshSlug(d.Owner, d.File), 0
		return b.proposeArticle(ctx, c, d)
	}
	kept := b.o.Curator.Standing(d.Owner)
	i := slices.IndexFunc(kept, func(s curate.Standing) bool { return s.Live && shortSlug(s.Slug) == arg(c, 1) })
	if i < 0 {
		return result{}, &adviceError{"That article is not there any more. Publish yours as a new one."}
	}
	d.Slug, d.Saw = kept[i].Slug, kept[i].Version
	review, err := b.reviewOf(ctx, c, d, nil)
	if conflict, ok := errors.AsType[*curate.ConflictError](err); ok {
		return b.conflicted(ctx, c, d, conflict)
	}
	if err != nil {
		return result{}, err
	}
	review.Choices[0].Label = "Publish as its version " + fmt.Sprint(kept[i].Version+1)
	review.Choices = slices.Insert(review.Choices, 1, render.Choice{Label: "As an article of its own", Do: button.Compare, With: []string{d.ID}})
	return result{posts: c.render.Review(review)}, nil
}
