// Package near finds the articles of a library that say the same as a new one, or
// nearly, so that a moderator does not store it twice: a copy, a later version, a
// part of one, or one that holds another as its part.
//
// Two articles are compared by the runs of [shingle] words that both have. An index
// has the runs of a library, eight bytes for each word, and looks each of them up
// among those of the new article, so that the shares are exact. Pure.
package near

import (
	"cmp"
	"hash/maphash"
	"slices"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
)

// shingle is how many words make a run. Shorter ones are shared by articles on the
// same matter, of longer ones an edit breaks too many.
const shingle = 4

const (
	// shared is the share of the shorter article's runs from which one is pointed
	// out. Measured on edited copies of the open sets; see the test.
	shared = 0.2
	// minRuns is how many runs both must have at least: a boilerplate sentence
	// makes no copy.
	minRuns = 12
)

// Kind says how an article stands to the new one.
type Kind byte

// The kinds, the closest first.
const (
	Same    Kind = iota // the same words, be it in other paragraphs
	Version             // most of both is the same
	Part                // the new article is a part of that one
	Whole               // that article is a part of the new one
)

// Match is an article that says the same as the new one, or nearly.
type Match struct {
	Article *corpus.Article
	Kind    Kind
	// OfNew is the share of the new article's runs that the other has, OfOld the
	// share of the other's that the new one has; from 0 to 1.
	OfNew, OfOld float64
}

// Changes are what has changed from the article that is there to the new one.
func (m Match) Changes(article *corpus.Article) []changes.Change {
	return changes.Between(m.Article, article)
}

// Index are the articles of a library, ready to be compared. It is not changed after
// NewIndex has returned it.
type Index struct {
	seed    maphash.Seed
	entries []entry
}

type entry struct {
	article *corpus.Article
	runs    []uint64 // each once
}

// NewIndex makes an index of articles.
func NewIndex(articles []*corpus.Article) *Index {
	x := &Index{seed: maphash.MakeSeed()}
	for _, a := range articles {
		x.entries = append(x.entries, entry{a, x.runs(a)})
	}
	return x
}

// Find finds the articles that say the same as article, or nearly, the closest
// first, at most limit. One of the same name is compared like any other.
func (x *Index) Find(article *corpus.Article, limit int) []Match {
	runs := x.runs(article)
	own := make(map[uint64]struct{}, len(runs))
	for _, run := range runs {
		own[run] = struct{}{}
	}
	var found []Match
	for _, e := range x.entries {
		common := 0
		for _, run := range e.runs {
			if _, ok := own[run]; ok {
				common++
			}
		}
		small := min(len(own), len(e.runs))
		// Articles of a sentence or two are copies if they share everything.
		if common == 0 || common < min(minRuns, small) || float64(common) < shared*float64(small) {
			continue
		}
		m := Match{Article: e.article, OfNew: float64(common) / float64(len(own)), OfOld: float64(common) / float64(len(e.runs))}
		m.Kind = m.kind()
		found = append(found, m)
	}
	slices.SortStableFunc(found, func(a, b Match) int { return cmp.Compare(b.OfNew+b.OfOld, a.OfNew+a.OfOld) })
	return found[:min(len(found), limit)]
}

func (m Match) kind() Kind {
	switch {
	case m.OfNew == 1 && m.OfOld == 1:
		return Same
	case m.OfNew >= 2*m.OfOld:
		return Part
	case m.OfOld >= 2*m.OfNew:
		return Whole
	}
	return Version
}

// runs are the hashes of an article's runs of words, each once. Runs do not go over
// the end of a passage, so that it does not matter in which order these stand.
func (x *Index) runs(a *corpus.Article) []uint64 {
	var out []uint64
	for _, p := range a.Passages {
		words := x.words(a.Plain(p.Span))
		size := min(shingle, len(words))
		for i := 0; size > 0 && i+size <= len(words); i++ {
			run := uint64(size)
			for _, word := range words[i : i+size] {
				run = (run ^ word) * 0x9E3779B97F4A7C15 // Fibonacci hashing
				run ^= run >> 32
			}
			out = append(out, run)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words are the hashes of the words of text in lower case. Scripts that put no
// space between words count each character as one.
func (x *Index) words(text string) []uint64 {
	var words []uint64
	word := make([]byte, 0, 32)
	end := func() {
		if len(word) > 0 {
			words = append(words, maphash.Bytes(x.seed, word))
			word = word[:0]
		}
	}
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			word = append(word, byte(r))
		case r >= 'A' && r <= 'Z':
			word = append(word, byte(r-'A'+'a'))
		case r == '\'' || r == '’':
		case r < utf8.RuneSelf:
			end()
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			end()
			word = utf8.AppendRune(word, r)
			end()
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			word = utf8.AppendRune(word, unicode.ToLower(r))
		default:
			end()
		}
	}
	end()
	return words
}
