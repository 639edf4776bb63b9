package curate

import (
	"maps"
	"slices"
	"strings"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
	"rapporteur/bot/store"
)

// key names an article among those of all guilds.
type key struct{ guild, slug string }

// held is an article as it stands.
type held struct {
	store.Article
	article *corpus.Article // nil when it is not live, or cannot be read any more
}

func (h *held) key() key { return key{h.Guild, h.Slug} }

// pending reports whether the file on disk is still to be written or removed.
func (h *held) pending() bool { return h.Written != h.Version }

// state is what all guilds may read at one time. It is not changed once made.
type state struct {
	held    map[key]held
	files   map[string]key // whose a file is, of those that are live
	indexes map[string]*search.Index
}

func emptyState() *state {
	index, err := search.New(nil)
	if err != nil { // only of articles
		panic(err)
	}
	return &state{held: make(map[key]held), files: make(map[string]key), indexes: map[string]*search.Index{"": index}}
}

// index is of what a guild may read.
func (s *state) index(guild string) *search.Index {
	if index, ok := s.indexes[guild]; ok {
		return index
	}
	return s.indexes[""]
}

func (s *state) guilds() []string {
	var out []string
	for guild := range s.indexes {
		if guild != "" {
			out = append(out, guild)
		}
	}
	slices.Sort(out)
	return out
}

// reads is the article of a slug that a guild may read. Its own hides a shared one.
func (s *state) reads(guild, slug string) *corpus.Article {
	if own := s.held[key{guild, slug}].article; own != nil {
		return own
	}
	return s.held[key{"", slug}].article
}

// with is the state after changes. Only the indexes that they touch are made anew,
// and those share what stays. The error wraps corpus.ErrTooManyPassages.
func (s *state) with(changes []held) (*state, error) {
	next := &state{held: maps.Clone(s.held), files: maps.Clone(s.files), indexes: make(map[string]*search.Index)}
	touched := make(map[string][]string) // slugs by guild
	for _, h := range changes {
		before := s.held[h.key()]
		if before.Live && next.files[before.File] == h.key() {
			delete(next.files, before.File)
		}
		next.held[h.key()] = h
		if before.article != h.article {
			touched[h.Guild] = append(touched[h.Guild], h.Slug)
		}
	}
	for _, h := range changes {
		if h.Live {
			next.files[h.File] = h.key()
		}
	}
	shared, err := next.reindex(s.indexes[""], "", touched[""])
	if err != nil {
		return nil, err
	}
	next.indexes[""] = shared
	for guild, slugs := range next.own() {
		base, ok := s.indexes[guild]
		if ok {
			slugs = append(slices.Clone(touched[""]), touched[guild]...)
		} else {
			base = shared
		}
		if next.indexes[guild], err = next.reindex(base, guild, slugs); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// own are the slugs of the articles that guilds have of their own.
func (s *state) own() map[string][]string {
	own := make(map[string][]string)
	for k, h := range s.held {
		if k.guild != "" && h.article != nil {
			own[k.guild] = append(own[k.guild], k.slug)
		}
	}
	return own
}

// reindex brings an index of a guild into line with the articles of some slugs.
func (s *state) reindex(index *search.Index, guild string, slugs []string) (*search.Index, error) {
	slices.Sort(slugs)
	var put []*corpus.Article
	var remove []string
	for _, slug := range slices.Compact(slugs) {
		if a := s.reads(guild, slug); a != nil {
			put = append(put, a)
		} else {
			remove = append(remove, slug)
		}
	}
	if len(put)+len(remove) == 0 {
		return index, nil
	}
	return index.With(put, remove...)
}

// passages is how many passages each guild has of its own; "" is of the shared ones.
type passages map[string]int

func (s *state) passages() passages {
	n := make(passages)
	for k, h := range s.held {
		if h.article != nil {
			n[k.guild] += len(h.article.Passages)
		}
	}
	return n
}

// fit reports whether every guild that reads a guild's articles has room for so
// many passages more.
func (n passages) fit(guild string, more int) bool {
	if more <= 0 {
		return true
	}
	most := n[guild]
	for other, own := range n {
		if other != "" && (guild == "" || other == guild) {
			most = max(most, n[""]+own)
		}
	}
	if guild != "" && n[guild] == 0 {
		most = n[""]
	}
	return most+more <= corpus.MaxPassages
}

// sorted are all articles, by guild and slug.
func (s *state) sorted() []held {
	return slices.SortedFunc(maps.Values(s.held), func(a, b held) int {
		if c := strings.Compare(a.Guild, b.Guild); c != 0 {
			return c
		}
		return strings.Compare(a.Slug, b.Slug)
	})
}
