package english

import "strings"

// Leans reports whether a sentence begins with a pronoun or a demonstrative,
// so that it needs the sentence before to be understood.
func Leans(sentence string) bool {
	for _, token := range AppendTokens(nil, sentence[:min(len(sentence), 64)]) {
		word := Fold(sentence, token)
		if connectives[word] {
			continue
		}
		return leaning[word]
	}
	return false
}

var leaning = set(`he she it they this that these those his her hers its their him them such both neither`)

// connectives may stand before the word that decides.
var connectives = set(`but and so yet however moreover also then still meanwhile instead nor for in`)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
