package discord

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// listCorrections gives the moderators the lists that are due.
func (b *Bot) listCorrections(ctx context.Context) error {
	lists, err := b.o.Store.CorrectionLists(ctx, fewCorrections)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if err := b.listed(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

// listed tells the staff channel of a guild of the posts that a change made wrong, once.
// Without a staff channel nobody is told.
func (b *Bot) listed(ctx context.Context, l store.CorrectionList) error {
	begun, tries, mine, err := b.o.Store.ClaimCorrectionList(ctx, l)
	if err != nil || !mine {
		return err
	}
	settings, err := b.settingsOf(ctx, l.Reader)
	if err != nil {
		return err
	}
	if settings.Staff != "" {
		p := delivery.Post{Channel: settings.Staff, Nonce: correctionMark("list "+l.Reader, l.Guild, l.Slug, l.Version), Since: begun.Add(-clockSkew), Unclear: tries > 1}
		err = b.postList(ctx, l, p)
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil && !lasting(err) && tries < maxTries:
		b.o.Log.Info("moderators could not be told of corrections; it is tried again", "guild", l.Reader, "article", l.Slug, "error", err)
		return nil
	case err != nil:
		b.o.Log.Warn("moderators cannot be told of corrections", "guild", l.Reader, "article", l.Slug, "error", err)
	}
	return b.o.Store.TellCorrectionList(ctx, l)
}

// postList posts a list unless it stands there. The error is a *delivery.PostError, or
// the store's.
func (b *Bot) postList(ctx context.Context, l store.CorrectionList, p delivery.Post) error {
	if p.Unclear {
		there, err := scheduled{b}.standing(ctx, p)
		if err != nil || there.whole() {
			return err
		}
	}
	found, outcomes, err := b.o.Store.CorrectionsOf(ctx, l, mostListed)
	if err != nil || len(found) == 0 {
		return err
	}
	text := listText(b.articleName(l), l, found, outcomes) + "\n-# " + render.Escape("Corrections · "+markOf(p.Nonce))
	if _, err := b.client.Send(ctx, p.Channel, nonce(p.Nonce, 0), message(render.Markup(text))); err != nil {
		return b.postError(ctx, p.Channel, err)
	}
	return nil
}

// articleName is what the article of a list is called now; a withdrawn one by its slug.
func (b *Bot) articleName(l store.CorrectionList) string {
	if a := exactly(b.o.Knowledge.For(l.Reader), l.Slug); a != nil {
		return a.Name()
	}
	return l.Slug
}

// mostListed is how many posts a list links to: with more it would not fit into a
// message.
const mostListed = 10

// outcomeWords say what became of a correction.
var outcomeWords = []struct{ outcome, words string }{
	{store.CorrectionPosted, "corrected in a reply"},
	{store.CorrectionListed, "not told: too old, or more than " + fmt.Sprint(maxCorrections) + " because of one change"},
	{store.CorrectionOff, "not told: corrections are off in the settings"},
	{store.CorrectionGone, "deleted meanwhile"},
	{store.CorrectionFailed, "not told: I could not reply there"},
}

func wordsOf(outcome string) string {
	for _, o := range outcomeWords {
		if o.outcome == outcome {
			return o.words
		}
	}
	return outcome
}

// listText tells moderators of corrections in Discord's Markdown.
func listText(article string, l store.CorrectionList, found []store.Corrected, outcomes map[string]int) string {
	all := 0
	var sums []string
	for _, o := range outcomeWords {
		if n := outcomes[o.outcome]; n > 0 {
			all += n
			sums = append(sums, fmt.Sprintf("%d %s", n, o.words))
		}
	}
	verb := "cite"
	if all == 1 {
		verb = "cites"
	}
	cause := fmt.Sprintf("what version %d of **%s** changed or took away", l.Version, plainName(article))
	if curate.OfRuling(l.Slug) {
		cause = "a sentence that fell by a ruling of yours"
	}
	lines := []string{fmt.Sprintf("**%s** %s %s: %s.", counted(all, "post"), verb, cause, strings.Join(sums, "; "))}
	for _, c := range found {
		if c.Outcome != store.CorrectionGone {
			lines = append(lines, fmt.Sprintf("- https://discord.com/channels/%s/%s/%s (%s)", l.Reader, c.Channel, c.Message, wordsOf(c.Outcome)))
		}
	}
	if left := all - len(found); left > 0 {
		lines = append(lines, fmt.Sprintf("- and %d more", left))
	}
	return strings.Join(lines, "\n")
}
