package curate

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/bundle"
	"rapporteur/bot/store"
)

// Export is the articles of a guild, "" for those of all guilds, with all versions;
// with a slug, that one alone. One that is not there is a store.ErrNotFound.
func (k *Keeper) Export(ctx context.Context, guild, slug string) ([]bundle.Article, error) {
	var out []bundle.Article
	for _, s := range k.Standing(guild) {
		if slug != "" && s.Slug != slug {
			continue
		}
		a := bundle.Article{Slug: s.Slug, Live: s.Live}
		for n := 1; n <= s.Version; n++ {
			v, err := k.o.Store.Version(ctx, guild, s.Slug, n)
			if err != nil {
				return nil, fmt.Errorf("export article %s: %w", s.Slug, err)
			}
			a.Versions = append(a.Versions, bundle.Version{
				Version: v.Version, Action: v.Action, By: v.By, Why: v.Why, At: v.At, Name: v.File, Data: v.Data,
			})
		}
		out = append(out, a)
	}
	if slug != "" && len(out) == 0 {
		return nil, fmt.Errorf("export article %s: %w", slug, store.ErrNotFound)
	}
	return out, nil
}

// Import is what taking an article over would do.
type Import struct {
	Slug   string
	Before *corpus.Article // what is read now; nil when there is none
	// Article is what would be read; nil where it comes withdrawn, or not at all.
	Article *corpus.Article
	// Skipped says to a moderator why it is not taken over; "" where it is.
	Skipped string
	// Problems are those of what would be read, that a moderator should look at first.
	Problems []corpus.Problem
	// Left is how many versions are left out: they are no articles, or were erased here.
	Left int
	// Known is the version here that says what would be read; 0 for none.
	Known    int
	versions []store.Version
}

// Versions is how many versions it would make.
func (i Import) Versions() int { return len(i.versions) }

// Sentences is how many sentences would be new, changed or gone for whoever reads the
// article.
func (i Import) Sentences() (n int) {
	for _, c := range changes.Between(i.Before, i.Article) {
		if c.Kind != changes.Same {
			n++
		}
	}
	return n
}

// ProposeImport says what taking articles over from another bot would make of a
// guild's, and changes nothing. A new article comes with its versions, each with the
// reason given for it; of one that is there already the latest text is a further
// version. The error is a *RefusedError, or that of the store.
func (k *Keeper) ProposeImport(ctx context.Context, guild, by string, from []bundle.Article) ([]Import, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	out, err := k.proposeImport(ctx, guild, by, from)
	if err != nil {
		return nil, fmt.Errorf("propose an import: %w", err)
	}
	return out, nil
}

func (k *Keeper) proposeImport(ctx context.Context, guild, by string, from []bundle.Article) ([]Import, error) {
	if by == "" || by == store.Disk {
		return nil, fmt.Errorf("%w: an import by %q", store.ErrInvalid, by)
	}
	var out []Import
	var more Limits
	passages := 0
	for _, a := range from {
		i, err := k.imported(ctx, guild, by, a)
		if err != nil {
			return nil, err
		}
		if i.Skipped == "" {
			more.Changes = 1 // one deed, however much comes with it
		}
		if i.Skipped == "" && i.Article != nil {
			more.Bytes += len(i.Article.Text) - textLen(i.Before)
			passages += len(i.Article.Passages)
			if i.Before == nil {
				more.Articles++
			} else {
				passages -= len(i.Before.Passages)
			}
		}
		out = append(out, i)
	}
	if err := k.inLimits(ctx, guild, more); err != nil {
		return nil, err
	}
	if !k.state().passages().fit(guild, passages) {
		return nil, &RefusedError{tooMany("").Message}
	}
	return out, nil
}

// imported is what one article of a bundle would make.
func (k *Keeper) imported(ctx context.Context, guild, by string, a bundle.Article) (Import, error) {
	h := k.state().held[key{guild, a.Slug}]
	i := Import{Slug: a.Slug, Before: h.article}
	last := lastText(a)
	a.Live = a.Live && len(last.Data) > 0 && last.Version == a.Versions[len(a.Versions)-1].Version
	c := Change{Guild: guild, Slug: a.Slug, File: last.Name, Data: last.Data, By: by, Saw: h.Version}
	err := k.named(&c)
	if err == nil {
		h, err = k.asSeen(ctx, key{guild, a.Slug}, h.Version)
	}
	if err == nil {
		if i.Skipped, err = k.notImported(ctx, guild, a, h, last); i.Skipped != "" {
			return i, nil
		}
	}
	if err == nil {
		err = k.fileFor(&c, h)
	}
	var refused *RefusedError
	if errors.As(err, &refused) {
		i.Skipped = refused.Message
		return i, nil
	}
	if err != nil {
		return i, err
	}
	article, _, err := corpus.Parse(c.File, c.Data)
	if err != nil {
		i.Skipped = corpus.ProblemOf(c.File, err).Message
		return i, nil
	}
	article.Slug = a.Slug
	if h.Version > 0 {
		a.Versions = []bundle.Version{last}
		if i.Known, err = k.o.Store.KnownDigest(ctx, guild, a.Slug, store.DigestOf(last.Data)); err != nil {
			return i, err
		}
	}
	before := len(a.Versions)
	if a.Versions, err = k.usable(ctx, c, a.Versions); err != nil {
		return i, err
	}
	i.Left = before - len(a.Versions)
	i.versions = k.versionsOf(a, c, h)
	if a.Live {
		i.Article = article.WithVersion(i.versions[len(i.versions)-1].Version)
		i.Problems = corpus.LintFile(c.File, c.Data)
	}
	return i, nil
}

// notImported says to a moderator why an article is not taken over; "" where it may be.
// What was erased here comes back by a moderator's own hand alone.
func (k *Keeper) notImported(ctx context.Context, guild string, a bundle.Article, h held, last bundle.Version) (string, error) {
	const erased = "its text was erased for good here; /knowledge add takes it if it is to come back"
	switch {
	case len(last.Data) == 0:
		return "it has no text", nil
	case h.Version > 0 && !a.Live:
		return "it is withdrawn there, and stays here as it is", nil
	case h.Live && h.Digest == store.DigestOf(last.Data):
		return "it says exactly that already", nil
	}
	is, err := k.o.Store.ErasedDigest(ctx, guild, store.DigestOf(last.Data))
	if err == nil && !is && h.Version > 0 && !h.Live {
		var v store.Version
		v, err = k.o.Store.Version(ctx, guild, a.Slug, h.Version)
		is = v.Action == store.VersionErased
	}
	if err != nil || !is {
		return "", err
	}
	return erased, nil
}

// usable are the versions that can be read here and were not erased.
func (k *Keeper) usable(ctx context.Context, c Change, versions []bundle.Version) (out []bundle.Version, err error) {
	for _, v := range versions {
		if len(v.Data) > 0 {
			if _, _, err := corpus.Parse(k.fileOf(c, v), v.Data); err != nil {
				continue
			}
			erased, err := k.o.Store.ErasedDigest(ctx, c.Guild, store.DigestOf(v.Data))
			if err != nil {
				return nil, err
			}
			if erased {
				continue
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// fileOf is the file of a version that is imported: that of the article, in the format
// that the version has, unless that is another article's.
func (k *Keeper) fileOf(c Change, v bundle.Version) string {
	name := strings.TrimSuffix(c.File, path.Ext(c.File)) + strings.ToLower(path.Ext(v.Name))
	owner, taken := k.state().files[name]
	if !corpus.IsFile(name) || taken && owner != (key{c.Guild, c.Slug}) {
		return c.File
	}
	return name
}

func lastText(a bundle.Article) bundle.Version {
	var last bundle.Version
	for _, v := range a.Versions {
		if len(v.Data) > 0 {
			last = v
		}
	}
	return last
}

// versionsOf are the versions that an article of a bundle makes here, after those
// that it has. Of what had no text there, a withdrawal is one here.
func (k *Keeper) versionsOf(a bundle.Article, c Change, h held) []store.Version {
	var out []store.Version
	n, live := h.Version, h.Live
	add := func(action string, from bundle.Version, data []byte) {
		n++
		file := c.File
		if len(data) > 0 {
			file = k.fileOf(c, from)
		}
		out = append(out, store.Version{
			Guild: c.Guild, Slug: a.Slug, Version: n, File: file, Data: data, Action: action, By: c.By, Why: importedWhy(from),
		})
		live = action != store.VersionWithdrawn
	}
	for _, v := range a.Versions {
		switch {
		case len(v.Data) > 0 && live:
			add(store.VersionEdited, v, v.Data)
		case len(v.Data) > 0:
			add(store.VersionAdded, v, v.Data)
		case live && v.Action == store.VersionWithdrawn:
			add(store.VersionWithdrawn, v, nil)
		}
	}
	if live && !a.Live {
		add(store.VersionWithdrawn, a.Versions[len(a.Versions)-1], nil)
	}
	return out
}

// importedWhy tells where a version comes from. Who made it there is not carried
// over: people are asked for by their id when they are erased, and that would stand
// in a text.
func importedWhy(v bundle.Version) string {
	why := fmt.Sprintf("imported: version %d of %s", v.Version, v.At.UTC().Format(time.DateOnly))
	if v.Why != "" {
		why += ", " + v.Why
	}
	return why
}

// Carried is an article that an import has changed: the version before it, 0 for none, and
// the one that it has left.
type Carried struct {
	Slug string `json:"slug"`
	Saw  int    `json:"saw"`
	Done int    `json:"done"`
}

// Import takes articles over, all of them or none, as ProposeImport says. The
// result is what it has changed, and how many versions there are more. The errors are
// those of ProposeImport.
func (k *Keeper) Import(ctx context.Context, guild, by string, from []bundle.Article) ([]Carried, int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	all, err := k.proposeImport(ctx, guild, by, from)
	if err != nil {
		return nil, 0, fmt.Errorf("import articles: %w", err)
	}
	var done []Carried
	for _, i := range all {
		if n := len(i.versions); n > 0 {
			done = append(done, Carried{i.Slug, i.versions[0].Version - 1, i.versions[n-1].Version})
		}
	}
	versions, err := k.publishAll(ctx, all)
	if err != nil {
		return nil, 0, fmt.Errorf("import articles: %w", err)
	}
	return done, versions, nil
}

// UndoImport makes of what an import has changed what it was before, all at once and as
// further versions. What has changed since stays, and its slugs are returned. The error is
// a *RefusedError, or that of the store.
func (k *Keeper) UndoImport(ctx context.Context, guild, by string, imported []Carried) (stays []string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	wrap := func(err error) error { return fmt.Errorf("undo an import: %w", err) }
	more := Limits{Changes: 1}
	var all []Import
	for _, c := range imported {
		h := k.state().held[key{guild, c.Slug}]
		if h.Version != c.Done {
			stays = append(stays, c.Slug)
			continue
		}
		i, err := k.before(ctx, guild, by, c, h)
		if err != nil {
			return nil, wrap(err)
		}
		more.Bytes += textLen(i.Article) - textLen(h.article)
		all = append(all, i)
	}
	if err := k.inLimits(ctx, guild, more); err != nil {
		return nil, wrap(err)
	}
	if _, err = k.publishAll(ctx, all); err != nil {
		return nil, wrap(err)
	}
	return stays, nil
}

// before is the version that makes an article what it was before an import; none where it
// is that already.
func (k *Keeper) before(ctx context.Context, guild, by string, c Carried, h held) (Import, error) {
	i := Import{Slug: c.Slug, Before: h.article}
	v := store.Version{
		Guild: guild, Slug: c.Slug, Version: h.Version + 1, File: h.File, Action: store.VersionWithdrawn, By: by, Why: "undoes an import",
	}
	if c.Saw > 0 {
		was, err := k.o.Store.Version(ctx, guild, c.Slug, c.Saw)
		if err != nil {
			return i, err
		}
		if a, _, err := read(was); err == nil {
			v.Action, v.File, v.Data = store.VersionRestored, was.File, was.Data
			i.Article = a.WithVersion(v.Version)
		}
	}
	if i.Article != nil || h.Live {
		i.versions = []store.Version{v}
	}
	return i, nil
}

// publishAll publishes what was planned and shows it, and says how many versions it were.
func (k *Keeper) publishAll(ctx context.Context, all []Import) (int, error) {
	var publish []store.Version
	for _, i := range all {
		publish = append(publish, i.versions...)
	}
	if len(publish) == 0 {
		return 0, nil
	}
	done, err := k.o.Store.PublishVersions(ctx, publish...)
	switch {
	case errors.Is(err, store.ErrChanged): // by another process
		return 0, errors.Join(err, k.reload(ctx))
	case errors.Is(err, store.ErrExists):
		return 0, refused("The file of one of the articles is another article's by now. Rename or withdraw that one first.")
	case err != nil:
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	return len(done), k.shownAll(ctx, all, done)
}

// shownAll shows what an import has published, all at once, and brings the files
// into line.
func (k *Keeper) shownAll(ctx context.Context, all []Import, done []store.Version) error {
	last := make(map[key]store.Version)
	for _, v := range done {
		last[key{v.Guild, v.Slug}] = v
	}
	var changes []held
	for _, i := range all {
		if len(i.versions) == 0 {
			continue
		}
		id := key{i.versions[0].Guild, i.Slug}
		changes = append(changes, heldOf(last[id], i.Article, k.state().held[id].Written))
	}
	if err := k.swap(changes); err != nil {
		return err
	}
	if !k.disk.writes() {
		return nil
	}
	for _, h := range changes {
		if err := k.settle(ctx, h); err != nil {
			k.unwritten(h, err)
		}
	}
	return nil
}
