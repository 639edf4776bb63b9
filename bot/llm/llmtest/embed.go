package llmtest

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"rapporteur/bot/llm"
)

// dimensions of an embedding.
const dimensions = 64

// Embed is the vector of a text at the server's endpoint for embeddings, of
// length 1 when the text has words.
func Embed(text string) []float32 {
	v := make([]float32, dimensions)
	sum := 0.0
	for _, word := range strings.Fields(strings.ToLower(text)) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(word)) // never fails
		i := h.Sum32() % dimensions
		sum += float64(2*v[i] + 1) // (n+1)² - n²
		v[i]++
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(max(sum, 1)))
	}
	return v
}

// Embeddings is what a server does with one request for embeddings. The zero
// value gives each text its Embed; each field that is set changes one thing.
type Embeddings struct {
	// Reply is for what any request may meet: its time to the head, and something
	// else than an answer.
	Reply Reply
	// Vectors are sent instead of Embed of the texts.
	Vectors func(texts []string) [][]float32
	// Reversed sends the last text's vector first, with its right index.
	Reversed bool
	// Index is sent for every vector.
	Index *int
	// NoIndex sends none.
	NoIndex bool
	// Numbers sends numbers though base64 was asked for; what is no number becomes
	// null.
	Numbers bool
}

// ReplyVectors has the next requests for embeddings answered so, one each.
func (s *Server) ReplyVectors(replies ...Embeddings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vectors = append(s.vectors, replies...)
}

// ScriptVectors answers all requests for embeddings for which nothing is queued;
// nil answers them as it should. It is called from many goroutines.
func (s *Server) ScriptVectors(script func(texts []string) Embeddings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.embed = script
}

// Embedded are the texts for which vectors were asked so far, by request.
func (s *Server) Embedded() [][]string {
	var out [][]string
	for _, c := range s.Calls() {
		if c.Texts != nil {
			out = append(out, c.Texts)
		}
	}
	return out
}

// embeddings gives a text the counts of its words by a hash of them, so that
// texts which share words are near each other.
func (s *Server) embeddings(w http.ResponseWriter, r *http.Request) {
	c, ok := s.accept(w, r, "CreateEmbeddingRequest")
	if !ok {
		return
	}
	var asked struct {
		Model    string `json:"model"`
		Input    any    `json:"input"`
		Encoding string `json:"encoding_format"`
	}
	if err := json.Unmarshal(c.Body, &asked); err != nil {
		s.t.Errorf("llmtest: embeddings: %v", err)
		return
	}
	c.Model = asked.Model
	switch input := asked.Input.(type) {
	case string:
		c.Texts = []string{input}
	case []any:
		for _, text := range input {
			text, _ := text.(string)
			c.Texts = append(c.Texts, text)
		}
	}
	if slices.Contains(c.Texts, "") {
		s.t.Errorf("llmtest: embeddings: an empty text, which OpenAI refuses")
	}
	reply := s.nextVectors(c)
	if other := reply.Reply; other.Status != 0 || other.Fault != nil || other.Body != "" {
		s.write(w, r, other, false)
		return
	}
	x := &writer{gone: r.Context().Done(), closed: s.closed, w: w}
	if x.wait(reply.Reply.Before) {
		writeJSON(w, reply.answer(c, asked.Encoding == "base64"))
	}
}

// nextVectors is what to do with a request, which it records.
func (s *Server) nextVectors(c Call) (reply Embeddings) {
	s.mu.Lock()
	s.calls = append(s.calls, c)
	script := s.embed
	if len(s.vectors) > 0 {
		reply, s.vectors, script = s.vectors[0], s.vectors[1:], nil
	}
	s.mu.Unlock()
	if script != nil {
		return script(c.Texts)
	}
	return reply
}

// answer is the body of a reply.
func (e Embeddings) answer(c Call, packed bool) any {
	bytes := 0
	var vectors [][]float32
	for _, text := range c.Texts {
		bytes += len(text)
		vectors = append(vectors, Embed(text))
	}
	if e.Vectors != nil {
		vectors = e.Vectors(c.Texts)
	}
	data := []any{}
	for i, v := range vectors {
		one := map[string]any{"object": "embedding", "index": i, "embedding": e.encode(v, packed)}
		if e.Index != nil {
			one["index"] = *e.Index
		}
		if e.NoIndex {
			delete(one, "index")
		}
		data = append(data, one)
	}
	if e.Reversed {
		slices.Reverse(data)
	}
	tokens := llm.Calibration{}.Tokens(bytes)
	return map[string]any{
		"object": "list", "model": c.Model, "data": data,
		"usage": map[string]any{"prompt_tokens": tokens, "total_tokens": tokens},
	}
}

func (e Embeddings) encode(v []float32, packed bool) any {
	if packed && !e.Numbers {
		raw := make([]byte, 0, 4*len(v))
		for _, x := range v {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		return base64.StdEncoding.EncodeToString(raw)
	}
	out := []any{}
	for _, x := range v {
		if f := float64(x); math.IsNaN(f) || math.IsInf(f, 0) {
			out = append(out, nil)
		} else {
			out = append(out, x)
		}
	}
	return out
}

// EmbeddingMisbehaviour is something that servers do when they are asked for
// vectors.
type EmbeddingMisbehaviour struct {
	Name  string
	Reply Embeddings
	// Want is the kind of error in which it must end, for a client that gives up
	// after a few tries; nil when the vectors must come all the same.
	Want error
	// Passes says that the server behaves from the second request on.
	Passes bool
}

// Set has a server misbehave.
func (m EmbeddingMisbehaviour) Set(s *Server) {
	if m.Passes {
		s.ReplyVectors(m.Reply)
		return
	}
	s.ScriptVectors(func([]string) Embeddings { return m.Reply })
}

// EmbeddingMisbehaviours are what a program must get through when it asks for the
// vectors of two texts or more. Where time matters it is a stall, as with
// Misbehaviours.
func EmbeddingMisbehaviours() []EmbeddingMisbehaviour {
	const nan = 0x7fc00000
	bad := llm.ErrBadAnswer
	each := func(change func(v []float32) []float32) Embeddings {
		return Embeddings{Vectors: func(texts []string) [][]float32 {
			var out [][]float32
			for i, text := range texts {
				v := Embed(text)
				if i == len(texts)-1 {
					v = change(v)
				}
				out = append(out, v)
			}
			return out
		}}
	}
	count := func(more int) Embeddings {
		return Embeddings{Vectors: func(texts []string) [][]float32 {
			return slices.Repeat([][]float32{Embed(texts[0])}, len(texts)+more)
		}}
	}
	noNumber := each(func(v []float32) []float32 { v[3] = math.Float32frombits(nan); return v })
	nulls := noNumber
	nulls.Numbers = true
	one, none := 1, -1
	out := []EmbeddingMisbehaviour{
		{Name: "numbers instead of base64", Reply: Embeddings{Numbers: true}},
		{Name: "another order, with the right indexes", Reply: Embeddings{Reversed: true}},
		{Name: "one too few", Reply: count(-1), Want: bad},
		{Name: "one too many", Reply: count(1), Want: bad},
		{Name: "all of one text", Reply: Embeddings{Index: &one}, Want: bad},
		{Name: "an index below nothing", Reply: Embeddings{Index: &none}, Want: bad},
		{Name: "no index", Reply: Embeddings{NoIndex: true}, Want: bad},
		{Name: "one of other dimensions", Reply: each(func(v []float32) []float32 { return v[:10] }), Want: bad},
		{Name: "one without dimensions", Reply: each(func([]float32) []float32 { return nil }), Want: bad},
		{Name: "not a number", Reply: noNumber, Want: bad},
		{Name: "null", Reply: nulls, Want: bad},
		{Name: "infinity", Reply: each(func(v []float32) []float32 { v[0] = float32(math.Inf(1)); return v }), Want: bad},
		{Name: "nothing but zeros", Reply: each(func(v []float32) []float32 { return make([]float32, len(v)) }), Want: bad},
		{Name: "a stall", Reply: Embeddings{Reply: Reply{Before: time.Hour}}, Want: llm.ErrTimeout},
	}
	other := func(name string, r Reply, passes bool, want error) {
		out = append(out, EmbeddingMisbehaviour{Name: name, Reply: Embeddings{Reply: r}, Passes: passes, Want: want})
	}
	broken := Refuse(http.StatusInternalServerError, "server_error", "", "Oops.")
	other("401", RefuseKey(Key), false, llm.ErrRefusedKey)
	other("404 of a model", Refuse(http.StatusNotFound, "invalid_request_error", "model_not_found", "The model does not exist."), false, llm.ErrRejected)
	other("a setting that is not known", RefuseParam("encoding_format", "unsupported_parameter"), true, nil)
	other("400 too long", TooLong(), false, llm.ErrTooLong)
	other("429 that passes", RateLimited(0), true, nil)
	other("429 that stays", RateLimited(0), false, llm.ErrRate)
	other("429 for an hour", RateLimited(time.Hour), false, llm.ErrRate)
	other("429 of a quota", SpentQuota(), false, llm.ErrQuota)
	other("500 that passes", broken, true, nil)
	other("500 that stays", broken, false, llm.ErrUnreachable)
	other("503 with a page that stays", Page(http.StatusServiceUnavailable), false, llm.ErrUnreachable)
	other("a page", Page(http.StatusOK), false, bad)
	other("JSON of something else", Reply{Type: "application/json", Body: `[1,2,3]`}, false, bad)
	other("no data", Reply{Type: "application/json", Body: `{"object":"list"}`}, false, bad)
	other("base64 that is none", Reply{Type: "application/json", Body: `{"data":[{"index":0,"embedding":"§"},{"index":1,"embedding":"§"}]}`}, false, bad)
	other("an error of 200", Reply{Type: "application/json", Body: `{"error":{"message":"Overloaded","type":"overloaded_error"}}`}, false, llm.ErrUnreachable)
	return out
}
