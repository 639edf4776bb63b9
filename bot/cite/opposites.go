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
		if left, right, ok := strings.Cut(line, "|"); ok {
			oppose(m, members(left, ","), members(right, ","))
		} else if kind := members(line, "/"); len(kind) > 1 {
			oppose(m, kind, kind)
		}
	}
	return m
})

// oppose opposes every word of one side to every word of the other. An
// irregular form that shares its base with the other side is passed over.
func oppose(m map[string]map[string]bool, left, right []string) {
	add := func(a, b string) {
		if m[a] == nil {
			m[a] = make(map[string]bool, 8)
		}
		m[a][b] = true
	}
	for _, a := range left {
		for _, b := range right {
			if a != b {
				add(a, b)
				add(b, a)
			}
		}
	}
}

// members are the indexed words of a list.
func members(side, separator string) []string {
	var out []string
	for word := range strings.SplitSeq(side, separator) {
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
