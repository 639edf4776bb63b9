package schedule

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a number or a sign of a schedule in plain words.
type token struct {
	kind       tokenKind
	text       string // a word in lower case; a range's dash as "-"
	number     int    // of a number token
	start, end int
	glued      bool // nothing stands between it and the one before
}

type tokenKind uint8

const (
	endToken tokenKind = iota
	wordToken
	numberToken
	signToken
)

// maxDigits bounds numbers: 0830 is the longest that means something.
const maxDigits = 4

// lex splits text up to a byte. A full stop counts only between digits.
func (s source) lex(until int) ([]token, error) {
	var out []token
	for i := 0; i < until; {
		r, n := utf8.DecodeRuneInString(s.text[i:until])
		glued := len(out) > 0 && out[len(out)-1].end == i
		t := token{start: i, end: i + n, glued: glued}
		switch {
		case unicode.IsSpace(r):
			i += n
			continue
		case r >= '0' && r <= '9':
			t.kind = numberToken
			for t.end < until && s.text[t.end] >= '0' && s.text[t.end] <= '9' {
				t.end++
			}
			if t.end-t.start > maxDigits {
				return nil, s.fault(t.start, t.end, s.quote(t.start, t.end)+" is too large a number", "write times like 08:30 and days like 15th")
			}
			t.text = s.text[t.start:t.end]
			for _, d := range t.text {
				t.number = 10*t.number + int(d-'0')
			}
		case unicode.IsLetter(r):
			t.kind = wordToken
			t.text, t.end = s.word(i, until)
		case strings.ContainsRune(",;&+:/", r):
			t.kind, t.text = signToken, string(r)
		case r == '.':
			t.kind, t.text = signToken, "."
			if !glued || out[len(out)-1].kind != numberToken || i+1 >= until || s.text[i+1] < '0' || s.text[i+1] > '9' {
				i += n
				continue
			}
		case r == '-' || r == '–' || r == '—':
			t.kind, t.text = signToken, "-"
		default:
			return nil, s.fault(i, i+n, s.quote(i, i+n)+" has no meaning here", "write days and times, such as “Mondays and Thursdays 9:00”")
		}
		out = append(out, t)
		i = t.end
	}
	return append(out, token{kind: endToken, start: until, end: until}), nil
}

// word reads the word that begins at a byte: letters with apostrophes. "a.m." and
// "p.m." are "am" and "pm".
func (s source) word(from, until int) (text string, end int) {
	rest := s.text[from:until]
	if len(rest) >= 3 && strings.ContainsRune("apAP", rune(rest[0])) && rest[1] == '.' && (rest[2] == 'm' || rest[2] == 'M') {
		return strings.ToLower(rest[:1]) + "m", from + 3
	}
	n := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' })
	if n < 0 {
		n = len(rest)
	}
	return strings.ReplaceAll(strings.ToLower(rest[:n]), "’", "'"), from + n
}
