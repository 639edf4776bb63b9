// Package trees holds gradient-boosted regression trees: a model that is
// trained by the command in bot/search/train and a fast way to apply it.
//
// The boosting is that of Friedman (2001) with histogram splits; Fit takes the
// gradients from an Objective, so that the same code learns a ranking
// (LambdaMART, Burges 2010) and a probability.
package trees

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Model is a sum of regression trees. The zero value scores everything 0.
type Model struct {
	Bias  float64
	Trees []Tree
}

// Tree is a binary regression tree; node 0 is its root.
type Tree []Node

// Node is a split or a leaf. At a split a sample goes to Left when
// its Feature's value is at most Value, and else to Right; at a leaf, whose Left is 0, Value
// is the output.
type Node struct {
	Feature     int16
	Left, Right int16
	Value       float32
}

// Score returns the model's output for a sample. It does not allocate.
func (m *Model) Score(x []float32) float64 {
	sum := m.Bias
	for _, t := range m.Trees {
		i := int16(0)
		for {
			n := &t[i]
			if n.Left == 0 {
				sum += float64(n.Value)
				break
			}
			if x[n.Feature] <= n.Value {
				i = n.Left
			} else {
				i = n.Right
			}
		}
	}
	return sum
}

// Write writes the model as text, one tree a line: its nodes in order, each
// "feature:left:right:value" for a split and "value" for a leaf.
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
			fmt.Fprintf(b, "%d:%d:%d:%s", n.Feature, n.Left, n.Right, strconv.FormatFloat(float64(n.Value), 'g', 6, 32))
		}
		b.WriteByte('\n')
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write trees: %w", err)
	}
	return nil
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
	for line := range strings.Lines(rest) {
		t, err := parseTree(strings.TrimSpace(line), features)
		if err != nil {
			return nil, fmt.Errorf("parse trees: tree %d: %w", len(m.Trees)+1, err)
		}
		m.Trees = append(m.Trees, t)
	}
	return m, nil
}

func parseTree(line string, features int) (Tree, error) {
	t := make(Tree, 0, strings.Count(line, " ")+1)
	count := cap(t)
	for node := range strings.SplitSeq(line, " ") {
		var n Node
		value := node
		if feature, rest, split := strings.Cut(node, ":"); split {
			left, rest, _ := strings.Cut(rest, ":")
			right, last, ok := strings.Cut(rest, ":")
			f, err1 := strconv.Atoi(feature)
			l, err2 := strconv.Atoi(left)
			r, err3 := strconv.Atoi(right)
			here := len(t)
			if !ok || err1 != nil || err2 != nil || err3 != nil || f < 0 || f >= features ||
				l <= here || r <= here || l >= count || r >= count {
				return nil, fmt.Errorf("node %d: bad split %q", here, node)
			}
			n.Feature, n.Left, n.Right = int16(f), int16(l), int16(r)
			value = last
		}
		v, err := strconv.ParseFloat(value, 32)
		if err != nil {
			return nil, fmt.Errorf("node %d: %w", len(t), err)
		}
		n.Value = float32(v)
		t = append(t, n)
	}
	return t, nil
}
