package rest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/sandbox/rest"
)

func TestAFullBucketIsRefusedUntilItsWindowEnds(t *testing.T) {
	s := open(t, rest.Options{})
	s.world.Clock.Stop()
	for left := 4; left >= 0; left-- {
		g := s.do(t, "PATCH", "/channels/{channel}", `{"topic":"t"}`)
		if g.status != 200 || g.header.Get("X-RateLimit-Remaining") != string(rune('0'+left)) {
			t.Fatalf("%d left, headers %v", left, g.header)
		}
	}
	g := s.do(t, "PATCH", "/channels/{channel}", `{"topic":"t"}`)
	if g.status != 429 || g.header.Get("Retry-After") != "5" || g.header.Get("X-RateLimit-Scope") != "user" || g.header.Get("Via") == "" {
		t.Errorf("sixth: %d %v", g.status, g.header)
	}
	s.world.Clock.Advance(5 * time.Second)
	if g := s.do(t, "PATCH", "/channels/{channel}", `{"topic":"t"}`); g.status != 200 {
		t.Errorf("after the window: %d", g.status)
	}
	s.world.Clock.Advance(-time.Hour)
	if g := s.do(t, "PATCH", "/channels/{channel}", `{"topic":"t"}`); g.status != 200 || g.header.Get("X-RateLimit-Remaining") != "4" {
		t.Errorf("after the clock was set back: %d %v", g.status, g.header)
	}
}

func TestTheGlobalLimitCountsAllRoutesOfABotButInteractions(t *testing.T) {
	s := open(t, rest.Options{})
	s.world.Clock.Stop()
	for range 25 {
		s.do(t, "GET", "/users/@me", "")
		s.do(t, "GET", "/guilds/{guild}", "")
	}
	g := s.do(t, "GET", "/channels/{channel}", "")
	if g.status != 429 || g.header.Get("X-RateLimit-Global") != "true" || !strings.Contains(g.body, `"global":true`) {
		t.Errorf("51st: %d %v %s", g.status, g.header, g.body)
	}
	if g := s.do(t, "POST", "/interactions/1/token/callback", `{"type":5}`); g.status != 404 {
		t.Errorf("callback: %d %s", g.status, g.body)
	}
}

func TestWithoutRateLimitsTheHeadersStay(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	for range 60 {
		if g := s.do(t, "GET", "/users/@me", ""); g.status != 200 || g.header.Get("X-RateLimit-Bucket") == "" {
			t.Fatalf("%d %v", g.status, g.header)
		}
	}
}

func TestFaultsStrikeInOrder(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	s.api.Inflict(rest.Fault{Route: "GET /users/@me", After: 1, Times: 1, Status: 500})
	s.api.Inflict(rest.Fault{Route: "GET /users/@me", Times: 2, Status: 429, RetryAfter: time.Second, Global: true})
	heal := s.api.Inflict(rest.HTMLError(http.StatusBadGateway))
	var statuses []int
	for range 4 {
		statuses = append(statuses, s.do(t, "GET", "/users/@me", "").status)
	}
	if want := [4]int{429, 500, 429, 502}; [4]int(statuses) != want {
		t.Errorf("statuses %v, want %v", statuses, want)
	}
	if g := s.do(t, "GET", "/nowhere", ""); g.status != 502 || g.header.Get("Content-Type") != "text/html" {
		t.Errorf("unknown route: %d %v", g.status, g.header)
	}
	heal()
	if g := s.do(t, "GET", "/users/@me", ""); g.status != 200 {
		t.Errorf("healed: %d", g.status)
	}
	s.api.Inflict(rest.Fault{Status: 503})
	s.api.Heal()
	if g := s.do(t, "GET", "/users/@me", ""); g.status != 200 {
		t.Errorf("all healed: %d", g.status)
	}
}

func TestALostAnswerWasCarriedOutAndACutRequestWasNot(t *testing.T) {
	for _, c := range []struct {
		fault rest.Fault
		roles int
	}{{rest.Fault{Lose: true, Times: 1}, 4}, {rest.Fault{Cut: true, Times: 1}, 3}} {
		s := open(t, rest.Options{})
		s.api.Inflict(c.fault)
		if response, err := s.server.Client().Do(s.request(t, "POST", "/api/v10/guilds/{guild}/roles", `{"name":"new"}`)); err == nil {
			response.Body.Close()
			t.Errorf("%+v: an answer came", c.fault)
		}
		guild, err := s.world.Guild(s.bot.ID, s.guild)
		must(t, err)
		if len(guild.Roles) != c.roles {
			t.Errorf("%+v: %d roles, want %d", c.fault, len(guild.Roles), c.roles)
		}
	}
}

func TestCloseEndsDelayedAnswers(t *testing.T) {
	s := open(t, rest.Options{})
	s.api.Inflict(rest.Fault{Delay: time.Hour})
	ended := make(chan error, 1)
	ctx, began := context.WithCancel(t.Context())
	began()
	if response, err := s.server.Client().Do(s.request(t, "GET", "/api/v10/gateway", "").WithContext(ctx)); err == nil {
		response.Body.Close()
		t.Error("a request that was given up was answered")
	}
	go func() {
		response, err := s.server.Client().Do(s.request(t, "GET", "/api/v10/gateway", ""))
		if err == nil {
			response.Body.Close()
		}
		ended <- err
	}()
	s.api.Close()
	if <-ended == nil {
		t.Error("the delayed request was answered")
	}
}

func TestAShortDelayIsOnlyADelay(t *testing.T) {
	s := open(t, rest.Options{})
	s.api.Inflict(rest.Fault{Delay: time.Millisecond})
	if g := s.do(t, "GET", "/gateway", ""); g.status != 200 {
		t.Errorf("%d %s", g.status, g.body)
	}
}
