package trees_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"rapporteur/bot/trees"
)

// rings are samples that are true inside a ring, which no single split tells.
func rings(n int) (samples [][]float32, labels trees.Labels) {
	random := rand.New(rand.NewPCG(1, 1))
	for range n {
		x, y := random.Float32()*2-1, random.Float32()*2-1
		truth := float32(0)
		if r := x*x + y*y; r > .2 && r < .7 {
			truth = 1
		}
		samples = append(samples, []float32{x, y, random.Float32()})
		labels.Truth = append(labels.Truth, truth)
	}
	return samples, labels
}

func TestFitLearnsWhatNoSingleSplitTells(t *testing.T) {
	samples, labels := rings(4000)
	m := trees.Fit(samples, labels.Objective, trees.Options{Trees: 60, Leaves: 12, Rate: .2, Least: 10})
	right := 0
	for i, s := range samples {
		if (m.Score(s) > 0) == (labels.Truth[i] > 0) {
			right++
		}
	}
	if share := float64(right) / float64(len(samples)); share < .95 {
		t.Errorf("%.3f of the samples are told apart", share)
	}
}

func TestFitDependsOnItsArgumentsAlone(t *testing.T) {
	samples, labels := rings(500)
	o := trees.Options{Trees: 10, Sample: .6, Seed: 3, Least: 5}
	var a, b bytes.Buffer
	if err := trees.Fit(samples, labels.Objective, o).Write(&a); err != nil {
		t.Fatal(err)
	}
	if err := trees.Fit(samples, labels.Objective, o).Write(&b); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two fits of one set differ")
	}
}

func TestGroupsRankTheRelevantFirst(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 2))
	g := trees.Groups{Bounds: []int{0}}
	var samples [][]float32
	for range 300 {
		best := random.IntN(10)
		for i := range 10 {
			grade := float32(0)
			x := random.Float32()
			if i == best {
				grade, x = 1, x+.5
			}
			samples = append(samples, []float32{x, random.Float32()})
			g.Grades = append(g.Grades, grade)
		}
		g.Bounds = append(g.Bounds, len(samples))
	}
	m := trees.Fit(samples, g.Objective, trees.Options{Trees: 40, Leaves: 6})
	if low, high := m.Score([]float32{.2, .5}), m.Score([]float32{1.2, .5}); high <= low {
		t.Errorf("what is relevant scores %v, what is not %v", high, low)
	}
}

func TestFitOfNothing(t *testing.T) {
	m := trees.Fit(nil, trees.Labels{}.Objective, trees.Options{})
	if s := m.Score([]float32{1}); s != 0 {
		t.Errorf("score %v", s)
	}
}

func TestWriteAndParseAreInverse(t *testing.T) {
	samples, labels := rings(800)
	m := trees.Fit(samples, labels.Objective, trees.Options{Trees: 20, Least: 5})
	m.Bias = -.25
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	again, err := trees.Parse(text, 3)
	if err != nil {
		t.Fatal(err)
	}
	// Six digits of a bound and four of a value are kept: a sample that lies on
	// a bound may go the other way.
	off := 0
	for _, s := range samples {
		if math.Abs(m.Score(s)-again.Score(s)) > 1e-2 {
			off++
		}
	}
	if off > len(samples)/50 {
		t.Errorf("%d of %d samples score otherwise", off, len(samples))
	}
	b.Reset()
	if err := again.Write(&b); err != nil {
		t.Fatal(err)
	}
	if b.String() != text {
		t.Error("what was parsed is written in another way")
	}
}

// walked is the output of a model, tree by tree from the root.
func walked(m *trees.Model, x []float32) float64 {
	sum := m.Bias
	for _, t := range m.Trees {
		n := t[0]
		for n.Left != 0 {
			i := n.Left
			if x[n.Feature] > n.Value {
				i++
			}
			n = t[i]
		}
		sum += float64(n.Value)
	}
	return sum
}

func TestScoringIsWalkingThroughEveryTree(t *testing.T) {
	samples, labels := rings(300)
	onBound := samples[0]
	samples = append(samples, []float32{float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN())})
	labels.Truth = append(labels.Truth, 0)
	for name, o := range map[string]trees.Options{
		"small trees":    {Trees: 12, Least: 5, Leaves: 3},
		"as many leaves": {Trees: 12, Least: 5, Leaves: 16},
		"more leaves":    {Trees: 12, Least: 5, Leaves: 17},
		"many trees":     {Trees: 300, Least: 20, Leaves: 4},
	} {
		m := trees.Fit(samples[:300], trees.Labels{Truth: labels.Truth[:300]}.Objective, o)
		for i := range m.Trees {
			if root := &m.Trees[i][0]; root.Left != 0 {
				onBound[root.Feature] = root.Value
			}
		}
		for _, s := range samples {
			if got, want := m.Score(s), walked(m, s); got != want {
				t.Fatalf("%s: %v scores %v, want %v", name, s, got, want)
			}
		}
	}
}

func BenchmarkScore(b *testing.B) {
	samples, labels := rings(2000)
	m := trees.Fit(samples, labels.Objective, trees.Options{Trees: 150, Leaves: 12, Least: 20})
	for b.Loop() {
		for _, s := range samples[:40] {
			m.Score(s)
		}
	}
}

func TestParseRefusesBrokenModels(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                "",
		"no bias":              "x\n1\n",
		"empty tree":           "0\n\n",
		"feature out of range": "0\n3:1:0.5 1 2\n",
		"negative feature":     "0\n-1:1:0.5 1 2\n",
		"child is its parent":  "0\n0:0:0.5 1 2\n",
		"child is missing":     "0\n0:2:0.5 1 2\n",
		"a walk in a circle":   "0\n0:1:0.5 0:0:1 2\n",
		"value is missing":     "0\n0:1: 1 2\n",
		"not a number":         "0\nNaN\n",
		"child out of range":   "0\n0:99999:0.5 1 2\n",
		"half a split":         "0\n0:1 1 2\n",
		"two blanks":           "0\n0:1:0.5  1 2\n",
	} {
		if _, err := trees.Parse(text, 3); err == nil {
			t.Errorf("%s: %q was taken", name, text)
		}
	}
	if m, err := trees.Parse("0.5\n", 3); err != nil || m.Score(nil) != .5 {
		t.Errorf("a model without trees: %v, %v", m, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("0\n0:1:0.5 1 2\n")
	f.Add("0\n0:1:0.5 0:3:1 2 3 4\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := trees.Parse(text, 3)
		if err != nil {
			return
		}
		m.Score(make([]float32, 3)) // ends, and reads nothing that is not there
		if strings.Count(text, "\n") > 0 && len(m.Trees) > strings.Count(text, "\n")+1 {
			t.Error("more trees than lines")
		}
	})
}
