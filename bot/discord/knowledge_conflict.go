package discord

import (
	"context"
	"fmt"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// conflicted shows a moderator what another has made of the article since they
// began, and what theirs would make of that, and lets them decide. A paragraph that
// the other left alone is changed in the other's version, so that both are kept.
func (b *Bot) conflicted(ctx context.Context, c *call, d store.ArticleDraft, e *curate.ConflictError) (result, error) {
	review := render.Review{
		Heading: "Somebody else has changed “" + d.Slug + "” meanwhile",
		Notes:   []string{fmt.Sprintf("It is at version %d now; you began from version %d. Nothing of yours is public yet.", e.Latest.Version, e.Saw)},
	}
	if e.Latest.Why != "" {
		review.Notes = append(review.Notes, "Why they did: "+e.Latest.Why)
	}
	theirs := render.ReviewSection{Heading: "What they have changed", Before: e.Seen, After: e.Theirs}
	if e.Theirs == nil {
		theirs.Heading = "They have withdrawn this"
	}
	review.Sections = append(review.Sections, theirs)
	yes, no := "Publish mine on top", "Take theirs"
	switch d.Action {
	case draftWithdraw:
		yes, no = "Withdraw it all the same", "Leave it"
	case draftRestore:
		yes, no = "Restore it all the same", "Leave it"
	default:
		section, note, err := b.onTop(&d, e)
		if err != nil {
			return result{}, err
		}
		review.Sections = append(review.Sections, section)
		review.Notes = append(review.Notes, note)
	}
	d.Saw = e.Latest.Version
	if p, err := b.proposedBy(ctx, c, d); err == nil { // else it says the same by now, or is gone: who goes on is told
		if review.Effect, err = b.effectOf(ctx, c, p); err != nil {
			return result{}, err
		}
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return result{}, err
	}
	review.Choices = []render.Choice{
		{Label: yes, Do: button.Publish, With: []string{d.ID}, Main: true},
		{Label: no, Do: button.Discard, With: []string{d.ID}},
	}
	return result{posts: c.render.Review(review)}, nil
}

// onTop puts a draft's text on top of another's version.
func (b *Bot) onTop(d *store.ArticleDraft, e *curate.ConflictError) (render.ReviewSection, string, error) {
	note := "If you publish yours, it takes the place of theirs."
	if merged, ok := merged(*d, e.Seen, e.Theirs); ok {
		d.Data, note = merged, "If you publish yours, both changes are kept."
	}
	a, _, err := corpus.Parse(d.Slug+extensionOf(d.File), d.Data)
	if err != nil {
		return render.ReviewSection{}, "", &curate.RefusedError{Message: corpus.ProblemOf(d.File, err).Message}
	}
	return render.ReviewSection{Heading: "What yours would change of it", Before: e.Theirs, After: a}, note, nil
}

// merged is the other's version with the paragraph that a draft changes, if it is
// of one paragraph and the other has left that as it was.
func merged(d store.ArticleDraft, seen, theirs *corpus.Article) ([]byte, bool) {
	if d.Paragraph == 0 || seen == nil || theirs == nil || d.Paragraph > len(seen.Passages) {
		return nil, false
	}
	span := seen.Passages[d.Paragraph-1].Span
	after := len(seen.Text) - span.End
	if len(d.Data) < span.Start+after || string(d.Data[:span.Start]) != seen.Text[:span.Start] || string(d.Data[len(d.Data)-after:]) != seen.Text[span.End:] {
		return nil, false // more than the paragraph was changed
	}
	mine := string(d.Data[span.Start : len(d.Data)-after])
	at := -1
	for n, p := range theirs.Passages {
		if theirs.Raw(p.Span) != seen.Raw(span) {
			continue
		}
		if at >= 0 {
			return nil, false // which of them is not clear
		}
		at = n
	}
	if at < 0 {
		return nil, false
	}
	return []byte(spliced(theirs, at+1, mine)), true
}
