package main

import (
	"bytes"
	"cmp"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"slices"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
	"rapporteur/bot/trees"
)

// folds is the number of parts of the cross-validation.
const folds = 5

// setNames are the open sets that models are trained on, and how much a
// question of each counts.
var setNames = []struct {
	name   string
	weight float32
}{
	{"squad2", 1}, {"newwiki", .7}, {"clapnq", 4}, {"qamr_wikinews", 1.5}, {"mtrag_un", 2},
}

// item is one question with the library that it is asked of.
type item struct {
	set     *eval.Set
	index   *search.Index
	q       *eval.Question
	query   search.Query
	fold    int
	weight  float32
	removed bool   // the gold article was taken out of the library
	swapped bool   // words were replaced by others that mean the same
	added   bool   // written for training, no question of the set
	heldOut bool   // not to be looked at before the figures are made
	setting string // made for confidence alone: "alone" or "talk"; else empty
}

// answerable reports whether the library that the question is asked of
// answers it.
func (it *item) answerable() bool { return it.q.Answerable && !it.removed }

type trainer struct {
	sets  []*eval.Set
	items []*item
	// Libraries without one article, by set and article.
	without map[string]*search.Index
	// Models by the fold that they have not seen, and one that has seen all.
	passage, sentence, covered, answers [folds + 1]*trees.Model
}

func newTrainer(dir string) (*trainer, error) {
	t := &trainer{without: make(map[string]*search.Index)}
	for _, s := range setNames {
		set, err := eval.Load(filepath.Join(dir, s.name))
		if err != nil {
			return nil, err
		}
		index, err := search.New(set.Articles)
		if err != nil {
			return nil, err
		}
		t.sets = append(t.sets, set)
		t.load(set, index, s.weight)
		if err := t.loadParaphrases(set, index); err != nil {
			return nil, err
		}
	}
	invented, err := ownSet("train-articles", filepath.Join(paraphrases, "train-articles"), "")
	if err != nil {
		return nil, err
	}
	index, err := search.New(invented.Articles)
	if err != nil {
		return nil, err
	}
	if err := t.loadParaphrases(invented, index); err != nil {
		return nil, err
	}
	t.sets = append(t.sets, invented)
	return t, t.settings()
}

func (t *trainer) load(set *eval.Set, index *search.Index, weight float32) {
	for i := range set.Questions {
		q := &set.Questions[i]
		it := item{set: set, index: index, q: q, query: q.Query(), fold: foldOf(set, q), weight: weight}
		t.items = append(t.items, &it)
		if !q.Answerable || len(q.GoldPassages) == 0 {
			continue
		}
		if swapped, ok := swap(q.Question, uint64(i)); ok && !hasHistory(q) {
			more := it
			more.query.Text, more.swapped, more.weight = swapped, true, .3*weight
			t.items = append(t.items, &more)
			t.remove(&more)
		}
		t.remove(&it)
	}
}

// remove adds a question once more, asked of the library without the article
// that answers it, so that confidence learns what is missing looks like. The
// other sets' documents are too short to be missed.
func (t *trainer) remove(it *item) {
	if it.set.Name != "squad2" && it.set.Name != "newwiki" {
		return
	}
	key := it.set.Name + "/" + articleOf(it.q)
	if t.without[key] == nil {
		t.without[key] = indexWithout(it.set, articleOf(it.q))
	}
	more := *it
	more.index, more.removed = t.without[key], true
	t.items = append(t.items, &more)
}

// paraphraseWeight is what a question in everyday words counts.
const paraphraseWeight = 3

// loadParaphrases adds the questions in everyday words that were written to
// train on. They are not those of the figures.
func (t *trainer) loadParaphrases(set *eval.Set, index *search.Index) error {
	files, err := filepath.Glob(filepath.Join(paraphrases, "train-*.jsonl"))
	if err != nil {
		return err
	}
	for _, file := range files {
		questions, err := eval.ReadQuestions(file)
		if err != nil {
			return err
		}
		for i := range questions {
			q := &questions[i]
			if q.Set == set.Name {
				it := &item{
					set: set, index: index, q: q, query: q.Query(), fold: foldOf(set, q), weight: paraphraseWeight, added: true,
				}
				t.items = append(t.items, it)
				t.remove(it)
			}
		}
	}
	return nil
}

func hasHistory(q *eval.Question) bool { return len(q.History) > 0 }

func indexWithout(set *eval.Set, slug string) *search.Index {
	var rest []*corpus.Article
	for _, a := range set.Articles {
		if a.Slug != slug {
			rest = append(rest, a)
		}
	}
	index, err := search.New(rest)
	if err != nil {
		panic(err) // fewer articles than an index that was made before
	}
	return index
}

// articleOf is the document that a question's gold passage belongs to.
func articleOf(q *eval.Question) string {
	slug, _, _ := bytes.Cut([]byte(q.GoldPassages[0]), []byte("#"))
	return string(slug)
}

// foldOf puts all questions of an article into one fold.
func foldOf(set *eval.Set, q *eval.Question) int {
	key := q.ID
	if len(q.GoldPassages) > 0 {
		key = articleOf(q)
		if set.Name == "qamr_wikinews" {
			key = string(bytes.Join(bytes.SplitN([]byte(q.GoldPassages[0]), []byte(":"), 4)[:3], []byte(":")))
		}
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return int(h.Sum32()>>8) % folds
}

// swap replaces some content words of a question by others that mean the
// same, so that the models learn what a match of such a word is worth. The
// open sets hold hardly a question in other words than the passage's. It
// reports false when the thesaurus knows none of the words.
func swap(question string, seed uint64) (string, bool) {
	var out []byte
	random := seed*6364136223846793005 + 1442695040888963407
	changed := false
	at := 0
	for _, token := range english.AppendTokens(nil, question) {
		word := english.Fold(question, token)
		out = append(out, question[at:token.Start]...)
		at = token.End
		var offers []string
		if !english.IsStop(word) && token.Flags == 0 {
			english.Default().Lookup([]string{english.Stem(word)}, func(v english.Variant) bool {
				if v.Relation == english.Same || v.Relation == english.Family || v.Relation == english.Demonym {
					offers = append(offers, joined(v.Terms))
				}
				return true
			})
		}
		random = random*6364136223846793005 + 1442695040888963407
		if len(offers) > 0 && random>>40%3 > 0 {
			out = append(out, offers[int(random>>33)%len(offers)]...)
			changed = true
		} else {
			out = append(out, question[token.Start:token.End]...)
		}
	}
	return string(append(out, question[at:]...)), changed
}

func joined(terms []string) string {
	var b []byte
	for i, t := range terms {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, t...)
	}
	return string(b)
}

// background lists the indexed forms that at least one passage in 500 holds,
// with how many in a thousand do.
func (t *trainer) background() []byte {
	holds := make(map[string]int)
	passages := 0
	for _, set := range t.sets {
		for _, a := range set.Articles {
			for _, p := range a.Passages {
				passages++
				seen := make(map[string]bool)
				text := a.Raw(p.Span)
				for _, token := range english.AppendTokens(nil, text) {
					word := english.Fold(text, token)
					if english.IsStop(word) || token.Flags&english.Digit != 0 {
						continue
					}
					name := english.Stem(word)
					if !seen[name] {
						seen[name] = true
						holds[name]++
					}
				}
			}
		}
	}
	var names []string
	for name, n := range holds {
		if 500*n >= passages {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(holds[b], holds[a]), cmp.Compare(a, b))
	})
	var out bytes.Buffer
	for _, name := range names {
		fmt.Fprintf(&out, "%s %.1f\n", name, 1000*float64(holds[name])/float64(passages))
	}
	return out.Bytes()
}
