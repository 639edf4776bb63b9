package curate

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSayingsAreFoundWhereverTheyStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"The harbour ", "is long. ", "Ships ", "lie there. ", "é"})
		said := make(sayings)
		var all []string
		for range rapid.IntRange(0, 5).Draw(t, "sayings") {
			text := strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, "saying"), "")
			said.add(text)
			all = append(all, text)
		}
		text := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "text"), "")
		want := false
		for _, s := range all {
			want = want || len(s) >= shortRepeat && strings.Contains(text, s)
		}
		if got := said.in(text); got != want {
			t.Fatalf("%q in %q: %v", all, text, got)
		}
	})
}

func BenchmarkSayings(b *testing.B) {
	said := make(sayings)
	for n := range 30_000 {
		said.add(fmt.Sprintf("Sentence number %d of the article says that the harbour is %d metres long.", n, n*7))
	}
	text := strings.Repeat("The council of the harbour said that the harbour is long. ", 18)
	for b.Loop() {
		if said.in(text) {
			b.Fatal("it does not stand there")
		}
	}
}
