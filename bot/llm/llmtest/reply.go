package llmtest

import (
	"net/http"
	"strconv"
	"time"

	"rapporteur/bot/llm"
)

// Reply is what a server does with one request. The zero value is an answer
// that is empty and whole; each field that is set changes one thing.
type Reply struct {
	Text   string   // the answer, sent word by word
	Pieces []string // the answer in these pieces, instead of Text
	Finish string   // the finish reason, "stop" when empty
	Usage  llm.Usage

	// Before the answer and beside it.
	KeepAlives int    // comments before each piece
	Reasoning  string // what the model thinks, in the field reasoning_content
	Refusal    string // in the field refusal
	ToolCall   string // name of a function that it wants to call
	Error      *Fault // sent inside the stream, after the pieces

	// Time.
	Before  time.Duration // to the answer's head
	First   time.Duration // from the head to the first piece
	Between time.Duration // from one piece to the next
	// Gate, when not nil, holds each piece until something comes from it, or it is closed.
	Gate <-chan struct{}

	// Where it ends. Numbers of pieces; zero is never.
	CutAfter   int  // the connection breaks
	CloseAfter int  // the stream ends as if it were over
	StallAfter int  // nothing comes any more
	Endless    bool // the pieces come again and again
	NoFinish   bool // there is no finish reason
	NoDone     bool // there is no [DONE]
	StallDone  bool // the finish reason came, and nothing does any more
	NoUsage    bool // no usage is sent

	// How it is written.
	CRLF    bool // lines end in CR LF
	Dribble bool // every byte is a packet
	Unjoin  bool // each byte of a character is a piece by itself, as broken UTF-8
	Whole   bool // one JSON object, though a stream was asked for

	// Something else than an answer.
	Status int // of HTTP, 200 when zero
	Header http.Header
	Fault  *Fault // the body is this error
	Type   string // the content type of Body
	Body   string // sent as it is, whatever was asked for
}

// Fault is an error object of the API.
type Fault struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
}

// Say is a whole answer.
func Say(text string) Reply { return Reply{Text: text} }

// Refuse is an error of the API. Code may be empty.
func Refuse(status int, kind, code, message string) Reply {
	f := &Fault{Message: message, Type: kind}
	if code != "" {
		f.Code = &code
	}
	return Reply{Status: status, Fault: f}
}

// RefuseParam refuses a field of the request.
func RefuseParam(param, code string) Reply {
	r := Refuse(http.StatusBadRequest, "invalid_request_error", code, "Unsupported parameter: '"+param+"' is not supported with this model.")
	r.Fault.Param = &param
	return r
}

// RefuseKey says that the key is wrong, and shows it.
func RefuseKey(key string) Reply {
	return Refuse(http.StatusUnauthorized, "invalid_request_error", "invalid_api_key", "Incorrect API key provided: "+key+".")
}

// SpentQuota says that there is no money left, with the status of a rate limit.
func SpentQuota() Reply {
	return Refuse(http.StatusTooManyRequests, "insufficient_quota", "insufficient_quota", "You exceeded your current quota.")
}

// RateLimited asks to wait, for no stated time when wait is zero.
func RateLimited(wait time.Duration) Reply {
	r := Refuse(http.StatusTooManyRequests, "requests", "rate_limit_exceeded", "Rate limit reached.")
	if wait > 0 {
		r.Header = http.Header{"Retry-After": {strconv.Itoa(int(wait.Seconds()))}}
	}
	return r
}

// TooLong says that the prompt does not fit the model's context.
func TooLong() Reply {
	return Refuse(http.StatusBadRequest, "invalid_request_error", "context_length_exceeded", "This model's maximum context length is 8192 tokens.")
}

// Page is a web page of a proxy in front of the server.
func Page(status int) Reply {
	return Reply{Status: status, Type: "text/html", Body: "<!doctype html><html><title>" + http.StatusText(status) + "</title><h1>nginx</h1></html>\n"}
}
