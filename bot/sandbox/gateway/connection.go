package gateway

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gorilla/websocket"
)

// Limits of what a client sends (docs: Gateway, Sending Events and Rate Limiting).
const (
	maxPayload    = 15 << 10 // bytes
	maxPayloads   = 120      // in payloadWindow
	payloadWindow = time.Minute
)

// closeWait is how long a client has to answer a close frame.
const closeWait = time.Second

// connection is one client's WebSocket.
type connection struct {
	gateway *Gateway
	ws      *websocket.Conn
	version int
	address string // ws://host:port, as the client wrote it
	encoder encoder
	wake    chan struct{} // holds one token when there is something for the writer
	done    chan struct{} // closed when the connection has ended

	// The reader's own.
	windowStart time.Time
	inWindow    int // payloads

	// Guarded by the gateway's mutex.
	queue    []frame
	sealed   bool          // nothing more is queued or obeyed
	stalled  chan struct{} // while not nil nothing is read or sent; closed when it ends
	muted    bool          // nothing is sent or obeyed, but for the close
	session  *session
	lastBeat time.Time
	code     int // with which the gateway closes it; zero when it does not
}

func newConnection(g *Gateway, ws *websocket.Conn, r *http.Request) *connection {
	version, _ := strconv.Atoi(r.URL.Query().Get("v")) // what is no number is no version
	return &connection{
		gateway: g,
		ws:      ws,
		version: version,
		address: "ws://" + r.Host,
		encoder: encoder{stream: r.URL.Query().Get("compress") == "zlib-stream"},
		wake:    make(chan struct{}, 1),
		done:    make(chan struct{}),
	}
}

// refusal is why a connection with the request's query is closed at once, if it is.
func (c *connection) refusal(r *http.Request) *closing {
	query := r.URL.Query()
	encoding, compress := query.Get("encoding"), query.Get("compress")
	switch {
	case c.version != 9 && c.version != 10:
		return &invalidAPIVersion
	case encoding != "" && encoding != "json", compress != "" && !c.encoder.stream:
		return &decodeError
	}
	return nil
}

// serve greets the client and obeys it until the connection ends.
func (c *connection) serve(r *http.Request) {
	g := c.gateway
	c.ws.SetPingHandler(func(data string) error {
		c.flow()
		return ignoreClosed(c.ws.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWait)))
	})
	c.ws.SetCloseHandler(func(code int, _ string) error {
		c.flow()
		c.leave(code) // first: who has its answer may come again at once
		answer := websocket.FormatCloseMessage(code, "")
		return ignoreClosed(c.ws.WriteControl(websocket.CloseMessage, answer, time.Now().Add(writeWait)))
	})
	g.register(c, c.refusal(r))
	g.running.Go(c.write)
	c.end(c.read())
}

// ignoreClosed lets the reader go on to the client's own close frame.
func ignoreClosed(err error) error {
	if errors.Is(err, websocket.ErrCloseSent) {
		return nil
	}
	return err
}

// register makes the connection live, with HELLO, or its refusal, queued.
func (g *Gateway) register(c *connection, refused *closing) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.connections[c] = true
	c.lastBeat = time.Now()
	switch {
	case g.closed:
		c.cut()
	case refused != nil:
		c.finish(*refused)
	case take(&g.faults.mute):
		c.muted = true
	default:
		c.enqueue(frame{op: opHello, data: fmt.Appendf(nil, `{"heartbeat_interval":%d,"_trace":["gateway-sandbox"]}`,
			g.options.HeartbeatInterval.Milliseconds())})
		c.muted = take(&g.faults.silence)
		if g.faults.stalled {
			c.stall()
		}
	}
}

// read obeys the client until the connection ends, and says with which code it
// closed it; 1006 without a close frame.
func (c *connection) read() (code int) {
	for {
		_, r, err := c.ws.NextReader()
		if err != nil {
			return closeCode(err)
		}
		payload, err := io.ReadAll(io.LimitReader(r, maxPayload+1))
		if err != nil {
			return closeCode(err)
		}
		c.flow()
		if !c.deaf() {
			c.receive(payload)
		}
	}
}

func closeCode(err error) int {
	var closed *websocket.CloseError
	if errors.As(err, &closed) {
		return closed.Code
	}
	return websocket.CloseAbnormalClosure
}

// receive obeys one payload, and closes the connection when it is wrong.
func (c *connection) receive(payload []byte) {
	err := c.obey(payload)
	var why closing
	switch {
	case err == nil:
		return
	case !errors.As(err, &why):
		c.gateway.options.Log.Error("gateway: payload", "error", err)
		why = unknownError
	}
	c.gateway.locked(func() { c.finish(why) })
}

// deaf says whether what the client sends no longer counts.
func (c *connection) deaf() bool {
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	return c.sealed || c.muted
}

// flow waits while the connection is stalled.
func (c *connection) flow() {
	c.gateway.mu.Lock()
	stalled := c.stalled
	c.gateway.mu.Unlock()
	if stalled != nil {
		select {
		case <-stalled:
		case <-c.done:
		}
	}
}

// tooMany counts a payload and says whether it is above the limit. Heartbeats
// that an interval shorter than Discord's asks for do not use the limit up.
func (c *connection) tooMany() bool {
	now := time.Now()
	if now.Sub(c.windowStart) >= payloadWindow {
		c.windowStart, c.inWindow = now, 0
	}
	c.inWindow++
	asked := int(payloadWindow/c.gateway.options.HeartbeatInterval) - int(payloadWindow/DiscordHeartbeat)
	return c.inWindow > maxPayloads+max(0, asked)
}

// end forgets the connection.
func (c *connection) end(clientCode int) {
	close(c.done)
	if err := c.ws.Close(); err != nil {
		c.gateway.options.Log.Debug("gateway: close", "error", err) // cut before
	}
	c.gateway.locked(func() { delete(c.gateway.connections, c) })
	c.leave(clientCode)
}

// leave parts the connection from its session, if it still has one, which waits
// to be resumed, unless the code of the side that closed first has ended it.
func (c *connection) leave(clientCode int) {
	g := c.gateway
	g.mu.Lock()
	s, code, byClient := c.session, c.code, c.code == 0
	if byClient {
		code = clientCode
	}
	change := SessionDisconnected
	if s != nil {
		s.detach(g.world.Clock.Now())
		if endsSession(code, byClient) {
			change = SessionEnded
			delete(g.sessions, s.id)
		}
	}
	g.mu.Unlock()
	if s != nil {
		g.record(s, change, code)
	}
}

// The methods below need the gateway's lock and do not block.

// enqueue has the writer send a frame. A client that does not keep up is cut off.
func (c *connection) enqueue(f frame) {
	if c.sealed || c.muted && f.close == nil {
		return
	}
	if len(c.queue) >= maxQueued {
		c.gateway.options.Log.Warn("gateway: a slow client is cut off", "queued", len(c.queue))
		c.cut()
		return
	}
	c.queue = append(c.queue, f)
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// finish closes the connection after what is queued has been sent.
func (c *connection) finish(why closing) {
	c.enqueue(frame{close: &why})
	if !c.sealed {
		c.sealed, c.code = true, why.code
	}
}

// cut ends the connection without a close frame. The reader notices.
func (c *connection) cut() {
	c.sealed = true
	c.code = websocket.CloseAbnormalClosure
	if err := c.ws.NetConn().Close(); err != nil {
		c.gateway.options.Log.Debug("gateway: cut", "error", err) // closed already
	}
	c.release()
}

// stall stops reading and sending until release.
func (c *connection) stall() {
	if c.stalled == nil {
		c.stalled = make(chan struct{})
	}
}

func (c *connection) release() {
	if c.stalled != nil {
		close(c.stalled)
		c.stalled = nil
		c.lastBeat = time.Now() // what waited in the socket is not late
	}
}
