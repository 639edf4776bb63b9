package render

import (
	"strings"

	"rapporteur/bot/corpus"
)

// Escape makes untrusted text safe to stand anywhere in a post: one line, of
// which Discord shows every character and obeys none. A backslash before each
// sign that could be markup does that; Discord does not show it. Only behind
// the @ of @everyone and @here, which Discord looks for without heed of
// backslashes, stands a character of no width.
//
// It is made for text that is not escaped yet, and for the beginning of a line
// as well as for the middle.
func Escape(text string) string { return corpus.Escaped(clean(text), live) }

// live reports whether the byte at i could be, or be part of, markup.
func live(s string, i int) bool {
	switch s[i] {
	case '\\', '*', '_', '~', '|', '`', '<', '>', '[', ']':
		return true
	case '(': // "](", also with the bracket of a "[1]" that stands before the text
		return i > 0 && s[i-1] == ']'
	case ':': // https://, :emoji:, also with a colon that stands behind the text
		return i+1 == len(s) || s[i+1] != ' '
	case '#', '-', '+': // headings, small print, lists
		return i == 0
	case '/':
		return endsInInviteHost(s[:i])
	}
	return false
}

// inviteHosts are the hosts of addresses that Discord turns into cards even
// without https:// before them.
var inviteHosts = []string{"discord.gg", "discord.com", "discordapp.com", "discord.new", "discord.gift"}

func endsInInviteHost(s string) bool {
	for _, host := range inviteHosts {
		if from := len(s) - len(host); from >= 0 && strings.EqualFold(s[from:], host) {
			return true
		}
	}
	return false
}
