package corpus

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plain gives the display form of stored text: Markdown's inline markup removed
// and every run of white space one space. Text that only looks like markup
// stays as it is: 2 * 3 * 4, snake_case_word, [1], <@123>. Where nothing has to
// change the result is raw itself, without an allocation.
//
// It is given parts of paragraphs, so markup may begin in one and end in
// another: a half of ** is removed, a half of * or _ is not, since a single
// asterisk may be a footnote mark.
func plain(raw string) string {
	if !markedUp(raw) {
		return raw
	}
	return string(foldSpace((&inline{}).text(blockMarkupRemoved(raw), 0)))
}

// plainByte marks the ASCII bytes that never are or begin markup.
var plainByte = func() (table [256]bool) {
	for c := ' '; c < 0x7F; c++ {
		table[c] = !strings.ContainsRune("*_`[<&\\~|", c)
	}
	for c := 0x80; c < 0x100; c++ {
		table[c] = true
	}
	return table
}()

// markedUp reports whether raw may hold markup or white space to fold. It errs
// on the side of true.
func markedUp(raw string) bool {
	if raw == "" {
		return false
	}
	if first := raw[0]; first == ' ' || strings.IndexByte("#>-+", first) >= 0 || orderedMarker(raw) > 0 || raw[len(raw)-1] == ' ' {
		return true
	}
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case !plainByte[c]:
			return true
		case c == ' ' && raw[i+1] == ' ': // the last byte is not a space
			return true
		case c == 0xC2 || c == 0xE1 || c == 0xE2 || c == 0xE3:
			if r, _ := utf8.DecodeRuneInString(raw[i:]); unicode.IsSpace(r) {
				return true
			}
		}
	}
	return false
}

// blockMarkupRemoved removes what Markdown puts at the beginning of lines: quote
// marks, list markers, heading signs, table pipes and their rulers, and fences.
func blockMarkupRemoved(raw string) string {
	var b strings.Builder
	b.Grow(len(raw))
	inList := true // a number at the beginning of raw is a marker
	for rest := raw; rest != ""; {
		line := rest
		rest = ""
		if end := strings.IndexAny(line, "\n\r"); end >= 0 {
			line, rest = line[:end], line[end+1:]
		}
		line, inList = lineMarkupRemoved(line, inList)
		b.WriteString(line)
		b.WriteByte(' ')
	}
	return b.String()
}

// lineMarkupRemoved removes the block markup of one line. A number counts as a
// list marker only where a list has begun, so that a line that happens to begin
// with "5." keeps its figure.
func lineMarkupRemoved(line string, inList bool) (string, bool) {
	line = strings.TrimSpace(line)
	item := false
	for {
		before := line
		line = strings.TrimPrefix(line, ">")
		if len(line) > 1 && strings.IndexByte("-*+", line[0]) >= 0 && (line[1] == ' ' || line[1] == '\t') {
			line, item = line[1:], true
		}
		if n := orderedMarker(line); n > 0 && (inList || item) {
			line, item = line[n:], true
		}
		if line = strings.TrimLeft(line, " \t"); line == before {
			break
		}
	}
	switch {
	case line == "":
	case strings.Trim(line, "-=|: \t") == "" && len(line) > 2: // a ruler or an underline
		return "", item
	case strings.HasPrefix(line, "```") && !strings.Contains(line[3:], "`"), strings.HasPrefix(line, "~~~"):
		return "", item
	case line[0] == '#':
		if text := strings.TrimLeft(line, "#"); len(line)-len(text) <= 6 && (text == "" || text[0] == ' ') {
			line = headingClosed(text)
		}
	case line[0] == '|':
		line = pipesRemoved(line)
	}
	return line, item || (inList && line == "")
}

// headingClosed removes the closing signs of a heading: "## Title ##".
func headingClosed(text string) string {
	open := strings.TrimRight(strings.TrimRight(text, " \t"), "#")
	if strings.HasSuffix(open, " ") {
		return open
	}
	return text
}

// orderedMarker returns the size of an ordered list's marker and its space at
// the start of line, 0 for none.
func orderedMarker(line string) int {
	n := 0
	for n < len(line) && n < 3 && isDigit(line[n]) {
		n++
	}
	if n > 0 && n+1 < len(line) && (line[n] == '.' || line[n] == ')') && (line[n+1] == ' ' || line[n+1] == '\t') {
		return n + 2
	}
	return 0
}

// pipesRemoved puts a space for each pipe of a table row that is not escaped.
func pipesRemoved(line string) string {
	b := []byte(line)
	for i, c := range b {
		if c == '|' && (i == 0 || b[i-1] != '\\') {
			b[i] = ' '
		}
	}
	return string(b)
}

// foldSpace makes every run of white space one space, in place.
func foldSpace(b []byte) []byte {
	out := b[:0]
	space := false
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if unicode.IsSpace(r) {
			space = len(out) > 0
		} else {
			if space {
				out, space = append(out, ' '), false
			}
			out = append(out, b[i:i+size]...)
		}
		i += size
	}
	return out
}

// entityAt resolves the HTML entity at the start of text and returns its size,
// 0 when there is none.
func entityAt(text string) (string, int) {
	end := strings.IndexByte(text[:min(len(text), 40)], ';')
	if end < 2 {
		return "", 0
	}
	resolved := html.UnescapeString(text[:end+1])
	if resolved == text[:end+1] || strings.ContainsRune(resolved, ';') && len(resolved) > 1 {
		return "", 0
	}
	return resolved, end + 1
}
