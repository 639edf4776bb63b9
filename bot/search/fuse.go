package search

import (
	"slices"

	"rapporteur/bot/corpus"
)

// Similar is a passage that means much the same as a question, by a measure from
// outside.
type Similar struct {
	Article *corpus.Article
	Passage int     // index in Article.Passages
	Score   float64 // higher is more alike; only the order counts here
}

// MaxSimilar is how many passages of Query.Similar are looked at.
const MaxSimilar = 40

// How much it counts that a passage is similar, in log-odds: similarWeight for the
// first, half of it for the one at similarHalf places behind. Reciprocal rank fusion
// (Cormack, Clarke and Büttcher 2009) knows ranks alone. A sum leaves a lead of the
// ranking by words its size, so that what is similar decides where words do not,
// and a poor measure of it does little harm.
const (
	similarWeight = 2
	similarHalf   = 10
)

// unworded is the score by words of a passage that they do not find, as those have
// that share little with a question; less if the last that they find has less.
const unworded = -3

// spotKey is a passage of a snapshot.
type spotKey struct{ segment, doc int32 }

// similar is a passage of Query.Similar with what it gains.
type similar struct {
	spotKey
	gain float32
}

// similar finds in the snapshot the passages that the question is similar to, best
// first, each once. Those that are not there are passed over: articles may have
// changed since somebody compared them.
func (x *snapshot) similar(in Query) []similar {
	listed := in.Similar[:min(MaxSimilar, len(in.Similar))]
	where := make(map[*corpus.Article]spotKey, len(listed)) // doc is the article's first
	for _, s := range listed {
		where[s.Article] = spotKey{-1, -1}
	}
	for i, s := range x.segments {
		for k, a := range s.articles {
			if _, ok := where[a]; ok && (x.dead[i] == nil || !x.dead[i][k]) && (in.Only == nil || in.Only(a)) {
				where[a] = spotKey{int32(i), s.first[k]}
			}
		}
	}
	var out []similar
	for rank, s := range listed {
		at := where[s.Article]
		if at.segment < 0 || s.Passage < 0 || s.Passage >= len(s.Article.Passages) {
			continue
		}
		at.doc += int32(s.Passage)
		if !slices.ContainsFunc(out, func(o similar) bool { return o.spotKey == at }) {
			out = append(out, similar{at, similarWeight * similarHalf / float32(similarHalf+rank)})
		}
	}
	return out
}

// fuse lets similar passages in on a ranking by words and puts all in the order
// of their fused score.
func (x *snapshot) fuse(q *query, found []similar, sc *scratch) {
	x.admit(q, found, sc)
	for i := range sc.candidates {
		c := &sc.candidates[i]
		if k := slices.IndexFunc(found, c.is); k >= 0 {
			c.score += found[k].gain
		}
	}
	slices.SortStableFunc(sc.candidates, x.compareCandidates)
}

// is reports whether a candidate is that passage.
func (c *candidate) is(s similar) bool { return int32(c.segment) == s.segment && c.doc == s.doc }

// admit makes candidates of the passages that words did not find.
func (x *snapshot) admit(q *query, found []similar, sc *scratch) {
	worded := len(sc.candidates)
	score := min(sc.candidates[worded-1].score, unworded)
	for _, s := range found {
		if slices.ContainsFunc(sc.candidates, func(c candidate) bool { return c.is(s) }) {
			continue
		}
		p := &sc.perSegment[s.segment]
		sc.candidates = append(sc.candidates, candidate{
			segment: int(s.segment), doc: s.doc, first: len(sc.candidates), feats: new(passageFeatures), score: score,
			bm25: p.score[s.doc], article: p.artScore[x.segments[s.segment].docs[s.doc].article],
		})
	}
	x.describe(q, sc.candidates[worded:], sc)
}

// withoutWords is a ranking by what is similar alone, which answers nothing.
func (x *snapshot) withoutWords(in Query) Result {
	var r Result
	for _, s := range x.similar(in) {
		if len(r.Passages) == MaxHits {
			break
		}
		a, p := x.place(&candidate{segment: int(s.segment), doc: s.doc})
		r.Passages = append(r.Passages, Hit{Article: a, Passage: p, Score: float64(unworded + s.gain)})
	}
	return r
}
