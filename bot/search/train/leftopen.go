package main

import (
	"fmt"
	"io"
	"path/filepath"

	"rapporteur/bot/eval"
)

// leftOpen holds articles with questions that they answer, and with questions in the same
// words, about the same people and places, that they leave open. No model is trained on
// them: what was tried is in the README of the weights.
const leftOpen = "bot/eval/testdata/leftopen"

// reportLeftOpen prints how well confidence tells the ones from the others, each asked of
// its article alone.
func (t *trainer) reportLeftOpen(w io.Writer) error {
	for _, half := range []string{"learn", "held-out"} {
		set, err := ownSet(half, filepath.Join(leftOpen, half), filepath.Join(leftOpen, half+".jsonl"))
		if err != nil {
			return err
		}
		lone, err := loneIndexes(set)
		if err != nil {
			return err
		}
		var judged []eval.Judged
		var hits eval.Hits
		for i := range set.Questions {
			q := &set.Questions[i]
			if lone[q.Article] == nil {
				return fmt.Errorf("question %s: no article %q", q.ID, q.Article)
			}
			r := lone[q.Article].Trace(q.Query(), t.models(&item{fold: folds}))
			judged = append(judged, eval.Judged{Confidence: r.Result.Confidence, Answerable: q.Answerable})
			if q.Answerable {
				hits.Add(set.SentenceRank(q, r.Sentences))
			}
		}
		fmt.Fprintf(w, "left open, %-9s AUROC %.3f of %d; right sentence of the answerable ones %.3f/%.3f\n",
			half, eval.AUROC(judged), len(judged), hits.Hit1, hits.Hit3)
	}
	return nil
}
