package gateway

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
)

// Options of Run. Client and Token are required.
type Options struct {
	Client   *rest.Client
	Token    string // with or without "Bot "
	Intents  discordgo.Intent
	Shards   int // zero: as many as Discord asks for
	Handlers Handlers
	Log      *slog.Logger // nobody is told when nil

	// Status, when not nil, is told what becomes of the connections. It is called
	// between events and must return at once.
	Status func(Status)
	// Grace is how long handlers may go on after ctx has ended; 10 s when zero.
	Grace time.Duration
}

// Handlers are called in goroutines that Run waits for. Those that are nil are
// not missed. A panic is logged and ends nothing. Each interaction and each
// message is handled once at most, whatever is resumed, replayed or sent twice:
// the newest 32,768 of each are remembered. Interactions never wait; 64 messages
// are handled at once and 4,096 more wait; the others are handled one by one, in
// the order in which they came.
type Handlers struct {
	Interaction func(ctx context.Context, i *discordgo.Interaction)
	Message     func(ctx context.Context, m *discordgo.Message)
	Guild       func(ctx context.Context, g *discordgo.Guild)            // joined, or available again
	GuildGone   func(ctx context.Context, guild string)                  // left: never for an outage
	Ready       func(ctx context.Context, shard int, r *discordgo.Ready) // comes again with each new session
}

const defaultGrace = 10 * time.Second

// Run connects and stays connected. It returns nil when ctx has ended, its
// sessions are closed and its handlers are done: their contexts go on for
// Options.Grace, and then end. A *FinalError is an end that only somebody can
// mend. It goes through no proxy.
func Run(ctx context.Context, o Options) error { return run(ctx, o, usual()) }

func run(ctx context.Context, o Options, t timing) error {
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	o.Grace = cmp.Or(max(o.Grace, 0), defaultGrace)
	o.Token = strings.TrimPrefix(strings.TrimSpace(o.Token), "Bot ")
	d := newDispatcher(o)
	handling, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	connected, disconnect := context.WithCancel(ctx)
	defer disconnect()
	closed := make(chan struct{})
	go func() { // the grace begins when ctx ends, not when the sessions are closed
		defer close(closed)
		<-connected.Done()
		d.close(o.Grace, cancel)
	}()
	listen := func(s *discordgo.Session, shard int) { d.listen(handling, s, shard) }
	err := fleet{o, t, listen}.run(connected)
	disconnect()
	<-closed
	return err
}

// fleet is all shards.
type fleet struct {
	options Options
	timing  timing
	listen  func(*discordgo.Session, int)
}

// run runs the shards. When Discord asks for more of them than there are, and
// their number was left to it, they all begin anew.
func (f fleet) run(ctx context.Context) error {
	for {
		shards, err := f.count(ctx)
		if err != nil || ctx.Err() != nil {
			return err
		}
		err = f.runShards(ctx, shards)
		var final *FinalError
		if f.options.Shards == 0 && errors.As(err, &final) && final.Code == closeShardingRequired {
			if more, err := f.count(ctx); err == nil && more > shards {
				f.options.Log.Warn("gateway: Discord asks for more shards", "from", shards, "to", more)
				continue
			}
		}
		return err
	}
}

// count is how many shards to run. It asks until it is told.
func (f fleet) count(ctx context.Context) (int, error) {
	if f.options.Shards > 0 {
		return f.options.Shards, nil
	}
	s := starts{client: f.options.Client}
	for failures := 1; ctx.Err() == nil; failures++ {
		info, err := s.ask(ctx)
		if err == nil {
			return max(info.Shards, 1), nil
		}
		if final := new(FinalError); errors.As(err, &final) {
			return 0, final
		}
		pause := backoff(failures, f.timing.maxPause, rand.Float64())
		if ctx.Err() == nil {
			f.options.Log.Warn("gateway: Discord cannot be reached", "cause", err, "again in", pause.Round(time.Millisecond))
		}
		_ = sleep(ctx, pause) // the loop looks at ctx
	}
	return 0, nil
}

// runShards runs so many shards until ctx ends or one of them has a final error.
func (f fleet) runShards(ctx context.Context, shards int) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	begin := &starts{client: f.options.Client, pace: f.timing.pace, keys: make(map[int]*start)}
	all := make([]*supervisor, shards)
	for i := range all {
		all[i] = &supervisor{
			options: f.options, token: f.options.Token, timing: f.timing, log: f.options.Log.With("shard", i), starts: begin,
			listen: f.listen, shard: i, shards: shards,
		}
	}
	begin.wait = all[0].waits
	var running sync.WaitGroup
	for _, s := range all {
		running.Go(func() {
			if err := s.run(ctx); err != nil {
				stop(err)
			}
		})
	}
	running.Wait()
	var final *FinalError
	if errors.As(context.Cause(ctx), &final) {
		return final
	}
	return nil
}
