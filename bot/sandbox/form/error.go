package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Discord's JSON error codes for a body that is refused with HTTP status 400
// (docs: Topics, Opcodes and Status Codes).
const (
	InvalidFormBody = 50035 // "Invalid form body (returned for both application/json and multipart/form-data bodies), or invalid Content-Type provided"
	InvalidJSON     = 50109 // "The request body contains invalid JSON."
)

// Error is the refusal of a body. Its JSON is what Discord sends as "errors":
// what is wrong by field, in the order of the shape's fields. With the code
// [InvalidJSON] there is none, and its JSON is {}.
type Error struct {
	Code    int
	Message string

	tree  node
	cause error
}

// Detail is one thing wrong with a field.
type Detail struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// node is a field of the body with what is wrong with it and with its parts.
type node struct {
	key     string
	details []Detail
	parts   []*node
}

// part is the part with the key; it is made when missing.
func (n *node) part(key string) *node {
	for _, p := range n.parts {
		if p.key == key {
			return p
		}
	}
	p := &node{key: key}
	n.parts = append(n.parts, p)
	return p
}

// Error lists what is wrong, each with its path: "embeds.0.title: Must be 256
// or fewer in length."
func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s (%v)", e.Message, e.cause)
	}
	var lines []string
	e.tree.each("", func(path string, d Detail) {
		lines = append(lines, fmt.Sprintf("%s: %s [%s]", path, d.Message, d.Code))
	})
	return e.Message + ": " + strings.Join(lines, "; ")
}

// Unwrap is the reason why the body is not JSON.
func (e *Error) Unwrap() error { return e.cause }

// Details are the things wrong with the field at the path, whose parts are
// joined by dots; the path of the whole body is empty.
func (e *Error) Details(path string) []Detail {
	var details []Detail
	e.tree.each("", func(at string, d Detail) {
		if at == path {
			details = append(details, d)
		}
	})
	return details
}

func (n *node) each(path string, do func(path string, d Detail)) {
	for _, d := range n.details {
		do(path, d)
	}
	if path != "" {
		path += "."
	}
	for _, p := range n.parts {
		p.each(path+p.key, do)
	}
}

// MarshalJSON writes the tree: {"embeds":{"0":{"title":{"_errors":[…]}}}}.
func (e *Error) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	if err := e.tree.write(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (n *node) write(b *bytes.Buffer) error {
	b.WriteByte('{')
	separator := ""
	if len(n.details) > 0 {
		details, err := json.Marshal(n.details)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, `"_errors":%s`, details)
		separator = ","
	}
	for _, p := range n.parts {
		key, err := json.Marshal(p.key)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "%s%s:", separator, key)
		if err := p.write(b); err != nil {
			return err
		}
		separator = ","
	}
	b.WriteByte('}')
	return nil
}
