package gateway_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

func TestIntentsDecideWhichEventsCome(t *testing.T) {
	s := newScene(t, gateway.Options{})
	with, _ := s.connect(t, 1)
	without, _ := s.connect(t, 1<<9)
	s.rename(t, "news")
	if p := with.wantEvent("CHANNEL_UPDATE"); p.Seq != 3 {
		t.Errorf("event %d, want 3", p.Seq)
	}
	without.ping()
}

func TestAUserUpdateNeedsNoIntent(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 0)
	if _, err := s.world.SetUsername(s.app.ID, "reporter"); err != nil {
		t.Fatal(err)
	}
	c.wantEvent("USER_UPDATE")
}

func TestABotsOwnMemberNeedsNoIntent(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	for _, user := range []world.ID{s.owner.ID, s.app.ID} {
		if _, err := s.world.SetNick(s.owner.ID, s.guild.ID, user, "Nick"); err != nil {
			t.Fatal(err)
		}
	}
	var event world.MemberEvent
	c.decode(c.wantEvent("GUILD_MEMBER_UPDATE"), &struct{ User **world.User }{&event.User})
	if event.User.ID != s.app.ID {
		t.Errorf("told of member %s, want the bot alone", event.User.ID)
	}
}

func TestAResumedSessionIsToldWhatItMissed(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, session := s.connect(t, 1)
	s.Drop()
	if _, err := c.read(); err == nil {
		t.Fatal("the connection was not cut")
	}
	s.rename(t, "one")
	s.rename(t, "two")
	c = s.hello(t)
	c.resume(s.app.Token, session, 2)
	for seq, name := range []string{3: "CHANNEL_UPDATE", 4: "CHANNEL_UPDATE", 5: "RESUMED"} {
		if name == "" {
			continue
		}
		if p := c.wantEvent(name); p.Seq != int64(seq) {
			t.Errorf("%s is event %d, want %d", name, p.Seq, seq)
		}
	}
}

func TestSessionsThatCannotBeResumed(t *testing.T) {
	s := newScene(t, gateway.Options{})
	refused := func(t *testing.T, session string) {
		c := s.hello(t)
		c.resume(s.app.Token, session, 2)
		if p := c.wantOp(9); string(p.Data) != "false" {
			t.Errorf("op 9 d %s, want false", p.Data)
		}
		c.identify(s.app.Token, 1)
		c.wantEvent("READY")
	}
	t.Run("unknown", func(t *testing.T) { refused(t, "feed") })
	t.Run("refused", func(t *testing.T) {
		_, session := s.connect(t, 1)
		s.RefuseResume(1)
		refused(t, session)
	})
	t.Run("closed by the client with 1000", func(t *testing.T) {
		c, session := s.connect(t, 1)
		c.hangUp(1000)
		refused(t, session)
	})
	t.Run("too late", func(t *testing.T) {
		c, session := s.connect(t, 1)
		c.hangUp(4000)
		s.world.Clock.Advance(time.Hour)
		refused(t, session)
	})
	t.Run("more missed than kept", func(t *testing.T) {
		c, session := s.connect(t, 1)
		c.hangUp(4000)
		for i := range 10_001 {
			s.rename(t, fmt.Sprint("channel-", i))
		}
		refused(t, session)
	})
	t.Run("a number that was never sent", func(t *testing.T) {
		_, session := s.connect(t, 1)
		c := s.hello(t)
		c.resume(s.app.Token, session, 99)
		c.wantClose(4007, "Invalid seq.")
	})
}

// hangUp closes with the code and waits until the gateway has answered.
func (c *client) hangUp(code int) {
	c.t.Helper()
	message := websocket.FormatCloseMessage(code, "")
	if err := c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(patience)); err != nil {
		c.t.Fatal(err)
	}
	c.wantClose(code, "")
}

func TestASecondConnectionTakesTheSession(t *testing.T) {
	s := newScene(t, gateway.Options{})
	first, session := s.connect(t, 1)
	second := s.hello(t)
	second.resume(s.app.Token, session, 2)
	second.wantEvent("RESUMED")
	first.wantClose(4000, "")
	s.rename(t, "news")
	second.wantEvent("CHANNEL_UPDATE")
}

func TestMembersComeInChunks(t *testing.T) {
	s := newScene(t, gateway.Options{})
	for i := range 1200 {
		u := s.world.AddUser(fmt.Sprint("user", i), "")
		if _, err := s.world.Join(s.guild.ID, u.ID, 0); err != nil {
			t.Fatal(err)
		}
	}
	c, _ := s.connect(t, 1<<0|1<<1)
	request := func(more string) { c.send(fmt.Sprintf(`{"op":8,"d":{"guild_id":"%s",%s}}`, s.guild.ID, more)) }
	type chunk struct {
		Members    []struct{ User world.User }
		ChunkIndex int        `json:"chunk_index"`
		ChunkCount int        `json:"chunk_count"`
		NotFound   []world.ID `json:"not_found"`
		Nonce      string
	}
	var whole [2]chunk
	request(`"query":"","limit":0,"nonce":"n"`)
	for i := range whole {
		c.decode(c.wantEvent("GUILD_MEMBERS_CHUNK"), &whole[i])
		if whole[i].ChunkIndex != i || whole[i].ChunkCount != 2 || whole[i].Nonce != "n" {
			t.Errorf("chunk %+v", whole[i].ChunkIndex)
		}
	}
	if n := len(whole[0].Members) + len(whole[1].Members); n != 1202 {
		t.Errorf("%d members, want 1202", n)
	}
	var some chunk
	request(`"user_ids":["1","` + s.owner.ID.String() + `"]`)
	c.decode(c.wantEvent("GUILD_MEMBERS_CHUNK"), &some)
	if len(some.Members) != 1 || len(some.NotFound) != 1 {
		t.Errorf("%d members and %d missing, want 1 and 1", len(some.Members), len(some.NotFound))
	}
	request(`"query":"","limit":0,"user_ids":["1"]`)
	c.wantClose(4002, "")
	c, _ = s.connect(t, 1)
	request(`"query":"","limit":0`)
	c.wantClose(4014, "")
}

func TestAPresenceIsChecked(t *testing.T) {
	s := newScene(t, gateway.Options{})
	c, _ := s.connect(t, 1)
	c.send(`{"op":3,"d":{"since":null,"activities":[{"name":"news","type":3}],"status":"online","afk":false}}`)
	c.send(`{"op":4,"d":{"guild_id":"1","channel_id":null,"self_mute":false,"self_deaf":false}}`)
	c.ping()
	c.send(`{"op":3,"d":{"since":null,"activities":null,"status":"online","afk":false}}`)
	c.wantClose(4002, "")
}

func TestSessionsAreWrittenToTheWorldsLog(t *testing.T) {
	s := newScene(t, gateway.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	events := s.world.Events(ctx, -1)
	c, _ := s.connect(t, 1)
	c.hangUp(1000)
	want := []gateway.SessionChange{gateway.SessionBegan, gateway.SessionEnded}
	for e := range events {
		data, ok := e.Data.(gateway.SessionEvent)
		if !ok {
			continue
		}
		if data.Change != want[0] {
			t.Errorf("session %s, want %s", data.Change, want[0])
		}
		if want = want[1:]; len(want) == 0 {
			return
		}
	}
	t.Errorf("%v did not come", want)
}

func TestADroppedClientCannotConnectWhileRefused(t *testing.T) {
	s := newScene(t, gateway.Options{})
	s.RefuseConnections(http.StatusBadGateway, 1)
	_, response, err := websocket.DefaultDialer.Dial(s.url+"/?v=10&encoding=json", nil)
	if err == nil || response == nil {
		t.Fatalf("dial: %v, want 502", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadGateway {
		t.Errorf("status %d, want 502", response.StatusCode)
	}
	s.hello(t)
}
