package llmtest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"

	"rapporteur/bot/llm"
	"rapporteur/bot/llm/llmtest"
)

// complaints is a test that notes what it is told, for tests of strictness.
type complaints struct {
	testing.TB
	mu    sync.Mutex
	noted []string
}

func (c *complaints) Errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noted = append(c.noted, fmt.Sprintf(format, args...))
}

func (c *complaints) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.noted)
}

func post(t *testing.T, s *llmtest.Server, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+llmtest.Key)
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

const plain = `{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true}`

func TestARequestThatTheAPIDoesNotAllowFailsTheTest(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":                  `{"model"`,
		"no messages":               `{"model":"m"}`,
		"an unknown field":          `{"model":"m","messages":[{"role":"user","content":"Hello"}],"thinking":true}`,
		"an unknown role":           `{"model":"m","messages":[{"role":"boss","content":"Hello"}]}`,
		"two limits":                `{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":5,"max_completion_tokens":5}`,
		"options without a stream":  `{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream_options":{"include_usage":true}}`,
		"too hot":                   `{"model":"m","messages":[{"role":"user","content":"Hello"}],"temperature":3}`,
		"five stops":                `{"model":"m","messages":[{"role":"user","content":"Hello"}],"stop":["a","b","c","d","e"]}`,
		"a message without content": `{"model":"m","messages":[{"role":"user"}]}`,
	} {
		c := &complaints{TB: t}
		s := llmtest.Start(c)
		s.Always(llmtest.Say("Hi"))
		if status, _ := post(t, s, "/chat/completions", body); status != http.StatusBadRequest || c.count() != 1 {
			t.Errorf("%s: status %d, complaints: %q", name, status, c.noted)
		}
		if got := len(s.Calls()); got != 0 {
			t.Errorf("%s: it is among the calls", name)
		}
	}
}

func TestARequestThatNothingIsScriptedForFailsTheTest(t *testing.T) {
	c := &complaints{TB: t}
	s := llmtest.Start(c)
	if status, _ := post(t, s, "/chat/completions", plain); status != http.StatusInternalServerError || c.count() != 1 {
		t.Errorf("status %d, complaints: %q", status, c.noted)
	}
}

func TestAWrongKeyIsRefused(t *testing.T) {
	s := llmtest.Start(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/chat/completions", strings.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer sk-wrong")
	resp, err := s.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestAnswersAreAsTheOfficialDocumentSays(t *testing.T) {
	s := llmtest.Start(t)
	s.Reply(llmtest.Reply{Text: "Two words.", Usage: llm.Usage{Prompt: 9, Cached: 4, Completion: 2}}, llmtest.Say("Two words."), llmtest.SpentQuota())
	_, stream := post(t, s, "/chat/completions", plain)
	lines := bufio.NewScanner(strings.NewReader(stream))
	chunks, done := 0, false
	for lines.Scan() {
		data, isData := strings.CutPrefix(lines.Text(), "data: ")
		if data == "[DONE]" {
			done = true
			continue
		}
		if isData {
			chunks++
			llmtest.CheckSchema(t, "CreateChatCompletionStreamResponse", data)
		}
	}
	if chunks != 5 || !done { // the role, two words, the finish reason, the usage
		t.Errorf("%d chunks, done: %v\n%s", chunks, done, stream)
	}
	_, whole := post(t, s, "/chat/completions", strings.Replace(plain, "true", "false", 1))
	llmtest.CheckSchema(t, "CreateChatCompletionResponse", whole)
	_, refusal := post(t, s, "/chat/completions", plain)
	llmtest.CheckSchema(t, "ErrorResponse", refusal)
	_, vectors := post(t, s, "/embeddings", `{"model":"e","input":["a b","b a"]}`)
	llmtest.CheckSchema(t, "CreateEmbeddingResponse", vectors)
}

func TestEmbeddingsOfTextsThatShareWordsAreNear(t *testing.T) {
	dot := func(a, b string) float64 {
		sum := 0.0
		for i, x := range llmtest.Embed(a) {
			sum += float64(x) * float64(llmtest.Embed(b)[i])
		}
		return sum
	}
	if got := dot("the minister resigned", "resigned the Minister"); math.Abs(got-1) > 1e-6 {
		t.Errorf("the same words are %v alike", got)
	}
	if near, far := dot("the minister resigned", "the minister stays"), dot("the minister resigned", "rain tomorrow"); near <= far {
		t.Errorf("two shared words are %v alike, none %v", near, far)
	}
}

func TestCallsAreNotedForGoldenFiles(t *testing.T) {
	s := llmtest.Start(t)
	s.Say("Hi")
	body, err := json.Marshal(map[string]any{
		"model": "m", "max_tokens": 7, "temperature": 0, "stop": []string{"\n"},
		"messages": []any{map[string]any{"role": "system", "content": "Be short.\n"}, map[string]any{"role": "user", "content": "Hello"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	post(t, s, "/chat/completions", string(body))
	call := s.Calls()[0]
	if got, want := call.Prompt(), "-- system --\nBe short.\n-- user --\nHello\n"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if call.Model != "m" || call.Stream || call.Request.MaxTokens != 7 || *call.Request.Temperature != 0 || len(call.Request.Stop) != 1 {
		t.Errorf("noted %+v", call)
	}
}
