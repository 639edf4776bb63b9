// Package ingesttest makes documents for tests: PDFs and Word's, byte by byte, so
// that they can be as broken as a test wants them.
package ingesttest

import (
	"bytes"
	"fmt"
	"strings"
)

// PDF is a document in the making. Its objects count from 1; the first is the
// catalogue.
type PDF struct {
	objects []string
	info    string
	encrypt string
}

// Add adds an object and returns its number.
func (p *PDF) Add(object string) int {
	p.objects = append(p.objects, object)
	return len(p.objects)
}

// Stream adds a stream with further entries of its dictionary.
func (p *PDF) Stream(entries, content string) int {
	return p.Add(fmt.Sprintf("<</Length %d %s>>\nstream\n%s\nendstream", len(content), entries, content))
}

// Info gives the document's info dictionary.
func (p *PDF) Info(entries string) { p.info = entries }

// Encrypt gives the document's encryption dictionary.
func (p *PDF) Encrypt(entries string) { p.encrypt = entries }

// Bytes writes the document.
func (p *PDF) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	trailer := "/Root 1 0 R"
	objects := p.objects
	for key, entries := range map[string]string{"Info": p.info, "Encrypt": p.encrypt} {
		if entries != "" {
			objects = append(objects[:len(objects):len(objects)], "<<"+entries+">>")
			trailer += fmt.Sprintf(" /%s %d 0 R", key, len(objects))
		}
	}
	if p.encrypt != "" {
		trailer += " /ID[<0123456789abcdef0123456789abcdef><0123456789abcdef0123456789abcdef>]"
	}
	at := make([]int, 0, len(objects))
	for i, object := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d %s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, xref)
	return b.Bytes()
}

// Line is one line of a page: where it stands, in points from the lower left
// corner, and how large its letters are. Its text may have what ISO-8859-1 has.
type Line struct {
	X, Y, Size float64
	Text       string
}

// PDFOf makes a document of pages of lines. A page without lines is blank.
func PDFOf(pages ...[]Line) *PDF {
	p := &PDF{}
	p.Add("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	p.Add(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids.String()))
	p.Add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, lines := range pages {
		p.Add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", 5+2*i))
		p.Stream("", contentOf(lines))
	}
	return p
}

func contentOf(lines []Line) string {
	var b strings.Builder
	b.WriteString("BT\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n", l.Size, l.X, l.Y, literal(l.Text))
	}
	b.WriteString("ET")
	return b.String()
}

// literal is the inside of a string of PDF.
func literal(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '(' || r == ')' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x80:
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\%03o`, byte(r))
		}
	}
	return b.String()
}

// Set lays paragraphs out as a page of a word processor: lines of 80 characters,
// 14 points apart, half a line more between paragraphs. What begins with "# " is
// a heading. It starts another page when one is full.
func Set(paragraphs ...string) [][]Line {
	const top, bottom, left, leading = 780.0, 70.0, 60.0, 14.0
	pages := [][]Line{nil}
	y := top
	for _, paragraph := range paragraphs {
		size, width := 11.0, 80
		if text, ok := strings.CutPrefix(paragraph, "# "); ok {
			paragraph, size, width = text, 16, 50
		}
		for _, text := range wrapped(paragraph, width) {
			if y < bottom {
				pages = append(pages, nil)
				y = top
			}
			last := len(pages) - 1
			pages[last] = append(pages[last], Line{left, y, size, text})
			y -= leading * size / 11
		}
		y -= leading * 0.6
	}
	return pages
}

func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
