package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/brief/schedule"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// needsOfBriefing are the permissions without which a briefing is not posted. Past
// messages are read where it is unclear whether it has been.
const needsOfBriefing = discordgo.PermissionViewChannel | discordgo.PermissionSendMessages

// Post posts the draft of a scheduled briefing, part by part, and what belongs
// below it.
func (b scheduled) Post(ctx context.Context, p delivery.Post) (string, error) {
	e, lost, err := b.restored(ctx, p.Schedule.Guild, p.Body)
	if err != nil {
		return "", err
	}
	if len(lost) > 0 {
		b.o.Log.Warn("sentences are left out of a briefing: the articles do not say them any more", "schedule", p.Schedule.ID, "slot", p.Slot, "sentences", len(lost))
	}
	missing, err := b.client.Missing(ctx, p.Channel, needsOfBriefing|discordgo.PermissionEmbedLinks)
	if err != nil {
		return "", b.postError(ctx, p.Channel, err)
	}
	plain := slices.Contains(missing, embedLinks)
	if missing = slices.DeleteFunc(missing, func(name string) bool { return name == embedLinks }); len(missing) > 0 {
		return "", lacking(missing, nil)
	}
	var there standing
	if p.Unclear {
		if there, err = b.standing(ctx, p); err != nil {
			return "", err
		}
	}
	o := editionOptions(p, len(lost))
	o.Beside = b.withOtherwise(o.Beside, p.Schedule.Guild, e.Sources())
	posts := render.Renderer{Plain: plain}.Edition(e, o)
	first, err := b.postParts(ctx, p, posts, there)
	if err != nil {
		return "", err
	}
	b.rememberBriefing(ctx, p, e, first)
	b.below(ctx, p, e, first, there)
	return first, nil
}

// embedLinks is the permission without which a briefing is plain text.
const embedLinks = "Embed Links"

// postParts sends what does not stand there already, and gives the first message.
func (b scheduled) postParts(ctx context.Context, p delivery.Post, posts []render.Post, there standing) (first string, err error) {
	for i, post := range posts {
		id := there.parts[i+1]
		if id == "" {
			m := message(post)
			if i == 0 && p.Schedule.Role != "" {
				m.AllowedMentions = &discordgo.MessageAllowedMentions{Roles: []string{p.Schedule.Role}}
			}
			sent, err := b.client.Send(ctx, p.Channel, nonce(p.Nonce, i), m)
			if err != nil {
				return "", b.partError(ctx, p.Channel, err, i > 0 || len(there.parts) > 0)
			}
			id = sent.ID
		}
		if i == 0 {
			first = id
		}
	}
	return first, nil
}

// partError is postError; where parts stand there already, what could be tried
// again has to be looked for before.
func (b *Bot) partError(ctx context.Context, channel string, err error, begun bool) error {
	out := b.postError(ctx, channel, err)
	if e, ok := errors.AsType[*delivery.PostError](out); ok && begun && e.Kind == delivery.RateLimited {
		e.Kind = delivery.Down
	}
	return out
}

// editionOptions are what stands around a scheduled briefing.
func editionOptions(p delivery.Post, lost int) render.EditionOptions {
	o := render.EditionOptions{Title: titleOf(p.Schedule), Signature: signature(p), Role: p.Schedule.Role, Lost: lost}
	if p.Late {
		o.Late = p.Due
	}
	return o
}

// titleOf is what a schedule is called.
func titleOf(s store.Schedule) string {
	switch {
	case s.Title != "":
		return s.Title
	case s.Scope == store.ScopeTag:
		return "Briefing on “" + s.Tag + "”"
	}
	return "Briefing"
}

// signature names the slot of a briefing, for readers by its time and for the bot by
// its mark.
func signature(p delivery.Post) string {
	return shortened(titleOf(p.Schedule), maxSigned) + " · " + slotWords(p) + " · " + markOf(p.Nonce)
}

const maxSigned = 60 // characters of a title

// slotWords are the day and time of a slot, in its own zone.
func slotWords(p delivery.Post) string {
	wall, zone := wallOf(p)
	return wall.Format("Mon 2 Jan 2006, 15:04") + ", " + zone
}

// wallOf is what the clocks of a slot's zone show at it; for a run by hand, showed
// when it was asked for.
func wallOf(p delivery.Post) (wall time.Time, zone string) {
	if slot, err := schedule.ParseKey(p.Slot); err == nil {
		l := slot.Local
		return time.Date(l.Date.Year, l.Date.Month, l.Date.Day, l.Minute/60, l.Minute%60, 0, 0, time.UTC), slot.Zone
	}
	if times, err := delivery.Compile(p.Schedule); err == nil {
		return p.Due.In(times.Location()), times.Spec().Zone
	}
	return p.Due.UTC(), "UTC"
}

// restored is a draft, verified anew against the articles: what they do not say any
// more is lost. The error is a *delivery.PostError.
func (b *Bot) restored(ctx context.Context, guild, body string) (*edition.Edition, []edition.Lost, error) {
	var (
		e      *edition.Edition
		lost   []edition.Lost
		failed error
		err    error
	)
	find := func(slug string, version int) *corpus.Article {
		a, err := b.o.Past.Version(ctx, guild, slug, version)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			failed = err
		}
		return a
	}
	ended := b.think(ctx, func() {
		if e, lost, err = edition.Restore([]byte(body), find); err != nil {
			return
		}
		var more []edition.Lost
		e, more = withoutStale(e, staleIn(e, presentIn(body), b.o.Knowledge.For(guild).Quotable()))
		lost = append(lost, more...)
	})
	switch {
	case ended != nil || failed != nil:
		return nil, nil, &delivery.PostError{Kind: delivery.Down, Advice: "The draft could not be verified.", Err: errors.Join(ended, failed)}
	case err != nil:
		return nil, nil, &delivery.PostError{Kind: delivery.Refused, Advice: "The draft cannot be read any more.", Err: err}
	case len(lost) > 0 && e.Empty():
		return nil, nil, &delivery.PostError{
			Kind: delivery.Refused, Advice: "The articles say nothing any more of what the draft said.", Err: fmt.Errorf("%d sentences are lost", len(lost)),
		}
	}
	return e, lost, nil
}

// postError says what follows from an error of Discord's.
func (b *Bot) postError(ctx context.Context, channel string, err error) error {
	e := &delivery.PostError{Err: err}
	var answered *rest.Error
	switch {
	case errors.Is(err, rest.ErrGone):
		e.Kind = delivery.NoChannel
		e.Advice = "Its channel is gone: choose another one with /briefing edit."
	case errors.Is(err, rest.ErrMissingPermissions), errors.Is(err, rest.ErrMissingAccess):
		missing, failed := b.client.Missing(ctx, channel, needsOfBriefing|discordgo.PermissionReadMessageHistory)
		if failed != nil || len(missing) == 0 {
			missing = rest.Names(needsOfBriefing)
		}
		return lacking(missing, err)
	case !errors.As(err, &answered):
	case errors.Is(err, rest.ErrRateLimited):
		e.Wait = answered.Wait
		if !answered.Unclear {
			e.Kind = delivery.RateLimited
		}
	case answered.Status >= 400 && answered.Status < 500 && !errors.Is(err, rest.ErrUnauthorized) && !answered.Unclear:
		e.Kind = delivery.Refused
	}
	return e
}

// lacking means that the bot may not post in a channel.
func lacking(names []string, err error) *delivery.PostError {
	if err == nil {
		err = rest.ErrMissingPermissions
	}
	return &delivery.PostError{
		Kind: delivery.NoPermission, Err: err,
		Advice: fmt.Sprintf("I lack %s in its channel: somebody who manages the server can give me that there.", andList(names)),
	}
}
