package rest_test

import (
	"slices"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"rapporteur/bot/discord/rest"
	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/world"
)

func benchmarkAcknowledge(b *testing.B, with func(*rest.Client, *sandbox.Server) func(*discordgo.Interaction) error) {
	s, err := sandbox.Start(sandbox.Options{NoRateLimits: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	c, err := rest.New(rest.Options{Token: s.Bot.Token, API: s.URL})
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	if _, _, err := s.World.AddCommand(s.Bot.ID, 0, world.Command{Name: "ask", Type: world.SlashCommand, Description: "Asks"}); err != nil {
		b.Fatal(err)
	}
	acknowledge := with(c, s)
	var took []time.Duration
	for b.Loop() {
		p, err := s.Alice.Slash(s.General.ID, "ask", nil)
		if err != nil {
			b.Fatal(err)
		}
		i := &discordgo.Interaction{ID: p.Interaction.ID.String(), AppID: s.Bot.ID.String(), Token: p.Interaction.Token}
		started := time.Now()
		if err := acknowledge(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(started))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}
