package openai

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go/circuitbreaker"
)

// When a server is rested.
const (
	failuresToRest = 5 // calls, one after another, each with its tries
	rest           = 15 * time.Second
)

// breaker keeps calls from a server that is in trouble.
type breaker struct {
	circuit circuitbreaker.CircuitBreaker[any]
}

func newBreaker(log *slog.Logger) *breaker {
	return &breaker{circuitbreaker.NewBuilder[any]().
		WithFailureThreshold(failuresToRest).WithSuccessThreshold(1).WithDelay(rest).
		OnStateChanged(func(e circuitbreaker.StateChangedEvent) {
			level := slog.LevelWarn
			if e.OldState == circuitbreaker.HalfOpenState && e.NewState == circuitbreaker.OpenState || e.NewState == circuitbreaker.HalfOpenState {
				level = slog.LevelDebug // one trial after the other, until the server is back
			}
			log.Log(context.Background(), level, "llm: breaker", "from", e.OldState.String(), "to", e.NewState.String())
		}).Build()}
}

// enter says whether a call may go, and else for how long none may. A call that
// may must leave.
func (b *breaker) enter() (time.Duration, bool) {
	if b.circuit.TryAcquirePermit() {
		return 0, true
	}
	return max(b.circuit.RemainingDelay(), time.Second), false // half-open: the trial is under way
}

// leave notes how a call went. One that its caller ended says nothing of the
// server, but as a trial it must count as something.
func (b *breaker) leave(sick, cancelled bool) {
	switch {
	case cancelled && !b.circuit.IsHalfOpen():
	case sick || cancelled:
		b.circuit.RecordFailure()
	default:
		b.circuit.RecordSuccess()
	}
}

func (b *breaker) state() (string, time.Duration) {
	return b.circuit.State().String(), b.circuit.RemainingDelay()
}

// private says whether a host is this machine or one of a private network, as
// far as its name tells.
func private(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	for _, suffix := range []string{".local", ".lan", ".internal", ".home.arpa", ".localhost"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return !strings.Contains(host, ".")
}
