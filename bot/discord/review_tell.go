package discord

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// maxTellings is how many who are to be told are read at once.
const maxTellings = 500

// wakeTeller has those told who are to be told now.
func (b *Bot) wakeTeller() { wake(b.toTell) }

// keepTelling tells those who asked, message by message, until ctx is done. Who has been
// told is stored after each, so that a stop loses none; a message that was sent just
// before one is known to Discord by its nonce for some minutes.
func (b *Bot) keepTelling(ctx context.Context) {
	for ctx.Err() == nil {
		wait := b.o.review.every
		b.guarded("those who asked", func() { wait = b.tellNext(ctx) })
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		case <-b.whenIdle(wait):
		}
	}
}

// whenIdle is the channel that wakes the teller, nil while it only waits between two
// messages.
func (b *Bot) whenIdle(wait time.Duration) <-chan struct{} {
	if wait == b.o.review.every {
		return b.toTell
	}
	return nil
}

// tellNext sends the next message, if there is any to be sent, and says how long to
// wait then.
func (b *Bot) tellNext(ctx context.Context) time.Duration {
	due, err := b.o.Store.Tellings(ctx, maxTellings)
	if err == nil && len(due) == 0 {
		return b.o.review.every
	}
	if err == nil {
		err = b.tellTogether(ctx, together(due))
	}
	switch {
	case err == nil || ctx.Err() != nil:
		return b.o.review.tell
	default:
		b.o.Log.Error("those who asked could not be told yet", "error", err)
		return b.o.review.retry
	}
}

// together are those who are told by the same message as the first: everybody who
// asked the same in the same channel for all to read; alone whoever asked in private.
func together(due []store.Telling) []store.Telling {
	first := due[0]
	var out []store.Telling
	for _, t := range due {
		if t.Guild == first.Guild && t.At.Equal(first.At) && t.As == first.As && t.Public == first.Public &&
			(t.Public && t.Channel == first.Channel || !t.Public && t.User == first.User) {
			out = append(out, t)
		}
	}
	return out
}

// tellTogether sends one message. An error means that it is to be tried again.
func (b *Bot) tellTogether(ctx context.Context, told []store.Telling) error {
	first := told[0]
	reply := b.answerFor(ctx, first)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// Who has themselves forgotten, or turns this off, while that is worked out is not told.
	due, err := b.o.Store.Tellings(ctx, maxTellings)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(due, func(t store.Telling) bool { return t == first }) {
		return nil
	}
	if reply == nil {
		b.o.Log.Info("those who asked are not told: the articles do not answer it any more", "gap", first.Gap)
		var ids []string
		for _, t := range told {
			if !slices.Contains(ids, t.Gap) {
				ids = append(ids, t.Gap)
			}
		}
		return b.o.Store.ReopenGaps(ctx, first.Guild, ids)
	}
	if err := b.sendAnswer(ctx, first, reply); err != nil {
		if !forGood(err) {
			return err
		}
		b.o.Log.Info("somebody who asked cannot be told", "gap", first.Gap, "error", err)
	}
	return b.o.Store.Told(context.WithoutCancel(ctx), told)
}

// answerFor is the answer for somebody who asked, to their own words; nil when there is
// none any more.
func (b *Bot) answerFor(ctx context.Context, t store.Telling) *answer.Reply {
	answerer := b.o.Knowledge.For(t.Guild)
	for _, text := range slices.Compact([]string{t.Question, t.As}) {
		if reply := b.quoted(ctx, answerer, text); reply != nil {
			return reply.To(t.Question)
		}
	}
	return nil
}

// sendAnswer posts the answer where somebody asked, or sends it to them.
func (b *Bot) sendAnswer(ctx context.Context, t store.Telling, reply *answer.Reply) error {
	a := asking{guild: t.Guild, channel: t.Channel, question: answer.Question{Text: t.Question}, private: !t.Public}
	if a.private {
		a.user = t.User
	}
	r, channel, notice := b.rendererFor(discordgo.PermissionEmbedLinks), t.Channel, "This was asked here when the articles did not answer it. Now they do."
	if t.Public {
		missing, err := b.client.Missing(ctx, t.Channel, needsOfBriefing|discordgo.PermissionEmbedLinks)
		if err != nil {
			return err
		}
		if slices.Contains(missing, embedLinks) {
			r = b.rendererFor(0)
		}
	} else {
		// What a server's articles say goes to its members only.
		if _, err := b.client.Member(ctx, t.Guild, t.User); err != nil {
			return err
		}
		direct, err := b.client.Session().UserChannelCreate(t.User, discordgo.WithContext(ctx))
		if err != nil {
			return err
		}
		channel, notice = direct.ID, "You asked this when the articles did not answer it. Now they do."
	}
	// It is stored like any other answer, so that it can be asked about, and is corrected
	// when the articles change.
	id := b.remember(ctx, a, store.KindAsk, reply)
	posts := r.Answer(reply, b.withOtherwise(render.Beside{
		ID: id, Notice: notice, More: []render.Choice{{Label: "Do not tell me again", Do: button.TellNone, With: []string{t.Gap}}},
	}, t.Guild, reply.Sources()))
	nonces := shortNonce("told", t.Gap, t.Channel, t.User, t.At.String())
	if t.Public {
		nonces = shortNonce("told", t.As, t.Channel, t.At.String())
	}
	var first *discordgo.Message
	for i, p := range posts {
		m, err := b.client.Send(ctx, channel, nonce(nonces, i), message(p))
		if err != nil {
			return err
		}
		if first == nil {
			first = m
		}
	}
	b.posted(context.WithoutCancel(ctx), t.Gap, result{answer: id}, first)
	return nil
}

// forGood reports whether Discord will not take a message later either: the channel is
// gone, the bot may not write there, or somebody takes no direct messages.
func forGood(err error) bool {
	status := 0
	var ours *rest.Error
	var theirs *discordgo.RESTError
	switch {
	case errors.As(err, &ours):
		status = ours.Status
	case errors.As(err, &theirs) && theirs.Response != nil:
		status = theirs.Response.StatusCode
	}
	return status >= 400 && status < 500 && status != http.StatusUnauthorized && status != http.StatusTooManyRequests
}

// tellNone notes that a member does not want to be told any more.
func (b *Bot) tellNone(ctx context.Context, c *call) (result, error) {
	if err := b.o.Store.TellNever(ctx, c.user.ID); err != nil {
		return result{}, err
	}
	return notice("I will not tell you any more when an article answers what you asked. " + b.mention("privacy show") + " turns it on again."), nil
}

// tellMe has a member told again.
func (b *Bot) tellMe(ctx context.Context, c *call) (result, error) {
	if arg(c, 0) != c.user.ID {
		return result{}, errNotTheirs
	}
	if err := b.o.Store.TellAgain(ctx, c.user.ID); err != nil {
		return result{}, err
	}
	return notice("I will tell you again when an article answers what you asked."), nil
}
