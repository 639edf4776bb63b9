package disputes

import (
	"cmp"
	"slices"
	"time"

	"rapporteur/bot/corpus"
)

// Rulings are what the moderators of a guild have ruled. They do not change.
type Rulings struct{ by map[pair]Ruling }

// Rulings are those of a guild by which some sentence falls; nil where there is none. It
// takes the time of a look-up, and gives the same as long as nothing is ruled.
func (d *Docket) Rulings(guild string) *Rulings {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.falling[guild]
}

// fallingIn are rulings by which something falls, nil without any.
func fallingIn(all rulings) *Rulings {
	for _, r := range all {
		if !r.Both {
			return &Rulings{all}
		}
	}
	return nil
}

// Fallen says what stands instead of the sentences that fell, as far as articles have
// both. The zero value is that nothing fell.
type Fallen struct{ instead map[Sentence][]corpus.Place }

// Fallen is what fell of articles by rulings that were made by a time; the zero time
// is for all.
//
// What stands may itself fall by another ruling: then what stands instead of that does,
// and so on. Where that leads to no sentence which stands, the rulings contradict each
// other, and nothing falls by them.
func (r *Rulings) Fallen(articles []*corpus.Article, by time.Time) Fallen {
	if r == nil {
		return Fallen{}
	}
	over := make(map[Sentence][]Sentence) // what was ruled to stand over it
	said := r.placesIn(articles)
	for _, x := range r.by {
		if !x.Both && (by.IsZero() || !x.At.After(by)) && said[x.Stands] != nil && said[x.Falls] != nil {
			over[x.Falls] = append(over[x.Falls], x.Stands)
		}
	}
	var f Fallen
	for s := range over {
		var stand []corpus.Place
		for _, up := range standing(s, over, make(map[Sentence]bool)) {
			stand = append(stand, said[up]...)
		}
		if len(stand) == 0 {
			continue
		}
		if f.instead == nil {
			f.instead = make(map[Sentence][]corpus.Place)
		}
		slices.SortFunc(stand, byPlace)
		f.instead[s] = stand
	}
	return f
}

// standing are the sentences above s that nothing stands over. seen has those that were
// passed on the way.
func standing(s Sentence, over map[Sentence][]Sentence, seen map[Sentence]bool) (out []Sentence) {
	if seen[s] {
		return nil
	}
	seen[s] = true
	if len(over[s]) == 0 {
		return []Sentence{s}
	}
	for _, up := range over[s] {
		out = append(out, standing(up, over, seen)...)
	}
	return out
}

// placesIn are the places in articles of the sentences that were ruled on.
func (r *Rulings) placesIn(articles []*corpus.Article) map[Sentence][]corpus.Place {
	ruled := make(map[Sentence]bool, 2*len(r.by))
	slugs := make(map[string]bool)
	for p := range r.by {
		ruled[p.a], ruled[p.b], slugs[p.a.Slug], slugs[p.b.Slug] = true, true, true, true
	}
	out := make(map[Sentence][]corpus.Place)
	for _, a := range articles {
		if slugs[a.Slug] {
			eachSentence(a, func(p corpus.Place) {
				if s := SentenceAt(p); ruled[s] {
					out[s] = append(out[s], p)
				}
			})
		}
	}
	return out
}

// Find is where articles have a sentence; it reports false where they do not.
func Find(articles []*corpus.Article, s Sentence) (at corpus.Place, ok bool) {
	for _, a := range articles {
		if a.Slug == s.Slug {
			eachSentence(a, func(p corpus.Place) {
				if !ok && SentenceAt(p) == s {
					at, ok = p, true
				}
			})
		}
	}
	return at, ok
}

func eachSentence(a *corpus.Article, do func(corpus.Place)) {
	for i := range a.Passages {
		for k := range a.Passages[i].Sentences {
			do(corpus.Place{Article: a, Passage: i, Sentence: k})
		}
	}
}

func byPlace(x, y corpus.Place) int {
	return cmp.Or(cmp.Compare(x.Article.Slug, y.Article.Slug), cmp.Compare(x.Passage, y.Passage), cmp.Compare(x.Sentence, y.Sentence))
}

// Any reports whether something fell.
func (f Fallen) Any() bool { return len(f.instead) > 0 }

// Instead is what stands instead of a sentence; nothing for one that did not fall.
func (f Fallen) Instead(p corpus.Place) []corpus.Place {
	if len(f.instead) == 0 {
		return nil
	}
	return f.instead[SentenceAt(p)]
}

// Strike gives articles without what fell, in whatever version they are; an article of
// which nothing did is the same. touched are those of which something did.
func (f Fallen) Strike(articles []*corpus.Article) (all, touched []*corpus.Article) {
	slugs := make(map[string]bool)
	for s := range f.instead {
		slugs[s.Slug] = true
	}
	all = slices.Clone(articles)
	for i, a := range all {
		if !slugs[a.Slug] {
			continue
		}
		var struck []corpus.Place
		eachSentence(a, func(p corpus.Place) {
			if f.instead[SentenceAt(p)] != nil {
				struck = append(struck, p)
			}
		})
		if len(struck) > 0 {
			all[i] = a.Without(struck...)
			touched = append(touched, all[i])
		}
	}
	return all, touched
}
