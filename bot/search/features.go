package search

import (
	"math"
	"slices"

	"rapporteur/bot/english"
)

// The features of a passage, as the second stage weighs them. Shares are of
// the summed idf of the question's concepts, so that they do not grow with the
// length of the question.
const (
	fBM25                = iota // first-stage score, by share
	fBM25ToBest                 // first-stage score over the best candidate's
	fRank                       // reciprocal of the first-stage rank
	fExact                      // BM25 of the words themselves, by share
	fExactToBest                // the same over the best candidate's
	fCover                      // share of concepts that stand here, variants by weight
	fCoverExact                 // share of concepts whose word itself stands here
	fSentence                   // best sentence: share of concepts
	fSentenceExact              // best sentence: share of words themselves
	fSentenceDense              // best sentence: share of concepts, damped by its length
	fPair                       // best two neighbouring sentences: share of concepts
	fBigram                     // neighbours in the question that are neighbours here
	fSwapped                    // the same in the other order
	fRun                        // longest run of words that question and passage share
	fRunShare                   // the same over the question's length
	fTitle                      // share of concepts in the title
	fArticle                    // whole-article BM25, by share
	fArticleToBest              // the same over the best candidate's
	fRarest                     // weight with which the rarest concept is matched
	fSecond                     // the same of the second rarest
	fNames                      // share of the question's names that stand here; 1 without names
	fNumbers                    // share of the question's numbers that stand here; 1 without numbers
	fFirst                      // weight with which the first concept is matched
	fLast                       // weight with which the last concept is matched
	fAnswer                     // best sentence: evidence of the wanted sort of answer
	fAnswerAny                  // any sentence with a concept: the same
	fLength                     // log of the passage's length in words
	fConcepts                   // number of concepts
	fTotal                      // summed idf
	fKnown                      // share of concepts that the library holds at all
	fWants                      // the sort of answer
	fHits                       // matched tokens over the passage's length
	fExactDense                 // best sentence: share of words themselves, damped by its length
	fExactBigram                // neighbours in the question that are neighbours here, words themselves
	fSecondSentence             // second best sentence: share of concepts
	fWordShare                  // share of the passage's content words that match
	fPosition                   // place of the passage in its article, 0..1
	fArticlePassages            // log of the number of passages of its article
	fHistory                    // share of the weight that comes from earlier turns
	fHistoryCover               // share of the earlier turns' weight that stands here; 0 without history
	fLocal                      // share of concepts, weighed by how few candidates hold them
	fLocalExact                 // the same of words themselves
	fLocalSentence              // best sentence: the same of concepts
	fLocalSentenceExact         // best sentence: the same of words themselves
	fLocalToBest                // fLocal over the best candidate's
	fLocalSentenceToBest        // fLocalSentence over the best candidate's
	fProximity                  // matches close to each other, by share and distance
	fProximityExact             // the same of words themselves
	fProximityToBest            // fProximity over the best candidate's
	fOrder                      // best sentence: heaviest row of concepts in the question's order, by share
	fOrderToBest                // the same over the best candidate's
	fShared2                    // share of the question's pairs of neighbours, stop words included, that stand here
	fShared3                    // the same of three
	fUntitled                   // share of the concepts that the title does not hold
	fUntitledSentence           // best sentence: the same
	fSentenceToBest             // fSentence over the best candidate's
	fDenseToBest                // fSentenceDense over the best candidate's
	fExactDenseToBest           // fExactDense over the best candidate's
	fExactRank                  // reciprocal of the rank by fExact
	fSentenceRank               // reciprocal of the rank by fSentenceDense
	fLead                       // first-stage score less the candidates' mean, in standard deviations
	fExactLead                  // fExact less the mean of the candidates', in standard deviations
	fAnswerCover                // any sentence: share of concepts, times evidence of the wanted sort of answer
	fBestPlace                  // place of the best sentence, 0..1
	fOwnCover                   // share of the question's own concepts, without earlier turns
	fOwnSentence                // best sentence: the same
	fOwnToBest                  // fOwnCover over the best candidate's
	fTogether                   // best sentence: pairs of concepts, weighed by how few candidates hold both in one
	fTogetherToBest             // the same over the best candidate's
	fWorst                      // idf of the heaviest own concept that is missing, by share
	fCount                      // share of the number of own concepts, variants by weight
	fVotes                      // first-stage score of its article's candidates over that of all
	fArticleRank                // reciprocal of the first-stage rank within its article
	fLocalInArticle             // fLocalSentence over the best of its article
	fAnswerNear                 // matches close to a word of the wanted sort, by share and distance
	fAnswerNearToBest           // the same over the best candidate's
	fSubject                    // any sentence: matches close to its beginning, by share and distance
	fSubjectToBest              // the same over the best candidate's
	passageFeatureCount
)

type passageFeatures [passageFeatureCount]float32

// The features of a sentence of a ranked passage.
const (
	sPassage      = iota // the passage's second-stage score
	sPassageGap          // the same, less the best passage's
	sPassageRank         // reciprocal rank of the passage
	sCover               // share of concepts here
	sCoverToBest         // the same over the best sentence of the passage
	sExact               // share of words themselves
	sExactToBest         // the same over the best sentence of the passage
	sDense               // share of concepts, damped by length
	sMissing             // share of concepts that the rest of the passage has and this does not
	sBefore              // share of concepts in the sentence before
	sAfter               // share of concepts in the sentence after
	sBigram              // neighbours in the question that are neighbours here
	sRun                 // longest run shared with the question
	sAnswer              // evidence of the wanted sort of answer
	sAnswerToBest        // the same less the best of the passage
	sLength              // log of the number of words
	sPosition            // 0 for the first sentence, growing to 1
	sFirst               // 1 for the first sentence
	sOnly                // 1 when the passage has one sentence
	sSentences           // number of sentences in the passage
	sPronoun             // begins with a pronoun or a demonstrative
	sNew                 // log of content words that the question does not hold
	sNames               // share of the question's names here
	sNumbers             // share of the question's numbers here
	sFirstConcept        // weight with which the first concept is matched
	sLastConcept         // the same of the last
	sWants               // the sort of answer
	sConcepts            // number of concepts
	sQuoted              // holds capitalised words that the question does not
	sDigits              // holds digits that the question does not
	sRarest              // weight with which the rarest concept is matched
	sPassageCover        // the passage's share of concepts
	sLocal               // share of concepts, weighed by how few candidates hold them
	sLocalToTop          // the same over the best of all ranked passages
	sCoverToTop          // share of concepts over the best of all ranked passages
	sDenseToTop          // damped share of concepts over the best of all ranked passages
	sProximity           // matches close to each other, by share and distance
	sOrder               // heaviest row of concepts in the question's order, by share
	sOrderToTop          // the same over the best of all ranked passages
	sShared2             // share of the question's pairs of neighbours, stop words included
	sUntitled            // share of the concepts that the title does not hold
	sWithBefore          // share of concepts here and in the sentence before
	sAnswerCover         // share of concepts, times evidence of the wanted sort of answer
	sCoverRank           // reciprocal of the rank by damped cover in the passage
	sentenceFeatureCount
)

type sentenceFeatures [sentenceFeatureCount]float32

// match is one way in which a term of a passage meets a concept.
type match struct {
	concept int32
	weight  float32
	exact   bool
	phrase  []uint32 // all terms of the expression when it has several
	head    int      // which of them this term is
	next    int32    // 1 + the next match of the same term, 0 for none
}

// sentence is what the second stage gathers of one sentence of a candidate.
type sentence struct {
	cover, exact float32 // summed idf
	bigram       float32 // summed idf of the lesser of two neighbours
	swapped      float32 // the same in the other order
	exactBigram  float32 // bigram of the words themselves
	run          float32
	near         float32   // summed idf of neighbouring matches over their distance
	nearExact    float32   // the same of the words themselves
	order        float32   // heaviest row of matches in the question's order
	answerNear   float32   // most matches around a word of the wanted sort, by distance
	subject      float32   // matches by their distance from the sentence's beginning
	together     float32   // share of the pairs of concepts, weighed by how few candidates hold them
	shared2      [2]uint64 // the question's tokens that stand here with the one before
	shared3      [2]uint64 // and with the two before
	length       float32   // words
	content      float32   // content words
	fresh        float32   // content words that match nothing
	capitals     float32   // capitalised ones among them
	digits       float32   // numbers among them
	cues         [wantsKinds]float32
	holds        uint16 // a bit for each of the first maxPaired concepts that match
	pronoun      bool
	negated      bool
	untitled     float32                 // share of the concepts that the title does not hold
	local        float32                 // share of concepts, weighed by how few candidates hold them
	best         [maxAllConcepts]float32 // by concept: weight of its best match
	exactBest    [maxAllConcepts]bool
	feats        sentenceFeatures
}

// register enters the expressions in sc.expansions into the term slots of
// their segment.
func (q *query) register(p *segmentScratch, sc *scratch) {
	for i := range sc.expansions {
		e := &sc.expansions[i]
		v := &q.concepts[e.concept].variants[e.variant]
		id := e.ids[e.head]
		m := match{
			concept: e.concept, weight: v.weight, exact: v.relation == english.Exact,
			next: p.slot[id],
		}
		if len(e.ids) > 1 {
			m.phrase, m.head = slices.Clone(e.ids), int(e.head)
		}
		sc.matches = append(sc.matches, m)
		if m.next == 0 {
			p.slots = append(p.slots, id)
		}
		p.slot[id] = int32(len(sc.matches))
	}
}

// analyse fills the features of a candidate that depend on its own text.
func (x *snapshot) analyse(q *query, c *candidate, sc *scratch) {
	s := x.segments[c.segment]
	p := &sc.perSegment[c.segment]
	var n int
	sc.tokens, n = s.appendTokens(sc.tokens[:0], int(c.doc))
	start := len(sc.sentences)
	for range n {
		sc.sentences = append(sc.sentences, sentence{})
	}
	c.sents = sc.sentences[start:]
	hits := q.scan(s, p, sc, c.sents)
	q.runs(q.ids[c.segment], sc, c)
	q.sum(c)
	q.passageFeatures(s, p, sc, c, hits)
}

// position is where a concept was last seen.
type position struct {
	at      int
	concept int
	weight  float32
	exact   bool
}

// walk is what a scan remembers between the tokens of a passage.
type walk struct {
	last                 [maxAllConcepts]position
	order                [maxAllConcepts]float32 // see ordered
	around               surroundings
	lastHit, lastConcept int
}

// scan walks the tokens of a passage and notes in its sentences what they
// match. It returns the number of matched tokens.
func (q *query) scan(s *segment, p *segmentScratch, sc *scratch, sents []sentence) int {
	w := walk{lastHit: -1, lastConcept: -1}
	for k := range q.concepts {
		w.last[k].at = -1 << 20
	}
	offers := q.wants.offering()
	hits := 0
	previous := -1
	var sent *sentence
	for i, t := range sc.tokens {
		term := &s.terms[t.term]
		if int(t.sent) != previous {
			previous = int(t.sent)
			sent = &sents[t.sent]
			sent.pronoun = term.flags&flagPronoun != 0
			clear(w.order[:len(q.concepts)])
			w.around = surroundings{begin: i, heatAt: i - 1, answerAt: -1}
		}
		sent.length++
		if term.flags&flagNegates != 0 {
			sent.negated = true
		}
		slot := p.slot[t.term]
		if slot == 0 {
			sent.noteFresh(term.cue, t)
			if w.around.open && offers.has(term.cue, t) {
				w.around.offered(sent, i)
			}
			continue
		}
		concept := -1
		var worth float32
		for ; slot != 0; slot = sc.matches[slot-1].next {
			m := &sc.matches[slot-1]
			if m.phrase == nil || phraseAt(sc.tokens, i, m) {
				concept = int(m.concept)
				worth = max(worth, m.weight*q.concepts[concept].idf)
				q.meet(sent, &w, i, m)
			}
		}
		if concept < 0 {
			sent.noteFresh(term.cue, t)
			continue
		}
		sent.content++
		hits++
		w.lastHit, w.lastConcept = i, concept
		for j := i - 1; j > w.around.heatAt && i-j <= farthest; j-- {
			t := sc.tokens[j]
			if p.slot[t.term] == 0 && offers.has(s.terms[t.term].cue, t) {
				w.around.offered(sent, j)
				break
			}
		}
		w.around.matched(sent, i, worth)
	}
	return hits
}

// meet notes that token i of a passage matches.
func (q *query) meet(sent *sentence, w *walk, i int, m *match) {
	k := int(m.concept)
	if sent.best[k] == 0 {
		sent.subject += m.weight * q.concepts[k].idf * reaches(i-w.around.begin)
	}
	if m.weight > 0 {
		sent.holds |= 1 << k
	}
	sent.best[k] = max(sent.best[k], m.weight)
	if m.exact {
		sent.exactBest[k] = true
	}
	q.neighbours(sent, &w.last, k, i, m)
	q.ordered(sent, &w.order, k, m.weight)
	if w.lastHit >= 0 && w.lastConcept != k {
		q.close(sent, &w.last[w.lastConcept], k, i, m)
	}
	w.last[k] = position{i, k, m.weight, m.exact}
}

// noteFresh notes a token that the question does not hold.
func (s *sentence) noteFresh(cue wants, t streamToken) {
	if cue != wantsAnything {
		s.cues[cue]++
	}
	if t.flags&flagStop != 0 {
		return
	}
	s.content++
	s.fresh++
	if t.flags&flagDigit != 0 {
		s.digits++
		s.cues[wantsNumber]++
	} else if t.flags&flagCapital != 0 {
		s.capitals++
	}
}

// phraseAt reports whether the expression of m stands around token i.
func phraseAt(tokens []streamToken, i int, m *match) bool {
	start := i - m.head
	if start < 0 || start+len(m.phrase) > len(tokens) {
		return false
	}
	for k, id := range m.phrase {
		if tokens[start+k].term != id {
			return false
		}
	}
	return true
}

// near is the distance, in words, at which two matches count as neighbours.
const near = 3

// neighbours credits concept k at token i with the concepts before and after
// it in the question when they were seen just before.
func (q *query) neighbours(sent *sentence, last *[maxAllConcepts]position, k, i int, m *match) {
	if k > 0 && k < q.own && i-last[k-1].at <= near && i != last[k-1].at {
		idf := min(q.concepts[k-1].idf, q.concepts[k].idf)
		sent.bigram += min(m.weight, last[k-1].weight) * idf
		if m.exact && last[k-1].exact {
			sent.exactBigram += idf
		}
	}
	if k+1 < q.own && i-last[k+1].at <= near && i != last[k+1].at {
		sent.swapped += min(m.weight, last[k+1].weight) * min(q.concepts[k].idf, q.concepts[k+1].idf)
	}
}

// farthest is the distance, in words, at which matches no longer support each other.
const farthest = 12

// close credits concept k at token i with the match before it, the more the
// closer they stand.
func (q *query) close(sent *sentence, before *position, k, i int, m *match) {
	distance := i - before.at
	if distance <= 0 || distance > farthest {
		return
	}
	idf := min(q.concepts[k].idf, q.concepts[before.concept].idf) / float32(distance)
	sent.near += min(m.weight, before.weight) * idf
	if m.exact && before.exact {
		sent.nearExact += idf
	}
}

// ordered keeps, by concept, the heaviest row of matches in the order of the
// question that ends with it.
func (q *query) ordered(sent *sentence, order *[maxAllConcepts]float32, k int, weight float32) {
	if k >= q.own {
		return
	}
	var best float32
	for j := range k {
		best = max(best, order[j])
	}
	order[k] = max(order[k], best+weight*q.concepts[k].idf)
	sent.order = max(sent.order, order[k])
}

// run is the run of shared words that ends at a token of the question.
type run struct {
	length uint8
	at     int32 // the token of the passage that it ends at
	before uint8 // 1 + the token of the question before this one with the same hash, 0 for none
}

// runs finds, by sentence, the longest run of words that the question and the
// passage share, stop words included.
func (q *query) runs(question []uint32, sc *scratch, c *candidate) {
	var last [64]uint8 // by hash of a term, its last place in the question from 1
	var ends [maxQuestionTokens + 1]run
	for j, id := range question {
		ends[j+1] = run{before: last[id%64]}
		last[id%64] = uint8(j + 1)
	}
	for i, t := range sc.tokens {
		// From the right, so that ends[j-1] still belongs to the token before.
		for j := last[t.term%64]; j != 0; j = ends[j].before {
			if question[j-1] != t.term {
				continue
			}
			length := uint8(1)
			if before := &ends[j-1]; before.length > 0 && before.at == int32(i-1) {
				length += before.length
			}
			ends[j].length, ends[j].at = length, int32(i)
			sent := &c.sents[t.sent]
			sent.run = max(sent.run, float32(length))
			if length >= 2 {
				sent.shared2[j/64%2] |= 1 << (j % 64)
			}
			if length >= 3 {
				sent.shared3[j/64%2] |= 1 << (j % 64)
			}
		}
	}
}

func log1p(x float32) float32 { return float32(math.Log1p(float64(x))) }
