package gateway

import (
	"encoding/json"
	"time"
)

// payload is what a client sends.
type payload struct {
	Op   *opcode         `json:"op"`
	Data json.RawMessage `json:"d"`
}

// obey does what a payload asks for. A closing as error closes the connection.
func (c *connection) obey(text []byte) error {
	if c.tooMany() {
		return rateLimited
	}
	var p payload
	if len(text) > maxPayload || json.Unmarshal(text, &p) != nil || p.Op == nil {
		return decodeError
	}
	s := c.current()
	switch *p.Op {
	case opHeartbeat:
		return c.heartbeat(p.Data)
	case opIdentify:
		if s != nil {
			return alreadyAuthenticated
		}
		return c.identify(p.Data)
	case opResume:
		if s != nil {
			return alreadyAuthenticated
		}
		return c.resume(p.Data)
	case opPresenceUpdate, opVoiceStateUpdate, opRequestGuildMembers:
		if s == nil {
			return notAuthenticated
		}
	default:
		return unknownOpcode
	}
	switch *p.Op {
	case opPresenceUpdate:
		return checkPresence(p.Data)
	case opRequestGuildMembers:
		return c.requestMembers(s, p.Data)
	}
	return checkVoiceState(p.Data)
}

// current is the connection's session, nil before IDENTIFY.
func (c *connection) current() *session {
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	return c.session
}

// decode reads d. What does not fit, null included, is a decode error.
func decode(data json.RawMessage, into any) error {
	if len(data) == 0 || string(data) == "null" || json.Unmarshal(data, into) != nil {
		return decodeError
	}
	return nil
}

// heartbeat takes the last sequence number that the client has seen, or null.
func (c *connection) heartbeat(data json.RawMessage) error {
	var seq *int64
	if len(data) > 0 && json.Unmarshal(data, &seq) != nil {
		return decodeError
	}
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	c.lastBeat = time.Now()
	if !c.gateway.faults.loseAcks {
		c.enqueue(frame{op: opHeartbeatACK})
	}
	return nil
}

// checkPresence reads Update Presence. activities may not be null, whatever the
// docs' type says: Discord closes the connection.
func checkPresence(data json.RawMessage) error {
	var p struct {
		Since      *float64 `json:"since"` // Unix milliseconds
		Activities []struct {
			Name *string `json:"name"`
			Type *int    `json:"type"`
		} `json:"activities"`
		Status string `json:"status"`
		AFK    bool   `json:"afk"`
	}
	if err := decode(data, &p); err != nil {
		return err
	}
	for _, a := range p.Activities {
		if a.Name == nil || a.Type == nil {
			return decodeError
		}
	}
	switch p.Status {
	case "online", "dnd", "idle", "invisible", "offline":
		if p.Activities != nil {
			return nil
		}
	}
	return decodeError
}

// checkVoiceState reads Update Voice State: an object, of which nothing comes.
func checkVoiceState(data json.RawMessage) error {
	var ignored map[string]json.RawMessage
	return decode(data, &ignored)
}
