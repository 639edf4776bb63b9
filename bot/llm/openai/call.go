package openai

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
	goopenai "github.com/sashabaranov/go-openai"

	"rapporteur/bot/llm"
)

// How often and when a try is followed by another, where the server does not
// say.
const (
	maxRetries   = 2
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 5 * time.Second
	jitter       = 0.2 // is added at most, of the wait
	maxLessons   = 3   // settings that one call may learn to leave out
)

// call is one request with its tries.
type call struct {
	client  *Client
	request llm.Request
	began   time.Time

	tries    int
	stream   *stream       // of the newest try
	answered bool          // a server has begun to answer, and will want to be paid
	token    time.Duration // until the first text
}

// retryPolicy is for tries, which have no text yet.
func (c *Client) retryPolicy() retrypolicy.RetryPolicy[any] {
	return retrypolicy.NewBuilder[any]().
		HandleIf(func(_ any, err error) bool {
			f := new(failure)
			return errors.As(err, &f) && f.again && f.err.Wait <= c.o.Wait
		}).
		WithDelayFunc(func(exec failsafe.ExecutionAttempt[any]) time.Duration {
			f := new(failure)
			errors.As(exec.LastError(), &f)
			return pause(f, exec.Attempts())
		}).
		WithMaxRetries(maxRetries).ReturnLastFailure().Build()
}

// pause is how long to wait after so many tries. The policy's own jitter would
// also shorten what a server asks for.
func pause(f *failure, tries int) time.Duration {
	spread := 1 + jitter*rand.Float64()
	if f.err != nil && f.err.Wait > 0 {
		return time.Duration(float64(f.err.Wait) * spread)
	}
	return time.Duration(float64(min(firstBackoff<<(tries-1), maxBackoff)) * spread)
}

// run asks, and yields the answer.
func (a *call) run(parent context.Context, yield func(llm.Delta, error) bool) {
	ctx, cancel := context.WithTimeoutCause(parent, a.client.o.Call, errLate)
	defer cancel()
	if ctx.Err() != nil {
		yield(llm.Delta{Usage: &llm.Usage{}}, a.named(overdue(ctx, a.client.o.Call)))
		return
	}
	if wait, ok := a.client.breaker.enter(); !ok {
		yield(llm.Delta{Usage: &llm.Usage{}}, a.named(resting(wait)))
		return
	}
	var failed *failure
	left := true
	defer func() { // also when the reader panics
		cancelled := failed != nil && errors.Is(failed.err, context.Canceled) || left && a.token == 0
		a.client.breaker.leave(failed != nil && failed.sick, cancelled)
	}()
	defer a.close()
	err := a.open(ctx)
	for err == nil {
		var text string
		if text, err = a.stream.next(ctx); err != nil {
			break
		}
		if a.token == 0 {
			a.token = max(time.Since(a.began), 1)
		}
		if !yield(llm.Delta{Text: text}, nil) {
			return
		}
	}
	left = false
	a.close()
	if !errors.Is(err, io.EOF) && !errors.As(err, &failed) {
		failed = overdue(ctx, a.client.o.Call) // between two tries
	}
	usage := a.used()
	yield(llm.Delta{Usage: &usage}, a.outcome(failed, usage))
}

// resting is the failure of a call that the breaker keeps from the server.
func resting(wait time.Duration) *failure {
	return &failure{err: &llm.Error{Kind: llm.ErrUnreachable, Message: "it failed again and again and is given a rest", Wait: wait}}
}

// close ends the newest try.
func (a *call) close() {
	if a.stream != nil {
		a.stream.close()
	}
}

// open makes tries until one has text.
func (a *call) open(ctx context.Context) error {
	return failsafe.With(a.client.retries).WithContext(ctx).RunWithExecution(func(e failsafe.Execution[any]) error {
		if last := e.LastError(); last != nil {
			a.client.o.Log.Info("llm: again", a.attributes(), "try", e.Attempts(), "after", last)
		}
		return a.try(ctx)
	})
}

// try asks once, or again at once in another form when the model does not take
// this one.
func (a *call) try(ctx context.Context) error {
	for lesson := 0; ; lesson++ {
		form := a.client.known()
		err := a.ask(ctx, form)
		f := new(failure)
		if !errors.As(err, &f) {
			return err
		}
		a.close()
		if lesson < maxLessons && f.unsupported != "" && a.client.learn(f, form) {
			continue
		}
		f.again = f.again && enough(ctx, f.err.Wait)
		_ = a.named(f) // the log tells of it
		return f
	}
}

// enough says whether there is time to wait before another try.
func enough(ctx context.Context, wait time.Duration) bool {
	deadline, bounded := ctx.Deadline()
	return !bounded || time.Until(deadline) > time.Duration(float64(wait)*(1+jitter))
}

// ask sends the request and reads on to its first text.
func (a *call) ask(ctx context.Context, q quirks) error {
	a.tries++
	under, s := newStream(ctx, a.client)
	a.stream = s
	form, zero := a.client.form(a.request, q)
	sender := &sender{client: a.client, stream: true, zero: zero}
	config := a.client.config
	config.HTTPClient = sender
	raw, err := goopenai.NewClientWithConfig(config).CreateChatCompletionStream(under, form)
	a.answered = a.answered || sender.answered
	if err == nil {
		s.raw, s.body = raw, sender.body
		s.first, err = s.next(ctx)
		return err
	}
	if f := s.ended(ctx); f != nil {
		a.answered = true // it may be at work
		return f
	}
	if f := new(failure); errors.As(err, &f) {
		return f
	}
	return notSent(err)
}

// used is what the call used. A server that did not count is guessed for.
func (a *call) used() llm.Usage {
	if !a.answered {
		return llm.Usage{}
	}
	c := a.client
	c.mu.Lock()
	defer c.mu.Unlock()
	if counted, ok := a.stream.usage.usage(); ok {
		c.counted = c.counted.With(a.request.Messages, counted.Prompt)
		return counted
	}
	return c.counted.Usage(a.request.Messages, a.stream.spent)
}

// outcome notes how the call went, and is its error.
func (a *call) outcome(f *failure, used llm.Usage) error {
	c := a.client
	took := slog.Group("took", "token", a.token.Round(time.Millisecond), "all", time.Since(a.began).Round(time.Millisecond))
	tokens := slog.Group("tokens", "prompt", used.Prompt, "cached", used.Cached, "completion", used.Completion, "estimated", used.Estimated)
	if f == nil {
		c.mu.Lock()
		c.lastError = nil
		c.mu.Unlock()
		c.o.Log.Debug("llm: answered", a.attributes(), "tries", a.tries, took, tokens)
		return nil
	}
	err := a.named(f)
	if f.err.Kind == nil { // whoever asked knows
		c.o.Log.Debug("llm: ended", a.attributes(), "tries", a.tries, took, tokens)
		return err
	}
	c.mu.Lock()
	c.lastError = err
	c.mu.Unlock()
	c.o.Log.Warn("llm: failed", a.attributes(), "tries", a.tries, took, tokens, "error", err)
	return err
}

func (a *call) named(f *failure) *llm.Error {
	return a.client.named(f, cmp.Or(a.request.Purpose, "call")+" with "+a.client.o.Model)
}

func (a *call) attributes() slog.Attr {
	return slog.Group("call", "purpose", a.request.Purpose, "model", a.client.o.Model)
}
