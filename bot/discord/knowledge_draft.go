package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// What confirming a draft does. The first three wait for the form that they belong to.
const (
	draftWriting   = "write"
	draftRewording = "reword"
	draftPurge     = "purge"
	draftPublish   = follow.ActionPublish // of feeds too
	draftWithdraw  = "withdraw"
	draftRestore   = "restore"
	draftImport    = "import"
	draftFollow    = "follow"
)

const versionButton = button.Version

// errNoDraft means that what a button was made for is not there any more.
var errNoDraft = errors.New("the draft is over")

// newDraft is a draft of who calls, about an article.
func newDraft(c *call, action string, s curate.Standing) store.ArticleDraft {
	return store.ArticleDraft{
		ID: c.ID, Guild: c.GuildID, User: c.user.ID, Action: action,
		Owner: s.Guild, Slug: s.Slug, Saw: s.Version, Why: strings.TrimSpace(c.options.text("why")),
	}
}

// draftOf is the draft that a button or a form was made for. It is its maker's
// alone, and only as long as they moderate; one from a feed is all moderators'.
func (b *Bot) draftOf(ctx context.Context, c *call) (store.ArticleDraft, error) {
	if err := b.keeps(); err != nil {
		return store.ArticleDraft{}, err
	}
	d, err := b.o.Store.ArticleDraft(ctx, arg(c, 0))
	switch {
	case errors.Is(err, store.ErrNotFound):
		return d, errNoDraft
	case err != nil:
		return d, err
	case d.Guild != c.GuildID:
		return d, errOtherGuild
	case d.User != "" && d.User != c.user.ID:
		return d, errNotTheirs
	}
	return d, b.mayKeep(c, d.Owner)
}

// changeOf is what confirming a draft publishes: in the name of its maker or, for one
// from a feed, of who confirms it.
func changeOf(c *call, d store.ArticleDraft) curate.Change {
	return curate.Change{Guild: d.Owner, Slug: d.Slug, File: d.File, Data: d.Data, By: cmp.Or(d.User, c.user.ID), Why: d.Why, Saw: d.Saw}
}

// proposeArticle shows what a draft would make public, and keeps it until that is decided.
// notes are sentences about how its text came.
func (b *Bot) proposeArticle(ctx context.Context, c *call, d store.ArticleDraft, notes ...string) (result, error) {
	review, err := b.reviewOf(ctx, c, d, notes)
	if conflict, ok := errors.AsType[*curate.ConflictError](err); ok {
		return b.conflicted(ctx, c, d, conflict)
	}
	if err != nil {
		return result{}, err
	}
	return result{posts: c.render.Review(review)}, nil
}

// reviewOf keeps a draft and is what a moderator sees of it.
func (b *Bot) reviewOf(ctx context.Context, c *call, d store.ArticleDraft, notes []string) (render.Review, error) {
	p, err := b.o.Curator.Propose(ctx, changeOf(c, d))
	if err != nil {
		return render.Review{}, err
	}
	d.Slug = p.Change.Slug
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return render.Review{}, err
	}
	from, more, err := b.cameFrom(ctx, d)
	if err != nil {
		return render.Review{}, err
	}
	notes = append(notes, more...)
	review := render.Review{
		Heading:  "Publish “" + p.Article.Name() + "”?",
		Sections: []render.ReviewSection{{Before: p.Before, After: p.Article}},
		Problems: problemsOf(p.Problems, notes),
		Choices: []render.Choice{
			{Label: "Publish", Do: button.Publish, With: []string{d.ID}, Main: true},
			{Label: "Correct details", Do: button.Details, With: []string{d.ID}},
			{Label: "Cancel", Do: button.Discard, With: []string{d.ID}},
		},
	}
	if from != "" {
		review.Notes = append(review.Notes, from)
		review.Choices[2].Label = "Discard"
	}
	if p.Before == nil {
		review.Notes = append(review.Notes, "Nobody sees it before you publish it. Its short name will be "+d.Slug+".")
		b.pointOutNear(c, d, p.Article, &review)
	} else {
		review.Heading = "Publish this change of “" + p.Before.Name() + "”?"
		review.Notes = append(review.Notes, fmt.Sprintf("It becomes version %d of %s.", p.Article.Version, d.Slug))
	}
	if d.Owner == "" {
		review.Notes = append(review.Notes, "All servers will read it.")
	}
	review.Effect, err = b.effectOf(ctx, c, p)
	return review, err
}

// problemsOf are what a moderator should look at, each once: what was found in the
// text, and notes.
func problemsOf(found []corpus.Problem, notes []string) []string {
	out := append([]string(nil), notes...)
	said := strings.Join(notes, "\n")
	for _, p := range found {
		if strings.Contains(said, p.Message) {
			continue
		}
		if p.Line > 0 {
			p.Message = fmt.Sprintf("Line %d: %s", p.Line, p.Message)
		}
		out = append(out, p.Message)
	}
	return out
}

// publishDraft does what a draft is for. Pressing twice does it once.
func (b *Bot) publishDraft(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	if d, err = b.namedAnew(ctx, d); err != nil {
		return result{}, err
	}
	switch {
	case d.Done > 0 && d.Action == draftImport:
		return b.importedText(c, d), nil
	case d.Done > 0:
		return b.outcome(c, d, nil), nil
	case d.Action == draftImport:
		return b.publishImport(ctx, c, d)
	}
	var done *curate.Published
	switch d.Action {
	case draftPublish:
		done, err = b.o.Curator.Publish(ctx, changeOf(c, d))
	case draftWithdraw:
		done, err = b.o.Curator.Withdraw(ctx, d.Owner, d.Slug, d.User, d.Why, d.Saw)
	case draftRestore:
		done, err = b.o.Curator.Restore(ctx, d.Owner, d.Slug, d.Version, d.User, d.Why, d.Saw)
	default:
		return result{}, errNoDraft
	}
	var conflict *curate.ConflictError
	var refused *curate.RefusedError
	switch {
	case errors.As(err, &refused):
		return b.notPublished(c, d, refused), nil
	case errors.As(err, &conflict) && mine(d, conflict):
		d.Done = conflict.Latest.Version
		return b.outcome(c, d, nil), nil
	case errors.As(err, &conflict):
		return b.conflicted(ctx, c, d, conflict)
	case err != nil:
		return result{}, err
	}
	return b.finished(ctx, c, d, done), nil
}

// notPublished says why a draft cannot be made public now. It goes on waiting.
func (b *Bot) notPublished(c *call, d store.ArticleDraft, why *curate.RefusedError) result {
	return result{posts: c.render.Review(render.Review{
		Heading: "Not published: " + d.Slug,
		Notes:   []string{why.Message, "The draft waits until " + d.Expires.UTC().Format("2006-01-02") + "."},
		Choices: []render.Choice{
			{Label: "Try again", Do: button.Publish, With: []string{d.ID}},
			{Label: "Cancel", Do: button.Discard, With: []string{d.ID}},
		},
	})}
}

// mine reports whether what stands in the way of a draft is what came of it: its
// button was pressed twice at once.
func mine(d store.ArticleDraft, e *curate.ConflictError) bool {
	if d.User != "" && e.Latest.By != d.User || e.Latest.Version != d.Saw+1 {
		return false
	}
	switch d.Action {
	case draftPublish:
		return e.Latest.Digest == store.DigestOf(d.Data)
	case draftWithdraw:
		return e.Latest.Action == store.VersionWithdrawn
	}
	return e.Latest.Action == store.VersionRestored
}

// finished notes what came of a draft and shows it. The change is public: what fails
// here is for the log.
func (b *Bot) finished(ctx context.Context, c *call, d store.ArticleDraft, done *curate.Published) result {
	d.Done, d.Data = done.Version.Version, nil
	if err := b.o.Store.FinishArticleDraft(context.WithoutCancel(ctx), d.ID, d.Done); err != nil {
		b.o.Log.Error("what came of a draft could not be stored", "draft", d.ID, "error", err)
	}
	return b.outcome(c, d, done)
}

// outcome says what came of a draft. done is nil where that is told once more.
func (b *Bot) outcome(c *call, d store.ArticleDraft, done *curate.Published) result {
	review := render.Review{
		Heading: fmt.Sprintf("Published: %s, version %d", d.Slug, d.Done),
		Notes:   []string{"Answers use it from now on."},
		Choices: []render.Choice{{Label: "Undo", Do: button.Undo, With: []string{d.ID}}},
	}
	switch {
	case d.Action == draftWithdraw:
		review.Heading = "Withdrawn: " + d.Slug
		review.Notes = []string{"Answers do not use it any more. Its history is kept, and any version can be restored."}
	case done != nil && done.Article != nil:
		review.Heading = fmt.Sprintf("Published: %s, version %d", done.Article.Name(), d.Done)
	}
	if done != nil && done.Unwritten != nil {
		review.Notes = append(review.Notes, "The file on disk could not be written yet; that is tried again.")
	}
	return result{posts: c.render.Review(review)}
}

// discardDraft makes nothing public.
func (b *Bot) discardDraft(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	switch {
	case err != nil:
		return result{}, err
	case d.Done > 0 && d.Action == draftImport:
		return b.importedText(c, d), nil
	case d.Done > 0:
		return b.outcome(c, d, nil), nil
	}
	if err := b.o.Store.DropArticleDraft(ctx, d.ID); err != nil {
		return result{}, err
	}
	return notice("Nothing was changed."), nil
}

// undoDraft takes back what came of a draft: the version before is published again,
// or withdrawn if there was none. What it does can be undone too.
func (b *Bot) undoDraft(ctx context.Context, c *call) (result, error) {
	d, err := b.draftOf(ctx, c)
	if err != nil {
		return result{}, err
	}
	switch {
	case d.Done == 0:
		return result{}, errNoDraft
	case d.Action == draftImport:
		return b.undoImport(ctx, c, d)
	}
	why := fmt.Sprintf("undoes version %d", d.Done)
	var done *curate.Published
	if d.Saw > 0 {
		done, err = b.o.Curator.Restore(ctx, d.Owner, d.Slug, d.Saw, c.user.ID, why, d.Done)
	}
	if d.Saw == 0 || errors.Is(err, store.ErrNotFound) { // there was no text before
		done, err = b.o.Curator.Withdraw(ctx, d.Owner, d.Slug, c.user.ID, why, d.Done)
	}
	var conflict *curate.ConflictError
	var refused *curate.RefusedError
	switch {
	case errors.As(err, &refused):
		return b.notUndone(c, d, refused), nil
	case errors.As(err, &conflict):
		return b.undoneLate(c, d, conflict), nil
	case err != nil:
		return result{}, err
	}
	next := d
	next.Action, next.Saw, next.Done = draftPublish, d.Done, done.Version.Version
	if done.Article == nil {
		next.Action = draftWithdraw
	}
	if err := b.o.Store.SaveArticleDraft(context.WithoutCancel(ctx), next); err != nil {
		b.o.Log.Error("what came of an undo could not be stored", "draft", d.ID, "error", err)
	}
	return b.outcome(c, next, done), nil
}

// notUndone says why a change cannot be undone at the moment.
func (b *Bot) notUndone(c *call, d store.ArticleDraft, why *curate.RefusedError) result {
	return result{posts: c.render.Review(render.Review{
		Heading: "Not undone: " + cmp.Or(d.Slug, "the import"),
		Notes:   []string{why.Message},
		Choices: []render.Choice{{Label: "Undo", Do: button.Undo, With: []string{d.ID}}},
	})}
}

// undoneLate says why a change cannot be undone by its button any more.
func (b *Bot) undoneLate(c *call, d store.ArticleDraft, e *curate.ConflictError) result {
	return result{posts: c.render.Review(render.Review{
		Heading: "Not undone: " + d.Slug + " has changed since",
		Notes: []string{
			fmt.Sprintf("It is at version %d now; undoing version %d would undo that too.", e.Latest.Version, d.Done),
			fmt.Sprintf("/knowledge history shows all versions, and /knowledge restore brings version %d back.", max(d.Saw, 1)),
		},
		Sections: []render.ReviewSection{{Heading: "What has changed since", Before: e.Seen, After: e.Theirs}},
	})}
}
