package gateway

import (
	"encoding/json"
	"fmt"
	"time"

	"rapporteur/bot/sandbox/world"
)

// resumption is the d of RESUME.
type resumption struct {
	Token     *string `json:"token"`
	SessionID *string `json:"session_id"`
	Sequence  *int64  `json:"seq"`
}

// resume takes a session up again (docs: Gateway, Resuming).
func (c *connection) resume(data json.RawMessage) error {
	var r resumption
	if err := decode(data, &r); err != nil {
		return err
	}
	if r.Token == nil || r.SessionID == nil || r.Sequence == nil {
		return decodeError
	}
	app, err := c.application(*r.Token)
	if err != nil {
		return err
	}
	s, err := c.gateway.takeUp(c, *r.SessionID, *r.Sequence, app.ID)
	if s != nil {
		c.gateway.record(s, SessionResumed, 0)
	}
	return err
}

// takeUp attaches the session to c, replays what it missed and says RESUMED.
// Without a session the client has been told to identify, or err closes it.
func (g *Gateway) takeUp(c *connection, id string, seq int64, app world.ID) (*session, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.world.Clock.Now()
	s := g.sessions[id]
	switch {
	case c.sealed:
		return nil, nil
	case take(&g.faults.refuseResume), s == nil || s.expired(now):
		delete(g.sessions, id)
		c.enqueue(invalidSession(false))
		return nil, nil
	case s.app != app:
		return nil, authenticationFailed
	case seq < 0 || seq > s.seq:
		delete(g.sessions, id)
		s.drop(now)
		return nil, invalidSequence
	}
	s.drop(now)
	missed, ok := s.missed(seq)
	if !ok {
		delete(g.sessions, id)
		c.enqueue(invalidSession(false))
		return nil, nil
	}
	s.attach(c)
	for _, f := range missed {
		c.enqueue(f)
	}
	data := fmt.Appendf(nil, `{"_trace":[%q]}`, trace()[0])
	s.send(event{resumed, data})
	return s, nil
}

// drop closes the connection that the session still has: another has come for it.
func (s *session) drop(now time.Time) {
	if c := s.conn; c != nil {
		s.detach(now)
		c.finish(unknownError)
	}
}
