package rest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/spec"
	"rapporteur/bot/sandbox/world"
)

// site is a guild behind the API, with a bot that may do anything below its owner.
type site struct {
	world   *world.World
	api     *rest.API
	server  *httptest.Server
	bot     world.Application
	owner   *world.Person
	member  *world.Person
	guild   world.ID
	channel world.ID
	role    world.ID // below the bot's own
}

// official is the document, read once.
var official = sync.OnceValues(spec.Load)

// open makes a site. Every exchange is held against the official document, if it
// is there.
func open(t testing.TB, options rest.Options) *site {
	t.Helper()
	document, err := official()
	if err != nil && !errors.Is(err, spec.ErrMissing) {
		t.Fatal(err)
	}
	if document == nil {
		t.Log("answers are not checked: ", spec.ErrMissing)
	}
	w := world.New(world.NewClock(clockStart), "http://cdn.invalid")
	s := &site{world: w, owner: w.AddPerson("olga", "Olga"), member: w.AddPerson("alice", "Alice")}
	s.bot = w.AddApplication("press", s.owner.ID)
	guild := w.AddGuild("The Newsroom", s.owner.ID)
	s.guild = guild.ID
	must(t, s.member.Join(s.guild))
	_, err = w.Join(s.guild, s.bot.ID, world.Administrator)
	must(t, err)
	channel, err := w.AddChannel(s.owner.ID, s.guild, world.Channel{Name: "general"})
	must(t, err)
	role, err := w.AddRole(s.owner.ID, s.guild, world.Role{Name: "Readers"})
	must(t, err)
	s.channel, s.role = channel.ID, role.ID

	observe := options.Observe
	options.Observe = func(x rest.Exchange) {
		if observe != nil {
			observe(x)
		}
		if document == nil || x.Route == "" || x.Inflicted {
			return
		}
		if err := document.Check(x.Method, x.Route, x.Status, x.RequestType, x.Request, x.ResponseType, x.Response); err != nil {
			t.Error(err)
		}
	}
	if options.GatewayURL == nil {
		options.GatewayURL = func() string { return "ws://127.0.0.1:1" }
	}
	s.api = rest.New(w, options)
	s.server = httptest.NewServer(s.api)
	t.Cleanup(func() {
		s.api.Close()
		s.server.Close()
		w.Close()
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// request is one of the bot. In its path and body the words in braces stand for
// IDs of the site.
func (s *site) request(t testing.TB, method, path, body string) *http.Request {
	t.Helper()
	names := strings.NewReplacer(
		"{app}", s.bot.ID.String(), "{guild}", s.guild.String(), "{channel}", s.channel.String(), "{role}", s.role.String(),
		"{member}", s.member.ID.String(), "{owner}", s.owner.ID.String(), "{nobody}", "1",
	)
	r, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+names.Replace(path), strings.NewReader(names.Replace(body)))
	must(t, err)
	r.Header.Set("Authorization", "Bot "+s.bot.Token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// got is an answer that was read.
type got struct {
	status int
	header http.Header
	body   string
}

func (s *site) send(t testing.TB, r *http.Request) got {
	t.Helper()
	response, err := s.server.Client().Do(r)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return got{response.StatusCode, response.Header, string(body)}
}

func (s *site) do(t testing.TB, method, path, body string) got {
	t.Helper()
	return s.send(t, s.request(t, method, "/api/v10"+path, body))
}

// read decodes an answer whose status has to be the given one.
func read[T any](t testing.TB, g got, status int) T {
	t.Helper()
	var v T
	if g.status != status {
		t.Fatalf("status %d, want %d: %s", g.status, status, g.body)
	}
	must(t, json.Unmarshal([]byte(g.body), &v))
	return v
}

func (g got) refusal() string {
	var refused world.Error
	if err := json.NewDecoder(bytes.NewBufferString(g.body)).Decode(&refused); err != nil {
		return fmt.Sprintf("%d %q", g.status, g.body)
	}
	return fmt.Sprintf("%d %d", g.status, refused.Code)
}
