package gaps

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// groups makes groups of nodes, to which all that is linked with them must belong.
func (g *graph) groups(nodes []int) []Group {
	var out []Group
	seen := make([]bool, len(g.nodes))
	for _, n := range nodes {
		if seen[n] {
			continue
		}
		seen[n] = true
		linked := []int{n}
		for at := 0; at < len(linked); at++ {
			for _, e := range g.links[linked[at]] {
				if !seen[e.to] {
					seen[e.to] = true
					linked = append(linked, e.to)
				}
			}
		}
		slices.Sort(linked)
		for _, members := range g.cluster(linked) {
			out = append(out, g.group(members))
		}
	}
	sortGroups(out)
	return out
}

// clustering is the state of an average linkage (Sokal & Michener 1958): the two
// clusters whose questions are most alike on average become one, until none are
// alike enough. It is found by chains of nearest neighbours (Murtagh 1983), which
// takes time and space of the square of the number of nodes.
type clustering struct {
	members [][]int   // by the cluster's first index; nil once it is part of another
	mean    []float32 // by two indexes, row after row: the mean likeness
	open    []int     // the clusters that might still grow, in order
}

// cluster parts linked nodes, which come in order.
func (g *graph) cluster(nodes []int) [][]int {
	if len(nodes) == 1 {
		return [][]int{nodes}
	}
	n := len(nodes)
	c := clustering{members: make([][]int, n), mean: make([]float32, n*n), open: make([]int, n)}
	for i, node := range nodes {
		c.members[i], c.open[i] = []int{node}, i
		for _, e := range g.links[node] {
			j, _ := slices.BinarySearch(nodes, e.to)
			c.mean[i*n+j] = e.likeness
		}
	}
	var chain []int
	for len(c.open) > 0 {
		if len(chain) == 0 {
			chain = append(chain, c.open[0])
		}
		last, before := chain[len(chain)-1], -1
		if len(chain) > 1 {
			before = chain[len(chain)-2]
		}
		switch next := c.nearest(last, before); {
		case next < 0: // what is not alike enough now never will be
			c.shut(last)
			chain = chain[:len(chain)-1]
		case next == before:
			c.merge(min(last, before), max(last, before))
			chain = chain[:len(chain)-2]
		default:
			chain = append(chain, next)
		}
	}
	return slices.DeleteFunc(c.members, func(m []int) bool { return m == nil })
}

// nearest is the open cluster that is most like one, of equal ones the one before it
// in the chain, then the first; -1 when none is alike enough.
func (c *clustering) nearest(of, before int) int {
	row := c.mean[of*len(c.members):][:len(c.members)]
	best, at := float32(sameQuestion), -1
	if before >= 0 {
		best, at = row[before], before
	}
	for _, i := range c.open {
		if i != of && (row[i] > best || row[i] == best && at < 0) {
			best, at = row[i], i
		}
	}
	if best < sameQuestion {
		return -1
	}
	return at
}

func (c *clustering) shut(i int) {
	at, _ := slices.BinarySearch(c.open, i)
	c.open = slices.Delete(c.open, at, at+1)
}

// merge makes cluster b a part of cluster a.
func (c *clustering) merge(a, b int) {
	n := len(c.members)
	x, y := float32(len(c.members[a])), float32(len(c.members[b]))
	c.members[a] = append(c.members[a], c.members[b]...)
	c.members[b] = nil
	c.shut(b)
	for _, i := range c.open {
		mean := (x*c.mean[a*n+i] + y*c.mean[b*n+i]) / (x + y)
		c.mean[a*n+i], c.mean[i*n+a] = mean, mean
	}
}

// What makes a label clearer than another one that is as much like the rest.
const (
	clearAsks = .06 // it says what is wanted
	clearCare = .04 // it is written with care, all of it
)

// group makes a group of nodes and chooses its label.
func (g *graph) group(nodes []int) Group {
	slices.Sort(nodes)
	var out Group
	best := float32(-1)
	for _, i := range nodes {
		n := &g.nodes[i]
		for _, q := range n.questions {
			out.Count += q.times()
		}
		out.Questions = append(out.Questions, n.questions...)
		var sum float64
		for _, e := range g.links[i] {
			if _, in := slices.BinarySearch(nodes, e.to); in {
				sum += float64(e.likeness)
			}
		}
		// Rounded, since the sum's last digits hang on the order of the links.
		mean := math.Round(1e6*sum/float64(max(1, len(nodes)-1))) / 1e6
		if score := n.clearness() + float32(mean); score > best {
			best, out.Label = score, n.clearest()
		}
	}
	slices.SortFunc(out.Questions, byText)
	return out
}

// clearness is what speaks for a wording as a label.
func (n *node) clearness() float32 {
	score := clearCare * care(n.clearest().Text)
	if n.asks != 0 {
		score += clearAsks
	}
	return score
}

// care is how carefully a question is written, 0..1: half for a capital at its
// start, half for a question mark at its end.
func care(text string) (score float32) {
	text = strings.TrimSpace(text)
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsUpper(first) {
		score += .5
	}
	if strings.HasSuffix(text, "?") {
		score += .5
	}
	return score
}

// clearest is the question of a node that is written most carefully.
func (n *node) clearest() Question {
	best := n.questions[0]
	for _, q := range n.questions[1:] {
		if care(q.Text) > care(best.Text) {
			best = q
		}
	}
	return best
}
