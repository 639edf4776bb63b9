package openai

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// sender sends the request of one try. It is go-openai's HTTP client, and
// returns a *failure for everything but an answer of 200 whose body go-openai
// can read. It follows no redirect: neither the key nor a prompt goes where the
// operator did not send it.
type sender struct {
	client *Client
	stream bool // the answer should be one of a chat model
	zero   bool // the temperature is 0
	// read takes the whole answer, instead of go-openai, which gets an empty object.
	read func(body []byte) error

	answered bool    // there was a 200
	body     *frames // of it
}

// Do is for go-openai.
func (s *sender) Do(r *http.Request) (*http.Response, error) {
	if s.zero {
		if err := addTemperature(r); err != nil {
			return nil, err
		}
	}
	resp, err := s.client.o.Transport.RoundTrip(r)
	if err != nil {
		return nil, noAnswer(err)
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		return nil, refusal(resp)
	}
	s.answered = true
	if s.read != nil {
		return s.taken(resp)
	}
	if !s.stream {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxWhole), resp.Body}
		return resp, nil
	}
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err == nil && media == "text/html" {
		defer resp.Body.Close()
		page, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal)) // what came is enough
		f := badAnswer("a web page: " + visible(string(page)))
		f.sick = true
		return nil, f
	}
	s.body = newFrames(resp.Body, media == "application/json")
	resp.Body = s.body
	return resp, nil
}

// taken has the answer read.
func (s *sender) taken(resp *http.Response) (*http.Response, error) {
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxVectors+1))
	switch {
	case err != nil:
		return nil, noAnswer(err)
	case len(body) > maxVectors:
		return nil, badAnswer(fmt.Sprintf("more than %d bytes", maxVectors))
	}
	if err := s.read(body); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(strings.NewReader("{}"))
	return resp, nil
}

// addTemperature writes a temperature of 0 into the body: go-openai leaves
// zeros out, and the smallest number above it, which the library proposes,
// makes some servers divide by it.
func addTemperature(r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil || len(body) == 0 || body[0] != '{' {
		return fmt.Errorf("the request's body cannot be read: %w", err)
	}
	body = append([]byte(`{"temperature":0,`), body[1:]...)
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.ContentLength = int64(len(body))
	return nil
}
