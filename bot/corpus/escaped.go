package corpus

import "strings"

// Escaped makes one line of text safe to stand in Markdown of some kind, in which
// active says what could be, or be part of, markup: a backslash comes before each
// such byte, and before what would make a number at the beginning the first of a
// list. Behind the @ of @everyone and @here, for which chats look without heed of
// backslashes, comes a character of no width.
func Escaped(line string, active func(line string, at int) bool) string {
	var b strings.Builder
	b.Grow(len(line) + len(line)/8)
	counting := false // nothing but digits so far
	for i := 0; i < len(line); i++ {
		c := line[i]
		if active(line, i) || counting && (c == '.' || c == ')') { // "1. " begins a numbered list
			b.WriteByte('\\')
		}
		b.WriteByte(c)
		counting = (counting || i == 0) && '0' <= c && c <= '9'
		if c == '@' && callsAll(line[i+1:]) {
			b.WriteString("\u200b")
		}
	}
	return b.String()
}

// callsAll reports whether what stands behind an @ makes it a mention of everybody.
func callsAll(s string) bool {
	for _, word := range []string{"everyone", "here"} {
		if len(s) >= len(word) && strings.EqualFold(s[:len(word)], word) {
			return true
		}
	}
	return false
}
