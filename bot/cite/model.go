package cite

import (
	_ "embed"

	"rapporteur/bot/trees"
)

// The trained weights. The command in bot/cite/train writes these files; their
// folder's README says how they were made.
var (
	//go:embed model/supported.txt
	supportedText string
	//go:embed model/contradicted.txt
	contradictedText string
	//go:embed model/carried.txt
	carriedText string
)

var (
	supportedModel    = trees.Embedded(&supportedText, Features)
	contradictedModel = trees.Embedded(&contradictedText, Features)
	draftModel        = trees.Embedded(&carriedText, DraftFeatures)
)

// Thresholds are log-odds from which readings decide.
type Thresholds struct {
	Support    float64 // from which one supports a claim
	Contradict float64 // from which one contradicts it
	// Margin is how much surer the contradiction must be than the support: a
	// claim that may well be true is left open.
	Margin float64
	// Doubt is how much of what speaks against a claim is taken off its support.
	Doubt float64
}

// thresholds are those of the program. Of those that keep false support under
// 3 % in cross-validation by article they get most claims right; bot/cite/train
// prints them.
var thresholds = Thresholds{Support: 1.4, Contradict: -.2, Margin: -2, Doubt: 1.5}

// carriedThreshold are the log-odds from which a draft is carried: those, to a tenth,
// at which 3 % of the broken pairs of testdata are accepted, each judged by a model
// that has seen no pair of its author. The command in bot/cite/train prints them.
const carriedThreshold = 1.5

// movedMargin is how much surer a sentence must carry a draft that names others.
const movedMargin = .5

// leastDoubt are the log-odds of a contradiction below which none is seen.
const leastDoubt = -2.5

// Decide is the verdict on a claim whose readings support it with log-odds of at
// most yes and contradict it with at most no. What lies further above its
// threshold wins.
func (t Thresholds) Decide(yes, no float64) Verdict {
	yes -= t.Doubt * (max(no, leastDoubt) - leastDoubt)
	switch {
	case yes >= t.Support && yes-t.Support >= no-t.Contradict:
		return Supported
	case no >= t.Contradict && no-yes >= t.Margin:
		return Contradicted
	}
	return NotCovered
}
