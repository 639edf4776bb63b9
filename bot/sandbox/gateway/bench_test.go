package gateway_test

import (
	"strings"
	"testing"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

// BenchmarkDispatch sends events of an interaction's size through one connection.
func BenchmarkDispatch(b *testing.B) {
	s := newScene(b, gateway.Options{})
	c, _ := s.connect(b, 1)
	topic := strings.Repeat("x", 2000) // an INTERACTION_CREATE has some two thousand bytes
	errs := make(chan error, 1)
	underway := make(chan struct{}, 1000) // well below what cuts a slow client off
	b.ResetTimer()
	go func() {
		for range b.N {
			if _, err := c.read(); err != nil {
				errs <- err
				return
			}
			<-underway
		}
		errs <- nil
	}()
	for range b.N {
		underway <- struct{}{}
		if _, err := s.world.UpdateChannel(s.owner.ID, s.channel.ID, func(ch *world.Channel) { ch.Topic = &topic }); err != nil {
			b.Fatal(err)
		}
	}
	if err := <-errs; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
