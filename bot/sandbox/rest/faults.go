package rest

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"rapporteur/bot/sandbox/world"
)

// Fault is something that goes wrong with requests. One with a Delay alone is a
// slow answer; one with nothing set does no harm.
type Fault struct {
	// Route is the one that is struck, as the official document writes it, after
	// its method: "POST /channels/{channel_id}/messages". Empty is every request.
	Route string
	Times int // how often it strikes; zero is until it is healed
	After int // how many requests of the route are spared first

	// Delay holds the request up before it is carried out, or answered with
	// Status. A client that gives up meanwhile has its request not carried out.
	Delay time.Duration
	// Cut ends the connection before anything is done.
	Cut bool
	// Lose carries the request out and ends the connection without an answer.
	Lose bool

	// Status, when not zero, is answered in place of the world's answer, and
	// nothing is carried out.
	Status      int
	Body        string // empty is Discord's own JSON for the status
	ContentType string // of Body; empty is application/json
	// Of a 429 without a Body:
	RetryAfter time.Duration
	Global     bool
	Scope      string // "user", "global" or "shared"; empty is one of the first two
}

// HTMLError is the page with which a proxy in front of Discord answers when it
// has trouble of its own.
func HTMLError(status int) Fault {
	title := fmt.Sprintf("%d %s", status, http.StatusText(status))
	return Fault{
		Status:      status,
		Body:        "<html><head><title>" + title + "</title></head><body><center><h1>" + title + "</h1></center><hr><center>cloudflare</center></body></html>\n",
		ContentType: "text/html",
	}
}

// Inflict adds a fault, and returns what takes it away again. A request is struck
// by the oldest fault that is for its route; younger ones do not count it.
func (a *API) Inflict(f Fault) (heal func()) { return a.faults.add(f) }

// Heal takes all faults away.
func (a *API) Heal() { a.faults.clear() }

// faults are those that were inflicted, the oldest first.
type faults struct {
	mu      sync.Mutex
	all     []*infliction
	closed  bool
	closing chan struct{}
	delayed sync.WaitGroup
}

// infliction is a Fault with what is left of its counts.
type infliction struct {
	Fault
	spare int
	left  int
}

func newFaults() *faults { return &faults{closing: make(chan struct{})} }

func (f *faults) add(fault Fault) (remove func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	inflicted := &infliction{Fault: fault, spare: fault.After, left: fault.Times}
	f.all = append(f.all, inflicted)
	return func() { f.remove(inflicted) }
}

func (f *faults) remove(gone *infliction) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = slices.DeleteFunc(f.all, func(x *infliction) bool { return x == gone })
}

func (f *faults) clear() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = nil
}

// next is the fault that strikes a request of the route, if one does.
func (f *faults) next(route string) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, x := range f.all {
		if x.Route != "" && x.Route != route {
			continue
		}
		if x.spare > 0 {
			x.spare--
			continue
		}
		if x.Times > 0 {
			x.left--
			if x.left == 0 {
				f.all = slices.Delete(f.all, i, i+1)
			}
		}
		return x.Fault, true
	}
	return Fault{}, false
}

// wait is false when ctx or the API ended before d was over. A delay runs by the
// machine's clock, since clients wait by it too.
func (f *faults) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	if !f.enter() {
		return false
	}
	defer f.delayed.Done()
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-f.closing:
	}
	return false
}

// enter counts a delayed request in, unless the API is closed.
func (f *faults) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.delayed.Add(1)
	}
	return !f.closed
}

func (f *faults) close() {
	f.mu.Lock()
	if !f.closed {
		f.closed = true
		close(f.closing)
	}
	f.mu.Unlock()
	f.delayed.Wait()
}

// reply is the fault's answer. A 429 of Discord itself has a body that tells how
// long to wait; one with a Body is Cloudflare's.
func (f Fault) reply(header http.Header) reply {
	if f.Body != "" {
		return reply{f.Status, cmp.Or(f.ContentType, jsonType), []byte(f.Body)}
	}
	refused := answer{f.Status, &world.Error{Message: fmt.Sprintf("%d: %s", f.Status, http.StatusText(f.Status))}}
	if f.Status == http.StatusTooManyRequests {
		refused = (&rateLimited{after: f.RetryAfter, global: f.Global, scope: f.Scope}).answer(header)
	}
	encoded, _ := refused.encode() // two words and two numbers
	return encoded
}
