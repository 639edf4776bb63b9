// Command serve runs the sandbox by itself, so that a bot written with any
// library can be tried on it:
//
//	go run ./bot/sandbox/serve -addr 127.0.0.1:8765
//
// It prints the addresses and the bot's token, and serves until it is
// interrupted. README.md in the folder above describes the control API.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"rapporteur/bot/sandbox"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var o sandbox.Options
	flag.StringVar(&o.Addr, "addr", "127.0.0.1:8765", "where to listen")
	flag.StringVar(&o.Bot, "bot", "Rapporteur", "the bot's name")
	flag.DurationVar(&o.HeartbeatInterval, "heartbeat", 0, "how often bots must send a heartbeat (Discord's 41.25s when 0)")
	flag.BoolVar(&o.NoRateLimits, "no-rate-limits", false, "announce rate limits, but never reach them")
	flag.BoolVar(&o.PaceIdentify, "pace-identify", false, "refuse a second session within five seconds, as Discord does")
	flag.Parse()
	o.Log = slog.Default()
	s, err := sandbox.Start(o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Printf("API       %s/api\nToken     %s\nControl   %s/sandbox/\n", s.URL, s.Bot.Token, s.URL)
	<-ctx.Done()
	if err := s.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
