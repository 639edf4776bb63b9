package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/trees"
)

// options are the size of the models, chosen by cross-validation.
var options = trees.Options{Trees: 250, Leaves: 8, Rate: .03, Least: 6, L2: 3, Sample: .2}

// rounds is how often the reading that a claim rests on is chosen anew by the
// models of the round before.
const rounds = 3

// hardest is how many readings of a claim that does not have a model's verdict
// are taken as cases against it: those that look most like it.
const hardest = 3

type trainer struct {
	items []*item
	pairs [folds + 1]pair
}

// pair is the two models: does a reading support the claim, does it contradict it?
type pair struct{ yes, no *trees.Model }

func (t *trainer) train() {
	var wg sync.WaitGroup
	limit := make(chan struct{}, 2)
	for f := range folds + 1 {
		wg.Go(func() {
			limit <- struct{}{}
			var kept []*item
			for _, it := range t.items {
				if it.fold != f && (it.file == learned || it.file == plain) {
					kept = append(kept, it)
				}
			}
			t.pairs[f] = fit(kept)
			<-limit
		})
	}
	wg.Wait()
}

func fit(items []*item) pair {
	return pair{
		yes: fitOne(items, answer.Supported, func(i int, it *item) float64 { return it.readings[i].Supports*3 + float64(it.readings[i].Features[0]) }),
		no: fitOne(items, answer.Contradicted, func(i int, it *item) float64 {
			return it.readings[i].Contradicts*3 + float64(it.readings[i].Features[1])
		}),
	}
}

func fitOne(items []*item, verdict answer.Verdict, first func(int, *item) float64) *trees.Model {
	score := first
	var m *trees.Model
	for range rounds {
		var samples [][]float32
		var labels trees.Labels
		for _, it := range items {
			order := ranked(it, score)
			if it.Verdict == verdict {
				for _, i := range order {
					if it.gold[i] || !slices.Contains(it.gold, true) {
						samples = append(samples, it.readings[i].Features)
						labels.Truth, labels.Weight = append(labels.Truth, 1), append(labels.Weight, it.weight())
						break
					}
				}
				continue
			}
			n := min(hardest, len(order))
			for k, i := range order[:n] {
				samples = append(samples, it.readings[i].Features)
				w := float32(.6)
				if k > 0 {
					w = .2
				}
				labels.Truth, labels.Weight = append(labels.Truth, 0), append(labels.Weight, w*it.weight())
			}
		}
		m = trees.Fit(samples, labels.Objective, options)
		model := m
		score = func(i int, it *item) float64 { return model.Score(it.readings[i].Features) }
	}
	return m
}

func (it *item) weight() float32 {
	if it.file == plain {
		return plainWeight
	}
	return 1
}

func ranked(it *item, score func(int, *item) float64) []int {
	order := make([]int, len(it.readings))
	scores := make([]float64, len(order))
	for i := range order {
		order[i], scores[i] = i, score(i, it)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return order
}

// scores are the log-odds of both verdicts by models that have not seen the claim.
func (t *trainer) scores(it *item) (yes, no float64) {
	yes, no = -9, -9
	p := t.pairs[it.fold]
	for _, r := range it.readings {
		yes = max(yes, p.yes.Score(r.Features))
		if r.Differs {
			no = max(no, p.no.Score(r.Features))
		}
	}
	return yes, no
}

type figures struct{ all, right, unsupported, falsely, wronged int }

func (f *figures) add(gold, given answer.Verdict) {
	f.all++
	if gold == given {
		f.right++
	}
	if given == answer.Contradicted && gold == answer.Supported {
		f.wronged++
	}
	if gold != answer.Supported {
		f.unsupported++
		if given == answer.Supported {
			f.falsely++
		}
	}
}

// wrongCost is what it costs, in right verdicts, to call a true claim
// contradicted instead of leaving it open.
const wrongCost = .3

func (f *figures) worth() float64 { return float64(f.right) - wrongCost*float64(f.wronged) }

func (f *figures) String() string {
	return fmt.Sprintf("%d claims, %.3f right, %.3f falsely supported", f.all, float64(f.right)/float64(max(1, f.all)), float64(f.falsely)/float64(max(1, f.unsupported)))
}

// scoredItem is a claim with what models say that have not seen it.
type scoredItem struct {
	*item
	yes, no float64
}

// maxFalsely is the share of unsupported claims that may be called supported: the
// bar is 3 %, less what choosing thresholds on the same claims flatters them by.
const maxFalsely = .026

// choose finds the thresholds with which most of the learned claims come out
// right while at most maxFalsely are falsely supported.
func choose(all []scoredItem) cite.Thresholds {
	best, most := cite.Thresholds{Support: 9, Contradict: 9}, -1.0
	for yes := -1.0; yes < 3; yes += .1 {
		for no := -2.0; no < 2; no += .1 {
			for k := range 36 {
				at := cite.Thresholds{Support: yes, Contradict: no, Margin: -2 + .5*float64(k%6), Doubt: .3 * float64(k/6)}
				var f figures
				for _, s := range all {
					if s.file == learned {
						f.add(s.Verdict, s.verdict(at))
					}
				}
				if worth := f.worth(); worth > most && float64(f.falsely) <= maxFalsely*float64(f.unsupported) {
					best, most = at, worth
				}
			}
		}
	}
	return best
}

func (s *scoredItem) verdict(at cite.Thresholds) answer.Verdict {
	return answer.Verdict(at.Decide(s.yes, s.no).String())
}

// report prints the cross-validated figures and the thresholds that they are for.
func (t *trainer) report(w io.Writer) {
	var all []scoredItem
	for _, it := range t.items {
		yes, no := t.scores(it)
		all = append(all, scoredItem{it, yes, no})
	}
	at := choose(all)
	fmt.Fprintf(w, "thresholds: support %.1f, contradict %.1f, margin %.1f, doubt %.1f\n", at.Support, at.Contradict, at.Margin, at.Doubt)
	for _, file := range append(claimFiles, plain) {
		var f figures
		confusion := make(map[string]int)
		var yes, no []float64
		var gold []answer.Verdict
		for _, s := range all {
			if s.file != file {
				continue
			}
			v := s.verdict(at)
			f.add(s.Verdict, v)
			confusion[string(s.Verdict)+" as "+string(v)]++
			yes, no, gold = append(yes, s.yes), append(no, s.no), append(gold, s.Verdict)
		}
		fmt.Fprintf(w, "%s: %v, AUROC of support %.3f, of contradiction %.3f\n  %v\n", file, &f,
			auroc(yes, func(i int) bool { return gold[i] == answer.Supported }),
			auroc(no, func(i int) bool { return gold[i] == answer.Contradicted }), confusion)
	}
}

func auroc(x []float64, truth func(int) bool) float64 {
	wins, n := 0.0, 0.0
	for i := range x {
		if !truth(i) {
			continue
		}
		for j := range x {
			if truth(j) {
				continue
			}
			n++
			if x[i] > x[j] {
				wins++
			} else if x[i] == x[j] {
				wins += .5
			}
		}
	}
	return wins / n
}

func (t *trainer) write(out string) error {
	for name, m := range map[string]*trees.Model{"supported.txt": t.pairs[folds].yes, "contradicted.txt": t.pairs[folds].no} {
		f, err := os.Create(filepath.Join(out, name))
		if err != nil {
			return fmt.Errorf("write weights: %w", err)
		}
		if err := m.Write(f); err != nil {
			f.Close()
			return fmt.Errorf("write %s: %w", name, err)
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}
