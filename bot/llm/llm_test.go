package llm_test

import (
	"context"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/llm"
)

func TestARequestThatNoServerWouldTakeIsRefused(t *testing.T) {
	say := []llm.Message{{Role: llm.User, Text: "What happened?"}}
	number := func(f float64) *float64 { return &f }
	for name, r := range map[string]llm.Request{
		"without messages":              {},
		"with an empty message":         {Messages: []llm.Message{{Role: llm.User, Text: " \n"}}},
		"by nobody":                     {Messages: []llm.Message{{Text: "Hello"}}},
		"of another role":               {Messages: []llm.Message{{Role: "tool", Text: "Hello"}}},
		"of fewer than no tokens":       {Messages: say, MaxTokens: -1},
		"that is too hot":               {Messages: say, Temperature: number(2.1)},
		"that is too cold":              {Messages: say, Temperature: number(-0.1)},
		"of no temperature in numbers":  {Messages: say, Temperature: number(math.NaN())},
		"with more stops than a server": {Messages: say, Stop: []string{"a", "b", "c", "d", "e"}},
		"with an empty stop":            {Messages: say, Stop: []string{""}},
	} {
		if err := r.Check(); !errors.Is(err, llm.ErrRejected) {
			t.Errorf("a request %s: %v", name, err)
		}
	}
	good := llm.Request{Messages: say, MaxTokens: 1, Temperature: number(0), Stop: []string{"\n"}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
}

func TestAnErrorSaysWhatAndHowLong(t *testing.T) {
	cause := errors.New("underneath")
	var err error = &llm.Error{Kind: llm.ErrRate, Op: "answer with m", Status: 429, Code: "rate_limit_exceeded", Message: "Slow down.", Wait: 1500 * time.Millisecond, Cause: cause}
	if got, want := err.Error(), "llm: answer with m: too many requests: 429 rate_limit_exceeded: Slow down.; try again in 1.5s"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !errors.Is(err, llm.ErrRate) || !errors.Is(err, cause) || errors.Is(err, llm.ErrQuota) {
		t.Error("the error matches other errors than its kind and its cause")
	}
	if got := (&llm.Error{}).Error(); got != "llm" {
		t.Errorf("an empty error reads %q", got)
	}
}

// broken is a model that stops within a sentence.
type broken struct{}

func (broken) Stream(context.Context, llm.Request) iter.Seq2[llm.Delta, error] {
	return func(yield func(llm.Delta, error) bool) {
		_ = yield(llm.Delta{Text: "Half a "}, nil) && yield(llm.Delta{Text: "sen"}, nil) &&
			yield(llm.Delta{Usage: &llm.Usage{Prompt: 5, Completion: 3}}, llm.ErrTruncated)
	}
}

func TestCompleteKeepsWhatCameBeforeAnError(t *testing.T) {
	a, err := llm.Complete(t.Context(), broken{}, llm.Request{})
	if !errors.Is(err, llm.ErrTruncated) || a.Text != "Half a sen" || a.Usage.Completion != 3 {
		t.Errorf("got %+v, %v", a, err)
	}
}

func prompt(bytes int) []llm.Message {
	return []llm.Message{{Role: llm.User, Text: strings.Repeat("x", bytes)}}
}

func TestCalibrationStartsAtTheGuessAndGoesToWhatIsCounted(t *testing.T) {
	var c llm.Calibration
	if got := c.Tokens(3600); got != 1000 {
		t.Errorf("3600 bytes are %d tokens before anything was counted", got)
	}
	for range 100 {
		c = c.With(prompt(4000), 2000+7) // 7 go around the text
	}
	if got := c.BytesPerToken(); math.Abs(got-2) > 0.05 {
		t.Errorf("2 bytes a token were counted, %v are guessed", got)
	}
	if got := c.Prompt(prompt(4000)); math.Abs(float64(got-2007)) > 50 {
		t.Errorf("a prompt of 2007 tokens is guessed at %d", got)
	}
}

func TestCalibrationDoesNotBelieveEverything(t *testing.T) {
	var c llm.Calibration
	for _, counted := range []int{-5, 0, 1, 100_000, math.MaxInt} {
		if got := c.With(prompt(4000), counted); got != c {
			t.Errorf("%d tokens in 4000 bytes were believed", counted)
		}
	}
	if got := c.With(prompt(20), 18); got != c {
		t.Error("a prompt of a few words was taken for a sample of text")
	}
}

func TestCalibrationStaysWithinReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c llm.Calibration
		for range rapid.IntRange(0, 20).Draw(t, "calls") {
			c = c.With(prompt(rapid.IntRange(0, 1<<20).Draw(t, "bytes")), rapid.Int().Draw(t, "counted"))
		}
		if got := c.BytesPerToken(); got < 1 || got > 12 {
			t.Fatalf("%v bytes a token", got)
		}
		if got := c.Tokens(rapid.IntRange(1, math.MaxInt32).Draw(t, "text")); got < 1 {
			t.Fatalf("a text of %d tokens", got)
		}
	})
}
