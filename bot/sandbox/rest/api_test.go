package rest_test

import (
	"bytes"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/world"
)

var clockStart = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestRoutesAnswer(t *testing.T) {
	for _, c := range []struct {
		request, body string
		status        int
		says          string // a part of the answer
	}{
		{"GET /gateway", "", 200, "ws://"},
		{"GET /gateway/bot", "", 200, `"max_concurrency":1`},
		{"GET /users/@me", "", 200, `"mfa_enabled":true`},
		{"PATCH /users/@me", `{"username":"courier"}`, 200, "courier"},
		{"GET /users/{member}", "", 200, "alice"},
		{"GET /users/@me/guilds", "", 200, "Newsroom"},
		{"GET /users/@me/guilds?with_counts=true&limit=1&before={nobody}", "", 200, "[]"},
		{"GET /users/@me/guilds?with_counts=true", "", 200, `"approximate_member_count":3`},
		{"DELETE /users/@me/guilds/{guild}", "", 204, ""},
		{"POST /users/@me/channels", `{"recipient_id":"{member}"}`, 200, `"recipients":[{"id":"{member}"`},
		{"GET /applications/@me", "", 200, `"verify_key"`},
		{"PATCH /applications/@me", `{"description":"Reads the papers."}`, 200, "papers"},
		{"GET /oauth2/applications/@me", "", 200, `"verify_key"`},
		{"GET /channels/{channel}", "", 200, "general"},
		{"PATCH /channels/{channel}", `{"name":"news","topic":"All of it.","nsfw":true,"rate_limit_per_user":5,"parent_id":null}`, 200, `"topic":"All of it."`},
		{"DELETE /channels/{channel}", "", 200, "general"},
		{"PUT /channels/{channel}/permissions/{role}", `{"type":0,"allow":"1024","deny":"2048"}`, 204, ""},
		{"POST /channels/{channel}/threads", `{"name":"talk","type":11}`, 201, `"type":11`},
		{"POST /channels/{channel}/threads", `{"name":"whispers"}`, 201, `"type":12`},
		{"GET /channels/{channel}/threads/archived/public?limit=2", "", 200, `"has_more":false`},
		{"GET /channels/{channel}/threads/archived/private?before=2026-11-24T12:00:00Z", "", 200, `"threads":[]`},
		{"GET /guilds/{guild}", "", 200, "Newsroom"},
		{"GET /guilds/{guild}?with_counts=true", "", 200, `"approximate_member_count":3`},
		{"GET /guilds/{guild}/channels", "", 200, "general"},
		{"POST /guilds/{guild}/channels", `{"name":"desk","topic":"t"}`, 201, "desk"},
		{"GET /guilds/{guild}/threads/active", "", 200, `"threads":[]`},
		{"GET /guilds/{guild}/members?limit=2", "", 200, "alice"},
		{"GET /guilds/{guild}/members/search?query=ali", "", 200, "alice"},
		{"GET /guilds/{guild}/members/{member}", "", 200, "alice"},
		{"PATCH /guilds/{guild}/members/{member}", `{"nick":"Al","roles":["{role}"],"communication_disabled_until":"2026-11-25T00:00:00Z"}`, 200, `"nick":"Al"`},
		{"PATCH /guilds/{guild}/members/@me", `{"nick":"Courier"}`, 200, "Courier"},
		{"DELETE /guilds/{guild}/members/{member}", "", 204, ""},
		{"PUT /guilds/{guild}/members/{member}/roles/{role}", "", 204, ""},
		{"DELETE /guilds/{guild}/members/{member}/roles/{role}", "", 204, ""},
		{"GET /guilds/{guild}/roles", "", 200, "@everyone"},
		{"POST /guilds/{guild}/roles", `{"permissions":"1024"}`, 200, `"new role"`},
		{"GET /guilds/{guild}/roles/{role}", "", 200, "Readers"},
		{"PATCH /guilds/{guild}/roles/{role}", `{"color":255,"mentionable":true}`, 200, `"color":255`},
		{"DELETE /guilds/{guild}/roles/{role}", "", 204, ""},
		{"GET /applications/{app}/guilds/{guild}/commands/permissions", "", 200, "[]"},
	} {
		t.Run(c.request, func(t *testing.T) {
			s := open(t, rest.Options{})
			method, path, _ := strings.Cut(c.request, " ")
			g := s.do(t, method, path, c.body)
			says := strings.ReplaceAll(c.says, "{member}", s.member.ID.String())
			if g.status != c.status || !strings.Contains(g.body, says) {
				t.Errorf("answer %d %s, want %d with %q", g.status, g.body, c.status, says)
			}
		})
	}
}

func TestRoutesRefuse(t *testing.T) {
	for _, c := range []struct{ request, body, refusal string }{
		{"GET /nowhere", "", "404 0"},
		{"PUT /gateway", "", "405 0"},
		{"GET /users/alice", "", "400 50035"},
		{"GET /users/{nobody}", "", "404 10013"},
		{"PATCH /users/@me", `{"username":"x"}`, "400 50035"},
		{"DELETE /users/@me/guilds/{nobody}", "", "404 10004"},
		{"POST /users/@me/channels", `{"recipient_id":"{app}"}`, "403 50007"},
		{"GET /applications/{nobody}/commands", "", "403 20012"},
		{"GET /applications/{app}/guilds/{guild}/commands/{nobody}/permissions", "", "404 10066"},
		{"GET /channels/{nobody}", "", "404 10003"},
		{"PATCH /channels/{channel}", `{"name":""}`, "400 50035"},
		{"DELETE /channels/{channel}/permissions/{role}", "", "404 10009"},
		{"GET /channels/{channel}/messages?limit=0", "", "400 50035"},
		{"GET /channels/{channel}/messages?limit=101", "", "400 50035"},
		{"GET /channels/{channel}/messages?limit=all", "", "400 50035"},
		{"GET /channels/{channel}/messages?before=now", "", "400 50035"},
		{"GET /channels/{channel}/messages?before=1&after=2", "", "400 50035"},
		{"GET /channels/{channel}/messages/pins?before=now", "", "400 50035"},
		{"POST /channels/{channel}/messages", `{`, "400 50109"},
		{"POST /channels/{channel}/messages", `{"content":{}}`, "400 50035"},
		{"PUT /channels/{channel}/thread-members/@me", "", "400 50024"},
		{"GET /guilds/{nobody}", "", "404 10004"},
		{"GET /guilds/{guild}/members/search", "", "400 50035"},
		{"GET /guilds/{guild}/members/{nobody}", "", "404 10013"},
		{"PATCH /guilds/{guild}/members/{member}", `{"communication_disabled_until":"2027-11-25T00:00:00Z"}`, "400 50035"},
		{"DELETE /guilds/{guild}/members/{owner}", "", "403 50013"},
		{"PUT /guilds/{guild}/members/{member}/roles/{nobody}", "", "404 10011"},
		{"GET /guilds/{guild}/roles/{nobody}", "", "404 10011"},
		{"POST /interactions/{nobody}/token/callback", `{"type":5}`, "404 10062"},
	} {
		t.Run(c.request, func(t *testing.T) {
			s := open(t, rest.Options{})
			method, path, _ := strings.Cut(c.request, " ")
			if g := s.do(t, method, path, c.body); g.refusal() != c.refusal {
				t.Errorf("answer %d %s, want %s", g.status, g.body, c.refusal)
			}
		})
	}
}

func TestVersionsOfTheAPI(t *testing.T) {
	s := open(t, rest.Options{})
	for path, want := range map[string]int{
		"/api/gateway": 200, "/api/v9/gateway": 200, "/api/v10/gateway": 200, "/api/v8/gateway": 400, "/api/v11/gateway": 400,
		"/api/versions": 404, "/gateway": 404, "/api/v10/gateway/": 404,
	} {
		if g := s.send(t, s.request(t, "GET", path, "")); g.status != want {
			t.Errorf("GET %s: %d %s, want %d", path, g.status, g.body, want)
		}
	}
}

func TestWhoDoesNotSayWhoTheyAreIsRefused(t *testing.T) {
	s := open(t, rest.Options{})
	for header, want := range map[string]string{"": "401 0", "Bot wrong": "401 0", s.bot.Token: "401 0", "Bearer " + s.bot.Token: "401 0"} {
		r := s.request(t, "GET", "/api/v10/users/@me", "")
		r.Header.Set("Authorization", header)
		if g := s.send(t, r); g.refusal() != want {
			t.Errorf("Authorization %q: %s, want %s", header, g.refusal(), want)
		}
	}
	r := s.request(t, "GET", "/api/v10/gateway", "")
	r.Header.Set("User-Agent", "")
	if g := s.send(t, r); g.refusal() != "403 40333" {
		t.Errorf("without a User-Agent: %s", g.refusal())
	}
}

func TestBodiesThatAreTooLargeAreRefused(t *testing.T) {
	s := open(t, rest.Options{})
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	file, err := parts.CreateFormFile("files[0]", "large.bin")
	must(t, err)
	_, err = file.Write(make([]byte, 25<<20))
	must(t, err)
	must(t, parts.Close())
	r := s.request(t, "POST", "/api/v10/channels/{channel}/messages", body.String())
	r.Header.Set("Content-Type", parts.FormDataContentType())
	if g := s.send(t, r); g.refusal() != "413 40005" {
		t.Errorf("answer %d %s", g.status, g.body)
	}
}

func TestThreadMembersComeAndGo(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	thread := read[world.Channel](t, s.do(t, "POST", "/channels/{channel}/threads", `{"name":"talk","type":11}`), 201)
	members := "/channels/" + thread.ID.String() + "/thread-members"
	for _, step := range []struct {
		request string
		status  int
		says    string
	}{
		{"PUT /{member}", 204, ""},
		{"GET /{member}?with_member=true", 200, "alice"},
		{"GET ?with_member=true", 200, "alice"},
		{"GET ?with_member=true&limit=1", 200, "alice"},
		{"DELETE /{member}", 204, ""},
		{"GET /{member}", 404, "10007"},
		{"DELETE /@me", 204, ""},
		{"PUT /@me", 204, ""},
		{"GET ", 200, s.bot.ID.String()},
	} {
		method, path, _ := strings.Cut(step.request, " ")
		if g := s.do(t, method, members+path, ""); g.status != step.status || !strings.Contains(g.body, step.says) {
			t.Errorf("%s: %d %s, want %d with %q", step.request, g.status, g.body, step.status, step.says)
		}
	}
	g := s.do(t, "PATCH", "/channels/"+thread.ID.String(), `{"archived":true,"locked":true}`)
	if changed := read[world.Channel](t, g, 200); changed.ID != thread.ID {
		t.Errorf("archived %v", changed.ID)
	}
	if g := s.do(t, "GET", "/channels/{channel}/threads/archived/public", ""); !strings.Contains(g.body, "talk") {
		t.Errorf("archive: %s", g.body)
	}
}

func TestCommandsAreKept(t *testing.T) {
	s := open(t, rest.Options{NoRateLimits: true})
	for _, base := range []string{"/applications/{app}/commands", "/applications/{app}/guilds/{guild}/commands"} {
		const body = `{"name":"ask","description":"Ask.","name_localizations":{"de":"frag"},"default_member_permissions":"8"}`
		made := read[world.Command](t, s.do(t, "POST", base, body), 201)
		read[world.Command](t, s.do(t, "POST", base, body), 200)
		one := base + "/" + made.ID.String()
		if g := s.do(t, "PATCH", one, `{"description":"Ask anything."}`); !strings.Contains(g.body, "Ask anything.") || !strings.Contains(g.body, "frag") {
			t.Errorf("edited: %d %s", g.status, g.body)
		}
		if g := s.do(t, "GET", base, ""); strings.Contains(g.body, "frag") || !strings.Contains(g.body, `"ask"`) {
			t.Errorf("list: %d %s", g.status, g.body)
		}
		if g := s.do(t, "GET", base+"?with_localizations=true", ""); !strings.Contains(g.body, "frag") {
			t.Errorf("list with localizations: %d %s", g.status, g.body)
		}
		read[world.Command](t, s.do(t, "GET", one, ""), 200)
		if g := s.do(t, "DELETE", one, ""); g.status != 204 {
			t.Errorf("delete: %d %s", g.status, g.body)
		}
		if g := s.do(t, "GET", one, ""); g.refusal() != "404 10063" {
			t.Errorf("deleted: %s", g.refusal())
		}
		read[[]world.Command](t, s.do(t, "PUT", base, "["+body+"]"), 200)
		if g := s.do(t, "PUT", base, "[]"); g.body != "[]" {
			t.Errorf("emptied: %d %s", g.status, g.body)
		}
	}
}
