package rest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// Options of a client. Token is required, the zero value of the others is fine.
type Options struct {
	Token     string        // the bot's, with or without "Bot " before it
	API       string        // https://discord.com when empty; http only to this machine
	Log       *slog.Logger  // told of what is tried again; nobody is when nil
	UserAgent string        // discordgo's when empty; Discord wants "DiscordBot (URL, version)"
	Timeout   time.Duration // of one try; 10 s when zero
}

// Bounds of a call.
const (
	defaultTimeout  = 10 * time.Second
	callbackTimeout = 1200 * time.Millisecond // of one try: two fit in the 3 s that Discord gives
	maxCall         = 40 * time.Second        // all tries and waits together
	maxResponse     = 16 << 20                // bytes of an answer
	idleConnections = 64
)

// Client calls Discord's API. Its methods may be called from any goroutine.
// Close it when it is done with.
type Client struct {
	token     string // without "Bot "
	api       *url.URL
	log       *slog.Logger
	userAgent string
	timeout   time.Duration
	base      *http.Transport
	gate      *gate
	calls     *discordgo.Session // of the methods, which bring their own buckets
	repeating retrypolicy.RetryPolicy[*http.Response]
	once      retrypolicy.RetryPolicy[*http.Response]
	self      self
}

// OptionError means that there can be no client of these options.
type OptionError struct {
	Option string // as the field is called
	Advice string // a sentence that says what to mend
}

func (e *OptionError) Error() string { return "option " + e.Option + ": " + e.Advice }

// New is a client. It asks nothing of Discord yet. The error is an *OptionError.
func New(o Options) (*Client, error) {
	words := strings.Fields(o.Token)
	if len(words) > 0 && words[0] == "Bot" {
		words = words[1:]
	}
	if len(words) != 1 {
		return nil, &OptionError{"Token", "The bot's token is missing or has spaces in it: copy it from the Discord developer portal, Bot → Reset Token."}
	}
	api, err := parseAddress(o.API)
	if err != nil {
		return nil, err
	}
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = idleConnections
	c := &Client{
		token: words[0], api: api, log: cmp.Or(o.Log, slog.New(slog.DiscardHandler)), userAgent: o.UserAgent,
		timeout: cmp.Or(max(o.Timeout, 0), defaultTimeout), base: base, gate: newGate(),
		repeating: retries(true), once: retries(false), //nolint:bodyclose // policies; nothing was received
	}
	c.calls = c.Session()
	return c, nil
}

// Close gives back the idle connections. Calls that go on are not ended.
func (c *Client) Close() { c.base.CloseIdleConnections() }

// Session is a discordgo session for plain calls, which never opens a gateway.
// Each call of Session makes one of its own: the library's buckets lock without
// regard to contexts and are never freed, so two calls that must not wait for
// each other take two sessions. Errors of its calls match the sentinels of this
// package, and errors.As finds the *Error. It refuses the paths that have an
// interaction's token in them. To bound a call, give it discordgo.WithContext.
func (c *Client) Session() *discordgo.Session {
	s, _ := discordgo.New("") // never fails
	s.StateEnabled = false
	s.LogLevel = -1
	s.ShouldReconnectOnError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.Client = &http.Client{Transport: c.Transport()}
	s.UserAgent = cmp.Or(c.userAgent, s.UserAgent)
	return s
}

// Transport sends requests for discord.com's API to the client's API, with the
// bot's token, through the gate and with retries. It refuses all others.
func (c *Client) Transport() http.RoundTripper { return plain{c} }

// plain is the transport of calls that say nothing of themselves: what may be
// repeated is told by the method.
type plain struct{ client *Client }

// RoundTrip is for package http.
func (p plain) RoundTrip(r *http.Request) (*http.Response, error) {
	if routeOf(r).secret != "" {
		discard(r)
		return misuse(r), nil
	}
	x := &exchange{client: p.client, repeat: repeatable(r.Method)}
	return x.RoundTrip(r)
}

// misuse answers a plain call that has an interaction's token in its path. An
// error in its place would be shown with the path.
func misuse(r *http.Request) *http.Response {
	const body = `{"code":0,"message":"an interaction's token must not pass through a plain session: use the methods of rest.Client"}`
	return &http.Response{
		Status: "400 Bad Request", StatusCode: http.StatusBadRequest, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}
}

// repeatable says whether a request of the method may be sent twice (RFC 9110,
// 9.2.2). Discord's PATCH sets fields to values, so twice is as once.
func repeatable(method string) bool { return method != http.MethodPost }

// call sends one request in the bucket of nobody else, and reads the answer.
func (c *Client) call(ctx context.Context, x *exchange, method, endpoint string, payload any, files []*discordgo.File, into any) error {
	x.client = c
	contentType, body := "application/json", []byte(nil)
	var err error
	switch {
	case len(files) > 0:
		contentType, body, err = discordgo.MultipartBodyWithJSON(payload, files)
	case payload != nil:
		body, err = json.Marshal(payload)
	}
	if err != nil {
		return fmt.Errorf("encode the request: %w", err)
	}
	bucket := &discordgo.Bucket{Remaining: 1}
	bucket.Lock() // the library unlocks it
	answer, err := c.calls.RequestWithLockedBucket(method, endpoint, contentType, body, bucket, 0,
		discordgo.WithClient(&http.Client{Transport: x}), discordgo.WithContext(ctx))
	if err != nil {
		return bare(err)
	}
	if into != nil {
		if err := json.Unmarshal(answer, into); err != nil {
			return &Error{Op: method, Message: "Discord's answer is not what the library expects", cause: err}
		}
	}
	return nil
}

// bare takes away what package http wraps around an error: the address, which
// may have a token in it.
func bare(err error) error {
	if e := new(Error); errors.As(err, &e) {
		return e
	}
	if wrapped := new(url.Error); errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
