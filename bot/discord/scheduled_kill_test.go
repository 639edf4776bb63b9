package discord

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"rapporteur/bot/brief/delivery"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/store"
)

// Which parts the process is given that is killed, in its environment.
const (
	envKilledStore = "SCHEDULED_TEST_STORE"
	envKilledAPI   = "SCHEDULED_TEST_API"
	envKilledToken = "SCHEDULED_TEST_TOKEN"
	envKilledAhead = "SCHEDULED_TEST_AHEAD" // of the machine's clock
)

// TestKilledProcess is no test but the process that the next one starts and kills:
// the bot as it is, on a clock that is ahead.
func TestKilledProcess(t *testing.T) {
	path := os.Getenv(envKilledStore)
	if path == "" {
		t.Skip("it is the process of another test")
	}
	ahead := must[time.Duration](t)(time.ParseDuration(os.Getenv(envKilledAhead)))
	now := func() time.Time { return time.Now().Add(ahead) }
	kept := must[*store.Store](t)(store.Open(t.Context(), store.Options{Path: path, Now: now}))
	defer func() { _ = kept.Close() }()
	a := new(archive)
	a.publish(t, articles, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	fmt.Println("up")
	err := Run(ctx, Options{
		Token: os.Getenv(envKilledToken), API: os.Getenv(envKilledAPI), Knowledge: a, Past: a, Store: kept, Now: now,
		delivery: delivery.Options{MaxSleep: 5 * time.Millisecond},
	})
	if err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// killed is a process of TestKilledProcess.
type killed struct {
	cmd *exec.Cmd
	in  io.Closer
}

func (d *desked) process() *killed {
	d.t.Helper()
	cmd := exec.CommandContext(d.ctx, os.Args[0], "-test.run=^TestKilledProcess$", "-test.timeout=5m")
	cmd.Env = append(os.Environ(), envKilledStore+"="+d.path, envKilledAPI+"="+d.URL, envKilledToken+"="+d.Bot.Token,
		envKilledAhead+"="+time.Until(d.World.Clock.Now()).String())
	in := must[io.WriteCloser](d.t)(cmd.StdinPipe())
	out := must[io.ReadCloser](d.t)(cmd.StdoutPipe())
	if err := cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		d.t.Fatal("the process did not come up: ", err)
	}
	return &killed{cmd, in}
}

func (k *killed) kill() {
	_ = k.cmd.Process.Kill()
	_ = k.cmd.Wait()
	_ = k.in.Close()
}

// TestKillsPostEachBriefingOnce kills the bot at random moments around the posting
// of parts, thread and poll, and lets Discord forget the nonces. The seed is fixed;
// what the machine does is not.
func TestKillsPostEachBriefingOnce(t *testing.T) {
	if raced {
		t.Skip("it starts many processes")
	}
	d := &desked{newsroom: furnish(t, sandbox.Options{Start: time.Date(2026, 11, 30, 7, 50, 0, 0, time.UTC), NoRateLimits: true}), archive: new(archive)}
	d.lasting(4 * time.Minute)
	random := rand.New(rand.NewPCG(6, 20))
	const kills = 20
	found, again := 0, 0
	for range kills {
		// Each schedule's first briefing has all that there is.
		s := d.schedule(func(s *store.Schedule) { s.When, s.Thread, s.Poll = "every hour", true, true })
		next := must[store.Schedule](t)(d.store.Schedule(d.ctx, s.ID)).NextDue
		d.World.Clock.Advance(next.Sub(d.World.Clock.Now()))
		p := d.process()
		d.claimed(s, next)
		time.Sleep(time.Duration(random.IntN(120)) * time.Millisecond)
		p.kill()
		if r := must[[]store.Run](t)(d.store.Runs(d.ctx, s.ID, 1))[0]; r.Open() {
			again++
			if len(d.posts(d.General.ID)) > 0 {
				found++
			}
		}
		d.World.Clock.Advance(7 * time.Minute) // the lease is over, and the nonces are forgotten
		p = d.process()
		r := d.until(s, store.RunPosted, store.RunLate)
		p.kill()
		first := d.posts(d.General.ID)
		if len(first) != 2 || first[0].ID.String() != r.Message || first[1].Poll == nil || len(d.posts(first[0].ID)) != 1 {
			t.Fatalf("slot %s: %d posts, a thread with %d messages", r.Slot, len(first), len(d.posts(first[0].ID)))
		}
		must[bool](t)(d.store.PauseSchedule(d.ctx, s.ID, d.Mo.ID.String(), "its turn is over"))
		for _, m := range first {
			if err := d.Olga.Delete(m); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d kills: %d before the record, %d of them after something stood there", kills, again, found)
}

// claimed waits until a slot is somebody's.
func (d *desked) claimed(s store.Schedule, due time.Time) {
	d.t.Helper()
	for {
		runs := must[[]store.Run](d.t)(d.store.Runs(d.ctx, s.ID, 1))
		if len(runs) > 0 && !runs[0].Due.Before(due) {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
