package gateway

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"

	"rapporteur/bot/sandbox/world"
)

// identification is the d of IDENTIFY.
type identification struct {
	Token      *string                    `json:"token"`
	Properties map[string]json.RawMessage `json:"properties"`
	Compress   bool                       `json:"compress"`
	Shard      *[]int                     `json:"shard"`
	Intents    *intents                   `json:"intents"`
}

// identify begins a session (docs: Gateway, Identifying).
func (c *connection) identify(data json.RawMessage) error {
	var id identification
	if err := decode(data, &id); err != nil {
		return err
	}
	if id.Token == nil || id.Properties == nil {
		return decodeError
	}
	app, err := c.application(*id.Token)
	if err != nil {
		return err
	}
	shard, err := id.check(app)
	if err != nil {
		return err
	}
	g := c.gateway
	if !g.inPace(app.ID) {
		g.locked(func() { c.enqueue(invalidSession(false)) })
		return nil
	}
	if !g.consumeStart(app.ID) {
		return authenticationFailed
	}
	s := &session{
		id: sessionID(), app: app.ID, version: c.version, intents: *id.Intents, shard: shard, compress: id.Compress,
	}
	if !g.begin(c, s) {
		return nil
	}
	g.record(s, SessionBegan, 0)
	return g.greet(s, c.address)
}

// application is the one whose bot has the token, with or without its prefix.
func (c *connection) application(token string) (world.Application, error) {
	app, err := c.gateway.world.ApplicationWithToken(strings.TrimPrefix(token, "Bot "))
	if err != nil {
		return world.Application{}, authenticationFailed
	}
	return app, nil
}

// check is the shard that the client wants to be, if it may have it and its intents.
func (id *identification) check(app world.Application) (shard [2]int, err error) {
	if id.Intents == nil {
		return shard, invalidIntents
	}
	if err := id.Intents.check(app.Flags); err != nil {
		return shard, err
	}
	shard = [2]int{0, 1}
	if id.Shard != nil {
		if len(*id.Shard) != 2 {
			return shard, invalidShard
		}
		shard = [2]int(*id.Shard)
	}
	switch {
	case shard[0] < 0 || shard[0] >= shard[1]:
		return shard, invalidShard
	case shard[1] < app.Shards:
		return shard, shardingRequired
	}
	return shard, nil
}

// sessionID has the shape of Discord's: 32 hexadecimal digits.
func sessionID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return fmt.Sprintf("%x", b)
}

// begin attaches a new session, whose events wait for READY. A fault may send
// the client away instead.
func (g *Gateway) begin(c *connection, s *session) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if c.sealed {
		return false
	}
	if take(&g.faults.reconnectFirst) {
		c.enqueue(frame{op: opReconnect})
		return false
	}
	s.greeting = true
	s.attach(c)
	g.sessions[s.id] = s
	return true
}

// ready is the data of READY.
type ready struct {
	Version          int                      `json:"v"`
	User             ownUser                  `json:"user"`
	Guilds           []world.UnavailableGuild `json:"guilds"`
	SessionID        string                   `json:"session_id"`
	ResumeGatewayURL string                   `json:"resume_gateway_url"`
	Shard            [2]int                   `json:"shard"`
	Application      readyApplication         `json:"application"`
	SessionType      string                   `json:"session_type"`
	UserSettings     struct{}                 `json:"user_settings"`
	PrivateChannels  []struct{}               `json:"private_channels"`
	Relationships    []struct{}               `json:"relationships"`
	Presences        []struct{}               `json:"presences"`
	JoinRequests     []struct{}               `json:"guild_join_requests"`
	RTCRegions       []string                 `json:"geo_ordered_rtc_regions"`
	Trace            []string                 `json:"_trace"`
}

// readyApplication is all that READY tells of the application.
type readyApplication struct {
	ID    world.ID               `json:"id"`
	Flags world.ApplicationFlags `json:"flags"`
}

// ownUser is a bot's own account, with what only itself is told.
type ownUser struct {
	world.User
	Verified   bool    `json:"verified"`
	MFAEnabled bool    `json:"mfa_enabled"`
	Email      *string `json:"email"`
}

// greet sends READY and then the session's guilds, and lets go what happened
// meanwhile. The session must be greeting already, or no longer be connected.
func (g *Gateway) greet(s *session, address string) error {
	events, err := g.welcome(s, address)
	if err != nil {
		return err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, e := range events {
		s.send(e)
	}
	s.greeting = false
	s.flush()
	return nil
}

// welcome is READY with the events that follow it.
func (g *Gateway) welcome(s *session, address string) ([]event, error) {
	app, err := g.world.Application(s.app)
	if err != nil {
		return nil, fmt.Errorf("application of a session: %w", err)
	}
	if g.options.URL != nil {
		address = g.options.URL()
	}
	r := ready{
		Version: s.version, User: ownUser{User: app.Bot, Verified: true, MFAEnabled: true},
		Guilds: []world.UnavailableGuild{}, SessionID: s.id, ResumeGatewayURL: address, Shard: s.shard,
		Application: readyApplication{app.ID, app.Flags}, SessionType: "normal",
		PrivateChannels: []struct{}{}, Relationships: []struct{}{}, Presences: []struct{}{}, JoinRequests: []struct{}{},
		RTCRegions: []string{}, Trace: trace(),
	}
	var arrivals []world.Dispatch
	there, away := g.world.GuildCreates(s.app)
	for _, guild := range there {
		arrivals = append(arrivals, world.Dispatch{To: s.app, GuildID: guild.ID, Type: "GUILD_CREATE", Data: guild})
	}
	for _, guild := range away {
		arrivals = append(arrivals, world.Dispatch{To: s.app, GuildID: guild.ID, Type: "GUILD_DELETE", Data: guild})
	}
	var events []event
	for _, d := range arrivals {
		if !s.holds(d.GuildID) {
			continue
		}
		r.Guilds = append(r.Guilds, world.UnavailableGuild{ID: d.GuildID, Unavailable: true})
		v := views{dispatch: d}
		data, err := v.of(s)
		if err != nil {
			return nil, err
		}
		if data != nil {
			events = append(events, event{d.Type, data})
		}
	}
	data, err := json.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encoding READY: %w", err)
	}
	return append([]event{{"READY", data}}, events...), nil
}

// trace names the servers that took part.
func trace() []string { return []string{"gateway-sandbox"} }
