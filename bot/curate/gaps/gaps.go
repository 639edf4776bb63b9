package gaps

import (
	"cmp"
	"slices"
	"strings"

	"rapporteur/bot/curate/alike"
)

// Question is one that nothing answered.
type Question struct {
	ID    string // the caller's, not read but to tell questions of one text apart
	Text  string // as it was asked; MaxBytes of it are read
	Count int    // how often it was asked; 0 counts as once
}

func (q Question) times() int { return max(1, q.Count) }

// Group is one question in all the words in which it was asked.
type Group struct {
	// Label is the question that says best what all of them ask: the one most like
	// the others (the medoid), of nearly equal ones the one that is written out.
	Label Question
	// Questions are all of them, the label too, by text and ID. There is at least one.
	Questions []Question
	Count     int // how often they were asked together
}

// MaxQuestions is how many different questions are compared with one another. Of
// more, those that were asked least often are like their own wording only.
const MaxQuestions = 4000

// Groups puts questions that ask the same in one group, the group asked most often
// first. The order of the questions does not matter, nor does how often one of them
// comes: a question that is there twice by its ID and its text counts once. A
// question without a word is like none but its own text.
func Groups(questions []Question) []Group {
	g := newGraph(questions)
	return g.groups(g.linkAll())
}

// Place puts one more question among groups that Groups or Place has made, and
// returns what Groups would make of all the questions. Only groups that the new
// question is linked with, or that are linked with those, are made anew. Beyond
// MaxQuestions other groups stay as they are.
func Place(groups []Group, q Question) []Group {
	var all []Question
	for _, g := range groups {
		all = append(all, g.Questions...)
	}
	g := newGraph(append(all, q))
	touched := g.reach(g.find(q))
	moved := make(map[Question]bool)
	for _, n := range touched {
		for _, q := range g.nodes[n].questions {
			moved[key(q)] = true
		}
	}
	out := g.groups(touched)
	for _, old := range groups {
		if !moved[key(old.Questions[0])] {
			out = append(out, old)
		}
	}
	sortGroups(out)
	return out
}

// key tells questions apart, however often they were asked.
func key(q Question) Question { return Question{ID: q.ID, Text: q.Text} }

func byText(a, b Question) int {
	return cmp.Or(strings.Compare(a.Text, b.Text), strings.Compare(a.ID, b.ID), cmp.Compare(b.times(), a.times()))
}

func sortGroups(groups []Group) {
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), byText(a.Label, b.Label))
	})
}

// node is a sense with all questions that have it.
type node struct {
	*reading
	questions []Question // by text and ID
	alone     bool       // not compared with others
}

// graph holds the wordings of questions, in the order of their senses, and finds
// those that are like one another.
type graph struct {
	reader *alike.Reader
	nodes  []node
	by     map[string][]int // key of a term that is not light to nodes
	kin    map[kin][]int    // the same for each kin
	links  [][]edge         // by node, in no order; nil before they are looked for
	marks  []int            // by node: the last one that it was near to, from 1
}

func newGraph(questions []Question) *graph {
	g := &graph{reader: alike.NewReader(), by: make(map[string][]int), kin: make(map[kin][]int)}
	sorted := slices.Clone(questions)
	slices.SortFunc(sorted, byText)
	sorted = slices.CompactFunc(sorted, func(a, b Question) bool { return key(a) == key(b) })
	bySense := make(map[string]int, len(sorted))
	for _, q := range sorted {
		r := read(g.reader, q)
		if r.sense == "" {
			r.sense = "\x00" + q.Text // nothing to read: like its own text only
		}
		at, ok := bySense[r.sense]
		if !ok {
			at = len(g.nodes)
			bySense[r.sense] = at
			g.nodes = append(g.nodes, node{reading: r})
		}
		g.nodes[at].questions = append(g.nodes[at].questions, q)
	}
	slices.SortFunc(g.nodes, func(a, b node) int { return strings.Compare(a.sense, b.sense) })
	g.links, g.marks = make([][]edge, len(g.nodes)), make([]int, len(g.nodes))
	for _, i := range g.compared() {
		g.file(i)
	}
	return g
}

// compared are the nodes that are compared with one another.
func (g *graph) compared() []int {
	out := make([]int, len(g.nodes))
	for i := range out {
		out[i] = i
	}
	if len(out) <= MaxQuestions {
		return out
	}
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(g.nodes[j].times(), g.nodes[i].times()) })
	for _, i := range out[MaxQuestions:] {
		g.nodes[i].alone = true
	}
	return out[:MaxQuestions]
}

// times is how often the questions of a node were asked.
func (n *node) times() (sum int) {
	for _, q := range n.questions {
		sum += q.times()
	}
	return sum
}

// file notes under what node i is found.
func (g *graph) file(i int) {
	for _, x := range g.nodes[i].terms {
		if x.weight <= lightWeight {
			continue
		}
		all := x.kin
		g.by[x.key] = append(g.by[x.key], i)
		for _, w := range x.words {
			g.by[w] = append(g.by[w], i)
			all |= kinOf()[w]
		}
		for k := kin(1); k != 0 && k <= all; k <<= 1 {
			if all&k != 0 {
				g.kin[k] = append(g.kin[k], i)
			}
		}
	}
}

// find is the node that holds a question.
func (g *graph) find(q Question) int {
	return slices.IndexFunc(g.nodes, func(n node) bool {
		return slices.ContainsFunc(n.questions, func(o Question) bool { return key(o) == key(q) })
	})
}

// near calls yield for the nodes that have a term in common with node i, or one of
// a kin with one of its terms, each once, in no order.
func (g *graph) near(i int, yield func(j int)) {
	g.marks[i] = i + 1
	if g.nodes[i].alone {
		return
	}
	each := func(nodes []int) {
		for _, j := range nodes {
			if g.marks[j] != i+1 {
				g.marks[j] = i + 1
				yield(j)
			}
		}
	}
	for _, x := range g.nodes[i].terms {
		if x.weight <= lightWeight {
			continue
		}
		all := x.kin
		each(g.by[x.key])
		for _, w := range x.words {
			each(g.by[w])
			all |= kinOf()[w]
		}
		for k := kin(1); k != 0 && k <= all; k <<= 1 {
			if all&k != 0 {
				each(g.kin[k])
			}
		}
	}
}

// likeness is that of two nodes, the lower one first, so that both ways give the same.
func (g *graph) likeness(i, j int) float32 {
	return likeness(g.reader, g.nodes[min(i, j)].reading, g.nodes[max(i, j)].reading)
}

// linkAll looks for the links of all nodes, which it returns.
func (g *graph) linkAll() []int {
	all := make([]int, len(g.nodes))
	for i := range all {
		all[i] = i
		g.near(i, func(j int) {
			if j > i {
				return
			}
			if s := g.likeness(i, j); s > 0 {
				g.links[i] = append(g.links[i], edge{j, s})
				g.links[j] = append(g.links[j], edge{i, s})
			}
		})
	}
	return all
}

// reach looks for the links of a node and of all that links lead to from it, which
// it returns, itself included, in order.
func (g *graph) reach(from int) []int {
	seen := map[int]bool{from: true}
	queue := []int{from}
	for at := 0; at < len(queue); at++ {
		i := queue[at]
		g.near(i, func(j int) {
			s := g.likeness(i, j)
			if s == 0 {
				return
			}
			g.links[i] = append(g.links[i], edge{j, s})
			if !seen[j] {
				seen[j] = true
				queue = append(queue, j)
			}
		})
	}
	slices.Sort(queue)
	return queue
}

// edge is a link to a node that asks something like it.
type edge struct {
	to       int
	likeness float32
}
