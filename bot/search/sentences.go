package search

// peak is the best that any sentence of the ranked passages reaches.
type peak struct{ cover, dense, local, order float32 }

func peakOf(candidates []candidate) peak {
	var p peak
	for i := range candidates {
		for j := range candidates[i].sents {
			s := &candidates[i].sents[j]
			p.cover = max(p.cover, s.cover)
			p.dense = max(p.dense, dense(s.cover, s.length))
			p.local = max(p.local, s.local)
			p.order = max(p.order, s.order)
		}
	}
	return p
}

// sentenceFeatures fills the features of every sentence of a candidate. rank
// counts from 0; top is the best candidate's score.
func (q *query) sentenceFeatures(c *candidate, rank int, top float32, all peak) {
	total := max(q.total, 1e-6)
	var bestCover, bestExact, bestAnswer float32
	for i := range c.sents {
		s := &c.sents[i]
		bestCover = max(bestCover, s.cover)
		bestExact = max(bestExact, s.exact)
		bestAnswer = max(bestAnswer, q.evidence(s))
	}
	for i := range c.sents {
		s := &c.sents[i]
		f := &s.feats
		f[sPassage] = c.score
		f[sPassageGap] = c.score - top
		f[sPassageRank] = 1 / float32(rank+1)
		f[sCover] = s.cover / total
		f[sCoverToBest] = share(s.cover, bestCover)
		f[sExact] = s.exact / total
		f[sExactToBest] = share(s.exact, bestExact)
		f[sDense] = dense(s.cover, s.length) / total
		f[sMissing] = q.missing(c.sents, i) / total
		f[sWithBefore] = f[sCover]
		if i > 0 {
			f[sBefore] = c.sents[i-1].cover / total
			f[sWithBefore] = q.pair(&c.sents[i-1], s) / total
		}
		if i+1 < len(c.sents) {
			f[sAfter] = c.sents[i+1].cover / total
		}
		f[sBigram] = (s.bigram + .5*s.swapped) / total
		f[sRun] = s.run
		f[sAnswer] = q.evidence(s)
		f[sAnswerToBest] = f[sAnswer] - bestAnswer
		f[sLength] = log1p(s.length)
		f[sPosition] = float32(i) / float32(len(c.sents))
		f[sFirst] = flag(i == 0)
		f[sOnly] = flag(len(c.sents) == 1)
		f[sSentences] = float32(len(c.sents))
		f[sPronoun] = flag(s.pronoun)
		f[sNew] = log1p(s.fresh)
		q.matched(s, f)
		f[sWants] = float32(q.wants)
		f[sConcepts] = float32(q.own)
		f[sQuoted] = soft(s.capitals)
		f[sDigits] = soft(s.digits)
		f[sPassageCover] = c.feats[fCover]
		f[sLocal] = s.local
		f[sLocalToTop] = share(s.local, all.local)
		f[sCoverToTop] = share(s.cover, all.cover)
		f[sDenseToTop] = share(dense(s.cover, s.length), all.dense)
		f[sProximity] = s.near / total
		f[sOrder] = s.order / total
		f[sOrderToTop] = share(s.order, all.order)
		f[sShared2] = ones(s.shared2) / float32(max(1, len(q.tokens)-1))
		f[sUntitled] = s.untitled
		f[sAnswerCover] = f[sCover] * f[sAnswer]
		f[sCoverRank] = 1 / float32(1+denser(c.sents, i))
	}
}

// denser is how many sentences of a passage hold more for their length than
// sentence i.
func denser(sents []sentence, i int) int {
	n := 0
	here := dense(sents[i].cover, sents[i].length)
	for j := range sents {
		if dense(sents[j].cover, sents[j].length) > here {
			n++
		}
	}
	return n
}

// missing is the summed idf of what the passage's other sentences match and
// sentence i does not.
func (q *query) missing(sents []sentence, i int) float32 {
	var sum float32
	for k := range q.concepts {
		var best float32
		for j := range sents {
			best = max(best, sents[j].best[k])
		}
		sum += q.concepts[k].idf * (best - sents[i].best[k])
	}
	return sum
}

// matched fills what a sentence matches of names, numbers and single concepts.
func (q *query) matched(s *sentence, f *sentenceFeatures) {
	var names, numbers float32
	for k := range q.concepts[:q.own] {
		c := &q.concepts[k]
		if isName(c) {
			names += c.idf * s.best[k]
		}
		if isNumber(c) {
			numbers += c.idf * s.best[k]
		}
	}
	f[sNames] = share(names, q.names)
	f[sNumbers] = share(numbers, q.numbers)
	if q.own > 0 {
		f[sFirstConcept] = s.best[0]
		f[sLastConcept] = s.best[q.own-1]
	}
	if q.rarest[0] >= 0 {
		f[sRarest] = s.best[q.rarest[0]]
	}
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}
