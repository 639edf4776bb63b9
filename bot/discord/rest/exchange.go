package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// exchange is one call with its tries. It is the transport of that call alone.
type exchange struct {
	client *Client
	repeat bool // may be done twice

	waited  time.Duration // at the gate
	unclear bool          // a try may have been carried out, and nobody knows
	last    error         // of the newest try, nil when it was answered
}

// failure is a try without an answer.
type failure struct {
	sent  bool // Discord may have it
	cause error
}

func (f *failure) Error() string { return f.cause.Error() }
func (f *failure) Unwrap() error { return f.cause }

// How often and when a call is tried again. A 429 is waited for at the gate.
const (
	maxRetries   = 4
	firstBackoff = 100 * time.Millisecond
	maxBackoff   = 2 * time.Second
	jitter       = 0.5 // of the back-off
)

// retries is the policy of calls that may be done twice, or of the others.
//
//nolint:bodyclose // all bodies are in memory
func retries(repeat bool) retrypolicy.RetryPolicy[*http.Response] {
	return retrypolicy.NewBuilder[*http.Response]().
		HandleIf(func(resp *http.Response, err error) bool { return again(resp, err, repeat) }).
		WithDelayFunc(func(exec failsafe.ExecutionAttempt[*http.Response]) time.Duration {
			if resp := exec.LastResult(); resp != nil && resp.StatusCode == http.StatusTooManyRequests {
				return 0
			}
			return -1 // by the back-off
		}).
		WithBackoff(firstBackoff, maxBackoff).WithJitterFactor(jitter).
		WithMaxRetries(maxRetries).ReturnLastFailure().Build()
}

// again says whether a try that ended so is to be followed by another.
func again(resp *http.Response, err error, repeat bool) bool {
	if f := new(failure); errors.As(err, &f) {
		return repeat || !f.sent
	}
	if err != nil {
		return false // held back, or cancelled
	}
	return resp.StatusCode == http.StatusTooManyRequests || repeat && transient(resp.StatusCode)
}

// transient says whether a status tells of trouble that may pass: 500, 502, 503,
// 504 and Cloudflare's 52x.
func transient(status int) bool {
	return status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported
}

// RoundTrip is for package http. Statuses other than 2xx are errors.
func (x *exchange) RoundTrip(r *http.Request) (*http.Response, error) {
	of := routeOf(r)
	defer discard(r)
	out, err := x.client.addressed(r, of)
	if err != nil {
		return nil, err
	}
	var body []byte
	if r.Body != nil {
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, &Error{Op: of.shown, Message: "the request's body cannot be read", cause: err}
		}
	}
	ctx, cancel := context.WithTimeout(r.Context(), maxCall)
	defer cancel()
	policy := x.client.once
	if x.repeat {
		policy = x.client.repeating
	}
	resp, err := failsafe.With(policy).WithContext(ctx).GetWithExecution(func(e failsafe.Execution[*http.Response]) (*http.Response, error) {
		if e.Attempts() > 1 {
			x.client.log.Info("discord: again", "request", of.shown, "try", e.Attempts(), "after", x.last)
		}
		resp, err := x.try(ctx, out, of, body)
		x.last = err
		if err == nil && resp.StatusCode >= 300 {
			x.last = x.client.refusal(resp, of)
		}
		return resp, err
	})
	if err != nil {
		return nil, x.failed(r.Context(), of, err)
	}
	if resp.StatusCode >= 300 {
		e := x.client.refusal(resp, of)
		e.Unclear = x.unclear && !refused(resp.StatusCode)
		return nil, e
	}
	return resp, nil
}

// refused says whether a status means that nothing was done.
func refused(status int) bool { return status < 500 }

// failed is the error of a call that ended without an answer.
func (x *exchange) failed(ctx context.Context, of route, err error) error {
	if e := new(Error); errors.As(err, &e) {
		e.Unclear = e.Unclear || x.unclear
		return e
	}
	e := &Error{Op: of.shown, Unclear: x.unclear, cause: err, interaction: of.secret != ""}
	switch {
	case ctx.Err() != nil:
		e.cause = ctx.Err()
		e.Message = "given up"
		if x.last != nil {
			e.Message += " after: " + x.last.Error()
		}
	default:
		e.Message, e.unavailable = "no answer: "+err.Error(), true
	}
	e.Message = x.client.clean(e.Message, of)
	return e
}

// try sends the request once, when the gate lets it pass.
func (x *exchange) try(ctx context.Context, r *http.Request, of route, body []byte) (*http.Response, error) {
	pass, err := x.client.gate.enter(ctx, of, &x.waited)
	if err != nil {
		return nil, err
	}
	timeout := x.client.timeout
	if callback(r) {
		timeout = min(timeout, callbackTimeout)
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resp, err := x.send(r.WithContext(ctx), body)
	if err != nil {
		pass.leave(nil)
		if errors.Is(err, errTooLong) {
			return nil, &Error{Op: of.shown, Message: err.Error(), unavailable: true}
		}
		f := &failure{sent: !neverSent(err), cause: err}
		x.unclear = x.unclear || f.sent && r.Method != http.MethodGet
		return nil, f
	}
	x.unclear = x.unclear || !refused(resp.StatusCode) && r.Method != http.MethodGet
	pass.leave(resp)
	for name := range resp.Header { // the library would sleep by them, under its locks
		if strings.HasPrefix(name, "X-Ratelimit-") {
			delete(resp.Header, name)
		}
	}
	return resp, nil
}

var errTooLong = fmt.Errorf("the answer has more than %d bytes", maxResponse)

// send sends the request and reads the answer whole, so that a connection that
// is cut within it is a failure like any other.
func (x *exchange) send(r *http.Request, body []byte) (*http.Response, error) {
	r.Body, r.GetBody, r.ContentLength = nil, nil, int64(len(body))
	if len(body) > 0 {
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := x.client.base.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxResponse+1))
	if err == nil && len(data) > maxResponse {
		err = errTooLong
	}
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}

// neverSent says whether a request failed before a connection was there.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
