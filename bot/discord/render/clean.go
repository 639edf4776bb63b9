package render

import (
	"unicode"

	"rapporteur/bot/corpus"
)

// clean makes a text one line that shows what it holds.
func clean(s string) string { return corpus.Visible(s) }

// Isolates keep the direction of a name from the line in which it stands
// (Unicode Standard Annex 9): without them a right-to-left title would swap
// places with the numbers beside it.
const (
	firstStrongIsolate = "\u2068"
	popIsolate         = "\u2069"
)

// isolated puts isolates around a name that holds right-to-left letters.
func isolated(s string) string {
	for _, r := range s {
		if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
			return firstStrongIsolate + s + popIsolate
		}
	}
	return s
}
