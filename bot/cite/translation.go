package cite

import (
	"slices"
	"strings"
	"unicode"

	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
)

// Translated is a sentence in another language than the articles', with what a blind
// translation of it back into theirs says: that is what Verify has accepted. Only
// Translation makes one. The zero value is no sentence.
type Translated struct {
	text string
	back Verified
}

// Text is the sentence, "" of the zero value.
func (t Translated) Text() string { return t.text }

// Back is what it says in the articles' language, as it was verified.
func (t Translated) Back() Verified { return t.back }

// Translation takes a text for the translation of a verified sentence, if that can
// stand for it: it must not be the same, and must have its figures and, in Latin
// letters, its names. It gives the zero value, and why, if not. Whether the sentence
// is what the text says, the caller must know: it is the blind translation of it.
func Translation(text string, back Verified) (Translated, string) {
	if back.text == "" || text == "" {
		return Translated{}, "it says nothing"
	}
	if why := Unlike(back, text, latin(text)); why != "" {
		return Translated{}, why
	}
	return Translated{text, back}, ""
}

// latin reports whether most letters of a text are Latin ones.
func latin(text string) bool {
	n := 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			n++
		case unicode.IsLetter(r):
			n--
		}
	}
	return n > 0
}

// Unlike says what tells a translation from its sentence that can be told without
// reading it, "" for nothing: figures, and names if these are to stand in it as they
// are spelt.
func Unlike(s Verified, translation string, names bool) string {
	switch {
	case translation == s.text:
		return "it is not translated"
	case !SameFigures(s.text, translation):
		return "it has other figures"
	case names && !NamesStand(s, translation):
		return "it leaves out a name"
	}
	return ""
}

// SameFigures reports whether two texts, of one language or two, have the same
// numbers in figures.
func SameFigures(a, b string) bool { return slices.Equal(groupedFigures(a), groupedFigures(b)) }

// groupedFigure is a number in figures, with what groups its digits.
var groupedFigure = pattern(`\d+(?:[.,'’\x{00a0}\x{202f}]\d+)*`)

// groupedFigures are the numbers of a text that are written in figures, sorted, so
// that 1,200 and 1.200 are the same, and 240.5 and 240,5, but not 24.05. What stands
// before exactly three digits groups them; a decimal of three digits cannot be told
// from that, in either text.
func groupedFigures(text string) []string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Nd, r) {
			return '0' + digit(r)
		}
		return r
	}, text)
	var out []string
	for _, f := range groupedFigure().FindAllString(text, -1) {
		parts := strings.FieldsFunc(f, func(r rune) bool { return r < '0' || r > '9' })
		n := parts[0]
		for _, p := range parts[1:] {
			if len(p) != 3 {
				n += "."
			}
			n += p
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// digit is the value of a decimal digit of any script: they stand in tens.
func digit(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
		zero--
	}
	return r - zero
}

// NamesStand reports whether the names of a sentence stand in another text, each
// as it is spelt or with an ending behind it. A word that English knows (Mayor,
// Moscow, March) has a form of its own in each language and is left to the
// translation back.
func NamesStand(s Verified, text string) bool {
	var words []string
	for _, t := range english.AppendTokens(nil, text) {
		words = append(words, strings.ToLower(text[t.Start:t.End]))
	}
	for name := range namesOf(s) {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, name) }) {
			return false
		}
	}
	return true
}

// namesOf are the words of a sentence that are names and nothing else, in lower
// case. At the beginning of a sentence, where all words have a capital, one is a
// name if it has one elsewhere too.
func namesOf(s Verified) map[string]bool {
	capital := withCapitals(s.text, nil, false)
	within := withCapitals(s.text, nil, true)
	for _, p := range s.places {
		within = withCapitals(p.Plain(), within, true)
	}
	for w := range capital {
		if !within[w] || english.Default().Knows(w) || english.IsStop(w) {
			delete(capital, w)
		}
	}
	return capital
}

// withCapitals adds the words of a text that begin with a capital, in lower case;
// within leaves out the first of each sentence.
func withCapitals(text string, to map[string]bool, within bool) map[string]bool {
	if to == nil {
		to = make(map[string]bool)
	}
	for _, span := range corpus.Sentences(text) {
		sentence := text[span.Start:span.End]
		for i, t := range english.AppendTokens(nil, sentence) {
			if t.Flags&english.Capital != 0 && t.Flags&english.Digit == 0 && (i > 0 || !within) {
				to[strings.ToLower(sentence[t.Start:t.End])] = true
			}
		}
	}
	return to
}
