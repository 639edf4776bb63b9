package cite

import (
	"strings"

	"rapporteur/bot/english"
)

// maxWords is the number of words that are read of one text; what follows is
// passed over.
const maxWords = 400

// Facts is a sentence taken apart. It is not changed once it is made and may
// be shared between goroutines. The zero value is that of an empty text.
type Facts struct {
	text       string
	words      []word
	names      []name
	dates      []english.Date
	quantities []english.Quantity
	positions  map[string][]int32 // stem to places in words
	beginnings map[string][]int32 // first prefixLength bytes of a stem to places
	links      []link
	phrases    []int32 // by word: the head of its noun phrase, else itself
	cut        bool    // there were more than maxWords words
	reported   bool    // somebody is said to have said it
}

// word is one token.
type word struct {
	folded, stem string
	key          string // under which opposites are looked up
	flags        english.Flags
	start, end   int
	clause       int32 // counts from 0
	name         int32 // index into Facts.names, or -1
	sort         sort
	negated      bool  // a negation bears on it
	by           int32 // the word that negates it last, if negated
	denied       bool  // the first word of weight that a negation bears on
	hedged       bool  // said to be possible, planned or reported only
	weight       float32
}

// sort says what part a token plays in a comparison.
type sort uint8

const (
	function sort = iota // a word too common to tell sentences apart
	content
	nameWord
	numeral // part of a date or a quantity
)

// name is a run of capitalised words.
type name struct{ from, to int }

// prefixLength is how many bytes two stems must share to be taken for one
// family ("accurate", "accuracy").
const prefixLength = 5

// Read takes a sentence apart. An empty text gives empty facts.
func Read(text string) *Facts {
	f := &Facts{text: text}
	tokens := english.AppendTokens(make([]english.Token, 0, len(text)/5+4), text)
	if len(tokens) > maxWords {
		tokens = tokens[:maxWords]
		f.cut = true
	}
	folded := make([]string, len(tokens))
	for i, t := range tokens {
		folded[i] = english.Fold(text, t)
	}
	f.dates = english.AppendDates(nil, text, tokens, folded)
	f.quantities = english.AppendQuantities(nil, text, tokens, folded, f.dates)
	f.words = make([]word, len(tokens))
	for i, t := range tokens {
		w := &f.words[i]
		*w = word{folded: folded[i], stem: folded[i], flags: t.Flags, start: t.Start, end: t.End, name: -1, by: -1}
		if !english.IsStop(w.folded) {
			w.stem = english.Stem(w.folded)
		}
		w.key = w.stem
		if w.folded == "left" {
			w.key = w.folded
		}
		if !functionWords[w.folded] {
			w.sort = content
		}
	}
	f.markNumerals()
	f.markBounds()
	f.markNames()
	f.markClauses()
	f.markNegation()
	f.markHedges()
	f.weigh()
	f.index()
	f.readLinks()
	return f
}

// markNumerals sets apart the words of dates and quantities. Ordinals stay
// words as well: "first" is a number and a word with an opposite.
func (f *Facts) markNumerals() {
	for _, d := range f.dates {
		for i := d.From; i < d.To; i++ {
			f.words[i].sort = numeral
		}
	}
	for _, q := range f.quantities {
		if q.Kind == english.Ordinal {
			continue
		}
		for i := q.From; i < q.To; i++ {
			f.words[i].sort = numeral
		}
	}
}

// markBounds takes the words of "more than 300" for a part of the number, so
// that they are no comparison.
func (f *Facts) markBounds() {
	for _, q := range f.quantities {
		for i := q.From - 1; i >= 0 && i >= q.From-3; i-- {
			w := &f.words[i]
			if f.folded(q.From-1) != "than" && f.folded(q.From-1) != w.folded {
				break
			}
			if boundWords[w.folded] {
				w.sort, w.key = function, ""
			}
		}
	}
}

var boundWords = wordSet(`more less fewer greater higher lower larger smaller than no over under above below least most`)

// index notes where each stem stands.
func (f *Facts) index() {
	f.positions = make(map[string][]int32, len(f.words))
	f.beginnings = make(map[string][]int32, len(f.words))
	for i := range f.words {
		w := &f.words[i]
		f.positions[w.stem] = append(f.positions[w.stem], int32(i))
		if w.sort != function && len(w.stem) >= prefixLength {
			key := w.stem[:prefixLength]
			f.beginnings[key] = append(f.beginnings[key], int32(i))
		}
	}
}

// between is the text between word i and the one after it.
func (f *Facts) between(i int) string {
	if i < 0 || i+1 >= len(f.words) {
		return ""
	}
	return f.text[f.words[i].end:f.words[i+1].start]
}

// folded is the folded word at i, "" outside.
func (f *Facts) folded(i int) string {
	if i < 0 || i >= len(f.words) {
		return ""
	}
	return f.words[i].folded
}

// raw is the text of words from..to, as written.
func (f *Facts) raw(from, to int) string {
	if from >= to || to > len(f.words) {
		return ""
	}
	return f.text[f.words[from].start:f.words[to-1].end]
}

// markClauses numbers the clauses. Commas, semicolons, brackets and
// conjunctions part them; a comma inside a name or a number does not.
func (f *Facts) markClauses() {
	clause := int32(0)
	for i := range f.words {
		if i > 0 {
			gap := f.between(i - 1)
			if strings.ContainsAny(gap, ",;:()[]—") || strings.Contains(gap, " - ") || clauseWords[f.words[i].folded] && f.folded(i+1) != "far" || f.ends(i-1) {
				clause++
			}
		}
		f.words[i].clause = clause
	}
}

// ends reports whether a sentence ends after word i. The stop of an initial or
// of a title ends none.
func (f *Facts) ends(i int) bool {
	gap := f.between(i)
	if strings.ContainsAny(gap, "!?") {
		return true
	}
	if !strings.Contains(gap, ". ") {
		return false
	}
	w := &f.words[i]
	return !(w.flags&english.Capital != 0 && (w.end-w.start <= 2 || titles[w.folded]))
}

// weigh says how much it would matter if a word were missing.
func (f *Facts) weigh() {
	for i := range f.words {
		w := &f.words[i]
		switch w.sort {
		case nameWord:
			w.weight = nameWeight
			if n := f.names[w.name]; n.to-n.from > 1 {
				w.weight = nameWordWeight
				if titles[w.folded] {
					w.weight = lightWeight / 2
				}
			}
		case content:
			switch {
			case ranks[w.folded] && strings.HasSuffix(w.folded, "est"):
				w.weight = 1
			case negators[w.folded]:
				w.weight = frameWeight
			case lightWords[w.folded] || lightWords[w.stem] && w.folded != "founded" || f.colours(i):
				w.weight = lightWeight
			case frameWords[w.folded]:
				w.weight = frameWeight
			case len(w.folded) >= longWord:
				w.weight = longWeight
			default:
				w.weight = 1
			}
		}
	}
}

// colours reports whether word i is an adverb that only colours what it stands
// beside: "sharply", "generally", but not "rarely", which has an opposite.
func (f *Facts) colours(i int) bool {
	w := &f.words[i]
	return strings.HasSuffix(w.folded, "ly") && len(w.folded) > len("early") && len(opposites()[w.key]) == 0 && english.Stem(w.folded) != w.folded
}

// The weights of words, next to 1 for an ordinary content word.
const (
	nameWeight     = 1.3
	nameWordWeight = .9 // of each word of a name of several
	longWeight     = 1.15
	lightWeight    = .4
	frameWeight    = .15
	dateWeight     = 1.6
	quantityWeight = 1.6
	longWord       = 9 // bytes
)
