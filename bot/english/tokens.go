package english

import (
	"unicode"
	"unicode/utf8"
)

// Flags describe how a token was written.
type Flags uint8

// The flags of a token.
const (
	Capital Flags = 1 << iota // begins with an upper-case letter
	Upper                     // at least two letters, all of them upper-case
	Digit                     // holds a digit
)

// Token is one word or number of a text: a half-open range of byte offsets.
type Token struct {
	Start, End int
	Flags      Flags
}

// AppendTokens appends the tokens of text to dst, in order. A token is a run
// of letters, marks and digits. Apostrophes and full stops inside a word stay
// in it (O'Brien, U.S.), as do commas and points inside a number (1,500.5); a
// possessive 's is left out. Hyphens part words. Each rune of a script that is
// written without spaces is a token of its own. A per cent sign is a token.
//
// A text that is all in capitals says nothing by them, so that its tokens
// carry neither Capital nor Upper.
func AppendTokens(dst []Token, text string) []Token {
	first := len(dst)
	dst = appendTokens(dst, text)
	if shouted(dst[first:]) {
		for i := range dst[first:] {
			dst[first+i].Flags &= Digit
		}
	}
	return dst
}

// shouted reports whether tokens are words in capitals only.
func shouted(tokens []Token) bool {
	words := 0
	for _, t := range tokens {
		if t.Flags&Digit != 0 || t.End-t.Start < 2 {
			continue
		}
		if t.Flags&Upper == 0 {
			return false
		}
		words++
	}
	return words > 3
}

func appendTokens(dst []Token, text string) []Token {
	for i := 0; i < len(text); {
		r, size := decode(text, i)
		if !isWordRune(r) {
			if r == '%' {
				dst = append(dst, Token{Start: i, End: i + 1})
			}
			i += size
			continue
		}
		if unspaced(r) {
			dst = append(dst, Token{Start: i, End: i + size})
			i += size
			continue
		}
		token := scanToken(text, i)
		dst = append(dst, token)
		i = token.End + possessive(text[token.End:])
	}
	return dst
}

// decode is utf8.DecodeRuneInString with a short way for ASCII.
func decode(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

func isDigit(r rune) bool {
	return '0' <= r && r <= '9' || r >= utf8.RuneSelf && unicode.IsDigit(r)
}

func isUpper(r rune) bool {
	return 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
}

// unspaced reports whether r belongs to a script that puts no spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// scanToken reads the token that begins at byte i of text.
func scanToken(text string, i int) Token {
	token := Token{Start: i}
	letters, uppers, digits := 0, 0, 0
	end := i
	for j := i; j < len(text); {
		r, size := decode(text, j)
		switch {
		case isWordRune(r) && !unspaced(r):
			if isDigit(r) {
				digits++
			} else {
				letters++
				if isUpper(r) {
					uppers++
				}
			}
			if j == i && isUpper(r) {
				token.Flags |= Capital
			}
			j += size
			end = j
			continue
		case isJoiner(r, letters, digits) && j+size < len(text):
			next, _ := decode(text, j+size)
			if joins(r, next, letters, digits, text[:j], text[j+size:]) {
				j += size
				continue
			}
		}
		break
	}
	token.End = end
	if digits > 0 {
		token.Flags |= Digit
	}
	if uppers >= 2 && uppers == letters {
		token.Flags |= Upper
	}
	return token
}

// isJoiner reports whether r may stand inside a token at all.
func isJoiner(r rune, letters, digits int) bool {
	switch r {
	case '\'', '’':
		return letters > 0
	case '.':
		return letters+digits > 0
	case ',':
		return digits > 0 && letters == 0
	}
	return false
}

// joins reports whether the joiner r, with before on its left and after on its
// right, keeps both sides one token.
func joins(r, next rune, letters, digits int, before, after string) bool {
	switch r {
	case '\'', '’':
		return isWordRune(next) && !isDigit(next) && !isPossessive(next, after)
	case '.':
		if letters == 0 {
			return isDigit(next)
		}
		// Initials: a single letter on both sides, as in U.S. or a.m.
		return digits == 0 && singleLetterEnds(before) && isWordRune(next) && !isDigit(next) && singleLetterBegins(after)
	case ',':
		return isDigit(next) && threeDigits(after)
	}
	return false
}

// possessive is the length of the 's that rest begins with, 0 for none.
func possessive(rest string) int {
	if rest == "" || rest[0] != '\'' && rest[0] < utf8.RuneSelf {
		return 0
	}
	r, size := decode(rest, 0)
	if r != '\'' && r != '’' || size == len(rest) {
		return 0
	}
	next, _ := decode(rest, size)
	if !isPossessive(next, rest[size:]) {
		return 0
	}
	return size + 1
}

func isPossessive(next rune, after string) bool {
	if next != 's' && next != 'S' {
		return false
	}
	if len(after) == 1 {
		return true
	}
	r, _ := decode(after, 1)
	return !isWordRune(r)
}

func singleLetterEnds(before string) bool {
	_, size := utf8.DecodeLastRuneInString(before)
	if size == len(before) {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(before[:len(before)-size])
	return !isWordRune(r)
}

func singleLetterBegins(after string) bool {
	_, size := decode(after, 0)
	if size == len(after) {
		return true
	}
	r, _ := decode(after, size)
	return !isWordRune(r)
}

func threeDigits(s string) bool {
	if len(s) < 3 {
		return false
	}
	for i := range 3 {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) == 3 || s[3] < '0' || s[3] > '9'
}

// AppendFold appends the form under which a token is compared: lower case,
// without diacritics, apostrophes, and the stops of initials and the commas of
// numbers. Initials that would be a pronoun keep a stop: US and U.S. become
// "u.s", WHO "w.h.o". token must be of text.
func AppendFold(dst []byte, text string, token Token) []byte {
	start := len(dst)
	word := text[token.Start:token.End]
	for i := 0; i < len(word); {
		c := word[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(word[i:])
			dst = appendFoldedRune(dst, r)
			i += size
			continue
		}
		i++
		switch {
		case 'A' <= c && c <= 'Z':
			dst = append(dst, c+'a'-'A')
		case c == '.':
			if token.Flags&Digit != 0 {
				dst = append(dst, c)
			}
		case c == ',' || c == '\'':
		default:
			dst = append(dst, c)
		}
	}
	if token.Flags&Upper != 0 {
		switch string(dst[start:]) {
		case "us":
			dst = append(dst[:start], "u.s"...)
		case "who":
			dst = append(dst[:start], "w.h.o"...)
		}
	}
	return dst
}

// Fold returns the folded form of a token of text.
func Fold(text string, token Token) string {
	var buf [32]byte
	return string(AppendFold(buf[:0], text, token))
}

func appendFoldedRune(dst []byte, r rune) []byte {
	switch r {
	case '’', 'ʼ', 'ʻ':
		return dst
	case 'ß':
		return append(dst, "ss"...)
	case 'æ', 'Æ':
		return append(dst, "ae"...)
	case 'œ', 'Œ':
		return append(dst, "oe"...)
	case 'ə', 'Ə':
		return append(dst, 'a')
	}
	if unicode.Is(unicode.Mn, r) {
		return dst
	}
	if r < 0x0250 {
		if base := latinBase[r]; base != 0 {
			return append(dst, base)
		}
	}
	return utf8.AppendRune(dst, unicode.ToLower(r))
}

// latinBase maps accented Latin letters to their plain lower-case letter.
var latinBase = func() (table [0x0250]byte) {
	for base, letters := range map[byte]string{
		'a': "ÀÁÂÃÄÅàáâãäåĀāĂăĄą", 'c': "ÇçĆćĈĉĊċČč", 'd': "ĎďĐđÐð",
		'e': "ÈÉÊËèéêëĒēĔĕĖėĘęĚě", 'g': "ĜĝĞğĠġĢģ", 'h': "ĤĥĦħ",
		'i': "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", 'j': "Ĵĵ", 'k': "Ķķ", 'l': "ĹĺĻļĽľŁł",
		'n': "ÑñŃńŅņŇň", 'o': "ÒÓÔÕÖØòóôõöøŌōŎŏŐő", 'r': "ŔŕŖŗŘř",
		's': "ŚśŜŝŞşŠšȘș", 't': "ŢţŤťȚț", 'u': "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų",
		'w': "Ŵŵ", 'y': "ÝýÿŶŷŸ", 'z': "ŹźŻżŽž",
	} {
		for _, r := range letters {
			table[r] = base
		}
	}
	return table
}()
