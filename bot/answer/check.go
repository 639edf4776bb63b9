package answer

import (
	"context"
	"fmt"
	"strings"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
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
// claim that is not covered has none of these.
type Finding struct {
	Claim   string  `json:"claim"`
	Verdict Verdict `json:"verdict"`
	// Sources are what the verdict rests on, and behind that what only Says cites.
	Sources []Source `json:"sources"`
	// Why names what agrees or differs, in words for a reader: "the article
	// says 15, the claim says 12".
	Why string `json:"why,omitempty"`
	// English is the wording that was checked, where that is a translation of the
	// claim by a model: the verdict is on it and no more. Else "".
	English string `json:"english,omitempty"`
	// Says is what the articles say about the claim, in sentences of a model that are
	// verified, or of theirs. They change no verdict.
	Says []Claim `json:"says,omitempty"`
	// Note says to the reader what a model that was asked did not do.
	Note string `json:"note,omitempty"`

	checked string // what was compared, with names in the place of pronouns; "" for all of it
	cause   error
}

// Cause is why a model failed, for the operator: an error of package llm, or nil.
// The verdict stands all the same.
func (f *Finding) Cause() error { return f.cause }

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
	text := strings.TrimSpace(claim)
	sentences, why := claimSentences(text)
	if why != "" {
		return &Finding{Claim: claim, Verdict: Uncovered, Sources: []Source{}, Why: why}, nil
	}
	f := &Finding{Claim: claim, Verdict: Supported}
	var cited []corpus.Place
	for _, sentence := range sentences {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		j, places := a.judge(sentence, text)
		if len(sentences) > 1 {
			j.Why = fmt.Sprintf("%q: %s", sentence, j.Why)
		}
		cited = f.take(j, cited, deciding(j, places))
	}
	var numbers cite.Numbering
	for _, p := range cited {
		numbers.Number(p)
	}
	f.Sources = numbers.Sources()
	return f, nil
}

// claimSentences splits a claim, or says why it cannot be checked.
func claimSentences(text string) (sentences []string, why string) {
	switch {
	case len(text) > MaxClaim:
		return nil, fmt.Sprintf("a claim may have at most %d bytes, this one has %d", MaxClaim, len(text))
	case isQuestion(text):
		return nil, "this is a question; a claim states something"
	}
	for _, span := range corpus.Sentences(text) {
		sentences = append(sentences, text[span.Start:span.End])
	}
	switch {
	case len(sentences) == 0:
		return nil, "there is no claim to check"
	case len(sentences) > MaxClaimSentences:
		return nil, fmt.Sprintf("a claim may have at most %d sentences, this one has %d", MaxClaimSentences, len(sentences))
	}
	return sentences, ""
}

// isQuestion reports whether a text asks and states nothing: it ends with a
// question mark or begins like a question.
func isQuestion(text string) bool {
	if strings.HasSuffix(text, "?") {
		return true
	}
	words := strings.Fields(strings.ToLower(text[:min(len(text), 80)]))
	if len(words) < 2 {
		return false
	}
	switch words[0] {
	case "who", "whom", "whose", "why":
		return true
	case "what", "which", "where", "when", "how":
		return isAuxiliary(words[1])
	}
	return words[0] != "many" && words[0] != "much" && isAuxiliary(words[0])
}

func isAuxiliary(word string) bool {
	switch word {
	case "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "should", "many", "much":
		return true
	}
	return false
}

// severity orders verdicts: the worst one of a claim's sentences is the claim's.
func (v Verdict) severity() int {
	switch v {
	case Contradicted:
		return 2
	case Uncovered:
		return 1
	}
	return 0
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

// take adds the judgement of one sentence of the claim, which rests on places.
// It returns what the finding rests on then: what decides it, all of it if
// several sentences came out alike.
func (f *Finding) take(j cite.Judgement, cited, places []corpus.Place) []corpus.Place {
	verdict := verdictOf(j.Verdict)
	switch {
	case verdict.severity() < f.Verdict.severity():
		return cited
	case verdict.severity() > f.Verdict.severity() || f.Why == "":
		f.Verdict, f.Why = verdict, j.Why
		return places
	}
	f.Why += "; " + j.Why
	return append(cited, places...)
}

// aliasesOf is a thesaurus of what the articles of places list as the same,
// nil when they list nothing.
func aliasesOf(places []corpus.Place) *english.Thesaurus {
	var groups [][]string
	seen := make(map[*corpus.Article]bool)
	for _, p := range places {
		if !seen[p.Article] {
			seen[p.Article] = true
			groups = append(groups, p.Article.Aliases...)
		}
	}
	if len(groups) == 0 {
		return nil
	}
	return english.New(groups)
}
