package brief

import (
	"strings"

	"rapporteur/bot/english"
)

// stance is how somebody takes part in a dispute.
type stance uint8

const (
	reports stance = iota // tells something
	asserts               // puts something forward
	opposes
	backs
)

// strengths are what views of a stance are worth in a discussion.
var strengths = map[stance]float64{reports: .7, asserts: .8, opposes: 1, backs: 1}

// stances maps the stems of verbs of saying to what they tell of a stance.
var stances = func() map[string]stance {
	m := make(map[string]stance)
	for s, verbs := range map[stance]string{
		opposes: `condemn criticize criticise reject refuse oppose dismiss accuse deny denounce deplore regret complain
			warn dispute blame threaten protest counter`,
		backs: `support back praise welcome defend favour favor recommend`,
		asserts: `claim argue insist maintain contend assert allege believe call describe consider think predict demand
			suggest urge propose pledge vow promise stress emphasise emphasize conclude estimate want hope fear declare`,
	} {
		for w := range strings.FieldsSeq(verbs) {
			m[english.Stem(w)] = s
		}
	}
	return m
}()

// allied are words behind a verb of saying that make what is said a support.
var allied = set(`solidarity trusted support backing`)

// stance reads the stance of what is said by the verb at token i.
func (s *sentence) stance(i int) stance {
	st := stances[s.stems[i]]
	if st == asserts || st == reports {
		for j := i + 1; j < len(s.words); j++ {
			if allied[s.words[j]] && !s.deniedBetween(i, j) {
				return backs
			}
		}
	}
	if s.deniedBetween(i-3, i) && s.word(i-1) != "only" {
		switch st {
		case opposes:
			return asserts // "did not condemn"
		case backs:
			return opposes
		}
	}
	return st
}

// deniedBetween reports whether one of the tokens between two places denies.
func (s *sentence) deniedBetween(from, to int) bool {
	for i := max(from, 0); i < to; i++ {
		switch s.words[i] {
		case "not", "no", "never", "without":
			return true
		}
	}
	return false
}

// adverse are words with which an author speaks against something.
var adverse = set(`not risk risks wrong mistake miscalculation futile spurious shortsighted dangerous unfortunately fierce
	worst shame uncritically erode doubt fails failed threat threats reckless foolish folly harm harms undermine
	undermines undermining provoke destabilize destabilise never too cannot unlikely`)

// authorStance is that of an author's own judgement.
func (s *sentence) authorStance() stance {
	for i, w := range s.words {
		if adverse[w] && !s.quoted(i) {
			return opposes
		}
	}
	if s.recommends() {
		return backs
	}
	return asserts
}

// contrasts reports whether a sentence says that it is set against another one,
// which stands shortly before it.
func (s *sentence) contrasts(o *sentence) bool {
	if s.document != o.document || o.place >= s.place || s.place-o.place > 2 {
		return false
	}
	lower := strings.ToLower(s.text)
	for _, mark := range []string{"for its part", "for his part", "for her part", "for their part", "by contrast", "in contrast", "however", "but ", "disagree", "on the other hand", "whereas"} {
		if strings.Contains(lower, mark) {
			return true
		}
	}
	return false
}
