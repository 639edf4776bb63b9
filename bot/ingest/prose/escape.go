package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape puts a backslash before every character of one line that Markdown would
// take for markup. What only looks like it, such as 2 < 3 or snake_case, stays as
// it is, so that the file can be read and mended by people.
func Escape(line string) string {
	var b strings.Builder
	b.Grow(len(line) + 8)
	for i := 0; i < len(line); i++ {
		if special(line, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(line[i])
	}
	return atLineStart(b.String())
}

// special reports whether the byte at i begins or ends inline markup.
func special(line string, i int) bool {
	switch line[i] {
	case '\\', '`', '*', '~', '|':
		return true
	case '_':
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		after, _ := utf8.DecodeRuneInString(line[i+1:])
		return !wordRune(before) || !wordRune(after)
	case '[':
		return true
	case ']':
		return i+1 < len(line) && (line[i+1] == '(' || line[i+1] == '[' || line[i+1] == ':')
	case '<':
		return i+1 < len(line) && line[i+1] != ' ' && (line[i+1] < '0' || line[i+1] > '9')
	case '&':
		end := strings.IndexByte(line[i:min(len(line), i+40)], ';')
		return end > 1
	}
	return false
}

func wordRune(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// atLineStart escapes what begins a block at the start of a line: headings,
// quotations, lists and rulers.
func atLineStart(line string) string {
	if line == "" {
		return ""
	}
	switch line[0] {
	case '#', '>', '-', '+', '=', ':':
		return `\` + line
	}
	digits := 0
	for digits < len(line) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits > 0 && digits < len(line) && (line[digits] == '.' || line[digits] == ')') &&
		(digits+1 == len(line) || line[digits+1] == ' ') {
		return line[:digits] + `\` + line[digits:]
	}
	return line
}
