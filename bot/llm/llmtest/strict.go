package llmtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"rapporteur/bot/llm"
	"rapporteur/bot/openapi"
)

// document is the name of the official OpenAPI document. It is no part of the program;
// without it, requests are held against the rules of this file alone.
const document = "openai-openapi.json"

// official is the document, read once for all tests of a program.
var official = sync.OnceValues(loadSpec)

// spec is the official document. It may be used by many goroutines.
type spec struct {
	root     map[string]any
	mu       sync.Mutex
	compiler *jsonschema.Compiler
}

func loadSpec() (*spec, error) {
	data, err := openapi.Read(document)
	if err != nil {
		return nil, err
	}
	read, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("official document: %w", err)
	}
	root, _ := nullable(read).(map[string]any)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(document, root); err != nil {
		return nil, fmt.Errorf("official document: %w", err)
	}
	return &spec{root: root, compiler: compiler}, nil
}

// nullable rewrites "nullable": true, a word of OpenAPI 3.0 that the document
// still has and JSON Schema does not know, to a choice with null.
func nullable(node any) any {
	switch node := node.(type) {
	case []any:
		for i := range node {
			node[i] = nullable(node[i])
		}
	case map[string]any:
		for key := range node {
			node[key] = nullable(node[key])
		}
		if node["nullable"] == true {
			delete(node, "nullable")
			return map[string]any{"anyOf": []any{node, map[string]any{"type": "null"}}}
		}
	}
	return node
}

// check holds JSON against one of the document's schemas.
func (s *spec) check(name string, body []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	s.mu.Lock()
	schema, err := s.compiler.Compile(document + "#/components/schemas/" + name)
	s.mu.Unlock()
	if err != nil {
		return fmt.Errorf("schema %s: %w", name, err)
	}
	if err := schema.Validate(value); err != nil {
		return fmt.Errorf("not a %s: %w", name, err)
	}
	return nil
}

// checkBody holds a request against the document, where there is one.
func checkBody(t testing.TB, schema string, body []byte) error {
	s, err := official()
	if errors.Is(err, openapi.ErrMissing) {
		t.Log("requests are held against llmtest's own rules alone: ", err)
		return nil
	}
	if err != nil {
		return err
	}
	return s.check(schema, body)
}

func checkHeaders(r *http.Request) error {
	if r.Method == http.MethodPost {
		if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
			return fmt.Errorf("content type %q, not application/json", r.Header.Get("Content-Type"))
		}
	}
	if r.Header.Get("Authorization") == "" {
		return errors.New("no Authorization")
	}
	return nil
}

// chatRequest is all of the API that a text needs. A field beyond these is
// refused: OpenAI's server refuses what it does not know, and the document allows
// it.
type chatRequest struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    llm.Role `json:"role"`
		Content string   `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           *int     `json:"max_tokens"`
	MaxCompletionTokens *int     `json:"max_completion_tokens"`
	Temperature         *float64 `json:"temperature"`
	Stop                []string `json:"stop"`
	ReasoningEffort     string   `json:"reasoning_effort"`
}

// readChat reads a request for a chat completion.
func readChat(body []byte) (model string, stream bool, r llm.Request, err error) {
	var c chatRequest
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return "", false, r, fmt.Errorf("chat completion: %w", err)
	}
	switch {
	case c.MaxTokens != nil && c.MaxCompletionTokens != nil:
		return "", false, r, errors.New("chat completion: max_tokens and max_completion_tokens together")
	case c.StreamOptions != nil && !c.Stream:
		return "", false, r, errors.New("chat completion: stream_options without stream")
	case c.Model == "":
		return "", false, r, errors.New("chat completion: no model")
	}
	r = llm.Request{Temperature: c.Temperature, Stop: c.Stop}
	for _, most := range []*int{c.MaxTokens, c.MaxCompletionTokens} {
		if most != nil {
			r.MaxTokens = *most
		}
	}
	for _, m := range c.Messages {
		r.Messages = append(r.Messages, llm.Message{Role: m.Role, Text: m.Content})
	}
	if err := r.Check(); err != nil {
		return "", false, r, fmt.Errorf("chat completion: %w", err)
	}
	return c.Model, c.Stream, r, nil
}
