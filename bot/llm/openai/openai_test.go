package openai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
	"rapporteur/bot/llm/openai"
	"rapporteur/bot/logtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client speaks to the server, with what is given in o.
func client(t testing.TB, s *llmtest.Server, o openai.Options) *openai.Client {
	t.Helper()
	o.BaseURL, o.Key, o.Model, o.Transport = s.URL, llmtest.Key, llmtest.Model, s.Transport()
	c, err := openai.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

const text = "The minister resigned on 3 May, “for good”, 部長は辞任した. [1.2]"

func question() llm.Request {
	return llm.Request{Purpose: "answer", Messages: []llm.Message{
		{Role: llm.System, Text: "Answer from the articles."}, {Role: llm.User, Text: "What happened?"},
	}}
}

func TestTheClientConforms(t *testing.T) {
	llmtest.Conform(t, func(t *testing.T) llmtest.Subject {
		s := llmtest.Start(t)
		return llmtest.Subject{Model: client(t, s, openai.Options{}), Answering: func(text string) llm.Request {
			s.Always(llmtest.Say(text))
			return question()
		}}
	})
}

func TestTheClientConformsOverAServerThatDoesNotCount(t *testing.T) {
	llmtest.Conform(t, func(t *testing.T) llmtest.Subject {
		s := llmtest.Start(t)
		return llmtest.Subject{Model: client(t, s, openai.Options{}), Answering: func(text string) llm.Request {
			s.Always(llmtest.Reply{Text: text, NoUsage: true, NoDone: true, CRLF: true, Unjoin: len(text) < 200, KeepAlives: 1})
			return question()
		}}
	})
}

// TestEveryMisbehaviourEndsAsItShould goes through all that servers are known
// to do. Time is that of a bubble, so that patience costs nothing.
func TestEveryMisbehaviourEndsAsItShould(t *testing.T) {
	for _, m := range llmtest.Misbehaviours(text) {
		t.Run(m.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.StartInMemory(t)
				m.Set(s, text)
				log := new(logtest.Log)
				c := client(t, s, openai.Options{Log: log.Logger(), MaxOutput: 8 << 10})
				a, err := llm.Complete(t.Context(), c, question())
				if !errors.Is(err, m.Want) || m.Want == nil && err != nil {
					t.Fatalf("ended with %v, not %v", err, m.Want)
				}
				if m.Want == nil && a.Text != text {
					t.Errorf("got  %q\nwant %q", a.Text, text)
				}
				if !strings.HasPrefix(strings.Repeat(text+" ", 200), a.Text) && strings.TrimSpace(a.Text) != "" {
					t.Errorf("text that was not said: %q", a.Text)
				}
				if strings.Contains(fmt.Sprint(err)+log.String(), llmtest.Key[:11]) {
					t.Errorf("the key is shown: %v\n%s", err, log)
				}
				if a.Usage.Prompt < 0 || a.Usage.Completion < 0 || a.Usage.Cached > a.Usage.Prompt || a.Usage.Prompt > 1000 {
					t.Errorf("usage %+v", a.Usage)
				}
			})
		})
	}
}

func TestARateLimitIsWaitedForAsItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		c := client(t, s, openai.Options{})
		for range 20 { // a wait is spread by chance, and never shortened
			s.Reply(llmtest.RateLimited(7*time.Second), llmtest.Say(text))
			began := time.Now()
			if _, err := llm.Complete(t.Context(), c, question()); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took < 7*time.Second || took > 9*time.Second {
				t.Errorf("took %v", took)
			}
		}
	})
}

func TestARateLimitThatIsTooLongIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.Always(llmtest.RateLimited(time.Hour))
		began := time.Now()
		_, err := llm.Complete(t.Context(), client(t, s, openai.Options{}), question())
		e := new(llm.Error)
		if !errors.As(err, &e) || !errors.Is(err, llm.ErrRate) || e.Wait != time.Hour {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(began); took > 0 || len(s.Calls()) != 1 {
			t.Errorf("took %v, %d calls", took, len(s.Calls()))
		}
	})
}

func TestAWaitThatGoesBeyondTheCallersDeadlineIsNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.Always(llmtest.RateLimited(10 * time.Second))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		began := time.Now()
		if _, err := llm.Complete(ctx, client(t, s, openai.Options{}), question()); !errors.Is(err, llm.ErrRate) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("took %v", took)
		}
	})
}

func TestWhatNoRetryMendsIsNotTriedAgain(t *testing.T) {
	for name, reply := range map[string]llmtest.Reply{
		"a spent quota":          llmtest.SpentQuota(),
		"a refused key":          llmtest.RefuseKey("sk-***"),
		"a prompt too long":      llmtest.TooLong(),
		"an answer with a start": {Text: text, CutAfter: 1},
		"an answer at its limit": {Text: text, Finish: "length"},
		"a page":                 llmtest.Page(200),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.StartInMemory(t)
				s.Always(reply)
				if _, err := llm.Complete(t.Context(), client(t, s, openai.Options{}), question()); err == nil {
					t.Error("it did not fail")
				}
				if n := len(s.Calls()); n != 1 {
					t.Errorf("asked %d times", n)
				}
			})
		})
	}
}

func TestPatienceIsForTokensNotForKeepAlives(t *testing.T) {
	const second = time.Second
	for name, c := range map[string]struct {
		reply    llmtest.Reply
		whole    bool
		from, to time.Duration
	}{
		"first token in time":   {llmtest.Reply{Text: text, First: 4 * second}, true, 4 * second, 4 * second},
		"first token too late":  {llmtest.Reply{Text: text, First: 6 * second, KeepAlives: 3}, false, 5 * second, 5 * second},
		"thoughts are tokens":   {llmtest.Reply{Text: text, First: 4 * second, Reasoning: "Hm.", Between: second}, true, 4 * second, 30 * second},
		"slow but steady":       {llmtest.Reply{Text: text, Between: 1900 * time.Millisecond}, true, second, 30 * second},
		"too slow":              {llmtest.Reply{Text: text, Between: 3 * second}, false, 2 * second, 2 * second},
		"steady beyond the end": {llmtest.Reply{Text: text, Between: second, Endless: true}, false, 60 * second, 60 * second},
		"no end after the end":  {llmtest.Reply{Text: text, StallDone: true}, true, 2 * second, 3 * second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := llmtest.StartInMemory(t)
				s.Always(c.reply)
				began := time.Now()
				_, err := llm.Complete(t.Context(), client(t, s, openai.Options{FirstToken: 5 * second, NextToken: 2 * second, Call: 60 * second}), question())
				if c.whole && err != nil || !c.whole && !errors.Is(err, llm.ErrTimeout) {
					t.Errorf("ended with %v", err)
				}
				if took := time.Since(began); took < c.from || took > c.to {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestASlowReaderIsNotASlowServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.Say(text)
		got := ""
		for delta, err := range client(t, s, openai.Options{NextToken: time.Second}).Stream(t.Context(), question()) {
			if err != nil {
				t.Fatal(err)
			}
			got += delta.Text
			time.Sleep(5 * time.Second)
		}
		if got != text {
			t.Errorf("got %q", got)
		}
	})
}

func TestAServerInTroubleIsGivenARest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := llmtest.StartInMemory(t)
		s.Always(llmtest.Page(503))
		log := new(logtest.Log)
		c := client(t, s, openai.Options{Log: log.Logger()})
		for range 5 {
			if _, err := llm.Complete(t.Context(), c, question()); !errors.Is(err, llm.ErrUnreachable) {
				t.Fatal(err)
			}
		}
		asked := len(s.Calls())
		_, err := llm.Complete(t.Context(), c, question())
		e := new(llm.Error)
		if !errors.As(err, &e) || !errors.Is(err, llm.ErrUnreachable) || e.Wait <= 0 || len(s.Calls()) != asked {
			t.Errorf("while it rests: %v, %d calls", err, len(s.Calls())-asked)
		}
		if got := c.State(); got.Breaker != "open" || got.Rest <= 0 || !errors.Is(got.LastError, llm.ErrUnreachable) {
			t.Errorf("state %+v", got)
		}
		time.Sleep(e.Wait)
		s.Always(llmtest.Say(text))
		if a, err := llm.Complete(t.Context(), c, question()); err != nil || a.Text != text {
			t.Errorf("after its rest: %q, %v", a.Text, err)
		}
		if got := c.State(); got.Breaker != "closed" || got.LastError != nil {
			t.Errorf("state %+v", got)
		}
		if !strings.Contains(log.String(), "from=closed to=open") {
			t.Error("the log does not tell of the rest")
		}
	})
}

func TestWhoAsksAndLeavesDoesNotPutTheServerToRest(t *testing.T) {
	s := llmtest.Start(t)
	s.Always(llmtest.Reply{First: time.Hour})
	c := client(t, s, openai.Options{})
	for range 7 {
		ctx, cancel := context.WithTimeoutCause(t.Context(), 5*time.Millisecond, nil)
		go cancel()
		if _, err := llm.Complete(ctx, c, question()); err == nil {
			t.Error("an answer came")
		}
	}
	s.Always(llmtest.Refuse(400, "invalid_request_error", "", "No."))
	for range 7 {
		if _, err := llm.Complete(t.Context(), c, question()); !errors.Is(err, llm.ErrRejected) {
			t.Errorf("ended with %v", err)
		}
	}
	if got := c.State().Breaker; got != "closed" {
		t.Errorf("the breaker is %s", got)
	}
}

func TestTheServersCountsAreLearned(t *testing.T) {
	s := llmtest.Start(t)
	c := client(t, s, openai.Options{})
	r := llm.Request{Messages: []llm.Message{{Role: llm.User, Text: strings.Repeat("two. ", 2000)}}}
	s.Always(llmtest.Reply{Text: "Yes.", Usage: llm.Usage{Prompt: 5007, Cached: 4096, Completion: 2}})
	for range 30 {
		a, err := llm.Complete(t.Context(), c, r)
		if want := (llm.Usage{Prompt: 5007, Cached: 4096, Completion: 2}); err != nil || a.Usage != want {
			t.Fatalf("usage %+v, %v", a.Usage, err)
		}
	}
	if got := c.State().BytesPerToken; got < 1.95 || got > 2.05 {
		t.Errorf("%v bytes a token", got)
	}
	s.Always(llmtest.Reply{Text: "Yes.", NoUsage: true})
	a, err := llm.Complete(t.Context(), c, r)
	if err != nil || !a.Usage.Estimated || a.Usage.Prompt < 4900 || a.Usage.Prompt > 5100 {
		t.Errorf("usage %+v, %v", a.Usage, err)
	}
	if got := c.Calibration().Prompt(r.Messages); got != a.Usage.Prompt {
		t.Errorf("the calibration says %d", got)
	}
}
