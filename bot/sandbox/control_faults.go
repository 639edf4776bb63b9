package sandbox

import (
	"fmt"
	"net/http"
	"time"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

// faultInput is a cruelty: each kind takes the fields it needs.
type faultInput struct {
	Kind   string `json:"kind"`
	Times  int    `json:"times"` // 1 when zero, but for "http", where zero is until healed
	On     bool   `json:"on"`
	Code   int    `json:"code"`
	Reason string `json:"reason"`
	Text   string `json:"text"`

	// Of "http".
	Route      string `json:"route"`
	After      int    `json:"after"`
	Status     int    `json:"status"`
	HTML       bool   `json:"html"`
	RetryAfter string `json:"retry_after"`
	Global     bool   `json:"global"`
	Delay      string `json:"delay"`
	Cut        bool   `json:"cut"`
	Lose       bool   `json:"lose"`

	// Of "message-gone".
	Channel world.ID `json:"channel"`
	Message world.ID `json:"message"`
}

// cruelties are the kinds of faults by name.
func cruelties() map[string]func(*Server, faultInput) error {
	return map[string]func(*Server, faultInput) error{
		"http":               inflictHTTP,
		"drop":               func(s *Server, _ faultInput) error { s.Gateway.Drop(); return nil },
		"close":              func(s *Server, f faultInput) error { s.Gateway.CloseAll(f.Code, f.Reason); return nil },
		"stall":              func(s *Server, f faultInput) error { s.Gateway.Stall(f.On); return nil },
		"lose-acks":          func(s *Server, f faultInput) error { s.Gateway.LoseAcks(f.On); return nil },
		"reconnect":          func(s *Server, _ faultInput) error { s.Gateway.Reconnect(); return nil },
		"invalidate":         func(s *Server, f faultInput) error { s.Gateway.InvalidateSessions(f.On); return nil },
		"refuse-resume":      func(s *Server, f faultInput) error { s.Gateway.RefuseResume(f.Times); return nil },
		"ready-twice":        func(s *Server, _ faultInput) error { return s.Gateway.ReadyTwice() },
		"duplicate":          func(s *Server, f faultInput) error { s.Gateway.Duplicate(f.Times); return nil },
		"reorder":            func(s *Server, f faultInput) error { s.Gateway.Reorder(f.Times); return nil },
		"reconnect-first":    func(s *Server, f faultInput) error { s.Gateway.ReconnectBeforeReady(f.Times); return nil },
		"mute":               func(s *Server, f faultInput) error { s.Gateway.Mute(f.Times); return nil },
		"silent-after-hello": func(s *Server, f faultInput) error { s.Gateway.SilentAfterHello(f.Times); return nil },
		"garbage":            func(s *Server, f faultInput) error { s.Gateway.Garbage([]byte(f.Text)); return nil },
		"unknown-event":      func(s *Server, _ faultInput) error { s.Gateway.SendUnknownEvent(); return nil },
		"refuse-connections": func(s *Server, f faultInput) error { s.Gateway.RefuseConnections(f.Status, f.Times); return nil },
		"outage":             func(s *Server, f faultInput) error { return s.World.SetOutage(s.Guild.ID, f.On) },
		"message-gone":       func(s *Server, f faultInput) error { return s.World.DeleteMessage(s.Olga.ID, f.Channel, f.Message) },
	}
}

func (c *control) inflict(rw http.ResponseWriter, r *http.Request) {
	var in faultInput
	if err := read(r, &in); err != nil {
		answer(rw, nil, err)
		return
	}
	do, ok := cruelties()[in.Kind]
	if !ok {
		answer(rw, nil, fmt.Errorf("there is no fault %q; there are %s", in.Kind, listed(cruelties())))
		return
	}
	if in.Kind != "http" {
		in.Times = max(in.Times, 1)
	}
	answer(rw, nil, do(c.server, in))
}

func inflictHTTP(s *Server, in faultInput) error {
	f := rest.Fault{Status: in.Status}
	if in.HTML {
		f = rest.HTMLError(in.Status)
	}
	f.Route, f.Times, f.After, f.Global, f.Cut, f.Lose = in.Route, in.Times, in.After, in.Global, in.Cut, in.Lose
	for text, d := range map[string]*time.Duration{in.Delay: &f.Delay, in.RetryAfter: &f.RetryAfter} {
		if text == "" {
			continue
		}
		var err error
		if *d, err = time.ParseDuration(text); err != nil {
			return err
		}
	}
	s.API.Inflict(f)
	return nil
}

func (c *control) heal(rw http.ResponseWriter, _ *http.Request) {
	answer(rw, nil, c.server.Heal())
}

// Heal ends every fault that is still on.
func (s *Server) Heal() error {
	s.API.Heal()
	s.Gateway.Heal()
	return s.World.SetOutage(s.Guild.ID, false)
}
