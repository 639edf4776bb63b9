package llmtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// created is when all answers were made, in Unix seconds.
const created = 1_700_000_000

// writer writes one reply.
type writer struct {
	gone   <-chan struct{} // who asked
	closed <-chan struct{}
	w      http.ResponseWriter
	r      Reply
}

// write carries a reply out.
func (s *Server) write(w http.ResponseWriter, r *http.Request, reply Reply, stream bool) {
	x := &writer{gone: r.Context().Done(), closed: s.closed, w: w, r: reply}
	if !x.wait(reply.Before) {
		return
	}
	for name, values := range reply.Header {
		w.Header()[name] = values
	}
	status := reply.Status
	if status == 0 {
		status = http.StatusOK
	}
	switch {
	case reply.Body != "":
		w.Header().Set("Content-Type", reply.Type)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, reply.Body)
	case reply.Fault != nil:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": reply.Fault})
	case !stream || reply.Whole:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, x.whole()+"\n")
	default:
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(status)
		x.flush()
		x.stream()
	}
}

// wait says whether anybody is still there after the time.
func (x *writer) wait(d time.Duration) bool {
	if d <= 0 {
		select {
		case <-x.gone:
			return false
		default:
			return true
		}
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-x.gone:
	case <-x.closed:
	}
	return false
}

// stall waits until nobody is there any more.
func (x *writer) stall() {
	select {
	case <-x.gone:
	case <-x.closed:
	}
}

func (x *writer) flush() { _ = http.NewResponseController(x.w).Flush() } // a client that has gone is no fault

// stream sends the reply's events.
func (x *writer) stream() {
	if !x.wait(x.r.First) {
		return
	}
	x.chunk(`{"role":"assistant","content":""}`, "null")
	if x.r.Reasoning != "" {
		x.chunk(`{"reasoning_content":`+quote(x.r.Reasoning)+`}`, "null")
	}
	if x.r.Refusal != "" {
		x.chunk(`{"refusal":`+quote(x.r.Refusal)+`}`, "null")
	}
	if !x.pieces() {
		return
	}
	if x.r.ToolCall != "" {
		x.chunk(`{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":`+quote(x.r.ToolCall)+`,"arguments":"{}"}}]}`, "null")
	}
	if x.r.Error != nil {
		x.event(x.fault())
		return
	}
	if !x.r.NoFinish {
		x.chunk(`{}`, quote(x.finish()))
	}
	if x.r.StallDone {
		x.stall()
		return
	}
	if !x.r.NoUsage {
		x.event(x.head("chat.completion.chunk") + `,"choices":[],"usage":` + x.usage() + `}`)
	}
	if !x.r.NoDone {
		x.event("[DONE]")
	}
}

// passes waits at the gate, and says whether somebody still reads.
func (x *writer) passes() bool {
	if x.r.Gate == nil {
		return true
	}
	select {
	case <-x.r.Gate:
		return true
	case <-x.gone:
		return false
	}
}

// pieces sends the text, and says whether the stream goes on.
func (x *writer) pieces() bool {
	pieces := x.r.split()
	for i := 0; i < len(pieces) || x.r.Endless && len(pieces) > 0; i++ {
		switch {
		case x.r.CutAfter > 0 && i == x.r.CutAfter:
			panic(http.ErrAbortHandler) // the server's way to break a connection
		case x.r.CloseAfter > 0 && i == x.r.CloseAfter:
			return false
		case x.r.StallAfter > 0 && i == x.r.StallAfter:
			x.stall()
			return false
		}
		if i > 0 && !x.wait(x.r.Between) || !x.passes() {
			return false
		}
		for range x.r.KeepAlives {
			x.line(": keep-alive")
			x.line("")
		}
		x.chunk(`{"content":`+quote(pieces[i%len(pieces)])+`}`, "null")
	}
	return true
}

// split is the text in pieces: words, each with the space before it.
func (r Reply) split() []string {
	pieces := r.Pieces
	if pieces == nil {
		pieces = words(r.Text)
	}
	if !r.Unjoin {
		return pieces
	}
	var out []string
	for _, c := range []byte(strings.Join(pieces, "")) {
		out = append(out, string([]byte{c}))
	}
	return out
}

func words(text string) []string {
	var out []string
	for start := 0; start < len(text); {
		end := strings.IndexByte(text[start+1:], ' ')
		if end < 0 {
			return append(out, text[start:])
		}
		out = append(out, text[start:start+1+end])
		start += 1 + end
	}
	return out
}

func (x *writer) chunk(delta, finish string) {
	x.event(x.head("chat.completion.chunk") + `,"choices":[{"index":0,"delta":` + delta + `,"logprobs":null,"finish_reason":` + finish + `}]}`)
}

func (x *writer) event(data string) {
	x.line("data: " + data)
	x.line("")
	x.flush()
}

func (x *writer) line(text string) {
	text += "\n"
	if x.r.CRLF {
		text = text[:len(text)-1] + "\r\n"
	}
	if !x.r.Dribble {
		_, _ = io.WriteString(x.w, text)
		return
	}
	for i := range len(text) {
		_, _ = io.WriteString(x.w, text[i:i+1])
		x.flush()
	}
}

// whole is the reply as one object.
func (x *writer) whole() string {
	message := `{"role":"assistant","refusal":null,"content":` + quote(strings.Join(x.r.split(), ""))
	if x.r.Refusal != "" {
		message = `{"role":"assistant","refusal":` + quote(x.r.Refusal) + `,"content":null`
	}
	if x.r.Reasoning != "" {
		message += `,"reasoning_content":` + quote(x.r.Reasoning)
	}
	if x.r.ToolCall != "" {
		message += `,"tool_calls":[{"id":"call_1","type":"function","function":{"name":` + quote(x.r.ToolCall) + `,"arguments":"{}"}}]`
	}
	out := x.head("chat.completion") + `,"choices":[{"index":0,"message":` + message + `},"logprobs":null,"finish_reason":` + quote(x.finish()) + `}]`
	if !x.r.NoUsage {
		out += `,"usage":` + x.usage()
	}
	return out + "}"
}

func (x *writer) head(object string) string {
	return `{"id":"chatcmpl-llmtest","object":"` + object + `","created":` + strconv.Itoa(created) + `,"model":"` + Model + `"`
}

func (x *writer) finish() string {
	switch {
	case x.r.Finish != "":
		return x.r.Finish
	case x.r.ToolCall != "":
		return "tool_calls"
	}
	return "stop"
}

func (x *writer) usage() string {
	u := x.r.Usage
	return fmt.Sprintf(`{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,"prompt_tokens_details":{"cached_tokens":%d}}`,
		u.Prompt, u.Completion, u.Prompt+u.Completion, u.Cached)
}

func (x *writer) fault() string {
	text, _ := json.Marshal(map[string]any{"error": x.r.Error}) // strings only
	return string(text)
}

// quote is text as a string of JSON, its bytes that are no UTF-8 left as they
// are.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && n == 1 {
			b.WriteByte(text[0])
		} else {
			quoted, _ := json.Marshal(text[:n]) // of a string
			b.Write(quoted[1 : len(quoted)-1])
		}
		text = text[n:]
	}
	b.WriteByte('"')
	return b.String()
}
