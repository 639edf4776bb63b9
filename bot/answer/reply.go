package answer

import (
	"encoding/json"

	"rapporteur/bot/cite"
)

// Mode says who worded a reply.
type Mode = cite.Mode

// The modes.
const (
	Quoted  = cite.Quoted  // the articles' own sentences
	Written = cite.Written // a model's sentences, verified
)

// Reply is an answer whose every claim has been checked against its sources,
// or a refusal. Only this package makes one; the zero value refuses nothing
// and answers nothing.
type Reply struct {
	question   string
	mode       Mode
	confidence float64
	lead       string
	claims     []Claim
	sources    []Source
	refusal    *Refusal
	dropped    []Dropped
	ranking    []Ranked
	note       string
	cause      error
	view       bool // it answers a question for the bot's own view
	fell       bool // it cites what fell by a ruling
}

// Claim is one sentence of a reply. Sources are the numbers of Reply.Sources
// that carry it, at least one.
type Claim struct {
	Text    string `json:"text"`
	Sources []int  `json:"sources"`
	// English is the sentence that was verified, where Text is a translation of
	// it; else "".
	English string `json:"english,omitempty"`
}

// Source is a cited sentence with its number in the reply.
type Source = cite.Source

// Refusal says why there is no answer and what comes nearest.
type Refusal struct {
	Kind    RefusalKind `json:"kind"`
	Message string      `json:"message"` // for the person who asked
	Nearest []Source    `json:"nearest"` // at most three, each of another passage
}

// RefusalKind is the reason of a refusal.
type RefusalKind string

// The reasons.
const (
	NotCovered  RefusalKind = "not_covered"  // the articles do not answer it
	NoArticles  RefusalKind = "no_articles"  // there are none
	NoView      RefusalKind = "no_view"      // asks for the bot's own view, of what has none in them
	NoQuestion  RefusalKind = "no_question"  // nothing to look for
	TooLong     RefusalKind = "too_long"     // over MaxQuestion
	UnknownName RefusalKind = "unknown_name" // asks about an article that is not there
)

// Dropped is a sentence that was left out because its sources do not carry it.
type Dropped = cite.Dropped

// Ranked is a passage as search ranked it.
type Ranked struct {
	Article   string  `json:"article"`
	Paragraph int     `json:"paragraph"` // from 1
	Score     float64 `json:"score"`
}

// Question is the question that the reply is to.
func (r *Reply) Question() string { return r.question }

// Answered reports whether the reply answers; if not, Refusal says why.
func (r *Reply) Answered() bool { return len(r.claims) > 0 }

// Mode says who worded the reply.
func (r *Reply) Mode() Mode { return r.mode }

// Confidence is the probability, 0..1, that the articles answer the question.
func (r *Reply) Confidence() float64 { return r.confidence }

// Lead attributes the claims: "According to the article:" or "Jane Roe
// argues:". It is empty when the reply refuses, and where its sentences are a
// model's, which attribute themselves.
func (r *Reply) Lead() string { return r.lead }

// Claims are the sentences of the reply, in reading order.
func (r *Reply) Claims() []Claim { return r.claims }

// Sources are numbered from 1 in the order of their first use.
func (r *Reply) Sources() []Source { return r.sources }

// Refusal is nil when the reply answers.
func (r *Reply) Refusal() *Refusal { return r.refusal }

// Dropped are the sentences that did not pass.
func (r *Reply) Dropped() []Dropped { return r.dropped }

// Ranking is what search ranked first, ten passages at most.
func (r *Reply) Ranking() []Ranked { return r.ranking }

// Note says to the reader why there is no written answer although a model was
// asked; it is empty when there is nothing to say.
func (r *Reply) Note() string { return r.note }

// Cause is why a model failed, for the operator: an error of package llm, or nil.
// The answer may stand all the same.
func (r *Reply) Cause() error { return r.cause }

// MarshalJSON writes the shape that the command line promises, but for the
// fields that belong to a run: id and took_ms.
func (r *Reply) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Question   string    `json:"question"`
		Answered   bool      `json:"answered"`
		Mode       Mode      `json:"mode"`
		Confidence float64   `json:"confidence"`
		Lead       string    `json:"lead,omitempty"`
		Claims     []Claim   `json:"claims"`
		Sources    []Source  `json:"sources"`
		Refusal    *Refusal  `json:"refusal"`
		Dropped    []Dropped `json:"dropped"`
		Ranking    []Ranked  `json:"ranking"`
		Note       string    `json:"note,omitempty"`
	}{
		r.question, r.Answered(), r.mode, r.confidence, r.lead,
		notNil(r.claims), notNil(r.sources), r.refusal, notNil(r.dropped), notNil(r.ranking), r.note,
	})
}

func notNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
