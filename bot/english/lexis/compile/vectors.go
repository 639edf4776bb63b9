package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"

	"rapporteur/bot/english/lexis"
)

// modelDimensions is the length of the model's vectors.
const modelDimensions = 512

// The dimensions that come from the graph and from the model, how much the latter
// weigh beside the former, and the dimensions that are kept of both together.
// Chosen on the lexicon's groups; see README.md.
const (
	graphDimensions = 64
	textDimensions  = 48
	textWorth       = .5
	dimensions      = 48
)

// readVectors reads the vectors of texts, in their order.
func readVectors(name string, texts []string) (map[string][]float32, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	out := make(map[string][]float32, len(texts))
	row := make([]byte, 4*modelDimensions)
	for i, text := range texts {
		if _, err := io.ReadFull(r, row); err != nil {
			return nil, fmt.Errorf("read vector %d of %d: %w", i+1, len(texts), err)
		}
		v := make([]float32, modelDimensions)
		for k := range v {
			v[k] = math.Float32frombits(binary.LittleEndian.Uint32(row[4*k:]))
		}
		out[text] = v
	}
	return out, nil
}

// embeddings are the entries' vectors of the model: the mean of their forms',
// each by the root of its worth, less the mean of all, of length one.
func embeddings(v *vocabulary, texts map[string][]float32) (matrix, error) {
	out := newMatrix(len(v.keys), modelDimensions)
	mean := make([]float64, modelDimensions)
	for i, key := range v.keys {
		var total float64
		for _, f := range v.embedded(key) {
			x := texts[f.text]
			if x == nil {
				return nil, fmt.Errorf("no vector for %q: write the texts and embed them again", f.text)
			}
			worth := math.Sqrt(f.worth)
			total += worth
			for k := range x {
				out[i][k] += worth * float64(x[k])
			}
		}
		scale(out[i], 1/total)
		for k, x := range out[i] {
			mean[k] += x / float64(len(v.keys))
		}
	}
	for _, x := range out {
		for k := range x {
			x[k] -= mean[k]
		}
	}
	out.normalise()
	return out, nil
}

// normalise brings every row that is not zero to length one.
func (m matrix) normalise() {
	for _, v := range m {
		if n := math.Sqrt(dot(v, v)); n > 0 {
			scale(v, 1/n)
		}
	}
}

// reduced are vectors in the n directions of their largest spread.
func reduced(m matrix, n int) matrix {
	spread := newMatrix(len(m[0]), len(m[0]))
	for _, x := range m {
		spread.addOuter(x, 1)
	}
	directions, _ := eigen(spread, n)
	out := make(matrix, len(m))
	for i, x := range m {
		out[i] = directions.apply(x)
	}
	out.normalise()
	return out
}

// joined are the vectors of both kinds side by side.
func joined(graph, text matrix) matrix {
	out := make(matrix, len(graph))
	for i := range graph {
		out[i] = append(out[i], graph[i]...)
		for _, x := range text[i] {
			out[i] = append(out[i], textWorth*x)
		}
	}
	return out
}

// quantised are vectors as they are stored.
func quantised(m matrix) [][]int8 {
	out := make([][]int8, len(m))
	for i, row := range m {
		for _, x := range row {
			out[i] = append(out[i], int8(min(127, max(-127, math.Round(lexis.VectorUnit*x)))))
		}
	}
	return out
}
