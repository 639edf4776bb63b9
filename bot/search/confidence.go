package search

import (
	"math"

	"rapporteur/bot/english"
)

// The features from which confidence is computed: those of the best passage,
// and these.
const (
	cScore              = passageFeatureCount + iota // best passage's second-stage score
	cGap                                             // the same less the second best's
	cGapOther                                        // the same less the best of another article
	cGapFifth                                        // the same less the fifth's
	cSentence                                        // best sentence's score
	cSentenceGap                                     // the same less the second best's
	cSentenceCover                                   // best sentence: share of concepts
	cSentenceExact                                   // best sentence: share of words themselves
	cSentenceRun                                     // best sentence: longest run
	cSentenceNames                                   // best sentence: share of names
	cAnswer                                          // best sentence: evidence of the wanted sort of answer
	cWorst                                           // idf of the rarest word that the passage does not hold
	cWorstShare                                      // the same by share
	cUnknown                                         // share of words that the library does not hold
	cUnmatched                                       // number of concepts that the passage does not hold
	cCandidates                                      // number of candidates
	cSameArticle                                     // how many of the best five share the best one's article
	cNamesMissing                                    // a name of the question does not stand in the library
	cLead                                            // best passage's score less the candidates' mean, in standard deviations
	cSentenceLocal                                   // best sentence: share of concepts, weighed by how few candidates hold them
	cSentenceOrder                                   // best sentence: heaviest row of concepts in the question's order
	cSentenceUntitled                                // best sentence: share of the concepts that the title does not hold
	cSentenceNear                                    // best sentence: matches close to each other
	cSentenceShared                                  // best sentence: share of the question's pairs of neighbours
	cSentenceWithBefore                              // best sentence and the one before: share of concepts
	cSentencePassage                                 // rank of the best sentence's passage, from 0
	cSentenceWorst                                   // idf of the rarest word that the best sentence does not hold
	cSentenceWorstShare                              // the same by share
	cSentenceUnmatched                               // share of the number of concepts that the best sentence does not hold
	cOtherName                                       // share of names that it lacks, when it has others
	cOtherNumber                                     // share of numbers that it lacks, when it has others
	cNegation                                        // the question denies something and the best sentence does not, or the other way round
	cExactWorst                                      // idf of the rarest word that the passage does not hold as such
	cExactWorstShare                                 // the same by share
	cSmallLibrary                                    // the library has few passages, so that it shares little with a question by chance
	confidenceFeatureCount
)

// smallLibrary is the number of passages below which a library is small. The
// number itself is no feature: where an article was taken out for training, it
// would give the answer away.
const smallLibrary = 200

type confidenceFeatures [confidenceFeatureCount]float32

// confidenceFeatures describes a finished search.
func (x *snapshot) confidenceFeatures(q *query, sc *scratch, sentences []ranked) *confidenceFeatures {
	f := new(confidenceFeatures)
	top := &sc.candidates[0]
	copy(f[:], top.feats[:])
	f[cScore] = top.score
	f[cGap] = top.score - sc.candidates[min(1, len(sc.candidates)-1)].score
	f[cGapFifth] = top.score - sc.candidates[min(4, len(sc.candidates)-1)].score
	f[cCandidates] = float32(len(sc.candidates))
	f[cLead] = scoreLead(sc.candidates)
	x.compareArticles(sc.candidates, f)
	if len(sentences) > 0 {
		q.describeSentence(sc, sentences, f)
	}
	f[cSmallLibrary] = flag(x.stats.docs < smallLibrary)
	q.describeMissing(top, f)
	return f
}

// scoreLead is how many standard deviations the best score is above the mean.
func scoreLead(candidates []candidate) float32 {
	var sum, squares float64
	for i := range candidates {
		v := float64(candidates[i].score)
		sum += v
		squares += v * v
	}
	n := float64(len(candidates))
	return float32((float64(candidates[0].score) - sum/n) / math.Sqrt(max(squares/n-sum*sum/n/n, 1e-3)))
}

// compareArticles fills what the best article has over the others.
func (x *snapshot) compareArticles(candidates []candidate, f *confidenceFeatures) {
	first, _ := x.place(&candidates[0])
	other := candidates[len(candidates)-1].score
	found := false
	for i := range candidates {
		a, _ := x.place(&candidates[i])
		if a == first {
			if i < 5 {
				f[cSameArticle]++
			}
		} else if !found {
			other, found = candidates[i].score, true
		}
	}
	f[cGapOther] = candidates[0].score - other
}

func (q *query) describeSentence(sc *scratch, sentences []ranked, f *confidenceFeatures) {
	best := sentences[0]
	sent := &sc.candidates[best.candidate].sents[best.sentence]
	s := &sent.feats
	f[cSentence] = best.score
	f[cSentenceGap] = best.score - sentences[min(1, len(sentences)-1)].score
	f[cSentenceCover] = s[sCover]
	f[cSentenceExact] = s[sExact]
	f[cSentenceRun] = s[sRun]
	f[cSentenceNames] = s[sNames]
	f[cAnswer] = s[sAnswer]
	f[cSentenceLocal] = s[sLocal]
	f[cSentenceOrder] = s[sOrder]
	f[cSentenceUntitled] = s[sUntitled]
	f[cSentenceNear] = s[sProximity]
	f[cSentenceShared] = s[sShared2]
	f[cSentenceWithBefore] = s[sWithBefore]
	f[cSentencePassage] = float32(best.candidate)
	f[cNegation] = flag(q.negated != sent.negated)
	if sent.capitals > 0 {
		f[cOtherName] = 1 - s[sNames]
	}
	if sent.digits > 0 {
		f[cOtherNumber] = 1 - s[sNumbers]
	}
	total := max(q.total, 1e-6)
	for k := range q.concepts[:q.own] {
		lost := q.concepts[k].idf * (1 - sent.best[k])
		if lost > f[cSentenceWorst] {
			f[cSentenceWorst], f[cSentenceWorstShare] = lost, lost/total
		}
		if sent.best[k] == 0 {
			f[cSentenceUnmatched] += 1 / float32(q.own)
		}
	}
}

func (q *query) describeMissing(top *candidate, f *confidenceFeatures) {
	total := max(q.total, 1e-6)
	for k := range q.concepts[:q.own] {
		c := &q.concepts[k]
		var best float32
		exact := false
		for i := range top.sents {
			best = max(best, top.sents[i].best[k])
			exact = exact || top.sents[i].exactBest[k]
		}
		if !exact && c.idf > f[cExactWorst] {
			f[cExactWorst], f[cExactWorstShare] = c.idf, c.idf/total
		}
		if lost := c.idf * (1 - best); lost > f[cWorst] {
			f[cWorst], f[cWorstShare] = lost, lost/total
		}
		if best == 0 {
			f[cUnmatched]++
		}
		if !c.found {
			f[cUnknown] += c.idf / total
			if isName(c) {
				f[cNamesMissing] = 1
			}
		}
	}
}

func isName(c *concept) bool {
	return c.token.flags&english.Capital != 0 && !c.token.first && !isNumber(c)
}

func isNumber(c *concept) bool { return c.token.flags&english.Digit != 0 }
