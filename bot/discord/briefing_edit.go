package discord

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/maypok86/otter/v2"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// proposal is a schedule as it was shown to a moderator, who has not saved it yet.
// It is kept in memory alone: what nobody has confirmed is nothing that the bot
// must remember. After a restart, or proposalTime, its buttons say that it is over.
type proposal struct {
	user, guild string
	base        store.Schedule // as it was read; without an ID for a new one
	want        store.Schedule
	form        form

	mu      sync.Mutex
	outcome []render.Post // of the button that was pressed first; nil before that
}

const (
	// proposalTime is as long as Discord lets a reply be edited, and four times over.
	proposalTime = time.Hour
	maxProposals = 10_000
)

type proposalCache = otter.Cache[string, *proposal]

func newProposalCache() *proposalCache {
	return otter.Must(&otter.Options[string, *proposal]{
		MaximumSize: maxProposals, ExpiryCalculator: otter.ExpiryWriting[string, *proposal](proposalTime),
	})
}

// createBriefing shows the schedule that a moderator plans.
func (b *Bot) createBriefing(ctx context.Context, c *call) (result, error) {
	f := form{c.options, c.GuildID, c.answerer, b.o.Desk}
	want, err := f.fill(store.Schedule{Guild: c.GuildID, Creator: c.user.ID})
	if err == nil {
		err = dueAgain(want, b.o.Now())
	}
	if err != nil {
		return result{}, err
	}
	return b.propose(ctx, c, &proposal{want: want, form: f}, "")
}

// editBriefing shows a schedule with what a moderator changes of it.
func (b *Bot) editBriefing(ctx context.Context, c *call) (result, error) {
	base, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	return b.proposeEdit(ctx, c, base, form{c.options, c.GuildID, c.answerer, b.o.Desk}, "")
}

// proposeEdit shows base with what the form changes.
func (b *Bot) proposeEdit(ctx context.Context, c *call, base store.Schedule, f form, note string) (result, error) {
	want, err := f.fill(base)
	if err != nil {
		return result{}, err
	}
	if len(differences(c.answerer, base, want)) == 0 {
		return result{posts: c.render.Proposal(render.Proposal{
			Heading: "Nothing is changed", Note: note + "This is how the briefing is. Fill in the options that are to change.",
			Plan: b.examined(ctx, c, base, b.plan(c, base, nextShown)),
		})}, nil
	}
	if err := dueAgain(want, b.o.Now()); err != nil {
		return result{}, err
	}
	return b.propose(ctx, c, &proposal{base: base, want: want, form: f}, note)
}

// propose shows a schedule with the buttons that save it or do not.
func (b *Bot) propose(ctx context.Context, c *call, p *proposal, note string) (result, error) {
	p.user, p.guild = c.user.ID, c.GuildID
	b.proposals.Set(c.ID, p)
	shown := render.Proposal{
		Heading: "Save this briefing?", Note: note, ID: c.ID, Confirm: "Save", Cancel: "Cancel",
		Plan: b.examined(ctx, c, p.want, b.plan(c, p.want, nextShown)),
	}
	if p.base.ID != "" {
		shown.Heading, shown.Changes = "Save these changes?", differences(c.answerer, p.base, p.want)
	}
	return result{posts: c.render.Proposal(shown)}, nil
}

// proposalOf is the form behind the button that was pressed.
func (b *Bot) proposalOf(c *call) (*proposal, error) {
	p, ok := b.proposals.GetIfPresent(arg(c, 0))
	switch {
	case !ok:
		return nil, errOver
	case p.user != c.user.ID || p.guild != c.GuildID:
		return nil, errNotTheirs
	}
	return p, nil
}

// settle does what a button is for, once: whoever presses another after it, or the
// same again, is shown what came of the first.
func (p *proposal) settle(do func() (result, error)) (result, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.outcome != nil {
		return result{posts: p.outcome}, nil
	}
	r, err := do()
	if err == nil {
		p.outcome = r.posts
	}
	return r, err
}

// saveBriefing saves what was shown.
func (b *Bot) saveBriefing(ctx context.Context, c *call) (result, error) {
	p, err := b.proposalOf(c)
	if err != nil {
		return result{}, err
	}
	return p.settle(func() (result, error) {
		if p.base.ID == "" {
			saved, err := b.runner.Create(ctx, p.want)
			return b.saved(ctx, c, saved, err)
		}
		saved, err := b.runner.Replace(ctx, c.user.ID, p.want)
		if errors.Is(err, store.ErrChanged) {
			return b.changedMeanwhile(ctx, c, p)
		}
		return b.saved(ctx, c, saved, gone(err))
	})
}

// saved shows a schedule as it is now.
func (b *Bot) saved(ctx context.Context, c *call, s store.Schedule, err error) (result, error) {
	if err != nil {
		return result{}, err
	}
	return result{posts: c.render.Proposal(render.Proposal{Heading: "Saved", Plan: b.examined(ctx, c, s, b.plan(c, s, 1))})}, nil
}

// changedMeanwhile says what another has changed since a schedule was shown, and
// shows it again with the changes that were not saved.
func (b *Bot) changedMeanwhile(ctx context.Context, c *call, p *proposal) (result, error) {
	now, err := b.scheduleOf(ctx, c, p.base.ID)
	if err != nil {
		return result{}, err
	}
	note := "Nothing was saved: the briefing has been changed since I showed it to you"
	for i, change := range differences(c.answerer, p.base, now) {
		note += [2]string{": ", "; "}[min(i, 1)] + change.String()
	}
	return b.proposeEdit(ctx, c, now, p.form, note+". ")
}

// cancelBriefing saves nothing.
func (b *Bot) cancelBriefing(_ context.Context, c *call) (result, error) {
	p, err := b.proposalOf(c)
	if err != nil {
		return result{}, err
	}
	return p.settle(func() (result, error) { return notice("Nothing was saved."), nil })
}

// pauseBriefing pauses a schedule.
func (b *Bot) pauseBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	paused, err := b.runner.Pause(ctx, s.ID, c.user.ID, "a moderator paused it")
	if err != nil {
		return result{}, gone(err)
	}
	if !paused {
		return notice(fmt.Sprintf("%s is paused already: %s", quotedTitle(s), render.Escape(s.Paused))), nil
	}
	return notice(quotedTitle(s) + " is paused. Nothing is due until you resume it; what was paused through is not caught up with."), nil
}

// resumeBriefing lets a schedule go on.
func (b *Bot) resumeBriefing(ctx context.Context, c *call) (result, error) {
	s, err := b.scheduleNamed(ctx, c)
	if err != nil {
		return result{}, err
	}
	resumed, err := b.runner.Resume(ctx, s.ID, c.user.ID)
	if err != nil {
		return result{}, gone(err)
	}
	if !resumed {
		return notice(quotedTitle(s) + " was not paused."), nil
	}
	s.Paused = ""
	return result{posts: c.render.Proposal(render.Proposal{
		Heading: "It goes on", Plan: b.examined(ctx, c, s, b.plan(c, s, nextShown)),
	})}, nil
}

// quotedTitle is what a schedule is called, in a sentence.
func quotedTitle(s store.Schedule) string { return "“" + plainName(titleOf(s)) + "”" }
