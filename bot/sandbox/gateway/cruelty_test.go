package gateway_test

import (
	"encoding/json"
	"errors"
	"net"
	"testing"
	"time"

	"rapporteur/bot/sandbox/gateway"
)

func TestAllConnectionsAreClosedWithACode(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	s.CloseAll(4000, "Unknown error.")
	c.wantClose(4000, "Unknown error.")
}

func TestWhatAStallHeldBackComesAfterwards(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	s.Stall(true)
	s.rename(t, "news")
	c.send(`{"op":1,"d":null}`)
	s.Stall(false)
	got := map[int]bool{c.want().Op: true, c.want().Op: true}
	if !got[0] || !got[11] {
		t.Errorf("ops %v, want 0 and 11", got)
	}
}

func TestReconnectAndHeartbeatAreAskedFor(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	s.RequestHeartbeat()
	c.wantOp(1)
	s.Reconnect()
	c.wantOp(7)
}

func TestAnInvalidatedSessionIsResumedOnlyWhenItMayBe(t *testing.T) {
	s := newScene(t, gateway.Options{})
	for _, resumable := range []bool{true, false} {
		c, session := s.connect(t, 1)
		s.InvalidateSessions(resumable)
		c.wantOp(9)
		c.resume(s.app.Token, session, 2)
		if resumable {
			c.wantEvent("RESUMED")
			c.hangUp(1000)
		} else {
			c.wantOp(9)
		}
	}
}

func TestReadyComesTwice(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, session := s.connect(t, 1)
	if err := s.ReadyTwice(); err != nil {
		t.Fatal(err)
	}
	if again := c.sessionOf(c.wantEvent("READY")); again != session {
		t.Errorf("session %s, want %s", again, session)
	}
	c.wantEvent("GUILD_CREATE")
}

func TestEventsAreDoubledAndReversed(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	names := func(n int) (names []string) {
		for range n {
			p := c.wantEvent("CHANNEL_UPDATE")
			var channel struct{ Name string }
			c.decode(p, &channel)
			names = append(names, channel.Name)
		}
		return names
	}
	s.Duplicate(1)
	s.rename(t, "a")
	s.rename(t, "b")
	if got := names(3); got[0] != "a" || got[1] != "a" || got[2] != "b" {
		t.Errorf("got %v, want a a b", got)
	}
	s.Reorder(2)
	s.rename(t, "c")
	s.rename(t, "d")
	s.rename(t, "e")
	if got := names(3); got[0] != "d" || got[1] != "c" || got[2] != "e" {
		t.Errorf("got %v, want d c e", got)
	}
}

func TestReconnectComesInsteadOfReady(t *testing.T) {
	s := newScene(t, gateway.Options{})
	s.ReconnectBeforeReady(1)
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	c.wantOp(7)
	s.connect(t, 1)
}

// wantSilence says that nothing comes for a moment.
func (c *client) wantSilence() {
	c.t.Helper()
	if err := c.ws.SetReadDeadline(time.Now().Add(50 * time.Millisecond)); err != nil {
		c.t.Fatal(err)
	}
	_, message, err := c.ws.ReadMessage()
	var late net.Error
	if !errors.As(err, &late) || !late.Timeout() {
		c.t.Errorf("got %s, %v, want silence", message, err)
	}
}

func TestSilentConnectionsStayOpen(t *testing.T) {
	s := newScene(t, gateway.Options{HeartbeatInterval: 10 * time.Millisecond})
	s.Mute(1)
	s.dial(t, "v=10&encoding=json").wantSilence()
	s.SilentAfterHello(1)
	c := s.hello(t)
	c.identify(s.app.Token, 1)
	c.wantSilence()
}

func TestGarbageAndUnknownEventsAreSent(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	s.SendUnknownEvent()
	c.wantEvent(gateway.UnknownEvent)
	s.Garbage([]byte(`{"op":`))
	_, err := c.read()
	if syntax := new(json.SyntaxError); !errors.As(err, &syntax) {
		t.Errorf("got %v, want a syntax error", err)
	}
}

func TestLostAcksLoseNothingElse(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	s.LoseAcks(true)
	c.send(`{"op":1,"d":null}`)
	s.rename(t, "news")
	c.wantEvent("CHANNEL_UPDATE")
	s.LoseAcks(false)
	c.ping()
}

func TestASlowClientIsCutOff(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, session := s.connect(t, 1)
	s.Stall(true)
	for range 40_001 { // the writer may hold as many again as are queued
		s.rename(t, "news")
	}
	_, err := c.read()
	if late := net.Error(nil); err == nil || errors.As(err, &late) && late.Timeout() {
		t.Errorf("got %v, want a cut connection", err)
	}
	s.Stall(false)
	c = s.hello(t)
	c.resume(s.app.Token, session, 40_000)
	c.wantEvent("CHANNEL_UPDATE")
}
