package pdf

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapporteur/bot/ingest/prose"
)

const (
	// gapShare is how much more than the usual distance of lines stands between
	// paragraphs: half an empty line.
	gapShare = 1.35
	// headingShare is how much larger than the text's a heading's letters are.
	headingShare = 1.12
	// indent is how far the first line of a paragraph is set in, in widths of
	// its letters' size.
	indent = 0.7
	// shortShare is how much of the width of its page's text a line fills at most
	// that ends a paragraph although nothing else says so.
	shortShare = 0.85
	maxHeading = 200 // bytes of a heading; what it says cannot be cited
)

// blocks puts the lines of all pages together to paragraphs and headings.
func blocks(pages []page) []prose.Block {
	withoutFrames(pages)
	body := bodySize(pages)
	notes := withoutNotes(pages, body)
	var out []prose.Block
	var open strings.Builder
	heading := false
	end := func() {
		if open.Len() == 0 {
			return
		}
		block := prose.Block{Text: open.String()}
		if heading && len(block.Text) <= maxHeading {
			block.Kind, block.Level = prose.Heading, 1
		} else if rest, ok := bulleted(block.Text); ok {
			block.Kind, block.Text = prose.Item, rest
		}
		out = append(out, block)
		open.Reset()
	}
	var before *line
	for _, p := range pages {
		s := shapeOf(p.lines)
		for i := range p.lines {
			l := &p.lines[i]
			large := body > 0 && l.size >= body*headingShare && !endsSentence(l.text) && (heading || !goesOn(before, l))
			if before == nil || large != heading || s.begins(before, l, i == 0) {
				end()
				heading = large
			}
			join(&open, l.text)
			before = l
		}
	}
	end()
	return append(out, notes...)
}

// join appends a line to a paragraph.
func join(b *strings.Builder, text string) {
	if first, _ := utf8.DecodeRuneInString(text); b.Len() > 0 && !unicode.Is(unicode.No, first) { // a note's mark belongs to what it stands behind
		b.WriteByte(' ')
	}
	b.WriteString(text)
}

// shape is how the text of a page is set.
type shape struct {
	leading float64 // the usual distance of lines; 0 when there is none
	width   float64 // of its widest lines
}

func shapeOf(lines []line) shape {
	var gaps, widths []float64
	for i, l := range lines {
		widths = append(widths, l.right-l.left)
		if i > 0 {
			if gap := lines[i-1].lastBase - l.base; gap > 0.5*l.size && gap < 4*l.size {
				gaps = append(gaps, gap)
			}
		}
	}
	slices.Sort(gaps)
	slices.Sort(widths)
	var s shape
	if len(gaps) > 0 {
		s.leading = gaps[len(gaps)*2/5] // where paragraphs are short, many gaps are theirs
	}
	if len(widths) > 0 {
		s.width = widths[len(widths)*9/10]
	}
	return s
}

// begins reports whether a line begins a paragraph. before is the line before it,
// which is of another page where top is true.
func (s shape) begins(before, l *line, top bool) bool {
	gap := before.lastBase - l.base
	_, bullet := bulleted(l.text)
	switch {
	case bullet:
		return true
	case goesOn(before, l), !top && math.Abs(gap) < 0.5*l.size && l.left >= before.right-l.size: // the same line, as people see it
		return false
	case math.Abs(before.size-l.size) > 0.1*max(before.size, l.size) && math.Abs(gap) > 0.5*l.size:
		return true
	case top || gap < -l.size: // another page or column: a paragraph may go on there
		return endsSentence(before.text) || startsUpper(l.text) && before.right-before.left < s.width*shortShare
	case s.leading > 0 && gap > s.leading*gapShare:
		return true
	case !endsSentence(before.text):
		return false
	}
	return l.left-before.left > indent*l.size && gap > 0 || before.right-before.left < s.width*shortShare && startsUpper(l.text)
}

// goesOn reports whether a line goes on with the sentence of the one before.
func goesOn(before, l *line) bool {
	return before != nil && !endsSentence(before.text) && !startsUpper(l.text)
}

// bodySize is the size of most letters.
func bodySize(pages []page) float64 {
	letters := make(map[float64]int)
	for _, p := range pages {
		for _, l := range p.lines {
			letters[math.Round(l.size*2)/2] += len(l.text)
		}
	}
	best := 0.0
	for size, n := range letters {
		if n > letters[best] || n == letters[best] && size < best {
			best = size
		}
	}
	return best
}

// bulleted returns what stands behind the bullet that text begins with.
func bulleted(text string) (string, bool) {
	for _, bullet := range []string{"• ", "▪ ", "● ", "◦ ", "– ", "- ", "\uf0b7 "} {
		if rest, ok := strings.CutPrefix(text, bullet); ok {
			return rest, true
		}
	}
	return text, false
}

func endsSentence(text string) bool {
	text = strings.TrimRight(text, "\"'”’»)]0123456789 ") // notes are numbered behind the stop
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?…:。！？؟।", r)
}

func startsUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, "\"'“‘«([„"))
	return !unicode.IsLower(r)
}
