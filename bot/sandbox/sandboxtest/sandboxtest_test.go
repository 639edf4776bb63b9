package sandboxtest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/spec"
)

// heard is a test that keeps its failures to itself.
type heard struct {
	testing.TB
	failures []string
}

// Error is for package testing.
func (h *heard) Error(args ...any) { h.failures = append(h.failures, fmt.Sprint(args...)) }

func TestAnExchangeThatIsNotAsSpecifiedFailsTheTest(t *testing.T) {
	if _, err := official(); errors.Is(err, spec.ErrMissing) {
		t.Skip(err)
	}
	const users, messages = "/users/@me", "/channels/{channel_id}/messages"
	good := rest.Exchange{Method: "GET", Route: "/gateway", Status: http.StatusOK, ResponseType: "application/json", Response: []byte(`{"url":"wss://gateway.discord.gg"}`)}
	for name, c := range map[string]struct {
		spoil func(*rest.Exchange)
		says  string // empty: nothing is wrong
	}{
		"as it should be":    {func(*rest.Exchange) {}, ""},
		"a field is missing": {func(x *rest.Exchange) { x.Response = []byte(`{}`) }, "missing propert"},
		"a field of no kind": {func(x *rest.Exchange) { x.Response = []byte(`{"url":7}`) }, "want string"},
		"an unknown route":   {func(x *rest.Exchange) { x.Route = "/nowhere" }, "not in the document"},
		"a request of no use": {func(x *rest.Exchange) {
			x.Method, x.Route, x.RequestType, x.Request, x.Status = "POST", messages, "application/json", []byte(`{"embeds":7}`), http.StatusNoContent
		}, "no such status"},
		"a fault of a test's": {func(x *rest.Exchange) { x.Route, x.Response, x.Inflicted = users, []byte(`<html>`), true }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			passedOn := 0
			x, quiet := good, &heard{TB: t}
			c.spoil(&x)
			checked(quiet, func(rest.Exchange) { passedOn++ })(x)
			switch said := strings.Join(quiet.failures, "\n"); {
			case c.says == "" && said != "", c.says != "" && !strings.Contains(said, c.says):
				t.Errorf("the test says %q", said)
			case passedOn != 1:
				t.Errorf("the exchange was passed on %d times", passedOn)
			}
		})
	}
}
