package main

import (
	"fmt"
	"slices"

	"rapporteur/bot/search"
)

func (t *trainer) probe(items []*item) {
	sets := map[string]bool{}
	for _, it := range items {
		sets[it.set.Name] = true
	}
	for name := range sets {
		var n, found, first, exact float64
		for _, it := range items {
			if it.set.Name != name || it.swapped || !it.answerable() || len(it.q.GoldPassages) == 0 {
				continue
			}
			n++
			tr := it.index.Trace(it.query, search.Models{})
			bestE, bestB := -1, -1
			for i, c := range tr.Candidates {
				gold := slices.Contains(it.q.GoldPassages, it.set.ID(c.Article, c.Passage))
				if gold {
					found++
				}
				if bestE < 0 || c.Features[3] > tr.Candidates[bestE].Features[3] {
					bestE = i
				}
				if bestB < 0 || c.Features[0] > tr.Candidates[bestB].Features[0] {
					bestB = i
				}
			}
			g := func(i int) float64 {
				if i >= 0 && slices.Contains(it.q.GoldPassages, it.set.ID(tr.Candidates[i].Article, tr.Candidates[i].Passage)) {
					return 1
				}
				return 0
			}
			first += g(bestB)
			exact += g(bestE)
		}
		fmt.Printf("%-14s n %.0f recall %.3f stage1 R@1 %.3f exact R@1 %.3f\n", name, n, found/n, first/n, exact/n)
	}
}
