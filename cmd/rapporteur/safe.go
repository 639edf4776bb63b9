package main

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// safe returns text without what a terminal would obey instead of show:
// control characters, of which escape sequences are made, and characters that
// turn the direction of the text around. Line feeds stay; other white space
// becomes a space. What remains of an escape sequence is shown.
func safe(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
			return ' '
		case control(r):
			return -1
		case r == utf8.RuneError:
			return '\ufffd'
		}
		return r
	}, text)
}

// control reports whether r is a control character, C0, C1 or DEL, or one that
// changes the direction of text.
func control(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// oneLine is safe text without line feeds.
func oneLine(text string) string { return strings.ReplaceAll(safe(text), "\n", " ") }

// safeJSON escapes the control characters that JSON may hold as they are: C1,
// DEL and those that turn text around. They can only stand in its strings.
func safeJSON(text []byte) []byte {
	if bytes.IndexFunc(text, rawControl) < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if rawControl(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	return out
}

// rawControl reports whether r is a control character that JSON may hold as it
// is; the line feed ends a line of JSON.
func rawControl(r rune) bool { return r != '\n' && control(r) }
