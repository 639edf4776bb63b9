package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// What callers tell apart; see Discord's list of JSON error codes (docs:
// Topics, Opcodes and Status Codes).
var (
	ErrMissingPermissions = errors.New("a permission is missing")              // 50013
	ErrMissingAccess      = errors.New("the bot cannot see it")                // 50001
	ErrUnknownInteraction = errors.New("the interaction is over or not known") // 10062
	ErrExpiredToken       = errors.New("the interaction's token has expired")  // 50027, or 401 where the token is an interaction's
	ErrArchived           = errors.New("the thread is archived")               // 50083
	ErrGone               = errors.New("the channel or message is gone")       // 10003, 10008
	ErrUnauthorized       = errors.New("the token is not accepted")            // 401
	ErrUnavailable        = errors.New("no proper answer from Discord")        // 5xx or no answer, after retries
	ErrRateLimited        = errors.New("the rate limit is reached")            // 429, when waiting would take too long
)

// JSON error codes.
const (
	codeUnknownChannel     = 10003
	codeUnknownMessage     = 10008
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeMissingAccess      = 50001
	codeMissingPermissions = 50013
	codeInvalidWebhook     = 50027
	codeThreadArchived     = 50083
)

// Error is why a call failed. It shows no token. errors.Is matches it with the
// sentinels above, and with the context's error when that ended the call.
type Error struct {
	Op      string // method and path, an interaction's token left out
	Status  int    // of HTTP; zero when there was no answer
	Code    int    // Discord's; zero when there is none
	Message string
	Unclear bool          // it may have been carried out all the same
	Wait    time.Duration // of ErrRateLimited: when to try again, if known

	cause       error
	interaction bool // the token of its path is an interaction's
	unavailable bool
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("discord: " + e.Op)
	if e.Status != 0 {
		fmt.Fprintf(&b, ": %d", e.Status)
	}
	if e.Code != 0 {
		fmt.Fprintf(&b, " (code %d)", e.Code)
	}
	b.WriteString(": " + e.Message)
	if e.Wait > 0 {
		fmt.Fprintf(&b, "; try again in %v", e.Wait.Round(time.Millisecond))
	}
	if e.Unclear {
		b.WriteString("; it may have been carried out")
	}
	return b.String()
}

// Unwrap is what ended a call that had no answer.
func (e *Error) Unwrap() error { return e.cause }

// Is makes the error match the sentinel of its status and code.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrMissingPermissions:
		return e.Code == codeMissingPermissions
	case ErrMissingAccess:
		return e.Code == codeMissingAccess
	case ErrUnknownInteraction:
		return e.Code == codeUnknownInteraction
	case ErrExpiredToken:
		return e.Code == codeInvalidWebhook || e.Status == http.StatusUnauthorized && e.interaction
	case ErrArchived:
		return e.Code == codeThreadArchived
	case ErrGone:
		return e.Code == codeUnknownChannel || e.Code == codeUnknownMessage
	case ErrUnauthorized:
		return e.Status == http.StatusUnauthorized && !e.interaction
	case ErrUnavailable:
		return e.Status >= 500 || e.unavailable
	case ErrRateLimited:
		return e.Status == http.StatusTooManyRequests
	}
	return false
}

// clean leaves the tokens out, should a server repeat them, and bounds the text.
func (c *Client) clean(text string, of route) string {
	for _, secret := range []string{c.token, of.secret} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "[token]")
		}
	}
	const most = 600 // bytes
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// refusal reads an answer that is no success. The body can be read again.
func (c *Client) refusal(resp *http.Response, of route) *Error {
	data, _ := io.ReadAll(resp.Body) // of memory
	resp.Body = io.NopCloser(bytes.NewReader(data))
	e := &Error{Op: of.shown, Status: resp.StatusCode, interaction: of.secret != ""}
	var body struct {
		Code       int             `json:"code"`
		Message    string          `json:"message"`
		Errors     json.RawMessage `json:"errors"` // of code 50035: what is wrong, by field
		RetryAfter float64         `json:"retry_after"`
	}
	if json.Unmarshal(data, &body) != nil {
		e.Message = fmt.Sprintf("%s, with %d bytes that are not Discord's JSON", http.StatusText(resp.StatusCode), len(data))
		e.Wait = seconds(resp.Header.Get("Retry-After"))
		return e
	}
	e.Code, e.Message = body.Code, body.Message
	if len(body.Errors) > 0 {
		e.Message += " " + string(body.Errors)
	}
	e.Message = c.clean(e.Message, of)
	if resp.StatusCode == http.StatusTooManyRequests {
		e.Wait = time.Duration(body.RetryAfter * float64(time.Second))
	}
	return e
}
