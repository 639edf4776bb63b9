package store

import (
	"fmt"
	"testing"
)

func BenchmarkRecordAnswerWithThreeCitations(b *testing.B) {
	s := openNew(b)
	for b.Loop() {
		if _, err := s.RecordAnswer(b.Context(), anAnswer()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTurns20(b *testing.B) {
	s := openNew(b)
	for i := range 10_000 {
		ok(b, s.AddTurn(b.Context(), Turn{Channel: fmt.Sprint(i % 100), Role: RoleUser, User: alice, Text: "What did Baku say of it?"}))
	}
	for b.Loop() {
		if turns, err := s.Turns(b.Context(), "7", 20); err != nil || len(turns) != 20 {
			b.Fatal(len(turns), err)
		}
	}
}

// BenchmarkErase is over 20,000 answers, some 20 MB.
func BenchmarkErase(b *testing.B) {
	s := openNew(b)
	for i := range 20_000 {
		a := anAnswer()
		a.Asker = fmt.Sprint(100000000000000000 + i%500)
		must[string](b)(s.RecordAnswer(b.Context(), a))
	}
	for b.Loop() {
		must[Erased](b)(s.Erase(b.Context(), alice))
	}
}
