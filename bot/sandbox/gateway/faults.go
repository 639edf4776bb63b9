package gateway

import "encoding/json"

// faults is what is to go wrong. Numbers count down.
type faults struct {
	refuse         int // upgrades
	refuseStatus   int
	mute           int // connections
	silence        int // connections
	reconnectFirst int // identifies
	refuseResume   int
	stalled        bool
	loseAcks       bool
}

// take uses up one of what is left.
func take(left *int) bool {
	if *left == 0 {
		return false
	}
	*left--
	return true
}

// each does something to every live connection, under the lock.
func (g *Gateway) each(do func(*connection)) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for c := range g.connections {
		do(c)
	}
}

// eachSession does something to every session that is connected, under the lock.
func (g *Gateway) eachSession(do func(*session)) {
	g.each(func(c *connection) {
		if c.session != nil {
			do(c.session)
		}
	})
}

// Drop cuts the TCP connections without a close frame, as a network does.
// Sessions can be resumed.
func (g *Gateway) Drop() { g.each((*connection).cut) }

// CloseAll closes with the code and the reason. Sessions can be resumed unless
// the code forbids it, as 4004, 4007, 4009 and 4010 to 4014 do.
func (g *Gateway) CloseAll(code int, reason string) {
	g.each(func(c *connection) { c.finish(closing{code, reason}) })
}

// Stall stops reading and sending on all connections, those made meanwhile
// included; they stay open, and no heartbeat is missed. When it ends, what was
// queued goes out and what was sent is obeyed.
func (g *Gateway) Stall(on bool) {
	g.locked(func() { g.faults.stalled = on })
	if on {
		g.each((*connection).stall)
	} else {
		g.each((*connection).release)
	}
}

// Reconnect sends op 7: the client should reconnect and resume.
func (g *Gateway) Reconnect() {
	g.each(func(c *connection) { c.enqueue(frame{op: opReconnect}) })
}

// RequestHeartbeat sends op 1: the client should send a heartbeat at once.
func (g *Gateway) RequestHeartbeat() {
	g.each(func(c *connection) { c.enqueue(frame{op: opHeartbeat}) })
}

// InvalidateSessions sends op 9 and takes the sessions from their connections,
// which may identify anew. Only a resumable session can be taken up again.
func (g *Gateway) InvalidateSessions(resumable bool) {
	now := g.world.Clock.Now()
	g.eachSession(func(s *session) {
		c := s.conn
		s.detach(now)
		if !resumable {
			delete(g.sessions, s.id)
		}
		c.enqueue(invalidSession(resumable))
	})
}

// RefuseResume answers the next RESUMEs with op 9, not resumable, and forgets
// their sessions.
func (g *Gateway) RefuseResume(times int) { g.locked(func() { g.faults.refuseResume = times }) }

// ReadyTwice sends READY again, of the same session, with its GUILD_CREATEs.
func (g *Gateway) ReadyTwice() error {
	again := make(map[*session]string)
	g.eachSession(func(s *session) {
		if !s.greeting {
			s.greeting = true
			again[s] = s.conn.address
		}
	})
	for s, address := range again {
		if err := g.greet(s, address); err != nil {
			return err
		}
	}
	return nil
}

// Duplicate sends each of a session's next n events twice, the second time with
// a sequence number of its own.
func (g *Gateway) Duplicate(n int) { g.eachSession(func(s *session) { s.duplicate = n }) }

// Reorder holds a session's next n events back and then sends them, the last
// first; their sequence numbers rise as they are sent.
func (g *Gateway) Reorder(n int) {
	g.eachSession(func(s *session) {
		if !s.greeting {
			s.flush()
			s.reorder = n
		}
	})
}

// ReconnectBeforeReady answers the next IDENTIFYs, when nothing is wrong with
// them, with op 7 instead of READY.
func (g *Gateway) ReconnectBeforeReady(times int) {
	g.locked(func() { g.faults.reconnectFirst = times })
}

// Mute accepts the next connections and never sends anything, not even HELLO.
// They stay open until the client, Drop, CloseAll or Close ends them.
func (g *Gateway) Mute(times int) { g.locked(func() { g.faults.mute = times }) }

// SilentAfterHello sends the next connections HELLO and then nothing: neither
// IDENTIFY nor heartbeats are answered. They stay open until the client, Drop,
// CloseAll or Close ends them.
func (g *Gateway) SilentAfterHello(times int) { g.locked(func() { g.faults.silence = times }) }

// Garbage sends the bytes as one message, such as malformed JSON or an unknown opcode.
func (g *Gateway) Garbage(message []byte) {
	g.each(func(c *connection) { c.enqueue(frame{raw: message}) })
}

// UnknownEvent is the name of the event that SendUnknownEvent sends.
const UnknownEvent = "SANDBOX_UNKNOWN_EVENT"

// SendUnknownEvent dispatches an event whose name no client knows, as Discord
// does when it tries new features.
func (g *Gateway) SendUnknownEvent() {
	g.eachSession(func(s *session) { s.emit(event{UnknownEvent, json.RawMessage(`{"hello":"there"}`)}) })
}

// LoseAcks stops acknowledging heartbeats; all else flows. It is how a half-dead
// connection looks.
func (g *Gateway) LoseAcks(on bool) { g.locked(func() { g.faults.loseAcks = on }) }

// RefuseConnections answers the next upgrades with an HTTP status, such as 502.
func (g *Gateway) RefuseConnections(status, times int) {
	g.locked(func() { g.faults.refuse, g.faults.refuseStatus = times, status })
}

// Heal ends what is still to go wrong. What has gone wrong stays so.
func (g *Gateway) Heal() {
	g.Stall(false)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.faults = faults{}
	for _, s := range g.sessions {
		s.duplicate = 0
		s.flush()
	}
}
