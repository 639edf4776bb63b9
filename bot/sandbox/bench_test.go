package sandbox_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

// BenchmarkInteractions has a bot of the bare library answer commands that come
// through one gateway connection, 64 at a time.
func BenchmarkInteractions(b *testing.B) {
	s, dg := benchmarked(b)
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}); err != nil {
		b.Fatal(err)
	}
	var answered sync.WaitGroup
	free := make(chan struct{}, 64)
	dg.AddHandler(func(_ *discordgo.Session, i *discordgo.InteractionCreate) {
		defer answered.Done()
		err := dg.InteractionRespond(i.Interaction, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource, Data: &discordgo.InteractionResponseData{Content: "An answer."},
		})
		if err != nil {
			b.Error(err)
		}
		<-free
	})
	for b.Loop() {
		free <- struct{}{}
		answered.Add(1)
		if _, err := s.Alice.Slash(s.General.ID, "ask", nil); err != nil {
			b.Fatal(err)
		}
	}
	answered.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "interactions/s")
	b.ReportMetric(liveMB(), "live-MB")
}

// BenchmarkHistory reads through a channel of 100,000 messages over HTTP.
func BenchmarkHistory(b *testing.B) {
	s, dg := benchmarked(b)
	const messages = 100_000
	before := liveMB()
	for n := range messages {
		if _, err := s.Alice.Say(s.General.ID, fmt.Sprint("This is what somebody says as number ", n)); err != nil {
			b.Fatal(err)
		}
	}
	used := liveMB() - before
	last := ""
	for b.Loop() {
		page, err := dg.ChannelMessages(s.General.ID.String(), 100, last, "", "")
		if err != nil {
			b.Fatal(err)
		}
		last = ""
		if len(page) == 100 {
			last = page[len(page)-1].ID
		}
	}
	b.ReportMetric(used, "MB-of-100k-messages")
}

func benchmarked(b *testing.B) (*sandbox.Server, *discordgo.Session) {
	b.Helper()
	s, err := sandbox.Start(sandbox.Options{NoRateLimits: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	dg, err := discordgo.New("Bot " + s.Bot.Token)
	if err != nil {
		b.Fatal(err)
	}
	dg.Client.Transport = s.Transport()
	ready := make(chan struct{}, 1)
	dg.AddHandlerOnce(func(*discordgo.Session, *discordgo.Ready) { ready <- struct{}{} })
	if err := dg.Open(); err != nil {
		b.Fatal(err)
	}
	<-ready
	b.Cleanup(func() { _ = dg.Close() })
	return s, dg
}

func liveMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
