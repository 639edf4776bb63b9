package llm

import (
	"fmt"
	"strings"
)

// Role is who says a message.
type Role string

// The roles.
const (
	System    Role = "system"
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role Role
	Text string
}

// Request is what is asked of a model.
type Request struct {
	// Purpose is what the answer is for, such as "answer" or "rewrite". It goes to
	// logs and is not sent.
	Purpose string
	// Messages are the conversation so far, oldest first. At least one is needed.
	Messages []Message
	// MaxTokens bounds the answer, with what the model thinks and does not show.
	// Zero leaves it to the server.
	MaxTokens int
	// Temperature is from 0, the likeliest words, to 2. Nil leaves it to the server.
	// A model that takes none goes without.
	Temperature *float64
	// Stop are texts before which the answer ends, at most MaxStop.
	Stop []string
}

// Bounds of a request.
const (
	MaxStop        = 4 // API reference, Create chat completion, stop: "Up to 4 sequences"
	MaxTemperature = 2 // the same, temperature: "between 0 and 2"
)

// Check says what is wrong with a request; its error is ErrRejected.
func (r Request) Check() error {
	problem := r.problem()
	if problem == "" {
		return nil
	}
	return &Error{Kind: ErrRejected, Op: r.Purpose, Message: "the request is not valid: " + problem}
}

func (r Request) problem() string {
	if len(r.Messages) == 0 {
		return "it has no messages"
	}
	for i, m := range r.Messages {
		if m.Role != System && m.Role != User && m.Role != Assistant {
			return fmt.Sprintf("message %d is by %q", i+1, m.Role)
		}
		if strings.TrimSpace(m.Text) == "" {
			return fmt.Sprintf("message %d is empty", i+1)
		}
	}
	if r.MaxTokens < 0 {
		return fmt.Sprintf("%d tokens", r.MaxTokens)
	}
	if t := r.Temperature; t != nil && !(*t >= 0 && *t <= MaxTemperature) {
		return fmt.Sprintf("a temperature of %v", *t)
	}
	if len(r.Stop) > MaxStop {
		return fmt.Sprintf("%d texts to stop at, %d are allowed", len(r.Stop), MaxStop)
	}
	for _, stop := range r.Stop {
		if stop == "" {
			return "a text to stop at is empty"
		}
	}
	return ""
}
