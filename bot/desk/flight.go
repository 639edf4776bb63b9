package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"rapporteur/bot/answer"
)

// errPanic is what everybody who waits is told of an answer that panicked.
var errPanic = errors.New("the answer broke off: a fault of the program")

// outcome is what came of a question.
type outcome struct {
	reply  *answer.Reply
	stored time.Time // when the reply was written, if for an earlier visitor
	spent  *owner    // whose budget is, so that the reply is quoted; nil when there was enough
	err    error
}

// flights are the questions that are being answered. Who asks one of them joins
// it: the answer is made once, for all who wait. The zero value has none.
type flights struct {
	mu     sync.Mutex
	flying map[string]*flight
}

// flight is one answer for all who wait for it.
type flight struct {
	end  context.CancelFunc
	done chan struct{} // closed with the outcome

	// What follows is guarded by flights.mu.
	waiting int
	newest  *answer.Reply
	version int           // of newest, from 1
	changed chan struct{} // closed when newest changes
	outcome outcome
}

// do answers the question of a key: it runs f, or waits for the f that somebody
// else has running. progress, which may be nil, is called in the goroutine of the
// caller, with the newest of what f told it; some may be passed over.
//
// f has a context of its own, with the values of the first caller's, that ends
// when the last who waits has left. That one waits for f to end, so that no
// goroutine is left when all callers have returned. The error is that of ctx, or
// of f.
func (s *flights) do(ctx context.Context, key string, log *slog.Logger, progress func(*answer.Reply), f func(context.Context, func(*answer.Reply)) outcome) outcome {
	if err := ctx.Err(); err != nil {
		return outcome{err: err}
	}
	fl := s.board(ctx, key, log, f)
	told := 0
	for {
		s.mu.Lock()
		newest, version, changed := fl.newest, fl.version, fl.changed
		s.mu.Unlock()
		select { // before the progress: what is done is not told piece by piece
		case <-fl.done:
			return fl.outcome
		case <-ctx.Done():
			s.leave(key, fl)
			return outcome{err: ctx.Err()}
		default:
		}
		if version > told {
			if told = version; progress != nil {
				s.tell(key, fl, progress, newest)
			}
		}
		select {
		case <-fl.done:
		case <-changed:
		case <-ctx.Done():
		}
	}
}

// tell calls progress; one that panics leaves first.
func (s *flights) tell(key string, fl *flight, progress func(*answer.Reply), newest *answer.Reply) {
	told := false
	defer func() {
		if !told {
			s.leave(key, fl)
		}
	}()
	progress(newest)
	told = true
}

// board joins the flight of a key, or starts it.
func (s *flights) board(ctx context.Context, key string, log *slog.Logger, f func(context.Context, func(*answer.Reply)) outcome) *flight {
	s.mu.Lock()
	defer s.mu.Unlock()
	if fl := s.flying[key]; fl != nil {
		fl.waiting++
		return fl
	}
	own, end := context.WithCancel(context.WithoutCancel(ctx))
	fl := &flight{end: end, done: make(chan struct{}), changed: make(chan struct{}), waiting: 1}
	if s.flying == nil {
		s.flying = make(map[string]*flight)
	}
	s.flying[key] = fl
	go s.fly(own, key, fl, log, f)
	return fl
}

// fly runs f to its end, also one in a panic.
func (s *flights) fly(ctx context.Context, key string, fl *flight, log *slog.Logger, f func(context.Context, func(*answer.Reply)) outcome) {
	out := outcome{err: errPanic} // also when f ends the goroutine
	defer func() {
		if fault := recover(); fault != nil {
			out = outcome{err: fmt.Errorf("%w: %v", errPanic, fault)}
			log.Error("an answer panicked", "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
		}
		s.mu.Lock()
		fl.outcome = out
		s.ground(key, fl)
		s.mu.Unlock()
		fl.end()
		close(fl.done)
	}()
	out = f(ctx, func(r *answer.Reply) {
		s.mu.Lock()
		defer s.mu.Unlock()
		fl.newest, fl.version = r, fl.version+1
		close(fl.changed)
		fl.changed = make(chan struct{})
	})
}

// leave is for one who waits no more. The last ends the flight, which nobody can
// join any more, and waits for its end.
func (s *flights) leave(key string, fl *flight) {
	s.mu.Lock()
	fl.waiting--
	last := fl.waiting == 0
	if last {
		s.ground(key, fl)
	}
	s.mu.Unlock()
	if last {
		fl.end()
		<-fl.done
	}
}

// ground has nobody join the flight any more. The caller holds the lock.
func (s *flights) ground(key string, fl *flight) {
	if s.flying[key] == fl {
		delete(s.flying, key)
	}
}
