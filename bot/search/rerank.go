package search

import (
	"math"
	"math/bits"
	"slices"

	"rapporteur/bot/trees"
)

// maxAllConcepts bounds the concepts of a question with its history.
const maxAllConcepts = 2 * maxConcepts

// query is a question made ready for one snapshot.
type query struct {
	tokens     []questionToken
	concepts   []concept // the question's own first, then the history's
	own        int       // how many are the question's own
	wants      wants
	total      float32    // summed idf of all concepts
	names      float32    // summed idf of capitalised concepts
	numbers    float32    // summed idf of concepts with digits
	ids        [][]uint32 // by segment: the question's tokens, stop words included; 0 for unknown ones
	rarest     [2]int     // the two rarest concepts, -1 for none
	known      float32    // share of the weight that the library holds
	negated    bool       // denies something
	meanLength float32    // content words of a passage
}

// prepare sums up what features are measured against.
func (q *query) prepare(segments []*segment) {
	q.rarest = [2]int{-1, -1}
	for k := range q.concepts {
		c := &q.concepts[k]
		q.total += c.idf
		if c.found || len(c.variants) > 1 {
			q.known += c.idf
		}
		if c.history {
			continue
		}
		if isName(c) {
			q.names += c.idf
		}
		if isNumber(c) {
			q.numbers += c.idf
		}
		switch {
		case q.rarest[0] < 0 || c.idf > q.concepts[q.rarest[0]].idf:
			q.rarest[1], q.rarest[0] = q.rarest[0], k
		case q.rarest[1] < 0 || c.idf > q.concepts[q.rarest[1]].idf:
			q.rarest[1] = k
		}
	}
	if q.total > 0 {
		q.known /= q.total
	}
	q.ids = make([][]uint32, len(segments))
	for i, s := range segments {
		q.ids[i] = make([]uint32, len(q.tokens))
		for j, t := range q.tokens {
			q.ids[i][j] = s.byName[t.name]
		}
	}
}

// sum adds up, for each sentence, the concepts that it matches.
func (q *query) sum(c *candidate) {
	for i := range c.sents {
		s := &c.sents[i]
		for k := range q.concepts {
			idf := q.concepts[k].idf
			s.cover += idf * s.best[k]
			if s.exactBest[k] {
				s.exact += idf
			}
		}
	}
}

// dense damps a sum of idf by the length of the sentence that holds it.
func dense(sum, length float32) float32 { return sum / (1 + .03*length) }

// passageFeatures fills the features of a candidate but those that compare it
// with the others.
func (q *query) passageFeatures(s *segment, p *segmentScratch, sc *scratch, c *candidate, hits int) {
	f := c.feats
	total := max(q.total, 1e-6)
	var best [maxAllConcepts]float32
	var exact [maxAllConcepts]bool
	for i := range c.sents {
		for k := range q.concepts {
			best[k] = max(best[k], c.sents[i].best[k])
			exact[k] = exact[k] || c.sents[i].exactBest[k]
		}
	}
	q.sumSentences(c, total)
	q.describeBest(c, total)
	q.coverage(f, &best, &exact, total)
	q.ownFeatures(c, &best, total)
	q.exactBM25(s, c, &exact, sc)
	q.title(s, p, sc, c, &best)
	article := s.docs[c.doc].article
	passages := s.first[article+1] - s.first[article]
	length := float32(len(sc.tokens))
	f[fPosition] = float32(c.doc-s.first[article]) / float32(passages)
	f[fArticlePassages] = log1p(float32(passages))
	f[fBM25] = c.bm25 / total
	f[fArticle] = c.article / total
	f[fRunShare] = f[fRun] / max(1, float32(len(q.tokens)))
	f[fLength] = log1p(length)
	f[fConcepts] = float32(q.own)
	f[fTotal] = q.total
	f[fKnown] = q.known
	f[fWants] = float32(q.wants)
	f[fHits] = float32(hits) / max(1, length)
}

// sumSentences fills what is a sum or a maximum over a candidate's sentences.
func (q *query) sumSentences(c *candidate, total float32) {
	f := c.feats
	var content, fresh float32
	var shared2, shared3 [2]uint64
	for i := range c.sents {
		st := &c.sents[i]
		for w := range shared2 {
			shared2[w] |= st.shared2[w]
			shared3[w] |= st.shared3[w]
		}
		content += st.content
		fresh += st.fresh
		f[fSentence] = max(f[fSentence], st.cover/total)
		f[fSentenceExact] = max(f[fSentenceExact], st.exact/total)
		f[fSentenceDense] = max(f[fSentenceDense], dense(st.cover, st.length)/total)
		f[fExactDense] = max(f[fExactDense], dense(st.exact, st.length)/total)
		f[fBigram] += st.bigram / total
		f[fExactBigram] += st.exactBigram / total
		f[fSwapped] += st.swapped / total
		f[fProximity] += st.near / total
		f[fProximityExact] += st.nearExact / total
		f[fOrder] = max(f[fOrder], st.order/total)
		f[fRun] = max(f[fRun], st.run)
		f[fAnswerCover] = max(f[fAnswerCover], st.cover/total*q.evidence(st))
		if st.cover > 0 {
			f[fAnswerAny] = max(f[fAnswerAny], q.evidence(st))
		}
		if i > 0 {
			f[fPair] = max(f[fPair], q.pair(&c.sents[i-1], st)/total)
		}
	}
	f[fPair] = max(f[fPair], f[fSentence])
	f[fWordShare] = 1 - share(fresh, content)
	f[fShared2] = ones(shared2) / float32(max(1, len(q.tokens)-1))
	f[fShared3] = ones(shared3) / float32(max(1, len(q.tokens)-2))
}

// describeBest fills what is told of the sentence that covers most.
func (q *query) describeBest(c *candidate, total float32) {
	top := bestSentence(c.sents)
	if top < 0 {
		return
	}
	f := c.feats
	f[fAnswer] = q.evidence(&c.sents[top])
	f[fBestPlace] = float32(top) / float32(len(c.sents))
	for i := range c.sents {
		if i != top {
			f[fSecondSentence] = max(f[fSecondSentence], c.sents[i].cover/total)
		}
	}
}

// pair is the summed idf that two sentences match together.
func (q *query) pair(a, b *sentence) float32 {
	var sum float32
	for k := range q.concepts {
		sum += q.concepts[k].idf * max(a.best[k], b.best[k])
	}
	return sum
}

func bestSentence(sents []sentence) int {
	best := -1
	for i := range sents {
		if sents[i].cover > 0 && (best < 0 || sents[i].cover > sents[best].cover) {
			best = i
		}
	}
	return best
}

// coverage fills the shares of the question that stand in the whole passage.
func (q *query) coverage(f *passageFeatures, best *[maxAllConcepts]float32, exact *[maxAllConcepts]bool, total float32) {
	var names, numbers, history, remembered float32
	for k := range q.concepts {
		c := &q.concepts[k]
		f[fCover] += c.idf * best[k] / total
		if exact[k] {
			f[fCoverExact] += c.idf / total
		}
		if c.history {
			history += c.idf
			remembered += c.idf * best[k]
			continue
		}
		if isName(c) {
			names += c.idf * best[k]
		}
		if isNumber(c) {
			numbers += c.idf * best[k]
		}
	}
	f[fHistory] = history / total
	if history > 0 {
		f[fHistoryCover] = remembered / history
	}
	f[fNames] = share(names, q.names)
	f[fNumbers] = share(numbers, q.numbers)
	if q.rarest[0] >= 0 {
		f[fRarest] = best[q.rarest[0]]
	}
	if q.rarest[1] >= 0 {
		f[fSecond] = best[q.rarest[1]]
	}
	if q.own > 0 {
		f[fFirst] = best[0]
		f[fLast] = best[q.own-1]
	}
}

func share(part, whole float32) float32 {
	if whole <= 0 {
		return 1
	}
	return part / whole
}

// exactBM25 scores the words themselves, without variants.
func (q *query) exactBM25(s *segment, c *candidate, exact *[maxAllConcepts]bool, sc *scratch) {
	var sum float32
	for k := range q.concepts {
		if !exact[k] {
			continue
		}
		id, ok := s.byName[q.concepts[k].token.name]
		if !ok {
			continue
		}
		var n float32
		for _, t := range sc.tokens {
			if t.term == id {
				n++
			}
		}
		sum += q.concepts[k].idf * saturate(n, float32(s.docs[c.doc].length), q.meanLength)
	}
	c.feats[fExact] = sum / max(q.total, 1e-6)
}

// title fills what the article's title holds of the question, and what is left
// of it: within an article the title's words tell nothing.
func (q *query) title(s *segment, p *segmentScratch, sc *scratch, c *candidate, here *[maxAllConcepts]float32) {
	var best [maxAllConcepts]float32
	for _, id := range s.titles[s.docs[c.doc].article] {
		for slot := p.slot[id]; slot != 0; slot = sc.matches[slot-1].next {
			if m := &sc.matches[slot-1]; m.phrase == nil {
				best[m.concept] = max(best[m.concept], m.weight)
			}
		}
	}
	var sum, rest, restHere float32
	for k := range q.concepts {
		idf := q.concepts[k].idf
		sum += idf * best[k]
		rest += idf * (1 - best[k])
		restHere += idf * (1 - best[k]) * here[k]
	}
	c.feats[fTitle] = sum / max(q.total, 1e-6)
	c.feats[fUntitled] = share(restHere, rest)
	for i := range c.sents {
		st := &c.sents[i]
		for k := range q.concepts {
			st.untitled += q.concepts[k].idf * (1 - best[k]) * st.best[k]
		}
		st.untitled = share(st.untitled, rest)
		c.feats[fUntitledSentence] = max(c.feats[fUntitledSentence], st.untitled)
	}
}

func ones(set [2]uint64) float32 {
	return float32(bits.OnesCount64(set[0]) + bits.OnesCount64(set[1]))
}

// evidence is how much a sentence looks as if it held the sort of answer that
// the question wants, 0..1. Words of the question do not count.
func (q *query) evidence(s *sentence) float32 {
	switch q.wants {
	case wantsTime, wantsReason:
		return soft(s.cues[q.wants])
	case wantsNumber:
		return soft(s.cues[wantsNumber])
	case wantsPerson, wantsPlace:
		return soft(.5*s.capitals + .5*s.cues[q.wants])
	}
	return soft(.15 * s.fresh)
}

// soft grows from 0 to 1 with a count.
func soft(n float32) float32 { return n / (n + 1) }

// toBest are the features that are also taken relative to the best candidate's.
var toBest = [...]struct{ of, to int }{
	{fBM25, fBM25ToBest},
	{fExact, fExactToBest},
	{fArticle, fArticleToBest},
	{fLocal, fLocalToBest},
	{fLocalSentence, fLocalSentenceToBest},
	{fProximity, fProximityToBest},
	{fOrder, fOrderToBest},
	{fSentence, fSentenceToBest},
	{fSentenceDense, fDenseToBest},
	{fExactDense, fExactDenseToBest},
	{fOwnCover, fOwnToBest},
	{fTogether, fTogetherToBest},
	{fAnswerNear, fAnswerNearToBest},
	{fSubject, fSubjectToBest},
}

// compare fills the features that compare a candidate with the others.
// candidates are in the order of their first-stage score.
func (q *query) compare(candidates []candidate) {
	q.local(candidates)
	q.together(candidates)
	for _, pair := range toBest {
		var best float32
		for i := range candidates {
			best = max(best, candidates[i].feats[pair.of])
		}
		for i := range candidates {
			f := candidates[i].feats
			f[pair.to] = share(f[pair.of], best)
		}
	}
	lead(candidates, fBM25, fLead)
	lead(candidates, fExact, fExactLead)
	ranks(candidates, fExact, fExactRank)
	ranks(candidates, fSentenceDense, fSentenceRank)
	for i := range candidates {
		candidates[i].feats[fRank] = 1 / float32(i+1)
	}
}

// ranks fills the reciprocal of each candidate's rank by a feature.
func ranks(candidates []candidate, of, to int) {
	for i := range candidates {
		rank := 1
		for j := range candidates {
			if candidates[j].feats[of] > candidates[i].feats[of] {
				rank++
			}
		}
		candidates[i].feats[to] = 1 / float32(rank)
	}
}

// lead fills how many standard deviations a feature is above its mean.
func lead(candidates []candidate, of, to int) {
	var sum, squares float64
	for i := range candidates {
		v := float64(candidates[i].feats[of])
		sum += v
		squares += v * v
	}
	n := float64(max(1, len(candidates)))
	mean := sum / n
	deviation := math.Sqrt(max(squares/n-mean*mean, 1e-6))
	for i := range candidates {
		f := candidates[i].feats
		f[to] = float32((float64(f[of]) - mean) / deviation)
	}
}

// local weighs each concept by how few of the candidates hold it: what all of
// them hold does not tell them apart, however rare it is in the library.
func (q *query) local(candidates []candidate) {
	var holds [maxAllConcepts]float32
	for i := range candidates {
		sents := candidates[i].sents
		for k := range q.concepts {
			var best float32
			for j := range sents {
				best = max(best, sents[j].best[k])
			}
			holds[k] += best
		}
	}
	var weights [maxAllConcepts]float32
	var total float32
	n := float32(len(candidates))
	for k := range q.concepts {
		weights[k] = q.concepts[k].idf * log1p((n-holds[k]+.5)/(holds[k]+.5))
		total += weights[k]
	}
	total = max(total, 1e-6)
	for i := range candidates {
		q.weighLocally(&candidates[i], &weights, total)
	}
}

func (q *query) weighLocally(c *candidate, weights *[maxAllConcepts]float32, total float32) {
	f := c.feats
	var best [maxAllConcepts]float32
	var exact [maxAllConcepts]bool
	for i := range c.sents {
		st := &c.sents[i]
		var words float32
		for k := range q.concepts {
			st.local += weights[k] * st.best[k] / total
			best[k] = max(best[k], st.best[k])
			if st.exactBest[k] {
				words += weights[k] / total
				exact[k] = true
			}
		}
		f[fLocalSentence] = max(f[fLocalSentence], st.local)
		f[fLocalSentenceExact] = max(f[fLocalSentenceExact], words)
	}
	for k := range q.concepts {
		f[fLocal] += weights[k] * best[k] / total
		if exact[k] {
			f[fLocalExact] += weights[k] / total
		}
	}
}

// rerank describes the candidates and puts them in the order of their
// second-stage score.
func (x *snapshot) rerank(q *query, m *trees.Model, sc *scratch) {
	x.describe(q, sc.candidates, sc)
	for i := range sc.candidates {
		c := &sc.candidates[i]
		c.score = float32(m.Score(c.feats[:]))
	}
	slices.SortStableFunc(sc.candidates, x.compareCandidates)
}

// describe reads candidates and fills their features.
func (x *snapshot) describe(q *query, candidates []candidate, sc *scratch) {
	if len(candidates) == 0 {
		return
	}
	// Sentences move when their slice grows, so candidates refer to them only
	// once all have been read.
	bounds := make([]int, 0, maxCandidates+1)
	for i := range candidates {
		bounds = append(bounds, len(sc.sentences))
		x.analyse(q, &candidates[i], sc)
	}
	bounds = append(bounds, len(sc.sentences))
	for i := range candidates {
		candidates[i].sents = sc.sentences[bounds[i]:bounds[i+1]]
	}
	q.compare(candidates)
	x.within(candidates)
}

// compareCandidates orders by second-stage score.
func (x *snapshot) compareCandidates(a, b candidate) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return x.compareSpots(a.spot(), b.spot())
}
