package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"rapporteur/bot/llm"
)

// chunk is what is needed of an event. It is not go-openai's type: that refuses
// a whole chunk for a field of another type that nobody asked for, and has the
// bytes of broken UTF-8 replaced.
type chunk struct {
	Choices []choice `json:"choices"`
	Usage   *counts  `json:"usage"`
}

type choice struct {
	Index   int     `json:"index"`
	Delta   content `json:"delta"`
	Message content `json:"message"` // of an answer that is no stream
	Finish  string  `json:"finish_reason"`
}

type content struct {
	Content   json.RawMessage `json:"content"` // a string, null, or at Mistral a list of parts
	Refusal   string          `json:"refusal"`
	Thought   json.RawMessage `json:"reasoning_content"` // DeepSeek, vLLM, llama.cpp
	Reasoning json.RawMessage `json:"reasoning"`         // OpenRouter, Ollama, Groq
	Tools     json.RawMessage `json:"tool_calls"`
	Function  json.RawMessage `json:"function_call"`
}

type counts struct {
	Prompt     float64 `json:"prompt_tokens"`
	Completion float64 `json:"completion_tokens"`
	Details    struct {
		Cached float64 `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
}

// readChunk reads an event. Fields of another type than they should have are as
// if they were not there.
func readChunk(data []byte) (chunk, *failure) {
	var c chunk
	err := json.Unmarshal(data, &c)
	if wrong := new(json.UnmarshalTypeError); err != nil && !errors.As(err, &wrong) {
		return chunk{}, badAnswer("an event that is not JSON: " + string(data))
	}
	return c, nil
}

// part is what a chunk adds to the first choice.
type part struct {
	text    []byte // may begin or end within a character
	finish  string
	refused bool // words of a refusal
	thought int  // bytes of thoughts
	tools   bool
	choices bool // there was a choice
}

func (c chunk) part() part {
	var p part
	for _, choice := range c.Choices {
		if choice.Index != 0 {
			continue // one answer was asked for
		}
		p.choices, p.finish = true, choice.Finish
		for _, m := range []content{choice.Delta, choice.Message} {
			p.text = append(p.text, textOf(m.Content)...)
			p.refused = p.refused || m.Refusal != ""
			p.thought += len(quoted(m.Thought)) + len(quoted(m.Reasoning))
			p.tools = p.tools || called(m.Tools) || called(m.Function)
		}
	}
	return p
}

func called(raw json.RawMessage) bool {
	return len(raw) > 0 && string(raw) != "null" && string(raw) != "[]" && string(raw) != "{}"
}

// textOf is the text of a message's content.
func textOf(raw json.RawMessage) []byte {
	if len(raw) == 0 || raw[0] != '[' {
		return quoted(raw)
	}
	var parts []struct {
		Type string          `json:"type"` // "text"; "thinking" and others are left out
		Text json.RawMessage `json:"text"`
	}
	var out []byte
	if json.Unmarshal(raw, &parts) == nil {
		for _, p := range parts {
			if p.Type == "text" {
				out = append(out, quoted(p.Text)...)
			}
		}
	}
	return out
}

// quoted is the text of a string of JSON, empty for anything else. Bytes that
// are no UTF-8 stay as they are: a server may have split a character there.
func quoted(raw json.RawMessage) []byte {
	if len(raw) < 2 || raw[0] != '"' {
		return nil
	}
	var out []byte
	raw = raw[1 : len(raw)-1]
	if bytes.IndexByte(raw, '\\') < 0 {
		return raw
	}
	for len(raw) > 0 {
		n, broken := 0, 0
		for n < len(raw) {
			r, size := utf8.DecodeRune(raw[n:])
			if r == utf8.RuneError && size == 1 {
				broken = 1
				break
			}
			n += size
		}
		var text string
		if json.Unmarshal(fmt.Appendf(nil, `"%s"`, raw[:n]), &text) == nil {
			out = append(out, text...)
		}
		out = append(out, raw[n:n+broken]...)
		raw = raw[n+broken:]
	}
	return out
}

// joiner puts characters together that come in pieces.
type joiner struct{ tail []byte }

// push adds bytes and returns what is whole of them. Bytes that cannot become a
// character are U+FFFD.
func (j *joiner) push(b []byte) string {
	if len(j.tail) > 0 {
		b = append(j.tail, b...)
	}
	whole := len(b)
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if start := len(b) - back; utf8.RuneStart(b[start]) {
			if !utf8.FullRune(b[start:]) {
				whole = start
			}
			break
		}
	}
	j.tail = append([]byte(nil), b[whole:]...)
	return valid(b[:whole])
}

// flush is what is left at the end.
func (j *joiner) flush() string {
	tail := j.tail
	j.tail = nil
	return valid(tail)
}

func valid(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b))) // a rune of U+FFFD for each byte
}

// maxCount is beyond what any call uses, in tokens.
const maxCount = 1 << 28

// usage is what a server counted, and whether that can be true.
func (c *counts) usage() (llm.Usage, bool) {
	if c == nil || !(c.Prompt > 0 && c.Prompt <= maxCount && c.Completion >= 0 && c.Completion <= maxCount) {
		return llm.Usage{}, false
	}
	return llm.Usage{
		Prompt: int(c.Prompt), Completion: int(c.Completion),
		Cached: int(min(max(c.Details.Cached, 0), c.Prompt)),
	}, true
}
