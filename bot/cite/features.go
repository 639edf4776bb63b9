package cite

import "fmt"

// feature numbers what a model sees of a claim laid beside a reading of the
// evidence. New ones are added before featureCount; the order is that of the
// weights in model/, so that a change of it needs new weights.
type feature int

// The features. Shares are of weight, 0..1, unless said otherwise.
const (
	// How much is carried.
	fCover     feature = iota // of all that the claim says
	fRest                     // of all but what differs
	fRare                     // of the content, words weighed by rarity
	fNameCover                // of the words of names; 1 without any
	fSubstance                // weight of what is carried but names
	fWeight                   // weight of the claim
	fByWord                   // carried by the same word or form
	fLoosely                  // carried by what only means the same or less
	fElsewhere                // carried by the title or the sentences before
	// What is missing.
	fHeaviest    // the heaviest word that is missing
	fMissing     // the weight of all that is missing
	fMissingRare // the rarity of the rarest missing word
	fMissingNext // that of the one after it
	fMissingSum  // that of all
	fMissingWords
	fMissingNames
	fMissingNumbers
	fMissingDates
	fMissingVerbs
	fMissingLight
	fVerb    // how far the first verb of weight is carried; 1 without one
	fSubject // how far the first name or word of weight is
	fObject  // how far the last one is
	fLostName
	fVague
	// What differs: the strength of the surest difference by aspect.
	fNumber
	fTime
	fName
	fNegation
	fDirection
	fRole
	fOtherWord
	fHedged
	fClash    // the strength of the difference that decides
	fDiffers  // how many differences there are
	fUnproved // how much of the claim's negated words are not negated there, or the other way round
	fNegators // negators of the claim less those beside what carries it
	fNegated  // 1 when the claim negates anything
	// How what is carried hangs together.
	fClauses   // clauses that hold what is carried, for each word of it
	fOneClause // the largest share of what is carried that one clause holds
	fNear      // share of the claim's neighbours that are near each other there
	fTurned    // share of them that stand the other way round
	fSpread    // words between the first and the last carried word, for each carried word
	fUsed      // share of the sentence's words that carry something
	fPair
	// Substitution: a missing word in whose place another one stands.
	fSubstitute     // how surely
	fSubstituteName // the same of names and numbers only
	fSubstitutes    // how many
	fRelated        // words carried by a thing of the same kind only
	// The links of the claim's clauses, of which both ends are carried.
	fLinks        // how many
	fKept         // share of them that the sentence has
	fKeptSubjects // share of those to a subject; -1 without one
	fKeptObjects  // the same of an object
	fKeptIs       // of a complement
	fKeptOf       // of a belonging
	fCrossed      // how many the sentence has the other way round
	fFar          // share of those between which the sentence has nothing
	fOthers       // verbs and nouns that the sentence links to somebody else
	fFillers      // missing words in whose place the sentence links another one
	fFillerNames  // the same of names and numbers
	fMixed        // how often what stands in the claim's halves alternates there, beyond once
	// Hedges beside what is carried that the claim does not have.
	fModals
	fReports
	fDoubts
	// What kind of claim it is.
	fWords
	fNames
	fNumbers
	fUniversal // words like "all" and "only" that nothing carries
	fPartial   // words like "some" and "mostly" beside what is carried that the claim does not have
	fModal     // the claim hedges
	fHedgedShare
	fThan
	// What the rules make of it.
	fSupports
	fContradicts
	fFirst // the candidate's place, from 0: candidates come best first
	// What the other readings say.
	fBestCover // of any reading, less this one's
	fBestPlain // cover of the best reading without a difference, less this one's
	fBestClash // the surest contradiction of any reading by the rules
	fBestSupport
	featureCount
)

// universals claim more than most articles say, partials less.
var (
	universals = wordSet(`all every always never only none no entirely completely must any fully wholly each nobody nothing both whole exclusively solely most`)
	partials   = wordSet(`some may might often usually partly sometimes except mostly nearly almost largely generally typically can could likely many certain hardly`)
)

// sight is what a model sees.
type sight [featureCount]float32

// see fills in all features but those that compare readings.
func (a *alignment) see(c *Comparison, pair bool) *sight {
	f := new(sight)
	f[fCover], f[fRest] = float32(c.Cover), float32(c.rest)
	f[fSubstance], f[fWeight] = float32(c.substance), float32(c.weight)
	f[fHeaviest], f[fMissing] = float32(c.heavy), float32(c.missing)
	f[fVague], f[fPair] = flag(c.vague), flag(pair)
	f[fLostName] = float32(c.lostName(a))
	a.seeWords(f)
	a.seePoints(f, c)
	a.seeNegation(f)
	a.seeOrder(f)
	a.seeSubstitutes(f, c)
	a.seeLinks(f)
	f[fMixed] = float32(a.mixed())
	a.seeHedges(f)
	a.seeKind(f)
	return f
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// seeWords looks at what carries each word.
func (a *alignment) seeWords(f *sight) {
	var all, rare, rareGot, word, loose, elsewhere float32
	f[fVerb], f[fSubject], f[fObject] = 1, -1, 1
	for i := range a.claim.words {
		w, h := &a.claim.words[i], &a.hits[i]
		if w.sort != content && w.sort != nameWord {
			continue
		}
		r := rarity(w.stem)
		all += w.weight
		rare += r
		rareGot += r * h.strength
		switch {
		case h.strength <= 0:
		case h.at < 0:
			elsewhere += w.weight * h.strength
		case h.strength >= familyPrefix:
			word += w.weight
		default:
			loose += w.weight
		}
		f.lack(a, i, r)
		if !w.light() {
			if f[fSubject] < 0 {
				f[fSubject] = h.strength
			}
			f[fObject] = h.strength
		}
	}
	f[fSubject] = max(f[fSubject], 0)
	if v := a.claim.mainVerb(); v >= 0 {
		f[fVerb] = a.hits[v].strength
	}
	f[fRare] = ratio(rareGot, rare)
	f[fByWord], f[fLoosely], f[fElsewhere] = ratio(word, all), ratio(loose, all), ratio(elsewhere, all)
	var names, got float32
	for _, n := range a.claim.names {
		for i := n.from; i < n.to; i++ {
			names += a.claim.words[i].weight
			got += a.claim.words[i].weight * a.hits[i].strength
		}
	}
	f[fNameCover] = 1
	if names > 0 {
		f[fNameCover] = got / names
	}
}

// lack counts word i of the claim, of rarity r, where it is missing.
func (f *sight) lack(a *alignment, i int, r float32) {
	w, s := &a.claim.words[i], a.hits[i].strength
	if s > 0 && s < .5 && a.hits[i].at >= 0 {
		f[fRelated]++
	}
	if s >= .5 {
		return
	}
	switch {
	case w.sort == nameWord:
		f[fMissingNames]++
	case w.light():
		f[fMissingLight]++
		return
	case a.claim.isVerb(i):
		f[fMissingVerbs]++
	}
	f[fMissingWords]++
	f[fMissingSum] += r
	switch {
	case r > f[fMissingRare]:
		f[fMissingRare], f[fMissingNext] = r, f[fMissingRare]
	case r > f[fMissingNext]:
		f[fMissingNext] = r
	}
}

func ratio(part, whole float32) float32 {
	if whole <= 0 {
		return 0
	}
	return part / whole
}

// seePoints notes what differs and which numbers and dates are left open.
func (a *alignment) seePoints(f *sight, c *Comparison) {
	for i := range c.Points {
		p := &c.Points[i]
		if p.Result == Absent {
			switch p.Aspect {
			case Number:
				f[fMissingNumbers]++
			case Time:
				f[fMissingDates]++
			}
			continue
		}
		f[fDiffers]++
		at := fOtherWord
		switch p.Aspect {
		case Number:
			at = fNumber
		case Time:
			at = fTime
		case Name:
			at = fName
		case Negation:
			at = fNegation
		case Direction:
			at = fDirection
		case Role:
			at = fRole
		case Modality:
			at = fHedged
		}
		f[at] = max(f[at], p.strength, .3)
	}
	if c.clash != nil {
		f[fClash] = c.clash.strength
	}
}

// seeNegation weighs what only one of both denies.
func (a *alignment) seeNegation(f *sight) {
	same, other, _ := a.denials()
	f[fUnproved] = ratio(other, same+other)
	claimed, said := 0, 0
	for i := range a.claim.words {
		if negators[a.claim.words[i].folded] && !a.claim.idle(i) {
			claimed++
		}
		if a.claim.words[i].negated {
			f[fNegated] = 1
		}
	}
	for j := range a.main.words {
		if negators[a.main.words[j].folded] && !a.main.idle(j) && a.holds(a.main.words[j].clause) {
			said++
		}
	}
	f[fNegators] = float32(claimed - said)
}

// holds reports whether a clause of the sentence carries a word of weight.
func (a *alignment) holds(clause int32) bool {
	for i := range a.hits {
		if at := a.hits[i].at; at >= 0 && a.main.words[at].clause == clause && !a.claim.words[i].light() {
			return true
		}
	}
	return false
}

// near is how far apart two words may stand that belong together.
const near = 5

// seeOrder looks at where what is carried stands.
func (a *alignment) seeOrder(f *sight) {
	var carried, used, all, pairs, close, turned, total, best float32
	first, last, before := len(a.main.words), -1, -1
	clauses := make(map[int32]float32, 8)
	for i := range a.claim.words {
		w, at := &a.claim.words[i], int(a.hits[i].at)
		if w.sort != content && w.sort != nameWord || at < 0 {
			continue
		}
		carried++
		first, last = min(first, at), max(last, at)
		weight := w.weight * a.hits[i].strength
		clauses[a.main.words[at].clause] += weight
		total += weight
		best = max(best, clauses[a.main.words[at].clause])
		if before >= 0 {
			pairs++
			if d := at - before; d < 0 {
				turned++
				close += flag(-d <= near)
			} else {
				close += flag(d <= near)
			}
		}
		before = at
	}
	for j := range a.main.words {
		if w := &a.main.words[j]; w.sort == content || w.sort == nameWord {
			all += w.weight
			if a.taken[j] >= 0 {
				used += w.weight
			}
		}
	}
	f[fUsed] = ratio(used, all)
	if carried == 0 {
		return
	}
	f[fClauses] = float32(len(clauses)) / carried
	f[fOneClause] = ratio(best, total)
	f[fNear], f[fTurned] = ratio(close, pairs), ratio(turned, pairs)
	f[fSpread] = float32(last-first) / carried
}

// seeSubstitutes looks for other words in the place of missing ones.
func (a *alignment) seeSubstitutes(f *sight, c *Comparison) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content && w.sort != nameWord || w.light() || a.hits[i].strength >= .5 {
			continue
		}
		s, at := a.substitute(i)
		if s <= 0 {
			continue
		}
		if s > f[fSubstitute] {
			c.instead = fmt.Sprintf("the article says %q, the claim says %q", a.main.raw(at, at+1), a.claim.raw(i, i+1))
		}
		f[fSubstitutes]++
		f[fSubstitute] = max(f[fSubstitute], s)
		if w.sort == nameWord {
			f[fSubstituteName] = max(f[fSubstituteName], s)
		}
	}
}

// substitute finds the word of the sentence that stands where the claim has its
// missing word i: beside what carries the neighbours of i, and carrying nothing
// itself. The strength is 0 without one, 1 when both neighbours are the same.
func (a *alignment) substitute(i int) (strength float32, at int) {
	left, right := a.anchor(i, -1), a.anchor(i, 1)
	at = -1
	for j := range a.main.words {
		v := &a.main.words[j]
		if v.sort != content && v.sort != nameWord || v.light() || a.taken[j] >= 0 && int(a.taken[j]) != i {
			continue
		}
		var s float32
		if left >= 0 && j > left && j-left <= substituteReach {
			s += .5 - .1*float32(a.freeBetween(left, j))
		}
		if right >= 0 && j < right && right-j <= substituteReach {
			s += .5 - .1*float32(a.freeBetween(j, right))
		}
		if a.claim.words[i].sort != v.sort {
			s *= .7
		}
		if s > strength {
			strength, at = s, j
		}
	}
	return strength, at
}

// substituteReach is how many words may stand between a substitute and what
// carries a neighbour.
const substituteReach = 4

// anchor is what carries the nearest word of weight before (-1) or after (+1)
// word i of the claim, -1 when the nearest one is missing.
func (a *alignment) anchor(i, by int) int {
	for k := i + by; k >= 0 && k < len(a.claim.words); k += by {
		w := &a.claim.words[k]
		if w.sort == content || w.sort == nameWord {
			if a.hits[k].strength < .5 {
				return -1
			}
			return int(a.hits[k].at)
		}
	}
	return -1
}

// freeBetween counts the words of weight between two places of the sentence.
func (a *alignment) freeBetween(from, to int) int {
	n := 0
	for j := from + 1; j < to; j++ {
		if w := &a.main.words[j]; w.sort == content && !w.light() || w.sort == nameWord {
			n++
		}
	}
	return n
}

// parts are the words that part a claim into halves.
var parts = wordSet(`and while whereas but unlike than`)

// mixed counts how often the words of the claim's two halves take turns in the
// sentence, beyond the one time that is to be expected: "A has x and B has y" is
// mixed by "A has y and B has x", read in the sentence's order.
func (a *alignment) mixed() int {
	most := 0
	for x := 2; x+2 < len(a.claim.words); x++ {
		if !parts[a.claim.folded(x)] {
			continue
		}
		var half [maxWords]int8
		left, right := 0, 0
		for i := range a.claim.words {
			w, at := &a.claim.words[i], a.hits[i].at
			if at < 0 && w.sort == numeral {
				at = a.numeralAt(i)
			}
			if at < 0 || w.sort == function || w.light() && w.sort == content || w.sort != numeral && a.hits[i].strength < sameWord {
				continue
			}
			side := int8(1)
			if i > x {
				side = 2
			}
			if half[at] != 0 && half[at] != side {
				side = 3 // what both halves share tells nothing
			}
			half[at] = side
		}
		turns, last := 0, int8(0)
		for j := range a.main.words {
			h := half[j]
			switch h {
			case 1:
				left++
			case 2:
				right++
			default:
				continue
			}
			if last != 0 && h != last {
				turns++
			}
			last = h
		}
		if left >= 2 && right >= 2 {
			most = max(most, turns-1)
		}
	}
	return most
}

// numeralAt is where the sentence has the numeral i of the claim, or -1.
func (a *alignment) numeralAt(i int) int32 {
	if at := a.main.positions[a.claim.words[i].stem]; len(at) == 1 {
		return at[0]
	}
	return -1
}

var (
	reports = wordSet(`argue argues argued arguing claim claims claimed believe believes believed say says said suggest suggests suggested
		allege alleged alleges contend contends maintain maintains think thinks thought hold according insist insists accuse accused
		blame blamed consider considered told announced estimate estimated estimates`)
	doubts = wordSet(`allegedly alleged reportedly supposedly supposed apparently possibly perhaps probably likely unlikely conjecture conjectured conjectures
		hypothesis hypothesised hypothesized theory predicted expected planned proposed threatened rumoured rumored disputed suspected
		concerned possible potentially potential attempt attempted attempts wanted plans intended unclear hoped`)
)

// seeHedges counts the words that make a statement less than plain.
func (a *alignment) seeHedges(f *sight) {
	for j := range a.main.words {
		w := &a.main.words[j]
		if w.sort == nameWord || a.taken[j] >= 0 || a.claim.says(w.stem) {
			continue
		}
		var at feature
		switch {
		case modals[w.folded]:
			at = fModals
		case reports[w.folded]:
			at = fReports
		case doubts[w.folded]:
			at = fDoubts
		default:
			continue
		}
		if a.holds(w.clause) || a.holds(w.clause+1) {
			f[at]++
		}
	}
}

// seeKind describes the claim.
func (a *alignment) seeKind(f *sight) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort == content || w.sort == nameWord {
			f[fWords]++
		}
		if universals[w.folded] && !a.main.says(w.stem) {
			f[fUniversal]++
		}
		if w.folded == "than" {
			f[fThan] = 1
		}
	}
	for j := range a.main.words {
		if w := &a.main.words[j]; partials[w.folded] && !a.claim.says(w.stem) && a.holds(w.clause) {
			f[fPartial]++
		}
	}
	f[fNames], f[fNumbers] = float32(len(a.claim.names)), float32(len(a.claim.quantities)+len(a.claim.dates))
	f[fModal] = flag(a.claim.hedges() || a.claim.can())
	var plain, hedged float32
	for i := range a.hits {
		if at := a.hits[i].at; at >= 0 {
			if a.main.words[at].hedged {
				hedged += a.claim.words[i].weight
			} else {
				plain += a.claim.words[i].weight
			}
		}
	}
	f[fHedgedShare] = ratio(hedged, plain+hedged)
}

// seeOthers fills in what compares readings with each other.
func seeOthers(all []scored) {
	var cover, plain, clash, support float32
	for i := range all {
		s := &all[i]
		s.sight[fSupports], s.sight[fContradicts] = float32(s.supports), float32(s.contradicts)
		s.sight[fFirst] = float32(s.candidate)
		cover = max(cover, float32(s.comparison.Cover))
		plain = max(plain, float32(s.agreement()))
		clash = max(clash, float32(s.contradicts))
		support = max(support, float32(s.supports))
	}
	for i := range all {
		s := &all[i]
		s.sight[fBestCover] = cover - float32(s.comparison.Cover)
		s.sight[fBestPlain] = plain - float32(s.agreement())
		s.sight[fBestClash], s.sight[fBestSupport] = clash, support
	}
}
