package gateway

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"go.uber.org/goleak"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/logtest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recovery is how long a bot may take to answer again after a fault. It takes a few
// seconds; the machine may have much else to do.
const recovery = 30 * time.Second

// scene is a sandbox with a bot that answers "ask" by "An answer.".
type scene struct {
	*sandbox.Server
	t       testing.TB
	client  *rest.Client
	options Options
	timing  timing
	stop    context.CancelFunc
	ended   chan error
	log     logtest.Log
	// patience is how long a question waits before it is asked again; Discord
	// shows it as failed after 3 s.
	patience time.Duration

	mu       sync.Mutex
	handled  map[string]int // interactions and messages, by ID
	heard    map[string]int // messages, by content
	states   []Status
	guilds   []string // and "-" with those that are gone
	readies  int
	accident func() // in place of the handler of interactions, if not nil
}

const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentMessageContent

// furnish is a scene whose bot has not begun.
func furnish(t testing.TB, o sandbox.Options) *scene {
	t.Helper()
	if o.HeartbeatInterval == 0 {
		o.HeartbeatInterval = 4 * time.Second
	}
	o.NoRateLimits = true
	s := &scene{t: t, Server: sandboxtest.Start(t, o), timing: usual(), patience: 3500 * time.Millisecond, handled: make(map[string]int), heard: make(map[string]int), ended: make(chan error, 1)}
	ask := world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, ask); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.client, err = rest.New(rest.Options{Token: s.Bot.Token, API: s.URL}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.client.Close)
	s.options = Options{
		Client: s.client, Token: s.Bot.Token, Intents: intents, Status: s.status,
		Log: s.log.Logger(),
		Handlers: Handlers{
			Interaction: s.interaction, Message: s.message,
			Guild:     func(_ context.Context, g *discordgo.Guild) { s.locked(func() { s.guilds = append(s.guilds, g.ID) }) },
			GuildGone: func(_ context.Context, id string) { s.locked(func() { s.guilds = append(s.guilds, "-"+id) }) },
			Ready:     func(context.Context, int, *discordgo.Ready) { s.locked(func() { s.readies++ }) },
		},
	}
	return s
}

// begin runs the bot until the test ends, and has it stopped well by then.
func (s *scene) begin() *scene {
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	s.stop = cancel
	go func() { s.ended <- run(ctx, s.options, s.timing) }()
	s.t.Cleanup(func() {
		cancel()
		select {
		case err := <-s.ended:
			if err != nil {
				s.t.Error("Run: ", err)
			}
		case <-time.After(recovery):
			s.t.Error("Run does not end")
		}
		s.check()
	})
	return s
}

// newScene is a scene whose bot is ready.
func newScene(t testing.TB, o sandbox.Options) *scene {
	t.Helper()
	s := furnish(t, o).begin()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	return s
}

// check looks at what may never happen.
func (s *scene) check() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, n := range s.handled {
		if n > 1 {
			s.t.Errorf("%s was handled %d times", id, n)
		}
	}
	if strings.Contains(s.log.String(), s.Bot.Token) {
		s.t.Error("the token is in the log")
	}
	if s.t.Failed() {
		s.t.Log(s.log.String())
	}
}

func (s *scene) locked(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

func (s *scene) status(st Status) { s.locked(func() { s.states = append(s.states, st) }) }

// count is how often the bot came to one of the states.
func (s *scene) count(states ...State) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, st := range s.states {
		if slices.Contains(states, st.State) {
			n++
		}
	}
	return n
}

func (s *scene) interaction(ctx context.Context, i *discordgo.Interaction) {
	s.mu.Lock()
	s.handled["interaction "+i.ID]++
	accident := s.accident
	s.mu.Unlock()
	if accident != nil {
		accident()
		return
	}
	_ = s.client.Acknowledge(ctx, i, &discordgo.InteractionResponse{ // the person sees whether it worked
		Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Content: "An answer."},
	})
}

func (s *scene) message(_ context.Context, m *discordgo.Message) {
	s.locked(func() {
		s.handled["message "+m.ID]++
		s.heard[m.Content]++
	})
}

// hears waits until a message was handled.
func (s *scene) hears(content string) {
	s.t.Helper()
	s.until("heard "+content, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.heard[content] > 0
	})
}

// until waits for something.
func (s *scene) until(what string, happened func() bool) {
	s.t.Helper()
	for end := time.Now().Add(recovery); !happened(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			s.t.Fatalf("not %s within %v\n%s", what, recovery, s.log.String())
		}
	}
}

// answers asks until the bot answers: what is asked while it is away fails after
// 3 s, as with Discord. It is how long that took.
func (s *scene) answers() time.Duration {
	s.t.Helper()
	started := time.Now()
	for time.Since(started) < recovery {
		p, err := s.Alice.Slash(s.General.ID, "ask", nil)
		if err != nil {
			s.t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), s.patience)
		m, err := p.Reply(ctx)
		cancel()
		if err == nil && m.Content == "An answer." {
			return time.Since(started)
		}
	}
	s.t.Fatalf("no answer within %v\n%s", recovery, s.log.String())
	return 0
}

func (s *scene) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) say(text string) {
	s.t.Helper()
	_, err := s.Alice.Say(s.General.ID, text)
	s.ok(err)
}

func (s *scene) guildLog() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.guilds)
}

// together runs tests at once: they wait for clocks more than for processors.
func together[T any](t *testing.T, cases []T, name func(T) string, test func(*testing.T, T)) {
	var all sync.WaitGroup
	for _, c := range cases {
		all.Go(func() { t.Run(name(c), func(t *testing.T) { test(t, c) }) })
	}
	all.Wait()
}
