package discord

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"rapporteur/bot/answer"
)

// The pace of an answer that grows.
const (
	// growEvery is the least time between two changes of one message.
	growEvery = time.Second
	// growAfter is how long the first sentences are held back: an answer that is
	// whole by then is shown once, and not twice within a moment.
	growAfter = 250 * time.Millisecond
	// growWithin bounds one showing of what has grown. One that takes longer is
	// given up: the whole answer must not wait for it.
	growWithin = 5 * time.Second
)

// pace is how fast an answer may grow.
type pace struct{ after, every time.Duration }

// growth shows an answer while it is written: the latest state of it, never an
// earlier one after a later one, and none after stop.
type growth struct {
	pace   pace
	show   func(context.Context, *answer.Reply) error
	log    *slog.Logger
	latest chan *answer.Reply // one at most: what a later state has in it is not shown by itself
	over   chan struct{}
	stop   func() // ends it, and waits until nothing more will be shown
	shown  time.Time
}

// grow begins to show, at a place, what tell is told of.
func (b *Bot) grow(ctx context.Context, p place) *growth {
	return newGrowth(ctx, b.o.pace, b.o.Log, func(ctx context.Context, reply *answer.Reply) error {
		post, ok := p.render.Growing(reply)
		if !ok {
			return nil
		}
		return p.spot.grow(ctx, post)
	})
}

func newGrowth(ctx context.Context, p pace, log *slog.Logger, show func(context.Context, *answer.Reply) error) *growth {
	g := &growth{pace: p, show: show, log: log, latest: make(chan *answer.Reply, 1), over: make(chan struct{})}
	ended := make(chan struct{})
	g.stop = sync.OnceFunc(func() {
		close(g.over)
		<-ended
	})
	go func() {
		defer close(ended)
		g.run(ctx)
	}()
	return g
}

// tell is told of a state of the answer, from one goroutine at a time. It never
// waits.
func (g *growth) tell(reply *answer.Reply) {
	select {
	case <-g.latest:
	default:
	}
	select {
	case g.latest <- reply:
	default: // cannot be: nobody else fills it
	}
}

// run shows what it is told of until it is stopped or ctx ends.
func (g *growth) run(ctx context.Context) {
	wait := g.pace.after
	for {
		var reply *answer.Reply
		select {
		case reply = <-g.latest:
		case <-g.over:
			return
		case <-ctx.Done():
			return
		}
		if !g.pause(ctx, wait) {
			return
		}
		select {
		case reply = <-g.latest: // that came meanwhile
		default:
		}
		if err := g.try(ctx, reply); err != nil {
			g.log.Warn("an answer is not shown while it grows", "error", err)
		}
		g.shown = time.Now()
		if !g.pause(ctx, g.pace.every) {
			return
		}
		wait = 0
	}
}

// try shows a state of the answer. A fault of the program in that must not end
// the program.
func (g *growth) try(ctx context.Context, reply *answer.Reply) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v\n%s", fault, stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, growWithin)
	defer cancel()
	return g.show(ctx, reply)
}

// pause waits and reports whether the growth goes on after it.
func (g *growth) pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-g.over:
	case <-ctx.Done():
	}
	select { // of two that are ready, select takes either
	case <-g.over:
		return false
	default:
		return ctx.Err() == nil
	}
}

// rest waits, after stop, until the message may be changed again. It is what
// keeps the whole answer from coming within a second of a part of it.
func (g *growth) rest(ctx context.Context) {
	if g.shown.IsZero() {
		return
	}
	timer := time.NewTimer(time.Until(g.shown.Add(g.pace.every)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
