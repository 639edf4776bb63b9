// Package spec checks exchanges of Discord's HTTP API against the official
// OpenAPI document. The document is no part of the program: tests that want it
// call Load, and skip on ErrMissing.
package spec

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rapporteur/bot/openapi"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// document is the name of the official document.
const document = "discord-openapi.json"

// jsonType is the media type whose schema bodies are held against; a multipart
// request's payload_json has the same one.
const jsonType = "application/json"

// ErrMissing says that the official document is not on this machine.
var ErrMissing = openapi.ErrMissing

// Spec is the official document. It may be used by many goroutines.
type Spec struct {
	root   any // the document, as jsonschema reads JSON
	passed passed

	mu       sync.Mutex
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema // by their pointer into root
}

// Load reads the document beside the module that the working directory is in.
// Its error wraps ErrMissing when there is none.
func Load() (*Spec, error) {
	data, err := openapi.Read(document)
	if err != nil {
		return nil, err
	}
	root, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("official document: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(document, root); err != nil {
		return nil, fmt.Errorf("official document: %w", err)
	}
	return &Spec{root: root, compiler: compiler, schemas: make(map[string]*jsonschema.Schema)}, nil
}

// Check says what in an exchange the document does not allow: a route or a
// status that it does not know, a body of a type that it does not name, or one
// that its schema refuses. The route is written as in the document. A request is
// checked only when it was accepted, and a 5xx only for its route, since the
// document is silent about both. Known differences are left out (see deviations).
func (s *Spec) Check(method, route string, status int, requestType string, request []byte, responseType string, response []byte) error {
	d := digestOf(method, route, status, requestType, request, responseType, response)
	if s.passed.has(d) {
		return nil
	}
	if err := s.check(method, route, status, requestType, request, responseType, response); err != nil {
		return err
	}
	s.passed.add(d)
	return nil
}

func (s *Spec) check(method, route string, status int, requestType string, request []byte, responseType string, response []byte) error {
	at := []string{"paths", route, strings.ToLower(method)}
	if s.at(at...) == nil {
		return fmt.Errorf("%s %s: not in the document", method, route)
	}
	if status >= http.StatusInternalServerError {
		return nil
	}
	if err := s.checkResponse(method, route, at, status, responseType, response); err != nil {
		return fmt.Errorf("%s %s: answer %d: %w", method, route, status, err)
	}
	if status >= http.StatusBadRequest || len(request) == 0 {
		return nil
	}
	if err := s.checkRequest(method, route, at, requestType, request); err != nil {
		return fmt.Errorf("%s %s: request: %w", method, route, err)
	}
	return nil
}

// CheckRequest is Check of a request alone, accepted or not.
func (s *Spec) CheckRequest(method, route, contentType string, body []byte) error {
	return s.checkRequest(method, route, []string{"paths", route, strings.ToLower(method)}, contentType, body)
}

func (s *Spec) checkRequest(method, route string, at []string, contentType string, body []byte) error {
	content := slices.Concat(at, []string{"requestBody", "content"})
	if s.at(content...) == nil {
		return nil // Discord does not read a body that it does not expect
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || s.at(append(content, media)...) == nil {
		return fmt.Errorf("content type %q is not allowed", contentType)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return s.validate(append(content, jsonType, "schema"), mended(false, method, route, value))
}

func (s *Spec) checkResponse(method, route string, at []string, status int, contentType string, body []byte) error {
	at = slices.Concat(at, []string{"responses", strconv.Itoa(status)})
	if s.at(at...) == nil {
		at[len(at)-1] = strconv.Itoa(status)[:1] + "XX"
	}
	described, ok := s.at(at...).(map[string]any)
	if !ok {
		return errors.New("no such status in the document")
	}
	if ref, ok := described["$ref"].(string); ok {
		at = strings.Split(strings.TrimPrefix(ref, "#/"), "/")
	}
	content := slices.Concat(at, []string{"content"})
	if s.at(content...) == nil {
		if len(body) > 0 {
			return errors.New("a body where the document has none")
		}
		return nil
	}
	if media, _, err := mime.ParseMediaType(contentType); err != nil || media != jsonType {
		return fmt.Errorf("content type %q, not %s", contentType, jsonType)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return s.validate(append(content, jsonType, "schema"), mended(true, method, route, value))
}

// at is what lies in the document at the path, nil when nothing does.
func (s *Spec) at(path ...string) any {
	value := s.root
	for _, key := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[key]
	}
	return value
}

func (s *Spec) validate(path []string, value any) error {
	schema, err := s.schema(path)
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		text, _ := json.Marshal(value) // what was just read from JSON
		return fmt.Errorf("%w\n%s", err, text)
	}
	return nil
}

// schema is the compiled schema at the path. It is compiled when first asked for.
func (s *Spec) schema(path []string) (*jsonschema.Schema, error) {
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	var pointer strings.Builder
	for _, key := range path {
		pointer.WriteString("/" + escape.Replace(key))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if schema := s.schemas[pointer.String()]; schema != nil {
		return schema, nil
	}
	schema, err := s.compiler.Compile(document + "#" + pointer.String())
	if err != nil {
		return nil, fmt.Errorf("schema %s: %w", pointer.String(), err)
	}
	s.schemas[pointer.String()] = schema
	return schema, nil
}
