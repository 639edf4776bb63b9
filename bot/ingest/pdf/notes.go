package pdf

import (
	"regexp"
	"strings"

	"rapporteur/bot/ingest/prose"
)

// noteShare is how large the letters of notes are at most, of the text's.
const noteShare = 0.92

// noteMark is how a note begins: with its number or sign.
var noteMark = regexp.MustCompile(`^(?:\d{1,3}[.)]?|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[*†‡§]+) ?\S`)

// withoutNotes takes the notes at the end of pages out of them, so that a sentence goes
// on over them to the next page, and gives them as a list below a heading. They are set
// smaller than the text, below all of it, and the first begins with its mark.
func withoutNotes(pages []page, body float64) []prose.Block {
	var notes []prose.Block
	for i := range pages {
		lines := pages[i].lines
		from := len(lines)
		for from > 0 && lines[from-1].size < body*noteShare {
			from--
		}
		if from == 0 || from == len(lines) || !noteMark.MatchString(lines[from].text) || !below(lines[from], lines[:from]) {
			continue
		}
		pages[i].lines = lines[:from]
		var open strings.Builder
		for _, l := range lines[from:] {
			if noteMark.MatchString(l.text) && open.Len() > 0 {
				notes = append(notes, prose.Block{Kind: prose.Item, Text: open.String()})
				open.Reset()
			}
			join(&open, l.text)
		}
		notes = append(notes, prose.Block{Kind: prose.Item, Text: open.String()})
	}
	if len(notes) == 0 {
		return nil
	}
	return append([]prose.Block{{Kind: prose.Heading, Level: 1, Text: "Notes"}}, notes...)
}

// below reports whether a line stands below all of others.
func below(l line, others []line) bool {
	for _, other := range others {
		if other.lastBase <= l.base {
			return false
		}
	}
	return true
}
