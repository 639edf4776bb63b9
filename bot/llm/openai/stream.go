package openai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	goopenai "github.com/sashabaranov/go-openai"

	"rapporteur/bot/llm"
)

// errLate ends a call that takes too long.
var errLate = errors.New("too late")

// How long is waited once the answer is whole.
const (
	toUsage = 2 * time.Second        // for what it used
	toEnd   = 100 * time.Millisecond // then for the stream's end, so that the connection can be used again
)

// stream is the answer to one try.
type stream struct {
	client *Client
	cancel context.CancelFunc
	timer  *time.Timer // cancels
	late   atomic.Bool // it did
	raw    *goopenai.ChatCompletionStream
	body   *frames // under raw

	first   string // text that was read to know that the try is a good one
	joiner  joiner
	think   thoughts
	written int  // bytes of text that were given on
	spent   int  // bytes of text and thoughts that came
	begun   bool // a token came, of text or thoughts
	said    bool // a word was given on
	known   bool // there was a chunk of a chat model
	refused bool
	tools   bool
	finish  string
	usage   *counts
}

// newStream begins a try, whose context it returns; its patience is that to the
// first token.
func newStream(ctx context.Context, c *Client) (context.Context, *stream) {
	s := &stream{client: c}
	ctx, s.cancel = context.WithCancel(ctx)
	s.timer = time.AfterFunc(c.o.FirstToken, func() {
		s.late.Store(true)
		s.cancel()
	})
	return ctx, s
}

// close ends the try. It may be called twice.
func (s *stream) close() {
	s.timer.Stop()
	s.cancel()
	if s.raw != nil {
		_ = s.raw.Close()
	}
}

// next is the next text, never empty but with an error. io.EOF says that the
// answer is whole; all other errors are of type *failure. The context is that of
// the call.
func (s *stream) next(ctx context.Context) (string, error) {
	if s.first != "" {
		text := s.first
		s.first = ""
		return text, nil
	}
	if s.begun {
		s.timer.Reset(s.client.o.NextToken)
	}
	defer s.timer.Stop() // the reader's time is not the server's
	for s.finish == "" {
		text, err := s.step(ctx)
		if err != nil {
			return "", err
		}
		if s.written += len(text); s.written > s.client.o.MaxOutput {
			return "", &failure{err: &llm.Error{Kind: llm.ErrTruncated, Message: fmt.Sprintf("more than %d bytes of text", s.client.o.MaxOutput)}}
		}
		if text != "" {
			s.said = s.said || strings.TrimSpace(text) != ""
			return text, nil
		}
	}
	return "", s.end()
}

// step reads one event and returns its text, which may be empty.
func (s *stream) step(ctx context.Context) (string, error) {
	data, err := s.raw.RecvRaw()
	if err != nil {
		return "", s.broken(ctx, err)
	}
	c, failed := readChunk(data)
	if failed != nil {
		return "", failed
	}
	if c.Usage != nil {
		s.usage = c.Usage
	}
	p := c.part()
	if n := len(p.text) + p.thought; n > 0 {
		s.begun = true
		s.spent += n
		s.timer.Reset(s.client.o.NextToken)
	}
	s.known = s.known || p.choices
	s.refused, s.tools, s.finish = s.refused || p.refused, s.tools || p.tools, p.finish
	text := s.think.push(s.joiner.push(p.text))
	if s.finish != "" {
		text += s.think.push(s.joiner.flush()) + s.think.flush()
	}
	return text, nil
}

// end judges a whole answer, after what may still come.
func (s *stream) end() error {
	s.timer.Reset(toUsage)
	for s.usage == nil {
		data, err := s.raw.RecvRaw()
		if err != nil {
			break
		}
		if c, failed := readChunk(data); failed == nil {
			s.usage = c.Usage
		}
	}
	s.timer.Reset(toEnd)
	s.body.drain()
	return s.verdict()
}

// verdict is io.EOF for an answer that is whole.
func (s *stream) verdict() error {
	switch strings.ToLower(s.finish) {
	case "length", "max_tokens", "model_length":
		return &failure{err: &llm.Error{Kind: llm.ErrTruncated, Message: "it reached its limit of tokens"}}
	case "content_filter", "safety", "recitation", "prohibited_content":
		return &failure{err: &llm.Error{Kind: llm.ErrFiltered, Message: "finish reason " + s.finish}}
	case "stop", "eos", "eos_token", "end_turn", "stop_sequence":
	case "tool_calls", "function_call":
		s.tools = true
	default:
		return badAnswer("finish reason " + s.finish)
	}
	switch {
	case s.tools:
		return badAnswer("a call of a tool, and none was offered")
	case s.refused:
		return &failure{err: &llm.Error{Kind: llm.ErrFiltered, Message: "the model declines"}}
	case !s.said:
		return badAnswer("no text")
	}
	return io.EOF
}

// broken is why a stream ended without a finish reason.
func (s *stream) broken(ctx context.Context, err error) *failure {
	if f := new(failure); errors.As(err, &f) {
		return f
	}
	if f := s.ended(ctx); f != nil {
		return f
	}
	switch {
	case errors.Is(err, io.EOF) && !s.known:
		f := badAnswer("nothing of a chat model: another format?")
		f.sick = true
		return f
	case errors.Is(err, io.EOF):
		return &failure{err: &llm.Error{Kind: llm.ErrTruncated, Message: "the stream has no finish reason"}, again: true, sick: true}
	case !s.begun:
		return noAnswer(err)
	}
	return &failure{err: &llm.Error{Kind: llm.ErrTruncated, Message: "the connection broke: " + err.Error()}, again: true, sick: true}
}

// ended is the failure of a try whose time is over, nil when it is not.
func (s *stream) ended(ctx context.Context) *failure {
	o := s.client.o
	switch {
	case ctx.Err() != nil:
		return overdue(ctx, o.Call)
	case !s.late.Load():
		return nil
	case s.begun:
		return &failure{err: &llm.Error{Kind: llm.ErrTimeout, Message: fmt.Sprintf("no further token in %v", o.NextToken)}, sick: true}
	}
	return &failure{err: &llm.Error{Kind: llm.ErrTimeout, Message: fmt.Sprintf("no token in %v", o.FirstToken)}, sick: true}
}

// overdue is the failure of a call whose context has ended: by its caller, or
// because it took too long in all.
func overdue(ctx context.Context, limit time.Duration) *failure {
	if errors.Is(context.Cause(ctx), errLate) {
		return &failure{err: &llm.Error{Kind: llm.ErrTimeout, Message: fmt.Sprintf("no end in %v", limit)}, sick: true}
	}
	f := &failure{err: &llm.Error{Cause: ctx.Err(), Message: "ended by who asked"}}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		f.err.Kind, f.sick = llm.ErrTimeout, true
	}
	return f
}
