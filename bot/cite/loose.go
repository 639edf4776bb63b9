package cite

import (
	"strings"
	"sync"

	"rapporteur/bot/english"
	"rapporteur/bot/english/lexis"
)

// A free paraphrase has few words of its sentence, so that what it adds and what
// it leaves out is looked at by kind: a reason, a doubt or a share that only one of
// the two has is a risk whatever its wording.

// kind is a kind of words that change what a statement says.
type kind uint8

const (
	reasonKind kind = iota
	reportKind
	hedgeKind
	wishKind
	shareKind
	totalKind
	denialKind
	degreeKind
	beforeKind
	afterKind
	upKind
	downKind
	futureKind
	conditionKind
	contrastKind
	dutyKind
	selfKind
	extremeKind
	onlyKind
	moreKind
	kindCount
)

// kinds maps a stem, or a folded stop word, to the kinds that it is of.
var kinds = sync.OnceValue(func() map[string]uint32 { return kindTable(kindWords) })

var kindWords = [kindCount]string{
	reasonKind: `because since thanks owing due reason why therefore hence thus so lead led cause consequence consequently result account sake
		protest prompt drive drove owe explain purpose order aim intend attribute responsible blame trigger force allow enable help let make`,
	reportKind: `say said tell told claim state argue assert insist allege maintain contend believe estimate suggest accuse deny warn acknowledge
		admit complain urge vow promise write wrote note predict stress explain add describe consider think thought regard announce confirm
		demand reject dismiss expect blame conclude portray caution calculate criticise criticize criticism accusation allegation rumour rumor
		hold held view opinion judge judgment verdict statement according cite report call name find found point quote cry cried question
		posit propose idea theory centre center charge presume commonly attribute credit reckon feel felt see saw declare remark comment
		testify witness speak spoke voice describe recall agree object dispute doubt fear hope want ask answer reply mind eye word argument
		contention assessment finding ruling rule study survey poll research suppose hear heard inform reveal emphasise emphasize underline
		advocate recommend praise condemn hail call appeal`,
	hedgeKind: `may might could can possibly perhaps probably likely unlikely allegedly alleged reportedly purportedly supposedly apparently seemingly
		potentially potential unconfirmed suspect suspected rumour unclear presumably appear seem suspicion allegation whether possible possibility chance
		risk probable conceivable believe doubtful uncertain claim assume presume hypothesis theory almost think thought suggest estimate tend
		would should capable able supposed popular popularly`,
	wishKind: `expect plan propose proposal want hope intend intention aim seek sought wish should ought due schedule consider eye ready willing
		promise vow pledge offer agree announce forecast predict would try tried attempt ask demand call urge request bid threaten threat set will
		shall going ballot vote prepare apply application draft debate discuss if`,
	shareKind: `some several many often usual usually partly part sometimes mostly nearly almost largely generally typically certain few most
		occasionally virtually practically mainly main chief half majority minority about common commonly frequently roughly various one among
		normal normally ordinary ordinarily can may quite fairly relatively more little traditionally primarily predominantly regular regularly`,
	totalKind: `all every each any always both everyone everybody everything everywhere invariably unanimous whole entire completely fully
		wholly throughout complete full only solely exclusively sole none never whoever whatever wherever without exception nobody nothing no total
		absolutely must cannot entirely`,
	denialKind: `not never no without neither nor none nobody nothing nowhere hardly scarcely barely unless unable instead rather except seldom rarely
		deny refuse fail lack prohibit forbid forbade prevent avoid absence ban bar contradict refute disprove exclude exempt stop reject dismiss
		cannot isnt arent wasnt werent dont doesnt didnt havent hasnt hadnt wont wouldnt shouldnt cant couldnt free abandon cease end avoidable
		impossible miss lost lose unlike despite cancel drop halt doubt against oppose little few too`,
	degreeKind: `more less most least than better worse best worst`,
	beforeKind: `before until till prior earlier previous previously precede ahead former formerly first`,
	afterKind:  `after following since once later subsequently then follow afterwards next last latter behind`,
	upKind: `rise rose risen increase grow grew grown growth more higher up gain climb jump surge soar profit surplus larger bigger longer stronger faster
		extra additional above over exceed raise expand won win doubled double warmer older better improve most largest biggest highest longest most
		widen open opened begin began start support allow approve join north east right buy bought accept arrive enter hire`,
	downKind: `fall fell fallen drop decline decrease less fewer lower down loss lose lost deficit shrink shrank reduce reduction cut smaller shorter weaker
		slower plunge plummet slump sank sink below under contract halved halve colder younger cheaper worse worsen least smallest lowest shortest
		narrow close closed end finish stop oppose forbid reject leave left south west sell sold refuse depart exit fire`,
	futureKind:    `will shall would due scheduled upcoming going next plan`,
	conditionKind: `if unless provided without depend condition whether assuming until when once only case otherwise when while`,
	contrastKind:  `but although though while whereas however unlike despite instead rather yet nevertheless other contrast`,
	dutyKind:      `must should ought have need required require oblige obligation duty mandatory compulsory allow permit may can forbid ban right free voluntary`,
	selfKind:      `i we our us my me`,
	extremeKind:   `first last only sole best worst record unique never most least ever biggest largest smallest highest oldest youngest longest`,
	onlyKind:      `only just merely sole solely exclusively alone`,
	moreKind:      `also too both again another other further besides addition`,
}

func kindTable(lists [kindCount]string) map[string]uint32 {
	m := make(map[string]uint32, 1024)
	for k, list := range lists {
		for w := range strings.FieldsSeq(list) {
			if !english.IsStop(w) {
				w = english.Stem(w)
			}
			m[w] |= 1 << kind(k)
		}
	}
	return m
}

// kindsOf are the kinds of word i as bits.
func (f *Facts) kindsOf(i int) uint32 {
	w := &f.words[i]
	if w.sort == nameWord || w.flags&english.Capital != 0 && !f.sentenceBegins(i) {
		return 0
	}
	k := kinds()[w.stem]
	if n := w.folded; strings.HasSuffix(n, "est") && len(n) > 5 && ranks[n] {
		k |= 1<<extremeKind | 1<<degreeKind
	}
	if strings.HasSuffix(w.folded, "n't") {
		k |= 1 << denialKind
	}
	return k
}

// What a model sees of each kind: words that only the claim has, words that only
// the sentence has, and how many both have.
const (
	kindAdded = iota
	kindLost
	kindShared
	kindSights
)

// kindSeen reports whether a model may learn from one of them. A report, a doubt
// or a share more makes a statement weaker, and so does a total less, so that they
// tell how a sentence is written and not whether it is true.
func kindSeen(k kind, sight int) bool {
	switch sight {
	case kindAdded:
		return k != reportKind && k != hedgeKind && k != wishKind && k != shareKind && k != moreKind
	case kindLost:
		return k != totalKind && k != extremeKind && k != onlyKind && k != moreKind
	}
	return true
}

// looseFeature numbers what a model sees of a loose alignment.
type looseFeature int

const (
	lOpenSum     looseFeature = iota // the rarity of what nothing is near to, by how far it is
	lOpenMax                         // of the rarest such word
	lOpenSecond                      // of the one after it
	lOpenVerb                        // of the rarest verb
	lOpenOther                       // of the rarest other word
	lOpenShare                       // of all, as a share of the claim's rarity
	lOpenMean                        // of all, by word
	lOpenMany                        // how many are near to nothing
	lTurns                           // share of its neighbours that stand the other way round
	lNear                            // share of them that stand near each other
	lSpan                            // words between the first and the last, for each
	lNamePairs                       // how many two names it has that the sentence has
	lNameTurns                       // how many of them stand the other way round
	lNamesLost                       // words of names that the sentence itself has not
	lTurnedVoice                     // one of both verbs is passive
	lSubject                         // 1 where what stands before the verb stands on its side there, -1 on the other one, 0 unknown
	lFirst                           // the same of what the claim begins with
	lObject                          // of what stands behind it
	lVerbNear                        // how near the verb is to a word there
	lSubjectNear                     // and what stands before it
	lQuoted                          // the sentence quotes
	lFree                            // the rarity of words of the carrying clauses that carry nothing
	lFreeMax                         // that of the rarest
	looseCount
)

// looseFeatures is the number of features of a loose alignment.
const looseFeatures = int(kindCount)*kindSights + int(looseCount)

// looseAlignment is where the sentence is nearest to each word of a claim.
type looseAlignment struct {
	near []float32 // by word of the claim
	at   []int32   // by word of the claim; -1 for none, and where only what stands around the sentence has it
	used []float32 // by word of the sentence: how near it is to the claim's
}

// nearEnough is the nearness from which a word is taken to carry another one.
const nearEnough = .4

// loosely lays a claim beside the sentence by what its words mean.
func (a *alignment) loosely() looseAlignment {
	l := looseAlignment{make([]float32, len(a.claim.words)), make([]int32, len(a.claim.words)), make([]float32, len(a.main.words))}
	said := make([]lexis.Word, len(a.main.words))
	for j := range a.main.words {
		if w := &a.main.words[j]; w.weighs() {
			said[j] = lexis.Find(w.stem)
		}
	}
	for i := range a.claim.words {
		l.near[i], l.at[i] = a.nearestTo(i, said)
		if at := l.at[i]; at >= 0 {
			l.used[at] = max(l.used[at], l.near[i])
		}
	}
	return l
}

// nearestTo is what carries word i of the claim, or else the word of the sentence
// that is nearest to it in meaning, and how near that is.
func (a *alignment) nearestTo(i int, said []lexis.Word) (near float32, at int32) {
	w, h := &a.claim.words[i], a.hits[i]
	switch {
	case w.sort == numeral:
		if at := a.quantityAt(i); at >= 0 {
			return 1, int32(at)
		}
		return 0, -1
	case w.weighs() && h.strength >= missing:
		return h.strength, h.at
	case w.sort != content:
		return 0, -1
	}
	at = -1
	word := lexis.Find(w.stem)
	for j, other := range said {
		if word == 0 || other == 0 {
			continue
		}
		n := lexis.Similarity(word, other)
		links := lexis.Between(word, other)
		same := max(links[lexis.Synonym], links[lexis.Similar], links[lexis.Derived], links.Narrower())
		if links.Opposed() > same {
			n = min(n, oppositeNear)
		} else {
			n = min(max(n, linkedNear+same), otherNear)
		}
		if a.taken[j] >= 0 {
			n *= takenNear
		}
		if n > near {
			near, at = n, int32(j)
		}
	}
	return near, at
}

// How near words are: opposites at most, linked ones beyond the strength of the
// link, other words at most, and the share of one that carries another word.
const (
	oppositeNear = .2
	linkedNear   = .35
	otherNear    = .95
	takenNear    = .85
)

// seeLoosely fills in the features of a loose alignment.
func (a *alignment) seeLoosely(d []float32) {
	a.seeKinds(d)
	f := d[int(kindCount)*kindSights:]
	l := a.loosely()
	a.seeOpen(f, &l)
	a.seeLooseOrder(f, &l)
	a.seeNameOrder(f, &l)
	a.seeVerb(f, &l)
	for j := range a.main.words {
		w := &a.main.words[j]
		if w.weighs() && !w.light() && l.used[j] < nearEnough && a.holds(w.clause) {
			r := rarity(w.stem)
			f[lFree] += r
			f[lFreeMax] = max(f[lFreeMax], r)
		}
	}
	f[lQuoted] = flag(strings.ContainsAny(a.main.text, "“”\"") || strings.Contains(a.main.text, "''"))
}

// weighs reports whether a word is of weight: none that is too common, no number.
func (w *word) weighs() bool { return w.sort == content || w.sort == nameWord }

// seeOpen looks at the words of the claim that nothing is near to.
func (a *alignment) seeOpen(f []float32, l *looseAlignment) {
	var all, words float32
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if !w.weighs() {
			continue
		}
		r := rarity(w.stem)
		open := r * (1 - l.near[i])
		all, words = all+r, words+1
		if w.light() && w.sort == content {
			open *= lightOpen
		} else if l.near[i] < nearEnough {
			f[lOpenMany]++
		}
		f[lOpenSum] += open
		if open > f[lOpenMax] {
			f[lOpenMax], f[lOpenSecond] = open, f[lOpenMax]
		} else {
			f[lOpenSecond] = max(f[lOpenSecond], open)
		}
		at := lOpenOther
		if a.claim.isVerb(i) {
			at = lOpenVerb
		}
		f[at] = max(f[at], open)
		if w.sort == nameWord && l.at[i] < 0 {
			f[lNamesLost]++
		}
	}
	f[lOpenShare], f[lOpenMean] = ratio(f[lOpenSum], all), ratio(f[lOpenSum], words)
}

// lightOpen is what a light word counts that nothing is near to.
const lightOpen = .5

// seeKinds counts words by kind.
func (a *alignment) seeKinds(d []float32) {
	var claimed, said, both [kindCount]float32
	for i := range a.claim.words {
		to := &claimed
		if a.main.says(a.claim.words[i].stem) {
			to = &both
		}
		count(to, a.claim.kindsOf(i))
	}
	for j := range a.main.words {
		w := &a.main.words[j]
		k := a.main.kindsOf(j)
		if k != 0 && !a.claim.says(w.stem) && (a.holds(w.clause) || a.holds(w.clause+1)) {
			count(&said, k)
		}
	}
	for k := range kindCount {
		o := d[int(k)*kindSights:]
		o[kindAdded], o[kindLost] = max(0, claimed[k]-said[k]), max(0, said[k]-claimed[k])
		o[kindShared] = min(claimed[k], said[k]) + both[k]
	}
}

func count(to *[kindCount]float32, kinds uint32) {
	for k := kind(0); kinds != 0; k, kinds = k+1, kinds>>1 {
		to[k] += float32(kinds & 1)
	}
}

// seeLooseOrder looks at the order of what is near to something.
func (a *alignment) seeLooseOrder(f []float32, l *looseAlignment) {
	first, last, before := int32(len(a.main.words)), int32(-1), int32(-1)
	var pairs float32
	for i, at := range l.at {
		if at < 0 || l.near[i] < nearEnough {
			continue
		}
		first, last = min(first, at), max(last, at)
		if before >= 0 && at != before {
			pairs++
			f[lTurns] += flag(at < before)
			f[lNear] += flag(abs(int(at-before)) <= near)
		}
		before = at
	}
	f[lTurns], f[lNear] = ratio(f[lTurns], pairs), ratio(f[lNear], pairs)
	if pairs > 0 {
		f[lSpan] = float32(last-first) / pairs
	}
}

// seeNameOrder looks at which names stand the other way round.
func (a *alignment) seeNameOrder(f []float32, l *looseAlignment) {
	for k, x := range a.claim.names {
		for _, y := range a.claim.names[k+1:] {
			p, q := l.at[x.to-1], l.at[y.to-1]
			if p < 0 || q < 0 || p == q || y.from-x.to > maxReach || a.claim.listed(x.to-1, y.from) {
				continue
			}
			f[lNamePairs]++
			f[lNameTurns] += flag(q < p)
		}
	}
}

// seeVerb looks on which sides of its first verb the claim's words stand.
func (a *alignment) seeVerb(f []float32, l *looseAlignment) {
	f[lVerbNear] = 1
	if m := a.claim.mainVerb(); m >= 0 {
		f[lVerbNear] = l.near[m]
	}
	verb := 1
	for verb < len(a.claim.words) && (!a.claim.isVerb(verb) || frameWords[a.claim.folded(verb)] || l.at[verb] < 0 || l.near[verb] < nearEnough) {
		verb++
	}
	if verb >= len(a.claim.words) {
		return
	}
	at := int(l.at[verb])
	turned := a.claim.passiveAt(verb) != a.main.passiveAt(at)
	f[lTurnedVoice] = flag(turned)
	side := func(i int) float32 {
		if i < 0 {
			return 0
		}
		p := int(l.at[i])
		switch {
		case p < 0 || p == at || l.near[i] < nearEnough:
			return 0
		case ((p < at) == (i < verb)) != turned:
			return 1
		}
		return -1
	}
	if i := a.claim.weightyFrom(verb-1, -1); i >= 0 {
		f[lSubject], f[lSubjectNear] = side(i), l.near[i]
		f[lFirst] = side(a.claim.weightyFrom(0, 1))
	}
	if i := a.claim.weightyFrom(verb+1, 1); i >= 0 {
		f[lObject] = side(i)
	}
}

// weightyFrom is the first name or word of weight within reach of place i, going on
// by one or back by one; -1 without one.
func (f *Facts) weightyFrom(i, by int) int {
	for k := i; k >= 0 && k < len(f.words) && abs(k-i) < maxReach; k += by {
		if w := &f.words[k]; w.weighs() && !(w.sort == content && w.light()) {
			return k
		}
	}
	return -1
}
