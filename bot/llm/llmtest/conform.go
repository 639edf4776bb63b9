package llmtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"rapporteur/bot/llm"
)

// A Subject is an implementation of llm.Model in a test, and how to have it
// answer.
type Subject struct {
	Model llm.Model
	// Answering is a request that the model answers with the text, as often as it
	// is asked.
	Answering func(text string) llm.Request
}

// conformText has characters of one to four bytes.
const conformText = "The minister resigned on 3 May, naïve or not — “for good”. 部長は辞任した 🗞 [1.2]"

// Conform holds an implementation against the contract of llm.Model. Start is
// called for each part, so that the parts do not touch each other.
func Conform(t *testing.T, start func(t *testing.T) Subject) {
	for name, part := range map[string]func(*testing.T, Subject){
		"The text comes in whole characters and in order":    conformsInText,
		"Usage comes last and once":                          conformsInUsage,
		"Each range asks anew":                               conformsInRanges,
		"A request that is not valid is refused":             conformsInRefusals,
		"A context that is over ends it before it begins":    conformsBeforehand,
		"A context that ends on the way ends the answer":     conformsOnTheWay,
		"A range that is left ends the answer":               conformsWhenLeft,
		"Many may ask at once":                               conformsTogether,
		"Texts that try to do harm are texts like any other": conformsInHarm,
	} {
		t.Run(name, func(t *testing.T) { part(t, start(t)) })
	}
}

func conformsInText(t *testing.T, s Subject) {
	var got strings.Builder
	for delta, err := range s.Model.Stream(t.Context(), s.Answering(conformText)) {
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.ValidString(delta.Text) {
			t.Errorf("a delta of broken characters: %q", delta.Text)
		}
		if delta.Text == "" && delta.Usage == nil {
			t.Error("an empty delta")
		}
		got.WriteString(delta.Text)
	}
	if got.String() != conformText {
		t.Errorf("got  %q\nwant %q", got.String(), conformText)
	}
}

func conformsInUsage(t *testing.T, s Subject) {
	r := s.Answering(conformText)
	after := 0
	var usage *llm.Usage
	for delta, err := range s.Model.Stream(t.Context(), r) {
		if err != nil {
			t.Error(err)
		}
		if usage != nil {
			after++
		}
		if delta.Usage != nil {
			usage = delta.Usage
		}
	}
	if usage == nil || after > 0 {
		t.Fatalf("usage %v, and %d deltas after it", usage, after)
	}
	if usage.Prompt <= 0 || usage.Completion <= 0 || usage.Cached < 0 || usage.Cached > usage.Prompt {
		t.Errorf("usage %+v", usage)
	}
}

func conformsInRanges(t *testing.T, s Subject) {
	stream := s.Model.Stream(t.Context(), s.Answering(conformText))
	for range 2 {
		got := ""
		for delta, err := range stream {
			if err != nil {
				t.Fatal(err)
			}
			got += delta.Text
		}
		if got != conformText {
			t.Errorf("got %q", got)
		}
	}
}

func conformsInRefusals(t *testing.T, s Subject) {
	for _, r := range []llm.Request{{}, {Messages: []llm.Message{{Role: "robot", Text: "Hello"}}}} {
		if err := onlyError(t, s.Model, t.Context(), r); !errors.Is(err, llm.ErrRejected) {
			t.Errorf("refused with %v", err)
		}
	}
}

func conformsBeforehand(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := onlyError(t, s.Model, ctx, s.Answering(conformText)); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

// onlyError is the error of a call that has nothing else.
func onlyError(t *testing.T, m llm.Model, ctx context.Context, r llm.Request) error { //nolint:revive // t comes first in tests
	t.Helper()
	pairs := 0
	var failed error
	for delta, err := range m.Stream(ctx, r) {
		pairs++
		failed = err
		if delta.Text != "" || delta.Usage == nil || *delta.Usage != (llm.Usage{}) && !delta.Usage.Estimated {
			t.Errorf("a delta of %+v with %v", delta, err)
		}
	}
	if pairs != 1 {
		t.Errorf("%d pairs", pairs)
	}
	return failed
}

func conformsOnTheWay(t *testing.T, s Subject) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	text := strings.Repeat(conformText+" ", 2000) // more than what is on its way when it ends
	got := 0
	var usage *llm.Usage
	var failed error
	for delta, err := range s.Model.Stream(ctx, s.Answering(text)) {
		got += len(delta.Text)
		usage, failed = delta.Usage, err
		cancel()
	}
	if !errors.Is(failed, context.Canceled) {
		t.Errorf("ended with %v", failed)
	}
	if usage == nil || !usage.Estimated || usage.Prompt <= 0 {
		t.Errorf("usage %+v", usage)
	}
	if got == 0 || got >= len(text) {
		t.Errorf("%d of %d bytes came", got, len(text))
	}
}

func conformsWhenLeft(t *testing.T, s Subject) {
	for delta, err := range s.Model.Stream(t.Context(), s.Answering(strings.Repeat(conformText+" ", 2000))) {
		if err != nil || delta.Text == "" {
			t.Errorf("the first delta is %+v, %v", delta, err)
		}
		break
	}
	if a, err := llm.Complete(t.Context(), s.Model, s.Answering(conformText)); err != nil || a.Text != conformText {
		t.Errorf("the next answer is %q, %v", a.Text, err)
	}
}

func conformsTogether(t *testing.T, s Subject) {
	var wg sync.WaitGroup
	defer wg.Wait()
	r := s.Answering(conformText)
	for range 20 {
		wg.Go(func() {
			if a, err := llm.Complete(t.Context(), s.Model, r); err != nil || a.Text != conformText {
				t.Errorf("got %q, %v", a.Text, err)
			}
		})
	}
}

func conformsInHarm(t *testing.T, s Subject) {
	for i, text := range Hostile() {
		a, err := llm.Complete(t.Context(), s.Model, s.Answering(text))
		if err != nil || a.Text != text {
			t.Error(fmt.Sprintf("text %d: got %d bytes of %d", i, len(a.Text), len(text)), err)
		}
		if a.Usage.Completion > math.MaxInt32 {
			t.Errorf("usage %+v", a.Usage)
		}
	}
}
