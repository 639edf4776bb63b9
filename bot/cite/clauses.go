package cite

import (
	_ "embed"
	"strings"
	"sync"

	"rapporteur/bot/english"
)

// A shallow reading of clauses: who does what to whom, what is what, what
// belongs to what. It knows no grammar but that of news English in main:
// noun phrases, verb groups, prepositions, relative clauses, coordination,
// apposition and the passive. It is wrong about one link in four or so; what it
// says is weighed with everything else.

// link ties a word of a sentence to the one that it belongs to.
type link struct {
	head, to int32 // indexes into Facts.words
	kind     linkKind
	prep     int32 // the preposition's place for an adjunct, else -1
}

// linkKind says how a word belongs to its head.
type linkKind uint8

const (
	subjectLink linkKind = iota // does what the head says
	objectLink                  // to it is done what the head says
	isLink                      // is what the head is: a complement or an apposition
	ofLink                      // belongs to the head: "of", a possessive, a modifier
	adjunctLink                 // with another preposition
)

//go:embed verbs.txt
var verbsText string

// verbStems are the stems of the verbs that the reading of clauses knows.
var verbStems = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool, 1024)
	for line := range strings.Lines(verbsText) {
		if !strings.HasPrefix(line, "#") {
			for word := range strings.FieldsSeq(line) {
				m[english.Stem(word)] = true
			}
		}
	}
	return m
})

// class is what part a word plays in its clause.
type class uint8

const (
	otherClass class = iota
	determiner
	pronoun
	preposition
	conjunction
	relative
	subordinator
	copula
	auxiliary
	infinitive // "to" before a verb
	adverb
	verb       // finite or after an auxiliary
	participle // a past participle that follows its noun
	gerund
	noun // with adjectives: all that a noun phrase may hold
)

var (
	determiners   = wordSet(`a an the this these those its his her their our my your no any some each every both all another several many most few such`)
	prepositions  = wordSet(`of at by for with about against between into through during before after above below from up down in out on off over under upon onto toward towards among amongst within without across per via to alongside beside besides despite except unlike like as than until till since throughout amid versus behind beyond near around along`)
	subordinators = wordSet(`because although though while whereas unless if when where until since so whether once after before`)
	relatives     = wordSet(`who which that whose whom`)
	haveForms     = wordSet(`has have had having do does did doing will would shall should can could may might must cannot`)
)

// nounVerbs are the stems of verbs that are as often nouns.
var nounVerbs = func() map[string]bool {
	m := make(map[string]bool)
	for w := range wordSet(`act address advance affect aid amount appeal approach arrest attack attempt attribute award balance ban base battle
		bear benefit bill blame block board boast bond boost branch break broadcast build call campaign care carry case cast catch cause challenge
		change channel charge claim class climb close coin command comment commission compound concern condition conduct conflict contact contract
		control copy cost count course cover crown crush damage date deal decline decrease defeat degree delay demand deposit design desire
		discharge display divorce draft draw drink drive drop duty effect employ end engine estimate exchange excuse exercise experience exploit
		export express face fall fear feature field fight figure file film finish fire fit float flow fly focus force forecast form function fund gain
		gather grant group grow guarantee hand harm hate head help hire hit hold honour honor house hunt import increase influence interest interview
		issue join judge keep kill land last launch lead league leave level lie limit link list live look lower lump manufacture march mark market
		master match matter mean measure melt mention mind minister model monitor mount move murder name need neglect note notice number object
		offer open order own part pay permit place plan plant play point poll position post power practise praise present press process produce profit
		program progress project promise prompt protest purchase push quote race raid rain raise range rank rate ray reach record reform regard
		register reign release relief remark rent repair reply report reproach request rescue research reserve resist resort respect rest result
		retreat return reverse review revolt reward rise risk role roll rotate ruin rule run sail sale school score search season seat second sense sentence
		service set settle shape share shift ship shock shoot show side sight sign signal sink site size sleep slide smell sound source space spoil sponsor
		spot spread staff stage stand star start state steal step stock stop store storm stress strike structure struggle study subject supply support
		surprise surround survey suspect swim switch talk target tax test thank threat throw tie time tone total touch tour tower trace track trade train
		transfer transport travel treat trial trigger triumph trouble trust try turn type urge use value vary veto view visit volunteer vote wait walk
		want war waste watch water wave weather win wish witness wonder word work worry yield`) {
		m[english.Stem(w)] = true
	}
	return m
}()

// readLinks finds the links of all clauses.
func (f *Facts) readLinks() {
	p := clauseReader{f: f, class: f.classes(), phrases: make([]int32, len(f.words))}
	for i := range p.phrases {
		p.phrases[i] = int32(i)
	}
	p.reset()
	for i := 0; i < len(f.words); {
		if i > 0 {
			p.gap(i)
		}
		i = p.step(i)
	}
	f.links, f.phrases = p.links, p.phrases
}

// classes gives every word its class.
func (f *Facts) classes() []class {
	out := make([]class, len(f.words))
	finite := false // the clause has its verb
	for i := range f.words {
		w := &f.words[i]
		if i > 0 && (f.ends(i-1) || w.clause != f.words[i-1].clause) {
			finite = false
		}
		before := otherClass
		if i > 0 {
			before = out[i-1]
		}
		out[i] = f.classOf(i, before, finite)
		if out[i] == verb || out[i] == copula {
			finite = true
		}
		if out[i] == conjunction || out[i] == relative || out[i] == subordinator {
			finite = false
		}
	}
	return out
}

func (f *Facts) classOf(i int, before class, finite bool) class {
	w := &f.words[i]
	switch {
	case w.sort == nameWord || w.sort == numeral:
		return noun
	case w.folded == "to" && f.verbBase(i+1):
		return infinitive
	case relatives[w.folded] && (before == noun || w.folded == "who" || w.folded == "which"):
		return relative
	case beForms[w.folded] || w.folded == "become" || w.folded == "became" || w.folded == "becomes":
		return copula
	case haveForms[w.folded]:
		if next := f.next(i); (w.folded == "has" || w.folded == "have" || w.folded == "had" || w.folded == "having") && !f.pastForm(next) && f.folded(next) != "been" && f.folded(next) != "to" {
			return verb // "has two planets"
		}
		return auxiliary
	case w.folded == "and" || w.folded == "or" || w.folded == "but" || w.folded == "nor":
		return conjunction
	case determiners[w.folded]:
		return determiner
	case pronouns[w.folded]:
		return pronoun
	case subordinators[w.folded] && f.beginsClause(i):
		return subordinator
	case prepositions[w.folded]:
		return preposition
	case w.sort == function || strings.HasSuffix(w.folded, "ly") && len(w.folded) > 4:
		return adverb
	}
	return f.contentClass(i, before, finite)
}

// next is the place of the first word after i that is no adverb or negator.
func (f *Facts) next(i int) int {
	for i++; i < len(f.words); i++ {
		if w := f.folded(i); w != "not" && w != "also" && w != "never" && !(strings.HasSuffix(w, "ly") && len(w) > 4) {
			break
		}
	}
	return i
}

// beginsClause reports whether a verb follows word i before its clause ends, so
// that "after" is no preposition.
func (f *Facts) beginsClause(i int) bool {
	for k := i + 1; k < len(f.words) && k < i+8 && !f.ends(k-1); k++ {
		if beForms[f.folded(k)] || haveForms[f.folded(k)] || k > i+1 && f.pastForm(k) {
			return true
		}
		if strings.ContainsAny(f.between(k-1), ",;") {
			return false
		}
	}
	return f.folded(i) == "because" || f.folded(i) == "although" || f.folded(i) == "while" || f.folded(i) == "whereas"
}

// verbBase reports whether word i is the base form of a verb.
func (f *Facts) verbBase(i int) bool {
	if i >= len(f.words) {
		return false
	}
	w := &f.words[i]
	return w.folded == "be" || w.folded == "have" || w.flags == 0 && w.sort == content && verbStems()[w.stem] && !strings.HasSuffix(w.folded, "ing") && !f.pastForm(i) && (!strings.HasSuffix(w.folded, "s") || strings.HasSuffix(w.folded, "ss"))
}

// pastForm reports whether word i is a past form or a past participle.
func (f *Facts) pastForm(i int) bool {
	if i < 0 || i >= len(f.words) {
		return false
	}
	w := &f.words[i]
	return w.sort == content && w.flags == 0 && (strings.HasSuffix(w.folded, "ed") && len(w.folded) > 4 || pastForms[w.folded])
}

// contentClass is the class of a word of weight that is no name.
func (f *Facts) contentClass(i int, before class, finite bool) class {
	w := &f.words[i]
	next := f.folded(i + 1)
	opens := i+1 >= len(f.words) || f.between(i) != " " || determiners[next] || prepositions[next] || pronouns[next] || f.words[i+1].sort == nameWord || f.words[i+1].sort == numeral || next == "that" || strings.HasSuffix(next, "ly")
	auxiliaried := before == auxiliary || before == copula || before == adverb && i > 1 && f.afterAuxiliary(i)
	switch {
	case f.pastForm(i):
		switch {
		case auxiliaried:
			return verb
		case (before == determiner || before == adverb && !opens) && !opens:
			return noun // "the proposed law"
		case before == noun && (next == "by" || finite):
			return participle
		case before == preposition && !opens:
			return noun
		}
		return verb
	case strings.HasSuffix(w.folded, "ing") && verbStems()[w.stem]:
		switch {
		case before == copula || auxiliaried:
			return verb
		case before == determiner || before == noun && !opens:
			return noun
		}
		return gerund
	case !verbStems()[w.stem] || w.flags != 0:
		return noun
	case before == infinitive || before == auxiliary || before == adverb && f.afterAuxiliary(i):
		return verb
	case before == copula || before == determiner || before == preposition:
		return noun
	case !finite && !nounVerbs[w.stem] && before != otherClass && before != conjunction && before != gerund:
		return verb // "represent", "makes"
	case strings.HasSuffix(w.folded, "s") && !strings.HasSuffix(w.folded, "ss"):
		if !finite && (before == noun || before == pronoun || before == relative || before == adverb) && (opens || before == pronoun || before == relative) && i > 0 && !(strings.HasSuffix(f.folded(i-1), "s") && f.words[i-1].sort == content) {
			return verb
		}
		return noun
	case before == pronoun && !finite:
		return verb
	case before == relative:
		return verb
	case before == noun && !finite && opens && i > 0 && strings.HasSuffix(f.folded(i-1), "s"):
		return verb
	}
	return noun
}

// afterAuxiliary reports whether an auxiliary stands before the adverbs before word i.
func (f *Facts) afterAuxiliary(i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		w := f.folded(k)
		switch {
		case beForms[w], haveForms[w]:
			return true
		case w == "not" || w == "also" || w == "never" || f.words[k].sort == function && !prepositions[w] && !determiners[w] || strings.HasSuffix(w, "ly"):
			continue
		}
		return false
	}
	return false
}

// clauseReader walks through a text from left to right.
type clauseReader struct {
	f          *Facts
	class      []class
	links      []link
	phrases    []int32 // by word: the head of its noun phrase, else itself
	subjects   []int32 // heads of the clause's subject
	verb       int32   // of the clause, or -1
	passive    bool
	is         bool    // the verb is a copula
	phrase     int32   // head of the last noun phrase, or -1
	prep       int32   // preposition that waits for its noun phrase, or -1
	antecedent int32   // what a relative clause is about, or -1
	outer      []int32 // the subject of the clause around a relative one
	joined     bool    // a conjunction stands before
	comma      bool
	last       class // of the phrase before
}

func (p *clauseReader) reset() {
	p.subjects, p.outer = nil, nil
	p.verb, p.phrase, p.prep, p.antecedent = -1, -1, -1, -1
	p.passive, p.is, p.joined, p.comma, p.last = false, false, false, false, otherClass
}

// gap looks at what stands between word i and the one before.
func (p *clauseReader) gap(i int) {
	gap := p.f.between(i - 1)
	switch {
	case p.f.ends(i-1) || strings.ContainsAny(gap, ";:"):
		p.reset()
	case strings.ContainsAny(gap, ",()–—"):
		p.comma = true
		if p.outer != nil && p.verb >= 0 && p.class[i] != conjunction {
			// A relative clause has ended: the main clause may go on.
			p.subjects, p.outer, p.verb, p.antecedent = p.outer, nil, -1, -1
		}
	}
}

// step reads what begins at word i and returns the place after it.
func (p *clauseReader) step(i int) int {
	switch c := p.class[i]; c {
	case determiner, noun:
		return p.nounPhrase(i)
	case pronoun:
		if p.verb < 0 && p.prep < 0 || p.verbFollows(i+1) {
			p.subjects, p.verb = nil, -1
		}
		p.prep, p.phrase = -1, -1
	case preposition:
		p.prep = int32(i)
	case conjunction:
		p.joined = true
		p.last = c
		return i + 1
	case relative:
		if p.phrase >= 0 {
			if p.verb < 0 && p.outer == nil {
				p.outer = p.subjects
			}
			p.antecedent, p.subjects, p.verb, p.prep = p.phrase, []int32{p.phrase}, -1, -1
		}
	case subordinator:
		p.subjects, p.verb, p.prep, p.antecedent, p.phrase = nil, -1, -1, -1, -1
	case copula:
		p.copula(i)
	case verb, participle, gerund:
		p.verbAt(i, c)
	case infinitive, auxiliary, adverb, otherClass:
		return i + 1
	}
	p.joined, p.comma = false, false
	p.last = p.class[i]
	return i + 1
}

func (p *clauseReader) copula(i int) {
	p.is, p.passive, p.prep = true, true, -1
	if p.verb < 0 || !p.joined {
		p.verb = int32(i)
	}
}

// verbAt takes word i for a verb of the clause.
func (p *clauseReader) verbAt(i int, c class) {
	v := int32(i)
	passive := c != gerund && p.f.pastForm(i) && (p.passiveBefore(i) || c == participle)
	switch {
	case c == participle:
		if p.phrase >= 0 {
			p.add(v, p.phrase, objectLink, -1)
		}
	case passive:
		for _, s := range p.subjects {
			p.add(v, s, objectLink, -1)
		}
	case c == gerund && p.last == noun && p.phrase >= 0 && p.phrase == int32(i)-1:
		p.add(v, p.phrase, subjectLink, -1) // "with B teaching A"
	default:
		for _, s := range p.subjects {
			p.add(v, s, subjectLink, -1)
		}
		if p.antecedent >= 0 && len(p.subjects) > 0 && p.subjects[0] != p.antecedent {
			p.add(v, p.antecedent, objectLink, -1)
		}
	}
	p.verb, p.passive, p.is, p.prep = v, passive, false, -1
}

// passiveBefore reports whether a form of "be" stands before the verb group of
// word i.
func (p *clauseReader) passiveBefore(i int) bool {
	for k := i - 1; k >= 0 && k >= i-5; k-- {
		switch p.class[k] {
		case copula:
			return true
		case adverb, auxiliary, infinitive:
			continue
		case conjunction, verb:
			if p.passive && p.verb >= 0 {
				continue // "was built and opened"
			}
		}
		return false
	}
	return false
}

// nounPhrase reads the noun phrase that begins at word i.
func (p *clauseReader) nounPhrase(i int) int {
	f := p.f
	head, end := int32(-1), i
	var parts []int32
	for end < len(f.words) && (p.class[end] == noun || p.class[end] == determiner || p.class[end] == adverb && end+1 < len(f.words) && p.class[end+1] == noun && end > i) {
		if end > i && (f.between(end-1) != " " && f.between(end-1) != "-" && !strings.HasPrefix(f.between(end-1), ". ") && f.owned(end-1) == "" || f.ends(end-1)) {
			break
		}
		if end > i && p.class[end] == determiner && f.owned(end-1) == "" {
			break
		}
		if p.class[end] == noun {
			if head >= 0 {
				parts = append(parts, head)
			}
			head = int32(end)
		}
		end++
	}
	if head < 0 {
		p.joined, p.comma = false, false
		return max(end, i+1)
	}
	for _, m := range parts {
		p.add(head, m, ofLink, -1)
		p.phrases[m] = head
	}
	p.place(head, end)
	p.phrase = head
	p.joined, p.comma = false, false
	p.last = noun
	return end
}

// owned is the possessive after word i, "" without one.
func (f *Facts) owned(i int) string {
	gap := f.between(i)
	if strings.HasPrefix(gap, "'") || strings.HasPrefix(gap, "’") || strings.HasPrefix(gap, " '") {
		return gap
	}
	return ""
}

// place gives the noun phrase with this head, which ends before word end, its
// part in the clause.
func (p *clauseReader) place(head int32, end int) {
	switch {
	case p.prep >= 0:
		p.adjunct(head)
	case p.joined && p.phrase >= 0 && p.last != verb && p.last != gerund:
		if p.verbFollows(end) && p.verb >= 0 {
			p.subjects, p.verb, p.antecedent = []int32{head}, -1, -1
			return
		}
		p.alike(p.phrase, head)
		if p.verb < 0 {
			p.subjects = append(p.subjects, head)
		}
	case p.comma && p.phrase >= 0 && (p.last == noun):
		p.add(p.phrase, head, isLink, -1)
		p.alike(p.phrase, head)
		if p.verb < 0 {
			p.subjects = append(p.subjects, head)
		}
	case p.verb < 0:
		p.subjects = []int32{head}
	case p.is && p.class[p.verb] == copula:
		for _, s := range p.subjects {
			p.add(s, head, isLink, -1)
		}
	default:
		p.add(p.verb, head, objectLink, -1)
	}
}

// verbFollows reports whether the word at end is a finite verb or its auxiliary.
func (p *clauseReader) verbFollows(end int) bool {
	for end < len(p.class) && p.class[end] == adverb {
		end++
	}
	return end < len(p.class) && (p.class[end] == verb || p.class[end] == copula || p.class[end] == auxiliary)
}

// alike gives a coordinated noun phrase the links of the one before it.
func (p *clauseReader) alike(before, head int32) {
	for _, l := range p.links {
		if l.to == before && l.head != head {
			p.links = append(p.links, link{l.head, head, l.kind, l.prep})
		}
	}
}

// adjunct links a noun phrase after a preposition to the verb of its clause and
// to the noun phrase right before it.
func (p *clauseReader) adjunct(head int32) {
	word := p.f.folded(int(p.prep))
	near := p.phrase >= 0 && p.prep > 0 && p.class[p.prep-1] == noun
	switch {
	case word == "of" && near:
		p.add(p.phrase, head, ofLink, -1)
	case word == "by" && p.verb >= 0 && (p.passive || p.class[p.verb] == participle):
		p.add(p.verb, head, subjectLink, -1)
	default:
		if p.verb >= 0 && p.class[p.verb] != copula {
			p.add(p.verb, head, adjunctLink, p.prep)
		} else {
			for _, s := range p.subjects {
				p.add(s, head, adjunctLink, p.prep)
			}
		}
		if near {
			p.add(p.phrase, head, adjunctLink, p.prep)
		}
	}
	p.prep = -1
}

func (p *clauseReader) add(head, to int32, kind linkKind, prep int32) {
	if head != to && len(p.links) < 4*maxWords {
		p.links = append(p.links, link{head, to, kind, prep})
	}
}
