package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
)

// Verdict is what the articles say of a claim.
type Verdict string

// The verdicts.
const (
	Supported    Verdict = "supported"
	Contradicted Verdict = "contradicted"
	Uncovered    Verdict = "not_covered"
)

// Finding is the verdict on a claim with the sentences that it rests on; a
// claim that is not covered has none.
type Finding struct {
	Claim   string   `json:"claim"`
	Verdict Verdict  `json:"verdict"`
	Sources []Source `json:"sources"`
	// Why names what agrees or differs, in words for a reader: "the article
	// says 15, the claim says 12".
	Why string `json:"why,omitempty"`
}

// The limits of Check.
const (
	// MaxClaim is the length of the longest claim, in bytes.
	MaxClaim = 2000
	// MaxClaimSentences is how many sentences a claim may have.
	MaxClaimSentences = 8
)

// Check checks a claim against the articles. A claim of several sentences is
// supported when each of them is, and contradicted when one of them is. A
// question, an empty text and one over the limits are not covered; Why says
// so. The error is that of ctx.
func (a *Answerer) Check(ctx context.Context, claim string) (*Finding, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	uncovered := func(why string) (*Finding, error) {
		return &Finding{Claim: claim, Verdict: Uncovered, Sources: []Source{}, Why: why}, nil
	}
	text := strings.TrimSpace(claim)
	switch {
	case text == "":
		return uncovered("there is no claim to check")
	case len(text) > MaxClaim:
		return uncovered(fmt.Sprintf("a claim may have at most %d bytes, this one has %d", MaxClaim, len(text)))
	case isQuestion(text):
		return uncovered("this is a question; a claim states something")
	}
	spans := corpus.Sentences(text)
	if len(spans) > MaxClaimSentences {
		return uncovered(fmt.Sprintf("a claim may have at most %d sentences, this one has %d", MaxClaimSentences, len(spans)))
	}
	if len(spans) == 0 {
		return uncovered("there is no claim to check")
	}
	f := &Finding{Claim: claim, Verdict: Supported, Sources: []Source{}}
	for _, span := range spans {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a.checkSentence(f, text[span.Start:span.End], len(spans) > 1)
	}
	if f.Verdict == Uncovered {
		f.Sources = []Source{}
	}
	return f, nil
}

// checkSentence checks one sentence of a claim and takes its verdict into f:
// one contradiction decides, then one sentence that is not covered.
func (a *Answerer) checkSentence(f *Finding, sentence string, several bool) {
	evidence, places := a.evidenceFor(sentence)
	j := cite.Judge(sentence, evidence)
	why := j.Why
	if several {
		why = fmt.Sprintf("%q: %s", sentence, why)
	}
	verdict := verdictOf(j.Verdict)
	switch {
	case f.Verdict == Contradicted && verdict != Contradicted:
		return
	case verdict == f.Verdict && f.Why != "":
		f.Why += "; " + why
	case verdict == Contradicted, verdict == Uncovered && f.Verdict == Supported, f.Why == "":
		if verdict != f.Verdict {
			f.Sources = nil
		}
		f.Verdict, f.Why = verdict, why
	}
	if verdict == f.Verdict && verdict != Uncovered {
		f.addSources(places[j.Evidence[0]], j.Pair)
	}
}

func verdictOf(v cite.Verdict) Verdict {
	switch v {
	case cite.Supported:
		return Supported
	case cite.Contradicted:
		return Contradicted
	}
	return Uncovered
}

// addSources cites a sentence and, if the verdict needs it, its neighbour.
func (f *Finding) addSources(p place, pair int) {
	places := []place{p}
	if pair != 0 {
		if next, ok := p.step(pair); ok {
			places = append(places, next)
		}
		if pair < 0 {
			slices.Reverse(places)
		}
	}
	for _, p := range places {
		if slices.ContainsFunc(f.Sources, func(s Source) bool { return s.article == p.article && s.Start == p.span().Start }) {
			continue
		}
		f.Sources = append(f.Sources, p.source(len(f.Sources)+1))
	}
}

// isQuestion reports whether a text asks and states nothing.
func isQuestion(text string) bool { return strings.HasSuffix(text, "?") }
