package answer

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/llm"
	"rapporteur/bot/search"
	"rapporteur/prompts"
)

// Budgets of a prompt, in tokens.
const (
	// DefaultArticleBudget is for all articles together, so that they go along
	// whole.
	DefaultArticleBudget = 8_000
	// passageBudget is for the passages that are sent when not all articles are.
	passageBudget = 2_500
)

// material is what a model is sent of the articles, numbered by passage and
// sentence, and what its sentences are verified by. It may be used by many
// goroutines.
type material struct {
	passages [][]corpus.Place
	prompt   []prompts.Passage
	fence    string

	mu   sync.Mutex
	sent *cite.Sent // nil until it is needed
}

// material numbers passages.
func (w *Writer) material(passages [][]corpus.Place) *material {
	m := &material{passages: passages}
	m.prompt, m.fence = w.number(passages)
	return m
}

// verify holds a sentence against what was sent. That is read at the first one,
// while the model writes on, and not before it is asked.
func (m *material) verify(text string, markers []cite.Marker) cite.Verification {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sent == nil {
		m.sent = cite.NewSent(m.passages)
	}
	return cite.Verify(cite.Draft{Text: text, Markers: markers}, m.sent)
}

// number is passages for a prompt, with their boundary.
func (w *Writer) number(passages [][]corpus.Place) ([]prompts.Passage, string) {
	var out []prompts.Passage
	var all []string
	for i, places := range passages {
		a := places[0].Article
		p := prompts.Passage{N: i + 1, Article: "the same article"}
		if i == 0 || passages[i-1][0].Article != a { // said once, it costs no tokens again
			p.Article, p.Kind, p.Author, p.Published = a.Name(), string(a.Kind), a.Author, a.Published
		}
		for k, place := range places {
			if place.Struck() {
				continue // it keeps its number, so that none names another
			}
			p.Sentences = append(p.Sentences, prompts.Sentence{Passage: i + 1, N: k + 1, Text: place.Plain()})
		}
		out = append(out, p)
		all = append(all, places[0].Ref().String(), a.Raw(a.Passages[places[0].Passage].Span))
	}
	return out, w.fence(all...)
}

// fenceBytes make a boundary that nobody hits upon in 2^48 tries.
const fenceBytes = 6

// fence is a boundary that is the same for the same material, and that nobody
// knows who does not have the secret.
func (w *Writer) fence(material ...string) string {
	mac := hmac.New(sha256.New, w.Secret)
	for _, m := range material {
		fmt.Fprintf(mac, "%d:%s", len(m), m) // a hash takes everything
	}
	return "#" + hex.EncodeToString(mac.Sum(nil)[:fenceBytes]) + "#"
}

// all are all passages, or those of one article, in an order that stays, if they
// fit the budget.
func (w *Writer) all(article string, c llm.Calibration) ([][]corpus.Place, bool) {
	budget := cmp.Or(w.ArticleBudget, DefaultArticleBudget)
	var out [][]corpus.Place
	size := 0
	for _, a := range w.Answerer.Quotable() {
		if article != "" && a.Slug != article {
			continue
		}
		for i := range a.Passages {
			if bereft(a, i) {
				continue
			}
			out = append(out, placesOf(a, i))
			size += passageBytes(a, i)
			if c.Tokens(size) > budget {
				return nil, false
			}
		}
	}
	return out, true
}

// best are the passages that search ranked first, as many as go into their
// budget.
func best(found search.Result, c llm.Calibration) [][]corpus.Place {
	var out [][]corpus.Place
	room := roomFor(c)
	for _, hit := range found.Passages {
		if !bereft(hit.Article, hit.Passage) && room(hit.Article, hit.Passage) { // a shorter one may go in where this does not
			out = append(out, placesOf(hit.Article, hit.Passage))
		}
	}
	return out
}

// roomFor takes passages as long as they go into passageBudget.
func roomFor(c llm.Calibration) func(a *corpus.Article, passage int) bool {
	size := 0
	return func(a *corpus.Article, passage int) bool {
		more := passageBytes(a, passage)
		if c.Tokens(size+more) > passageBudget {
			return false
		}
		size += more
		return true
	}
}

// bereft reports whether an article is without all sentences of a passage.
func bereft(a *corpus.Article, passage int) bool {
	return !slices.ContainsFunc(a.Passages[passage].Sentences, func(s corpus.Span) bool { return s.Len() > 0 })
}

func placesOf(a *corpus.Article, passage int) []corpus.Place {
	out := make([]corpus.Place, len(a.Passages[passage].Sentences))
	for k := range out {
		out[k] = corpus.Place{Article: a, Passage: passage, Sentence: k}
	}
	return out
}

// passageBytes is about what a passage takes in a prompt.
func passageBytes(a *corpus.Article, passage int) int {
	const (
		around = 60 // the boundaries and the number
		marker = 8
	)
	p := a.Passages[passage]
	return p.Len() + around + len(a.Name()) + len(a.Author) + marker*len(p.Sentences)
}

// passagesOf are the passages that places stand in, each once and whole, with
// the markers of the places.
func passagesOf(places []corpus.Place) (passages [][]corpus.Place, markers []cite.Marker) {
	at := make(map[paragraph]int)
	for _, p := range places {
		n, ok := at[paragraphOf(p)]
		if !ok {
			passages = append(passages, placesOf(p.Article, p.Passage))
			n = len(passages)
			at[paragraphOf(p)] = n
		}
		markers = append(markers, cite.Marker{Passage: n, Sentence: p.Sentence + 1})
	}
	return passages, markers
}
