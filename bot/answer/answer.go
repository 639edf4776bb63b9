package answer

import (
	"context"

	"rapporteur/bot/search"
)

// MaxQuestion is the length of the longest question, in bytes.
const MaxQuestion = 4000

// Question is what somebody asks.
type Question struct {
	Text    string
	History []search.Turn // earlier turns of the conversation, oldest first
	Article string        // the slug of the only article to answer from; empty for all
}

// Answerer answers questions from an index. It may be used by many goroutines.
type Answerer struct {
	index *search.Index
}

// New returns an Answerer of what index holds, now and later.
func New(index *search.Index) *Answerer { return &Answerer{index: index} }

// Answer answers a question or says why not. The error is that of ctx; every
// other trouble is a refusal.
func (a *Answerer) Answer(ctx context.Context, q Question) (*Reply, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return &Reply{question: q.Text, mode: Quoted}, nil
}
