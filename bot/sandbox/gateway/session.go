package gateway

import (
	"encoding/json"
	"time"

	"rapporteur/bot/sandbox/world"
)

// How long and how much of a session is kept for RESUME. Discord documents neither.
const (
	resumeWindow = 3 * time.Minute // of the world's clock, after the connection ended
	replayLimit  = 10_000          // events
)

// resumed is the event that ends a replay.
const resumed = "RESUMED"

// event is a dispatch before a session has numbered it.
type event struct {
	name string
	data json.RawMessage
}

// session is what an IDENTIFY began. All but its first fields are guarded by the
// gateway's mutex.
type session struct {
	id       string
	app      world.ID // also its bot's user ID
	version  int
	intents  intents
	shard    [2]int // number and count
	compress bool   // payloads one by one

	conn      *connection // nil while disconnected
	since     time.Time   // disconnected, on the world's clock
	seq       int64       // of the newest event
	kept      []frame     // the newest replayLimit events, event n at (n-1)%replayLimit
	greeting  bool        // READY is being made: what happens comes after it
	held      []event     // by greeting, or to be reversed
	duplicate int         // events still to be sent twice
	reorder   int         // events still to be held back
}

// holds says whether the session's shard has the guild; direct messages, with no
// guild, are the first shard's (docs: Gateway, Sharding).
func (s *session) holds(guild world.ID) bool {
	return int(uint64(guild>>22)%uint64(s.shard[1])) == s.shard[0]
}

// attach makes c the session's connection.
func (s *session) attach(c *connection) {
	s.conn, c.session = c, s
}

// detach leaves the session without a connection. Events that a fault holds back
// are numbered now, to be replayed.
func (s *session) detach(now time.Time) {
	if s.conn != nil {
		s.conn.session = nil
	}
	s.conn, s.since, s.reorder, s.duplicate = nil, now, 0, 0
	if !s.greeting {
		s.flush()
	}
}

func (s *session) expired(now time.Time) bool {
	return s.conn == nil && now.Sub(s.since) > resumeWindow
}

// emit sends an event, unless it has to wait for others.
func (s *session) emit(e event) {
	switch {
	case s.greeting:
		s.held = append(s.held, e)
	case s.reorder > 0:
		s.held = append([]event{e}, s.held...)
		if s.reorder--; s.reorder == 0 {
			s.flush()
		}
	default:
		s.send(e)
		if s.duplicate > 0 {
			s.duplicate--
			s.send(e)
		}
	}
}

// flush sends the events that were held back.
func (s *session) flush() {
	held := s.held
	s.held = nil
	for _, e := range held {
		s.send(e)
	}
}

// send numbers an event, keeps it and queues it.
func (s *session) send(e event) {
	s.seq++
	f := frame{op: opDispatch, seq: s.seq, event: e.name, data: e.data, compress: s.compress}
	if len(s.kept) < replayLimit {
		s.kept = append(s.kept, f)
	} else {
		s.kept[(s.seq-1)%replayLimit] = f
	}
	if s.conn != nil {
		s.conn.enqueue(f)
	}
}

// missed are the events after seq, but for a RESUMED that did not arrive. ok is false when some are no longer kept.
func (s *session) missed(seq int64) (events []frame, ok bool) {
	if s.seq-seq > int64(len(s.kept)) {
		return nil, false
	}
	for n := seq; n < s.seq; n++ {
		if f := s.kept[n%replayLimit]; f.event != resumed {
			events = append(events, f)
		}
	}
	return events, true
}

// dispatch queues what happened for the sessions that are told of it. The world
// calls it under its lock.
func (g *Gateway) dispatch(d world.Dispatch) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.world.Clock.Now()
	views := views{dispatch: d}
	for id, s := range g.sessions {
		switch {
		case s.expired(now):
			delete(g.sessions, id)
		case s.app == d.To && s.holds(d.GuildID):
			data, err := views.of(s)
			if err != nil {
				g.options.Log.Error("gateway: dispatch", "event", d.Type, "error", err)
			} else if data != nil {
				s.emit(event{d.Type, data})
			}
		}
	}
}

// locked does something under the gateway's lock.
func (g *Gateway) locked(do func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	do()
}
