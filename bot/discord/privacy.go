package discord

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
)

// privacy answers /privacy export and /privacy erase.
func (b *Bot) privacy(ctx context.Context, c *call) (result, error) {
	if c.options.subcommand == "erase" {
		return b.confirmErasing(c)
	}
	data, err := b.o.Store.Export(ctx, c.user.ID)
	if err != nil {
		return result{}, err
	}
	if most := attachable(); len(data) > most {
		return notice(fmt.Sprintf("There is more stored about you than one file on Discord can hold (%d MB). "+
			"Ask the operator of the bot for it.", most>>20)), nil
	}
	p := render.Markup("This file holds everything that I have stored about you, in all servers and in direct messages.")
	p.Files = []*discordgo.File{{Name: "rapporteur-" + c.user.ID + ".json", ContentType: "application/json", Reader: bytes.NewReader(data)}}
	return result{posts: []render.Post{p}}, nil
}

// attachable is how large a file may be: 10 MiB in a server without boosts.
func attachable() int { return 10 << 20 }

// confirmErasing asks before anything is deleted.
func (b *Bot) confirmErasing(c *call) (result, error) {
	erase, err := b.buttons.ID(button.Erase, c.user.ID)
	if err != nil {
		return result{}, err
	}
	keep, err := b.buttons.ID(button.Keep, c.user.ID)
	if err != nil {
		return result{}, err
	}
	p := render.Markup("Delete everything that I have stored about you? Your questions, conversations, ratings and comments go, " +
		"in all servers and in direct messages. Answers stay, but nobody can tell that you asked. This cannot be undone.")
	p.Components = []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: "Delete everything", Style: discordgo.DangerButton, CustomID: erase},
		discordgo.Button{Label: "Keep it", Style: discordgo.SecondaryButton, CustomID: keep},
	}}}
	return result{posts: []render.Post{p}}, nil
}

// erase deletes what is stored about the member.
func (b *Bot) erase(ctx context.Context, c *call) (result, error) {
	if arg(c, 0) != c.user.ID {
		return result{}, errNotTheirs
	}
	began := time.Now()
	e, err := b.o.Store.Erase(ctx, c.user.ID)
	if err != nil {
		return result{}, err
	}
	b.o.Log.Info("somebody was erased", "took", time.Since(began))
	return notice("Done. Deleted or made nameless: " + andList([]string{
		counted(e.Answers, "question"), counted(e.Turns, "turn") + " of conversations", counted(e.Feedback, "rating"), counted(e.Gaps, "unanswered question"),
	}) + ". What you wrote on Discord itself stays there until you delete it."), nil
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// keep leaves everything as it is.
func (b *Bot) keep(_ context.Context, c *call) (result, error) {
	if arg(c, 0) != c.user.ID {
		return result{}, errNotTheirs
	}
	return notice("Nothing was deleted."), nil
}
