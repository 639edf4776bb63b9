package openai

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"rapporteur/bot/llm"
)

// failure is why a try failed, and what follows from it. Its words are as the
// server and the libraries said them, until named cleans them.
type failure struct {
	err         *llm.Error
	again       bool   // another try may go better
	sick        bool   // the server is in trouble
	unsupported string // a field that the model does not take
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// named is the error of a failure with what was being done, and without the key.
func (c *Client) named(f *failure, op string) *llm.Error {
	f.err.Op, f.err.Code, f.err.Message = op, c.clean(f.err.Code), c.clean(f.err.Message)
	return f.err
}

func badAnswer(message string) *failure {
	return &failure{err: &llm.Error{Kind: llm.ErrBadAnswer, Message: message}}
}

// noAnswer is the failure of a request that got no head of an answer.
func noAnswer(err error) *failure {
	var (
		authority   x509.UnknownAuthorityError
		host        x509.HostnameError
		certificate x509.CertificateInvalidError
	)
	final := errors.As(err, &authority) || errors.As(err, &host) || errors.As(err, &certificate)
	return &failure{
		err:   &llm.Error{Kind: llm.ErrUnreachable, Message: err.Error()},
		again: !final, sick: true,
	}
}

// maxRefusal bounds how much of a refusal is read, in bytes.
const maxRefusal = 64 << 10

// refusal reads an answer that is no 200.
func refusal(resp *http.Response) *failure {
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // what came is enough
	said := readFault(data)
	f := refused(resp.StatusCode, said)
	f.err.Status = resp.StatusCode
	if f.again {
		f.err.Wait = retryAfter(resp.Header)
	}
	if location := resp.Header.Get("Location"); resp.StatusCode >= 300 && resp.StatusCode < 400 && location != "" {
		f.err.Message = "it redirects to " + location + ", which is not followed: set the base URL to where the API is"
	}
	return f
}

// refused is the failure of an error that a server told with a status of HTTP,
// or within a stream, where the status is zero.
func refused(status int, said fault) *failure {
	f := &failure{err: &llm.Error{Code: said.code, Message: said.message}}
	words := strings.ToLower(said.code + " " + said.kind + " " + said.message)
	has := func(any ...string) bool {
		for _, word := range any {
			if strings.Contains(words, word) {
				return true
			}
		}
		return false
	}
	switch {
	case status == http.StatusPaymentRequired || has("insufficient_quota", "billing_hard_limit", "exceeded your current quota", "insufficient balance", "insufficient credits"):
		f.err.Kind = llm.ErrQuota
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == 0 && has("invalid_api_key", "authentication"):
		f.err.Kind = llm.ErrRefusedKey
	case status == http.StatusTooManyRequests || status == 0 && has("rate_limit", "rate limit", "too many requests"):
		f.err.Kind, f.again = llm.ErrRate, true
	case status == http.StatusRequestEntityTooLarge || status < 500 && has("context_length", "context length", "context window", "context size", "exceed_context", "prompt is too long", "too many tokens"):
		f.err.Kind = llm.ErrTooLong
	case status < 500 && has("content_filter", "content_policy", "responsibleaipolicy"):
		f.err.Kind = llm.ErrFiltered
	case passes(status):
		f.err.Kind, f.again, f.sick = llm.ErrUnreachable, true, true
	default:
		f.err.Kind = llm.ErrRejected
		f.unsupported = unsupported(said.param, said.code, said.message)
		if status == http.StatusNotFound && said.code == "" {
			f.err.Message = strings.TrimPrefix(f.err.Message+"; does the base URL end in /v1, and is the model's name right?", "; ")
		}
	}
	return f
}

// passes says whether a status tells of trouble that may pass. Zero is an error
// within a stream: the request itself was taken.
func passes(status int) bool {
	switch status {
	case 0, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly:
		return true
	}
	return status >= 500 && status != http.StatusNotImplemented && status != http.StatusHTTPVersionNotSupported
}

// fault is an error as a server tells it.
type fault struct {
	message, kind, code, param string
}

// readFault reads the error of a body, in the forms that are in use: OpenAI's
// {"error":{…}}, a text for the object, the object alone, a list of one, and
// "detail" for "message". Of anything else it says what it is.
func readFault(data []byte) fault {
	text := strings.TrimSpace(string(data))
	var list []json.RawMessage
	if strings.HasPrefix(text, "[") && json.Unmarshal(data, &list) == nil && len(list) > 0 {
		data = list[0]
	}
	var body map[string]any
	if json.Unmarshal(data, &body) != nil {
		return fault{message: fmt.Sprintf("%d bytes that are not JSON: %s", len(data), visible(text))}
	}
	switch inner := body["error"].(type) {
	case string:
		return fault{message: inner}
	case map[string]any:
		body = inner
	}
	f := fault{message: field(body, "message"), kind: field(body, "type"), code: field(body, "code"), param: field(body, "param")}
	if f.message == "" {
		f.message = field(body, "detail")
	}
	return f
}

// field is a member of an object as text. What is neither text nor number is
// written as JSON.
func field(object map[string]any, name string) string {
	switch value := object[name].(type) {
	case nil:
		return ""
	case string:
		return value
	default:
		text, _ := json.Marshal(value) // it was read from JSON
		return string(text)
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// visible is the text of a page.
func visible(page string) string { return tag.ReplaceAllString(page, " ") }

// retryAfter is how long a server asks to wait, in seconds or until a date
// (RFC 9110, 10.2.3), or in milliseconds, as OpenAI and Azure also say it. It is
// zero when the server does not say.
func retryAfter(h http.Header) time.Duration {
	if ms, err := strconv.ParseFloat(h.Get("Retry-After-Ms"), 64); err == nil {
		return duration(ms, time.Millisecond)
	}
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseFloat(text, 64); err == nil {
		return duration(seconds, time.Second)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// duration is n units, within a day.
func duration(n float64, unit time.Duration) time.Duration {
	const most = 24 * time.Hour
	if !(n > 0) {
		return 0
	}
	return time.Duration(min(n*float64(unit), float64(most)))
}

// maxMessage bounds what is kept of what a server says, in bytes.
const maxMessage = 300

// masked is a word in which a key may be shown in part.
var masked = regexp.MustCompile(`\S*\*{2,}\S*|\bsk-\S+`)

// clean is what a server says in one line, without the key, whole or in part.
func (c *Client) clean(text string) string {
	const shown = 8 // bytes at the start of a key by which it is found in other words
	if key := c.o.Key; key != "" {
		text = strings.ReplaceAll(text, key, "[key]")
		if len(key) >= 2*shown {
			words := strings.Fields(text)
			for i, word := range words {
				if strings.Contains(word, key[:shown]) || strings.Contains(word, key[len(key)-shown:]) {
					words[i] = "[key]"
				}
			}
			text = strings.Join(words, " ")
		}
	}
	return oneLine(masked.ReplaceAllString(text, "[key]"))
}

// oneLine is text in a line that can be shown, cut where it is long.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}
