package discord

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/discord/queue"
	"rapporteur/bot/logtest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/sandboxtest"
	"rapporteur/bot/sandbox/world"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// articles are what the bot of these tests knows.
var articles = map[string]string{
	"harbour.md": `---
title: The harbour should stay public
author: Ada Lind
kind: opinion
url: https://westport.example/harbour
published: 2025-04-10
---
Westport's council voted in March 2025 to sell the harbour to Norden Freight. The sale is worth 240 million crowns.

Dock workers walked out on 4 April 2025. They want a guarantee of 1,200 jobs. Norden Freight calls the demand unrealistic.

Mayor Ture Holm says that the sale will pay for two schools. This claim deserves doubt, because the city's own auditors found a gap of 30 million crowns.
`,
	"bridge.md": `---
title: A bridge over the Alm
kind: report
---
The old bridge over the Alm was closed in 2019 after engineers found cracks in three pillars.

A ferry has carried cars across the river since then, according to the transport ministry.

The new bridge will open in 2027 and will cost 85 million crowns, the ministry said.
`,
}

// shelf is what guilds may ask in a test: what their own articles answer, or those of all.
type shelf struct {
	shared *answer.Answerer
	guilds map[string]*answer.Answerer
	// enter is called before an answerer is given out; it may wait, so that work is
	// slow. Nil is not called.
	enter func()
	mu    sync.Mutex
}

func (s *shelf) For(guild string) *answer.Answerer {
	s.mu.Lock()
	enter := s.enter
	s.mu.Unlock()
	if enter != nil {
		enter()
	}
	if own := s.guilds[guild]; own != nil {
		return own
	}
	return s.shared
}

func (s *shelf) slowBy(enter func()) {
	s.mu.Lock()
	s.enter = enter
	s.mu.Unlock()
}

func answererOf(t testing.TB, files map[string]string) *answer.Answerer {
	t.Helper()
	var parsed []*corpus.Article
	for _, name := range slices.Sorted(maps.Keys(files)) { // prompts number the passages in this order
		a, _, err := corpus.Parse(name, []byte(files[name]))
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, a)
	}
	index, err := search.New(parsed)
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

// newsroom is a sandbox with the bot in it.
type newsroom struct {
	*sandbox.Server
	t     testing.TB
	ctx   context.Context
	store *store.Store
	shelf *shelf
	path  string       // of the store
	halt  func()       // has the bot stop, and does not wait
	stop  func() error // stops the bot and waits for it
	log   *logtest.Log
}

// open starts a sandbox and the bot. change may alter its options.
func open(t testing.TB, change ...func(*Options)) *newsroom {
	t.Helper()
	if single, ok := t.(*testing.T); ok {
		single.Parallel() // much of a test's time is waiting
	}
	n := furnish(t, sandbox.Options{})
	n.start(change...)
	return n
}

// furnish starts a sandbox with a store, and no bot yet.
func furnish(t testing.TB, o sandbox.Options) *newsroom {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 3*time.Minute)
	t.Cleanup(cancel)
	n := &newsroom{Server: sandboxtest.Start(t, o), t: t, ctx: ctx, shelf: &shelf{shared: answererOf(t, articles)}, log: new(logtest.Log)}
	n.path = storetest.Path(t)
	kept, err := store.Open(ctx, store.Options{Path: n.path})
	if err != nil {
		t.Fatal(err)
	}
	n.store = kept
	t.Cleanup(func() {
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

// lasting gives the newsroom longer than the minute that a test has.
func (n *newsroom) lasting(d time.Duration) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(n.t.Context()), d)
	n.t.Cleanup(cancel)
	n.ctx = ctx
}

// start runs the bot until the test ends or stop is called, and waits until it
// is ready.
func (n *newsroom) start(change ...func(*Options)) {
	n.t.Helper()
	ready := make(chan int, 16)
	o := Options{
		Token: n.Bot.Token, API: n.URL, Knowledge: n.shelf, Store: n.store,
		Log: n.log.Logger(),
		// A test goes on when it sees a reply, before the bot knows that it has arrived.
		Limits: queue.Limits{Workers: DefaultLimits.Workers, Waiting: DefaultLimits.Waiting, PerMember: 99, PerGuild: DefaultLimits.PerGuild},
		Ready: func(shard int) {
			select {
			case ready <- shard:
			default:
			}
		},
	}
	for _, f := range change {
		f(&o)
	}
	ctx, cancel := context.WithCancel(n.ctx)
	done := make(chan error, 1)
	go func() { done <- Run(ctx, o) }()
	n.halt = cancel
	n.stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	n.t.Cleanup(func() {
		if err := n.stop(); err != nil {
			n.t.Error("the bot stopped: ", err)
		}
		if n.t.Failed() {
			n.t.Log("the bot's log:\n" + n.log.String())
		}
	})
	select {
	case <-ready:
	case err := <-done:
		done <- err
		n.t.Fatal("the bot did not start: ", err)
	case <-n.ctx.Done():
		n.t.Fatal("the bot is not ready")
	}
}

// stored is the answer that was posted as the message. Where it stands is stored
// when it can be seen already.
func (n *newsroom) stored(m world.Message) store.Answer {
	n.t.Helper()
	for {
		a, err := n.store.AnswerAt(n.ctx, m.ID.String())
		if !errors.Is(err, store.ErrNotFound) {
			return must[store.Answer](n.t)(a, err)
		}
		time.Sleep(time.Millisecond)
	}
}

// must ends the test when something that it needs failed.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// slash calls a command and returns what the person reads.
func (n *newsroom) slash(by *world.Person, name string, o world.Options) world.Message {
	n.t.Helper()
	return n.slashIn(n.General.ID, by, name, o)
}

func (n *newsroom) slashIn(channel world.ID, by *world.Person, name string, o world.Options) world.Message {
	n.t.Helper()
	return must[world.Message](n.t)(must[*world.Pending](n.t)(by.Slash(channel, name, o)).Reply(n.ctx))
}

// ask asks a question as Alice.
func (n *newsroom) ask(question string) world.Message {
	n.t.Helper()
	return n.slash(n.Alice, "ask", world.Options{"question": question})
}

// click presses a button and returns what the person reads then.
func (n *newsroom) click(by *world.Person, m world.Message, name string) world.Message {
	n.t.Helper()
	return must[world.Message](n.t)(must[*world.Pending](n.t)(by.Click(m, name)).Reply(n.ctx))
}

// read is all that a message shows: its text, embeds and buttons.
func read(m world.Message) string {
	var b strings.Builder
	b.WriteString(m.Content)
	for _, e := range m.Embeds {
		text, _ := json.Marshal(e)
		b.WriteString("\n" + e.Title + "\n" + e.Description + "\n" + string(text))
	}
	for _, row := range m.Components {
		for _, c := range row.Components {
			b.WriteString("\n[" + c.Label + "]")
		}
	}
	return b.String()
}

// reads fails the test unless a message shows all of the texts.
func reads(t testing.TB, m world.Message, texts ...string) {
	t.Helper()
	shown := read(m)
	for _, text := range texts {
		if !strings.Contains(shown, text) {
			t.Errorf("the message does not show %q:\n%s", text, shown)
		}
	}
}

// lacks fails the test if a message shows one of the texts.
func lacks(t testing.TB, m world.Message, texts ...string) {
	t.Helper()
	shown := read(m)
	for _, text := range texts {
		if strings.Contains(shown, text) {
			t.Errorf("the message shows %q:\n%s", text, shown)
		}
	}
}
