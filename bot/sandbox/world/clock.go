package world

import (
	"sync"
	"time"
)

// Clock is the time of a world. It runs with the machine's clock, and can be
// moved and stopped. The zero Clock shows the machine's time.
type Clock struct {
	mu      sync.Mutex
	offset  time.Duration
	stopped time.Time // the moment at which it stands, zero while it runs
	moved   func()    // told after each move, without the lock
}

// NewClock is a running clock that shows start now; a zero start is the machine's time.
func NewClock(start time.Time) *Clock {
	c := &Clock{}
	if !start.IsZero() {
		c.offset = time.Until(start)
	}
	return c
}

// Now is the world's time, in UTC and without a monotonic reading.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if !c.stopped.IsZero() {
		return c.stopped
	}
	return time.Now().Add(c.offset).Round(0).UTC()
}

// Advance moves the clock by d, backwards when d is negative, and settles what
// has become due before it returns.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	c.offset += d
	if !c.stopped.IsZero() {
		c.stopped = c.stopped.Add(d)
	}
	c.mu.Unlock()
	c.tell()
}

// Stop makes the clock stand; only Advance moves it until Start.
func (c *Clock) Stop() {
	c.mu.Lock()
	c.stopped = c.now()
	c.mu.Unlock()
	c.tell()
}

// Start lets the clock run on from where it stands.
func (c *Clock) Start() {
	c.mu.Lock()
	if !c.stopped.IsZero() {
		c.offset = time.Until(c.stopped)
		c.stopped = time.Time{}
	}
	c.mu.Unlock()
	c.tell()
}

// Running says whether the clock moves by itself.
func (c *Clock) Running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stopped.IsZero()
}

func (c *Clock) tell() {
	c.mu.Lock()
	moved := c.moved
	c.mu.Unlock()
	if moved != nil {
		moved()
	}
}

// Time is a moment on the wire: ISO 8601 with microseconds and an offset, as
// Discord writes it. The zero Time is written as null.
type Time struct{ time.Time }

// MarshalJSON writes the moment in UTC.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(t.UTC().Format(`"2006-01-02T15:04:05.000000+00:00"`)), nil
}
