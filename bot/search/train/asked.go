package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// asked are the development questions in everyday words: every second one of
// the paraphrased questions. No model is trained on them; they show what a
// choice does to questions that share few words with their passage. The other
// half is for the figures.
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
	own, err := ownSet(filepath.Join(dir, "articles"), filepath.Join(dir, "own.jsonl"))
	if err != nil {
		return nil, err
	}
	byName["own"] = own
	questions = append(questions, own.Questions...)
	var out []*item
	indexes := make(map[*eval.Set]*search.Index)
	for i := range questions {
		q := &questions[i]
		if i%2 == 1 {
			continue
		}
		set := byName[q.Set]
		if indexes[set] == nil {
			if indexes[set], err = search.New(set.Articles); err != nil {
				return nil, err
			}
		}
		out = append(out, &item{set: set, index: indexes[set], q: q, query: q.Query(), fold: foldOf(set, q)})
	}
	return out, nil
}

func ownSet(articles, questions string) (*eval.Set, error) {
	library, _, err := corpus.Load(os.DirFS(articles))
	if err != nil {
		return nil, err
	}
	set := &eval.Set{Name: "own"}
	set.AddArticles(library.Articles()...)
	set.Questions, err = eval.ReadQuestions(questions)
	return set, err
}

// reportAsked prints the figures of the development questions.
func (t *trainer) reportAsked(w io.Writer, items []*item) {
	ranks := map[string]*eval.Ranking{}
	var order []string
	for _, it := range items {
		rank := it.set.PassageRank(it.q, it.index.Trace(it.query, t.models(it)).Passages)
		for _, key := range []string{"all", it.q.Style, it.set.Name} {
			if ranks[key] == nil {
				ranks[key] = new(eval.Ranking)
				order = append(order, key)
			}
			ranks[key].Add(rank)
		}
	}
	for _, key := range order {
		r := ranks[key]
		fmt.Fprintf(w, "asked %-14s %3d  R@1 %.3f R@5 %.3f MRR %.3f\n", key, r.Questions, r.R1, r.R5, r.MRR)
	}
}
