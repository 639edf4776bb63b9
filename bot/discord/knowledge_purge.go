package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/store"
)

// purgeForm asks a moderator to type the name of the article that they erase.
func (b *Bot) purgeForm(ctx context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	s, err := b.named(c, false)
	if err != nil {
		return nil, err
	}
	if err := b.mayKeep(c, s.Guild); err != nil {
		return nil, err
	}
	d := newDraft(c, draftPurge, s)
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return nil, err
	}
	return b.form(button.Destroy, d.ID, "Erase for good: "+s.Slug,
		discordgo.TextInput{CustomID: slugInput, Label: "Type its short name; there is no way back", Style: discordgo.TextInputShort, Required: true, Placeholder: shortened(s.Slug, maxChoiceName)},
		whyField(d.Why))
}

// purged erases an article whose name was typed.
func (b *Bot) purged(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if d.Action != draftPurge {
		return result{}, errNoDraft
	}
	if typed := strings.TrimSpace(input(data, slugInput)); typed != d.Slug {
		return notice(fmt.Sprintf("Nothing was erased: you typed “%s”, and the article is “%s”.", plainName(typed), plainName(d.Slug))), nil
	}
	if err := follow.NoteNear(ctx, b.o.Store, b.o.Curator, d.Owner, d.Slug); err != nil {
		return result{}, err
	}
	done, erased, err := b.o.Curator.Purge(ctx, d.Owner, d.Slug, d.User, strings.TrimSpace(input(data, whyInput)), d.Saw)
	var conflict *curate.ConflictError
	switch {
	case errors.As(err, &conflict):
		return notice(fmt.Sprintf("Nothing was erased: “%s” has changed since, it is at version %d now. Look at it, then call the command again.", plainName(d.Slug), conflict.Latest.Version)), nil
	case done == nil:
		return result{}, err
	case err != nil: // the text is gone; overwriting its bytes is tried again
		b.o.Log.Error("what was erased could not be overwritten at once", "article", d.Slug, "error", err)
	}
	wake(b.toBlank)
	return b.erasedText(c, d.Slug, done, erased), nil
}

// How much a message names, so that it is none over the limit. A file links to all posts.
const (
	fewPosts  = 5
	fewCopies = 3
)

// erasedText says what is gone, and what is left for the moderators to delete.
func (b *Bot) erasedText(c *call, slug string, done *curate.Published, erased store.ErasedArticle) result {
	text := fmt.Sprintf("Erased: the text of “%s” in %s, what %s quoted of it, and the drafts made from it. The log keeps who did it.",
		plainName(slug), counted(erased.Versions, "version"), counted(erased.Answers, "answer"))
	if done.Unwritten != nil {
		text += " Its file on disk could not be removed yet; that is tried again."
	}
	for _, other := range erased.Copies[:min(fewCopies, len(erased.Copies))] {
		text += fmt.Sprintf("\nThe same text is also kept as “%s”: %s erases it there.", plainName(other), b.mention("knowledge purge"))
	}
	var links []string
	elsewhere := 0
	for _, p := range erased.Posts {
		if p.Guild != c.GuildID {
			elsewhere++
			continue
		}
		links = append(links, linkTo(p))
	}
	text += "\nBackups and exports that were made before still hold it."
	if len(links) > 0 {
		text += fmt.Sprintf("\nI am taking its text out of my posts that cite it: %d.", len(links))
		for _, link := range links[:min(fewPosts, len(links))] {
			text += "\n- " + link
		}
	}
	more := len(links) - fewPosts
	if more > 0 {
		text += fmt.Sprintf("\n- and %d more: all are in the file", more)
	}
	if elsewhere > 0 {
		text += fmt.Sprintf("\nSo I am in other servers: %d.", elsewhere)
	}
	r := notice(text)
	if more > 0 {
		r.posts[0].Files = []*discordgo.File{{Name: "posts.txt", ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(strings.Join(links, "\n") + "\n")}}
	}
	return r
}
