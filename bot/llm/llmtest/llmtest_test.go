package llmtest_test

import (
	"errors"
	"testing"

	"go.uber.org/goleak"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestEchoConforms(t *testing.T) {
	llmtest.Conform(t, func(*testing.T) llmtest.Subject {
		return llmtest.Subject{Model: llmtest.Echo{}, Answering: func(text string) llm.Request {
			return llm.Request{Messages: []llm.Message{{Role: llm.System, Text: "Say it."}, {Role: llm.User, Text: text}}}
		}}
	})
}

func TestScriptedConforms(t *testing.T) {
	llmtest.Conform(t, func(*testing.T) llmtest.Subject {
		s := new(llmtest.Scripted)
		return llmtest.Subject{Model: s, Answering: func(text string) llm.Request {
			s.Script(func(llm.Request) (string, error) { return text, nil })
			return llm.Request{Messages: []llm.Message{{Role: llm.User, Text: "Say it."}}}
		}}
	})
}

func ask(text string) llm.Request {
	return llm.Request{Messages: []llm.Message{{Role: llm.User, Text: text}}}
}

func TestScriptedTakesTheQueueBeforeTheScript(t *testing.T) {
	s := new(llmtest.Scripted)
	s.Say("one")
	s.Fail("tw", llm.ErrTruncated)
	s.Script(func(r llm.Request) (string, error) { return "to " + r.Messages[0].Text, nil })
	for i, want := range []struct {
		text string
		err  error
	}{{"one", nil}, {"tw", llm.ErrTruncated}, {"to you", nil}} {
		a, err := llm.Complete(t.Context(), s, ask("you"))
		if a.Text != want.text || !errors.Is(err, want.err) {
			t.Errorf("request %d: %q, %v", i, a.Text, err)
		}
	}
	if got := len(s.Requests()); got != 3 {
		t.Errorf("%d requests were noted", got)
	}
	if _, err := llm.Complete(t.Context(), new(llmtest.Scripted), ask("you")); !errors.Is(err, llm.ErrUnreachable) {
		t.Errorf("without a script: %v", err)
	}
}
