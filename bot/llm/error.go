package llm

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Why a call may fail.
var (
	ErrRefusedKey  = errors.New("the key is not accepted")                         // mended by the operator
	ErrQuota       = errors.New("the quota is spent")                              // trying again does not help
	ErrRate        = errors.New("too many requests")                               // Error.Wait says for how long, if known
	ErrTooLong     = errors.New("the prompt is longer than the model's context")   // ask with less
	ErrRejected    = errors.New("the server or the model does not take it")        // an unknown model or setting, mended by the operator
	ErrTruncated   = errors.New("the answer has no end")                           // cut off, or at its limit of tokens or bytes
	ErrUnreachable = errors.New("the model's server does not answer as it should") // down, 5xx, or given a rest after many failures
	ErrFiltered    = errors.New("the answer was withheld by a filter")             // or declined by the model through the API
	ErrTimeout     = errors.New("the model took too long")                         // to its first token, between two, or in all
	ErrBadAnswer   = errors.New("the answer is not one of a chat model")           // another format, a call of a tool, nothing
)

// Error is why a call failed. errors.Is matches it with its kind, and with the
// context's error where that ended the call. It holds no key, and no text of
// the prompt unless the server repeats it in its message.
type Error struct {
	Kind    error         // one of the above; nil when the caller's context ended the call
	Op      string        // what was being done, such as "answer with gpt-5"
	Status  int           // of HTTP, zero when it is not the reason
	Code    string        // the server's, may be empty
	Message string        // in a line
	Wait    time.Duration // until it may be tried again; zero when unknown
	Cause   error         // what was underneath, may be nil
}

func (e *Error) Error() string {
	parts := []string{"llm"}
	if e.Op != "" {
		parts = append(parts, e.Op)
	}
	if e.Kind != nil {
		parts = append(parts, e.Kind.Error())
	}
	switch {
	case e.Status != 0 && e.Code != "":
		parts = append(parts, fmt.Sprintf("%d %s", e.Status, e.Code))
	case e.Status != 0:
		parts = append(parts, fmt.Sprint(e.Status))
	case e.Code != "":
		parts = append(parts, e.Code)
	}
	if e.Message != "" {
		parts = append(parts, e.Message)
	}
	text := strings.Join(parts, ": ")
	if e.Wait > 0 {
		text += fmt.Sprintf("; try again in %v", e.Wait.Round(time.Millisecond))
	}
	return text
}

// Unwrap is for errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	var out []error
	for _, err := range []error{e.Kind, e.Cause} {
		if err != nil {
			out = append(out, err)
		}
	}
	return out
}
