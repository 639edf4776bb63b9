package cite

import (
	"strings"

	"rapporteur/bot/english"
)

// converses are the verbs that tell one event from its two ends: what one side
// sells the other one buys.
var converses = func() map[string]map[string]bool {
	m := make(map[string]map[string]bool)
	for _, pair := range [][2]string{
		{"sell sold sells sale", "buy bought buys purchase acquire take"},
		{"lend lent lends", "borrow"},
		{"give gave given gives grant award hand pay send present deliver transfer cede", "receive get got obtain accept gain earn"},
		{"teach taught teaches", "learn study"},
		{"beat defeat overcome", "lose lost"},
		{"precede", "follow succeed"},
		{"follow succeed", "precede"},
		{"own", "belong"},
		{"employ hire", "work"},
	} {
		var left, right []string
		for w := range strings.FieldsSeq(pair[0]) {
			left = append(left, english.Stem(w))
		}
		for w := range strings.FieldsSeq(pair[1]) {
			right = append(right, english.Stem(w))
		}
		oppose(m, left, right)
	}
	return m
}()

// turnedVerb is how much of a verb its converse carries when the names have
// changed sides with it.
const turnedVerb = .85

// converse lets a verb be carried by its converse with the names on the other
// sides: "Ost sold it to West" by "West bought it from Ost".
func (a *alignment) converse() {
	for i := range a.claim.words {
		w := &a.claim.words[i]
		if w.sort != content || a.hits[i].strength >= sameWord || converses[w.stem] == nil {
			continue
		}
		for j := range a.main.words {
			if converses[w.stem][a.main.words[j].stem] && a.main.words[j].sort == content && a.sidesTurned(i, j) {
				a.carry(i, turnedVerb, j)
				a.hits[i].turned = true
				break
			}
		}
	}
}

// sidesTurned reports whether who acts in the claim's verb i does not in the
// sentence's verb j, but the one to whom the claim says it was done.
func (a *alignment) sidesTurned(i, j int) bool {
	c, e := a.claim.rolesOf(i), a.main.rolesOf(j)
	for _, k := range c.agents[:min(1, len(c.agents))] {
		if a.stands(int(k), e.agents[:min(1, len(e.agents))]) {
			return false
		}
	}
	if len(e.agents) > 0 {
		for _, k := range c.patients {
			if a.stands(int(k), e.agents[:1]) {
				return true
			}
		}
	}
	return len(c.agents) > 0 && a.stands(int(c.agents[0]), e.patients)
}
