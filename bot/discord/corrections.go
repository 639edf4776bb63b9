package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/store"
)

// Corrector finds the posts that a change of the articles has made wrong. *Keeper of
// package curate is one.
type Corrector interface {
	// Corrections are those that nobody has told or is about to.
	Corrections(ctx context.Context, limit int) ([]curate.Correction, error)
	// Due has one value when some have been found since it was last read.
	Due() <-chan struct{}
	// Fell finds what a ruling has made wrong, and says how many posts that are.
	Fell(ctx context.Context, r store.Ruling) (int, error)
}

// correcting is how corrections are told. The zero value gives the usual.
type correcting struct {
	every time.Duration // at most one reply in that time
	look  time.Duration // how often what others have begun is looked for
}

func (c correcting) withDefaults() correcting {
	if c.every == 0 {
		c.every = time.Second
	}
	if c.look == 0 {
		c.look = time.Minute
	}
	return c
}

// Bounds of corrections.
const (
	maxCorrections = 50 // replies in a guild because of one change; the rest is listed
	maxTries       = 5  // of one that Discord does not take
	fewCorrections = 20 // that are read at a time
)

// correctPosts tells of corrections until ctx is done.
func (b *Bot) correctPosts(ctx context.Context) {
	if err := b.fellLately(ctx); err != nil && ctx.Err() == nil {
		b.o.Log.Error("what cites sentences that fell could not be found", "error", err)
	}
	b.keepAt(ctx, b.o.Corrections.Due(), b.o.correcting.look, "corrections could not be told; it is tried again", b.correctAll)
}

// lately is how long ago a ruling may be of which a stop has perhaps kept the bot from
// finding what it made wrong.
const lately = 24 * time.Hour

// fellLately finds what the latest rulings have made wrong, as far as that is not found.
func (b *Bot) fellLately(ctx context.Context) error {
	guilds, err := b.o.Store.GuildsWithRulings(ctx)
	if err != nil {
		return err
	}
	for _, guild := range guilds {
		all, err := b.o.Store.Rulings(ctx, guild)
		if err != nil {
			return err
		}
		for _, r := range all {
			if b.o.Now().Sub(r.At) > lately {
				continue
			}
			if _, err := b.o.Corrections.Fell(ctx, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// correctAll tells of all corrections that there are now, and then gives the
// moderators their lists.
func (b *Bot) correctAll(ctx context.Context) error {
	for ctx.Err() == nil {
		due, err := b.o.Corrections.Corrections(ctx, fewCorrections)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		for _, c := range due { // each is begun, so that it is not read again at once
			if err := b.correct(ctx, c); err != nil {
				return err
			}
		}
	}
	return b.listCorrections(ctx)
}

// correct tells of one correction, unless another is at it. The error is that of the
// store or of ctx; what Discord does not take is tried again when the lease is over.
func (b *Bot) correct(ctx context.Context, c curate.Correction) error {
	begun, tries, mine, err := b.o.Store.ClaimCorrection(ctx, c.Correction)
	if err != nil || !mine {
		return err
	}
	outcome, reply, err := b.correction(ctx, c, begun, tries)
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // it may stand there: whoever comes next looks
	case err == nil:
	case lasting(err) || tries >= maxTries:
		b.o.Log.Warn("a correction cannot be told", "answer", c.Post.ID, "channel", c.Post.Channel, "error", err)
		outcome = store.CorrectionFailed
	default:
		b.o.Log.Info("a correction could not be told; it is tried again", "answer", c.Post.ID, "error", err)
		return nil
	}
	told := c.Correction
	told.Outcome, told.Reply = outcome, reply
	_, err = b.o.Store.TellCorrection(ctx, told)
	return err
}

// lasting reports whether Discord would not take a message later either.
func lasting(err error) bool {
	e, ok := errors.AsType[*delivery.PostError](err)
	return ok && (e.Kind == delivery.NoPermission || e.Kind == delivery.NoChannel || e.Kind == delivery.Refused)
}

// correction is what becomes of a correction: it is posted, once, or there is a reason
// why not. The error is a *delivery.PostError, or the store's.
func (b *Bot) correction(ctx context.Context, c curate.Correction, begun time.Time, tries int) (outcome, reply string, err error) {
	settings, err := b.settingsOf(ctx, c.Post.Guild)
	if err != nil {
		return "", "", err
	}
	if outcome := untold(c.Post, settings, b.o.Now()); outcome != "" {
		return outcome, "", nil
	}
	mark := correctionMark(c.Answer, c.Guild, c.Slug, c.Version)
	if tries > 1 {
		there, err := scheduled{b}.standing(ctx, delivery.Post{Channel: c.Post.Channel, Nonce: mark, Since: begun.Add(-clockSkew)})
		if err != nil {
			return "", "", err
		}
		if there.whole() {
			return store.CorrectionPosted, there.parts[1], b.rememberCorrection(ctx, c, mark, there.parts[1])
		}
	}
	n, err := b.o.Store.CorrectionsPosted(ctx, c.Post.Guild, c.Correction)
	switch {
	case err != nil:
		return "", "", err
	case n >= maxCorrections:
		return store.CorrectionListed, "", nil
	}
	_, err = b.client.Session().ChannelMessage(c.Post.Channel, c.Post.Message, discordgo.WithContext(ctx))
	if errors.Is(err, rest.ErrGone) {
		return store.CorrectionGone, "", nil
	}
	if err != nil {
		return "", "", b.postError(ctx, c.Post.Channel, err)
	}
	if reply, err = b.postCorrection(ctx, c, mark); err != nil {
		return "", "", err
	}
	if err := b.rememberCorrection(ctx, c, mark, reply); err != nil {
		return "", "", err
	}
	b.pause(ctx)
	return store.CorrectionPosted, reply, nil
}

// untold is why nobody is told under a post, "" when somebody is.
func untold(post store.Answer, s store.Settings, now time.Time) string {
	switch {
	case post.Guild == "" || !post.Public:
		return store.CorrectionPrivate
	case s.NoCorrections:
		return store.CorrectionOff
	case post.At.Before(now.Add(-s.Retention())): // nobody reads that any more
		return store.CorrectionListed
	}
	return ""
}

// clockSkew is how far the clock here may be ahead of Discord's.
const clockSkew = time.Minute

// correctionMark stands for a correction or a list of them, for ever, and for no other.
func correctionMark(of, guild, slug string, version int) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{"correction", of, guild, slug, strconv.Itoa(version)}, "\x00")))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:delivery.NonceLength]
}

// pause waits, so that no channel is flooded.
func (b *Bot) pause(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(b.o.correcting.every):
	}
}

// postCorrection replies to a post with the old and the new wording.
func (b *Bot) postCorrection(ctx context.Context, c curate.Correction, mark string) (string, error) {
	missing, err := b.client.Missing(ctx, c.Post.Channel, needsOfReply|discordgo.PermissionEmbedLinks)
	if err != nil {
		return "", b.postError(ctx, c.Post.Channel, err)
	}
	r := b.rendererFor(discordgo.PermissionEmbedLinks)
	var lacked []string
	for _, name := range missing {
		if name == embedLinks {
			r = b.rendererFor(0)
		} else {
			lacked = append(lacked, name)
		}
	}
	if len(lacked) > 0 {
		return "", lacking(lacked, nil)
	}
	shown, err := b.shownCorrection(ctx, c, mark)
	if err != nil {
		return "", err
	}
	m := message(r.Correction(shown))
	must := true
	m.Reference = &discordgo.MessageReference{MessageID: c.Post.Message, ChannelID: c.Post.Channel, GuildID: c.Post.Guild, FailIfNotExists: &must}
	sent, err := b.client.Send(ctx, c.Post.Channel, nonce(mark, 0), m)
	if err != nil {
		return "", b.postError(ctx, c.Post.Channel, err)
	}
	return sent.ID, nil
}

// shownCorrection is a correction with the articles that it is about. What it says is
// read from them, the old from the version that was cited.
func (b *Bot) shownCorrection(ctx context.Context, c curate.Correction, mark string) (render.Correction, error) {
	out := render.Correction{Now: c.Article, Ruled: c.Ruled, Signature: "Correction · " + markOf(mark)}
	for _, a := range c.Altered {
		ref, err := corpus.ParseRef(a.Ref)
		if err != nil {
			return out, err
		}
		then, err := b.o.Past.Version(ctx, c.Guild, ref.Article, ref.Version)
		if err != nil {
			return out, err
		}
		x := render.Altered{Ref: ref, Old: a.Old}
		if c.Article != nil && len(a.Now) > 0 {
			x.New, x.Into = a.New, a.Now[0]
		}
		out.Then, out.Changes = append(out.Then, then), append(out.Changes, x)
	}
	asked, err := b.corrected(ctx, c.Post)
	if err != nil {
		return out, err
	}
	switch asked.Kind {
	case store.KindBrief, store.KindTimeline:
		if asked.Asker != "" || asked.Question != "" { // else it is of a schedule, which cannot be asked
			out.Answer, out.Article = asked.ID, shortSlug(asked.Question)
		}
	case store.KindAsk, store.KindDiscuss, store.KindWho:
		if asked.Question != "" {
			out.Answer = asked.ID
		}
	}
	return out, nil
}

// corrected is the answer that a post is about: itself, or of a correction what that
// corrected, however often.
func (b *Bot) corrected(ctx context.Context, post store.Answer) (store.Answer, error) {
	for post.Kind == store.KindCorrection {
		id, err := b.o.Store.CorrectedBy(ctx, post.Message)
		if errors.Is(err, store.ErrNotFound) {
			return post, nil // nobody knows any more
		}
		if err != nil {
			return post, err
		}
		if post, err = b.o.Store.Answer(ctx, id); err != nil {
			return post, err
		}
	}
	return post, nil
}

// rememberCorrection remembers what a reply cites, so that it is itself corrected when
// that changes. Once more is a no-op.
func (b *Bot) rememberCorrection(ctx context.Context, c curate.Correction, mark, reply string) error {
	a := store.Answer{
		ID: mark, Guild: c.Post.Guild, Channel: c.Post.Channel, Message: reply,
		Mode: c.Post.Mode, Kind: store.KindCorrection, Answered: true, Public: true, Confidence: 1, At: b.o.Now(),
	}
	var text transcript
	for _, x := range c.Altered {
		text.line(x.New)
		for _, ref := range x.Now {
			if c.Article == nil {
				break
			}
			if span, ok := c.Article.Sentence(ref); ok {
				a.Citations = append(a.Citations, store.Citation{N: len(a.Citations) + 1, Ref: ref.String(), Quote: c.Article.Raw(span)})
			}
		}
	}
	if a.Text = text.String(); len(a.Citations) == 0 {
		return nil
	}
	_, err := b.o.Store.RecordAnswer(ctx, a)
	if errors.Is(err, store.ErrExists) {
		return nil
	}
	return err
}
