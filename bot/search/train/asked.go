package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// asked are the questions in everyday words that no model is trained on. Every
// second one is a development question, which shows what a choice does to
// questions that share few words with their passage; the others are held out
// for the figures.
func (t *trainer) asked(dir, sets string) ([]*item, error) {
	questions, err := eval.ReadQuestions(filepath.Join(dir, "open.jsonl"))
	if err != nil {
		return nil, err
	}
	extra, err := eval.Load(filepath.Join(sets, "time"))
	if err != nil {
		return nil, err
	}
	byName := map[string]*eval.Set{"time": extra}
	for _, s := range t.sets {
		byName[s.Name] = s
	}
	own, err := ownSet("own", filepath.Join(dir, "articles"), filepath.Join(dir, "own.jsonl"))
	if err != nil {
		return nil, err
	}
	byName["own"] = own
	questions = append(questions, own.Questions...)
	var out []*item
	indexes := make(map[*eval.Set]*search.Index)
	for i := range questions {
		q := &questions[i]
		set := byName[q.Set]
		if indexes[set] == nil {
			if indexes[set], err = search.New(set.Articles); err != nil {
				return nil, err
			}
		}
		out = append(out, &item{set: set, index: indexes[set], q: q, query: q.Query(), fold: foldOf(set, q), heldOut: i%2 == 1})
	}
	return out, nil
}

// ownSet makes a set of a folder of article files. It has no questions when
// that is empty.
func ownSet(name, articles, questions string) (*eval.Set, error) {
	library, _, err := corpus.Load(os.DirFS(articles))
	if err != nil {
		return nil, err
	}
	set := &eval.Set{Name: name}
	set.AddArticles(library.Articles()...)
	if questions != "" {
		set.Questions, err = eval.ReadQuestions(questions)
	}
	return set, err
}

// reportAsked prints the figures of the questions in everyday words.
func (t *trainer) reportAsked(w io.Writer, items []*item) {
	type pair struct{ ours, plain eval.Ranking }
	ranks := make(map[string]*pair)
	plains := make(map[*eval.Set]*eval.PlainBM25)
	var order []string
	for _, it := range items {
		if plains[it.set] == nil {
			plains[it.set] = eval.NewPlainBM25(it.set)
		}
		ours := it.set.PassageRank(it.q, it.index.Trace(it.query, t.models(it)).Passages)
		plain := it.set.PassageRank(it.q, plains[it.set].Rank(it.query))
		half := "development"
		if it.heldOut {
			half = "held out"
		}
		for _, key := range []string{"all", half, half + ", " + it.q.Style, half + ", " + it.set.Name} {
			if ranks[key] == nil {
				ranks[key] = new(pair)
				order = append(order, key)
			}
			ranks[key].ours.Add(ours)
			ranks[key].plain.Add(plain)
		}
	}
	slices.Sort(order)
	for _, key := range order {
		r, b := ranks[key].ours, ranks[key].plain
		fmt.Fprintf(w, "everyday words, %-26s %3d  R@1 %.3f R@5 %.3f (plain BM25 %.3f %.3f)\n", key, r.Questions, r.R1, r.R5, b.R1, b.R5)
	}
}
