package cite

import (
	_ "embed"
	"strings"
	"sync"

	"rapporteur/bot/english"
)

//go:embed opposites.txt
var oppositesText string

// opposites maps an indexed word to the indexed words that say its opposite.
var opposites = sync.OnceValue(func() map[string]map[string]bool {
	m := make(map[string]map[string]bool, 2048)
	for line := range strings.Lines(oppositesText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		left, right, ok := strings.Cut(line, "|")
		if !ok {
			continue
		}
		for _, a := range members(left) {
			for _, b := range members(right) {
				if a == b {
					continue // an irregular form that shares its base
				}
				oppose(m, a, b)
				oppose(m, b, a)
			}
		}
	}
	return m
})

func oppose(m map[string]map[string]bool, a, b string) {
	if m[a] == nil {
		m[a] = make(map[string]bool, 8)
	}
	m[a][b] = true
}

// members are the indexed words of one side of a line.
func members(side string) []string {
	var out []string
	for word := range strings.SplitSeq(side, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		out = append(out, oppositeKey(word))
	}
	return out
}

// oppositeKey is the indexed form of a folded word, but for "left", which is
// more than the past of "leave".
func oppositeKey(word string) string {
	if word == "left" || english.IsStop(word) {
		return word
	}
	return english.Stem(word)
}

// opposed reports whether two indexed words say the opposite of each other.
func opposed(a, b string) bool { return opposites()[a][b] }
