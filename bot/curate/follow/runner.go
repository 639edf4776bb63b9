package follow

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"rapporteur/bot/curate"
	"rapporteur/bot/ingest"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/store"
)

// Reader reads what entries are made of. The errors are those of packages ingest and
// fetch.
type Reader interface {
	// Read reads an entry as a page.
	Read(ctx context.Context, name, contentType string, data []byte) (*ingest.File, error)
	// Fetch reads a page of the web.
	Fetch(ctx context.Context, address string) (*ingest.File, error)
}

// Notifier tells a guild's moderators. After an error it is asked again.
type Notifier interface {
	// Arrived tells what came of feeds since the last time: drafts, and what was
	// published by itself (ByItself).
	Arrived(ctx context.Context, guild string, came []store.FeedDraft) error
	// Paused tells that a feed is not looked at any more: because that failed too often
	// or, without Failures, because it is gone.
	Paused(ctx context.Context, f store.Feed) error
	// Moved tells that a feed has moved to another site.
	Moved(ctx context.Context, f store.Feed) error
}

// Options of a Runner. Those above Log are required.
type Options struct {
	Store    *store.Store
	Keeper   *curate.Keeper
	Feeds    feed.Fetcher
	Reader   Reader
	Notifier Notifier
	Log      *slog.Logger // nil discards
	// Now and After are the clock; nil is that of package time.
	Now   func() time.Time
	After func(time.Duration) <-chan time.Time
	// Lease is for how long a feed is its process's without a sign of life, and so how
	// long after a crash another goes on; zero is two minutes. Dealing with one entry
	// takes less: fetch.Timeout, and twice ingest.Timeout.
	Lease time.Duration
	// Workers is how many feeds are looked at at once; zero is 2.
	Workers int
	// MaxSleep is how long what other processes change may go unnoticed; zero is 30 s.
	MaxSleep time.Duration
	// Home is the guild whose moderators keep the articles of all guilds; feeds of others
	// publish none of those by themselves.
	Home string
	// PageEvery is how long to wait before the page of an entry is fetched; zero is a
	// second.
	PageEvery time.Duration
	// LookEvery is how often a feed is looked at because somebody asks for that; zero is
	// once a minute.
	LookEvery time.Duration
	// TellEvery is how often the moderators of a guild are told of drafts, at most;
	// zero is ten minutes.
	TellEvery time.Duration
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.After == nil {
		o.After = time.After
	}
	if o.Workers <= 0 {
		o.Workers = 2
	}
	for _, d := range []struct {
		value *time.Duration
		zero  time.Duration
	}{{&o.Lease, 2 * time.Minute}, {&o.MaxSleep, 30 * time.Second}, {&o.TellEvery, 10 * time.Minute}, {&o.LookEvery, time.Minute}, {&o.PageEvery, time.Second}} {
		if *d.value <= 0 {
			*d.value = d.zero
		}
	}
	o.Lease = min(o.Lease, store.MaxLease)
	return o
}

// errFault means that the program met a fault of its own with a feed.
var errFault = errors.New("fault of the program")

// faultWait is how long to wait when the store fails.
const faultWait = 5 * time.Second

// Runner looks at feeds. Any number of processes may run one on the same store; what is
// new is then told by the one that is there first, and, if two are at the same moment,
// by both.
type Runner struct {
	o        Options
	claimant string
	poke     chan struct{}
	workers  chan struct{}
	jobs     sync.WaitGroup
	told     map[string]time.Time // by guild; of Run's goroutine

	mu      sync.Mutex
	looking map[string]int // looks in progress, by guild
}

// New is a runner. It does nothing before Run.
func New(o Options) *Runner {
	o = o.withDefaults()
	return &Runner{
		o: o, claimant: rand.Text(), poke: make(chan struct{}, 1), workers: make(chan struct{}, o.Workers),
		told: make(map[string]time.Time), looking: make(map[string]int),
	}
}

// Changed tells the runner that feeds have changed. Its own methods do so themselves.
func (r *Runner) Changed() {
	select {
	case r.poke <- struct{}{}:
	default: // it will look anyway
	}
}

// Run looks at feeds until the context ends, and returns when nothing of it runs any
// more. What was begun is left for the next start. It must be called once.
func (r *Runner) Run(ctx context.Context) {
	defer r.jobs.Wait()
	for ctx.Err() == nil {
		wait, err := r.pass(ctx)
		if err != nil && ctx.Err() == nil {
			r.o.Log.Error("feeds cannot be looked after", "error", err, "again_in", faultWait)
			wait = faultWait
		}
		select {
		case <-ctx.Done():
		case <-r.poke:
		case <-r.o.After(wait):
		}
	}
}

// pass begins the looks that are due, as far as there are workers, tells what is to be
// told, and says how long to sleep. A look that ends wakes the runner.
func (r *Runner) pass(ctx context.Context) (wait time.Duration, err error) {
	defer func() {
		if fault := recover(); fault != nil { // of whoever tells moderators
			err = fmt.Errorf("%w: %v\n%s", errFault, fault, debug.Stack())
		}
	}()
	free := true
	for begun := true; begun && free; {
		select {
		case r.workers <- struct{}{}:
			f, ok, err := r.o.Store.ClaimFeed(ctx, r.claimant, r.o.Now(), r.o.Lease)
			if begun = ok; !ok {
				<-r.workers
			}
			if err != nil {
				return 0, err
			}
			if ok {
				r.begin(ctx, f)
			}
		default:
			free = false
		}
	}
	if err := r.tell(ctx); err != nil {
		return 0, err
	}
	next, err := r.o.Store.NextFeed(ctx)
	if err != nil || next.IsZero() || !free {
		return r.o.MaxSleep, err
	}
	return min(max(next.Sub(r.o.Now()), 0), r.o.MaxSleep), nil
}

// begin has a claimed feed looked at by the worker that was waited for.
func (r *Runner) begin(ctx context.Context, f store.Feed) {
	r.count(f.Guild, 1)
	r.jobs.Go(func() {
		defer func() {
			if fault := recover(); fault != nil {
				r.o.Log.Error("panic", "doing", "look at a feed", "feed", f.ID, "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
				r.failed(context.WithoutCancel(ctx), f, errFault)
			}
			r.count(f.Guild, -1)
			<-r.workers
			r.Changed()
		}()
		r.look(ctx, f)
	})
}

func (r *Runner) count(guild string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.looking[guild] += n; r.looking[guild] == 0 {
		delete(r.looking, guild)
	}
}

// tell tells moderators of feeds that are paused and of what came, once, and of what
// came no more often than TellEvery: what is not told now is told with the next.
func (r *Runner) tell(ctx context.Context) error {
	paused, err := r.o.Store.UntoldPauses(ctx)
	if err != nil {
		return err
	}
	for _, f := range paused {
		if err := r.o.Notifier.Paused(ctx, f); err != nil {
			r.o.Log.Error("moderators could not be told yet that a feed is paused", "feed", f.ID, "error", err)
			continue
		}
		if err := r.o.Store.PauseTold(ctx, f.ID); err != nil {
			return err
		}
	}
	if err := r.tellMoves(ctx); err != nil {
		return err
	}
	came, err := r.o.Store.UntoldDrafts(ctx)
	if err != nil {
		return err
	}
	for from := 0; from < len(came); {
		to := from
		for to < len(came) && came[to].Guild == came[from].Guild {
			to++
		}
		if err := r.tellGuild(ctx, came[from:to]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// tellMoves tells moderators of feeds that have moved to another site, once.
func (r *Runner) tellMoves(ctx context.Context) error {
	moved, err := r.o.Store.UntoldMoves(ctx)
	if err != nil {
		return err
	}
	for _, f := range moved {
		if err := r.o.Notifier.Moved(ctx, f); err != nil {
			r.o.Log.Error("moderators could not be told yet that a feed has moved", "feed", f.ID, "error", err)
			continue
		}
		if err := r.o.Store.MoveTold(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// tellGuild tells of what came in one guild, unless more of it is just coming.
func (r *Runner) tellGuild(ctx context.Context, came []store.FeedDraft) error {
	guild, now := came[0].Guild, r.o.Now()
	r.mu.Lock()
	busy := r.looking[guild] > 0
	r.mu.Unlock()
	if last, ok := r.told[guild]; busy || ok && now.Sub(last) < r.o.TellEvery && !now.Before(last) {
		return nil
	}
	r.told[guild] = now
	if err := r.o.Notifier.Arrived(ctx, guild, came); err != nil {
		r.o.Log.Error("moderators could not be told yet of new drafts", "guild", guild, "error", err)
		return nil
	}
	ids := make([]string, len(came))
	for i, d := range came {
		ids[i] = d.ID
	}
	return r.o.Store.DraftsTold(ctx, ids)
}
