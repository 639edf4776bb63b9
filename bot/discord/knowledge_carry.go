package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/curate"
	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// maxFile is what a file may have in a server without boosts (docs: Reference,
// Uploading Files: "10 MiB").
const maxFile = 10 << 20

// maxParts is how many zips are sent at most for one export.
const maxParts = 20

// ownerFor is whose articles are exported and imported.
func (b *Bot) ownerFor(c *call) (string, error) {
	owner := c.GuildID
	if c.options.flag("for-all") {
		owner = ""
	}
	return owner, b.mayKeep(c, owner)
}

// exportArticles gives the articles of a guild, with all versions, as a zip.
func (b *Bot) exportArticles(ctx context.Context, c *call) (result, error) {
	owner, err := b.ownerFor(c)
	if err != nil {
		return result{}, err
	}
	slug := ""
	if c.options.has("article") {
		s, err := b.named(c, false)
		if err != nil {
			return result{}, err
		}
		slug, owner = s.Slug, s.Guild
		if err := b.mayKeep(c, owner); err != nil {
			return result{}, err
		}
	}
	articles, err := b.o.Curator.Export(ctx, owner, slug)
	if err != nil {
		return result{}, err
	}
	if len(articles) == 0 {
		return notice("There are no articles here to export."), nil
	}
	parts, err := bundle.Parts(articles, b.o.exported)
	if err != nil {
		return result{}, err
	}
	if len(parts) > maxParts {
		return result{}, &adviceError{fmt.Sprintf("The articles would take %d zips of at most %d MB, which is too much to send here. Export them one by one, with article:, or ask whoever runs the bot for the folder.", len(parts), b.o.exported>>20)}
	}
	versions := 0
	for _, a := range articles {
		versions += len(a.Versions)
	}
	text := fmt.Sprintf("%s with %s. Another bot takes them over with %s.", counted(len(articles), "article"), counted(versions, "version"), b.mention("knowledge import"))
	if len(parts) > 1 {
		text += fmt.Sprintf(" They fill %d zips, each to be imported by itself.", len(parts))
	}
	var r result
	for n, part := range parts {
		name := "articles.zip"
		if len(parts) > 1 {
			name = fmt.Sprintf("articles-%d-of-%d.zip", n+1, len(parts))
		}
		if n > 0 {
			text = fmt.Sprintf("Part %d of %d.", n+1, len(parts))
		}
		post := render.Markup(text)
		post.Files = []*discordgo.File{{Name: name, ContentType: "application/zip", Reader: bytes.NewReader(part)}}
		r.posts = append(r.posts, post)
	}
	return r, nil
}

// importArticles shows what taking a zip over would do.
func (b *Bot) importArticles(ctx context.Context, c *call) (result, error) {
	owner, err := b.ownerFor(c)
	if err != nil {
		return result{}, err
	}
	_, data, err := b.download(ctx, c, maxFile)
	if err != nil {
		return result{}, err
	}
	d := newDraft(c, draftImport, curate.Standing{Article: store.Article{Guild: owner}})
	d.Data = data
	all, err := b.importOf(ctx, d)
	if err != nil {
		return result{}, err
	}
	review := importReview(all)
	taken := 0
	for _, i := range all {
		if i.Versions() > 0 {
			taken++
		}
	}
	review.Heading = fmt.Sprintf("Import %s?", counted(taken, "article"))
	if taken == 0 {
		review.Heading = "Nothing to import"
		return result{posts: c.render.Review(review)}, nil
	}
	if review.Effect, err = b.effectOf(ctx, c, proposalsOf(owner, all)...); err != nil {
		return result{}, err
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return result{}, err
	}
	review.Notes = []string{"Nobody sees them before you publish them. All are taken over at once, or none, and count as one change of this hour."}
	review.Choices = []render.Choice{
		{Label: "Publish", Do: button.Publish, With: []string{d.ID}, Main: true},
		{Label: "Cancel", Do: button.Discard, With: []string{d.ID}},
	}
	return result{posts: c.render.Review(review)}, nil
}

// proposalsOf are the changes of what can be read that an import would make.
func proposalsOf(owner string, all []curate.Import) (out []*curate.Proposal) {
	for _, i := range all {
		if i.Skipped == "" && i.Article != nil {
			out = append(out, &curate.Proposal{Change: curate.Change{Guild: owner, Slug: i.Slug}, Before: i.Before, Article: i.Article})
		}
	}
	return out
}

// importOf reads the zip of a draft and says what it would do.
func (b *Bot) importOf(ctx context.Context, d store.ArticleDraft) ([]curate.Import, error) {
	articles, err := bundle.Read(d.Data)
	if err != nil {
		return nil, err
	}
	return b.o.Curator.ProposeImport(ctx, d.Owner, d.User, articles)
}

// importReview lists what an import would do with each article, and what should be
// mended in them.
func importReview(all []curate.Import) render.Review {
	var lines, problems []string
	for _, i := range all {
		for _, p := range problemsOf(i.Problems, nil) {
			problems = append(problems, i.Slug+": "+p)
		}
		name := i.Slug
		if i.Article != nil && i.Article.Title != "" {
			name += ", “" + i.Article.Title + "”"
		}
		switch {
		case i.Skipped != "":
			lines = append(lines, i.Slug+": is left out: "+i.Skipped)
		case i.Before != nil && i.Known > 0:
			lines = append(lines, fmt.Sprintf("%s: puts the one that is here back to its version %d, %s", name, i.Known, changedSentences(i)))
		case i.Before != nil:
			lines = append(lines, name+": changes the one that is here, "+changedSentences(i))
		case i.Article == nil:
			lines = append(lines, name+": new, withdrawn; "+counted(i.Versions(), "version"))
		default:
			lines = append(lines, name+": new, with "+counted(i.Versions(), "version"))
		}
		if i.Left > 0 {
			lines[len(lines)-1] += fmt.Sprintf(" (%s left out: not readable, or erased here)", counted(i.Left, "version"))
		}
	}
	return render.Review{List: lines, Problems: problems}
}

// changedSentences says how much an import changes of an article that is there.
func changedSentences(i curate.Import) string {
	if n := i.Sentences(); n > 0 {
		return "in " + counted(n, "sentence")
	}
	return "but none of its sentences"
}

// publishImport takes over what a zip has.
func (b *Bot) publishImport(ctx context.Context, c *call, d store.ArticleDraft) (result, error) {
	from, err := bundle.Read(d.Data)
	if err != nil {
		return result{}, err
	}
	done, versions, err := b.o.Curator.Import(ctx, d.Owner, d.User, from)
	if err != nil {
		return result{}, err
	}
	d.Done = max(len(done), 1)
	if d.Data, err = json.Marshal(done); err == nil {
		err = b.o.Store.SaveArticleDraft(context.WithoutCancel(ctx), d)
	}
	if err != nil {
		b.o.Log.Error("what came of a draft could not be stored", "draft", d.ID, "error", err)
	}
	return b.importedText(c, d, fmt.Sprintf("%s with %s are here. Answers use them from now on.", counted(len(done), "article"), counted(versions, "version"))), nil
}

func (b *Bot) importedText(c *call, d store.ArticleDraft, notes ...string) result {
	return result{posts: c.render.Review(render.Review{
		Heading: "Imported",
		Notes:   append(notes, "Each is in its history. Undo makes all of them what they were before."),
		Choices: []render.Choice{{Label: "Undo", Do: button.Undo, With: []string{d.ID}}},
	})}
}

// undoImport takes back what came of a zip, but for what has changed since.
func (b *Bot) undoImport(ctx context.Context, c *call, d store.ArticleDraft) (result, error) {
	var done []curate.Carried
	if err := json.Unmarshal(d.Data, &done); err != nil {
		return result{}, errNoDraft
	}
	stays, err := b.o.Curator.UndoImport(ctx, d.Owner, c.user.ID, done)
	if refused, ok := errors.AsType[*curate.RefusedError](err); ok {
		return b.notUndone(c, d, refused), nil
	}
	if err != nil {
		return result{}, err
	}
	if err := b.o.Store.DropArticleDraft(context.WithoutCancel(ctx), d.ID); err != nil {
		b.o.Log.Error("what came of an undo could not be stored", "draft", d.ID, "error", err)
	}
	review := render.Review{
		Heading: "The import is undone",
		Notes:   []string{fmt.Sprintf("%s as before it. The histories keep what was imported.", counted(len(done)-len(stays), "article"))},
	}
	if len(stays) > 0 {
		review.Notes = append(review.Notes, "These have changed since, and stay as they are:")
		review.List = stays
	}
	return result{posts: c.render.Review(review)}, nil
}
