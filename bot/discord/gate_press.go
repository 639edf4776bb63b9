package discord

import (
	"context"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// heldRun is the run that a gate's button belongs to, for a member who may decide on
// it. The first two arguments name it.
func (b *Bot) heldRun(ctx context.Context, i *discordgo.Interaction, args []string) (store.Schedule, store.Run, error) {
	s, err := b.o.Store.Schedule(ctx, args[0])
	if errors.Is(err, store.ErrNotFound) {
		return s, store.Run{}, &adviceError{"This briefing was deleted, and nothing of it is posted."}
	}
	if err != nil {
		return s, store.Run{}, err
	}
	if err := b.mayDecide(ctx, i, s); err != nil {
		return s, store.Run{}, err
	}
	r, err := b.o.Store.RunOfNonce(ctx, s.ID, args[1])
	if errors.Is(err, store.ErrNotFound) {
		return s, r, &adviceError{"This briefing is no longer on record."}
	}
	return s, r, err
}

// mayDecide reports, by its error, whether a member moderates the guild of a
// schedule. In a direct message Discord does not say what they may do there.
func (b *Bot) mayDecide(ctx context.Context, i *discordgo.Interaction, s store.Schedule) error {
	settings, err := b.settingsOf(ctx, s.Guild)
	if err != nil {
		return err
	}
	c := call{Interaction: i, place: place{settings: settings}}
	if i.GuildID == "" {
		member, err := b.client.Member(ctx, s.Guild, userOf(i).ID)
		if err != nil {
			return err
		}
		c.Interaction = &discordgo.Interaction{Member: member}
	} else if i.GuildID != s.Guild {
		return errOtherGuild
	}
	if !c.moderates() {
		return errNotModerator
	}
	return nil
}

// approve has a held briefing posted.
func (b *Bot) approve(ctx context.Context, c *call) (result, error) {
	return b.decided(ctx, c, func(key store.RunKey) (store.Run, bool, error) { return b.runner.Approve(ctx, key, c.user.ID) },
		"Approved: it is being posted.")
}

// skip has a held briefing not posted.
func (b *Bot) skip(ctx context.Context, c *call) (result, error) {
	return b.decided(ctx, c, func(key store.RunKey) (store.Run, bool, error) { return b.runner.Skip(ctx, key, c.user.ID, "") },
		"Skipped: it is not posted.")
}

// decided tells a moderator what came of their decision: of two at once the second
// hears whose it is.
func (b *Bot) decided(ctx context.Context, c *call, decide func(store.RunKey) (store.Run, bool, error), done string) (result, error) {
	_, r, err := b.heldRun(ctx, c.Interaction, c.args)
	if err != nil {
		return result{}, err
	}
	r, did, err := decide(r.RunKey)
	switch {
	case err != nil:
		return result{}, err
	case did:
		return notice(done), nil
	}
	return result{}, &adviceError{tooLate(r)}
}

func tooLate(r store.Run) string {
	return fmt.Sprintf("That is decided already: %s.", decisionText(r))
}

// whole shows all of a held briefing to the moderator who asks for it.
func (b *Bot) whole(ctx context.Context, c *call) (result, error) {
	s, r, err := b.heldRun(ctx, c.Interaction, c.args)
	switch {
	case err != nil:
		return result{}, err
	case r.State != store.RunHeld:
		return result{}, &adviceError{tooLate(r)}
	}
	e, lost, err := b.restored(ctx, s.Guild, r.Draft)
	if err != nil {
		return result{}, err
	}
	return result{posts: render.Renderer{Plain: c.render.Plain}.Preview(b.heldOf(s, r, e, lost))}, nil
}
