package answer

import (
	"fmt"

	"rapporteur/bot/cite"
)

// Footer says how much of an answer was verified, against what, and who worded
// it: "3 of 3 sentences verified · 1 article, version 2 · quoted".
func (r *Reply) Footer() string {
	kept := len(r.claims)
	all := kept
	if r.mode == Written { // what was dropped is no part of a quoted answer
		all += len(r.dropped)
	}
	noun := "sentences"
	if all == 1 {
		noun = "sentence"
	}
	return fmt.Sprintf("%d of %d %s verified · %s · %s", kept, all, noun, cite.Articles(r.sources), r.mode)
}

// Label is the verdict in words: "Supported", "Contradicted", "Not covered" or "Not
// checked".
func (v Verdict) Label() string {
	switch v {
	case Supported:
		return "Supported"
	case Contradicted:
		return "Contradicted"
	case Unchecked:
		return "Not checked"
	}
	return "Not covered"
}
