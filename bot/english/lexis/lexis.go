package lexis

import _ "embed"

//go:embed lexis.bin
var data string

// Word is an entry. The zero value is none: it is linked with nothing.
type Word uint16

// Kind says how a word stands to another.
type Kind uint8

// The kinds of links, read as "b is … of a".
const (
	Synonym  Kind = iota // a word with the same meaning: buy, purchase
	Similar              // an adjective or a verb of a meaning close by: big, huge
	Derived              // a word of the same root: destroy, destruction
	Antonym              // a direct opposite: buy, sell
	Opposite             // an opposite by way of a word that means the same: tiny, large
	General              // a wider word, one step up: walk, move
	Broad                // the same, two steps up: stroll, move
	Special              // a closer word, one step down: move, walk
	Narrow               // the same, two steps down: move, stroll
	Kinds                // the number of kinds
)

// Links says how strongly a word is linked to another, by kind, 0..1. Two words
// that mean the same in the only sense that each has are Synonym 1; with
// several senses it is the summed product of the shares that the common ones
// have of each word's use, its root taken.
type Links [Kinds]float32

// The layout of lexis.bin, all numbers little-endian. The header is followed by
// six tables, one after the other:
//
//	slots    uint16 by slot, the hash table: an entry or 0
//	names    uint32 by entry, and one more: where its text begins
//	rows     uint32 by entry, and one more: where its links begin
//	vectors  dimensions int8 by entry, a multiple of four, of length VectorUnit
//	links    3 bytes each: entry (uint16), kind (3 bits) and weight (5 bits)
//	text     of the entries
//
// Entry 0 is none. The links of an entry are sorted by entry, then kind.
const (
	headerBytes = 16
	linkBytes   = 3
	maxWeight   = 31
)

// tables are the offsets of the parts of lexis.bin.
type tables struct {
	slots, names, rows, vectors, links, text int
	mask                                     uint32
	entries, dimensions                      int
}

// parts is made from a header that the compiler wrote, of fixed size.
var parts = locate(data)

func locate(d string) tables {
	if len(d) < headerBytes {
		return tables{}
	}
	var t tables
	slots := int(u32(d, 0))
	t.entries, t.dimensions = int(u32(d, 4)), int(u32(d, 8))
	links := int(u32(d, 12))
	t.mask = uint32(slots - 1)
	t.slots = headerBytes
	t.names = t.slots + 2*slots
	t.rows = t.names + 4*(t.entries+1)
	t.vectors = t.rows + 4*(t.entries+1)
	t.links = t.vectors + t.dimensions*t.entries
	t.text = t.links + linkBytes*links
	return t
}

func u16(d string, at int) uint16 { return uint16(d[at]) | uint16(d[at+1])<<8 }

func u32(d string, at int) uint32 {
	_ = d[at+3]
	return uint32(d[at]) | uint32(d[at+1])<<8 | uint32(d[at+2])<<16 | uint32(d[at+3])<<24
}

// Hash is the hash under which the compiler files an entry: FNV-1a.
func Hash(key string) uint32 {
	h := uint32(2166136261)
	for i := range len(key) {
		h = (h ^ uint32(key[i])) * 16777619
	}
	return h
}

// Find returns the entry of a stem or of an expression, whose terms (as
// english.Terms gives them) are joined by spaces; 0 when there is none.
func Find(key string) Word {
	for slot := Hash(key) & parts.mask; ; slot = (slot + 1) & parts.mask {
		w := Word(u16(data, parts.slots+2*int(slot)))
		if w == 0 || w.Key() == key {
			return w
		}
	}
}

// Key is the entry's own key, "" for none.
func (w Word) Key() string {
	at := parts.names + 4*int(w)
	return data[parts.text+int(u32(data, at)) : parts.text+int(u32(data, at+4))]
}

// Len is the number of entries. They are Word 1 to Len, in the order of their keys.
func Len() int { return parts.entries - 1 }

// Between returns how b stands to a. It is zero when either is none and when
// both are the same.
func Between(a, b Word) Links {
	var out Links
	row(a, b, &out)
	// What is less general may be missing in a row, of which only so many are kept.
	var back Links
	row(b, a, &back)
	out[Special], out[Narrow] = back[General], back[Broad]
	return out
}

// Broader returns how strongly the second word is a wider one for the first, by one
// or two steps: who walks moves.
func (l *Links) Broader() float32 { return max(l[General], l[Broad]) }

// Narrower returns how strongly the second word is a closer one than the first, by
// one or two steps: who moves need not walk.
func (l *Links) Narrower() float32 { return max(l[Special], l[Narrow]) }

// Opposed returns how strongly the two are opposites, by any way.
func (l *Links) Opposed() float32 { return max(l[Antonym], l[Opposite]) }

// row reads the links from a to b.
func row(a, b Word, out *Links) {
	low, high := span(a)
	end := high
	for low < high {
		middle := (low + high) / 2
		if Word(u16(data, parts.links+linkBytes*middle)) < b {
			low = middle + 1
		} else {
			high = middle
		}
	}
	for ; low < end; low++ {
		at := parts.links + linkBytes*low
		if Word(u16(data, at)) != b {
			return
		}
		out[data[at+2]>>5] = float32(data[at+2]&maxWeight) / maxWeight
	}
}

// span is the range of a word's links.
func span(w Word) (low, high int) {
	at := parts.rows + 4*int(w)
	return int(u32(data, at)), int(u32(data, at+4))
}

// Each calls yield for every link of a word, in the order of the other words,
// until yield returns false.
func Each(w Word, yield func(other Word, kind Kind, weight float32) bool) {
	low, high := span(w)
	for ; low < high; low++ {
		at := parts.links + linkBytes*low
		if !yield(Word(u16(data, at)), Kind(data[at+2]>>5), float32(data[at+2]&maxWeight)/maxWeight) {
			return
		}
	}
}

// VectorUnit is the length of a stored vector.
const VectorUnit = 127

// Similarity is the cosine of the words' vectors, -1..1: how near they are in
// meaning, opposites included. It is 0 when either is none. Unrelated words lie
// around 0; README.md says what a value is worth.
func Similarity(a, b Word) float32 {
	n := parts.dimensions
	x := data[parts.vectors+n*int(a):][:n]
	y := data[parts.vectors+n*int(b):][:n]
	var even, odd int32 // two sums, since one would wait for itself
	for len(x) >= 4 && len(y) >= 4 {
		even += int32(int8(x[0]))*int32(int8(y[0])) + int32(int8(x[2]))*int32(int8(y[2]))
		odd += int32(int8(x[1]))*int32(int8(y[1])) + int32(int8(x[3]))*int32(int8(y[3]))
		x, y = x[4:], y[4:]
	}
	return max(-1, min(1, float32(even+odd)/(VectorUnit*VectorUnit)))
}
