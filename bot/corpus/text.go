package corpus

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// plainText reads the paragraphs of a plain text file from position body on.
func (p *parsing) plainText(body int) {
	lines := linesOf(p.article.Text, body)
	for _, group := range paragraphsOf(p.article.Text, lines) {
		p.passage(group[0].Start, textChunks(p.article.Text, group))
	}
}

// linesOf gives the lines of text from position i on, without their ends (LF,
// CR LF or CR).
func linesOf(text string, i int) []Span {
	var lines []Span
	start := i
	for ; i < len(text); i++ {
		if c := text[i]; c != '\n' && c != '\r' {
			continue
		}
		lines = append(lines, Span{start, i})
		if strings.HasPrefix(text[i:], "\r\n") {
			i++
		}
		start = i + 1
	}
	if start < len(text) {
		lines = append(lines, Span{start, len(text)})
	}
	return lines
}

// paragraphsOf groups lines to paragraphs. Blank lines always separate; whether
// every other line break does too is decided by onePerLine.
func paragraphsOf(text string, lines []Span) [][]Span {
	var blocks [][]Span
	open := false
	for _, line := range lines {
		if strings.TrimSpace(text[line.Start:line.End]) == "" {
			open = false
			continue
		}
		if !open {
			blocks = append(blocks, nil)
			open = true
		}
		last := len(blocks) - 1
		blocks[last] = append(blocks[last], line)
	}
	if !onePerLine(text, blocks) {
		return blocks
	}
	var paragraphs [][]Span
	for _, block := range blocks {
		for _, line := range block {
			paragraphs = append(paragraphs, []Span{line})
		}
	}
	return paragraphs
}

const (
	// maxWrap is the widest hard-wrapped line, in characters: nobody wraps
	// wider, and a paragraph on one line is nearly always longer.
	maxWrap = 160
	// wrapShare is the share of lines that must be as full as a wrapping
	// editor leaves them for the text to count as hard-wrapped.
	wrapShare = 0.7
	// endShare is the share of lines that must end in a sentence end for each
	// line to count as a paragraph.
	endShare = 0.6
)

// onePerLine decides whether each line is a paragraph. blocks are the groups of
// lines between blank lines. Only line breaks inside blocks are evidence, and
// only those with no bullet behind them:
//
//   - There are none: it makes no difference.
//   - Lines are longer than anybody wraps: each is a paragraph.
//   - The next line's first word would mostly not have fitted, and most lines
//     end in mid-sentence: the text is hard-wrapped.
//   - Most lines end in a sentence end: each is a paragraph.
//   - Else blank lines separate if there are any, and lines if not.
func onePerLine(text string, blocks [][]Span) bool {
	var widths []int
	for _, block := range blocks {
		for _, line := range block {
			widths = append(widths, utf8.RuneCountInString(text[line.Start:line.End]))
		}
	}
	if len(widths) == len(blocks) {
		return false
	}
	slices.Sort(widths)
	width := widths[(len(widths)-1)*9/10] // one long address does not make a text wide
	if len(widths) < 10 {
		width = widths[len(widths)-1]
	}
	if width > maxWrap {
		return true
	}
	breaks, full, ends := 0, 0, 0
	for _, block := range blocks {
		for i := range len(block) - 1 {
			line, next := text[block[i].Start:block[i].End], text[block[i+1].Start:block[i+1].End]
			if bulleted(next) {
				continue
			}
			breaks++
			if utf8.RuneCountInString(line)+1+firstWordWidth(next) >= width*8/10 {
				full++
			}
			if endsSentence(line) {
				ends++
			}
		}
	}
	if breaks == 0 {
		return false
	}
	mostlyEnds := float64(ends) >= endShare*float64(breaks)
	if mostlyEnds || float64(full) >= wrapShare*float64(breaks) {
		return mostlyEnds
	}
	return len(blocks) == 1
}

func firstWordWidth(line string) int {
	fields := strings.TrimSpace(line)
	if end := strings.IndexAny(fields, " \t"); end >= 0 {
		fields = fields[:end]
	}
	return utf8.RuneCountInString(fields)
}

// endsSentence reports whether a line ends in a stop, closing marks aside.
func endsSentence(line string) bool {
	line = strings.TrimRight(line, " \t\f\v\"'”’»)]*_")
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".!?…。！？։؟।", r)
}

// textChunks cuts a paragraph before each line that begins with a bullet, so
// that a list's items are sentences.
func textChunks(text string, lines []Span) []Span {
	chunks := []Span{lines[0]}
	for _, line := range lines[1:] {
		if bulleted(text[line.Start:line.End]) {
			chunks = append(chunks, line)
			continue
		}
		chunks[len(chunks)-1].End = line.End
	}
	return chunks
}

// bulleted reports whether a line begins with a bullet and a space.
func bulleted(line string) bool {
	line = strings.TrimLeft(line, " \t")
	for _, bullet := range []string{"- ", "* ", "• ", "– ", "· ", "▪ ", "● "} {
		if strings.HasPrefix(line, bullet) {
			return true
		}
	}
	return false
}
