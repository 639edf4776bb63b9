package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
	"rapporteur/bot/desk"
	"rapporteur/bot/store"
)

// scheduled is the bot's side of scheduled briefings: what delivery.Runner has
// composed, posted, looked for and told.
type scheduled struct{ *Bot }

// deliveryOptions are those of the process's one runner.
func (b *Bot) deliveryOptions() delivery.Options {
	o, side := b.o.delivery, scheduled{b}
	o.Store, o.Composer, o.Poster, o.Finder, o.Notifier = b.o.Store, side, side, side, side
	if o.Now == nil {
		o.Now = b.o.Now
	}
	o.Log = b.o.Log
	return o
}

// briefingCommand is the command under which what a scheduled briefing costs is
// counted.
const briefingCommand = "briefing"

// visitOf is what the desk is told of a schedule that nobody waits for.
func (b *Bot) visitOf(ctx context.Context, s store.Schedule, subject string) (desk.Visit, error) {
	settings, err := b.settingsOf(ctx, s.Guild)
	if err != nil {
		return desk.Visit{}, err
	}
	v := desk.Visit{
		Subject: subject, Command: briefingCommand, Guild: s.Guild, Answerer: b.o.Knowledge.For(s.Guild),
		Language: settings.Language, Budget: settings.DailyBudget, Work: b.think,
	}
	if s.Language != "" {
		v.Language = s.Language
	}
	return v, nil
}

// Compose makes the draft of a scheduled briefing.
func (b scheduled) Compose(ctx context.Context, t delivery.Task) (delivery.Draft, error) {
	v, err := b.visitOf(ctx, t.Schedule, t.Nonce)
	if err != nil {
		return delivery.Draft{}, err
	}
	e, note, err := b.edition(ctx, t.Schedule, t.Last, v)
	if err != nil {
		return delivery.Draft{}, err
	}
	if note.Notice != "" {
		b.o.Log.Info("a scheduled briefing quotes", "schedule", t.Schedule.ID, "because", note.Notice)
	}
	if e.Empty() && !e.Compared() {
		return delivery.Draft{}, &delivery.Refusal{Why: "its articles hold no sentence that such a briefing could quote"}
	}
	draft, err := draftOf(e)
	return delivery.Draft{Draft: draft, Nothing: e.Nothing()}, err
}

// draftOf is an edition as a run keeps it.
func draftOf(e *edition.Edition) (store.Draft, error) {
	body, err := e.Save()
	if errors.Is(err, edition.ErrTooLarge) {
		return store.Draft{}, &delivery.Refusal{Why: "it would be too long: choose fewer articles, or a shorter length"}
	}
	if err != nil {
		return store.Draft{}, err
	}
	d := store.Draft{Body: string(body), Words: e.Words(), Sources: len(e.Sources())}
	for _, v := range e.Versions() {
		d.Versions = append(d.Versions, store.ArticleVersion{Article: v.Article, Version: v.Version})
	}
	return d, nil
}

// edition makes the edition of a schedule: all of its articles, or after a run what
// has changed since. The error is a *delivery.Refusal when there is nothing that it
// could be made of, a clause for the moderator.
func (b *Bot) edition(ctx context.Context, s store.Schedule, last *store.Run, v desk.Visit) (*edition.Edition, desk.Note, error) {
	now, whyNone := inScope(s, v.Answerer.Quotable())
	before, err := b.toldBefore(ctx, s, last, now, v.Answerer.Articles())
	if err != nil {
		return nil, desk.Note{}, err
	}
	before = b.standingIn(s.Guild, v.Answerer.Articles(), before)
	if len(now) == 0 && len(before) == 0 {
		return nil, desk.Note{}, &delivery.Refusal{Why: whyNone}
	}
	o := edition.Options{Shape: s.Shape}
	since := s.At
	if last != nil {
		o.Since, since = last.Finished, last.Finished
	}
	if o.Asked, o.Unanswered, err = b.askedSince(ctx, s.Guild, since); err != nil {
		return nil, desk.Note{}, err
	}
	return b.o.Desk.Edition(ctx, v, now, before, o, briefOptions(s))
}

// briefOptions are those of a schedule's body. Its length is in words.
func briefOptions(s store.Schedule) brief.Options {
	words, err := strconv.Atoi(s.Length)
	if err != nil {
		words = 0 // the usual one
	}
	return brief.Options{Words: max(words, 0)}
}

// inScope are the articles that a schedule is of; of none, why.
func inScope(s store.Schedule, all []*corpus.Article) (now []*corpus.Article, whyNone string) {
	switch s.Scope {
	case store.ScopeArticles:
		return filter(all, func(a *corpus.Article) bool { return slices.Contains(s.Articles, a.Slug) }),
			"none of the articles that were chosen for it is there any more: " + shortened(strings.Join(s.Articles, ", "), maxShown)
	case store.ScopeTag:
		return filter(all, func(a *corpus.Article) bool {
				return slices.ContainsFunc(a.Tags, func(tag string) bool { return fold(tag) == fold(s.Tag) })
			}),
			"no article has the tag “" + shortened(s.Tag, maxShown) + "”"
	}
	return all, "there are no articles"
}

func filter(all []*corpus.Article, keep func(*corpus.Article) bool) (out []*corpus.Article) {
	for _, a := range all {
		if keep(a) {
			out = append(out, a)
		}
	}
	return out
}

// toldBefore are the articles as the readers of the last run know them, nil when there
// was none. One that is there, and no more in the schedule's scope, is not among
// them: it was not withdrawn.
func (b *Bot) toldBefore(ctx context.Context, s store.Schedule, last *store.Run, now, all []*corpus.Article) ([]*corpus.Article, error) {
	if last == nil {
		return nil, nil
	}
	out := []*corpus.Article{}
	for _, v := range last.Versions {
		is := func(a *corpus.Article) bool { return a.Slug == v.Article }
		if slices.ContainsFunc(all, is) && !slices.ContainsFunc(now, is) {
			continue
		}
		a, err := b.o.Past.Version(ctx, s.Guild, v.Article, v.Version)
		if errors.Is(err, store.ErrNotFound) {
			continue // erased: nothing of it may be told
		}
		if err != nil {
			return nil, fmt.Errorf("what the last briefing told: %w", err)
		}
		out = append(out, a)
	}
	return out, nil
}

// askedSince are the questions that members asked most where all could read them,
// and those that nothing answered.
func (b *Bot) askedSince(ctx context.Context, guild string, since time.Time) (most, inVain []edition.Asked, err error) {
	settings, err := b.settingsOf(ctx, guild)
	if err != nil {
		return nil, nil, err
	}
	channels, err := b.o.Store.ChannelsAsked(ctx, guild, since)
	if err != nil {
		return nil, nil, err
	}
	if len(channels) == 0 {
		return nil, nil, nil
	}
	g, err := b.client.Session().Guild(guild, discordgo.WithContext(ctx))
	if err != nil {
		return nil, nil, fmt.Errorf("who can read the channels of guild %s: %w", guild, err)
	}
	a := store.Asking{Guild: guild, Since: since, Limit: edition.MaxAsked}
	for _, id := range channels {
		if len(a.Channels) < maxAskedChannels && b.openToAll(ctx, g, settings.Staff, id) {
			a.Channels = append(a.Channels, id)
		}
	}
	for _, find := range []struct {
		to  *[]edition.Asked
		ask func(context.Context, store.Asking) ([]store.Asked, error)
	}{{&most, b.o.Store.AskedMost}, {&inVain, b.o.Store.AskedInVain}} {
		found, err := find.ask(ctx, a)
		if err != nil {
			return nil, nil, err
		}
		for _, q := range found {
			*find.to = append(*find.to, edition.Asked{Question: q.Question, Count: q.Count})
		}
	}
	return most, inVain, nil
}

// maxAskedChannels bounds how many channels' questions are looked at.
const maxAskedChannels = 100
