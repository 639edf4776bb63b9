// Figures measures the bot on Discord against the sandbox, each a process of its
// own: how soon it acknowledges under load beside a bare discordgo handler, what
// it holds in memory, how soon it is ready, and how it fares when many ask at once
// and a language model is slow. Run it from the root:
//
//	go run ./bot/discord/figures            (eight minutes)
//	go run ./bot/discord/figures -tenth     (a tenth of each)
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() { os.Exit(run()) }

func run() int {
	bare := flag.String("bare", "", "be the bare handler for the sandbox at this address, and nothing else")
	token := flag.String("token", "", "with -bare: the bot's token")
	tenth := flag.Bool("tenth", false, "measure for a tenth of the time")
	parts := flag.String("parts", "idle,ack,soak,written", "what to measure")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	if *bare != "" {
		err = runBare(ctx, *bare, *token)
	} else {
		err = measure(ctx, *parts, *tenth)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		return 1
	}
	return 0
}

// The length of each measurement.
const (
	ackRate  = 200 // interactions a second
	ackFor   = time.Minute
	soakFor  = 3 * time.Minute
	idleWait = 10 * time.Second
)

// programs are the built binaries.
type programs struct{ dir, bot, sandbox, self string }

func measure(ctx context.Context, parts string, tenth bool) error {
	p, err := build(ctx)
	if err != nil {
		return err
	}
	defer os.RemoveAll(p.dir)
	share := time.Duration(1)
	if tenth {
		share = 10
	}
	for part := range strings.SplitSeq(parts, ",") {
		switch part {
		case "idle":
			err = p.idle(ctx, idleWait/share)
		case "ack":
			err = p.acknowledgements(ctx, ackFor/share)
		case "soak":
			err = p.soak(ctx, soakFor/share)
		case "written":
			err = p.written(ctx, atOnce/int(share))
		default:
			err = fmt.Errorf("there is no part %q", part)
		}
		if err != nil {
			return fmt.Errorf("measure %s: %w", part, err)
		}
	}
	return nil
}

// build builds the bot and the sandbox.
func build(ctx context.Context) (programs, error) {
	dir, err := os.MkdirTemp("", "figures")
	if err != nil {
		return programs{}, err
	}
	p := programs{dir: dir, bot: filepath.Join(dir, "rapporteur"), sandbox: filepath.Join(dir, "sandbox")}
	if p.self, err = os.Executable(); err != nil {
		return p, err
	}
	for out, pkg := range map[string]string{p.bot: "./cmd/rapporteur", p.sandbox: "./bot/sandbox/serve"} {
		c := exec.CommandContext(ctx, "go", "build", "-o", out, pkg)
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			return p, fmt.Errorf("build %s: %w", pkg, err)
		}
	}
	return p, nil
}

// idle measures how soon the bot is ready and what it then holds.
func (p programs) idle(ctx context.Context, wait time.Duration) error {
	s, err := p.stage(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	for _, start := range []string{"first start", "later start"} {
		b, err := s.startBot(ctx, p)
		if err != nil {
			return err
		}
		time.Sleep(wait)
		fmt.Printf("%s: ready after %d ms, %d MB resident when idle\n", start, b.ready.Milliseconds(), b.resident()>>20)
		if err := b.stop(); err != nil {
			return err
		}
	}
	return nil
}

// acknowledgements measures how soon interactions are acknowledged, by the bot
// and by a handler that does nothing else.
func (p programs) acknowledgements(ctx context.Context, length time.Duration) error {
	for _, who := range []string{"bare discordgo", "rapporteur"} {
		s, err := p.stage(ctx)
		if err != nil {
			return err
		}
		start := func(ctx context.Context, p programs) (*robot, error) { return s.startBot(ctx, p) }
		if who != "rapporteur" {
			start = s.startBare
		}
		b, err := start(ctx, p)
		if err != nil {
			s.close()
			return err
		}
		asked, err := s.ask(ctx, ackRate, length)
		if err == nil {
			var t times
			t, err = s.times(asked)
			fmt.Printf("acknowledged by %s, %d a second: %s\n", who, ackRate, t)
			if who == "rapporteur" {
				fmt.Printf("answered by %s: %d of %d\n", who, t.asked-t.failed-t.unanswered, t.asked)
				if err == nil && t.failed+t.unanswered > 0 {
					err = errors.New("somebody was left without an answer")
				}
			}
		}
		stopErr := b.stop()
		s.close()
		if err != nil {
			return err
		}
		if stopErr != nil {
			return stopErr
		}
	}
	return nil
}

// soak measures what the bot holds after the first tenth of a long run and at
// its end.
func (p programs) soak(ctx context.Context, length time.Duration) error {
	s, err := p.stage(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	b, err := s.startBot(ctx, p)
	if err != nil {
		return err
	}
	first, err := s.talk(ctx, length/10)
	if err != nil {
		return err
	}
	early := b.resident()
	rest, err := s.talk(ctx, length-length/10)
	if err != nil {
		return err
	}
	late := b.resident()
	fmt.Printf("soak: %d messages and commands; %d MB resident after the first tenth, %d MB at the end (%+.1f %%)\n",
		first+rest, early>>20, late>>20, 100*(float64(late)/float64(early)-1))
	return b.stop()
}
