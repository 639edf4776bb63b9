package discord

import (
	"context"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// rulingOn is what is stored as ruled on a case.
func (b *Bot) rulingOn(ctx context.Context, guild, id string) (store.Ruling, bool, error) {
	all, err := b.o.Store.Rulings(ctx, guild)
	if err != nil {
		return store.Ruling{}, false, err
	}
	for _, r := range all {
		if caseID(r) == id {
			return r, true, nil
		}
	}
	return store.Ruling{}, false, nil
}

func caseID(r store.Ruling) string {
	return disputes.CaseID(disputes.Sentence(r.Stands), disputes.Sentence(r.Falls))
}

// outcomeOf says how a ruling ended, with the articles by their names as far as the
// guild has them.
func (b *Bot) outcomeOf(guild string, r store.Ruling) string {
	name := func(slug string) string {
		for _, a := range b.o.Curator.Articles(guild) {
			if a.Slug == slug {
				return "“" + a.Name() + "”"
			}
		}
		return "“" + slug + "”"
	}
	stands, falls := name(r.Stands.Slug), name(r.Falls.Slug)
	switch {
	case r.Both && r.Stands.Slug == r.Falls.Slug:
		return "both sentences of " + stands + " stand"
	case r.Both:
		return "both " + stands + " and " + falls + " stand"
	case r.Stands.Slug == r.Falls.Slug:
		return "one sentence of " + stands + " stands over another"
	}
	return stands + " stands over " + falls
}

// rulingsWaiting are the rulings of a guild, the latest first, each with the button
// that takes it back. They wait for nobody, and are listed by themselves only.
func (b *Bot) rulingsWaiting(ctx context.Context, c *call) ([]render.Waiting, error) {
	all, err := b.o.Store.Rulings(ctx, c.GuildID)
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	var out []render.Waiting
	for _, r := range all {
		w := render.Waiting{
			What: "Ruled: " + b.outcomeOf(c.GuildID, r), Text: r.Why,
			Facts:   "by " + render.Who(r.By) + " " + render.Moment(r.At),
			Choices: []render.Choice{{Label: "Undo", Do: button.Unrule, With: []string{caseID(r)}}},
		}
		stands, falls, ok := b.placesOf(c.GuildID, r)
		other := "Falls"
		if r.Both {
			other = "Stands too"
		}
		if ok {
			w.Places = []render.WaitingPlace{{What: "Stands", Place: stands}, {What: other, Place: falls}}
		} else {
			w.Facts += " · not in force: a sentence has changed since"
		}
		out = append(out, w)
	}
	return out, nil
}

// placesOf are the sentences that a ruling is on. It reports false where the guild's
// articles do not have both any more, so that it is not in force.
func (b *Bot) placesOf(guild string, r store.Ruling) (stands, falls corpus.Place, ok bool) {
	articles := b.o.Curator.Articles(guild)
	stands, one := disputes.Find(articles, disputes.Sentence(r.Stands))
	falls, two := disputes.Find(articles, disputes.Sentence(r.Falls))
	return stands, falls, one && two
}
