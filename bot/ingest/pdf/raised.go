package pdf

import (
	"strings"

	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"

	"rapporteur/bot/ingest/prose"
)

const (
	// smallShare is how large the digits of a note's mark or a power are at most, of
	// the line's letters, where browsers have five sixths; raisedShare is how high above
	// the line they stand at least.
	smallShare  = 0.86
	raisedShare = 0.1
	// maxRaised is how many digits a mark or a power has at most.
	maxRaised = 3
	// maxAsked bounds how often a document is asked how a digit is set.
	maxAsked = 20_000
)

// raised is a line in which the digits that stand above it are those of Unicode, so that
// 10³ is not read as 103, and a note's mark as no number; false where there are none.
// start is the place of the line in the page's text, size that of its letters, and base
// what they stand on.
func (f *file) raised(text references.FPDF_TEXTPAGE, line string, start int, size, base float64) (string, bool) {
	out := []byte(nil)
	done := 0
	for i := 0; i < len(line); i++ {
		if line[i] < '0' || line[i] > '9' || i+1 < len(line) && line[i+1] >= '0' && line[i+1] <= '9' {
			continue // no digit, or not the last of a number
		}
		from := i + 1
		for from > max(done, i+1-maxRaised) && line[from-1] >= '0' && line[from-1] <= '9' && f.isRaised(text, start+units(line[:from-1]), size, base) {
			from--
		}
		if from <= i && !standsAlone(line, from, i+1) {
			out = append(append(out, line[done:from]...), prose.Superscript(line[from:i+1])...)
			done = i + 1
		}
	}
	if done == 0 {
		return "", false
	}
	return string(append(out, line[done:]...)), true
}

// standsAlone reports whether nothing stands before and after a number: it is a mark of
// nothing.
func standsAlone(line string, from, to int) bool {
	return strings.TrimSpace(line[:from]) == "" && strings.TrimSpace(line[to:]) == ""
}

// isRaised reports whether the character at a place in the page's text is smaller than
// its line's letters, and stands higher.
func (f *file) isRaised(text references.FPDF_TEXTPAGE, at int, size, base float64) bool {
	if f.asked++; f.asked > maxAsked {
		return false
	}
	char := f.char(text, at)
	if own := f.sizeOf(text, char); own == 0 || own >= smallShare*size {
		return false
	}
	origin, err := f.pdfium.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: char})
	return err == nil && origin.Y-base > raisedShare*size
}
