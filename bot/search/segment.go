package search

import (
	"encoding/binary"
	"math"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// segment indexes a fixed set of articles. It is not changed once built:
// leaving an article out is the snapshot's business.
type segment struct {
	articles []*corpus.Article
	docs     []doc      // one a passage, in the order of articles and passages
	first    []int32    // by article: its first doc; one more at the end
	titles   [][]uint32 // by article: the content terms of its title

	words     map[string]uint32 // folded word to term
	byName    map[string]uint32 // indexed form to term
	terms     []term            // by term id; 0 is the end of a sentence
	names     []string          // by term id: its indexed form
	spellings [maxSpelling][]spelling
	sorted    []uint32 // terms by indexed form, for finding derived words

	initials map[string][][]string // the names of several words, by their initials

	postings []byte // see appendPosting
	stream   []byte // the tokens of every doc, see appendTokens
}

// doc is one passage.
type doc struct {
	article int32
	passage int32
	length  int32 // content words, title included
	stream  int32 // where its tokens begin in segment.stream
}

// term is one indexed word.
type term struct {
	docs   uint32 // documents that hold it, in body or title
	offset uint32 // where its postings begin
	flags  uint8
	cue    wants // the sort of answer that it is evidence of
}

// The flags of a term and of a token in the stream.
const (
	flagCapital = 1 << iota // token: begins with a capital although no sentence begins there
	flagDigit               // holds a digit
	flagStop                // is a stop word
	flagPronoun             // term: a sentence that begins with it leans on the one before
	flagNegates             // term: turns a statement round
	flagBits    = 3         // of them stand in the stream
)

// isWord reports whether a term is neither a stop word nor a number.
func (t *term) isWord() bool { return t.flags&(flagStop|flagDigit) == 0 }

// sentenceEnd is the term id that closes each sentence in the stream.
const sentenceEnd = 0

// buildSegment indexes articles.
func buildSegment(articles []*corpus.Article) *segment {
	s := &segment{
		articles: articles,
		words:    make(map[string]uint32),
		byName:   make(map[string]uint32),
		terms:    make([]term, 1),
		names:    make([]string, 1),
	}
	var scan scanner
	for i, a := range articles {
		s.first = append(s.first, int32(len(s.docs)))
		s.titles = append(s.titles, scan.title(s, a))
		for p := range a.Passages {
			d := doc{article: int32(i), passage: int32(p), stream: int32(len(s.stream))}
			d.length = int32(scan.passage(s, a, &a.Passages[p]) + len(s.titles[i]))
			s.docs = append(s.docs, d)
		}
	}
	s.first = append(s.first, int32(len(s.docs)))
	s.stream = append([]byte(nil), s.stream...) // let the spare capacity go
	s.buildPostings()
	s.buildSpellings()
	s.sortTerms()
	return s
}

// scanner holds what reading a passage needs again and again.
type scanner struct {
	tokens []english.Token
	ids    []uint32
	fold   []byte
}

// title returns the distinct content terms of an article's title.
func (sc *scanner) title(s *segment, a *corpus.Article) []uint32 {
	var ids []uint32
	sc.tokens = english.AppendTokens(sc.tokens[:0], a.Title)
	for _, t := range sc.tokens {
		id := sc.term(s, a.Title, t)
		if s.terms[id].flags&flagStop == 0 {
			ids = appendNew(ids, id)
		}
	}
	return ids
}

func appendNew(ids []uint32, id uint32) []uint32 {
	for _, have := range ids {
		if have == id {
			return ids
		}
	}
	return append(ids, id)
}

// passage appends a passage's tokens to the stream and returns the number of
// its content words.
func (sc *scanner) passage(s *segment, a *corpus.Article, p *corpus.Passage) int {
	content := 0
	for _, span := range p.Sentences {
		text := a.Text[span.Start:span.End]
		sc.tokens = english.AppendTokens(sc.tokens[:0], text)
		sc.ids = sc.ids[:0]
		for i, t := range sc.tokens {
			id := sc.term(s, text, t)
			sc.ids = append(sc.ids, id)
			flags := s.terms[id].flags
			if i > 0 && t.Flags&english.Capital != 0 {
				flags |= flagCapital
			}
			if flags&flagStop == 0 {
				content++
			}
			s.stream = binary.AppendUvarint(s.stream, uint64(id)<<flagBits|uint64(flags&(1<<flagBits-1)))
		}
		s.stream = append(s.stream, sentenceEnd)
		s.noteNames(text, sc.tokens, sc.ids)
	}
	return content
}

// term returns the id of the term for a token, a new one if need be.
func (sc *scanner) term(s *segment, text string, t english.Token) uint32 {
	sc.fold = english.AppendFold(sc.fold[:0], text, t)
	if id, ok := s.words[string(sc.fold)]; ok {
		return id
	}
	word := string(sc.fold)
	var flags uint8
	name := word
	switch {
	case english.IsStop(word):
		flags |= flagStop
	case t.Flags&english.Digit != 0:
		flags |= flagDigit
	default:
		name = english.Stem(word)
	}
	id, ok := s.byName[name]
	if !ok {
		id = uint32(len(s.terms))
		s.byName[name] = id
		if leaning[name] {
			flags |= flagPronoun
		}
		if negations[name] {
			flags |= flagNegates
		}
		s.terms = append(s.terms, term{flags: flags, cue: cueOf(name)})
		s.names = append(s.names, name)
	}
	s.words[word] = id
	return id
}

// buildPostings writes the postings of all terms from the stream: once to
// learn how much room each needs, once to fill it.
func (s *segment) buildPostings() {
	counter := termCounter{counts: make([]uint16, len(s.terms))}
	last := make([]int32, len(s.terms))
	sizes := make([]uint32, len(s.terms))
	var buf []byte
	for d := range s.docs {
		for _, id := range counter.count(s, d) {
			buf = appendPosting(buf[:0], int32(d)-last[id], counter.counts[id])
			sizes[id] += uint32(len(buf))
			s.terms[id].docs++
			last[id] = int32(d)
		}
		counter.reset()
	}
	var total uint32
	for id, size := range sizes {
		s.terms[id].offset = total
		total += size
		last[id] = 0
		sizes[id] = s.terms[id].offset
	}
	s.postings = make([]byte, total)
	for d := range s.docs {
		for _, id := range counter.count(s, d) {
			at := sizes[id]
			buf = appendPosting(buf[:0], int32(d)-last[id], counter.counts[id])
			sizes[id] += uint32(copy(s.postings[at:], buf))
			last[id] = int32(d)
		}
		counter.reset()
	}
}

// termCounter counts the content terms of one doc.
type termCounter struct {
	counts  []uint16 // by term id
	touched []uint32
	tokens  []streamToken
}

func (c *termCounter) count(s *segment, d int) []uint32 {
	c.tokens, _ = s.appendTokens(c.tokens[:0], d)
	for _, t := range c.tokens {
		if t.flags&flagStop == 0 {
			c.add(t.term)
		}
	}
	for _, id := range s.titles[s.docs[d].article] {
		c.add(id)
	}
	return c.touched
}

func (c *termCounter) add(id uint32) {
	if c.counts[id] == 0 {
		c.touched = append(c.touched, id)
	}
	if c.counts[id] < math.MaxUint16 {
		c.counts[id]++
	}
}

func (c *termCounter) reset() {
	for _, id := range c.touched {
		c.counts[id] = 0
	}
	c.touched = c.touched[:0]
}

// appendPosting appends one posting: the distance from the doc before and the
// count, which is left out when it is one.
func appendPosting(dst []byte, delta int32, count uint16) []byte {
	if count == 1 {
		return binary.AppendUvarint(dst, uint64(delta)<<1)
	}
	dst = binary.AppendUvarint(dst, uint64(delta)<<1|1)
	return binary.AppendUvarint(dst, uint64(count))
}

// streamToken is a token of the stream.
type streamToken struct {
	term  uint32
	flags uint8
	sent  uint8 // its sentence
}

// maxSentences is the number of sentences of a passage that are told apart;
// later ones count as the last.
const maxSentences = 255

// appendTokens appends the tokens of doc d and returns the number of its
// sentences. It puts the varints together itself, since a call for each would
// cost more than the rest.
func (s *segment) appendTokens(dst []streamToken, d int) ([]streamToken, int) {
	end := len(s.stream)
	if d+1 < len(s.docs) {
		end = int(s.docs[d+1].stream)
	}
	sent, number, shift := 0, uint32(0), 0
	for _, b := range s.stream[s.docs[d].stream:end] {
		number |= uint32(b&0x7f) << shift
		if b >= 0x80 {
			shift += 7
			continue
		}
		if term := number >> flagBits; term == sentenceEnd {
			sent++
		} else {
			flags := uint8(number & (1<<flagBits - 1))
			dst = append(dst, streamToken{term, flags, uint8(min(sent, maxSentences))})
		}
		number, shift = 0, 0
	}
	return dst, max(1, min(sent, maxSentences+1))
}

// postingReader walks the postings of one term.
type postingReader struct {
	rest  []byte
	left  uint32
	doc   int32
	count uint32
}

func (s *segment) postingsOf(id uint32) postingReader {
	t := s.terms[id]
	return postingReader{rest: s.postings[t.offset:], left: t.docs}
}

func (r *postingReader) next() bool {
	if r.left == 0 {
		return false
	}
	r.left--
	v := r.uvarint()
	r.doc += int32(v >> 1)
	r.count = 1
	if v&1 != 0 {
		r.count = uint32(r.uvarint())
	}
	return true
}

func (r *postingReader) uvarint() uint64 {
	if v := r.rest[0]; v < 0x80 {
		r.rest = r.rest[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.rest)
	r.rest = r.rest[n:]
	return v
}
