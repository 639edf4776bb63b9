// Bench asks the same questions of the same passages in Rapporteur's index, in
// bleve and in SQLite's FTS5, and prints what each took and found.
//
//	go run . -sets ../../../../shared/eval -passages 100000
//	go run . -sets ../../../../shared/eval -set squad2
//
// Without -set the library is as large as -passages says and made of the
// sentences of the open sets in random order, so that only time is compared;
// with -set it is that set, and the ranking is compared too.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
)

func main() {
	sets := flag.String("sets", "../../../../shared/eval", "folder of the open sets")
	set := flag.String("set", "", "one set to rank; else passages are mixed from all")
	passages := flag.Int("passages", 100_000, "size of the mixed library")
	questions := flag.Int("questions", 500, "how many questions are asked at most")
	flag.Parse()
	if err := run(*sets, *set, *passages, *questions); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(sets, name string, passages, questions int) error {
	lib, err := load(sets, name, passages, questions)
	if err != nil {
		return err
	}
	fmt.Printf("%d passages, %d questions\n%-12s %9s %9s %9s %9s %9s %7s %7s\n", lib.passages, len(lib.questions),
		"", "build", "p50", "p95", "max", "live MB", "R@1", "R@5")
	for _, open := range []func(*library) (engine, error){newRapporteur, newBleve, newFTS5} {
		r, err := measure(lib, open)
		if err != nil {
			return err
		}
		fmt.Println(r)
	}
	return nil
}

// engine is a search engine with the library in it.
type engine interface {
	name() string
	// search returns the ids of at most ten passages, best first.
	search(q *eval.Question) ([]string, error)
	close() error
}

// result is what an engine took and found.
type result struct {
	name          string
	build         time.Duration
	p50, p95, max time.Duration
	live          float64 // MB that the engine holds in Go's memory
	ranking       eval.Ranking
}

func (r result) String() string {
	ms := func(d time.Duration) string { return fmt.Sprintf("%.2fms", float64(d.Microseconds())/1000) }
	line := fmt.Sprintf("%-12s %9s %9s %9s %9s %9.0f", r.name, r.build.Round(time.Millisecond), ms(r.p50), ms(r.p95), ms(r.max), r.live)
	if r.ranking.Questions > 0 {
		line += fmt.Sprintf(" %7.3f %7.3f", r.ranking.R1, r.ranking.R5)
	}
	return line
}

func measure(lib *library, open func(*library) (engine, error)) (result, error) {
	before := liveMB()
	began := time.Now()
	e, err := open(lib)
	if err != nil {
		return result{}, err
	}
	defer e.close()
	r := result{name: e.name(), build: time.Since(began)}
	r.live = liveMB() - before
	took := make([]time.Duration, 0, len(lib.questions))
	for i := range lib.questions {
		q := &lib.questions[i]
		began := time.Now()
		ids, err := e.search(q)
		took = append(took, time.Since(began))
		if err != nil {
			return r, fmt.Errorf("%s: %q: %w", r.name, q.Question, err)
		}
		if lib.ranked {
			r.ranking.Add(1 + slices.IndexFunc(ids, func(id string) bool { return slices.Contains(q.GoldPassages, id) }))
		}
	}
	slices.Sort(took)
	r.p50, r.p95, r.max = took[len(took)/2], took[len(took)*95/100], took[len(took)-1]
	runtime.KeepAlive(e)
	return r, nil
}

func liveMB() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// library is the passages that every engine gets.
type library struct {
	articles  []*corpus.Article
	ids       map[*corpus.Article][]string
	passages  int
	questions []eval.Question
	ranked    bool
}

// each calls do for every passage.
func (l *library) each(do func(id, title, text string) error) error {
	for _, a := range l.articles {
		for p := range a.Passages {
			if err := do(l.ids[a][p], a.Title, a.Raw(a.Passages[p].Span)); err != nil {
				return err
			}
		}
	}
	return nil
}
