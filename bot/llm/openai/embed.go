package openai

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/failsafe-go/failsafe-go"
	goopenai "github.com/sashabaranov/go-openai"

	"rapporteur/bot/llm"
)

// Bounds of an answer with vectors.
const (
	maxVectors    = 32 << 20 // bytes: as many texts as are sent, of some 20,000 numbers each
	maxDimensions = 16_384   // the largest models have 4,096
)

// Embed is for llm.Embedder. It sends one request for each of llm.Batches, and
// each of them has the time, tries and rests of a call. An answer whose vectors
// are not one for each text, or not such as the contract wants, is ErrBadAnswer,
// and so is one of another length than the client got before.
//
// Failures are logged at level debug: whoever embeds many texts knows better
// which of them to tell of.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, 0, len(texts))
	for batch := range llm.Batches(texts) {
		e := &embedding{client: c, texts: batch, began: time.Now()}
		if err := e.run(ctx); err != nil {
			return nil, err
		}
		out = append(out, e.vectors...)
	}
	return out, nil
}

// embedding is one request for vectors with its tries.
type embedding struct {
	client  *Client
	texts   []string
	began   time.Time
	tries   int
	vectors [][]float32
}

func (e *embedding) run(parent context.Context) error {
	c := e.client
	for i, text := range e.texts {
		if strings.TrimSpace(text) == "" {
			return e.outcome(&failure{err: &llm.Error{Kind: llm.ErrRejected, Message: fmt.Sprintf("text %d is empty", i+1)}})
		}
	}
	ctx, cancel := context.WithTimeoutCause(parent, c.o.Call, errLate)
	defer cancel()
	if ctx.Err() != nil {
		return e.outcome(overdue(ctx, c.o.Call))
	}
	if wait, ok := c.breaker.enter(); !ok {
		return e.outcome(resting(wait))
	}
	var failed *failure
	err := failsafe.With(c.retries).WithContext(ctx).RunWithExecution(func(failsafe.Execution[any]) error { return e.try(ctx) })
	if err != nil && !errors.As(err, &failed) {
		failed = overdue(ctx, c.o.Call) // between two tries
	}
	c.breaker.leave(failed != nil && failed.sick, failed != nil && errors.Is(failed.err, context.Canceled))
	return e.outcome(failed)
}

// try asks once, or again at once without a setting that the server does not take.
func (e *embedding) try(ctx context.Context) error {
	for lesson := 0; ; lesson++ {
		form := e.client.known()
		f := e.ask(ctx, form)
		if f == nil {
			return nil
		}
		if lesson < maxLessons && f.unsupported != "" && e.client.learn(f, form) {
			continue
		}
		f.again = f.again && enough(ctx, f.err.Wait)
		return f
	}
}

// ask sends the request and takes its answer.
func (e *embedding) ask(ctx context.Context, q quirks) *failure {
	e.tries++
	c := e.client
	under, cancel := context.WithTimeout(ctx, c.o.FirstToken)
	defer cancel()
	form := goopenai.EmbeddingRequest{Input: e.texts, Model: goopenai.EmbeddingModel(c.o.Model)}
	if !q.noEncoding {
		form.EncodingFormat = goopenai.EmbeddingEncodingFormatBase64 // a third of the bytes
	}
	config := c.config
	// go-openai reads only the encoding that was asked for, and servers send the other.
	config.HTTPClient = &sender{client: c, read: e.take}
	_, err := goopenai.NewClientWithConfig(config).CreateEmbeddings(under, form)
	f := new(failure)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return overdue(ctx, c.o.Call)
	case under.Err() != nil:
		return &failure{err: &llm.Error{Kind: llm.ErrTimeout, Message: fmt.Sprintf("no vectors in %v", c.o.FirstToken)}, sick: true}
	case errors.As(err, &f):
		return f
	}
	return notSent(err)
}

// take reads an answer.
func (e *embedding) take(body []byte) error {
	var answer struct {
		Data  []embedded      `json:"data"`
		Error json.RawMessage `json:"error"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return badAnswer(fmt.Sprintf("no vectors: %v", err))
	}
	if len(answer.Data) == 0 && len(answer.Error) > 0 && !bytes.Equal(answer.Error, []byte("null")) {
		return refused(0, readFault(body))
	}
	vectors, err := inOrder(answer.Data, len(e.texts))
	if err == nil {
		err = e.client.measure(vectors)
	}
	if err != nil {
		return badAnswer(err.Error())
	}
	e.vectors = vectors
	return nil
}

// embedded is one vector of an answer.
type embedded struct {
	Index     *int   `json:"index"`
	Embedding vector `json:"embedding"`
}

// inOrder are the vectors in the order of the n texts.
func inOrder(data []embedded, n int) ([][]float32, error) {
	if len(data) != n {
		return nil, fmt.Errorf("%d vectors for %d texts", len(data), n)
	}
	out := make([][]float32, n)
	for _, d := range data {
		switch {
		case d.Index == nil:
			return nil, errors.New("a vector does not say which text it is of")
		case *d.Index < 0 || *d.Index >= n:
			return nil, fmt.Errorf("a vector of text %d of %d", *d.Index+1, n)
		case out[*d.Index] != nil:
			return nil, fmt.Errorf("two vectors of text %d", *d.Index+1)
		case len(d.Embedding) == 0:
			return nil, fmt.Errorf("an empty vector of text %d", *d.Index+1)
		}
		out[*d.Index] = d.Embedding
	}
	return out, nil
}

// measure checks that all vectors can be compared with each other and with those
// that came before.
func (c *Client) measure(vectors [][]float32) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	length := c.dimensions
	for i, v := range vectors {
		if length == 0 {
			length = len(v)
		}
		if len(v) != length {
			return fmt.Errorf("a vector of %d dimensions among those of %d", len(v), length)
		}
		sum := 0.0
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if !(sum > 0) || math.IsInf(sum, 0) {
			return fmt.Errorf("the vector of text %d has no direction", i+1)
		}
	}
	c.dimensions = length
	return nil
}

// vector is read from numbers, or from base64 of little-endian float32.
type vector []float32

// UnmarshalJSON is for package json.
func (v *vector) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return v.unpack(text)
	}
	var numbers []*float32 // a null, as some servers write what is no number, would be read as 0
	if err := json.Unmarshal(text, &numbers); err != nil {
		return err
	}
	if len(numbers) > maxDimensions {
		return fmt.Errorf("a vector of %d dimensions", len(numbers))
	}
	*v = make(vector, len(numbers))
	for i, x := range numbers {
		if x == nil {
			return errors.New("a vector with a null in it")
		}
		(*v)[i] = *x
	}
	return nil
}

func (v *vector) unpack(text []byte) error {
	var raw []byte
	if err := json.Unmarshal(text, &raw); err != nil {
		var corrupt base64.CorruptInputError
		if errors.As(err, &corrupt) {
			return errors.New("a vector that is no base64")
		}
		return err
	}
	const size = 4 // bytes of a float32
	if len(raw)%size != 0 || len(raw) > maxDimensions*size {
		return fmt.Errorf("a vector of %d bytes", len(raw))
	}
	*v = make(vector, len(raw)/size)
	for i := range *v {
		(*v)[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[i*size:]))
	}
	return nil
}

// outcome notes how the request went, and is its error.
func (e *embedding) outcome(f *failure) error {
	c := e.client
	var err error
	if f != nil {
		err = c.named(f, "embed with "+c.o.Model)
	}
	if f == nil || f.err.Kind != nil { // else its caller ended it
		c.mu.Lock()
		c.lastError = err
		c.mu.Unlock()
	}
	c.o.Log.Debug("llm: embedded", "model", c.o.Model, "texts", len(e.texts), "tries", e.tries,
		"took", time.Since(e.began).Round(time.Millisecond), "error", err)
	return err
}
