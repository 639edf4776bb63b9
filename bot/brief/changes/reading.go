package changes

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

const (
	// maxRead is the number of sentences of a version that are aligned by their
	// words. It is more than the longest report has, and bounds the time.
	maxRead = 20_000
	// maxWords is the number of words that are read of one sentence.
	maxWords = 400
)

// sentence is one sentence of a version.
type sentence struct {
	place   corpus.Place
	text    string // display form
	key     string // what must be equal for it to be the same
	wording        // read when it is needed
	weight  float64
	bag     []weighted // the words by id
	ids     []int32    // their different ids, in order
	cut     bool       // there are more than maxWords words
	read    bool
}

// wording is what one or two sentences say, in order.
type wording struct {
	words []word
	swaps []swap
	two   bool // sentences
}

// swap is an expression, a half-open range of words, and what may stand for it, in
// the terms of the thesaurus.
type swap struct {
	from, to int
	variant  []string
}

// and is a wording with another one behind it.
func (w wording) and(next wording) wording {
	both := wording{slices.Concat(w.words, next.words), slices.Clone(w.swaps), true}
	for _, s := range next.swaps {
		both.swaps = append(both.swaps, swap{s.from + len(w.words), s.to + len(w.words), s.variant})
	}
	return both
}

// closest reports whether a reader takes expressions of a relation for the same
// wherever they stand. A capital for its government and an office for another are
// not: the one may be meant as a place, the other is somebody else's.
func closest(r english.Relation) bool { return r <= english.Same }

// swapsOf finds the expressions that have variants.
func (r *reading) swapsOf(words []word) []swap {
	var out []swap
	terms := make([]string, len(words))
	for i := range words {
		terms[i] = words[i].lookup
	}
	for from := range words {
		for to := from + 1; to <= min(len(words), from+english.MaxExpression) && terms[to-1] != ""; to++ {
			for _, t := range r.thesauri {
				t.Lookup(terms[from:to], func(v english.Variant) bool {
					if closest(v.Relation) {
						out = append(out, swap{from, to, v.Terms})
					}
					return true
				})
			}
		}
	}
	return out
}

// weighted is a word by its id alone.
type weighted struct {
	id     int32
	weight float64
}

// stem is english.Stem, asked once for each word.
func (r *reading) stem(folded string) string {
	stem, ok := r.stems[folded]
	if !ok {
		stem = english.Stem(folded)
		r.stems[folded] = stem
	}
	return stem
}

// version is one side: the sentences of one version of the article.
type version struct {
	sentences []*sentence
}

// reading is both versions with what both taken together know of words.
type reading struct {
	before, after version
	thesauri      []*english.Thesaurus
	stems         map[string]string // of folded words
	ids           map[string]int32  // of terms
	frequency     []float64         // sentences that hold a term, by id
	total         float64           // sentences read
	lower         map[string]bool   // words written in lower case somewhere
	upper         map[string]bool   // words written with a capital inside a sentence
}

func newReading(before, after *corpus.Article) *reading {
	r := &reading{
		thesauri: []*english.Thesaurus{english.Default()},
		stems:    make(map[string]string), ids: make(map[string]int32), lower: make(map[string]bool), upper: make(map[string]bool),
	}
	r.before, r.after = sentencesOf(before), sentencesOf(after)
	for _, a := range []*corpus.Article{before, after} {
		if a != nil && len(a.Aliases) > 0 {
			r.thesauri = append(r.thesauri, english.New(a.Aliases))
		}
	}
	return r
}

func sentencesOf(a *corpus.Article) version {
	var v version
	if a == nil {
		return v
	}
	for p, passage := range a.Passages {
		for i, span := range passage.Sentences {
			if span.Len() == 0 {
				continue // the article is without it
			}
			text := a.Plain(span)
			v.sentences = append(v.sentences, &sentence{place: corpus.Place{Article: a, Passage: p, Sentence: i}, text: text, key: keyOf(text)})
		}
	}
	return v
}

// typography makes the same of marks that only look different.
var typography = strings.NewReplacer(" – ", "-", " — ", "-", " - ", "-", "“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'",
	"–", "-", "—", "-", "‑", "-", "…", "...", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u00ad", "")

// keyOf is the form of a sentence in which typography makes no difference.
func keyOf(text string) string { return typography.Replace(text) }

// readAll reads the words of the sentences that are to be aligned by them and
// weighs those.
func (r *reading) readAll(groups ...[]*sentence) {
	var all []*sentence
	for _, group := range groups {
		all = append(all, group...)
	}
	for _, s := range all {
		if !s.read {
			r.capitals(s.text)
		}
	}
	for _, s := range all {
		if s.read {
			continue
		}
		s.words, s.cut = r.readWords(s.text)
		s.read = true
		for i := range s.words {
			w := &s.words[i]
			id, ok := r.ids[w.term]
			if !ok {
				id = int32(len(r.ids))
				r.ids[w.term] = id
				r.frequency = append(r.frequency, 0)
			}
			w.id = id
		}
		s.swaps = r.swapsOf(s.words)
		s.ids = distinct(s.words)
		for _, id := range s.ids {
			r.frequency[id]++
		}
		r.total++
	}
	for _, s := range all {
		s.weight = 0
		for i := range s.words {
			s.words[i].weight = s.words[i].class.share() * math.Log(1+r.total/r.frequency[s.words[i].id])
			s.weight += s.words[i].weight
		}
		s.bag = make([]weighted, len(s.words))
		for i := range s.words {
			s.bag[i] = weighted{s.words[i].id, s.words[i].weight}
		}
		slices.SortFunc(s.bag, func(a, b weighted) int { return cmp.Compare(a.id, b.id) })
	}
}

// capitals notes how the words of a text are written where it matters.
func (r *reading) capitals(text string) {
	for i, t := range english.AppendTokens(nil, text) {
		switch {
		case t.Flags&english.Capital == 0:
			r.lower[english.Fold(text, t)] = true
		case i > 0 && !opensClause(text, t):
			r.upper[english.Fold(text, t)] = true
		}
		if i == maxWords {
			return
		}
	}
}

// opensClause reports whether a token stands behind a mark after which any word
// may have a capital.
func opensClause(text string, t english.Token) bool {
	before := strings.TrimRightFunc(text[:t.Start], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`"'“‘(`, r) })
	return before == "" || strings.ContainsAny(before[len(before)-1:], ".:!?;")
}
