package gateway

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// connection is one discordgo session, that connects once.
type connection struct {
	session *discordgo.Session
	ended   chan struct{} // closed when the library has let go of the connection
	reached chan struct{} // closed at READY or RESUMED

	mu      sync.Mutex
	tap     *tap // nil before the connection is made
	retired bool
}

// errAbandoned is a session that did not come back from Open.
var errAbandoned = errors.New("the library's session is stuck and was abandoned")

// address answers the library's only HTTP request, GET /gateway: where to
// connect is decided here.
type address string

// RoundTrip is for package http.
func (a address) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := json.Marshal(map[string]string{"url": string(a)}) // a string
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(body))), Request: r,
	}, nil
}

// connection makes a session that will connect to the address, and resume what
// is to be resumed. identified is called when IDENTIFY has been sent.
func (s *supervisor) connection(ctx context.Context, to string, p patience, resume *resumption, identified func()) *connection {
	dg, _ := discordgo.New("") // never fails
	c := &connection{session: dg, ended: make(chan struct{}), reached: make(chan struct{})}
	dg.Identify.Token = s.token
	dg.Identify.Intents = s.options.Intents
	dg.Identify.Compress, dg.Compress = false, false
	dg.ShardID, dg.ShardCount = s.shard, s.shards
	dg.StateEnabled = false
	dg.ShouldReconnectOnError = false
	dg.SyncEvents = true // the dispatcher never waits
	dg.LogLevel = -1     // the tap says what there is to say
	dg.Client = &http.Client{Transport: address(to)}
	dial := func(secure bool) func(context.Context, string, string) (net.Conn, error) {
		return func(dialing context.Context, network, addr string) (net.Conn, error) {
			return c.dial(ctx, dialing, secure, network, addr, func(conn net.Conn) *tap {
				return newTap(conn, s.token, p, resume, identified, s.log)
			})
		}
	}
	dg.Dialer = &websocket.Dialer{NetDialContext: dial(false), NetDialTLSContext: dial(true), HandshakeTimeout: p.step}
	var reached, ended sync.Once
	dg.AddHandler(func(*discordgo.Session, *discordgo.Resumed) {
		s.tell(Resumed, nil)
		reached.Do(func() { close(c.reached) })
	})
	dg.AddHandler(func(*discordgo.Session, *discordgo.Ready) {
		s.tell(Ready, nil)
		reached.Do(func() { close(c.reached) })
	})
	dg.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) { ended.Do(func() { close(c.ended) }) })
	s.listen(dg, s.shard)
	return c
}

// dial connects and puts the tap on the connection. It ends with either context.
func (c *connection) dial(ctx, dialing context.Context, secure bool, network, addr string, tapped func(net.Conn) *tap) (net.Conn, error) {
	dialing, cancel := context.WithCancel(dialing)
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	plain := &net.Dialer{KeepAlive: 15 * time.Second}
	var conn net.Conn
	var err error
	if secure {
		conn, err = (&tls.Dialer{NetDialer: plain, Config: &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}}).DialContext(dialing, network, addr)
	} else {
		conn, err = plain.DialContext(dialing, network, addr)
	}
	if err != nil {
		return nil, err
	}
	t := tapped(conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tap = t
	if c.retired {
		return nil, t.fail(errRetired)
	}
	return t, nil
}

// retire cuts the connection, whatever the library is doing with it.
func (c *connection) retire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.retired = true
	if c.tap != nil {
		_ = c.tap.fail(errRetired)
	}
}

// tapOf is the connection's tap, nil when it has never been connected.
func (c *connection) tapOf() *tap {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tap
}
