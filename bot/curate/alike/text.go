package alike

import (
	"slices"
	"strings"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
)

// MaxTokens is the number of words that are read of one text; what follows is
// passed over.
const MaxTokens = 400

// Term is a word of a text, or an expression of several that the thesaurus knows
// as one.
type Term struct {
	From, To int // half-open range of indexes into the tokens
	// Key is its words in their indexed form, joined by spaces; for a name that the
	// thesaurus knows, that of the country or the body: "turkish" has the key of
	// "turkey".
	Key   string
	Known bool // the gazetteer or the list of bodies knows it as a name
	Name  bool // known as a name, or written as one
	Stop  bool // too common to tell texts apart
}

// Text is a text taken apart. It is not changed once it is made.
type Text struct {
	Raw        string
	Tokens     []english.Token
	Words      []string // folded, one a token
	Stems      []string // their indexed form, that of stop words themselves
	Dates      []english.Date
	Quantities []english.Quantity
	Terms      []Term // in order; the words of dates and quantities are in none
}

// Reader takes texts apart and compares their terms. It remembers what it has
// looked up, so that a vocabulary is looked up once. One goroutine may use it at
// a time. Make one with NewReader.
type Reader struct {
	stems   map[string]string
	heads   map[string]head
	pairs   map[uint64]float32 // by the numbers of two keys, the lower one first
	ids     map[string]int32
	keys    []string // by number
	entries map[string]lexis.Word
}

// head is what a key becomes.
type head struct {
	key            string
	name, initials bool
}

// NewReader returns a reader that knows no text yet.
func NewReader() *Reader {
	return &Reader{stems: make(map[string]string), heads: make(map[string]head), pairs: make(map[uint64]float32), ids: make(map[string]int32), entries: make(map[string]lexis.Word)}
}

// Read takes a text apart.
func (r *Reader) Read(text string) *Text {
	t := &Text{Raw: text, Tokens: english.AppendTokens(make([]english.Token, 0, len(text)/5+4), text)}
	if len(t.Tokens) > MaxTokens {
		t.Tokens = t.Tokens[:MaxTokens]
	}
	t.Words, t.Stems = make([]string, len(t.Tokens)), make([]string, len(t.Tokens))
	for i, token := range t.Tokens {
		t.Words[i] = english.Fold(text, token)
		t.Stems[i] = r.stem(t.Words[i])
	}
	t.Dates = english.AppendDates(nil, text, t.Tokens, t.Words)
	t.Quantities = english.AppendQuantities(nil, text, t.Tokens, t.Words, t.Dates)
	r.readTerms(t)
	return t
}

// readTerms takes the longest expression at each word that the thesaurus knows.
func (r *Reader) readTerms(t *Text) {
	value := t.values()
	stems := t.Stems
	t.Terms = make([]Term, 0, len(t.Words))
	for i := 0; i < len(t.Words); {
		if value[i] {
			i++
			continue
		}
		to := i + 1
		for end := min(i+english.MaxExpression, len(t.Words)); end > i+1; end-- {
			if r.isExpression(t, stems, value, i, end) {
				to = end
				break
			}
		}
		t.Terms = append(t.Terms, r.term(t, stems, i, to))
		i = to
	}
}

// values marks the tokens of dates and of quantities. Ordinals stay words.
func (t *Text) values() []bool {
	out := make([]bool, len(t.Tokens))
	for _, d := range t.Dates {
		for i := d.From; i < d.To; i++ {
			out[i] = true
		}
	}
	for _, q := range t.Quantities {
		for i := q.From; i < q.To && q.Kind != english.Ordinal; i++ {
			out[i] = true
		}
	}
	return out
}

// isExpression reports whether words from..to stand together, with more than one
// word of weight among them, as the thesaurus has them.
func (r *Reader) isExpression(t *Text, stems []string, value []bool, from, to int) bool {
	if english.IsStop(t.Words[from]) || english.IsStop(t.Words[to-1]) {
		return false
	}
	for i := from; i < to; i++ {
		if value[i] || i > from && strings.ContainsAny(t.Between(i-1), ".,;:!?()\n") {
			return false
		}
	}
	if english.Default().Senses(stems[from:to]) == 0 {
		return false
	}
	return r.head(stems[from:to]).name || !slices.ContainsFunc(stems[from:to], func(s string) bool {
		h := r.head([]string{s})
		return h.name && !h.initials // "U.S. president" is a president
	})
}

// Between is the text between token i and the one after it, "" outside.
func (t *Text) Between(i int) string {
	if i < 0 || i+1 >= len(t.Tokens) {
		return ""
	}
	return t.Raw[t.Tokens[i].End:t.Tokens[i+1].Start]
}

// Word is the folded word at i, "" outside.
func (t *Text) Word(i int) string {
	if i < 0 || i >= len(t.Words) {
		return ""
	}
	return t.Words[i]
}

// stem is the indexed form of a folded word, that of a stop word itself.
func (r *Reader) stem(word string) string {
	if s, ok := r.stems[word]; ok {
		return s
	}
	s := word
	if !english.IsStop(word) {
		s = english.Stem(word)
	}
	r.stems[word] = s
	return s
}

func (r *Reader) term(t *Text, stems []string, from, to int) Term {
	h := r.head(stems[from:to])
	if h.name && to == from+1 && t.Tokens[from].Flags&(english.Upper|english.Capital) == 0 && english.IsStop(t.Words[from]) {
		h = head{key: stems[from]} // "up" is no Uttar Pradesh
	}
	if h.initials && to == from+1 && t.Tokens[from].Flags&english.Upper == 0 && (english.IsStop(t.Words[from]) || common(t.Words[from], stems[from])) {
		h = head{key: stems[from]} // "can", "far" and "cities" abbreviate nothing
	}
	return Term{
		From: from, To: to, Key: h.key,
		Known: h.name, Name: h.name || t.writtenAsName(from, to),
		Stop: to == from+1 && english.IsStop(t.Words[from]) && !h.name,
	}
}

// head is the key of words, and whether it is a name's.
func (r *Reader) head(terms []string) head {
	key := strings.Join(terms, " ")
	if h, ok := r.heads[key]; ok {
		return h
	}
	h := head{key: key}
	for _, relation := range []english.Relation{english.Demonym, english.Initials} {
		english.Default().Heads(terms, relation, func(name []string) bool {
			h = head{key: strings.Join(name, " "), name: true, initials: relation == english.Initials}
			return false
		})
		if h.name {
			break
		}
	}
	r.heads[key] = h
	return h
}

// auxiliaries are words that no list of meanings has.
var auxiliaries = Set(`can could may might must shall should will would`)

// common reports whether a word in small letters is one of the language, so that
// it abbreviates nothing. "nato" has a meaning in the lexicon, but it is the body's.
func common(word, stem string) bool {
	if word != stem || auxiliaries[word] {
		return true
	}
	full := make(map[string]bool)
	var meanings []string
	english.Default().Lookup([]string{stem}, func(v english.Variant) bool {
		switch terms := strings.Join(v.Terms, " "); v.Relation {
		case english.Initials:
			full[terms] = true
		case english.Family, english.Same:
			meanings = append(meanings, terms)
		}
		return true
	})
	return len(meanings) > 0 && !slices.ContainsFunc(meanings, func(m string) bool { return full[m] })
}

// writtenAsName reports whether words have capitals that the beginning of a
// sentence does not explain.
func (t *Text) writtenAsName(from, to int) bool {
	for i := from; i < to; i++ {
		f := t.Tokens[i].Flags
		if f&english.Upper != 0 || f&english.Capital != 0 && !t.Begins(i) && !english.IsStop(t.Words[i]) {
			return true
		}
	}
	return false
}

// Begins reports whether token i is the first of a sentence.
func (t *Text) Begins(i int) bool {
	if i == 0 {
		return true
	}
	gap := t.Between(i - 1)
	if strings.ContainsAny(gap, "!?\n") {
		return true
	}
	before := t.Tokens[i-1]
	return strings.Contains(gap, ". ") && before.End-before.Start > 2
}

// NameKey is the key of a name.
func (r *Reader) NameKey(name string) string {
	var stems []string
	for _, token := range english.AppendTokens(nil, name) {
		stems = append(stems, r.stem(english.Fold(name, token)))
	}
	return r.head(stems).key
}

// Set makes a set of the words of a list.
func Set(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}
