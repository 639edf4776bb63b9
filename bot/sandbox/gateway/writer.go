package gateway

import (
	"time"

	"github.com/gorilla/websocket"
)

const (
	// maxQueued is how many payloads may wait for a client before it is cut off.
	maxQueued = 20_000
	// writeWait is how long a client may take to accept one message.
	writeWait = 10 * time.Second
)

// write sends what is queued and watches the heartbeats until the connection
// ends. When it cannot go on it closes the socket, which the reader notices.
func (c *connection) write() {
	limit := c.gateway.heartbeatLimit()
	late := time.NewTimer(limit)
	defer late.Stop()
	var buffer []byte
	for {
		select {
		case <-c.done:
			return
		case <-late.C:
			late.Reset(c.watchHeartbeat(limit))
		case <-c.wake:
			for _, f := range c.takeQueue() {
				var ok bool
				if buffer, ok = c.send(f, buffer[:0]); !ok {
					return
				}
			}
		}
	}
}

// heartbeatLimit is the time without a heartbeat after which a client is gone:
// the interval and half of it as grace. Discord does not document its own.
func (g *Gateway) heartbeatLimit() time.Duration {
	return g.options.HeartbeatInterval * 3 / 2
}

// watchHeartbeat closes the connection when the last heartbeat is longer ago than
// limit, and says when to look again.
func (c *connection) watchHeartbeat(limit time.Duration) time.Duration {
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	if c.stalled != nil || c.muted {
		return limit
	}
	left := time.Until(c.lastBeat.Add(limit))
	if left > 0 {
		return left
	}
	c.finish(sessionTimedOut)
	return limit
}

func (c *connection) takeQueue() []frame {
	c.gateway.mu.Lock()
	defer c.gateway.mu.Unlock()
	queue := c.queue
	c.queue = nil
	return queue
}

// send writes one frame, using buffer. It is false when nothing can follow.
func (c *connection) send(f frame, buffer []byte) ([]byte, bool) {
	c.flow()
	if f.close != nil {
		c.sayClose(*f.close)
		return buffer, false
	}
	buffer = f.appendTo(buffer)
	kind, message, err := c.encoder.encode(buffer, f.compress)
	if err != nil {
		return buffer, c.wrote(err)
	}
	if err := c.ws.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return buffer, c.wrote(err)
	}
	return buffer, c.wrote(c.ws.WriteMessage(kind, message))
}

// sayClose sends the close frame and gives the client a moment to answer it.
func (c *connection) sayClose(why closing) {
	message := websocket.FormatCloseMessage(why.code, why.reason)
	if c.wrote(c.ws.WriteControl(websocket.CloseMessage, message, time.Now().Add(writeWait))) {
		c.wrote(c.ws.SetReadDeadline(time.Now().Add(closeWait)))
	}
}

// wrote says whether a write went well; after one that did not the socket is closed.
func (c *connection) wrote(err error) bool {
	if err == nil {
		return true
	}
	c.gateway.options.Log.Debug("gateway: write", "error", err)
	c.gateway.locked(c.cut)
	return false
}
