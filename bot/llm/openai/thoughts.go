package openai

import "strings"

// How models that think write it into the text, where a server does not take it
// out: at the start of the answer.
const (
	thoughtsOpen  = "<think>"
	thoughtsClose = "</think>"
)

const spaces = " \t\r\n"

// thoughts takes a model's thoughts from the start of its text. The zero value
// is at the start.
type thoughts struct {
	state thinking
	held  string // of what may be a tag
}

type thinking int

const (
	atStart  thinking = iota
	inside            // of thoughts
	after             // thoughts, and before the text
	speaking          // all is text
)

// push adds text and returns what of it is for the reader.
func (t *thoughts) push(text string) string {
	if t.state == speaking {
		return text
	}
	t.held += text
	if t.state == atStart {
		trimmed := strings.TrimLeft(t.held, spaces)
		switch {
		case strings.HasPrefix(trimmed, thoughtsOpen):
			t.state, t.held = inside, strings.TrimPrefix(trimmed, thoughtsOpen)
		case strings.HasPrefix(thoughtsOpen, trimmed):
			return "" // it may become one
		default:
			return t.speak()
		}
	}
	if t.state == inside {
		_, rest, closed := strings.Cut(t.held, thoughtsClose)
		if !closed {
			t.held = t.held[max(0, len(t.held)-len(thoughtsClose)):]
			return ""
		}
		t.state, t.held = after, rest
	}
	if t.held = strings.TrimLeft(t.held, spaces); t.held == "" {
		return ""
	}
	return t.speak()
}

func (t *thoughts) speak() string {
	out := t.held
	t.state, t.held = speaking, ""
	return out
}

// flush is what was held back at the end of the answer.
func (t *thoughts) flush() string {
	if t.state != atStart {
		return ""
	}
	return t.speak()
}
