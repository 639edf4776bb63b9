// Package sandboxtest starts a sandbox for a Go test and holds everything that
// passes through it against Discord's official specification.
package sandboxtest

import (
	"errors"
	"sync"
	"testing"

	"rapporteur/bot/sandbox"
	"rapporteur/bot/sandbox/rest"
	"rapporteur/bot/sandbox/spec"
)

// official is the specification, read once for all tests of a program.
var official = sync.OnceValues(spec.Load)

// Start runs a sandbox until the test ends. The test fails when a request that
// the sandbox accepted, or an answer that it gave, is not as the official
// specification says; where that document is missing, the log says that nothing
// was checked.
func Start(t testing.TB, options ...sandbox.Options) *sandbox.Server {
	t.Helper()
	var o sandbox.Options
	if len(options) > 0 {
		o = options[0]
	}
	o.Observe = checked(t, o.Observe)
	s, err := sandbox.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error("close the sandbox: ", err)
		}
	})
	return s
}

// checked is an observer that checks each exchange before it goes on to next.
func checked(t testing.TB, next func(rest.Exchange)) func(rest.Exchange) {
	document, err := official()
	if errors.Is(err, spec.ErrMissing) {
		t.Log("exchanges are not checked: ", err)
		return next
	}
	if err != nil {
		t.Fatal(err)
	}
	return func(x rest.Exchange) {
		if x.Route != "" && !x.Inflicted {
			if err := document.Check(x.Method, x.Route, x.Status, x.RequestType, x.Request, x.ResponseType, x.Response); err != nil {
				t.Error(err)
			}
		}
		if next != nil {
			next(x)
		}
	}
}
