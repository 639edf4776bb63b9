package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"rapporteur/bot/sandbox/gateway"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

// Options of a server. The zero value is a strict server on a free port.
type Options struct {
	Addr              string              // where it listens; "127.0.0.1:0" when empty
	Bot               string              // the name of the scene's bot; "Rapporteur" when empty
	Start             time.Time           // what the world's clock shows at first; the machine's time when zero
	HeartbeatInterval time.Duration       // what HELLO asks of bots; Discord's 41.25 s when zero
	NoRateLimits      bool                // rate limits are announced, and never reached
	PaceIdentify      bool                // a second session within five seconds is refused, as on Discord
	Observe           func(rest.Exchange) // told of each request with its answer, if not nil
	Log               *slog.Logger        // told of faults of the sandbox itself; nobody is when nil
}

// Server is a running sandbox. Its scene's fields name the guild, its channels
// and people; World is everything else.
type Server struct {
	world.Scene
	World   *world.World
	API     *rest.API
	Gateway *gateway.Gateway
	URL     string // http://host:port, without a slash at the end

	listener net.Listener
	http     *http.Server
	serving  sync.WaitGroup
	stop     context.CancelFunc // ends event streams
	next     *http.Transport    // under Transport
}

// Start listens and serves until Close.
func Start(o Options) (*Server, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Bot == "" {
		o.Bot = "Rapporteur"
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("start the sandbox: %w", err)
	}
	s := &Server{URL: "http://" + listener.Addr().String(), listener: listener, next: &http.Transport{MaxIdleConnsPerHost: idleConnections}}
	s.World = world.New(world.NewClock(o.Start), s.URL)
	s.Gateway = gateway.New(s.World, gateway.Options{URL: s.gatewayURL, HeartbeatInterval: o.HeartbeatInterval, PaceIdentify: o.PaceIdentify, Log: o.Log})
	s.API = rest.New(s.World, rest.Options{
		GatewayURL: s.gatewayURL, StartLimit: s.Gateway.StartLimit, NoRateLimits: o.NoRateLimits, Observe: o.Observe, Log: o.Log,
	})
	if s.Scene, err = s.World.Furnish(o.Bot); err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("furnish the sandbox: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.http = &http.Server{Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	s.serving.Go(s.serve)
	return s, nil
}

func (s *Server) serve() {
	if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
		slog.Error("the sandbox stopped serving", "error", err)
	}
}

func (s *Server) gatewayURL() string { return "ws://" + s.listener.Addr().String() + "/gateway" }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/gateway", s.Gateway)
	mux.Handle("/gateway/", s.Gateway) // libraries put a slash before the query
	mux.Handle("/sandbox/", &control{server: s})
	mux.Handle("/", s.API)
	return mux
}

// Close cuts every connection and waits until nothing runs any more.
func (s *Server) Close() error {
	s.stop()
	s.Gateway.Close()
	s.next.CloseIdleConnections()
	err := s.http.Close()
	s.API.Close()
	s.World.Close()
	s.serving.Wait()
	return err
}

// idleConnections is how many connections Transport keeps for the next requests.
const idleConnections = 256

// Transport sends the requests that a library makes to Discord's own addresses
// to the sandbox, and all others where they say.
func (s *Server) Transport() http.RoundTripper {
	return transport{host: s.listener.Addr().String(), next: s.next}
}

type transport struct {
	host string
	next http.RoundTripper
}

// RoundTrip is for package http.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	switch r.URL.Host {
	case "discord.com", "canary.discord.com", "ptb.discord.com", "cdn.discordapp.com", "media.discordapp.net":
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = "http", t.host
	}
	return t.next.RoundTrip(r)
}
