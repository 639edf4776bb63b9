package answer

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"rapporteur/bot/brief"
	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// Kit is what a discussion of a topic begins with: who holds what in the
// articles' own sentences, open questions, and where the sentences come from;
// or a refusal. Only this package makes one. The zero value has nothing.
type Kit struct {
	topic         string
	sides         []Side
	questions     []string
	sources       []Source
	concentration []Share
	speakers      []Share
	refusal       *Refusal
	mode          Mode
	note          string
	cause         error
}

// Side is one view of a topic and who holds it, as the articles name them.
type Side struct {
	Who    string
	Claims []Claim // one or two sentences of the articles, each with its source
}

// Share is how many of a kit's sentences come from an article or a speaker.
type Share = brief.Share

// Topic is the topic as it was asked for. It may say anything.
func (k *Kit) Topic() string { return k.topic }

// Sides are at most four, of different speakers with different stances. A
// single one means that the articles hold no other view.
func (k *Kit) Sides() []Side { return slices.Clone(k.sides) }

// Questions are three open questions that take no side; none when the kit
// refuses.
func (k *Kit) Questions() []string { return slices.Clone(k.questions) }

// Sources are numbered from 1 in the order of their first use.
func (k *Kit) Sources() []Source { return slices.Clone(k.sources) }

// Concentration is how many of the sentences come from each article, most first.
func (k *Kit) Concentration() []Share { return slices.Clone(k.concentration) }

// Speakers is how many of the sentences are each speaker's, most first.
func (k *Kit) Speakers() []Share { return slices.Clone(k.speakers) }

// Refusal is nil when the kit has sides.
func (k *Kit) Refusal() *Refusal { return k.refusal }

// Mode says who worded the questions; the sides are always quoted.
func (k *Kit) Mode() Mode { return cmp.Or(k.mode, Quoted) }

// Note says to the reader why the questions are the fixed ones although a model
// was asked; "" when there is nothing to say.
func (k *Kit) Note() string { return k.note }

// Cause is why a model failed, for the operator: an error of package llm, or nil.
func (k *Kit) Cause() error { return k.cause }

// Discuss makes the discussion kit of a topic, from one article if its slug is
// given, or says in the kit why not. The error is that of ctx, or says that the
// kit could not be made.
func (a *Answerer) Discuss(ctx context.Context, topic, article string) (*Kit, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a = a.of(article)
	q := Question{Text: strings.TrimSpace(topic), Article: article}
	switch {
	case q.Text == "" || !utf8.ValidString(q.Text):
		return refusedKit(topic, refuse(q, NoQuestion, "There is no topic here. Name one in words.")), nil
	case len(q.Text) > MaxQuestion:
		return refusedKit(topic, refuse(q, TooLong, "That is too long for a topic. Name it in fewer words.")), nil
	}
	query := search.Query{Text: q.Text}
	if article != "" {
		query.Only = func(of *corpus.Article) bool { return of.Slug == article }
	}
	found := a.index.Search(query)
	if len(found.Passages) == 0 {
		return refusedKit(topic, a.nothing(q)), nil
	}
	if found.Confidence < refuseBelow || len(found.Sentences) == 0 {
		return refusedKit(topic, notCovered(q, found)), nil
	}
	d, err := brief.Discuss(q.Text, rankedPassages(found))
	if err != nil {
		return nil, fmt.Errorf("make discussion kit: %w", err)
	}
	if len(d.Sides()) == 0 {
		return refusedKit(topic, notCovered(q, found)), nil
	}
	k := &Kit{topic: topic, questions: d.Questions(), sources: d.Sources(), concentration: d.Articles(), speakers: d.Speakers()}
	for _, side := range d.Sides() {
		s := Side{Who: side.Who}
		for _, quote := range side.Quotes {
			s.Claims = append(s.Claims, Claim{Text: quote.Text, Sources: quote.Sources})
		}
		k.sides = append(k.sides, s)
	}
	return k, nil
}

func refusedKit(topic string, r *Reply) *Kit { return &Kit{topic: topic, refusal: r.refusal} }

// rankedPassages are the passages that were found with the probability that
// their score stands for: it is on the scale of log-odds.
func rankedPassages(found search.Result) []brief.Found {
	out := make([]brief.Found, len(found.Passages))
	for i, hit := range found.Passages {
		out[i] = brief.Found{Article: hit.Article, Passage: hit.Passage, Score: 1 / (1 + math.Exp(-hit.Score))}
	}
	return out
}
