package search

import (
	"strings"

	"rapporteur/bot/english"
)

// wants is the sort of answer that a question asks for.
type wants uint8

const (
	wantsAnything wants = iota
	wantsTime
	wantsNumber
	wantsPerson
	wantsPlace
	wantsReason
	wantsYesNo
	wantsKinds
)

// questionToken is one word of a question.
type questionToken struct {
	word  string // folded
	name  string // as indexed
	flags english.Flags
	stop  bool
	first bool // begins the question, so that a capital says nothing
}

// readQuestion takes a question apart.
func readQuestion(text string) []questionToken {
	tokens := english.AppendTokens(nil, text)
	if len(tokens) > maxQuestionTokens {
		tokens = tokens[:maxQuestionTokens]
	}
	out := make([]questionToken, 0, len(tokens))
	for i, t := range tokens {
		word := english.Fold(text, t)
		q := questionToken{word: word, name: word, flags: t.Flags, stop: english.IsStop(word), first: i == 0}
		if !q.stop && t.Flags&english.Digit == 0 {
			q.name = english.Stem(word)
		}
		out = append(out, q)
	}
	return out
}

// frameWords stand in the frame of a question more than in its substance:
// "what kind of", "how many", "name the". They weigh less.
var frameWords = wordSet(`kind kinds type types sort sorts name names named call called known
	many much long often example examples mean means meant happen happened happens thing things
	way ways give list describe explain say says said tell told exactly actually main
	people person someone somebody anyone anybody something anything folks guy guys
	reason cause come got get gets getting go going went want wants`)

// lightWords, by stem, mean something of their own only together with others
// ("take over", "will of the people"), so that they are not replaced by words
// that mean the same, and weigh less.
var lightWords = stemSet(`will up off still ever after before about over under down out around through
	get put take give make keep turn come go let set run stand hand hold bring leave stay find look see
	use need try help work become seem appear like good bad right well back first last new old same different
	more most less least very so too much many some any all no not only also just even own other another each
	time day way thing part place end point line number lot bit side case fact matter point anyone someone
	state mean kind sort type person man would could should might may must can be do have`)

// stemSet is a set of words in their indexed form.
func stemSet(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range wordSet(words) {
		if !english.IsStop(w) {
			w = english.Stem(w)
		}
		m[w] = true
	}
	return m
}

var (
	timeWords   = wordSet(`year years date day month century decade time era period`)
	numberWords = wordSet(`many much number percentage percent amount total population size rate score ratio price cost speed length height distance temperature age`)
	placeWords  = wordSet(`country countries city cities place places state states region location continent town river island province capital`)
	personWords = wordSet(`person president leader author king queen emperor minister actor singer writer scientist player coach founder director general man woman`)
)

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// classify says what sort of answer a question asks for, from its question
// word wherever that stands ("Normandy became a duchy in what year?").
func classify(tokens []questionToken) wants {
	for i, t := range tokens {
		next := ""
		if i+1 < len(tokens) {
			next = tokens[i+1].word
		}
		switch t.word {
		case "when":
			return wantsTime
		case "who", "whom", "whose", "whos":
			return wantsPerson
		case "where", "wheres":
			return wantsPlace
		case "why":
			return wantsReason
		case "how":
			switch {
			case next == "come":
				return wantsReason
			case next == "many" || next == "much" || next == "long" || next == "old" || next == "often" ||
				next == "far" || next == "high" || next == "tall" || next == "big" || next == "large" || next == "fast":
				return wantsNumber
			}
			return wantsAnything
		case "what", "which", "whats":
			return classifyWhat(tokens[i+1:])
		}
	}
	if len(tokens) > 0 {
		switch tokens[0].word {
		case "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "should":
			return wantsYesNo
		case "reason", "cause":
			return wantsReason
		}
	}
	return wantsAnything
}

// classifyWhat looks at the words after "what" or "which".
func classifyWhat(rest []questionToken) wants {
	for i, t := range rest {
		if i > 3 {
			break
		}
		switch {
		case numberWords[t.word]:
			return wantsNumber
		case timeWords[t.word]:
			return wantsTime
		case placeWords[t.word]:
			return wantsPlace
		case personWords[t.word]:
			return wantsPerson
		case t.word == "reason" || t.word == "caused" || t.word == "cause" || t.word == "causes":
			return wantsReason
		}
	}
	return wantsAnything
}
