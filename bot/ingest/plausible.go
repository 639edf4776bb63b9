package ingest

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// others are encodings of alphabets that a detector of those of the web takes for some
// other: those of old Macs and of DOS. The most usual ones of the web are among them for
// short texts, on which it errs.
var others = []struct {
	name string
	enc  encoding.Encoding
}{
	{"windows-1252", charmap.Windows1252},
	{"windows-1251", charmap.Windows1251},
	{"macintosh", charmap.Macintosh},
	{"x-mac-cyrillic", charmap.MacintoshCyrillic},
	{"ibm866", charmap.CodePage866},
	{"cp850", charmap.CodePage850},
}

// better is the encoding in which a text looks more like one than in a guessed one, by
// a good measure; the guessed one where there is none.
func better(sample []byte, guess string) (encoding.Encoding, string) {
	enc, _ := charset.Lookup(guess)
	good, bad := plausible(decodeWith(enc, sample))
	best := worth(good, bad) + max(2, good/20)
	for _, o := range others {
		text := decodeWith(o.enc, sample)
		if !clean(text) {
			continue
		}
		if good, bad := plausible(text); worth(good, bad) > best {
			enc, guess, best = o.enc, o.name, worth(good, bad)
		}
	}
	return enc, guess
}

// worth weighs what fits against what does not: a wrong encoding makes some of each.
func worth(good, bad int) int { return good - 4*bad }

// plausible counts the characters beyond ASCII that stand where they may in a text, and
// those that do not: a capital behind a small letter, letters of two alphabets in a word,
// a quotation mark that opens at the end of a word.
func plausible(text string) (good, bad int) {
	before := ' '
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		if r >= 0x80 {
			if fits(before, r, after) {
				good++
			} else {
				bad++
			}
		}
		before = r
	}
	return good, bad
}

func fits(before, r, after rune) bool {
	opens := unicode.IsSpace(before) || unicode.In(before, unicode.Ps, unicode.Pi, unicode.Pd)
	switch {
	case unicode.Is(unicode.Latin, r) && accented(before) && accented(after):
		return false // no word of a language of Europe has three in a row
	case unicode.IsLetter(r):
		return sameScript(before, r) && sameScript(r, after) && !(unicode.IsUpper(r) && unicode.IsLower(before))
	case r == '’':
		return unicode.IsLetter(before) || unicode.IsPunct(before) || unicode.IsLetter(after) && opens
	case r == '„', r == '«', unicode.Is(unicode.Pi, r):
		return opens && !unicode.IsSpace(after)
	case r == '»', unicode.Is(unicode.Pf, r):
		return !unicode.IsSpace(before) && !unicode.IsLetter(after)
	case unicode.Is(unicode.Pd, r):
		return unicode.IsSpace(before) == unicode.IsSpace(after)
	case r == '…':
		return !opens || unicode.IsSpace(before)
	case r == '€', r == '£', r == '¥':
		return unicode.IsDigit(after) || unicode.IsDigit(before) || unicode.IsSpace(before)
	case r == '§', r == '№', r == '©', r == '®', r == '·', r == '•', r == '\u00a0':
		return !unicode.IsLetter(before)
	case r == '°', r == '²', r == '³', r == '½', r == '¼', r == '±', r == '×':
		return unicode.IsDigit(before) || unicode.IsSpace(before) || unicode.IsLetter(before) && r != '°' && r != '×'
	case r == '¿', r == '¡':
		return opens
	}
	return r > 0x2FFF // marks of Chinese and Japanese, which are judged by their letters
}

func accented(r rune) bool { return r >= 0x80 && unicode.Is(unicode.Latin, r) }

// sameScript reports whether two characters may stand side by side in a word.
func sameScript(a, b rune) bool {
	if !unicode.IsLetter(a) || !unicode.IsLetter(b) {
		return true
	}
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic} {
		if unicode.Is(script, a) != unicode.Is(script, b) {
			return false
		}
	}
	return true
}

// once is text that was encoded as UTF-8 twice, as it was before the second time; false
// where it was not. In between it was taken for windows-1252 or ISO-8859-1.
func once(text string) (string, bool) {
	undone := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r > 0xFF {
			return "", false
		} else if !ok {
			b = byte(r)
		}
		undone = append(undone, b)
	}
	return string(undone), len(undone) < len(text) && utf8.Valid(undone) && !ascii(undone)
}
