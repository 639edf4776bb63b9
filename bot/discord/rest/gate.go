package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// maxWait is how long a call waits at the gate, all its tries together.
	maxWait = 15 * time.Second
	// edgePause is the first pause after a 429 that says no time, as the proxy
	// before Discord sends it; each that follows is twice as long, up to maxEdgePause.
	edgePause    = time.Second
	maxEdgePause = time.Minute
	// fewRoutes are not worth a sweep.
	fewRoutes = 256
)

// gate holds requests back that Discord would refuse. It knows only the routes
// that are closed at the moment, so it does not grow with what the bot does.
type gate struct {
	mu      sync.Mutex
	global  time.Time // until when the bot's global limit is used up
	edge    time.Time // until when the proxy before Discord turns all away
	refused int       // by that proxy, one after another
	routes  map[string]*scarce
	sweepAt int
}

// scarce is a route whose requests are used up, or were a moment ago. Those that
// wait for it go one by one, each when the answer to the last is there.
type scarce struct {
	until time.Time
	turn  chan struct{} // holds a token while nobody has the turn
	users int
}

func newGate() *gate { return &gate{routes: make(map[string]*scarce), sweepAt: fewRoutes} }

// pass is the leave to send one request.
type pass struct {
	gate   *gate
	of     route
	scarce *scarce // nil when the route was open
}

// enter waits until the route is open. It gives up at once with ErrRateLimited
// when that takes longer than the context or maxWait allow; waited is what the
// call has waited already.
func (g *gate) enter(ctx context.Context, of route, waited *time.Duration) (*pass, error) {
	started := time.Now()
	defer func() { *waited += time.Since(started) }()
	latest := started.Add(maxWait - *waited)
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(latest) {
		latest = deadline
	}
	p := &pass{gate: g, of: of, scarce: g.join(of.key)}
	if p.scarce != nil {
		if err := p.take(ctx, latest); err != nil {
			g.part(of.key, p.scarce)
			return nil, err
		}
	}
	for {
		until := g.closedUntil(of, p.scarce)
		wait := time.Until(until)
		if wait <= 0 {
			return p, nil
		}
		if until.After(latest) {
			p.leave(nil)
			return nil, limited(of, wait)
		}
		if err := sleep(ctx, wait); err != nil {
			p.leave(nil)
			return nil, err
		}
	}
}

// take waits for the route's turn.
func (p *pass) take(ctx context.Context, latest time.Time) error {
	timer := time.NewTimer(time.Until(latest))
	defer timer.Stop()
	select {
	case <-p.scarce.turn:
		return nil
	default:
	}
	select {
	case <-p.scarce.turn:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return limited(p.of, max(time.Until(p.gate.closedUntil(p.of, p.scarce)), time.Second))
	}
}

func limited(of route, wait time.Duration) *Error {
	return &Error{Op: of.shown, Status: http.StatusTooManyRequests, Message: "held back, since Discord would refuse it", Wait: wait}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// join counts a request in at its route, if that is scarce.
func (g *gate) join(key string) *scarce {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.routes[key]
	if s != nil {
		s.users++
	}
	return s
}

// part counts it out, and forgets a route that is open and has nobody waiting.
func (g *gate) part(key string, s *scarce) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s.users--
	if s.users == 0 && !s.until.After(time.Now()) && g.routes[key] == s {
		delete(g.routes, key)
	}
}

// closedUntil is when the route opens; s is its entry or nil.
func (g *gate) closedUntil(of route, s *scarce) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	until := g.edge
	if !of.exempt && g.global.After(until) {
		until = g.global
	}
	if s != nil && s.until.After(until) {
		until = s.until
	}
	return until
}

// leave ends the pass with the answer, nil when there is none.
func (p *pass) leave(resp *http.Response) {
	if resp != nil {
		p.gate.learn(p.of, resp)
	}
	if p.scarce != nil {
		p.scarce.turn <- struct{}{}
		p.gate.part(p.of.key, p.scarce)
	}
}

// tooManyRequests is the body of a 429 (docs: Topics, Rate Limits).
type tooManyRequests struct {
	RetryAfter *float64 `json:"retry_after"` // seconds
	Global     bool     `json:"global"`
}

// learn reads from an answer what is closed, and for how long.
func (g *gate) learn(of route, resp *http.Response) {
	now := time.Now()
	if resp.StatusCode == http.StatusTooManyRequests {
		g.close(of, resp, now)
		return
	}
	left, err := strconv.Atoi(resp.Header.Get("X-RateLimit-Remaining"))
	after := seconds(resp.Header.Get("X-RateLimit-Reset-After"))
	g.mu.Lock()
	defer g.mu.Unlock()
	g.refused = 0
	if err == nil && left == 0 && after > 0 {
		g.closeRoute(of.key, now.Add(after), now)
	}
}

// close obeys a 429. One that is not Discord's JSON is of the proxy before it.
func (g *gate) close(of route, resp *http.Response, now time.Time) {
	data, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(data))
	var body tooManyRequests
	own := json.Unmarshal(data, &body) == nil
	after := seconds(resp.Header.Get("Retry-After"))
	if own && body.RetryAfter != nil {
		after = time.Duration(*body.RetryAfter * float64(time.Second))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case !own:
		if after <= 0 {
			after = min(edgePause<<min(g.refused, 10), maxEdgePause)
		}
		g.refused++
		g.edge = later(g.edge, now.Add(after))
	case body.Global || resp.Header.Get("X-RateLimit-Global") != "":
		g.global = later(g.global, now.Add(after))
	default:
		g.closeRoute(of.key, now.Add(max(after, time.Millisecond)), now)
	}
}

// closeRoute closes a route, under the lock.
func (g *gate) closeRoute(key string, until, now time.Time) {
	s := g.routes[key]
	if s == nil {
		g.sweep(now)
		s = &scarce{turn: make(chan struct{}, 1)}
		s.turn <- struct{}{}
		g.routes[key] = s
	}
	s.until = later(s.until, until)
}

// sweep forgets the routes that have opened again with nobody coming. It looks
// only when their number has doubled.
func (g *gate) sweep(now time.Time) {
	if len(g.routes) < g.sweepAt {
		return
	}
	for key, s := range g.routes {
		if s.users == 0 && !s.until.After(now) {
			delete(g.routes, key)
		}
	}
	g.sweepAt = max(fewRoutes, 2*len(g.routes))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// seconds reads a header's number of seconds, zero when it is none.
func seconds(text string) time.Duration {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != n || n < 0 {
		return 0
	}
	return time.Duration(min(n, 1e6) * float64(time.Second))
}
