package llmtest

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"rapporteur/bot/llm"
)

// Key is what the server accepts, as a bearer token.
const Key = "sk-llmtest-0123456789abcdefghijklmnop"

// Model is the one that the server has.
const Model = "scripted-1"

// maxRequest bounds the body of a request, in bytes.
const maxRequest = 16 << 20

// Server speaks the API under URL. What it replies is taken from a queue, then
// from a script; a request for which there is neither fails the test. Its
// methods may be called from any goroutine.
type Server struct {
	URL string // such as http://127.0.0.1:1234/v1

	t        testing.TB
	http     *http.Server
	client   http.RoundTripper
	closed   chan struct{} // ends what stalls
	handlers sync.WaitGroup

	mu      sync.Mutex
	stopped bool // no handler begins any more
	queue   []Reply
	script  func(llm.Request) Reply
	vectors []Embeddings                    // queued
	embed   func(texts []string) Embeddings // nil answers as it should
	calls   []Call
}

// Call is a request that came.
type Call struct {
	Path   string
	Remote string // the connection's other end
	Header http.Header
	Body   []byte
	Model  string
	Stream bool
	// Request is what was asked of a chat model, without its purpose, which is not
	// sent.
	Request llm.Request
	Texts   []string // for which vectors were asked
}

// Prompt is the messages of a call in a form for golden files.
func (c Call) Prompt() string {
	var b strings.Builder
	for _, m := range c.Request.Messages {
		b.WriteString("-- " + string(m.Role) + " --\n" + strings.TrimSuffix(m.Text, "\n") + "\n")
	}
	return b.String()
}

// Start runs a server on loopback until the test ends.
func Start(t testing.TB) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, listener, &http.Transport{}, listener.Addr().String())
}

// StartInMemory runs a server without sockets, which only its Transport
// reaches: time passes for it as it does in the bubble of package synctest that
// the test runs in.
func StartInMemory(t testing.TB) *Server {
	t.Helper()
	p := newPipes()
	return serve(t, p, &http.Transport{DialContext: p.dial}, "model.invalid")
}

func serve(t testing.TB, listener net.Listener, client *http.Transport, host string) *Server {
	s := &Server{URL: "http://" + host + "/v1", t: t, client: client, closed: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.chat)
	mux.HandleFunc("GET /v1/models", s.models)
	mux.HandleFunc("POST /v1/embeddings", s.embeddings)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("llmtest: %s %s is no part of the API that is served", r.Method, r.URL.Path)
		http.NotFound(w, r)
	})
	s.http = &http.Server{Handler: s.counted(mux)}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = s.http.Serve(listener) // ends with ErrServerClosed
	}()
	t.Cleanup(func() {
		s.mu.Lock()
		s.stopped = true
		s.mu.Unlock()
		close(s.closed)
		client.CloseIdleConnections()
		_ = s.http.Close()
		<-served
		s.handlers.Wait()
	})
	return s
}

// counted has the end of the test wait for handlers, which Close does not.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if s.stopped {
			s.mu.Unlock()
			return
		}
		s.handlers.Add(1)
		s.mu.Unlock()
		defer s.handlers.Done()
		next.ServeHTTP(w, r)
	})
}

// Transport reaches the server.
func (s *Server) Transport() http.RoundTripper { return s.client }

// Say has the next requests answered with the texts, one each.
func (s *Server) Say(texts ...string) {
	for _, text := range texts {
		s.Reply(Say(text))
	}
}

// Reply has the next requests answered so, one each.
func (s *Server) Reply(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, replies...)
}

// Script answers all requests for which nothing is queued. It is called from
// many goroutines.
func (s *Server) Script(script func(llm.Request) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Always is a Script that is the same for every request.
func (s *Server) Always(r Reply) { s.Script(func(llm.Request) Reply { return r }) }

// Calls are the requests so far that were accepted, oldest first.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// next is what to do with a request, and its record.
func (s *Server) next(c Call) (Reply, bool) {
	s.mu.Lock()
	s.calls = append(s.calls, c)
	if len(s.queue) > 0 {
		r := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		return r, true
	}
	script := s.script
	s.mu.Unlock()
	if script == nil {
		return Reply{}, false
	}
	return script(c.Request), true
}

// accept reads a request, and refuses one that is not as the API says.
func (s *Server) accept(w http.ResponseWriter, r *http.Request, schema string) (Call, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err == nil {
		err = checkHeaders(r)
	}
	if err == nil && schema != "" {
		err = checkBody(s.t, schema, body)
	}
	if err != nil {
		s.t.Errorf("llmtest: %s %s: %v", r.Method, r.URL.Path, err)
		s.write(w, r, Refuse(http.StatusBadRequest, "invalid_request_error", "", err.Error()), false)
		return Call{}, false
	}
	if r.Header.Get("Authorization") != "Bearer "+Key {
		s.write(w, r, RefuseKey(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")), false)
		return Call{}, false
	}
	return Call{Path: r.URL.Path, Remote: r.RemoteAddr, Header: r.Header, Body: body}, true
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	c, ok := s.accept(w, r, "CreateChatCompletionRequest")
	if !ok {
		return
	}
	var err error
	if c.Model, c.Stream, c.Request, err = readChat(c.Body); err != nil {
		s.t.Errorf("llmtest: %v\n%s", err, c.Body)
		s.write(w, r, Refuse(http.StatusBadRequest, "invalid_request_error", "", err.Error()), false)
		return
	}
	reply, ok := s.next(c)
	if !ok {
		s.t.Errorf("llmtest: nothing is scripted for\n%s", c.Prompt())
		reply = Refuse(http.StatusInternalServerError, "server_error", "", "nothing is scripted")
	}
	if reply.Usage == (llm.Usage{}) {
		reply.Usage = llm.Calibration{}.Usage(c.Request.Messages, len(reply.Text))
	}
	s.write(w, r, reply, c.Stream)
}

func (s *Server) models(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.accept(w, r, ""); !ok {
		return
	}
	writeJSON(w, map[string]any{"object": "list", "data": []any{
		map[string]any{"id": Model, "object": "model", "created": created, "owned_by": "llmtest"},
	}})
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value) // a client that has gone is no fault
}

// pipes is a listener without sockets.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes {
	return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept is for package http.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close is for package http.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr is for package http.
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory", Net: "pipe"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.conns <- server:
		return client, nil
	case <-p.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
