// Package trees holds gradient-boosted regression trees: a model that the
// commands in bot/search/train and bot/cite/train fit, and a fast way to apply it.
//
// The boosting is that of Friedman (2001) with histogram splits; Fit takes the
// gradients from an Objective, so that the same code learns a ranking
// (LambdaMART, Burges 2010) and a probability.
package trees

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Model is a sum of regression trees, made by Fit or Parse. The zero value
// scores everything 0. It is not changed once it is made.
type Model struct {
	Bias  float64
	Trees []Tree
	flat  flat // the same, for Score
}

// Tree is a binary regression tree; node 0 is its root.
type Tree []Node

// Node is a split or a leaf. At a split a sample goes to the node Left when its
// Feature's value is at most Value, and else to the one after it; at a leaf,
// whose Left is 0, Value is the output.
type Node struct {
	Value   float32
	Feature int16
	Left    int16
}

// Score returns the model's output for a sample. It does not allocate.
func (m *Model) Score(x []float32) float64 {
	if m.flat.leaves != nil {
		return m.flat.score(m.Bias, x)
	}
	sum := m.Bias
	for _, t := range m.Trees {
		n := &t[0]
		for n.Left != 0 {
			i := n.Left
			if x[n.Feature] > n.Value {
				i++
			}
			n = &t[i]
		}
		sum += float64(n.Value)
	}
	return sum
}

// Write writes the model as text, one tree a line: its nodes in order, each
// "feature:left:value" for a split and "value" for a leaf.
func (m *Model) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%g\n", m.Bias)
	for _, t := range m.Trees {
		for i, n := range t {
			if i > 0 {
				b.WriteByte(' ')
			}
			if n.Left == 0 {
				b.WriteString(strconv.FormatFloat(float64(n.Value), 'g', 4, 32))
				continue
			}
			fmt.Fprintf(b, "%d:%d:%s", n.Feature, n.Left, strconv.FormatFloat(float64(n.Value), 'g', 6, 32))
		}
		b.WriteByte('\n')
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write trees: %w", err)
	}
	return nil
}

// Embedded gives the model of weights that are part of the program, which it parses at
// the first call. text is read then, and not before: an embedded file that does not
// parse is a bug, and panics. features is as in Parse.
func Embedded(text *string, features int) func() *Model {
	return sync.OnceValue(func() *Model {
		m, err := Parse(*text, features)
		if err != nil {
			panic(err)
		}
		return m
	})
}

// Parse reads what Write wrote. features is the number of values of a sample;
// a model that asks for more is refused.
func Parse(text string, features int) (*Model, error) {
	first, rest, _ := strings.Cut(text, "\n")
	bias, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return nil, fmt.Errorf("parse trees: bias: %w", err)
	}
	m := &Model{Bias: bias}
	// One array for the nodes of all trees, so that scoring walks through memory once.
	nodes := make([]Node, 0, strings.Count(rest, " ")+strings.Count(rest, "\n")+1)
	for line := range strings.Lines(rest) {
		from := len(nodes)
		if nodes, err = appendTree(nodes, strings.TrimSuffix(line, "\n"), features); err != nil {
			return nil, fmt.Errorf("parse trees: tree %d: %w", len(m.Trees)+1, err)
		}
		m.Trees = append(m.Trees, Tree(nodes[from:len(nodes):len(nodes)]))
	}
	m.flat = flatten(m.Trees)
	return m, nil
}

func appendTree(nodes []Node, line string, features int) ([]Node, error) {
	count := strings.Count(line, " ") + 1
	here := 0
	for node := range strings.SplitSeq(line, " ") {
		var n Node
		value := node
		if feature, rest, split := strings.Cut(node, ":"); split {
			left, last, _ := strings.Cut(rest, ":")
			f, err1 := strconv.Atoi(feature)
			l, err2 := strconv.Atoi(left)
			// Children come after their parent, so that every walk ends.
			if err1 != nil || err2 != nil || f < 0 || f >= features || l <= here || l+1 >= count || l > math.MaxInt16 {
				return nil, fmt.Errorf("node %d: bad split %q", here, node)
			}
			n.Feature, n.Left = int16(f), int16(l)
			value = last
		}
		v, err := strconv.ParseFloat(value, 32)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("node %d: bad value %q", here, value)
		}
		n.Value = float32(v)
		nodes = append(nodes, n)
		here++
	}
	return nodes, nil
}
