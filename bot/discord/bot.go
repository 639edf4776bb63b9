package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/answer"
	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/corpus"
	"rapporteur/bot/curate"
	"rapporteur/bot/curate/disputes"
	"rapporteur/bot/curate/follow"
	"rapporteur/bot/desk"
	"rapporteur/bot/discord/button"
	"rapporteur/bot/discord/gateway"
	"rapporteur/bot/discord/locale"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/ingest/feed"
	"rapporteur/bot/store"
)

// Knowledge gives what the members of a guild may ask. Guild "" is a direct
// message.
type Knowledge interface {
	For(guild string) *answer.Answerer
}

// Past gives what the members of a guild could read at an earlier time. *Keeper of
// package curate is one.
type Past interface {
	// AsOf are the articles as they stood then.
	AsOf(ctx context.Context, guild string, t time.Time) ([]*corpus.Article, error)
	// Since is when the first of them was there; zero when it is not known.
	Since(ctx context.Context, guild string) (time.Time, error)
	// Version is an article in a version; store.ErrNotFound when it is not there.
	Version(ctx context.Context, guild, slug string, version int) (*corpus.Article, error)
}

// Content says whether the bot asks Discord for what members write in messages
// that do not mention it.
type Content string

// The choices of Content.
const (
	ContentAuto Content = ""    // if the application's settings allow it
	ContentOn   Content = "on"  // always; without the permission Run fails and says so
	ContentOff  Content = "off" // never
)

// Options are what Run needs.
type Options struct {
	Token     string       // the bot's, without "Bot "; required
	API       string       // another Discord-compatible server; "" is Discord itself
	Shards    int          // 0: as many as Discord asks for
	Content   Content      // the zero value is ContentAuto
	Knowledge Knowledge    // required
	Store     *store.Store // required
	Desk      *desk.Desk   // where questions are brought to; nil is one without a language model
	Limits    queue.Limits // the zero value gives DefaultLimits
	Log       *slog.Logger // nil discards
	Now       func() time.Time
	// Past gives earlier versions of the knowledge; nil knows the present ones alone.
	Past Past
	// Corrections finds the posts that a change of the articles has made wrong; nil
	// finds none.
	Corrections Corrector
	// Curator keeps the articles that moderators change, and Ingest reads what they
	// bring. Without both, articles cannot be changed from Discord.
	Curator *curate.Keeper
	Ingest  Ingest
	// Feeds fetches the feeds that moderators follow; nil has none followed.
	Feeds feed.Fetcher
	// Changes holds one when the articles may have changed; nil has the bot look now and
	// then.
	Changes <-chan struct{}
	// Home is the guild whose moderators keep the articles of all guilds; "" is none.
	Home string
	// Finishing is how long answers in progress may take after ctx is done;
	// those that take longer are told of. Zero is eight seconds.
	Finishing time.Duration
	// Ready is called each time a shard is ready; nil is not called.
	Ready func(shard int)

	review     reviewPace       // of what is looked at after a change; the zero value gives the usual one
	pace       pace             // of answers that grow; the zero value gives the usual one
	correcting correcting       // of posts that cite what has changed
	exported   int              // most bytes of a zip of articles
	delivery   delivery.Options // of scheduled briefings: times, clock and lease
	following  follow.Options   // of feeds: clock and lease
}

// DefaultLimits are what one process takes on at a time: with answers of a few
// milliseconds the line is never long, and one member can never fill it.
var DefaultLimits = queue.Limits{Workers: 64, Waiting: 1024, PerMember: 5, PerGuild: 512}

// typicalWritten is how long a written answer is thought to take until some have
// been measured.
const typicalWritten = 5 * time.Second

// keyName is the key that buttons are signed with.
const keyName = "buttons"

// Bot is a running bot.
type Bot struct {
	o        Options
	client   *rest.Client
	queue    *queue.Queue
	buttons  *button.Codec
	words    *locale.Words
	commands []command
	me       string // the bot's user id
	app      string // the application's id
	reads    bool   // gets the content of all messages

	thinking         chan struct{}                     // full when as many answers are worked out as may be
	commandIDs       atomic.Pointer[map[string]string] // by name
	channels         *channelCache
	threads          *threadCache
	names            *nameCache
	earlierKnowledge *earlierCache
	typist           *typist
	proposals        *proposalCache
	runner           *delivery.Runner // of scheduled briefings
	follower         *follow.Runner   // of feeds; nil when none can be followed
	docket           *disputes.Docket // where articles disagree
	rulings          *ruledKnowledge  // what is answered from, by the docket's rulings
	toTell           chan struct{}    // holds one when somebody is to be told of an answer
	toBlank          chan struct{}    // holds one when something was erased
	ruledAnew        chan struct{}    // holds one when a ruling was made or taken back
}

// Run runs the bot until ctx is done, then finishes what is in progress, or says
// so to whoever waits, within ten seconds, and returns nil. The error is a *gateway.FinalError when Discord
// refuses the bot for good, with a sentence that says what to mend; the first
// request's *rest.Error when Discord cannot be reached at all; or the store's.
func Run(ctx context.Context, o Options) error {
	b, err := start(ctx, o)
	if err != nil {
		return fmt.Errorf("start on Discord: %w", err)
	}
	defer b.close()
	if err := b.loadAllRulings(ctx); err != nil { // before anything is answered
		return fmt.Errorf("start on Discord: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	b.namesIn("", o.Knowledge.For("")) // so that they are there when somebody types
	var jobs sync.WaitGroup
	defer jobs.Wait()
	defer stop()
	jobs.Go(func() { b.runner.Run(ctx) })
	if o.Curator != nil {
		jobs.Go(func() { b.keepWatch(ctx) })
		jobs.Go(func() { b.keepTelling(ctx) })
	}
	if b.follower != nil {
		jobs.Go(func() { b.follower.Run(ctx) })
	}
	if o.Corrections != nil {
		jobs.Go(func() { b.correctPosts(ctx) })
	}
	jobs.Go(func() { b.blankPosts(ctx) })
	finished := make(chan error, 1)
	go func() { finished <- b.finish(ctx) }()
	err = gateway.Run(ctx, gateway.Options{
		Client: b.client, Token: o.Token, Shards: o.Shards, Intents: b.intents(), Log: b.o.Log,
		Handlers: gateway.Handlers{
			Interaction: b.interaction, Message: b.message, GuildGone: b.left,
			Ready: func(_ context.Context, shard int, _ *discordgo.Ready) {
				if o.Ready != nil {
					o.Ready(shard)
				}
			},
		},
	})
	stop()
	return errors.Join(err, <-finished)
}

// finish ends the queue once ctx is done: no new work, and what is in progress
// is finished or, when that takes too long, its askers are told.
func (b *Bot) finish(ctx context.Context) error {
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), b.o.Finishing)
	defer cancel()
	err := b.queue.Close(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil // they were told
	}
	return err
}

// close gives back what start took.
func (b *Bot) close() {
	b.typist.close()
	b.client.Close()
	b.channels.StopAllGoroutines()
	b.threads.StopAllGoroutines()
	b.proposals.StopAllGoroutines()
	b.earlierKnowledge.StopAllGoroutines()
}

// finishing leaves two of the ten seconds that a stop may take for telling.
const finishing = 8 * time.Second

// start does what needs no gateway.
func start(ctx context.Context, o Options) (*Bot, error) {
	o = o.withDefaults()
	client, err := rest.New(rest.Options{Token: o.Token, API: o.API, Log: o.Log})
	if err != nil {
		return nil, err
	}
	key, err := o.Store.Key(ctx, keyName)
	if err != nil {
		return nil, err
	}
	codec, err := button.New(key)
	if err != nil {
		return nil, err
	}
	words, err := locale.Read()
	if err != nil {
		return nil, err
	}
	b := &Bot{
		o: o, client: client, queue: queue.New(o.Limits, o.Now), buttons: codec, words: words, commands: commands(),
		thinking: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
		channels: newChannelCache(), threads: newThreadCache(), names: newNameCache(),
		typist: newTypist(client.Type, o.Log), proposals: newProposalCache(),
		docket: disputes.New(), toTell: make(chan struct{}, 1), toBlank: make(chan struct{}, 1), ruledAnew: make(chan struct{}, 1),
		earlierKnowledge: newEarlierCache(),
	}
	b.rulings = &ruledKnowledge{Knowledge: o.Knowledge, docket: b.docket, log: o.Log, guilds: make(map[string]*ruledAnswerer)}
	b.o.Knowledge = b.rulings
	b.runner = delivery.New(b.deliveryOptions())
	b.follower = b.newFollower()
	if err = b.introduce(ctx); err == nil {
		err = b.register(ctx)
	}
	if err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Limits == (queue.Limits{}) {
		o.Limits = DefaultLimits
	}
	o.Limits.Log = cmp.Or(o.Limits.Log, o.Log)
	if o.Desk == nil {
		o.Desk = desk.New(desk.Options{Log: o.Log})
	}
	if o.Limits.Typical == 0 && o.Desk.Writes() {
		o.Limits.Typical = typicalWritten
	}
	if o.Past == nil {
		o.Past = present{o.Knowledge}
	}
	if o.pace == (pace{}) {
		o.pace = pace{growAfter, growEvery}
	}
	o.review = o.review.withDefaults()
	o.correcting = o.correcting.withDefaults()
	o.exported = cmp.Or(o.exported, maxFile)
	if o.Finishing == 0 {
		o.Finishing = finishing
	}
	return o
}

// intents are what the gateway is asked for.
func (b *Bot) intents() discordgo.Intent {
	intents := discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages
	if b.reads {
		intents |= discordgo.IntentMessageContent
	}
	return intents
}

// register tells Discord of the commands, which replaces those that it knows.
func (b *Bot) register(ctx context.Context) error {
	made, err := b.client.Session().ApplicationCommandBulkOverwrite(b.app, "", definitions(b.words), discordgo.WithContext(ctx))
	if err != nil {
		return fmt.Errorf("register the commands: %w", err)
	}
	ids := make(map[string]string)
	for _, c := range made {
		ids[c.Name] = c.ID
	}
	b.commandIDs.Store(&ids)
	return nil
}
