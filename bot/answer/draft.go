package answer

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/cite"
	"rapporteur/bot/corpus"
	"rapporteur/prompts"
)

// The bounds of a draft. A model is asked for four short sentences.
const (
	maxDraft     = 16 << 10 // bytes
	maxDrafted   = 12       // sentences
	maxSentence  = 700      // bytes
	maxRepeats   = 3        // of sentences that came already
	droppedRunes = 240      // of a sentence that is listed as dropped
)

// drafted is one sentence of a draft in plain text.
type drafted struct {
	text    string
	markers []cite.Marker
	// why says what keeps it from being looked at, "" when nothing does; hopeless
	// that no repair would help.
	why      string
	hopeless bool
}

// draftReader takes a stream of a model's text apart into sentences as they
// are finished. The zero value is ready.
type draftReader struct {
	rest    string // what is not finished
	read    int    // bytes so far
	out     int    // sentences so far
	repeats int
	code    bool // between fences
	skip    bool // of a sentence that is too long, until it ends
	seen    map[string]bool
	refused bool // the model says that there is no answer
	full    bool // no more is read: a bound is reached
}

// markers are one or more of [2.3], also as [2.3, 2.4], with what stands between.
var (
	markerRun = pattern(`(?:\s*[\[【]\s*\d{1,4}\s*\.\s*\d{1,4}(?:\s*[,;]\s*\d{1,4}\s*\.\s*\d{1,4})*\s*[\]】][ \t,;]*)+`)
	oneMarker = pattern(`(\d{1,4})\s*\.\s*(\d{1,4})`)
)

// add reads on and returns the sentences that have ended.
func (r *draftReader) add(text string) []drafted {
	if r.full {
		return nil
	}
	if r.read += len(text); r.read > maxDraft {
		r.full = true
		return nil
	}
	r.rest += text
	var out []drafted
	for !r.full {
		end := sentenceEnd(r.rest)
		if end < 0 {
			break
		}
		out = append(out, r.take(r.rest[:end])...)
		r.rest = r.rest[end:]
	}
	if len(r.rest) > maxSentence+maxMarkers {
		r.rest, r.skip = "", true
	}
	return out
}

// maxMarkers is the room for markers behind a sentence, in bytes.
const maxMarkers = 200

// end returns what is left when the stream has ended as it should.
func (r *draftReader) end() []drafted {
	if r.full {
		return nil
	}
	out := r.take(r.rest)
	r.rest = ""
	return out
}

// sentenceEnd is where the first sentence of a text ends, with its markers; -1
// while that cannot be told. A sentence ends with a line, or with markers behind
// which another one begins.
func sentenceEnd(text string) int {
	line := strings.IndexByte(text, '\n')
	for from := 0; ; {
		at := markerRun().FindStringIndex(text[from:])
		if at == nil || line >= 0 && line <= from+at[0] {
			break
		}
		end := from + at[1]
		next := strings.TrimLeft(text[end:], " \t")
		if next == "" || strings.HasPrefix(next, "[") || strings.HasPrefix(next, "【") || !utf8.FullRuneInString(next) {
			return line // the markers may go on; -1 without the end of a line
		}
		if r, _ := utf8.DecodeRuneInString(next); r == '.' || r == '!' || r == '?' {
			return len(text) - len(next) + 1
		} else if !unicode.IsLower(r) && r != ',' {
			return end
		}
		from = end
	}
	if line >= 0 {
		return line + 1
	}
	return -1
}

// take makes sentences of a finished piece. Of several only the last has the
// markers behind them.
func (r *draftReader) take(piece string) []drafted {
	if r.skip {
		r.skip = false
		return r.put(drafted{text: shortened(plainText(piece)), why: "it is too long", hopeless: true})
	}
	if strings.HasPrefix(strings.TrimSpace(piece), "```") {
		r.code = !r.code
		return nil
	}
	if r.code {
		return nil
	}
	var markers []cite.Marker
	for _, run := range markerRun().FindAllString(piece, -1) {
		markers = append(markers, markersIn(run)...)
	}
	text := plainText(markerRun().ReplaceAllString(piece, " "))
	if isRefusal(text) {
		r.refused = true
		return nil
	}
	var out []drafted
	spans := corpus.Sentences(text)
	for i, span := range spans {
		d := drafted{text: withStop(text[span.Start:span.End])}
		if i == len(spans)-1 {
			d.markers = markers
		}
		d.why = foreign(d.text, piece)
		if len(d.text) > maxSentence {
			d.text, d.why, d.hopeless = shortened(d.text), "it is too long", true
		}
		out = append(out, r.put(d)...)
	}
	return out
}

// put counts a sentence and leaves out one that came already.
func (r *draftReader) put(d drafted) []drafted {
	if r.full || !strings.ContainsFunc(d.text, unicode.IsLetter) {
		return nil
	}
	if r.seen == nil {
		r.seen = make(map[string]bool)
	}
	key := strings.ToLower(d.text)
	if r.seen[key] {
		r.repeats++
		r.full = r.repeats >= maxRepeats // it goes round in a loop
		return nil
	}
	r.seen[key] = true
	r.out++
	r.full = r.out >= maxDrafted
	return []drafted{d}
}

func markersIn(run string) (out []cite.Marker) {
	for _, m := range oneMarker().FindAllStringSubmatch(run, -1) {
		passage, _ := strconv.Atoi(m[1]) // at most four figures
		sentence, _ := strconv.Atoi(m[2])
		out = append(out, cite.Marker{Passage: passage, Sentence: sentence})
	}
	return out
}

// isRefusal reports whether a model wrote that there is no answer.
func isRefusal(text string) bool {
	return strings.HasPrefix(strings.TrimLeft(text, ` "“'*`), prompts.Refusal)
}

var (
	bullet = pattern(`^\s*(?:#{1,6}\s+|>+\s*|[-*•–]\s+|\d{1,2}[.)]\s+)+`)
	// markupSigns are taken off; what stands in it stays.
	markupSigns = strings.NewReplacer("**", "", "__", "", "~~", "", "||", "", "*", "")
)

// plainText is a line of a draft without markup and without what cannot be
// seen.
func plainText(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case c == unicode.ReplacementChar, unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
	s = markupSigns.Replace(bullet().ReplaceAllString(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	for _, stop := range []string{" .", " ,", " ;", " !", " ?"} { // where a marker stood
		s = strings.ReplaceAll(s, stop, stop[1:])
	}
	return s
}

// withStop ends a sentence that has no end.
func withStop(s string) string {
	if last, _ := utf8.DecodeLastRuneInString(s); unicode.IsLetter(last) || unicode.IsNumber(last) {
		return s + "."
	}
	return s
}

// link is what a reader's program may make a link of.
var link = pattern(`(?i)\w:/|//|\bwww\.|\]\(|\bmailto:`)

// foreign says what a sentence has in it that is no plain text, "" for nothing.
func foreign(text, raw string) string {
	switch {
	case link().MatchString(text) || link().MatchString(raw):
		return "it has a link in it: write plain text"
	case strings.ContainsAny(text, "@<>"):
		return "it has a mention or markup in it: write plain text"
	case strings.ContainsAny(text, "`\\{}|[]【】^~#"):
		return "it has code or markup in it: write plain text"
	}
	return ""
}

// shortened is the beginning of a text that is listed as dropped.
func shortened(s string) string {
	if runes := []rune(s); len(runes) > droppedRunes {
		return string(runes[:droppedRunes-1]) + "…"
	}
	return s
}
