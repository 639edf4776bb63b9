package curate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
)

// Options of a keeper. Store is required, and one of Folder and Files.
type Options struct {
	Store *store.Store
	// Folder holds the article files. What is published is written there, and what
	// changes there is published.
	Folder string
	// Files are articles that cannot be written, such as the program's own. They
	// are read at start, and what a moderator made of one counts more than another
	// text of it here.
	Files fs.FS
	// Limits bound what moderators may do. The zero value is DefaultLimits.
	Limits Limits
	// Quiet is how long a file must have stood still before it is read; 300 ms when
	// zero.
	Quiet time.Duration
	// Poll is how often the folder is looked at, whether its changes are announced
	// or not; 10 s when zero.
	Poll time.Duration
	// Changed is called after each swap, by whoever made it, and must not wait. Nil
	// is not called.
	Changed func()
	// Vectors are the digests under which the store may keep vectors of articles, so that
	// they are erased with them. Nil is of none.
	Vectors func([]*corpus.Article) []string
	Log     *slog.Logger // nil discards
	Now     func() time.Time
}

// Defaults of Options.
const (
	defaultQuiet = 300 * time.Millisecond
	defaultPoll  = 10 * time.Second
)

// keptText is how many bytes of text earlier versions may have that are kept in
// memory because somebody asked for them.
const keptText = 32 << 20

// Keeper keeps the articles of all guilds. Make one with Open. Its methods may be
// called from any goroutine.
type Keeper struct {
	o       Options
	current atomic.Pointer[state]
	earlier *otter.Cache[place, *corpus.Article]
	reading sync.RWMutex // held while earlier is filled, so that nothing erased comes back

	due     chan struct{} // holds one when corrections have been found since somebody looked
	changed chan struct{} // holds one when something has changed since the corrections were found

	recent []place // whose corrections were found lately; of Run alone

	mu       sync.Mutex      // held by whoever changes anything
	purged   []store.Erasure // lately
	disk     *disk
	told     map[key]int      // the version of an article whose file could not be written
	lost     bool             // the folder looks as if it were not mounted, and that was told of
	failing  bool             // it could not be looked at, and that was told of
	unread   []corpus.Problem // folders that could not be read at the last look
	restless time.Time        // since when a file there has gone on changing; zero when none does
}

// place is where a version is kept.
type place struct {
	guild, slug string
	version     int
}

// Open reads the articles from the store and brings store and folder into line, as
// the package comment says. The error is that of the store or of the folder itself;
// a file that cannot be used keeps no other from being used, and the log tells of
// it.
func Open(ctx context.Context, o Options) (*Keeper, error) {
	o.Quiet, o.Poll = cmp.Or(o.Quiet, defaultQuiet), cmp.Or(o.Poll, defaultPoll)
	o.Limits = o.Limits.withDefaults()
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	if o.Now == nil {
		o.Now = time.Now
	}
	k := &Keeper{o: o, changed: make(chan struct{}, 1), due: make(chan struct{}, 1), told: make(map[key]int), disk: newDisk(o)}
	k.earlier = otter.Must(&otter.Options[place, *corpus.Article]{
		MaximumWeight: keptText,
		Weigher:       func(_ place, a *corpus.Article) uint32 { return uint32(len(a.Text)) + 1 },
	})
	k.current.Store(emptyState())
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.open(ctx); err != nil {
		return nil, fmt.Errorf("open articles of %s: %w", k.disk, err)
	}
	return k, nil
}

// open waits for files that change at the moment, but not for ever: Run reads those
// that go on changing.
func (k *Keeper) open(ctx context.Context) error {
	if err := k.reload(ctx); err != nil {
		return err
	}
	if err := k.clearAway(ctx); err != nil {
		k.o.Log.Warn("what the last stop has left in the folder of articles could not be cleared away", "error", err)
	}
	settled, err := k.sync(ctx, false)
	if err != nil || settled {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(k.o.Quiet):
	}
	_, err = k.sync(ctx, true)
	return err
}

// Articles are those that a guild may read now, by slug, with their version
// numbers. Guild "" is a direct message, where only the shared ones are read.
func (k *Keeper) Articles(guild string) []*corpus.Article { return k.Index(guild).Articles() }

// Index is of the articles that a guild may read now. It never changes: after a
// change there is another. Guilds without articles of their own have one index.
func (k *Keeper) Index(guild string) *search.Index { return k.current.Load().index(guild) }

// Shelf is the index of what a guild may read, and whose it is: the guild's, or ""
// when it is that of all guilds without articles of their own.
func (k *Keeper) Shelf(guild string) (owner string, index *search.Index) {
	s := k.current.Load()
	if index, ok := s.indexes[guild]; ok {
		return guild, index
	}
	return "", s.indexes[""]
}

// Guilds are those that have articles of their own now, sorted.
func (k *Keeper) Guilds() []string { return k.current.Load().guilds() }

// Version is one version of an article that a guild may read: of the guild's own,
// or of the shared one where it has none of that slug and number. One that is not
// there, withdraws, or was erased, is a store.ErrNotFound.
func (k *Keeper) Version(ctx context.Context, guild, slug string, version int) (*corpus.Article, error) {
	a, err := k.version(ctx, place{guild, slug, version})
	if errors.Is(err, store.ErrNotFound) && guild != "" {
		a, err = k.version(ctx, place{"", slug, version})
	}
	return a, err
}

func (k *Keeper) version(ctx context.Context, p place) (*corpus.Article, error) {
	if h, ok := k.current.Load().held[key{p.guild, p.slug}]; ok && h.article != nil && h.Version == p.version {
		return h.article, nil
	}
	if a, ok := k.earlier.GetIfPresent(p); ok {
		return a, nil
	}
	k.reading.RLock()
	defer k.reading.RUnlock()
	v, err := k.o.Store.Version(ctx, p.guild, p.slug, p.version)
	if err != nil {
		return nil, err
	}
	a, _, err := read(v)
	if err != nil {
		return nil, err
	}
	k.earlier.Set(p, a)
	return a, nil
}

// read parses a version. One without text is a store.ErrNotFound.
func read(v store.Version) (*corpus.Article, []corpus.Problem, error) {
	if len(v.Data) == 0 {
		return nil, nil, fmt.Errorf("read version %d of article %s: %w: it has no text", v.Version, v.Slug, store.ErrNotFound)
	}
	a, problems, err := corpus.Parse(v.File, v.Data)
	if err != nil {
		return nil, problems, fmt.Errorf("read version %d of article %s: %w", v.Version, v.Slug, err)
	}
	a.Slug = v.Slug // not shared with anybody yet
	return a.WithVersion(v.Version), problems, nil
}

// AsOf are the articles that a guild could read at a time, by slug. What was erased
// since is not among them; before the first start there was nothing.
func (k *Keeper) AsOf(ctx context.Context, guild string, at time.Time) ([]*corpus.Article, error) {
	versions, err := k.o.Store.VersionsAt(ctx, guild, at)
	if err != nil {
		return nil, err
	}
	bySlug := make(map[string]*corpus.Article, len(versions))
	for _, v := range versions { // the shared ones first
		if v.Digest == "" {
			continue
		}
		a, err := k.version(ctx, place{v.Guild, v.Slug, v.Version})
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the articles of %s: %w", at.UTC().Format(time.DateTime), err)
		}
		bySlug[v.Slug] = a
	}
	out := make([]*corpus.Article, 0, len(bySlug))
	for _, a := range bySlug {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	return out, nil
}

// Since is when the first version was made of what a guild may read; zero when there
// is none.
func (k *Keeper) Since(ctx context.Context, guild string) (time.Time, error) {
	return k.o.Store.FirstVersionAt(ctx, guild)
}

// History are the versions of an article that a guild may read, the newest first,
// without their text: of the guild's own, or of the shared one where it never had
// one of that slug. Version.Guild tells whose it is. An article that was never
// there has none.
func (k *Keeper) History(ctx context.Context, guild, slug string) ([]store.Version, error) {
	versions, err := k.o.Store.Versions(ctx, guild, slug)
	if err == nil && len(versions) == 0 && guild != "" {
		versions, err = k.o.Store.Versions(ctx, "", slug)
	}
	return versions, err
}

// reload takes over what the store has and the keeper does not.
func (k *Keeper) reload(ctx context.Context) error {
	articles, err := k.o.Store.Articles(ctx)
	if err != nil {
		return err
	}
	s := k.current.Load()
	var changes []held
	for _, a := range articles {
		h := s.held[key{a.Guild, a.Slug}]
		if h.Article == a {
			continue
		}
		if h.Version != a.Version || h.article == nil {
			if h.article, err = k.stored(ctx, a); err != nil {
				return err
			}
		}
		h.Article = a
		changes = append(changes, h)
	}
	return k.swap(changes)
}

// stored is the text of an article as the store has it. One that this program
// cannot read any more is told of and left out.
func (k *Keeper) stored(ctx context.Context, a store.Article) (*corpus.Article, error) {
	if !a.Live {
		return nil, nil
	}
	v, err := k.o.Store.Version(ctx, a.Guild, a.Slug, a.Version)
	if err != nil {
		return nil, err
	}
	article, problems, err := read(v)
	k.mend(problems...)
	if err != nil {
		k.mend(corpus.ProblemOf(v.File, err))
	}
	return article, nil
}

// swap makes changes visible, all at once.
func (k *Keeper) swap(changes []held) error {
	if len(changes) == 0 {
		return nil
	}
	was := k.current.Load()
	next, err := was.with(changes)
	if err != nil {
		return err
	}
	k.current.Store(next)
	select {
	case k.changed <- struct{}{}:
	default: // it is going to be looked at
	}
	if k.o.Changed != nil && !maps.Equal(was.indexes, next.indexes) {
		k.o.Changed()
	}
	return nil
}

// mend tells an operator what should be mended.
func (k *Keeper) mend(problems ...corpus.Problem) {
	for _, p := range problems {
		k.o.Log.Warn("an article should be mended", "file", p.File, "line", p.Line, "problem", p.Message)
	}
}
