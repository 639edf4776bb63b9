package disagree

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/curate/alike"
)

// How candidates are found.
const (
	// rareKeys is how many of a sentence's rarest terms lead to others.
	rareKeys = 4
	// mostPostings is in how many sentences a term may stand that leads to others.
	mostPostings = 400
	// leastShared is how many terms two sentences have in common that are compared.
	leastShared = 2
	// leastShare is which share of the shorter one's terms that must be.
	leastShare = .4
)

// Finder keeps articles read, so that one more is compared with all of them without
// reading those again. One goroutine may use it at a time. Make one with NewFinder.
type Finder struct {
	reader   *alike.Reader
	articles map[string][]*statement
	postings map[int32][]*statement // by the number of a term's key
	changes  int                    // how often articles were put or removed
}

// NewFinder returns a finder that has no article.
func NewFinder() *Finder {
	return &Finder{reader: alike.NewReader(), articles: make(map[string][]*statement), postings: make(map[int32][]*statement)}
}

// Put adds an article, in place of the one with its slug.
func (f *Finder) Put(a *corpus.Article) {
	f.Remove(a.Slug)
	f.changes++
	all := readArticle(f.reader, a)
	f.articles[a.Slug] = all
	for _, s := range all {
		for _, k := range s.keys {
			f.postings[k] = append(f.postings[k], s)
		}
	}
}

// Remove takes an article out. Without one of that slug it does nothing.
func (f *Finder) Remove(slug string) {
	f.changes++
	gone := f.articles[slug]
	delete(f.articles, slug)
	touched := make(map[int32]bool)
	for _, s := range gone {
		for _, k := range s.keys {
			touched[k] = true
		}
	}
	for k := range touched {
		f.postings[k] = slices.DeleteFunc(f.postings[k], func(s *statement) bool { return s.place.Article.Slug == slug })
		if len(f.postings[k]) == 0 {
			delete(f.postings, k)
		}
	}
}

// All returns the disagreements of all articles, by A, B and kind.
func (f *Finder) All() []Disagreement {
	led := make(map[int32][]*statement)
	for _, all := range f.articles {
		for _, s := range all {
			for _, k := range f.rarest(s) {
				led[k] = append(led[k], s)
			}
		}
	}
	var out []Disagreement
	seen := make(map[*statement]bool)
	for _, all := range f.articles {
		for _, s := range all {
			clear(seen)
			for _, k := range s.keys {
				for _, o := range led[k] {
					out = f.consider(out, s, o, seen)
				}
			}
		}
	}
	return order(out)
}

// For returns the disagreements that the article of a slug has a part in, by A, B
// and kind.
func (f *Finder) For(slug string) []Disagreement {
	var out []Disagreement
	seen := make(map[*statement]bool)
	for _, s := range f.articles[slug] {
		clear(seen)
		rare := f.rarest(s)
		for _, k := range s.keys {
			if len(f.postings[k]) > mostPostings {
				continue
			}
			leads := slices.Contains(rare, k)
			for _, o := range f.postings[k] {
				if leads || slices.Contains(f.rarest(o), k) {
					out = f.consider(out, s, o, seen)
				}
			}
		}
	}
	return order(out)
}

// consider appends what two statements disagree in, unless s has been laid beside o.
func (f *Finder) consider(dst []Disagreement, s, o *statement, seen map[*statement]bool) []Disagreement {
	if s == o || seen[o] {
		return dst
	}
	seen[o] = true
	if !likely(f.shared(s, o), s, o) {
		return dst
	}
	return f.compare(dst, s, o)
}

// before reports whether a's place comes before b's.
func before(a, b *statement) bool { return comparePlaces(a.place, b.place) < 0 }

// rarest are the keys of a statement that the fewest sentences have, those left out
// that too many have. They lead from others to it.
func (f *Finder) rarest(s *statement) []int32 {
	if s.rareAt != f.changes {
		s.rareAt = f.changes
		s.rare = slices.DeleteFunc(append(s.rare[:0], s.keys...), func(k int32) bool {
			n := len(f.postings[k])
			return n == 1 || n > mostPostings // a term of this sentence only leads nowhere
		})
		slices.SortFunc(s.rare, func(a, b int32) int {
			return cmp.Or(cmp.Compare(len(f.postings[a]), len(f.postings[b])), strings.Compare(f.reader.Key(a), f.reader.Key(b)))
		})
		s.rare = s.rare[:min(len(s.rare), rareKeys)]
	}
	return s.rare
}

// shared is how many terms two statements have in common, an expression counting as
// two. In different articles, what the title of one and the sentences before have counts
// too where the other says it.
func (f *Finder) shared(a, b *statement) int {
	n := 0
	for _, k := range a.keys {
		_, both := slices.BinarySearch(b.keys, k)
		switch {
		case both && strings.Contains(f.reader.Key(k), " "):
			n += 2
		case both, a.place.Article != b.place.Article && slices.Contains(b.context, k):
			n++
		}
	}
	if a.place.Article == b.place.Article {
		return n
	}
	for _, k := range b.keys {
		if _, both := slices.BinarySearch(a.keys, k); !both && slices.Contains(a.context, k) {
			n++
		}
	}
	return n
}

// likely reports whether two statements with so many terms in common are worth a
// closer look.
func likely(common int, a, b *statement) bool {
	return common >= leastShared && leastShare*float32(min(len(a.keys), len(b.keys))) <= float32(common)
}
