package search

import (
	"os"
	"slices"
	"strconv"
	"sync"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// BM25's parameters. Tuning them gained nothing on the open sets.
const (
	bm25K1 = 1.2
	bm25B  = .75
)

// maxCandidates is how many passages the first stage hands to the second.
const maxCandidates = 40

// candidate is a passage that may answer the question.
type candidate struct {
	segment int
	doc     int32
	bm25    float32 // first stage, variants included
	article float32 // the same over the whole article
	feats   passageFeatures
	score   float32 // second stage
	sents   []sentence
}

// scratch is the memory of one search, used again by later ones.
type scratch struct {
	perSegment []segmentScratch
	candidates []candidate
	matches    []match
	tokens     []streamToken
	sentences  []sentence
	runs       []uint8
	docs       []int32
}

// segmentScratch holds one cell for each document, article and term of a
// segment. Everything is zero between searches.
type segmentScratch struct {
	count, score       []float32 // by doc
	artCount, artScore []float32 // by article
	touched            []int32   // docs with a score
	touchedArticles    []int32
	fresh              []int32 // docs with a count for the concept at hand
	freshArticles      []int32
	slot               []int32 // by term: 1 + its first match, 0 for none
	slots              []uint32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// fit makes room for the segments.
func (sc *scratch) fit(segments []*segment) {
	for len(sc.perSegment) < len(segments) {
		sc.perSegment = append(sc.perSegment, segmentScratch{})
	}
	for i, s := range segments {
		p := &sc.perSegment[i]
		p.count = fit(p.count, len(s.docs))
		p.score = fit(p.score, len(s.docs))
		p.artCount = fit(p.artCount, len(s.articles))
		p.artScore = fit(p.artScore, len(s.articles))
		p.slot = fit(p.slot, len(s.terms))
	}
}

func fit[T any](buf []T, n int) []T {
	if cap(buf) < n {
		return make([]T, n)
	}
	return buf[:cap(buf)]
}

// reset zeroes what the search touched.
func (sc *scratch) reset() {
	for i := range sc.perSegment {
		p := &sc.perSegment[i]
		for _, d := range p.touched {
			p.score[d] = 0
		}
		for _, a := range p.touchedArticles {
			p.artScore[a] = 0
		}
		for _, t := range p.slots {
			p.slot[t] = 0
		}
		p.touched, p.touchedArticles, p.slots = p.touched[:0], p.touchedArticles[:0], p.slots[:0]
	}
	sc.candidates, sc.matches = sc.candidates[:0], sc.matches[:0]
	sc.sentences = sc.sentences[:0]
}

// gather scores every passage that holds a concept and keeps the best in
// sc.candidates, best first.
func (x *snapshot) gather(q *query, only func(*corpus.Article) bool, sc *scratch) {
	for i, s := range x.segments {
		p := &sc.perSegment[i]
		for k := range q.concepts {
			x.accumulate(s, p, &q.concepts[k], sc)
		}
		for _, d := range p.touched {
			a := s.docs[d].article
			if x.dead[i] != nil && x.dead[i][a] || only != nil && !only(s.articles[a]) {
				continue
			}
			sc.offer(candidate{segment: i, doc: d, bm25: p.score[d], article: p.artScore[a]})
		}
	}
	slices.SortFunc(sc.candidates, compareCandidates)
}

// compareCandidates orders by first-stage score, then by place, so that equal
// scores always come in the same order.
func compareCandidates(a, b candidate) int {
	switch {
	case a.bm25 != b.bm25:
		if a.bm25 > b.bm25 {
			return -1
		}
		return 1
	case a.segment != b.segment:
		return a.segment - b.segment
	}
	return int(a.doc - b.doc)
}

// offer keeps c when it is among the best so far: sc.candidates is a heap with
// the worst on top.
func (sc *scratch) offer(c candidate) {
	h := sc.candidates
	if len(h) < maxCandidates {
		h = append(h, c)
		sc.candidates = h
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if compareCandidates(h[i], h[up]) <= 0 {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		return
	}
	if c.bm25 < h[0].bm25 || compareCandidates(c, h[0]) >= 0 {
		return
	}
	h[0] = c
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if compareCandidates(h[child], h[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		h[i], h[worst] = h[worst], h[i]
		i = worst
	}
}

// accumulate adds one concept's BM25 to every passage and article of a
// segment that holds the word or a variant. The counts of variants are added
// up by weight before they saturate, so that two words for one thing do not
// count as two things.
func (x *snapshot) accumulate(s *segment, p *segmentScratch, c *concept, sc *scratch) {
	for _, v := range c.variants {
		if len(v.names) > 1 {
			x.countPhrase(s, p, v, sc)
			continue
		}
		id, ok := s.byName[v.names[0]]
		if !ok {
			continue
		}
		for r := s.postingsOf(id); r.next(); {
			p.add(r.doc, v.gathers()*float32(r.count))
		}
	}
	for _, d := range p.fresh {
		n := p.count[d]
		p.count[d] = 0
		article := s.docs[d].article
		if p.artCount[article] == 0 {
			p.freshArticles = append(p.freshArticles, article)
		}
		p.artCount[article] += n
		if p.score[d] == 0 {
			p.touched = append(p.touched, d)
		}
		p.score[d] += c.idf * saturate(n, float32(s.docs[d].length), x.stats.length)
	}
	for _, a := range p.freshArticles {
		n := p.artCount[a]
		p.artCount[a] = 0
		if p.artScore[a] == 0 {
			p.touchedArticles = append(p.touchedArticles, a)
		}
		p.artScore[a] += c.idf * n / (n + bm25K1)
	}
	p.fresh, p.freshArticles = p.fresh[:0], p.freshArticles[:0]
}

// gathers is what a match of a variant is worth in the first stage: less than
// in the second, which sees whether the rest of the sentence fits.
func (v *variant) gathers() float32 {
	if v.relation == english.Exact {
		return v.weight
	}
	return stage1Variant * v.weight
}

var stage1Variant = func() float32 {
	if s := os.Getenv("S1"); s != "" {
		f, _ := strconv.ParseFloat(s, 32)
		return float32(f)
	}
	return .4
}()

func (p *segmentScratch) add(d int32, n float32) {
	if p.count[d] == 0 {
		p.fresh = append(p.fresh, d)
	}
	p.count[d] += n
}

// saturate is the term frequency part of BM25.
func saturate(n, length, mean float32) float32 {
	return n * (bm25K1 + 1) / (n + bm25K1*(1-bm25B+bm25B*length/mean))
}

// countPhrase counts a variant of several words wherever all its content words
// stand in a passage; whether they stand together is seen in the second stage.
func (x *snapshot) countPhrase(s *segment, p *segmentScratch, v variant, sc *scratch) {
	sc.docs = sc.docs[:0]
	weight := v.gathers()
	first := true
	for _, name := range v.names {
		if english.IsStop(name) {
			continue
		}
		id, ok := s.byName[name]
		if !ok {
			return
		}
		if first {
			first = false
			for r := s.postingsOf(id); r.next(); {
				sc.docs = append(sc.docs, r.doc)
			}
			if len(v.names) > 1 && contentWords(v.names) == 1 {
				weight *= .5 // one word with a particle, "step down": the word alone says less
			}
			continue
		}
		sc.docs = intersect(sc.docs, s.postingsOf(id))
	}
	for _, d := range sc.docs {
		p.add(d, weight)
	}
}

func contentWords(names []string) int {
	n := 0
	for _, name := range names {
		if !english.IsStop(name) {
			n++
		}
	}
	return n
}

// intersect keeps the docs that r holds too. Both are in order.
func intersect(docs []int32, r postingReader) []int32 {
	kept := docs[:0]
	more := r.next()
	for _, d := range docs {
		for more && r.doc < d {
			more = r.next()
		}
		if more && r.doc == d {
			kept = append(kept, d)
		}
	}
	return kept
}
