package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"rapporteur/bot/eval"
	"rapporteur/bot/search"
	"rapporteur/bot/trees"
)

// The size of the models, chosen by cross-validation.
var (
	passageOptions  = trees.Options{Trees: 160, Leaves: 12, Rate: .08, Least: 80, L2: 10, Sample: .6}
	sentenceOptions = trees.Options{Trees: 180, Leaves: 16, Rate: .06, Least: 60, L2: 8, Sample: .5}
	coveredOptions  = trees.Options{Trees: 200, Leaves: 8, Rate: .05, Least: 100, L2: 20, Sample: .4}
	answersOptions  = trees.Options{Trees: 120, Leaves: 6, Rate: .05, Least: 60, L2: 20, Sample: .4}
)

// eachFold trains a model for every fold on the rows of the others, and one on all.
func eachFold(rows int, fold func(int) int, fit func(keep []int) *trees.Model) (out [folds + 1]*trees.Model) {
	type result struct {
		fold  int
		model *trees.Model
	}
	results := make(chan result)
	limit := make(chan struct{}, 2)
	for f := range folds + 1 {
		go func() {
			limit <- struct{}{}
			var keep []int
			for i := range rows {
				if fold(i) != f {
					keep = append(keep, i)
				}
			}
			m := fit(keep)
			<-limit
			results <- result{f, m}
		}()
	}
	for range folds + 1 {
		r := <-results
		out[r.fold] = r.model
	}
	return out
}

// group is the candidates of one question.
type group struct {
	fold     int
	weight   float32
	features [][]float32
	grades   []float32
}

func fitGroups(groups []group, o trees.Options) [folds + 1]*trees.Model {
	return eachFold(len(groups), func(i int) int { return groups[i].fold }, func(keep []int) *trees.Model {
		var samples [][]float32
		objective := trees.Groups{Bounds: []int{0}}
		for _, i := range keep {
			g := &groups[i]
			samples = append(samples, g.features...)
			objective.Grades = append(objective.Grades, g.grades...)
			objective.Weight = append(objective.Weight, g.weight)
			objective.Bounds = append(objective.Bounds, len(samples))
		}
		return trees.Fit(samples, objective.Objective, o)
	})
}

// passages trains the ranking of passages.
func (t *trainer) passages() {
	var groups []group
	for _, it := range t.items {
		if !it.answerable() || len(it.q.GoldPassages) == 0 || it.setting != "" {
			continue
		}
		g := group{fold: it.fold, weight: it.weight}
		found := false
		candidates := it.index.Trace(it.query, search.Models{}).Candidates
		// Equal scores keep this order, so the weights that are there already must not decide it.
		slices.SortFunc(candidates, func(a, b search.TracedPassage) int { return a.First - b.First })
		for _, c := range candidates {
			grade := float32(0)
			if slices.Contains(it.q.GoldPassages, it.set.ID(c.Article, c.Passage)) {
				grade, found = 1, true
			}
			g.features = append(g.features, c.Features)
			g.grades = append(g.grades, grade)
		}
		if found {
			groups = append(groups, g)
		}
	}
	t.passage = fitGroups(groups, passageOptions)
}

// models are those that have not seen the item's article.
func (t *trainer) models(it *item) search.Models {
	return search.Models{Passage: t.passage[it.fold], Sentence: t.sentence[it.fold], Covered: t.covered[it.fold], Answers: t.answers[it.fold]}
}

// sentences trains the choice of sentences, on passages ranked by models that
// have not seen the question.
func (t *trainer) sentences() {
	var groups []group
	for _, it := range t.items {
		if !it.answerable() || len(it.q.GoldPassages) == 0 || it.set.Name == "mtrag_un" || it.set.Name == "qamr_wikinews" || it.setting != "" {
			continue
		}
		g := group{fold: it.fold, weight: it.weight}
		if it.added {
			g.weight = .3 // the choice of a sentence gains nothing by them
		}
		found := false
		for _, c := range it.index.Trace(it.query, t.models(it)).Candidates {
			for k, s := range c.Sentences {
				g.features = append(g.features, s.Features)
				grade := float32(0)
				if it.set.RightSentence(it.q, c.Article, c.Passage, k) {
					grade, found = 1, true
				}
				g.grades = append(g.grades, grade)
			}
		}
		if found {
			groups = append(groups, g)
		}
	}
	t.sentence = fitGroups(groups, sentenceOptions)
}

// confidence trains two judgements of a finished search: whether the library
// is about the question at all, from questions whose article was taken away,
// and whether it answers what it is about, from the sets' own unanswerable
// questions. One model for both learns neither well: what looks alike to the
// first is what the second has to tell apart.
func (t *trainer) confidence() {
	var covered, answers labelled
	for _, it := range t.items {
		f := it.index.Trace(it.query, t.models(it)).Confidence
		if f == nil || it.set.Name == "rgb_fact" || it.set.Name == "qamr_wikinews" {
			continue
		}
		w := it.weight
		if it.added {
			w = addedWeight
		}
		if it.setting != "" {
			w *= settingWeight
		}
		if it.answerable() || it.removed {
			covered.add(f, it.fold, it.answerable(), w)
		}
		if !it.removed && !it.added && it.set.Name != "newwiki" && it.setting == "" && !it.swapped {
			answers.add(f, it.fold, it.answerable(), w)
		}
	}
	t.covered = covered.fit(coveredOptions)
	t.answers = answers.fit(answersOptions)
}

// What a question counts for confidence that was written for training, and
// what one counts that is asked again in a setting.
const (
	addedWeight   = 2
	settingWeight = .5
)

// labelled are samples that are true or false.
type labelled struct {
	samples       [][]float32
	folds         []int
	truth, weight []float32
}

func (l *labelled) add(sample []float32, fold int, truth bool, weight float32) {
	l.samples, l.folds = append(l.samples, sample), append(l.folds, fold)
	l.truth, l.weight = append(l.truth, truthOf(truth)), append(l.weight, weight)
}

func (l *labelled) fit(o trees.Options) [folds + 1]*trees.Model {
	return eachFold(len(l.samples), func(i int) int { return l.folds[i] }, func(keep []int) *trees.Model {
		var kept [][]float32
		var labels trees.Labels
		for _, i := range keep {
			kept = append(kept, l.samples[i])
			labels.Truth, labels.Weight = append(labels.Truth, l.truth[i]), append(labels.Weight, l.weight[i])
		}
		return trees.Fit(kept, labels.Objective, o)
	})
}

func truthOf(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// report prints the cross-validated figures.
func (t *trainer) report(w io.Writer) {
	for _, set := range t.sets {
		if len(set.Questions) == 0 {
			continue
		}
		var ranking, swapped, bm25 eval.Ranking
		baseline := eval.NewPlainBM25(set)
		var hits eval.Hits
		var all, removed []eval.Judged
		for _, it := range t.items {
			if it.set != set || it.added || it.setting != "" {
				continue
			}
			r := it.index.Trace(it.query, t.models(it))
			judged := eval.Judged{Confidence: r.Result.Confidence, Answerable: it.answerable()}
			if !it.swapped {
				if !it.removed {
					all = append(all, judged)
				}
				if it.q.Answerable {
					removed = append(removed, judged)
				}
			}
			if !it.answerable() || len(it.q.GoldPassages) == 0 {
				continue
			}
			rank := set.PassageRank(it.q, r.Passages)
			if it.swapped {
				swapped.Add(rank)
				continue
			}
			ranking.Add(rank)
			bm25.Add(set.PassageRank(it.q, baseline.Rank(it.query)))
			hits.Add(set.SentenceRank(it.q, r.Sentences))
		}
		fmt.Fprintf(w, "%-14s plain BM25 %.3f %.3f %.3f | passages R@1 %.3f R@5 %.3f MRR %.3f | sentences %.3f/%.3f | AUROC all %.3f removed %.3f | swapped %.3f/%.3f\n",
			set.Name, bm25.R1, bm25.R5, bm25.MRR, ranking.R1, ranking.R5, ranking.MRR, hits.Hit1, hits.Hit3, eval.AUROC(all), eval.AUROC(removed), swapped.R1, swapped.R5)
	}
}

// write writes the models that have seen all.
func (t *trainer) write(dir string) error {
	for name, m := range map[string]*trees.Model{
		"passage": t.passage[folds], "sentence": t.sentence[folds], "covered": t.covered[folds], "answers": t.answers[folds],
	} {
		f, err := os.Create(filepath.Join(dir, name+".txt"))
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		err = m.Write(f)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
