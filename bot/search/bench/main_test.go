package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rapporteur/bot/eval"
)

func TestEveryEngineFindsThePassage(t *testing.T) {
	var sentences []string
	for i := range 400 {
		sentences = append(sentences, fmt.Sprintf("The envoy of province%d met the council of town%d on day %d.", i, i*7%400, i%30))
	}
	lib := mix(sentences, 200, rand.New(rand.NewPCG(3, 4)))
	a := lib.articles[3]
	lib.ranked = true
	lib.questions = []eval.Question{{
		Question:     a.Raw(a.Passages[5].Sentences[2]),
		GoldPassages: []string{lib.ids[a][5]},
	}}
	for _, open := range []func(*library) (engine, error){newRapporteur, newBleve, newFTS5} {
		r, err := measure(lib, open)
		if err != nil {
			t.Fatal(err)
		}
		if r.ranking.R5 != 1 {
			t.Errorf("%s does not find the passage that holds the question", r.name)
		}
	}
}
