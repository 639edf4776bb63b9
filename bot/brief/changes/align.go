package changes

import (
	"cmp"
	"slices"

	"rapporteur/bot/corpus"
)

// alignment pairs the sentences of both versions by their indexes.
type alignment struct {
	*reading
	toNew, toOld [][]int // partners; nil without any
	extra        []bool  // of the old: the new version has the sentence fewer times
	extraNew     []bool
	judged       int // pairs that cite was asked about
	work         work
}

// work is what aligning two versions costs, counted so that a test can hold it
// against the limits.
type work struct {
	met      int // how often a word led to a sentence
	compared int // pairs of wordings
	words    int // the products of the numbers of their words
}

func newAlignment(r *reading) *alignment {
	n, m := len(r.before.sentences), len(r.after.sentences)
	return &alignment{reading: r, toNew: make([][]int, n), toOld: make([][]int, m), extra: make([]bool, n), extraNew: make([]bool, m)}
}

// pairEqual pairs the sentences of the same wording: those that both versions have
// as often, the first with the first; of the others those beside a pair, and then
// the first with the first as far as they go.
func (a *alignment) pairEqual() {
	olds, news := placesOf(a.before), placesOf(a.after)
	for key, at := range olds {
		if len(at) == len(news[key]) {
			for k, i := range at {
				a.pair(i, news[key][k])
			}
		}
	}
	for i := range a.toNew {
		a.pairBeside(i, -1)
	}
	for i := len(a.toNew) - 1; i >= 0; i-- {
		a.pairBeside(i, 1)
	}
	for key, at := range olds {
		to := news[key]
		for _, i := range at {
			for len(to) > 0 && a.toOld[to[0]] != nil {
				to = to[1:]
			}
			if a.toNew[i] == nil && len(to) > 0 {
				a.pair(i, to[0])
			}
			a.extra[i] = a.toNew[i] == nil && len(news[key]) > 0
		}
	}
	for j, s := range a.after.sentences {
		a.extraNew[j] = a.toOld[j] == nil && len(olds[s.key]) > 0
	}
}

// placesOf are the sentences of each wording, in order.
func placesOf(v version) map[string][]int {
	places := make(map[string][]int, len(v.sentences))
	for i, s := range v.sentences {
		places[s.key] = append(places[s.key], i)
	}
	return places
}

func (a *alignment) pair(i, j int) { a.toNew[i], a.toOld[j] = []int{j}, []int{i} }

// pairBeside pairs an old sentence with the one that stands beside its neighbour's
// partner, if their wording is the same.
func (a *alignment) pairBeside(i, by int) {
	if a.toNew[i] != nil || i+by < 0 || i+by >= len(a.toNew) || a.toNew[i+by] == nil {
		return
	}
	j := a.toNew[i+by][0] - by
	if j >= 0 && j < len(a.toOld) && a.toOld[j] == nil && a.before.sentences[i].key == a.after.sentences[j].key {
		a.pair(i, j)
	}
}

// pairSimilar pairs what is left by likeness, the best pair first.
func (a *alignment) pairSimilar() {
	olds, news := a.left()
	if len(olds) == 0 || len(news) == 0 {
		return
	}
	a.readAll(pick(a.before.sentences, olds), pick(a.after.sentences, news))
	found := a.bundles(olds, news)
	slices.SortStableFunc(found, func(x, y bundle) int { return cmp.Compare(y.value, x.value) })
	for _, b := range found {
		if a.free(b) {
			for _, i := range b.old {
				a.toNew[i] = b.new
			}
			for _, j := range b.new {
				a.toOld[j] = b.old
			}
		}
	}
}

// left are the sentences without a partner that are to be aligned by their words.
func (a *alignment) left() (olds, news []int) {
	for i := range min(maxRead, len(a.toNew)) {
		if a.toNew[i] == nil {
			olds = append(olds, i)
		}
	}
	for j := range min(maxRead, len(a.toOld)) {
		if a.toOld[j] == nil {
			news = append(news, j)
		}
	}
	return olds, news
}

func pick(sentences []*sentence, at []int) []*sentence {
	out := make([]*sentence, len(at))
	for k, i := range at {
		out[k] = sentences[i]
	}
	return out
}

func (a *alignment) free(b bundle) bool {
	for _, i := range b.old {
		if a.toNew[i] != nil {
			return false
		}
	}
	for _, j := range b.new {
		if a.toOld[j] != nil {
			return false
		}
	}
	return true
}

// changes tells what became of every sentence.
func (a *alignment) changes() []Change {
	kept := a.kept()
	var out []Change
	gone := a.withdrawn()
	out = append(out, gone[-1]...)
	for j, partners := range a.toOld {
		switch {
		case partners == nil && a.extraNew[j]:
			out = append(out, Change{Kind: Same, New: []corpus.Place{a.after.sentences[j].place}})
		case partners == nil:
			out = append(out, Change{Kind: New, New: []corpus.Place{a.after.sentences[j].place}})
		case a.toNew[partners[0]][0] == j: // of two, the first
			out = append(out, a.change(partners, a.toNew[partners[0]], kept[partners[0]]))
			for _, i := range partners {
				out = append(out, gone[i]...)
			}
		}
	}
	return out
}

// withdrawn are the old sentences without a partner, by the old sentence with a
// partner that comes before them, -1 for none.
func (a *alignment) withdrawn() map[int][]Change {
	out := make(map[int][]Change)
	before := -1
	for i, partners := range a.toNew {
		if partners != nil {
			before = i
			continue
		}
		kind := Withdrawn
		if a.extra[i] {
			kind = Same
		}
		out[before] = append(out[before], Change{Kind: kind, Old: []corpus.Place{a.before.sentences[i].place}})
	}
	return out
}

func (a *alignment) change(olds, news []int, kept bool) Change {
	c := Change{Kind: Reworded}
	equal := len(olds) == 1 && len(news) == 1 && a.before.sentences[olds[0]].key == a.after.sentences[news[0]].key
	for _, i := range olds {
		c.Old = append(c.Old, a.before.sentences[i].place)
	}
	for _, j := range news {
		c.New = append(c.New, a.after.sentences[j].place)
	}
	if equal {
		c.Kind = Same
		if !kept {
			c.Kind = Moved
		}
		return c
	}
	c.Aspects = a.differing(olds, news)
	if len(c.Aspects) > 0 {
		c.Kind = Changed
	}
	return c
}
