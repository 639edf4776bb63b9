package cite

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"rapporteur/bot/english"
)

var (
	//go:embed rewordings.txt
	rewordingsText string
	//go:embed paraphrases.txt
	paraphrasesText string
)

// rewordings maps an expression, its indexed words joined by spaces, to those
// that an article may have for it.
var rewordings = wordings(&rewordingsText)

// paraphrases are those that only a draft may use.
var paraphrases = wordings(&paraphrasesText)

// wordings reads a table of wordings at its first use.
func wordings(text *string) func() map[string][][]string {
	return sync.OnceValue(func() map[string][][]string { return readWordings(*text) })
}

func readWordings(text string) map[string][][]string {
	m := make(map[string][][]string, 1024)
	add := func(claimed, said []string) {
		key := strings.Join(claimed, " ")
		same := func(other []string) bool { return slices.Equal(other, said) }
		if !slices.Equal(claimed, said) && !slices.ContainsFunc(m[key], same) {
			m[key] = append(m[key], said)
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if general, special, ok := strings.Cut(line, "<"); ok {
			for _, said := range expressions(special) {
				add(expressions(general)[0], said)
			}
			continue
		}
		group := expressions(line)
		for _, claimed := range group {
			for _, said := range group {
				add(claimed, said)
			}
		}
	}
	return m
}

// expressions are the members of a list, each as its indexed words.
func expressions(list string) (out [][]string) {
	for member := range strings.SplitSeq(list, ",") {
		var terms []string
		for word := range strings.FieldsSeq(strings.ReplaceAll(member, "-", " ")) {
			if !english.IsStop(word) {
				word = english.Stem(word)
			}
			terms = append(terms, word)
		}
		out = append(out, terms)
	}
	return out
}

// reworded is how much of a word another wording carries.
const reworded = .8

// lookUpRewordings adds the other wordings of words from..to of the claim.
func (c *Claim) lookUpRewordings(terms []string, from, to int) {
	c.reword(rewordings(), terms, from, to, reworded)
}

// paraphrased is how much of a word a wording carries that only a draft may use.
const paraphrased = .7

func (c *Claim) lookUpParaphrases() {
	terms := make([]string, len(c.words))
	for i := range c.words {
		terms[i] = c.words[i].stem
	}
	for from := range terms {
		for to := from + 1; to <= min(from+english.MaxExpression, len(terms)) && c.words[to-1].clause == c.words[from].clause; to++ {
			c.reword(paraphrases(), terms, from, to, paraphrased)
		}
	}
}

func (c *Claim) reword(table map[string][][]string, terms []string, from, to int, strength float32) {
	for _, said := range table[strings.Join(terms[from:to], " ")] {
		if s := c.strength(english.Variant{Terms: said, Relation: english.Same}, from, to); s > 0 {
			c.options = append(c.options, option{from, to, said, min(s, strength), c.anyName(from, to)})
		}
	}
}
