package openai_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/logtest"
)

func TestTheRequestIsSentAsItIsAsked(t *testing.T) {
	s := llmtest.Start(t)
	s.Say("Yes.")
	zero := 0.0
	r := question()
	r.MaxTokens, r.Temperature, r.Stop = 300, &zero, []string{"\n\n"}
	c := client(t, s, openai.Options{Effort: "low", Organisation: "org-1"})
	if _, err := llm.Complete(t.Context(), c, r); err != nil {
		t.Fatal(err)
	}
	call := s.Calls()[0]
	want := `{"temperature":0,"model":"scripted-1","messages":[{"role":"system","content":"Answer from the articles."},{"role":"user","content":"What happened?"}],` +
		`"max_tokens":300,"stream":true,"stop":["\n\n"],"stream_options":{"include_usage":true},"reasoning_effort":"low"}`
	if diff := cmp.Diff(want, strings.TrimSpace(string(call.Body))); diff != "" {
		t.Error(diff)
	}
	if got := call.Header.Get("OpenAI-Organization"); got != "org-1" {
		t.Errorf("organisation %q", got)
	}
}

// pickyModel refuses the parameters that it is named for, as OpenAI's models do.
func pickyModel(refused ...string) func(c llmtest.Call) llmtest.Reply {
	return func(c llmtest.Call) llmtest.Reply {
		for _, p := range refused {
			if strings.Contains(string(c.Body), `"`+p+`":`) {
				return llmtest.RefuseParam(p, "unsupported_parameter")
			}
		}
		return llmtest.Say(text)
	}
}

func TestWhatAModelDoesNotTakeIsLeftOutFromThenOn(t *testing.T) {
	for name, refused := range map[string][]string{
		"another name of the limit": {"max_tokens"},
		"no temperature":            {"temperature"},
		"all of it":                 {"temperature", "max_tokens", "stream_options"},
	} {
		s := llmtest.Start(t)
		model := pickyModel(refused...)
		s.Script(func(llm.Request) llmtest.Reply {
			calls := s.Calls()
			return model(calls[len(calls)-1])
		})
		c := client(t, s, openai.Options{})
		warm := 0.7
		r := question()
		r.MaxTokens, r.Temperature = 300, &warm
		for range 2 {
			if a, err := llm.Complete(t.Context(), c, r); err != nil || a.Text != text {
				t.Fatalf("%s: %q, %v", name, a.Text, err)
			}
		}
		if got, want := len(s.Calls()), len(refused)+2; got != want {
			t.Errorf("%s: asked %d times, not %d", name, got, want)
		}
		last := string(s.Calls()[len(s.Calls())-1].Body)
		if slices.Contains(refused, "max_tokens") != strings.Contains(last, `"max_completion_tokens":300`) {
			t.Errorf("%s: the limit is missing in %s", name, last)
		}
	}
}

func TestAParameterThatIsRefusedInAnyFormEndsTheCall(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.RefuseParam("max_tokens", "unsupported_parameter"))
	r := question()
	r.MaxTokens = 5
	if _, err := llm.Complete(t.Context(), client(t, s, openai.Options{}), r); !errors.Is(err, llm.ErrRejected) {
		t.Errorf("ended with %v", err)
	}
	if n := len(s.Calls()); n != 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestModelsThatTheLibraryKnowsToThinkGoWithoutTemperature(t *testing.T) {
	s := llmtest.Start(t)
	s.Say(text)
	c, err := openai.New(openai.Options{BaseURL: s.URL, Key: llmtest.Key, Model: "o3-mini", Transport: s.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	warm := 0.7
	r := question()
	r.MaxTokens, r.Temperature = 300, &warm
	if _, err := llm.Complete(t.Context(), c, r); err != nil {
		t.Fatal(err)
	}
	if body := string(s.Calls()[0].Body); strings.Contains(body, "temperature") || !strings.Contains(body, `"max_completion_tokens":300`) {
		t.Errorf("sent %s", body)
	}
}

func TestARedirectGetsNeitherTheKeyNorThePrompt(t *testing.T) {
	reached := make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached <- r.Header.Get("Authorization")
	}))
	defer other.Close()
	s := llmtest.Start(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		s.Reply(llmtest.Reply{Status: status, Header: http.Header{"Location": {other.URL}}, Type: "text/plain", Body: "moved"})
		_, err := llm.Complete(t.Context(), client(t, s, openai.Options{}), question())
		if !errors.Is(err, llm.ErrRejected) || !strings.Contains(err.Error(), other.URL) {
			t.Errorf("%d: %v", status, err)
		}
	}
	select {
	case got := <-reached:
		t.Errorf("the other server was reached with %q", got)
	default:
	}
}

func TestAProxyIsUsedOnlyWhenTheOperatorNamesOne(t *testing.T) {
	s := llmtest.Start(t)
	asked := 0
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		out := r.Clone(r.Context())
		out.RequestURI = ""
		resp, err := s.Transport().RoundTrip(out)
		if err != nil {
			t.Error(err)
			return
		}
		defer resp.Body.Close()
		w.Header().Set("Content-Type", resp.Header.Get("Content-Type"))
		_, _ = io.Copy(w, resp.Body)
	}))
	defer proxy.Close()
	at, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	for want, find := range []func(*http.Request) (*url.URL, error){nil, http.ProxyURL(at)} {
		c, err := openai.New(openai.Options{BaseURL: s.URL, Key: llmtest.Key, Model: llmtest.Model, Proxy: find})
		if err != nil {
			t.Fatal(err)
		}
		s.Say(text)
		if _, err := llm.Complete(t.Context(), c, question()); err != nil {
			t.Error(err)
		}
		if asked != want {
			t.Errorf("the proxy was asked %d times, not %d", asked, want)
		}
		c.Close()
	}
}

func TestTheKeyIsNeverShown(t *testing.T) {
	s := llmtest.Start(t)
	log := new(logtest.Log)
	c := client(t, s, openai.Options{Log: log.Logger()})
	half := llmtest.Key[:12] + "***********" + llmtest.Key[len(llmtest.Key)-4:]
	var shown strings.Builder
	for _, reply := range []llmtest.Reply{
		llmtest.RefuseKey(llmtest.Key), llmtest.RefuseKey(half), llmtest.RefuseKey("prefix" + llmtest.Key + "suffix"),
		llmtest.RefuseKey(llmtest.Key[10:]), llmtest.Refuse(400, "t", llmtest.Key, "m"),
		{Type: "text/html", Body: "<p>You sent Bearer " + llmtest.Key + "</p>"},
		{Text: "word", Error: &llmtest.Fault{Message: "Bearer " + llmtest.Key}},
		{Type: "text/event-stream", Body: "data: not JSON " + llmtest.Key + "\n\n"},
		{Text: "word", Finish: llmtest.Key},
	} {
		s.Reply(reply)
		_, err := llm.Complete(t.Context(), c, question())
		if err == nil {
			t.Error("it did not fail")
		}
		fmt.Fprintf(&shown, "%v\n%+v\n", err, err)
	}
	o := openai.Options{Key: llmtest.Key, Model: "m"}
	slog.New(slog.NewTextHandler(log, nil)).Info("start", "options", o, "client", c)
	fmt.Fprintf(&shown, "%v %+v %#v %v %+v %#v %s", o, o, o, c, c, c, log)
	for _, part := range []string{llmtest.Key[:11], llmtest.Key[len(llmtest.Key)-8:], "0123456789"} {
		if strings.Contains(shown.String(), part) {
			t.Errorf("%q is shown:\n%s", part, shown.String())
		}
	}
}

func TestOptionsThatCannotWorkAreRefusedWithAdvice(t *testing.T) {
	for _, o := range []openai.Options{
		{},
		{Model: "m", BaseURL: "localhost:11434"},
		{Model: "m", BaseURL: "ftp://host/v1"},
		{Model: "m", BaseURL: "https://user:sk-secret@host/v1"},
		{Model: "m", BaseURL: "https://host/v1?key=sk-secret"},
		{Model: "m", Key: "sk-secret\n"},
	} {
		_, err := openai.New(o)
		if err == nil || strings.Contains(err.Error(), "sk-secret") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestAKeyThatGoesUnencryptedIsWarnedOf(t *testing.T) {
	for base, warned := range map[string]bool{
		"https://api.example.org/v1": false, "http://api.example.org/v1": true, "http://203.0.113.5/v1": true,
		"http://localhost:1/v1": false, "http://192.168.1.5:1/v1": false, "http://ollama:11434/v1": false, "http://box.local/v1": false,
	} {
		log := new(logtest.Log)
		if _, err := openai.New(openai.Options{Model: "m", Key: "sk-secret", BaseURL: base, Log: log.Logger()}); err != nil {
			t.Error(err)
		}
		if strings.Contains(log.String(), "unencrypted") != warned {
			t.Errorf("%s: %q", base, log)
		}
	}
}

func TestTheModelsOfAServerAreListed(t *testing.T) {
	s := llmtest.Start(t)
	if got, err := client(t, s, openai.Options{}).Models(t.Context()); err != nil || !slices.Equal(got, []string{llmtest.Model}) {
		t.Errorf("got %q, %v", got, err)
	}
	c, err := openai.New(openai.Options{BaseURL: s.URL, Key: "sk-wrong", Model: llmtest.Model, Transport: s.Transport()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Models(t.Context()); !errors.Is(err, llm.ErrRefusedKey) {
		t.Errorf("with a wrong key: %v", err)
	}
	c, err = openai.New(openai.Options{BaseURL: "http://127.0.0.1:1/v1", Model: llmtest.Model})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Models(t.Context()); !errors.Is(err, llm.ErrUnreachable) {
		t.Errorf("with nobody there: %v", err)
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.Say(text))
	c := client(t, s, openai.Options{})
	dialled := make(map[string]bool)
	for range 5 {
		if _, err := llm.Complete(t.Context(), c, question()); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range s.Calls() {
		dialled[call.Remote] = true
	}
	if len(dialled) != 1 {
		t.Errorf("%d connections for 5 calls one after another", len(dialled))
	}
}

func TestADeadServerIsToldFromASlowOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, err := openai.New(openai.Options{BaseURL: "http://model.invalid/v1", Model: "m", Transport: dead{}})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err = llm.Complete(t.Context(), c, question())
		if !errors.Is(err, llm.ErrUnreachable) || !strings.Contains(err.Error(), "connection refused") {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(began); took == 0 || took > 15*time.Second {
			t.Errorf("took %v for three tries", took)
		}
	})
}

// dead is a server where nobody is.
type dead struct{}

func (dead) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("dial tcp: connection refused")
}
