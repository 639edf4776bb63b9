package main

import (
	"strings"

	"github.com/rivo/uniseg"
)

// wrap lays text out in lines of at most width columns, without breaking
// words. A word that is wider stands in a line of its own. The first line
// begins with first, the others with rest; empty text gives no line.
func wrap(text string, width int, first, rest string) []string {
	var lines []string
	line, columns, empty := first, uniseg.StringWidth(first), true
	for word := range strings.FieldsSeq(text) {
		w := uniseg.StringWidth(word)
		if !empty && columns+1+w > width {
			lines = append(lines, line)
			line, columns, empty = rest, uniseg.StringWidth(rest), true
		}
		if !empty {
			line, columns = line+" ", columns+1
		}
		line, columns, empty = line+word, columns+w, false
	}
	if !empty {
		lines = append(lines, line)
	}
	return lines
}
