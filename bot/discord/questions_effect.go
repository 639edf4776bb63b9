package discord

import (
	"context"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/answer"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// effectOf is what proposals would do to saved questions, to earlier posts and to
// briefings of the guild.
func (b *Bot) effectOf(ctx context.Context, c *call, all ...*curate.Proposal) (render.Effect, error) {
	out, err := b.outcomesOf(ctx, c, all)
	if err != nil {
		return out, err
	}
	switch {
	case c.settings.NoCorrections:
		out.Told = noReplies
	case slices.ContainsFunc(all, func(p *curate.Proposal) bool { return p.Article != nil }):
		out.Told = "They get a reply with the old and the new wording."
	default:
		out.Told = "They get a reply that says what is withdrawn."
	}
	altered := make(map[string]bool) // by slug and text
	cited := make(map[string]bool)   // posts, by id
	for _, p := range all {
		if p.Before == nil {
			continue // nothing cites what is new
		}
		preview, err := b.o.Curator.Preview(ctx, p)
		if err != nil {
			return out, err
		}
		out.PostsAll += preview.CitedAll
		for _, a := range preview.Cited {
			if cited[a.ID] {
				out.PostsAll-- // it cites another of them too
				continue
			}
			cited[a.ID] = true
			if a.Guild == c.GuildID { // of those elsewhere it is told how many there are
				out.Posts = append(out.Posts, citingPost(a.Answer))
			}
		}
		for text := range preview.Gone {
			altered[p.Change.Slug+"\n"+text] = true
		}
	}
	return out, b.briefingsWith(ctx, c.GuildID, all, altered, &out)
}

// noReplies says what becomes of posts that are made wrong where corrections are off.
const noReplies = "They get no reply, as corrections are off in the settings."

// kindWords say what a post is.
var kindWords = map[string]string{
	store.KindAsk: "an answer", store.KindDiscuss: "a discussion", store.KindCheck: "a check", store.KindBrief: "a briefing",
	store.KindTimeline: "a timeline", store.KindWho: "a profile", store.KindCorrection: "a correction",
}

func citingPost(a store.Answer) render.CitingPost {
	what := kindWords[a.Kind]
	if what == "" {
		what = "a post"
	}
	return render.CitingPost{What: what, Link: fmt.Sprintf("https://discord.com/channels/%s/%s/%s", a.Guild, a.Channel, a.Message)}
}

// briefingsWith adds the scheduled briefings that were made of what is proposed to
// change, and those that wait for approval and cite what is said no more.
func (b *Bot) briefingsWith(ctx context.Context, guild string, all []*curate.Proposal, altered map[string]bool, out *render.Effect) error {
	schedules, err := b.o.Store.Schedules(ctx, guild)
	if err != nil {
		return err
	}
	for _, s := range schedules {
		if slices.ContainsFunc(all, func(p *curate.Proposal) bool { return chosenFor(s, p) }) {
			out.Briefings = append(out.Briefings, titleOf(s))
		}
		if len(altered) == 0 {
			continue
		}
		runs, err := b.o.Store.Runs(ctx, s.ID, lastRuns)
		if err != nil {
			return err
		}
		for _, r := range runs {
			if r.State != store.RunHeld {
				continue
			}
			e, _, err := b.restored(ctx, guild, r.Draft)
			if err != nil {
				continue // whoever decides on it is told
			}
			for _, source := range e.Sources() {
				if altered[source.Article+"\n"+source.Plain()] {
					out.Waiting = append(out.Waiting, titleOf(s))
					break
				}
			}
		}
	}
	return nil
}

// lastRuns is among how many of a schedule's runs those that wait are looked for.
const lastRuns = 3

// chosenFor reports whether a schedule is of an article by name or tag: one that is of
// all of them goes on with the others.
func chosenFor(s store.Schedule, p *curate.Proposal) bool {
	switch {
	case p.Before == nil:
		return false
	case s.Scope == store.ScopeArticles:
		return slices.Contains(s.Articles, p.Change.Slug)
	case s.Scope == store.ScopeTag:
		return slices.ContainsFunc(p.Before.Tags, func(tag string) bool { return fold(tag) == fold(s.Tag) })
	}
	return false
}

// outcomesOf asks the saved questions of the articles as they are and as they would be,
// each without what fell by the guild's rulings.
func (b *Bot) outcomesOf(ctx context.Context, c *call, all []*curate.Proposal) (out render.Effect, err error) {
	saved, err := b.o.Store.Questions(ctx, c.GuildID)
	if err != nil || len(saved) == 0 {
		return out, err
	}
	index, err := b.o.Curator.IndexWith(c.GuildID, all...)
	if err != nil {
		return out, err
	}
	before, err := b.ruledBy(c.GuildID, answer.New(b.o.Curator.Index(c.GuildID)))
	if err != nil {
		return out, err
	}
	after, err := b.ruledBy(c.GuildID, answer.New(index))
	if err != nil {
		return out, err
	}
	e, err := askedBoth(ctx, before, after, saved)
	if err != nil {
		return out, err
	}
	out.Asked, out.Left = len(e.Outcomes), e.Left
	out.Before, out.After = answered(e.ScoreBefore(), out.Asked), answered(e.ScoreAfter(), out.Asked)
	for _, o := range e.Changed() {
		out.Outcomes = append(out.Outcomes, render.Outcome{Question: o.Text, Before: o.Before, After: o.After})
	}
	return out, nil
}

// ruledBy is an answerer without what falls of its articles by a guild's rulings.
func (b *Bot) ruledBy(guild string, whole *answer.Answerer) (*answer.Answerer, error) {
	by := b.docket.Rulings(guild)
	if by == nil {
		return whole, nil
	}
	return without(whole, by.Fallen(whole.Articles(), time.Time{}))
}

// answered is how many of all a share is.
func answered(share float64, all int) int { return int(share*float64(all) + .5) }
