package search

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/trees"
)

// Query is a question.
type Query struct {
	// Text is a message with at least one question. What it says beside them
	// counts like an earlier turn.
	Text string
	// History holds the turns before the question, oldest first. Only the last
	// question and the last answer count.
	History []Turn
	// Only leaves out every article for which it is false; nil keeps all.
	Only func(*corpus.Article) bool
	// Similar are passages that mean much the same as the question, best first, as
	// somebody found who does not go by words. None changes nothing.
	Similar []Similar
}

// Turn is one earlier message of a conversation.
type Turn struct {
	Bot  bool // an answer, not a question
	Text string
}

// How much a word counts that stands in an earlier turn and not in the
// question; measured on mtrag_un.
const (
	questionBefore = .3
	answerBefore   = .1
)

// maxMessage is the length in bytes from which on a message is no longer taken
// apart into questions and statements.
const maxMessage = 4000

// MaxHits is the number of passages in a Result.
const MaxHits = 10

// sentencePassages is how many of the best passages offer their sentences.
const sentencePassages = 5

// Result is what was found, best first. The zero value is "nothing".
type Result struct {
	Passages  []Hit
	Sentences []Evidence
	// Confidence is the probability, 0..1, that the library answers the question.
	Confidence float64
}

// Hit is a ranked passage.
type Hit struct {
	Article *corpus.Article
	Passage int // index in Article.Passages
	Score   float64
}

// Evidence is a ranked sentence of one of the best passages.
type Evidence struct {
	Article  *corpus.Article
	Passage  int     // index in Article.Passages
	Sentence int     // index in the passage's sentences
	Score    float64 // probability, 0..1, that it answers the question if any sentence does
	Cover    float64 // share of the question's weight that it holds
}

// Search ranks passages and sentences for a question.
func (ix *Index) Search(q Query) Result {
	x := ix.current.Load()
	sc := scratches.Get().(*scratch)
	defer scratches.Put(sc)
	r := x.search(q, Models{}, sc, nil)
	sc.reset()
	return r
}

// search is Search on one snapshot. It leaves sc to be reset. When all is
// ranked it calls look, if that is not nil.
func (x *snapshot) search(in Query, m Models, sc *scratch, look func(*query, []ranked)) Result {
	q := x.read(in)
	if len(q.concepts) == 0 || q.total <= 0 {
		return x.withoutWords(in)
	}
	sc.fit(x.segments)
	x.gather(q, in.Only, sc)
	x.rerank(q, m.passage(), sc)
	if len(sc.candidates) == 0 {
		return x.withoutWords(in)
	}
	sentences := x.rankSentences(q, m.sentence(), sc)
	if look != nil {
		look(q, sentences)
	}
	f := x.confidenceFeatures(q, sc, sentences)
	confidence := m.confidence(f[:])
	if found := x.similar(in); len(found) > 0 {
		x.fuse(q, found, sc)
		sentences = x.rankSentences(q, m.sentence(), sc)
	}
	r := x.result(sc, sentences)
	r.Confidence = confidence
	return r
}

// read turns a question and its history into concepts.
func (x *snapshot) read(in Query) *query {
	e := expander{stats: x.stats, thesauruses: x.thesauruses}
	text, beside := asked(in.Text)
	q := &query{tokens: readQuestion(text), meanLength: x.stats.length}
	q.wants = classify(q.tokens)
	q.negated = slices.ContainsFunc(q.tokens, func(t questionToken) bool { return negations[t.name] })
	q.concepts = e.concepts(q.tokens, 1, false)
	q.own = len(q.concepts)
	if beside != "" {
		q.remember(e.concepts(readQuestion(beside), questionBefore, true))
	}
	var asked, answered bool
	for _, turn := range slices.Backward(in.History) {
		switch {
		case turn.Bot && !answered:
			answered = true
			q.remember(e.concepts(readQuestion(turn.Text), answerBefore, true))
		case !turn.Bot && !asked:
			asked = true
			q.remember(e.concepts(readQuestion(turn.Text), questionBefore, true))
		}
	}
	q.prepare(x.segments)
	return q
}

// asked parts a message into its questions and what is said beside them. A
// message without a question mark, and one that only asks, is all question.
func asked(text string) (question, beside string) {
	if len(text) > maxMessage || !strings.Contains(text, "?") {
		return text, ""
	}
	sentences := corpus.Sentences(text)
	if len(sentences) < 2 {
		return text, ""
	}
	var asks, says []string
	for _, s := range sentences {
		if part := text[s.Start:s.End]; strings.HasSuffix(strings.TrimRight(part, "\"')’” "), "?") {
			asks = append(asks, part)
		} else {
			says = append(says, part)
		}
	}
	if len(asks) == 0 {
		return text, ""
	}
	return strings.Join(asks, " "), strings.Join(says, " ")
}

// remember adds the concepts of an earlier turn. One that is there already
// gains their weight.
func (q *query) remember(concepts []concept) {
	for _, c := range concepts {
		k := slices.IndexFunc(q.concepts, func(have concept) bool { return have.token.name == c.token.name })
		switch {
		case k >= 0:
			q.concepts[k].idf += c.idf
		case len(q.concepts) < maxAllConcepts:
			q.concepts = append(q.concepts, c)
		}
	}
}

// ranked is a sentence with its place.
type ranked struct {
	candidate int
	sentence  int
	score     float32
}

// rankSentences scores the sentences of the best passages, best first.
func (x *snapshot) rankSentences(q *query, m *trees.Model, sc *scratch) []ranked {
	best := sc.candidates[:min(sentencePassages, len(sc.candidates))]
	var out []ranked
	all := peakOf(best)
	for i := range best {
		c := &best[i]
		q.sentenceFeatures(c, i, best[0].score, all)
		sentences := x.passage(c).Sentences
		for k := range min(len(c.sents), len(sentences)) {
			if sentences[k].Len() == 0 {
				continue // the article is without it
			}
			score := m.Score(c.sents[k].feats[:])
			out = append(out, ranked{candidate: i, sentence: k, score: float32(score)})
		}
	}
	slices.SortStableFunc(out, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	return out
}

// passage is the passage of a candidate.
func (x *snapshot) passage(c *candidate) *corpus.Passage {
	d := x.segments[c.segment].docs[c.doc]
	return &x.segments[c.segment].articles[d.article].Passages[d.passage]
}

func (x *snapshot) place(c *candidate) (*corpus.Article, int) {
	d := x.segments[c.segment].docs[c.doc]
	return x.segments[c.segment].articles[d.article], int(d.passage)
}

func (x *snapshot) result(sc *scratch, sentences []ranked) Result {
	var r Result
	for i := range min(MaxHits, len(sc.candidates)) {
		c := &sc.candidates[i]
		a, p := x.place(c)
		r.Passages = append(r.Passages, Hit{Article: a, Passage: p, Score: float64(c.score)})
	}
	for _, s := range sentences {
		c := &sc.candidates[s.candidate]
		a, p := x.place(c)
		r.Sentences = append(r.Sentences, Evidence{
			Article: a, Passage: p, Sentence: s.sentence,
			Score: trees.Probability(float64(s.score)),
			Cover: float64(c.sents[s.sentence].feats[sCover]),
		})
	}
	return r
}
