package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"rapporteur/bot/sandbox/world"
)

// Options of an API. Only GatewayURL must be set.
type Options struct {
	// GatewayURL is where the gateway listens, such as ws://127.0.0.1:8080.
	GatewayURL func() string
	// StartLimit is how often an application may identify: in all, and still,
	// until when, and how often in five seconds. Nil counts nothing.
	StartLimit func(app world.ID) (total, remaining int, resetAfter time.Duration, concurrency int)
	// NoRateLimits switches the counting off. The headers stay, and tell of
	// buckets that are always full.
	NoRateLimits bool
	// Observe, when not nil, is told of each exchange after its answer was
	// written. It is called by many goroutines.
	Observe func(Exchange)
	// Log, when not nil, is told of the sandbox's own mistakes: what was
	// answered with 500.
	Log *slog.Logger
}

// Exchange is a request with its answer.
type Exchange struct {
	Method       string
	Route        string // as in the official document: /channels/{channel_id}/messages; empty when there is none
	Path         string
	Query        url.Values
	RequestType  string // the header Content-Type
	Request      []byte // the JSON body, or payload_json of a multipart one
	Status       int
	ResponseType string
	Response     []byte
	Application  world.ID // who asked; zero when it is not told
	Inflicted    bool     // the answer is a Fault's
}

// Served is the data of the world's event RequestServed.
type Served struct {
	Method string `json:"method"`
	Route  string `json:"route"`  // as in Exchange
	Status int    `json:"status"` // zero when the connection was cut
	TookMS int64  `json:"took_ms"`
}

// API is the http.Handler of /api/, /attachments/ and /ephemeral-attachments/.
// Make one with New, and Close it.
type API struct {
	world   *world.World
	options Options
	tree    *node
	limits  *limiter
	faults  *faults
}

// New is an API that shows the world.
func New(w *world.World, o Options) *API {
	return &API{world: w, options: o, tree: newTree(routes()), limits: newLimiter(w.Clock, !o.NoRateLimits), faults: newFaults()}
}

// Close cuts the answers that a Fault delays, and waits until they are gone.
// Later requests that would be delayed are cut at once.
func (a *API) Close() { a.faults.close() }

// reply is an answer as it is written.
type reply struct {
	status      int
	contentType string
	body        []byte
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if isDownload(r.URL.Path) {
		a.download(w, r)
		return
	}
	began := time.Now()
	c := &call{Request: r, world: a.world, options: &a.options, answerHeader: w.Header()}
	lost := a.find(c)
	fault, struck := a.faults.next(c.name())
	if struck && (!a.faults.wait(r.Context(), fault.Delay) || fault.Cut) {
		a.cut(c, began)
	}
	var answered reply
	if struck && fault.Status != 0 {
		answered = fault.reply(w.Header())
	} else {
		answered = a.answer(c, lost)
	}
	if fault.Lose {
		a.cut(c, began)
	}
	a.write(w, answered)
	a.tell(c, answered, began, struck && fault.Status != 0)
}

// find sets the call's route, or says why there is none.
func (a *API) find(c *call) error {
	path, ok := strings.CutPrefix(c.URL.EscapedPath(), "/api/")
	if !ok {
		return world.ErrNotFound
	}
	segments := strings.Split(path, "/")
	if version, ok := strings.CutPrefix(segments[0], "v"); ok && isNumber(version) {
		if version != "9" && version != "10" {
			return errAPIVersion
		}
		segments = segments[1:]
	}
	var err error
	c.route, c.values, err = a.tree.find(c.Method, segments)
	return err
}

// answer carries the call out. lost says why it has no route.
func (a *API) answer(c *call, lost error) reply {
	done, err := answer{}, lost
	if err == nil {
		done, err = a.carryOut(c)
	}
	if err != nil {
		done = a.refuse(c, err)
	}
	encoded, err := done.encode()
	if err != nil {
		encoded, _ = a.refuse(c, err).encode() // internalError, which has nothing that fails
	}
	return encoded
}

// encode writes the answer's body.
func (d answer) encode() (reply, error) {
	if d.body == nil {
		return reply{status: d.status}, nil
	}
	body, err := json.Marshal(d.body)
	if err != nil {
		return reply{}, fmt.Errorf("answer: %w", err)
	}
	return reply{d.status, jsonType, body}, nil
}

func (a *API) carryOut(c *call) (answer, error) {
	if c.UserAgent() == "" {
		return answer{}, errNoUserAgent
	}
	if err := c.parseIDs(); err != nil {
		return answer{}, err
	}
	if err := c.authorize(); err != nil {
		return answer{}, err
	}
	if err := a.limits.take(c); err != nil {
		return answer{}, err
	}
	if err := c.readBody(); err != nil {
		return answer{}, err
	}
	return c.route.handle(c)
}

// refuse is the answer to a call that failed.
func (a *API) refuse(c *call, err error) answer {
	if limited := (*rateLimited)(nil); errors.As(err, &limited) {
		return limited.answer(c.answerHeader)
	}
	refused := (*world.Error)(nil)
	if !errors.As(err, &refused) {
		if a.options.Log != nil {
			a.options.Log.Error("request failed", "method", c.Method, "path", c.URL.Path, "error", err)
		}
		refused = internalError
	}
	if refused.Status == http.StatusTooManyRequests {
		return slowDown(c.answerHeader, refused)
	}
	return answer{refused.Status, refused}
}

// write sends the answer. The time that it tells is the world's, which clients
// compare with the time of the rate limits' reset.
func (a *API) write(w http.ResponseWriter, r reply) {
	header := w.Header()
	header.Set("Date", a.world.Clock.Now().Format(http.TimeFormat))
	if r.contentType != "" {
		header.Set("Content-Type", r.contentType)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write(r.body) // a client that is gone needs no answer
}

// cut ends the connection without an answer.
func (a *API) cut(c *call, began time.Time) {
	a.record(c, 0, began)
	panic(http.ErrAbortHandler)
}

func (a *API) tell(c *call, r reply, began time.Time, inflicted bool) {
	a.record(c, r.status, began)
	if a.options.Observe == nil {
		return
	}
	a.options.Observe(Exchange{
		Method: c.Method, Route: c.path(), Path: c.URL.Path, Query: c.URL.Query(),
		RequestType: c.Header.Get("Content-Type"), Request: c.body,
		Status: r.status, ResponseType: r.contentType, Response: r.body,
		Application: c.me, Inflicted: inflicted,
	})
}

func (a *API) record(c *call, status int, began time.Time) {
	a.world.Record(world.RequestServed, c.me, Served{c.Method, c.path(), status, time.Since(began).Milliseconds()})
}
