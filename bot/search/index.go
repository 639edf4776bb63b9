package search

import (
	"fmt"
	"slices"
	"strings"
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
	dead        [][]bool          // by segment and article: replaced or removed; nil when none is
	articles    []*corpus.Article // the live ones, by slug
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
			x.articles = append(x.articles, a)
		}
	}
	slices.SortFunc(x.articles, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	for _, a := range x.articles {
		aliases = append(aliases, a.Aliases...)
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
	next, _, err := ix.current.Load().with([]*corpus.Article{a}, nil)
	if err != nil {
		return fmt.Errorf("index article %q: %w", a.Slug, err)
	}
	ix.current.Store(next)
	return nil
}

// Remove takes an article out. It reports false when there is none of that slug.
func (ix *Index) Remove(slug string) bool {
	ix.mu.Lock()
	defer ix.mu.Unlock()
	next, removed, err := ix.current.Load().with(nil, []string{slug})
	if err != nil || removed == 0 {
		return false
	}
	ix.current.Store(next)
	return true
}

// With returns an index with articles added, or put in the place of those with the
// same slugs, and others removed. It shares with ix what stays, and ix does not
// change. A slug to remove need not be there.
func (ix *Index) With(put []*corpus.Article, remove ...string) (*Index, error) {
	next, _, err := ix.current.Load().with(put, remove)
	if err != nil {
		return nil, fmt.Errorf("index %d articles more: %w", len(put), err)
	}
	out := new(Index)
	out.current.Store(next)
	return out, nil
}

// with returns another state, and how many passages went.
func (x *snapshot) with(put []*corpus.Article, remove []string) (next *snapshot, removed int, err error) {
	next = x
	added := 0
	for _, a := range put {
		added += len(a.Passages)
		remove = append(slices.Clip(remove), a.Slug)
	}
	for _, slug := range remove {
		segments, dead, n := next.without(slug)
		next, removed = &snapshot{segments: segments, dead: dead}, removed+n
	}
	if passages := x.stats.docs + added - removed; passages > corpus.MaxPassages {
		return nil, 0, fmt.Errorf("%d passages: %w", passages, corpus.ErrTooManyPassages)
	}
	segments, dead := slices.Clone(next.segments), slices.Clone(next.dead)
	if len(put) > 0 {
		segments, dead = append(segments, buildSegment(put)), append(dead, nil)
	}
	return newSnapshot(merge(segments, dead)), removed, nil
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

// Articles returns the articles of the index, by slug.
func (ix *Index) Articles() []*corpus.Article { return slices.Clone(ix.current.Load().articles) }
