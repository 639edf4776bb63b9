package semantic

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rapporteur/bot/corpus"
	"rapporteur/bot/search"
)

func TestTheCodesOfAVectorKeepItsDirection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "dimensions")
		draw := func(name string) []float32 {
			v := rapid.SliceOfN(rapid.Float32Range(-3, 3), n, n).Draw(t, name)
			v[0] += .01 // not all zero
			return v
		}
		a, b := draw("a"), draw("b")
		want := exact(a, b)
		if got := quantise(a).cosine(quantise(b)); math.Abs(got-want) > .02 {
			t.Fatalf("cosine %v, want %v", got, want)
		}
		v := quantise(a)
		again, err := unpack(v.pack())
		if err != nil || again.scale != v.scale || !slices.Equal(again.codes, v.codes) {
			t.Fatalf("%+v came back as %+v, %v", v, again, err)
		}
	})
}

func exact(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(quantise([]float32{1, -2, 3}).pack())
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := unpack(body)
		if err == nil && (len(v.codes) == 0 || math.IsNaN(v.cosine(v)) || math.IsInf(v.cosine(v), 0)) {
			t.Errorf("%x is %+v", body, v)
		}
	})
}

// clustered makes vectors as models do: all lean to one side, and those of one
// topic to each other.
type clustered struct {
	random *rand.Rand
	lean   []float32
	topics [][]float32
}

func newClustered(dims, topics int) *clustered {
	c := &clustered{random: rand.New(rand.NewPCG(7, uint64(dims)))}
	c.lean = c.noise(dims, nil, 0, 1)
	for range topics {
		c.topics = append(c.topics, c.noise(dims, c.lean, .8, .6))
	}
	return c
}

// noise is what times weight, with normal noise of a deviation.
func (c *clustered) noise(dims int, what []float32, weight, deviation float64) []float32 {
	out := make([]float32, dims)
	for i := range out {
		out[i] = float32(c.random.NormFloat64() * deviation)
		if what != nil {
			out[i] += float32(weight) * what[i]
		}
	}
	return out
}

func (c *clustered) passage() []float32 {
	return c.noise(len(c.lean), c.topics[c.random.IntN(len(c.topics))], 1, .5)
}

// viewOf is of n passages, and the vectors before they were put in codes.
func viewOf(c *clustered, n int, keep bool) (*view, [][]float32) {
	a := &corpus.Article{Slug: "a"}
	var numbers [][]float32
	places, vectors := make([]place, n), make([]*vector, n)
	for i := range n {
		v := c.passage()
		if keep {
			numbers = append(numbers, v)
		}
		places[i], vectors[i] = place{a, int32(i)}, quantise(v)
	}
	return newView(len(c.lean), places, vectors), numbers
}

// TestHardlyAnyOfTheNearestIsLostToCodesAndSigns compares the ten nearest with
// those of a scan of all numbers.
func TestHardlyAnyOfTheNearestIsLostToCodesAndSigns(t *testing.T) {
	if raced {
		t.Skip("it computes alone, for minutes under the race detector")
	}
	const passages, questions, best = 20_000, 40, 10
	for _, dims := range []int{384, 1536} {
		c := newClustered(dims, 200)
		v, numbers := viewOf(c, passages, true)
		hit, first := 0, 0
		for range questions {
			q := c.noise(dims, numbers[c.random.IntN(passages)], 1, .6)
			cosines := make([]float64, passages)
			order := make([]int, passages)
			for i, w := range numbers {
				cosines[i], order[i] = exact(q, w), i
			}
			slices.SortFunc(order, func(a, b int) int { return cmp.Compare(cosines[b], cosines[a]) })
			found := v.nearest(quantise(q), best, nil)
			if found[0].Passage == order[0] {
				first++
			}
			for _, f := range found {
				if slices.Contains(order[:best], f.Passage) {
					hit++
				}
			}
		}
		t.Logf("%d dimensions: the nearest %d of %d, of the ten nearest %d of %d", dims, first, questions, hit, best*questions)
		if first < questions || hit < best*questions*97/100 {
			t.Errorf("%d dimensions: the nearest %d of %d, of the ten nearest %d of %d", dims, first, questions, hit, best*questions)
		}
	}
}

func TestASmallLibraryIsComparedWhole(t *testing.T) {
	c := newClustered(64, 5)
	v, numbers := viewOf(c, shortlist, true)
	q := c.passage()
	found := v.nearest(quantise(q), shortlist, nil)
	if len(found) != shortlist || v.signs != nil {
		t.Fatalf("%d of %d, with signs: %v", len(found), shortlist, v.signs != nil)
	}
	if !slices.IsSortedFunc(found, func(a, b search.Similar) int { return cmp.Compare(b.Score, a.Score) }) {
		t.Error("not in order")
	}
	if got, want := found[0].Score, exact(q, numbers[found[0].Passage]); math.Abs(got-want) > .01 {
		t.Errorf("the first has %v, want %v", got, want)
	}
}

func TestOneArticleOfALargeLibraryIsComparedWhole(t *testing.T) {
	c := newClustered(96, 5)
	few, many := &corpus.Article{Slug: "few"}, &corpus.Article{Slug: "many"}
	var places []place
	var vectors []*vector
	for i := range 2*shortlist + 10 {
		p := place{many, int32(i)}
		if i >= 2*shortlist {
			p = place{few, int32(i - 2*shortlist)}
		}
		places, vectors = append(places, p), append(vectors, quantise(c.passage()))
	}
	v := newView(96, places, vectors)
	found := v.nearest(quantise(c.passage()), 40, func(a *corpus.Article) bool { return a == few })
	if len(found) != 10 {
		t.Errorf("%d of 10", len(found))
	}
	if none := v.nearest(quantise(c.passage()), 40, func(*corpus.Article) bool { return false }); len(none) != 0 {
		t.Errorf("%d of none", len(none))
	}
	if other := v.nearest(quantise(slices.Repeat([]float32{1}, 95)), 40, nil); len(other) != 0 {
		t.Errorf("a question of other dimensions finds %d", len(other))
	}
}

// BenchmarkNearest reports what the vectors of a library hold of memory, what
// making a view takes, and how long the middle question took and the one that 95
// of 100 are faster than.
func BenchmarkNearest(b *testing.B) {
	for _, size := range []struct{ passages, dims int }{{2_000, 1536}, {100_000, 384}, {100_000, 768}, {100_000, 1536}, {100_000, 3072}} {
		b.Run(fmt.Sprintf("%dx%d", size.passages, size.dims), func(b *testing.B) {
			before := live()
			c := newClustered(size.dims, 500)
			v, _ := viewOf(c, size.passages, false)
			began := time.Now()
			v = newView(v.dims, v.places, v.vectors)
			built := time.Since(began)
			var questions []*vector
			for range 50 {
				questions = append(questions, quantise(c.passage()))
			}
			var took []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				began := time.Now()
				v.nearest(questions[i%len(questions)], 40, nil)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
			b.ReportMetric(float64(built.Milliseconds()), "view-ms")
			b.ReportMetric(float64(live()-before)/1e6, "live-MB")
			runtime.KeepAlive(v)
		})
	}
}

func live() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestPrefixesAreThoseOfTheModelsCards(t *testing.T) {
	for model, want := range map[string]string{
		"text-embedding-3-small":         "",
		"nomic-embed-text:latest":        "search_query: ",
		"intfloat/multilingual-e5-large": "query: ",
		"bge-m3":                         "",
		"mxbai-embed-large":              "Represent this sentence for searching relevant passages: ",
	} {
		if query, _ := prefixesOf(model); query != want {
			t.Errorf("%s: %q, want %q", model, query, want)
		}
	}
}

func TestALongPassageIsCutAtACharacter(t *testing.T) {
	text := strings.Repeat("é", maxText)
	a := &corpus.Article{Text: text, Passages: []corpus.Passage{{Span: corpus.Span{End: len(text)}}}}
	if got := passageText("", a, 0); len(got) > maxText || strings.ToValidUTF8(got, "") != got {
		t.Errorf("%d bytes", len(got))
	}
}
