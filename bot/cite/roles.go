package cite

import (
	"fmt"
	"slices"
	"strings"
)

// maxReach is how many words may stand between a verb and a name in a role.
const maxReach = 14

// roles are the names that stand before and after a verb, nearest first, with
// the passive turned round: agents act.
type roles struct {
	agents, patients []int32 // indexes into Facts.names
	passive          bool
	acted            bool // some common noun stands before the active verb
}

// isVerb reports whether word i looks like a finite verb or a participle.
func (f *Facts) isVerb(i int) bool {
	w := &f.words[i]
	if w.sort != content || w.flags != 0 {
		return false
	}
	if strings.HasSuffix(w.folded, "ed") && len(w.folded) > 4 || pastForms[w.folded] {
		return true
	}
	switch f.folded(i - 1) {
	case "to", "will", "would", "can", "could", "may", "might", "should", "must", "did", "does", "do", "not":
		return true
	}
	if strings.HasSuffix(w.folded, "ing") && (beForms[f.folded(i-1)] || beForms[f.folded(i-2)]) {
		return true
	}
	return strings.HasSuffix(w.folded, "s") && i > 0 && f.words[i-1].sort == nameWord && f.between(i-1) == " " && !isPlace(f.words[i-1].stem)
}

// firstVerb is the first word that looks like a verb or is a form of "be" or
// "have", -1 without one.
func (f *Facts) firstVerb() int {
	for i := 1; i < len(f.words); i++ {
		switch w := f.folded(i); {
		case beForms[w], w == "has", w == "have", w == "had", f.isVerb(i):
			return i
		}
	}
	return -1
}

var beForms = wordSet(`is are was were be been being`)

// mainVerb is the first word of weight that looks like a verb, -1 without one.
func (f *Facts) mainVerb() int {
	for i := range f.words {
		if i > 0 && f.isVerb(i) && !f.words[i].light() && !frameWords[f.words[i].folded] {
			return i
		}
	}
	return -1
}

// pastForms are irregular past forms.
var pastForms = wordSet(`beat beaten became began bit bore bought bound broke broken brought built came caught chose chosen
	cut dealt did drew drawn drove driven ate fell fallen fed fought found fled flew forgot gave given went gone grew grown
	held hit hurt kept knew known laid led left lent lost made met paid put ran read rode rose said saw seen sought sold sent set
	shot shut sang sank slew slain spoke spoken spent split spread stole stolen struck swore taught told thought threw took taken
	understood used died lied tied owed won withdrew wrote written overthrew overthrown overtook succeeded`)

// rolesOf reads who stands before and after the verb at word i.
func (f *Facts) rolesOf(i int) roles {
	var r roles
	var before, after []int32
	for k := range f.names {
		n := f.names[k]
		switch {
		case f.modifies(k) || !f.acts(k) || f.folded(n.from-1) == "as":
		case n.to <= i && i-n.to <= maxReach && !f.stopBetween(n.to-1, i):
			before = append([]int32{int32(k)}, before...)
		case n.from > i && n.from-i <= maxReach && !f.stopBetween(i, n.from):
			after = append(after, int32(k))
		}
	}
	r.agents, r.patients = before, after
	subject := f.subjectOf(i)
	r.acted = subject >= 0 && f.words[subject].sort == content
	passive := f.passiveAt(i)
	if by := f.passiveBy(i); by < 0 && passive {
		r.passive, r.acted = true, false
		r.agents, r.patients = nil, before
	} else if by >= 0 {
		r.passive, r.acted = true, false
		r.agents, r.patients = nil, before
		for _, k := range after {
			switch {
			case f.owns(f.names[k]): // "by Anna, Ruth's mother"
			case f.names[k].from > by && f.together(by+1, f.names[k].from):
				r.agents = append(r.agents, k)
			case f.names[k].from > by:
				r.patients = append(r.patients, k) // "by A to B"
			}
		}
	}
	return r
}

// together reports whether no preposition but "of" stands among words from..to.
func (f *Facts) together(from, to int) bool {
	for k := from; k < to; k++ {
		if w := f.folded(k); anchors[w] && w != "of" {
			return false
		}
	}
	return true
}

// modifies reports whether name k is an adjective of what follows, as in
// "English lectures" and "a New Scientist contest"; a possessive acts.
func (f *Facts) modifies(k int) bool {
	n := f.names[k]
	if n.to >= len(f.words) || actors[f.folded(n.to)] && f.placeAt(n.to-1) {
		return false
	}
	return f.words[n.to].sort == content && f.between(n.to-1) == " " && !f.isVerb(n.to) && !strings.HasSuffix(f.words[n.to].folded, "ly")
}

// passiveAt reports whether a form of "be" stands shortly before the
// participle at word i.
func (f *Facts) passiveAt(i int) bool {
	for k := i - 1; k >= 0 && k >= i-4 && f.words[k].clause == f.words[i].clause; k-- {
		switch f.folded(k) {
		case "is", "are", "was", "were", "been", "being", "be":
			return strings.HasSuffix(f.words[i].folded, "d") || strings.HasSuffix(f.words[i].folded, "n") || pastForms[f.words[i].folded]
		case "and", "or", "to", "in":
			return false // "was entered and won"
		}
	}
	return false
}

// stopBetween reports whether a sentence ends between words i and j, or a
// colon or a semicolon stands there.
func (f *Facts) stopBetween(i, j int) bool {
	for k := i; k < j; k++ {
		if f.ends(k) || strings.ContainsAny(f.between(k), ":;") {
			return true
		}
	}
	return false
}

// passiveBy is the place of the "by" that names the agent of a passive verb
// at word i, or -1.
func (f *Facts) passiveBy(i int) int {
	for k := i + 1; k < len(f.words) && k <= i+7 && !f.stopBetween(i, k); k++ {
		if f.folded(k) == "by" && k+1 < len(f.words) && !strings.HasSuffix(f.folded(k+1), "ing") {
			return k
		}
	}
	return -1
}

// suffers are verbs whose subject is the object of the verb that an article may
// have for them: who was killed died.
var suffers = wordSet(`die died dies perish perished`)

// swapped looks for a verb that the claim and the sentence share with the
// names on its two sides exchanged, or with another name in the agent's place.
func (a *alignment) swapped() (points []Point) {
	for i := range a.claim.words {
		at := a.hits[i].at
		if at < 0 || a.hits[i].turned || suffers[a.claim.folded(i)] || a.hits[i].strength < .6 || !a.claim.isVerb(i) || !a.main.isVerb(int(at)) ||
			a.claim.purpose(i) || a.main.purpose(int(at)) {
			continue
		}
		if p, ok := a.exchange(a.claim.rolesOf(i), a.main.rolesOf(int(at))); ok {
			points = append(points, p)
		} else if p, ok := a.otherBy(i, int(at)); ok {
			points = append(points, p)
		} else if p, ok := a.otherSubject(i, int(at)); ok {
			points = append(points, p)
		}
	}
	if p, ok := a.reversed(); ok && len(points) == 0 {
		points = append(points, p)
	}
	return points
}

// purpose reports whether the verb at word i is an infinitive of which nobody is
// said to have done it, unlike "was able to win".
func (f *Facts) purpose(i int) bool {
	return f.folded(i-1) == "to" && f.folded(i-2) != "able" && f.folded(i-2) != "managed" && f.folded(i-2) != "first"
}

func (a *alignment) exchange(c, e roles) (Point, bool) {
	if len(c.agents) == 0 || len(e.agents) == 0 && len(e.patients) == 0 {
		return Point{}, false
	}
	agent := int(c.agents[0])
	if p, ok := a.otherAgent(agent, e); ok {
		return p, true
	}
	if !a.stands(agent, e.patients) || a.stands(agent, e.agents) {
		return Point{}, false
	}
	n := a.claim.names[agent]
	p := Point{
		Aspect: Role, Result: Differ, strength: .7,
		Reason: fmt.Sprintf("in the article it is not %s who does it", a.claim.raw(n.from, n.to)),
	}
	for _, k := range c.patients {
		if int(k) != agent && a.stands(int(k), e.agents) && !a.stands(int(k), e.patients) {
			p.strength = 1
			m := a.claim.names[k]
			p.Reason = fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(n.from, n.to), a.claim.raw(m.from, m.to))
			return p, true
		}
	}
	return p, len(e.agents) > 0 || e.acted
}

// otherBy finds somebody else by whom the sentence says it was done.
func (a *alignment) otherBy(i, at int) (Point, bool) {
	c, e := a.claim.rolesOf(i), a.main.rolesOf(at)
	if !e.passive || len(e.agents) == 0 || len(c.agents) == 0 || a.hits[i].strength < familyPrefix {
		return Point{}, false
	}
	agent := int(c.agents[0])
	if s := a.claim.subjectOf(i); !c.passive && (s < 0 || int(a.claim.words[s].name) != agent) || a.stands(agent, e.agents) || !a.matched(agent) {
		return Point{}, false
	}
	n, m := a.claim.names[agent], a.main.names[e.agents[0]]
	return Point{
		Aspect: Role, Result: Differ, strength: .85,
		Reason: fmt.Sprintf("the article says so of %s, not of %s", a.main.raw(m.from, m.to), a.claim.raw(n.from, n.to)),
	}, true
}

// otherSubject compares the names right before two verbs.
func (a *alignment) otherSubject(i, at int) (Point, bool) {
	if i == 0 || at == 0 || a.claim.words[i-1].name < 0 || a.main.words[at-1].name < 0 || a.hits[i].strength < sameWord {
		return Point{}, false
	}
	k, j := int(a.claim.words[i-1].name), int(a.main.words[at-1].name)
	if a.stands(k, []int32{int32(j)}) || !a.matched(k) || a.claim.modifies(k) || a.main.modifies(j) {
		return Point{}, false
	}
	n, m := a.claim.names[k], a.main.names[j]
	if a.claim.governed(n) || a.main.governed(m) {
		return Point{}, false
	}
	return Point{
		Aspect: Role, Result: Differ, strength: .85,
		Reason: fmt.Sprintf("the article says so of %s, not of %s", a.main.raw(m.from, m.to), a.claim.raw(n.from, n.to)),
	}, true
}

// governed reports whether a name hangs on the words before it, as in "Keller of
// the Farmers' Party" and "after Speyer".
func (f *Facts) governed(n name) bool {
	x := f.before(n.from)
	return x >= 0 && (anchors[f.folded(x)] || strings.ContainsAny(f.between(n.from-1), "'’"))
}

// otherAgent finds a verb whose only agent is somebody whom the claim names in
// another place.
func (a *alignment) otherAgent(agent int, e roles) (Point, bool) {
	if len(e.agents) != 1 || e.passive || a.stands(agent, e.agents) || a.stands(agent, e.patients) || !a.inMain(agent) && a.claim.governed(a.claim.names[agent]) {
		return Point{}, false
	}
	for k := range a.claim.names {
		if k == agent || !a.stands(k, e.agents) {
			continue
		}
		n, m := a.claim.names[agent], a.claim.names[k]
		return Point{
			Aspect: Role, Result: Differ, strength: .9,
			Reason: fmt.Sprintf("the article says so of %s, not of %s", a.claim.raw(m.from, m.to), a.claim.raw(n.from, n.to)),
		}, true
	}
	return Point{}, false
}

// reversed looks at the claim's first verb when it carries little ("made") or
// has a loose counterpart: does somebody stand before a verb of the sentence
// who follows the claim's, and the other way round, and never as in the claim?
func (a *alignment) reversed() (Point, bool) {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if !a.claim.isVerb(i) && !(w.sort == content && pastForms[w.folded]) {
			continue
		}
		if a.hits[i].turned {
			return Point{}, false
		}
		c := a.claim.closeRoles(i)
		if c.passive || len(c.agents) == 0 || len(c.patients) == 0 || !w.light() && a.hits[i].at < 0 {
			continue
		}
		found := false
		for j := range a.main.words {
			if !a.main.isVerb(j) {
				continue
			}
			e := a.main.closeRoles(j)
			agent, patient := int(c.agents[0]), int(c.patients[0])
			if a.stands(agent, e.agents) && a.stands(patient, e.patients) {
				return Point{}, false
			}
			found = found || a.stands(agent, e.patients) && a.stands(patient, e.agents)
		}
		if found {
			n, m := a.claim.names[c.agents[0]], a.claim.names[c.patients[0]]
			return Point{
				Aspect: Role, Result: Differ, strength: .8,
				Reason: fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(n.from, n.to), a.claim.raw(m.from, m.to)),
			}, true
		}
		return Point{}, false
	}
	return Point{}, false
}

// closeReach is how many words may stand between a verb and its subject or object.
const closeReach = 6

// closeNames is how many names on a side are taken: the second one for "Roe, a
// fellow Democrat who beat".
const closeNames = 2

// closeRoles are the nearest names on both sides of the verb at word i, if
// they are close.
func (f *Facts) closeRoles(i int) roles {
	r := f.rolesOf(i)
	keep := func(among []int32) []int32 {
		for k, j := range among {
			if n := f.names[j]; k == closeNames || i-n.to > closeReach || n.from-i > closeReach {
				return among[:k]
			}
		}
		return among
	}
	r.agents, r.patients = keep(r.agents), keep(r.patients)
	return r
}

// stands reports whether the claim's name k is one of the sentence's names.
func (a *alignment) stands(k int, among []int32) bool {
	for _, at := range a.mentions(k) {
		for _, j := range among {
			if n := a.main.names[j]; int(at) >= n.from && int(at) < n.to {
				return true
			}
		}
	}
	return false
}

// minSequence is how many words two texts must share for their order to count.
const minSequence = 4

// transposed looks for two words that have changed places in a claim that else
// keeps the sentence's words and their order: "red soil in the valley and
// alluvium in the hills".
func (a *alignment) transposed() (Point, bool) {
	var order []int32 // places in the sentence, in the claim's order
	var words []int
	for i := range a.claim.words {
		if a.hits[i].at < 0 || a.claim.words[i].sort == function {
			continue
		}
		if a.hits[i].strength < familyPrefix || slices.Contains(order, a.hits[i].at) {
			continue
		}
		order, words = append(order, a.hits[i].at), append(words, i)
	}
	if len(order) < minSequence || a.claim.says("by") != a.main.says("by") {
		return Point{}, false
	}
	sorted := slices.Sorted(slices.Values(order))
	var moved []int
	for k := range order {
		if order[k] != sorted[k] {
			moved = append(moved, k)
		}
	}
	if len(moved) != 2 || moved[1]-moved[0] < 2 {
		return Point{}, false
	}
	x, y := words[moved[0]], words[moved[1]]
	return Point{
		Aspect: Role, Result: Differ, strength: looseRival,
		Reason: fmt.Sprintf("the article has %s and %s the other way round", a.claim.raw(x, x+1), a.claim.raw(y, y+1)),
	}, true
}
