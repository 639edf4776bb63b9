package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// nextClass is what the text goes on with behind a stop.
type nextClass byte

const (
	nextUpper  nextClass = iota // an upper-case letter, or one of a script without case
	nextLower                   // a lower-case letter
	nextDigit                   // a digit, or a currency sign
	nextSymbol                  // an emoji or another sign
	nextPunct                   // a comma or another mark that carries a sentence on
)

// following is the first word behind a stop.
type following struct {
	text  string // from the word's first letter to the end of the whole text
	at    int    // its position in the whole text
	class nextClass
	dash  bool // a dash stands before it
}

// following skips opening quotes, brackets, dashes and markup from position i.
func (s *splitter) following(i int) following {
	f := following{}
	text := s.text
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("\"'`“”‘’«‹„‚([{（［【「『《〈*_~#>¿¡•·●▪◦$€£¥₹\\", r):
		case strings.ContainsRune("-–—", r):
			f.dash = true
		case r == '<' && tagSize(text[i:]) > 0:
			size = tagSize(text[i:])
		default:
			f.at, f.text, f.class = i, text[i:], classOf(r)
			return f
		}
		i += size
	}
	f.at, f.class = i, nextPunct
	return f
}

// tagSize returns the size of an HTML tag at the start of text, 0 for none.
func tagSize(text string) int {
	if len(text) < 3 || (text[1] != '/' && !isLetter(text[1])) {
		return 0
	}
	return bracketed(text, '<', '>')
}

func classOf(r rune) nextClass {
	switch {
	case unicode.IsNumber(r):
		return nextDigit
	case unicode.IsLower(r) && !unicode.Is(unicode.Georgian, r):
		return nextLower
	case unicode.IsLetter(r):
		return nextUpper
	case strings.ContainsRune(",;:.!?%/&+=)]}|", r):
		return nextPunct
	}
	return nextSymbol
}

// maxWord bounds the words that the rules look at, in bytes.
const maxWord = 40

// word returns the first word's letters, digits and apostrophes.
func (f following) word() string { return leadingWord(f.text) }

// leadingWord returns the letters, digits and apostrophes that text begins with.
func leadingWord(text string) string {
	for i := 0; i < len(text) && i < maxWord; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) && r != '\'' && r != '’' {
			return text[:i]
		}
		i += size
	}
	return cutRunes(text, maxWord)
}

// cutRunes cuts text to at most n bytes without cutting a character.
func cutRunes(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// lower returns the first word in lower case.
func (f following) lower() string { return strings.ToLower(f.word()) }

// brand reports whether the first word begins in lower case only because a
// brand does: iPhone, eBay, macOS.
func (f following) brand() bool {
	word := f.word()
	for i, r := range word {
		if i > 0 && unicode.IsUpper(r) {
			return true
		}
	}
	return false
}

// starter reports whether the first word is one that begins sentences and
// hardly ever continues a name: "The" behind "U.S." where "Senate" is not.
func (f following) starter() bool {
	word := f.word()
	if strings.HasPrefix(f.text[len(word):], ".") && len(word) == 1 {
		return false // an initial: A. Smith
	}
	lower := strings.ToLower(word)
	if cut := strings.IndexAny(lower, "'’"); cut > 0 {
		lower = lower[:cut] // It's, They’re
	}
	if f.class == nextLower {
		return lowerStarters[lower]
	}
	return starters[lower]
}

// speaks reports whether text begins with a speaker and a verb of saying, as it
// does behind a quotation: Smith said, the minister's name asked, she added.
func speaks(text string) bool {
	for n := range 4 {
		word := leadingWord(text)
		if word == "" {
			return false
		}
		if n > 0 && speechVerbs[strings.ToLower(word)] {
			return true
		}
		first, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsUpper(first) || (n == 0 && starters[strings.ToLower(word)] && !pronouns[strings.ToLower(word)]) {
			return false
		}
		text = strings.TrimPrefix(text[len(word):], ".")
		if !strings.HasPrefix(text, " ") {
			return false
		}
		text = text[1:]
	}
	return false
}

// lastWord returns the run of characters before the end of text that holds no
// white space and no opening mark, at most maxWord bytes of it.
func lastWord(text string) string {
	text = strings.TrimSuffix(text, `\`) // 1\. is Markdown for 1.
	i := len(text)
	for i > 0 && len(text)-i < maxWord {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsSpace(r) || strings.ContainsRune("\"`“”‘«»„([{*~—–", r) {
			break
		}
		if (r == '\'' || r == '’' || r == '_') && !endsInWord(text[:i-size]) {
			break // an opening mark, not the apostrophe of "don't"
		}
		i -= size
	}
	return text[i:]
}

// endsInWord reports whether text ends in a letter or digit.
func endsInWord(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return isWordRune(r)
}
