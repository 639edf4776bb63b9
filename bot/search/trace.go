package search

import (
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/trees"
)

// Models are the weights of the second stage. A nil model is the one that
// comes with the program.
type Models struct {
	Passage, Sentence *trees.Model
	Covered           *trees.Model // is the library about the question?
	Answers           *trees.Model // does it answer what it is about?
}

func (m Models) passage() *trees.Model { return orDefault(m.Passage, passageModel) }

func (m Models) sentence() *trees.Model { return orDefault(m.Sentence, sentenceModel) }

// answersWeight is how much the second judgement of confidence counts beside
// the first, in log-odds. In cross-validation it tells near misses apart and
// leaves off-topic questions where they are.
const answersWeight = 1

// confidence is the probability that the library answers the question.
func (m Models) confidence(f []float32) float64 {
	covered := orDefault(m.Covered, coveredModel).Score(f)
	answers := orDefault(m.Answers, answersModel).Score(f)
	return trees.Probability(covered + answersWeight*answers)
}

func orDefault(m *trees.Model, def func() *trees.Model) *trees.Model {
	if m == nil {
		return def()
	}
	return m
}

// Trace is what a search saw and weighed, for training and for looking into a
// ranking.
type Trace struct {
	Result
	Candidates []TracedPassage // in ranked order
	Confidence []float32       // features; nil when nothing was found
}

// TracedPassage is a candidate.
type TracedPassage struct {
	Article   *corpus.Article
	Passage   int
	First     int // its rank in the first stage, from 0
	Features  []float32
	Sentences []TracedSentence // of the best passages only, in order
}

// TracedSentence is a sentence of a candidate.
type TracedSentence struct {
	Features []float32
}

// The names of the features, for reading a model.
const (
	PassageFeatures    = int(passageFeatureCount)
	SentenceFeatures   = int(sentenceFeatureCount)
	ConfidenceFeatures = int(confidenceFeatureCount)
)

// Trace is Search with the given models and an account of it.
func (ix *Index) Trace(q Query, m Models) Trace {
	x := ix.current.Load()
	sc := new(scratch)
	var t Trace
	t.Result = x.search(q, m, sc, func(query *query, sentences []ranked) {
		for i := range sc.candidates {
			t.Candidates = append(t.Candidates, x.traced(&sc.candidates[i], i < sentencePassages))
		}
		f := x.confidenceFeatures(query, sc, sentences)
		t.Confidence = slices.Clone(f[:])
	})
	return t
}

func (x *snapshot) traced(c *candidate, withSentences bool) TracedPassage {
	a, p := x.place(c)
	t := TracedPassage{Article: a, Passage: p, First: c.first, Features: slices.Clone(c.feats[:])}
	if withSentences {
		for i := range min(len(c.sents), len(a.Passages[p].Sentences)) {
			t.Sentences = append(t.Sentences, TracedSentence{Features: slices.Clone(c.sents[i].feats[:])})
		}
	}
	return t
}
