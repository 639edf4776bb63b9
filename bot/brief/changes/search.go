package changes

import (
	"cmp"
	"slices"
)

const (
	// maxPostings is the number of sentences that a word may stand in, and of articles
	// that a sentence may stand in, to find partners by. They are found by something
	// rarer, or by their place.
	maxPostings = 64
	// maxCandidates is the number of partners that are looked at for a sentence.
	maxCandidates = 6
	// nearby is how far from its place in a gap a sentence's partner is looked for.
	nearby = 2
)

// The likeness from which two sentences are versions of one.
const (
	alike      = .5  // wherever they stand
	alikeInGap = .38 // between the same neighbours
	inGap      = .1  // what the same neighbours are worth when pairs compete
	// candidate is the likeness by words alone from which two sentences are compared.
	candidate = .12
	// partly is the share of the smaller of two sentences that must stand in the one
	// that both answer to, beside what the larger one has there.
	partly = .55
)

// bundle is a possible pair: one or two neighbours on either side.
type bundle struct {
	old, new []int
	value    float64
}

// bundles lists the pairs that are like enough.
func (a *alignment) bundles(olds, news []int) []bundle {
	s := search{alignment: a, gaps: a.gaps(), single: make(map[[2]int]float64), tried: make(map[[2][2]int]bool)}
	isOld, isNew := members(olds), members(news)
	candidates := a.candidates(olds, news, s.gaps)
	for _, p := range candidates {
		if o, n := s.before.sentences[p[0]], s.after.sentences[p[1]]; common(o.bag, n.bag) >= candidate*(o.weight+n.weight) {
			s.single[p] = s.try([]int{p[0]}, []int{p[1]}, 0)
		}
	}
	for _, p := range candidates {
		i, j := p[0], p[1]
		for _, first := range []int{j - 1, j} {
			if isNew[first] && isNew[first+1] {
				s.split(i, first)
			}
		}
		for _, first := range []int{i - 1, i} {
			if isOld[first] && isOld[first+1] {
				s.merged(first, j)
			}
		}
	}
	return s.found
}

// search collects the pairs that are like enough.
type search struct {
	*alignment
	gaps   *gaps
	single map[[2]int]float64 // by pair of sentences: the weight that they share
	tried  map[[2][2]int]bool // by the first sentence and the number of sentences of both sides
	found  []bundle
}

// try adds a pair if it is like enough and shares the least weight, and gives what
// it shares.
func (s *search) try(old, new []int, least float64) float64 {
	c := s.strike(old, new)
	v, same := c.likeness(), s.gaps.same(old[0], new[0])
	if c.shared < least || v < alikeInGap || v < alike && !same {
		return c.shared
	}
	if same {
		v += inGap
	}
	s.found = append(s.found, bundle{old, new, v})
	return c.shared
}

// split tries whether an old sentence became two: the smaller of them must add what
// it says to what the larger one shares with the old.
func (s *search) split(old, first int) {
	s.double([2][2]int{{old, first}, {1, 2}}, s.before.sentences[old], s.after.sentences[first:first+2],
		max(s.single[[2]int{old, first}], s.single[[2]int{old, first + 1}]))
}

// merged tries whether two old sentences became one.
func (s *search) merged(first, new int) {
	s.double([2][2]int{{first, new}, {2, 1}}, s.after.sentences[new], s.before.sentences[first:first+2],
		max(s.single[[2]int{first, new}], s.single[[2]int{first + 1, new}]))
}

// double tries two sentences for one. pair has the first sentences of both sides and
// how many there are; alone is what the better of the two shares by itself.
func (s *search) double(pair [2][2]int, one *sentence, two []*sentence, alone float64) {
	part := min(two[0].weight, two[1].weight)
	if s.tried[pair] || part == 0 || alone == 0 {
		return
	}
	s.tried[pair] = true
	if common(one.bag, together(two[0].bag, two[1].bag)) < max(common(one.bag, two[0].bag), common(one.bag, two[1].bag))+hint*2*partly*part {
		return
	}
	s.try(run(pair[0][0], pair[1][0]), run(pair[0][1], pair[1][1]), alone+2*partly*part)
}

// hint is the share of what the smaller of two sentences must add that its words must
// add before the thesauri are asked.
const hint = .6

// run is n numbers from first on.
func run(first, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = first + i
	}
	return out
}

// common is the weight of both sides' words that stand on both, of words in the order
// of their ids.
func common(a, b []weighted) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			sum += a[i].weight + b[j].weight
			i++
			j++
		}
	}
	return sum
}

// together are the words of both sides, in the order of their ids.
func together(a, b []weighted) []weighted {
	out := make([]weighted, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0].id <= b[0].id {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

func members(at []int) map[int]bool {
	m := make(map[int]bool, len(at))
	for _, i := range at {
		m[i] = true
	}
	return m
}

// strike compares what sentences of both versions say.
func (a *alignment) strike(olds, news []int) *comparison {
	before, after := wordingOf(a.before, olds), wordingOf(a.after, news)
	a.work.compared++
	a.work.words += len(before.words) * len(after.words)
	return strike(before, after)
}

// wordingOf is what one sentence or two neighbours say.
func wordingOf(v version, at []int) wording {
	w := v.sentences[at[0]].wording
	if len(at) > 1 {
		w = w.and(v.sentences[at[1]].wording)
	}
	return w
}

// candidates are pairs of sentences that may be versions of one: those that share
// most of their weight, from either side, and those of the same place in a gap.
func (a *alignment) candidates(olds, news []int, gaps *gaps) [][2]int {
	found := make(map[[2]int]bool)
	for i, near := range a.similar(a.before, a.after, olds, news) {
		for _, j := range near {
			found[[2]int{olds[i], j}] = true
		}
	}
	for j, near := range a.similar(a.after, a.before, news, olds) {
		for _, i := range near {
			found[[2]int{i, news[j]}] = true
		}
	}
	isNew := members(news)
	for _, i := range olds {
		for d := -nearby; d <= nearby; d++ {
			if j := gaps.opposite(i) + d; isNew[j] && gaps.same(i, j) {
				found[[2]int{i, j}] = true
			}
		}
	}
	out := make([][2]int, 0, len(found))
	for p := range found {
		out = append(out, p)
	}
	slices.SortFunc(out, func(x, y [2]int) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	return out
}

// similar gives for each of the sentences from the nearest of the sentences to.
func (a *alignment) similar(v, w version, from, to []int) [][]int {
	having := make(map[int32][]int32) // term to positions in to
	for k, j := range to {
		for _, id := range w.sentences[j].ids {
			if len(having[id]) <= maxPostings {
				having[id] = append(having[id], int32(k))
			}
		}
	}
	out := make([][]int, len(from))
	shared := make([]float64, len(to))
	var touched []int32
	for k, i := range from {
		s := v.sentences[i]
		touched = touched[:0]
		for x := range s.words {
			at := having[s.words[x].id]
			if len(at) > maxPostings {
				continue
			}
			a.work.met += len(at)
			for _, t := range at {
				if shared[t] == 0 {
					touched = append(touched, t)
				}
				shared[t] += s.words[x].weight
			}
		}
		likeness := func(t int32) float64 { return 2 * shared[t] / (s.weight + w.sentences[to[t]].weight) }
		slices.SortFunc(touched, func(x, y int32) int { return cmp.Or(cmp.Compare(likeness(y), likeness(x)), cmp.Compare(x, y)) })
		for _, t := range touched[:min(len(touched), maxCandidates)] {
			out[k] = append(out[k], to[t])
		}
		for _, t := range touched {
			shared[t] = 0
		}
	}
	return out
}
