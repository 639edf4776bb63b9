package search

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"rapporteur/bot/english"
)

// stats answers what a question needs to know of the whole library.
type stats struct {
	segments []*segment
	docs     int     // live passages
	length   float32 // mean content words of a passage
}

func newStats(segments []*segment, docs int) *stats {
	st := &stats{segments: segments, docs: docs, length: 1}
	var words, all int
	for _, s := range segments {
		all += len(s.docs)
		for _, d := range s.docs {
			words += int(d.length)
		}
	}
	if all > 0 {
		st.length = max(1, float32(words)/float32(all))
	}
	return st
}

// docsWith is the number of passages that hold the term, passages of replaced
// articles that wait for a merge included.
func (st *stats) docsWith(name string) int {
	n := 0
	for _, s := range st.segments {
		if id, ok := s.byName[name]; ok {
			n += int(s.terms[id].docs)
		}
	}
	return n
}

// backgroundDocs is how many passages of general English stand behind every
// library, so that a word which is common everywhere is not taken for a rare
// one by a library of twenty paragraphs.
const backgroundDocs = 200

// idf is the inverse document frequency of Robertson and Spärck Jones in the
// form that BM25 uses, ln(1 + (N-n+.5)/(n+.5)), over the library, in which docs
// passages hold the term, and the background together.
func (st *stats) idf(name string, docs int) float32 {
	n := float64(docs) + backgroundDocs*backgroundShare(name)
	total := float64(max(st.docs, 1)) + backgroundDocs
	return float32(math.Log(1 + max(0, total-n+.5)/(n+.5)))
}

// spelling is a word of a segment as typo repair needs it.
type spelling struct {
	word    string
	term    uint32
	letters uint32 // a bit for each letter of the alphabet that the word holds
}

// spellings lists a segment's words of letters by length in bytes.
func (s *segment) buildSpellings() {
	for word, id := range s.words {
		if len(word) < minRepair-maxEdits || len(word) >= len(s.spellings) || !s.terms[id].isWord() {
			continue
		}
		s.spellings[len(word)] = append(s.spellings[len(word)], spelling{word, id, letterSet(word)})
	}
	for _, list := range s.spellings {
		slices.SortFunc(list, func(a, b spelling) int { return cmp.Compare(a.word, b.word) })
	}
}

func letterSet(word string) uint32 {
	var set uint32
	for i := range len(word) {
		if c := word[i]; 'a' <= c && c <= 'z' {
			set |= 1 << (c - 'a')
		}
	}
	return set
}

const (
	minRepair   = 4  // shorter words are left as they are
	twoEdits    = 8  // from this length on two edits are allowed
	maxEdits    = 2  // never more
	maxSpelling = 32 // longer words are neither repaired nor offered
	maxRepairs  = 3
)

// repair returns the words of the library that an unknown word most likely
// stands for: those at the fewest edits (insert, delete, replace, swap of
// neighbours), frequent ones first.
func (st *stats) repair(word string) []variant {
	if len(word) < minRepair || len(word) >= maxSpelling {
		return nil
	}
	found := st.near(word)
	slices.SortStableFunc(found, func(a, b repair) int {
		if a.edits != b.edits {
			return a.edits - b.edits
		}
		if a.same != b.same {
			if a.same {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.name, b.name))
	})
	var out []variant
	for _, r := range found {
		if r.edits > found[0].edits || len(out) == maxRepairs {
			break
		}
		if slices.ContainsFunc(out, func(v variant) bool { return v.names[0] == r.name }) {
			continue
		}
		weight := float32(.9)
		if r.edits == 2 {
			weight = .75
		}
		for range out {
			weight *= .8
		}
		out = append(out, variant{names: []string{r.name}, weight: weight, relation: english.Exact})
	}
	return out
}

// repair is a word of the library that another may be a slip for.
type repair struct {
	name  string
	edits int
	docs  uint32
	same  bool // begins with the same letter
}

// near returns the words of the library within the allowed edits of word.
func (st *stats) near(word string) []repair {
	allowed := 1
	if len(word) >= twoEdits {
		allowed = maxEdits
	}
	var found []repair
	letters := letterSet(word)
	for _, s := range st.segments {
		for n := len(word) - allowed; n <= len(word)+allowed && n < len(s.spellings); n++ {
			for _, sp := range s.spellings[n] {
				if bits.OnesCount32(sp.letters^letters) > 2*allowed {
					continue
				}
				if e := edits(word, sp.word, allowed); e <= allowed {
					found = append(found, repair{s.names[sp.term], e, s.terms[sp.term].docs, sp.word[0] == word[0]})
				}
			}
		}
	}
	return found
}

// edits is the Damerau–Levenshtein distance of a and b with adjacent swaps,
// or more than limit when it exceeds limit.
func edits(a, b string, limit int) int {
	if len(b)-len(a) > limit || len(a)-len(b) > limit {
		return limit + 1
	}
	var rows [3][maxSpelling + maxEdits + 1]int
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			cur[j] = d
			least = min(least, d)
		}
		if least > limit {
			return limit + 1
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}
