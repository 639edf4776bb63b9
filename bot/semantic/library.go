package semantic

import (
	"context"
	"sync/atomic"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// Library is the passages of one index as their vectors have them. It may be used
// by many goroutines.
type Library struct {
	keeper   *Keeper
	articles func() []*corpus.Article
	view     atomic.Pointer[view]
}

// Embed is the vector of a question; nil where there is none to be had in time,
// or nothing that it could be compared with.
func (l *Library) Embed(ctx context.Context, question string) []float32 {
	if len(l.view.Load().places) == 0 {
		return nil
	}
	return l.keeper.question(ctx, question)
}

// Nearest are at most n passages that mean much what the question does, best
// first, without those of articles for which only is false; nil keeps all.
func (l *Library) Nearest(question []float32, n int, only func(*corpus.Article) bool) []search.Similar {
	return l.view.Load().nearest(quantise(question), n, only)
}
