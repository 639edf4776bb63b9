package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/ingest"
	"rapporteur/bot/store"
)

// addArticle reads a file or a page, and shows what was read.
func (b *Bot) addArticle(ctx context.Context, c *call) (result, error) {
	if c.options.has("file") && c.options.has("url") {
		return result{}, &adviceError{"Give a file or an address, not both."}
	}
	d, err := b.addition(c, draftPublish)
	if err != nil {
		return result{}, err
	}
	var f *ingest.File
	if c.options.has("url") {
		f, err = b.o.Ingest.Fetch(ctx, c.options.text("url"))
	} else {
		f, err = b.attached(ctx, c, &d)
	}
	if err != nil {
		return result{}, err
	}
	return b.proposeFile(ctx, c, d, f, filledIn(c.options))
}

// addition is the draft of an article that is added, or of a new text for the one
// that the option article names.
func (b *Bot) addition(c *call, action string) (store.ArticleDraft, error) {
	var s curate.Standing
	switch {
	case c.options.has("article"):
		var err error
		if s, err = b.named(c, false); err != nil {
			return store.ArticleDraft{}, err
		}
	case !c.options.flag("for-all"):
		s.Guild = c.GuildID
	}
	return newDraft(c, action, s), b.mayKeep(c, s.Guild)
}

// attached reads the attachment. The name of a file that the bot gave out tells from
// which version it was made.
func (b *Bot) attached(ctx context.Context, c *call, d *store.ArticleDraft) (*ingest.File, error) {
	a, data, err := b.download(ctx, c, ingest.MaxBytes)
	if err != nil {
		return nil, err
	}
	if m := givenOut.FindStringSubmatch(a.Filename); m != nil && d.Slug != "" && m[1] == d.Slug {
		if n, err := strconv.Atoi(m[2]); err == nil && n < d.Saw {
			d.Saw = n
		}
	}
	return b.o.Ingest.Read(ctx, a.Filename, a.ContentType, data)
}

// givenOut is the name under which fileOf gives a file out: harbour.v3.md.
var givenOut = regexp.MustCompile(`^(.+)\.v(\d+)\.[a-z]+$`)

func nameOfFile(v store.Version) string {
	return fmt.Sprintf("%s.v%d%s", v.Slug, v.Version, extensionOf(v.File))
}

// download gets what a moderator attached, from Discord alone.
func (b *Bot) download(ctx context.Context, c *call, most int64) (*discordgo.MessageAttachment, []byte, error) {
	data := c.ApplicationCommandData()
	var a *discordgo.MessageAttachment
	if data.Resolved != nil {
		a = data.Resolved.Attachments[c.options.text("file")]
	}
	tooLarge := &adviceError{fmt.Sprintf("The file is larger than %d MB. Split it into several.", most>>20)}
	switch {
	case a == nil:
		return nil, nil, &adviceError{"Discord did not give me the file. Attach it again."}
	case int64(a.Size) > most:
		return nil, nil, tooLarge
	}
	bytes, err := b.client.Download(ctx, a.URL, most)
	switch {
	case errors.Is(err, rest.ErrFileTooLarge):
		return nil, nil, tooLarge
	case errors.Is(err, rest.ErrNotAFile):
		return nil, nil, &adviceError{"That file does not lie on Discord. Attach it to the command."}
	case err != nil:
		return nil, nil, fmt.Errorf("get the attachment: %w", err)
	}
	return a, bytes, nil
}

// filledIn is what a moderator says of an article in the options.
func filledIn(o options) corpus.Meta {
	return corpus.Meta{
		Title: o.text("title"), Author: o.text("author"), Publisher: o.text("publisher"),
		Published: o.text("published"), URL: o.text("link"), Kind: corpus.Kind(o.text("kind")),
	}
}

// over is metadata with what was filled in over it.
func over(m, filled corpus.Meta) corpus.Meta {
	for _, f := range []struct {
		to   *string
		text string
	}{
		{&m.Title, filled.Title},
		{&m.Author, filled.Author},
		{&m.Publisher, filled.Publisher},
		{&m.Published, filled.Published},
		{&m.URL, filled.URL},
	} {
		if f.text != "" {
			*f.to = f.text
		}
	}
	if filled.Kind != "" {
		m.Kind = filled.Kind
	}
	return m
}

func isEmpty(m corpus.Meta) bool {
	return m.Title+m.Author+m.Publisher+m.Published+m.URL+string(m.Kind) == ""
}

// proposeFile shows what was read of a file, below sentences to be read first.
func (b *Bot) proposeFile(ctx context.Context, c *call, d store.ArticleDraft, f *ingest.File, filled corpus.Meta, first ...string) (result, error) {
	if !isEmpty(filled) {
		var err error
		if f, err = f.WithMeta(over(f.Article.Meta, filled)); err != nil {
			return result{}, err
		}
	}
	d.File, d.Data = f.Name, f.Data
	if d.Slug == "" {
		d.Slug = b.o.Curator.Slug(d.Owner, f.Name)
		for _, s := range b.o.Curator.Standing(d.Owner) {
			if s.Slug == d.Slug {
				d.Saw = s.Version // it was withdrawn, and comes back
			}
		}
	}
	return b.proposeArticle(ctx, c, d, append(first, f.Warnings...)...)
}

// writingForm opens a form in which an article is written.
func (b *Bot) writingForm(ctx context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	d, err := b.addition(c, draftWriting)
	if err != nil {
		return nil, err
	}
	filled := filledIn(c.options)
	if d.Data, err = json.Marshal(filled); err != nil {
		return nil, err
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return nil, err
	}
	return b.form(button.Written, d.ID, "Write an article",
		discordgo.TextInput{CustomID: titleInput, Label: "Title", Style: discordgo.TextInputShort, Required: true, Value: shortened(filled.Title, maxDetail), MaxLength: maxDetail},
		discordgo.TextInput{CustomID: bodyInput, Label: "Text; an empty line between paragraphs", Style: discordgo.TextInputParagraph, Required: true, MaxLength: maxField},
		discordgo.TextInput{CustomID: authorInput, Label: "Author", Style: discordgo.TextInputShort, Value: shortened(filled.Author, maxDetail), MaxLength: maxDetail},
		discordgo.TextInput{CustomID: publishedInput, Label: "Date", Style: discordgo.TextInputShort, Value: shortened(filled.Published, maxTypedIn), Placeholder: "2031-03-14", MaxLength: maxTypedIn},
		whyField(d.Why))
}

// written shows what was written in the form.
func (b *Bot) written(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	var filled corpus.Meta
	if d.Action != draftWriting || json.Unmarshal(d.Data, &filled) != nil {
		return result{}, errNoDraft
	}
	body := strings.ReplaceAll(input(data, bodyInput), "\r\n", "\n")
	f, err := b.o.Ingest.Read(ctx, strings.ReplaceAll(input(data, titleInput), "/", " ")+".md", "text/markdown", []byte(body))
	if err != nil {
		return result{}, err
	}
	filled.Title, filled.Author, filled.Published = input(data, titleInput), input(data, authorInput), input(data, publishedInput)
	d.ID, d.Action, d.Why = c.ID, draftPublish, strings.TrimSpace(input(data, whyInput))
	var first []string
	if _, ok := ingest.Date(filled.Published); !ok && strings.TrimSpace(filled.Published) != "" { // what they wrote is not lost for that
		first = append(first, ingest.NoDate(filled.Published)+" Correct details takes it.")
		filled.Published = ""
	}
	return b.proposeFile(ctx, c, d, f, filled, first...)
}

// detailsForm opens what is known of a draft's article.
func (b *Bot) detailsForm(ctx context.Context, c *call) (*discordgo.InteractionResponseData, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return nil, err
	}
	if d.Action != draftPublish || d.Done > 0 {
		return nil, errNoDraft
	}
	a, _, err := corpus.Parse(d.Slug+extensionOf(d.File), d.Data)
	if err != nil {
		return nil, err
	}
	field := func(id, label, value string, most int) discordgo.TextInput {
		return discordgo.TextInput{CustomID: id, Label: label, Style: discordgo.TextInputShort, Value: shortened(value, most), MaxLength: most}
	}
	kind := field(kindInput, "Kind", string(a.Kind), maxTypedIn)
	kind.Placeholder = "report, opinion, analysis, statement, reference"
	published := field(publishedInput, "Date", a.Published, maxTypedIn)
	published.Placeholder = "2031-03-14"
	return b.form(button.Detailed, d.ID, "Correct details",
		field(titleInput, "Title", a.Title, maxDetail), field(authorInput, "Author", a.Author, maxDetail),
		field(publisherInput, "Publisher", a.Publisher, maxDetail), published, kind)
}

// detailed shows a draft with the details that were corrected. What they were typed
// for is in the file's head; its text stays as it is.
func (b *Bot) detailed(ctx context.Context, c *call, data discordgo.ModalSubmitInteractionData) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if d.Action != draftPublish || d.Done > 0 {
		return result{}, errNoDraft
	}
	f, err := b.o.Ingest.Read(ctx, d.Slug+path.Ext(d.File), "", d.Data)
	if err != nil {
		return result{}, err
	}
	m := f.Article.Meta
	m.Title, m.Author, m.Publisher = input(data, titleInput), input(data, authorInput), input(data, publisherInput)
	m.Published, m.Kind = input(data, publishedInput), corpus.Kind(strings.ToLower(strings.TrimSpace(input(data, kindInput))))
	f, err = f.WithMeta(m)
	var refused *ingest.Error
	if errors.As(err, &refused) { // the draft stays before them as it was
		return b.proposeArticle(ctx, c, d, "Nothing was corrected. "+refused.Advice())
	}
	if err != nil {
		return result{}, err
	}
	d.Data, d.Paragraph = f.Data, 0
	return b.proposeArticle(ctx, c, d, f.Warnings...)
}

// fileOf gives the file of a version.
func (b *Bot) fileOf(ctx context.Context, owner, slug string, version int) (result, error) {
	v, err := b.o.Curator.Raw(ctx, owner, slug, version)
	if err != nil {
		return result{}, err
	}
	if len(v.Data) == 0 {
		return result{}, &adviceError{fmt.Sprintf("Version %d of “%s” has no text: it withdraws the article, or was erased.", version, plainName(slug))}
	}
	r := notice(fmt.Sprintf("Version %d of “%s”. Change it, and bring it back with %s, with article: %s.",
		version, plainName(slug), b.mention("knowledge add"), plainName(slug)))
	r.posts[0].Files = []*discordgo.File{{Name: nameOfFile(v), ContentType: "text/plain; charset=utf-8", Reader: strings.NewReader(string(v.Data))}}
	return r, nil
}
