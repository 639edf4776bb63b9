package search

import (
	"slices"

	"rapporteur/bot/search/trees"
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
	f := &c.feats
	total := max(q.total, 1e-6)
	var best [maxAllConcepts]float32
	var exact [maxAllConcepts]bool
	var content, fresh float32
	for i := range c.sents {
		st := &c.sents[i]
		for k := range q.concepts {
			best[k] = max(best[k], st.best[k])
			exact[k] = exact[k] || st.exactBest[k]
		}
		f[fSentence] = max(f[fSentence], st.cover/total)
		f[fSentenceExact] = max(f[fSentenceExact], st.exact/total)
		f[fSentenceDense] = max(f[fSentenceDense], dense(st.cover, st.length)/total)
		f[fBigram] += st.bigram / total
		f[fExactBigram] += st.exactBigram / total
		f[fExactDense] = max(f[fExactDense], dense(st.exact, st.length)/total)
		content += st.content
		fresh += st.fresh
		f[fSwapped] += st.swapped / total
		f[fRun] = max(f[fRun], st.run)
		if st.cover > 0 {
			f[fAnswerAny] = max(f[fAnswerAny], q.evidence(st))
		}
		if i > 0 {
			f[fPair] = max(f[fPair], q.pair(&c.sents[i-1], st)/total)
		}
	}
	f[fPair] = max(f[fPair], f[fSentence])
	if top := bestSentence(c.sents); top >= 0 {
		f[fAnswer] = q.evidence(&c.sents[top])
		for i := range c.sents {
			if i != top {
				f[fSecondSentence] = max(f[fSecondSentence], c.sents[i].cover/total)
			}
		}
	}
	f[fWordShare] = 1 - share(fresh, content)
	f[fContext] = q.context(s, p, sc, c, &best) / total
	article := s.docs[c.doc].article
	passages := s.first[article+1] - s.first[article]
	f[fPosition] = float32(c.doc-s.first[article]) / float32(passages)
	f[fArticlePassages] = log1p(float32(passages))
	q.coverage(f, &best, &exact, total)
	q.exactBM25(s, c, &exact, sc)
	length := float32(len(sc.tokens))
	f[fBM25] = c.bm25 / total
	f[fArticle] = c.article / total
	f[fRunShare] = f[fRun] / max(1, float32(len(q.tokens)))
	f[fTitle] = q.title(s, p, sc, c) / total
	f[fLength] = log1p(length)
	f[fConcepts] = float32(q.own)
	f[fTotal] = q.total
	f[fKnown] = q.known
	f[fWants] = float32(q.wants)
	f[fHits] = float32(hits) / max(1, length)
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
	var names, numbers, history float32
	for k := range q.concepts {
		c := &q.concepts[k]
		f[fCover] += c.idf * best[k] / total
		if exact[k] {
			f[fCoverExact] += c.idf / total
		}
		if c.history {
			history += c.idf
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

// context is the summed idf of the concepts that the passages before and after
// hold better than this one.
func (q *query) context(s *segment, p *segmentScratch, sc *scratch, c *candidate, here *[maxAllConcepts]float32) float32 {
	best := *here
	article := s.docs[c.doc].article
	for d := max(c.doc-1, s.first[article]); d <= min(c.doc+1, s.first[article+1]-1); d++ {
		if d == c.doc {
			continue
		}
		for r := s.reader(int(d)); r.next(); {
			for slot := p.slot[r.term]; slot != 0; slot = sc.matches[slot-1].next {
				if m := &sc.matches[slot-1]; m.phrase == nil {
					best[m.concept] = max(best[m.concept], m.weight)
				}
			}
		}
	}
	var sum float32
	for k := range q.concepts {
		sum += q.concepts[k].idf * (best[k] - here[k])
	}
	return sum
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

// title is the summed idf of the concepts that stand in the article's title.
func (q *query) title(s *segment, p *segmentScratch, sc *scratch, c *candidate) float32 {
	var best [maxAllConcepts]float32
	for _, id := range s.titles[s.docs[c.doc].article] {
		for slot := p.slot[id]; slot != 0; slot = sc.matches[slot-1].next {
			if m := &sc.matches[slot-1]; m.phrase == nil {
				best[m.concept] = max(best[m.concept], m.weight)
			}
		}
	}
	var sum float32
	for k := range q.concepts {
		sum += q.concepts[k].idf * best[k]
	}
	return sum
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

// compare fills the features that compare a candidate with the others.
// candidates are in the order of their first-stage score.
func compare(candidates []candidate) {
	var bm25, exact, article float32
	for i := range candidates {
		c := &candidates[i]
		bm25 = max(bm25, c.feats[fBM25])
		exact = max(exact, c.feats[fExact])
		article = max(article, c.feats[fArticle])
	}
	for i := range candidates {
		f := &candidates[i].feats
		f[fRank] = 1 / float32(i+1)
		f[fBM25ToBest] = share(f[fBM25], bm25)
		f[fExactToBest] = share(f[fExact], exact)
		f[fArticleToBest] = share(f[fArticle], article)
	}
}

// rerank analyses the candidates and puts them in the order of their
// second-stage score.
func (x *snapshot) rerank(q *query, m *trees.Model, sc *scratch) {
	for i, s := range x.segments {
		q.register(s, &sc.perSegment[i], sc)
	}
	// Sentences move when their slice grows, so candidates refer to them only
	// once all have been read.
	bounds := make([]int, 0, maxCandidates+1)
	for i := range sc.candidates {
		bounds = append(bounds, len(sc.sentences))
		x.analyse(q, &sc.candidates[i], sc)
	}
	bounds = append(bounds, len(sc.sentences))
	compare(sc.candidates)
	for i := range sc.candidates {
		c := &sc.candidates[i]
		c.sents = sc.sentences[bounds[i]:bounds[i+1]]
		c.score = float32(m.Score(c.feats[:]))
	}
	slices.SortStableFunc(sc.candidates, func(a, b candidate) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return compareCandidates(a, b)
	})
}
