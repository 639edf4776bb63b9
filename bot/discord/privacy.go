package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// privacy answers /privacy show, export and erase.
func (b *Bot) privacy(ctx context.Context, c *call) (result, error) {
	switch c.options.subcommand {
	case "show":
		return b.shownStored(ctx, c)
	case "erase":
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

// shownStored says in short what is stored about the member, and whether they are told of
// answers; that can be changed there.
func (b *Bot) shownStored(ctx context.Context, c *call) (result, error) {
	data, err := b.o.Store.Export(ctx, c.user.ID)
	if err != nil {
		return result{}, err
	}
	var e store.Exported
	if err := json.Unmarshal(data, &e); err != nil {
		return result{}, fmt.Errorf("read what is stored about a member: %w", err)
	}
	text := fmt.Sprintf("In all servers and in direct messages I have stored of you: %s. %s gives you all of it, %s deletes it.\n",
		andList([]string{
			counted(len(e.Answers), "question"), counted(len(e.Turns), "turn") + " of conversations", counted(len(e.Feedback), "rating"),
			counted(len(e.Gaps), "unanswered question"), counted(len(e.Audits), "change") + " that you made",
		}), b.mention("privacy export"), b.mention("privacy erase"))
	label, action := "Do not tell me", button.TellNone
	if e.Untold {
		label, action = "Tell me again", button.TellMe
		text += "You are not told when an article answers what you asked: you turned that off, in all servers."
	} else {
		text += "You may be told when an article answers what you asked."
	}
	id, err := b.buttons.ID(action, c.user.ID)
	if err != nil {
		return result{}, err
	}
	p := render.Markup(text)
	p.Components = []discordgo.MessageComponent{discordgo.ActionsRow{Components: []discordgo.MessageComponent{
		discordgo.Button{Label: label, Style: discordgo.SecondaryButton, CustomID: id},
	}}}
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
