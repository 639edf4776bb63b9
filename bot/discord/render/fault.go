package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// faultWidth is how many characters of a typed text Fault shows: what fits beside
// each other on a telephone.
const faultWidth = 44

// Fault shows what somebody typed with carets below the faulty bytes [from, to) of
// it, in characters of one width. Equal bounds are where something is missing. Of a
// long text it shows the surroundings.
func Fault(text string, from, to int) string {
	from = min(max(from, 0), len(text))
	to = min(max(to, from), len(text))
	for from < len(text) && from > 0 && !utf8.RuneStart(text[from]) {
		from-- // into the character that it belongs to
	}
	runes := []rune(text)
	first := utf8.RuneCountInString(text[:from])
	last := max(first+1, utf8.RuneCountInString(text[:to]))
	begin := 0
	if last > faultWidth {
		begin = max(0, min(first, len(runes)-faultWidth/2)-faultWidth/2)
	}
	end := min(len(runes), begin+faultWidth)
	shown := make([]rune, 0, faultWidth+2)
	if begin > 0 {
		shown = append(shown, '…')
	}
	before := len(shown) + first - begin
	for _, r := range runes[begin:end] {
		shown = append(shown, inCode(r))
	}
	if end < len(runes) {
		shown = append(shown, '…')
	}
	carets := max(1, min(last, end)-first)
	return "```\n" + string(shown) + "\n" + strings.Repeat(" ", before) + strings.Repeat("^", carets) + "\n```"
}

// inCode is a character as it can stand in a block of code without ending it, and
// take its place: what shows nothing, or would go beside or over another, is a dot.
func inCode(r rune) rune {
	switch {
	case r == '`':
		return 'ˋ'
	case unicode.IsSpace(r):
		return ' '
	case clean(string(r)) == "", unicode.IsMark(r), r == utf8.RuneError:
		return '·'
	}
	return r
}
