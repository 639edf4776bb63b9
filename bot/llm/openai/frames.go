package openai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Bounds of an answer's body, in bytes.
const (
	maxLine  = 1 << 20
	maxWhole = 8 << 20  // of one that is no stream
	maxBody  = 64 << 20 // some 200,000 tokens with what goes around them
)

var dataField = []byte("data:")

// frames reads a stream of events (WHATWG HTML, 9.2.6) and gives it on as
// go-openai's reader can take it: a line "data: …" for each event, and nothing
// else. Comments, other fields, byte order marks and CR are left out, JSON in a
// line by itself becomes an event, and so does a body that is one object of JSON.
// As go-openai does, it takes each line of data for an event of its own.
//
// An event that tells of an error, a page, and what is beyond the bounds end it
// with a *failure.
type frames struct {
	body  io.ReadCloser
	in    *bufio.Reader
	whole bool // the body says that it is JSON
	left  int  // bytes that may still be read

	line []byte // of one that is longer than in's buffer
	out  []byte // not yet given on
	err  error  // after out
}

// readAhead is how much of the body is read at once, in bytes.
const readAhead = 16 << 10

func newFrames(body io.ReadCloser, whole bool) *frames {
	return &frames{body: body, in: bufio.NewReaderSize(body, readAhead), whole: whole, left: maxBody}
}

// Close closes the body.
func (f *frames) Close() error { return f.body.Close() }

// Read is for go-openai.
func (f *frames) Read(p []byte) (int, error) {
	for len(f.out) == 0 {
		if f.err != nil {
			return 0, f.err
		}
		f.fill()
	}
	n := copy(p, f.out)
	f.out = f.out[n:]
	return n, nil
}

// fill reads on until there is an event or an end.
func (f *frames) fill() {
	f.out = f.out[:0:0]
	if f.whole {
		f.whole = false
		if f.object() {
			return
		}
	}
	for f.err == nil && len(f.out) == 0 {
		line, err := f.next()
		f.err = err
		if err == nil || errors.Is(err, io.EOF) && complete(line) {
			f.take(line)
		}
	}
}

// complete says whether a line that the body ends in has its end.
func complete(line []byte) bool {
	data := bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(line), dataField))
	return json.Valid(data) || bytes.HasPrefix(data, []byte("<"))
}

// drain reads what little is left of the body.
func (f *frames) drain() {
	_, _ = io.CopyN(io.Discard, f.in, readAhead) // at its end, or no matter
}

// next is the next line. Its bytes are good until the one after it.
func (f *frames) next() ([]byte, error) {
	line, err := f.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		f.line = append(f.line[:0], line...)
		for errors.Is(err, bufio.ErrBufferFull) && len(f.line) <= maxLine {
			line, err = f.in.ReadSlice('\n')
			f.line = append(f.line, line...)
		}
		line = f.line
	}
	f.left -= len(line)
	if len(line) > maxLine || f.left < 0 {
		return nil, badAnswer(fmt.Sprintf("more than %d bytes in a line or %d in all", maxLine, maxBody))
	}
	return line, err
}

// take turns a line to an event, if it is one.
func (f *frames) take(line []byte) {
	line = bytes.TrimSpace(bytes.TrimPrefix(line, []byte("\ufeff")))
	data, isData := bytes.CutPrefix(line, dataField)
	data = bytes.TrimSpace(data)
	switch {
	case len(data) == 0:
	case isData, data[0] == '{':
		f.event(data)
	case data[0] == '<':
		page := badAnswer("a web page: " + visible(string(data)))
		page.sick = true
		f.err = page
	}
}

func (f *frames) event(data []byte) {
	if bytes.Contains(data, []byte(`"error"`)) {
		if failed := told(data); failed != nil {
			f.err = failed
			return
		}
	}
	f.out = append(make([]byte, 0, len(dataField)+len(data)+len("  \n")), "data: "...)
	if bytes.HasPrefix(data, []byte(`{"error":`)) { // go-openai would take it for an error, null or not
		f.out, data = append(f.out, "{ "...), data[1:]
	}
	f.out = append(append(f.out, data...), '\n')
}

// told is the error that an event tells of, nil when it tells of none.
func told(data []byte) *failure {
	var event struct {
		Error  any    `json:"error"`
		Object string `json:"object"` // "error" at vLLM, with the members beside it
	}
	_ = json.Unmarshal(data, &event) // what is broken tells of nothing
	if event.Error == nil && event.Object != "error" {
		return nil
	}
	return refused(0, readFault(data))
}

// object makes an event of a body that is one object, and says whether it was.
func (f *frames) object() bool {
	if start, err := f.in.Peek(1); err != nil || start[0] != '{' && start[0] != '[' {
		return false
	}
	data, err := io.ReadAll(io.LimitReader(f.in, maxWhole+1))
	var line bytes.Buffer
	switch {
	case err != nil:
		f.err = err
	case len(data) > maxWhole:
		f.err = badAnswer(fmt.Sprintf("more than %d bytes", maxWhole))
	case json.Compact(&line, data) != nil:
		f.err = badAnswer("JSON that is broken, or more than one value")
	default:
		f.err = io.EOF
		f.event(line.Bytes())
	}
	return true
}
