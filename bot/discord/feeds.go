package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// errNoFeed means that what a button was made for is not followed any more.
var errNoFeed = errors.New("the feed is not followed any more")

// newFollower looks at feeds, if articles are kept and feeds fetched; nil else.
func (b *Bot) newFollower() *follow.Runner {
	if b.o.Curator == nil || b.o.Ingest == nil || b.o.Feeds == nil {
		return nil
	}
	o := b.o.following
	o.Store, o.Keeper, o.Feeds, o.Reader, o.Notifier, o.Log = b.o.Store, b.o.Curator, b.o.Feeds, b.o.Ingest, feedNotifier{b}, b.o.Log
	o.Home = b.o.Home
	if o.Now == nil {
		o.Now = b.o.Now
	}
	return follow.New(o)
}

// follows reports, by its error, whether feeds can be followed.
func (b *Bot) follows() error {
	if err := b.keeps(); err != nil || b.follower != nil {
		return err
	}
	return &adviceError{"This bot cannot fetch feeds. Whoever runs it has not turned that on."}
}

// left lets the feeds of a guild rest that the bot has left: nobody there deals with
// what comes of them. All else of the guild stays, for when the bot comes back.
func (b *Bot) left(ctx context.Context, guild string) {
	if err := b.o.Store.PauseFeedsOf(ctx, guild, "The bot was not in this server for a while."); err != nil {
		b.o.Log.Error("the feeds of a server that the bot has left could not be paused", "guild", guild, "error", err)
	}
}

// listFeeds lists the feeds of a guild.
func (b *Bot) listFeeds(ctx context.Context, c *call) (result, error) {
	return b.pageOfFeeds(ctx, c, 1)
}

func (b *Bot) pageOfFeeds(ctx context.Context, c *call, page int) (result, error) {
	if err := b.follows(); err != nil {
		return result{}, err
	}
	all, err := b.o.Store.Feeds(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	drafts, err := b.o.Store.FeedDrafts(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	waiting := make(map[string]int)
	for _, d := range drafts {
		waiting[d.Feed]++
	}
	from, to := pageOf(page, len(all), render.FeedsOnPage)
	var list []render.Feed
	for _, f := range all[from:to] {
		next, err := b.o.Store.WaitingEntries(ctx, f.ID)
		if err != nil {
			return result{}, err
		}
		list = append(list, render.Feed{
			ID: f.ID, Title: f.Title, Address: f.Address, Shared: f.Owner == "", By: f.By, Allower: f.Allower, At: f.At,
			Looked: f.Looked, Next: f.Due, Failures: f.Failures, Failure: f.Failure, Waiting: waiting[f.ID], Behind: f.Waiting, NextTitle: firstTitle(next), Remaining: f.Remaining, Moved: f.Moved,
			Choices: []render.Choice{
				feedChoice("Unfollow", askUnfollow, f.ID), byItselfChoice(f), feedChoice("Look now", lookNow, f.ID),
			},
		})
	}
	return result{posts: c.render.Feeds(list, page, len(all), len(drafts) >= store.MaxFeedDrafts)}, nil
}

// firstTitle is the title of the first entry, its address where it has none.
func firstTitle(entries []store.WaitingEntry) string {
	if len(entries) == 0 {
		return ""
	}
	return cmp.Or(entries[0].Title, entries[0].URL, "(without a title)")
}

// What the buttons of a feed do, in their first argument.
const (
	askUnfollow = "u"
	unfollow    = "U"
	askByItself = "p"
	byItself    = "P"
	draftsAgain = "d"
	lookNow     = "l"
)

func feedChoice(label, what, id string) render.Choice {
	return render.Choice{Label: label, Do: button.Feed, With: []string{what, id}}
}

func byItselfChoice(f store.Feed) render.Choice {
	if f.Allower != "" {
		return feedChoice("Drafts only", draftsAgain, f.ID)
	}
	return feedChoice("Publish by itself", askByItself, f.ID)
}

// feedOf is the feed that a button is about, if the member may keep what comes of it.
func (b *Bot) feedOf(ctx context.Context, c *call) (store.Feed, error) {
	if err := b.follows(); err != nil {
		return store.Feed{}, err
	}
	f, err := b.o.Store.Feed(ctx, arg(c, 1))
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && f.Guild != c.GuildID:
		return f, errNoFeed
	case err != nil:
		return f, err
	}
	return f, b.mayKeep(c, f.Owner)
}

// pressedFeed does what a button of a feed says, or asks first.
func (b *Bot) pressedFeed(ctx context.Context, c *call) (result, error) {
	f, err := b.feedOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	name := "“" + plainName(f.Title) + "”"
	switch arg(c, 0) {
	case askUnfollow:
		behind := ""
		if f.Waiting > 0 {
			behind = fmt.Sprintf(" What waits behind them, %d of its entries, is forgotten.", f.Waiting)
		}
		return sure(c, f, unfollow, "Stop following "+name+"? Its drafts that wait stay."+behind+" Who follows it again later chooses anew what to take.", "Unfollow", true), nil
	case askByItself:
		return sure(c, f, byItself, "Publish by itself what is new in "+name+"? "+byItselfWords+" Drafts that wait already stay drafts.", "Publish by itself", false), nil
	case draftsAgain:
		if _, err := b.o.Store.AllowFeed(ctx, f.ID, c.user.ID, false); err != nil {
			return result{}, goneFeed(err)
		}
		return notice("What is new in " + name + " becomes a draft from now on, and nothing of it is published by itself."), nil
	case lookNow:
		if err := b.follower.Look(ctx, f); err != nil {
			return result{}, goneFeed(err)
		}
		return notice("I look at " + name + " now. " + b.mention("knowledge feeds") + " tells what came of that in a moment."), nil
	}
	return result{}, errOldCommand
}

func sure(c *call, f store.Feed, what, text, label string, danger bool) result {
	return result{posts: c.render.Question(render.Question{
		Text: text, Danger: danger, Confirm: label, Yes: button.FeedSure, With: []string{what, f.ID}, Cancel: "Leave it as it is", No: button.Spare,
	})}
}

// sureOfFeed does what was asked about.
func (b *Bot) sureOfFeed(ctx context.Context, c *call) (result, error) {
	f, err := b.feedOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	name := "“" + plainName(f.Title) + "”"
	switch arg(c, 0) {
	case unfollow:
		if err := b.o.Store.UnfollowFeed(ctx, f.ID, c.user.ID); err != nil {
			return result{}, goneFeed(err)
		}
		return notice(name + " is not followed any more. Its drafts that wait stay in " + b.mention("knowledge review") + "."), nil
	case byItself:
		if _, err := b.o.Store.AllowFeed(ctx, f.ID, c.user.ID, true); err != nil {
			return result{}, goneFeed(err)
		}
		return notice("What is new in " + name + " is published by itself from now on, in your name. " + b.mention("knowledge feeds") + " turns that off."), nil
	}
	return result{}, errOldCommand
}

func goneFeed(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return errNoFeed
	}
	return err
}
