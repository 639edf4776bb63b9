package llmtest

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"

	"rapporteur/bot/llm"
)

// Echo answers with the last message of the user, word by word.
type Echo struct{}

// Stream is for llm.Model.
func (Echo) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		last := ""
		for _, m := range r.Messages {
			if m.Role == llm.User {
				last = m.Text
			}
		}
		deliver(ctx, r, last, nil, yield)
	}
}

// Scripted answers from a queue, then by a script. The zero value has neither
// and fails with ErrUnreachable. Its methods may be called from any goroutine.
type Scripted struct {
	mu     sync.Mutex
	queue  []answer
	script func(llm.Request) (string, error)
	asked  []llm.Request
}

type answer struct {
	text string
	err  error
}

// Say has the next requests answered with the texts, one each.
func (s *Scripted) Say(texts ...string) {
	for _, text := range texts {
		s.Fail(text, nil)
	}
}

// Fail has the next request answered with a text that ends in an error.
func (s *Scripted) Fail(text string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, answer{text, err})
}

// Script answers all requests for which nothing is queued. It is called from
// many goroutines.
func (s *Scripted) Script(script func(llm.Request) (string, error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// Requests are those so far, oldest first.
func (s *Scripted) Requests() []llm.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Stream is for llm.Model.
func (s *Scripted) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		if err := r.Check(); err != nil {
			yield(llm.Delta{Usage: &llm.Usage{}}, err)
			return
		}
		a := s.next(r)
		deliver(ctx, r, a.text, a.err, yield)
	}
}

func (s *Scripted) next(r llm.Request) answer {
	s.mu.Lock()
	s.asked = append(s.asked, r)
	if len(s.queue) > 0 {
		a := s.queue[0]
		s.queue = s.queue[1:]
		s.mu.Unlock()
		return a
	}
	script := s.script
	s.mu.Unlock()
	if script == nil {
		return answer{err: &llm.Error{Kind: llm.ErrUnreachable, Op: r.Purpose, Cause: errors.New("nothing is scripted")}}
	}
	text, err := script(r)
	return answer{text, err}
}

// deliver yields a text as a model does.
func deliver(ctx context.Context, r llm.Request, text string, failed error, yield func(llm.Delta, error) bool) {
	if err := r.Check(); err != nil {
		yield(llm.Delta{Usage: &llm.Usage{}}, err)
		return
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	sent := 0
	for _, word := range words(text) {
		if ctx.Err() != nil {
			break
		}
		if !yield(llm.Delta{Text: word}, nil) {
			return
		}
		sent += len(word)
	}
	if err := ctx.Err(); err != nil {
		failed = &llm.Error{Op: r.Purpose, Cause: err}
	}
	usage := llm.Calibration{}.Usage(r.Messages, sent)
	yield(llm.Delta{Usage: &usage}, failed)
}
