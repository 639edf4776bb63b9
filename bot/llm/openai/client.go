package openai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/failsafe-go/failsafe-go/retrypolicy"
	goopenai "github.com/sashabaranov/go-openai"

	"rapporteur/bot/llm"
)

// Options of a client. Model is required; the zero value of the others is fine.
// They hold a secret and print without it.
type Options struct {
	BaseURL      string // with the version, such as http://localhost:11434/v1; OpenAI's when empty
	Key          string // none is sent when empty; it is a secret
	Organisation string // of OpenAI, for a key that belongs to several
	Model        string
	Effort       string // reasoning effort, such as "low"; the model's own when empty

	FirstToken time.Duration // patience to the first token; 30 s when zero
	NextToken  time.Duration // patience from one token to the next; 15 s when zero
	Call       time.Duration // all tries, waits and the reading of the answer; 2 min when zero
	Wait       time.Duration // the longest Retry-After that is waited for; 20 s when zero
	MaxOutput  int           // bytes of an answer's text; 256 KiB when zero

	// Proxy finds the proxy for a request; none is used when nil.
	// http.ProxyFromEnvironment takes the one that the operator's environment names.
	Proxy func(*http.Request) (*url.URL, error)
	// Transport sends the requests, instead of one that is made with Proxy.
	Transport http.RoundTripper
	Log       *slog.Logger // told of failures, of calls at level debug; nobody is when nil
}

// Defaults of Options.
const (
	defaultBaseURL    = "https://api.openai.com/v1"
	defaultFirstToken = 30 * time.Second
	defaultNextToken  = 15 * time.Second
	defaultCall       = 2 * time.Minute
	defaultWait       = 20 * time.Second
	defaultMaxOutput  = 256 << 10
)

// String is for package fmt.
func (o Options) String() string { return fmt.Sprintf("%s at %s", o.Model, o.BaseURL) }

// GoString is for %#v.
func (o Options) GoString() string { return o.String() }

// LogValue is for package slog.
func (o Options) LogValue() slog.Value { return slog.StringValue(o.String()) }

// Client is an llm.Model and an llm.Embedder. Its methods may be called from any goroutine. Close it
// when it is done with.
type Client struct {
	o       Options
	config  goopenai.ClientConfig // without an HTTP client, which each try has for itself
	own     *http.Transport       // nil when the options brought one
	retries retrypolicy.RetryPolicy[any]
	breaker *breaker

	mu         sync.Mutex
	quirks     quirks
	counted    llm.Calibration
	lastError  error
	dimensions int // of the vectors that came, 0 before any did
}

// New is a client. It asks nothing of the server yet.
func New(o Options) (*Client, error) {
	o.BaseURL = strings.TrimRight(cmp.Or(o.BaseURL, defaultBaseURL), "/")
	base, err := url.Parse(o.BaseURL)
	switch {
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return nil, errors.New("the model's base URL is not complete: it should look like " + defaultBaseURL + " or http://localhost:11434/v1")
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the model's base URL has more than scheme, host and path: a key goes in the setting for it")
	case strings.TrimSpace(o.Model) == "":
		return nil, errors.New("no model is named: set the name under which the server knows it")
	case strings.ContainsFunc(o.Key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, errors.New("the model's key has spaces or other characters in it that no key has: copy it again")
	}
	o.FirstToken = cmp.Or(max(o.FirstToken, 0), defaultFirstToken)
	o.NextToken = cmp.Or(max(o.NextToken, 0), defaultNextToken)
	o.Call = cmp.Or(max(o.Call, 0), defaultCall)
	o.Wait = cmp.Or(max(o.Wait, 0), defaultWait)
	o.MaxOutput = cmp.Or(max(o.MaxOutput, 0), defaultMaxOutput)
	o.Log = cmp.Or(o.Log, slog.New(slog.DiscardHandler))
	c := &Client{o: o, config: goopenai.DefaultConfig(o.Key)}
	if o.Transport == nil {
		c.own = transport(o.Proxy)
		c.o.Transport = c.own
	}
	c.config.BaseURL, c.config.OrgID = o.BaseURL, o.Organisation
	c.config.EmptyMessagesLimit = maxBody // frames lets none through, and has bounds of its own
	c.quirks.completionTokens = base.Hostname() == "api.openai.com"
	c.retries = c.retryPolicy()
	c.breaker = newBreaker(o.Log.With("model", o.Model))
	if o.Key != "" && base.Scheme == "http" && !private(base.Hostname()) {
		o.Log.Warn("llm: the key goes to the model's server unencrypted: use https", "server", base.Host)
	}
	return c, nil
}

// Bounds of connections.
const (
	idleConnections = 16
	maxHeader       = 256 << 10 // bytes
)

func transport(proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.Proxy = proxy
	t.MaxIdleConnsPerHost = idleConnections
	t.MaxResponseHeaderBytes = maxHeader
	t.DisableCompression = true // a packer holds tokens back
	return t
}

// String is for package fmt, which would print the key.
func (c *Client) String() string { return c.o.String() }

// GoString is for %#v.
func (c *Client) GoString() string { return c.o.String() }

// Close gives back the idle connections. Calls that go on are not ended.
func (c *Client) Close() {
	if c.own != nil {
		c.own.CloseIdleConnections()
	}
}

// Stream is for llm.Model.
func (c *Client) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		if err := r.Check(); err != nil {
			yield(llm.Delta{Usage: &llm.Usage{}}, err)
			return
		}
		a := &call{client: c, request: r, began: time.Now()}
		a.run(ctx, yield)
	}
}

// Models are the names of those that the server has, as it lists them.
func (c *Client) Models(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.FirstToken)
	defer cancel()
	config := c.config
	config.HTTPClient = &sender{client: c}
	list, err := goopenai.NewClientWithConfig(config).ListModels(ctx)
	if err != nil {
		f := new(failure)
		switch {
		case errors.As(err, &f):
		case ctx.Err() != nil:
			f = &failure{err: &llm.Error{Kind: llm.ErrTimeout, Cause: ctx.Err()}}
		default:
			f = &failure{err: &llm.Error{Kind: llm.ErrBadAnswer, Message: err.Error()}}
		}
		return nil, c.named(f, "list the models of "+c.o.BaseURL)
	}
	var names []string
	for _, m := range list.Models {
		names = append(names, m.ID)
	}
	return names, nil
}

// State is how a client and its server get on.
type State struct {
	Breaker   string        // "closed" while calls go through, "open" while the server rests, "half-open" while one call tries it
	Rest      time.Duration // of an open breaker: until one call may try
	LastError error         // of the newest call that failed, nil when none did since one went well
	// BytesPerToken is what the server's counts come to, a guess before there are
	// any.
	BytesPerToken float64
}

// State may be asked for at any time.
func (c *Client) State() State {
	c.mu.Lock()
	defer c.mu.Unlock()
	state, rest := c.breaker.state()
	return State{Breaker: state, Rest: rest, LastError: c.lastError, BytesPerToken: c.counted.BytesPerToken()}
}

// Calibration is what the server's counts say of tokens, for the sizes of
// prompts.
func (c *Client) Calibration() llm.Calibration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counted
}
