package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"rapporteur/bot/sandbox/world"
)

// control is the API below /sandbox/, by which a program or a page acts as the
// people of the world. README.md describes it.
type control struct{ server *Server }

// maxControlBody is the largest body of a request, files in base64 included.
const maxControlBody = 16 << 20

// ServeHTTP is for package http.
func (c *control) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if err := sameMachine(r); err != nil {
		answer(rw, nil, err)
		return
	}
	r.Body = http.MaxBytesReader(rw, r.Body, maxControlBody)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /sandbox/{$}", c.scene)
	mux.HandleFunc("GET /sandbox/events", c.events)
	mux.HandleFunc("POST /sandbox/people", c.addPerson)
	mux.HandleFunc("GET /sandbox/people/{person}/see", c.see)
	mux.HandleFunc("GET /sandbox/people/{person}/commands", c.commands)
	mux.HandleFunc("POST /sandbox/people/{person}/{verb}", c.act)
	mux.HandleFunc("GET /sandbox/interactions/{interaction}", c.interaction)
	mux.HandleFunc("POST /sandbox/clock", c.clock)
	mux.HandleFunc("POST /sandbox/faults", c.inflict)
	mux.HandleFunc("DELETE /sandbox/faults", c.heal)
	mux.HandleFunc("POST /sandbox/portal", c.portal)
	mux.HandleFunc("/sandbox/", func(rw http.ResponseWriter, r *http.Request) {
		answer(rw, nil, fmt.Errorf("%s %s: %w; bot/sandbox/README.md tells what there is", r.Method, r.URL.Path, errNothingHere))
	})
	mux.ServeHTTP(rw, r)
}

// errElsewhere refuses pages of other sites, which a browser would let call a
// server on its own machine.
var errElsewhere = errors.New("the control API answers this machine's own programs and pages alone")

func sameMachine(r *http.Request) error {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errElsewhere
	}
	if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
		return errElsewhere
	}
	return nil
}

// errNothingHere is wrapped where a path or its method is not of the control API.
var errNothingHere = errors.New("nothing is here")

// problem is the body of a refusal.
type problem struct {
	Error string `json:"error"`
	Code  int    `json:"code,omitzero"` // Discord's, where Discord refused
}

// answer writes a result, or why there is none.
func answer(rw http.ResponseWriter, result any, err error) {
	status := http.StatusOK
	var refused *world.Error
	switch {
	case errors.As(err, &refused):
		status, result = refused.Status, problem{err.Error(), refused.Code}
	case errors.Is(err, errElsewhere):
		status, result = http.StatusForbidden, problem{Error: err.Error()}
	case errors.Is(err, errNothingHere):
		status, result = http.StatusNotFound, problem{Error: err.Error()}
	case err != nil:
		status, result = http.StatusBadRequest, problem{Error: err.Error()}
	case result == nil:
		rw.WriteHeader(http.StatusNoContent)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(result)
}

// read decodes a request's body into v and refuses what v does not know. No body
// is an empty one.
func read(r *http.Request, v any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(v); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the request's body: %w", err)
	}
	return nil
}

// sceneView is what a newcomer to the sandbox needs to know.
type sceneView struct {
	API         string              `json:"api"`
	Gateway     string              `json:"gateway"`
	Token       string              `json:"token"` // of the scene's bot
	Application world.ID            `json:"application_id"`
	Guild       world.Guild         `json:"guild"`
	Channels    []world.Channel     `json:"channels"`
	People      map[string]world.ID `json:"people"`
	Now         world.Time          `json:"now"`
}

func (c *control) scene(rw http.ResponseWriter, _ *http.Request) {
	s := c.server
	view := sceneView{
		API: s.URL + "/api", Gateway: s.gatewayURL(), Token: s.Bot.Token, Application: s.Bot.ID,
		People: make(map[string]world.ID), Now: world.Time{Time: s.World.Clock.Now()},
	}
	var err error
	if view.Guild, err = s.World.Guild(s.Olga.ID, s.Guild.ID); err != nil {
		answer(rw, nil, err)
		return
	}
	if view.Channels, err = s.World.Channels(s.Olga.ID, s.Guild.ID); err != nil {
		answer(rw, nil, err)
		return
	}
	members, err := s.World.Members(s.Olga.ID, s.Guild.ID, 0, "", 1000)
	for _, m := range members {
		if !m.User.Bot {
			view.People[m.User.Username] = m.User.ID
		}
	}
	answer(rw, view, err)
}

// events streams what happens as server-sent events, from ?after=N on, or from
// where a browser that lost its connection says it stopped.
func (c *control) events(rw http.ResponseWriter, r *http.Request) {
	after := int64(-1)
	for _, text := range []string{r.URL.Query().Get("after"), r.Header.Get("Last-Event-ID")} {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			after = n
		}
	}
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	flusher := http.NewResponseController(rw)
	events := c.server.World.Events(r.Context(), after)
	if flusher.Flush() != nil {
		return
	}
	for e := range events {
		data, err := json.Marshal(e)
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(rw, "id: %d\ndata: %s\n\n", e.N, data); err != nil || flusher.Flush() != nil {
			return
		}
	}
}

// clock moves, stops or starts the world's clock.
func (c *control) clock(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"` // such as "15m"
		Running *bool  `json:"running"`
	}
	err := read(r, &in)
	var by time.Duration
	if err == nil && in.Advance != "" {
		by, err = time.ParseDuration(in.Advance)
	}
	if err != nil {
		answer(rw, nil, err)
		return
	}
	clock := c.server.World.Clock
	if in.Running != nil && *in.Running {
		clock.Start()
	} else if in.Running != nil {
		clock.Stop()
	}
	clock.Advance(by)
	answer(rw, map[string]world.Time{"now": {Time: clock.Now()}}, nil)
}

// portal switches what the developer portal has switches for, and answers with
// how they stand.
func (c *control) portal(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		Members  *bool `json:"guild_members"`
		Presence *bool `json:"presences"`
		Content  *bool `json:"message_content"`
		Shards   int   `json:"shards"` // zero leaves them as they are
	}
	if err := read(r, &in); err != nil {
		answer(rw, nil, err)
		return
	}
	app, err := c.server.World.UpdateApplication(c.server.Bot.ID, func(a *world.Application) {
		for flag, on := range map[world.ApplicationFlags]*bool{
			world.GuildMembersLimited: in.Members, world.PresenceLimited: in.Presence, world.MessageContentLimited: in.Content,
		} {
			switch {
			case on == nil:
			case *on:
				a.Flags |= flag
			default:
				a.Flags &^= flag
			}
		}
		if in.Shards > 0 {
			a.Shards = in.Shards
		}
	})
	answer(rw, map[string]any{
		"guild_members": app.Flags&world.GuildMembersLimited != 0, "presences": app.Flags&world.PresenceLimited != 0,
		"message_content": app.Flags&world.MessageContentLimited != 0, "shards": app.Shards,
	}, err)
}
