package delivery_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Ids as Discord gives them.
const (
	guild   = "900000000000000001"
	channel = "910000000000000001"
	alice   = "100000000000000001"
	bob     = "200000000000000002"
)

// full reports whether the figures are measured on their whole scale.
func full() bool { return os.Getenv("DELIVERY_FULL") != "" }

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got  %v\nwant %v", got, want)
	}
}

// message is a post that stands in the channel.
type message struct {
	id, nonce, body string
	at              time.Time
}

// edge is everything beyond the runner: it composes, posts as strictly as a
// channel that forgets nonces after five minutes, and is told.
type edge struct {
	mu       sync.Mutex
	messages []message
	tasks    []delivery.Task
	told     []string
	finds    int

	compose func(t delivery.Task, try int) (delivery.Draft, error)
	before  func(try int) error // instead of posting
	after   func(try int) error // instead of an answer to what was posted
	find    func(try int) error
	posts   int
}

// seen is what came to the edge so far.
type seen struct {
	tasks        []delivery.Task
	told         []string
	finds, posts int
}

func (e *edge) seen() seen {
	e.mu.Lock()
	defer e.mu.Unlock()
	return seen{slices.Clone(e.tasks), slices.Clone(e.told), e.finds, e.posts}
}

// forget forgets what it was told.
func (e *edge) forget() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = nil
}

func (e *edge) Compose(_ context.Context, t delivery.Task) (delivery.Draft, error) {
	e.mu.Lock()
	e.tasks = append(e.tasks, t)
	n := len(e.tasks)
	e.mu.Unlock()
	if e.compose != nil {
		return e.compose(t, n)
	}
	return draftOf(fmt.Sprintf("%s, draft %d", t.Slot.Key(), n)), nil
}

func draftOf(body string) delivery.Draft {
	return delivery.Draft{Draft: store.Draft{Body: body, Words: 3, Sources: 1, Versions: []store.ArticleVersion{{Article: "rift", Version: 2}}}}
}

func (e *edge) Post(_ context.Context, p delivery.Post) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.posts++
	if e.before != nil {
		if err := e.before(e.posts); err != nil {
			return "", err
		}
	}
	i := slices.IndexFunc(e.messages, func(m message) bool { return m.nonce == p.Nonce && time.Since(m.at) < 5*time.Minute })
	if i < 0 {
		i = len(e.messages)
		e.messages = append(e.messages, message{fmt.Sprint(920 + i), p.Nonce, p.Body, time.Now()})
	}
	if e.after != nil {
		if err := e.after(e.posts); err != nil {
			return "", err
		}
	}
	return e.messages[i].id, nil
}

func (e *edge) Find(_ context.Context, p delivery.Post) (string, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.finds++
	if e.find != nil {
		if err := e.find(e.finds); err != nil {
			return "", err
		}
	}
	for _, m := range e.messages {
		if m.nonce == p.Nonce && !m.at.Before(p.Since) {
			return m.id, nil
		}
	}
	return "", nil
}

func (e *edge) Paused(_ context.Context, s store.Schedule, why string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, s.Creator+": "+why)
	return nil
}

func (e *edge) Held(_ context.Context, s store.Schedule, r store.Run) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	told := s.Creator + " holds " + r.Draft
	if r.State != store.RunHeld {
		told = s.Creator + " is told of " + r.State + " by " + r.Decider
	}
	e.told = append(e.told, told)
	return nil
}

func (e *edge) SetBack(_ context.Context, s store.Schedule, r store.Run) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, s.Creator+": the clock is behind "+r.Slot)
	return nil
}

func (e *edge) bodies() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []string
	for _, m := range e.messages {
		out = append(out, m.body)
	}
	return out
}

// scene is a runner in a bubble of its own time, over a real store.
type scene struct {
	t      *testing.T
	store  *store.Store
	edge   *edge
	runner *delivery.Runner
	offset atomic.Int64  // of the clock that is shown, a time.Duration
	sleep  time.Duration // the runner's longest; zero is its default
	stop   func()
}

// inScene runs a test at midnight of 1 January 2000, when every bubble begins.
func inScene(t *testing.T, test func(*testing.T, *scene)) {
	synctest.Test(t, func(t *testing.T) {
		s := &scene{t: t, edge: new(edge), sleep: 5 * time.Minute}
		s.store = must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: storetest.Path(t), Now: s.now}))
		s.start()
		test(t, s)
		s.stop()
		if err := s.store.Close(); err != nil {
			t.Error(err)
		}
	})
}

func (s *scene) now() time.Time { return time.Now().Add(time.Duration(s.offset.Load())) }

func (s *scene) options() delivery.Options {
	return delivery.Options{Store: s.store, Composer: s.edge, Poster: s.edge, Finder: s.edge, Notifier: s.edge, Now: s.now, MaxSleep: s.sleep}
}

// setClock sets the clock so far off.
func (s *scene) setClock(offset time.Duration) { s.offset.Store(int64(offset)) }

// start runs a runner until stop.
func (s *scene) start() {
	r := delivery.New(s.options())
	s.runner = r
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		r.Run(ctx)
		close(done)
	}()
	s.stop = func() {
		cancel()
		<-done
	}
}

// asItComes has the runner sleep no longer than it does by default. Most tests
// have it look less often, which is quicker.
func (s *scene) asItComes() {
	s.stop()
	s.sleep = 0
	s.start()
}

// create makes a schedule that is due each hour.
func (s *scene) create(change ...func(*store.Schedule)) store.Schedule {
	s.t.Helper()
	c := store.Schedule{Guild: guild, Channel: channel, Creator: alice, Title: "News", When: "every hour", Zone: "UTC"}
	for _, f := range change {
		f(&c)
	}
	return must[store.Schedule](s.t)(s.runner.Create(s.t.Context(), c))
}

// pass lets time pass.
func (s *scene) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// log is each run as "slot state", newest first.
func (s *scene) log(c store.Schedule) []string {
	s.t.Helper()
	var out []string
	for _, r := range must[[]store.Run](s.t)(s.store.Runs(s.t.Context(), c.ID, 99)) {
		out = append(out, r.Slot[11:16]+" "+r.State)
	}
	return out
}

func (s *scene) run(c store.Schedule, slot string) store.Run {
	s.t.Helper()
	return must[store.Run](s.t)(s.store.Run(s.t.Context(), store.RunKey{Schedule: c.ID, Slot: slot}))
}

// slot is the key of an hour of the first day.
func slot(hour int) string { return fmt.Sprintf("2000-01-01T%02d:00/UTC", hour) }
