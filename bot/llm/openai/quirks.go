package openai

import (
	"errors"
	"strings"

	goopenai "github.com/sashabaranov/go-openai"

	"rapporteur/bot/llm"
)

// quirks are what a model does not take, as its refusals told.
type quirks struct {
	completionTokens bool // the limit is max_completion_tokens, not max_tokens
	noTemperature    bool
	noUsage          bool // stream_options is not known
	noEncoding       bool // encoding_format is not known
}

// form is the request as go-openai sends it. Zero says that the temperature is
// 0, which the library cannot write.
func (c *Client) form(r llm.Request, q quirks) (form goopenai.ChatCompletionRequest, zero bool) {
	form = goopenai.ChatCompletionRequest{Model: c.o.Model, Stop: r.Stop, ReasoningEffort: c.o.Effort}
	for _, m := range r.Messages {
		form.Messages = append(form.Messages, goopenai.ChatCompletionMessage{Role: string(m.Role), Content: m.Text})
	}
	if q.completionTokens {
		form.MaxCompletionTokens = r.MaxTokens
	} else {
		form.MaxTokens = r.MaxTokens //nolint:staticcheck // older servers know no other name
	}
	if r.Temperature != nil && !q.noTemperature {
		form.Temperature = float32(*r.Temperature)
		zero = form.Temperature == 0
	}
	if !q.noUsage {
		form.StreamOptions = &goopenai.StreamOptions{IncludeUsage: true}
	}
	return form, zero
}

// notSent is the failure of a request that go-openai refused to send, because
// it knows that the model does not take it.
func notSent(err error) *failure {
	f := &failure{err: &llm.Error{Kind: llm.ErrRejected, Message: err.Error(), Cause: err}}
	switch {
	case errors.Is(err, goopenai.ErrReasoningModelMaxTokensDeprecated):
		f.unsupported = "max_tokens"
	case errors.Is(err, goopenai.ErrReasoningModelLimitationsOther), errors.Is(err, goopenai.ErrReasoningSamplingUnsupported):
		f.unsupported = "temperature"
	}
	return f
}

// parameters are the fields that a request can do without.
var parameters = []string{"max_tokens", "max_completion_tokens", "temperature", "stream_options", "encoding_format"}

// unsupported is the parameter that a refusal says it does not know, of those
// that a request can do without; else it is empty.
func unsupported(param, code, message string) string {
	says := false
	words := strings.ToLower(code + " " + message)
	for _, word := range []string{"unsupported", "not support", "unrecognized", "unknown", "not permitted", "not allowed", "extra"} {
		says = says || strings.Contains(words, word)
	}
	if !says {
		return ""
	}
	first, at := "", len(message)
	for _, p := range parameters {
		if p == param {
			return p
		}
		if i := strings.Index(message, p); i >= 0 && i < at {
			first, at = p, i
		}
	}
	return first
}

// learn takes a lesson from a refusal of a request that was formed by used, and
// says whether another form is to be tried.
func (c *Client) learn(f *failure, used quirks) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f.unsupported {
	case "max_tokens":
		c.quirks.completionTokens = true
	case "max_completion_tokens":
		c.quirks.completionTokens = false
	case "temperature":
		c.quirks.noTemperature = true
	case "stream_options":
		c.quirks.noUsage = true
	case "encoding_format":
		c.quirks.noEncoding = true
	default:
		return false
	}
	c.o.Log.Info("llm: the model does not take a setting, which is left out or named otherwise", "model", c.o.Model, "setting", f.unsupported)
	return c.quirks != used
}

// known is what was learned so far.
func (c *Client) known() quirks {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.quirks
}
