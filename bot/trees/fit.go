package trees

import (
	"math"
	"slices"
)

// Objective gives the first and second derivatives of the loss by the scores.
// It writes one of each for every sample.
type Objective func(scores, gradient, hessian []float64)

// Options of Fit. The zero value of a field takes the default in brackets.
type Options struct {
	Trees  int     // how many trees [200]
	Leaves int     // leaves of a tree at most [16]
	Rate   float64 // learning rate [0.08]
	Least  int     // samples in a leaf at least [40]
	L2     float64 // penalty on leaf values [5]
	// Features leaves out every feature for which it is false; nil keeps all.
	Features []bool
	// Sample is the share of features that each tree sees [all].
	Sample float64
	Seed   uint64 // of the choice of features
}

func (o Options) withDefaults() Options {
	if o.Trees == 0 {
		o.Trees = 200
	}
	if o.Leaves == 0 {
		o.Leaves = 16
	}
	if o.Rate == 0 {
		o.Rate = .08
	}
	if o.Least == 0 {
		o.Least = 40
	}
	if o.L2 == 0 {
		o.L2 = 5
	}
	if o.Sample == 0 {
		o.Sample = 1
	}
	return o
}

// bins is the number of histogram cells of a feature.
const bins = 64

// Fit trains a model on samples, all of the same length, so that the objective
// falls. The result depends on its arguments alone.
func Fit(samples [][]float32, objective Objective, o Options) *Model {
	o = o.withDefaults()
	f := newFitter(samples, o)
	m := &Model{}
	scores := make([]float64, len(samples))
	for range o.Trees {
		objective(scores, f.gradient, f.hessian)
		t, leaves := f.tree()
		if len(t) <= 1 {
			break
		}
		m.Trees = append(m.Trees, t)
		for _, l := range leaves {
			for _, i := range f.order[l.from:l.to] {
				scores[i] += float64(t[l.node].Value)
			}
		}
	}
	m.flat = flatten(m.Trees)
	return m
}

type fitter struct {
	options           Options
	features          int
	cuts              [][]float32 // by feature: upper bounds of its cells but the last
	cells             [][]uint8   // by feature: the cell of each sample
	gradient, hessian []float64
	order             []int32 // samples, by leaf
	spare             []int32
	pairs             [][2]float64
	random            uint64
	allowed           []bool
}

func newFitter(samples [][]float32, o Options) *fitter {
	n := len(samples)
	f := &fitter{
		options: o, gradient: make([]float64, n), hessian: make([]float64, n),
		order: make([]int32, n), spare: make([]int32, n), pairs: make([][2]float64, n), random: o.Seed*2862933555777941757 + 3037000493,
	}
	if n == 0 {
		return f
	}
	f.features = len(samples[0])
	f.allowed = make([]bool, f.features)
	column := make([]float32, n)
	for j := range f.features {
		for i, s := range samples {
			column[i] = s[j]
		}
		cuts := cutsOf(slices.Clone(column))
		cells := make([]uint8, n)
		for i, v := range column {
			cells[i] = uint8(lowerBound(cuts, v))
		}
		f.cuts, f.cells = append(f.cuts, cuts), append(f.cells, cells)
	}
	return f
}

// cutsOf chooses cell bounds so that each cell holds about as many samples.
func cutsOf(values []float32) []float32 {
	slices.Sort(values)
	distinct := slices.Compact(slices.Clone(values))
	if len(distinct) <= bins {
		return distinct[:max(0, len(distinct)-1)]
	}
	var cuts []float32
	for b := 1; b < bins; b++ {
		v := values[b*len(values)/bins]
		if len(cuts) == 0 || v > cuts[len(cuts)-1] {
			cuts = append(cuts, v)
		}
	}
	if len(cuts) > 0 && cuts[len(cuts)-1] == values[len(values)-1] {
		cuts = cuts[:len(cuts)-1]
	}
	return cuts
}

// lowerBound is the number of cuts that v is greater than.
func lowerBound(cuts []float32, v float32) int {
	i, _ := slices.BinarySearchFunc(cuts, v, func(c, v float32) int {
		if c < v {
			return -1
		}
		return 1
	})
	return i
}

// leaf is a leaf of the tree that is being grown.
type leaf struct {
	from, to  int // its samples in order
	node      int
	sumG      float64
	sumH      float64
	gain      float64
	feature   int
	cell      int
	histogram [][bins]cell
}

type cell struct {
	g, h float64
	n    int32
}

// tree grows one tree, best leaf first.
func (f *fitter) tree() (Tree, []*leaf) {
	for i := range f.order {
		f.order[i] = int32(i)
	}
	f.chooseFeatures()
	root := &leaf{to: len(f.order)}
	f.histogram(root)
	f.bestSplit(root)
	tree := Tree{{}}
	leaves := []*leaf{root}
	for len(leaves) < f.options.Leaves {
		best := slices.MaxFunc(leaves, func(a, b *leaf) int {
			switch {
			case a.gain < b.gain:
				return -1
			case a.gain > b.gain:
				return 1
			}
			return b.node - a.node
		})
		if best.gain <= 1e-9 {
			break
		}
		left, right := f.split(best)
		left.node, right.node = len(tree), len(tree)+1
		tree[best.node] = Node{Feature: int16(best.feature), Left: int16(left.node), Value: f.cuts[best.feature][best.cell]}
		tree = append(tree, Node{}, Node{})
		leaves[slices.Index(leaves, best)] = left
		leaves = append(leaves, right)
	}
	for _, l := range leaves {
		tree[l.node] = Node{Value: float32(-f.options.Rate * l.sumG / (l.sumH + f.options.L2))}
	}
	return tree, leaves
}

func (f *fitter) chooseFeatures() {
	for j := range f.allowed {
		f.allowed[j] = f.options.Features == nil || f.options.Features[j]
		if f.options.Sample < 1 {
			f.random = f.random*6364136223846793005 + 1442695040888963407
			if float64(f.random>>33)/float64(1<<31) > f.options.Sample {
				f.allowed[j] = false
			}
		}
	}
}

func (f *fitter) histogram(l *leaf) {
	l.histogram = make([][bins]cell, f.features)
	samples := f.order[l.from:l.to]
	// Side by side, so that every feature's pass reads them in order.
	pairs := f.pairs[:len(samples)]
	for k, i := range samples {
		pairs[k] = [2]float64{f.gradient[i], f.hessian[i]}
		l.sumG += f.gradient[i]
		l.sumH += f.hessian[i]
	}
	for j := range f.features {
		if !f.allowed[j] {
			continue
		}
		h, cells := &l.histogram[j], f.cells[j]
		for k, i := range samples {
			c := &h[cells[i]%bins]
			c.g += pairs[k][0]
			c.h += pairs[k][1]
			c.n++
		}
	}
}

// without makes l's histogram from its parent's and its sibling's.
func (l *leaf) without(parent, sibling *leaf) {
	l.sumG, l.sumH = parent.sumG-sibling.sumG, parent.sumH-sibling.sumH
	l.histogram = parent.histogram
	for j := range l.histogram {
		for b := range l.histogram[j] {
			c, s := &l.histogram[j][b], &sibling.histogram[j][b]
			c.g -= s.g
			c.h -= s.h
			c.n -= s.n
		}
	}
}

func (f *fitter) bestSplit(l *leaf) {
	l.gain = 0
	l2 := f.options.L2
	base := l.sumG * l.sumG / (l.sumH + l2)
	n := int32(l.to - l.from)
	least := int32(f.options.Least)
	for j := range f.features {
		if !f.allowed[j] {
			continue
		}
		var g, h float64
		var count int32
		for b := range f.cuts[j] {
			c := &l.histogram[j][b]
			g, h, count = g+c.g, h+c.h, count+c.n
			if count < least || n-count < least {
				continue
			}
			rg, rh := l.sumG-g, l.sumH-h
			if gain := g*g/(h+l2) + rg*rg/(rh+l2) - base; gain > l.gain {
				l.gain, l.feature, l.cell = gain, j, b
			}
		}
	}
}

// split parts a leaf's samples and prepares both halves.
func (f *fitter) split(l *leaf) (left, right *leaf) {
	cells := f.cells[l.feature]
	at, spare := l.from, 0
	for _, i := range f.order[l.from:l.to] {
		if int(cells[i]) <= l.cell {
			f.order[at] = i
			at++
		} else {
			f.spare[spare] = i
			spare++
		}
	}
	copy(f.order[at:l.to], f.spare[:spare])
	left, right = &leaf{from: l.from, to: at}, &leaf{from: at, to: l.to}
	small, large := left, right
	if right.to-right.from < left.to-left.from {
		small, large = right, left
	}
	f.histogram(small)
	large.without(l, small)
	f.bestSplit(left)
	f.bestSplit(right)
	return left, right
}

// Groups is a ranking objective: the samples of a query stand together, and
// those with a higher grade should score higher. Pairs are weighed by what
// swapping them does to the reciprocal rank of the best (LambdaMART with MRR).
type Groups struct {
	Bounds []int     // where each query begins, and the end of the last
	Grades []float32 // by sample; 0 is not relevant
	Weight []float32 // by query; nil for equal weights
}

// Objective implements the pairwise loss.
func (q Groups) Objective(scores, gradient, hessian []float64) {
	clear(gradient)
	clear(hessian)
	var ranks []int
	for g := range len(q.Bounds) - 1 {
		from, to := q.Bounds[g], q.Bounds[g+1]
		ranks = ranksOf(scores[from:to], ranks)
		weight := 1.0
		if q.Weight != nil {
			weight = float64(q.Weight[g])
		}
		for i := from; i < to; i++ {
			if q.Grades[i] <= 0 {
				continue
			}
			for j := from; j < to; j++ {
				if q.Grades[j] >= q.Grades[i] {
					continue
				}
				ri, rj := float64(ranks[i-from]), float64(ranks[j-from])
				delta := weight * (.05 + math.Abs(1/(1+ri)-1/(1+rj))) * float64(q.Grades[i]-q.Grades[j])
				p := 1 / (1 + math.Exp(scores[i]-scores[j]))
				gradient[i] -= delta * p
				gradient[j] += delta * p
				hessian[i] += delta * p * (1 - p)
				hessian[j] += delta * p * (1 - p)
			}
		}
	}
}

// ranksOf gives each score its rank from 0; equal ones keep their order.
func ranksOf(scores []float64, ranks []int) []int {
	ranks = slices.Grow(ranks[:0], len(scores))[:len(scores)]
	clear(ranks)
	for i, a := range scores {
		for j, b := range scores[:i] {
			if b < a {
				ranks[j]++
			} else {
				ranks[i]++
			}
		}
	}
	return ranks
}

// Labels is the logistic loss of samples that are true (1) or false (0).
type Labels struct {
	Truth  []float32
	Weight []float32 // by sample; nil for equal weights
}

// Objective implements the logistic loss.
func (l Labels) Objective(scores, gradient, hessian []float64) {
	for i, s := range scores {
		w := 1.0
		if l.Weight != nil {
			w = float64(l.Weight[i])
		}
		p := Probability(s)
		gradient[i] = w * (p - float64(l.Truth[i]))
		hessian[i] = w * p * (1 - p)
	}
}

// Probability is the logistic function.
func Probability(score float64) float64 { return 1 / (1 + math.Exp(-score)) }
