package search

import (
	"math"
	"math/bits"
)

// reach is how much of a match is left n words away from it.
var reach = func() (left [farthest + 1]float32) {
	for n := range left {
		left[n] = float32(math.Pow(.85, float64(n)))
	}
	return left
}()

func reaches(distance int) float32 {
	if distance >= len(reach) {
		return 0
	}
	return reach[distance]
}

// surroundings gathers, within a sentence, what matches around the words that
// may be the answer: a date far from every match answers nothing. Of the words
// between two matches only the first and the last count, as none is closer.
type surroundings struct {
	begin    int     // the sentence's first token
	heat     float32 // of the matches so far, as it is felt at heatAt
	heatAt   int     // the last match, the token before the sentence for none
	open     bool    // no word that may be the answer has come since
	answer   float32 // what matches around the last word that may be the answer
	answerAt int     // -1 for none
}

// matched adds a match at token i.
func (a *surroundings) matched(sent *sentence, i int, worth float32) {
	a.heat = a.heat*reaches(i-a.heatAt) + worth
	a.heatAt, a.open = i, true
	if a.answerAt >= 0 {
		a.answer += worth * reaches(i-a.answerAt)
		sent.answerNear = max(sent.answerNear, a.answer)
	}
}

// offered notes that token i may be the answer.
func (a *surroundings) offered(sent *sentence, i int) {
	a.answer, a.answerAt = a.heat*reaches(i-a.heatAt), i
	a.open = false
	sent.answerNear = max(sent.answerNear, a.answer)
}

// offering tells which tokens that the question does not hold are of the wanted
// sort: those with the cue, and those of whose flags in mask just these are set.
type offering struct {
	cue         wants
	mask, flags uint8
}

func (o offering) has(cue wants, t streamToken) bool {
	return t.flags&o.mask == o.flags || cue == o.cue && cue != wantsAnything
}

func (w wants) offering() offering {
	switch w {
	case wantsTime, wantsReason:
		return offering{cue: w, flags: 1} // no token's flags
	case wantsNumber:
		return offering{w, flagDigit, flagDigit}
	case wantsPerson, wantsPlace:
		return offering{w, flagCapital | flagStop, flagCapital}
	}
	return offering{mask: flagStop}
}

// ownFeatures fills what the question's own concepts match, without those of
// earlier turns, and what is the best of a candidate's sentences. best is the
// weight of each concept's best match.
func (q *query) ownFeatures(c *candidate, best *[maxAllConcepts]float32, total float32) {
	f := c.feats
	var own, cover, worst, count float32
	for k := range q.concepts[:q.own] {
		idf := q.concepts[k].idf
		own += idf
		cover += idf * best[k]
		count += best[k]
		worst = max(worst, idf*(1-best[k]))
	}
	own = max(own, 1e-6)
	f[fOwnCover] = cover / own
	f[fWorst] = worst / own
	f[fCount] = count / max(1, float32(q.own))
	for i := range c.sents {
		st := &c.sents[i]
		var sum float32
		for k := range q.concepts[:q.own] {
			sum += q.concepts[k].idf * st.best[k]
		}
		f[fOwnSentence] = max(f[fOwnSentence], sum/own)
		f[fAnswerNear] = max(f[fAnswerNear], st.answerNear/total)
		f[fSubject] = max(f[fSubject], st.subject/total)
	}
}

// maxPaired is how many of the question's concepts are looked at in pairs.
const maxPaired = 16

// pairWeights holds the weight of each pair of concepts, the later one first.
type pairWeights [maxPaired][maxPaired]float32

// together fills which pairs of the question's concepts a candidate holds in
// one sentence, each pair weighed by how few of the candidates do.
func (q *query) together(candidates []candidate) {
	n := min(q.own, maxPaired)
	weights, total := q.pairWeights(candidates, n)
	if total <= 0 {
		return
	}
	for i := range candidates {
		c := &candidates[i]
		for j := range c.sents {
			st := &c.sents[j]
			for set := uint(st.holds) & (1<<n - 1); set != 0; {
				k := bits.Len(set) - 1
				set &^= 1 << k
				for rest := set; rest != 0; rest &= rest - 1 {
					l := bits.TrailingZeros(rest)
					st.together += weights[k][l] * min(st.best[k], st.best[l]) / total
				}
			}
			c.feats[fTogether] = max(c.feats[fTogether], st.together)
		}
	}
}

func (q *query) pairWeights(candidates []candidate, n int) (weights pairWeights, total float32) {
	for i := range candidates {
		var with [maxPaired]uint // by concept: those in one sentence with it
		for j := range candidates[i].sents {
			set := uint(candidates[i].sents[j].holds) & (1<<n - 1)
			for rest := set; rest != 0; rest &= rest - 1 {
				with[bits.TrailingZeros(rest)] |= set
			}
		}
		for k := range n {
			for rest := with[k] & (1<<k - 1); rest != 0; rest &= rest - 1 {
				weights[k][bits.TrailingZeros(rest)]++
			}
		}
	}
	all := float32(len(candidates))
	for k := range n {
		for l := range k {
			holds := weights[k][l]
			if holds == 0 {
				continue
			}
			rarity := float32(math.Log(float64(1 + (all-holds+.5)/(holds+.5))))
			weights[k][l] = rarity * min(q.concepts[k].idf, q.concepts[l].idf)
			total += weights[k][l]
		}
	}
	return weights, total
}

// within fills what compares a candidate with those of its own article.
// candidates are in the order of their first-stage score.
func (x *snapshot) within(candidates []candidate) {
	var sum float32
	for i := range candidates {
		sum += candidates[i].bm25
	}
	for i := range candidates {
		c := &candidates[i]
		article := x.segments[c.segment].docs[c.doc].article
		rank := 1
		var votes, best float32
		for j := range candidates {
			o := &candidates[j]
			if o.segment != c.segment || x.segments[o.segment].docs[o.doc].article != article {
				continue
			}
			votes += o.bm25
			best = max(best, o.feats[fLocalSentence])
			if j < i {
				rank++
			}
		}
		c.feats[fVotes] = share(votes, sum)
		c.feats[fArticleRank] = 1 / float32(rank)
		c.feats[fLocalInArticle] = share(c.feats[fLocalSentence], best)
	}
}
