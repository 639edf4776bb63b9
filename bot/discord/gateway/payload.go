package gateway

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Opcodes (docs: Topics, Opcodes and Status Codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opResume         = 6
	opReconnect      = 7
	opInvalidSession = 9
	opHello          = 10
	opHeartbeatACK   = 11
)

// envelope is what a payload says of itself.
type envelope struct {
	op   int
	seq  int64
	name string // of a dispatch
	data []byte // d
}

// open reads a payload; ok is false when it is none.
func open(payload []byte) (e envelope, ok bool) {
	var p struct {
		Op   *int            `json:"op"`
		Seq  *int64          `json:"s"`
		Name *string         `json:"t"`
		Data json.RawMessage `json:"d"`
	}
	if json.Unmarshal(payload, &p) != nil || p.Op == nil {
		return envelope{}, false
	}
	e = envelope{op: *p.Op, data: p.Data}
	if p.Seq != nil {
		e.seq = *p.Seq
	}
	if p.Name != nil {
		e.name = *p.Name
	}
	return e, true
}

// glance reads a dispatch that is written as Discord writes them, t, s and op
// before d, without reading d: the library will read it, and each event should
// not be read twice. What is written otherwise is not ok, and may still be good.
func glance(payload []byte) (e envelope, ok bool) {
	rest, ok := bytes.CutPrefix(payload, []byte(`{"t":"`))
	if !ok {
		return e, false
	}
	name, rest, ok := bytes.Cut(rest, []byte(`","s":`))
	if !ok || len(name) > 64 {
		return e, false
	}
	seq, rest, ok := bytes.Cut(rest, []byte(`,"op":0,"d":`))
	if !ok || len(seq) > 19 || len(rest) == 0 || rest[len(rest)-1] != '}' {
		return e, false
	}
	n, err := strconv.ParseInt(string(seq), 10, 64)
	return envelope{seq: n, name: string(name), data: rest[:len(rest)-1]}, err == nil
}

// guildShape is what the library walks through in a guild, where null would end
// the process.
type guildShape struct {
	ID          string      `json:"id"`
	Channels    []*struct{} `json:"channels"`
	Members     []*struct{} `json:"members"`
	VoiceStates []*struct{} `json:"voice_states"`
}

func (g *guildShape) sound() bool {
	return g != nil && g.ID != "" && !hasNil(g.Channels) && !hasNil(g.Members) && !hasNil(g.VoiceStates)
}

func hasNil(list []*struct{}) bool {
	for _, x := range list {
		if x == nil {
			return true
		}
	}
	return false
}

// readyShape is what is needed of READY. discordgo keeps no resume_gateway_url.
type readyShape struct {
	SessionID string        `json:"session_id"`
	ResumeURL string        `json:"resume_gateway_url"`
	Guilds    []*guildShape `json:"guilds"`
}

// digestible says whether a dispatch goes on to the library. It dereferences
// parts of some events unseen, in a goroutine whose panic nobody can catch, and
// takes whole messages apart for events that nobody handles, such as the edits
// of the bot's own answers.
func digestible(e envelope) bool {
	switch e.name {
	case "READY":
		_, ok := readReady(e.data)
		return ok
	case "GUILD_CREATE":
		var g *guildShape
		return json.Unmarshal(e.data, &g) == nil && g.sound()
	case "RESUMED", "GUILD_DELETE", "INTERACTION_CREATE", "MESSAGE_CREATE":
		return true
	}
	return false
}

// readReady reads a READY that is sound.
func readReady(data []byte) (r readyShape, ok bool) {
	if json.Unmarshal(data, &r) != nil || r.SessionID == "" {
		return r, false
	}
	for _, g := range r.Guilds {
		if !g.sound() {
			return r, false
		}
	}
	return r, true
}
