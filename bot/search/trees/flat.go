package trees

import "math"

// flat is a model laid out for scoring many samples. A leaf leads to itself,
// so that every walk through a tree takes as many steps as the tree is deep,
// and the processor, which need not foresee where one ends, works on several.
type flat struct {
	nodes []flatNode
	roots []int32 // by tree, where its nodes begin
	depth []uint8 // by tree
}

type flatNode struct {
	bound, output float32
	feature, left int16 // left counts from the root
}

func flatten(trees []Tree) flat {
	var f flat
	for _, t := range trees {
		f.roots = append(f.roots, int32(len(f.nodes)))
		f.depth = append(f.depth, uint8(min(t.depth(0), math.MaxUint8)))
		for i, n := range t {
			if n.Left == 0 {
				f.nodes = append(f.nodes, flatNode{float32(math.Inf(1)), n.Value, 0, int16(i)})
			} else {
				f.nodes = append(f.nodes, flatNode{n.Value, 0, n.Feature, n.Left})
			}
		}
	}
	return f
}

// depth is the number of steps from node i to the farthest leaf under it.
func (t Tree) depth(i int16) int {
	left := t[i].Left
	if left == 0 {
		return 0
	}
	return 1 + max(t.depth(left), t.depth(left+1))
}

// ScoreAll puts the model's output for each sample into scores, which is as
// long as samples. It does not allocate.
func (m *Model) ScoreAll(scores []float64, samples [][]float32) {
	for i := range samples {
		scores[i] = m.Bias
	}
	for t, root := range m.flat.roots {
		nodes := m.flat.nodes[root:]
		depth := int(m.flat.depth[t])
		for i, x := range samples {
			scores[i] += float64(walk(nodes, x, depth))
		}
	}
}

// walk returns the output of the leaf that a sample comes to. On its own it
// keeps its variables in registers, which it does not when it is inlined.
//
//go:noinline
func walk(nodes []flatNode, x []float32, depth int) float32 {
	at := 0
	for range depth {
		n := &nodes[at]
		right := 0
		if x[n.feature] > n.bound {
			right = 1
		}
		at = int(n.left) + right
	}
	return nodes[at].output
}
