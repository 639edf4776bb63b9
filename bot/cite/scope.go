package cite

import (
	"fmt"
	"strings"

	"rapporteur/bot/english"
)

// A paraphrase may leave out much, but not what keeps a statement from saying
// more than the article: that it is of some only, that it is not so, may be so or
// is so on a condition.

// The kinds of totals.
const (
	allOf = iota
	wholly
	solely
	noneOf
	mostOf
)

// totals say that there is no exception, by kind: a word for another one of its
// kind changes nothing.
var totals = [...]map[string]bool{
	wordSet(`all every each any always both everyone everybody everything everywhere invariably unanimously unanimous total`),
	wordSet(`whole entire entirely completely fully wholly throughout all complete full`),
	wordSet(`only solely exclusively just merely simply sole but`),
	wordSet(`no none nobody nothing never neither not without`),
	wordSet(`most majority mostly mainly largely chief main`),
}

// exceptions say that there may be one.
var exceptions = wordSet(`some several many often usually partly sometimes mostly nearly almost largely generally typically certain
	few most occasionally virtually practically mainly hundreds thousands dozens number half part parts majority minority group about
	commonly frequently roughly proportion share among various`)

// shares are those of an article that its claim may not drop.
var shares = wordSet(`some several many often usually partly sometimes mostly nearly almost largely generally typically certain
	few most occasionally virtually practically`)

// totalOf is the kind of total that a word is, -1 for none.
func totalOf(word string) int {
	for kind, words := range totals {
		if words[word] {
			return kind
		}
	}
	return -1
}

// widened says that the claim adds that there is no exception.
func (a *alignment) widened() string {
	if reason := a.oneOfMost(); reason != "" {
		return reason
	}
	for i := range a.claim.words {
		w := &a.claim.words[i]
		kind := totalOf(w.folded)
		switch {
		case kind < 0 || w.flags&english.Capital != 0 && i > 0 || a.hits[i].strength >= sameWord || a.main.says(w.stem) || a.main.anyOf(totals[kind]):
			continue
		case kind == noneOf || looseTotals[w.folded]:
			continue // what is denied is looked at as such
		case w.negated && (kind == allOf || kind == wholly), w.folded == "all" && a.claim.folded(i-1) == "at":
			continue // "not everything", "not at all"
		case w.folded == "all" && a.main.anyOf(totals[wholly]) && (a.claim.folded(i+1) == "of" || a.claim.folded(i+1) == "the" || i+1 < len(a.claim.words) && a.claim.words[i+1].sort == nameWord):
			continue // "all India", "the entire India"
		case w.folded == "only" && (a.claim.folded(i-1) == "not" || a.claim.countsAfter(i)):
			continue // "not only", "only about 27 percent"
		case w.folded == "any" && (a.claim.negations() > 0 || a.claim.folded(i-1) == "than" || a.claim.folded(i-2) == "than"):
			continue
		case w.folded == "most" && a.claim.comparesAt(i):
			continue // "the most common form"
		}
		return fmt.Sprintf("the article does not say %q", a.claim.raw(i, i+1))
	}
	return ""
}

// looseTotals make a total only where an article has them.
var looseTotals = wordSet(`but just simply both main chief total`)

// oneOfMost says that the claim makes the only one of what the article says is one
// of the most.
func (a *alignment) oneOfMost() string {
	for j := 2; j+1 < len(a.main.words); j++ {
		if a.main.folded(j) != "the" || a.main.folded(j-1) != "of" && a.main.folded(j-1) != "among" || a.claim.says("among") || a.claim.says("amongst") {
			continue
		}
		rank := a.main.folded(j + 1)
		if rank != "most" && rank != "least" && !ranks[rank] && !strings.HasSuffix(rank, "est") {
			continue
		}
		for _, i := range a.claim.positions[a.main.words[j+1].stem] {
			if before := a.claim.folded(int(i) - 1); before == "the" && a.claim.folded(int(i)-2) != "of" || a.claim.owned(int(i)-1) != "" {
				return fmt.Sprintf("the article says %q", a.main.raw(j-2, j+2))
			}
		}
	}
	return ""
}

// anyOf reports whether a word of a set is in the text.
func (f *Facts) anyOf(set map[string]bool) bool {
	for i := range f.words {
		if set[f.folded(i)] && (f.words[i].flags&english.Capital == 0 || f.sentenceBegins(i)) {
			return true
		}
	}
	return false
}

// countsAfter reports whether a number follows word i.
func (f *Facts) countsAfter(i int) bool {
	for k := i + 1; k < len(f.words) && k <= i+2; k++ {
		if f.words[k].sort == numeral {
			return true
		}
	}
	return false
}

// comparesAt reports whether "most" at word i makes a superlative.
func (f *Facts) comparesAt(i int) bool {
	return f.folded(i+1) != "of" && (f.folded(i-1) == "the" || f.owned(i-1) != "")
}

// narrowed says that the claim leaves out an exception.
func (a *alignment) narrowed() string {
	if a.claim.anyOf(exceptions) {
		return ""
	}
	for j := range a.main.words {
		w := &a.main.words[j]
		if !shares[w.folded] {
			continue
		}
		if totalOf(a.main.folded(j+1)) >= 0 && a.claim.says(a.main.folded(j+1)) {
			return fmt.Sprintf("the article says %q", a.main.raw(j, j+2)) // "virtually all"
		}
		for k := j + 1; k <= j+shareReach && k < len(a.main.words) && a.main.words[k].clause == w.clause; k++ {
			if i := a.taken[k]; i >= 0 && !a.claim.counted(int(i)) {
				return fmt.Sprintf("the article says it of %q only", a.main.raw(j, k+1))
			}
		}
	}
	return ""
}

// counted reports whether a number stands right before word i.
func (f *Facts) counted(i int) bool {
	for k := i - 1; k >= 0 && k >= i-shareReach; k-- {
		if f.words[k].sort == numeral || exceptions[f.folded(k)] {
			return true
		}
	}
	return false
}

// shareReach is how many words after "some" it bears on.
const shareReach = 3

// lostShare says that the article says a thing of a part, "three of the lorries",
// that the claim says without it.
func (a *alignment) lostShare() string {
	for j := range a.main.quantities {
		q := &a.main.quantities[j]
		if a.main.folded(q.To) != "of" || q.Kind == english.Ordinal || a.claims(q) {
			continue
		}
		if y := a.main.quantityAfter(q.To); y != nil && a.claims(y) && !a.claim.says("of") {
			return fmt.Sprintf("the article says %s", a.main.raw(q.From, y.To)) // "70 million of the 110 million"
		}
		if q.Kind == english.Money || q.Kind == english.Amount {
			continue
		}
		for k := q.To + 1; k <= q.To+shareReach && k < len(a.main.words); k++ {
			i := int(a.taken[k])
			if i < 0 || a.claim.words[i].sort == function || a.main.words[k].sort == nameWord {
				continue
			}
			if !a.claim.counted(i) && !a.claim.anyOf(exceptions) {
				return fmt.Sprintf("the article says it of %s", a.main.raw(q.From, k+1))
			}
		}
	}
	return ""
}

// quantityAfter is the quantity that begins within a few words after place i, nil
// without one.
func (f *Facts) quantityAfter(i int) *english.Quantity {
	for k := range f.quantities {
		if q := &f.quantities[k]; q.From > i && q.From <= i+shareReach {
			return q
		}
	}
	return nil
}

// The words that make a statement less than plain, from those of what may be to
// those of what is wanted or awaited.
var (
	possible = wordSet(`may might could can possibly perhaps probably likely unlikely allegedly alleged reportedly purportedly supposedly
		supposed apparently seemingly potentially potential unconfirmed suspected suspect rumoured rumored unclear presumably appears seems appear
		seem suspicion allegation allegations whether possible possibility chance risk probable conceivable considered considering consider
		thought believed believe believes doubtful uncertain threatened threatens threatening threat accused accuse accuses claims claimed
		claiming alleges assumed presumed hypothesis theory almost certainly open asserts estimated`)
	awaited = wordSet(`expected expects expect planned plans plan planning proposed proposes propose proposal wants wanted want hopes hoped hope
		intends intended intend intention aims aim seeks seek sought wish wishes should ought due scheduled prepares considering considers
		eyes ready willing undertakes promised promises promise vows vowed pledged offered offers willingness set agreed agrees announced
		forecast foreseen predicted predicts would supposed`)
	// coming are the words of what will be.
	coming = wordSet(`will shall would due scheduled upcoming`)
	// conditions begin one, or say that there is one.
	conditions = wordSet(`if unless provided provides providing without depends depend depending condition conditional whether assuming should
		otherwise until when once only case long`)
	denials = wordSet(`deny denied denies denying refuse refused refuses refusing reject rejected rejects dispute disputes disputed
		without fail failed fails failing lack lacks lacked unable impossible prevent prevents prevented avoid stop stopped halt keep kept
		free open leave leaves leaving omit omits omitted except excluding ignores drop dropped abandoned abandon gave give ceased cease end ended refrain hardly barely`)
)

// hedgeOf is how far a word weakens what it bears on: 2 for what may be, 1 for
// what is awaited, 0 for none.
func (f *Facts) hedgeOf(j int) int {
	w := &f.words[j]
	if w.sort == nameWord || w.flags&english.Capital != 0 && j > 0 || f.folded(j-1) == "than" {
		return 0
	}
	switch {
	case w.folded == "possible" && f.folded(j-1) == "as":
		return 0
	case (w.folded == "could" || w.folded == "might" || w.folded == "may") && (f.folded(j+1) == "not" || f.folded(j+1) == "hardly"), w.folded == "cannot":
		return 0 // what could not be was not
	case wishes[w.folded]:
		if f.folded(j+1) == "to" || beForms[f.folded(j-1)] && strings.HasSuffix(w.folded, "ed") {
			return 1
		}
		return 0 // "threatens the village", "a planned community"
	case w.folded == "probably" || w.folded == "likely" || w.folded == "presumably":
		return 1
	case weaknesses[w.folded] && possible[w.folded]:
		return 2
	case weaknesses[w.folded]:
		return 1
	}
	return 0
}

// wishes weaken only what they stand before with a "to".
var wishes = wordSet(`threatened threatens threatening wants wanted plans plan planned hopes hoped intends intended`)

// weaknesses are the hedges that a claim has to answer.
var weaknesses = wordSet(`may might could possibly perhaps probably likely unlikely allegedly alleged reportedly purportedly
	supposedly apparently seemingly potentially potential unconfirmed suspected rumoured rumored unclear expected expects planned plans
	plan proposed proposes propose threatened threatens threatening threat considering wants wanted hopes hoped intends intended
	presumably appears seems suspicion allegation allegations claims claimed whether should possible`)

// lostHedge says that the claim states plainly, or as sure to come, what the
// article says may be or is wanted.
func (a *alignment) lostHedge() string {
	answered := 0
	for i := range a.claim.words {
		w := &a.claim.words[i]
		switch {
		case w.sort == nameWord:
		case possible[w.folded], w.folded == "said" && a.claim.folded(i+1) == "to":
			answered = 2
		case awaited[w.folded], beForms[w.folded] && a.claim.folded(i+1) == "to":
			answered = max(answered, 1)
		}
	}
	for j := range a.main.words {
		level := a.main.hedgeOf(j)
		if level <= answered || !a.holdsVerb(j) || !modals[a.main.folded(j)] && strings.HasSuffix(a.main.folded(j), "ly") && !a.holdsNear(j) {
			continue
		}
		if a.taken[j] >= 0 && a.claim.words[a.taken[j]].stem == a.main.words[j].stem {
			continue
		}
		return fmt.Sprintf("the article says %q, the claim leaves that out", a.main.raw(j, j+1))
	}
	return ""
}

// holdsNear reports whether an adverb at word j stands beside something that
// carries a word of weight.
func (a *alignment) holdsNear(j int) bool {
	for k := max(0, j-2); k <= j+adverbReach && k < len(a.main.words); k++ {
		if i := a.taken[k]; i >= 0 && a.claim.words[i].sort != function {
			return true
		}
	}
	return false
}

// adverbReach is how many words after a hedging adverb it bears on.
const adverbReach = 4

// tooEarly says that the claim has happened what the article says is to come.
func (a *alignment) tooEarly() string {
	if a.claim.any(futures) || a.claim.any(awaited) || a.claim.any(possible) {
		return ""
	}
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		if at < 1 || !a.claim.pastVerb(i) || beForms[a.claim.folded(i-1)] && a.claim.folded(i-2) == "to" || a.hits[i].strength < meansSpecial {
			continue
		}
		switch before := a.main.folded(at - 1); {
		case before == "will" || before == "shall", before == "be" && a.main.folded(at-2) == "will",
			before == "to" && (a.main.folded(at-2) == "due" || beForms[a.main.folded(at-2)] && a.main.folded(at-2) != "been"):
			return fmt.Sprintf("the article says that it will be so, not that it is: %q", a.main.raw(at-1, at+1))
		}
	}
	return ""
}

// lostCondition says that the claim leaves out on what condition the article says
// that something will be.
func (a *alignment) lostCondition() string {
	if a.claim.anyOf(conditions) {
		return ""
	}
	for j := range a.main.words {
		w := a.main.folded(j)
		if w != "if" && w != "unless" && w != "provided" || a.main.folded(j-1) == "as" || a.main.folded(j-1) == "even" {
			continue
		}
		if w == "provided" && !strings.Contains(a.main.between(j-1), ",") {
			continue
		}
		if a.conditional(j) {
			return fmt.Sprintf("the article says it on the condition %q", a.main.raw(j, min(j+conditionWords, len(a.main.words))))
		}
	}
	return ""
}

// conditionWords is how many words of a condition are quoted.
const conditionWords = 6

// conditional reports whether a clause around the condition at word j, not the
// condition itself, is of what will or may be and carries the claim.
func (a *alignment) conditional(j int) bool {
	from, to := a.main.segment(j)
	for k := from; k < to; k++ {
		w := &a.main.words[k]
		if w.clause != a.main.words[j].clause && (coming[w.folded] || awaited[w.folded] || possible[w.folded]) && a.holds(w.clause) {
			return true
		}
	}
	return false
}

// holdsVerb reports whether word j of the sentence stands in a clause, or before
// it in the same statement, that carries a word of weight of the claim.
func (a *alignment) holdsVerb(j int) bool {
	for i := range a.hits {
		w, at := &a.claim.words[i], int(a.hits[i].at)
		if at < 0 || w.sort != content || w.light() {
			continue
		}
		if a.main.words[at].clause == a.main.words[j].clause || at > j && !a.main.sentenceParts(j, at) {
			return true
		}
	}
	return false
}

// lostDenial says that the article denies what the claim states.
func (a *alignment) lostDenial() string {
	for j := range a.main.words {
		if w := &a.main.words[j]; !refusing[w.folded] && (!negators[w.folded] || a.main.idle(j)) || a.taken[j] >= 0 {
			continue
		}
		if i := a.deniedBy(j); i >= 0 && !a.claim.deniesNear(i) {
			return fmt.Sprintf("the article says %q, the claim leaves that out", a.main.raw(j, j+1))
		}
	}
	return ""
}

// deniedBy is the word of the claim whose place in the sentence word j denies
// first, -1 when the claim says nothing of what it denies.
func (a *alignment) deniedBy(j int) int {
	for i := range a.hits {
		if a.hits[i].turned {
			return -1 // carried by its denied opposite
		}
	}
	for k := j + 1; k < len(a.main.words) && a.main.words[k].clause == a.main.words[j].clause; k++ {
		w := &a.main.words[k]
		if !w.negated || int(w.by) != j || w.sort != content {
			continue
		}
		i := int(a.taken[k])
		if i >= 0 && a.claim.words[i].sort == content && !a.claim.words[i].negated && a.hits[i].strength >= meansSpecial {
			return i
		}
		if !w.light() {
			return -1
		}
	}
	return -1
}

// deniesNear reports whether a text denies what word i says in some way, or says
// something like it shortly before or after.
func (f *Facts) deniesNear(i int) bool {
	for k := max(0, i-denialReach); k < len(f.words) && k <= i+denialReach; k++ {
		if w := f.folded(k); negators[w] || denials[w] || refusals[w] || absences[w] || strings.HasPrefix(w, "un") && verbStems()[english.Stem(w[2:])] {
			return true
		}
	}
	return false
}

// denialReach is how many words away a denial may stand.
const denialReach = 6

// refusing are the verbs of somebody who denies something.
var refusing = wordSet(`deny denied denies denying refuse refused refuses refusing reject rejected rejects`)

// addedDenial says that the claim denies what the article does not.
func (a *alignment) addedDenial() string {
	for i := range a.hits {
		if a.hits[i].turned {
			return ""
		}
	}
	claimed, said := a.claim.negations(), a.main.negations()
	if claimed <= said {
		return ""
	}
	for j := range a.main.words {
		if w := a.main.folded(j); denials[w] || refusals[w] || absences[w] || w == "only" || w == "too" || w == "less" || w == "fewer" {
			said++
		}
	}
	if claimed > said {
		return "the claim denies what the article does not"
	}
	for k := range a.claim.words {
		if !negators[a.claim.folded(k)] || a.claim.idle(k) || a.hits[k].at >= 0 {
			continue
		}
		said := a.claim.deniedAfter(k)
		if said < 0 || a.hits[said].at < 0 || a.hits[said].strength < sameWord || a.main.deniesNear(int(a.hits[said].at)) || a.main.says("only") || a.main.says("too") {
			continue
		}
		return "the claim denies what the article does not"
	}
	return ""
}

// deniedAfter is the first word of weight that the negator at word k denies, -1
// without one.
func (f *Facts) deniedAfter(k int) int {
	for i := k + 1; i < len(f.words) && f.words[i].clause == f.words[k].clause; i++ {
		if w := &f.words[i]; w.negated && w.sort == content && !w.light() {
			return i
		}
	}
	return -1
}

// denies reports whether a text denies anything in some way.
func (f *Facts) denies() bool {
	return f.negations() > 0 || f.anyOf(denials) || f.anyOf(refusals)
}

// negations is how often a text says "not" or the like.
func (f *Facts) negations() int {
	n := 0
	for i := range f.words {
		if negators[f.folded(i)] && !f.idle(i) {
			n++
		}
	}
	return n
}
