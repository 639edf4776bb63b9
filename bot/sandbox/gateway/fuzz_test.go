package gateway_test

import (
	"errors"
	"testing"

	"github.com/gorilla/websocket"

	"rapporteur/bot/sandbox/gateway"
)

// FuzzFrame sends a frame before IDENTIFY and one after it. Each is answered, or
// ends the connection with a documented close code.
func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		``, `null`, `{}`, `[]`, `{"op":1,"d":null}`, `{"op":1,"d":251}`, `{"op":2,"d":{}}`, `{"op":3,"d":{"activities":[],"status":"idle"}}`,
		`{"op":4,"d":{}}`, `{"op":6,"d":{"token":"","session_id":"","seq":-1}}`, `{"op":8,"d":{"guild_id":["1"],"query":"","limit":0}}`,
		`{"op":99}`, `{"op":"2"}`, `{"op":1e99}`, "\xff",
	} {
		f.Add([]byte(seed))
	}
	s := newScene(f, gateway.Options{SessionsPerDay: 1 << 30})
	f.Fuzz(func(t *testing.T, frame []byte) {
		fresh := s.hello(t)
		fresh.survives(frame)
		known, _ := s.connect(t, 1)
		known.survives(frame)
	})
}

// survives sends a frame and a heartbeat, and reads until that is acknowledged
// or the connection closed.
func (c *client) survives(frame []byte) {
	c.t.Helper()
	for _, message := range [][]byte{frame, []byte(`{"op":1,"d":null}`)} {
		if err := c.ws.WriteMessage(websocket.TextMessage, message); err != nil && !errors.Is(err, websocket.ErrCloseSent) {
			c.t.Fatal(err)
		}
	}
	for {
		p, err := c.read()
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed) && closed.Code >= 4001 && closed.Code <= 4014:
		case err != nil:
			c.t.Fatalf("%q: %v", frame, err)
		case p.Op != 11:
			continue
		}
		_ = c.ws.Close() // many are opened
		return
	}
}
