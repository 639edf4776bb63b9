package eval

import (
	"testing"

	"rapporteur/bot/corpus/corpustest"
	"rapporteur/bot/search"
)

func TestPlainBM25RanksThePassageWithTheRarerWordsFirst(t *testing.T) {
	a := corpustest.Parse(t, "a.txt", "The council met in the town hall.\nThe council closed the ferry to Ostrava.\nThe council met again.\n")
	set := new(Set)
	set.AddArticles(a)
	plain := NewPlainBM25(set)
	hits := plain.Rank(search.Query{Text: "Which ferry did the council close?"})
	if len(hits) != 3 || hits[0].Passage != 1 {
		t.Errorf("got %v", hits)
	}
	hits = plain.Rank(search.Query{Text: "Why was it closed?", History: []search.Turn{{Text: "What about the town hall?"}}})
	if hits[0].Passage != 1 {
		t.Errorf("the last question weighs more than the question: %v", hits)
	}
}
