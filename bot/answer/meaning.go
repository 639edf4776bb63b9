package answer

import (
	"context"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// Meaning finds passages that mean much what a question does, whatever words they
// use. It never fails: where it has nothing to say, words alone count.
type Meaning interface {
	// Embed is what Nearest wants of a question, which may have to be asked of a
	// server; nil for nothing, also where the server does not answer in time.
	Embed(ctx context.Context, question string) []float32
	// Nearest are at most n passages, best first, without those of articles for
	// which only is false; nil keeps all.
	Nearest(question []float32, n int, only func(*corpus.Article) bool) []search.Similar
}

// ByMeaning is an Answerer of the same index that finds passages by their meaning
// too.
func (a *Answerer) ByMeaning(m Meaning) *Answerer {
	return &Answerer{index: a.index, meaning: m, rulings: a.rulings}
}

// Prepare does the part of Answer that waits for a server. Answer does it itself
// if nobody did; it is for those who bound how many questions are answered at
// once, and need not bound how many wait.
func (a *Answerer) Prepare(ctx context.Context, q Question) Question {
	text := strings.TrimSpace(q.Text)
	if a.meaning == nil || q.prepared || text == "" || len(text) > MaxQuestion {
		return q
	}
	q.prepared = true
	q.vector = a.meaning.Embed(ctx, inContext(text, q.History))
	return q
}

// inContext is a question with the one before it, since a follow-up's own words
// may mean little.
func inContext(text string, history []Turn) string {
	for _, turn := range slices.Backward(history) {
		if !turn.Bot {
			return turn.Text + "\n" + text
		}
	}
	return text
}

// query is a prepared question as search takes it.
func (a *Answerer) query(q Question) search.Query {
	query := search.Query{Text: strings.TrimSpace(q.Text), History: q.History}
	if q.Article != "" {
		query.Only = func(article *corpus.Article) bool { return article.Slug == q.Article }
	}
	if q.vector != nil {
		query.Similar = a.meaning.Nearest(q.vector, search.MaxSimilar, query.Only)
		a.rulings.strike(query.Similar)
	}
	return query
}
