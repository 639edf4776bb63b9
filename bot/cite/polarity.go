package cite

import (
	"strings"

	"rapporteur/bot/english"
)

// The words that turn what follows into its opposite, until the clause ends.
var (
	negators = wordSet(`not never no without neither nor none nobody nothing nowhere hardly scarcely barely
		isnt arent wasnt werent dont doesnt didnt havent hasnt hadnt wont wouldnt shouldnt cant cannot couldnt
		unless unable instead rather except seldom rarely`)

	// refusals are verbs and nouns that deny what follows them.
	refusals = wordSet(`deny denied denies denying refuse refused refuses refusing fail failed fails failing lack lacked lacks lacking
		prohibit prohibited prohibits prohibiting forbid forbidden forbade forbids prevent prevented prevents preventing
		avoid avoided avoids avoiding absence banned barred contradict contradicts contradicted
		refute refuted refutes disprove disproved disproves disproven
		exclude excluded excludes excluding exempt exempted exempts exempting bar bars stop stopped stops stopping keep kept`)

	// bindsBefore are negators that also bear on the verb before them: "has no oxygen".
	bindsBefore = wordSet(`no nothing none neither`)
)

// markNegation marks the words that a negation bears on. A refusal in a
// negated clause cancels the negation.
func (f *Facts) markNegation() {
	for i := range f.words {
		w := &f.words[i]
		switch {
		case w.folded == "non" && i+1 < len(f.words): // "non-English" denies one word
			f.words[i+1].negated, f.words[i+1].denied, f.words[i+1].by = !f.words[i+1].negated, true, int32(i)
		case w.folded == "except": // denies what it names and nothing after it
			for k := i + 1; k < len(f.words) && k <= i+exceptReach && f.words[k].clause == w.clause && !anchors[f.words[k].folded]; k++ {
				f.words[k].negated, f.words[k].by, f.words[k].denied = !f.words[k].negated, int32(i), true
			}
		case absences[w.folded] && f.clauseHasBe(i): // "evidence is lacking"
			for k := i - 1; k >= 0 && f.words[k].clause == w.clause; k-- {
				f.words[k].negated, f.words[k].by = !f.words[k].negated, int32(i)
				f.words[k].denied = f.words[k].sort == content
			}
		case negators[w.folded] && !f.idle(i):
			f.deny(i+1, w.clause, w.folded == "no" && i > 0 && f.words[i-1].clause == w.clause)
			if bindsBefore[w.folded] && i > 0 && f.words[i-1].sort == content && f.words[i-1].clause == w.clause {
				f.words[i-1].negated, f.words[i-1].by = true, int32(i)
			}
		case refusals[w.folded]:
			if from, ok := f.refuses(i); ok {
				f.flip(i, from)
			}
		}
	}
}

// absences say after "is" that what is spoken of is not there.
var absences = wordSet(`lacking absent missing nonexistent unavailable unheard`)

// clauseHasBe reports whether a form of "be" stands right before word i.
func (f *Facts) clauseHasBe(i int) bool {
	return beForms[f.folded(i-1)] || beForms[f.folded(i-2)]
}

// idle reports whether the negator at i negates nothing: "not only", "not
// until", "no more than", "no doubt", "no later than", "rather high".
func (f *Facts) idle(i int) bool {
	if f.words[i].flags&english.Capital != 0 && !f.sentenceBegins(i) {
		return true // in a title
	}
	next := f.folded(i + 1)
	switch f.folded(i) {
	case "not", "no":
		switch next {
		case "only", "just", "until", "till", "merely", "simply", "doubt", "fewer", "less", "surprise", "other":
			return true
		case "more", "later":
			return f.folded(i+2) == "than"
		}
	case "rather":
		return next != "than"
	case "instead":
		return next != "of"
	case "cannot", "cant":
		return false
	}
	return false
}

// refuses reports whether the word at i is a refusal with a complement and not
// just an event, and from where it denies: "failed to", "prohibited from",
// "lacks", "absence of".
func (f *Facts) refuses(i int) (from int, ok bool) {
	if i+1 >= len(f.words) {
		return 0, false
	}
	stem := f.words[i].stem
	if strings.HasPrefix(f.words[i].folded, "forb") {
		stem = "forbid"
	}
	switch stem {
	case "fail":
		return i + 1, f.folded(i+1) == "to"
	case "prohibit", "prevent", "ban", "bar", "forbid", "stop", "keep", "exclud", "exempt":
		for k := i + 1; k+1 < len(f.words) && k <= i+refusalReach && !f.ends(k-1); k++ {
			if f.folded(k) == "from" && (stem != "keep" || strings.HasSuffix(f.folded(k+1), "ing")) ||
				f.folded(k) == "to" && stem == "forbid" {
				return k, true
			}
		}
		return 0, false
	case "absenc":
		return i + 1, f.folded(i+1) == "of"
	}
	return i + 1, true
}

// refusalReach is how many words may stand between "excludes" and its "from".
const refusalReach = 9

// exceptReach is how many words after "except" are left out.
const exceptReach = 4

// flip turns what the refusal at word i denies from a word to the end of its clause.
func (f *Facts) flip(i, from int) {
	for k := from; k < len(f.words) && f.words[k].clause == f.words[from].clause; k++ {
		f.words[k].negated, f.words[k].by = !f.words[k].negated, int32(i)
	}
}

// deny marks the rest of a clause, but for an object ("there are no fish in the
// lake") only up to the next preposition. "Neither … nor" and "not … and no"
// deny once.
func (f *Facts) deny(from int, clause int32, object bool) {
	first := true
	for i := from; i < len(f.words) && f.words[i].clause == clause; i++ {
		w := &f.words[i]
		if object && !first && (anchors[w.folded] || verbStems()[w.stem] && w.sort == content && !nounVerbs[w.stem]) || w.folded == "by" && strings.HasSuffix(f.folded(i+1), "ing") {
			return // "did not break the law by opening the gate": it was opened
		}
		w.negated, w.by = true, int32(from-1)
		if first && (w.sort == content || w.sort == nameWord) {
			w.denied, first = true, false
		}
	}
}

// The words that make a statement less than plain.
var hedges = wordSet(`allegedly alleged reportedly purportedly purported supposedly supposed apparently possibly perhaps probably
	likely may might could would should rumoured rumored rumours rumors proposed proposes propose proposal proposals
	plan plans planned planning intend intends intended threaten threatens threatened expected expects hopes hoped
	suspected disputed disputes potential potentially attributed unconfirmed hypothetically unclear uncertain
	hypothesised hypothesized speculated recommended considered considering wants wanted accused accuses accusing accusation accusations
		argue argues argued arguing claims claimed blame blames blamed believe believes believed insist insists insisted
		allegation allegations rumour rumor speculation suspicion suspicions suspects hypothesis
		contend contends contended assert asserts asserted whether disagree`)

// reportVerbs are hedges before "to", "that" and "as": "is said to have".
var reportVerbs = wordSet(`said reported believed thought claimed estimated presumed assumed rumoured rumored understood`)

// concessions begin a clause that a hedge before it does not reach.
var concessions = wordSet(`but although though because while whereas`)

// modals hedge their clause only.
var modals = wordSet(`may might could would should`)

// markHedges marks the words on which a hedge bears: its clause for an adverb
// ("reportedly"), else those after it in the sentence and those before it in
// its clause.
func (f *Facts) markHedges() {
	for i := range f.words {
		w := &f.words[i]
		if speechVerbs[w.folded] {
			f.reported = true
		}
		if !f.hedgesAt(i) {
			continue
		}
		adverb := strings.HasSuffix(w.folded, "ly") || modals[w.folded]
		for k := i; k < len(f.words) && !f.sentenceParts(i, k) && !(adverb && f.words[k].clause != w.clause); k++ {
			f.words[k].hedged = true
		}
		if adverb && !modals[w.folded] && i+1 < len(f.words) && f.words[i+1].clause == w.clause {
			continue // "was arrested for allegedly sending it": he was arrested
		}
		for k := i - 1; k >= 0 && f.words[k].clause == w.clause; k-- {
			f.words[k].hedged = true
		}
	}
}

// sentenceParts reports whether a sentence or a semicolon ends between i and k.
func (f *Facts) sentenceParts(i, k int) bool {
	return k > i && (f.ends(k-1) || f.between(k-1) == "; " || concessions[f.words[k].folded])
}

func (f *Facts) hedgesAt(i int) bool {
	w := &f.words[i]
	if w.flags&english.Capital != 0 && w.sort == nameWord || w.sort == numeral {
		return false
	}
	if w.folded == "would" && (f.folded(i+1) == "later" || f.folded(i+1) == "eventually" || f.folded(i+1) == "go") {
		return false // told from before
	}
	if hedges[w.folded] || w.folded == "possible" && f.folded(i+1) == "that" {
		return true
	}
	if !reportVerbs[w.folded] {
		return false
	}
	before := f.folded(i - 1)
	switch f.folded(i + 1) {
	case "to", "as", "by", "that":
	default:
		return false
	}
	switch before {
	case "is", "are", "was", "were", "been", "be", "also", "widely", "often", "generally", "famously":
		return true
	}
	return false
}
