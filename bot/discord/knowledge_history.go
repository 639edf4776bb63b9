package discord

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/render"
	"rapporteur/bot/store"
)

// actionWords say what a version did.
var actionWords = map[string]string{
	store.VersionAdded: "added", store.VersionEdited: "edited", store.VersionWithdrawn: "withdrawn",
	store.VersionRestored: "restored", store.VersionErased: "erased",
}

// historyOfArticle lists an article's versions.
func (b *Bot) historyOfArticle(ctx context.Context, c *call) (result, error) {
	s, err := b.named(c, false)
	if err != nil {
		return result{}, err
	}
	return b.pageOfPast(ctx, c, s, 1)
}

func (b *Bot) pageOfPast(ctx context.Context, c *call, s curate.Standing, page int) (result, error) {
	all, err := b.o.Curator.History(ctx, s.Guild, s.Slug)
	if err != nil {
		return result{}, err
	}
	erased := 0 // no version up to this one has text any more
	for _, v := range all {
		if v.Action == store.VersionErased {
			erased = max(erased, v.Version)
		}
	}
	from, to := pageOf(page, len(all), render.PastOnPage)
	keeps := b.mayKeep(c, s.Guild) == nil
	var list []render.Past
	for _, v := range all[from:to] {
		v = b.toldIn(c.GuildID, v)
		list = append(list, render.Past{
			Version: v.Version, Action: actionWords[v.Action], By: v.By, Why: v.Why, At: v.At,
			Text: v.Action != store.VersionWithdrawn && v.Version > erased, Current: v.Version == s.Version, Keeps: keeps,
		})
	}
	return result{posts: c.render.Past(nameOf(s), list, page, len(all), flagOf(s.Guild), shortSlug(s.Slug))}, nil
}

// pressedVersion does what a button of one version is for.
func (b *Bot) pressedVersion(ctx context.Context, c *call) (result, error) {
	if err := b.keeps(); err != nil {
		return result{}, err
	}
	s, err := b.pressedArticle(c, arg(c, 1), arg(c, 2))
	if err != nil {
		return result{}, err
	}
	version, err := strconv.Atoi(arg(c, 3))
	if err != nil {
		return result{}, errOldCommand
	}
	switch arg(c, 0) {
	case render.ShowVersion:
		return b.shownVersion(ctx, c, s, version)
	case render.FileOfVersion:
		return b.fileOf(ctx, s.Guild, s.Slug, version)
	case render.CompareVersion:
		return b.compared(ctx, c, s, version, s.Version)
	case render.RestoreVersion:
		return b.proposeRestore(ctx, c, s, version)
	}
	return result{}, errOldCommand
}

// diffOfArticle shows what has changed between two versions; without them, what the
// latest change was.
func (b *Bot) diffOfArticle(ctx context.Context, c *call) (result, error) {
	s, err := b.named(c, false)
	if err != nil {
		return result{}, err
	}
	to := s.Version
	if c.options.has("to") {
		to = c.options.number("to")
	}
	from := to - 1
	if c.options.has("from") {
		from = c.options.number("from")
	}
	return b.compared(ctx, c, s, from, to)
}

func (b *Bot) compared(ctx context.Context, c *call, s curate.Standing, from, to int) (result, error) {
	before, err := b.textOrNone(ctx, s, from)
	if err != nil {
		return result{}, err
	}
	after, err := b.textOrNone(ctx, s, to)
	if err != nil {
		return result{}, err
	}
	if before == nil && after == nil {
		return result{}, &adviceError{fmt.Sprintf("Neither version %d nor version %d of “%s” has a text.", from, to, plainName(s.Slug))}
	}
	review := render.Review{
		Heading:  fmt.Sprintf("%s: version %d to version %d", nameOf(s), from, to),
		Sections: []render.ReviewSection{{Before: before, After: after}},
	}
	switch {
	case before == nil:
		review.Notes = []string{fmt.Sprintf("Version %d has no text.", from)}
	case after == nil:
		review.Notes = []string{fmt.Sprintf("Version %d has no text: the article is not there.", to)}
	}
	return result{posts: c.render.Review(review)}, nil
}

// textOrNone is a version, nil for one without text or before the first. One that
// was never there is an *adviceError.
func (b *Bot) textOrNone(ctx context.Context, s curate.Standing, version int) (*corpus.Article, error) {
	if version < 0 || version > s.Version {
		return nil, &adviceError{fmt.Sprintf("“%s” has versions 1 to %d.", plainName(s.Slug), s.Version)}
	}
	a, err := b.o.Curator.Version(ctx, s.Guild, s.Slug, version)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// restoreArticle shows what bringing a version back would change.
func (b *Bot) restoreArticle(ctx context.Context, c *call) (result, error) {
	s, err := b.named(c, false)
	if err != nil {
		return result{}, err
	}
	return b.proposeRestore(ctx, c, s, c.options.number("version"))
}

func (b *Bot) proposeRestore(ctx context.Context, c *call, s curate.Standing, version int) (result, error) {
	if err := b.mayKeep(c, s.Guild); err != nil {
		return result{}, err
	}
	if _, err := b.versionOf(ctx, s.Guild, s.Slug, version); err != nil {
		return result{}, err
	}
	d := newDraft(c, draftRestore, s)
	d.Version = version
	p, does, err := b.previewed(ctx, c, d)
	if err != nil {
		return b.notProposed(ctx, c, d, err)
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return result{}, err
	}
	return result{posts: c.render.Review(render.Review{
		Heading:  fmt.Sprintf("Restore version %d of “%s”?", version, nameOf(s)),
		Notes:    []string{fmt.Sprintf("It becomes version %d. What is there now stays in the history.", s.Version+1)},
		Sections: []render.ReviewSection{{Before: p.Before, After: p.Article}},
		Problems: problemsOf(p.Problems, nil),
		Effect:   does,
		Choices: []render.Choice{
			{Label: "Restore it", Do: button.Publish, With: []string{d.ID}, Main: true},
			{Label: "Cancel", Do: button.Discard, With: []string{d.ID}},
		},
	})}, nil
}

// proposedBy is what a draft would make public.
func (b *Bot) proposedBy(ctx context.Context, c *call, d store.ArticleDraft) (*curate.Proposal, error) {
	switch d.Action {
	case draftWithdraw:
		return b.o.Curator.ProposeWithdrawal(ctx, d.Owner, d.Slug, d.User, d.Saw)
	case draftRestore:
		return b.o.Curator.ProposeRestore(ctx, d.Owner, d.Slug, d.Version, d.User, d.Saw)
	}
	return b.o.Curator.Propose(ctx, changeOf(c, d))
}

// previewed is what a draft would make public, and what that does.
func (b *Bot) previewed(ctx context.Context, c *call, d store.ArticleDraft) (*curate.Proposal, render.Effect, error) {
	p, err := b.proposedBy(ctx, c, d)
	if err != nil {
		return nil, render.Effect{}, err
	}
	does, err := b.effectOf(ctx, c, p)
	return p, does, err
}

// notProposed is what follows where a draft cannot be proposed: of what somebody else
// has changed meanwhile, that is shown.
func (b *Bot) notProposed(ctx context.Context, c *call, d store.ArticleDraft, err error) (result, error) {
	if conflict, ok := errors.AsType[*curate.ConflictError](err); ok {
		return b.conflicted(ctx, c, d, conflict)
	}
	return result{}, err
}

// removeArticle asks before an article is withdrawn.
func (b *Bot) removeArticle(ctx context.Context, c *call) (result, error) {
	s, err := b.named(c, true)
	if err != nil {
		return result{}, err
	}
	if err := b.mayKeep(c, s.Guild); err != nil {
		return result{}, err
	}
	d := newDraft(c, draftWithdraw, s)
	p, does, err := b.previewed(ctx, c, d)
	if err != nil {
		return b.notProposed(ctx, c, d, err)
	}
	if err := b.o.Store.SaveArticleDraft(ctx, d); err != nil {
		return result{}, err
	}
	return result{posts: c.render.Review(render.Review{
		Heading:  "Withdraw “" + s.Now.Name() + "”?",
		Notes:    []string{"Answers stop using it at once. Its history is kept, earlier answers still show what they cited, and it can be restored."},
		Sections: []render.ReviewSection{{Before: p.Before}},
		Effect:   does,
		Choices: []render.Choice{
			{Label: "Withdraw it", Do: button.Publish, With: []string{d.ID}, Danger: true},
			{Label: "Keep it", Do: button.Discard, With: []string{d.ID}},
		},
	})}, nil
}
