package main

import (
	"cmp"
	"math"
	"slices"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
)

// kindWorth is how much a link of each kind draws two entries together in the
// graph. Opposites do not.
var kindWorth = map[lexis.Kind]float64{
	lexis.Synonym: 1, lexis.Similar: .6, lexis.Derived: 1, lexis.General: .35, lexis.Special: .35, lexis.Broad: .15,
}

// definitionWorth is how much a word of its definition draws an entry.
const definitionWorth = 1.0

// edge leads to another entry of the graph.
type edge struct {
	to     int
	weight float64
}

// graph is a symmetric weighted graph of the entries, normalised: an edge's
// weight is over the root of the product of its ends' sums.
type graph [][]edge

// newGraph draws the entries together by their links and by the words of their
// definitions.
func newGraph(w *wordnet, v *vocabulary, links [][]link) graph {
	weights := make([]map[int]float64, len(v.keys))
	for i := range weights {
		weights[i] = make(map[int]float64)
	}
	add := func(i, j int, x float64) {
		if i != j {
			weights[i][j] += x
			weights[j][i] += x
		}
	}
	for i, row := range links {
		for _, l := range row {
			add(i, l.to, kindWorth[l.kind]*l.weight)
		}
	}
	place := make(map[string]int, len(v.keys))
	for i, key := range v.keys {
		place[key] = i
	}
	meanings := w.meanings()
	words, holds := definitions(w, place)
	for i, key := range v.keys {
		for _, m := range meanings[key] {
			var sum float64
			for _, j := range words[m.name] {
				sum += idf(holds[j], len(w.names))
			}
			for _, j := range words[m.name] {
				add(i, j, definitionWorth*m.share*idf(holds[j], len(w.names))/sum)
			}
		}
	}
	return normalised(weights)
}

func idf(holds, all int) float64 { return math.Log(float64(all) / float64(1+holds)) }

// definitions are, by meaning, the entries that its definition is written with,
// and, by entry, in how many definitions it stands.
func definitions(w *wordnet, place map[string]int) (words map[string][]int, holds map[int]int) {
	words, holds = make(map[string][]int), make(map[int]int)
	for _, name := range w.names {
		gloss := w.synsets[name].gloss
		for _, token := range english.AppendTokens(nil, gloss) {
			word := english.Fold(gloss, token)
			if english.IsStop(word) {
				continue
			}
			if j, ok := place[english.Stem(word)]; ok && !slices.Contains(words[name], j) {
				words[name] = append(words[name], j)
				holds[j]++
			}
		}
	}
	return words, holds
}

func normalised(weights []map[int]float64) graph {
	g := make(graph, len(weights))
	sums := make([]float64, len(weights))
	for i, row := range weights {
		for j, x := range row {
			g[i] = append(g[i], edge{j, x})
		}
		slices.SortFunc(g[i], func(a, b edge) int { return cmp.Compare(a.to, b.to) })
		for _, e := range g[i] {
			sums[i] += e.weight
		}
	}
	for i := range g {
		for k := range g[i] {
			e := &g[i][k]
			e.weight /= math.Sqrt(sums[i] * sums[e.to])
		}
	}
	return g
}

// walks is how many steps along the graph the vectors look.
const walks = 3

// vectors returns n dimensions for each entry: the leading eigenvectors of the
// graph, which entries with many short ways between them share, each weighed by
// what is left of it after so many steps.
func (g graph) vectors(n int) matrix {
	q := newMatrix(n+1, len(g))
	state := uint64(1)
	for i := range q {
		for j := range q[i] {
			state = state*6364136223846793005 + 1442695040888963407
			q[i][j] = float64(state>>40)/(1<<24) - .5
		}
	}
	values := make([]float64, n+1)
	for range graphRounds {
		for i := range q {
			q[i] = g.step(q[i])
			values[i] = orthogonalise(q, i)
		}
	}
	out := newMatrix(len(g), n)
	for i := range g {
		for k := range n {
			// The first one only says how much is linked to an entry.
			out[i][k] = q[k+1][i] * math.Pow(values[k+1], walks)
		}
	}
	return out
}

// graphRounds of the iteration leave the leading eigenvectors mixed with the next
// ones, which does no harm.
const graphRounds = 16

// step is half a step along the graph and half a rest, so that no eigenvalue is
// below zero.
func (g graph) step(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, edges := range g {
		sum := v[i]
		for _, e := range edges {
			sum += e.weight * v[e.to]
		}
		out[i] = sum / 2
	}
	return out
}

// orthogonalise takes what rows before row i have out of it and returns its
// length, to which it is then brought to one.
func orthogonalise(q matrix, i int) float64 {
	for k := range i {
		d := dot(q[i], q[k])
		for j := range q[i] {
			q[i][j] -= d * q[k][j]
		}
	}
	length := math.Sqrt(dot(q[i], q[i]))
	scale(q[i], 1/length)
	return length
}
