package gateway

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/sandbox"
	fault "rapporteur/bot/sandbox/rest"
)

func TestAnIDIsMetForTheFirstTimeOnce(t *testing.T) {
	s := newSeen()
	for n := range 3 * memory {
		if !s.first(fmt.Sprint(n)) || s.first(fmt.Sprint(n)) {
			t.Fatalf("number %d", n)
		}
	}
	if s.first(fmt.Sprint(2*memory)) || !s.first("0") {
		t.Error("the newest are not those that are remembered")
	}
	if len(s.ids) != memory || len(s.ring) != memory {
		t.Errorf("%d are remembered", len(s.ids))
	}
	if s.first("") || s.first("x") {
		t.Error("what is no ID is met")
	}
}

func TestALaneKeepsItsBoundsAndRunsWhatItTook(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		l := &lane{limit: rapid.IntRange(1, 4).Draw(r, "limit"), waiting: rapid.IntRange(0, 4).Draw(r, "waiting")}
		jobs := rapid.IntRange(1, 20).Draw(r, "jobs")
		var mu sync.Mutex
		running, most, ran, taken := 0, 0, 0, 0
		free := make(chan struct{})
		for range jobs {
			if l.do(func() {
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				<-free
				mu.Lock()
				running--
				ran++
				mu.Unlock()
			}) {
				taken++
			}
		}
		close(free)
		l.workers.Wait()
		if most > l.limit || ran != taken || taken != min(jobs, l.limit+l.waiting) {
			r.Fatalf("%d of %d taken, %d run, %d at once", taken, jobs, ran, most)
		}
		if l.close() != 0 || l.do(func() {}) {
			r.Fatal("a closed lane took a job")
		}
	})
}

func TestALaneOfOneKeepsTheOrder(t *testing.T) {
	l := &lane{limit: 1, waiting: 1000}
	var order []int
	for n := range 1000 {
		l.do(func() { order = append(order, n) })
	}
	l.workers.Wait()
	for n, got := range order {
		if n != got {
			t.Fatalf("job %d ran as number %d", got, n)
		}
	}
}

func TestPausesGrowAndAreSpread(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		failures := rapid.IntRange(1, 100).Draw(r, "failures")
		least, most := backoff(failures, time.Minute, 0), backoff(failures, time.Minute, 1)
		switch {
		case failures == 1 && (least != 0 || most > 250*time.Millisecond):
			r.Fatalf("the first pause is %v to %v", least, most)
		case failures > 1 && (most > time.Minute || least*2 != most):
			r.Fatalf("pause %d is %v to %v", failures, least, most)
		case failures > 8 && most != time.Minute:
			r.Fatalf("pause %d ends at %v", failures, most)
		}
	})
}

// An IDENTIFY that was answered by op 7 does not count, but that of another shard does.
func TestAVoidPermitFreesOnlyItsOwnTurn(t *testing.T) {
	k := &start{}
	k.mu.Lock()
	first := &permit{key: k}
	first.sent()
	first.void()
	if !k.last.IsZero() {
		t.Error("a void permit counts")
	}
	k.mu.Lock()
	second := &permit{key: k}
	time.Sleep(time.Millisecond)
	second.sent()
	first.void()
	if k.last.IsZero() {
		t.Error("another shard's permit no longer counts")
	}
}

// Two shards of one concurrency key identify five seconds apart; one that did not
// send anything costs no time.
func TestIdentifiesKeepThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &start{}
		started := time.Now()
		for n := range 3 {
			k.mu.Lock()
			if err := sleep(t.Context(), time.Until(k.last.Add(usual().pace))); err != nil {
				t.Fatal(err)
			}
			p := &permit{key: k}
			if n == 1 {
				p.unused()
			}
			if n != 1 {
				p.sent()
			}
			p.unused() // after either is harmless
		}
		if took := time.Since(started); took != 5*time.Second {
			t.Errorf("two IDENTIFYs and an unused permit took %v", took)
		}
	})
}

func TestTheTokenGoesToNoUnsafeGateway(t *testing.T) {
	for address, safe := range map[string]bool{
		"wss://gateway.discord.gg": true, "ws://127.0.0.1:1/": true, "ws://[::1]/": true, "ws://gateway.discord.gg": false,
		"https://gateway.discord.gg": false, "": false, "wss://": false, "wss://me@there": false, "wss://%": false,
	} {
		if err := checkAddress(address); (err == nil) != safe {
			t.Errorf("%q: %v", address, err)
		}
	}
}

// With no IDENTIFY left the bot waits, says until when, and goes on then.
func TestTheBotWaitsWhenNoSessionMayBegin(t *testing.T) {
	t.Parallel()
	s := furnish(t, sandbox.Options{})
	s.API.Inflict(fault.Fault{Route: "GET /gateway/bot", Times: 2, Status: 200, Body: fmt.Sprintf(
		`{"url":"ws%s/gateway","shards":1,"session_start_limit":{"total":1000,"remaining":0,"reset_after":700,"max_concurrency":1}}`,
		strings.TrimPrefix(s.URL, "http"),
	)})
	started := time.Now()
	s.begin()
	s.until("ready", func() bool { return s.count(Ready) > 0 })
	if took := time.Since(started); took < 1700*time.Millisecond {
		t.Errorf("ready after %v", took)
	}
	if log := s.log.String(); !strings.Contains(log, "session_start_limit") {
		t.Errorf("the log does not say it: %s", log)
	}
}
