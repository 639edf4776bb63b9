package render

import (
	"strings"
	"unicode/utf16"

	"github.com/rivo/uniseg"
)

// Discord's limits, in characters (docs: Message, Create Message and Embed
// Limits; Components, Button).
const (
	maxContent     = 2000 // "Message contents (up to 2000 characters)"
	maxDescription = 4096 // "description: 4096 characters"
	maxTitle       = 256  // "title: 256 characters"
	maxLabel       = 80   // "Text that appears on the button; max 80 characters"
)

// An embed holds one title, description and footer. With a footer of at most
// this length they stay below "the combined sum of characters … across all
// embeds attached to a message must not exceed 6000 characters".
const maxFooter = 1000

// length counts UTF-16 units.
func length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// ellipsis ends what was shortened.
const ellipsis = "…"

// shorten cuts a clean text to at most most units, at a space where there is
// one not far back, and puts an ellipsis where it was cut.
func shorten(s string, most int) string {
	if length(s) <= most {
		return s
	}
	head, _ := divide(s, most-length(ellipsis))
	return strings.TrimRight(head, " ,;:–—-") + ellipsis
}

// shortenEscaped escapes a clean text, shortened so that it has at most most
// units when it is escaped.
func shortenEscaped(s string, most int) string {
	for limit := most; limit > 0; {
		escaped := Escape(shorten(s, limit))
		over := length(escaped) - most
		if over <= 0 {
			return escaped
		}
		limit -= (over + 1) / 2 // escaping at most doubles
	}
	return ""
}

// divide splits a text so that head has at most most units: at the last space
// in the last half of them, or else between two characters as a reader sees
// them. The space goes. A backslash stays with what it escapes. Head is not
// empty unless s is; most must be 4 or more.
func divide(s string, most int) (head, rest string) {
	end, space, units := 0, -1, 0
	for state, left := -1, s; left != ""; {
		var cluster string
		cluster, left, _, state = uniseg.FirstGraphemeClusterInString(left, state)
		if units += length(cluster); units > most {
			break
		}
		if cluster == " " && units > most/2 {
			space = end
		}
		end += len(cluster)
	}
	switch {
	case end == len(s):
		return s, ""
	case s[end] == ' ':
		return s[:end], s[end+1:]
	case space >= 0:
		return s[:space], s[space+1:]
	case end == 0: // one character with more marks on it than there is room
		end = codePoints(s, most)
	}
	return atEscape(s, end)
}

// codePoints is the length in bytes of as many code points as have most units.
func codePoints(s string, most int) int {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > most {
			return i
		}
	}
	return len(s)
}

// atEscape splits at end, or one byte before when that would part a backslash
// from what it escapes.
func atEscape(s string, end int) (head, rest string) {
	head = s[:end]
	if slashes := len(head) - len(strings.TrimRight(head, `\`)); slashes%2 == 1 && end > 1 {
		end--
	}
	return s[:end], s[end:]
}
