package search_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// openSets is where the question sets are expected, seen from this package,
// unless EVAL_SETS names another folder.
const openSets = "../../../shared/eval"

// passagesEach is the number of passages of an article of a mixed library.
const passagesEach = 20

// mixed returns a library of about the given number of passages, each of five
// sentences of the open sets in random order, and the sets' questions in
// random order. It skips the test when the sets are not there.
func mixed(tb testing.TB, passages int) ([]*corpus.Article, []search.Query) {
	dir := cmp.Or(os.Getenv("EVAL_SETS"), openSets)
	if _, err := os.Stat(filepath.Join(dir, "squad2")); err != nil {
		tb.Skip("the open question sets are not in ", openSets)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var sentences []string
	var queries []search.Query
	for _, name := range []string{"squad2", "newwiki", "clapnq", "qamr_wikinews"} {
		set, err := eval.Load(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		for i := range set.Questions {
			queries = append(queries, set.Questions[i].Query())
		}
		for _, a := range set.Articles {
			for _, p := range a.Passages {
				for _, s := range p.Sentences {
					sentences = append(sentences, a.Raw(s))
				}
			}
		}
	}
	random.Shuffle(len(queries), func(i, j int) { queries[i], queries[j] = queries[j], queries[i] })
	var articles []*corpus.Article
	for i := 0; len(articles)*passagesEach < passages; i++ {
		articles = append(articles, drawn(fmt.Sprintf("mixed-%d", i), passagesEach, func() string {
			return sentences[random.IntN(len(sentences))]
		}))
	}
	return articles, queries
}

// drawn makes an article of passages of five sentences each.
func drawn(slug string, passages int, sentence func() string) *corpus.Article {
	a := &corpus.Article{Slug: slug, Version: 1, Meta: corpus.Meta{Title: title(sentence())}}
	var text strings.Builder
	for range passages {
		p := corpus.Passage{Span: corpus.Span{Start: text.Len()}}
		for range 5 {
			start := text.Len()
			text.WriteString(sentence())
			p.Sentences = append(p.Sentences, corpus.Span{Start: start, End: text.Len()})
			text.WriteByte(' ')
		}
		p.End = text.Len() - 1
		text.WriteByte('\n')
		a.Passages = append(a.Passages, p)
	}
	a.Text = text.String()
	return a
}

func liveBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkSearch reports, beside the usual, how long the middle question took,
// the one that 95 of 100 are faster than and the slowest, what building the
// index took and what it and the articles hold of memory.
func BenchmarkSearch(b *testing.B) {
	for _, passages := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(passages), func(b *testing.B) {
			before := liveBytes()
			articles, queries := mixed(b, passages)
			start := time.Now()
			index, err := search.New(articles)
			if err != nil {
				b.Fatal(err)
			}
			built := time.Since(start)
			for _, q := range queries[:50] {
				index.Search(q)
			}
			var took []time.Duration
			b.ResetTimer()
			b.ReportAllocs()
			for i := range b.N {
				start := time.Now()
				index.Search(queries[i%len(queries)])
				took = append(took, time.Since(start))
			}
			b.StopTimer()
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
			b.ReportMetric(float64(took[len(took)-1].Microseconds()), "max-µs")
			b.ReportMetric(built.Seconds(), "build-s")
			queries = nil
			b.ReportMetric(float64(liveBytes()-before)/1e6, "live-MB")
			runtime.KeepAlive(articles)
			runtime.KeepAlive(index)
		})
	}
}

func title(sentence string) string {
	words := strings.Fields(sentence)
	return strings.Join(words[:min(2, len(words))], " ")
}
