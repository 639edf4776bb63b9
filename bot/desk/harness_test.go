package desk_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/answer"
	"rapporteur/bot/corpus"
	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/desk"
	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
	"rapporteur/prompts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	guildA = "900000000000000001"
	guildB = "900000000000000002"
	alice  = "100000000000000001"
	bob    = "200000000000000002"

	question = "When was the old bridge over the Alm closed?"
	draft    = "The old bridge over the Alm was closed in 2019, after cracks were found in three pillars. [1.1]"
	article  = "---\ntitle: The bridge\n---\nThe old bridge over the Alm was closed in 2019, after cracks were found in three pillars. A ferry carries cars across the river since then.\n"
)

func answererOf(t testing.TB, text string) *answer.Answerer {
	t.Helper()
	a := corpustest.Parse(t, "bridge.md", text)
	index, err := search.New([]*corpus.Article{a})
	if err != nil {
		t.Fatal(err)
	}
	return answer.New(index)
}

func writerOf(t testing.TB, m llm.Model) *answer.Writer {
	t.Helper()
	set, err := prompts.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &answer.Writer{Model: m, Prompts: set, Secret: []byte("0123456789abcdef")}
}

func openStore(t testing.TB, path string, now func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// office is a desk with what stands behind it.
type office struct {
	*desk.Desk
	store *store.Store
	clock *clock
	path  string
	log   *bytes.Buffer
}

func open(t testing.TB, m llm.Model, change ...func(*desk.Options)) *office {
	t.Helper()
	o := &office{clock: &clock{t: noon}, path: storetest.Path(t), log: new(bytes.Buffer)}
	o.store = openStore(t, o.path, o.clock.now)
	o.Desk = o.another(t, m, o.store, change...)
	return o
}

// another is a further desk, of another process perhaps.
func (o *office) another(t testing.TB, m llm.Model, s *store.Store, change ...func(*desk.Options)) *desk.Desk {
	t.Helper()
	opt := desk.Options{Writer: writerOf(t, m), Model: "large", Store: s, Now: o.clock.now, Log: slog.New(slog.NewTextHandler(o.log, nil))}
	for _, c := range change {
		c(&opt)
	}
	return desk.New(opt)
}

func limited(n int) func(*desk.Options) { return func(o *desk.Options) { o.DailyTokens = n } }

func visit(t testing.TB) desk.Visit {
	t.Helper()
	return desk.Visit{Subject: "1", Command: store.KindAsk, Guild: guildA, User: alice, Answerer: answererOf(t, article)}
}

func ask(t testing.TB, d *desk.Desk, v desk.Visit, text string) (*answer.Reply, desk.Note) {
	t.Helper()
	reply, note, err := d.Answer(t.Context(), v, answer.Question{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return reply, note
}

// variants are questions with one answer, of different words each.
func variant(i int) string {
	return fmt.Sprintf("When was the old bridge over the Alm closed, I ask for the %dth time?", i)
}

// says is a model that always says the same.
func says(text string) *llmtest.Scripted {
	m := new(llmtest.Scripted)
	m.Script(func(llm.Request) (string, error) { return text, nil })
	return m
}

// paced is a model that says a word whenever it is let, and remembers what it
// said of what it used.
type paced struct {
	text string
	on   bool          // says its text over and over, until it is stopped
	pace chan struct{} // nil does not wait
	used llm.Usage     // what each whole answer uses; what a broken one does is half

	mu      sync.Mutex
	asked   int
	ended   int
	stopped int
	sum     llm.Usage
	fault   func(n int) error // may fail or panic the n-th call, from 1; nil never does
}

func (p *paced) Stream(ctx context.Context, _ llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		p.mu.Lock()
		p.asked++
		n := p.asked
		p.mu.Unlock()
		var failed error
		if p.fault != nil {
			failed = p.fault(n)
		}
		used := p.used
		words := strings.SplitAfter(p.text, " ")
		for i := 0; p.on || i < len(words); i++ {
			if p.pace != nil {
				select {
				case <-p.pace:
				case <-ctx.Done():
				}
			}
			if ctx.Err() != nil {
				failed = &llm.Error{Cause: ctx.Err()}
			}
			if failed != nil {
				used = llm.Usage{Prompt: used.Prompt, Completion: used.Completion / 2}
				break
			}
			if !yield(llm.Delta{Text: words[i%len(words)]}, nil) {
				panic("a reader left without being told what it cost")
			}
		}
		p.mu.Lock()
		p.ended++
		if ctx.Err() != nil {
			p.stopped++
		}
		p.sum.Prompt += used.Prompt
		p.sum.Cached += used.Cached
		p.sum.Completion += used.Completion
		p.mu.Unlock()
		yield(llm.Delta{Usage: &used}, failed)
	}
}

func (p *paced) counts() (asked, ended, stopped int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked, p.ended, p.stopped
}

// sums are the store's rows of the day of the clock.
func (o *office) sums(t testing.TB) []store.Tokens {
	t.Helper()
	sums, err := o.store.TokenSums(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return sums
}
