package gateway_test

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/world"
)

// patience is how long a test waits for what should come at once.
const patience = 10 * time.Second

// allIntents is every intent that exists.
const allIntents = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25

// scene is a guild with a person, a channel and a bot, behind a gateway.
type scene struct {
	*gateway.Gateway
	world   *world.World
	app     world.Application
	owner   world.User
	guild   world.Guild
	channel world.Channel
	url     string // ws://host:port
}

func newScene(t testing.TB, o gateway.Options) *scene {
	t.Helper()
	w := world.New(world.NewClock(time.Time{}), "http://cdn.test")
	s := &scene{Gateway: gateway.New(w, o), world: w, owner: w.AddUser("ada", "Ada")}
	s.app = w.AddApplication("rapporteur", s.owner.ID)
	s.guild = w.AddGuild("Newsroom", s.owner.ID)
	var err error
	if s.channel, err = w.AddChannel(s.owner.ID, s.guild.ID, world.Channel{Name: "general"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Join(s.guild.ID, s.app.ID, world.SendMessages); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	s.url = "ws" + strings.TrimPrefix(server.URL, "http")
	t.Cleanup(func() {
		s.Close()
		server.Close()
		w.Close()
	})
	return s
}

// rename makes an event of which every session with GUILDS is told.
func (s *scene) rename(t testing.TB, name string) {
	t.Helper()
	_, err := s.world.UpdateChannel(s.owner.ID, s.channel.ID, func(c *world.Channel) { c.Name = name })
	if err != nil {
		t.Fatal(err)
	}
}

// client is a bare gateway client.
type client struct {
	t    testing.TB
	ws   *websocket.Conn
	zlib io.Reader // of zlib-stream
	in   bytes.Buffer
}

// payload is what the gateway sends.
type payload struct {
	Op   int             `json:"op"`
	Seq  int64           `json:"s"`
	Type string          `json:"t"`
	Data json.RawMessage `json:"d"`
}

func (s *scene) dial(t testing.TB, query string) *client {
	t.Helper()
	ws, response, err := websocket.DefaultDialer.Dial(s.url+"/?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	t.Cleanup(func() { _ = ws.Close() }) // often closed before
	return &client{t: t, ws: ws}
}

// hello is a connection whose HELLO has been read.
func (s *scene) hello(t testing.TB) *client {
	t.Helper()
	c := s.dial(t, "v=10&encoding=json")
	c.wantOp(10)
	return c
}

// connect is an identified connection whose READY and guild have been read.
func (s *scene) connect(t testing.TB, intents int) (c *client, session string) {
	t.Helper()
	c = s.hello(t)
	c.identify(s.app.Token, intents)
	session = c.sessionOf(c.wantEvent("READY"))
	if intents&1 != 0 {
		c.wantEvent("GUILD_CREATE")
	}
	return c, session
}

func (c *client) sessionOf(ready payload) string {
	c.t.Helper()
	var d struct {
		SessionID string `json:"session_id"`
	}
	c.decode(ready, &d)
	return d.SessionID
}

func (c *client) decode(p payload, into any) {
	c.t.Helper()
	if err := json.Unmarshal(p.Data, into); err != nil {
		c.t.Fatalf("%s: %v", p.Data, err)
	}
}

func (c *client) identify(token string, intents int) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"op":2,"d":{"token":%q,"properties":{"os":"linux"},"intents":%d}}`, token, intents))
}

func (c *client) resume(token, session string, seq int64) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"op":6,"d":{"token":%q,"session_id":%q,"seq":%d}}`, token, session, seq))
}

func (c *client) send(text string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		c.t.Fatal(err)
	}
}

// read is the next payload.
func (c *client) read() (p payload, err error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return p, err
	}
	kind, message, err := c.ws.ReadMessage()
	if err != nil {
		return p, err
	}
	if kind == websocket.BinaryMessage {
		if message, err = c.inflate(message); err != nil {
			return p, err
		}
	}
	return p, json.Unmarshal(message, &p)
}

func (c *client) inflate(message []byte) ([]byte, error) {
	if c.zlib == nil {
		r, err := zlib.NewReader(bytes.NewReader(message))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(r)
	}
	if !bytes.HasSuffix(message, []byte{0, 0, 0xff, 0xff}) {
		return nil, errors.New("a message of zlib-stream without its suffix")
	}
	c.in.Write(message)
	var raw json.RawMessage
	err := json.NewDecoder(c.zlib).Decode(&raw)
	return raw, err
}

func (c *client) want() payload {
	c.t.Helper()
	p, err := c.read()
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func (c *client) wantOp(op int) payload {
	c.t.Helper()
	p := c.want()
	if p.Op != op {
		c.t.Fatalf("got op %d %s %s, want op %d", p.Op, p.Type, p.Data, op)
	}
	return p
}

func (c *client) wantEvent(name string) payload {
	c.t.Helper()
	p := c.wantOp(0)
	if p.Type != name {
		c.t.Fatalf("got %s %s, want %s", p.Type, p.Data, name)
	}
	return p
}

// wantClose reads on until the connection is closed.
func (c *client) wantClose(code int, reason string) {
	c.t.Helper()
	for {
		_, err := c.read()
		var closed *websocket.CloseError
		switch {
		case err == nil:
			continue
		case !errors.As(err, &closed):
			c.t.Fatalf("got %v, want close %d", err, code)
		case closed.Code != code || reason != "" && closed.Text != reason:
			c.t.Fatalf("closed with %d %q, want %d %q", closed.Code, closed.Text, code, reason)
		}
		return
	}
}

// ping has a heartbeat acknowledged: all that was sent before it has come.
func (c *client) ping() {
	c.t.Helper()
	c.send(`{"op":1,"d":null}`)
	c.wantOp(11)
}

// lazyZlib reads the connection's one zlib stream, which can only be opened
// when its first message is there.
type lazyZlib struct {
	c *client
	r io.Reader
}

func (l *lazyZlib) Read(b []byte) (int, error) {
	if l.r == nil {
		r, err := zlib.NewReader(&l.c.in)
		if err != nil {
			return 0, err
		}
		l.r = r
	}
	return l.r.Read(b)
}
