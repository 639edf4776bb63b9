package bot

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"rapporteur/bot/brief"
	"rapporteur/bot/brief/edition"
	"rapporteur/bot/corpus"
	"rapporteur/bot/store"
)

// Edition is what is new since a time, with corrections and sources.
type (
	Edition    = edition.Edition
	Correction = edition.Correction
)

// NoPastError means that a database does not know what the articles said at a time.
type NoPastError struct {
	Path  string
	Since time.Time // what was asked for
	First time.Time // since when it knows them; zero when it does not
}

func (e *NoPastError) Error() string {
	return fmt.Sprintf("database %s holds no article of %s", e.Path, e.Since.UTC().Format(time.RFC3339))
}

// Advice says what to do about it.
func (e *NoPastError) Advice() string {
	if e.First.IsZero() {
		return "The database " + e.Path + " holds no version of an article yet. serve keeps them from its first start on; what is new since then can be told later."
	}
	return fmt.Sprintf("The database %s knows the articles since %s and not before. Choose that time with --since, or a later one.",
		e.Path, e.First.Add(time.Second).Truncate(time.Second).UTC().Format(time.RFC3339))
}

// Since tells what is new, changed and withdrawn since a time, in the words of the
// language model where there is one. What the articles said then is in the database,
// which is not changed; what they say now is in the folder of articles, and in the
// database what could not be written there. A file that the database does not have
// yet counts as the next version of its article, which Serve will make it.
//
// The error is that of ctx or of composing, an *UnknownArticleError, a *StoreError
// or a *NoPastError.
func (b *Bot) Since(ctx context.Context, o BriefOptions, since time.Time) (*Edition, error) {
	slug, err := b.slug(o.Article)
	if err != nil {
		return nil, fmt.Errorf("brief since: %w", err)
	}
	now, before, err := b.past(ctx, since)
	if err != nil {
		return nil, fmt.Errorf("brief since: %w", err)
	}
	if slug != "" {
		now, before = only(slug, now), only(slug, before)
	}
	plan := edition.NewPlan(now, before)
	var briefing *Briefing
	if len(plan.Brief) > 0 {
		if briefing, err = b.brief(ctx, plan.Brief, brief.Options{Points: o.Points, Words: o.Words}); err != nil {
			return nil, fmt.Errorf("brief since: %w", err)
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return edition.New(plan, briefing, edition.Options{Since: since, Most: edition.MaxMost}), nil
}

func only(slug string, articles []*corpus.Article) []*corpus.Article {
	out := []*corpus.Article{}
	for _, a := range articles {
		if a.Slug == slug {
			out = append(out, a)
		}
	}
	return out
}

// past gives the articles as they are now and as they were, with their versions.
func (b *Bot) past(ctx context.Context, at time.Time) (now, before []*corpus.Article, err error) {
	p, err := store.ReadPast(ctx, b.database, at)
	if err != nil {
		return nil, nil, &StoreError{b.database, err}
	}
	if p.Since.IsZero() || at.Before(p.Since) {
		return nil, nil, &NoPastError{b.database, at, p.Since}
	}
	before = []*corpus.Article{}
	for _, v := range p.Then {
		if a, err := parsedVersion(v); err == nil {
			before = append(before, a)
		} else {
			b.log.Warn("a version of an article could not be read", "article", v.Slug, "version", v.Version, "err", err)
		}
	}
	latest := make(map[string]store.Current, len(p.Now))
	for _, c := range p.Now {
		latest[c.Slug] = c
		if _, ok := b.library.Article(c.Slug); ok || !c.Live || c.Written {
			continue
		}
		if a, err := parsedVersion(c.Version); err == nil { // it could not be written to the folder
			now = append(now, a)
		}
	}
	for _, a := range b.library.Articles() {
		now = append(now, versioned(a, latest[a.Slug]))
	}
	return now, before, nil
}

// versioned is an article of the folder as the version that the database has of it,
// as the next one where that has another text, or as what it has where the folder
// was not known to have that yet.
func versioned(a *corpus.Article, c store.Current) *corpus.Article {
	if c.Version.Version == 0 {
		return a // which is version 1
	}
	have, err := parsedVersion(c.Version)
	switch {
	case c.Live && err == nil && have.Text == a.Text:
		return a.WithVersion(c.Version.Version)
	case c.Live && err == nil && !c.Written:
		return have
	}
	return a.WithVersion(c.Version.Version + 1)
}

// parsedVersion is a version as it was parsed when it was made.
func parsedVersion(v store.Version) (*corpus.Article, error) {
	a, _, err := corpus.Parse(v.File, v.Data)
	if err != nil {
		return nil, fmt.Errorf("read version %d of article %s: %w", v.Version, v.Slug, err)
	}
	a.Slug = v.Slug // not shared with anybody yet
	return a.WithVersion(v.Version), nil
}

// databaseOf is the database file of a configuration.
func databaseOf(c Config) string { return cmp.Or(c.Database, DefaultDatabase) }
