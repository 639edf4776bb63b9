package curate

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
)

// Change is a new text for an article, or a new article.
type Change struct {
	Guild string // whose article it is; "" for what all guilds may read
	// Slug is the article's. "" is for a new one, which gets it from File.
	Slug string
	// File is the name under which somebody gave the text, such as harbour.md; its
	// extension tells the format. A folder in it is passed over. "" is the name that
	// the article has, and for a new one its slug with .md.
	File string
	Data []byte // the whole file
	By   string // the moderator's id
	Why  string // in their words; may be empty
	// Saw is the version that the moderator started from; 0 where there was none.
	Saw int
}

// Proposal is what a change would make.
type Proposal struct {
	Change   Change           // with slug and file filled in; File is a path in the folder of articles
	Action   string           // that of the version: store.VersionAdded and so on
	Before   *corpus.Article  // what is read now; nil when there is none
	Article  *corpus.Article  // what would be read, with its version; nil of a withdrawal
	Problems []corpus.Problem // that a moderator should look at first
}

// Published is a change that is public.
type Published struct {
	store.Version
	Before   *corpus.Article  // what was read before; nil when there was none
	Article  *corpus.Article  // what is read now; nil once it is withdrawn or erased
	Problems []corpus.Problem // of a text that a moderator gave
	// Unwritten says why the file on disk does not have it yet; it is tried again.
	// nil when it has, or when there is no folder.
	Unwritten error
}

// ConflictError means that another has changed the article since it was seen.
type ConflictError struct {
	Slug   string
	Saw    int             // the version that was seen; 0 for none
	Seen   *corpus.Article // that version; nil when there was none, or it has no text
	Latest store.Version   // the current version, who made it and why, without its text
	Theirs *corpus.Article // its text; nil when there is none any more
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("article %s has version %d by now, not %d", e.Slug, e.Latest.Version, e.Saw)
}

// maxSlug is the longest name of a new article in bytes. Discord's choices hold
// 100 characters, and a button's id less.
const maxSlug = 60

// Propose says what a change would make, and changes nothing. The error is a
// *RefusedError, a *ConflictError, or that of the store.
func (k *Keeper) Propose(ctx context.Context, c Change) (*Proposal, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p, err := k.propose(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("propose a change of article %s: %w", c.Slug, err)
	}
	return p, nil
}

// Publish makes a change public: in the store, for all who ask, and on disk.
// When it returns without an error the change is kept, whatever happens. The error
// is that of Propose; then nothing was done.
func (k *Keeper) Publish(ctx context.Context, c Change) (*Published, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p, err := k.propose(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("publish a change of article %s: %w", c.Slug, err)
	}
	done, err := k.commit(ctx, store.Version{
		Guild: p.Change.Guild, Slug: p.Change.Slug, Version: p.Article.Version, File: p.Change.File,
		Data: p.Change.Data, Action: p.Action, By: c.By, Why: c.Why,
	}, p.Article)
	if err != nil {
		return nil, fmt.Errorf("publish a change of article %s: %w", p.Change.Slug, err)
	}
	done.Problems = p.Problems
	return done, nil
}

func (k *Keeper) propose(ctx context.Context, c Change) (*Proposal, error) {
	if c.By == "" || c.By == store.Disk {
		return nil, fmt.Errorf("%w: a change by %q", store.ErrInvalid, c.By)
	}
	if err := k.named(&c); err != nil {
		return nil, err
	}
	h, err := k.asSeen(ctx, key{c.Guild, c.Slug}, c.Saw)
	if err != nil {
		return nil, err
	}
	if err := k.fileFor(&c, h); err != nil {
		return nil, err
	}
	a, _, err := corpus.Parse(c.File, c.Data)
	if err != nil {
		return nil, &RefusedError{corpus.ProblemOf(c.File, err).Message}
	}
	if h.Live && h.File == c.File && h.Digest == store.DigestOf(c.Data) {
		return nil, refused("The article says exactly that already.")
	}
	a.Slug = c.Slug
	p := &Proposal{
		Change: c, Action: store.VersionEdited, Before: h.article, Article: a.WithVersion(h.Version + 1),
		Problems: corpus.LintFile(c.File, c.Data),
	}
	if !h.Live {
		p.Action = store.VersionAdded
	}
	erased, err := k.o.Store.ErasedDigest(ctx, c.Guild, store.DigestOf(c.Data))
	if err != nil {
		return nil, err
	}
	if erased {
		p.Problems = append(p.Problems, corpus.Problem{
			File: c.File, Severity: corpus.Warning, Message: "This very text was erased here for good. Publish it only if that does not hold any more.",
		})
	}
	if err := k.inLimits(ctx, c.Guild, growth(h, a)); err != nil {
		return nil, err
	}
	if err := k.room(c.Guild, a, h.article); err != nil {
		return nil, err
	}
	return p, nil
}

// growth is how much more there is when an article gets a text.
func growth(h held, a *corpus.Article) Limits {
	more := Limits{Bytes: len(a.Text) - textLen(h.article), Changes: 1}
	if h.article == nil {
		more.Articles = 1
	}
	return more
}

func textLen(a *corpus.Article) int {
	if a == nil {
		return 0
	}
	return len(a.Text)
}

// room refuses an article for which the guilds that would read it have no room.
func (k *Keeper) room(guild string, a, before *corpus.Article) error {
	more := len(a.Passages)
	if before != nil {
		more -= len(before.Passages)
	}
	if !k.state().passages().fit(guild, more) {
		return &RefusedError{tooMany("").Message}
	}
	return nil
}

// named fills in the slug of a new article, and refuses names that cannot be.
func (k *Keeper) named(c *Change) error {
	c.File = path.Base(strings.ReplaceAll(c.File, `\`, "/"))
	if c.File == "." || c.File == "/" {
		c.File = ""
	}
	isNew := c.Slug == ""
	if isNew {
		if c.File == "" {
			return refused("The article has no name. Give it one.")
		}
		c.Slug = corpus.Slugs(c.File)[0]
	}
	known := k.state().held[key{c.Guild, c.Slug}].Version > 0
	switch {
	case known:
		return nil
	case len(c.Slug) > maxSlug:
		return refused("The name %q is too long. Give the file one of at most %d characters.", c.Slug, maxSlug)
	case corpus.Slugs(c.Slug + ".md")[0] != c.Slug || !corpus.IsFile(c.Slug+".md"):
		return refused("%q cannot be the name of an article. Use letters, digits and hyphens.", c.Slug)
	case c.Guild != "" && k.state().held[key{"", c.Slug}].Live:
		return refused("There is an article %q for all servers already. Give yours another name.", c.Slug)
	}
	return nil
}

// fileFor fills in where the file of a change belongs: where it is, under another
// extension if the format changes, and for a new one in its guild's folder.
func (k *Keeper) fileFor(c *Change, h held) error {
	ext := strings.ToLower(path.Ext(c.File))
	folder, base := corpus.FolderOf(c.Guild), c.Slug
	if h.Version > 0 {
		old := path.Ext(h.File)
		folder, base = path.Dir(h.File), strings.TrimSuffix(path.Base(h.File), old)
		if ext == "" || strings.EqualFold(ext, old) {
			ext = old
		}
	} else if ext == "" {
		ext = ".md"
	}
	name := path.Join(folder, base+ext)
	if !corpus.IsFile(name) {
		return refused("A file of the format %q cannot be an article. Use .md, .txt or .html.", ext)
	}
	c.File = name
	if owner, ok := k.state().files[name]; ok && owner != h.key() && owner != (key{c.Guild, c.Slug}) {
		return refused("The file %s is that of the article %q. Choose another name.", name, owner.slug)
	}
	return nil
}

// asSeen is an article as it stands, if that is what somebody saw. What somebody
// has changed on disk meanwhile is taken over first. The error is a
// *ConflictError, or a *RefusedError where a file is being changed.
func (k *Keeper) asSeen(ctx context.Context, id key, saw int) (held, error) {
	h := k.state().held[id]
	if h.Version == saw && k.disk.writes() {
		if changed, err := k.changedOnDisk(ctx, h); err != nil {
			return h, err
		} else if changed {
			if _, err := k.sync(ctx, true); err != nil {
				return h, err
			}
			h = k.state().held[id]
			if h.Version == saw {
				return h, refused("The file %s is being changed on disk, or cannot be used as it is. Look at it, then try again.", h.File)
			}
		}
	}
	if h.Version != saw {
		return h, k.conflict(ctx, id, saw)
	}
	return h, nil
}

// changedOnDisk reports whether the file of an article has bytes that no version
// had.
func (k *Keeper) changedOnDisk(ctx context.Context, h held) (bool, error) {
	if !h.Live {
		return false, nil
	}
	digest, err := digestOf(k.disk.path(h.File))
	if err != nil || digest == h.Digest || digest == "" && h.pending() {
		return false, nil //nolint:nilerr // one that cannot be read is told of by sync
	}
	if digest == "" || !h.pending() {
		return true, nil
	}
	known, err := k.o.Store.KnownDigest(ctx, h.Guild, h.Slug, digest)
	return known == 0, err
}

func (k *Keeper) conflict(ctx context.Context, id key, saw int) error {
	h := k.state().held[id]
	e := &ConflictError{Slug: id.slug, Saw: saw, Theirs: h.article}
	if h.Version == 0 {
		return store.ErrNotFound
	}
	var err error
	if e.Latest, err = k.o.Store.Version(ctx, id.guild, id.slug, h.Version); err != nil {
		return err
	}
	e.Latest.Data = nil
	if saw > 0 {
		e.Seen, err = k.version(ctx, place{id.guild, id.slug, saw})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return e
}

// settleFor is how long a confirmed change may take to get to disk, whoever asked
// for it and does not wait any more.
const settleFor = 30 * time.Second

// commit publishes one version. Once the store has it, nothing keeps it from being
// read.
func (k *Keeper) commit(ctx context.Context, v store.Version, a *corpus.Article) (*Published, error) {
	id := key{v.Guild, v.Slug}
	before := k.state().held[id]
	done, err := k.o.Store.PublishVersions(ctx, v)
	if err != nil {
		if errors.Is(err, store.ErrChanged) { // by another process
			if err := k.reload(ctx); err != nil {
				return nil, err
			}
			return nil, k.conflict(ctx, id, v.Version-1)
		}
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleFor)
	defer cancel()
	return k.shown(ctx, done[0], before, a)
}

// shown shows what the store has to all who ask, and brings the file into line.
func (k *Keeper) shown(ctx context.Context, v store.Version, before held, a *corpus.Article) (*Published, error) {
	h := heldOf(v, a, before.Written)
	p := &Published{Version: v, Before: before.article, Article: a}
	if err := k.swap([]held{h}); err != nil {
		return nil, err
	}
	if k.disk.writes() {
		if p.Unwritten = k.settle(ctx, h); p.Unwritten != nil {
			k.unwritten(h, p.Unwritten)
		}
	}
	return p, nil
}

// Withdraw hides an article from new answers and removes its file. Its versions
// stay, and Restore brings it back. The errors are those of Publish, and
// store.ErrNotFound when there is nothing to withdraw.
func (k *Keeper) Withdraw(ctx context.Context, guild, slug, by, why string, saw int) (*Published, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	done, err := k.withdraw(ctx, key{guild, slug}, by, why, saw)
	if err != nil {
		return nil, fmt.Errorf("withdraw article %s: %w", slug, err)
	}
	return done, nil
}

func (k *Keeper) withdraw(ctx context.Context, id key, by, why string, saw int) (*Published, error) {
	h, err := k.asSeen(ctx, id, saw)
	switch {
	case err != nil:
		return nil, err
	case !h.Live:
		return nil, store.ErrNotFound
	}
	if err := k.inLimits(ctx, id.guild, Limits{Changes: 1}); err != nil {
		return nil, err
	}
	return k.commit(ctx, store.Version{
		Guild: id.guild, Slug: id.slug, Version: h.Version + 1, File: h.File, Action: store.VersionWithdrawn, By: by, Why: why,
	}, nil)
}

// Restore publishes the text of an earlier version, as a new one. The errors are
// those of Publish, and store.ErrNotFound for a version without text.
func (k *Keeper) Restore(ctx context.Context, guild, slug string, version int, by, why string, saw int) (*Published, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	done, err := k.restore(ctx, key{guild, slug}, version, by, why, saw)
	if err != nil {
		return nil, fmt.Errorf("restore version %d of article %s: %w", version, slug, err)
	}
	return done, nil
}

func (k *Keeper) restore(ctx context.Context, id key, version int, by, why string, saw int) (*Published, error) {
	h, err := k.asSeen(ctx, id, saw)
	if err != nil {
		return nil, err
	}
	v, err := k.o.Store.Version(ctx, id.guild, id.slug, version)
	if err != nil {
		return nil, err
	}
	a, _, err := read(v)
	if err != nil {
		return nil, err
	}
	owner, taken := k.state().files[v.File]
	switch {
	case h.Live && h.File == v.File && h.Digest == v.Digest:
		return nil, refused("The article says exactly that already.")
	case taken && owner != id:
		return nil, refused("The file %s is that of the article %q now. Rename or withdraw that one first.", v.File, owner.slug)
	}
	if err := k.inLimits(ctx, id.guild, growth(h, a)); err != nil {
		return nil, err
	}
	if err := k.room(id.guild, a, h.article); err != nil {
		return nil, err
	}
	return k.commit(ctx, store.Version{
		Guild: id.guild, Slug: id.slug, Version: h.Version + 1, File: v.File, Data: v.Data,
		Action: store.VersionRestored, By: by, Why: why,
	}, a.WithVersion(h.Version+1))
}

// IndexWith is of what a guild would read after proposals, to try questions on before
// they are public.
func (k *Keeper) IndexWith(guild string, all ...*Proposal) (*search.Index, error) {
	index := k.Index(guild)
	own := slices.Contains(k.Guilds(), guild)
	var put []*corpus.Article
	var remove []string
	for _, p := range all {
		shared := k.state().held[key{"", p.Change.Slug}]
		switch {
		case p.Change.Guild != "" && p.Change.Guild != guild:
			continue // it would not read that
		case p.Change.Guild == "" && own && k.state().held[key{guild, p.Change.Slug}].Live:
			continue // its own hides it
		case p.Article != nil:
			put = append(put, p.Article)
		case p.Change.Guild != "" && shared.Live:
			put = append(put, shared.article) // its own hid it
		default:
			remove = append(remove, p.Change.Slug)
		}
	}
	if len(put)+len(remove) == 0 {
		return index, nil
	}
	return index.With(put, remove...)
}
