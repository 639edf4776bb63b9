package cite

import (
	"fmt"
	"strings"

	"rapporteur/bot/english"
)

// Verdict is what the evidence says of a claim. The zero value is NotCovered.
type Verdict uint8

// The verdicts.
const (
	NotCovered Verdict = iota
	Supported
	Contradicted
)

// String is the verdict's name on the command line.
func (v Verdict) String() string { return [...]string{"not_covered", "supported", "contradicted"}[v] }

// Judgement is a verdict with what it rests on.
type Judgement struct {
	Verdict Verdict
	// Candidate is the index of the sentence that decides, -1 for NotCovered.
	Candidate int
	// Pair is 0, or -1 or +1 when the sentence before or after it is needed too.
	Pair int
	Why  string
	// Comparison is that of the deciding or, for NotCovered, of the nearest sentence.
	Comparison Comparison
}

// Judge compares a claim with every candidate, alone and with a neighbour, and
// decides. Without candidates, and for a claim without content, the verdict is
// NotCovered. Candidates come best first, as a search ranks them.
func Judge(claim string, candidates []Evidence, aliases ...*english.Thesaurus) Judgement {
	return JudgeClaim(ReadClaim(claim, aliases...), candidates)
}

// JudgeClaim is Judge for a claim that has been read.
func JudgeClaim(c *Claim, candidates []Evidence) Judgement { return newReader().judge(c, candidates) }

func (r *reader) judge(c *Claim, candidates []Evidence) Judgement {
	if c.cut {
		return Judgement{Candidate: -1, Why: fmt.Sprintf("the claim has more than %d words", maxWords)}
	}
	all := r.weigh(c, candidates)
	var yes, no, nearest scored
	for i := range all {
		s := &all[i]
		yes.take(*s, supportedModel().Score(s.sight[:]))
		if s.differs() {
			no.take(*s, contradictedModel().Score(s.sight[:]))
		}
		nearest.take(*s, s.comparison.Cover)
	}
	verdict := NotCovered
	if len(all) > 0 {
		against := impossible
		if no.set {
			against = no.score
		}
		verdict = thresholds.Decide(yes.score, against)
	}
	switch {
	case verdict == Supported && yes.comparison.weight >= leastWeight:
		return yes.judgement(Supported, "the article says so")
	case verdict == Contradicted && no.comparison.weight >= leastWeight:
		return no.judgement(Contradicted, no.reason())
	}
	return Judgement{Candidate: -1, Comparison: nearest.comparison, Why: nearest.open()}
}

// impossible are the log-odds of what no reading says.
const impossible = -9.0

// differs reports whether something can be named in which the sentence says
// otherwise than the claim; without it there is no contradiction.
func (s *scored) differs() bool {
	return s.reason() != ""
}

// weigh lays a claim beside every reading of the candidates.
func (r *reader) weigh(c *Claim, candidates []Evidence) []scored {
	var all []scored
	differing := r.differing(c, candidates)
	for i := range candidates {
		for _, x := range r.readings(candidates[i]) {
			s := scored{candidate: i, pair: x.pair}
			a := newAlignment(c, x.reading)
			s.comparison = a.compare()
			s.sight = a.see(&s.comparison, x.pair != 0)
			s.decide()
			if x.pair != 0 && (differing[candidates[i].Text] || differing[candidates[i].neighbour(x.pair)]) {
				s.supports = 0 // what a sentence says otherwise its neighbour does not mend
			}
			all = append(all, s)
		}
	}
	seeOthers(all)
	return all
}

// Traced is a reading of the evidence as a model sees it, for training.
type Traced struct {
	Candidate, Pair       int
	Supports, Contradicts float64
	Differs               bool // something can be named in which it says otherwise
	Features              []float32
}

// Features is the number of features of a reading.
const Features = int(featureCount)

// Trace is every reading that JudgeClaim weighs.
func Trace(c *Claim, candidates []Evidence) []Traced {
	var out []Traced
	for _, s := range newReader().weigh(c, candidates) {
		out = append(out, Traced{s.candidate, s.pair, s.supports, s.contradicts, s.differs(), s.sight[:]})
	}
	return out
}

// agreement is the cover of a sentence that neither differs from the claim nor
// lacks one of its numbers, dates and names, else 0.
func (s *scored) agreement() float64 {
	if s.pair != 0 {
		return 0
	}
	for _, p := range s.comparison.Points {
		if p.Result == Differ || p.Aspect != Wording {
			return 0
		}
	}
	return s.comparison.Cover
}

// differing are the candidates that by themselves say otherwise than the claim.
func (r *reader) differing(c *Claim, candidates []Evidence) map[string]bool {
	out := make(map[string]bool)
	for i := range candidates {
		s := compare(c, r.single(candidates[i]))
		if s.clash != nil && (s.clashes(false) || s.rest >= deniedRest && s.clash.strength >= clashStrength) {
			out[candidates[i].Text] = true
		}
	}
	return out
}

// neighbour is the sentence before (-1) or after (+1), "" without one.
func (e *Evidence) neighbour(by int) string {
	switch {
	case by < 0 && len(e.Before) > 0:
		return e.Before[len(e.Before)-1]
	case by > 0 && len(e.After) > 0:
		return e.After[0]
	}
	return ""
}

type paired struct {
	*reading
	pair int
}

// readings are the sentence by itself, with the one before and with the one
// after, where the later of the two speaks of something in the earlier one.
func (r *reader) readings(e Evidence) []paired {
	out := []paired{{r.single(e), 0}}
	if n := len(e.Before); n > 0 && r.leansBack(e.Text) {
		two := Evidence{Text: e.Before[n-1] + " " + e.Text, Title: e.Title, Before: e.Before[:n-1], After: e.After}
		out = append(out, paired{r.double(two), -1})
	}
	if len(e.After) > 0 && r.leansBack(e.After[0]) {
		two := Evidence{Text: e.Text + " " + e.After[0], Title: e.Title, Before: e.Before, After: e.After[1:]}
		out = append(out, paired{r.double(two), 1})
	}
	return out
}

func (r *reader) double(e Evidence) *reading {
	two := r.single(e)
	two.pair = true
	return two
}

// leansBack reports whether a sentence speaks of something in the one before:
// one of its first words is a pronoun or "the".
func (r *reader) leansBack(text string) bool {
	f := r.read(text)
	if f == nil {
		return false
	}
	for i := range min(leaning, len(f.words)) {
		if w := f.words[i].folded; pronouns[w] || w == "the" || w == "both" || w == "however" {
			return true
		}
	}
	return false
}

// leaning is how many words of a sentence are looked at for what leans back.
const leaning = 12

// scored is a comparison with how far it supports and contradicts, 0..1.
type scored struct {
	comparison            Comparison
	sight                 *sight
	candidate, pair       int
	supports, contradicts float64
	score                 float64
	set                   bool
}

func (s *scored) take(o scored, score float64) {
	if !s.set || score > s.score {
		*s = o
		s.score, s.set = score, true
	}
}

// The thresholds of the verdicts, fitted on the development claims.
const (
	supportCover   = .90 // share of the claim that is carried
	supportHeavy   = .8  // the heaviest word that may be missing
	supportMissing = 1.6 // the weight of all words that may be missing
	verblessCover  = .92 // the same of a single sentence without the claim's verb
	// verblessSubstance is the weight of what such a sentence carries but names.
	verblessSubstance = 1.5
	// nameSubstance is the same of a sentence that has another name.
	nameSubstance = .7
	contraCover   = .76 // share of the claim without what differs
	contraHeavy   = 1.0
	contraMissing = 1.7
	pairRest      = .80 // contraCover of two sentences
	// A difference that is less than clashStrength sure must be the only one in a
	// sentence that carries looseCover of the rest and lacks at most looseHeavy.
	clashStrength = .6
	clearStrength = .8
	looseCover    = .9
	looseHeavy    = .45
	// deniedRest is the share of the rest that a sentence with a difference carries
	// so that it supports the claim in no pair.
	deniedRest = .6
	// leastWeight is the weight of the smallest claim that can be supported.
	leastWeight = 1
	// pairShare is what a verdict loses that needs two sentences.
	pairShare = .96
)

func (s *scored) decide() {
	c := &s.comparison
	plain, hedged := true, false
	for _, p := range c.Points {
		plain = plain && p.Result != Differ
		hedged = hedged || p.Result == Differ && p.Aspect == Modality
	}
	if plain && c.carried(s.pair != 0) {
		s.supports = c.Cover
	}
	if c.clash != nil && !hedged && !c.bareName() && c.clashes(s.pair != 0) {
		s.contradicts = c.rest * float64(c.clash.strength)
	}
	if s.pair != 0 {
		s.supports *= pairShare
		s.contradicts *= pairShare
	}
}

// bareName reports whether a name differs and hardly anything but names is
// carried: that Azerbaijan has the backing of Turkey does not say that it is no
// member of NATO.
func (c *Comparison) bareName() bool {
	return c.clash != nil && c.clash.Aspect == Name && c.substance < nameSubstance
}

// carried reports whether so much of the claim is carried that nothing of
// weight is missing.
func (c *Comparison) carried(pair bool) bool {
	if c.weight < leastWeight {
		return false // "It did so today"
	}
	if c.verbless {
		return !pair && c.Cover >= verblessCover && c.heavy <= longWeight && c.missing <= supportMissing && c.substance >= verblessSubstance
	}
	if c.Cover < supportCover {
		return false
	}
	// Light words may be missing as long as enough is carried.
	return c.heavy <= looseHeavy || c.heavy <= supportHeavy && c.missing <= supportMissing
}

// clashes reports whether the rest of the claim is carried well enough for its
// difference to count.
func (c *Comparison) clashes(pair bool) bool {
	if c.vague || pair && c.rest < pairRest {
		return false
	}
	if c.clash.strength < clashStrength {
		return c.rest >= looseCover && c.heavy <= looseHeavy
	}
	return c.rest >= contraCover && c.heavy <= contraHeavy && c.missing <= contraMissing
}

func (s *scored) judgement(v Verdict, why string) Judgement {
	return Judgement{Verdict: v, Candidate: s.candidate, Pair: s.pair, Why: why, Comparison: s.comparison}
}

// reason is that of the surest difference or, where only something else stands
// in a missing word's place, what that is.
func (s *scored) reason() string {
	c := &s.comparison
	for i := range c.Points {
		if p := &c.Points[i]; c.clash == nil && p.Result == Differ && p.Aspect != Modality {
			return p.Reason
		}
	}
	switch {
	case c.clash != nil:
		return c.clash.Reason
	case c.instead != "":
		return c.instead
	case len(c.Missing) > 0:
		return "the article does not say " + strings.Join(c.Missing[:min(3, len(c.Missing))], ", ") + " there"
	case s.sight[fCrossed] > 0 || s.sight[fMixed] > 0:
		return "the article has it the other way round"
	}
	return ""
}

// open says what is missing.
func (s *scored) open() string {
	c := &s.comparison
	for _, p := range c.Points {
		if p.Result == Differ && p.Aspect == Modality {
			return p.Reason
		}
	}
	if len(c.Missing) == 0 {
		return "no article says so"
	}
	return fmt.Sprintf("the articles do not say %s", strings.Join(c.Missing[:min(3, len(c.Missing))], ", "))
}
