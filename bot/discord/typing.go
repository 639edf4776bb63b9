package discord

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// When a channel is shown that the bot is at work.
const (
	typeAfter = 300 * time.Millisecond // most answers are there by then
	// typeEvery is how often it is said again. What Discord shows lasts ten seconds
	// (docs: Resources, Channel, Trigger Typing Indicator).
	typeEvery = 8 * time.Second
	// typeWithin bounds one request. Later it would say what is not so any more.
	typeWithin = 2 * time.Second
)

// typist shows that the bot is at work in the channels where somebody waits for
// an answer to a message. However many wait in one, it is said once.
type typist struct {
	typing func(ctx context.Context, channel string) error
	log    *slog.Logger

	mu      sync.Mutex
	waiting map[string]*waiters
	all     sync.WaitGroup
}

// waiters are those of one channel.
type waiters struct {
	number int
	stop   context.CancelFunc
}

func newTypist(typing func(context.Context, string) error, log *slog.Logger) *typist {
	return &typist{typing: typing, log: log, waiting: make(map[string]*waiters)}
}

// wait says that somebody waits in a channel, until done is called; all calls of
// done but the first do nothing.
func (t *typist) wait(channel string) (done func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	w := t.waiting[channel]
	if w == nil {
		ctx, cancel := context.WithCancel(context.Background())
		w = &waiters{stop: cancel}
		t.waiting[channel] = w
		t.all.Go(func() { t.show(ctx, channel) })
	}
	w.number++
	return sync.OnceFunc(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if w.number--; w.number == 0 {
			w.stop()
			delete(t.waiting, channel)
		}
	})
}

// show says again and again that the bot is at work, until ctx ends.
func (t *typist) show(ctx context.Context, channel string) {
	timer := time.NewTimer(typeAfter)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		if err := t.say(ctx, channel); err != nil && ctx.Err() == nil {
			t.log.Debug("typing is not shown", "channel", channel, "error", err)
		}
		timer.Reset(typeEvery)
	}
}

func (t *typist) say(ctx context.Context, channel string) error {
	ctx, cancel := context.WithTimeout(ctx, typeWithin)
	defer cancel()
	return t.typing(ctx, channel)
}

// close waits until nothing is shown any more, which is when all have their
// answers.
func (t *typist) close() { t.all.Wait() }
