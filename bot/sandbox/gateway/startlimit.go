package gateway

import (
	"time"

	"rapporteur/bot/sandbox/world"
)

// Limits of beginning sessions (docs: Gateway, Session Start Limit; Sharding, max_concurrency).
const (
	defaultSessionsPerDay = 1000
	startLimitPeriod      = 24 * time.Hour
	maxConcurrency        = 1
	identifyPace          = 5 * time.Second
)

// starts counts an application's IDENTIFYs.
type starts struct {
	used  int
	since time.Time // of the first that is counted
	last  time.Time // of the newest; maxConcurrency makes one bucket of all shards
}

// StartLimit is what GET /gateway/bot tells of an application: how many sessions
// it may begin a day, how many are left, when on the world's clock they are
// renewed (zero while none is used), and how many may begin in five seconds.
func (g *Gateway) StartLimit(app world.ID) (total, remaining int, resetAfter time.Duration, concurrency int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.startsOf(app)
	if s.used > 0 {
		resetAfter = s.since.Add(startLimitPeriod).Sub(g.world.Clock.Now())
	}
	return g.options.SessionsPerDay, g.options.SessionsPerDay - s.used, resetAfter, maxConcurrency
}

// startsOf is the application's count, begun anew when the day is over.
func (g *Gateway) startsOf(app world.ID) *starts {
	s := g.starts[app]
	if s == nil {
		s = &starts{}
		g.starts[app] = s
	}
	if s.used > 0 && !g.world.Clock.Now().Before(s.since.Add(startLimitPeriod)) {
		s.used = 0
	}
	return s
}

// consumeStart counts an IDENTIFY. It is false when none is left.
func (g *Gateway) consumeStart(app world.ID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.startsOf(app)
	if s.used == g.options.SessionsPerDay {
		return false
	}
	if s.used == 0 {
		s.since = g.world.Clock.Now()
	}
	s.used++
	return true
}

// inPace says whether the application may identify now, if that is watched.
func (g *Gateway) inPace(app world.ID) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	s, now := g.startsOf(app), g.world.Clock.Now()
	if g.options.PaceIdentify && now.Sub(s.last) < identifyPace {
		return false
	}
	s.last = now
	return true
}
