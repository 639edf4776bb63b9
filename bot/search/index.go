package search

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// Index finds passages and sentences. Articles can be replaced while other
// goroutines search: a search sees the library as it was when it began.
type Index struct {
	mu      sync.Mutex // held by writers
	current atomic.Pointer[snapshot]
}

// snapshot is one state of an index. It is not changed once it is current.
type snapshot struct {
	segments    []*segment
	dead        [][]bool // by segment and article: replaced or removed; nil when none is
	stats       *stats
	thesauruses []*english.Thesaurus
}

// New returns an index of articles with distinct slugs.
func New(articles []*corpus.Article) (*Index, error) {
	seen := make(map[string]bool, len(articles))
	passages := 0
	for _, a := range articles {
		if seen[a.Slug] {
			return nil, fmt.Errorf("index articles: %q is there twice", a.Slug)
		}
		seen[a.Slug] = true
		passages += len(a.Passages)
	}
	if passages > corpus.MaxPassages {
		return nil, fmt.Errorf("index articles: %d passages: %w", passages, corpus.ErrTooManyPassages)
	}
	ix := new(Index)
	var segments []*segment
	if len(articles) > 0 {
		segments = append(segments, buildSegment(articles))
	}
	ix.current.Store(newSnapshot(segments, make([][]bool, len(segments))))
	return ix, nil
}

func newSnapshot(segments []*segment, dead [][]bool) *snapshot {
	x := &snapshot{segments: segments, dead: dead, thesauruses: []*english.Thesaurus{english.Default()}}
	docs := 0
	var aliases [][]string
	for i, s := range segments {
		for k, a := range s.articles {
			if dead[i] != nil && dead[i][k] {
				continue
			}
			docs += int(s.first[k+1] - s.first[k])
			aliases = append(aliases, a.Aliases...)
		}
	}
	if len(aliases) > 0 {
		x.thesauruses = append(x.thesauruses, english.New(aliases))
	}
	x.stats = newStats(segments, docs)
	return x
}

// Put adds an article, or replaces the one with the same slug.
func (ix *Index) Put(a *corpus.Article) error {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	x := ix.current.Load()
	passages := x.stats.docs + len(a.Passages)
	segments, dead, removed := x.without(a.Slug)
	if passages-removed > corpus.MaxPassages {
		return fmt.Errorf("index article %q: %d passages: %w", a.Slug, passages-removed, corpus.ErrTooManyPassages)
	}
	segments, dead = merge(append(segments, buildSegment([]*corpus.Article{a})), append(dead, nil))
	ix.current.Store(newSnapshot(segments, dead))
	return nil
}

// Remove takes an article out. It reports false when there is none of that slug.
func (ix *Index) Remove(slug string) bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	x := ix.current.Load()
	segments, dead, removed := x.without(slug)
	if removed == 0 {
		return false
	}
	segments, dead = merge(segments, dead)
	ix.current.Store(newSnapshot(segments, dead))
	return true
}

// without returns the segments with one article marked dead, and how many
// passages that took away. A segment with nothing left is dropped.
func (x *snapshot) without(slug string) (segments []*segment, dead [][]bool, removed int) {
	for i, s := range x.segments {
		marks := x.dead[i]
		k := slices.IndexFunc(s.articles, func(a *corpus.Article) bool { return a.Slug == slug })
		if k >= 0 && (marks == nil || !marks[k]) {
			marks = slices.Clone(marks)
			if marks == nil {
				marks = make([]bool, len(s.articles))
			}
			marks[k] = true
			removed = int(s.first[k+1] - s.first[k])
		}
		if marks != nil && !slices.Contains(marks, false) {
			continue
		}
		segments, dead = append(segments, s), append(dead, marks)
	}
	return segments, dead, removed
}

// merge joins segments at the end until each is at least twice as large as the
// one after it, so that their number stays logarithmic and an edit in a large
// library costs little. A segment that is half dead is built anew.
func merge(segments []*segment, dead [][]bool) ([]*segment, [][]bool) {
	live := func(i int) int { return livePassages(segments[i], dead[i]) }
	for i := range segments {
		if dead[i] != nil && 2*live(i) < len(segments[i].docs) {
			segments[i], dead[i] = buildSegment(liveArticles(segments[i], dead[i])), nil
		}
	}
	for n := len(segments); n > 1 && live(n-2) < 2*live(n-1); n = len(segments) {
		articles := append(liveArticles(segments[n-2], dead[n-2]), liveArticles(segments[n-1], dead[n-1])...)
		segments, dead = append(segments[:n-2], buildSegment(articles)), append(dead[:n-2], nil)
	}
	return segments, dead
}

func livePassages(s *segment, dead []bool) int {
	n := 0
	for k := range s.articles {
		if dead == nil || !dead[k] {
			n += int(s.first[k+1] - s.first[k])
		}
	}
	return n
}

func liveArticles(s *segment, dead []bool) []*corpus.Article {
	var out []*corpus.Article
	for k, a := range s.articles {
		if dead == nil || !dead[k] {
			out = append(out, a)
		}
	}
	return out
}

// Articles returns the articles of the index, in no particular order.
func (ix *Index) Articles() []*corpus.Article {
	x := ix.current.Load()
	var out []*corpus.Article
	for i, s := range x.segments {
		out = append(out, liveArticles(s, x.dead[i])...)
	}
	return out
}
