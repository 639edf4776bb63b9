package english

import (
	_ "embed"
	"strings"
	"sync"

	snowball "github.com/kljensen/snowball/english"
)

//go:embed irregular.txt
var irregularText string

// irregular maps an inflected form that no rule explains to its base form.
var irregular = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 1024)
	for line := range strings.Lines(irregularText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		forms := strings.Fields(line)
		for i, form := range forms {
			if i > 0 {
				m[form] = forms[0]
			}
		}
	}
	return m
})

// Stem returns the term under which a folded word is indexed: the base of an
// irregular form ("fought" is "fight"), then the stem of the second Porter
// algorithm. Words with digits or beyond ASCII are their own stem.
func Stem(word string) string {
	if base, ok := irregular()[word]; ok {
		word = base
	}
	for i := range len(word) {
		if c := word[i]; c < 'a' || c > 'z' {
			return word
		}
	}
	return snowball.Stem(word, true)
}
