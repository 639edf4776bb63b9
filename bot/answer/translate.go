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
	if why := cite.Unlike(s, translation, to.script == nil); why != "" {
		return why
	}
	if to.script != nil && !strings.ContainsFunc(translation, func(r rune) bool { return unicode.Is(to.script, r) }) {
		return "it is in another script"
	}
	return ""
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
