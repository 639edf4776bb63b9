package spec_test

import (
	"errors"
	"testing"

	"rapporteur/bot/sandbox/spec"
)

func load(t *testing.T) *spec.Spec {
	t.Helper()
	s, err := spec.Load()
	if errors.Is(err, spec.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCheckHoldsExchangesAgainstTheDocument(t *testing.T) {
	s := load(t)
	const (
		typing   = "/channels/{channel_id}/typing"
		roles    = "/guilds/{guild_id}/roles/{role_id}"
		gateway  = "/gateway"
		messages = "/channels/{channel_id}/messages"
	)
	for _, c := range []struct {
		name, method, route   string
		status                int
		requestType, request  string
		responseType, respond string
		allowed               bool
	}{
		{"a plain answer", "GET", gateway, 200, "", "", "application/json", `{"url":"wss://gateway.discord.gg"}`, true},
		{"an answer without a required field", "GET", gateway, 200, "", "", "application/json", `{}`, false},
		{"an answer that is text", "GET", gateway, 200, "", "", "text/html", `{"url":"wss://gateway.discord.gg"}`, false},
		{"an answer that is not JSON", "GET", gateway, 200, "", "", "application/json", `<html>`, false},
		{"an unknown route", "GET", "/nowhere", 200, "", "", "application/json", `{}`, false},
		{"an unknown method", "PUT", gateway, 200, "", "", "application/json", `{}`, false},
		{"an unknown status", "GET", gateway, 201, "", "", "application/json", `{}`, false},
		{"no content", "POST", typing, 204, "", "", "", "", true},
		{"a body in no content", "POST", typing, 204, "", "", "application/json", "{}", false},
		{"a refusal", "POST", typing, 404, "", "", "application/json", `{"message":"Unknown Channel","code":10003}`, true},
		{"a refusal by field", "POST", messages, 400, "application/json", `{"content":1}`, "application/json", `{"message":"Invalid Form Body","code":50035,"errors":{"content":{"_errors":[{"code":"BASE_TYPE_REQUIRED","message":"m"}]}}}`, true},
		{"a refusal without a code", "POST", typing, 404, "", "", "application/json", `{"message":"Unknown Channel"}`, false},
		{"a rate limit", "POST", typing, 429, "", "", "application/json", `{"message":"m","code":0,"retry_after":0.5,"global":false}`, true},
		{"a rate limit without a wait", "POST", typing, 429, "", "", "application/json", `{"message":"m","code":0,"global":false}`, false},
		{"an error of the server", "POST", typing, 502, "", "", "text/html", `<html>`, true},
		{"permissions in a string", "PATCH", roles, 404, "application/json", `{"permissions":"8"}`, "application/json", `{"message":"Unknown Role","code":10011}`, true},
		{"a body where none is read", "POST", typing, 204, "application/json", `null`, "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := s.Check(c.method, c.route, c.status, c.requestType, []byte(c.request), c.responseType, []byte(c.respond))
			if (err == nil) != c.allowed {
				t.Errorf("Check = %v, allowed: %v", err, c.allowed)
			}
		})
	}
}

func TestAcceptedRequestsAreCheckedToo(t *testing.T) {
	s := load(t)
	const route = "/channels/{channel_id}/permissions/{overwrite_id}"
	check := func(contentType, body string) error {
		return s.Check("PUT", route, 204, contentType, []byte(body), "", nil)
	}
	for _, body := range []string{`{"type":0,"allow":"1024","deny":"0"}`, `{"type":0,"allow":1024}`, `{"allow":null}`} {
		if err := check("application/json; charset=utf-8", body); err != nil {
			t.Errorf("%s is refused: %v", body, err)
		}
	}
	for _, body := range []string{`{"type":"role"}`, `{"allow":"all"}`, `[]`, `{`} {
		if check("application/json", body) == nil {
			t.Errorf("%s is allowed", body)
		}
	}
	if check("text/plain", `{"allow":"1024"}`) == nil {
		t.Error("text/plain is allowed")
	}
}
