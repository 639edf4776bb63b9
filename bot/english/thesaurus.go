package english

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

//go:embed places.txt
var placesText string

//go:embed bodies.txt
var bodiesText string

//go:embed offices.txt
var officesText string

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
	groups [][]Variant        // Variant.Relation is the group's
	byTerm map[string][]int32 // expression, its terms joined by spaces, to groups
	words  map[string]bool    // folded words that stand in any expression
}

// MaxExpression is the number of words in the longest expression that is looked up.
const MaxExpression = 5

// Default returns the thesaurus that comes with the program: the lexicon, the
// gazetteer of places, the organisations and the offices.
var Default = sync.OnceValue(func() *Thesaurus {
	b := newBuilder()
	names, err := fs.Glob(lexiconFiles, "lexicon/*.txt")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for _, name := range names {
		data, err := lexiconFiles.ReadFile(name)
		if err != nil {
			panic(err) // embedded
		}
		relation := Same
		if name == "lexicon/families.txt" {
			relation = Family
		}
		b.lexicon(string(data), relation)
	}
	b.lexicon(officesText, Office)
	b.places(placesText)
	b.bodies(bodiesText)
	return b.t
})

// New returns a thesaurus of the given groups of expressions that mean the
// same, as an article's front matter lists them under aliases.
func New(groups [][]string) *Thesaurus {
	b := newBuilder()
	for _, g := range groups {
		b.group(Demonym, g...)
	}
	return b.t
}

// Lookup calls yield for every variant of the expression that terms spell
// (Exact not included), until yield returns false. A variant may come more
// than once when several groups hold it.
func (t *Thesaurus) Lookup(terms []string, yield func(Variant) bool) {
	if len(t.byTerm) == 0 {
		return
	}
	key := terms[0]
	if len(terms) > 1 {
		key = strings.Join(terms, " ")
	}
	for _, g := range t.byTerm[key] {
		for _, v := range t.groups[g] {
			if slices.Equal(v.Terms, terms) {
				continue
			}
			if !yield(v) {
				return
			}
		}
	}
}

// Senses is the number of groups that hold the expression: the more, the less
// a variant of it is worth.
func (t *Thesaurus) Senses(terms []string) int { return len(t.byTerm[strings.Join(terms, " ")]) }

// Knows reports whether the folded word stands in any expression, so that it
// is a word of the language and not a slip of the keyboard.
func (t *Thesaurus) Knows(word string) bool { return t.words[word] }

// Groups is the number of groups.
func (t *Thesaurus) Groups() int { return len(t.groups) }

type builder struct {
	t      *Thesaurus
	stems  map[string]string
	tokens []Token
}

func newBuilder() *builder {
	return &builder{
		t:     &Thesaurus{byTerm: make(map[string][]int32), words: make(map[string]bool)},
		stems: make(map[string]string),
	}
}

// lexicon adds the groups of a file: one a line, members parted by commas, "~"
// before a looser group, "#" before a comment.
func (b *builder) lexicon(text string, relation Relation) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		r := relation
		if rest, ok := strings.CutPrefix(line, "~"); ok {
			line, r = rest, Related
		}
		b.group(r, strings.Split(line, ",")...)
	}
}

// group adds one group. Members that reduce to the same terms count once.
func (b *builder) group(r Relation, members ...string) {
	group := make([]Variant, 0, len(members))
	id := int32(len(b.t.groups))
	for _, member := range members {
		terms := b.terms(member)
		if len(terms) == 0 || len(terms) > MaxExpression || allStop(terms) {
			continue
		}
		if slices.ContainsFunc(group, func(v Variant) bool { return slices.Equal(v.Terms, terms) }) {
			continue
		}
		group = append(group, Variant{Terms: terms, Relation: r})
		key := strings.Join(terms, " ")
		b.t.byTerm[key] = append(b.t.byTerm[key], id)
	}
	b.t.groups = append(b.t.groups, group)
}

func allStop(terms []string) bool {
	for _, t := range terms {
		if !IsStop(t) {
			return false
		}
	}
	return true
}

func (b *builder) terms(expression string) []string {
	b.tokens = AppendTokens(b.tokens[:0], expression)
	terms := make([]string, 0, len(b.tokens))
	for _, token := range b.tokens {
		word := Fold(expression, token)
		if word == "one" && len(b.tokens) > 2 {
			continue // "lose one's life"
		}
		terms = append(terms, b.stem(word))
		b.t.words[word] = true
	}
	return terms
}

func (b *builder) stem(word string) string {
	if s, ok := b.stems[word]; ok {
		return s
	}
	s := word
	if !IsStop(word) {
		s = Stem(word)
	}
	b.stems[word] = s
	return s
}

// fields splits a gazetteer line into its columns, each a list. It returns nil
// for comments and blank lines. "-" is an empty column.
func fields(line string) [][]string {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return nil
	}
	var columns [][]string
	for column := range strings.SplitSeq(line, "|") {
		var values []string
		for value := range strings.SplitSeq(column, ",") {
			if value = strings.TrimSpace(value); value != "" && value != "-" {
				values = append(values, value)
			}
		}
		columns = append(columns, values)
	}
	return columns
}

// places adds the gazetteer. Columns: name, other names, demonyms, capitals,
// seats of power, titles of leaders, regions.
func (b *builder) places(text string) {
	regions := make(map[string][]string)
	var order []string
	for line := range strings.Lines(text) {
		c := fields(line)
		if len(c) < 7 || len(c[0]) == 0 {
			continue
		}
		b.group(Demonym, slices.Concat(c[0], c[1], c[2])...)
		seats := slices.Concat(c[3], c[4])
		// Every seat pairs with the country and its demonyms, and seats with each other.
		b.group(Seat, slices.Concat(c[0], c[2], seats)...)
		for _, region := range c[6] {
			if regions[region] == nil {
				order = append(order, region)
			}
			regions[region] = append(regions[region], slices.Concat(c[0], c[2])...)
		}
	}
	for _, region := range order {
		b.region(region, regions[region])
	}
}

// region links a region's name with its members, but not the members with
// each other: "Baltic" may be answered by "Estonia", never "Latvia" by it.
func (b *builder) region(name string, members []string) {
	head := b.terms(name)
	if len(head) == 0 || len(head) > MaxExpression {
		return
	}
	group := make([]Variant, 0, len(members))
	for _, m := range members {
		if terms := b.terms(m); len(terms) > 0 && len(terms) <= MaxExpression {
			group = append(group, Variant{Terms: terms, Relation: Region})
		}
	}
	key := strings.Join(head, " ")
	b.t.byTerm[key] = append(b.t.byTerm[key], int32(len(b.t.groups)))
	b.t.groups = append(b.t.groups, group)
}

// bodies adds organisations. Columns: name, initials, other names, kind.
func (b *builder) bodies(text string) {
	for line := range strings.Lines(text) {
		c := fields(line)
		if len(c) < 3 || len(c[0]) == 0 {
			continue
		}
		// "the House", "the alliance": too many things are called that.
		names := slices.DeleteFunc(slices.Concat(c[0], c[1], c[2]), func(name string) bool {
			return strings.HasPrefix(name, "the ")
		})
		b.group(Initials, names...)
	}
}
