package answer

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/bot/english"
	"rapporteur/bot/llm"
	"rapporteur/prompts"
)

// maxTranslated is the length of the longest translation of a sentence, in bytes:
// other scripts take up to three times the bytes of Latin letters.
const maxTranslated = 3 * maxSentence

// translated asks a model for lines in a language, by their numbers. A number
// that does not come, or comes twice, or with what is no line of plain text, is
// left out.
func (w *Writer) translated(ctx context.Context, m llm.Model, purpose string, lines map[int]string, language string) (map[int]string, error) {
	data := prompts.Data{Language: language}
	material := []string{purpose}
	for _, n := range slices.Sorted(maps.Keys(lines)) {
		data.Lines = append(data.Lines, prompts.Line{N: n, Text: lines[n]})
		material = append(material, lines[n])
	}
	data.Fence = w.fence(material...)
	prompt, err := w.Prompts.Translate(data)
	if err != nil {
		return nil, err
	}
	said, err := complete(ctx, m, purpose, prompt, maxAnswerTokens)
	if err != nil {
		return nil, err
	}
	out := numberedLines(said)
	for n := range out {
		if _, asked := lines[n]; !asked {
			delete(out, n)
		}
	}
	return out, nil
}

var numberedLine = pattern(`^\s*(\d{1,3})\s*[.):]\s+(\S.*)$`)

// numberedLines are the lines of plain text of a model's answer that have a
// number of their own.
func numberedLines(said string) map[int]string {
	out := make(map[int]string)
	seen := make(map[int]bool)
	for line := range strings.Lines(said[:min(len(said), maxDraft)]) {
		m := numberedLine().FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m == nil {
			continue
		}
		n, _ := strconv.Atoi(m[1]) // at most three figures
		text := plainText(m[2])
		if seen[n] || text == "" || len(text) > maxTranslated || foreign(text, m[2]) != "" {
			delete(out, n)
		} else {
			out[n] = text
		}
		seen[n] = true
	}
	return out
}

// unlike says what tells a translation from its sentence that can be told without
// reading it, "" for nothing: figures, names, the script.
func unlike(s cite.Verified, translation string, to *language) string {
	switch {
	case translation == s.Text():
		return "it is not translated"
	case !slices.Equal(figures(s.Text()), figures(translation)):
		return "it has other figures"
	case to.script == nil && !namesStand(s, translation):
		return "it leaves out a name"
	case to.script != nil && !strings.ContainsFunc(translation, func(r rune) bool { return unicode.Is(to.script, r) }):
		return "it is in another script"
	}
	return ""
}

// figure is a number in figures, with what groups its digits.
var figure = pattern(`\d+(?:[.,'’\x{00a0}\x{202f}]\d+)*`)

// figures are the numbers of a text that are written in figures, sorted, so that
// 1,200 and 1.200 are the same, and 240.5 and 240,5, but not 24.05. What stands
// before exactly three digits groups them; a decimal of three digits cannot be told
// from that, in either text.
func figures(text string) []string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Nd, r) {
			return '0' + digit(r)
		}
		return r
	}, text)
	var out []string
	for _, f := range figure().FindAllString(text, -1) {
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

// namesStand reports whether the names of a sentence stand in another text, each
// as it is spelt or with an ending behind it. A word that English knows (Mayor,
// Moscow, March) has a form of its own in each language and is left to the
// translation back.
func namesStand(s cite.Verified, text string) bool {
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
func namesOf(s cite.Verified) map[string]bool {
	capital := capitals(s.Text(), nil, false)
	within := capitals(s.Text(), nil, true)
	for _, p := range s.Places() {
		within = capitals(p.Plain(), within, true)
	}
	for w := range capital {
		if !within[w] || english.Default().Knows(w) || english.IsStop(w) {
			delete(capital, w)
		}
	}
	return capital
}

// capitals adds the words of a text that begin with a capital, in lower case;
// within leaves out the first of each sentence.
func capitals(text string, to map[string]bool, within bool) map[string]bool {
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

// markers are those of places that were sent.
func (m *material) markers(places []corpus.Place) []cite.Marker {
	var out []cite.Marker
	for i, passage := range m.passages {
		for k, p := range passage {
			if slices.Contains(places, p) {
				out = append(out, cite.Marker{Passage: i + 1, Sentence: k + 1})
			}
		}
	}
	return out
}
