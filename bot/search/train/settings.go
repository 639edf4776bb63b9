package main

import (
	"fmt"
	"io"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// The settings that the open sets lack and members are in all the time. Some
// of the questions are asked again in them, for confidence to learn from:
//
//   - alone: the library is one article, the question's own or another.
//   - talk: the question comes after one about the same article, or, where its
//     own article is taken out of the library, about another.
const (
	alone = "alone"
	talk  = "talk"
)

// every is how many questions there are for one that is asked again.
const every = 3

// settings adds the questions in their settings.
func (t *trainer) settings() error {
	byArticle := make(map[*eval.Set][]*item)
	for _, it := range t.items {
		switch it.set.Name {
		case "squad2", "newwiki", "train-articles":
			if it.answerable() && !it.swapped {
				byArticle[it.set] = append(byArticle[it.set], it)
			}
		}
	}
	for _, set := range t.sets {
		items := byArticle[set]
		if len(items) == 0 {
			continue
		}
		lone, err := loneIndexes(set)
		if err != nil {
			return err
		}
		for i, it := range items {
			if set.Name != "train-articles" && i%every != 0 {
				continue
			}
			t.askAlone(it, lone, set.Articles[i%len(set.Articles)].Slug)
			t.askInTalk(it, items, i)
		}
	}
	return nil
}

// loneIndexes are the indexes of the articles of a set, each by itself.
func loneIndexes(set *eval.Set) (map[string]*search.Index, error) {
	out := make(map[string]*search.Index)
	for _, a := range set.Articles {
		index, err := search.New([]*corpus.Article{a})
		if err != nil {
			return nil, err
		}
		out[a.Slug] = index
	}
	return out, nil
}

// askAlone asks a question of its own article and of another one.
func (t *trainer) askAlone(it *item, lone map[string]*search.Index, other string) {
	own := *it
	own.setting, own.index = alone, lone[articleOf(it.q)]
	if own.index == nil {
		return
	}
	t.items = append(t.items, &own)
	if other != articleOf(it.q) {
		away := *it
		away.setting, away.index, away.removed = alone, lone[other], true
		t.items = append(t.items, &away)
	}
}

// askInTalk asks a question after another of its article, and, without its
// article, after one of another article.
func (t *trainer) askInTalk(it *item, items []*item, i int) {
	slug := articleOf(it.q)
	for k := 1; k < len(items); k++ {
		before := items[(i+k)%len(items)]
		if articleOf(before.q) != slug || before.q == it.q {
			continue
		}
		after := *it
		after.setting, after.query.History = talk, turns(before)
		t.items = append(t.items, &after)
		break
	}
	before := items[(i*7+len(items)/2)%len(items)]
	index := t.without[it.set.Name+"/"+slug]
	if index == nil || articleOf(before.q) == slug {
		return
	}
	away := *it
	away.setting, away.query.History, away.index, away.removed = talk, turns(before), index, true
	t.items = append(t.items, &away)
}

// turns are a question and the sentence that answers it.
func turns(it *item) []search.Turn {
	out := []search.Turn{{Text: it.q.Question}}
	for _, a := range it.set.Articles {
		for p := range a.Passages {
			if !slices.Contains(it.q.GoldPassages, it.set.ID(a, p)) {
				continue
			}
			for k, span := range a.Passages[p].Sentences {
				if it.set.RightSentence(it.q, a, p, k) {
					return append(out, search.Turn{Bot: true, Text: a.Plain(span)})
				}
			}
		}
	}
	return out
}

// reportAt prints what a threshold does to the plain questions of the two sets
// that are also asked without their articles.
func (t *trainer) reportAt(w io.Writer, threshold float64, confidences []float64) {
	fmt.Fprintf(w, "at %.2f", threshold)
	for _, name := range []string{"squad2", "newwiki"} {
		var with, answered, without, refused float64
		for i, it := range t.items {
			if it.set.Name != name || it.swapped || it.added || it.setting != "" || !it.q.Answerable {
				continue
			}
			above := confidences[i] >= threshold
			if it.removed {
				without++
				refused += float64(truthOf(!above))
			} else {
				with++
				answered += float64(truthOf(above))
			}
		}
		fmt.Fprintf(w, "  %s answered %.3f, off topic refused %.3f", name, answered/max(1, with), refused/max(1, without))
	}
	fmt.Fprintln(w)
}

// offTopicRefused is the share of questions without their article that the
// threshold refuses.
const offTopicRefused = .95

// reportThreshold prints the confidence below which offTopicRefused of the
// questions without their article lie, and what that does to those with it.
func (t *trainer) reportThreshold(w io.Writer) {
	confidences := make([]float64, len(t.items))
	right := make([]bool, len(t.items))
	var off []float64
	for i, it := range t.items {
		if it.swapped || it.heldOut {
			continue
		}
		r := it.index.Trace(it.query, t.models(it)).Result
		confidences[i] = r.Confidence
		right[i] = it.answerable() && it.set.SentenceRank(it.q, r.Sentences) == 1
		if it.removed {
			off = append(off, r.Confidence)
		}
	}
	slices.Sort(off)
	for _, threshold := range []float64{.5, .55, .6, .65, .7, .75, .8} {
		t.reportAt(w, threshold, confidences)
	}
	threshold := off[int(offTopicRefused*float64(len(off)))]
	fmt.Fprintf(w, "threshold %.3f\n", threshold)
	type tally struct{ of, answered, right, away, refused float64 }
	tallies := make(map[string]*tally)
	for i, it := range t.items {
		if it.swapped {
			continue
		}
		key := it.set.Name
		if it.added {
			key += ", everyday words"
		}
		if it.setting != "" {
			key += ", " + it.setting
		}
		if tallies[key] == nil {
			tallies[key] = new(tally)
		}
		c := tallies[key]
		answered := confidences[i] >= threshold
		switch {
		case it.removed:
			c.away++
			c.refused += float64(truthOf(!answered))
		case it.answerable():
			c.of++
			c.answered += float64(truthOf(answered))
			c.right += float64(truthOf(answered && right[i]))
		}
	}
	var keys []string
	for key := range tallies {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		c := tallies[key]
		fmt.Fprintf(w, "%-38s answered %.3f of %4.0f, right sentence %.3f of those; off topic refused %.3f of %4.0f\n",
			key, c.answered/max(1, c.of), c.of, c.right/max(1, c.answered), c.refused/max(1, c.away), c.away)
	}
}
