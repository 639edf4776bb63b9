package cite

import "strings"

// weakMargin is by how much the log-odds of an accepted draft must pass
// carriedThreshold for it not to be weak. Of what is accepted of the pairs that the
// model has learned from it calls 7 of the 15 broken ones weak, and 139 of the 547
// faithful ones (TestWhatIsBrokenIsWeakMoreOften); with .5 it would be 8 and 236.
const weakMargin = .3

// Weak reports whether an accepted draft was accepted narrowly, so that somebody
// should compare it with its sentences. A copy is not weak, nor what only leaves
// words out; what is carried in parts or by sentences that it does not name is.
func Weak(d Draft, sent *Sent) bool {
	v := verifier{sent: sent, text: strings.TrimSpace(d.Text)}
	v.facts = Read(v.text)
	named, _ := v.named(d.Markers)
	if len(named) == 0 {
		return true
	}
	places, _ := v.carriedBy(v.text, v.rests(named), carriedThreshold+weakMargin)
	return places == nil
}
