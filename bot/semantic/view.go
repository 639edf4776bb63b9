package semantic

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sync"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

// shortlist is how many passages are compared by their cosines.
const shortlist = 2_048

// wordBits is the number of signs in a word.
const wordBits = 64

// view is the vectors of one library at one time. It is not changed once made.
type view struct {
	dims    int
	places  []place
	vectors []*vector // of places
	mean    []float32 // of all
	words   int       // that hold the signs of one vector
	signs   []uint64  // of the vectors less mean, words for each; nil for a library that needs none
}

// place is one passage.
type place struct {
	article *corpus.Article
	passage int32
}

// newView is of vectors of one length.
func newView(dims int, places []place, vectors []*vector) *view {
	v := &view{dims: dims, places: places, vectors: vectors, words: (dims + wordBits - 1) / wordBits}
	if len(places) <= shortlist {
		return v
	}
	v.mean = make([]float32, dims)
	for _, w := range vectors {
		for i, c := range w.codes {
			v.mean[i] += w.scale * float32(c)
		}
	}
	for i := range v.mean {
		v.mean[i] /= float32(len(vectors))
	}
	v.signs = make([]uint64, 0, len(vectors)*v.words)
	for _, w := range vectors {
		v.signs = v.appendSigns(v.signs, w)
	}
	return v
}

// appendSigns appends which dimensions of a vector are above the mean.
func (v *view) appendSigns(dst []uint64, w *vector) []uint64 {
	for from := 0; from < len(w.codes); from += wordBits {
		codes := w.codes[from:min(from+wordBits, len(w.codes))]
		mean := v.mean[from:][:len(codes)]
		var word uint64
		for i, c := range codes {
			const signBit = 31 // of a float32; a branch here would be guessed wrong half the time
			below := math.Float32bits(mean[i]-w.scale*float32(c)) >> signBit
			word |= uint64(below) << i
		}
		dst = append(dst, word)
	}
	return dst
}

// near is a passage of the view.
type near struct {
	at     int
	cosine float64
}

// nearest are at most n passages, best first, without those of articles for which
// only is false. A question of another length has none.
func (v *view) nearest(q *vector, n int, only func(*corpus.Article) bool) []search.Similar {
	if len(q.codes) != v.dims {
		return nil
	}
	found := v.compared(q, only)
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(b.cosine, a.cosine), cmp.Compare(a.at, b.at)) })
	out := make([]search.Similar, 0, min(n, len(found)))
	for _, f := range found[:min(n, len(found))] {
		p := v.places[f.at]
		out = append(out, search.Similar{Article: p.article, Passage: int(p.passage), Score: f.cosine})
	}
	return out
}

// compared are the passages of the shortlist with their cosines, in no order.
func (v *view) compared(q *vector, only func(*corpus.Article) bool) []near {
	found := make([]near, 0, min(len(v.places), shortlist+shortlist/4))
	if v.signs == nil {
		for i := range v.allowed(only) {
			found = append(found, near{i, q.cosine(v.vectors[i])})
		}
		return found
	}
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	limit := v.differences(q, only, b)
	for k, i := range b.at {
		if int(b.differs[k]) <= limit {
			found = append(found, near{int(i), q.cosine(v.vectors[i])})
		}
	}
	return found
}

// buffer is the memory of one ranking, used again by later ones.
type buffer struct {
	at      []int32  // passages
	differs []uint16 // by passage of at: signs that are not the question's
	counts  []int    // by number of such signs: passages
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// differences counts the signs in which each passage differs from the question,
// and says up to how many let the passages of the shortlist in.
func (v *view) differences(q *vector, only func(*corpus.Article) bool, b *buffer) (limit int) {
	b.at, b.differs = b.at[:0], b.differs[:0]
	b.counts = append(b.counts[:0], make([]int, v.dims+1)...)
	signs := v.appendSigns(nil, q)
	for i := range v.allowed(only) {
		row := v.signs[i*v.words : (i+1)*v.words]
		differs := 0
		for k, word := range signs {
			differs += bits.OnesCount64(word ^ row[k])
		}
		b.at, b.differs = append(b.at, int32(i)), append(b.differs, uint16(differs))
		b.counts[differs]++
	}
	in := 0
	for limit = range b.counts {
		if in += b.counts[limit]; in >= shortlist {
			break
		}
	}
	return limit
}

// allowed yields the passages of articles for which only is true, in order.
func (v *view) allowed(only func(*corpus.Article) bool) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		var last *corpus.Article
		take := true
		for i := range v.places {
			if a := v.places[i].article; only != nil && a != last {
				last, take = a, only(a)
			}
			if take && !yield(i) {
				return
			}
		}
	}
}
