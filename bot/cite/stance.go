package cite

import "strings"

// negation compares what is negated in the claim and in the sentence, over the
// words that both have. One full word that only one of them denies is enough.
func (a *alignment) negation() (Point, bool) {
	same, other, denied := a.denials()
	if other < 1 || a.main.saysAllBut() != a.claim.saysAllBut() {
		return Point{}, false
	}
	reason := "the article says what the claim denies"
	if denied {
		reason = "the article denies what the claim says"
	}
	return Point{Aspect: Negation, Result: Differ, strength: .75 + .25*other/(same+other), Reason: reason}, true
}

// denials are the weights of the words that both deny or neither does, and of
// those that only one of both denies. denied says that it is the article.
func (a *alignment) denials() (same, other float32, denied bool) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := a.hits[i].at
		if at < 0 || a.hits[i].strength < sameWord || w.weight <= frameWeight {
			continue
		}
		weight := w.weight
		if w.denied || a.main.words[at].denied {
			weight = max(1, weight)
		} else if w.sort == nameWord {
			continue // a name far from the negation is not what it denies
		}
		if a.hits[i].turned || a.saidAlike(i, int(at)) || a.answered(i, int(at)) {
			same += weight
			continue
		}
		if a.hits[i].strength < familyPrefix {
			continue // too loose a match to deny anything
		}
		other += weight
		denied = denied || a.main.words[at].negated
	}
	return same, other, denied
}

// saysAllBut reports whether a text says something of "all but two", so that
// what it denies of those two cannot be told from the order of its words.
func (f *Facts) saysAllBut() bool {
	for i := range f.words {
		if f.folded(i) == "but" && f.folded(i-1) == "all" {
			return true
		}
	}
	return false
}

// saidAlike reports whether some place of the claim's word i in the sentence is
// negated or not as it is in the claim.
func (a *alignment) saidAlike(i, at int) bool {
	negated := a.claim.words[i].negated
	if a.main.words[at].negated == negated {
		return true
	}
	for _, p := range a.main.positions[a.main.words[at].stem] {
		if a.main.words[p].negated == negated {
			return true
		}
	}
	return false
}

// answered reports whether what negates only one of two words is carried or
// turned by the other text: "banned the sale" by "forbade selling", "letting
// them" by "failing to ban them".
func (a *alignment) answered(i, at int) bool {
	if by := a.claim.words[i].by; a.claim.words[i].negated && by >= 0 {
		if a.hits[by].at >= 0 && a.hits[by].strength >= sameWord {
			return true
		}
		for k := range a.hits {
			if a.hits[k].turned && a.claim.words[k].by == by {
				return true
			}
		}
	}
	if by := a.main.words[at].by; a.main.words[at].negated && by >= 0 {
		if a.taken[by] >= 0 {
			return true
		}
		for k := range a.hits {
			if a.hits[k].turned && a.hits[k].at >= 0 && a.main.words[a.hits[k].at].by == by {
				return true
			}
		}
	}
	return false
}

// modality reports whether the sentence hedges what the claim states plainly:
// much of what it carries, or something that only a hedged word carries where
// two sentences are taken together.
func (a *alignment) modality(pair bool) (Point, bool) {
	if a.claim.hedges() || a.claim.can() {
		return Point{}, false
	}
	if a.notYet() {
		return Point{Aspect: Modality, Result: Differ, Reason: "the article says that it will be so, not that it is"}, true
	}
	var plain, hedged, heaviest float32
	for i := range a.claim.words {
		w := &a.claim.words[i]
		at := a.hits[i].at
		if at < 0 || w.weight == 0 {
			continue
		}
		if !a.main.words[at].hedged {
			plain += w.weight
			continue
		}
		hedged += w.weight
		if w.sort == content && a.hits[i].strength >= familyPrefix {
			heaviest = max(heaviest, w.weight)
		}
	}
	if hedged > 0 && hedged >= hedgedShare*(plain+hedged) || pair && heaviest >= 1 {
		return Point{Aspect: Modality, Result: Differ, Reason: "the article says so only as a possibility, a plan or a report"}, true
	}
	return Point{}, false
}

// can reports whether the text says only what may be.
func (f *Facts) can() bool { return f.any(abilities) }

// any reports whether a word of a set, not as a part of a name, is in the text.
func (f *Facts) any(set map[string]bool) bool {
	for i := range f.words {
		if f.words[i].flags == 0 && set[f.folded(i)] {
			return true
		}
	}
	return false
}

// The words that say that something may be, will be and is to be.
var (
	abilities = wordSet(`can cannot`)
	futures   = wordSet(`will shall`)
	outlooks  = wordSet(`scheduled due upcoming next forthcoming future going tomorrow`)
)

// notYet reports whether the sentence says that something will happen of which
// the claim says that it did, or the claim that something will happen where the
// sentence knows no future.
func (a *alignment) notYet() bool {
	if a.claim.any(futures) && a.claim.draft {
		return false // "opens on 1 June"
	}
	if a.claim.any(futures) {
		return !a.main.any(futures) && !a.main.any(outlooks) && !a.main.hedges()
	}
	for i := range a.claim.words {
		if at := int(a.hits[i].at); at > 0 && a.claim.pastVerb(i) && a.main.folded(at-1) == "will" {
			return true
		}
	}
	return false
}

// pastVerb reports whether word i is a verb in the past.
func (f *Facts) pastVerb(i int) bool {
	w := &f.words[i]
	return w.sort == content && (strings.HasSuffix(w.folded, "ed") || pastForms[w.folded]) && f.folded(i-1) != "to" && f.folded(i-1) != "be"
}

// hedgedShare is the share of what is carried from which a hedge bears on the claim.
const hedgedShare = .4

// hedges reports whether the text hedges anything or reports it as said.
func (f *Facts) hedges() bool {
	if f.reported {
		return true
	}
	for i := range f.words {
		if f.words[i].hedged {
			return true
		}
	}
	return false
}
