package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// supervisor keeps one shard connected.
type supervisor struct {
	options Options
	token   string // without "Bot "
	timing  timing
	log     *slog.Logger
	starts  *starts
	listen  func(*discordgo.Session, int) // hands the events of a shard's session to the handlers
	shard   int
	shards  int

	retired sync.WaitGroup // sessions that the library has yet to let go of
}

// timing is how patient a supervisor is.
type timing struct {
	step     time.Duration // for HELLO and READY, at first
	maxStep  time.Duration // after many failures
	acks     float64       // heartbeat intervals without an acknowledgement
	pace     time.Duration // between IDENTIFYs
	apart    time.Duration // between connections at least, however well they begin
	letGo    time.Duration // for the library to let go of a connection
	maxPause time.Duration // between tries
}

// usual is the timing against Discord.
func usual() timing {
	return timing{
		step: 4 * time.Second, maxStep: 32 * time.Second, acks: 1.4, pace: 5 * time.Second,
		apart: time.Second, letGo: 5 * time.Second, maxPause: time.Minute,
	}
}

// run makes one connection after another, until ctx ends (nil) or a final error.
func (s *supervisor) run(ctx context.Context) error {
	defer s.retired.Wait()
	var resume *resumption
	failures, unreached := 0, 0
	for ctx.Err() == nil {
		p := patience{step: min(s.timing.step<<min(unreached, 8), s.timing.maxStep), acks: s.timing.acks}
		started := time.Now()
		next, reached, err := s.attempt(ctx, p, resume, unreached)
		if final := new(FinalError); errors.As(err, &final) {
			s.tell(Stopped, err)
			return final
		}
		if ctx.Err() != nil {
			break
		}
		resume = next
		failures, unreached = failures+1, unreached+1
		if reached {
			failures, unreached = 1, 0
		}
		pause := max(backoff(failures, s.timing.maxPause, rand.Float64()), s.timing.apart-time.Since(started))
		s.log.Warn("gateway: connection lost", "cause", err, "resumable", resume != nil, "again in", pause.Round(time.Millisecond))
		s.tell(Lost, err)
		_ = sleep(ctx, pause) // the loop looks at ctx
	}
	s.tell(Stopped, nil)
	return nil
}

// backoff is the pause after so many failures on end: none but a quarter of a
// second at random after the first, then doubling from a half, spread over half
// of itself so that a thousand bots do not come back at once.
func backoff(failures int, most time.Duration, random float64) time.Duration {
	if failures <= 1 {
		return time.Duration(random * float64(250*time.Millisecond))
	}
	full := min(500*time.Millisecond<<min(failures-1, 20), most)
	return full/2 + time.Duration(random*float64(full/2))
}

// attempt makes a connection and stays with it until it ends. next is what may be
// resumed after it.
func (s *supervisor) attempt(ctx context.Context, p patience, resume *resumption, unreached int) (next *resumption, reached bool, err error) {
	s.tell(Connecting, nil)
	to, leave, err := s.destination(ctx, resume, unreached)
	if err != nil {
		return resume, false, err
	}
	defer leave.unused()
	c := s.connection(ctx, to, p, resume, leave.sent)
	err = s.live(ctx, c, p)
	select {
	case <-c.reached:
		reached = true
	default:
	}
	next = resume
	if t := c.tapOf(); t != nil {
		next = t.resumable()
	}
	var closed *closeError
	var invalid *invalidError
	switch {
	case errors.As(err, &closed):
		if final := s.final(ctx, closed); final != nil {
			return nil, reached, final
		}
		if closed.code == closeInvalidSeq || closed.code == closeSessionTimedOut {
			next = nil
		}
	case errors.As(err, &invalid) && !invalid.resumable:
		next = nil
	case errors.Is(err, errReconnect) && !reached:
		leave.void()
	}
	return next, reached, err
}

// fallback is after how many tries the gateway's usual address is tried in the
// place of the session's own.
const fallback = 2

// destination is where to connect, and the leave to identify there; nil to resume.
func (s *supervisor) destination(ctx context.Context, resume *resumption, unreached int) (to string, leave *permit, err error) {
	if resume == nil {
		return s.starts.permit(ctx, s.shard)
	}
	to = resume.url
	if usual := s.starts.known(); checkAddress(to) != nil || unreached >= fallback && usual != "" {
		to = usual
	}
	return to, nil, nil
}

// live opens the connection and returns why it ended. The library may take a
// second longer to let go of it, which run waits for at its end.
func (s *supervisor) live(ctx context.Context, c *connection, p patience) error {
	opened := make(chan error, 1)
	go func() { opened <- c.session.Open() }() // waited for below, unless it is stuck
	stuck := time.NewTimer(4 * p.step)         // dial, upgrade, HELLO and READY each have a step
	defer stuck.Stop()
	var err error
	select {
	case err = <-opened:
	case <-ctx.Done():
		err = s.abandon(c, opened)
	case <-stuck.C:
		err = s.abandon(c, opened)
	}
	t := c.tapOf()
	if err != nil {
		if t != nil && t.why() != nil && !errors.Is(err, errAbandoned) {
			return t.why()
		}
		return err
	}
	s.retired.Go(func() { s.letGo(c) })
	select {
	case <-t.done:
	case <-ctx.Done():
		_ = c.session.Close() // says goodbye, and waits a second
	}
	return t.why()
}

// abandon cuts the connection of a session that is in Open, and says how that ended.
func (s *supervisor) abandon(c *connection, opened <-chan error) error {
	c.retire()
	timer := time.NewTimer(s.timing.letGo)
	defer timer.Stop()
	select {
	case err := <-opened:
		if err == nil { // it was just done
			s.retired.Go(func() { s.letGo(c) })
			err = errRetired
		}
		return err
	case <-timer.C:
		s.log.Error("gateway: " + errAbandoned.Error())
		return errAbandoned
	}
}

// letGo waits until the library has closed its side.
func (s *supervisor) letGo(c *connection) {
	<-c.tapOf().done
	timer := time.NewTimer(s.timing.letGo)
	defer timer.Stop()
	select {
	case <-c.ended:
	case <-timer.C:
		s.log.Error("gateway: the library has not let go of a connection")
	}
}

// tell tells of a change of state.
func (s *supervisor) tell(state State, err error) {
	if state == Ready || state == Resumed {
		s.log.Info("gateway: " + string(state))
	}
	if s.options.Status != nil {
		s.options.Status(Status{Shard: s.shard, State: state, Err: err})
	}
}

// waits tells that no IDENTIFY is left.
func (s *supervisor) waits(remaining int, until time.Time) {
	s.log.Error(fmt.Sprintf("gateway: Discord lets the bot begin no more sessions until %s (session_start_limit); it will go on then", until.Format(time.RFC3339)),
		"remaining", remaining)
	if s.options.Status != nil {
		s.options.Status(Status{Shard: s.shard, State: Connecting, Until: until})
	}
}
