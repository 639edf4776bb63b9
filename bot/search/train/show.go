package main

import (
	"fmt"
	"slices"

	"rapporteur/bot/search"
)

func (t *trainer) show(items []*item) {
	for i, it := range items {
		if i%6 != 0 {
			continue
		}
		tr := it.index.Trace(it.query, search.Models{})
		at := -1
		for k, c := range tr.Candidates {
			if slices.Contains(it.q.GoldPassages, it.set.ID(c.Article, c.Passage)) {
				at = k
				break
			}
		}
		fmt.Printf("\n%s %s rank %d: %s\n", it.q.Set, it.q.Style, at, it.q.Question)
		for _, a := range it.set.Articles {
			for p := range a.Passages {
				if slices.Contains(it.q.GoldPassages, it.set.ID(a, p)) {
					text := a.Plain(a.Passages[p].Span)
					fmt.Println("   ", text[:min(len(text), 500)])
				}
			}
		}
		for _, c := range search.Explain(it.index, it.query) {
			fmt.Println("      ", c)
		}
	}
}
