package brief

import (
	"cmp"
	"math"
	"slices"
)

// maxGraph is the number of sentences of one article that LexRank compares
// with each other; of a longer one those nearest to its centroid take part.
// 400 sentences are 80,000 cosines, a few milliseconds.
const maxGraph = 400

// weights are those of a sentence's score. They are few and round on purpose:
// they were chosen on fifty news articles and have to hold on others.
type weights struct {
	centroid, degree, position float64
	decay                      float64 // the place, from 0, at which the position counts half
	similar                    float64 // the cosine from which two sentences are neighbours
	redundancy                 float64 // of the nearest chosen sentence, in Summarize
}

// fitted are the weights in use. On fifty articles of the CNN/Daily Mail set, three
// sentences each, they give ROUGE-1/2 of .431/.194 (the first three sentences:
// .415/.177); neighbouring values lie within .005, and each half of the set beats
// its own leading sentences.
var fitted = weights{centroid: 1, degree: 1, position: 3, decay: 3, similar: 0.1, redundancy: 0.5}

// prepare ranks the document's sentences and judges their fitness.
func (d *document) prepare(w weights) {
	if len(d.sentences) == 0 {
		return
	}
	d.learnNames()
	d.markReasons()
	d.weigh()
	centroid := d.centroid()
	degree := d.degree(centroid, w.similar)
	top := w.centroid + w.degree + w.position
	for i, s := range d.sentences {
		position := 1 / (1 + float64(i)/w.decay)
		s.fitness = s.judge()
		s.score = (w.centroid*centroid[i] + w.degree*degree[i] + w.position*position) / top * s.fitness.factor
	}
}

// weigh sets the tf-idf weights of the sentences' terms, each sentence's vector
// of length 1. A document here is a sentence: a word that stands in every
// sentence tells them apart no more than a stop word does.
func (d *document) weigh() {
	frequency := make(map[int32]int)
	for _, s := range d.sentences {
		for _, t := range s.terms {
			frequency[t.id]++
		}
	}
	n := float64(len(d.sentences))
	for _, s := range d.sentences {
		norm := 0.0
		for i := range s.terms {
			t := &s.terms[i]
			t.weight = float64(t.count) * math.Log(1+n/float64(frequency[t.id]))
			norm += t.weight * t.weight
		}
		if norm = math.Sqrt(norm); norm > 0 {
			for i := range s.terms {
				s.terms[i].weight /= norm
			}
		}
	}
}

// centroid gives each sentence's cosine with the sum of all, scaled to a
// greatest value of 1.
func (d *document) centroid() []float64 {
	sum := make(map[int32]float64)
	for _, s := range d.sentences {
		for _, t := range s.terms {
			sum[t.id] += t.weight
		}
	}
	out := make([]float64, len(d.sentences))
	for i, s := range d.sentences {
		for _, t := range s.terms {
			out[i] += t.weight * sum[t.id]
		}
	}
	return scaled(out)
}

// degree is LexRank's degree centrality (Erkan and Radev 2004): how many other
// sentences a sentence is similar to, scaled to a greatest value of 1.
func (d *document) degree(centroid []float64, similar float64) []float64 {
	in := make([]int, len(d.sentences))
	for i := range in {
		in[i] = i
	}
	if len(in) > maxGraph {
		slices.SortStableFunc(in, func(a, b int) int { return cmp.Compare(centroid[b], centroid[a]) })
		in = in[:maxGraph]
	}
	out := make([]float64, len(d.sentences))
	for x, i := range in {
		for _, j := range in[:x] {
			if similarity(d.sentences[i], d.sentences[j]) >= similar {
				out[i]++
				out[j]++
			}
		}
	}
	return scaled(out)
}

// similarity is the cosine of two sentences' tf-idf vectors.
func similarity(a, b *sentence) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a.terms) && j < len(b.terms); {
		switch {
		case a.terms[i].id < b.terms[j].id:
			i++
		case a.terms[i].id > b.terms[j].id:
			j++
		default:
			sum += a.terms[i].weight * b.terms[j].weight
			i++
			j++
		}
	}
	return sum
}

// scaled divides values by the greatest of them.
func scaled(values []float64) []float64 {
	if top := slices.Max(values); top > 0 {
		for i := range values {
			values[i] /= top
		}
	}
	return values
}
