package gateway

import (
	"context"
	"fmt"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
)

// BenchmarkEvents has messages that wait in the sandbox come all at once, to our
// handlers and to those of the bare library.
func BenchmarkEvents(b *testing.B) {
	b.Run("ours", func(b *testing.B) { benchmarkEvents(b, connectOurs) })
	b.Run("bare", func(b *testing.B) { benchmarkEvents(b, connectBare) })
}

// connectOurs has messages counted by a bot of ours.
func connectOurs(b *testing.B, s *sandbox.Server, arrived chan<- string) (disconnect func()) {
	c, err := rest.New(rest.Options{Token: s.Bot.Token, API: s.URL})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}, 1), make(chan error)
	go func() {
		ended <- Run(ctx, Options{Client: c, Token: s.Bot.Token, Intents: intents, Handlers: Handlers{
			Message: func(_ context.Context, m *discordgo.Message) { arrived <- m.ID },
			Ready:   func(context.Context, int, *discordgo.Ready) { ready <- struct{}{} },
		}})
	}()
	<-ready
	return func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		c.Close()
	}
}

// connectBare has them counted by the library alone, which keeps a state.
func connectBare(b *testing.B, s *sandbox.Server, arrived chan<- string) (disconnect func()) {
	dg, err := discordgo.New("Bot " + s.Bot.Token)
	if err != nil {
		b.Fatal(err)
	}
	dg.Client.Transport = s.Transport()
	dg.Identify.Intents = intents
	ready := make(chan struct{}, 1)
	dg.AddHandler(func(*discordgo.Session, *discordgo.Ready) { ready <- struct{}{} })
	dg.AddHandler(func(_ *discordgo.Session, m *discordgo.MessageCreate) { arrived <- m.ID })
	if err := dg.Open(); err != nil {
		b.Fatal(err)
	}
	<-ready
	return func() { _ = dg.Close() }
}

func benchmarkEvents(b *testing.B, connect func(*testing.B, *sandbox.Server, chan<- string) func()) {
	const batch = 4000
	s, err := sandbox.Start(sandbox.Options{NoRateLimits: true})
	if err != nil {
		b.Fatal(err)
	}
	arrived := make(chan string, batch)
	disconnect := connect(b, s, arrived)
	for b.Loop() {
		b.StopTimer()
		s.Gateway.Stall(true)
		for n := range batch {
			if _, err := s.Alice.Say(s.General.ID, fmt.Sprint("This is what somebody says as number ", n)); err != nil {
				b.Fatal(err)
			}
		}
		b.StartTimer()
		s.Gateway.Stall(false)
		for range batch {
			<-arrived
		}
	}
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "events/s")
	disconnect()
	if err := s.Close(); err != nil {
		b.Error(err)
	}
}
