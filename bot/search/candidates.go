package search

import (
	"cmp"
	"encoding/binary"
	"slices"
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
	first   int     // first-stage rank, from 0
	feats   *passageFeatures
	score   float32 // second stage
	sents   []sentence
}

func (c *candidate) spot() spot {
	return spot{int32(c.segment), c.doc, c.bm25, c.article}
}

// scratch is the memory of one search, used again by later ones.
type scratch struct {
	perSegment []segmentScratch
	heap       []spot
	candidates []candidate
	features   [maxCandidates]passageFeatures
	expansions []expansion
	ids        []uint32
	matches    []match
	tokens     []streamToken
	sentences  []sentence
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

// spot is a passage with its first-stage score.
type spot struct {
	segment, doc  int32
	bm25, article float32
}

// expansion is a variant as a segment holds it.
type expansion struct {
	concept, variant int32
	head             int32    // its rarest content word
	ids              []uint32 // its words
}

// resolve looks all variants of the question up in a segment, in the order of
// their concepts, into sc.expansions.
func (q *query) resolve(s *segment, sc *scratch) {
	sc.expansions, sc.ids = sc.expansions[:0], sc.ids[:0]
	for k := range q.concepts {
		for i := range q.concepts[k].variants {
			start := len(sc.ids)
			head := sc.appendIDs(s, q.concepts[k].variants[i].names)
			if head < 0 {
				sc.ids = sc.ids[:start]
				continue
			}
			sc.expansions = append(sc.expansions, expansion{int32(k), int32(i), int32(head), sc.ids[start:]})
		}
	}
}

// appendIDs appends the terms of an expression to sc.ids. It returns which of
// them is the rarest content word, -1 when the segment lacks one.
func (sc *scratch) appendIDs(s *segment, names []string) (head int) {
	head = -1
	var fewest uint32
	for i, n := range names {
		id, ok := s.byName[n]
		if !ok {
			return -1
		}
		sc.ids = append(sc.ids, id)
		if t := &s.terms[id]; t.flags&flagStop == 0 && (head < 0 || t.docs < fewest) {
			head, fewest = i, t.docs
		}
	}
	return head
}

// gather scores every passage that holds a concept and keeps the best in
// sc.candidates, best first.
func (x *snapshot) gather(q *query, only func(*corpus.Article) bool, sc *scratch) {
	sc.heap = sc.heap[:0]
	for i, s := range x.segments {
		p := &sc.perSegment[i]
		q.resolve(s, sc)
		q.register(p, sc)
		for from := 0; from < len(sc.expansions); {
			to := from + 1
			for to < len(sc.expansions) && sc.expansions[to].concept == sc.expansions[from].concept {
				to++
			}
			x.accumulate(s, p, &q.concepts[sc.expansions[from].concept], sc.expansions[from:to], sc)
			from = to
		}
		for _, d := range p.touched {
			if len(sc.heap) == maxCandidates && p.score[d] < sc.heap[0].bm25 {
				continue
			}
			a := s.docs[d].article
			if x.dead[i] != nil && x.dead[i][a] || only != nil && !only(s.articles[a]) {
				continue
			}
			sc.offer(x, spot{int32(i), d, p.score[d], p.artScore[a]})
		}
	}
	slices.SortFunc(sc.heap, x.compareSpots)
	for i, l := range sc.heap {
		sc.features[i] = passageFeatures{}
		sc.candidates = append(sc.candidates, candidate{
			segment: int(l.segment), doc: l.doc, bm25: l.bm25, article: l.article, first: i,
			feats: &sc.features[i],
		})
	}
}

// compareSpots orders by first-stage score, then by article and place, so that
// equal scores come in the same order however the library was put together.
func (x *snapshot) compareSpots(a, b spot) int {
	switch {
	case a.bm25 > b.bm25:
		return -1
	case a.bm25 < b.bm25:
		return 1
	}
	return x.comparePlaces(int(a.segment), a.doc, int(b.segment), b.doc)
}

func (x *snapshot) comparePlaces(segmentA int, docA int32, segmentB int, docB int32) int {
	a, b := x.segments[segmentA], x.segments[segmentB]
	if segmentA == segmentB && a.docs[docA].article == b.docs[docB].article {
		return cmp.Compare(docA, docB)
	}
	return cmp.Compare(a.articles[a.docs[docA].article].Slug, b.articles[b.docs[docB].article].Slug)
}

// offer keeps l when it is among the best so far: sc.heap is a heap with the
// worst on top.
func (sc *scratch) offer(x *snapshot, l spot) {
	if len(sc.heap) < maxCandidates {
		sc.heap = append(sc.heap, l)
		h := sc.heap
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if x.compareSpots(h[i], h[up]) <= 0 {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		return
	}
	h := sc.heap
	if x.compareSpots(l, h[0]) >= 0 {
		return
	}
	h[0] = l
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if x.compareSpots(h[child], h[worst]) > 0 {
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

// maxPostings bounds the postings that are read for the variants of one
// concept in a segment, so that common words that mean the same do not slow a
// large library down. It cuts nothing in one of 20,000 passages.
const maxPostings = 20_000

// accumulate adds one concept's BM25 to every passage and article of a
// segment that holds the word or a variant. The counts of variants are added
// up by weight before they saturate, so that two words for one thing do not
// count as two things.
func (x *snapshot) accumulate(s *segment, p *segmentScratch, c *concept, found []expansion, sc *scratch) {
	left := maxPostings
	for i := range found {
		e := &found[i]
		v := &c.variants[e.variant]
		if e.variant > 0 && v.relation != english.Exact {
			cost := 0
			for _, id := range e.ids {
				cost += int(s.terms[id].docs) // 0 for stop words
			}
			if cost > left {
				continue
			}
			left -= cost
		}
		if len(e.ids) > 1 {
			x.countPhrase(s, p, v, e, sc)
			continue
		}
		p.count1(s, e.ids[0], v.gathers())
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

// stage1Variant is the weight of a match of a variant in the first stage,
// times its own.
const stage1Variant = .4

// count1 adds a term's postings to the counts of the concept at hand.
func (p *segmentScratch) count1(s *segment, id uint32, weight float32) {
	t := &s.terms[id]
	rest := s.postings[t.offset:]
	var doc int32
	i := 0
	for range t.docs {
		v := uint64(rest[i])
		i++
		if v >= 0x80 {
			var n int
			v, n = binary.Uvarint(rest[i-1:])
			i += n - 1
		}
		doc += int32(v >> 1)
		add := weight
		if v&1 != 0 {
			count, n := binary.Uvarint(rest[i:])
			i += n
			add *= float32(count)
		}
		p.add(doc, add)
	}
}

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
func (x *snapshot) countPhrase(s *segment, p *segmentScratch, v *variant, e *expansion, sc *scratch) {
	sc.docs = sc.docs[:0]
	for r := s.postingsOf(e.ids[e.head]); r.next(); {
		sc.docs = append(sc.docs, r.doc)
	}
	alone := true
	for i, id := range e.ids {
		if i != int(e.head) && s.terms[id].flags&flagStop == 0 {
			alone = false
			sc.docs = intersect(sc.docs, s.postingsOf(id))
		}
	}
	weight := v.gathers()
	if alone {
		weight *= .5 // one word with a particle, "step down": the word alone says less
	}
	for _, d := range sc.docs {
		p.add(d, weight)
	}
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
