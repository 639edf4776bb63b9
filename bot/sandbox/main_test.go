package sandbox_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"
)

// TestMain fails when a sandbox leaves anything running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(closing{m}) }

// closing closes the tests' own idle connections before anything is counted.
type closing struct{ *testing.M }

// Run is for package goleak.
func (c closing) Run() int {
	code := c.M.Run()
	http.DefaultClient.CloseIdleConnections()
	return code
}
