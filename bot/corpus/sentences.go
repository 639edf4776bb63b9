package corpus

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences splits text into sentences. The spans are relative to text, in
// order, do not overlap, neither begin nor end with white space, and together
// hold every byte that is not white space. Every span holds a letter or a
// digit, except where the whole text has none: then there is one span. Text
// without anything but white space gives nil.
//
// A blank line always ends a sentence; a single line break is a space. The
// rules are for English news text, with the full stops of other scripts. They
// work on the text alone, so the same text always gives the same sentences.
// That is what keeps a stored reference true: change the rules only together
// with a plan for the references that are already stored.
func Sentences(text string) []Span {
	s := splitter{text: text}
	s.run()
	return s.out
}

// splitter is one pass over one text. It keeps no state between texts.
type splitter struct {
	text  string
	start int // where the current sentence begins, white space skipped
	out   []Span

	wordAt     int    // the current sentence's first letter or digit, if searched
	searched   int    // how far it was searched for
	casing     casing // of the whole text, found when first needed
	quotesTo   int    // straight double quotes are counted up to here,
	quotesOdd  bool   // and their number so far is odd
	wroteWords bool   // the last span of out holds a letter or digit
}

// casing says which letter cases a text uses.
type casing byte

const (
	casingUnknown casing = iota
	casingMixed
	casingLower // no upper-case letter: tokenised data, chat
)

// candidate marks the bytes at which a sentence may end: stops, line breaks,
// and the first bytes of the stops of other scripts.
var candidate = [256]bool{
	'.': true, '!': true, '?': true, '\n': true, ':': true,
	0xD6: true, // ։
	0xD8: true, // ؟
	0xDB: true, // ۔
	0xE0: true, // । ॥
	0xE1: true, // ። ។ ၊
	0xE2: true, // … ‼ ⁇ ⁈ ⁉
	0xE3: true, // 。
	0xEF: true, // ！ ？ ． ｡
}

func (s *splitter) run() {
	text := s.text
	s.begin(skipSpace(text, 0))
	for i := s.start; i < len(text); {
		if !candidate[text[i]] {
			i++
			continue
		}
		if text[i] == '\n' {
			next := skipSpace(text, i)
			if blankLine(text[i:next]) {
				s.cut(i, next)
			}
			i = next
			continue
		}
		stop, size := stopAt(text, i)
		if size == 0 {
			i++
			continue
		}
		i = s.atStop(i, stop)
	}
	s.cut(len(text), len(text))
}

// atStop decides about the stop at i and returns where to go on.
func (s *splitter) atStop(i int, kind stopKind) int {
	run := stopRun(s.text, i, kind)
	if run.kind == stopArmenianColon && !armenianColon(s.text, i) {
		return run.end
	}
	end, closers := s.closersAfter(run.end)
	next := skipSpace(s.text, end)
	if next >= len(s.text) {
		return len(s.text)
	}
	spaced := next > end
	if !spaced && !breaksWithoutSpace(s.text, run, closers, next) {
		return run.end
	}
	if blankLine(s.text[end:next]) || s.breaks(i, run, closers, next) {
		s.cut(end, next)
		return next
	}
	return end
}

// cut ends the current sentence at end and starts another at next. A piece
// without a letter or digit is not a sentence: it joins the one before it, or
// the one after when it is the first.
func (s *splitter) cut(end, next int) {
	piece := strings.TrimRightFunc(s.text[s.start:end], unicode.IsSpace)
	defer s.begin(next)
	if piece == "" {
		return
	}
	words := s.wordsBefore(end)
	last := len(s.out) - 1
	switch {
	case last >= 0 && (!words || !s.wroteWords):
		s.out[last].End = s.start + len(piece)
		s.wroteWords = s.wroteWords || words
	default:
		s.out = append(s.out, Span{s.start, s.start + len(piece)})
		s.wroteWords = words
	}
}

// begin begins a sentence at i.
func (s *splitter) begin(i int) {
	s.start, s.searched, s.wordAt = i, i, -1
}

// wordsBefore reports whether the current sentence has a letter or digit before
// position i. It looks at each byte once, however often it is asked.
func (s *splitter) wordsBefore(i int) bool {
	if s.wordAt < 0 && i > s.searched {
		s.wordAt = firstWord(s.text[:i], s.searched)
		s.searched = i
	}
	return s.wordAt >= 0 && s.wordAt < i
}

// breaks reports whether the run of stops that begins at i ends a sentence,
// given that the text goes on at next.
func (s *splitter) breaks(i int, run stops, closers closing, next int) bool {
	if !s.wordsBefore(i) {
		return false
	}
	f := s.following(next)
	if f.class == nextPunct {
		return false
	}
	switch run.kind {
	case stopOther:
		return true
	case stopEllipsis:
		return s.capital(f)
	case stopBang:
		return s.breaksAfterBang(i, run, closers, f)
	case stopArmenianColon:
		return f.class == nextUpper
	}
	return s.breaksAfterPeriod(i, closers, f)
}

// breaksAfterBang decides about ! and ?.
func (s *splitter) breaksAfterBang(i int, run stops, closers closing, f following) bool {
	if !s.capital(f) && f.class != nextSymbol {
		return false
	}
	if s.text[i] == '!' && run.end == i+1 && bangNames[strings.ToLower(lastWord(s.text[s.start:i]))] && closers == 0 {
		return f.starter()
	}
	// "Stop!" Smith said: the sentence goes on behind the quotation.
	return closers&closedQuote == 0 || !speaks(s.text[f.at:])
}

// breaksAfterPeriod decides about a single full stop.
func (s *splitter) breaksAfterPeriod(i int, closers closing, f following) bool {
	prev := lastWord(s.text[s.start:i])
	if prev == "" { // the stop stands alone, as in tokenised text
		return closers&closedQuote == 0 || f.class != nextLower || s.textCasing() == casingLower
	}
	abbr := s.abbreviation(i, prev)
	if abbr == abbrNever {
		return false
	}
	if !s.capital(f) && f.class != nextDigit && f.class != nextSymbol {
		return false
	}
	if s.enumerates(i, prev) {
		return false
	}
	if abbr == abbrNone {
		return true
	}
	if f.class == nextSymbol || f.dash {
		return false
	}
	if closers&closedQuote != 0 {
		return f.class == nextUpper
	}
	switch abbr {
	case abbrBeforeNumber:
		return f.class != nextDigit
	case abbrMonth:
		return f.class == nextUpper || s.lowerIsUpper(f)
	case abbrClock:
		return f.class != nextDigit && !clockFollowers[f.lower()]
	case abbrEnds:
		return f.class != nextDigit
	}
	return f.class != nextDigit && f.starter()
}

// capital reports whether what follows looks like the beginning of a sentence
// by its first character.
func (s *splitter) capital(f following) bool {
	switch f.class {
	case nextUpper, nextDigit:
		return true
	case nextLower:
		return f.brand() || s.lowerIsUpper(f)
	}
	return false
}

// lowerIsUpper reports whether lower-case letters begin sentences because the
// text knows no others.
func (s *splitter) lowerIsUpper(f following) bool {
	return f.class == nextLower && s.textCasing() == casingLower
}

// enumerates reports whether the word before the stop is a number or letter
// that counts an item, such as the 1. at the beginning of this sentence.
func (s *splitter) enumerates(i int, prev string) bool {
	if len(prev) > 4 || s.wordsBefore(i-len(prev)) {
		return false
	}
	for _, r := range prev {
		if !unicode.IsDigit(r) && !strings.ContainsRune("ivxIVX", r) && (len(prev) > 1 || !unicode.IsLetter(r)) {
			return false
		}
	}
	return len(prev) <= 3 || !isDigit(prev[0])
}

// textCasing looks at the whole text once.
func (s *splitter) textCasing() casing {
	if s.casing != casingUnknown {
		return s.casing
	}
	upper, lower := false, false
	for _, r := range s.text {
		upper = upper || unicode.IsUpper(r)
		lower = lower || unicode.IsLower(r)
		if upper && lower {
			s.casing = casingMixed
			return s.casing
		}
	}
	s.casing = casingMixed
	if lower {
		s.casing = casingLower
	}
	return s.casing
}

// insideQuote reports whether an odd number of straight double quotes stands
// before position i, which tells a spaced closing quote from an opening one.
func (s *splitter) insideQuote(i int) bool {
	if i > s.quotesTo {
		if strings.Count(s.text[s.quotesTo:i], `"`)%2 == 1 {
			s.quotesOdd = !s.quotesOdd
		}
		s.quotesTo = i
	}
	return s.quotesOdd
}

// skipSpace returns the first position at or after i that is not white space.
func skipSpace(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if c != ' ' && (c < '\t' || c > '\r') {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsSpace(r) {
			return i
		}
		i += size
	}
	return i
}

// blankLine reports whether white space holds an empty line.
func blankLine(space string) bool {
	first := strings.IndexByte(space, '\n')
	return first >= 0 && strings.IndexByte(space[first+1:], '\n') >= 0
}

// hasWord reports whether text holds a letter or a digit of any script.
func hasWord(text string) bool { return firstWord(text, 0) >= 0 }

// firstWord returns the position of the first letter or digit of any script at
// or after i, -1 for none.
func firstWord(text string, i int) int {
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if isLetter(c) || isDigit(c) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if isWordRune(r) {
			return i
		}
		i += size
	}
	return -1
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
func isLetter(c byte) bool   { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
