package trees

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
)

// flat is a model laid out for scoring, after QuickScorer
// (Lucchese et al. 2015). It walks through no tree. A tree is a set of leaves,
// a bit for each, the leftmost lowest; a split that sends a sample to the right
// takes away the leaves under its left child, and the lowest bit that all
// splits leave is the leaf that the sample comes to. Which tree a split belongs
// to does not matter then, so that they lie by feature in the order of their
// bounds, and only those that send the sample to the right are looked at.
type flat struct {
	features []flatFeature
	leaves   [][maxLeaves]float32 // by tree
}

// maxLeaves is the number of leaves, and maxTrees that of trees, up to which a
// model has a flat layout. Larger ones are scored tree by tree.
const (
	maxLeaves = 16
	maxTrees  = 256
)

// flatFeature is a feature with the splits that ask for it, by rising bound.
type flatFeature struct {
	feature int
	splits  []flatSplit
}

type flatSplit struct {
	bound float32
	under uint16 // the leaves under the left child
	tree  uint8
}

// flatten returns the flat layout, the zero value when there is none.
func flatten(trees []Tree) flat {
	if len(trees) > maxTrees {
		return flat{}
	}
	b := flatBuilder{splits: make(map[int16][]flatSplit), leaves: make([][maxLeaves]float32, len(trees))}
	for t, tree := range trees {
		if b.add(tree, t, 0, 0) > maxLeaves {
			return flat{}
		}
	}
	f := flat{leaves: b.leaves}
	for _, feature := range slices.Sorted(maps.Keys(b.splits)) {
		splits := b.splits[feature]
		slices.SortFunc(splits, func(a, b flatSplit) int { return cmp.Compare(a.bound, b.bound) })
		f.features = append(f.features, flatFeature{int(feature), splits})
	}
	return f
}

type flatBuilder struct {
	splits map[int16][]flatSplit // by feature
	leaves [][maxLeaves]float32
}

// add lays out what is under a node, whose leftmost leaf has the number first,
// and returns the number after that of its last leaf. It gives up beyond
// maxLeaves.
func (b *flatBuilder) add(tree Tree, t int, node int16, first int) int {
	if first >= maxLeaves {
		return maxLeaves + 1
	}
	n := tree[node]
	if n.Left == 0 {
		b.leaves[t][first] = n.Value
		return first + 1
	}
	middle := b.add(tree, t, n.Left, first)
	under := uint16(1<<middle - 1<<first)
	b.splits[n.Feature] = append(b.splits[n.Feature], flatSplit{n.Value, under, uint8(t)})
	return b.add(tree, t, n.Left+1, middle)
}

// score adds up the outputs of all trees in their order.
func (f *flat) score(bias float64, x []float32) float64 {
	var gone [maxTrees]uint16 // leaves that are taken away, by tree
	for i := range f.features {
		v := x[f.features[i].feature]
		for _, s := range f.features[i].splits {
			if !(v > s.bound) {
				break
			}
			gone[s.tree] |= s.under
		}
	}
	sum := bias
	for t := range f.leaves {
		sum += float64(f.leaves[t][bits.TrailingZeros16(^gone[t])%maxLeaves])
	}
	return sum
}
