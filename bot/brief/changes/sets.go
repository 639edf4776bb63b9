package changes

import (
	"cmp"
	"slices"

	"rapporteur/bot/corpus"
)

// Set is what has changed between two sets of articles.
type Set struct {
	Added, Removed []*corpus.Article // by slug
	Articles       []Article         // in both sets, by the new slug; those without any change are left out
}

// Article is an article of both sets with its changes.
type Article struct {
	Old, New *corpus.Article
	Changes  []Change
}

// Sets gives what has changed between two sets of articles. Articles are the same
// when their slugs are, and one whose slug is gone is the same as a new one that has
// at least half of either's sentences word by word. Of several articles of one slug
// in a set the last one counts; nil ones do not.
func Sets(before, after []*corpus.Article) Set {
	olds, news := bySlug(before), bySlug(after)
	var s Set
	for slug, n := range news {
		if o, ok := olds[slug]; ok {
			s.add(o, n)
			delete(olds, slug)
			delete(news, slug)
		}
	}
	s.renamed(olds, news)
	s.Removed, s.Added = sorted(olds), sorted(news)
	slices.SortFunc(s.Articles, func(a, b Article) int { return cmp.Compare(a.New.Slug, b.New.Slug) })
	return s
}

func bySlug(articles []*corpus.Article) map[string]*corpus.Article {
	m := make(map[string]*corpus.Article, len(articles))
	for _, a := range articles {
		if a != nil {
			m[a.Slug] = a
		}
	}
	return m
}

func sorted(articles map[string]*corpus.Article) []*corpus.Article {
	var out []*corpus.Article
	for _, a := range articles {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *corpus.Article) int { return cmp.Compare(a.Slug, b.Slug) })
	return out
}

// add compares two versions of an article and notes what is not the same.
func (s *Set) add(before, after *corpus.Article) {
	if before == after || before.Slug == after.Slug && before.Text == after.Text {
		return
	}
	changes := Between(before, after)
	if before.Slug != after.Slug || slices.ContainsFunc(changes, func(c Change) bool { return c.Kind != Same }) {
		s.Articles = append(s.Articles, Article{before, after, changes})
	}
}

// renamed pairs what is left of both sets by the sentences that they share. Each
// new article takes the old one with which it shares most, in the order of slugs.
func (s *Set) renamed(olds, news map[string]*corpus.Article) {
	if len(olds) == 0 || len(news) == 0 {
		return
	}
	having := make(map[string][]*corpus.Article) // a sentence's key to the old articles with it
	count := make(map[*corpus.Article]int)
	for _, o := range sorted(olds) {
		for key := range keysOf(o) {
			having[key] = append(having[key], o)
			count[o]++
		}
	}
	for _, n := range sorted(news) {
		shared := make(map[*corpus.Article]int)
		keys := keysOf(n)
		for key := range keys {
			if len(having[key]) <= maxPostings {
				for _, o := range having[key] {
					shared[o]++
				}
			}
		}
		var best *corpus.Article
		for o, k := range shared {
			if olds[o.Slug] == o && 2*k >= max(len(keys), count[o]) && (best == nil || k > shared[best] || k == shared[best] && o.Slug < best.Slug) {
				best = o
			}
		}
		if best != nil {
			s.add(best, n)
			delete(olds, best.Slug)
			delete(news, n.Slug)
		}
	}
}

// keysOf are the different sentences of an article.
func keysOf(a *corpus.Article) map[string]bool {
	keys := make(map[string]bool)
	for _, p := range a.Passages {
		for _, span := range p.Sentences {
			if span.Len() > 0 { // else the article is without it
				keys[keyOf(a.Plain(span))] = true
			}
		}
	}
	return keys
}
