package gateway

import (
	"testing"
	"time"

	"rapporteur/bot/sandbox"
	fault "rapporteur/bot/sandbox/rest"
)

// cruelty is something that goes wrong with a bot that is ready.
type cruelty struct {
	name string
	do   func(*scene)
	// after is what has then happened: the session was resumed or begun anew, or
	// neither (zero).
	after State
}

// drop cuts the connection, so that what was prepared befalls the next.
func drop(prepare func(*scene)) func(*scene) {
	return func(s *scene) {
		prepare(s)
		s.Gateway.Drop()
	}
}

// whatWasSent is text that no Discord sends, of which some locks the bare library
// up or ends its process.
func whatWasSent() []string {
	return []string{
		"", "null", "{", "[]", "7", `"x"`, "\x00\xff", `{"op":"x"}`, `{"op":null,"d":{}}`, `{"op":99,"d":null}`, `{"d":{}}`,
		`{"op":10,"d":{"heartbeat_interval":0}}`, `{"op":10,"d":null}`, `{"t":"READY","s":1,"op":0,"d":null}`, `{"t":"READY","s":1,"op":0,"d":{}}`,
		`{"t":"READY","s":1,"op":0,"d":{"session_id":"x","guilds":[null]}}`, `{"op":0,"t":"GUILD_CREATE","s":2,"d":null}`,
		`{"op":0,"t":"GUILD_CREATE","s":2,"d":{"id":"1","channels":[null]}}`, `{"t":"GUILD_UPDATE","s":3,"op":0,"d":{}}`,
		`{"t":"GUILD_DELETE","s":3,"op":0,"d":{}}`, `{"t":"INTERACTION_CREATE","s":3,"op":0,"d":null}`,
		`{"t":"INTERACTION_CREATE","s":3,"op":0,"d":{"id":"5","type":3}}`, `{"t":"INTERACTION_CREATE","s":3,"op":0,"d":{"id":"6","type":2,"data":{},"member":{}}}`,
		`{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{}}`, `{"t":"MESSAGE_CREATE","s":3,"op":0,"d":{"id":"1","components":[null]}}`,
		`{"t":"VOICE_STATE_UPDATE","s":3,"op":0,"d":{}}`, `{"t":"VOICE_SERVER_UPDATE","s":3,"op":0,"d":null}`,
		`{"t":"MESSAGE_CREATE","s":3,"op":0,"d":nonsense}`,
	}
}

func cruelties() []cruelty {
	return []cruelty{
		{"the connection is cut", func(s *scene) { s.Gateway.Drop() }, Resumed},
		{"closed with 1000", func(s *scene) { s.Gateway.CloseAll(1000, "") }, Resumed},
		{"closed with 4000", func(s *scene) { s.Gateway.CloseAll(4000, "Unknown error.") }, Resumed},
		{"closed with 4008", func(s *scene) { s.Gateway.CloseAll(4008, "You are being rate limited.") }, Resumed},
		{"closed with 4007", func(s *scene) { s.Gateway.CloseAll(4007, "Invalid seq.") }, Ready},
		{"closed with 4009", func(s *scene) { s.Gateway.CloseAll(4009, "Session timed out.") }, Ready},
		{"nothing moves", func(s *scene) { s.Gateway.Stall(true); s.lost(); s.Gateway.Stall(false) }, Resumed},
		{"heartbeats are not acknowledged", func(s *scene) { s.Gateway.LoseAcks(true); s.lost(); s.Gateway.LoseAcks(false) }, Resumed},
		{"op 7", func(s *scene) { s.Gateway.Reconnect() }, Resumed},
		{"op 9, resumable", func(s *scene) { s.Gateway.InvalidateSessions(true) }, Resumed},
		{"op 9, not resumable", func(s *scene) { s.Gateway.InvalidateSessions(false) }, Ready},
		{"the resumption is refused", drop(func(s *scene) { s.Gateway.RefuseResume(1) }), Ready},
		{"READY twice", func(s *scene) { s.ok(s.Gateway.ReadyTwice()) }, Ready},
		{"a heartbeat is asked for", func(s *scene) { s.Gateway.RequestHeartbeat() }, ""},
		{"an unknown event", func(s *scene) { s.Gateway.SendUnknownEvent() }, ""},
		{"events come twice", func(s *scene) { s.Gateway.Duplicate(3) }, ""},
		{"events come in reverse", func(s *scene) {
			s.Gateway.Reorder(3)
			s.say("one")
			s.say("two")
		}, ""},
		{"garbage", func(s *scene) {
			for _, text := range whatWasSent() {
				s.Gateway.Garbage([]byte(text))
			}
		}, ""},
		{"op 7 before READY", drop(func(s *scene) { s.Gateway.RefuseResume(1); s.Gateway.ReconnectBeforeReady(1) }), Ready},
		{"the next connection is mute", drop(func(s *scene) { s.Gateway.Mute(1) }), Resumed},
		{"the next is silent after HELLO", drop(func(s *scene) { s.Gateway.SilentAfterHello(1) }), Resumed},
		{"the next is refused with 502", drop(func(s *scene) { s.Gateway.RefuseConnections(502, 2) }), Resumed},
		{"an outage", func(s *scene) {
			s.ok(s.World.SetOutage(s.Guild.ID, true))
			s.ok(s.World.SetOutage(s.Guild.ID, false))
		}, ""},
		{"the API is away while it identifies", drop(func(s *scene) {
			s.Gateway.RefuseResume(1)
			s.API.Inflict(fault.Fault{Route: "GET /gateway/bot", Times: 3, Cut: true})
		}), Ready},
		{"answers get lost", func(s *scene) {
			s.API.Inflict(fault.Fault{Route: "POST /interactions/{interaction_id}/{interaction_token}/callback", Times: 1, Lose: true})
		}, ""},
		{"a proxy stands in the way of an answer", func(s *scene) {
			f := fault.HTMLError(502)
			f.Route, f.Times = "POST /interactions/{interaction_id}/{interaction_token}/callback", 1
			s.API.Inflict(f)
		}, ""},
	}
}

// lost waits until the bot has noticed that its connection is gone.
func (s *scene) lost() {
	s.t.Helper()
	before := s.count(Lost)
	s.until("noticed", func() bool { return s.count(Lost) > before })
}

func TestTheBotAnswersAgainAfterEveryFault(t *testing.T) {
	t.Parallel()
	name := func(c cruelty) string { return c.name }
	together(t, cruelties(), name, func(t *testing.T, c cruelty) {
		s := newScene(t, sandbox.Options{})
		before := s.count(c.after)
		c.do(s)
		took := s.answers()
		if c.after != "" {
			s.until("ready again", func() bool { return s.count(c.after) > before })
		} else if n := s.count(Lost); n > 0 {
			t.Errorf("the connection was given up %d times", n)
		}
		t.Logf("answered after %v", took.Round(time.Millisecond))
	})
}

// What happens while the bot is away reaches it once, when the session is resumed.
func TestNothingIsMissedAndNothingComesTwice(t *testing.T) {
	t.Parallel()
	s := newScene(t, sandbox.Options{})
	s.Gateway.Duplicate(100)
	for n := range 5 {
		s.say("before " + string(rune('a'+n)))
		s.Gateway.Drop()
		s.say("after " + string(rune('a'+n)))
		s.until("resumed", func() bool { return s.count(Resumed) > n })
	}
	for n := range 5 {
		for _, when := range []string{"before ", "after "} {
			s.hears(when + string(rune('a'+n)))
		}
	}
	if s.count(Ready) != 1 {
		t.Errorf("%d sessions were begun", s.count(Ready))
	}
}

func TestAnOutageIsNoLeaving(t *testing.T) {
	t.Parallel()
	s := newScene(t, sandbox.Options{})
	there := func(n int) func() bool { return func() bool { return len(s.guildLog()) >= n } }
	s.until("told of the guild", there(1))
	s.ok(s.World.SetOutage(s.Guild.ID, true))
	s.ok(s.World.SetOutage(s.Guild.ID, false))
	s.until("told that it is back", there(2))
	s.ok(s.Olga.Kick(s.Guild.ID, s.Bot.Bot.ID))
	s.until("told that it is gone", there(3))
	id := s.Guild.ID.String()
	if log := s.guildLog(); log[0] != id || log[1] != id || log[2] != "-"+id {
		t.Errorf("told %v", log)
	}
}
