package gateway

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"rapporteur/bot/sandbox"
)

// soak is set by: go test ./bot/discord/gateway -run Soak -soak 20 -timeout 60m
var soak = flag.Int("soak", 2, "how often each fault strikes in TestSoak; above 2 with the timing that is used against Discord")

// TestSoak has bots meet every fault several times, in an order that is random
// and always the same. After each they answer again, and at the end nothing was
// handled twice.
func TestSoak(t *testing.T) {
	t.Parallel()
	var all []cruelty
	for _, c := range cruelties() {
		all = append(all, slices.Repeat([]cruelty{c}, *soak)...)
	}
	random := rand.New(rand.NewPCG(2, 9))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	const bots = 6 // at once, for the sake of time; each meets faults one after another
	each := (len(all) + bots - 1) / bots
	together(t, slices.Collect(slices.Chunk(all, each)), func([]cruelty) string { return "bot" }, soaked)
}

// soaked has one bot meet the faults.
func soaked(t *testing.T, faults []cruelty) {
	const quick = 500 * time.Millisecond
	o := sandbox.Options{}
	if *soak <= 2 {
		o.HeartbeatInterval = quick
	}
	s := furnish(t, o)
	if *soak <= 2 {
		s.timing.step, s.timing.pace, s.timing.apart, s.patience = quick, quick/2, quick/2, quick
	}
	s.begin()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	var slowest time.Duration
	var slowestName string
	for _, c := range faults {
		before := s.count(Ready, Resumed)
		c.do(s)
		took := s.answers()
		if c.after != "" {
			// Which of them it is depends on whether the machine keeps up with the heartbeats.
			s.until("ready after "+c.name, func() bool { return s.count(Ready, Resumed) > before })
		}
		if took > slowest {
			slowest, slowestName = took, c.name
		}
		s.ok(s.Heal())
	}
	t.Logf("%d faults; the longest took %v: %s", len(faults), slowest.Round(time.Millisecond), slowestName)
}
