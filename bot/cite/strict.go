package cite

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/english"
)

// check numbers the rules for what language models get wrong.
type check uint8

const (
	checkOrder check = iota
	checkNumber
	checkTime
	checkNegation
	checkDirection
	checkFigure
	checkName
	checkQuotation
	checkWidened
	checkNarrowed
	checkShare
	checkHedge
	checkEarly
	checkCondition
	checkLostDenial
	checkAddedDenial
	checkWord
	checkOrdinal
	checkWay
	checkRole
	checkAround
	checkThan
	checkOwner
	checkChange
	checkSequence
	checkPair
	checkReader
	checkSeam
	checkAtAll
	checkTwice
	checkLocalDenial
	checkSpeaker
	checkAuthor
	checkCount
)

// vetoes reports whether a draft may not be shown in which a rule finds something,
// whatever the model makes of it: where a number, a date, a name or a quotation is
// another one, where only one of both denies, and where it speaks to its reader or
// rests on an order. What the others find is weighed: each of them is right more
// often than not of plain sentences, and wrong of free ones.
func (c check) vetoes() bool {
	switch c {
	case checkOrder, checkNumber, checkTime, checkFigure, checkName, checkQuotation, checkOrdinal, checkReader,
		checkNegation, checkLostDenial, checkAddedDenial, checkLocalDenial, checkTwice:
		return true
	}
	return false
}

// finding is what a rule found.
type finding struct {
	check  check
	reason string
}

// strict is what the rules find in a drafted sentence. A language model's draft is
// read as if it were the article, so that here a thing must stand in the cited
// sentences where Judge is content with the sentences around them. spelled reports
// whether the article has a name of the claim in full somewhere.
func (a *alignment) strict(c *Comparison, spelled func(n name) bool) (found []finding) {
	for i := range c.Points {
		if p := &c.Points[i]; p.Result == Differ && a.sure(p) && !a.saidOtherwise(p) {
			k := checkNumber
			switch p.Aspect {
			case Time:
				k = checkTime
			case Negation:
				k = checkNegation
			case Direction:
				k = checkDirection
			}
			found = append(found, finding{k, p.Reason})
		}
	}
	for _, reason := range a.otherFigures() {
		found = append(found, finding{checkFigure, reason})
	}
	if reason := a.lostName(spelled); reason != "" {
		found = append(found, finding{checkName, reason})
	}
	for k, rule := range []func() string{ // in the order of their checks
		a.otherQuotation, a.widened, a.narrowed, a.lostShare, a.lostHedge, a.tooEarly, a.lostCondition, a.lostDenial, a.addedDenial, a.turnedWord, a.otherOrdinals, a.turnedWay, a.turnedRole, a.turnedAround, a.turnedThan, a.turnedOwner, a.turnedChange, a.turnedOrder, a.exchangedPair, a.speaksTo, a.turnedSeam, a.atAll, a.deniedTwice, a.localDenial,
	} {
		if reason := rule(); reason != "" {
			found = append(found, finding{checkQuotation + check(k), reason})
		}
	}
	return found
}

// sure reports whether a difference is so sure that no paraphrase explains it.
// The model of drafts weighs the others.
func (a *alignment) sure(p *Point) bool {
	switch p.Aspect {
	case Number, Time:
		return true
	case Negation:
		if a.claim.says("only") && a.main.says("only") {
			return false // "not the only reason", "only part of the reason"
		}
		return a.claim.negations() == 0 && !a.claim.denies() || a.main.negations() == 0 && !a.main.denies()
	case Direction:
		return p.strength >= sureOpposite && p.to > p.from && (a.hits[p.from].strength < sameWord || a.hits[p.from].turned)
	}
	return false
}

// sureOpposite is the strength from which a word is the opposite of another one.
const sureOpposite = .7

// exchangedPair says that two things have changed what the article says of each.
func (a *alignment) exchangedPair() string {
	if _, _, worst := a.votes(); worst >= mostCrossed {
		return "the article says these things the other way round"
	}
	return ""
}

// mostCrossed is by how many words more what belongs to two things may be crossed
// than not; a list in another order crosses some.
const mostCrossed = 4

// otherOrdinals says which place in a row the claim has that the article has not.
func (a *alignment) otherOrdinals() string {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if q.Kind != english.Ordinal || a.hits[q.From].strength >= sameWord || a.hasPlace(q.Value) {
			continue
		}
		return fmt.Sprintf("the article does not say %q there", a.claim.raw(q.From, q.To))
	}
	return ""
}

// hasPlace reports whether the sentence has an ordinal, or that many of something.
func (a *alignment) hasPlace(value float64) bool {
	for j := range a.main.quantities {
		if a.main.quantities[j].Value == value {
			return true
		}
	}
	return value == 1 || value == 2 && a.main.anyOf(seconds)
}

// seconds are the words that let a thing be called a second one.
var seconds = wordSet(`another again other twice also`)

// turnedWay says of which name the article has "to" where the claim has "from", or
// the other way round.
func (a *alignment) turnedWay() string {
	for k, n := range a.claim.names {
		way := a.claim.wayOf(n.from)
		if way == 0 || !a.inMain(k) {
			continue
		}
		turned, same := false, false
		for _, at := range a.mentions(k) {
			e := name{int(at), int(at) + 1}
			if x := a.main.words[at].name; x >= 0 {
				e = a.main.names[x]
			}
			switch there := a.main.wayOf(e.from); {
			case there == -way:
				turned = true
			case there == way || there == 0:
				same = true
			}
		}
		if turned && !same {
			return fmt.Sprintf("the article has %s the other way round", a.claim.raw(n.from-1, n.to))
		}
	}
	return ""
}

// wayOf is 1 where "to" or "into" stands before place i, -1 where "from" does.
func (f *Facts) wayOf(i int) int {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		switch f.folded(k) {
		case "to", "into", "towards", "toward":
			return 1
		case "from":
			return -1
		case "the", "a", "an", "its", "their", "his", "her":
		default:
			return 0
		}
	}
	return 0
}

// turnedRole says who acts in the claim to whom the article has it done.
func (a *alignment) turnedRole() string {
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		if at < 0 || a.hits[i].turned || a.hits[i].strength < familyPrefix || suffers[a.claim.folded(i)] || a.claim.tells(i) || !a.claim.isVerb(i) ||
			a.claim.purpose(i) || a.main.purpose(at) {
			continue
		}
		c, e := a.claim.closeRoles(i), a.main.rolesOf(at)
		if c.passive || e.passive || len(c.agents) == 0 || a.claim.words[i].clause != a.claim.words[a.claim.names[c.agents[0]].from].clause || a.claim.governed(a.claim.names[c.agents[0]]) {
			continue
		}
		agent := int(c.agents[0])
		if a.claim.subjectLinked(i, agent) && a.stands(agent, e.patients) && !a.stands(agent, e.agents) && a.behindOnly(agent, at) {
			n := a.claim.names[agent]
			return fmt.Sprintf("in the article it is not %s who does it", a.claim.raw(n.from, n.to))
		}
	}
	return ""
}

// turnedAround says of which verb the names right before and behind it have
// changed places.
func (a *alignment) turnedAround() string {
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		w := &a.claim.words[i]
		if at < 0 || w.sort != content || a.hits[i].turned || a.hits[i].strength < familyPrefix || !w.verbForm() || !a.main.words[at].verbForm() ||
			a.claim.passiveAt(i) || a.main.passiveAt(at) || strings.HasSuffix(w.folded, "ing") != strings.HasSuffix(a.main.words[at].folded, "ing") {
			continue
		}
		before, behind := a.claim.namesBeside(i)
		b, h := a.main.namesBeside(at)
		if before < 0 || behind < 0 || b < 0 || h < 0 {
			continue
		}
		if a.stands(before, []int32{int32(h)}) && a.stands(behind, []int32{int32(b)}) && !a.stands(before, []int32{int32(b)}) {
			n, m := a.claim.names[before], a.claim.names[behind]
			return fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(n.from, n.to), a.claim.raw(m.from, m.to))
		}
	}
	return ""
}

// besideReach is how many words from a verb the names beside it may stand.
const besideReach = 4

// namesBeside are the nearest names before and behind word i, -1 for none.
func (f *Facts) namesBeside(i int) (before, behind int) {
	before, behind = -1, -1
	for k := i - 1; k >= 0 && i-k <= besideReach && before < 0; k-- {
		before = int(f.words[k].name)
	}
	for k := i + 1; k < len(f.words) && k-i <= besideReach && behind < 0 && f.folded(k) != "by"; k++ {
		behind = int(f.words[k].name)
	}
	return before, behind
}

// turnedThan says that the claim compares with what the article compares, the
// other way round.
func (a *alignment) turnedThan() string {
	claimed := slices.IndexFunc(a.claim.words, func(w word) bool { return w.folded == "than" })
	said := slices.IndexFunc(a.main.words, func(w word) bool { return w.folded == "than" })
	if claimed < 0 || said < 0 || len(a.main.positions["than"]) > 1 || len(a.claim.positions["than"]) > 1 {
		return ""
	}
	there := a.main.operandBehind(said)
	if there < 0 {
		return ""
	}
	i := int(a.taken[there])
	if i < 0 || i > claimed || a.claim.words[i].clause != a.claim.words[claimed].clause {
		return ""
	}
	stem := a.claim.words[i].stem
	for k := claimed + 1; k < len(a.claim.words); k++ {
		if a.claim.words[k].stem == stem {
			return ""
		}
	}
	here := a.claim.operandBehind(claimed)
	if here < 0 || a.hits[here].at < 0 || int(a.hits[here].at) > said && a.claim.words[here].sort != nameWord {
		return ""
	}
	return fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(said, there+1), a.claim.raw(claimed, here+1))
}

// operandBehind is the first name or word of weight behind "than" at word x, -1
// where a number comes first or none does.
func (f *Facts) operandBehind(x int) int {
	for i := x + 1; i < len(f.words) && i <= x+operandReach; i++ {
		switch w := &f.words[i]; {
		case w.sort == numeral:
			return -1
		case w.sort == nameWord, w.sort == content && !w.light():
			return i
		}
	}
	return -1
}

// operandReach is how many words behind "than" what is compared may begin.
const operandReach = 5

// turnedOwner says of which thing the claim has another owner than the article:
// "the death of Windsor" for "Speyer's death".
func (a *alignment) turnedOwner() string {
	for i := range a.claim.words {
		at := int(a.hits[i].at)
		if at < 0 || a.claim.words[i].sort != content || a.hits[i].strength < familyPrefix || len(a.main.positions[a.main.words[at].stem]) > 1 {
			continue
		}
		k, j := a.claim.ownerOf(i), a.main.ownerOf(at)
		if k < 0 || j < 0 || a.stands(k, []int32{int32(j)}) || !a.inMain(k) {
			continue
		}
		n, m := a.claim.names[k], a.main.names[j]
		return fmt.Sprintf("the article says it of %s, not of %s", a.main.raw(m.from, m.to), a.claim.raw(n.from, n.to))
	}
	return ""
}

// ownerOf is the name to which the word at i belongs, by a possessive before it or
// an "of" behind it; -1 without one.
func (f *Facts) ownerOf(i int) int {
	if i > 0 && f.owned(i-1) != "" && f.words[i-1].sort == nameWord {
		return int(f.words[i-1].name)
	}
	if f.folded(i+1) != "of" {
		return -1
	}
	for k := i + 2; k < len(f.words) && k <= i+3; k++ {
		if f.words[k].sort == nameWord {
			return int(f.words[k].name)
		}
		if !determiners[f.folded(k)] {
			return -1
		}
	}
	return -1
}

// subjectLinked reports whether name k is read as the subject of the verb at word i.
func (f *Facts) subjectLinked(i, k int) bool {
	for _, l := range f.links {
		if l.kind == subjectLink && int(l.head) == i && int(f.words[l.to].name) == k {
			return true
		}
	}
	return false
}

// behindOnly reports whether the claim's name k stands nowhere in the sentence
// before place at.
func (a *alignment) behindOnly(k, at int) bool {
	for _, p := range a.mentions(k) {
		if int(p) < at {
			return false
		}
	}
	return true
}

// turnedWord says which word of the claim is the opposite of one that the
// sentence has in its place.
func (a *alignment) turnedWord() string {
	if i, j, ok := a.antonym(); ok {
		return fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(j, j+1), a.claim.raw(i, i+1))
	}
	return ""
}

// otherFigures are the numbers, dates and words with figures that the cited
// sentences do not have.
func (a *alignment) otherFigures() (reasons []string) {
	points, _, _ := a.numbers()
	for _, p := range points {
		if !a.saidOtherwise(&p) {
			reasons = append(reasons, p.Reason)
		}
	}
	for k := range a.claim.dates {
		if d := &a.claim.dates[k]; bestDate(d, a.main.dates) < 1 {
			reasons = append(reasons, fmt.Sprintf("the article does not date it %s", a.claim.raw(d.From, d.To)))
		}
	}
	written := figures(a.main.text)
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.flags&english.Digit == 0 || a.sameQuantity(i) || a.claim.sameDay(i, a.main.dates) {
			continue
		}
		for _, run := range figures(a.claim.raw(i, i+1)) {
			if !slices.Contains(written, run) {
				reasons = append(reasons, fmt.Sprintf("the article does not say %q there", a.claim.raw(i, i+1)))
				break
			}
		}
	}
	return reasons
}

// saidOtherwise reports whether a number that is missing stands there with the
// unit that the claim gives to another number only ("from 1.5 million to 660,000
// tonnes"), or as a word ("twice as much" for "doubled").
func (a *alignment) saidOtherwise(p *Point) bool {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if q.From != p.from {
			continue
		}
		if q.Last != q.Value && a.figuresThere(q) {
			return true // "6,000 to 4,000 years ago"
		}
		if p.Result != Absent {
			return false
		}
		for word, stems := range multiples {
			if a.claim.folded(q.From) == word && slices.ContainsFunc(stems, a.main.says) {
				return true
			}
		}
		for j := range a.main.quantities {
			e := &a.main.quantities[j]
			if q.Kind == english.Count && e.Kind != q.Kind && e.Kind != english.Ordinal && a.claim.measures(e) && a.main.written(e) == q.Value {
				return true
			}
		}
	}
	return false
}

// figuresThere reports whether the ends of a range stand beside each other there.
func (a *alignment) figuresThere(q *english.Quantity) bool {
	ends, written := figures(a.claim.raw(q.From, q.To)), figures(a.main.text)
	if len(ends) != 2 {
		return false
	}
	for i := range written {
		if i > 0 && (written[i-1] == ends[0] && written[i] == ends[1] || written[i-1] == ends[1] && written[i] == ends[0]) {
			return true
		}
	}
	return false
}

// multiples are the words for a multiple, and the stems of those that say it.
var multiples = map[string][]string{"twice": {"doubl", "twofold"}, "two": {"fortnight"}, "half": {"halv"}, "three": {"tripl", "trebl"}}

// measures reports whether a text has a quantity of the same kind and unit.
func (f *Facts) measures(e *english.Quantity) bool {
	for k := range f.quantities {
		if comparable(&f.quantities[k], e) {
			return true
		}
	}
	return false
}

// written is a quantity's number without its unit.
func (f *Facts) written(e *english.Quantity) float64 {
	text := f.raw(e.From, e.To)
	tokens := english.AppendTokens(nil, text)
	for n := len(tokens); n > 0; n-- {
		folded := make([]string, n)
		for i := range folded {
			folded[i] = english.Fold(text, tokens[i])
		}
		for _, q := range english.AppendQuantities(nil, text, tokens[:n], folded, nil) {
			if q.Kind == english.Count && q.From == 0 && q.To == n {
				return q.Value
			}
		}
	}
	return -1
}

var figureRun = pattern(`\d+(?:[.,]\d+)*`)

// figures are the numbers of a text that are written in figures, without commas.
func figures(text string) []string {
	out := figureRun().FindAllString(text, -1)
	for i := range out {
		out[i] = strings.ReplaceAll(out[i], ",", "")
	}
	return out
}

// sameQuantity reports whether word i is part of a number that the sentence has in
// other words, or of which the claim says no more than that it is about as much,
// in a rounder number than the sentence.
func (a *alignment) sameQuantity(i int) bool {
	for k := range a.claim.quantities {
		q := &a.claim.quantities[k]
		if i < q.From || i >= q.To {
			continue
		}
		for j := range a.main.quantities {
			e := &a.main.quantities[j]
			if comparable(q, e) && (q.Value == e.Value && q.Last == e.Last || q.Bound != english.Exactly && roundness(q.Value) > roundness(e.Value) && carries(q, e)) {
				return true
			}
		}
	}
	return false
}

// roundness is how many zeros a number ends in; less than none for fractions.
func roundness(v float64) int {
	if v == 0 || v != math.Trunc(v) {
		return -1
	}
	n := 0
	for math.Mod(v, 10) == 0 {
		v, n = v/10, n+1
	}
	return n
}

// lostName says of which name a word stands neither in the cited sentences nor in
// those before nor in the title, in no form. The last word of a name is enough
// where the article has all of it elsewhere.
func (a *alignment) lostName(spelled func(n name) bool) string {
	for _, n := range a.claim.names {
		if a.namedThere(n) {
			continue
		}
		for i := n.from; i < n.to; i++ {
			w := &a.claim.words[i]
			if w.sort != nameWord || titles[w.folded] && n.to-n.from > 1 || a.hits[i].strength >= carriedName && a.standsThere(i) {
				continue
			}
			if i == n.to-1 || a.hits[n.to-1].at < 0 || !spelled(n) {
				return fmt.Sprintf("the article does not speak of %s there", a.claim.raw(n.from, n.to))
			}
		}
	}
	return ""
}

// carriedName is how far each word of a name must be carried.
const carriedName = .5

// namedThere reports whether the words of a name, or what stands for them, stand
// beside each other in the cited sentences or around them, in any order:
// "King Charles II of England" as "the English King Charles II".
func (a *alignment) namedThere(n name) bool {
	for _, f := range []*Facts{a.main, a.title, a.reading.before} {
		if f != nil && a.namedIn(f, n) {
			return true
		}
	}
	return false
}

func (a *alignment) namedIn(f *Facts, n name) bool {
	head := -1
	for i := n.to - 1; i >= n.from; i-- {
		w := &a.claim.words[i]
		if w.sort != nameWord || titles[w.folded] && n.to-n.from > 1 {
			continue
		}
		at := a.nameWordIn(f, i, head, n.to-n.from+nameSlack)
		if at < 0 {
			return false
		}
		if head < 0 {
			head = at
		}
	}
	return head >= 0
}

// nameWordIn is where a text has word i of the claim, or a form of it, within
// reach of a place, or anywhere without one; -1 when it has not.
func (a *alignment) nameWordIn(f *Facts, i, near, reach int) int {
	within := func(p int) bool { return near < 0 || p-near <= reach && near-p <= reach }
	for _, p := range f.positions[a.claim.words[i].stem] {
		if within(int(p)) && f.words[p].sort != function {
			return int(p)
		}
	}
	for k := range a.claim.options {
		o := &a.claim.options[k]
		if i < o.from || i >= o.to || o.strength < seatStrength {
			continue
		}
		for _, p := range f.positions[o.terms[0]] {
			if within(int(p)) && f.spells(int(p), o.terms) {
				return int(p)
			}
		}
	}
	return -1
}

// seatStrength is the least of what may stand for a name.
const seatStrength = .6

// standsThere reports whether word i of the claim, or what may stand for it, is in
// the sentence or around it, rather than forgiven as part of a name.
func (a *alignment) standsThere(i int) bool {
	if a.hits[i].at >= 0 {
		return true
	}
	for _, f := range []*Facts{a.title, a.reading.before} {
		if f == nil {
			continue
		}
		if f.says(a.claim.words[i].stem) {
			return true
		}
		for _, o := range a.claim.options {
			if _, ok := f.find(o.terms); ok && i >= o.from && i < o.to {
				return true
			}
		}
	}
	return false
}

// otherQuotation says which words in quotation marks are not the cited sentences'.
func (a *alignment) otherQuotation() string {
	source := " " + strings.Join(plainWords(a.main.text), " ") + " "
	around := source
	for _, f := range []*Facts{a.title, a.reading.before} {
		if f != nil {
			around += strings.Join(plainWords(f.text), " ") + " "
		}
	}
	for _, q := range quotations(a.claim.text) {
		words := strings.Join(plainWords(q), " ")
		in := source
		if isTitle(q) {
			in = around
		}
		if words != "" && !strings.Contains(in, " "+words+" ") {
			return fmt.Sprintf("“%s” is no quotation from the article", q)
		}
	}
	return ""
}

// isTitle reports whether what stands in quotation marks may be the name of a
// work: it is short, and its first and last word have capitals.
func isTitle(q string) bool {
	words := strings.Fields(q)
	capital := func(w string) bool {
		r, _ := utf8.DecodeRuneInString(w)
		return unicode.IsUpper(r) || unicode.IsDigit(r)
	}
	return len(words) > 0 && len(words) <= maxTitle && capital(words[0]) && capital(words[len(words)-1])
}

// maxTitle is the number of words of the longest name of a work.
const maxTitle = 8

// quotations are what stands between quotation marks, or behind one that does
// not close.
func quotations(text string) (out []string) {
	for {
		i := strings.IndexAny(text, `“"„«`)
		if i < 0 {
			return out
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		text = text[i+size:]
		end := strings.IndexAny(text, `”"“»`)
		if end < 0 {
			return append(out, text)
		}
		out = append(out, text[:end])
		_, size = utf8.DecodeRuneInString(text[end:])
		text = text[end+size:]
	}
}
