package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes a text one line that shows what it holds: white space is folded
// to single spaces, bytes that are no UTF-8 become U+FFFD, and characters that
// a reader cannot see are dropped: control characters, those that turn the
// direction of text around, and those of no width. A joiner stays where
// scripts and emoji need it, between two characters beyond ASCII.
func Visible(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space, last := false, rune(0)
	for i, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case joiner(r) && !(joinable(last) && !space && joinable(after(s[i+utf8.RuneLen(r):]))):
			continue
		case !joiner(r) && unseen(r):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// joiner reports whether r is ZERO WIDTH NON-JOINER or JOINER.
func joiner(r rune) bool { return r == 0x200C || r == 0x200D }

// joinable reports whether a joiner beside r has a meaning.
func joinable(r rune) bool {
	return r >= 0xA0 && !unicode.IsSpace(r) && !joiner(r) && !unseen(r)
}

// after is the first character of s, 0 for none.
func after(s string) rune {
	if s == "" {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// unseen reports whether r is a control or format character that shows
// nothing. The signs of Arabic and others that stand before numbers are format
// characters that show.
func unseen(r rune) bool {
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}
