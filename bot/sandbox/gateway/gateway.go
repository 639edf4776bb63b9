package gateway

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"rapporteur/bot/sandbox/world"
)

// DiscordHeartbeat is the heartbeat interval that Discord sends in HELLO.
const DiscordHeartbeat = 41_250 * time.Millisecond

// Options changes how a Gateway serves. The zero Options is Discord's way.
type Options struct {
	// URL is sent as resume_gateway_url, such as ws://host:port. Nil is the
	// address by which the client came.
	URL func() string
	// HeartbeatInterval is sent in HELLO; zero is DiscordHeartbeat.
	HeartbeatInterval time.Duration
	// SessionsPerDay is how many IDENTIFYs an application has; zero is 1000
	// (docs: Gateway, Session Start Limit).
	SessionsPerDay int
	// PaceIdentify refuses, with a session that cannot be resumed, an IDENTIFY
	// within five seconds of the last one in its concurrency bucket. Off, tests
	// need not wait.
	PaceIdentify bool
	// Log is told of connections that fail; nil is silence.
	Log *slog.Logger
}

// Gateway serves the WebSocket endpoint. Make one with New.
type Gateway struct {
	world    *world.World
	options  Options
	upgrader websocket.Upgrader
	running  sync.WaitGroup

	mu          sync.Mutex
	closed      bool
	connections map[*connection]bool
	sessions    map[string]*session
	starts      map[world.ID]*starts
	faults      faults
}

// New is the gateway of a world, whose dispatches it takes from now on.
func New(w *world.World, o Options) *Gateway {
	if o.HeartbeatInterval == 0 {
		o.HeartbeatInterval = DiscordHeartbeat
	}
	if o.SessionsPerDay == 0 {
		o.SessionsPerDay = defaultSessionsPerDay
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	g := &Gateway{
		world:       w,
		options:     o,
		upgrader:    websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }},
		connections: make(map[*connection]bool),
		sessions:    make(map[string]*session),
		starts:      make(map[world.ID]*starts),
	}
	w.OnDispatch(g.dispatch)
	return g
}

// ServeHTTP makes the request a gateway connection and returns when it has ended.
// A wrong query is answered, as Discord does it, by a close code after the upgrade.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if status := g.admit(); status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	defer g.running.Done()
	ws, err := g.upgrader.Upgrade(w, r, nil)
	if err != nil {
		g.options.Log.Warn("gateway: upgrade", "error", err) // the upgrader has answered
		return
	}
	newConnection(g, ws, r).serve(r)
}

// admit counts a new connection as running, or is the status that refuses it.
func (g *Gateway) admit() (status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.closed:
		return http.StatusServiceUnavailable
	case take(&g.faults.refuse):
		return g.faults.refuseStatus
	}
	g.running.Add(1)
	return 0
}

// Close cuts all connections and waits until nothing of them runs. Later
// connections are refused with 503.
func (g *Gateway) Close() {
	g.mu.Lock()
	g.closed = true
	for c := range g.connections {
		c.cut()
	}
	g.mu.Unlock()
	g.running.Wait()
}

// SessionEvent is the data of a world.SessionChanged event.
type SessionEvent struct {
	Change    SessionChange `json:"change"`
	SessionID string        `json:"session_id"`
	Shard     [2]int        `json:"shard"`          // number and count
	Code      int           `json:"code,omitempty"` // with which the connection closed; 1006 without a close frame
}

// SessionChange is what happened to a session.
type SessionChange string

// What happens to sessions.
const (
	SessionBegan        SessionChange = "began"
	SessionResumed      SessionChange = "resumed"
	SessionDisconnected SessionChange = "disconnected" // and may be resumed
	SessionEnded        SessionChange = "ended"
)

// record writes what happened to a session to the world's log. The gateway's
// lock must not be held.
func (g *Gateway) record(s *session, change SessionChange, code int) {
	g.world.Record(world.SessionChanged, s.app, SessionEvent{Change: change, SessionID: s.id, Shard: s.shard, Code: code})
}
