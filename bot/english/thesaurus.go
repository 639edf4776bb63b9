package english

import (
	_ "embed"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// The groups of the lexicon and of the gazetteer with every word in its
// indexed form, as the command in bot/english/compile writes them, so that
// nothing has to be stemmed when the program starts.
//
//go:generate go run ./compile
//go:embed thesaurus.txt
var compiled string

// Relation says how an expression may stand for another.
type Relation uint8

// The relations, from the closest to the loosest.
const (
	Exact    Relation = iota // the expression itself
	Initials                 // initials and the name that they abbreviate
	Demonym                  // a country, its other names and its adjective or people
	Family                   // words of one root: decide, decision
	Same                     // a reader would accept the swap
	Seat                     // the capital or the seat of power that stands for a government
	Office                   // titles for the same function
	Related                  // things of one kind, or words that come together
	Region                   // a country and a region that it belongs to
	relations
)

// Variant is an expression that may stand for another one: its words in their
// indexed form (Stem; stop words as they are).
type Variant struct {
	Terms    []string
	Relation Relation
}

// Thesaurus knows which expressions may stand for each other. It is not
// changed once it is made. The zero value knows none.
type Thesaurus struct {
	groups  []group
	slots   []int32 // by an expression's hash its first entry, from 1, or at the next slot that is free
	entries []entry
	words   func() map[string]bool // folded words that stand in any expression
}

// group is a set of expressions that may stand for each other. Of the compiled
// ones most are never asked for, and members takes apart those that are.
type group struct {
	relation Relation
	compiled string // the members parted by commas
	variants atomic.Pointer[[]Variant]
}

// entry is a group that an expression leads to, in a list of all of them.
type entry struct {
	expression string // its terms joined by spaces
	group      int32
	next       int32 // the expression's next entry, from 1; 0 for none
	last       int32 // the expression's last entry, from 1; kept by its first one
}

// MaxExpression is the number of words in the longest expression that is looked up.
const MaxExpression = 5

// Default returns the thesaurus that comes with the program: the lexicon, the
// gazetteer of places, the organisations and the offices.
var Default = sync.OnceValue(func() *Thesaurus { return load(compiled) })

func load(text string) *Thesaurus {
	groups, words, _ := strings.Cut(text, "\n\n")
	lines, members := strings.Count(groups, "\n")+1, strings.Count(groups, ",")
	t := sized(lines, lines+members)
	t.words = sync.OnceValue(func() map[string]bool { return set(words) })
	for groups != "" {
		var line string
		line, groups, _ = strings.Cut(groups, "\n")
		t.add(line)
	}
	return t
}

// sized is an empty thesaurus with room for so many groups and entries.
func sized(groups, entries int) *Thesaurus {
	return &Thesaurus{
		groups:  make([]group, 0, groups),
		entries: make([]entry, 0, entries),
		slots:   make([]int32, 1<<bits.Len(uint(2*entries))),
	}
}

// add adds a line of the compiled file: the relation as a digit, the one
// expression that leads to the group and a colon when not every member does,
// and the members parted by commas.
func (t *Thesaurus) add(line string) {
	if line == "" {
		return
	}
	id := int32(len(t.groups))
	lead, members, led := strings.Cut(line[1:], ":")
	if !led {
		members = lead
	}
	t.groups = append(t.groups, group{relation: Relation(line[0] - '0'), compiled: members})
	if led {
		t.enter(lead, id)
		return
	}
	for members != "" {
		var member string
		member, members, _ = strings.Cut(members, ",")
		t.enter(member, id)
	}
}

// members are the expressions of a group.
func (g *group) members() []Variant {
	if v := g.variants.Load(); v != nil {
		return *v
	}
	variants := make([]Variant, 0, strings.Count(g.compiled, ",")+1)
	for member := range strings.SplitSeq(g.compiled, ",") {
		variants = append(variants, Variant{Terms: strings.Split(member, " "), Relation: g.relation})
	}
	g.variants.Store(&variants) // of two at once either will do
	return variants
}

// seed is that of the hashes of this process.
var seed = maphash.MakeSeed()

// slot is where an expression's first entry is or would be, given its hash.
func (t *Thesaurus) slot(hash uint64, is func(expression string) bool) *int32 {
	for at := hash; ; at++ {
		s := &t.slots[at&uint64(len(t.slots)-1)]
		if *s == 0 || is(t.entries[*s-1].expression) {
			return s
		}
	}
}

// enter notes that an expression leads to a group.
func (t *Thesaurus) enter(expression string, group int32) {
	here := int32(len(t.entries) + 1)
	t.entries = append(t.entries, entry{expression: expression, group: group, last: here})
	s := t.slot(maphash.String(seed, expression), func(e string) bool { return e == expression })
	if *s == 0 {
		*s = here
		return
	}
	first := &t.entries[*s-1]
	t.entries[first.last-1].next = here
	first.last = here
}

// New returns a thesaurus of the given groups of expressions that mean the
// same, as an article's front matter lists them under aliases.
func New(groups [][]string) *Thesaurus {
	words := make(map[string]bool)
	expressions := 0
	for _, g := range groups {
		expressions += len(g)
	}
	t := sized(len(groups), expressions)
	t.words = func() map[string]bool { return words }
	for _, g := range groups {
		var members []Variant
		for _, expression := range g {
			terms := Terms(expression)
			if len(terms) == 0 || slices.ContainsFunc(members, func(v Variant) bool { return slices.Equal(v.Terms, terms) }) {
				continue
			}
			members = append(members, Variant{Terms: terms, Relation: Demonym})
			t.enter(strings.Join(terms, " "), int32(len(t.groups)))
			for _, token := range AppendTokens(nil, expression) {
				words[Fold(expression, token)] = true
			}
		}
		t.groups = append(t.groups, group{relation: Demonym})
		t.groups[len(t.groups)-1].variants.Store(&members)
	}
	return t
}

// Terms returns the words of an expression in their indexed form (Stem; stop
// words as they are). It is nil for one that is too long to be looked up and
// for one of stop words only.
func Terms(expression string) []string {
	tokens := AppendTokens(nil, expression)
	var terms []string
	content := false
	for _, token := range tokens {
		word := Fold(expression, token)
		if word == "one" && len(tokens) > 2 {
			continue // "lose one's life"
		}
		if !IsStop(word) {
			word = Stem(word)
			content = content || !IsStop(word) // "Ares" has the stem of "are"
		}
		terms = append(terms, word)
	}
	if !content || len(terms) > MaxExpression {
		return nil
	}
	return terms
}

// Lookup calls yield for every variant of the expression that terms spell
// (Exact not included), until yield returns false. A variant may come more
// than once when several groups hold it.
func (t *Thesaurus) Lookup(terms []string, yield func(Variant) bool) {
	for at := t.first(terms); at != 0; at = t.entries[at-1].next {
		for _, v := range t.groups[t.entries[at-1].group].members() {
			if slices.Equal(v.Terms, terms) {
				continue
			}
			if !yield(v) {
				return
			}
		}
	}
}

// Heads calls yield for the first member of every group of a relation that
// holds the expression, which may be the expression itself, until yield
// returns false. In a group of Seat or Demonym that is the country's name, in
// one of Initials the body's full name.
func (t *Thesaurus) Heads(terms []string, r Relation, yield func(head []string) bool) {
	for at := t.first(terms); at != 0; at = t.entries[at-1].next {
		if g := &t.groups[t.entries[at-1].group]; g.relation == r && !yield(g.members()[0].Terms) {
			return
		}
	}
}

// Senses is the number of groups that hold the expression: the more, the less
// a variant of it is worth.
func (t *Thesaurus) Senses(terms []string) int {
	n := 0
	for at := t.first(terms); at != 0; at = t.entries[at-1].next {
		n++
	}
	return n
}

// first is the first entry of the expression that terms spell, from 1; 0 for none.
func (t *Thesaurus) first(terms []string) int32 {
	switch {
	case len(t.entries) == 0 || len(terms) == 0:
		return 0
	case len(terms) == 1:
		return *t.slot(maphash.String(seed, terms[0]), func(e string) bool { return e == terms[0] })
	}
	var buf [96]byte
	key := buf[:0]
	for i, term := range terms {
		if i > 0 {
			key = append(key, ' ')
		}
		key = append(key, term...)
	}
	return *t.slot(maphash.Bytes(seed, key), func(e string) bool { return e == string(key) })
}

// Knows reports whether the folded word stands in any expression, so that it
// is a word of the language and not a slip of the keyboard.
func (t *Thesaurus) Knows(word string) bool { return t.words != nil && t.words()[word] }

// Groups is the number of groups.
func (t *Thesaurus) Groups() int { return len(t.groups) }
