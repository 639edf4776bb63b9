package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/store"
)

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
	case n > follow.MaxTaken:
		v.Notes = append(v.Notes, fmt.Sprintf("%d entries stand there now; at most %d are taken at a time, and at most %d drafts of feeds wait in a server. The newest:", n, follow.MaxTaken, store.MaxFeedDrafts))
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
