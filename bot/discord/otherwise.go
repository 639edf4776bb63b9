package discord

import (
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/discord/render"
)

// cited is a sentence that is shown, with its number; 0 for one without.
type cited struct {
	n     int
	place corpus.Place
}

func citedBy(sources []cite.Source) []cited {
	out := make([]cited, len(sources))
	for i, s := range sources {
		out[i] = cited{s.N, s.Where()}
	}
	return out
}

// withOtherwise puts beside an answer what other sentences say instead of its sources.
func (b *Bot) withOtherwise(beside render.Beside, guild string, sources []cite.Source) render.Beside {
	beside.Otherwise = b.otherwise(guild, citedBy(sources))
	return beside
}

// otherwise is what other sentences say instead of those that are shown to a guild, by
// the docket as it is: it takes the time of a look-up each.
func (b *Bot) otherwise(guild string, shown []cited) []render.Otherwise {
	if b.o.Curator == nil {
		return nil
	}
	owner, _ := b.o.Curator.Shelf(guild)
	return otherwiseBy(b.docket, owner, guild, b.rulings.fallen(guild), shown)
}

// otherwiseBy is otherwise by a docket. Two that are both shown are told of once; what
// fell to something else is not told of.
func otherwiseBy(docket *disputes.Docket, owner, guild string, fallen disputes.Fallen, shown []cited) (out []render.Otherwise) {
	numbers := make(map[corpus.Ref]int)
	for _, c := range shown {
		numbers[c.place.Ref()] = c.n
	}
	told := make(map[[2]corpus.Ref]bool)
	for _, c := range shown {
		for _, o := range docket.Of(owner, guild, c.place) {
			here, there := c.place.Ref(), o.Place.Ref()
			if !o.Falls && len(fallen.Instead(o.Place)) > 0 || told[[2]corpus.Ref{there, here}] {
				continue
			}
			told[[2]corpus.Ref{here, there}] = true
			out = append(out, render.Otherwise{
				N: c.n, Here: c.place.Article.Plain(o.Here), Cited: c.place,
				Also: numbers[there], There: o.Place.Article.Plain(o.There), Place: o.Place,
				Falls: o.Falls, Newer: o.Newer, Older: o.Older, Attributed: o.Attributed,
			})
		}
	}
	return out
}
