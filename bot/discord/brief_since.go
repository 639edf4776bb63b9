package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/corpus"
	"rapporteur/bot/desk"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// sinceLast, as the option since, means the last briefing that was posted.
const sinceLast = "last"

// sinceForm is how a moment is written in the option since, in the zone of the
// guild's briefings; a day alone is its beginning.
const sinceForm = "2006-01-02 15:04"

// briefSince answers /brief with since: what is new, changed and withdrawn since a
// day, or since the last briefing.
func (b *Bot) briefSince(ctx context.Context, c *call, slug string) (result, error) {
	var (
		e     *edition.Edition
		note  desk.Note
		err   error
		typed = strings.TrimSpace(c.options.text("since"))
	)
	visit := b.visit(c.asking(answer.Question{Article: slug}), c.place, store.KindBrief)
	if strings.EqualFold(typed, sinceLast) {
		e, note, err = b.sinceLastBriefing(ctx, c, slug, visit)
	} else {
		e, note, err = b.sinceMoment(ctx, c, slug, typed, visit)
	}
	if refusal, ok := errors.AsType[*delivery.Refusal](err); ok {
		return notice("I have nothing to tell: " + render.Escape(refusal.Why) + "."), nil
	}
	if err != nil {
		return result{}, err
	}
	id := b.told(ctx, c, e.Mode(), store.KindBrief, slug, e.Title()+"\n"+e.Text(), e.Sources())
	return result{posts: c.render.Edition(e, render.EditionOptions{Title: sinceTitle(e), Beside: b.withOtherwise(beside(note, id, slug), c.GuildID, e.Sources())}), answer: id}, nil
}

func sinceTitle(e *edition.Edition) string {
	return shortened("What is new: "+e.Title(), maxShown)
}

// sinceLastBriefing tells what has changed since the channel's last briefing, or the
// guild's where the channel had none, of the articles that it was of.
func (b *Bot) sinceLastBriefing(ctx context.Context, c *call, slug string, visit desk.Visit) (*edition.Edition, desk.Note, error) {
	s, last, err := b.lastBriefing(ctx, c.GuildID, c.ChannelID)
	if err != nil {
		return nil, desk.Note{}, err
	}
	if last == nil {
		return nil, desk.Note{}, &adviceError{"No briefing has been posted here yet. Give a day, such as 2027-03-01, or leave since out."}
	}
	if slug != "" {
		s.Scope, s.Articles = store.ScopeArticles, []string{slug}
	}
	return b.edition(ctx, s, last, visit)
}

// lastBriefing is the schedule and the run of the last briefing in a channel, or else
// in the guild; nil when there is none.
func (b *Bot) lastBriefing(ctx context.Context, guild, channel string) (of store.Schedule, last *store.Run, err error) {
	all, err := b.o.Store.Schedules(ctx, guild)
	if err != nil {
		return of, nil, err
	}
	for _, s := range all {
		r, err := b.lastPosted(ctx, s)
		if err != nil {
			return of, nil, err
		}
		if r == nil {
			continue
		}
		here := r.Channel == channel
		if last == nil || here && last.Channel != channel || here == (last.Channel == channel) && r.Finished.After(last.Finished) {
			of, last = s, r
		}
	}
	return of, last, nil
}

// sinceMoment tells what has changed since a moment.
func (b *Bot) sinceMoment(ctx context.Context, c *call, slug, typed string, visit desk.Visit) (*edition.Edition, desk.Note, error) {
	zone, err := b.zoneOf(ctx, c.GuildID)
	if err != nil {
		return nil, desk.Note{}, err
	}
	since, err := momentOf(typed, zone)
	if err != nil {
		return nil, desk.Note{}, err
	}
	if !since.Before(b.o.Now()) {
		return nil, desk.Note{}, &adviceError{"That is yet to come. Give a day that is over, such as " + b.o.Now().In(zone).AddDate(0, 0, -1).Format(time.DateOnly) + ", or last."}
	}
	before, err := b.o.Past.AsOf(ctx, c.GuildID, since)
	if err != nil {
		return nil, desk.Note{}, err
	}
	now := c.answerer.Quotable()
	before = b.standingIn(c.GuildID, c.answerer.Articles(), before)
	if slug != "" {
		only := func(a *corpus.Article) bool { return a.Slug == slug }
		now, before = filter(now, only), filter(before, only)
	}
	if len(before) == 0 {
		return nil, desk.Note{}, &adviceError{fmt.Sprintf(
			"I have no version of these articles from <t:%d:f> or before, so that I cannot tell what is new since. They may not have been there, or I did not keep versions yet. Give a later day, or leave since out.", since.Unix())}
	}
	return b.o.Desk.Edition(ctx, visit, now, before, edition.Options{Since: since}, brief.Options{})
}

// zoneOf is the zone of the guild's briefing that was changed last; UTC without any.
func (b *Bot) zoneOf(ctx context.Context, guild string) (*time.Location, error) {
	if guild == "" {
		return time.UTC, nil
	}
	all, err := b.o.Store.Schedules(ctx, guild)
	if err != nil {
		return nil, err
	}
	latest := store.Schedule{Zone: "UTC"}
	for _, s := range all {
		if s.Changed.After(latest.Changed) {
			latest = s
		}
	}
	if times, err := schedule.New(schedule.Spec{When: "daily 0:00", Zone: latest.Zone}); err == nil {
		return times.Location(), nil
	}
	return time.UTC, nil // it is not known any more
}

// momentOf reads what was typed as since. The error is an *adviceError.
func momentOf(typed string, zone *time.Location) (time.Time, error) {
	for _, form := range []string{sinceForm, time.DateOnly} {
		if t, err := time.ParseInLocation(form, typed, zone); err == nil && t.Year() >= 1970 {
			return t, nil
		}
	}
	return time.Time{}, &adviceError{fmt.Sprintf("I cannot read “%s” as a day. Write year, month and day, such as 2027-03-01, or last for the last briefing.", plainName(typed))}
}

// sinceChoices are the last briefings of the channel, and the last of all.
func (b *Bot) sinceChoices(ctx context.Context, i *discordgo.Interaction, typed string) (out choices, err error) {
	add := func(name, value string) {
		if holdsWords(name+" "+value, typed) && len(out) < maxChoices {
			out = append(out, choice(name, value))
		}
	}
	zone, err := b.zoneOf(ctx, i.GuildID)
	if err != nil {
		return nil, err
	}
	if i.GuildID != "" {
		add("Since the last briefing", sinceLast)
		posted, err := b.o.Store.PostedIn(ctx, i.GuildID, i.ChannelID, maxChoices)
		if err != nil {
			return nil, err
		}
		for _, r := range posted {
			at := r.Finished.In(zone).Format(sinceForm)
			add("Since the briefing of "+at+", "+zone.String(), at)
		}
	}
	for _, days := range []int{1, 7, 30} {
		day := b.o.Now().In(zone).AddDate(0, 0, -days).Format(time.DateOnly)
		add("Since "+day+", "+counted(days, "day")+" ago", day)
	}
	return out, nil
}
