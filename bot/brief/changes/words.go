package changes

import (
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// class says what a word does in a comparison.
type class uint8

const (
	filler   class = iota // may come and go with the wording
	minor                 // too common to tell sentences apart; in the way of nothing
	content               // says something
	name                  // a word of a name
	number                // a quantity
	date                  // a date
	negation              // turns a statement round
	hedge                 // makes it less than plain
)

// share is what a word of the class counts of its weight for whether two
// sentences are about the same. Figures and names are what an edit replaces.
func (c class) share() float64 {
	switch c {
	case filler, minor:
		return .2
	case number, date, negation, hedge:
		return .5
	}
	return 1
}

// word is one word of a sentence, or one number or date of several.
type word struct {
	term   string // under which it is compared: stem, kind of hedge, value
	folded string
	lookup string // as the thesaurus has it
	class  class
	id     int32
	weight float64
}

// readWords takes a text apart, and reports whether it was too long for that.
func (r *reading) readWords(text string) (words []word, cut bool) {
	tokens := english.AppendTokens(make([]english.Token, 0, len(text)/5+4), text)
	if len(tokens) > maxWords {
		tokens, cut = tokens[:maxWords], true
	}
	folded := make([]string, len(tokens))
	for i, t := range tokens {
		folded[i] = english.Fold(text, t)
	}
	dates := english.AppendDates(nil, text, tokens, folded)
	quantities := english.AppendQuantities(nil, text, tokens, folded, dates)
	words = make([]word, 0, len(tokens)+4)
	for i := 0; i < len(tokens); i++ {
		if len(dates) > 0 && dates[0].From == i {
			words = append(words, word{term: dateTerm(dates[0]), folded: strings.Join(folded[i:dates[0].To], " "), class: date})
			i = dates[0].To - 1
			dates = dates[1:]
			continue
		}
		if len(quantities) > 0 && quantities[0].From <= i {
			q := quantities[0]
			quantities = quantities[1:]
			if q.From == i && q.To > i {
				words = append(unbound(words, q), word{term: quantityTerm(q), folded: strings.Join(folded[i:q.To], " "), class: number})
				i = q.To - 1
				continue
			}
		}
		for part := range strings.SplitSeq(opened(folded[i], text[tokens[i].Start:tokens[i].End]), " ") {
			words = append(words, r.wordOf(part, text, tokens[i]))
		}
	}
	return words, cut
}

func dateTerm(d english.Date) string {
	return fmt.Sprintf("@%d-%d-%d-%d", d.Year, d.LastYear, d.Month, d.Day)
}

func quantityTerm(q english.Quantity) string {
	return fmt.Sprintf("#%d:%d:%.9g:%.9g:%s", q.Kind, q.Bound, q.Value, q.Last, q.Unit)
}

// bounds are the words before a number that its Bound tells.
var bounds = set(`more less fewer greater higher than no over under above below least most at about around roughly
	approximately some nearly almost up to circa an estimated only just`)

// unbound takes the words of a number's bound, which the number's term holds, off
// the end.
func unbound(words []word, q english.Quantity) []word {
	if q.Bound == english.Exactly {
		return words
	}
	for n := 0; n < 3 && len(words) > 0 && bounds[words[len(words)-1].folded]; n++ {
		words = words[:len(words)-1]
	}
	return words
}

// contracted are the ends of a word whose apostrophe stands for letters, and what
// they are written out; "he'd" may be had or would and is left as it is.
var contracted = [][2]string{{"nt", "not"}, {"re", "are"}, {"ve", "have"}, {"ll", "will"}, {"m", "am"}}

// shortened are the auxiliaries that lose more than their end before n't.
var shortened = map[string]string{"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}

// opened is a folded word with its contraction opened; raw is how it is written.
func opened(folded, raw string) string {
	if folded == "cannot" {
		return "can not"
	}
	if !strings.ContainsAny(raw, "'’") {
		return folded
	}
	for _, c := range contracted {
		base, ok := strings.CutSuffix(folded, c[0])
		if !ok || base == "" {
			continue
		}
		if full, ok := shortened[base]; ok {
			base = full
		}
		if c[0] == "nt" && !auxiliaries[base] || c[0] != "nt" && !subjects[base] {
			continue
		}
		return base + " " + c[1]
	}
	return folded
}

var (
	auxiliaries = set(`is are was were do does did has have had would could should might must need can will shall`)
	subjects    = set(`i you we they he she it who that there this what`)
)

// wordOf is the word of a folded token.
func (r *reading) wordOf(folded, text string, t english.Token) word {
	if folded == "us" && strings.Contains(text[t.Start:t.End], ".") {
		folded = "u.s" // in a text all in capitals
	}
	w := word{term: folded, folded: folded, lookup: folded, class: content}
	if !english.IsStop(folded) {
		w.lookup = r.stem(folded)
	}
	switch kind, hedged := hedges[folded]; {
	case hedged && !(names[folded] && t.Flags&english.Capital != 0 && t.Start > 0 && !opensClause(text, t)):
		w.term, w.class = kind, hedge
	case negations[folded]:
		w.class = negation
	case fillers[folded]:
		w.class = filler
	case quantifiers[folded] != "":
		w.term = quantifiers[folded]
	case english.IsStop(folded) || turning[folded]:
		w.class = minor
	default:
		w.term = spelling(w.lookup)
		if t.Flags&english.Capital != 0 && r.isName(folded, text, t) {
			w.class = name
		}
	}
	return w
}

// isName reports whether a word with a capital has it for being a name.
func (r *reading) isName(folded, text string, t english.Token) bool {
	if t.Start > 0 && !opensClause(text, t) {
		return true
	}
	return !r.lower[folded] && (r.upper[folded] || !english.Default().Knows(folded))
}

// spelling makes the same of British and American endings of a stem.
func spelling(stem string) string {
	if len(stem) < 5 {
		return stem
	}
	if s, ok := strings.CutSuffix(stem, "is"); ok {
		return s + "iz"
	}
	if s, ok := strings.CutSuffix(stem, "our"); ok {
		return s + "or"
	}
	return stem
}

// fillers may come and go with the wording, as when a sentence is split, merged or
// turned into the passive.
var fillers = set(`a an the of that which who whom whose is are was were am be been being has have had having do does did
	and also it its itself he she they his her their them him himself herself themselves this these those such
	there then by as to in on at for with while but however meanwhile moreover furthermore additionally besides too
	so thus hence although though whereas yet still both indeed well`)

var negations = set(`not no never without neither nor none nobody nothing nowhere hardly scarcely barely unless`)

// hedges are the words that make a statement less than plain, by what they make of it.
var hedges = mapped(map[string]string{
	"~may":    "may might could possibly perhaps maybe conceivably",
	"~would":  "would",
	"~should": "should ought must",
	"~will":   "will shall",
	"~can":    "can able",
	"~if":     "if whether provided",
	"~likely": "likely probably presumably",
	"~report": "reportedly allegedly apparently supposedly purportedly alleged purported supposed suspected rumoured rumored",
})

// names are hedges that with a capital are a month or a person.
var names = set(`may will`)

// quantifiers are words that count without a number.
var quantifiers = mapped(map[string]string{
	"=all": "all every each", "=most": "most", "=many": "many numerous", "=some": "some", "=several": "several",
	"=few": "few", "=only": "only solely", "=more": "more", "=less": "less fewer", "=least": "least", "=any": "any",
	"=much": "much",
})

// opposed are common words of which one cannot stand for the other; those parted by
// commas can.
var opposed = pairs(`before/after prior/after from/to into/out in/out up/down over/under above/below inside/outside for/against with/without
	until/since his/her he/she him/her is,are,am,has,have/was,were,had`)

// turning are the words of opposed.
var turning = func() map[string]bool {
	m := make(map[string]bool)
	for _, p := range opposed {
		for _, w := range slices.Concat(p[0], p[1]) {
			m[w] = true
		}
	}
	return m
}()

// set makes a set of the words of a list.
func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// mapped turns lists of words by their kind into the kind of each word.
func mapped(kinds map[string]string) map[string]string {
	m := make(map[string]string)
	for kind, list := range kinds {
		for _, w := range strings.Fields(list) {
			m[w] = kind
		}
	}
	return m
}

// pairs reads opposed words.
func pairs(list string) [][2][]string {
	var out [][2][]string
	for _, field := range strings.Fields(list) {
		a, b, _ := strings.Cut(field, "/")
		out = append(out, [2][]string{strings.Split(a, ","), strings.Split(b, ",")})
	}
	return out
}

// distinct are the different ids of words, in order.
func distinct(words []word) []int32 {
	ids := make([]int32, len(words))
	for i := range words {
		ids[i] = words[i].id
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
