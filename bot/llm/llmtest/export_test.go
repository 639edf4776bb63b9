package llmtest

import (
	"errors"
	"testing"

	"rapporteur/bot/openapi"
)

// CheckSchema holds an answer against the official document, where there is
// one.
func CheckSchema(t *testing.T, name, body string) {
	t.Helper()
	s, err := official()
	if errors.Is(err, openapi.ErrMissing) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := s.check(name, []byte(body)); err != nil {
		t.Errorf("%v\n%s", err, body)
	}
}
