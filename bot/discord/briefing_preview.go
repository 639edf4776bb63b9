package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// previewBriefing shows what the next briefing of a schedule would say now, to the
// moderator alone, with what is new and what is weak marked.
func (b *Bot) previewBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	last, err := b.lastPosted(ctx, s)
	if err != nil {
		return result{}, err
	}
	v, err := b.visitOf(ctx, s, c.ID)
	if err != nil {
		return result{}, err
	}
	v.User = c.user.ID
	e, note, err := b.edition(ctx, s, last, v)
	if refusal, ok := errors.AsType[*delivery.Refusal](err); ok {
		return notice("Nothing could be posted: " + render.Escape(refusal.Why) + "."), nil
	}
	if err != nil {
		return result{}, err
	}
	return result{posts: under(b.previewHead(c, s, last, e), c.render.Edition(e, render.EditionOptions{
		Title: titleOf(s), Weak: e.Weak, Beside: b.withOtherwise(beside(note, "", ""), c.GuildID, e.Sources()),
	}))}, nil
}

// lastPosted is the run that a schedule's readers saw last, nil when there is none.
func (b *Bot) lastPosted(ctx context.Context, s store.Schedule) (*store.Run, error) {
	r, err := b.o.Store.LastPosted(ctx, s.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &r, err
}

// under puts a line above posts: in the first, or where that is text in one of its
// own.
func under(head string, posts []render.Post) []render.Post {
	if posts[0].Content == "" {
		posts[0].Content = head
		return posts
	}
	return append([]render.Post{render.Markup(head)}, posts...)
}

// previewHead says what a preview is one of, and what is new in it.
func (b *Bot) previewHead(c *call, s store.Schedule, last *store.Run, e *edition.Edition) string {
	head := "This is what the next one would say now."
	if plan := b.plan(c, s, 1); s.Paused != "" {
		head += " It is paused."
	} else if len(plan.Next) > 0 {
		head += " It is due " + render.Moment(plan.Next[0]) + "."
	}
	if s.Hold || c.settings.HoldBriefings {
		head += " It waits for approval then."
	}
	switch {
	case last == nil:
		return head + " None has been posted yet, so that all of it is new."
	case e.Nothing() && s.NothingNew == store.NothingNewSkip:
		return head + " **Nothing is new**, so that nothing would be posted."
	case e.Nothing():
		return head + " **Nothing is new**, which is all that would be posted."
	}
	return head + fmt.Sprintf(" **New since <t:%d:f>:** %s.", last.Finished.Unix(), newsOf(e))
}

// newsOf counts what is new in an edition.
func newsOf(e *edition.Edition) string {
	corrections, sentences := e.Left()
	corrections, sentences = corrections+len(e.Corrections()), sentences+len(e.News())
	var out []string
	if corrections > 0 {
		out = append(out, counted(corrections, "correction"))
	}
	if sentences > 0 {
		out = append(out, counted(sentences, "new sentence"))
	}
	if len(e.Points())+len(e.Timeline())+len(e.Positions()) > 0 {
		out = append(out, "what articles say that came since")
	}
	if len(out) == 0 {
		return "nothing that could be quoted"
	}
	return strings.TrimSpace(andList(out))
}
