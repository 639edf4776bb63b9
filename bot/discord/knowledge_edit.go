package discord

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/button"
)

// The fields of the forms of articles.
const (
	titleInput     = "title"
	bodyInput      = "body"
	authorInput    = "author"
	publisherInput = "publisher"
	publishedInput = "published"
	kindInput      = "kind"
	whyInput       = "why"
	slugInput      = "slug"
)

const (
	maxWhy     = 200 // characters
	maxDetail  = 300 // as in package ingest
	maxTypedIn = 20  // of a date or a kind
)

// rewordingForm opens one paragraph in a text box.
func (b *Bot) rewordingForm(ctx context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	s, err := b.named(c, true)
	if err != nil {
		return nil, err
	}
	if err := b.mayKeep(c, s.Guild); err != nil {
		return nil, err
	}
	n := c.options.number("paragraph")
	raw, err := paragraphOf(s, n)
	if err != nil {
		return nil, err
	}
	d := newDraft(c, draftRewording, s)
	d.Paragraph, d.File = n, path.Base(s.File)
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return nil, err
	}
	return b.form(button.Reworded, d.ID, fmt.Sprintf("Paragraph %d of %s", n, s.Now.Name()),
		discordgo.TextInput{CustomID: bodyInput, Label: "The paragraph; empty removes it", Style: discordgo.TextInputParagraph, Value: raw, MaxLength: maxField},
		whyField(d.Why))
}

func whyField(why string) discordgo.TextInput {
	return discordgo.TextInput{
		CustomID: whyInput, Label: "Why? (for the history; may be empty)", Style: discordgo.TextInputShort,
		Value: shortened(why, maxWhy), MaxLength: maxWhy,
	}
}

// paragraphOf is a paragraph as it stands in the file, if it can be changed in a
// text box.
func paragraphOf(s curate.Standing, n int) (string, error) {
	const instead = "Download the file with /knowledge show, change it, and bring it back with /knowledge add file: article:."
	if n < 1 || n > len(s.Now.Passages) {
		return "", &adviceError{fmt.Sprintf("“%s” has %d paragraphs. Choose one of them.", plainName(s.Now.Name()), len(s.Now.Passages))}
	}
	switch strings.ToLower(path.Ext(s.File)) {
	case ".html", ".htm", ".xhtml":
		return "", &adviceError{"This article is an HTML page, whose paragraphs cannot be changed one by one. " + instead}
	}
	raw := s.Now.Raw(s.Now.Passages[n-1].Span)
	if size := units(raw); size > maxField {
		return "", &adviceError{fmt.Sprintf("Paragraph %d has %d characters, and Discord's text box takes %d. %s", n, size, maxField, instead)}
	}
	return raw, nil
}

// spliced is an article's file with another text in the place of a paragraph.
func spliced(a *corpus.Article, n int, text string) string {
	span := a.Passages[n-1].Span
	return a.Text[:span.Start] + text + a.Text[span.End:]
}

// reworded shows what a paragraph that was changed in a text box would do.
func (b *Bot) reworded(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if d.Action != draftRewording {
		return result{}, errNoDraft
	}
	seen, err := b.versionOf(ctx, d.Owner, d.Slug, d.Saw)
	if err != nil {
		return result{}, err
	}
	if d.Paragraph > len(seen.Passages) {
		return result{}, errNoDraft
	}
	typed := strings.TrimSpace(strings.ReplaceAll(input(data, bodyInput), "\r\n", "\n"))
	d.ID, d.Action, d.Why = c.ID, draftPublish, strings.TrimSpace(input(data, whyInput))
	d.Data = []byte(spliced(seen, d.Paragraph, typed))
	return b.proposeArticle(ctx, c, d)
}

// form is a modal for a draft. Discord shows at most 45 characters of its title.
func (b *Bot) form(action button.Action, draft, title string, fields ...discordgo.TextInput) (*discordgo.InteractionResponseData, error) {
	id, err := b.buttons.ID(action, draft)
	if err != nil {
		return nil, err
	}
	var rows []discordgo.MessageComponent
	for _, f := range fields {
		rows = append(rows, discordgo.ActionsRow{Components: []discordgo.MessageComponent{f}})
	}
	return &discordgo.InteractionResponseData{CustomID: id, Title: shortened(corpus.Visible(title), maxFormTitle), Components: rows}, nil
}

// maxFormTitle is "title: … max 45 characters" (docs: Interactions, Modal).
const maxFormTitle = 45

// extensionOf is that of a file's name, .md where it has none.
func extensionOf(file string) string {
	if ext := strings.ToLower(path.Ext(file)); ext != "" {
		return ext
	}
	return ".md"
}
