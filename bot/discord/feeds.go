package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/ingest/feed"
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

// Which entries a moderator wants of a feed, in the second argument of button.Follow.
const (
	onlyNew   = "n"
	alsoThere = "a"
)

// shownEntries is how many entries of a feed are shown before it is followed.
const shownEntries = 3

// planned is a feed that a moderator has been shown, as the draft holds it.
type planned struct {
	Address, Title string
	Sites          []string
	ETag, Modified string
	Seen           []string // ids of what stood there
	ByItself       bool
}

// followFeed shows what a feed is, and asks before it is followed.
func (b *Bot) followFeed(ctx context.Context, c *call) (result, error) {
	if err := b.follows(); err != nil {
		return result{}, err
	}
	var s curate.Standing
	if !c.options.flag("for-all") {
		s.Guild = c.GuildID
	}
	if err := b.mayKeep(c, s.Guild); err != nil {
		return result{}, err
	}
	found, err := b.follower.Find(ctx, c.options.text("url"))
	if err != nil {
		return result{}, err
	}
	have, err := b.o.Store.Feeds(ctx, c.GuildID)
	if err != nil {
		return result{}, err
	}
	if slices.ContainsFunc(have, func(f store.Feed) bool { return f.Address == found.Address }) {
		return result{}, b.followedAlready(found.Title)
	}
	d := newDraft(c, draftFollow, s)
	p := planned{
		Address: found.Address, Title: found.Title, Sites: found.Sites, ETag: found.State.ETag, Modified: found.State.LastModified,
		Seen: found.State.Seen, ByItself: c.options.flag("publish-by-itself"),
	}
	if d.Data, err = json.Marshal(p); err != nil {
		return result{}, err
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return result{}, err
	}
	return result{posts: c.render.Review(followReview(found, d, p.ByItself))}, nil
}

func (b *Bot) followedAlready(title string) error {
	return &adviceError{fmt.Sprintf("“%s” is followed in this server already. %s lists it.", plainName(title), b.mention("knowledge feeds"))}
}

// What following means, in words.
const (
	draftsWords   = "What is new becomes a draft in /knowledge review, for any moderator. Nothing of it is public before a moderator publishes it."
	byItselfWords = "What is new is published by itself, in your name, before anybody has read it: answers and briefings cite it from then on. " +
		"What a moderator should see first still becomes a draft: an article that says nearly the same, no more than a summary, a link to another site, an error in the text."
)

func followReview(found *follow.Found, d store.ArticleDraft, byItself bool) render.Review {
	n := len(found.Entries)
	v := render.Review{
		Heading: "Follow “" + found.Title + "”?",
		Notes:   []string{found.Address, draftsWords},
		Choices: []render.Choice{{Label: "Only what comes from now on", Do: button.Follow, With: []string{d.ID, onlyNew}, Main: true}},
	}
	if byItself {
		v.Notes[1] = byItselfWords
	}
	if d.Owner == "" {
		v.Notes = append(v.Notes, "All servers will read what is published of it.")
	}
	v.Notes = append(v.Notes, "Where it gives no more than a summary, the page is fetched if it is of "+orList(found.Sites)+".")
	if n > 0 {
		label := fmt.Sprintf("Also the %d that stand there now", n)
		if n == 1 {
			label = "Also the one that stands there now"
		}
		v.Choices = append(v.Choices, render.Choice{Label: label, Do: button.Follow, With: []string{d.ID, alsoThere}})
	}
	v.Choices = append(v.Choices, render.Choice{Label: "Cancel", Do: button.Discard, With: []string{d.ID}})
	switch {
	case n == 0:
		v.Notes = append(v.Notes, "It is empty at the moment.")
	case n == 1:
		v.Notes = append(v.Notes, "One entry stands there now:")
	case n > feed.MaxEntries:
		v.Notes = append(v.Notes, fmt.Sprintf("%d entries stand there now; at most %d are taken at a time, and at most %d drafts of feeds wait in a server. The newest:", n, feed.MaxEntries, store.MaxFeedDrafts))
	default:
		v.Notes = append(v.Notes, fmt.Sprintf("%d entries stand there now. The newest:", n))
	}
	for _, e := range newest(found.Entries) {
		v.List = append(v.List, dayOf(e.Published)+": "+cmp.Or(e.Title, "(without a title)"))
	}
	return v
}

// newest are the newest entries, the newest first: by their dates, where they have one,
// and else as they stand in the feed.
func newest(entries []feed.Entry) []feed.Entry {
	out := slices.Clone(entries)
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b feed.Entry) int { return b.Published.Compare(a.Published) })
	return out[:min(len(out), shownEntries)]
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return "without a date"
	}
	return t.Format(time.DateOnly)
}

// follow follows a feed as it was shown. Pressing twice does it once.
func (b *Bot) follow(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err == nil {
		err = b.follows()
	}
	if err != nil {
		return result{}, err
	}
	var p planned
	switch {
	case d.Action != draftFollow:
		return result{}, errNoDraft
	case d.Done > 0:
		return notice("It is followed. " + b.mention("knowledge feeds") + " lists it."), nil
	case json.Unmarshal(d.Data, &p) != nil:
		return result{}, errNoDraft
	}
	f := store.Feed{Guild: d.Guild, Owner: d.Owner, Address: p.Address, Title: p.Title, Sites: p.Sites, By: c.user.ID}
	if p.ByItself {
		f.Allower = c.user.ID
	}
	what := "What stands there now comes first."
	if arg(c, 1) == onlyNew {
		f.Seen, f.ETag, f.LastModified = p.Seen, p.ETag, p.Modified
		what = "What stood there when you called the command is left out."
	}
	_, err = b.follower.Follow(ctx, f)
	switch {
	case errors.Is(err, store.ErrExists):
		err = b.followedAlready(p.Title)
	case errors.Is(err, store.ErrFullGuild):
		err = &adviceError{fmt.Sprintf("Nothing was done: %d feeds are followed in this server, which is the most. Stop following one that you do not need.", store.MaxFeedsOfGuild)}
	}
	if err != nil {
		return result{}, err
	}
	if err := b.o.Store.FinishArticleDraft(context.WithoutCancel(ctx), d.ID, 1); err != nil {
		b.o.Log.Error("what came of a draft could not be stored", "draft", d.ID, "error", err)
	}
	return notice(fmt.Sprintf("“%s” is followed. %s New drafts wait in %s; %s lists the feeds.", plainName(p.Title), what, b.mention("knowledge review"), b.mention("knowledge feeds"))), nil
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
		list = append(list, render.Feed{
			ID: f.ID, Title: f.Title, Address: f.Address, Shared: f.Owner == "", By: f.By, Allower: f.Allower, At: f.At,
			Looked: f.Looked, Next: f.Due, Failures: f.Failures, Failure: f.Failure, Waiting: waiting[f.ID], Remaining: f.Remaining,
			Choices: []render.Choice{
				feedChoice("Unfollow", askUnfollow, f.ID), byItselfChoice(f), feedChoice("Look now", lookNow, f.ID),
			},
		})
	}
	return result{posts: c.render.Feeds(list, page, len(all), len(drafts) >= store.MaxFeedDrafts)}, nil
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
		return sure(c, f, unfollow, "Stop following "+name+"? Its drafts that wait stay. Who follows it again later chooses anew what to take.", "Unfollow", true), nil
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

// feedNotifier tells moderators of feeds in their staff channel.
type feedNotifier struct{ b *Bot }

// shownArrivals is how many titles one message names.
const shownArrivals = 5

// Arrived is for package follow.
func (n feedNotifier) Arrived(ctx context.Context, guild string, came []store.FeedDraft) error {
	var drafts, published []store.FeedDraft
	var ids []string
	for _, d := range came {
		ids = append(ids, d.ID)
		if d.ByItself {
			published = append(published, d)
		} else {
			drafts = append(drafts, d)
		}
	}
	var lines []string
	if len(drafts) > 0 {
		lines = append(lines, fmt.Sprintf("New from feeds, in %s: %s.", n.b.mention("knowledge review"), counted(len(drafts), "draft")))
		lines = append(lines, arrivals(drafts)...)
	}
	if len(published) > 0 {
		lines = append(lines, "Published by itself from feeds: "+counted(len(published), "article")+".")
		lines = append(lines, arrivals(published)...)
	}
	room, err := n.b.o.Store.RoomForDrafts(ctx, guild)
	if err != nil {
		return err
	}
	if room == 0 {
		lines = append(lines, fmt.Sprintf("%d drafts of feeds wait, which is the most: new entries are left in their feeds until some are dealt with.", store.MaxFeedDrafts))
	}
	return n.tell(ctx, guild, shortNonce(append([]string{"feeds"}, ids...)...), strings.Join(lines, "\n"))
}

func arrivals(came []store.FeedDraft) (lines []string) {
	for _, d := range came[:min(len(came), shownArrivals)] {
		lines = append(lines, "> "+quoted(d.Title)+" ("+plainName(d.Source)+")")
	}
	if more := len(came) - shownArrivals; more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return lines
}

// Paused is for package follow.
func (n feedNotifier) Paused(ctx context.Context, f store.Feed) error {
	return n.tell(ctx, f.Guild, shortNonce("paused", f.ID, f.Due.String(), f.Failure, fmt.Sprint(f.Looked.Unix())), fmt.Sprintf(
		"I have paused the feed “%s”: it could not be read %d times in a row. %s Mend that, then press *Look now* in %s, or *Unfollow*.",
		plainName(f.Title), f.Failures, render.Escape(f.Failure), n.b.mention("knowledge feeds")))
}

// tell posts in the staff channel, if there is one that takes it.
func (n feedNotifier) tell(ctx context.Context, guild, subject, text string) error {
	settings, err := n.b.settingsOf(ctx, guild)
	if err != nil || settings.Staff == "" {
		return err
	}
	_, err = n.b.client.Send(ctx, settings.Staff, nonce(subject, staffPart), message(render.Markup(text)))
	if err != nil && forGood(err) {
		n.b.o.Log.Error("the staff channel could not be told", "channel", settings.Staff, "error", err)
		return nil
	}
	return err
}
