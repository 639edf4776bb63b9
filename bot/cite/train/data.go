package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"maps"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapporteur/bot/answer"
	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/eval"
	"rapporteur/bot/search"
)

// learned is the file of claims that are learned from. The others are reported
// only: the rules behind the features were fitted to them, so that models that
// learn from them trust the rules too much.
const learned = "train"

var claimFiles = []string{"dev", "more", learned}

// folds is the number of parts of the cross-validation.
const folds = 5

// item is a claim with what the models see of it.
type item struct {
	eval.Claim
	file     string
	fold     int
	readings []cite.Traced
	gold     []bool // by reading: is it of a passage that the claim is about?
}

// library is a set that claims are checked against.
type library struct {
	set    *eval.Set
	answer *answer.Answerer
}

func open(dir string) (*library, error) {
	set, err := eval.Load(dir)
	if err != nil {
		return nil, err
	}
	index, err := search.New(set.Articles)
	if err != nil {
		return nil, err
	}
	return &library{set, answer.New(index)}, nil
}

func load(sets, claims string) ([]*item, error) {
	libraries := make(map[string]*library)
	var items []*item
	for _, file := range claimFiles {
		err := eval.ReadLines(filepath.Join(claims, file+".jsonl"), func(c eval.Claim) error {
			l := libraries[c.Set]
			if l == nil {
				var err error
				if l, err = open(filepath.Join(sets, c.Set)); err != nil {
					return fmt.Errorf("claim %s: %w", c.ID, err)
				}
				libraries[c.Set] = l
			}
			items = append(items, l.item(c, file))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(libraries)) {
		items = append(items, libraries[name].plainItems()...)
	}
	return items, nil
}

func (l *library) item(c eval.Claim, file string) *item {
	it := &item{Claim: c, file: file, fold: foldOf(&c)}
	evidence, places := l.answer.Evidence(c.Claim, c.Claim)
	it.readings = cite.Trace(cite.ReadClaim(c.Claim), evidence)
	for _, r := range it.readings {
		it.gold = append(it.gold, l.about(&c, places[r.Candidate]))
	}
	return it
}

func (l *library) about(c *eval.Claim, p corpus.Place) bool {
	return slices.Contains(c.GoldPassages, l.set.ID(p.Article, p.Passage))
}

// foldOf parts claims by the article that they are about.
func foldOf(c *eval.Claim) int {
	h := fnv.New32a()
	fmt.Fprint(h, c.Set, " ", articleOf(c))
	return int(h.Sum32() % folds)
}

// articleOf is the article of a claim's passage: what stands before the number
// of the passage in its id.
func articleOf(c *eval.Claim) string {
	if len(c.GoldPassages) == 0 {
		return c.Claim
	}
	id := c.GoldPassages[0]
	if c.Set == "qamr_wikinews" {
		return strings.Join(strings.Split(id, ":")[:3], ":")
	}
	if i := strings.LastIndex(id, "#"); i >= 0 {
		return id[:i]
	}
	return id
}

// rareFrom is the number of sentences that a word must stand in to be listed.
const rareFrom = 5

// writeRarity counts in how many sentences of the sets each word stands.
func writeRarity(sets, out string) error {
	counts, sentences := make(map[string]int), 0
	for _, name := range []string{"squad2", "newwiki", "clapnq", "mtrag_un", "qamr_wikinews", "rgb_fact", "time"} {
		set, err := eval.Load(filepath.Join(sets, name))
		if err != nil {
			return err
		}
		for _, a := range set.Articles {
			for p := range a.Passages {
				for s := range a.Passages[p].Sentences {
					sentences++
					for word := range stems((corpus.Place{Article: a, Passage: p, Sentence: s}).Plain()) {
						counts[word]++
					}
				}
			}
		}
	}
	levels := make([][]string, bits.Len(uint(sentences)))
	for word, n := range counts {
		if n >= rareFrom {
			level := bits.Len(uint(sentences/n)) - 1
			levels[level] = append(levels[level], word)
		}
	}
	var b bytes.Buffer
	for _, words := range levels {
		slices.Sort(words)
		fmt.Fprintln(&b, strings.Join(words, " "))
	}
	if err := os.WriteFile(filepath.Join(out, "rarity.txt"), bytes.TrimRight(b.Bytes(), "\n"), 0o644); err != nil {
		return fmt.Errorf("write rarity: %w", err)
	}
	return nil
}

func stems(text string) map[string]bool {
	out := make(map[string]bool)
	for _, t := range english.AppendTokens(nil, text) {
		word := english.Fold(text, t)
		if t.Flags&english.Digit == 0 && !english.IsStop(word) {
			out[english.Stem(word)] = true
		}
	}
	return out
}
