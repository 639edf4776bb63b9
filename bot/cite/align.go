package cite

import (
	"maps"
	"slices"
	"strings"

	"rapporteur/bot/english"
)

// Claim is a claim made ready to be laid beside evidence: its facts and every
// expression that may stand for its words. It may be shared between goroutines.
type Claim struct {
	*Facts
	options []option
	turns   []option // expressions of several words that say the opposite of a word
	draft   bool     // WordNet may help to carry it
}

// option is an expression that may stand for words from..to of a claim.
type option struct {
	from, to int
	terms    []string
	strength float32
	named    bool // stands for a name by what it means only, so that it must be one
}

// ReadClaim reads a claim and looks its words up in the thesaurus that comes
// with the program and in those of the articles' aliases.
func ReadClaim(text string, aliases ...*english.Thesaurus) *Claim {
	c := &Claim{Facts: Read(text)}
	c.lookUp(english.Default(), true)
	c.lookUpOpposites(english.Default())
	for _, t := range aliases {
		if t != nil {
			c.lookUp(t, false)
		}
	}
	return c
}

// lookUp adds the variants that t, and the table of rewordings if wanted, knows
// of every expression in the claim.
func (c *Claim) lookUp(t *english.Thesaurus, reword bool) {
	terms := make([]string, len(c.words))
	for i := range c.words {
		terms[i] = c.words[i].stem
	}
	for from := range terms {
		for to := from + 1; to <= min(from+english.MaxExpression, len(terms)); to++ {
			if c.words[to-1].clause != c.words[from].clause {
				break
			}
			t.Lookup(terms[from:to], func(v english.Variant) bool {
				if s := c.strength(v, from, to); s > 0 {
					c.options = append(c.options, option{from, to, v.Terms, s, v.Relation > english.Demonym && c.anyName(from, to)})
				}
				return true
			})
			if reword {
				c.lookUpRewordings(terms, from, to)
			}
		}
	}
}

// anyName reports whether words from..to hold one of a name of several words,
// titles aside: "Post" is no publication, though "Earth" is the world.
func (c *Claim) anyName(from, to int) bool {
	for i := from; i < to; i++ {
		if c.words[i].sort == nameWord && c.names[c.words[i].name].to-c.names[c.words[i].name].from > 1 && !titles[c.words[i].folded] {
			return true
		}
	}
	return false
}

// lookUpOpposites adds the phrases that t knows for the opposites of the claim's
// words: "turn down" for "accept".
func (c *Claim) lookUpOpposites(t *english.Thesaurus) {
	for i := range c.words {
		if c.words[i].sort != content {
			continue
		}
		for _, rival := range slices.Sorted(maps.Keys(opposites()[c.words[i].key])) {
			t.Lookup([]string{rival}, func(v english.Variant) bool {
				if len(v.Terms) > 1 && v.Relation == english.Same {
					c.turns = append(c.turns, option{i, i + 1, v.Terms, 1, false})
				}
				return true
			})
		}
	}
}

// relationStrength is how much of a word a variant carries.
func relationStrength(r english.Relation) float32 {
	switch r {
	case english.Exact, english.Initials, english.Demonym:
		return 1
	case english.Family:
		return .95
	case english.Same:
		return .8
	case english.Office:
		return .75
	case english.Seat:
		return .6
	case english.Related:
		return .4
	}
	return 0
}

// strength is the strength of v for words from..to, 0 when it may not stand
// for them: a name is not carried by something of its kind.
func (c *Claim) strength(v english.Variant, from, to int) float32 {
	names, contents := 0, 0
	for i := from; i < to; i++ {
		switch c.words[i].sort {
		case nameWord:
			names++
		case content:
			contents++
		}
	}
	if names+contents == 0 {
		return 0
	}
	if names > 0 && v.Relation > english.Same {
		return 0
	}
	for i := from; i < to; i++ {
		for _, term := range v.Terms {
			if opposed(c.words[i].stem, term) {
				return 0 // "bachelor's degree" and "master's degree"
			}
		}
	}
	return relationStrength(v.Relation)
}

// hit says what carries a word of the claim.
type hit struct {
	strength float32 // 0..1
	at       int32   // place in the sentence, -1 when something around it carries the word
	turned   bool    // carried by its denied opposite: "not open" by "closed"
}

// alignment is a claim laid beside a reading of the evidence.
type alignment struct {
	claim   *Claim
	reading *reading
	main    *Facts
	title   *Facts  // may be nil
	hits    []hit   // by word of the claim
	taken   []int32 // by word of the sentence: a word of the claim that it carries, or -1
	row     []int   // by word of the claim: its place in the longest row that both have, or -1; made by seams
}

// How much of a word its surroundings carry, if the sentence itself does not.
const (
	titleName    = .95
	titleWord    = .8
	contextName  = .75
	contextWord  = .2
	familyPrefix = .9
	// secondUse is the share of a word that something carries which carries
	// another word of the claim as well.
	secondUse = .5
)

// newAlignment finds, for every word of the claim, what carries it.
func newAlignment(c *Claim, r *reading) *alignment {
	a := &alignment{claim: c, reading: r, main: r.main, title: r.title, hits: make([]hit, len(c.words)), taken: make([]int32, len(r.main.words))}
	for i := range a.hits {
		a.hits[i].at = -1
	}
	for j := range a.taken {
		a.taken[j] = -1
	}
	a.exact()
	a.variants(r.main, 1, 1, true)
	a.prefixes()
	a.scatteredNames()
	if c.draft {
		a.meanings()
	}
	if r.title != nil {
		a.around(r.title, titleName, titleWord)
	}
	if r.before != nil {
		a.around(r.before, contextName, contextWord)
	}
	a.forgiveNames()
	return a
}

func (a *alignment) carry(i int, strength float32, at int) {
	if strength <= a.hits[i].strength {
		return
	}
	a.hits[i] = hit{strength: strength, at: int32(at)}
	if at >= 0 && a.taken[at] < 0 {
		a.taken[at] = int32(i)
	}
}

// exact matches stems. Of several places the first that is still free is taken.
func (a *alignment) exact() {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort == function || w.sort == numeral {
			continue
		}
		places := a.main.positions[w.stem]
		if len(places) == 0 {
			continue
		}
		at := places[0]
		for _, p := range places {
			if a.taken[p] < 0 {
				at = p
				break
			}
		}
		a.carry(i, 1, int(at))
	}
}

// variants matches expressions of the thesaurus with f. inMain says that f is
// the sentence itself, whose places count.
func (a *alignment) variants(f *Facts, nameShare, wordShare float32, inMain bool) {
	for k := range a.claim.options {
		o := &a.claim.options[k]
		at, ok := f.find(o.terms)
		if !ok || o.strength < familyPrefix && f.partOfName(f.headOf(at, len(o.terms))) && !a.claim.anyName(o.from, o.to) {
			continue // "taught" is not what "Baptist Education Society" says
		}
		if o.named && f.words[f.headOf(at, len(o.terms))].sort != nameWord {
			continue
		}
		for i := o.from; i < o.to; i++ {
			w := &a.claim.words[i]
			share := wordShare
			switch w.sort {
			case nameWord:
				share = nameShare
			case content:
			default:
				continue
			}
			place := -1
			if inMain {
				place = f.headOf(at, len(o.terms))
				if by := int(a.taken[place]); by >= 0 && (by < o.from || by >= o.to) && a.claim.words[by].stem != w.stem {
					share *= secondUse
				}
			}
			a.carry(i, o.strength*share, place)
		}
	}
}

// partOfName reports whether the word at a place is one of a name of several words.
func (f *Facts) partOfName(at int) bool {
	k := f.words[at].name
	return k >= 0 && f.names[k].to-f.names[k].from > 1
}

// find is the place where terms stand next to each other.
func (f *Facts) find(terms []string) (int, bool) {
	for _, p := range f.positions[terms[0]] {
		if f.spells(int(p), terms) {
			return int(p), true
		}
	}
	return 0, false
}

func (f *Facts) spells(at int, terms []string) bool {
	if at+len(terms) > len(f.words) {
		return false
	}
	for k, term := range terms {
		if f.words[at+k].stem != term {
			return false
		}
	}
	return true
}

// headOf is the first word of an expression that is more than a function word.
func (f *Facts) headOf(at, n int) int {
	for k := at; k < at+n; k++ {
		if f.words[k].sort != function {
			return k
		}
	}
	return at
}

// prefixes matches words that share a long beginning.
func (a *alignment) prefixes() {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort == function || w.sort == numeral || a.hits[i].strength >= familyPrefix || len(w.stem) < prefixLength {
			continue
		}
		for _, j := range a.main.beginnings[w.stem[:prefixLength]] {
			if sameFamily(w.stem, a.main.words[j].stem) && !opposed(w.stem, a.main.words[j].stem) {
				a.carry(i, familyPrefix, int(j))
			}
		}
	}
	a.compounds()
}

// compounds matches words that the sentence has as the last part of another
// one: "shots" by "gunshots".
func (a *alignment) compounds() {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || a.hits[i].strength >= sameWord || len(w.stem) < compoundPart {
			continue
		}
		for j := range a.main.words {
			if v := &a.main.words[j]; (v.sort == content || v.sort == nameWord && !a.main.partOfName(j)) && len(v.stem) >= len(w.stem)+3 && strings.HasSuffix(v.stem, w.stem) && !opposed(v.stem, w.stem) && !denies(v.stem, w.stem) {
				a.carry(i, compound, j)
			}
		}
	}
}

const (
	compound     = .8 // how much of a word a compound carries that ends in it
	compoundPart = 4  // the bytes of the shortest word that is looked for
)

// sameFamily reports whether two stems share at least five bytes and
// nearly three quarters of the longer one, so that they differ by an ending only.
func sameFamily(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	short, long := min(len(a), len(b)), max(len(a), len(b))
	return n >= prefixLength && n >= short-2 && 100*n >= 72*long
}

// around matches what is still open with the title or the sentences before.
func (a *alignment) around(f *Facts, nameShare, wordShare float32) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort == function || w.sort == numeral || len(f.positions[w.stem]) == 0 {
			continue
		}
		share := wordShare
		if w.sort == nameWord {
			share = nameShare
		} else if ranks[w.folded] {
			continue // the eldest there is not the eldest here
		}
		a.carry(i, share, -1)
	}
	a.variants(f, nameShare, wordShare, false)
}

// scatteredNames takes back half of what carries the words of a name that stand
// in the sentence far from the others: "Insurance Company of North America" is
// not what "insurance … company … U.S." says.
func (a *alignment) scatteredNames() {
	for _, n := range a.claim.names {
		head := int(a.hits[n.to-1].at)
		if n.to-n.from < 2 || head < 0 {
			continue
		}
		if a.otherBearer(n, head) || a.main.indefinite(head) {
			for i := n.from; i < n.to; i++ {
				a.hits[i].strength = min(a.hits[i].strength, otherName)
			}
			continue
		}
		for i := n.from; i < n.to-1; i++ {
			h := &a.hits[i]
			if h.at < 0 || a.claim.words[i].sort != nameWord || (n.to-n.from < longName || int(h.at) < head) && a.main.nearby(int(h.at), head, n.to-n.from+nameSlack) {
				continue
			}
			h.strength *= scattered
		}
	}
}

const (
	// longName is how many words a name has that must come in their order.
	longName = 4
	// nameSlack is how many other words may stand between those of a name.
	nameSlack = 3
	// scattered is the share that is left to a name's word far from the others.
	scattered = .5
	// otherName is what is left to a name whose last word another name shares.
	otherName = .4
)

// indefinite reports whether the word at a place is no name and the sentence
// speaks of any such thing: "a league".
func (f *Facts) indefinite(at int) bool {
	if f.words[at].sort != content {
		return false
	}
	for k := at - 1; k >= 0 && k >= at-3; k-- {
		switch f.folded(k) {
		case "a", "an", "another", "any", "each", "every", "no", "other":
			return true
		case "the", "this", "its", "their", "his", "her", "of", "in", "to", "by":
			return false
		}
	}
	return false
}

// otherBearer reports whether the name at a place of the sentence shares the
// last word of the claim's name n but not the others, of which both have some:
// "Amateur Hockey League" for "Professional Hockey League".
func (a *alignment) otherBearer(n name, at int) bool {
	k := a.main.words[at].name
	if k < 0 {
		return false
	}
	e := a.main.names[k]
	return a.claim.hasOther(n, a.main, e) && a.main.hasOther(e, a.claim.Facts, n)
}

// hasOther reports whether name n has a word that the name e of another text
// does not have. Titles, initials and words that a variant may stand for count
// for nothing.
func (f *Facts) hasOther(n name, other *Facts, e name) bool {
	for i := n.from; i < n.to; i++ {
		w := &f.words[i]
		if w.sort != nameWord || titles[w.folded] || w.end-w.start <= 2 || w.flags&english.Upper != 0 {
			continue
		}
		found := false
		for j := e.from; j < e.to && !found; j++ {
			v := &other.words[j]
			found = v.stem == w.stem || sameFamily(v.stem, w.stem) || initialOf(v.folded, w.folded) && len(v.folded) == 1
		}
		if !found {
			return true
		}
	}
	return false
}

// nearby reports whether the word at a place, or the same word elsewhere,
// stands within reach of another place.
func (f *Facts) nearby(at, place, reach int) bool {
	for _, p := range f.positions[f.words[at].stem] {
		if d := int(p) - place; d <= reach && -d <= reach {
			return true
		}
	}
	return false
}

// forgiveNames lets the last word of a name carry the rest ("Windsor" for
// "Edith Windsor"), unless the article gives another first name there.
func (a *alignment) forgiveNames() {
	for _, n := range a.claim.names {
		last := n.to - 1
		if n.to-n.from < 2 {
			continue
		}
		if a.hits[last].strength >= titleWord {
			if !a.otherFirstName(n) {
				a.lift(n.from, last, .8*a.hits[last].strength)
			}
			continue
		}
		if n.to-n.from == 2 && a.hits[n.from].strength >= titleWord && a.alone(a.hits[n.from].at) && !isPlace(a.claim.words[n.from].stem) {
			a.lift(last, n.to, .6)
		}
	}
}

func (a *alignment) lift(from, to int, strength float32) {
	for i := from; i < to; i++ {
		if a.hits[i].strength < strength {
			a.hits[i].strength = strength
		}
	}
}

// otherFirstName reports whether the name that carries the last word of n has
// another word in the place of an unmatched one.
func (a *alignment) otherFirstName(n name) bool {
	at := a.hits[n.to-1].at
	if at <= 0 || a.main.words[at].name < 0 {
		return false
	}
	unmatched := false
	for i := n.from; i < n.to-1; i++ {
		unmatched = unmatched || a.hits[i].strength == 0
	}
	e := a.main.names[a.main.words[at].name]
	for j := e.from; j < int(at); j++ {
		if a.taken[j] < 0 && a.main.words[j].sort == nameWord && !initialOf(a.main.words[j].folded, a.claim.words[n.from].folded) {
			return unmatched
		}
	}
	return false
}

// initialOf reports whether one of two words is the other's first letter, or a title.
func initialOf(a, b string) bool {
	if titles[a] || titles[b] {
		return true
	}
	return a != "" && b != "" && (len(a) == 1 || len(b) == 1) && a[0] == b[0]
}

var titles = wordSet(`mr mrs ms dr sir lord lady king queen president minister prince princess pope emperor general
	senator governor judge professor saint st captain colonel chancellor baron count duke`)

// alone reports whether the word of the sentence is a name by itself.
func (a *alignment) alone(at int32) bool {
	if at < 0 {
		return true
	}
	k := a.main.words[at].name
	return k >= 0 && a.main.names[k].to-a.main.names[k].from == 1
}

// matched reports whether the claim's name k is carried at all.
func (a *alignment) matched(k int) bool {
	n := a.claim.names[k]
	var got, all float32
	for i := n.from; i < n.to; i++ {
		w := &a.claim.words[i]
		got += w.weight * a.hits[i].strength
		all += w.weight
	}
	return all == 0 || got >= .55*all
}

// mentions are the names of the sentence that carry the claim's name k.
func (a *alignment) mentions(k int) []int32 {
	var out []int32
	n := a.claim.names[k]
	for j := range a.main.words {
		i := int(a.taken[j])
		if i >= n.from && i < n.to {
			out = append(out, int32(j))
			continue
		}
		for i := n.from; i < n.to; i++ {
			if w := &a.claim.words[i]; w.sort == nameWord && w.stem == a.main.words[j].stem {
				out = append(out, int32(j))
				break
			}
		}
	}
	return out
}
