package gateway_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

func TestAQueryThatDiscordRefusesIsClosed(t *testing.T) {
	s := newScene(t, gateway.Options{})
	for query, code := range map[string]int{
		"encoding=json":                       4012,
		"v=8&encoding=json":                   4012,
		"v=10&encoding=etf":                   4002,
		"v=10&encoding=json&compress=zstd":    4002,
		"v=nine&encoding=json&compress=zlib2": 4012,
	} {
		s.dial(t, query).wantClose(code, "")
	}
}

func TestHelloTellsTheHeartbeatInterval(t *testing.T) {
	c := newScene(t, gateway.Options{}).dial(t, "v=9&encoding=json")
	var hello struct {
		Interval int `json:"heartbeat_interval"`
	}
	c.decode(c.wantOp(10), &hello)
	if hello.Interval != 41250 {
		t.Errorf("heartbeat_interval %d, want 41250", hello.Interval)
	}
	c.ping() // before IDENTIFY too
}

func TestWrongPayloadsCloseTheConnection(t *testing.T) {
	s := newScene(t, gateway.Options{})
	identify := func(more string) string {
		return fmt.Sprintf(`{"op":2,"d":{"token":%q,"properties":{}%s}}`, s.app.Token, more)
	}
	cases := []struct {
		name, send string
		code       int
		reason     string
	}{
		{"no JSON", "hello", 4002, "Error while decoding payload."},
		{"no op", `{}`, 4002, ""},
		{"too long", `{"op":1,"d":"` + strings.Repeat("x", 15<<10) + `"}`, 4002, ""},
		{"op 5", `{"op":5,"d":{}}`, 4001, "Unknown opcode."},
		{"op 31", `{"op":31,"d":{}}`, 4001, ""},
		{"a presence first", `{"op":3,"d":{}}`, 4003, "Not authenticated."},
		{"a heartbeat that is text", `{"op":1,"d":"one"}`, 4002, ""},
		{"a wrong token", `{"op":2,"d":{"token":"x","properties":{},"intents":1}}`, 4004, "Authentication failed."},
		{"no properties", `{"op":2,"d":{"token":"x","intents":1}}`, 4002, ""},
		{"no intents", identify(""), 4013, "Invalid intent(s)."},
		{"intents that do not exist", identify(`,"intents":131072`), 4013, ""},
		{"a shard beyond the count", identify(`,"intents":1,"shard":[1,1]`), 4010, "Invalid shard."},
		{"half a shard", identify(`,"intents":1,"shard":[1]`), 4010, ""},
		{"RESUME with a wrong token", `{"op":6,"d":{"token":"x","session_id":"x","seq":1}}`, 4004, ""},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			c := s.hello(t)
			c.send(test.send)
			c.wantClose(test.code, test.reason)
		})
	}
}

func TestPrivilegedIntentsNeedTheirSwitch(t *testing.T) {
	s := newScene(t, gateway.Options{})
	if _, err := s.world.UpdateApplication(s.app.ID, func(a *world.Application) { a.Flags = world.GuildMembersLimited }); err != nil {
		t.Fatal(err)
	}
	s.connect(t, 1<<0|1<<1)
	for _, intents := range []int{1 << 8, 1 << 15} {
		c := s.hello(t)
		c.identify(s.app.Token, intents)
		c.wantClose(4014, "Disallowed intent(s).")
	}
}

func TestALargeBotMustShard(t *testing.T) {
	s := newScene(t, gateway.Options{})
	if _, err := s.world.UpdateApplication(s.app.ID, func(a *world.Application) { a.Shards = 2 }); err != nil {
		t.Fatal(err)
	}
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	c.wantClose(4011, "Sharding required.")
}

func TestReadyHoldsTheGuildAsUnavailableAndThenItComes(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c := s.hello(t)
	c.identify("Bot "+s.app.Token, allIntents)
	p := c.wantEvent("READY")
	var ready struct {
		V                int
		User             world.User
		Guilds           []world.UnavailableGuild
		ResumeGatewayURL string `json:"resume_gateway_url"`
		SessionID        string `json:"session_id"`
		Application      struct{ ID world.ID }
	}
	c.decode(p, &ready)
	if p.Seq != 1 || ready.V != 10 || ready.User.ID != s.app.ID || ready.Application.ID != s.app.ID || len(ready.SessionID) != 32 {
		t.Errorf("READY %d %s", p.Seq, p.Data)
	}
	if ready.ResumeGatewayURL != s.url {
		t.Errorf("resume_gateway_url %s, want %s", ready.ResumeGatewayURL, s.url)
	}
	if len(ready.Guilds) != 1 || ready.Guilds[0] != (world.UnavailableGuild{ID: s.guild.ID, Unavailable: true}) {
		t.Errorf("guilds %v", ready.Guilds)
	}
	if p := c.wantEvent("GUILD_CREATE"); p.Seq != 2 {
		t.Errorf("GUILD_CREATE is event %d, want 2", p.Seq)
	}
	c.identify(s.app.Token, 1)
	c.wantClose(4005, "Already authenticated.")
}

func TestAGuildInAnOutageIsDeletedAsUnavailable(t *testing.T) {
	s := newScene(t, gateway.Options{})
	if err := s.world.SetOutage(s.guild.ID, true); err != nil {
		t.Fatal(err)
	}
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	c.wantEvent("READY")
	var gone world.UnavailableGuild
	c.decode(c.wantEvent("GUILD_DELETE"), &gone)
	if !gone.Unavailable {
		t.Error("the guild is not marked unavailable")
	}
}

func TestGuildsComeToTheirShardAlone(t *testing.T) {
	s := newScene(t, gateway.Options{})
	own := int(uint64(s.guild.ID>>22) % 2)
	for shard := range 2 {
		c := s.hello(t)
		c.send(fmt.Sprintf(`{"op":2,"d":{"token":%q,"properties":{},"intents":1,"shard":[%d,2]}}`, s.app.Token, shard))
		c.wantEvent("READY")
		if shard == own {
			c.wantEvent("GUILD_CREATE")
		}
		c.ping()
	}
}

func TestWithoutTheMembersIntentAGuildHoldsOnlyTheBot(t *testing.T) {
	s := newScene(t, gateway.Options{})
	for intents, want := range map[int]int{1: 1, 1 | 1<<1: 2} {
		c := s.hello(t)
		c.identify(s.app.Token, intents)
		c.wantEvent("READY")
		var guild struct{ Members []json.RawMessage }
		c.decode(c.wantEvent("GUILD_CREATE"), &guild)
		if len(guild.Members) != want {
			t.Errorf("intents %d: %d members, want %d", intents, len(guild.Members), want)
		}
	}
}

func TestIdentifiesAreCountedByTheDay(t *testing.T) {
	s := newScene(t, gateway.Options{SessionsPerDay: 1})
	s.connect(t, 1)
	if total, remaining, after, concurrency := s.StartLimit(s.app.ID); total != 1 || remaining != 0 || after > 24*time.Hour || concurrency != 1 {
		t.Errorf("start limit %d %d %s %d", total, remaining, after, concurrency)
	}
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	c.wantClose(4004, "")
	s.world.Clock.Advance(24 * time.Hour)
	s.connect(t, 1)
}

func TestPacedIdentifiesMustWaitFiveSeconds(t *testing.T) {
	s := newScene(t, gateway.Options{PaceIdentify: true})
	s.connect(t, 1)
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	if p := c.wantOp(9); string(p.Data) != "false" {
		t.Errorf("op 9 d %s, want false", p.Data)
	}
	s.world.Clock.Advance(5 * time.Second)
	c.identify(s.app.Token, 1)
	c.wantEvent("READY")
}

func TestMoreThan120PayloadsInAMinuteAreTooMany(t *testing.T) {
	c := newScene(t, gateway.Options{}).hello(t)
	for range 120 {
		c.ping()
	}
	c.send(`{"op":1,"d":null}`)
	c.wantClose(4008, "You are being rate limited.")
}

func TestAClientWithoutHeartbeatsTimesOut(t *testing.T) {
	s := newScene(t, gateway.Options{HeartbeatInterval: 20 * time.Millisecond})
	s.hello(t).wantClose(4009, "Session timed out.")
}

func TestCompressionOfTheStreamAndOfPayloads(t *testing.T) {
	s := newScene(t, gateway.Options{})
	t.Run("stream", func(t *testing.T) {
		c := s.dial(t, "v=10&encoding=json&compress=zlib-stream")
		c.zlib = &lazyZlib{c: c}
		c.wantOp(10)
		c.identify(s.app.Token, 1)
		c.wantEvent("READY")
		c.wantEvent("GUILD_CREATE")
		c.ping()
	})
	t.Run("payloads", func(t *testing.T) {
		c := s.hello(t)
		c.send(fmt.Sprintf(`{"op":2,"d":{"token":%q,"properties":{},"intents":1,"compress":true}}`, s.app.Token))
		c.wantEvent("READY")
		c.wantEvent("GUILD_CREATE")
		c.ping()
	})
}
