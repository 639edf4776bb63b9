package search

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"rapporteur/bot/trees"
)

// The trained weights. The command in bot/search/train writes these files and
// says in their folder's README how they were made.
var (
	//go:embed model/passage.txt
	passageText string
	//go:embed model/sentence.txt
	sentenceText string
	//go:embed model/covered.txt
	coveredText string
	//go:embed model/answers.txt
	answersText string
	//go:embed model/background.txt
	backgroundText string
)

var (
	passageModel  = trees.Embedded(&passageText, int(passageFeatureCount))
	sentenceModel = trees.Embedded(&sentenceText, int(sentenceFeatureCount))
	coveredModel  = trees.Embedded(&coveredText, int(confidenceFeatureCount))
	answersModel  = trees.Embedded(&answersText, int(confidenceFeatureCount))
)

// background maps an indexed form to the share of passages of general English
// that hold it, for the forms that at least one in 500 holds.
var background = sync.OnceValue(func() map[string]float64 {
	m := make(map[string]float64, 2048)
	for line := range strings.Lines(backgroundText) {
		name, perMille, ok := strings.Cut(strings.TrimSpace(line), " ")
		if v, err := strconv.ParseFloat(perMille, 64); ok && err == nil {
			m[name] = v / 1000
		}
	}
	return m
})

func backgroundShare(name string) float64 { return background()[name] }
