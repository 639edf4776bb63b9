package edition

import (
	"slices"
	"strings"

	"rapporteur/bot/brief/changes"
	"rapporteur/bot/corpus"
)

// Plan is what an edition is made of. The zero value has nothing to tell.
type Plan struct {
	// Brief are the articles that its body is composed of, by slug: all without an
	// edition before, else those that were added since.
	Brief []*corpus.Article
	// Set is what has changed since the edition before; empty without one.
	Set changes.Set

	now      []*corpus.Article // by slug
	compared bool
}

// NewPlan plans the edition of articles as they are now, after one of articles as
// they were before; nil for before, as against an empty list, means that there was
// no edition before. Articles carry their versions. Two texts of one version are
// taken for the same, since a reference could not tell them apart; of several
// articles of one slug in a list the last one counts.
func NewPlan(now, before []*corpus.Article) Plan {
	p := Plan{now: bySlug(now), compared: before != nil}
	if !p.compared {
		p.Brief = slices.Clone(p.now)
		return p
	}
	old := bySlug(before)
	for i, b := range old {
		if at, found := find(p.now, b.Slug); found && p.now[at].Version == b.Version {
			old[i] = p.now[at]
		}
	}
	p.Set = changes.Sets(old, p.now)
	p.Brief = p.Set.Added
	return p
}

// bySlug orders articles; of one slug the last is kept.
func bySlug(articles []*corpus.Article) []*corpus.Article {
	last := make(map[string]*corpus.Article, len(articles))
	for _, a := range articles {
		if a != nil {
			last[a.Slug] = a
		}
	}
	out := make([]*corpus.Article, 0, len(last))
	for _, a := range last {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b *corpus.Article) int { return strings.Compare(a.Slug, b.Slug) })
	return out
}

func find(articles []*corpus.Article, slug string) (int, bool) {
	return slices.BinarySearchFunc(articles, slug, func(a *corpus.Article, slug string) int { return strings.Compare(a.Slug, slug) })
}

// touched are the articles that the edition is about, by slug; all where it is
// about none.
func (p Plan) touched() []*corpus.Article {
	out := slices.Concat(p.Brief, p.Set.Removed)
	for _, c := range p.Set.Articles {
		if len(changes.News(c.Changes)) > 0 {
			out = append(out, c.New)
		}
	}
	if len(out) == 0 {
		return p.now
	}
	return bySlug(out)
}

// versions are those of the articles as they are now.
func (p Plan) versions() []Version {
	out := make([]Version, len(p.now))
	for i, a := range p.now {
		out[i] = Version{a.Slug, a.Version}
	}
	return out
}
