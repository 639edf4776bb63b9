package discord

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

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
		lines = append(lines, fmt.Sprintf("%d drafts of feeds wait, which is the most: what is new waits behind them, and is read once some are dealt with.", store.MaxFeedDrafts))
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
	if f.Failures == 0 {
		return n.tell(ctx, f.Guild, shortNonce("gone", f.ID, fmt.Sprint(f.Looked.Unix())), fmt.Sprintf(
			"I have paused the feed “%s”. %s %s lists it.", plainName(f.Title), render.Escape(f.Failure), n.b.mention("knowledge feeds")))
	}
	return n.tell(ctx, f.Guild, shortNonce("paused", f.ID, f.Due.String(), f.Failure, fmt.Sprint(f.Looked.Unix())), fmt.Sprintf(
		"I have paused the feed “%s”: it could not be read %d times in a row. %s Mend that, then press *Look now* in %s, or *Unfollow*.",
		plainName(f.Title), f.Failures, render.Escape(f.Failure), n.b.mention("knowledge feeds")))
}

// Moved is for package follow.
func (n feedNotifier) Moved(ctx context.Context, f store.Feed) error {
	return n.tell(ctx, f.Guild, shortNonce("moved", f.ID, f.Moved), fmt.Sprintf(
		"The feed “%s” says that it has moved for good, to another site: %s. I read it there as long as its old address leads on. If you trust that site, follow the new address; *Unfollow* in %s forgets the old one.",
		plainName(f.Title), render.Escape(f.Moved), n.b.mention("knowledge feeds")))
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
