package delivery_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/store"
	"rapporteur/bot/store/storetest"
)

// fast is a clock that all processes of a test share: so many times as fast as the
// machine's.
type fast struct {
	begun time.Time // on the machine's clock
	start time.Time // what it shows then
	speed int
}

func (f fast) now() time.Time {
	return f.start.Add(time.Duration(f.speed) * time.Since(f.begun.Round(0)))
}

func (f fast) after(d time.Duration) <-chan time.Time { return time.After(d / time.Duration(f.speed)) }

func (f fast) String() string {
	return fmt.Sprint(f.begun.UnixNano(), " ", f.start.Unix(), " ", f.speed)
}

func parseFast(text string) (f fast, err error) {
	var begun, start int64
	_, err = fmt.Sscan(text, &begun, &start, &f.speed)
	f.begun, f.start = time.Unix(0, begun), time.Unix(start, 0).UTC()
	return f, err
}

// Which parts a child is given, in its environment.
const (
	envPath    = "DELIVERY_TEST_STORE"
	envClock   = "DELIVERY_TEST_CLOCK"
	envAPI     = "DELIVERY_TEST_API"
	envToken   = "DELIVERY_TEST_TOKEN"
	envDawdles = "DELIVERY_TEST_DAWDLES"
)

// lease is that of the processes on the machine's clock: short, so that much is
// taken over.
const lease = 400 * time.Millisecond

// TestChild is no test but the process that the others start and kill: a runner
// over a real store, which posts to the sandbox over HTTP until its input ends.
func TestChild(t *testing.T) {
	path := os.Getenv(envPath)
	if path == "" {
		t.Skip("it is the process of other tests")
	}
	clock := must[fast](t)(parseFast(os.Getenv(envClock)))
	db := must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: path, Now: clock.now}))
	defer func() { _ = db.Close() }()
	client := must[*rest.Client](t)(rest.New(rest.Options{Token: os.Getenv(envToken), API: os.Getenv(envAPI)}))
	defer client.Close()
	e := &remote{client: client, clock: clock, dawdles: must[time.Duration](t)(time.ParseDuration(os.Getenv(envDawdles)))}
	r := delivery.New(delivery.Options{
		Store: db, Composer: e, Poster: e, Finder: e, Notifier: new(edge), Now: clock.now, After: clock.after,
		Lease: lease * time.Duration(clock.speed), MaxSleep: lease * time.Duration(clock.speed) / 4,
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	fmt.Println("up")
	r.Run(ctx)
}

// remote posts over HTTP, and dawdles, so that a kill comes at any point.
type remote struct {
	client  *rest.Client
	clock   fast
	dawdles time.Duration // at most, twice in composing and posting
}

func (e *remote) dawdle() {
	if e.dawdles > 0 {
		time.Sleep(rand.N(e.dawdles))
	}
}

func (e *remote) Compose(_ context.Context, t delivery.Task) (delivery.Draft, error) {
	e.dawdle()
	return draftOf(fmt.Sprintf("Composed by process %d\n-# %s", os.Getpid(), t.Nonce)), nil
}

func (e *remote) Post(ctx context.Context, p delivery.Post) (string, error) {
	e.dawdle()
	m, err := e.client.Send(ctx, p.Channel, p.Nonce, &discordgo.MessageSend{Content: p.Body})
	if err != nil {
		return "", err
	}
	e.dawdle()
	return m.ID, nil
}

func (e *remote) Find(_ context.Context, p delivery.Post) (string, error) {
	found := ""
	err := eachMessage(e.client, p.Channel, func(m *discordgo.Message) bool {
		if footer(m) == p.Nonce {
			found = m.ID
		}
		return found == "" && !m.Timestamp.Before(p.Since)
	})
	return found, err
}

// footer is the nonce that a message shows.
func footer(m *discordgo.Message) string {
	_, nonce, _ := strings.Cut(m.Content, "\n-# ")
	return nonce
}

// eachMessage goes through a channel, newest first, while f wants more.
func eachMessage(c *rest.Client, channel string, f func(*discordgo.Message) bool) error {
	before := ""
	for {
		page, err := c.Session().ChannelMessages(channel, 100, before, "", "")
		if err != nil || len(page) == 0 {
			return err
		}
		for _, m := range page {
			if !f(m) {
				return nil
			}
		}
		before = page[len(page)-1].ID
	}
}

// theatre is a sandbox, a store and schedules that have 25 slots each half hour of
// a fast day.
type theatre struct {
	t         *testing.T
	clock     fast
	path      string
	store     *store.Store
	sandbox   *sandbox.Server
	client    *rest.Client
	schedules []store.Schedule
	end       time.Time // after the last slot
}

const schedulesOfTheatre = 25

// open has schedules for so many hours of the clock, with 50 slots each.
func open(t *testing.T, hours, speed int) *theatre {
	t.Helper()
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	h := &theatre{
		t: t, path: storetest.Path(t), end: day.Add(time.Duration(hours) * time.Hour),
		clock: fast{begun: time.Now(), start: day.Add(-time.Minute), speed: speed},
	}
	h.sandbox = must[*sandbox.Server](t)(sandbox.Start(sandbox.Options{NoRateLimits: true, Start: h.clock.now()}))
	h.store = must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: h.path, Now: h.clock.now}))
	h.client = must[*rest.Client](t)(rest.New(rest.Options{Token: h.sandbox.Bot.Token, API: h.sandbox.URL}))
	t.Cleanup(func() {
		h.client.Close()
		_ = h.store.Close()
		_ = h.sandbox.Close()
	})
	maker := delivery.New(delivery.Options{Store: h.store, Now: func() time.Time { return h.clock.start }})
	for i := range schedulesOfTheatre {
		h.schedules = append(h.schedules, must[store.Schedule](t)(maker.Create(t.Context(), store.Schedule{
			Guild: h.sandbox.Guild.ID.String(), Channel: h.sandbox.General.ID.String(), Policy: "all", Most: 10,
			When: fmt.Sprintf("%d,%d 0-%d * * *", i, i+30, hours-1), Zone: "UTC", FirstDay: "2026-12-01", LastDay: "2026-12-01",
		})))
	}
	return h
}

// forget makes the sandbox forget nonces about when leases end, until the test's
// end, so that neither alone keeps a slot from being posted twice.
func (h *theatre) forget() {
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				h.sandbox.World.Clock.Advance(20 * time.Millisecond * 750) // 5 min in 0.4 s
			}
		}
	}()
	h.t.Cleanup(func() {
		close(stop)
		<-done
	})
}

// child is a started process.
type child struct {
	cmd   *exec.Cmd
	input io.Closer
}

func (h *theatre) start(dawdles time.Duration) *child {
	h.t.Helper()
	exe := must[string](h.t)(os.Executable())
	cmd := exec.Command(exe, "-test.run=^TestChild$", "-test.timeout=60m")
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), envPath+"="+h.path, envClock+"="+h.clock.String(), envAPI+"="+h.sandbox.URL,
		envToken+"="+h.sandbox.Bot.Token, envDawdles+"="+dawdles.String())
	input := must[io.WriteCloser](h.t)(cmd.StdinPipe())
	output := must[io.ReadCloser](h.t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || line != "up\n" {
		h.t.Fatalf("the process says %q, %v", line, err)
	}
	return &child{cmd, input}
}

func (c *child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
	_ = c.input.Close()
}

// stop ends it in peace, which fails where a goroutine of it goes on.
func (c *child) stop(t *testing.T) {
	t.Helper()
	_ = c.input.Close()
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("a process ended with %v", err)
	}
}

// settled waits until the last slot has its outcome.
func (h *theatre) settled() {
	h.t.Helper()
	for limit := time.Now().Add(10 * time.Minute); ; time.Sleep(50 * time.Millisecond) {
		next := must[time.Time](h.t)(h.store.NextMoment(h.t.Context()))
		if next.IsZero() {
			return
		}
		if time.Now().After(limit) {
			h.t.Fatalf("something is still due at %v; it is %v", next, h.clock.now())
		}
	}
}

// audit holds the channel against the log: no slot twice, none without a reason.
func (h *theatre) audit() (tally map[string]int, tries int) {
	h.t.Helper()
	standing := make(map[string][]string) // nonce to messages
	err := eachMessage(h.client, h.sandbox.General.ID.String(), func(m *discordgo.Message) bool {
		standing[footer(m)] = append(standing[footer(m)], m.ID)
		return true
	})
	if err != nil {
		h.t.Fatal(err)
	}
	tally = make(map[string]int)
	for _, c := range h.schedules {
		runs := make(map[string]store.Run)
		for _, r := range must[[]store.Run](h.t)(h.store.Runs(h.t.Context(), c.ID, 1000)) {
			runs[r.Slot] = r
		}
		times, err := delivery.Compile(c)
		if err != nil {
			h.t.Fatal(err)
		}
		for slot := range times.Between(h.clock.start, h.end) {
			r, logged := runs[slot.Key()]
			at := standing[r.Nonce]
			stands := r.Nonce != "" && len(at) > 0
			posted := r.State == store.RunPosted || r.State == store.RunLate
			switch {
			case !logged || r.Open():
				h.t.Errorf("%s of %s has no outcome: %+v", slot.Key(), c.ID, r)
			case len(at) > 1 && stands:
				h.t.Errorf("%s of %s was posted %d times", slot.Key(), c.ID, len(at))
			case posted != stands || posted && !slices.Contains(at, r.Message):
				h.t.Errorf("%s of %s is %s as %q and stands as %q", slot.Key(), c.ID, r.State, r.Message, at)
			case r.Why == "" && r.State != store.RunPosted:
				h.t.Errorf("%s of %s is %s without a reason", slot.Key(), c.ID, r.State)
			}
			tally[r.State]++
			tries += r.Tries
			delete(standing, r.Nonce)
			delete(runs, slot.Key())
		}
		if len(runs) > 0 {
			h.t.Errorf("%s has runs of slots that it has not: %v", c.ID, runs)
		}
	}
	if len(standing) > 0 {
		h.t.Errorf("messages of no slot: %v", standing)
	}
	return tally, tries
}

// TestAKilledProcessPostsNoSlotTwiceAndLosesNone kills 200 times in 50 slots; on
// the whole scale 2,000 times in 500.
func TestAKilledProcessPostsNoSlotTwiceAndLosesNone(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("half a minute")
	}
	t.Parallel() // most of it is waiting
	kills, hours, speed := 200, 1, 120
	if full() {
		kills, hours, speed = 2000, 10, 120
	}
	h := open(t, hours, speed)
	h.forget()
	random := rand.New(rand.NewPCG(1, 2))
	for range kills {
		c := h.start(60 * time.Millisecond)
		time.Sleep(time.Duration(random.IntN(150)) * time.Millisecond)
		c.kill()
	}
	c := h.start(0)
	h.settled()
	c.stop(t)
	tally, tries := h.audit()
	t.Logf("%d kills: %v, %d claims", kills, tally, tries)
	if tries <= 50*hours {
		t.Error("no kill hit a run: the test shows nothing")
	}
}

// TestProcessesOfOneStorePostEachSlotOnce has two and four processes due at once.
func TestProcessesOfOneStorePostEachSlotOnce(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("some ten seconds")
	}
	t.Parallel() // most of it is waiting
	hours, speed := 1, 600
	if full() {
		hours = 10
	}
	for _, n := range []int{2, 4} {
		t.Run(strconv.Itoa(n), func(t *testing.T) {
			t.Parallel()
			h := open(t, hours, speed)
			h.forget()
			var children []*child
			for range n {
				children = append(children, h.start(20*time.Millisecond))
			}
			h.settled()
			for _, c := range children {
				c.stop(t)
			}
			tally, tries := h.audit()
			t.Logf("%d processes: %v, %d claims", n, tally, tries)
		})
	}
}
